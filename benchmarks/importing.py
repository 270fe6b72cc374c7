"""Importing real labels: seconds per megabyte, by format.

LEAFLETS_SAMPLES=folder python benchmarks/importing.py
"""

from __future__ import annotations

import datetime
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from leaflets.importers.label_imports import import_labels, label_files  # noqa: E402
from leaflets.library.libraries import library  # noqa: E402


def main() -> None:
    """Print a row for each format, and one for all."""
    folder = os.environ.get("LEAFLETS_SAMPLES")
    if not folder:
        sys.exit("LEAFLETS_SAMPLES names no folder of labels: nothing was timed")
    files = label_files([Path(folder)])
    sizes: dict[str, float] = defaultdict(float)
    times: dict[str, float] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    with tempfile.TemporaryDirectory() as target:
        start = time.perf_counter()
        day = datetime.date(2026, 1, 1)
        for outcome in import_labels(files, "auto", Path(target), library(), day):
            end = time.perf_counter()
            form = outcome.sheets[0].form if outcome.sheets else "refused"
            for name in (form, "all"):
                sizes[name] += outcome.file.stat().st_size / 1e6
                times[name] += end - start
                counts[name] += 1
            start = time.perf_counter()
    print("| files | | MB | seconds | seconds per MB |\n| --- | --- | --- | --- | --- |")
    for name in sorted(sizes, key=lambda key: (key == "all", key)):
        ratio = times[name] / sizes[name]
        row = f"{sizes[name]:.1f} | {times[name]:.1f} | {ratio:.2f}"
        print(f"| {name} | {counts[name]} | {row} |")


if __name__ == "__main__":
    main()
