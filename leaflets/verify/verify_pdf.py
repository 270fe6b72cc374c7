"""An artifact into Verified, or Problems: nothing else can be published.

The checks compare what is really in the PDF (``extraction``) with everything the leaflet has
to say (``phrases``): every phrase once, in order, in full, visible, at a readable size, and
nothing besides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

import pikepdf
import pypdfium2 as pdfium

from leaflets.content.attachments import MAX_PAGES
from leaflets.content.decimal_marks import decimal_mark_problems
from leaflets.content.record import Record
from leaflets.content.sides import BESIDE, NAMED, Side, is_alternative, side_of, sides_of
from leaflets.edition.editions import ONE_PAGE_SIZES, PAPER_SIZES
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.plaintext import comparable
from leaflets.render.metadata import MARKS
from leaflets.sheet.markup import to_plain
from leaflets.verify.extraction import Extract, TextRun, extract, extract_opened
from leaflets.verify.pdf_bounds import drawable
from leaflets.verify.pdf_files import opened_within_limits, read_from_outside, why_unreadable
from leaflets.verify.structure_reading import MarkedContent
from leaflets.verify.verified import Verified, passed
from leaflets.verify.verify_data import data_problems
from leaflets.verify.verify_order import drawn_phrases, furniture_problems, text_problems
from leaflets.verify.visibility import hidden_runs, marked_runs, overlapping_runs

SMALLEST: Final = 10.0
"""No text is smaller, in pt (USP <17>: nothing under 10 pt)."""

# Urdu is set in Nastaliq, whose words slope down to the line from above; Bengali and Thai stack
# small letters and signs on others.
_SLOPING: Final = ("ur", "bn", "th")
_BLOCK: Final = 8
"""No block has more phrases than this."""

Sides = tuple[Side, ...]
_CELL: Final = re.compile(r"\.rows\.|\.columns\.|word:dose\.|word:plan\.(?:when|amount)")
_GRID: Final = re.compile(r"(?P<grid>.*?)\.(?:head|grid)\.[^.]+\.cells\.[^.]+")
"""The identity of what stands in a cell of a grid, as far as the cell."""
_HEADINGS: Final = frozenset(f"/H{level}" for level in range(1, 7))
_MARKERS: Final = re.compile(r"[•◦▪‣–-]?|\d{1,3}[.)、]?|[.)]\d{1,3}")


def verified(content: bytes, record: Record) -> Verified:
    """Check a PDF against its record.

    Raises LeafletsError (kind "verification") with everything that is wrong.
    """
    found = read_pdf(content)
    if found.signature:
        raise LeafletsError(_fault("signed", "a leaflet is signed after it was verified"))
    raise_if_any(
        found_problem for _, problems in checks_of(found, record) for found_problem in problems
    )
    return passed(content, record, len(found.pages))


def read_pdf(content: bytes) -> Extract:
    """Read a PDF. Raises LeafletsError (kind "verification") where it is not a sound one."""
    try:
        return extract(content)
    except (pikepdf.PdfError, pdfium.PdfiumError, ValueError) as error:
        message = why_unreadable(error)
        raise LeafletsError(problem("verification-unreadable", message)) from error


def read_foreign_pdf(content: bytes) -> Extract:
    """Read a PDF that somebody brings, within limits. Raises LeafletsError as ``read_pdf`` does."""

    def read() -> Extract:
        with opened_within_limits(content) as pdf:
            drawable(pdf)
            return extract_opened(pdf, content)

    return read_from_outside(read)


def checks_of(found: Extract, record: Record) -> Iterator[tuple[str, list[Problem]]]:
    """What is looked at in a PDF, by name, and what is wrong there."""
    sides = sides_of(record)
    sloping = any(side.language.partition("-")[0] in _SLOPING for side in sides)
    yield "document properties", list(_properties(found, record))
    yield "fonts embedded, no missing glyph", list(_fonts(found))
    yield "pages", list(_pages(found, record))
    yield "every phrase, in order, nothing else", list(_sequence(found, sides, sloping))
    pages = drawn_phrases(found, sides)
    yield "every phrase in full", list(text_problems(found, sides, pages))
    yield "text is visible and readable", list(_visible(found, sloping))
    yield "headings and tables", list(_tags(found))
    yield "disclaimer whole and at body size", list(_disclaimer(found, record))
    yield "one way to write decimal numbers", list(decimal_mark_problems(record, sides))
    yield "draft band and page numbers", list(furniture_problems(found, record, sides, pages))
    yield "area for the patient's panel is clear", list(_panel(found, record))


def _fault(code: str, message: str, field: str = "") -> Problem:
    return problem(f"verification-{code}", message, field=field)


def _properties(found: Extract, record: Record) -> Iterator[Problem]:
    leaflet = record.leaflet
    if not found.marked or not found.structure.tags:
        yield _fault("untagged", "the PDF is not tagged")
    if found.language != leaflet.language:
        yield _fault("language", f"its language is {found.language!r}, not {leaflet.language!r}")
    if to_plain(leaflet.sheet.name) not in found.title or not found.shows_title:
        yield _fault("title", f"its title is {found.title!r}, without the medicine's name")
    if found.right_to_left != (leaflet.direction == "rtl"):
        yield _fault("direction", "the viewer's reading direction is not the language's")
    for mark in MARKS[record.edition.conformance]:
        if mark not in found.metadata:
            yield _fault("conformance", f"its metadata lacks {mark.decode()}")
    yield from data_problems(found, record)
    for what in found.active:
        yield _fault("active", f"a leaflet has no {what}")


def _fonts(found: Extract) -> Iterator[Problem]:
    for message in found.loose_fonts:
        yield _fault("font", message)
    for number, page in enumerate(found.pages, 1):
        for run in page.runs:
            if "\ufffd" in run.text or "\ufffe" in run.text:
                yield _fault(
                    "glyph", f"page {number} has a character without Unicode: {run.text!r}"
                )


def _pages(found: Extract, record: Record) -> Iterator[Problem]:
    width, height = PAPER_SIZES[record.edition.paper]
    if record.outline.is_one_page and len(found.pages) != 1:
        yield _fault("page-count", f"{len(found.pages)} pages in place of one")
    if not 1 <= len(found.pages) <= MAX_PAGES:
        yield _fault("page-count", f"{len(found.pages)} pages; at most {MAX_PAGES}")
    for number, page in enumerate(found.pages, 1):
        if abs(page.width - width) > 1 or abs(page.height - height) > 1:
            size = f"{page.width:.0f} × {page.height:.0f} pt"
            yield _fault("page-size", f"page {number} is {size}, not {record.edition.paper}")


def _base(identity: str) -> str:
    return identity.partition("#")[0]


def _sequence(found: Extract, sides: Sides, sloping: bool) -> Iterator[Problem]:
    there = [_base(identity) for identity in found.structure.sequence]
    for side in sides:
        own = [identity for identity in there if side_of(identity, sides) is side]
        yield from _one_sequence([phrase.identity for phrase in side.phrases], own)
    yield from _apart(there, sides)
    yield from _stray_texts(found)
    drawn = _drawn_phrases(found)
    for side in sides:
        own_runs = [
            part
            for part in drawn
            # In the cells of a table, the second language stands where the first ends.
            if side_of(part[0], sides) is side and not (side.prefix and _CELL.search(part[0]))
        ]
        yield from _misplaced(own_runs, side.direction == "rtl", sloping)


def _one_sequence(wanted: list[str], there: list[str]) -> Iterator[Problem]:
    """What is missing, too much or out of order in what one side says."""
    matcher = SequenceMatcher(None, wanted, there, autojunk=False)
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind == "equal":
            continue
        for identity in wanted[start:end]:
            what = "out of order" if identity in there else "missing"
            yield _fault("phrase-missing", what, identity)
        for identity in there[from_:to]:
            what = "once too often, or out of order" if identity in wanted else "not in the sheet"
            yield _fault("phrase-unknown", what, identity)


def _apart(there: list[str], sides: Sides) -> Iterator[Problem]:
    """The second language goes block by block: each phrase follows its own in the first."""
    for index, identity in enumerate(there):
        side = side_of(identity, sides)
        if side.prefix not in (BESIDE, NAMED):
            continue
        own = identity.removeprefix(side.prefix)
        block = there[max(0, index - 2 * _BLOCK * len(sides)) : index]
        if own not in block and not is_alternative(own):
            yield _fault("apart", "does not stand beside its own in the first language", identity)


def _misplaced(
    drawn: list[tuple[str, int, list[TextRun]]], right_to_left: bool, sloping: bool
) -> Iterator[Problem]:
    """Text that is drawn before what it follows: the eye would read another order."""
    for identity, _, runs in drawn:
        for one, next_ in pairwise(runs):
            back = _level(one, next_) and next_.box[0] < one.box[0] - 1 and not _is_sign(next_)
            if _above(one, next_, sloping) or (back and not right_to_left):
                yield _fault("misplaced", f"drawn before what it follows: {next_.text!r}", identity)
    for (name, page, runs), (identity, other_page, others) in pairwise(drawn):
        if page == other_page and _above(runs[0], others[0], sloping):
            if _in_other_columns(name, runs, identity, others):
                continue
            yield _fault("misplaced", "drawn above what it follows", identity)


def _drawn_phrases(found: Extract) -> list[tuple[str, int, list[TextRun]]]:
    """In reading order: each phrase (or its part on a page), its page, its runs."""
    runs: dict[tuple[int, int], list[TextRun]] = {}
    for number, page in enumerate(found.pages):
        for run in page.runs:
            if run.mcid is not None and any(map(str.isalnum, run.text)):
                runs.setdefault((number, run.mcid), []).append(run)
    drawn: list[tuple[str, int, list[TextRun]]] = []
    for part in found.structure.contents:
        own = runs.get((part.page, part.mcid))
        if part.identity is None or not own:
            continue
        if drawn and drawn[-1][:2] == (part.identity, part.page):
            drawn[-1][2].extend(own)
        else:
            drawn.append((part.identity, part.page, list(own)))
    return drawn


def _in_other_columns(name: str, runs: list[TextRun], other: str, others: list[TextRun]) -> bool:
    """Whether two texts of one grid stand in cells beside each other."""
    one, two = _GRID.match(name), _GRID.match(other)
    if not one or not two or one["grid"] != two["grid"] or one[0] == two[0]:
        return False
    left, right = min(run.box[0] for run in runs), max(run.box[2] for run in runs)
    return all(run.box[2] <= left + 1 or run.box[0] >= right - 1 for run in others)


def _above(one: TextRun, next_: TextRun, sloping: bool) -> bool:
    lift = 1.8 if sloping else 0.9
    return next_.box[1] > one.box[1] + lift * max(one.size, next_.size)


def _is_sign(run: TextRun) -> bool:
    """Whether it begins with a vowel sign or the like, which is drawn under what it follows."""
    text = run.text.strip(" \u200b")
    return bool(text) and unicodedata.category(text[0]).startswith("M")


def _level(one: TextRun, other: TextRun) -> bool:
    return abs(one.box[1] - other.box[1]) < 0.4 * one.size


def _stray_texts(found: Extract) -> Iterator[Problem]:
    owners = {(c.page, c.mcid): c for c in found.structure.contents}
    for number, page in enumerate(found.pages):
        for run in page.runs:
            if run.mcid is not None and _stray(run, owners.get((number, run.mcid))):
                message = f"text on page {number + 1} that is not in the sheet: {run.text!r}"
                yield _fault("stray-text", message)


def _stray(run: TextRun, owner: MarkedContent | None) -> bool:
    if owner is None or (owner.identity is None and owner.tag != "/Lbl"):
        return bool(comparable(run.text))
    return owner.identity is None and not _MARKERS.fullmatch(comparable(run.text))


def _visible(found: Extract, sloping: bool) -> Iterator[Problem]:
    for number, page in enumerate(found.pages, 1):
        for run in page.runs:
            if run.size < SMALLEST - 0.01 and comparable(run.text):
                yield _fault("too-small", f"page {number}: {run.size:.1f} pt: {run.text!r}")
        for run, why in hidden_runs(page, sloping):
            yield _fault("hidden", f"page {number}: {why}: {run.text!r}")
        if page.groups:
            yield _fault("hidden", f"page {number}: text in a transparent group can't be checked")
        for run in marked_runs(page):
            yield _fault("marked", f"page {number}: a line or mark is drawn on {run.text!r}")
        for one, other in overlapping_runs(page, sloping):
            yield _fault("overlap", f"page {number}: {one.text!r} lies over {other.text!r}")


def _tags(found: Extract) -> Iterator[Problem]:
    level = 0
    for tag in found.structure.tags:
        if tag in _HEADINGS:
            if int(tag[2]) > level + 1:
                yield _fault("heading-gap", f"a heading {tag[1:]} follows one of level {level}")
            level = int(tag[2])
    if found.structure.tags.count("/H1") != 1:
        yield _fault("heading-first", "there must be exactly one heading of level 1")
    if found.structure.headerless_cells:
        count = found.structure.headerless_cells
        yield _fault("table-header", f"{count} table cells belong to no header cell")


def _disclaimer(found: Extract, record: Record) -> Iterator[Problem]:
    places = {
        (part.page, part.mcid)
        for part in found.structure.contents
        if part.identity and part.identity.removeprefix(BESIDE).startswith("disclaimer.")
    }
    pages = {number for number, _ in places}
    body = ONE_PAGE_SIZES[-1] if record.outline.is_one_page else record.edition.body_size
    # At 24 pt, or in two languages, it may be higher than a page.
    long = record.edition.is_paired or record.edition.size == "extra-large"
    if not 1 <= len(pages) <= (2 if long else 1):
        message = "is on no page" if not pages else f"is split over {len(pages)} pages"
        yield _fault("disclaimer", f"the disclaimer {message}")
    for number in pages:
        for run in found.pages[number].runs:
            small = run.size < body * 0.99
            if (number, run.mcid) in places and small and comparable(run.text):
                yield _fault("disclaimer", f"the disclaimer is set in {run.size:.1f} pt")


def _panel(found: Extract, record: Record) -> Iterator[Problem]:
    """What stands where a patient's panel is to be printed."""
    if record.edition.panel != (record.panel is not None):
        yield _fault("panel", "its data do not say where the patient's panel goes")
    if record.panel is None or not found.pages:
        return
    area = record.panel
    right, top = area.left + area.width, area.bottom + area.height
    for run in found.pages[0].runs:
        left, bottom, end, head = run.box
        inside = left < right and end > area.left and bottom < top and head > area.bottom
        if inside and comparable(run.text):
            yield _fault("panel", f"text where the patient's panel goes: {run.text!r}")
