"""What the commands say: what was found, what was expected, and the line to type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SAMPLE_LIBRARY, Run

Command = Callable[..., Run]
TINY = ("leaflet", "tiny", "--library", SAMPLE_LIBRARY)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("leaflet", "azathioprine", "-l", "zh"), 4, "did you mean zh-Hans or zh-Hant?"),
        (("leaflet", "azathioprine", "-l", "pt"), 4, "did you mean pt-BR"),
        (("leaflet", "warfarin", "-l", "de"), 4, "there are en, ar, es, fr, hi, zh-Hans;"),
        (("leaflet", "azathioprine", "-l", "spanish"), 2, "did you mean es?"),
        (("leaflet", "azathioprine", "-l", "en_US"), 2, "did you mean en-US?"),
        (("leaflet", "azathioprine", "-l", "es,fr"), 2, "--language es --language fr"),
        ((*TINY, "--require-approved"), 11, "`approve tiny --language en --by"),
        ((*TINY, "-o", "x.docx"), 2, "ends in .pdf, .html, .brf, .txt"),
        ((*TINY, "-o", "x.html", "--format", "pdf"), 2, "write --format html, or --output x.pdf"),
        ((*TINY, "-o", "x.pdf", "--format", "text"), 2, "write --format pdf, or --output x.txt"),
        (("verify", "."), 8, "it is a folder and no print run's"),
        ((*TINY, "--prescription", "."), 8, "it is a folder; name a file in it"),
        (("print-run", "nowhere.csv"), 8, "there is no such file"),
    ],
)
def test_an_error_says_what_to_do(
    arguments: tuple[object, ...], code: int, said: str, run_inside: Command, tmp_path: Path
) -> None:
    done = run_inside(*arguments)
    assert (done.code, said in done.err) == (code, True), done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7 and nothing else", b"\x00" * 100])
def test_verify_says_of_no_pdf_that_it_is_none(
    content: bytes, run_inside: Command, tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(content)
    done = run_inside("verify", "x.pdf")
    assert done.code == 7
    assert "it is no PDF, or a part of one; copy or download it again" in done.out
    assert "BytesIO" not in done.out + done.err


@pytest.mark.parametrize(
    ("name", "begins"),
    [("foo.html", b"<!DOCTYPE html>"), ("foo.HTM", b"<!DOCTYPE"), ("x.txt", b"")],
)
def test_the_files_name_tells_the_format(
    name: str, begins: bytes, run_inside: Command, tmp_path: Path
) -> None:
    done = run_inside(*TINY, "-o", name)
    assert (done.code, done.out) == (0, f"{name}\n")
    content = (tmp_path / name).read_bytes()
    assert content.lower().startswith(begins.lower())
    assert not content.startswith(b"%PDF")


@pytest.mark.slow
def test_impose_alone_makes_a_booklet(run: Command) -> None:
    done = run(*TINY, "--impose", "booklet")
    assert (done.code, done.out) == (0, "build/tiny-en-compact-booklet.pdf\n")
    assert "printed on both sides" in done.err


@pytest.mark.slow
def test_an_orders_language_suggests(run: Command, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("sheet,language,copies\ntiny,spanish,1\n")
    done = run("print-run", "orders.csv", "--allow-drafts", "--library", SAMPLE_LIBRARY)
    assert done.code == 10
    assert "orders.csv:2:2: language: unknown language" in done.err
    assert "did you mean es?" in done.err


@pytest.mark.slow
def test_trace_says_that_it_found_nothing(run: Command, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("sheet,language,copies\ntiny,en,1\n")
    made = run("print-run", "orders.csv", "--allow-drafts", "--library", SAMPLE_LIBRARY)
    assert made.code == 0, made.err
    done = run("trace", "abcdef", "run")
    assert (done.code, done.out) == (0, "")
    assert "no order of this run carried a text whose digest begins with abcdef" in done.err
