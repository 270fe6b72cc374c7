"""The store: what goes in comes out, or nothing does."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from by_hand import make_leaflet, prepare
from conftest import ROOT, SAMPLE_LIBRARY, Run

from leaflets.admission.wishes import PersonLine
from leaflets.content.record import Area
from leaflets.edition.editions import Edition
from leaflets.language.tags import language
from leaflets.library.libraries import library
from leaflets.making import store
from leaflets.making.recipe import Ready
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
from leaflets.render.task import Task
from leaflets.verify.verified import passed

KEY, OTHER_KEY, REQUEST = "ab" * 32, "12" * 32, "cd" * 32
SECRET = b"s" * 32


def forged(**values: object) -> StoredLeaflet:
    """A stored leaflet as somebody would forge it who can write in the store."""
    made = object.__new__(StoredLeaflet)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


def changed(leaflet: StoredLeaflet, **values: object) -> StoredLeaflet:
    """The same with something else in it."""
    return forged(**{**vars(leaflet), **values})


LEAFLET = forged(
    content=b"%PDF-1.7 and more",
    pages=3,
    text="cd" * 32,
    state="draft",
    right_to_left=False,
    area=Area(left=1, bottom=2, width=3, height=4),
    says=(("cd" * 32, "ef" * 32),),
    sheet="tiny",
    language="en",
    edition=Edition().model_dump_json(),
)


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


OTHER = changed(LEAFLET, content=b"%PDF-1.7 of another medicine", sheet="rich")


@pytest.mark.parametrize(
    "other",
    [
        OTHER,
        changed(LEAFLET, text="ef" * 32),
        changed(LEAFLET, says=(("cd" * 32, "ab" * 32),)),
        changed(LEAFLET, pages=4),
        changed(LEAFLET, area=Area(left=1, bottom=2, width=3, height=5)),
        changed(LEAFLET, area=None),
        changed(LEAFLET, state="approved"),
        changed(LEAFLET, right_to_left=True),
        changed(LEAFLET, language="es"),
        changed(LEAFLET, edition=Edition(size="large").model_dump_json()),
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
def ready() -> Ready:
    found = library([SAMPLE_LIBRARY])
    return prepare(found, found.find_sheet("tiny"), language("en"), Edition())


@pytest.mark.parametrize(
    "change",
    [
        lambda t: replace(t, page=replace(t.page, sizes=(t.page.html + " ",))),
        lambda t: replace(t, page=replace(t.page, resources={**t.page.resources, "x": b"y"})),
        lambda t: replace(t, data=t.data + " "),
        lambda t: replace(t, written=t.written + datetime.timedelta(1)),
        lambda t: replace(t, conformance="ua-2"),
        lambda t: replace(t, attach="epi"),
    ],
    ids=["page", "resource", "data", "date", "conformance", "attachment"],
)
def test_key_changes_with_whatever_changes_the_bytes(
    change: Callable[[Task], Task], ready: Ready
) -> None:
    assert leaflet_key(ready.task) != leaflet_key(change(ready.task))


def test_key_changes_with_the_libraries(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    before = leaflet_key(ready.task)
    store._makers.cache_clear()
    monkeypatch.setattr(store, "versions", lambda: ["weasyprint 71.0"])
    assert leaflet_key(ready.task) != before
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
    personal = passed(made.content, made.record.model_copy(update={"leaflet": said}), made.pages)
    with pytest.raises(AssertionError, match="never go into the store"):
        stored(personal)


@pytest.mark.slow
def test_several_processes_write_the_same_key(tmp_path: Path) -> None:
    code = (
        "import sys; from leaflets.making.shelf import shelf_at\n"
        "from leaflets.making.store import *\n"
        "from leaflets.making.store import put, get\n"
        "sys.path[:0] = [sys.argv[2], sys.argv[2] + '/making']\n"
        "from test_store import LEAFLET, changed\n"
        "leaflet = changed(LEAFLET, content=b'%PDF' * 100_000)\n"
        "shelf = shelf_at(sys.argv[1])\n"
        "for _ in range(30):\n"
        "    put(shelf, 'ab' * 32, leaflet)\n"
        "    assert get(shelf, 'ab' * 32) == leaflet\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path), str(ROOT / "tests")]
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
