"""One leaflet against WeasyPrint alone: ratios, measured in turn in one run.

    python benchmarks/one_leaflet.py [ROUNDS]

1. warm: `make` (sheet to verified PDF) in a process that has made one before, against a
   bare `HTML(string).write_pdf(pdf_variant="pdf/a-3a")` of the same HTML with the same fonts, also
   warm, with its fonts loaded once (one FontConfiguration).
2. cold: the command as a process of its own, against WeasyPrint's own command on the same HTML.
"""

from __future__ import annotations

import base64
import datetime
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from leaflets.admission.admit import admit  # noqa: E402
from leaflets.admission.wishes import Wanted  # noqa: E402
from leaflets.library.libraries import library  # noqa: E402
from leaflets.making.recipe import make, prepare  # noqa: E402
from leaflets.snapshot import NotedFile  # noqa: E402

DAY = datetime.date(2026, 11, 23)
LANGUAGES = ("en", "ar", "hi", "zh-Hans")


def address_of(resource: NotedFile | bytes) -> str:
    """The address by which WeasyPrint alone can load what a page shows."""
    if isinstance(resource, NotedFile):
        return resource.path.as_uri()
    return f"data:image/svg+xml;base64,{base64.b64encode(resource).decode()}"


def compare(name: str, ours: Callable[[], object], bare: Callable[[], object], rounds: int) -> None:
    """Print the median of the ratios of pairs, and the least time of each."""
    pairs = []
    for turn in range(rounds + 1):
        times = []
        for job in (ours, bare):
            gc.collect()
            start = time.perf_counter()
            job()
            times.append(time.perf_counter() - start)
        if turn:
            pairs.append(times)
    ratio = statistics.median(mine / other for mine, other in pairs)
    best = [min(times) for times in zip(*pairs, strict=True)]
    print(f"| {name} | {ratio:.2f} | {best[0] * 1000:.0f} ms | {best[1] * 1000:.0f} ms |")


def main() -> None:
    """Print the table of benchmarks/README.md."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    found = library()
    pages = {}
    for tag in LANGUAGES:
        wanted = Wanted("azathioprine", tag, paper="a4")
        html = prepare(admit(found, wanted, DAY)).laid.page
        text = html.html
        for address, resource in html.resources.items():
            text = text.replace(address, address_of(resource))
        pages[tag] = text
        make(found, wanted, DAY)

    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    print("| what | ratio (median) | ours (least) | bare (least) |\n| --- | --- | --- | --- |")
    for tag in LANGUAGES:
        fonts = FontConfiguration()
        html_text, wanted = pages[tag], Wanted("azathioprine", tag, paper="a4")

        def ours(wanted: Wanted = wanted) -> object:
            return make(found, wanted, DAY)

        def bare(html_text: str = html_text, fonts: FontConfiguration = fonts) -> object:
            html = HTML(string=html_text)
            return html.write_pdf(font_config=fonts, pdf_variant="pdf/a-3a")

        compare(f"warm, {tag}", ours, bare, rounds)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(pages["en"])
        bin_folder = Path(sys.executable).parent
        mine = [sys.executable, ROOT / "generate.py", "leaflet", "azathioprine", "-o"]
        theirs = [bin_folder / "weasyprint", "--pdf-variant", "pdf/a-3a", source]

        def run(command: list[object]) -> None:
            subprocess.run([*map(str, command), os.devnull], check=True, stderr=subprocess.DEVNULL)

        compare("cold command, en", lambda: run(mine), lambda: run(theirs), max(3, rounds // 2))


if __name__ == "__main__":
    main()
