"""The same text for other engines: Typst's source, and fulgur's (Blitz, krilla) input."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pikepdf
import pydyf
import tinyhtml5

from leaflets.making.recipe import Ready
from leaflets.render.task import Page
from leaflets.snapshot import NotedFile

FONTS = Path(__file__).parent.parent / "fonts"
_PICTURE = re.compile(r"url\(leaflets:pictogram/([\w-]+)\)")
_SPECIAL = re.compile(r"([\\#*_$<>@`\[\]=/~-])")
_FAMILY = re.compile(r'@font-face \{ font-family: "([^"]+)"')
_CLEAR = ("head", "title", "style", "script")


def typst_source(ready: Ready, folder: Path) -> str:
    """A leaflet as a Typst document: headings, paragraphs, lists, tables and pictures.

    ``folder`` takes its pictures, beside which the source has to stand.
    """
    page, said = ready.laid.page, ready.record.leaflet
    for address, content in page.resources.items():
        if isinstance(content, bytes) and "pictogram/" in address:
            (folder / f"{address.rpartition('/')[2]}.svg").write_bytes(content)
    root = tinyhtml5.parse(page.html, namespace_html_elements=False)
    return "\n".join(
        [
            f'#set document(title: "{said.sheet.name}")',
            (
                f'#set text(lang: "{said.language.partition("-")[0]}", size: 12pt,'
                f" dir: {said.direction}, font: "
                '("Atkinson Hyperlegible Next", "Amiri", "Noto Sans Devanagari", "Noto Sans SC"))'
            ),
            '#set page(paper: "a4", margin: 21mm, footer: context counter(page).display())',
            "#set par(leading: 0.65em)",
            *_lines(root.find("body")),
        ]
    )


def _lines(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in _CLEAR or child.get("class") == "continued":
            continue
        if picture := _PICTURE.search(child.get("style", "")):
            yield f'#pdf.artifact(image("{picture[1]}.svg", height: 2.7em))\n'
        elif child.tag in ("h1", "h2", "h3", "h4"):
            yield f"{'=' * int(child.tag[1])} {_text(child)}\n"
        elif child.tag == "table":
            yield _table(child)
        elif child.tag in ("p", "dt", "dd"):
            yield f"{_text(child)}\n"
        elif child.tag == "li" and not any(one.tag == "div" for one in child):
            yield f"- {_text(child)}"
        else:
            yield from _lines(child)


def _table(table: Element) -> str:
    rows = [[cell for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
    columns = max(map(len, rows))
    cells = [f"[{_text(cell)}]" for row in rows if len(row) == columns for cell in row]
    head, body = cells[:columns], cells[columns:]
    return f"#table(columns: {columns}, table.header({', '.join(head)}), {', '.join(body)})\n"


def _text(element: Element) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join("".join(element.itertext()).split()))


def typst_compiler(source: Path) -> Any:
    """A compiler for one file, with our fonts only."""
    import typst

    return typst.Compiler(str(source), font_paths=[str(FONTS)], ignore_system_fonts=True)


def fulgur_engine(resources: dict[str, NotedFile | bytes]) -> Any:
    """fulgur with a page's fonts and pictures."""
    import pyfulgur

    assets = pyfulgur.AssetBundle()
    for address, found in resources.items():
        if isinstance(found, NotedFile):
            assets.add_font_file(str(found.path))
        else:
            assets.add_image(address, found)
    return pyfulgur.Engine.builder().page_size(pyfulgur.PageSize.A4).assets(assets).build()


def phrases_of(page: Page) -> list[str]:
    """What a page says, phrase by phrase."""
    root = tinyhtml5.parse(page.html, namespace_html_elements=False)
    return ["".join(one.itertext()) for one in root.iter() if "data-phrase" in one.attrib]


def shaped(page: Page, phrases: list[str]) -> int:
    """How many lines a leaflet's paragraphs have: shaped and broken by Pango, nothing else."""
    from weasyprint.text.ffi import ffi, gobject, pango

    from leaflets.render import pdf

    fonts = pdf._font_configuration(*pdf._fonts_of(page))
    context = ffi.gc(pango.pango_font_map_create_context(fonts.font_map), gobject.g_object_unref)
    layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    description = pango.pango_font_description_new()
    families = ",".join(dict.fromkeys(_FAMILY.findall(page.html))).encode()
    pango.pango_font_description_set_family(description, families)
    pango.pango_font_description_set_absolute_size(description, 12 * 1024)
    pango.pango_layout_set_font_description(layout, description)
    pango.pango_layout_set_width(layout, 440 * 1024)
    lines = 0
    for phrase in phrases:
        text = phrase.encode()
        pango.pango_layout_set_text(layout, text, len(text))
        own = count()
        lines += next(n for n in own if not pango.pango_layout_get_line_readonly(layout, n))
    pango.pango_font_description_free(description)
    return lines


def streams_of(content: bytes) -> tuple[list[bytes], list[bytes]]:
    """What the pages of a PDF draw, and the other streams in it, unpacked."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        drawn = [page.Contents.read_bytes() for page in pdf.pages]
        others = [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream)]
    return drawn, [one for one in others if one not in drawn]


def written(streams: tuple[list[bytes], list[bytes]]) -> bytes:
    """Pages and other streams, as pydyf writes them, compressed."""
    pdf, out = pydyf.PDF(), io.BytesIO()
    for drawn in streams[0]:
        content = pydyf.Stream([drawn], compress=True)
        pdf.add_object(content)
        page = {"Type": "/Page", "Parent": pdf.pages.reference, "Contents": content.reference}
        pdf.add_page(pydyf.Dictionary({**page, "MediaBox": pydyf.Array([0, 0, 595, 842])}))
    for other in streams[1]:
        pdf.add_object(pydyf.Stream([other], compress=True))
    pdf.write(out)
    return out.getvalue()
