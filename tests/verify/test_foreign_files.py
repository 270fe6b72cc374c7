"""Files that somebody brings, other than PDFs: each gets an answer in words, never a traceback."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from by_hand import make_leaflet
from conftest import ROOT, SAMPLE_LIBRARY
from mutate_files import DAY, PRESCRIPTION, chained, places

from leaflets.dose.prescription import read_prescription
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.making.recheck import recheck
from leaflets.printrun.finished_runs import checks_of_run
from leaflets.sheet.medicine import Medicine

Data = dict[str, Any]
Change = Callable[[Data], object]


@pytest.fixture(scope="module")
def sample() -> Library:
    return library([SAMPLE_LIBRARY])


@pytest.fixture(scope="module")
def leaflet(sample: Library) -> bytes:
    return make_leaflet(sample, sample.find_sheet("tiny"), language("en"), Edition()).content


def block_is_a_number(record: Data) -> None:
    held = [holder[key] for holder, key in places(record["leaflet"]["sheet"])]
    for one in held:
        if isinstance(one, list) and one and isinstance(one[0], dict):
            one[:] = [3, "text", []]


def a_word_less(record: Data) -> None:
    del record["leaflet"]["words"]["page.number"]


def nobodys_language(record: Data) -> None:
    record["leaflet"]["language"] = "zxx"


def nested_deeply(record: Data) -> None:
    record["software"] = json.loads("[" * 900 + "]" * 900)


@pytest.mark.parametrize(
    "change",
    [block_is_a_number, a_word_less, nobodys_language, nested_deeply],
    ids=lambda change: change.__name__,
)
def test_attached_data_that_are_no_leaflets_fail_a_check(
    change: Change, sample: Library, leaflet: bytes, tmp_path: Path
) -> None:
    target = tmp_path / "leaflet.pdf"
    with pikepdf.open(io.BytesIO(leaflet)) as pdf:
        file = pdf.attachments["leaflet.json"].obj.EF.F
        record = json.loads(file.read_bytes())
        change(record)
        file.write(json.dumps(record).encode())
        pdf.save(target)
    failed = [check for check in recheck(sample, target, DAY) if check.passed is False]
    assert failed
    assert all(check.note for check in failed)


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.brf", "a.epi.json", "a.pdf", "tiny-en.txt"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\0", b"<b>" * 5000, b"[" * 5000], ids=repr)
def test_anything_under_any_name_gets_a_report(
    name: str, content: bytes, sample: Library, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert any(check.passed is not True for check in recheck(sample, tmp_path / name, DAY))


def test_huge_file_is_not_read(sample: Library, tmp_path: Path) -> None:
    file = tmp_path / "huge.pdf"
    with file.open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(LeafletsError) as caught:
        recheck(sample, file, DAY)
    assert caught.value.problems[0].code == "file-too-large"


LINE = {"kind": "begin", "name": "begin", "copies": [[1, 1]]}
PART = {"kind": "part", "name": "a.pdf", "file": "print/a.pdf", "sha256": "0", "pages": 1}
ROW = {"order": 1, "leaflet": "tiny-en.pdf", "copies": 1, "first": 1, "last": 1}


@pytest.mark.parametrize(
    "line",
    [
        {"name": "nothing of a kind"},
        {"kind": "part", "name": "a part of nothing"},
        {"kind": ["begin"], "name": 3},
        {**LINE, "copies": [[1]]},
        {**LINE, "leaflets": 7},
        {**PART, "orders": [ROW]},
        {**PART, "orders": [{**ROW, "copies": 10**15, "last": 10**15}]},
        {"kind": "accessible", "name": "1", "file": "accessible/1.pdf"},
        {"kind": "end", "name": "end", "pages": "many"},
    ],
    ids=str,
)
def test_ledger_with_a_line_that_no_run_writes_is_refused(line: Data, tmp_path: Path) -> None:
    chained(tmp_path / "ledger.jsonl", [LINE, line])
    with pytest.raises(LeafletsError) as caught:
        list(checks_of_run(tmp_path))
    assert {(one.code, one.line) for one in caught.value.problems} == {("refused-ledger", 2)}


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"chain":"\\ud800"}'], ids=["deep", "half a sign"]
)
def test_ledger_with_a_line_that_is_no_text_is_refused(line: str, tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").write_text(f"{line}\n{{}}\n")
    with pytest.raises(LeafletsError) as caught:
        list(checks_of_run(tmp_path))
    assert caught.value.problems[0].code == "refused-ledger"


@pytest.mark.parametrize("key", ["status", "intent", "dosageInstruction", "resourceType"])
@pytest.mark.parametrize("value", [{}, [], {"a": 1}, None, 7], ids=repr)
def test_prescription_with_odd_values_is_refused(key: str, value: Any, tmp_path: Path) -> None:
    file = tmp_path / "prescription.json"
    file.write_text(json.dumps({**PRESCRIPTION, key: value}))
    with pytest.raises(LeafletsError) as caught:
        read_prescription(file, Medicine("Tiny", ("Tiny",), {}), DAY)
    assert caught.value.exit_code == 10


@pytest.mark.parametrize("number", ["1e999999999", "1e-999999999", "9" * 5000, "NaN"])
def test_number_without_end_is_refused_at_once(number: str, tmp_path: Path) -> None:
    file = tmp_path / "prescription.json"
    text = json.dumps(PRESCRIPTION)
    file.write_text(text.replace('"value": 1', f'"value": {number}'))
    with pytest.raises(LeafletsError) as caught:
        read_prescription(file, Medicine("Tiny", ("Tiny",), {}), DAY)
    assert caught.value.exit_code == 10


@pytest.mark.slow
def test_many_changes_at_random_get_an_answer() -> None:
    kinds = ("pdf", "html", "text", "braille", "epi", "orders", "prescription", "publisher")
    command = [sys.executable, ROOT / "tests/mutate_files.py", "--count", "40", "--only"]
    done = subprocess.run(
        [*command, *kinds, "sheet"], capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
