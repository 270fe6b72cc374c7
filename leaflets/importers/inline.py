"""Runs of text: white space as a reader sees it, neighbours of one style joined."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from leaflets.epi.label_document import Inline, StyledRun

_SPACE: Final = re.compile("[ \t\r\n\f\v\x85\u2028\u2029]+")


@dataclass(frozen=True)
class Style:
    """How text stands: what markup around it says."""

    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False
    position: Literal["normal", "sub", "super"] = "normal"

    def run(self, text: str) -> StyledRun:
        """A run of text in this style."""
        return StyledRun(text, self.bold, self.italic, self.underlined, self.struck, self.position)


def tidy(runs: Iterable[StyledRun]) -> Inline:
    """Runs with white space collapsed, also over their borders, and none at the ends.

    White space alone has no style. No-break spaces stay, but where nothing else is.
    """
    kept: list[StyledRun] = []
    for run in runs:
        text = _SPACE.sub(" ", run.text)
        if kept and kept[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        elif not kept:
            text = text.lstrip(" ")
        if not text:
            continue
        if kept and (text == " " or _alike(kept[-1], run)):
            kept[-1] = replace(kept[-1], text=kept[-1].text + text)
        else:
            kept.append(replace(run, text=text))
    while kept and not (end := kept[-1].text.rstrip(" ")):
        kept.pop()
    if kept:
        kept[-1] = replace(kept[-1], text=end)
    return tuple(kept) if any(run.text.strip() for run in kept) else ()


def plain(text: Iterable[StyledRun]) -> str:
    """What a text says, without its styles."""
    return "".join(run.text for run in text)


def _alike(one: StyledRun, other: StyledRun) -> bool:
    return replace(one, text="") == replace(other, text="")
