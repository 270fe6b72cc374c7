"""Print runs as a whole: what comes out, what is resumed, and that nobody's name leaks."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
import verapdf
import zxingcpp
from conftest import ROOT, SAMPLE_LIBRARY, Run

from leaflets.errors import LeafletsError
from leaflets.language.plaintext import comparable
from leaflets.library.libraries import library
from leaflets.making.secret import secret
from leaflets.making.watcher import Watcher
from leaflets.printrun import run as run_module
from leaflets.printrun.finished_runs import checks_of_run
from leaflets.printrun.ledger import Ledger, append, opened_ledger
from leaflets.printrun.planning import Layout
from leaflets.printrun.run import Asked, print_run

DAY = datetime.date(2026, 11, 23)
CANARY = "Canarina Kanarienvogel"
COLUMNS = (
    "sheet,language,copies,size,paper,patient name,date of birth,dose plan,note,delivery point,"
    "accessible"
)
ORDERS = f"""{COLUMNS}
tiny,en,3,,,,,,,Ward 1,
tiny,es,2,,a5,,,,,Ward 2,
tiny,en,1,,,{CANARY},1950-03-04,morning=1 tablet,Ask for {CANARY}.,Ward 1,yes
tiny,es,1,,,محمد مثال,,,,Ward 2,
"""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)
    return file


def asked(tmp_path: Path, orders: Path, **changes: object) -> Asked:
    """A run of ``orders`` in ``tmp_path``."""
    options: dict[str, object] = {
        "library": library([SAMPLE_LIBRARY]),
        "orders": orders,
        "folder": tmp_path / "run",
        "layout": Layout(duplex=True),
        "day": DAY,
        "store": str(tmp_path / "store"),
        "allow_drafts": True,
        "jobs": 1,
    }
    return Asked(**{**options, **changes})  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, but for its lock."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != ".lock")
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(files)}


def words_of(content: bytes) -> list[str]:
    with pdfium.PdfDocument(content) as pdf:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def test_every_handout_comes_out_once(tmp_path: Path, orders: Path) -> None:
    summary = print_run(asked(tmp_path, orders), Watcher())
    run = tmp_path / "run"
    assert summary.totals()["handouts"] == 7
    assert summary.failed == {}
    (a4, a5) = sorted(file for file in (run / "print").glob("0[1-9]*"))
    rows = [json.loads(line) for line in (run / "ledger.jsonl").read_text().splitlines()]
    parts = {row["name"]: row for row in rows if row["kind"] == "part"}
    assert [row["order"] for row in parts[a4.name]["orders"]] == [1, 3, 4]
    assert all(row["first"] % 2 for part in parts.values() for row in part["orders"])
    pages = words_of(a4.read_bytes())
    named = [number for number, text in enumerate(pages, 1) if CANARY in text]
    assert named == [parts[a4.name]["orders"][1]["first"]]
    assert "1 tablet" in pages[named[0] - 1]
    assert summary.totals()["pages"] == sum(len(pikepdf.open(file).pages) for file in (a4, a5))
    (own,) = (run / "accessible").iterdir()
    assert CANARY in words_of(own.read_bytes())[0]
    with pikepdf.open(own) as pdf:
        assert pdf.Root.MarkInfo.Marked


@pytest.mark.slow
@pytest.mark.parametrize(
    ("layout", "sheets"),
    [(Layout("booklet", duplex=True), lambda pages: -(-pages // 4)), (Layout(), lambda p: p / 2)],
    ids=["booklet", "a5"],
)
def test_compact_orders_save_paper(
    layout: Layout, sheets: Callable[[int], float], tmp_path: Path
) -> None:
    """For a patient, too; the ticket and the summary say how much, in sheets of A4."""
    orders = tmp_path / "orders.csv"
    orders.write_text(
        f"{COLUMNS}\ntiny,en,3,compact,,,,,,,\ntiny,es,1,compact,,{CANARY},1950-03-04,"
        "morning=1 tablet,,Ward 1,\n"
    )
    summary = print_run(asked(tmp_path, orders, layout=layout), Watcher())
    run = tmp_path / "run"
    rows = [json.loads(line) for line in (run / "ledger.jsonl").read_text().splitlines()]
    pages, standard = (
        {row["name"]: row["pages"] for row in rows if row["kind"] == kind}
        for kind in ("leaflet", "standard")
    )
    assert pages.keys() == standard.keys()
    copies = {"tiny-en-compact.pdf": 3, "tiny-es-compact-panel.pdf": 1}
    saved = sum(count * (standard[name] - sheets(pages[name])) for name, count in copies.items())
    assert json.loads((run / "summary.json").read_text())["sheets_saved"] == int(saved)
    assert summary.totals()["failed"] == 0
    if saved >= 1:
        ticket = words_of((run / "print/00-job-ticket.pdf").read_bytes())[0]
        assert f"Compact leaflets save {int(saved)} sheet" in ticket
    assert not any(dict(checks_of_run(run)).values())


@pytest.mark.slow
def test_panel_stands_on_the_clear_area_only(tmp_path: Path, orders: Path) -> None:
    """The pixels outside the area are those of the leaflet."""
    print_run(asked(tmp_path, orders), Watcher())
    rows = [json.loads(line) for line in (tmp_path / "run/ledger.jsonl").read_text().splitlines()]
    leaflet = next(row for row in rows if row["kind"] == "leaflet" and row["area"])
    part = next(row for row in rows if row["kind"] == "part" and "a4" in row["name"])
    first = next(row["first"] for row in part["orders"] if row["leaflet"] == leaflet["name"])
    with (
        pdfium.PdfDocument(tmp_path / "run" / leaflet["file"]) as alone,
        pdfium.PdfDocument(tmp_path / "run" / part["file"]) as printed,
    ):
        one = alone[0].render().to_pil().convert("L")
        two = printed[first - 1].render().to_pil().convert("L")
    area = leaflet["area"]
    top, bottom = one.height - area["bottom"] - area["height"], one.height - area["bottom"]
    box = (area["left"], top, area["left"] + area["width"], bottom)
    assert one.crop(tuple(map(int, box))).getextrema() == (255, 255)
    assert two.crop(tuple(map(int, box))).getextrema()[0] < 100
    for image in (one, two):
        image.paste(255, (int(box[0]) - 1, int(box[1]) - 1, int(box[2]) + 2, int(box[3]) + 2))
    assert one.tobytes() == two.tobytes()


KILLED = """
import os, sys, datetime
from pathlib import Path
from leaflets.library.libraries import library
from leaflets.printrun import run
from leaflets.printrun.planning import Layout
steps = int(sys.argv[1])
def counted(real):
    def write(target, content, **options):
        global steps
        steps -= 1
        if steps < 0:
            os._exit(9)
        real(target, content, **options)
    return write
run.write, run.publish = counted(run.write), counted(run.publish)
orders, folder, store, own = map(Path, sys.argv[2:])
run.print_run(run.Asked(library([own]), orders, folder, Layout(duplex=True),
    datetime.date(2026, 11, 23), str(store), allow_drafts=True, jobs=1), run.Watcher())
"""
"""A run that dies like kill -9 at its so-and-so-many-th file."""
FILES = 10


@pytest.mark.parametrize(
    "step", [n if n == 7 else pytest.param(n, marks=pytest.mark.slow) for n in range(FILES)]
)
def test_killed_anywhere_and_resumed_is_the_same(step: int, tmp_path: Path, orders: Path) -> None:
    whole, folder = tmp_path / "whole", tmp_path / "run"
    print_run(asked(tmp_path, orders, folder=whole), Watcher())
    wanted = contents(whole)
    assert len(wanted) == FILES + 1
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED,
            str(step),
            orders,
            folder,
            tmp_path / "store",
            SAMPLE_LIBRARY,
        ],
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 9
    assert contents(folder) != wanted
    print_run(asked(tmp_path, orders, resume=True), Watcher())
    assert contents(folder) == wanted


@pytest.mark.slow
def test_torn_last_line_is_done_again(tmp_path: Path, orders: Path) -> None:
    print_run(asked(tmp_path, orders), Watcher())
    wanted = contents(tmp_path / "run")
    ledger = tmp_path / "run/ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-20])
    print_run(asked(tmp_path, orders, resume=True), Watcher())
    assert contents(tmp_path / "run") == wanted


@pytest.mark.slow
@pytest.mark.parametrize("change", ["orders", "sheet", "file", "layout", "day"])
def test_changed_inputs_refuse_to_resume(change: str, tmp_path: Path, own_library: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text("sheet,language,copies\ntiny,en,1\n")
    options = {"library": library([own_library])}
    print_run(asked(tmp_path, orders, **options), Watcher())
    (tmp_path / "run/ledger.jsonl").write_bytes(
        b"".join((tmp_path / "run/ledger.jsonl").read_bytes().splitlines(keepends=True)[:-1])
    )
    again: dict[str, object] = {**options, "resume": True}
    match change:
        case "orders":
            orders.write_text("sheet,language,copies\ntiny,en,2\n")
        case "sheet":
            file = own_library / "sheets/tiny.yaml"
            file.write_text(file.read_text() + "\n")
            again["library"] = library([own_library])
        case "file":
            next((tmp_path / "run/leaflets").iterdir()).write_bytes(b"%PDF-1.7")
        case "layout":
            again["layout"] = Layout(duplex=False)
        case "day":
            again["day"] = DAY + datetime.timedelta(1)
    with pytest.raises(LeafletsError) as caught:
        print_run(asked(tmp_path, orders, **again), Watcher())
    assert caught.value.exit_code == 12


@pytest.mark.slow
def test_failing_order_does_not_stop_the_others(tmp_path: Path) -> None:
    """A note that needs more room than the panel fails its order; its print file is not made."""
    orders = tmp_path / "orders.csv"
    long = "Very long. " * 90
    orders.write_text(
        "sheet,language,copies,paper,patient name,note\n"
        f"tiny,en,1,a5,,\ntiny,en,1,,{CANARY},{long}\ntiny,en,1,,Example Patient,\n"
    )
    summary = print_run(asked(tmp_path, orders), Watcher())
    assert list(summary.failed) == [2]
    assert "needs more room" in summary.failed[2][0]
    assert [file.name[:5] for file in (tmp_path / "run/print").glob("0[1-9]*")] == ["01-a5"]
    partial = asked(tmp_path, orders, folder=tmp_path / "partial", allow_partial=True)
    print_run(partial, Watcher())
    (file,) = (tmp_path / "partial/print").glob("02-a4*")
    text = "".join(words_of(file.read_bytes()))
    assert "Example Patient" in text
    assert CANARY not in text


def test_no_name_anywhere_but_on_paper(
    tmp_path: Path, run_inside: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs that succeed and that fail in every way, and then every byte that was written."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    good = f"tiny,en,1,{CANARY},1950-03-04,morning=1 tablet,Note of {CANARY},yes"
    rows = {
        "good": good,
        "letter": f"tiny,en,1,{CANARY}\U0001f600,,,,yes",
        "long": f"tiny,en,1,{CANARY},,,{'Note of ' + CANARY + '. ':s}{'x ' * 420},yes",
        "sheet": f"{CANARY},en,1,{CANARY},,,,",
        "dose": f"tiny,en,1,{CANARY},,morning={CANARY},,",
        "born": f"tiny,en,1,{CANARY},{CANARY},,,",
        "copies": f"tiny,en,2,{CANARY},,,,",
        "control": f"tiny,en,1,{CANARY}\x07,,,,",
    }
    said = ""
    head = "sheet,language,copies,patient name,date of birth,dose plan,note,accessible\n"
    for name, row in rows.items():
        orders = tmp_path / "orders" / f"{name}.csv"
        orders.parent.mkdir(exist_ok=True)
        orders.write_text(head + row + "\n")
        done = run_inside(
            "print-run", str(orders), "--library", SAMPLE_LIBRARY, "--allow-drafts",
            "--output-dir", str(tmp_path / "runs" / name), "--jobs", "1",
        )  # fmt: skip
        assert (done.code == 0) == (name == "good"), (name, done.err)
        assert done.code != 70, (name, done.err)
        said += done.out + done.err
    assert CANARY.split(maxsplit=1)[0] not in said
    needles = [CANARY.encode(), CANARY.encode("utf-16-be"), CANARY.split(maxsplit=1)[0].encode()]
    for folder in ("runs", "cache", "data", "temporary"):
        for file in (tmp_path / folder).rglob("*"):
            assert CANARY.split(maxsplit=1)[0] not in file.name
            if file.is_file():
                _holds_none(file, needles)


def _holds_none(file: Path, needles: list[bytes]) -> None:
    content = file.read_bytes()
    for needle in needles:
        assert needle not in content, file
    if file.suffix != ".pdf":
        return
    on_paper = file.parent.name in ("print", "accessible")
    with pikepdf.open(file) as pdf:
        assert CANARY not in str(pdf.docinfo)
        if "/Metadata" in pdf.Root:
            assert CANARY.encode() not in pdf.Root.Metadata.read_bytes()
        for found in pdf.objects if not on_paper else ():
            if isinstance(found, pikepdf.Stream):
                for needle in needles:
                    assert needle not in found.read_bytes(), file


def test_orders_are_checked_before_anything_is_made(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "sheet,language,copies,size,paper\nnothing,en,1,,\ntiny,de,1,,\ntiny,en,1,large,a5\n"
        "tiny,en,many,,\n"
    )
    with pytest.raises(LeafletsError) as caught:
        print_run(asked(tmp_path, orders), Watcher())
    assert caught.value.exit_code == 10
    found = [(problem.line, problem.field) for problem in caught.value.problems]
    assert found == [(2, "sheet"), (3, "language"), (4, "size"), (5, "copies")]
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_drafts_are_refused_unless_allowed(tmp_path: Path, orders: Path) -> None:
    summary = print_run(asked(tmp_path, orders, allow_drafts=False), Watcher())
    assert list(summary.failed) == [1, 2, 3, 4]
    assert all("approval-draft" in problems[0] for problems in summary.failed.values())


@pytest.mark.slow
def test_same_leaflet_is_typeset_once(tmp_path: Path, orders: Path) -> None:
    print_run(asked(tmp_path, orders), Watcher())
    before = {file.name: file.stat().st_ino for file in (tmp_path / "store").rglob("leaflets/*/*")}
    print_run(asked(tmp_path, orders, folder=tmp_path / "again"), Watcher())
    after = {file.name: file.stat().st_ino for file in (tmp_path / "store").rglob("leaflets/*/*")}
    assert before == after
    assert contents(tmp_path / "run") == contents(tmp_path / "again")


@pytest.mark.slow
def test_damaged_leaflet_in_the_store_is_made_again(tmp_path: Path, orders: Path) -> None:
    print_run(asked(tmp_path, orders), Watcher())
    for file in (tmp_path / "store").rglob("leaflets/*/*"):
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    print_run(asked(tmp_path, orders, folder=tmp_path / "again"), Watcher())
    assert contents(tmp_path / "run") == contents(tmp_path / "again")


@pytest.mark.slow
def test_stopping_once_finishes_cleanly(tmp_path: Path, orders: Path) -> None:
    calls = 0

    def stopped() -> bool:
        nonlocal calls
        calls += 1
        return calls > 3

    with pytest.raises(KeyboardInterrupt):
        print_run(asked(tmp_path, orders), Watcher(stopped=stopped))
    print_run(asked(tmp_path, orders, resume=True), Watcher())
    whole = asked(tmp_path, orders, folder=tmp_path / "whole")
    print_run(whole, Watcher())
    assert contents(tmp_path / "run") == contents(tmp_path / "whole")


@pytest.mark.slow
def test_full_disk_stops_the_run_with_8(
    tmp_path: Path, orders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = run_module.write

    def full(target: Path, content: bytes, **options: bool) -> None:
        if "print" in target.parts:
            from leaflets.errors import problem

            raise LeafletsError(problem("file-unwritable", "No space left", file=target))
        real(target, content)

    monkeypatch.setattr(run_module, "write", full)
    with pytest.raises(LeafletsError) as caught:
        print_run(asked(tmp_path, orders), Watcher())
    assert caught.value.exit_code == 8
    monkeypatch.undo()
    os.environ["XDG_DATA_HOME"] = str(tmp_path / "data")
    print_run(asked(tmp_path, orders, resume=True), Watcher())


@pytest.mark.slow
def test_verify_reprint_and_trace(
    tmp_path: Path, orders: Path, run_inside: Callable[..., Run]
) -> None:
    print_run(asked(tmp_path, orders), Watcher())
    folder = str(tmp_path / "run")
    done = run_inside("verify", folder)
    assert (done.code, "FAILED" in done.out) == (0, False)
    again = tmp_path / "again.pdf"
    assert run_inside("reprint", folder, "--order", "3", "-o", str(again)).code == 0
    assert CANARY in words_of(again.read_bytes())[0]
    assert run_inside("reprint", folder, "--order", "9").code == 2
    assert run_inside("reprint", folder, "--order", "3", "--pages", "90").code == 2
    rows = [json.loads(line) for line in (tmp_path / "run/ledger.jsonl").read_text().splitlines()]
    text = next(row["text"] for row in rows if row["kind"] == "leaflet")
    done = run_inside("trace", text[:12], folder)
    assert f"{folder}: order 1, 3 copies of tiny-en.pdf" in done.out
    (file,) = (tmp_path / "run/print").glob("01-a4*")
    file.write_bytes(file.read_bytes() + b"\n")
    done = run_inside("verify", folder)
    assert (done.code, "is not the file that the run made" in done.out) == (7, True)
    assert (
        hashlib.sha256(file.read_bytes()).hexdigest()
        not in (tmp_path / "run/ledger.jsonl").read_text()
    )


@pytest.mark.parametrize("impose", ["none", pytest.param("booklet", marks=pytest.mark.slow)])
def test_verify_sees_every_copy_in_order(impose: str, tmp_path: Path) -> None:
    """Digits that change places on one copy are found, though all letters are there."""
    orders = tmp_path / "orders.csv"
    orders.write_text(
        f"sheet,language,copies,paper,patient name\ntiny,en,2,a5,\ntiny,en,1,a5,{CANARY}\n"
    )
    layout = Layout(impose=impose, black=True)  # type: ignore[arg-type]
    print_run(asked(tmp_path, orders, layout=layout), Watcher())

    def found() -> list[str]:
        checks = dict(checks_of_run(tmp_path / "run"))
        problems = checks["print files say what the leaflets say"]
        return [one.code for one in problems or ()]

    assert found() == []
    (file,) = (tmp_path / "run/print").glob("01-a5*")
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        personal = pdf.pages[-1 if impose == "booklet" else -2]
        holder = next(iter(personal.Resources.XObject.values()))
        shared = holder if impose == "booklet" else personal.Contents[1]
        steps = list(pikepdf.parse_content_stream(shared))
        shown = [step for step in steps if str(step.operator) == "TJ"]
        strings = max((list(step.operands[0]) for step in shown), key=len)
        place = next(
            n for n, step in enumerate(steps) if step in shown and list(step.operands[0]) == strings
        )
        texts = [n for n, one in enumerate(strings) if isinstance(one, pikepdf.String)]
        one, other = (
            texts[0],
            next(n for n in texts if bytes(strings[n]) != bytes(strings[texts[0]])),
        )
        strings[one], strings[other] = strings[other], strings[one]
        steps[place] = ([pikepdf.Array(strings)], pikepdf.Operator("TJ"))
        shared.write(pikepdf.unparse_content_stream(steps))
        pdf.save()
    assert "verification-run-text" in found()


def ledger_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "ledger.jsonl").read_text().splitlines()]


@pytest.mark.slow
def test_the_store_answers_with_no_other_medicine(
    tmp_path: Path, run_inside: Callable[..., Run]
) -> None:
    """One line of its index was changed, and one order was printed with another's leaflet."""
    orders = tmp_path / "orders.csv"
    orders.write_text("sheet,language,copies\ntiny,en,1\nrich,en,1\n")
    print_run(asked(tmp_path, orders), Watcher())
    wanted = contents(tmp_path / "run")
    notes = sorted((tmp_path / "store/requests").glob("*/*"))
    lines = [note.read_text() for note in notes]
    for note, line in zip(notes, reversed(lines), strict=True):
        note.write_text(line)
    print_run(asked(tmp_path, orders, folder=tmp_path / "again"), Watcher())
    assert contents(tmp_path / "again") == wanted
    leaflets = sorted((tmp_path / "store/leaflets").glob("*/*"))
    made = [leaflet.read_bytes() for leaflet in leaflets]
    for leaflet, content in zip(leaflets, reversed(made), strict=True):
        leaflet.write_bytes(content)
    print_run(asked(tmp_path, orders, folder=tmp_path / "third"), Watcher())
    assert contents(tmp_path / "third") == wanted
    assert [leaflet.read_bytes() for leaflet in leaflets] == made
    assert run_inside("verify", str(tmp_path / "third")).code == 0


@pytest.mark.slow
def test_who_did_not_put_a_leaflet_into_the_store_verifies_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store may be shared; another user's seals say nothing."""
    orders = tmp_path / "orders.csv"
    orders.write_text("sheet,language,copies\ntiny,en,1\n")
    print_run(asked(tmp_path, orders), Watcher())
    wanted = contents(tmp_path / "run/print")
    (leaflet,) = (tmp_path / "store/leaflets").glob("*/*")
    head, _, content = leaflet.read_bytes().partition(b"\n")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.pages[0].rotate(180, relative=True)
        pdf.save(tmp_path / "turned.pdf")
    changed = (tmp_path / "turned.pdf").read_bytes()
    told = json.loads(head) | {"sha256": hashlib.sha256(changed).hexdigest(), "pages": 7}
    for bad in (
        json.dumps(told).encode() + b"\n" + changed,
        head.replace(b'"state": "draft"', b'"state": "approved"') + b"\n" + content,
    ):
        leaflet.write_bytes(bad)
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / f"another-{len(bad)}"))
        folder = tmp_path / f"run-{len(bad)}"
        print_run(asked(tmp_path, orders, folder=folder), Watcher())
        again = contents(folder / "print")
        assert again.keys() == wanted.keys()
        assert again["01-a4-duplex-001.pdf"] == wanted["01-a4-duplex-001.pdf"]
        assert leaflet.read_bytes() == head + b"\n" + content


def rechained(folder: Path, change: Callable[[list[dict[str, Any]]], None], sealed: bool) -> None:
    """Change a run's ledger and chain it anew: with the user's own secret, or without seals."""
    lines = ledger_of(folder)
    for line in lines:
        del line["chain"], line["seal"]
    change(lines)
    (folder / "ledger.jsonl").unlink()
    with opened_ledger(folder / "ledger.jsonl", Ledger()) as descriptor:
        chain = ""
        for line in lines:
            chain = append(descriptor, chain, line, secret())
    if not sealed:
        whole = (folder / "ledger.jsonl").read_text()
        (folder / "ledger.jsonl").write_text(
            re.sub(r'"seal":"[^"]*",?', "", whole).replace(",}", "}")
        )


def exchanged(lines: list[dict[str, Any]]) -> None:
    """Two leaflets of a run, each in the other's place."""
    one, two = (line for line in lines if line["kind"] == "leaflet")
    for key in ("sha256", "pages", "text", "file"):
        one[key], two[key] = two[key], one[key]


def texts_exchanged(lines: list[dict[str, Any]]) -> None:
    one, two = (line for line in lines if line["kind"] == "leaflet")
    one["text"], two["text"] = two["text"], one["text"]


def orders_exchanged(lines: list[dict[str, Any]]) -> None:
    (part,) = (line for line in lines if line["kind"] == "part")
    one, two = part["orders"]
    one["leaflet"], two["leaflet"] = two["leaflet"], one["leaflet"]


@pytest.mark.slow
@pytest.mark.parametrize("change", [exchanged, texts_exchanged, orders_exchanged])
def test_a_leaflet_in_anothers_place_is_told(
    change: Callable[[list[dict[str, Any]]], None],
    tmp_path: Path,
    run_inside: Callable[..., Run],
) -> None:
    """However it came there: the leaflets themselves say what they are."""
    orders = tmp_path / "orders.csv"
    orders.write_text("sheet,language,copies\ntiny,en,1\nrich,en,1\n")
    print_run(asked(tmp_path, orders), Watcher())
    folder = str(tmp_path / "run")
    text = next(line["text"] for line in ledger_of(tmp_path / "run") if line["kind"] == "leaflet")
    assert run_inside("trace", text, folder).code == 0
    rechained(tmp_path / "run", change, sealed=True)
    done = run_inside("verify", folder)
    assert done.code == 7
    assert "passed      the ledger is as your own secret sealed it" in done.out
    assert "FAILED      every leaflet is the one that was ordered" in done.out
    assert run_inside("reprint", folder, "--order", "1", "-o", str(tmp_path / "x.pdf")).code == 7
    assert not (tmp_path / "x.pdf").exists()
    done = run_inside("trace", text, folder)
    assert done.code == 7
    assert "order" in done.out
    if change is not orders_exchanged:
        with pytest.raises(LeafletsError, match="refused-file"):
            print_run(asked(tmp_path, orders, resume=True), Watcher())


@pytest.mark.slow
def test_a_ledger_that_nobody_sealed_is_not_checked_and_nothing_is_printed_from_it(
    tmp_path: Path, run_inside: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text("sheet,language,copies\ntiny,en,1\n")
    print_run(asked(tmp_path, orders), Watcher())
    folder = str(tmp_path / "run")
    text = next(line["text"] for line in ledger_of(tmp_path / "run") if line["kind"] == "leaflet")
    for where in ("another machine", "without seals"):
        if where == "without seals":
            monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
            rechained(tmp_path / "run", lambda _: None, sealed=False)
        else:
            monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
        done = run_inside("verify", folder)
        assert done.code == 0
        assert "not checked the ledger is as your own secret sealed it" in done.out
        done = run_inside("trace", text, folder)
        assert (done.code, "order 1" in done.out, "not checked" in done.err) == (0, True, True)
        told = json.loads(run_inside("trace", text, folder, "--json").out)
        assert [one["order"] for one in told["orders"]] == [1]
        assert [one["code"] for one in told["not_checked"]] == ["refused-seal"]
        assert run_inside("reprint", folder, "--order", "1").code == 12
        with pytest.raises(LeafletsError) as caught:
            print_run(asked(tmp_path, orders, resume=True), Watcher())
        assert caught.value.exit_code == 12


NAMES = ("髙橋 﨑", "王喆 李珺", "堃", "똠 믜", "𠮷野 栁", "Đặng Ṭā", "محمد 3-B", "สมชาย")


@pytest.mark.slow
def test_names_and_wards_of_every_script_are_printed(
    tmp_path: Path, run_inside: Callable[..., Run]
) -> None:
    """Letters of common names failed their orders; ward names in Arabic were refused."""
    wards = ("جناح الأطفال 3-B", "小児科病棟 3階東", "ห้องยา 2", "Ward 4")
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "sheet,language,copies,delivery point,order number,patient name,accessible\n"
        + "".join(
            f"tiny,en,1,{wards[n % 4]},注文 {n},{name},{'yes' if n < 2 else ''}\n"
            for n, name in enumerate(NAMES)
        )
    )
    summary = print_run(asked(tmp_path, orders, layout=Layout(separators=True)), Watcher())
    assert summary.failed == {}
    pages = "".join(
        text for file in (tmp_path / "run").glob("*/*.pdf") for text in words_of(file.read_bytes())
    )
    there = Counter(comparable(pages))
    assert not Counter(comparable("".join((*NAMES, *wards)))) - there
    assert run_inside("verify", str(tmp_path / "run")).code == 0


@pytest.mark.parametrize(
    ("name", "cell", "column"),
    [("delivery point", "Հիվանդանոց", 4), ("order number", "ᎠᎴᏂᏍᎬ", 5), ("language", "fi", 2)],
)
def test_a_refused_cell_is_named_with_its_own_column(
    name: str, cell: str, column: int, tmp_path: Path
) -> None:
    good = {"sheet": "tiny", "language": "en", "copies": "1"}
    row = good | {"delivery point": "Ward 1", "order number": "7", name: cell}
    for content, file in (
        (f"{','.join(row)}\n{','.join(row.values())}\n", "orders.csv"),
        (json.dumps(row), "orders.jsonl"),
    ):
        (tmp_path / file).write_text(content)
        with pytest.raises(LeafletsError) as caught:
            print_run(asked(tmp_path, tmp_path / file), Watcher())
        (found,) = caught.value.problems
        assert (found.column, found.field, caught.value.exit_code) == (column, name, 10)
        assert cell not in found.message or name == "language"


def codes_on(content: bytes, number: int = 0) -> list[str]:
    """What an independent reader finds in the pixels of a page."""
    with pdfium.PdfDocument(content) as pdf:
        picture = pdf[number].render(scale=200 / 72).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.slow
@pytest.mark.parametrize("impose", ["booklet", "2up"])
def test_imposed_black_handouts_with_panels(impose: str, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    head = "sheet,language,copies,patient name,note,order number,gtin\n"
    orders.write_text(
        f"{head}tiny,en,1,{CANARY},Come on Monday.,=EX-1,09506000134352\ntiny,es,3,,,EX-2,\n"
    )
    layout = Layout(impose=impose, duplex=True, separators=True, black=True)  # type: ignore[arg-type]
    print_run(asked(tmp_path, orders, layout=layout), Watcher())
    (file,) = (tmp_path / "run/print").glob("01-a5-*")
    content = file.read_bytes()
    with pikepdf.open(file) as pdf:
        box = [float(number) for number in pdf.pages[2].mediabox]
        assert len(pdf.pages) % 2 == 0
    assert (round(box[2]), round(box[3])) == (842, 595)
    pages = words_of(content)
    assert any(CANARY in page and "Come on Monday." in page for page in pages)
    first = next(number for number, page in enumerate(pages) if CANARY in page)
    assert "=EX-1" in codes_on(content, first)
    with pdfium.PdfDocument(content) as printed:
        for page in printed:
            red, green, blue = page.render().to_pil().convert("RGB").split()
            assert red.tobytes() == green.tobytes() == blue.tobytes()
    assert "'=EX-1" in (tmp_path / "run/orders.csv").read_text("utf-8-sig")


@pytest.mark.slow
def test_codes_of_a_panel_are_read_from_the_page(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "sheet,language,copies,patient name,order number,gtin,lot,expiry\n"
        f"tiny,en,1,{CANARY},EX-1,09506000134352,A1,2027-01-31\n"
    )
    print_run(asked(tmp_path, orders), Watcher())
    (file,) = (tmp_path / "run/print").glob("01-a4-*")
    found = codes_on(file.read_bytes())
    assert "EX-1" in found
    assert any("09506000134352" in code and "270131" in code for code in found)


def test_letter_that_no_font_has_fails_its_order(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text("sheet,language,copies,patient name\ntiny,en,1,Example \u13a0\ntiny,en,1,\n")
    summary = print_run(asked(tmp_path, orders), Watcher())
    assert list(summary.failed) == [1]
    assert "in no font" in summary.failed[1][0]


def test_web_address_is_printed_and_read_from_the_page(
    own_library: Path, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    address = "https://example.org/leaflets/{language}/{sheet}"
    (own_library / "publisher.yaml").write_text(f"name: Example Pharmacy\nweb: {address}\n")
    done = run_inside("leaflet", "tiny", "--library", own_library, "--output", "one.pdf")
    assert done.code == 0, done.err
    content = (tmp_path / "one.pdf").read_bytes()
    wanted = "https://example.org/leaflets/en/tiny"
    assert wanted in "".join(words_of(content))
    assert wanted in [code for n in range(len(words_of(content))) for code in codes_on(content, n)]
    (own_library / "publisher.yaml").write_text("name: Example\nweb: https://example.org/{name}\n")
    done = run_inside("leaflet", "tiny", "--library", own_library)
    assert (done.code, "only {sheet} and {language}" in done.err) == (3, True)


@pytest.mark.slow
def test_own_copy_conforms(tmp_path: Path, orders: Path) -> None:
    print_run(asked(tmp_path, orders), Watcher())
    (own,) = (tmp_path / "run/accessible").iterdir()
    assert verapdf.failures(own, "ua1") == []
    assert verapdf.failures(own, "3a") == []


@pytest.mark.slow
def test_interrupted_once_ends_cleanly(tmp_path: Path) -> None:
    """Ctrl-C in the middle: exit code 130, and the run goes on to the same end."""
    orders = tmp_path / "orders.csv"
    rows = [f"azathioprine,{tag},2" for tag in ("en", "es", "fr", "de", "it", "pl")]
    orders.write_text("sheet,language,copies\n" + "\n".join(rows) + "\n")
    command = [
        sys.executable, ROOT / "generate.py", "print-run", orders, "--allow-drafts", "--date",
        "2026-11-23", "--output-dir", tmp_path / "run", "--store", tmp_path / "store",
    ]  # fmt: skip
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        while not list(tmp_path.glob("run/leaflets/*.pdf")):
            assert run.poll() is None
            time.sleep(0.05)
        os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "finishing what is in flight" in said
    assert "Traceback" not in said
    done = subprocess.run([*command, "--resume"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    whole = [*command[:-3], tmp_path / "whole", "--store", tmp_path / "store"]
    subprocess.run(whole, capture_output=True, check=True)
    assert contents(tmp_path / "run") == contents(tmp_path / "whole")
