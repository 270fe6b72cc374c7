"""Leaflets against WeasyPrint alone, in CPU seconds: user and system, of children, too.

    python benchmarks/speed.py BEFORE [--packages FOLDER] [--rounds N] [six] [warm] [command] [site]

BEFORE is commit c9a4160 checked out beside, FOLDER Babel as it then was (see editions.py): its
HTML is what WeasyPrint sets, with the same fonts, as PDF/A-3a, tagged. Ours is today's page, from
the sheet to the verified file. Each figure is the least of N runs, ours and theirs in turn.

- six: azathioprine in six languages by one command; six PDFs by one process that loads its fonts
  once (for each set of fonts)
- warm: one leaflet, and one PDF, in a process that has made it before
- command: one leaflet by the command, one PDF by WeasyPrint's own
- site: all sheets in six languages and all formats from an empty store, once by each commit
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "es", "ar", "hi", "zh-Hans", "ru")

PAGES = """
    import sys
    from pathlib import Path
    from leaflets.leaflet import prepare
    from leaflets.edition import Edition
    from leaflets.languages import language
    from leaflets.library import library

    found = library()
    file = found.find_sheet(sys.argv[2])
    for tag in sys.argv[3:]:
        page = prepare(found, file, language(tag), Edition()).page
        text = page.html
        for address, path in page.resources.items():
            text = text.replace(address, path.as_uri())
        Path(sys.argv[1], f"{tag}.html").write_text(text)
"""
"""Writes the pages of c9a4160."""

ALONE = """
    import sys
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    for page in sys.argv[1:]:
        HTML(filename=page).write_pdf(font_config=fonts, pdf_variant="pdf/a-3a")
"""
"""WeasyPrint alone sets some pages."""

WARM = """
    import sys, time
    {setup}
    make()
    print("= 0", flush=True)
    for _ in sys.stdin:
        start = time.process_time()
        make()
        print("=", time.process_time() - start, flush=True)
"""
OURS_WARM = """
    import datetime
    from leaflets.admission.wishes import Wanted
    from leaflets.library.libraries import library
    from leaflets.making.recipe import make as make_leaflet
    found, wanted = library(), Wanted("azathioprine", sys.argv[1], paper="a4")
    make = lambda: make_leaflet(found, wanted, datetime.date(2026, 11, 23))
"""
ALONE_WARM = """
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    fonts = FontConfiguration()
    make = lambda: HTML(filename=sys.argv[2]).write_pdf(font_config=fonts, pdf_variant="pdf/a-3a")
"""

Job = Callable[[], float]


def spent(command: list[object], **options: object) -> float:
    """The CPU seconds of a command and its children."""

    def clock() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    start = clock()
    subprocess.run(
        [*map(str, command)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,  # type: ignore[call-overload]
    )
    return clock() - start


def compare(name: str, ours: Job, theirs: Job, rounds: int) -> None:
    """Print the least of each, measured in turn, and the ratio."""
    times = [(ours(), theirs()) for _ in range(rounds)]
    least, other = (min(side) for side in zip(*times, strict=True))
    print(f"| {name} | {least:.2f} | {other:.2f} | {least / other:.2f} |", flush=True)


def program(text: str) -> list[object]:
    """The command that runs a program's text."""
    return [sys.executable, "-c", textwrap.dedent(text)]


def environment_of(checkout: Path, packages: Path | None) -> dict[str, str]:
    """The environment in which a checkout runs, with the packages of its time before ours."""
    path = os.pathsep.join(map(str, filter(None, (packages, checkout))))
    return {**os.environ, "PYTHONPATH": path}


def written_pages(
    before: Path,
    packages: Path | None,
    folder: Path,
    sheet: str = "azathioprine",
    tags: tuple[str, ...] = LANGUAGES,
) -> dict[str, Path]:
    """The pages of c9a4160, by their language."""
    environment = environment_of(before, packages)
    command = [*program(PAGES), folder, sheet, *tags]
    subprocess.run([*map(str, command)], check=True, cwd=before, env=environment)
    return {tag: folder / f"{tag}.html" for tag in tags}


def six(pages: dict[str, Path], folder: Path, rounds: int) -> None:
    """Six leaflets by one command."""
    command = [sys.executable, ROOT / "generate.py", "leaflet", "azathioprine"]
    for tag in LANGUAGES:
        command += ["--language", tag]
    ours = [*command, "--output-dir", folder / "out"]
    theirs = [*program(ALONE), *pages.values()]
    compare("six languages, one command", lambda: spent(ours), lambda: spent(theirs), rounds)


def warm(pages: dict[str, Path], _folder: Path, rounds: int) -> None:
    """One leaflet after another in one process."""
    for tag, page in pages.items():
        jobs = [asked(setup, tag, page) for setup in (OURS_WARM, ALONE_WARM)]
        compare(f"warm, {tag}", *jobs, 2 * rounds)


def joined(*setups: str) -> str:
    """Lines of a program, one after the other, whatever each is indented by."""
    return "\n".join(map(textwrap.dedent, setups))


def asked(setup: str, tag: str, page: Path, *more: str) -> Job:
    """A process that makes something once, and again whenever it is asked: the CPU seconds."""
    lines = textwrap.indent(textwrap.dedent(setup), "    ")
    process = subprocess.Popen(
        [*map(str, program(WARM.format(setup=lines.strip()))), tag, str(page), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdin
    assert process.stdout
    orders, told = process.stdin, process.stdout

    def answer() -> float:
        # Others print, too.
        line = next(line for line in told if line.startswith("= "))
        return float(line.removeprefix("= "))

    answer()

    def job() -> float:
        orders.write("again\n")
        orders.flush()
        return answer()

    return job


def command(pages: dict[str, Path], folder: Path, rounds: int) -> None:
    """One leaflet by a command of its own."""
    ours = [sys.executable, ROOT / "generate.py", "leaflet", "azathioprine", "-o", folder / "a.pdf"]
    alone = [Path(sys.executable).parent / "weasyprint", "--pdf-variant", "pdf/a-3a"]
    theirs = [*alone, pages["en"], folder / "b.pdf"]
    compare("the command, en", lambda: spent(ours), lambda: spent(theirs), rounds)


def site(before: Path, packages: Path | None, folder: Path) -> None:
    """A download site from an empty store, by this commit and by the one before."""
    command: list[object] = [sys.executable, "generate.py", "site", "--allow-drafts"]
    command += [word for tag in LANGUAGES for word in ("--language", tag)]

    def built(root: Path, name: str, own_packages: Path | None) -> float:
        own = ["--output-dir", folder / name, "--store", folder / f"{name}-store"]
        return spent([*command, *own], cwd=root, env=environment_of(root, own_packages))

    jobs = (lambda: built(ROOT, "now", None)), (lambda: built(before, "before", packages))
    compare("a site in six languages, c9a4160 beside", *jobs, 1)


def main() -> None:
    """Print the table of benchmarks/README.md."""
    known = {"six": six, "warm": warm, "command": command}
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("before", type=Path)
    options.add_argument("what", nargs="*", default=[*known, "site"])
    options.add_argument("--packages", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    print("| what | ours | WeasyPrint alone | ratio |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packages = given.packages and given.packages.resolve()
        pages = written_pages(given.before.resolve(), packages, folder)
        for what in given.what:
            if what == "site":
                site(given.before.resolve(), packages, folder)
            else:
                known[what](pages, folder, given.rounds)


if __name__ == "__main__":
    main()
