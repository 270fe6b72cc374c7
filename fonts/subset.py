"""Rebuild the subsets of the Chinese fonts from the full ones.

    python fonts/subset.py NotoSansSC_400Regular.ttf NotoSansSC_700Bold.ttf

The full fonts come from the npm package @expo-google-fonts/noto-sans-sc 0.4.3 (OFL-1.1).
Kept are the characters of GB 2312 (both levels and its symbols), those of medicine names,
Latin and the signs that leaflets use. Layout features stay; hinting goes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

# Characters of international nonproprietary names that GB 2312 lacks or might lack.
NAMES = (
    "噁哒嗪嘧啶噻唑磺胺喹啉酰胍烯炔脲吡咯咪呋喃哌吲哚嘌呤咔吩甾苷"
    "肽脒腈醌萘蒽酯醛醚酐酚烷茚芴薁䓬氮䓬吖啡噻莨菪芪"
)
EXTRA = "–—‘’“”…•·≤≥±×÷≈°′″½¼¾⅓⅔µμ²³→←↑↓✓☐■□▲●™®"


def gb2312() -> str:
    """Every character of GB 2312-80."""
    found = []
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.append(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return "".join(found)


def main() -> None:
    """Write a subset with the same name beside this script for each font named."""
    latin = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]))
    options = subset.Options(
        layout_features=["*"], hinting=False, desubroutinize=True, notdef_outline=True
    )
    for name in sys.argv[1:]:
        font = subset.load_font(name, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=gb2312() + latin + NAMES + EXTRA)
        subsetter.subset(font)
        subset.save_font(font, str(Path(__file__).with_name(Path(name).name)), options)


if __name__ == "__main__":
    main()
