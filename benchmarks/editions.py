"""A site's editions of one sheet in one language, up to typesetting, against an earlier commit.

    python benchmarks/editions.py BEFORE [--packages FOLDER] [--rounds N] [SHEET LANGUAGE]

BEFORE is commit c9a4160 checked out beside (``git worktree add ../before c9a4160``). It was written
for Babel 2.18 and refuses its own catalogs with 2.19: FOLDER has that one package as it then was
(``pip install --no-deps --target FOLDER babel==2.18.0``).

Counted is what a site does with a library that is open: planning, the store's keys, and all of
``prepare``: speaking, laying out, attaching. Each measurement is a process of its own, the two in
turn: its CPU time, user and system, its children's with it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import textwrap
from pathlib import Path

from speed import environment_of

ROOT = Path(__file__).parent.parent

OTHER = "warfarin fr"
"""What a process has made before, in the second pair of rows."""

CLOCK = """
    import datetime, json, resource, sys

    def clock():
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)

    day = datetime.date(2026, 11, 23)
    sheet, tag, warm = sys.argv[1:]

    def plan(found, sheet, tag):
        (entry,) = planned_site(SiteWish(found, day, (sheet,), (tag,), allow_drafts=True))
        requests_of(found, {str(number): job for number, job in enumerate(entry.jobs)})
        return entry.jobs
"""
"""What both programs begin with."""

NOW = """
    from leaflets.library.libraries import library
    from leaflets.making.recipe import prepare
    from leaflets.making.store import leaflet_key
    from leaflets.making.workshop import requests_of
    from leaflets.site.offered import SiteWish, planned_site

    def ready(job):
        made = prepare(job)
        return leaflet_key(made.task, made.laid.braille)
"""

BEFORE = """
    from leaflets.leaflet import prepare
    from leaflets.library import library
    from leaflets.making import requests_of
    from leaflets.site.plan import SiteWish, planned_site
    from leaflets.store import leaflet_key

    def ready(job):
        made = prepare(found, job.file, job.language, job.edition, job.plan, job.release)
        return leaflet_key(made.page, made.data, made.written, made.braille)
"""

MEASURE = """
    found = library([])
    if warm:
        for job in plan(found, *warm.split()):
            ready(job)
    start = clock()
    jobs = plan(found, sheet, tag)
    times = [clock()]
    for job in jobs:
        ready(job)
        times.append(clock())
    print(json.dumps([time - start for time in times]))
"""


def measured(root: Path, program: str, packages: Path | None, what: list[str]) -> list[float]:
    """The seconds after which the plan stood, and each edition was ready, in a new process."""
    text = textwrap.dedent(CLOCK) + textwrap.dedent(program) + textwrap.dedent(MEASURE)
    done = subprocess.run(
        [sys.executable, "-c", text, *what],
        check=True,
        capture_output=True,
        cwd=root,
        env=environment_of(root, packages),
    )
    times: list[float] = json.loads(done.stdout)
    return times


def main() -> None:
    """Print the table of benchmarks/README.md."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("before", type=Path)
    options.add_argument("what", nargs="*", default=["azathioprine", "es"])
    options.add_argument("--packages", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    before, packages = asked.before.resolve(), asked.packages and asked.packages.resolve()
    print("| CPU seconds, least of each | editions | before | now | ratio |")
    print("| --- | --- | --- | --- | --- |")
    for name, other in (("first of a process", ""), ("after another sheet", OTHER)):
        what = [*asked.what, other]
        pairs = [
            (measured(before, BEFORE, packages, what), measured(ROOT, NOW, None, what))
            for _ in range(asked.rounds)
        ]
        then, now = zip(*pairs, strict=True)
        for last in (1, len(now[0]) - 1):
            old, new = (min(times[last] for times in side) for side in (then, now))
            print(f"| {name} | {last} | {old:.2f} | {new:.2f} | {new / old:.2f} |")


if __name__ == "__main__":
    main()
