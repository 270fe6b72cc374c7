"""docs/python.md says what is so: its examples are run."""

from __future__ import annotations

import doctest
import os
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE_LIBRARY


@pytest.mark.slow
def test_examples_give_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder where `my-library` is what README says it is."""
    shutil.copytree(SAMPLE_LIBRARY, tmp_path / "my-library")
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    done = doctest.testfile(
        str(ROOT / "docs/python.md"), module_relative=False, optionflags=doctest.FAIL_FAST
    )
    assert done.failed == 0
    assert done.attempted > 15
    assert dict(os.environ) == before
