"""The store: what goes in comes out, or nothing does."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE_LIBRARY, Run

from leaflets.content.localize import PersonLine
from leaflets.content.record import Area
from leaflets.edition.editions import Edition
from leaflets.language.tags import language
from leaflets.library.libraries import library
from leaflets.making import store
from leaflets.making.recipe import Prepared, make_leaflet, prepare
from leaflets.making.shelf import Shelf, shelf_at
from leaflets.making.store import (
    StoredLeaflet,
    answer,
    get,
    leaflet_key,
    library_key,
    put,
    remember,
    stored,
    trim,
)

KEY, OTHER_KEY, REQUEST = "ab" * 32, "12" * 32, "cd" * 32
LEAFLET = StoredLeaflet(
    b"%PDF-1.7 and more", 3, "cd" * 32, "draft", False, Area(left=1, bottom=2, width=3, height=4),
    (("cd" * 32, "ef" * 32),), "tiny", "en", Edition().model_dump_json(),
)  # fmt: skip
SECRET = b"s" * 32


@pytest.fixture(params=["folder", "memory"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    """A shelf in a folder, and one on a file system of fsspec's."""
    if request.param == "folder":
        return shelf_at(str(tmp_path / "store"))
    return shelf_at(f"memory://{tmp_path.name}")


def test_what_goes_in_comes_out(shelf: Shelf) -> None:
    assert get(shelf, KEY) is None
    put(shelf, KEY, LEAFLET)
    assert get(shelf, KEY) == LEAFLET


@pytest.mark.parametrize("place", [0, 20, -1])
def test_changed_byte_is_a_miss_and_goes(place: int, shelf: Shelf) -> None:
    put(shelf, KEY, LEAFLET)
    (item,) = shelf.items()
    content = bytearray(shelf.read(item.name) or b"")
    content[place] ^= 1
    shelf.write(item.name, bytes(content))
    assert get(shelf, KEY) is None
    assert list(shelf.items()) == []


def test_what_answered_a_request_answers_it_again(shelf: Shelf) -> None:
    put(shelf, KEY, LEAFLET)
    remember(shelf, REQUEST, KEY, LEAFLET, SECRET)
    assert answer(shelf, REQUEST, SECRET) == LEAFLET
    assert answer(shelf, KEY, SECRET) is None
    assert answer(shelf, REQUEST, b"t" * 32) is None


OTHER = replace(LEAFLET, content=b"%PDF-1.7 of another medicine", sheet="rich")


@pytest.mark.parametrize(
    "other",
    [
        OTHER,
        replace(LEAFLET, text="ef" * 32),
        replace(LEAFLET, says=(("cd" * 32, "ab" * 32),)),
        replace(LEAFLET, pages=4),
        replace(LEAFLET, area=Area(left=1, bottom=2, width=3, height=5)),
        replace(LEAFLET, area=None),
        replace(LEAFLET, state="approved"),
        replace(LEAFLET, right_to_left=True),
        replace(LEAFLET, language="es"),
        replace(LEAFLET, edition=Edition(size="large").model_dump_json()),
    ],
)
@pytest.mark.parametrize("change", ["index", "leaflet"])
def test_a_request_is_not_answered_with_another_leaflet(
    change: str, other: StoredLeaflet, shelf: Shelf
) -> None:
    """With one line of the index changed, another medicine's leaflet was printed."""
    put(shelf, KEY, LEAFLET)
    remember(shelf, REQUEST, KEY, LEAFLET, SECRET)
    if change == "leaflet":
        put(shelf, KEY, other)
    else:
        put(shelf, OTHER_KEY, other)
        (name,) = (item.name for item in shelf.items() if item.name.startswith("requests/"))
        line = (shelf.read(name) or b"").decode()
        shelf.write(name, line.replace(KEY, OTHER_KEY).encode())
        shelf.write(name.replace(REQUEST, KEY).replace("/cd/", "/ab/"), line.encode())
    assert answer(shelf, REQUEST, SECRET) is None
    assert answer(shelf, KEY, SECRET) is None


def test_trimming_keeps_what_was_used_last(tmp_path: Path) -> None:
    import os

    shelf = shelf_at(str(tmp_path))
    keys = [f"{number:02x}" * 32 for number in range(4)]
    for number, key in enumerate(keys):
        put(shelf, key, LEAFLET)
        (file,) = tmp_path.glob(f"leaflets/*/{key}")
        os.utime(file, (number, number))
    get(shelf, keys[0])
    size = next(shelf.items()).size
    assert trim(shelf, 2 * size) == 2 * size
    assert [bool(get(shelf, key)) for key in keys] == [True, False, False, True]


@pytest.fixture(scope="module")
def ready() -> Prepared:
    found = library([SAMPLE_LIBRARY])
    return prepare(found, found.find_sheet("tiny"), language("en"), Edition())


@pytest.mark.parametrize(
    "change",
    [
        lambda r: replace(r, page=replace(r.page, sizes=(r.page.html + " ",))),
        lambda r: replace(r, page=replace(r.page, resources={**r.page.resources, "x": b"y"})),
        lambda r: replace(r, data=r.data + " "),
        lambda r: replace(r, written=r.written + datetime.timedelta(1)),
    ],
    ids=["page", "resource", "data", "date"],
)
def test_key_changes_with_whatever_changes_the_bytes(
    change: Callable[[Prepared], Prepared], ready: Prepared
) -> None:
    other = change(ready)
    assert leaflet_key(ready.page, ready.data, ready.written) != leaflet_key(
        other.page, other.data, other.written
    )


def test_key_changes_with_the_libraries(ready: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    before = leaflet_key(ready.page, ready.data, ready.written)
    store._makers.cache_clear()
    monkeypatch.setattr(store, "versions", lambda: ["weasyprint 71.0"])
    assert leaflet_key(ready.page, ready.data, ready.written) != before
    store._makers.cache_clear()


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("sheets/tiny.yaml", True),
        ("locales/es/LC_MESSAGES/tiny.po", True),
        ("templates/leaflet.css.j2", True),
        ("approvals/tiny-en-0123.yaml", True),
        ("publisher.yaml", True),
        ("notes.txt", False),
    ],
)
def test_library_key_changes_with_every_file_of_the_library(
    file: str, changes: bool, own_library: Path
) -> None:
    before = library_key(library([own_library]))
    target = own_library / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text((target.read_text() if target.exists() else "") + "\n# changed\n")
    assert (library_key(library([own_library])) != before) == changes


def test_patients_own_copy_never_goes_in() -> None:
    found = library([SAMPLE_LIBRARY])
    made = make_leaflet(found, found.find_sheet("tiny"), language("en"), Edition())
    assert stored(made).content == made.content
    person = (PersonLine(key="panel.name", text="Example Patient"),)
    said = made.record.leaflet.model_copy(update={"person": person})
    personal = replace(made, record=made.record.model_copy(update={"leaflet": said}))
    with pytest.raises(AssertionError, match="never go into the store"):
        stored(personal)


def test_several_processes_write_the_same_key(tmp_path: Path) -> None:
    code = (
        "import sys; from leaflets.making.shelf import shelf_at; from leaflets.making.store import *\n"
        "from leaflets.making.store import put, get\n"
        "leaflet = StoredLeaflet(b'%PDF' * 100_000, 3, '', 'draft', False, None, (), '', '', '')\n"
        "shelf = shelf_at(sys.argv[1])\n"
        "for _ in range(30):\n"
        "    put(shelf, 'ab' * 32, leaflet)\n"
        "    assert get(shelf, 'ab' * 32) == leaflet\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    running = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [one.wait() for one in running] == [0, 0, 0]
    assert len(list(shelf_at(str(tmp_path)).items())) == 1


def test_command_shows_and_clears(
    run_inside: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    put(shelf_at(str(tmp_path / "cache/leaflets")), KEY, LEAFLET)
    assert "1 leaflets, 0.0 MB" in run_inside("store").out
    assert "0 leaflets" in run_inside("store", "--clear").out
    assert run_inside("store", "--store", "nowhere://x").code == 2
