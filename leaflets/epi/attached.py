"""What is attached to a leaflet as data: its record, or a FHIR document with the record in it."""

from __future__ import annotations

from collections.abc import Sequence

from leaflets.content.localize import LocalizedSheet
from leaflets.content.record import Record, Told
from leaflets.content.speak import Said
from leaflets.epi.bundle import bundle_of, bundle_text
from leaflets.epi.export_data import Export, export_of
from leaflets.epi.narrative import EPI
from leaflets.errors import Problem, problem, raise_if_any
from leaflets.language.tags import Language
from leaflets.library.libraries import Library, SheetFile
from leaflets.render.one_language import outlined
from leaflets.sheet.figures import figure_names
from leaflets.version import __version__


def attached(said: Said, record: Record) -> str:
    """JSON of the kind that the record's edition asks for.

    Raises LeafletsError where a language has no place for something, kind "rendering" for a
    picture that is not there.
    """
    if record.edition.attach == "json":
        return record.model_dump_json()
    admitted = said.admitted
    told = [(admitted.language, said.own)]
    if admitted.beside and said.beside:
        told.append((admitted.beside, said.beside))
    document = exported(admitted.library, admitted.file, told, record)
    return bundle_text(bundle_of(document, admitted.library.built_in("templates")))


def exported(
    library: Library,
    file: SheetFile,
    said: Sequence[tuple[Language, LocalizedSheet]],
    record: Record | None = None,
) -> Export:
    """What is exported of a sheet: all that its leaflets say in the given languages.

    ``record`` is that of the PDF to which it is attached. Raises LeafletsError where a language
    has no place for something, kind "rendering" for a picture that is not there.
    """
    return export_of(
        tuple(
            Told(leaflet=one, outline=outlined(library, file, named, EPI, one))
            for named, one in said
        ),
        file.sheet,
        figures=_figures(library, file),
        publisher=library.publisher.name,
        software=f"leaflets {__version__}",
        record=record,
    )


def _figures(library: Library, file: SheetFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name in sorted(figure_names(file.sheet)):
        if library.files.is_file(file.folder / name):
            found[name] = library.files.read(file.folder / name)
        else:
            message = "no such figure"
            problems.append(problem("rendering-no-figure", message, file=file.folder / name))
    raise_if_any(problems)
    return found
