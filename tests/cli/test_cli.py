"""The command line as a user meets it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from conftest import EVERY_LANGUAGE, ROOT, SAMPLE_LIBRARY, Run

Command = Callable[..., Run]
TINY = ("leaflet", "tiny", "--library", SAMPLE_LIBRARY)
BOOKLET = ("leaflet", "azathioprine", "--impose", "booklet")


def test_the_main_job(run: Command, tmp_path: Path) -> None:
    done = run("leaflet", "azathioprine")
    assert (done.code, done.out, done.err) == (0, "build/azathioprine-en.pdf\n", "")
    assert (tmp_path / "build/azathioprine-en.pdf").read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.slow
def test_every_language(run: Command, tmp_path: Path) -> None:
    done = run(*TINY, "--language", "all", "--paper", "letter", "--output-dir", "out")
    assert done.out.split() == ["out/tiny-en-letter.pdf", "out/tiny-es-letter.pdf"]
    assert len(list((tmp_path / "out").iterdir())) == 2


@pytest.mark.slow
def test_standard_output(run: Command, tmp_path: Path) -> None:
    assert run(*TINY, "--output", "-").out.startswith("%PDF-1.7")
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_brand_name_in_a_region(run: Command) -> None:
    done = run("leaflet", "minimex", "-l", "en-US", "--library", SAMPLE_LIBRARY)
    assert done.out == "build/tiny-en-US.pdf\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, ""),
        (("leaflet",), 2, "Missing argument"),
        (("leaflet", "azathioprin"), 2, "did you mean azathioprine?"),
        (("leaflet", "zzz"), 2, "`list` shows what there is"),
        (("leaflet", "azathioprine", "--language", "xx"), 2, "unknown language 'xx'"),
        (("leaflet", "azathioprine", "--language", "nl"), 4, "not translated into nl"),
        (("leaflet", "azathioprine", "--paper", "a3"), 2, "'a3' is not one of"),
        ((*BOOKLET, "--size", "large"), 2, "write --size compact"),
        ((*BOOKLET, "--paper", "letter"), 2, "write --paper half-letter"),
        (("leaflet", "azathioprine", "--date", "soon"), 2, "'soon' does not match"),
        (("leaflet", "azathioprine", "--library", "no"), 8, "no: no such folder"),
        ((*TINY, "-l", "all", "--output", "x.pdf"), 2, "--output takes one leaflet"),
        ((*TINY, "--output", "x.pdf", "--output-dir", "y"), 2, "not both"),
        ((*TINY, "--output", "/dev/full"), 8, "/dev/full: can't write it"),
        (("verify", "nowhere.pdf"), 8, "nowhere.pdf: can't read it"),
        (("frobnicate",), 2, "No such command"),
    ],
)
def test_usage_and_errors(
    arguments: tuple[object, ...], code: int, said: str, run: Command, tmp_path: Path
) -> None:
    done = run(*arguments)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_one_failure_writes_none(run: Command, own_library: Path, tmp_path: Path) -> None:
    catalog = own_library / "locales/es/LC_MESSAGES/tiny.po"
    catalog.write_text(catalog.read_text().replace("2,5", "25"))
    done = run("leaflet", "tiny", "-l", "all", "--library", own_library)
    assert done.code == 4
    assert not (tmp_path / "build").exists()
    assert "tiny.po:" in done.err


@pytest.mark.slow
def test_list(run: Command) -> None:
    done = run("list", "--library", SAMPLE_LIBRARY)
    assert "tiny\tTiny\tMinimex\ten, es" in done.out.splitlines()
    assert any(line.startswith("azathioprine\t") for line in done.out.splitlines())


@pytest.mark.slow
def test_check_finds_all_problems(run: Command, own_library: Path) -> None:
    first = run("check", "tiny", "--library", own_library).out.splitlines()[0]
    assert first == "tiny: en, es ready, all draft"
    catalog = own_library / "locales/es/LC_MESSAGES/tiny.po"
    broken = catalog.read_text().replace("2,5", "25").replace('"Pruebas"', '""')
    catalog.write_text(broken.replace("Mínimo", "Mínimo ཀ"))
    done = run("check", "tiny", "--library", own_library)
    assert done.code == 4
    assert "[translation-number]" in done.err
    assert "[translation-empty]" in done.err


@pytest.mark.slow
def test_verify(run: Command, tmp_path: Path) -> None:
    run(*TINY, "--output", "x.pdf")
    done = run("verify", "x.pdf")
    assert done.code == 0
    assert "  passed      every phrase in full" in done.out
    assert "  not checked PDF/UA and PDF/A" in done.out
    assert (tmp_path / "x.pdf").exists()


@pytest.mark.slow
def test_verify_finds_a_changed_leaflet(run: Command, tmp_path: Path) -> None:
    run(*TINY, "--output", "x.pdf")
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        page = pdf.pages[0]
        page.contents_add(pikepdf.Stream(pdf, b"1 1 1 rg 0 0 600 700 re f"))
        pdf.save(tmp_path / "covered.pdf")
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        del pdf.attachments["leaflet.json"]
        pdf.save(tmp_path / "bare.pdf")
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        del pdf.pages[-1]
        pdf.save(tmp_path / "short.pdf")
    (tmp_path / "torn.pdf").write_bytes((tmp_path / "x.pdf").read_bytes()[:9000])
    done = run("verify", "covered.pdf", "bare.pdf", "torn.pdf")
    assert done.code == 7
    assert "  FAILED      text is visible and readable" in done.out
    assert "  FAILED      carries its own data" in done.out
    assert "  not checked says what its data says" in done.out


@pytest.mark.slow
def test_verify_knows_the_disclaimer_in_force(run: Command, own_library: Path) -> None:
    (own_library / "publisher.yaml").write_text(
        "disclaimer: {en: {heading: Ours, paragraphs: [Ask us.]}}\n"
    )
    run("leaflet", "tiny", "--library", own_library, "--output", "own.pdf")
    assert run("verify", "own.pdf", "--library", own_library).code == 0
    done = run("verify", "own.pdf")
    assert done.code == 7
    assert "FAILED      carries the disclaimer in force" in done.out


@pytest.mark.slow
def test_verify_finds_a_superseded_leaflet(run: Command, own_library: Path) -> None:
    sheet = own_library / "sheets/tiny.yaml"
    run("leaflet", "tiny", "--library", own_library, "--output", "old.pdf")
    assert run("verify", "old.pdf", "--library", own_library).code == 0
    sheet.write_text(sheet.read_text().replace("2.5 mg", "25 mg"))
    done = run("verify", "old.pdf", "--library", own_library)
    assert done.code == 7
    assert "FAILED      says what its sheet says today" in done.out
    done = run("verify", "old.pdf")
    assert done.code == 0
    assert "not checked says what its sheet says today" in done.out


@pytest.mark.slow
def test_check_finds_an_expired_sheet(run: Command, own_library: Path) -> None:
    sheet = own_library / "sheets/tiny.yaml"
    sheet.write_text(sheet.read_text().replace("name: Tiny", "review_by: 2027-01-31\nname: Tiny"))
    check = ("check", "tiny", "--library", own_library, "--date")
    assert run(*check, "2027-01-31").code == 0
    assert run(*check, "2027-02-01").code == 11
    assert run("leaflet", "tiny", "--library", own_library, "--date", "2027-02-01").code == 11


def test_extract(run: Command, own_library: Path) -> None:
    done = run("translations", "extract", "tiny", "--library", own_library)
    assert done.code == 0
    text = (own_library / "locales/tiny.pot").read_text()
    assert 'msgctxt "uses.groups.test.text"' in text


def test_pango_missing(run: Command, tmp_path: Path) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path/weasyprint.py").write_text("raise OSError('cannot load libpango-1.0-0')\n")
    done = run(*TINY, PYTHONPATH=str(tmp_path / "path"))
    assert done.code == 9
    assert "apt-get install libpango-1.0-0" in done.err
    assert not (tmp_path / "build").exists()


def test_a_bug_is_no_traceback(run: Command, tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise ZeroDivisionError\n")
    done = run(*TINY, PYTHONPATH=str(tmp_path))
    assert done.code == 70
    assert "Traceback" not in done.err


def test_help_imports_no_weasyprint() -> None:
    code = (
        "import sys; sys.argv = ['x', 'leaflet', '--help']\n"
        "from leaflets.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'weasyprint', 'pydantic', 'babel', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted(sent: signal.Signals, code: int, tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "generate.py", "leaflet", "azathioprine", "-l", "all"]
    child = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
    time.sleep(1.5)
    child.send_signal(sent)
    assert child.wait(30) == code
    assert not (tmp_path / "build").exists()


@pytest.mark.slow
def test_nothing_stays_in_the_temporary_folder(run: Command, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    assert run(*TINY, TMPDIR=str(tmp_path / "tmp")).code == 0
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.slow
def test_all_leaves_out_what_does_not_fit(run: Command, tmp_path: Path) -> None:
    """Tamil has longer words than one page of a summary holds: nobody asked for it by name."""
    done = run("leaflet", "azathioprine", "-l", "all", "--summary", "--output-dir", "out")
    assert done.code == 0
    assert re.search(
        r"not in ta: at the smallest size it takes \d+ mm more than one page", done.err
    )
    assert len(list((tmp_path / "out").iterdir())) == len(EVERY_LANGUAGE) - 1
    assert not (tmp_path / "out/azathioprine-ta-summary.pdf").exists()
    named = run("leaflet", "azathioprine", "-l", "ta", "--summary", "--output-dir", "out")
    assert (named.code, "mark less for the summary" in named.err) == (6, True)
