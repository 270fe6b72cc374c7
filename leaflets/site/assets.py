"""What all pages of a site share: style, fonts and pictures, each named by its digest."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from leaflets.library.fonts import Face, Font, Typeface
from leaflets.render.web_page import STYLE, shaped_letters
from leaflets.snapshot import Folders

FOLDER: Final = "assets/"
_ICONS: Final = ("icon.svg", "icon-192.png", "icon-512.png", "link.svg")
# A reader types what no page says: the letters of the basic alphabet, digits and signs.
_TYPED: Final = "".join(map(chr, range(0x20, 0x7F)))


@dataclass(frozen=True)
class Assets:
    """The files, by path in the site, and where each kind of them is."""

    files: dict[str, bytes]
    style: str
    script: str
    icons: dict[str, str]


def shared_assets(templates: Folders) -> Assets:
    """Style, script and icons of every page; ``templates`` is the built-in folder."""
    files: dict[str, bytes] = {}
    read, folder = templates.files.read, templates[0] / "site"
    style = read(templates[0] / STYLE) + b"\n" + read(folder / "site.css")
    icons = {
        name: _put(files, Path(name).stem, Path(name).suffix, read(folder / name))
        for name in _ICONS
    }
    return Assets(
        files,
        _put(files, "site", ".css", style),
        _put(files, "site", ".js", read(folder / "site.js")),
        icons,
    )


def language_style(typeface: Typeface, tag: str, letters: Iterable[str]) -> dict[str, bytes]:
    """The style of a language's pages with its fonts, holding the letters of those pages.

    The first of the files, by path in the site, is the style.
    """
    text = shaped_letters("".join(letters) + _TYPED)
    fonts: dict[str, bytes] = {}
    rules = [
        f":root{{--scale:{typeface.scale:g};--leading:{typeface.leading:g};--families:"
        + ",".join(f'"{face.family}"' for face in typeface.faces)
        + "}"
    ]
    for face in typeface.faces:
        for font, weight in _weights(face):
            name = f"{tag}-{weight}"
            path = _put(fonts, name, ".woff2", _subset(font, text))
            rules.append(
                f'@font-face{{font-family:"{face.family}";font-weight:{weight};'
                f'font-display:swap;src:url("{path.removeprefix(FOLDER)}") format("woff2")}}'
            )
    files: dict[str, bytes] = {}
    _put(files, tag, ".css", "\n".join(rules).encode())
    return files | fonts


def name_style(typefaces: Mapping[str, tuple[Typeface, str]]) -> dict[str, bytes]:
    """A style that sets each language's name, and the offer of its pages, in its own font.

    ``typefaces`` are those of the languages, with the words that are to be set. A reader's
    machine may have no font for a script. The first of the files is the style.
    """
    fonts: dict[str, bytes] = {}
    rules = []
    for tag, (typeface, words) in typefaces.items():
        file = _put(
            fonts, f"name-{tag}", ".woff2", _subset(typeface.face.regular, shaped_letters(words))
        )
        address = file.removeprefix(FOLDER)
        face = f'font-family:"name-{tag}";src:url("{address}") format("woff2")'
        where = f".languages-list a:lang({tag}),#offer:lang({tag})"
        rules.append(f"@font-face{{{face}}}")
        rules.append(f'{where}{{font-family:"name-{tag}",var(--families),sans-serif}}')
    files: dict[str, bytes] = {}
    _put(files, "names", ".css", "\n".join(rules).encode())
    return files | fonts


def _weights(face: Face) -> tuple[tuple[Font, int], ...]:
    return ((face.regular, 400), (face.bold, 700))


def _subset(one: Font, text: str) -> bytes:
    font = TTFont(io.BytesIO(one.file.content()), recalcTimestamp=False)
    options = Options(layout_features=["*"], hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.flavor = "woff2"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def _put(files: dict[str, bytes], name: str, ending: str, content: bytes) -> str:
    path = f"{FOLDER}{name}-{hashlib.sha256(content).hexdigest()[:12]}{ending}"
    files[path] = content
    return path
