"""What somebody types in the first hour, and what people expect of any command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE_LIBRARY, Run

Command = Callable[..., Run]


def test_module_is_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "leaflets", "list"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "azathioprine\t" in done.stdout


def test_doctor_tells_what_is_there(run_inside: Command) -> None:
    done = run_inside("doctor", "--library", SAMPLE_LIBRARY)
    told = dict(line.split("\t", 1) for line in done.out.splitlines())
    assert (done.code, done.err) == (0, "")
    assert f"{SAMPLE_LIBRARY}: 2 sheets, 0 fonts" in told["library"]
    assert "5 sheets" in told["built-in"]
    assert {"leaflets", "python", "pango", "liblouis", "weasyprint", "cluster", "store"} <= set(
        told
    )
    as_data = json.loads(run_inside("doctor", "--json").out)
    assert [one["name"] for one in as_data if one["is_missing"] and one["is_needed"]] == []


def test_doctor_tells_the_line_that_installs_what_is_missing(
    run_inside: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from leaflets import system_libraries
    from leaflets.errors import LeafletsError, problem

    def missing() -> str:
        raise LeafletsError(problem("system-library-missing", "Pango is missing"))

    monkeypatch.setitem(system_libraries.TYPESETTING, "pango", missing)
    done = run_inside("doctor")
    assert done.code == 9
    assert "apt-get install libpango-1.0-0" in done.err
    monkeypatch.undo()
    monkeypatch.setattr(system_libraries, "LIBLOUIS", "no-such-command")
    done = run_inside("doctor")
    assert done.code == 0
    assert "liblouis\tmissing: only Braille needs it\tapt-get install liblouis-bin" in done.out
