"""What several tests use: a library of small sheets, and the real leaflets, made once.

Tests stand in the folders of the rooms (docs/architecture.md). Beside this file stand those of the
ground (files, limits), of what goes through all rooms (names from outside, wounded inputs), of the
project and of the house, and what tests share or run in processes of their own.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from by_hand import make_leaflet

from leaflets.edition.editions import Edition, default_paper
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.verify.verified import Verified

ROOT = Path(__file__).parent.parent
TESTS = Path(__file__).parent
SAMPLE_LIBRARY = TESTS / "sample"
WOUNDED = TESTS / "wounded"
QUICK = ("en", "ar", "zh-Hans")
LANGUAGES = (
    "en",
    *sorted(
        file.parent.parent.name.replace("_", "-")
        for file in (ROOT / "locales").glob("*/LC_MESSAGES/azathioprine.po")
    ),
)
"""What ships."""
SCRIPTS = ("en", "am", "ar", "he", "hi", "ru", "ta", "th", "ur", "zh-Hans")
"""One language of each script, for what takes long."""
EVERY_LANGUAGE = [
    tag if tag in QUICK else pytest.param(tag, marks=pytest.mark.slow) for tag in LANGUAGES
]
"""The same as parameters of a test: a plain run tries a few, CI all."""
CI = os.environ.get("CI") == "true"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow tests out of a plain run."""
    if CI or config.getoption("-m") or any("::" in argument for argument in config.args):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


@dataclass(frozen=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Run]:
    """Run the command line in a folder of its own."""

    own = {
        "XDG_CACHE_HOME": str(tmp_path / ".cache"),
        "XDG_DATA_HOME": str(tmp_path / ".data"),
    }

    def command(*arguments: object, **environment: str) -> Run:
        done = subprocess.run(
            [sys.executable, ROOT / "generate.py", *map(str, arguments)],
            capture_output=True,
            cwd=tmp_path,
            env=os.environ | own | environment,
            check=False,
        )
        out = done.stdout.decode("utf-8", "replace")
        return Run(done.returncode, out, done.stderr.decode("utf-8", "replace"))

    return command


@pytest.fixture
def run_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    """The same in this process, which is quicker."""
    from leaflets.cli import main

    def command(*arguments: object) -> Run:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["generate.py", *map(str, arguments)])
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        capfd.readouterr()
        try:
            main()
        except SystemExit as done:
            told = capfd.readouterr()
            return Run(int(done.code or 0), told.out, told.err)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)

    return command


@pytest.fixture
def own_library(tmp_path: Path) -> Path:
    """A copy of the library of small sheets, to be changed."""
    folder = tmp_path / "library"
    shutil.copytree(SAMPLE_LIBRARY, folder)
    return folder


@pytest.fixture(scope="session")
def built_in() -> Library:
    """The library that ships."""
    return library()


@pytest.fixture(scope="session")
def make(built_in: Library) -> Callable[..., Verified]:
    """Make the azathioprine leaflet in a language and edition, once in a session."""
    made: dict[tuple[str, Edition], Verified] = {}

    def leaflet(tag: str, edition: Edition | None = None) -> Verified:
        named = language(tag)
        wanted = edition or Edition(paper=default_paper(named))
        if (tag, wanted) not in made:
            file = built_in.find_sheet("azathioprine")
            made[tag, wanted] = make_leaflet(built_in, file, named, wanted)
        return made[tag, wanted]

    return leaflet
