"""What somebody types in the first hour, and what people expect of any command."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from conftest import ROOT, SAMPLE_LIBRARY, Run

from leaflets.cli import cli

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


def test_new_sheet_works_at_once(run_inside: Command, tmp_path: Path) -> None:
    made = run_inside("new", "sheet", "My Medicine", "--date", "2026-11-30")
    assert (made.code, made.out) == (0, "my-library/sheets/my-medicine.yaml\n")
    assert "check my-medicine --library my-library" in made.err
    text = (tmp_path / "my-library/sheets/my-medicine.yaml").read_text()
    assert "\nname: My Medicine\n" in text
    assert "\ndate: 2026-11-30 " in text
    checked = run_inside("check", "my-medicine", "--library", "my-library")
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.startswith("my-medicine: en ready")
    for options in ((), ("--summary",), ("--dose", "morning=1 tablet of 50 mg")):
        asked = ("leaflet", "my-medicine", "--library", "my-library", "--format", "text")
        assert run_inside(*asked, *options).code == 0
    again = run_inside("new", "sheet", "my-medicine")
    assert (again.code, "it is there already" in again.err) == (12, True)
    assert (tmp_path / "my-library/sheets/my-medicine.yaml").read_text() == text


@pytest.mark.parametrize("name", ["warfarin", "Imuran", "Ä", "../x", "1st", ""])
def test_new_sheet_refuses_names(name: str, run_inside: Command, tmp_path: Path) -> None:
    done = run_inside("new", "sheet", "--", name)
    assert done.code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("folder", [ROOT, ROOT / "sheets", ROOT / "leaflets"])
def test_new_never_writes_into_the_built_in_library(folder: Path, run_inside: Command) -> None:
    done = run_inside("new", "sheet", "newest", "--library", folder)
    assert (done.code, "built-in library" in done.err) == (2, True)
    assert not list(ROOT.rglob("newest.yaml"))


def test_new_publisher_profile_and_language_work_at_once(
    run_inside: Command, tmp_path: Path
) -> None:
    run_inside("new", "sheet", "tiny")
    assert run_inside("new", "publisher").out == "my-library/publisher.yaml\n"
    assert run_inside("new", "profile").out == "my-library/templates/profiles/own.yaml\n"
    assert run_inside("new", "profile", "plain").code == 2
    made = run_inside("new", "language", "nl")
    assert made.out.split() == [
        "my-library/locales/nl/LC_MESSAGES/leaflets.po",
        "my-library/locales/nl/terms.yaml",
    ]
    checked = run_inside("check", "tiny", "--library", "my-library")
    assert (checked.code, checked.err) == (0, "")
    asked = ("leaflet", "tiny", "--library", "my-library", "--profile", "own", "--format", "text")
    for options in ((), ("--language", "en-US")):
        assert run_inside(*asked, *options).code == 0
    assert "Example Pharmacy" in (tmp_path / "build/tiny-en-own.txt").read_text()


def test_new_language_begins_the_catalogs_of_sheets(run_inside: Command) -> None:
    run_inside("new", "sheet", "tiny")
    done = run_inside("new", "language", "es")
    assert (done.code, "name the sheets to translate" in done.err) == (2, True)
    done = run_inside("new", "language", "es", "tiny")
    assert done.out == "my-library/locales/es/LC_MESSAGES/tiny.po\n"
    checked = run_inside("check", "tiny", "--library", "my-library")
    assert (checked.code, "[translation-empty]" in checked.err) == (4, True)


def test_new_order_file_is_one_that_can_be_printed(run_inside: Command, tmp_path: Path) -> None:
    from leaflets import example_orders

    assert run_inside("new", "order-file").out == "orders.csv\n"
    assert (tmp_path / "orders.csv").read_text() == example_orders()
    assert run_inside("new", "order-file").code == 12


def test_documents_show_what_is_written_and_every_field(run_inside: Command) -> None:
    page = (ROOT / "docs/sheets.md").read_text()
    shown = page.partition("```yaml\n")[2].partition("```")[0]
    assert shown == (ROOT / "leaflets/desk/first_files/sheet.yaml").read_text()
    fields = run_inside("schema", "--fields").out
    assert page.endswith(f"\n\n{fields}")
    assert "| `name` | what the medicine is called | yes | `Azathioprine` |" in fields


def test_schema_says_what_each_field_is(run_inside: Command) -> None:
    schema = json.loads(run_inside("schema").out)
    assert schema["properties"]["review_by"]["examples"] == ["2028-01-31"]
    for name, part in {"Sheet": schema, **schema["$defs"]}.items():
        for field, said in part["properties"].items():
            told = name in ("Provenance", "GridBlock", "GridRow", "GridCell")
            told |= field in ("provenance", "part", "mark") or (name, field) == ("Item", "blocks")
            assert told or said.get("description"), f"{name}.{field}"


def test_list_of_a_sheet_tells_languages_editions_and_approvals(
    run_inside: Command, own_library: Path
) -> None:
    mine, day = ("--library", own_library), ("--date", "2026-11-30")
    given = ("--by", "Test, role", "--until", "2027-11-30")
    assert run_inside("approve", "tiny", "-l", "es", *given, *mine, *day).code == 0
    told = run_inside("list", "Minimex", *mine, *day).out.splitlines()
    heads, *rows = [line.split("\t") for line in told]
    assert heads == ["Language", "Review", "Approved by", "Until", "Editions"]
    assert [row[:4] for row in rows] == [
        ["en", "draft", "", ""],
        ["es", "approved", "Test, role", "2027-11-30"],
    ]
    assert {"standard", "large", "html", "eu-qrd"} <= set(rows[0][4].split(", "))
    assert run_inside("list", "zzz", *mine).code == 2


def test_json_of_what_is_listed(run_inside: Command, own_library: Path) -> None:
    mine = ("--json", "--library", own_library, "--date", "2026-11-30")
    sheets = json.loads(run_inside("list", *mine).out)["sheets"]
    assert ("tiny", ["en", "es"]) in [(one["id"], one["languages"]) for one in sheets]
    (english, _) = json.loads(run_inside("list", "tiny", *mine).out)["languages"]
    assert (english["language"], english["review"], english["until"]) == ("en", "draft", None)
    checked = json.loads(run_inside("check", "tiny", *mine).out)
    assert (checked["ok"], checked["problems"]) == (True, [])
    states = json.loads(run_inside("translations", "status", *mine).out)["catalogs"]
    assert {"language", "catalog", "missing", "review"} <= states[0].keys()
    store = json.loads(run_inside("store", "--json", "--store", own_library / "kept").out)
    assert (store["leaflets"], store["bytes"]) == (0, 0)
    (own_library / "sheets/tiny.yaml").write_text("id: tiny\n")
    done = run_inside("check", "tiny", *mine)
    assert done.code == 3
    assert json.loads(done.out)["problems"][0]["exit_code"] == 3


def test_library_in_force_is_told(run: Command, own_library: Path, tmp_path: Path) -> None:
    mine = {"LEAFLETS_LIBRARY": str(own_library)}
    done = run("list", "tiny", **mine)
    assert done.code == 0
    assert done.err == f"library: {own_library} (set in LEAFLETS_LIBRARY)\n"
    assert run("list", "tiny", "-q", **mine).err == ""
    (tmp_path / "empty").mkdir()
    typed = run("list", "tiny", "--library", "empty", **mine)
    assert (typed.code, "LEAFLETS_LIBRARY" in typed.err) == (2, False), "what is typed wins"
    (tmp_path / "leaflets.toml").write_text('library = "library"\n')
    done = run("list", "tiny")
    assert (done.code, done.err) == (0, "library: library (set in leaflets.toml)\n")
    made = run("new", "profile")
    assert made.out == "library/templates/profiles/own.yaml\n"


def test_what_one_always_types_stands_in_a_file(
    run_inside: Command, own_library: Path, tmp_path: Path
) -> None:
    file = tmp_path / "leaflets.toml"
    file.write_text(
        'library = "library"\n[leaflet]\nlanguage = "es"\nformat = "text"\noutput-dir = "out"\n'
        '[translations.update]\nlanguage = ["fr"]\n'
    )
    assert run_inside("leaflet", "tiny").out == "out/tiny-es.txt\n"
    assert run_inside("leaflet", "tiny", "-l", "en").out == "out/tiny-en.txt\n"
    file.write_text('[leaflet]\ndate = "2026-01-31"\ncolour = "red"\n[leaf]\n')
    done = run_inside("leaflet", "tiny")
    assert done.code == 2
    for said in ("leaflet.date: --date is typed", "leaflet.colour: no such option", "leaf: "):
        assert f"leaflets.toml: {said}" in done.err
    file.write_text("library = ")
    assert run_inside("list").code == 2


def test_verbose_tells_more_and_quiet_nothing(run_inside: Command) -> None:
    done = run_inside("list", "warfarin", "-v")
    assert "library: only the built-in one\n" in done.err
    assert "took " in done.err
    assert run_inside("list", "warfarin").err == run_inside("list", "warfarin", "-q").err == ""
    assert "next: " not in run_inside("new", "sheet", "tiny", "--quiet").err


def leaves(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its whole name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{before}{name} ")
        else:
            yield before + name, command


def test_help_shows_two_examples_that_can_be_typed(run_inside: Command) -> None:
    for name, command in leaves(cli):
        told = run_inside(*name.split(), "--help").out
        examples = re.findall(r"^    leaflets (.*)$", told, re.M)
        assert len(examples) == 2, name
        for example in examples:
            words = shlex.split(example.partition(" > ")[0])
            assert " ".join(words).startswith(name)
            assert command.make_context(name, words[len(name.split()) :])


def test_help_shows_defaults(run_inside: Command) -> None:
    told = run_inside("leaflet", "--help").out
    assert "Default: standard, 12." in told
    assert "[default: ua-1]" in told


def test_readme_has_the_exit_codes_of_the_help(run_inside: Command) -> None:
    told = " ".join(run_inside("--help").out.partition("Exit codes:")[2].split())
    assert told.endswith("the lowest of their codes above 2.")
    assert f"Exit codes: {told}" in " ".join((ROOT / "README.md").read_text().split())


def test_open_shows_what_was_made(run_inside: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("click.launch", lambda path: shown.append(path) or 0)
    asked = ("leaflet", "warfarin", "--format", "text", "--open")
    assert run_inside(*asked).out.split() == shown == ["build/warfarin-en.txt"]


@pytest.mark.parametrize(("shell", "said"), [("bash", "complete"), ("zsh", "compdef")])
def test_shell_completion(shell: str, said: str, tmp_path: Path) -> None:
    code = "import sys; sys.argv = ['leaflets']; from leaflets.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"_LEAFLETS_COMPLETE": f"{shell}_source"},
        check=False,
    )
    assert said in done.stdout
    assert f"_LEAFLETS_COMPLETE={shell}_source" in (ROOT / "docs/commands.md").read_text()


def test_import_tells_its_remarks_without_a_report(
    run_inside: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = ROOT / "docs/example-label.xml"
    said = "minimex-tablets: language-unknown: neither the file nor the text tells the language"
    assert said in run_inside("import", label).err
    assert said not in run_inside("import", label, "-q").err
    monkeypatch.setattr("leaflets.cli.import_command._MOST_REMARKS", 1)
    done = run_inside("import", label)
    assert "minimex-tablets: and 1 more; -v tells them, --report FILE saves them" in done.err
    assert said in run_inside("import", label, "-v").err
