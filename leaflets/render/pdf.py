"""HTML into PDF: PDF/UA-1 and PDF/A-3a in one file, or PDF/UA-2 and PDF/A-4f.

This module and its neighbours ``glyph_codes`` and ``structure`` are the only importers of
WeasyPrint. What WeasyPrint warns of and goes on from (a missing glyph or picture, CSS that it
doesn't know) is an error here. Only the page's own resources can be loaded: there is no
network and no other file. The fonts of the machine are not seen.
"""

from __future__ import annotations

import atexit
import logging
import math
import os
import shutil
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import pairwise
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, Final

from leaflets.content.record import ATTACHMENTS, MAX_PAGES
from leaflets.edition.editions import Attached, Conformance
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.limits import within
from leaflets.render.metadata import VARIANTS, describe, describe_attachment
from leaflets.render.page import KEPT, Page
from leaflets.surroundings import OWN, shut_out

MORE_THAN_A_PAGE: Final = "rendering-more-than-a-page"
SECONDS: Final = 120.0
_PASSES: Final = 4
_loading: Final = threading.Lock()
_PT: Final = 0.75
"""A CSS pixel in pt."""
_HEADINGS: Final = {f"h{level}" for level in range(1, 7)}


def typeset(
    page: Page,
    data: str,
    written: datetime,
    conformance: Conformance = "ua-1",
    attach: Attached = "json",
    *,
    seconds: float = SECONDS,
) -> bytes:
    """The PDF of a page, with ``data`` (JSON of the kind ``attach``) attached as its source.

    A page that must stand on one page is set in the largest of its sizes that does.

    ``written`` is the date of the attachment: naive, part of the input, never the clock.

    Raises LeafletsError: kind "rendering" for anything missing or too much, "system-library"
    where Pango or one of its libraries is not there.
    """
    weasyprint = load()
    fonts = tuple(
        sorted((u, str(p)) for u, p in page.resources.items() if u.startswith("leaflets:font"))
    )
    attachment = weasyprint.Attachment(
        string=data,
        name=ATTACHMENTS[attach].name,
        description="The text of this leaflet as data",
        relationship="Source",
        created=written,
        modified=written,
    )
    refused: list[str] = []

    def write() -> bytes:
        fetcher = _sealed(page.resources, refused)
        document = _rendered(weasyprint, page, fetcher, _font_configuration(fonts))
        if len(document.pages) > MAX_PAGES:
            message = f"{len(document.pages)} pages; a leaflet has at most {MAX_PAGES}"
            raise LeafletsError(problem("rendering-too-long", message))
        content: bytes = document.write_pdf(
            pdf_variant=VARIANTS[conformance],
            pdf_tags=True,
            attachments=[attachment],
            finisher=partial(_finish, conformance, ATTACHMENTS[attach].media_type),
        )
        return content

    with _warnings_kept() as kept:
        content = within(seconds, "rendering-endless", "typesetting", write)
    raise_if_any([*map(_refused, refused), *map(_warned, kept)])
    return content


def render_page(page: Page) -> tuple[Any, bytes]:
    """A page's layout and its PDF, for print only: untagged, with nothing attached.

    Raises LeafletsError as ``typeset`` does.
    """
    from leaflets.render.glyph_codes import write_codes

    weasyprint = load()
    fonts = tuple(
        sorted((u, str(p)) for u, p in page.resources.items() if u.startswith("leaflets:font"))
    )
    refused: list[str] = []
    with _warnings_kept() as kept:
        source = weasyprint.HTML(
            string=page.html,
            base_url="leaflets:",
            url_fetcher=_sealed(page.resources, refused),
        )
        document = source.render(font_config=_font_configuration(fonts))
        content: bytes = document.write_pdf(finisher=write_codes)
    raise_if_any([*map(_refused, refused), *map(_warned, kept)])
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
    return [list(_placed(page._page_box, None, page.height)) for page in document.pages]


def _placed(box: Any, identity: str | None, height: float) -> Iterator[Placed]:
    element = getattr(box, "element", None)
    if element is not None:
        identity = element.get("data-phrase") or identity
    if hasattr(box, "text") and box.text.strip():
        y = height - box.position_y - box.baseline
        yield Placed(identity, box.position_x * _PT, y * _PT)
    for child in getattr(box, "children", ()):
        yield from _placed(child, identity, height)


def _rendered(weasyprint: Any, page: Page, fetcher: Any, fonts: Any) -> Any:
    """The laid out document; of one that must stand on one page, the largest size that does."""
    for html in page.sizes:
        source = weasyprint.HTML(string=html, base_url="leaflets:", url_fetcher=fetcher)
        document = source.render(font_config=fonts)
        if len(document.pages) == 1:
            return document
        if not page.one_page:
            return _loosened(weasyprint, page, document, fetcher, fonts)
    message = (
        f"at the smallest size it takes {max(1, math.ceil(_overflow(document)))} mm more than one"
        f" page; mark less for the summary; the longest parts: {', '.join(page.longest)}"
    )
    raise LeafletsError(problem(MORE_THAN_A_PAGE, message))


def _loosened(weasyprint: Any, page: Page, document: Any, fetcher: Any, fonts: Any) -> Any:
    """The document; what is kept whole though a page is too short for it is set again in parts.

    Kept whole, a box leaves the page before it empty and is cut all the same; and a part under
    a heading leaves that heading alone on its page.
    """
    boxes = sum(_holds_class(one._page_box, KEPT) for one in document.pages) > 1
    phrases: list[str] = []
    html = page.loosened(boxes)
    for _ in range(_PASSES):
        if html != page.html:
            source = weasyprint.HTML(string=html, base_url="leaflets:", url_fetcher=fetcher)
            document = source.render(font_config=fonts)
        alone = _under_lonely_headings(document)
        if not alone:
            break
        phrases += alone
        html = page.loosened(boxes, phrases)
    return document


def _under_lonely_headings(document: Any) -> list[str]:
    """The identities of the first texts of pages before which a page has headings only."""
    texts = [_texts(page._page_box.children[0]) for page in document.pages]
    return [
        after[0][0]
        for page, after in pairwise(texts)
        if page and after and all(is_heading for _, is_heading in page)
    ]


def _texts(box: Any, is_heading: bool = False) -> list[tuple[str, bool]]:
    """The identities of the texts in a box, each with whether it is a heading's."""
    is_heading = is_heading or box.element_tag in _HEADINGS
    element = getattr(box, "element", None)
    phrase = element.get("data-phrase") if element is not None else None
    if phrase:
        return [(phrase, is_heading)]
    return [text for child in getattr(box, "children", ()) for text in _texts(child, is_heading)]


def _holds_class(box: Any, name: str) -> bool:
    element = getattr(box, "element", None)
    if element is not None and name in element.get("class", "").split():
        return True
    return any(_holds_class(child, name) for child in getattr(box, "children", ()))


def _overflow(document: Any) -> float:
    """How much higher the text is than one page, in mm."""
    used, room = 0.0, 0.0
    for page in document.pages:
        box = page._page_box
        used += _bottom(box.children[0]) - box.content_box_y()
        room = box.height
    return float(used - room) * 25.4 / 96


def _bottom(box: Any) -> float:
    """Where the last line in a box ends, in CSS pixels from the page's top."""
    children = [child for child in getattr(box, "children", ()) if hasattr(child, "position_y")]
    if not children:
        return float(box.position_y) + float(box.margin_height())
    return max(map(_bottom, children))


def _finish(conformance: Conformance, media_type: str, document: Any, pdf: Any) -> None:
    from leaflets.render import glyph_codes, structure

    glyph_codes.write_codes(document, pdf)
    structure.mend(document, pdf, conformance)
    describe(pdf, conformance)
    describe_attachment(pdf, media_type)
    root = document.pages[0]._page_box
    if root.style["direction"] == "rtl":
        pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"
    structure.settle(pdf)


def load() -> Any:
    """WeasyPrint, patched, in a process that sees no fonts but those it is given, and no locale.

    For processes of ours only: it sets variables of the environment, and the locale.

    Raises LeafletsError (kind "system-library") where Pango is missing.
    """
    with _loading:
        return _loaded()


@cache
def _loaded() -> Any:
    folder = tempfile.mkdtemp(prefix=OWN)
    configuration = Path(folder) / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><cachedir>{folder}</cachedir></fontconfig>"
    )
    atexit.register(_clean_up, configuration)
    # Processes of a pool end without atexit (Python's multiprocessing.util).
    Finalize(None, _clean_up, (configuration,), exitpriority=10)
    shut_out()
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    try:
        with warnings.catch_warnings():
            # "No fonts configured in FontConfig": that is what is wanted.
            warnings.simplefilter("ignore")
            import weasyprint

            from leaflets.render import glyph_codes, structure
    except OSError as error:
        message = (
            f"{str(error).splitlines()[0]}; on Debian and Ubuntu: apt-get install"
            " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (or run: sh setup.sh)"
        )
        raise LeafletsError(problem("system-library-missing", message)) from error
    glyph_codes.install()
    structure.install()
    return weasyprint


def _clean_up(configuration: Path) -> None:
    """Leave nothing in the temporary folder: our configuration, WeasyPrint's copies of fonts."""
    shutil.rmtree(configuration.parent, ignore_errors=True)


@cache
def _font_configuration(_fonts: tuple[tuple[str, str], ...]) -> Any:
    """One configuration for each set of fonts: a fresh one for each leaflet leaks memory."""
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    # Its copies of the fonts go where ours is, and away with it: it removes them only when it
    # is collected, which it may never be.
    configuration._folder = Path(tempfile.mkdtemp(dir=Path(os.environ["FONTCONFIG_FILE"]).parent))
    return configuration


def _sealed(resources: dict[str, Path | bytes], refused: list[str]) -> Any:
    """A fetcher that gives the page's own resources, and notes what else was asked for."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Sealed(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            if url not in resources:
                refused.append(url)
                raise ValueError("not a resource of this page")
            found = resources[url]
            content = found if isinstance(found, bytes) else found.read_bytes()
            return URLFetcherResponse(url, content)

    return Sealed()


@contextmanager
def _warnings_kept() -> Iterator[list[logging.LogRecord]]:
    kept: list[logging.LogRecord] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record)

    logger = logging.getLogger("weasyprint")
    handler, propagate = Keep(logging.WARNING), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield kept
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


def _refused(url: str) -> Problem:
    return problem("rendering-address", f"the page asks for {url!r}, which is not part of it")


def _warned(record: logging.LogRecord) -> Problem:
    return problem("rendering-warning", record.getMessage())
