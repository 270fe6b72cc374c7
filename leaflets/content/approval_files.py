"""The files in ``approvals/``: what was approved by whom, and what was withdrawn.

An approval holds everything that was approved, text by text. Its digest is over these texts, its
seal over who approved them for how long, too. A file that was changed by hand is refused.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from leaflets.content.sentences import digest_of_sentences, sentences_in
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import Tag
from leaflets.sheet.model import SheetId
from leaflets.sheet.source import source_in
from leaflets.sheet.validation import problems_of
from leaflets.snapshot import Folders

SHORT: Final = 12
"""How many characters of a digest are printed and stand in file names."""

_DIGEST: Final = r"^[0-9a-f]{64}$"
_Digest = Annotated[str, StringConstraints(pattern=_DIGEST)]
_Line = Annotated[str, StringConstraints(min_length=3, max_length=200, strip_whitespace=True)]
_Person = Annotated[_Line, StringConstraints(pattern=r"^[^,]*\w[^,]*,.*\w")]


class Approval(BaseModel):
    """Who approved a text, from when until when; ``texts`` is all of it, by identity.

    One without a ``seal`` was given when an approval covered less: it holds no more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: SheetId
    language: Tag
    digest: _Digest
    by: _Person
    on: datetime.date
    until: datetime.date
    seal: _Digest | None = None
    texts: dict[str, str]

    @property
    def too_old(self) -> str | None:
        """Why it no longer holds, whatever its dates say; None if it may hold."""
        if self.seal:
            return None
        return (
            f"it was approved by {self.by} on {self.on}, before approvals covered plural words,"
            " pictures, fonts and the order of parts; approve it again"
        )


class Withdrawal(BaseModel):
    """A text that must not be used any more, and why.

    ``texts`` are its sentences, wherever they stand, and ``sentences`` is the digest over them.
    Without them, it holds for what has the ``digest``, or the sentences of its approval.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: _Digest
    reason: _Line
    on: datetime.date
    sentences: _Digest | None = None
    texts: tuple[str, ...] = ()


def digest_of_texts(texts: Mapping[str, str]) -> str:
    """The digest of a leaflet's texts: SHA-256 of their list in order, as hexadecimal digits."""
    return _listed(list(texts.items()))


def sealed_approval(approval: Approval) -> Approval:
    """The approval with its seal."""
    return approval.model_copy(update={"seal": _seal_of(approval)})


def _seal_of(approval: Approval) -> str:
    days = str(approval.on), str(approval.until)
    return _listed([approval.sheet, approval.language, approval.digest, approval.by, *days])


def _listed(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # As it is read again: files of this kind are read in NFC.
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def approval_file(approval: Approval) -> tuple[Iterator[str], bytes]:
    """The names that an approval's file may have, the first first, and its content."""
    lines = [
        f"sheet: {approval.sheet}",
        f"language: {approval.language}",
        f"digest: {approval.digest}",
        f"by: {_quoted(approval.by)}",
        f"on: {approval.on}",
        f"until: {approval.until}",
        *([f"seal: {approval.seal}"] if approval.seal else []),
        "texts:",
    ]
    lines += [f"  {_quoted(name)}: {_quoted(text)}" for name, text in approval.texts.items()]
    start = f"{approval.sheet}-{approval.language}-"
    names = _names(start, approval.on, approval.digest[:SHORT])
    return names, ("\n".join(lines) + "\n").encode()


def signature_file(file: Path) -> Path:
    """Where the signature of an approval stands, which has this file."""
    return file.with_suffix(".p7s")


def signed_text(approval: Approval) -> bytes:
    """What a signature of an approval is over: its seal, and so the digest, who, and when."""
    return f"leaflets approval {approval.seal}\n".encode()


def is_by(approval: Approval, name: str) -> bool:
    """Whether an approval is by somebody of this name, whatever their role is."""
    person = approval.by.partition(",")[0]
    return _folded(person) == _folded(name)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def withdrawal_file(withdrawal: Withdrawal) -> tuple[Iterator[str], bytes]:
    """The names that a withdrawal's file may have, the first first, and its content."""
    lines = [
        f"digest: {withdrawal.digest}",
        f"reason: {_quoted(withdrawal.reason)}",
        f"on: {withdrawal.on}",
    ]
    if withdrawal.sentences:
        lines += [f"sentences: {withdrawal.sentences}", "texts:"]
        lines += [f"  - {_quoted(text)}" for text in withdrawal.texts]
    names = _names("withdrawn/", withdrawal.on, withdrawal.digest)
    return names, ("\n".join(lines) + "\n").encode()


def _names(start: str, on: datetime.date, digest: str) -> Iterator[str]:
    """The digest alone; for what is recorded once more, with the day; then with a number."""
    yield f"{start}{digest}.yaml"
    yield f"{start}{on}-{digest}.yaml"
    for number in count(2):
        yield f"{start}{on}-{number}-{digest}.yaml"


def approvals_of(folders: Folders, sheet: str, language: str) -> list[Approval]:
    """The approvals of a sheet in a language, the latest last.

    Raises LeafletsError (kind "approval") for a file that is faulty, or that was changed.
    """
    found: list[Approval] = []
    problems: list[Problem] = []
    for file in folders.glob(f"{sheet}-{language}-*.yaml"):
        try:
            approval = folders.files.parsed(approval_in, file)
        except LeafletsError as error:
            problems += error.problems
            continue
        if (approval.sheet, approval.language) == (sheet, language):
            found.append(approval)
    raise_if_any(problems)
    return sorted(found, key=lambda approval: (approval.on, approval.until))


def sentences_of(approval: Approval) -> tuple[str, ...]:
    """What the approved sheet says, sentence by sentence."""
    return sentences_in(approval.texts)


def approval_in(file: Path, content: bytes) -> Approval:
    """The approval in a file that was read.

    Raises LeafletsError (kind "approval") where it is faulty or was changed.
    """
    approval = _read(file, content, Approval)
    problems = []
    if digest_of_texts(approval.texts) != approval.digest:
        message = "its texts are not those of its digest: it was changed; approve again"
        problems.append(problem("approval-changed", message, file=file, field="digest"))
    if approval.seal not in (None, _seal_of(approval)):
        message = "who approved what, when and until when is not as it was sealed; approve again"
        problems.append(problem("approval-changed", message, file=file, field="seal"))
    raise_if_any(problems)
    return approval


def withdrawal_in(file: Path, content: bytes) -> Withdrawal:
    """The withdrawal in a file that was read.

    Raises LeafletsError (kind "approval") where it is faulty or was changed.
    """
    withdrawal = _read(file, content, Withdrawal)
    told = digest_of_sentences(withdrawal.texts) if withdrawal.texts else None
    if told != withdrawal.sentences:
        message = "its texts are not those of its digest: it was changed; withdraw again"
        raise LeafletsError(problem("approval-changed", message, file=file, field="sentences"))
    return withdrawal


_Model = TypeVar("_Model", Approval, Withdrawal)


def _read(file: Path, content: bytes, model: type[_Model]) -> _Model:
    source = source_in(file, content, "approval")
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        raise_if_any(sorted(problems_of(error, source, "approval", model)))
        raise


def _quoted(text: str) -> str:
    """A string in double quotes, which YAML and JSON read alike."""
    return json.dumps(text, ensure_ascii=False)
