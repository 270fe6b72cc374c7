"""HTML into PDF: PDF/UA-1 and PDF/A-3a in one file, or PDF/UA-2 and PDF/A-4f.

What reaches into WeasyPrint stands in ``weasyprint/``. What WeasyPrint warns of and goes on from
(a missing glyph or picture, CSS that it doesn't know) is an error here. Only the page's own
resources can be loaded: there is no network and no other file. The fonts of the machine are not
seen.
"""

from __future__ import annotations

import logging
import math
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from leaflets.content.attachments import ATTACHMENTS, MAX_PAGES
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.limits import within
from leaflets.render.even_pages import evened
from leaflets.render.metadata import VARIANTS, describe
from leaflets.render.phrase_elements import lift
from leaflets.render.task import Page, Task
from leaflets.render.weasyprint import (
    attached_files,
    boxes,
    loading,
    log,
    page_boxes,
    reading_direction,
)
from leaflets.render.weasyprint.fetching import sealed_fetcher
from leaflets.render.weasyprint.font_copies import configuration_in, has_any
from leaflets.render.weasyprint.scope import typesetting
from leaflets.snapshot import NotedFile

if TYPE_CHECKING:
    from leaflets.edition.editions import Conformance

MORE_THAN_A_PAGE: Final = "rendering-more-than-a-page"
SECONDS: Final = 120.0
_loading: Final = threading.Lock()
_PT: Final = 0.75
"""A CSS pixel in pt."""
_FONT_RULE: Final = re.compile(r"@font-face\s*\{[^}]*\}", re.IGNORECASE)


def typeset(task: Task, *, seconds: float = SECONDS) -> bytes:
    """The PDF of a task's page, with its data attached as its source.

    A page that must stand on one page is set in the largest of its sizes that does. The page's
    files must be here (``leaflets.making.remote`` fetches those of a page from another machine).

    Raises LeafletsError: kind "rendering" for anything missing or too much, "system-library"
    where Pango or one of its libraries is not there.
    """
    weasyprint = load_patched()
    page = task.page
    assert isinstance(page, Page)
    fonts = _font_configuration(*_fonts_of(page))
    attachment = weasyprint.Attachment(
        string=task.data,
        name=ATTACHMENTS[task.attach].name,
        description="The text of this leaflet as data",
        relationship="Source",
        created=task.written,
        modified=task.written,
    )
    refused: list[Problem] = []

    def write() -> bytes:
        fetcher = sealed_fetcher(partial(_given, page.resources, refused))
        document = _rendered(page, fetcher, fonts)
        _raise_without_fonts(fonts, refused)
        if len(document.pages) > MAX_PAGES:
            message = f"{len(document.pages)} pages; a leaflet has at most {MAX_PAGES}"
            raise LeafletsError(problem("rendering-too-long", message))
        content: bytes = document.write_pdf(
            pdf_variant=VARIANTS[task.conformance],
            pdf_tags=True,
            attachments=[attachment],
            finisher=partial(_finish, task.conformance, ATTACHMENTS[task.attach].media_type),
        )
        return content

    with _ours() as kept:
        content = within(seconds, "rendering-endless", "typesetting", write)
    raise_if_any([*refused, *map(_warned, kept)])
    return content


def render_page(page: Page) -> tuple[Any, bytes]:
    """A page's layout and its PDF, for print only: untagged, with nothing attached.

    Raises LeafletsError as ``typeset`` does.
    """
    load_patched()
    from leaflets.render.glyph_codes import write_codes
    from leaflets.render.weasyprint.drawn_squares import drawings
    from leaflets.render.weasyprint.parsed_page import PageSource

    fonts = _font_configuration(*_fonts_of(page))
    refused: list[Problem] = []
    with _ours() as kept:
        fetcher = sealed_fetcher(partial(_given, page.resources, refused))
        source = PageSource(page.html, "leaflets:", fetcher)
        document = source.render(font_config=fonts, cache=drawings(page.squares))
        _raise_without_fonts(fonts, refused)
        content: bytes = document.write_pdf(finisher=write_codes)
    raise_if_any([*refused, *map(_warned, kept)])
    return document, content


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text as it was laid out: whose it is, and where its base line begins, in pt."""

    identity: str | None
    x: float
    y: float


def placed_texts(document: Any) -> list[list[Placed]]:
    """The lines of text on each page of a layout, in reading order.

    ``x`` and ``y`` count from the lower left corner of the page.
    """
    return [list(_placed(page_boxes.whole(page), None, page.height)) for page in document.pages]


def _placed(box: Any, identity: str | None, height: float) -> Iterator[Placed]:
    identity = boxes.attribute(box, "data-phrase") or identity
    if (place := boxes.base_line(box)) is not None:
        x, y = place
        yield Placed(identity, x * _PT, (height - y) * _PT)
    for child in boxes.children(box):
        yield from _placed(child, identity, height)


def _rendered(page: Page, fetcher: Any, fonts: Any) -> Any:
    """The laid out document; of one that must stand on one page, the largest size that does."""
    from leaflets.render.weasyprint.parsed_page import PageSource

    def laid_out(html: str) -> Any:
        source = PageSource(html, "leaflets:", fetcher)
        lift(source.etree_element)
        return source.render(font_config=fonts)

    for html in page.sizes:
        document = laid_out(html)
        if not page.one_page:
            return evened(document, html, laid_out)
        if len(document.pages) == 1:
            return document
    message = (
        f"at the smallest size it takes {max(1, math.ceil(_overflow(document)))} mm more than one"
        f" page; mark less for the summary; the longest parts: {', '.join(page.longest)}"
    )
    raise LeafletsError(problem(MORE_THAN_A_PAGE, message))


def _overflow(document: Any) -> float:
    """How much higher the text is than one page, in mm."""
    used, room = 0.0, 0.0
    for page in document.pages:
        top, room = page_boxes.room(page)
        used += boxes.last_line(page_boxes.flow(page)) - top
    return (used - room) * 25.4 / 96


def _finish(conformance: Conformance, media_type: str, document: Any, pdf: Any) -> None:
    from leaflets.render import glyph_codes, structure
    from leaflets.render.weasyprint import written_objects

    glyph_codes.write_codes(document, pdf)
    structure.mend(document, pdf, conformance)
    describe(pdf, conformance)
    attached_files.list_once(pdf)
    attached_files.set_media_type(pdf, media_type)
    if boxes.is_right_to_left(page_boxes.whole(document.pages[0])):
        reading_direction.set_right_to_left(pdf)
    written_objects.settle(pdf)


def load_patched() -> Any:
    """WeasyPrint, patched, in a process that sees no fonts but those it is given, and no locale.

    For processes of ours only: it sets variables of the environment, and the locale.

    Raises LeafletsError (kind "system-library") where Pango is missing.
    """
    with _loading:
        return _loaded()


@cache
def _loaded() -> Any:
    weasyprint = loading.load()
    from leaflets.render import glyph_codes
    from leaflets.render.weasyprint import (
        element_boxes,
        first_words,
        initial_values,
        known_lines,
        line_setup,
        normal_flow,
        page_breaks,
        shared_styles,
        used_lengths,
    )

    log.install()
    glyph_codes.install()
    styles = (shared_styles, initial_values)
    layout = (used_lengths, normal_flow, line_setup, known_lines, first_words, page_breaks)
    for module in (*styles, *layout, element_boxes):
        module.install()
    return weasyprint


@cache
def _font_configuration(_files: tuple[tuple[str, str], ...], _rules: tuple[str, ...]) -> Any:
    """One configuration for each set of fonts: a fresh one for each leaflet leaks memory.

    A font that two rules name differently would have the name of the rule that came first.
    """
    return configuration_in(loading.folder())


def _fonts_of(page: Page) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The addresses and files of a page's fonts, and its rules that name them."""
    files = {u: str(p) for u, p in page.resources.items() if u.startswith("leaflets:font")}
    return tuple(sorted(files.items())), tuple(_FONT_RULE.findall(page.html))


def _given(
    resources: dict[str, NotedFile | bytes], refused: list[Problem], url: str
) -> bytes | None:
    """The content of a page's own resource; for anything else, and what changed, a problem."""
    if url not in resources:
        refused.append(_refused(url))
        return None
    found = resources[url]
    try:
        return found if isinstance(found, bytes) else found.content()
    except LeafletsError as error:
        # WeasyPrint would go on without it.
        refused.extend(error.problems)
        return None


def _raise_without_fonts(fonts: Any, refused: list[Problem]) -> None:
    if not has_any(fonts):
        message = "the page's style brings none of its fonts (@font-face); see leaflet.css.j2"
        raise_if_any([*refused, problem("rendering-no-font", message)])


@contextmanager
def _ours() -> Iterator[list[logging.LogRecord]]:
    """What WeasyPrint warns of while this thread typesets by it, patched."""
    with typesetting(), log.warnings_kept() as kept:
        yield kept


def _refused(url: str) -> Problem:
    return problem("rendering-address", f"the page asks for {url!r}, which is not part of it")


def _warned(record: logging.LogRecord) -> Problem:
    return problem("rendering-warning", record.getMessage())
