"""A page as plain text: for text-to-speech, e-mail, and readers who set their own type.

One paragraph a line, so that a reader breaks lines where it likes. Headings are underlined,
lists have marks, tables are lists of labelled rows (as in large print).
"""

from __future__ import annotations

from collections.abc import Iterator

from leaflets.render.block_flow import FlowBlock, blocks_of
from leaflets.render.task import Page

_UNDERLINES = {1: "=", 2: "-"}


def plain_text_of(page: Page) -> str:
    """The page as text, UTF-8 to be."""
    lines: list[str] = []
    in_list = False
    for block in blocks_of(page):
        listed = block.kind == "item" or block.depth > 0
        if lines and lines[-1] and (block.kind == "heading" or not (listed and in_list)):
            lines.append("")
        lines += _lines(block)
        in_list = listed
    return "\n".join(lines).strip("\n") + "\n"


def _lines(block: FlowBlock) -> Iterator[str]:
    if block.kind == "heading":
        yield block.text
        if mark := _UNDERLINES.get(block.level):
            yield mark * len(block.text)
        yield ""
        return
    text = f"[{block.text}]" if block.kind == "picture" else block.text
    mark = f"{block.mark} " if block.mark else ""
    yield "  " * block.depth + mark + text
