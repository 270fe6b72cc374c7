"""All pages of a leaflet, small, on one picture: to be looked at.

    python benchmarks/contact_sheets.py FOLDER [--sheets NAME…] [--languages TAG…]
                                        [--editions NAME…] [--dpi N] [--pages FROM-TO]

writes ``<sheet>-<language>-<edition>.png`` into the folder, for each that there is (the editions
of ``pages.py``). Given PDF files (``--pdf FILE…``), it writes one picture for each of them.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))

from pages import EDITIONS, LANGUAGES, SHEETS, leaflet_of

import leaflets

GAP = 10
"""Between pages, in pixels."""
ROW = 6
"""At most so many pages stand side by side."""


def main() -> None:
    """Write the pictures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--sheets", nargs="*", default=SHEETS)
    options.add_argument("--languages", nargs="*", default=LANGUAGES)
    options.add_argument("--editions", nargs="*", default=[*EDITIONS])
    options.add_argument("--pdf", nargs="*", type=Path, default=[])
    options.add_argument("--dpi", type=int, default=50)
    options.add_argument("--pages", default="1-999")
    asked = options.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    first, _, last = asked.pages.partition("-")
    pages = range(int(first) - 1, int(last or first))
    for file in asked.pdf:
        save(file.read_bytes(), asked.folder / f"{file.stem}.png", asked.dpi, pages)
    if asked.pdf:
        return
    with leaflets.open_library() as library, leaflets.pool() as pool:
        for sheet in asked.sheets:
            for tag in asked.languages:
                for edition in asked.editions:
                    target = asked.folder / f"{sheet}-{tag}-{edition}.png"
                    made = leaflet_of(library, pool, sheet, tag, edition)
                    if isinstance(made, bytes):
                        save(made, target, asked.dpi, pages)
                    elif made:
                        print(f"{target.name}: {made}")


def save(content: bytes, target: Path, dpi: int, pages: range) -> None:
    """Write the pages of a PDF as one picture."""
    with pypdfium2.PdfDocument(content) as pdf:
        chosen = [number for number in pages if number < len(pdf)]
        drawn = [pdf[number].render(scale=dpi / 72).to_pil() for number in chosen]
    contact_sheet(drawn).save(target)


def contact_sheet(pages: Sequence[Image.Image]) -> Image.Image:
    """The pages in rows, on grey."""
    across = min(ROW, len(pages))
    width = max(page.width for page in pages) + GAP
    height = max(page.height for page in pages) + GAP
    size = (across * width + GAP, math.ceil(len(pages) / across) * height + GAP)
    sheet = Image.new("RGB", size, "#888888")
    for number, page in enumerate(pages):
        row, column = divmod(number, across)
        sheet.paste(page, (GAP + column * width, GAP + row * height))
    return sheet


if __name__ == "__main__":
    main()
