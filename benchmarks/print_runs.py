"""Print runs against their counterparts: ratios, measured side by side in one run.

    python benchmarks/print_runs.py [HANDOUTS]

1. cold: HANDOUTS handouts of 40 different leaflets from an empty store, against WeasyPrint
   rendering each handout. That takes minutes, so each leaflet is rendered once, the fonts loaded
   once, and its time counted for each of its handouts.
2. warm: the same again, with everything in the store, against bare concatenation of the same
   leaflets by pikepdf, and against Typst compiling each handout (one compiler kept, the same text).
3. personal: HANDOUTS handouts each with its own panel, against Typst compiling each whole.
4. two workers against one; the parent's memory and the file at ten times as many handouts.
"""

from __future__ import annotations

import base64
import datetime
import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import pikepdf  # noqa: E402
from counterparts import typst_compiler, typst_source  # noqa: E402

from leaflets.admission.admit import Admitted  # noqa: E402
from leaflets.library.libraries import library  # noqa: E402
from leaflets.making.executors import results, seam  # noqa: E402
from leaflets.making.recipe import prepare  # noqa: E402
from leaflets.making.watcher import Watcher  # noqa: E402
from leaflets.printrun.orders import read_orders  # noqa: E402
from leaflets.printrun.planning import Layout, planned, release_for  # noqa: E402
from leaflets.printrun.run import Asked, print_run  # noqa: E402
from leaflets.render.pdf import typeset  # noqa: E402
from leaflets.snapshot import NotedFile  # noqa: E402

DAY = datetime.date(2026, 11, 23)
LANGUAGES = ("en", "es", "fr", "ar", "hi", "zh-Hans")
SHEETS = ("azathioprine", "methotrexate", "paracetamol-children", "salbutamol-inhaler", "warfarin")
OTHERS = ("de", "it", "pl", "ro", "ru", "tr", "vi", "pt-BR", "uk", "el")


def address_of(resource: NotedFile | bytes) -> str:
    """The address by which WeasyPrint alone can load what a page shows."""
    if isinstance(resource, NotedFile):
        return resource.path.as_uri()
    return f"data:image/svg+xml;base64,{base64.b64encode(resource).decode()}"


def requests() -> list[tuple[str, str]]:
    """Forty sheets and languages."""
    return [(s, tag) for tag in LANGUAGES for s in SHEETS] + [("azathioprine", t) for t in OTHERS]


def order_file(folder: Path, handouts: int, personal: bool = False) -> Path:
    """An order file of so many handouts."""
    file = folder / f"orders-{handouts}-{personal}.csv"
    wanted = requests()
    if personal:
        head = "sheet,language,copies,patient name,date of birth,dose plan\n"
        plan = "morning=1 tablet of 25 mg; evening=2 tablets of 25 mg"
        rows = [
            f"azathioprine,{tag},1,Example Patient {number},1950-03-{number % 28 + 1:02},{plan}"
            for number, tag in zip(range(handouts), LANGUAGES * handouts, strict=False)
        ]
    else:
        head = "sheet,language,copies\n"
        rows = [f"{sheet},{tag},{handouts // len(wanted)}" for sheet, tag in wanted]
    file.write_text(head + "\n".join(rows) + "\n")
    return file


def timed(job: Callable[[], object]) -> float:
    """Seconds that a job takes."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def measured(job: Callable[[], object]) -> tuple[float, float]:
    """Seconds that a job takes: of the clock, and of the CPU, its processes' with them."""

    def spent() -> float:
        own, other = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return own.ru_utime + own.ru_stime + other.ru_utime + other.ru_stime

    before, seconds = spent(), timed(job)
    return seconds, spent() - before


def run_of(orders: Path, folder: Path, store: Path, jobs: int = 2) -> Callable[[], object]:
    """A print run, ready to be timed."""
    asked = Asked(
        library(), orders, folder, Layout(), DAY, str(store), allow_drafts=True, jobs=jobs
    )
    return lambda: print_run(asked, Watcher())


def jobs_of(orders: Path) -> dict[str, Admitted]:
    """The leaflets of an order file."""
    found = read_orders(orders, None)
    return planned(library(), found, Layout(), release_for(DAY, True), orders).jobs


def weasyprint_seconds(jobs: dict[str, Admitted], handouts: int) -> float:
    """What WeasyPrint alone takes for every handout, each leaflet rendered once and counted."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts: dict[str, FontConfiguration] = {}
    total = 0.0
    for job in jobs.values():
        page = prepare(job).laid.page
        text = page.html
        for address, found in page.resources.items():
            text = text.replace(address, address_of(found))
        configuration = fonts.setdefault(job.language.tag, FontConfiguration())
        html = HTML(string=text)
        total += timed(
            lambda html=html, configuration=configuration: html.write_pdf(  # type: ignore[misc]
                font_config=configuration, pdf_variant="pdf/ua-1"
            )
        )
    return total / len(jobs) * handouts


def concatenation_seconds(folder: Path, copies: int) -> float:
    """Bare concatenation of a run's leaflets by pikepdf, with shared objects."""

    def concatenate() -> None:
        with pikepdf.new() as out:
            kept = []
            sources = []
            for file in sorted((folder / "leaflets").glob("*.pdf")):
                source = pikepdf.open(file)
                sources.append(source)
                start = len(out.pages)
                out.pages.extend(source.pages)
                kept.append([page.obj for page in list(out.pages)[start:]])
            del out.pages[:]
            for pages in kept:
                for page in pages:
                    for key in ("/StructParents", "/Tabs", "/Annots"):
                        if key in page:
                            del page[key]
            for pages in kept:
                for _ in range(copies):
                    for page in pages:
                        out.pages.append(pikepdf.Page(page))
            out.save(
                io.BytesIO(),
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                deterministic_id=True,
            )

    return min(timed(concatenate) for _ in range(3))


def typst_seconds(jobs: dict[str, Admitted], handouts: int, personal: bool) -> tuple[float, float]:
    """Typst compiling each handout, one compiler kept, each a PDF of its own, tagged.

    Seconds of the clock, and of the CPU.
    """
    with tempfile.TemporaryDirectory() as folder:
        main = Path(folder, "main.typ")
        sources = [typst_source(prepare(job), main.parent) for job in jobs.values()]
        main.write_text(sources[0])
        compiler = typst_compiler(main)

        def compile_all() -> None:
            for number in range(handouts):
                source = sources[number % len(sources)]
                if personal:
                    source = source.replace(
                        "#set par(leading: 0.65em)",
                        f"#set par(leading: 0.65em)\nExample Patient {number}, morning 1 tablet\n",
                    )
                main.write_text(source)
                compiler.compile(format="pdf", pdf_standards="ua-1")

        return measured(compile_all)


def typesetting_seconds(jobs: dict[str, Admitted], workers: int) -> float:
    """Typesetting alone, of all leaflets, by so many workers that have typeset before."""
    items = [(prepare(job).task,) for job in jobs.values()]
    return timed(lambda: list(results(typeset, items, seam("local", workers))))


def main() -> None:
    """Print the tables of benchmarks/README.md."""
    handouts = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    if handouts < 0:
        return _memory(-handouts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        orders, store = order_file(folder, handouts), folder / "store"
        jobs = jobs_of(orders)
        cold = timed(run_of(orders, folder / "cold", store))
        bare = weasyprint_seconds(jobs, handouts)
        print(
            f"1. cold: {cold:.1f} s; WeasyPrint each {bare:.0f} s: {bare / cold:.1f} times faster"
        )
        warm = min(timed(run_of(orders, folder / f"warm-{n}", store)) for n in range(3))
        joined = concatenation_seconds(folder / "cold", handouts // len(jobs))
        typst, _ = typst_seconds(jobs, handouts, personal=False)
        print(f"   Typst each: {typst:.1f} s: cold is {cold / typst:.2f} of it")
        print(f"2. warm: {warm:.2f} s; pikepdf alone {joined:.2f} s: {warm / joined:.2f}")
        print(f"   Typst each: {typst:.1f} s: warm is {warm / typst:.2f} of it")
        own = order_file(folder, handouts, personal=True)
        personal_jobs = jobs_of(own)
        [run_of(own, folder / f"first-{n}", store)() for n in (0,)]
        personal = measured(run_of(own, folder / "personal", store))
        typst_each = typst_seconds(personal_jobs, handouts, personal=True)
        for what, ours, theirs in zip(("clock", "CPU"), personal, typst_each, strict=True):
            each, other = ours / handouts * 1000, theirs / handouts * 1000
            print(f"3. panels, {what}: {each:.1f} ms each; Typst {other:.1f}: {ours / theirs:.2f}")
        one, two = typesetting_seconds(jobs, 1), typesetting_seconds(jobs, 2)
        print(f"4. typesetting: one worker {one:.1f} s, two {two:.1f} s: {one / two:.2f}")
        sizes = [_ten_times(handouts), _ten_times(10 * handouts)]
        print(f"   memory: {sizes[0][0]} MB, {sizes[1][0]} MB: {sizes[1][0] / sizes[0][0]:.2f}")
        pages = sizes[1][1] - sizes[0][1]
        growth = (sizes[1][2] - sizes[0][2]) / pages
        print(f"   the files grow by {growth:.0f} bytes a page")
    return None


def _ten_times(handouts: int) -> tuple[int, int, int]:
    """Peak memory in MB, pages and bytes of a run of so many handouts, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, str(-handouts)], capture_output=True, text=True, check=True
    )
    memory, pages, size = map(int, done.stdout.split())
    return memory, pages, size


def _memory(handouts: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        orders = order_file(folder, handouts)
        store = Path(tempfile.gettempdir()) / "leaflets-benchmark-store"
        run_of(orders, folder / "run", store)()
        files = list((folder / "run/print").glob("0[1-9]*"))
        pages = 0
        for file in files:
            with pikepdf.open(file) as pdf:
                pages += len(pdf.pages)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(peak, pages, sum(file.stat().st_size for file in files))


if __name__ == "__main__":
    main()
