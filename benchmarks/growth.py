"""What grows with a run's orders and a library's sheets: time and memory, against a tenth of it.

    python benchmarks/growth.py BEFORE [--packages FOLDER] [--rounds N]

BEFORE and ``--packages`` as in editions.py. Each measurement is a process of its own, the sides in
turn: CPU seconds of it and its children, or the most memory that it held itself.

1. Planning 10,000 and 100,000 orders of 40 leaflets for 5,000 delivery points, with separators.
2. The store's keys of all leaflets of 50 and of 200 sheets in six languages.
3. A run of 1,000 and of 10,000 handouts, an order each, with every leaflet in the store.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHEETS = ("azathioprine", "methotrexate", "paracetamol-children", "salbutamol-inhaler", "warfarin")
LANGUAGES = ("en", "es", "fr", "ar", "hi", "zh-Hans")
OTHERS = ("de", "it", "pl", "ro", "ru", "tr", "vi", "pt-BR", "uk", "el")
LEAFLETS = [f"{sheet},{tag}" for tag in LANGUAGES for sheet in SHEETS] + [
    f"azathioprine,{tag}" for tag in OTHERS
]
MODEL = "salbutamol-inhaler"
"""The sheet that libraries of many sheets are made of."""

BEGIN = """
    import datetime, json, resource, sys
    from pathlib import Path
    from leaflets.printrun.orders import read_orders
    from leaflets.printrun.planning import Layout, planned, release_for
    {imports}

    def clock():
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)

    file, folders = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    found = library(folders)
    def plan():
        layout, release = Layout(separators=True), release_for(datetime.date(2026, 11, 23), True)
        return planned(found, read_orders(file, None), layout, release, file)
"""
NOW = """from leaflets.library.libraries import library
    from leaflets.making.workshop import requests_of"""
THEN = """from leaflets.library import library
    from leaflets.making import requests_of"""

PLANNING = """
    start = clock()
    plan()
    print(json.dumps(clock() - start))
"""
KEYS = """
    jobs = plan().jobs
    start = clock()
    requests_of(found, jobs)
    print(json.dumps(clock() - start))
"""
MEMORY = """
    import datetime, json, resource, sys
    from pathlib import Path
    from leaflets.library.libraries import library
    from leaflets.making.watcher import Watcher
    from leaflets.printrun.planning import Layout
    from leaflets.printrun.run import Asked, print_run

    orders, folder, store = map(Path, sys.argv[1:])
    day = datetime.date(2026, 11, 23)
    wish = Asked(library(), orders, folder, Layout(), day, str(store), allow_drafts=True)
    print_run(wish, Watcher())
    print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
"""


def measured(root: Path, program: str, packages: Path | None, *what: Path) -> float:
    """What a program tells as its last line, in a new process."""
    imports = THEN if packages or root != ROOT else NOW
    begin = "" if program is MEMORY else textwrap.dedent(BEGIN.format(imports=imports))
    path = os.pathsep.join(map(str, filter(None, (packages, root))))
    done = subprocess.run(
        [sys.executable, "-c", begin + textwrap.dedent(program), *map(str, what)],
        check=True,
        capture_output=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": path},
    )
    return float(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def order_file(count: int, leaflets: list[str], places: int = 5_000) -> Iterator[Path]:
    """A file of orders, one handout each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        rows = (f"{leaflets[n % len(leaflets)]},1,Ward {n * 7919 % places}" for n in range(count))
        file.write_text("\n".join(["sheet,language,copies,delivery point", *rows, ""]))
        yield file


def own_library(folder: Path, count: int) -> list[str]:
    """Fill a folder with sheets of other ids; the leaflets of it."""
    source = (ROOT / f"sheets/{MODEL}.yaml").read_text()
    (folder / "sheets").mkdir()
    names = [f"medicine-{number:03}" for number in range(count)]
    for name in names:
        (folder / f"sheets/{name}.yaml").write_text(source.replace(f"id: {MODEL}", f"id: {name}"))
    for tag in LANGUAGES[1:]:
        catalogs = Path("locales") / tag.replace("-", "_") / "LC_MESSAGES"
        (folder / catalogs).mkdir(parents=True)
        text = (ROOT / catalogs / f"{MODEL}.po").read_text()
        for name in names:
            (folder / catalogs / f"{name}.po").write_text(text)
    return [f"{name},{tag}" for name in names for tag in LANGUAGES]


def row(what: str, values: dict[str, float], unit: str, target: str) -> None:
    """Print a line: small now, large now, their ratio, small before, that ratio."""
    small, large, then = values["small"], values["large"], values.get("then")
    before = f"{then:.2f} {unit} | {small / then:.2f}" if then else "– | –"
    print(
        f"| {what} | {small:.2f} {unit} | {large:.2f} {unit} | {large / small:.2f} ({target})"
        f" | {before} |",
        flush=True,
    )


def main() -> None:
    """Print the table of benchmarks/README.md."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("before", type=Path)
    options.add_argument("--packages", type=Path)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    before, packages = asked.before.resolve(), asked.packages and asked.packages.resolve()
    print("| what | small | large | ratio | small, before | ratio |")
    print("| --- | --- | --- | --- | --- | --- |")

    def least(program: str, small: list[Path], large: list[Path]) -> dict[str, float]:
        rounds = [
            {
                "small": measured(ROOT, program, None, *small),
                "then": measured(before, program, packages, *small),
                "large": measured(ROOT, program, None, *large),
            }
            for _ in range(asked.rounds)
        ]
        return {name: min(one[name] for one in rounds) for name in rounds[0]}

    with order_file(10_000, LEAFLETS) as few, order_file(100_000, LEAFLETS) as many:
        row("planning 10,000 and 100,000 orders", least(PLANNING, [few], [many]), "s", "11")
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        small, large = own_library(Path(one), 50), own_library(Path(other), 200)
        with order_file(len(small), small) as few, order_file(len(large), large) as many:
            found = least(KEYS, [few, Path(one)], [many, Path(other)])
        row("keys of 50 and of 200 sheets in six languages", found, "s", "4.5")
    with tempfile.TemporaryDirectory() as place:
        store = Path(place) / "store"
        with order_file(40, LEAFLETS) as all_once:
            measured(ROOT, MEMORY, None, all_once, Path(place) / "first", store)
        with order_file(1_000, LEAFLETS) as few, order_file(10_000, LEAFLETS) as many:
            held = {
                "small": measured(ROOT, MEMORY, None, few, Path(place) / "few", store),
                "large": measured(ROOT, MEMORY, None, many, Path(place) / "many", store),
            }
        row("memory of a stored run of 1,000 and 10,000 handouts", held, "MB", "1.2; 200 MB")


if __name__ == "__main__":
    main()
