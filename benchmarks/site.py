"""The download site: cold, unchanged, after one change, and a catalogue of ten thousand files.

    python benchmarks/site.py [LANGUAGE…] [--files N]

1. cold: all sheets in the languages (default: all) from an empty store; pages per second.
2. unchanged: the same build again; and with a new store.
3. one change: one sentence of one sheet.
4. many: a catalogue of small made-up sheets with N files (default 10,000), built again unchanged.
"""

from __future__ import annotations

import argparse
import datetime
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from leaflets.library.libraries import library  # noqa: E402
from leaflets.making.watcher import Watcher  # noqa: E402
from leaflets.site.build import Making, SiteReport, build_site  # noqa: E402
from leaflets.site.offered import SiteWish  # noqa: E402

DAY = datetime.date(2026, 11, 23)


def built(library_: Path | None, folder: Path, store: Path, **wish: object) -> SiteReport:
    """Build a site and print how long it took."""
    start = time.perf_counter()
    found = library([library_] if library_ else [])
    site = SiteWish(found, DAY, allow_drafts=True, **wish)  # type: ignore[arg-type]
    report = build_site(site, folder, Making(str(store)), Watcher())
    seconds = time.perf_counter() - start
    print(
        f"  {seconds:8.1f} s  {report.files} files, {report.pages} pages, {report.made} made;"
        f" {report.pages / seconds:.1f} pages/s",
        flush=True,
    )
    return report


def own_sheets(folder: Path) -> Path:
    """A library with copies of the sheets that ship, to be changed."""
    own = folder / "library"
    shutil.copytree(ROOT / "sheets", own / "sheets")
    return own


def many_sheets(folder: Path, count: int) -> Path:
    """A library of so many small sheets in English."""
    own = folder / "many"
    (own / "sheets").mkdir(parents=True)
    tiny = (ROOT / "tests/sample/sheets/tiny.yaml").read_text()
    for number in range(count):
        name = f"example-{number:04}"
        text = tiny.replace("id: tiny", f"id: {name}").replace("Tiny", f"Example {number}")
        (own / "sheets" / f"{name}.yaml").write_text(text)
    return own


def main() -> None:
    """Run everything and print it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tags", nargs="*")
    options.add_argument("--files", type=int, default=10_000)
    asked = options.parse_args()
    tags = tuple(asked.tags)
    with tempfile.TemporaryDirectory(prefix="leaflets-") as name:
        folder = Path(name)
        own = own_sheets(folder)
        print("cold:")
        built(own, folder / "site", folder / "store", tags=tags)
        print("unchanged:")
        built(own, folder / "site", folder / "store", tags=tags)
        print("unchanged, with an empty store:")
        built(own, folder / "site", folder / "other", tags=tags)
        print("after one change:")
        sheet = own / "sheets/warfarin.yaml"
        text = re.sub(r"^version: .*$", 'version: "9.9"', sheet.read_text(), flags=re.MULTILINE)
        sheet.write_text(text)
        built(own, folder / "site", folder / "store", tags=tags)
        shutil.rmtree(folder / "site")
        print(f"{asked.files} files of small sheets, cold:")
        many = many_sheets(folder, asked.files // 10)
        sheets = tuple(sorted(file.stem for file in (many / "sheets").iterdir()))
        wish = {"tags": ("en",), "sheets": sheets}
        built(many, folder / "many-site", folder / "store", **wish)
        print("unchanged:")
        built(many, folder / "many-site", folder / "store", **wish)


if __name__ == "__main__":
    main()
