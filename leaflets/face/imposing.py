"""A finished leaflet as a printer takes it: its pages in the order in which sheets are printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from leaflets.edition.editions import SMALL_PAPERS
from leaflets.errors import LeafletsError, problem
from leaflets.files import write
from leaflets.language.tags import language
from leaflets.printrun.imposition import WAYS
from leaflets.printrun.planning import Impose
from leaflets.verify.verified import Verified


@dataclass(frozen=True)
class ForPrinter:
    """A leaflet for the printer only: no tags, no text order, nothing for a screen or a reader.

    ``sheets`` is how many sheets of ``paper`` it takes, printed on both sides.
    """

    file_name: str
    content: bytes = field(repr=False)
    paper: str
    sheets: int

    def save(self, target: Path | str) -> Path:
        """Write it whole to ``target``, or leave what is there as it was; ``-`` is standard output.

        Comes back with the path. Raises LeafletsError (kind "file").
        """
        write(Path(target), self.content)
        return Path(target)


def impose(leaflet: Verified, how: Impose = "booklet") -> ForPrinter:
    """The leaflet's pages on sheets of double their size: a booklet to fold, or two a side.

    Its file is printed on both sides, turned over the short edge. A leaflet that is read from
    right to left is bound on the right.

    Raises LeafletsError (kind "usage") where its pages are not half a sheet of paper, and for a
    way that there is not.
    """
    edition = leaflet.record.edition
    if how not in WAYS:
        message = f"there is no {how!r}; there are {', '.join(WAYS)}"
        raise LeafletsError(problem("usage-imposition", message, field="impose"))
    if not edition.is_paged or not edition.is_small_paper:
        message = (
            "its pages are not half a sheet of paper: make it compact, or on A5 or half-letter"
        )
        raise LeafletsError(problem("usage-imposition", message, field="impose"))
    right_to_left = language(leaflet.record.leaflet.language).direction == "rtl"
    made = WAYS[how](leaflet.content, right_to_left=right_to_left)
    return ForPrinter(
        file_name=f"{leaflet.file_name.removesuffix('.pdf')}-{how}.pdf",
        content=made.content,
        paper=SMALL_PAPERS[edition.paper],
        sheets=edition.sheets(leaflet.pages),
    )
