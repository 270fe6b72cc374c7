"""The same handout on every machine, whatever its environment says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE_LIBRARY

from leaflets.render.pdf import load_patched
from leaflets.surroundings import shut_out

NAMES = (
    "Ђорђе Бабић абвгдежзијклљмнњопрст",
    "Αθηνά Παπαδοπούλου",
    "山田 直樹",
    "İsmail fişi",
    "राम",
)
ORDERS = "sheet,language,copies,patient name,prescriber,delivery point,accessible\n" + "".join(
    f"tiny,{tag},1,{name},б г д п т {name},Ward {number},{'yes' if number < 2 else ''}\n"
    for number, (name, tag) in enumerate([*((name, "en") for name in NAMES), (NAMES[0], "es")])
)
SERBIAN = {
    "LANGUAGE": "sr:en",
    "LANG": "sr_RS.UTF-8",
    "LC_ALL": "sr_RS.UTF-8",
    "PANGO_LANGUAGE": "sr:tr:ja",
    "FC_LANG": "sr",
    "HB_SHAPER_LIST": "fallback",
    "FREETYPE_PROPERTIES": "truetype:interpreter-version=35",
    "FONTCONFIG_SYSROOT": "/nowhere",
    "TZ": "Pacific/Kiritimati",
}
RUSSIAN = {"LANGUAGE": "ru", "LC_CTYPE": "C"}
TURKISH = {"PANGO_LANGUAGE": "tr:zh-tw", "LANG": "tr_TR.UTF-8"}


def made(folder: Path, name: str, surroundings: dict[str, str], *more: str) -> dict[str, bytes]:
    """What a print run of its own store writes under an environment."""
    (folder / "orders.csv").write_text(ORDERS)
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "PYTHONPATH")}
    own = {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")}
    command = [
        *(sys.executable, "generate.py", "print-run", str(folder / "orders.csv"), "--allow-drafts"),
        *("--library", str(SAMPLE_LIBRARY), "--date", "2026-11-29", "--separators"),
        *("--store", str(folder / f"{name}-store"), "--output-dir", str(folder / name), *more),
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=kept | own | surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files = [file for file in (folder / name).rglob("*") if file.is_file() and file.name != ".lock"]
    return {str(file.relative_to(folder / name)): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A run in an empty environment."""
    folder = tmp_path_factory.mktemp("surroundings")
    return folder, made(folder, "plain", {})


@pytest.mark.parametrize(
    "surroundings",
    [
        SERBIAN,
        pytest.param(RUSSIAN, marks=pytest.mark.slow),
        pytest.param(TURKISH, marks=pytest.mark.slow),
    ],
)
def test_no_variable_of_the_environment_changes_a_byte(
    surroundings: dict[str, str], plain: tuple[Path, dict[str, bytes]]
) -> None:
    """With LANGUAGE=sr:en, a Cyrillic name had other letter shapes, under the same run's id."""
    folder, wanted = plain
    found = made(folder, "-".join(surroundings), surroundings)
    assert found.keys() == wanted.keys()
    assert [name for name in found if found[name] != wanted[name]] == []
    begin = json.loads(wanted["ledger.jsonl"].splitlines()[0])
    assert begin["kind"] == "begin"


def test_a_process_and_those_it_starts_are_shut_off(tmp_path: Path) -> None:
    code = (
        "import json, locale, os, subprocess, sys\n"
        "from leaflets.render.pdf import load_patched\n"
        "load_patched()\n"
        "seen = subprocess.run(['env'], capture_output=True, text=True).stdout\n"
        "print(json.dumps([sorted(os.environ), seen, locale.setlocale(locale.LC_CTYPE)]))\n"
    )
    own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LOUIS_TABLEPATH": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=own | SERBIAN | {"PYTHONPATH": os.environ.get("PYTHONPATH", "")},
        capture_output=True,
        text=True,
        check=True,
    )
    names, seen, there = json.loads(done.stdout)
    assert there in ("C.UTF-8", "C")
    left = {name for name in names if name.startswith(("LANG", "LC_", "PANGO", "FC_", "HB_"))}
    assert left == {"LC_ALL"}
    assert "LC_ALL=C.UTF-8" in seen
    assert [name for name in names if name.startswith("FONTCONFIG")] == ["FONTCONFIG_FILE"]
    assert "LOUIS_TABLEPATH" not in names


def test_shutting_out_again_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "sr:en")
    monkeypatch.setenv("LC_ALL", "sr_RS.UTF-8")
    load_patched()
    shut_out()
    before = dict(os.environ)
    shut_out()
    assert dict(os.environ) == before
    assert Path(before["FONTCONFIG_FILE"]).is_file()
    assert "LANGUAGE" not in before
