"""How much paper leaflets take, and how well their pages are filled.

    python benchmarks/pages.py [--sheets NAME…] [--languages TAG…] [--editions NAME…] [--all]

For each sheet, language and edition: pages; the share of the text area that lines of text take, of
all pages but the last; the largest hole on one of these, as a share of the text area; characters a
line (nine of ten lines have no more).

The text area is as high as the highest and the lowest line of any of the leaflet's pages. A hole is
room without text: above the first line, between two, or below the last. Frames and pictures do not
fill one: what they hold or stand beside is text.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import leaflets  # noqa: E402
from leaflets.verify.extraction import DrawnPage, extract  # noqa: E402

DAY = datetime.date(2026, 11, 23)
SHEETS = ("azathioprine", "methotrexate", "paracetamol-children", "salbutamol-inhaler", "warfarin")
LANGUAGES = ("en", "es", "ar")
DOSES = {
    "azathioprine": "morning=2 tablets of 25 mg",
    "methotrexate": "monday morning=4 tablets of 2.5 mg",
    "warfarin": "evening=1 tablet of 3 mg",
}
EDITIONS: dict[str, dict[str, Any]] = {
    "standard": {},
    "plan": {},
    "letter": {"paper": "letter"},
    "a5": {"paper": "a5"},
    "compact": {"size": "compact"},
    "large": {"size": "large"},
    "extra-large": {"size": "extra-large"},
    "beside": {},
    "panel": {"panel": True},
    "summary": {"summary": True},
}

Span = tuple[float, float]
"""Bottom and top of a line, in pt from the page's foot."""


@dataclass(frozen=True)
class Filled:
    """What a leaflet's pages hold: ``used`` and ``hole`` are shares of the text area."""

    pages: int
    used: float
    hole: float
    hole_page: int
    characters: float


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sheets", nargs="*", default=SHEETS)
    options.add_argument("--languages", nargs="*", default=LANGUAGES)
    options.add_argument("--editions", nargs="*", default=[*EDITIONS])
    options.add_argument("--all", action="store_true", help="Every language of each sheet.")
    asked = options.parse_args()
    print("| leaflet | edition | pages | used | largest hole | characters a line |")
    print("| --- | --- | --- | --- | --- | --- |")
    with leaflets.open_library() as library, leaflets.pool() as pool:
        for sheet in asked.sheets:
            tags = library.sheet(sheet).languages if asked.all else asked.languages
            for tag in tags:
                for edition in asked.editions:
                    made = leaflet_of(library, pool, sheet, tag, edition)
                    if not isinstance(made, bytes):
                        if made:
                            print(f"| {sheet} {tag} | {edition} | {made} | | | |")
                        continue
                    found = filled(extract(made).pages)
                    print(
                        f"| {sheet} {tag} | {edition} | {found.pages} | {found.used:.0%}"
                        f" | {found.hole:.0%} (p{found.hole_page}) | {found.characters:.0f} |",
                        flush=True,
                    )


def leaflet_of(library: Any, pool: Any, sheet: str, tag: str, edition: str) -> bytes | str | None:
    """The PDF of a sheet in an edition; why there is none, or None where it has no such one."""
    wish = wish_of(sheet, tag, edition)
    if wish is None:
        return None
    try:
        return bytes(library.make(sheet, tag, pool=pool, day=DAY, **wish).content)
    except leaflets.LeafletsError as error:
        return str(error.problems[0].code)


def wish_of(sheet: str, tag: str, edition: str) -> dict[str, Any] | None:
    """The options of an edition; None where a sheet or language has none."""
    if edition == "plan":
        return {"dose": DOSES[sheet]} if sheet in DOSES else None
    if edition == "beside":
        return {"beside": "en"} if not tag.startswith("en") else None
    return EDITIONS[edition]


def filled(pages: Sequence[DrawnPage]) -> Filled:
    """How well pages are filled with text."""
    texts = [span for page in pages for span in lines_of(page)]
    foot, head = min(bottom for bottom, _ in texts), max(top for _, top in texts)
    area = head - foot
    spans = [merged(lines_between(page, foot, head)) for page in pages]
    inner = spans[:-1] or spans
    holes = [
        (hole, number)
        for number, lines in enumerate(inner, 1)
        for hole in holes_of(lines, foot, head)
    ]
    hole, page = max(holes)
    used = sum(top - bottom for lines in inner for bottom, top in lines) / (area * len(inner))
    counts = [count for one in pages for count in characters_of(one)]
    return Filled(len(pages), used, hole / area, page, quantiles(counts, n=10)[-1])


def lines_of(page: DrawnPage) -> Iterator[Span]:
    """The lines of the leaflet's own text; page furniture is an artifact."""
    for run in page.runs:
        if run.mcid is not None and not run.text.isspace():
            yield run.box[1], run.box[3]


def lines_between(page: DrawnPage, foot: float, head: float) -> Iterator[Span]:
    """All lines in the text area: a heading that goes on is an artifact, too."""
    for run in page.runs:
        bottom, top = run.box[1], run.box[3]
        if bottom >= foot - 1 and top <= head + 1 and not run.text.isspace():
            yield bottom, top


def merged(lines: Iterator[Span]) -> list[Span]:
    """Spans from the foot up, those that touch as one."""
    found: list[Span] = []
    for bottom, top in sorted(lines):
        if found and bottom <= found[-1][1]:
            found[-1] = (found[-1][0], max(top, found[-1][1]))
        else:
            found.append((bottom, top))
    return found


def holes_of(lines: Sequence[Span], foot: float, head: float) -> Iterator[float]:
    """The heights of what stands empty."""
    edges = [(foot, foot), *lines, (head, head)]
    for (_, top), (bottom, _) in pairwise(edges):
        yield bottom - top


def characters_of(page: DrawnPage) -> Iterator[int]:
    """The characters of each line."""
    lines: dict[int, int] = {}
    for run in page.runs:
        if run.mcid is not None:
            place = round(run.box[1] / 3)
            lines[place] = lines.get(place, 0) + len(run.text)
    yield from lines.values()


if __name__ == "__main__":
    main()
