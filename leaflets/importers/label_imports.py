"""Label files into draft sheets in a folder that can be used as a library at once.

Everything in a file is untrusted. A file that is refused leaves nothing behind, and does not
keep the others back.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from leaflets.epi.label_document import Remark
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.files import inside, read_at_most, write
from leaflets.importers.draft_yaml import yaml_of
from leaflets.importers.drafting import Draft, draft_of
from leaflets.importers.label_reading import MAX_BYTES, Form, read_label
from leaflets.importers.label_words import Difference, differences, texts_of_sheet
from leaflets.importers.own_drafts import own_draft, texts_of_own
from leaflets.importers.recount import label_words, split_words
from leaflets.library.fonts import is_drawn, letters_of
from leaflets.library.libraries import Library
from leaflets.limits import within
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import parse_source
from leaflets.sheet.validation import sheet_from

SECONDS: Final = 60.0
"""No file takes longer to read."""

_ENDINGS: Final = (".xml", ".json")
_DIGEST: Final = re.compile(r"^  digest: '?([0-9a-f]{64})'?$", re.MULTILINE)


@dataclass(frozen=True)
class Imported:
    """A draft sheet that was written: its file, what it is made of, how many words it has."""

    path: Path
    draft: Draft
    form: str
    words_in: int
    words_out: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Outcome:
    """The outcome of importing a label's file: its sheets, or why there are none."""

    file: Path
    sheets: tuple[Imported, ...] = ()
    problems: tuple[Problem, ...] = ()


def label_files(paths: Sequence[Path]) -> list[Path]:
    """The files asked for; of a folder, all XML and JSON files in it and below.

    Raises LeafletsError (kind "file") for what is not there.
    """
    raise_if_any(
        problem("file-missing", "no such file or folder", file=path)
        for path in paths
        if not path.exists()
    )
    found: list[Path] = []
    for path in paths:
        inside = sorted(f for f in path.rglob("*") if f.suffix in _ENDINGS and f.is_file())
        found += inside if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def import_labels(
    files: Sequence[Path], form: Form, target: Path, library: Library, day: datetime.date
) -> Iterator[Outcome]:
    """The outcome for each label file, whose draft sheets are written into ``target``.

    ``library`` has the sheets whose ids are taken, and the fonts. ``day`` dates the sheets of
    labels that have no date.
    """
    desk = _Desk(target / "sheets", library, frozenset(library.sheet_files), set())
    letters = letters_of(library.all("fonts"))
    for file in files:
        try:
            steps = _import(file, form, desk, letters, day)
            made = within(SECONDS, "import-endless", f"reading {file.name}", partial(tuple, steps))
        except LeafletsError as error:
            found = (p if p.file else replace(p, file=str(file)) for p in error.problems)
            yield Outcome(file, problems=tuple(found))
        except (RecursionError, MemoryError) as error:
            message = f"nested too deeply, or too large ({type(error).__name__})"
            yield Outcome(file, problems=(problem("import-too-deep", message, file=file),))
        else:
            yield Outcome(file, made)


@dataclass(frozen=True)
class _Desk:
    """Where sheets go: their folder, the library, its sheets' ids, and those of this run."""

    folder: Path
    library: Library
    foreign: frozenset[str]
    taken: set[str]

    def path(self, identity: str) -> Path:
        """The file of a sheet."""
        return inside(self.folder, f"{identity}.yaml")

    def is_free(self, identity: str, digest: str) -> bool:
        """Whether no other sheet has an id; one made of the same file before is no other."""
        file = self.path(identity)
        if identity in self.foreign or identity in self.taken:
            return False
        return not file.exists() or _digest_in(file) == digest


def _import(
    file: Path, form: Form, desk: _Desk, letters: frozenset[str], day: datetime.date
) -> Iterator[Imported]:
    """The sheets of one file, written only when all of them could be made."""
    content = read_at_most(MAX_BYTES, file, "import-too-large", "no label needs so many")
    own = own_draft(content, desk.library)
    if isinstance(own, tuple):
        yield _own(*own, desk)
        return
    made = []
    for document in read_label(file.name, content, form):
        source = document.provenance
        draft = draft_of(document, day, lambda name: desk.is_free(name, source.digest))  # noqa: B023
        draft = _drawable(draft, letters)
        if isinstance(own, Remark):
            draft = replace(draft, remarks=(own, *draft.remarks))
        if not draft.data["sections"]:
            raise LeafletsError(problem("import-empty", "no section says anything", file=file))
        desk.taken.add(draft.id)
        text = yaml_of(draft.data)
        sheet = _read_back(text, draft)
        words = label_words(content, source.form, source.number)
        said = split_words("\n".join(texts_of_sheet(sheet)))
        counts = len(words), len(said), differences(words, said)
        made.append((text, Imported(desk.path(draft.id), draft, source.form, *counts)))
    for text, imported in made:
        _write(imported, text)
        yield imported


def _own(draft: Draft, text: str, desk: _Desk) -> Imported:
    """A sheet out of a document of our own: the same sheet, under its own id."""
    words = len(split_words("\n".join(texts_of_own(sheet_from(parse_source(text, draft.id))))))
    imported = Imported(desk.path(draft.id), draft, "epi", words, words, ())
    desk.taken.add(draft.id)
    _write(imported, text)
    return imported


def _drawable(draft: Draft, letters: frozenset[str]) -> Draft:
    """The draft with the numbers of characters that no font has, so that somebody looks at them."""
    missing: set[str] = set()

    def mended(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: mended(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [mended(inner) for inner in value]
        wrong = {c for c in value if not is_drawn(c, letters)}
        missing.update(wrong)
        return "".join(f"[U+{ord(c):04X}]" if c in wrong else c for c in value)

    said = {key: mended(draft.data[key]) for key in ("name", "sections")}
    remarks = [
        Remark("no-glyph", "", f"no font has {c!r}: [U+{ord(c):04X}] stands for it")
        for c in sorted(missing)
    ]
    return (
        replace(draft, data=draft.data | said, remarks=(*draft.remarks, *remarks))
        if missing
        else draft
    )


def _read_back(text: str, draft: Draft) -> Sheet:
    """The sheet as it will be read. Raises LeafletsError where that is not what was written."""
    source = parse_source(text, f"{draft.id}.yaml", "import")
    if source.data != draft.data:
        message = "its text does not come back as it was written: tell the makers of leaflets"
        raise LeafletsError(problem("import-not-the-same", message))
    try:
        return sheet_from(source)
    except LeafletsError as error:
        # What a sheet can't hold is the label's fault, not a sheet's.
        raise LeafletsError(
            *(
                replace(p, code=f"import-{p.code}", file="", line=0, column=0)
                for p in error.problems
            )
        ) from error


def _write(imported: Imported, text: str) -> None:
    """Write a sheet and its pictures. Raises LeafletsError where one would be replaced."""
    path, content = imported.path, text.encode()
    if path.exists() and path.read_bytes() != content:
        message = (
            "there is a sheet made of the same label, edited since or made otherwise; move it"
            " away, or choose another --output-dir"
        )
        raise LeafletsError(problem("import-sheet-exists", message, file=path))
    for name, picture in imported.draft.pictures.items():
        write(inside(path.parent, name), picture)
    write(path, content)


def _digest_in(file: Path) -> str | None:
    """The digest of the file that a sheet was made of; None where it was made of none."""
    try:
        found = _DIGEST.search(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return found[1] if found else None
