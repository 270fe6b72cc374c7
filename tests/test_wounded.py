"""What bad input gets: the file's name says what is wrong, its first line what must be said.

# expect: EXIT-CODE PROBLEM-CODE [line N] [field] ["words of the message"]
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from by_hand import make_all
from conftest import SAMPLE_LIBRARY, WOUNDED
from wounded_input import Expected, check, expected

from leaflets.errors import LeafletsError
from leaflets.library.libraries import library
from leaflets.making.batch import SeveralWanted, admit_all
from leaflets.render import page


def problems_of(folder: Path, sheet: str, language: str, target: Path) -> LeafletsError:
    from datetime import date

    found = library([folder])
    with pytest.raises(LeafletsError) as caught:
        make_all(admit_all(found, SeveralWanted([sheet], [language]), date(2026, 11, 22)))
    assert not target.exists()
    return caught.value


CASES = {
    kind: sorted(WOUNDED.joinpath(kind).iterdir()) for kind in ("sheets", "catalogs", "templates")
}


@pytest.mark.parametrize("file", CASES["sheets"], ids=lambda file: file.stem)
def test_wounded_sheet(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    (folder / "sheets").mkdir(parents=True)
    shutil.copy(file, folder / "sheets" / "tiny.yaml")
    error = problems_of(folder, "tiny", "en", tmp_path / "build")
    want = Expected(3, "sheet-not-a-mapping", 1, None, None)
    check(error, expected(file) if file.stat().st_size else want)


@pytest.mark.parametrize("file", CASES["catalogs"], ids=lambda file: file.stem)
def test_wounded_catalog(file: Path, own_library: Path, tmp_path: Path) -> None:
    shutil.copy(file, own_library / "locales/es/LC_MESSAGES/tiny.po")
    error = problems_of(own_library, "tiny", "es", tmp_path / "build")
    check(error, expected(file))
    assert all(found.file.endswith("tiny.po") for found in error.problems)


@pytest.mark.slow
# A limit that a destructor loses comes again (leaflets/limits.py); pytest hears of the first.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("file", CASES["templates"], ids=lambda file: file.name.split(".")[0])
def test_wounded_template(
    file: Path, own_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_library / "templates").mkdir()
    shutil.copy(file, own_library / "templates" / page.TEMPLATE)
    want = expected(file)
    # What ends by itself must not be cut short by a busy machine.
    monkeypatch.setattr(page, "SECONDS", 2.0 if want.code == "template-endless" else 60.0)
    check(problems_of(own_library, "tiny", "en", tmp_path / "build"), want)


def test_sound_library_is_not_wounded(tmp_path: Path) -> None:
    """The wounds above are the only difference to what succeeds here."""
    from datetime import date

    found = library([SAMPLE_LIBRARY])
    jobs = admit_all(found, SeveralWanted(["tiny"], ["en", "es"]), date(2026, 11, 22))
    assert len(make_all(jobs)) == 2


def test_huge_sheet(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    (folder / "sheets").mkdir(parents=True)
    (folder / "sheets/tiny.yaml").write_text("id: tiny\n# " + "x" * 1_000_000)
    error = problems_of(folder, "tiny", "en", tmp_path / "build")
    check(error, Expected(3, "sheet-too-large", None, None, None))


def test_all_problems_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    (folder / "sheets").mkdir(parents=True)
    text = (SAMPLE_LIBRARY / "sheets/tiny.yaml").read_text()
    broken = text.replace("name: Tiny", "nam: Tiny").replace("id: what, text", "id: W, text")
    (folder / "sheets/tiny.yaml").write_text(broken)
    error = problems_of(folder, "tiny", "en", tmp_path / "build")
    fields = [found.field for found in error.problems]
    assert fields == ["name", "nam", "about.what[0].id"]
