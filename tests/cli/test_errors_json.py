"""``--errors json``: standard error is one JSON document, by one schema, whatever goes wrong."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import SAMPLE_LIBRARY, Run

import leaflets

Command = Callable[..., Run]


def told_by(done: Run) -> dict[str, Any]:
    """The document on standard error, sound by the schema."""
    told: dict[str, Any] = json.loads(done.err)
    jsonschema.validate(told, leaflets.problems_schema())
    assert told["exit_code"] == done.code
    return told


def codes(told: dict[str, Any]) -> set[str]:
    return {problem["code"] for problem in told["problems"]}


def test_schema_is_sound(run_inside: Command) -> None:
    done = run_inside("schema", "--problems")
    schema = json.loads(done.out)
    assert schema == leaflets.problems_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"problems": [{"code": "sheet"}], "exit_code": 3}, schema)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("--errors", "json"), ""),
        (("frobnicate", "--errors=json"), ""),
        (("--errors=json", "frobnicate"), ""),
        (("leaflet", "--errors", "json"), "sheets"),
        (("leaflet", "x", "--paper", "a3", "--errors", "json"), "--paper"),
        (("leaflet", "--errors=json", "x", "--papr", "a3"), "--papr"),
        (("--errors", "json", "leaflet", "x", "--date", "soon"), "--date"),
        (("leaflet", "x", "--output", "a", "--output-dir", "b", "--errors=json"), ""),
        (("translations", "extrac", "--errors", "json"), ""),
        (("print-run", "--errors", "json"), ""),
        (("reprint", "run", "--order", "0", "--errors", "json"), "--order"),
        (("store", "too", "much", "--errors", "json"), ""),
    ],
)
def test_usage_errors(arguments: tuple[str, ...], field: str, run_inside: Command) -> None:
    """In whatever place it is asked for, and whatever else is wrong with the line."""
    done = run_inside(*arguments)
    told = told_by(done)
    assert (done.code, codes(told)) == (2, {"usage-command-line"})
    assert [problem["field"] for problem in told["problems"]] == [field]
    assert told["problems"][0]["message"]


CASES: dict[int, tuple[tuple[object, ...], str]] = {
    2: (("leaflet", "unknown"), "usage-sheet"),
    3: (("leaflet", "broken"), "sheet-unknown-field"),
    4: (("leaflet", "wrong", "-l", "es"), "translation-number"),
    6: (("leaflet", "glyphless"), "rendering-glyph"),
    7: (("verify", "torn.pdf"), "verification-failed"),
    8: (("verify", "nowhere.pdf"), "file-unreadable"),
    10: (("print-run", "orders.csv"), "order-sheet"),
    11: (("leaflet", "tiny", "--require-approved"), "approval-draft"),
    12: (("print-run", "good.csv", "--allow-drafts", "--output-dir", "."), "refused-folder"),
}


@pytest.mark.parametrize("code", CASES)
def test_problems_of_every_kind(
    code: int, own_library: Path, run_inside: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own_library.parent
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    tiny = (own_library / "sheets/tiny.yaml").read_text()
    for name, old, new in (
        ("broken", "name: Tiny", "nam: Tiny"),
        ("wrong", "2.5 mg", "2.5 mg"),
        ("glyphless", "This is a made-up", "This \U00013080 is a made-up"),
    ):
        sheet = tiny.replace("id: tiny", f"id: {name}").replace(old, new)
        if name in CASES[code][0]:
            (own_library / f"sheets/{name}.yaml").write_text(sheet)
    catalogs = own_library / "locales/es/LC_MESSAGES"
    (catalogs / "wrong.po").write_text((catalogs / "tiny.po").read_text().replace("2,5", "25"))
    (folder / "torn.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "orders.csv").write_text("sheet,language,copies\nunknown,en,1\n")
    (folder / "good.csv").write_text("sheet,language,copies\ntiny,en,1\n")
    arguments, wanted = CASES[code]
    done = run_inside(
        *(*arguments, "--library", own_library, "--date", "2026-11-30", "--errors", "json")
    )
    told = told_by(done)
    assert done.code == code
    assert wanted in codes(told)
    problem = next(one for one in told["problems"] if one["code"] == wanted)
    assert problem["exit_code"] == code
    if code == 3:
        assert (Path(problem["file"]).name, problem["line"] > 0) == ("broken.yaml", True)


def test_template(own_library: Path, run_inside: Command) -> None:
    (own_library / "templates").mkdir()
    (own_library / "templates/leaflet.html.j2").write_text("{{ nothing.there() }}")
    done = run_inside("leaflet", "tiny", "--library", own_library, "--errors", "json")
    assert (done.code, codes(told_by(done))) == (5, {"template-fault"})


def test_missing_system_library(run: Command, tmp_path: Path) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path/weasyprint.py").write_text("raise OSError('cannot load libpango-1.0-0')\n")
    done = run(
        *("leaflet", "tiny", "--library", SAMPLE_LIBRARY, "--errors", "json"),
        PYTHONPATH=str(tmp_path / "path"),
    )
    assert (done.code, codes(told_by(done))) == (9, {"system-library-missing"})


def test_orders_that_fail(
    own_library: Path, run_inside: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1: the table is on standard output, the orders are problems."""
    folder = own_library.parent
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    sheet = own_library / "sheets/tiny.yaml"
    sheet.write_text(sheet.read_text().replace("This is a made-up", "This \U00013080 is a made-up"))
    (folder / "orders.csv").write_text("sheet,language,copies\ntiny,en,1\n")
    command = ("print-run", "orders.csv", "--allow-drafts", "--jobs", "1", "--date", "2026-11-30")
    done = run_inside(*command, "--library", own_library, "--errors", "json")
    told = told_by(done)
    assert (done.code, codes(told)) == (1, {"failed-orders-order"})
    assert told["problems"][0]["field"] == "order 1"
    assert "1 orders, 1 failed" in done.out
    assert any("--allow-partial" in note for note in told["notes"])
    again = run_inside(*command, "--library", own_library, "--resume")
    assert again.code == 1
    assert again.err.count("order 1 failed: ") == 1


@pytest.mark.parametrize(
    ("sent", "code", "wanted"),
    [
        (signal.SIGINT, 130, "interrupted-signal"),
        (signal.SIGTERM, 143, "interrupted-signal"),
        (None, 70, "bug-unexpected"),
    ],
)
def test_interrupts_and_bugs(
    sent: signal.Signals | None,
    code: int,
    wanted: str,
    run_inside: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> None:
        if sent:
            os.kill(os.getpid(), sent)
        raise ZeroDivisionError

    monkeypatch.setattr(leaflets, "open_library", fails)
    done = run_inside("list", "--errors", "json")
    told = told_by(done)
    assert (done.code, codes(told)) == (code, {wanted})
    assert told["problems"][0]["exit_code"] == code
    assert "Traceback" not in done.err


def test_success_is_told_too_and_results_stay_on_standard_output(run_inside: Command) -> None:
    done = run_inside("list", "--library", SAMPLE_LIBRARY, "--errors", "json")
    assert told_by(done) == {"problems": [], "exit_code": 0, "notes": []}
    assert "tiny\tTiny\tMinimex\ten, es" in done.out


def test_nothing_else_gets_onto_standard_error(
    run_inside: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a library or a process of ours writes there; what is told becomes a note."""
    from leaflets.cli.session import Session

    def noisy(*_: object) -> None:
        os.write(2, b"Pango-WARNING **: from C\n")
        sys.stderr.write("from Python\n")
        raise leaflets.LeafletsError(leaflets.Problem("x.yaml", 1, 2, "name", "sheet-x", "…"))

    monkeypatch.setattr(leaflets, "open_library", noisy)
    done = run_inside("list", "--errors", "json")
    assert codes(told_by(done)) == {"sheet-x"}
    session = Session(as_json=True)
    session.tell("not in ta: …")
    assert session.notes == ["not in ta: …"]
    for line in ("Pango-WARNING **: from C", "from Python", "x.yaml:1:2: name: … [sheet-x]"):
        assert line in run_inside("list").err.splitlines()


def test_every_command_has_the_option(run_inside: Command) -> None:
    import click

    from leaflets.cli import cli

    def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = [path]
        for name, command in group.commands.items():
            inner = (*path, name)
            found += commands(command, inner) if isinstance(command, click.Group) else [inner]
        return found

    for path in commands(cli):
        done = run_inside(*path, "--help", "--errors", "json")
        assert done.code == 0
        assert "--errors [text|json]" in done.out, path
