"""What a page of the site shows of a leaflet: the inside of its verified web page.

Its pictures become files; nothing else of it changes. Once it stands in its page, it is
looked at again, phrase by phrase.
"""

from __future__ import annotations

import base64
import hashlib
import html as markup
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import tinyhtml5

from leaflets.content.phrase_tree import content
from leaflets.content.record import Record
from leaflets.errors import Problem, problem
from leaflets.render.web_page import data_in_web_page
from leaflets.verify.verify_web import sequence_problems

ARTICLE: Final = "leaflet"
"""The id of the element of a page that holds the leaflet."""

_MAIN: Final = re.compile(r"<main>\n(.*)</main>\n?</body>", re.DOTALL)
_TITLE: Final = re.compile(r"<title>([^<]*)</title>")
_PICTURE: Final = re.compile(r'src="data:image/(svg\+xml|png|jpeg);base64,([A-Za-z0-9+/=]+)"')
_ENDINGS: Final = {"svg+xml": "svg", "png": "png", "jpeg": "jpg"}


@dataclass(frozen=True)
class Fragment:
    """The inside of a web page; ``pictures`` are the files it shows, by their path in the site.

    ``data`` is the record that the web page holds, as JSON.
    """

    html: str
    title: str
    data: str
    pictures: dict[str, bytes]

    @cached_property
    def record(self) -> Record:
        """What the leaflet says."""
        return Record.model_validate_json(self.data)


def fragment_of(web: bytes, root: str) -> Fragment:
    """The inside of a verified web page, for a page from which ``root`` leads to the start."""
    text = web.decode()
    main, title = _MAIN.search(text), _TITLE.search(text)
    data = data_in_web_page(text)
    assert main, "a verified web page has a main part"
    assert title, "a verified web page has a title"
    assert data, "a verified web page holds its data"
    pictures: dict[str, bytes] = {}

    def file_of(found: re.Match[str]) -> str:
        picture = base64.b64decode(found[2])
        name = f"assets/{hashlib.sha256(picture).hexdigest()[:16]}.{_ENDINGS[found[1]]}"
        pictures[name] = picture
        return f'src="{root}{name}"'

    inside = _PICTURE.sub(file_of, main[1])
    return Fragment(inside, markup.unescape(title[1]), data, pictures)


def fragment_problems(page: str, record: Record) -> Iterator[Problem]:
    """What is wrong with a leaflet in its page: a phrase missing, changed, or out of order."""
    root = tinyhtml5.parse(page, namespace_html_elements=False)
    article = next((e for e in root.iter() if e.get("id") == ARTICLE), None)
    if article is None:
        yield problem("verification-no-leaflet", "the page does not hold its leaflet")
        return
    leaflet = record.leaflet
    yield from sequence_problems(article, content(leaflet, record.edition, record.outline).phrases)
