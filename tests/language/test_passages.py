"""Passages in another language: which one is told does not hang on the order of a set."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT

PROGRAM = """
from leaflets.language.passages import _language_of_run
print(_language_of_run("og ikke til med".split(), "en"))
"""


@pytest.mark.parametrize("seed", range(4))
def test_of_languages_with_as_many_small_words_the_same_one_is_told(seed: int) -> None:
    """Danish and Norwegian share these words."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "da\n"
