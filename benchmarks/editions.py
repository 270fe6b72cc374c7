"""A site's editions of one sheet in one language: CPU seconds outside typesetting and verifying.

Run beside a checkout of another commit, with the same libraries:

    git worktree add /tmp/before c9a4160
    .venv/bin/python benchmarks/editions.py /tmp/before

Measured on both sides, each time in a fresh process: from an opened library to every edition
ready to be typeset (what is said, its page, its data, its key in the store), by the process's own
clock of CPU time (user and system). Imports are outside: they do not grow with the editions.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHEET, TAG, DAY = "azathioprine", "es", "2026-11-23"
ROUNDS = 5

ASKED = f"""
import datetime, sys, time
day = datetime.date.fromisoformat({DAY!r})
"""
BEFORE = (
    ASKED
    + f"""
from leaflets.leaflet import prepare
from leaflets.library import library
from leaflets.site.plan import SiteWish, planned_site
from leaflets.store import leaflet_key
import leaflets.pdf, leaflets.verify, leaflets.making
leaflets.pdf.load()
def ready(wish):
    entries = planned_site(wish)
    for job in entries[0].jobs[:int(sys.argv[1]) or None]:
        one = prepare(wish.library, job.file, job.language, job.edition, None, job.release)
        leaflet_key(one.page, one.data, one.written, one.braille)
    return len(entries[0].jobs)
wish = SiteWish(library(), day, ({SHEET!r},), ({TAG!r},), allow_drafts=True)
begin = time.process_time()
count = ready(wish)
print(time.process_time() - begin, count)
"""
)
NOW = (
    ASKED
    + f"""
from leaflets.library.libraries import library
from leaflets.making.recipe import prepare
from leaflets.making.store import leaflet_key
from leaflets.site.offered import SiteWish, planned_site
import leaflets.render.pdf, leaflets.verify.verify_pdf, leaflets.making.workshop
leaflets.render.pdf.load_patched()
def ready(wish):
    entries = planned_site(wish)
    for job in entries[0].jobs[:int(sys.argv[1]) or None]:
        one = prepare(job)
        leaflet_key(one.task, one.laid.braille)
    return len(entries[0].jobs)
wish = SiteWish(library(), day, ({SHEET!r},), ({TAG!r},), allow_drafts=True)
begin = time.process_time()
count = ready(wish)
print(time.process_time() - begin, count)
"""
)


def seconds(root: Path, code: str, editions: int) -> tuple[float, int]:
    """CPU seconds of a process that makes so many editions ready (0: all), and all there are."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(editions)],
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    spent, count = done.stdout.split()
    return float(spent), int(count)


def main() -> None:
    """Print the table of benchmarks/README.md."""
    before = Path(sys.argv[1]).resolve()
    print("| editions | before (least) | now (least) | ratio |\n| --- | --- | --- | --- |")
    for editions in (0, 1):
        old, new = [], []
        for _ in range(ROUNDS):
            old.append(seconds(before, BEFORE, editions))
            new.append(seconds(ROOT, NOW, editions))
        first, second = min(old)[0], min(new)[0]
        print(
            f"| {editions or new[0][1]} | {first:.2f} s | {second:.2f} s | {second / first:.2f} |"
        )


if __name__ == "__main__":
    main()
