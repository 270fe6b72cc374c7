"""Who approved which text: one file in ``approvals/`` for each approved text.

An approval holds what was approved, text by text, and is found by a digest over it. What says
anything else has another digest, and is a draft. A withdrawal is for good.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, TypeVar

from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.languages import Language
from leaflets.localize import LocalizedSheet, Review
from leaflets.source import Source, read_source
from leaflets.validation import problems_of
from leaflets.wordfill import fill

SHORT: Final = 12
"""How many characters of a digest are printed and stand in file names."""

_DIGEST: Final = r"^[0-9a-f]{64}$"
_Digest = Annotated[str, StringConstraints(pattern=_DIGEST)]
_Line = Annotated[str, StringConstraints(min_length=3, max_length=200, strip_whitespace=True)]
_Person = Annotated[_Line, StringConstraints(pattern=r"^[^,]*\w[^,]*,.*\w")]


class Approval(BaseModel):
    """Who approved a text, from when until when; ``texts`` is all of it, by identity."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: str
    language: str
    digest: _Digest
    by: _Person
    on: datetime.date
    until: datetime.date
    texts: dict[str, str]


class Withdrawal(BaseModel):
    """A text that must not be used any more, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: _Digest
    reason: _Line
    on: datetime.date


@dataclass(frozen=True)
class Release:
    """The day for which leaflets are made, and whether approved ones only."""

    day: datetime.date
    approved_only: bool = False


def digest_of(texts: Mapping[str, str]) -> str:
    """The digest of a leaflet's texts: SHA-256 of their list in order, as hexadecimal digits."""
    listed = json.dumps(list(texts.items()), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(listed.encode()).hexdigest()


def approvals_of(folders: Sequence[Path], sheet: str, language: str) -> list[Approval]:
    """The approvals of a sheet in a language, the latest last.

    Raises LeafletsError (kind "approval") for a file that is faulty, or whose texts are not
    those of its digest.
    """
    found: list[Approval] = []
    problems: list[Problem] = []
    for file in _files(folders, f"{sheet}-{language}-*.yaml"):
        try:
            approval = _read(file, Approval)
        except LeafletsError as error:
            problems += error.problems
            continue
        if digest_of(approval.texts) != approval.digest:
            message = "its texts are not those of its digest: it was changed; approve again"
            problems.append(problem("approval-changed", message, file=file, field="digest"))
        elif (approval.sheet, approval.language) == (sheet, language):
            found.append(approval)
    raise_if_any(problems)
    return sorted(found, key=lambda approval: (approval.on, approval.until))


def withdrawal_of(folders: Sequence[Path], digest: str) -> Withdrawal | None:
    """The withdrawal of a text, if there is one. Raises LeafletsError for a faulty file."""
    files = _files(folders, f"withdrawn/{digest}.yaml")
    return next((_read(file, Withdrawal) for file in files), None)


def reviewed(
    said: LocalizedSheet,
    texts: Mapping[str, str],
    folders: Sequence[Path],
    language: Language,
    release: Release | None,
) -> LocalizedSheet:
    """``said`` with its state of review on the day of the release; without one, a draft.

    ``texts`` is everything it says. Raises LeafletsError (kind "approval") for a withdrawn text,
    and for one that is not approved where only approved ones are wanted.
    """
    digest, sheet, tag = digest_of(texts), said.sheet.id, base_tag(language)
    where = f"{sheet} in {tag}"
    if withdrawn := withdrawal_of(folders, digest):
        message = f"this text was withdrawn on {withdrawn.on}: {withdrawn.reason}"
        raise LeafletsError(problem("approval-withdrawn", message, file=where))
    if release is None:
        return said.model_copy(update={"review": Review(digest=digest)})
    given = [a for a in approvals_of(folders, sheet, tag) if a.digest == digest]
    valid = [a for a in given if a.on <= release.day <= a.until]
    if valid:
        return said.model_copy(update={"review": _approved(max(valid, key=_until), said, language)})
    if release.approved_only:
        last = max(given, key=_until, default=None)
        if last is None:
            message = "nobody has approved exactly this text; `diff` shows what changed"
            raise LeafletsError(problem("approval-draft", message, file=where))
        message = f"its approval is valid from {last.on} until {last.until}; approve it again"
        raise LeafletsError(problem("approval-expired", message, file=where))
    return said.model_copy(update={"review": Review(digest=digest)})


def base_tag(language: Language) -> str:
    """The tag without its region: a text is approved for a language."""
    return language.catalog_folders[-1].replace("_", "-")


def approval_file(approval: Approval) -> tuple[str, bytes]:
    """The name and the content of an approval's file."""
    lines = [
        f"sheet: {approval.sheet}",
        f"language: {approval.language}",
        f"digest: {approval.digest}",
        f"by: {_quoted(approval.by)}",
        f"on: {approval.on}",
        f"until: {approval.until}",
        "texts:",
    ]
    lines += [f"  {_quoted(name)}: {_quoted(text)}" for name, text in approval.texts.items()]
    name = f"{approval.sheet}-{approval.language}-{approval.digest[:SHORT]}.yaml"
    return name, ("\n".join(lines) + "\n").encode()


def withdrawal_file(withdrawal: Withdrawal) -> tuple[str, bytes]:
    """The name and the content of a withdrawal's file."""
    lines = (
        f"digest: {withdrawal.digest}",
        f"reason: {_quoted(withdrawal.reason)}",
        f"on: {withdrawal.on}",
    )
    return f"withdrawn/{withdrawal.digest}.yaml", ("\n".join(lines) + "\n").encode()


def known_digest(folders: Sequence[Path], start: str) -> str:
    """The whole digest of an approved text that begins with ``start``.

    Raises LeafletsError (kind "usage") where none or several do. A whole digest is taken as it
    is: the approval of a withdrawn text may be in another library.
    """
    if len(start) == hashlib.sha256().digest_size * 2 and set(start) <= set("0123456789abcdef"):
        return start
    digests = {_read(file, Approval).digest for file in _files(folders, "*.yaml")}
    found = sorted(digest for digest in digests if digest.startswith(start))
    if len(found) == 1 and start:
        return found[0]
    reason = "several approvals begin" if found else "no approval begins"
    raise LeafletsError(problem("usage-digest", f"{reason} with {start!r}"))


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


def _files(folders: Sequence[Path], pattern: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.glob(pattern))


_Model = TypeVar("_Model", Approval, Withdrawal)


def _read(file: Path, model: type[_Model]) -> _Model:
    source: Source = read_source(file, "approval")
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        raise_if_any(sorted(problems_of(error, source, "approval")))
        raise


def _quoted(text: str) -> str:
    """A string in double quotes, which YAML and JSON read alike."""
    return json.dumps(text, ensure_ascii=False)
