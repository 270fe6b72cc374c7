"""A library that a program has opened: what it holds, what is right with it, leaflets of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeVar, Unpack

from leaflets.arithmetic import own_arithmetic
from leaflets.errors import LeafletsError, Problem, problem
from leaflets.face.approving import Approvals
from leaflets.face.pools import OwnPool
from leaflets.face.results import Checked, Exported, Report, SheetEntry, Sheets
from leaflets.face.telling import Step, Tell, day_or_today, no_step, silence
from leaflets.library.libraries import Library, library
from leaflets.verify.verified import Check, Verified

if TYPE_CHECKING:
    from leaflets.desk.sheet_languages import SheetLanguage
    from leaflets.face.batches import Batch
    from leaflets.face.importing import ImportedFile, ImportFormat, ImportReport
    from leaflets.face.leaflet_options import LeafletOptions
    from leaflets.face.print_runs import PrintRuns
    from leaflets.face.signing import Signer
    from leaflets.face.translating import Translations
    from leaflets.making.workers import Pool
    from leaflets.signing.signed_leaflets import SignedLeaflet
    from leaflets.site.build import SiteReport
    from leaflets.verify.trust import Trust


Name = TypeVar("Name")


def open_library(*folders: str | PathLike[str]) -> OpenLibrary:
    """A library of these folders, the first to win first, and of what is built in.

    Raises LeafletsError (kind "file") for a folder that is not there.
    """
    return OpenLibrary(library(map(Path, folders)), OwnPool())


class OpenLibrary:
    """Sheets, catalogs, templates, fonts and approvals as they were when each was first read.

    ``again`` gives one of the same folders as they are now. Several threads may use one. It
    starts processes when the first PDF is made: a ``with``, ``close`` or the end of the program
    ends them. ``day`` is, in all methods, the day for which texts must be valid: today without it.
    """

    def __init__(self, files: Library, own: OwnPool, *, is_lent: bool = False) -> None:
        self._files = files
        self._own = own
        self._is_lent = is_lent

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End its processes, once what is begun is done; one of ``again`` has none of its own."""
        if not self._is_lent:
            self._own.close()

    def again(self) -> OpenLibrary:
        """A library of the same folders as they are now.

        It is quick, as what is the same as before is not parsed again; it uses the processes of
        this one, and ends with it.
        """
        return OpenLibrary(self._files.again(), self._own, is_lent=True)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders in the order in which they are searched; the built-in one is the last."""
        return self._files.folders

    @own_arithmetic()
    def sheets(self) -> Sheets:
        """Every sheet that can be read, and the problems of those that can't."""
        found: list[SheetEntry] = []
        problems: list[Problem] = []
        for identity in self._files.sheet_files:
            try:
                self._files.read_sheet(identity)
            except LeafletsError as error:
                problems += error.problems
                continue
            found.append(self.sheet(identity))
        return Sheets(tuple(found), tuple(problems))

    @own_arithmetic()
    def sheet(self, name: str) -> SheetEntry:
        """The sheet of this id, brand name or code, with the languages that have its catalogs.

        Raises LeafletsError: kind "usage" for an unknown name, "sheet" for a faulty sheet,
        "translation" for a folder of catalogs of no language.
        """
        file = self._files.find_sheet(name)
        sheet = file.sheet
        brands = sorted({brand for listed in sheet.brands for brand in listed.names})
        languages = self._files.languages_of(sheet)
        return SheetEntry(sheet.id, sheet.name, tuple(brands), languages, Path(file.source.file))

    @own_arithmetic()
    def languages(
        self, sheet: str, *, day: datetime.date | None = None
    ) -> tuple[SheetLanguage, ...]:
        """The languages of a sheet: the editions there are in each, and who has approved it.

        Raises LeafletsError as ``sheet`` does.
        """
        from leaflets.desk.sheet_languages import sheet_languages

        return tuple(sheet_languages(self._files, sheet, day_or_today(day)))

    @own_arithmetic()
    def check(
        self, *sheets: str, day: datetime.date | None = None, tell: Tell = silence
    ) -> Checked:
        """What can be checked of sheets without making leaflets.

        Without ``sheets``, those of the user's own folders, or that have catalogs there; all
        where there are none.
        ``tell`` hears each line of what is right, and each warning, as it is found.
        """
        from leaflets.desk.checks import check_sheets

        lines: list[str] = []
        try:
            for line in check_sheets(self._files, sheets, day_or_today(day)):
                lines.append(line)
                tell(line)
        except LeafletsError as error:
            return Checked(tuple(lines), error.problems)
        return Checked(tuple(lines), ())

    @own_arithmetic()
    def batch(
        self,
        sheets: Iterable[str],
        languages: Iterable[str] = (),
        *,
        day: datetime.date | None = None,
        tell: Tell = silence,
        **options: Unpack[LeafletOptions],
    ) -> Batch:
        """Leaflets that may be made, each sheet in each language; no word of them is set yet.

        ``languages`` are tags (BCP 47), ``all`` for every one that has the edition; without any,
        it is the sheet's own. ``tell`` hears which languages are left out, and where a dose was
        held to the lowest limits for want of an age or a weight.

        Raises LeafletsError with all that stands in the way of any of them.
        """
        from leaflets.face.batches import Batch
        from leaflets.face.leaflet_options import wanted_of
        from leaflets.making.batch import SeveralWanted, admit_all

        names, tags = _several(sheets), _several(languages)
        several = SeveralWanted(names, tags, wanted_of(options, len(names)))
        admitted = admit_all(self._files, several, day_or_today(day), tell)
        return Batch(tuple(admitted), self._own)

    @own_arithmetic()
    def make(
        self,
        sheet: str,
        language: str | None = None,
        *,
        pool: Pool | None = None,
        day: datetime.date | None = None,
        tell: Tell = silence,
        **options: Unpack[LeafletOptions],
    ) -> Verified:
        """One leaflet, verified; typeset by ``pool``, or by the library's own processes.

        ``sheet`` is an id, a brand name or a code, ``language`` a tag (BCP 47), the sheet's own
        without it. ``tell`` hears where a dose was held to the lowest limits.

        Raises LeafletsError with all that stands in its way: then there is no leaflet.
        """
        asked = self.batch((sheet,), (language,) if language else (), day=day, tell=tell, **options)
        if len(asked) != 1:
            message = f"these are {len(asked)} leaflets: ask for a batch"
            raise LeafletsError(problem("usage-several", message))
        (made,) = asked.make(pool=pool, tell=tell)
        return made

    @own_arithmetic()
    def verify(
        self,
        file: str | PathLike[str],
        *,
        day: datetime.date | None = None,
        trust: Iterable[str | PathLike[str]] = (),
        hear: Callable[[Check], None] = lambda _check: None,
    ) -> Report:
        """What was checked of a finished leaflet, or of a print run's folder, and what was not.

        ``trust`` are files or folders of certificates: signatures count by whoever they stand for.
        ``hear`` is told of each check as it is made. Raises LeafletsError: kind "file" where it
        can't be read, "refused" for a run whose ledger is damaged.
        """
        path = Path(file)
        if path.is_dir():
            from leaflets.printrun.finished_runs import is_run

            if is_run(path):
                return self.print_runs.open(path).verify(hear=hear)
            message = f"can't read it: it is a folder and no print run's; name files: {path / '*'}"
            raise LeafletsError(problem("file-unreadable", message, file=path))
        from leaflets.making.recheck import recheck

        checks = tuple(recheck(self._files, path, day_or_today(day), _trusted(trust)))
        for check in checks:
            hear(check)
        return Report(path, checks)

    @own_arithmetic()
    def sign(
        self,
        files: Iterable[str | PathLike[str]],
        signer: Signer,
        *,
        day: datetime.date | None = None,
    ) -> tuple[SignedLeaflet, ...]:
        """Finished leaflets (PDF), each verified and then signed; nothing is written yet.

        Raises LeafletsError with the problems of all that are no sound leaflets, or are signed
        already: then none is signed.
        """
        from leaflets.signing.finished import sign_files

        paths = [Path(file) for file in _several(files)]
        return tuple(sign_files(self._files, paths, signer._key, day_or_today(day)))

    @own_arithmetic()
    def export(
        self,
        sheet: str,
        languages: Iterable[str] = (),
        *,
        format: Literal["epi"] = "epi",  # noqa: A002
        require_approved: bool = False,
        day: datetime.date | None = None,
    ) -> Exported:
        """A sheet for other systems, verified: a FHIR R5 document (electronic product information).

        ``languages`` are tags (BCP 47), ``all`` for every one; without any, it is the sheet's own.

        Raises LeafletsError with all that stands in its way.
        """
        from leaflets.admission.wishes import Release
        from leaflets.making.epi_documents import export_sheet

        if format != "epi":
            message = f"a sheet is exported as epi, not as {format}"
            raise ValueError(message)
        release = Release(day_or_today(day), require_approved)
        return Exported(*export_sheet(self._files, sheet, _several(languages), release))

    @property
    def approvals(self) -> Approvals:
        """Who has approved which texts."""
        return Approvals(self._read, self._seen)

    @property
    def translations(self) -> Translations:
        """Catalogs, and how far they are."""
        from leaflets.face.translating import Translations

        return Translations(self._read, self._seen)

    @property
    def print_runs(self) -> PrintRuns:
        """Files of orders made into print files; finished runs."""
        from leaflets.face.print_runs import PrintRuns

        return PrintRuns(self._read)

    def build_site(
        self,
        folder: str | PathLike[str] = "public",
        *,
        base_url: str | None = None,
        sheets: Iterable[str] = (),
        languages: Iterable[str] = (),
        allow_drafts: bool = False,
        executor: str = "local",
        jobs: int | None = None,
        store: str | None = None,
        signer: Signer | None = None,
        day: datetime.date | None = None,
        tell: Tell = silence,
        step: Step = no_step,
    ) -> SiteReport:
        """What a download site in ``folder`` came to; ``root`` of it is what to serve.

        ``sheets`` and ``languages`` are all that there are, without any. ``executor`` is where
        leaflets are typeset, in at most ``jobs`` processes of the run's own; ``store`` is where
        they are kept; ``signer`` signs PDFs. The old site stays until the new one is whole and
        checked.

        Raises LeafletsError with everything that is wrong: then nothing has changed.
        """
        from leaflets.face.publishing import built

        making = (executor, jobs, store, signer)
        wish = (day_or_today(day), _several(sheets), _several(languages), allow_drafts, base_url)
        return built(self._files, Path(folder), wish, making, (tell, step))

    def import_labels(
        self,
        files: Iterable[str | PathLike[str]],
        folder: str | PathLike[str] = "sheets-draft",
        *,
        format: ImportFormat = "auto",  # noqa: A002
        day: datetime.date | None = None,
        hear: Callable[[ImportedFile], None] = lambda _file: None,
        step: Step = no_step,
    ) -> ImportReport:
        """What became of labels (HL7 SPL, FHIR ePI, openFDA): draft sheets in ``folder``.

        Of a folder among ``files``, all XML and JSON files in it are read. ``folder`` can be opened
        as a library at once. ``hear`` is told of each file when it is done.

        Raises LeafletsError (kind "file") for what is not there; a file that is refused is in
        the report.
        """
        from leaflets.face.importing import imported

        report = imported(
            self._files,
            [Path(file) for file in files],
            Path(folder),
            format,
            day_or_today(day),
            (hear, step),
        )
        self._seen()
        return report

    def _read(self) -> Library:
        """The files as this library knows them."""
        return self._files

    def _seen(self) -> None:
        """See what this library has written itself."""
        self._files = self._files.again()


def _trusted(places: Iterable[str | PathLike[str]]) -> Trust | None:
    """The certificates in these places; None without any. Raises LeafletsError (kind "file")."""
    paths = [Path(place) for place in _several(places)]
    if not paths:
        return None
    # Loaded where somebody asks for it.
    from leaflets.verify.trust import trust_in

    return trust_in(paths)


def _several(names: Iterable[Name]) -> Sequence[Name]:
    """The names. Raises TypeError for one text, which would be taken for its letters."""
    if isinstance(names, str):
        message = "give names as a list, also one alone"
        raise TypeError(message)
    return tuple(names)
