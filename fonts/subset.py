"""Rebuild the subsets of the Chinese, Japanese and Korean fonts from the full ones.

    python fonts/subset.py NotoSansSC_400Regular.ttf NotoSansSC_700Bold.ttf NotoSansTC_…

Of each, two files are written: what leaflets are set in, and (…Names.ttf) more letters of the same
family for the names of persons and places, which are loaded only where a name has one of them.

The full fonts come from the npm packages @expo-google-fonts/noto-sans-sc, -tc, -jp and -kr
0.4.3 (OFL-1.1). Kept are the characters of each country's own standard, those of medicine
names, Latin and the signs that leaflets use. Layout features stay; hinting goes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
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


# What names may have besides. Chinese: the list of 2013 (通用规范汉字表, 8,105 characters), as far
# as GB 2312 lacks it; all of GBK would be ten times as many. Japanese: all that the family has, as
# its forms were collected for names (Adobe-Japan1-7).
CHINESE_NAMES = Path(__file__).with_name("names-zh-Hans.txt")
SYLLABLES = "".join(map(chr, range(0xAC00, 0xD7A4)))  # all of Hangul


def of_names(family: str, there: Iterable[str]) -> str:
    """Every character of a family that names may have; ``there`` is all that it has."""
    match family:
        case "NotoSansSC":
            return CHINESE_NAMES.read_text(encoding="utf-8")
        case "NotoSansKR":
            return SYLLABLES
        case "NotoSansJP":
            return "".join(letter for letter in there if letter >= "\u3041")
        case "NotoSansTC":
            # Big5 with level 2; of Hong Kong's characters, those of other planes are many and rare.
            found = standard("cp950", 0x81, 0xFE) + standard("big5hkscs", 0x81, 0xFE)
            return "".join(letter for letter in found if "\u4e00" <= letter <= "\u9fff")
    raise ValueError(family)


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
        own = set(standard(*STANDARDS[family]) + latin + NAMES + EXTRA)
        there = map(chr, subset.load_font(name, options).getBestCmap())
        # Pango takes a space from the font of the letter before it.
        more = set(of_names(family, there)) - own | set(" \u00a0\u3000")
        for letters, file in ((own, Path(name).name), (more, names_file(Path(name).name))):
            font = subset.load_font(name, options)
            subsetter = subset.Subsetter(options)
            subsetter.populate(text="".join(sorted(letters)))
            subsetter.subset(font)
            subset.save_font(font, str(Path(__file__).with_name(file)), options)


def names_file(name: str) -> str:
    """``NotoSansSC_400RegularNames.ttf``."""
    return name.replace(".ttf", "Names.ttf")


if __name__ == "__main__":
    main()
