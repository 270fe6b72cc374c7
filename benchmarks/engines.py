"""A leaflet by other engines, in CPU seconds, warm: each in a process that has set it before.

    python benchmarks/engines.py BEFORE [--packages FOLDER] [--engines FOLDER] [--rounds N]

BEFORE and --packages are those of speed.py; FOLDER holds typst and pyfulgur. In turn, the least of
N rounds:

- ours: typesetting alone, and from the sheet to the verified file
- WeasyPrint alone, over c9a4160's page, tagged PDF/A-3a
- Typst: the same text with its tables and pictures, tagged PDF/UA-1, each time in another size;
  and each time with another last line, by one compiler that knows the rest
- fulgur: today's page, untagged (its Python binding has no switch for tags)
- the floor: Pango shaping and breaking the same paragraphs, pydyf writing the same pages
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import speed

READY = """
    import datetime, sys
    from pathlib import Path
    sys.path.insert(0, "benchmarks")
    from leaflets.admission.admit import admit
    from leaflets.admission.wishes import Wanted
    from leaflets.library.libraries import library
    from leaflets.making import recipe
    wanted = Wanted(sys.argv[3], sys.argv[1], paper="a4")
    day = datetime.date(2026, 11, 23)
    found = library()
    ready = recipe.prepare(admit(found, wanted, day))
"""
TYPST = """
    import itertools, tempfile
    from counterparts import typst_compiler, typst_source
    folder = tempfile.TemporaryDirectory()
    file, turns = Path(folder.name, "main.typ"), itertools.count()
    source = typst_source(ready, file.parent)
    file.write_text(source)
    compiler = typst_compiler(file)
    def make():
        turn = next(turns)
        file.write_text({change})
        return compiler.compile(format="pdf", pdf_standards="ua-1")
"""
JOBS = {
    "typesetting": """
        from leaflets.render.pdf import typeset
        make = lambda: typeset(ready.task)
    """,
    "verified": "make = lambda: recipe.make(found, wanted, day)",
    "Typst": TYPST.format(change='source.replace("12pt", f"12.000{turn}pt")'),
    "Typst, a line": TYPST.format(change='f"{source}\\n{turn}\\n"'),
    "fulgur": """
        from counterparts import fulgur_engine
        engine = fulgur_engine(ready.laid.page.resources)
        make = lambda: engine.render_html(ready.laid.page.html)
    """,
    "Pango": """
        from counterparts import phrases_of, shaped
        from leaflets.render.pdf import typeset
        typeset(ready.task)
        page = ready.laid.page
        phrases = phrases_of(page)
        make = lambda: shaped(page, phrases)
    """,
    "pydyf": """
        from leaflets.render.pdf import typeset
        from counterparts import streams_of, written
        streams = streams_of(typeset(ready.task))
        make = lambda: written(streams)
    """,
}
SHEETS = [(tag, "azathioprine") for tag in speed.LANGUAGES] + [("en", "paracetamol-children")]


def job_of(name: str, tag: str, page: Path, sheet: str) -> speed.Job:
    """A process that does one job again and again."""
    setup = speed.joined(READY, JOBS[name])
    return speed.asked(setup, tag, page, sheet)


def main() -> None:
    """Print the table of benchmarks/README.md."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("before", type=Path)
    options.add_argument("--packages", type=Path)
    options.add_argument("--engines", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    if asked.engines:
        os.environ["PYTHONPATH"] = str(asked.engines.resolve())
    names = ["WeasyPrint", *JOBS]
    print(f"| milliseconds | {' | '.join(names)} |")
    print(f"| --- |{' --- |' * len(names)}")
    with tempfile.TemporaryDirectory() as name:
        packages = asked.packages and asked.packages.resolve()
        for tag, sheet in SHEETS:
            folder = Path(name, sheet)
            folder.mkdir(exist_ok=True)
            page = speed.written_pages(asked.before.resolve(), packages, folder, sheet, (tag,))[tag]
            jobs = [speed.asked(speed.ALONE_WARM, tag, page)]
            jobs += [job_of(name, tag, page, sheet) for name in JOBS]
            rounds = [[job() for job in jobs] for _ in range(asked.rounds)]
            least = [min(times) * 1000 for times in zip(*rounds, strict=True)]
            print(f"| {sheet}, {tag} | {' | '.join(f'{one:.0f}' for one in least)} |", flush=True)


if __name__ == "__main__":
    main()
