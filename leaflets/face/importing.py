"""Labels of others made into draft sheets, and what became of each."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TypeAlias

from leaflets.arithmetic import own_arithmetic
from leaflets.errors import Problem, raise_if_any
from leaflets.face.telling import Step
from leaflets.files import write
from leaflets.importers.label_imports import Imported, Outcome, import_labels, label_files
from leaflets.importers.label_reading import Form
from leaflets.importers.report import report_of
from leaflets.library.libraries import Library
from leaflets.library.own_folders import not_built_in

ImportFormat: TypeAlias = Form
"""HL7 SPL, FHIR ePI or openFDA's label records; ``auto`` finds it by the content."""


@dataclass(frozen=True)
class ImportedSheet:
    """A draft sheet that was written: its file, and how many words the label and it have.

    ``differences`` and ``remarks`` are how many words differ, and how many things were decided
    or are suspicious: ``remark_texts`` says each, the saved report has them with all else.
    """

    path: Path
    id: str
    language: str
    format: str
    words_in: int
    words_out: int
    differences: int
    remarks: int
    remark_texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportedFile:
    """A label's file: its sheets, or why there are none."""

    file: Path
    sheets: tuple[ImportedSheet, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ImportReport:
    """What became of every file."""

    files: tuple[ImportedFile, ...]
    _content: bytes = field(repr=False)

    @property
    def sheets(self) -> tuple[ImportedSheet, ...]:
        """All draft sheets."""
        return tuple(sheet for file in self.files for sheet in file.sheets)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why files were refused."""
        return tuple(problem for file in self.files for problem in file.problems)

    def raise_if_refused(self) -> None:
        """Raise LeafletsError with the problems of all files that were refused, if any was."""
        raise_if_any(self.problems)

    def save(self, target: str | PathLike[str]) -> Path:
        """Write what was found and decided as JSON; ``-`` is standard output.

        Comes back with the path. Raises LeafletsError (kind "file").
        """
        write(Path(target), self._content)
        return Path(target)


@own_arithmetic()
def imported(
    library: Library,
    files: Sequence[Path],
    folder: Path,
    form: ImportFormat,
    day: datetime.date,
    watching: tuple[Callable[[ImportedFile], None], Step],
) -> ImportReport:
    """What became of label files.

    Raises LeafletsError: kind "file" for what is not there, "usage" for the built-in library.
    """
    hear, step = watching
    not_built_in(folder, library.folders[-1])
    found = label_files(files)
    outcomes: list[Outcome] = []
    told: list[ImportedFile] = []
    for outcome in import_labels(found, form, folder, library, day):
        outcomes.append(outcome)
        sheets = tuple(map(_sheet, outcome.sheets))
        told.append(ImportedFile(outcome.file, sheets, outcome.problems))
        step("Labels", len(told), len(found))
        hear(told[-1])
    return ImportReport(tuple(told), report_of(outcomes))


def _sheet(made: Imported) -> ImportedSheet:
    data = made.draft.data
    return ImportedSheet(
        made.path,
        data["id"],
        data["language"],
        made.form,
        made.words_in,
        made.words_out,
        len(made.differences),
        len(made.draft.remarks),
        tuple(
            ": ".join(filter(None, (one.kind, one.place, one.message)))
            for one in made.draft.remarks
        ),
    )
