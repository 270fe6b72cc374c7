"""Give the fonts of a family a zero without a stroke through it.

    python fonts/plain_zero.py AtkinsonHyperlegibleNext_400Regular.ttf AtkinsonHyperlegible…

The stroke makes a dose hard to read for many: 100 mg looks like 1ØØ mg. What the stroke leaves of
the zero's inside reaches all four sides of it: the new inside is the outside, as large as that.

The fonts are those of the npm package @expo-google-fonts/atkinson-hyperlegible-next (OFL-1.1,
no reserved font name). A font whose zero is plain is left as it is.
"""

from __future__ import annotations

import sys

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

Box = tuple[float, float, float, float]


def main() -> None:
    """Write each font with its new zero."""
    for file in sys.argv[1:]:
        with TTFont(file, recalcTimestamp=False) as font:
            if make_plain(font):
                font.save(file)


def make_plain(font: TTFont) -> bool:
    """Whether there was a stroke; now there is none."""
    name = font.getBestCmap()[ord("0")]
    glyphs = font["glyf"]
    points, ends, _ = glyphs[name].getCoordinates(glyphs)
    if len(ends) != 3:
        return False
    outside, one, two = (
        box_of(points[start:end])
        for start, end in zip([0, *(e + 1 for e in ends)], [e + 1 for e in ends], strict=False)
    )
    inside = (*map(min, one[:2], two[:2]), *map(max, one[2:], two[2:]))
    across = (inside[2] - inside[0]) / (outside[2] - outside[0])
    along = (inside[3] - inside[1]) / (outside[3] - outside[1])
    pen = TTGlyphPen(None)
    contour = first_contour(font, name)
    contour.replay(pen)
    move = inside[0] - across * outside[0], inside[1] - along * outside[1]
    contour.replay(TransformPen(ReverseContourPen(pen), (across, 0, 0, along, *move)))
    glyphs[name] = pen.glyph()
    return True


def first_contour(font: TTFont, name: str) -> DecomposingRecordingPen:
    """The outside of a glyph."""
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    end = next(n for n, (kind, _) in enumerate(pen.value) if kind == "closePath")
    del pen.value[end + 1 :]
    return pen


def box_of(points: list[tuple[int, int]]) -> Box:
    """The least and greatest x and y of points."""
    across, along = zip(*points, strict=True)
    return min(across), min(along), max(across), max(along)


if __name__ == "__main__":
    main()
