"""HTML into PDF: PDF/UA-1 and PDF/A-3a in one file.

This module and its neighbours ``glyph_codes`` and ``structure`` are the only importers of
WeasyPrint. What WeasyPrint warns of and goes on from (a missing glyph or picture, CSS that it
doesn't know) is an error here. Only the page's own resources can be loaded: there is no
network and no other file. The fonts of the machine are not seen.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, Final

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.limits import time_limit
from leaflets.page import Page
from leaflets.record import ATTACHMENT, MAX_PAGES

SECONDS: Final = 120.0

# PDF/A-3 (ISO 19005-3, 6.6.2.3) wants the schema of metadata beyond its own described.
_UA_METADATA: Final = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
    b' pdfuaid:part="1"/>'
    b'<rdf:Description rdf:about=""'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>PDF/UA part number</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def typeset(page: Page, data: str, written: datetime, *, seconds: float = SECONDS) -> bytes:
    """The PDF of a page, with ``data`` (JSON) attached as its source.

    ``written`` is the date of the attachment: naive, part of the input, never the clock.

    Raises LeafletsError: kind "rendering" for anything missing or too much, "system-library"
    where Pango or one of its libraries is not there.
    """
    weasyprint = load()
    fonts = tuple(
        sorted((u, p) for u, p in page.resources.items() if u.startswith("leaflets:font"))
    )
    attachment = weasyprint.Attachment(
        string=data,
        name=ATTACHMENT,
        description="The text of this leaflet as data",
        relationship="Source",
        created=written,
        modified=written,
    )
    refused: list[str] = []

    with time_limit(seconds, "rendering-endless", "typesetting"), _warnings_kept() as kept:
        html = weasyprint.HTML(
            string=page.html, base_url="leaflets:", url_fetcher=_sealed(page.resources, refused)
        )
        document = html.render(font_config=_font_configuration(fonts))
        if len(document.pages) > MAX_PAGES:
            message = f"{len(document.pages)} pages; a leaflet has at most {MAX_PAGES}"
            raise LeafletsError(problem("rendering-too-long", message))
        content: bytes = document.write_pdf(
            pdf_variant="pdf/a-3a", attachments=[attachment], finisher=_finish
        )
    raise_if_any([*map(_refused, refused), *map(_warned, kept)])
    return content


def _finish(document: Any, pdf: Any) -> None:
    from leaflets import glyph_codes, structure

    glyph_codes.write_codes(document, pdf)
    structure.mend(document, pdf)
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [metadata.stream[0].replace(b"</rdf:RDF>", _UA_METADATA + b"</rdf:RDF>", 1)]
    # WeasyPrint 70.0 (pdf/pdfa.py) lists each associated file twice.
    pdf.catalog["AF"] = type(pdf.catalog["AF"])(dict.fromkeys(pdf.catalog["AF"]))
    root = document.pages[0]._page_box
    if root.style["direction"] == "rtl":
        pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"
    structure.settle(pdf)


@cache
def load() -> Any:
    """WeasyPrint, patched, in a process that sees no fonts but those it is given.

    Raises LeafletsError (kind "system-library") where Pango is missing.
    """
    folder = tempfile.mkdtemp(prefix="leaflets-fontconfig-")
    configuration = Path(folder) / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><cachedir>{folder}</cachedir></fontconfig>"
    )
    atexit.register(_clean_up, configuration)
    # Processes of a pool end without atexit (Python's multiprocessing.util).
    Finalize(None, _clean_up, (configuration,), exitpriority=10)
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    os.environ.pop("FONTCONFIG_PATH", None)
    try:
        with warnings.catch_warnings():
            # "No fonts configured in FontConfig": that is what is wanted.
            warnings.simplefilter("ignore")
            import weasyprint

            from leaflets import glyph_codes, structure
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
def _font_configuration(_fonts: tuple[tuple[str, Path], ...]) -> Any:
    """One configuration for each set of fonts: a fresh one for each leaflet leaks memory."""
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    # Its copies of the fonts go where ours is, and away with it: it removes them only when it
    # is collected, which it may never be.
    configuration._folder = Path(tempfile.mkdtemp(dir=Path(os.environ["FONTCONFIG_FILE"]).parent))
    return configuration


def _sealed(resources: dict[str, Path], refused: list[str]) -> Any:
    """A fetcher that gives the page's own resources, and notes what else was asked for."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Sealed(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            if url not in resources:
                refused.append(url)
                raise ValueError("not a resource of this page")
            return URLFetcherResponse(url, resources[url].read_bytes())

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
