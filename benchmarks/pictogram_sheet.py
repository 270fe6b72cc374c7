"""All pictograms without their words, in an order of chance: who knows what each of them says?

    python benchmarks/pictogram_sheet.py FOLDER [--seed N]

writes ``pictograms-<seed>.png`` into the folder, black on white: each pictogram as a printer of
300 dpi sets it at 10 mm, every dot doubled, with a number. ``pictograms-<seed>.txt`` beside it is
the key. The same seed gives the same order.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import weasyprint
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from leaflets.sheet.blocks import PICTOGRAMS  # noqa: E402

DRAWINGS = ROOT / "templates/pictograms"
SIZE_MM = 10
DPI = 300
ENLARGED = 2
ACROSS = 6
MARGIN = 40
"""Around each picture, in pixels: its number stands in the margin."""


def main() -> None:
    """Write the picture and its key."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    names = sorted(PICTOGRAMS)
    random.Random(asked.seed).shuffle(names)
    asked.folder.mkdir(parents=True, exist_ok=True)
    target = asked.folder / f"pictograms-{asked.seed}"
    numbered(drawn(names)).save(target.with_suffix(".png"))
    key = "".join(f"{number} {name}\n" for number, name in enumerate(names, 1))
    target.with_suffix(".txt").write_text(key, encoding="utf-8")


def drawn(names: Sequence[str]) -> list[Image.Image]:
    """The pictograms, as they are printed, enlarged."""
    pictures = "".join(f'<img src="{name}.svg" alt="">' for name in names)
    style = (
        f"@page {{ size: {SIZE_MM}mm {SIZE_MM}mm; margin: 0 }} body {{ margin: 0 }}"
        f" img {{ display: block; width: {SIZE_MM}mm; height: {SIZE_MM}mm }}"
    )
    page = weasyprint.HTML(string=f"<style>{style}</style>{pictures}", base_url=f"{DRAWINGS}/")
    with pypdfium2.PdfDocument(page.write_pdf()) as pdf:
        printed = [sheet.render(scale=DPI / 72, grayscale=True).to_pil() for sheet in pdf]
    return [
        one.resize((one.width * ENLARGED, one.height * ENLARGED), Image.Resampling.NEAREST)
        for one in printed
    ]


def numbered(pictures: Sequence[Image.Image]) -> Image.Image:
    """The pictures in rows, each under its number."""
    side = max(picture.width for picture in pictures) + 2 * MARGIN
    rows = math.ceil(len(pictures) / ACROSS)
    sheet = Image.new("L", (ACROSS * side, rows * side), "white")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(MARGIN * 0.6)
    for number, picture in enumerate(pictures, 1):
        row, column = divmod(number - 1, ACROSS)
        sheet.paste(picture, (column * side + MARGIN, row * side + MARGIN))
        pen.text((column * side + 6, row * side + 6), str(number), fill="black", font=font)
    return sheet


if __name__ == "__main__":
    main()
