"""Rebuild the subsets of the Chinese, Japanese and Korean fonts from the full ones.

    python fonts/subset.py NotoSansSC_400Regular.ttf NotoSansSC_700Bold.ttf NotoSansTC_…

The full fonts come from the npm packages @expo-google-fonts/noto-sans-sc, -tc, -jp and -kr
0.4.3 (OFL-1.1). Kept are the characters of each country's own standard, those of medicine
names, Latin and the signs that leaflets use. Layout features stay; hinting goes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

# Characters of international nonproprietary names that the standards lack or might lack.
NAMES = (
    "噁哒嗪嘧啶噻唑磺胺喹啉酰胍烯炔脲吡咯咪呋喃哌吲哚嘌呤咔吩甾苷"
    "孢巰芐苄嗪肽脒腈醌萘蒽酯醛醚酐酚烷茚芴薁䓬氮䓬吖啡噻莨菪芪"
    "噠嗪嘧啶噻唑磺胺喹啉醯胍烯炔脲吡咯咪呋喃哌吲哚嘌呤咔吩苷肽腈醌萘蒽酯醛醚酐酚烷"
)
EXTRA = "–—‘’“”…•·≤≥±×÷≈°′″½¼¾⅓⅔µμ²³→←↑↓✓☐■□▲●™®"

# The codec that knows each standard, and its first and last row of two-byte characters.
STANDARDS = {
    "NotoSansSC": ("gb2312", 0xA1, 0xF7),  # GB 2312-80, both levels
    "NotoSansTC": ("big5", 0xA1, 0xC6),  # Big5, symbols and level 1
    "NotoSansJP": ("euc_jp", 0xA1, 0xF4),  # JIS X 0208, both levels
    "NotoSansKR": ("euc_kr", 0xA1, 0xC8),  # KS X 1001 without its Chinese characters
}


def standard(codec: str, first: int, last: int) -> str:
    """Every two-byte character of a standard between two rows."""
    found = []
    for row in range(first, last + 1):
        for cell in range(0x40, 0xFF):
            try:
                found.append(bytes((row, cell)).decode(codec))
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
        family = Path(name).name.partition("_")[0]
        font = subset.load_font(name, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=standard(*STANDARDS[family]) + latin + NAMES + EXTRA)
        subsetter.subset(font)
        subset.save_font(font, str(Path(__file__).with_name(Path(name).name)), options)


if __name__ == "__main__":
    main()
