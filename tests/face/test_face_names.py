"""The public names: what they are is kept in a file, so that a change of them is seen."""

from __future__ import annotations

import dataclasses
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import leaflets

FILE = Path(__file__).with_name("public_names.txt")


def described() -> Iterator[str]:
    """A line for each public name, and one for each public thing of a class."""
    for name in sorted(leaflets.__all__):
        value = getattr(leaflets, name)
        if name == "__version__":
            yield name
        elif not inspect.isclass(value):
            told = inspect.signature(value) if inspect.isfunction(value) else f" = {value}"
            yield f"{name}{told}"
        else:
            yield from described_class(name, value)


def described_class(name: str, kind: type) -> Iterator[str]:
    """What a program may use of a class: fields, properties and methods of ours."""
    bases = [base.__name__ for base in kind.__bases__ if base is not object]
    yield f"{name}({', '.join(bases)})"
    if dataclasses.is_dataclass(kind):
        fields = [field.name for field in dataclasses.fields(kind)]
    else:
        fields = list(getattr(kind, "__annotations__", {}))
    yield from (f"{name}.{one}" for one in fields if not one.startswith("_"))
    for one, value in sorted(vars(kind).items()):
        if one.startswith("_") or one in fields:
            continue
        if isinstance(value, property):
            yield f"{name}.{one}"
        elif inspect.isfunction(value):
            yield f"{name}.{one}{inspect.signature(value)}"


def test_public_names_are_those_that_were_published() -> None:
    """A name that goes or changes needs a new major version, a new one a minor version."""
    text = "".join(f"{line}\n" for line in described())
    text = re.sub(r"<function .*? at 0x[0-9a-f]+>", "…", text)
    assert text == FILE.read_text(), f"if that is meant, write it into {FILE.name}:\n{text}"


@pytest.mark.slow
def test_every_public_name_is_there_for_programs_and_for_type_checkers(tmp_path: Path) -> None:
    assert set(leaflets.__all__) <= set(dir(leaflets))
    assert sorted(leaflets.__all__) == sorted(set(leaflets.__all__))
    with pytest.raises(AttributeError, match="no attribute 'pol'"):
        _ = leaflets.pol  # type: ignore[attr-defined]
    with pytest.raises(ImportError):
        exec("from leaflets import make_leaflet")
    program = tmp_path / "program.py"
    program.write_text(
        "import datetime\nimport leaflets\n"
        + "".join(f"leaflets.{name}\n" for name in leaflets.__all__)
        + "made: leaflets.Verified = leaflets.open_library('x').make('tiny', 'es', size='large')\n"
        "made.save('x.pdf')\n"
        "leaflets.open_library('x').make('tiny', size='huge')\n"
        "leaflets.open_library('x').make('tiny', sise='large')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(program)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = len(program.read_text().splitlines())
    faults = [int(line.split(":")[1]) for line in done.stdout.splitlines() if "error:" in line]
    assert faults == [lines - 1, lines], done.stdout


def test_importing_costs_next_to_nothing() -> None:
    """Every process that typesets imports it."""
    code = (
        "import sys; before = set(sys.modules)\n"
        "import leaflets\n"
        "print(sorted(n for n in set(sys.modules) - before if n.startswith('leaflets')))\n"
        "leaflets.pool, leaflets.shut_out, leaflets.EXIT_CODES\n"
        "heavy = {'pydantic', 'babel', 'weasyprint', 'rich', 'click', 'yaml', 'pikepdf'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["['leaflets', 'leaflets.version']", "[]"]


def public_calls() -> Iterator[tuple[str, Any]]:
    """Every public function and method, by its name."""
    for name in leaflets.__all__:
        value = getattr(leaflets, name)
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value):
            for one, method in vars(value).items():
                if inspect.isfunction(method) and not one.startswith("_"):
                    yield f"{name}.{one}", method


def test_no_public_name_builds_a_leaflet_around_the_door() -> None:
    """What comes back with a leaflet asks for a wish in plain words, or for what was let in."""
    makers = {
        name
        for name, call in public_calls()
        if re.search(r"Verified|Exported|Admitted", str(inspect.signature(call).return_annotation))
    }
    assert makers == {
        "Batch.make",
        "OpenLibrary.make",
        "OpenLibrary.export",
    }
    takers = {
        name
        for name, call in public_calls()
        if "bytes" in str(inspect.signature(call).parameters.values())
    }
    assert takers == set()


def test_nobody_builds_what_can_be_saved() -> None:
    values = {field.name: b"" for field in dataclasses.fields(leaflets.Verified)}
    with pytest.raises(TypeError):
        leaflets.Verified(**values)
    with pytest.raises(TypeError):
        leaflets.Verified(*values.values())


def test_command_line_uses_nothing_else() -> None:
    for file in (ROOT / "leaflets/cli").glob("*.py"):
        for line in file.read_text().splitlines():
            if match := re.match(r"\s*(?:from|import) (leaflets[\w.]*)", line):
                assert re.fullmatch(r"leaflets|leaflets\.cli(\.\w+)?", match[1]), f"{file}: {line}"


def test_today_is_read_in_two_places() -> None:
    """Today's date is one input: a default of the face and of the command line."""
    readers = {
        file.relative_to(ROOT / "leaflets").as_posix()
        for file in (ROOT / "leaflets").rglob("*.py")
        if re.search(r"datetime\.now\(|\.today\(", file.read_text())
    }
    assert readers == {"cli/options.py", "face/telling.py"}
