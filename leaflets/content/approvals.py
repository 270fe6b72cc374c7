"""Whether a text may be used: approved for exactly what it says, until a day, not withdrawn.

What says anything else than what was approved is a draft. A withdrawal is for good: it holds for
the sentences that were withdrawn, in any edition and order, whatever else changes around them.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from babel.dates import format_date

from leaflets.admission.wishes import Release
from leaflets.content.approval_files import (
    SHORT,
    Approval,
    Withdrawal,
    approval_in,
    approvals_of,
    digest_of_texts,
    sentences_of,
    withdrawal_in,
)
from leaflets.content.localize import LocalizedSheet, Review
from leaflets.content.sentences import digest_of_sentences, sheet_digest
from leaflets.errors import LeafletsError, Problem, problem
from leaflets.language.tags import Language
from leaflets.snapshot import Folders
from leaflets.translation.placeholders import fill


def reviewed(
    said: LocalizedSheet,
    texts: Mapping[str, str],
    folders: Folders,
    language: Language,
    release: Release | None,
) -> LocalizedSheet:
    """``said`` with its state of review on the day of the release; without one, a draft.

    ``texts`` is everything it says. Raises LeafletsError (kind "approval") for a withdrawn text,
    and for one that is not approved where only approved ones are wanted.
    """
    digest, sheet, tag = digest_of_texts(texts), said.sheet.id, base_tag(language)
    where = f"{sheet} in {tag}"
    said = said.model_copy(update={"review": Review(digest=digest)})
    if withdrawn := withdrawn_among(withdrawals_in(folders), said):
        raise LeafletsError(withdrawn_problem(withdrawn, where))
    if release is None:
        return said
    every = approvals_of(folders, sheet, tag)
    given = [a for a in every if a.digest == digest and not a.too_old]
    valid = [a for a in given if a.on <= release.day <= a.until]
    if valid:
        return said.model_copy(update={"review": _approved(max(valid, key=_until), said, language)})
    if release.approved_only:
        raise LeafletsError(_not_approved(every, given, where, f"{sheet} --language {tag}"))
    return said


def _not_approved(
    every: Sequence[Approval], given: Sequence[Approval], where: str, command: str
) -> Problem:
    if last := max(given, key=_until, default=None):
        message = f"its approval is valid from {last.on} until {last.until}; approve it again"
        return problem("approval-expired", message, file=where)
    if every and (reason := every[-1].too_old):
        return problem("approval-draft", reason, file=where)
    message = f"nobody has approved exactly this text; `diff {command}` shows what changed"
    if not every:
        message = (
            f'nobody has approved it yet; `approve {command} --by "Name, role" --until'
            " 2027-12-31 --library DIR` records who has, once somebody has read it"
        )
    return problem("approval-draft", message, file=where)


def withdrawn_problem(withdrawal: Withdrawal, where: Path | str) -> Problem:
    """That a text was withdrawn, and why."""
    message = (
        f"this text was withdrawn on {withdrawal.on}: {withdrawal.reason};"
        " change the sentences that were wrong and have it approved again"
    )
    return problem("approval-withdrawn", message, file=where)


def withdrawals_in(folders: Folders) -> dict[str, Withdrawal]:
    """The first withdrawal of each text, by the digests that it holds for.

    They are those of an approval and of its sentences.

    Raises LeafletsError (kind "approval") for a faulty file: nobody knows what it withdraws.
    """
    return folders.files.once(_withdrawals, folders)


def _withdrawals(folders: Folders) -> dict[str, Withdrawal]:
    found: dict[str, Withdrawal] = {}
    held = folders.glob("withdrawn/*.yaml")
    files = {file: folders.files.parsed(withdrawal_in, file) for file in held}
    for file, withdrawal in sorted(files.items(), key=lambda pair: pair[1].on):
        named = [file.stem] if _is_digest(file.stem) else []
        for digest in (withdrawal.digest, *named, *_sentences(withdrawal, folders)):
            found.setdefault(digest, withdrawal)
    return found


def _sentences(withdrawal: Withdrawal, folders: Folders) -> list[str]:
    """The digests of the sentences that a withdrawal holds for, as far as they are at hand."""
    if withdrawal.sentences:
        return [withdrawal.sentences]
    given = approval_with(folders, withdrawal.digest)
    return [digest_of_sentences(sentences_of(given))] if given else []


def approval_with(folders: Folders, digest: str) -> Approval | None:
    """An approval of the text with this digest, if one is at hand and whole."""
    for file in folders.glob(f"*-{digest[:SHORT]}*.yaml"):
        with suppress(LeafletsError):
            approval = folders.files.parsed(approval_in, file)
            if approval.digest == digest:
                return approval
    return None


def known_texts(folders: Folders) -> list[tuple[str, str]]:
    """The digests of each text that was approved or withdrawn: of the whole, of its sentences.

    Raises LeafletsError (kind "approval") for a faulty file.
    """
    approvals = [folders.files.parsed(approval_in, file) for file in folders.glob("*.yaml")]
    found = [(one.digest, digest_of_sentences(sentences_of(one))) for one in approvals]
    held = withdrawals_in(folders).items()
    return found + [(withdrawal.digest, digest) for digest, withdrawal in held]


def digests_of(leaflet: LocalizedSheet) -> tuple[str, str]:
    """The digests by which what a leaflet says is withdrawn: of the whole, and of its sentences.

    The first is empty for a leaflet that was never reviewed.
    """
    return leaflet.review.digest or "", sheet_digest(leaflet.sheet)


def withdrawn_among(
    withdrawals: Mapping[str, Withdrawal], leaflet: LocalizedSheet
) -> Withdrawal | None:
    """The withdrawal of what a leaflet says, if there is one among these."""
    if not withdrawals:
        return None
    found = (withdrawals.get(digest) for digest in digests_of(leaflet))
    return next(filter(None, found), None)


def base_tag(language: Language) -> str:
    """The tag without its region: a text is approved for a language."""
    return language.catalog_folders[-1].replace("_", "-")


def known_digest(folders: Folders, start: str) -> str:
    """The whole digest of an approved text that begins with ``start``.

    Raises LeafletsError (kind "usage") where none or several do. A whole digest is taken as it
    is: the approval of a withdrawn text may be in another library.
    """
    if _is_digest(start):
        return start
    given = (folders.files.parsed(approval_in, file) for file in folders.glob("*.yaml"))
    digests = {approval.digest for approval in given}
    found = sorted(digest for digest in digests if digest.startswith(start))
    if len(found) == 1 and start:
        return found[0]
    reason = "several approvals begin" if found else "no approval begins"
    raise LeafletsError(problem("usage-digest", f"{reason} with {start!r}"))


def _is_digest(text: str) -> bool:
    return len(text) == hashlib.sha256().digest_size * 2 and set(text) <= set("0123456789abcdef")


def _approved(approval: Approval, said: LocalizedSheet, language: Language) -> Review:
    line = fill(
        said.words["approval.line"],
        name=approval.by,
        date=format_date(approval.on, "long", locale=language.locale),
        until=format_date(approval.until, "long", locale=language.locale),
        digest=approval.digest[:SHORT],
    )
    return Review(state="approved", digest=approval.digest, line=line)


def _until(approval: Approval) -> datetime.date:
    return approval.until
