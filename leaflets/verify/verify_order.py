"""Is everything said in full, and in order? What is drawn of each phrase, and in the margins.

Where nothing runs from right to left, pdfium has each text in its order. Where something does,
the glyphs are looked at in their places (``reading_order``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

import pikepdf

from leaflets.content.phrase import Phrase
from leaflets.content.record import Record
from leaflets.content.sides import BESIDE, Side, is_alternative, side_of
from leaflets.errors import LeafletsError, Problem, problem
from leaflets.language.bidi import runs_right_to_left
from leaflets.language.plaintext import comparable
from leaflets.render.measures import page_number_text
from leaflets.verify.extraction import Extract, TextRun
from leaflets.verify.glyphs import GlyphRun, glyphs_of
from leaflets.verify.page_places import headings_going_on, page_numbers
from leaflets.verify.reading_order import says

Run: TypeAlias = TextRun | GlyphRun
DrawnPages: TypeAlias = tuple[tuple[Run, ...], ...]
"""What is drawn on each page."""

_FIXED_HEADS: Final = ("word:dose.", "word:plan.when", "word:plan.amount")
_HEAD: Final = re.compile(r"\.columns\.|\.head\.[^.]+\.cells\.")
"""The identity of what stands in a table's head."""


def drawn_phrases(found: Extract, sides: Sequence[Side]) -> DrawnPages:
    """What is drawn, as it has to be looked at for what ``sides`` say.

    Raises LeafletsError (kind "verification") for text that can't be read glyph by glyph.
    """
    phrases = (phrase for side in sides for phrase in side.phrases)
    if not any(phrase.isolate or runs_right_to_left(phrase.plain) for phrase in phrases):
        return tuple(page.runs for page in found.pages)
    if found.glyphs is not None:
        return found.glyphs
    try:
        return glyphs_of(found.content)
    except (pikepdf.PdfError, ValueError) as error:
        raise LeafletsError(_fault("unreadable", str(error))) from error


def text_problems(found: Extract, sides: tuple[Side, ...], pages: DrawnPages) -> Iterator[Problem]:
    """What each phrase lacks, has too much or in another order."""
    runs: dict[tuple[int, int], list[tuple[int, Run]]] = {}
    for number, page in enumerate(pages):
        for run in page:
            if run.mcid is not None:
                runs.setdefault((number, run.mcid), []).append((number, run))
    said: dict[str, list[tuple[int, Run]]] = {name: [] for name in found.structure.alternatives}
    for part in found.structure.contents:
        if part.identity is not None:
            own = runs.pop((part.page, part.mcid), [])
            said.setdefault(part.identity, []).extend(own)
    wanted = _wanted(found, sides)
    for identity, own in said.items():
        phrase = wanted.get(identity) or wanted.get(identity.partition("#")[0])
        described = is_alternative(identity) and not side_of(identity, sides).prefix
        if (identity in found.structure.alternatives) != described:
            message = "text must be printed, and only pictures described"
            yield _fault("not-printed", message, identity)
        if phrase is None:
            continue
        told = _told(found, identity)
        shown = described or says_phrase(phrase, own)
        if not shown or any(comparable(text) != comparable(phrase.plain) for text in told):
            text = "".join([*told, *(run.text for _, run in own)])
            yield _fault("text-differs", f"{text!r} in place of {phrase.plain!r}", identity)


def _wanted(found: Extract, sides: tuple[Side, ...]) -> dict[str, Phrase]:
    """What must be said, by identity; the numbers of pages by that in the file."""
    wanted = {phrase.identity: phrase for side in sides for phrase in side.phrases}
    numbers = {
        identity: replace(wanted[base], text=number)
        for identity, number in page_numbers(found, sides).items()
        if (base := identity.partition("#")[0]) in wanted
    }
    return {**wanted, **numbers}


def _told(found: Extract, identity: str) -> list[str]:
    """What a program that reads aloud is given in place of what is drawn."""
    kinds = (found.structure.alternatives, found.structure.spoken)
    return [texts[identity] for texts in kinds if identity in texts]


def says_phrase(phrase: Phrase, runs: Sequence[tuple[int, Run]]) -> bool:
    """Whether runs, each with its page, show a phrase: all of it, in order, nothing else."""
    glyphs = [(page, run) for page, run in runs if isinstance(run, GlyphRun)]
    if glyphs:
        return says(phrase.marked, phrase.direction, glyphs)
    return comparable("".join(run.text for _, run in runs)) == comparable(phrase.plain)


def furniture_problems(
    found: Extract, record: Record, sides: tuple[Side, ...], pages: DrawnPages
) -> Iterator[Problem]:
    """What stands in the margins of pages, and must: the band, the name, the page number."""
    leaflet = record.leaflet
    isolate = leaflet.direction == "rtl"
    heads = list(_table_heads(sides))
    going_on = list(headings_going_on(found, record, sides))
    for number, page in enumerate(pages, 1):
        wanted = {
            "the draft band": leaflet.word(record.band) if record.band else "",
            "the medicine's name": leaflet.sheet.name,
            "the page number": page_number_text(leaflet.word("page.number"), number, len(pages)),
        }
        rest = [run for run in page if run.mcid is None and comparable(run.text)]
        for what, text in wanted.items():
            phrase = Phrase("", text, isolate)
            starts = range(len(rest))
            at = next((n for n in starts if _after(rest, n, phrase) is not None), None)
            if at is not None:
                rest[at:] = rest[_after(rest, at, phrase) :]
            elif text:
                yield _fault("furniture", f"page {number} lacks {what}: {phrase.plain!r}")
        rest = _without_headings(rest, page, going_on[number - 1])
        if rest and not any(_is_head(rest, head) for head in heads):
            there = "".join(run.text for run in rest)
            yield _fault("furniture", f"page {number} has in its margins: {there!r}")


def _without_headings(
    rest: list[Run], page: Sequence[Run], headings: Sequence[Phrase]
) -> list[Run]:
    """What is left without the headings that go on; these stand above all that is no furniture."""
    top = max((_height(run) for run in page if run.mcid is not None), default=0.0)
    for phrase in headings:
        for start in range(len(rest)):
            end = _after(rest, start, phrase)
            if end is not None and all(_height(run) > top for run in rest[start:end]):
                rest = [*rest[:start], *rest[end:]]
                break
    return rest


def _height(run: Run) -> float:
    """How high a run stands on its page, in pt."""
    return run.y if isinstance(run, GlyphRun) else run.box[1]


def _after(runs: Sequence[Run], start: int, phrase: Phrase) -> int | None:
    """Where runs that show a phrase from ``start`` on end; None where they do not."""
    count = len(comparable(phrase.plain))
    end, seen = start, 0
    while end < len(runs) and seen < count:
        seen += len(comparable(runs[end].text))
        end += 1
    fits = end > start and says_phrase(phrase, [(0, run) for run in runs[start:end]])
    return end if fits else None


def _is_head(runs: Sequence[Run], head: Sequence[Phrase]) -> bool:
    """Whether runs are a table's head, repeated on a page."""
    start: int | None = 0
    for phrase in head:
        start = None if start is None else _after(runs, start, phrase)
    return start == len(runs)


def _table_heads(sides: tuple[Side, ...]) -> Iterator[list[Phrase]]:
    """The headings of the columns of each table: repeated on a page, they are furniture.

    Beside a second language, each cell has both.
    """
    found = [list(_heads_of(side)) for side in sides if side.prefix in ("", BESIDE)]
    for heads in zip(*found, strict=False):
        yield [phrase for cell in zip(*heads, strict=False) for phrase in cell]


def _heads_of(side: Side) -> Iterator[list[Phrase]]:
    head: list[Phrase] = []
    for phrase in (*side.phrases, None):
        name = phrase.identity.removeprefix(side.prefix) if phrase else ""
        if phrase and (name.startswith(_FIXED_HEADS) or _HEAD.search(name)):
            head.append(phrase)
        elif head:
            yield head
            head = []


def _fault(code: str, message: str, field: str = "") -> Problem:
    return problem(f"verification-{code}", message, field=field)
