"""One print file: its leaflets, panels and separators put together, and read again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from leaflets.content.localize import speech_of
from leaflets.content.record import Area
from leaflets.content.speak import speak
from leaflets.edition.editions import SMALL_PAPERS
from leaflets.errors import LeafletsError, problem
from leaflets.library.fonts import typeface_for
from leaflets.library.libraries import Library
from leaflets.making.executors import Seam
from leaflets.printrun.barcodes import gs1_matrix, picture_of, qr_matrix
from leaflets.printrun.combine import Combined, Copy, combined, only_black
from leaflets.printrun.imposition import WAYS
from leaflets.printrun.labels import Labels
from leaflets.printrun.ledger import digest_of
from leaflets.printrun.panel_batches import (
    Ground,
    PanelPages,
    WantedPanel,
    missing_letter_error,
    typeset_all,
)
from leaflets.printrun.panels import panel_of
from leaflets.printrun.planning import Layout, RunPlan
from leaflets.printrun.print_parts import Portion, PrintPart
from leaflets.printrun.tickets import separator

CODE_MM: Final = 18.0
"""How wide the code on a panel is."""


@dataclass(frozen=True)
class Press:
    """What print files are made with."""

    library: Library
    plan: RunPlan
    layout: Layout
    folder: Path
    workers: Seam


@dataclass(frozen=True)
class Printed:
    """A print file: ``orders`` tells for each portion its pages; what failed is not in it."""

    content: bytes = field(repr=False)
    pages: int
    sheets: int
    orders: list[dict[str, int | str]]
    failed: dict[int, LeafletsError]


@dataclass(frozen=True)
class _Plate:
    """A leaflet as it is printed, and where its panel goes: left, bottom, width, height in pt."""

    content: bytes = field(repr=False)
    panel: tuple[float, float, float, float] | None


def sides_of_copy(pages: int, layout: Layout) -> int:
    """How many sides of paper one copy takes, blank ones too."""
    sides = {
        "none": pages,
        "booklet": 2 * math.ceil(pages / 4),
        "2up": math.ceil(pages / 2),
    }[layout.impose]
    return sides + sides % 2 if layout.duplex else sides


def sheets_saved(pages: int, standard: int, layout: Layout) -> Fraction:
    """How many sheets of A4 or Letter a copy of a compact leaflet saves.

    Against ``standard`` pages in normal print, on one side of the paper. Two pages that are not
    imposed stand on one sheet that is cut in half.
    """
    sheets = Fraction(sides_of_copy(pages, layout), 2 if layout.duplex else 1)
    return standard - (sheets / 2 if layout.impose == "none" else sheets)


def printed_part(
    press: Press,
    part: PrintPart,
    leaflets: Mapping[str, dict[str, Any]],
    failed: set[int],
    run: str,
    stopped: Callable[[], bool],
) -> Printed:
    """The print file of a part; ``leaflets`` are the ledger's lines, ``failed`` orders left out.

    Raises LeafletsError for what concerns no single order.
    """
    portions = [p for p in part.portions if p.item.order.number not in failed]
    panels = _panels(press, portions, leaflets, stopped)
    kept = [p for p in portions if p.item.order.number not in panels.failed]
    if stopped() or not kept:
        return Printed(b"", 0, 0, [], panels.failed)
    plates = {
        name: _plate(press, leaflets[name])
        for name in dict.fromkeys(portion.item.leaflet for portion in kept)
    }
    covers = _covers(press, part, kept, leaflets, run)
    copies = list(_copies(kept, panels, covers))
    made = combined(
        {name: plate.content for name, plate in plates.items()},
        copies,
        duplex=press.layout.duplex,
        panels=_inked(press, panels.files),
        placement={name: plate.panel for name, plate in plates.items() if plate.panel},
        covers=_inked(press, dict(covers.values())),
    )
    sheets = made.pages // 2 if press.layout.duplex else made.pages
    return Printed(made.content, made.pages, sheets, _rows(kept, made), panels.failed)


def _inked(press: Press, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What is printed beside leaflets, in the run's colors."""
    if not press.layout.black:
        return dict(files)
    return {name: only_black(content) for name, content in files.items()}


def _plate(press: Press, entry: dict[str, Any]) -> _Plate:
    """A leaflet of the run as it goes to the printer."""
    content = (press.folder / entry["file"]).read_bytes()
    if digest_of(content) != entry["sha256"]:
        message = "was changed while the run was printed; begin again in another folder"
        raise LeafletsError(problem("refused-file", message, file=press.folder / entry["file"]))
    area = Area.model_validate(entry["area"]) if entry["area"] else None
    place = (area.left, area.bottom, area.width, area.height) if area else None
    if press.layout.black:
        content = only_black(content)
    if press.layout.impose == "none":
        return _Plate(content, place)
    imposed = WAYS[press.layout.impose](content, right_to_left=entry["right_to_left"])
    if place is None:
        return _Plate(imposed.content, None)
    left, bottom = imposed.origin
    return _Plate(imposed.content, (place[0] + left, place[1] + bottom, place[2], place[3]))


def _panels(
    press: Press,
    portions: list[Portion],
    leaflets: Mapping[str, dict[str, Any]],
    stopped: Callable[[], bool],
) -> PanelPages:
    personal = [portion for portion in portions if portion.item.own]
    names = dict.fromkeys(portion.item.leaflet for portion in personal)
    grounds = {name: _ground(press, name, leaflets[name]) for name in names}
    wanted: list[WantedPanel] = []
    failed: dict[int, LeafletsError] = {}
    for portion in personal:
        try:
            one = _wanted(portion, grounds[portion.item.leaflet])
        except LeafletsError as error:
            failed[portion.item.order.number] = error
            continue
        if fault := missing_letter_error(one, grounds[one.leaflet], press.library):
            failed[one.order] = fault
        else:
            wanted.append(one)
    made = typeset_all(wanted, grounds, press.library, press.workers, stopped)
    return PanelPages(made.files, made.places, {**failed, **made.failed})


def _ground(press: Press, name: str, entry: dict[str, Any]) -> Ground:
    job = press.plan.jobs[name]
    library, named = press.library, job.language
    said = speak(job).own
    area = Area.model_validate(entry["area"])
    face = typeface_for(named, library.all("fonts"))
    speech = speech_of(named, said.words, library.word_source, library.words(named))
    return Ground(said, speech, named, job.edition, face, area)


def _wanted(portion: Portion, ground: Ground) -> WantedPanel:
    order = portion.item.order
    assert portion.item.own
    codes = [qr_matrix(order.own or str(order.number))]
    if portion.item.pack:
        codes.append(gs1_matrix(portion.item.pack))
    pictures = tuple(picture_of(code, CODE_MM) for code in codes)
    panel = panel_of(portion.item.own, ground.speech, pictures)
    return WantedPanel(order.number, portion.item.leaflet, panel)


def _covers(
    press: Press,
    part: PrintPart,
    kept: list[Portion],
    leaflets: Mapping[str, dict[str, Any]],
    run: str,
) -> dict[int, tuple[str, bytes]]:
    """Separator sheets by the index of the portion in ``kept`` that they stand before."""
    if not press.layout.separators:
        return {}
    places: dict[str, list[int]] = {}
    for index, portion in enumerate(kept):
        places.setdefault(portion.item.order.delivery_point, []).append(index)
    paper = kept[0].item.paper
    found: dict[int, tuple[str, bytes]] = {}
    labels = staff_labels(press.library)
    for number, (place, indexes) in enumerate(places.items(), 1):
        own = [kept[index] for index in indexes]
        sides = [
            sides_of_copy(int(leaflets[p.item.leaflet]["pages"]), press.layout) * p.copies
            for p in own
        ]
        sheets = sum(sides) // 2 if press.layout.duplex else sum(sides)
        cover = separator(
            place,
            number,
            len(places),
            sum(portion.copies for portion in own),
            sheets,
            f"{run}-{part.name[:2]}",
            *staff_fonts(press.library),
            "letter" if SMALL_PAPERS.get(paper, paper) == "letter" else "a4",
            labels,
        )
        found[indexes[0]] = (f"separator-{number}", cover)
    return found


def staff_fonts(library: Library) -> tuple[Path, Path]:
    """The font files of what the staff reads, regular and bold."""
    from leaflets.language.tags import language

    # Noto Sans: Latin, Greek and Cyrillic letters.
    face = typeface_for(language("ru"), library.all("fonts")).face
    return face.regular.file.path, face.bold.file.path


def staff_labels(library: Library) -> Labels:
    """What sets the texts on staff's papers that these fonts can't."""
    return Labels(library.all("fonts"), library.all("templates"))


def _copies(
    kept: list[Portion], panels: PanelPages, covers: Mapping[int, tuple[str, bytes]]
) -> list[Copy]:
    copies: list[Copy] = []
    for index, portion in enumerate(kept):
        one = Copy(portion.item.leaflet, panels.places.get(portion.item.order.number))
        cover = covers[index][0] if index in covers else None
        copies += [replace(one, cover=cover), *[one] * (portion.copies - 1)]
    return copies


def _rows(kept: list[Portion], made: Combined) -> list[dict[str, int | str]]:
    rows: list[dict[str, int | str]] = []
    start = 0
    for portion in kept:
        end = start + portion.copies
        rows.append(
            {
                "order": portion.item.order.number,
                "leaflet": portion.item.leaflet,
                "copies": portion.copies,
                "first": made.ranges[start][0],
                "last": made.ranges[end - 1][1],
            }
        )
        start = end
    return rows
