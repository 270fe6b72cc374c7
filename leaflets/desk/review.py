"""The reviewer's commands: approve a text, take it back, see what has changed since."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from leaflets.admission.admit import admit
from leaflets.admission.wishes import Wanted
from leaflets.content.approval_files import (
    SHORT,
    Approval,
    Withdrawal,
    approval_file,
    approvals_of,
    digest_of_texts,
    is_by,
    sealed_approval,
    sentences_of,
    signature_file,
    signed_text,
    withdrawal_file,
)
from leaflets.content.approvals import (
    approval_with,
    base_tag,
    known_digest,
)
from leaflets.content.sentences import digest_of_sentences, leaves_of, sentences_in
from leaflets.content.speak import localized, stated
from leaflets.desk.other_medicines import other_medicines
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.files import inside, read, write
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library, SheetFile
from leaflets.making.recipe import prepare

if TYPE_CHECKING:
    from leaflets.signing.signers import SigningKey


def approve_text(
    library: Library,
    name: str,
    tag: str,
    by: str,
    on: datetime.date,
    until: datetime.date,
    signer: SigningKey | None = None,
) -> Path:
    """The file of a new approval of exactly what the sheet's leaflets say today.

    The signature of ``signer`` stands beside it.

    Raises LeafletsError: for a leaflet that can't be made, a withdrawn text, a sheet past its
    review date (kind "approval"), and for a faulty person or date (kind "usage"), such as one who
    is not the signer.
    """
    admitted = admit(library, Wanted(name, tag, paper="a4"), on)
    # Nobody can have read a leaflet that can't be made.
    prepare(admitted)
    file, named = admitted.file, admitted.language
    raise_if_any([*other_medicines(library, file, named), *_unchecked(library, file, named)])
    texts = stated(library, file, named, localized(library, file, named))
    if until < on:
        raise LeafletsError(problem("usage-until", f"{until} is past; give a day to come"))
    try:
        approval = Approval(
            sheet=file.sheet.id,
            language=base_tag(named),
            digest=digest_of_texts(texts),
            by=by,
            on=on,
            until=until,
            texts=texts,
        )
    except ValidationError:
        message = f'{by!r} does not say who; write "Name, role"'
        raise LeafletsError(problem("usage-by", message)) from None
    approval = sealed_approval(approval)
    return _write(library, *approval_file(approval), _signature(approval, signer))


def _signature(approval: Approval, signer: SigningKey | None) -> bytes | None:
    """What ``signer`` puts beside an approval of their own: a signature over its seal."""
    if signer is None:
        return None
    if not is_by(approval, signer.name):
        message = f"the key is that of {signer.name!r}, who is not {approval.by!r}"
        raise LeafletsError(problem("usage-by", message))
    return signer.sign_text(signed_text(approval))


def _unchecked(library: Library, file: SheetFile, named: Language) -> Iterator[Problem]:
    """The problem of a translation that some checks could not be made of."""
    if missing := library.unchecked(file.sheet, named):
        message = (
            f"{' and '.join(missing)} were not checked, as no list has those of {named.tag}:"
            f" name them in locales/{named.catalog_folders[-1]}/terms.yaml"
        )
        yield problem("approval-unchecked", message, file=file.source.file)


def withdraw_text(
    library: Library,
    digest: str,
    reason: str,
    on: datetime.date,
    tell: Callable[[str], None] = lambda _line: None,
) -> Path:
    """The file of a new withdrawal: the text must not be used any more.

    ``tell`` hears where the text's sentences are not at hand, so that they are not recorded.

    Raises LeafletsError (kind "usage") for an unknown digest or an empty reason.
    """
    folders = library.all("approvals")
    whole = known_digest(folders, digest.lower())
    given = approval_with(folders, whole)
    sentences = sentences_of(given) if given else _said_today(library, whole)
    try:
        withdrawal = Withdrawal(
            digest=whole,
            reason=reason,
            on=on,
            sentences=digest_of_sentences(sentences) if sentences else None,
            texts=sentences,
        )
    except ValidationError:
        message = "say why in 3 to 200 characters"
        raise LeafletsError(problem("usage-reason", message)) from None
    if not sentences:
        tell(
            f"neither an approval of {whole[:SHORT]} nor a sheet that says it is at hand: this"
            " holds for exactly that text, and not where anything around its sentences changes;"
            " name its --library as well"
        )
    return _write(library, *withdrawal_file(withdrawal))


def _said_today(library: Library, digest: str) -> tuple[str, ...]:
    """The sentences of a draft: of a text with this digest that a sheet says today."""
    built_in = library.folders[-1] / "sheets"
    for name in sorted(
        library.sheet_files, key=lambda n: library.sheet_files[n].parent == built_in
    ):
        with suppress(LeafletsError):
            file = library.read_sheet(name)
            for named in map(language, library.languages_of(file.sheet)):
                with suppress(LeafletsError):
                    said = localized(library, file, named)
                    if digest_of_texts(stated(library, file, named, said)) == digest:
                        return sentences_in(leaves_of(said.sheet))
    return ()


def changes(library: Library, name: str, tag: str) -> Iterator[str]:
    """Lines that say what differs from the last approved text. Raises LeafletsError."""
    file, named = library.find_sheet(name), language(tag)
    texts = stated(library, file, named, localized(library, file, named))
    given = approvals_of(library.all("approvals"), file.sheet.id, base_tag(named))
    if not given:
        yield f"{file.sheet.id} in {base_tag(named)} has never been approved; `approve` records it"
        return
    last = given[-1]
    if last.too_old:
        yield last.too_old
    yield f"approved by {last.by} on {last.on}, valid until {last.until}"
    if digest_of_texts(texts) == last.digest:
        yield "nothing has changed since"
        return
    names = list(dict.fromkeys((*last.texts, *texts)))
    for identity in names:
        old, new = last.texts.get(identity), texts.get(identity)
        if old != new:
            yield f"{identity}:"
            yield from (f"  - {old}",) if old is not None else ()
            yield from (f"  + {new}",) if new is not None else ()
    if set(last.texts) == set(texts) and list(last.texts) != list(texts):
        yield "texts stand in another order"


def _write(
    library: Library, names: Iterator[str], content: bytes, signature: bytes | None = None
) -> Path:
    """Write a file into the approvals of the user's folder: what is there is kept.

    Its signature comes first: alone, it says nothing.
    """
    folder = library.own_folder
    for name in names:
        target = inside(folder / "approvals", name)
        is_new = not target.exists()
        if not is_new and read(target) != content:
            continue
        if signature is not None:
            write(signature_file(target), signature)
        if is_new:
            write(target, content)
        return target
    raise AssertionError
