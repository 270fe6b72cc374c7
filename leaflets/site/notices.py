"""What stands where something was published once: a notice that it was recalled, or replaced.

A file keeps its address by digest for good. Once what is there must not be used any more, a
notice in the same format and language stands in its place.
"""

from __future__ import annotations

import datetime
import hashlib
import html
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from leaflets.library.braille_table import BrailleTable
from leaflets.library.disclaimers import Disclaimer
from leaflets.library.fonts import Typeface
from leaflets.render.braille import in_lines, texts_in_braille
from leaflets.render.page import FIRST as FONTS
from leaflets.render.page import font_files, render
from leaflets.render.task import Page
from leaflets.site.site_index import Published
from leaflets.site.site_words import SiteWords
from leaflets.snapshot import Folders
from leaflets.verify.verify_braille import read_back

Kind = Literal["recalled", "replaced"]

_WRITTEN: Final = datetime.datetime(2000, 1, 1)
"""A notice has no date of its own: the same words are the same bytes."""


@dataclass(frozen=True)
class NoticeText:
    """What a notice says, in which language and typeface."""

    words: SiteWords
    kind: Kind
    disclaimer: Disclaimer
    typeface: Typeface
    braille: BrailleTable | None

    @property
    def heading(self) -> str:
        """What happened."""
        return self.words.said[f"{self.kind}.title"]

    @property
    def lines(self) -> tuple[str, ...]:
        """What it means for the reader."""
        return (self.words.said[f"{self.kind}.text"],)

    @property
    def texts(self) -> tuple[str, ...]:
        """All of it, in order."""
        about = self.disclaimer
        return (self.heading, *self.lines, about.heading, *about.paragraphs)

    @property
    def key(self) -> str:
        """The digest of what it is made of."""
        faces = [(f.family, f.regular.file.digest, f.bold.file.digest) for f in self.typeface.faces]
        made_of = repr((self.words.language.tag, self.texts, faces, self.braille))
        return hashlib.sha256(made_of.encode()).hexdigest()


def notice_kind(published: Published, withdrawn: Collection[str]) -> Kind:
    """Why something is not there any more; ``withdrawn`` are the digests of withdrawn texts."""
    recalled = published.recalled or not set(published.texts).isdisjoint(withdrawn)
    return "recalled" if recalled else "replaced"


def notice_file(notice: NoticeText, extension: str, templates: Folders) -> bytes:
    """A notice in the format of the file that it stands for.

    Raises LeafletsError: kind "rendering" where it can't be set, "system-library" without
    liblouis for one in Braille, "verification" where its cells are read otherwise.
    """
    match extension:
        case "pdf":
            return _pdf(notice, templates)
        case "html":
            return _html(notice).encode()
        case "brf" if notice.braille:
            cells = texts_in_braille(notice.texts, notice.braille)
            read_back(notice.texts, cells, notice.braille)
            lines = [line for text in notice.texts for line in in_lines(cells[text])]
            return ("\r\n".join(lines) + "\r\n").encode("ascii")
        case _:
            return ("\n\n".join(notice.texts) + "\n").encode()


def _html(notice: NoticeText) -> str:
    said = notice.disclaimer
    parts = [("h1", notice.heading), *(("p", line) for line in notice.lines)]
    parts += [("h2", said.heading), *(("p", line) for line in said.paragraphs)]
    body = "".join(f"<{tag}>{html.escape(text)}</{tag}>" for tag, text in parts)
    language = notice.words.language
    return (
        f'<!DOCTYPE html>\n<html lang="{language.tag}" dir="{language.direction}">'
        '<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
        f"<title>{html.escape(notice.heading)}</title></head><body><main>{body}</main></body></html>\n"
    )


def _pdf(notice: NoticeText, templates: Folders) -> bytes:
    from leaflets.render.pdf import typeset
    from leaflets.render.task import Task

    typeface = notice.typeface
    variables = {
        "language": notice.words.language.tag,
        "direction": notice.words.language.direction,
        "heading": notice.heading,
        "lines": notice.lines,
        "disclaimer": notice.disclaimer,
        "families": [face.family for face in typeface.faces],
        "scale": typeface.scale,
        "leading": typeface.leading,
    }
    source = render(templates, variables, "site/notice.html.j2")
    page = Page((source,), dict(font_files(typeface, FONTS)))
    return typeset(Task(page, "{}", _WRITTEN))
