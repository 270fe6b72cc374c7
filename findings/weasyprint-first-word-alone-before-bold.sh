#!/usr/bin/env bash
# One would guess: a line that has room for a sentence holds that sentence; what comes after it in
# bold, and does not fit any more, begins the next line.
# What happens: WeasyPrint 70.0 measures the sentence with the space at its end. Where it is only
# the space that is too much (a range of as many pixels as a space is wide), the line gets the first
# word of the sentence and nothing else, and the rest goes to the next line.
# Why makers of leaflets care: "Take the tablets whole with water. **Do not crush them**" is how
# leaflets are written. On some paper, in some language, a word stands alone at the head of its
# paragraph and looks like a heading. Nothing warns of it, so it has to be looked for in what was
# laid out: a line of one word, with room for the next one.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/python" -m pip install -q --disable-pip-version-check "weasyprint==70.0" "matplotlib==3.10.7"
"$folder/v/bin/python" - > "$folder/seen" 2> "$folder/told" << 'P' || { cat "$folder/told"; exit 1; }
from pathlib import Path

import matplotlib
import weasyprint

font = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
PAGE = """<style>@font-face { font-family: f; src: url(%s) } @page { size: 600px 200px; margin: 0 }
p { font: 16px f; margin: 0; width: %dpx }</style>
<p>Take the tablets whole with water. <b>Never-crush-or-split-them</b></p>"""


def lines(box):
    if type(box).__name__ == "LineBox":
        yield "".join(b.text for b in box.descendants() if hasattr(b, "text")).strip()
        return
    for child in getattr(box, "children", ()):
        yield from lines(child)


before = None
for width in range(270, 330):
    page = weasyprint.HTML(string=PAGE % (font.as_uri(), width)).render().pages[0]
    first = next(lines(page._page_box))
    if first != before:
        print(first)
    before = first
P
cat "$folder/seen"
cat > "$folder/expected" << 'X'
Take the tablets whole with
Take
Take the tablets whole with water.
X
cmp "$folder/expected" "$folder/seen"
echo "as written (WeasyPrint 70.0)"
