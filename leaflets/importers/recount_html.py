"""HTML as plain text, for counting its words."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_APART: Final = re.compile(
    r"p|div|br|hr|[uod]l|li|dt|dd|h[1-6]|table|caption|thead|tbody|tfoot|tr|td|th|img|blockquote|pre"
    r"|section|article|header|footer|main|address|figure|figcaption|center|fieldset|details|summary"
    r"|tgroup|row|entry|colspec|colgroup|col|para|title|paragraph|list|item|footnote|rendermultimedia"
)
_HIDDEN: Final = frozenset(
    ["script", "style", "template", "head", "object", "iframe", "s", "strike", "del"]
)
_NO_END: Final = frozenset(["br", "hr", "img", "col", "meta", "link", "input"])
_MARKUP: Final = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|table|tr|td|b|i|u|strong|em|h[1-6])\b[^<>]*>"
)


class _Reader(HTMLParser):
    """Collects text; a form feed parts blocks, feet and notes of tables stand after them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.tables: list[list[str]] = []
        self.kept: list[tuple[str, list[str]]] = []
        self.hidden = 0
        self.tags: set[str] = set()
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        unseen = tag in _HIDDEN or _is_unseen(dict(attrs))
        if tag not in _NO_END:
            self.open.append((tag, unseen))
            self.hidden += unseen
        if unseen:
            return
        if tag == "table":
            self.tables.append([])
        elif tag in ("tfoot", "footnote"):
            self.kept.append((tag, self.parts))
            self.parts = []
        if _APART.fullmatch(tag):
            self.parts.append(f"\f<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self.open):
            name, unseen = self.open.pop()
            self.hidden -= unseen
            if name == tag:
                break
        if _APART.fullmatch(tag) and tag not in _NO_END:
            self.parts.append("\f")
        if tag in ("tfoot", "footnote") and self.kept and self.kept[-1][0] == tag:
            aside = self.parts
            self.parts = self.kept.pop()[1]
            (self.tables[-1].extend if self.tables else self.parts.extend)(aside)
        elif tag == "table" and self.tables:
            self.parts += self.tables.pop()

    def handle_startendtag(self, tag: str, _attrs: object) -> None:
        self.tags.add(tag)
        if _APART.fullmatch(tag):
            self.parts.append(f"\f<{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data.replace("\f", " ").replace("<", "\ue0ff"))


def _is_unseen(attributes: dict[str, str | None]) -> bool:
    """Whether an element is hidden, or struck through, by its own attributes."""
    style = (attributes.get("style") or "").replace(" ", "").casefold()
    return (
        ("hidden" in attributes and attributes["hidden"] in (None, "", "hidden", "true"))
        or any(wanted in style for wanted in ("display:none", "visibility:hidden"))
        or ("text-decoration" in style and "line-through" in style)
    )


def html_text(html: str, title: str = "") -> str:
    """What HTML says; not again a title that it begins with as a block of its own."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = "".join(reader.parts)
    plain = text.replace("\ue0ff", "<")
    if reader.tags <= {"div"} and _MARKUP.search(plain):
        return html_text(re.sub(r"^(\f|<div>|\s)+|\f+$", "", plain), title)
    blocks = text.split("\f")
    return " ".join(_said(blocks, title)).replace("\ue0ff", "<")


def _said(blocks: list[str], title: str) -> list[str]:
    """Blocks without their tags; a heading's lines are one."""
    said: list[tuple[str, str]] = []
    inside: set[str] = set()
    for block in blocks:
        match = re.match(r"<([a-z0-9]+)>", block)
        tag = match[1] if match else ""
        text = block[match.end() :] if match else block
        if tag == "br" and said and re.fullmatch("h[1-6]", said[-1][0]):
            said[-1] = (said[-1][0], f"{said[-1][1]} {text}")
        else:
            said.append((tag, text))
    first = next((number for number, (_, text) in enumerate(said) if text.strip()), None)
    if first is not None:
        inside = {tag for tag, _ in said[: first + 1]}
        if not inside & {"li", "td", "th"} and _level(said[first][1]) == _level(title) != "":
            del said[first]
    return [text for _, text in said]


def _level(text: str) -> str:
    return " ".join(text.replace("\ue0ff", "<").split()).casefold().rstrip(" :.")
