"""A site's editions of one sheet in one language: CPU seconds outside typesetting and verifying.

Run beside a checkout of another commit, with the same libraries:

    git worktree add /tmp/before c9a4160
    .venv/bin/python benchmarks/editions.py /tmp/before

Measured on both sides, each time in a fresh process: from an opened library to every edition
ready to be typeset (what is said, its page, its data, its key in the store), by the process's own
clock of CPU time (user and system). Imports are outside: they do not grow with the editions. "warm"
is what each further language of a site costs: the same was made ready before in another one.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHEET, TAG, OTHER, DAY = "azathioprine", "es", "fr", "2026-11-23"
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
def ready(found, tag):
    wish = SiteWish(found, day, ({SHEET!r},), (tag,), allow_drafts=True)
    entries = planned_site(wish)
    for job in entries[0].jobs[:int(sys.argv[1]) or None]:
        one = prepare(found, job.file, job.language, job.edition, None, job.release)
        leaflet_key(one.page, one.data, one.written, one.braille)
    return len(entries[0].jobs)
found = library()
if sys.argv[2] == "warm":
    ready(found, {OTHER!r})
begin = time.process_time()
count = ready(found, {TAG!r})
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
def ready(found, tag):
    wish = SiteWish(found, day, ({SHEET!r},), (tag,), allow_drafts=True)
    entries = planned_site(wish)
    for job in entries[0].jobs[:int(sys.argv[1]) or None]:
        one = prepare(job)
        leaflet_key(one.task, one.laid.braille)
    return len(entries[0].jobs)
found = library()
if sys.argv[2] == "warm":
    ready(found, {OTHER!r})
begin = time.process_time()
count = ready(found, {TAG!r})
print(time.process_time() - begin, count)
"""
)


def seconds(root: Path, code: str, editions: int, how: str) -> tuple[float, int]:
    """CPU seconds of a process that makes so many editions ready (0: all), and all there are."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(editions), how],
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
    print("| editions | | before (least) | now (least) | ratio |\n| --- | --- | --- | --- | --- |")
    for editions, how in ((0, "cold"), (1, "cold"), (0, "warm")):
        old, new = [], []
        for _ in range(ROUNDS):
            old.append(seconds(before, BEFORE, editions, how))
            new.append(seconds(ROOT, NOW, editions, how))
        first, second = min(old)[0], min(new)[0]
        count, ratio = editions or new[0][1], second / first
        print(f"| {count} | {how} | {first:.2f} s | {second:.2f} s | {ratio:.2f} |", flush=True)


if __name__ == "__main__":
    main()
