"""The house: rooms with one order, names that stand for one thing, and a page that is true."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict

import pytest
from conftest import ROOT

PACKAGE = ROOT / "leaflets"
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
MODULES = sorted(file for file in PACKAGE.rglob("*.py") if file.name != "__init__.py")
ROOMS = {file.parent.name for file in PACKAGE.glob("*/__init__.py")}
GROUND = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__"}


def layers() -> list[str]:
    """The layers of the contract, the lowest first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (found,) = (c for c in contracts["contracts"] if c["type"] == "layers")
    assert found["exhaustive"]
    return list(reversed(found["layers"]))


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_room_says_what_it_holds(room: str) -> None:
    told = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text())) or ""
    assert told.endswith("."), room
    assert (ROOT / "tests" / room).is_dir(), f"tests/{room}"


def test_tests_stand_in_rooms_that_exist() -> None:
    folders = {file.parent.name for file in (ROOT / "tests").glob("*/test_*.py")}
    assert folders <= ROOMS


def test_every_module_and_room_says_what_it_is_for() -> None:
    for module in PACKAGE.rglob("*.py"):
        assert ast.get_docstring(ast.parse(module.read_text())), module


def test_no_two_modules_share_a_name() -> None:
    places = defaultdict(list)
    for module in MODULES:
        places[module.stem].append(module.relative_to(PACKAGE))
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_no_class_has_the_name_of_one_in_another_module() -> None:
    places = defaultdict(list)
    for module in MODULES:
        for node in ast.parse(module.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module.relative_to(PACKAGE))
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_public_functions_say_what_comes_back() -> None:
    for module in MODULES:
        for node in ast.parse(module.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{module}: {node.name}"


def test_architecture_names_every_room_in_the_order_of_the_contract() -> None:
    table = PAGE.partition("## The rooms")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)/` \|", table, re.M)
    assert set(rows) == ROOMS
    assert rows == [layer for layer in layers() if layer in ROOMS]
    assert set(re.findall(r"`(\w+)\.py`", table)) >= GROUND


def test_what_the_page_names_exists() -> None:
    """Each path in backticks, in the repository or in the package."""
    named = set(re.findall(r"`([\w.-]+(?:/[\w.-]+)*/?)`", PAGE))
    paths = {name for name in named if "/" in name or name.endswith((".py", ".toml", ".yaml"))}
    assert len(paths) > 40
    assert not {p for p in paths if not (ROOT / p).exists() and not (PACKAGE / p).exists()}


def test_architecture_answers_where() -> None:
    """The three questions of a newcomer: each is answered by a file whose name says it."""
    table = PAGE.partition("## Where is")[2].partition("\n## ")[0]
    for words, file in {
        "the disclaimer": "library/disclaimers.py",
        "number checked": "translation/number_checks.py",
        "panel typeset": "printrun/panel_typesetting.py",
    }.items():
        (row,) = (line for line in table.splitlines() if words in line.partition("|")[2])
        assert f"`{file}`" in row
