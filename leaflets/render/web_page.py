"""A page as one self-contained web page: fonts, pictures and data inside, nothing fetched."""

from __future__ import annotations

import base64
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

import tinyhtml5
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from leaflets.content.attachments import ATTACHMENT
from leaflets.library.fonts import Font, Typeface
from leaflets.render.page import CODE, PICTOGRAM
from leaflets.render.task import Page

STYLE: Final = "web.css.j2"
"""The look of every web page; a built-in template, which no library can replace."""

_MIME_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}


def web_page(page: Page, typeface: Typeface, data: str) -> str:
    """The page as one HTML file, with ``data`` (JSON) inside as a block that nothing runs."""
    html = page.html
    for address, content in page.resources.items():
        wanted = f'src="{address}"'
        if wanted in html and isinstance(content, bytes) and address != CODE:
            html = html.replace(wanted, f'src="{_data_address(address, content)}"')
    letters = _letters(page.html)
    faces = "".join(
        _font_face(face.family, font, weight, letters)
        for face in typeface.faces
        for font, weight in ((face.regular, 400), (face.bold, 700))
    )
    families = ",".join(f'"{face.family}"' for face in typeface.faces)
    measures = (
        f":root{{--scale:{typeface.scale:g};--leading:{typeface.leading:g};--families:{families}}}"
    )
    # "<" in a block of data could end it (HTML, 4.12.1.3).
    safe = json.dumps(json.loads(data), ensure_ascii=False).replace("<", "\\u003c")
    block = f'<script type="application/json" id="{ATTACHMENT}">{safe}</script>'
    head = f"<style>{measures}{faces}</style>\n{block}\n</head>"
    return html.replace("</head>", head, 1)


def data_in_web_page(html: str) -> str | None:
    """The data inside a web page of ours; None where there is none."""
    found = re.search(
        rf'<script type="application/json" id="{re.escape(ATTACHMENT)}">([^<]*)</script>', html
    )
    return found[1] if found else None


def shaped_letters(text: str) -> str:
    """The letters of a text, each once, with those that shaping makes of them.

    A browser may take a letter apart, or put it together, before it looks for glyphs: HarfBuzz
    sets Thai SARA AM (U+0E33) as U+0E4D and U+0E32.
    """
    forms = (unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKD"))
    return "".join(sorted(set(text).union(*forms)))


def _letters(html: str) -> str:
    body: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    return shaped_letters("".join(body.itertext()))


def _data_address(address: str, content: bytes) -> str:
    ending = ".svg" if address.startswith(PICTOGRAM) else Path(address).suffix
    return f"data:{_MIME_TYPES[ending]};base64,{base64.b64encode(content).decode()}"


def _font_face(family: str, whole: Font, weight: int, letters: str) -> str:
    """A font with the letters of the page only: a CJK font is 2 MB, its subset 100 kB."""
    font = TTFont(io.BytesIO(whole.file.content()), recalcTimestamp=False)
    options = Options(layout_features=["*"], hinting=False, notdef_outline=True, flavor="woff")
    subsetter = Subsetter(options)
    # Digits and signs: a reader may search in the page, and see what is typed in its font.
    subsetter.populate(text=letters + "0123456789 .,:;!?()-–")
    subsetter.subset(font)
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target)
    content = base64.b64encode(target.getvalue()).decode()
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};'
        f"src:url(data:font/woff;base64,{content})}}"
    )
