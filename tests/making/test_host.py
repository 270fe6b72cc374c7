"""What leaflets do to the program that makes them: nothing; whatever the program is."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cluster_jobs import killed_once, process, square
from conftest import ROOT

from leaflets.errors import LeafletsError
from leaflets.making import store
from leaflets.making.workers import Pool
from leaflets.verify.pdfium import opened

SURROUNDINGS = {
    "LANGUAGE": "sr:en",
    "PANGO_LANGUAGE": "sr:tr:ja",
    "FC_LANG": "sr",
    "LC_TIME": "C",
    "LOUIS_TABLEPATH": "/nowhere",
}
"""What a host may have in its environment."""


@pytest.fixture
def wishes(own_library: Path) -> Path:
    """A library with sound and faulty sheets."""
    tiny = (own_library / "sheets/tiny.yaml").read_text()
    sheets = {
        "warm": "You have a fever of 38.5 °C (101.3 °F) or more.",
        "cold": "You have a fever of 38.5 °C (91.3 °F) or more.",
        "glyphless": "Some text \U00013080 of Egypt.",
    }
    for name, text in sheets.items():
        sheet = tiny.replace("id: tiny", f"id: {name}")
        changed = sheet.replace("This is a made-up medicine for tests.", f'"{text}"')
        assert changed != sheet
        (own_library / f"sheets/{name}.yaml").write_text(changed)
    broken = tiny.replace("id: tiny", "id: broken").replace("name: Tiny", "nam: Tiny")
    (own_library / "sheets/broken.yaml").write_text(broken)
    return own_library


def host(
    *arguments: str | Path, script: Path | None = ROOT / "tests/host_program.py"
) -> dict[str, Any]:
    """What the program says."""
    command = [sys.executable, *([script] if script else []), *arguments]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | SURROUNDINGS | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_program_gets_its_leaflets_and_is_as_it_was(wishes: Path) -> None:
    """Four threads get, to the byte, what one thread gets; each gets its own errors."""
    alone = host("alone", wishes)
    threads = host("threads", wishes)
    assert alone["changed"] == threads["changed"] == []
    assert alone["lazily"]
    assert threads["lazily"]
    (wanted,) = alone["answers"]
    for answers in threads["answers"]:
        assert answers == {place: wanted[place] for place in answers}
    assert set(wanted) == {place for answers in threads["answers"] for place in answers}
    digests, errors = list(wanted.values())[:6], list(wanted.values())[6:]
    assert all(len(one) == 64 for one in digests), digests
    for error, code in zip(
        errors,
        ["sheet-unknown-field", "sheet-equivalent", "usage-language", "sheet-", "rendering-glyph"],
        strict=True,
    ):
        assert f"[{code}" in error, error
    # Nor is it other than what the command makes, in its own process.
    done = subprocess.run(
        [
            *(sys.executable, "generate.py", "leaflet", "tiny", "--library", str(wishes)),
            *("--date", "2026-11-29", "--output", "-"),
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert hashlib.sha256(done.stdout).hexdigest() == digests[0]


def test_program_from_a_notebook_or_standard_input() -> None:
    """Its main module is no file that another process could read."""
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1])\n"
        "from cluster_jobs import square\n"
        "from leaflets.making.workers import Pool\n"
        "pool = Pool(2)\n"
        "print(json.dumps({'square': pool.submit(square, 7).result()}))\n"
        "pool.shutdown()\n"
    )
    assert host("-c", code, str(ROOT / "tests"), script=None) == {"square": 49}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One pool for what follows."""
    with Pool(1) as shared:
        yield shared


def test_killed_worker_costs_one_try_of_one_call(pool: Pool, tmp_path: Path) -> None:
    futures = [pool.submit(killed_once, number, str(tmp_path / "mark")) for number in range(5)]
    assert [one.result() for one in futures] == [0, 1, 2, 3, 4]
    assert (tmp_path / "mark").exists()


def test_worker_that_dies_twice_is_an_error_of_its_call(pool: Pool) -> None:
    with pytest.raises(LeafletsError, match="died twice") as caught:
        pool.submit(square, 3).result()
    assert caught.value.exit_code == 6
    assert pool.submit(square, 4).result() == 16


def test_idle_worker_that_is_killed_costs_nothing(pool: Pool) -> None:
    first = pool.submit(process, 1).result()
    os.kill(first, signal.SIGKILL)
    assert pool.submit(process, 1).result() != first


def test_worker_leaves_interrupts_to_its_program(pool: Pool) -> None:
    first = pool.submit(process, 1).result()
    os.kill(first, signal.SIGINT)
    assert pool.submit(process, 1).result() == first


def test_what_goes_wrong_in_a_worker_is_raised_here(pool: Pool) -> None:
    with pytest.raises(LeafletsError, match="five is no good"):
        pool.submit(square, 5).result()
    with pytest.raises(TypeError) as caught:
        pool.submit(square, "x").result()  # type: ignore[arg-type]
    assert "in square" in caught.value.__notes__[0]
    with pytest.raises(LeafletsError, match="can't be sent back"):
        pool.submit(eval, "lambda: 1").result()
    with pytest.raises((AttributeError, TypeError)):
        pool.submit(lambda: 1).result()
    assert pool.submit(square, 6).result() == 36


def test_several_threads_share_a_pool(pool: Pool) -> None:
    with ThreadPoolExecutor(6) as threads:
        found = threads.map(lambda n: pool.submit(square, n).result(), [*range(6, 60)])
        assert list(found) == [n * n for n in range(6, 60)]


@pytest.mark.slow
def test_worker_ends_in_the_midst_of_a_call_when_its_program_is_killed(tmp_path: Path) -> None:
    """And takes its files away."""
    code = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[1])\n"
        "from cluster_jobs import process, works_for_ever\n"
        "from leaflets.making.workers import Pool\n"
        "pool = Pool(1)\n"
        "print(pool.submit(process, 1).result(), flush=True)\n"
        "pool.submit(works_for_ever, sys.argv[2])\n"
        "while not os.path.exists(sys.argv[2]): pass\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    (tmp_path / "temporary").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT / "tests"), str(tmp_path / "mark")],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path / "temporary")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    worker = Path(f"/proc/{done.stdout.strip()}")
    for _ in range(400):
        if not worker.exists():
            break
        time.sleep(0.05)
    assert not worker.exists()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_pool_that_is_shut_takes_nothing_and_leaves_nothing() -> None:
    pool = Pool(2)
    first = pool.submit(process, 1).result()
    pool.shutdown()
    assert not Path(f"/proc/{first}").exists()
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(process, 1)


def test_copy_of_a_pool_in_a_forked_process_refuses() -> None:
    """A server that forks after it opened a pool would wait for ever."""
    code = (
        "import json, os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from cluster_jobs import square\n"
        "from leaflets.errors import LeafletsError\n"
        "from leaflets.making.workers import Pool\n"
        "reading, writing = os.pipe()\n"
        "with Pool(1) as pool:\n"
        "    pool.submit(square, 7).result()\n"
        "    if not os.fork():\n"
        "        try:\n"
        "            pool.submit(square, 7)\n"
        "        except LeafletsError as error:\n"
        "            os.write(writing, error.problems[0].code.encode())\n"
        "        os._exit(0)\n"
        "    os.wait()\n"
        "    print(json.dumps([os.read(reading, 99).decode(), pool.submit(square, 8).result()]))\n"
    )
    assert host("-c", code, str(ROOT / "tests"), script=None) == ["usage-pool", 64]


def test_versions_are_told_without_loading_what_sets_text() -> None:
    code = (
        "import json, os, sys\n"
        "from leaflets.making.store import versions\n"
        "before = dict(os.environ)\n"
        "found = versions()\n"
        "assert 'weasyprint' not in sys.modules and dict(os.environ) == before\n"
        "from leaflets.render.pdf import load_patched\n"
        "load_patched()\n"
        "from weasyprint.text.ffi import harfbuzz, pango\n"
        "shaper = next(line.split()[1] for line in found if line.startswith('harfbuzz '))\n"
        "major, minor, micro = map(int, shaper.split('.'))\n"
        "assert harfbuzz.hb_version_atleast(major, minor, micro)\n"
        "assert not harfbuzz.hb_version_atleast(major, minor, micro + 1)\n"
        "print(json.dumps([found, f'pango {pango.pango_version()}']))\n"
    )
    found, told = host("-c", code, script=None)
    assert told in found
    assert found == store.versions()
    names = {line.partition(" ")[0] for line in found}
    assert {"python", "zlib", "fribidi", "liblouis", "weasyprint", "pillow"} < names


OURS = ("cli", "worker_process.py", "surroundings.py", "pdf.py", "loading.py")
"""What runs only in processes of ours: the command line, the workers, what sets text in them."""


def test_no_other_module_changes_what_belongs_to_the_process() -> None:
    """Handlers, timers, filters of warnings, mask, locale, environment, names of XML, precision."""
    changes = re.compile(
        r"\bsignal\.|setitimer|catch_warnings|simplefilter|filterwarnings|os\.umask|setlocale"
        r"|os\.environ\[|environ\.(?:update|setdefault|pop)|putenv|register_namespace|basicConfig"
        r"|addHandler|setLevel|getcontext|setcontext|setrecursionlimit|set_start_method|os\.chdir"
        r"|field_size_limit|setswitchinterval|os\.fork\b|get_context\("
    )
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in (ROOT / "leaflets").rglob("*.py")
        if not set(file.relative_to(ROOT).parts) & set(OURS)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if changes.search(line)
    ]
    assert found == []


def test_pdfium_is_entered_in_one_place_by_one_thread() -> None:
    files = [
        file.name
        for file in (ROOT / "leaflets").rglob("*.py")
        if re.search(r"PdfDocument\(|FPDF_LoadMemDocument", file.read_text(encoding="utf-8"))
    ]
    assert files == ["pdfium.py"]
    entered: list[str] = []

    def enter() -> None:
        with opened(pdf):
            entered.append("second")

    pdf = one_page()
    second = threading.Thread(target=enter)
    with opened(pdf):
        second.start()
        second.join(0.5)
        entered.append("first")
    second.join()
    assert entered == ["first", "second"]


def one_page() -> bytes:
    """A PDF of one empty page."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def test_a_worker_loads_what_sets_text_and_no_more() -> None:
    """Each is a fresh interpreter: whatever it loads, it loads for one leaflet too."""
    program = """
        import sys
        import leaflets.making.remote, leaflets.making.worker_process
        from leaflets.render.pdf import load_patched
        load_patched()
        print(*sorted({name.partition(".")[0] for name in sys.modules}))
        print(*sorted(name for name in sys.modules if name.startswith("leaflets.")))
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    packages, ours = (set(line.split()) for line in done.stdout.splitlines())
    assert "weasyprint" in packages
    assert packages.isdisjoint({"jinja2", "babel", "markdown_it", "ruamel", "numpy", "pydantic"})
    rooms = {name.split(".")[1] for name in ours}
    assert rooms.isdisjoint({"admission", "dose", "edition", "library", "sheet", "translation"})
