"""What a library keeps of what leaflets say: said once, for anyone, and nothing of a patient."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from by_hand import admitted

from leaflets.admission.wishes import PersonLine, Release
from leaflets.content import speak
from leaflets.desk.review import approve_text
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.making.recipe import Ready, prepare
from leaflets.render import one_language, paired
from leaflets.snapshot import Snapshot

DAY = date(2026, 12, 1)
RELEASE = Release(DAY)
EDITIONS = (
    Edition(),
    Edition(paper="letter"),
    Edition(size="large"),
    Edition(size="extra-large", paper="letter"),
    Edition(format="html"),
    Edition(format="text"),
    Edition(beside="en"),
    Edition(beside="en", paper="letter"),
)
CANARY = "Zyxwvutsrq"


def ready(
    found: Library,
    tag: str,
    edition: Edition | None = None,
    release: Release = RELEASE,
    sheet: str = "tiny",
    **more: Any,
) -> Ready:
    """A leaflet of a sheet, ready to be typeset."""
    wanted = edition or Edition()
    job = admitted(found, found.find_sheet(sheet), language(tag), wanted, None, release, **more)
    return prepare(job)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each step is taken that is the same for several editions."""
    calls: Counter[str] = Counter()

    def count(module: object, name: str) -> None:
        step: Callable[..., object] = getattr(module, name)

        def noted(*args: Any, **named: Any) -> object:
            calls[name] += 1
            return step(*args, **named)

        monkeypatch.setattr(module, name, noted)

    count(speak, "localize")
    count(speak, "word_problems")
    count(speak, "statement_of")
    count(one_language, "content")
    count(paired, "_Pairing")
    return calls


def test_what_a_sheet_says_in_a_language_is_said_once(
    own_library: Path, counted: Counter[str]
) -> None:
    found = library([own_library])
    for edition in EDITIONS:
        ready(found, "es", edition)
    # Spanish, and English beside it.
    assert counted["localize"] == 2
    assert counted["word_problems"] == 2
    assert counted["statement_of"] == 2
    # Columns, lists, web page, plain text; two languages side by side.
    assert counted["content"] == 4 + 2
    assert counted["_Pairing"] == 1


def test_the_words_of_a_language_are_checked_once_for_all_sheets(
    own_library: Path, counted: Counter[str]
) -> None:
    found = library([own_library])
    ready(found, "en", sheet="tiny")
    ready(found, "en", sheet="rich")
    assert counted["localize"] == 2
    assert counted["word_problems"] == 1


def test_kept_or_not_a_leaflet_is_the_same(
    own_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = library([own_library])
    kept = [ready(found, "es", edition).task for edition in (*EDITIONS, *EDITIONS)]
    monkeypatch.setattr(Snapshot, "lately", lambda _self, make, *args: make(*args))
    fresh = [ready(library([own_library]), "es", edition).task for edition in EDITIONS]
    for old, new in zip(kept, [*fresh, *fresh], strict=True):
        assert (old.page.sizes, old.data) == (new.page.sizes, new.data)


def reached(start: object) -> list[object]:
    """Everything that a value holds, as far as the garbage collector can tell."""
    seen: dict[int, object] = {}
    waiting = [start]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type) or callable(one):
            continue
        seen[id(one)] = one
        waiting += gc.get_referents(one)
    return list(seen.values())


@pytest.mark.parametrize(
    "edition", [Edition(), Edition(format="html"), Edition(beside="es")], ids=str
)
def test_nothing_of_a_patient_is_kept(edition: Edition) -> None:
    found = library()
    file, named = found.find_sheet("azathioprine"), language("en")
    plan = parse_dose("morning=2 tablets of 50 mg")
    lines = () if edition.beside else (PersonLine(key="panel.name", text=CANARY),)
    job = admitted(found, file, named, edition, plan, Release(file.sheet.date), lines)
    made = prepare(job)
    assert made.record.leaflet.plan
    dose = made.record.leaflet.plan.rows[0].amount
    assert bool(lines) == (CANARY in made.laid.page.html)
    held = [one for one in reached(found.files) if isinstance(one, str | bytes)]
    assert any(file.sheet.name == one for one in held), "it looks where things are kept"
    for one in held:
        text = one.decode("utf-8", "replace") if isinstance(one, bytes) else one
        assert CANARY not in text
        assert text != dose


def test_two_territories_have_two_numbers_to_call(own_library: Path) -> None:
    (own_library / "publisher.yaml").write_text(
        "name: Example\nemergency_numbers: {MX: '911', ES: '112'}\n"
    )
    found = library([own_library])
    said = {tag: ready(found, tag).record.leaflet.emergency for tag in ("es-MX", "es-ES", "es")}
    assert len(set(said.values())) == 3
    assert "911" in said["es-MX"][0]
    beside = ready(found, "es-MX", Edition(beside="en")).record.beside
    assert beside
    assert "911" in beside.leaflet.emergency[0]
    alone = ready(found, "en").record.leaflet.emergency
    assert "911" not in alone[0]


def test_each_day_is_asked_of_its_own(own_library: Path) -> None:
    until = DAY + timedelta(days=5)
    approve_text(library([own_library]), "tiny", "en", "A. Reviewer, pharmacist", DAY, until)
    found = library([own_library])
    for days, state in ((0, "approved"), (5, "approved"), (6, "draft"), (-1, "draft")):
        release = Release(DAY + timedelta(days=days))
        for _ in range(2):
            assert ready(found, "en", release=release).record.leaflet.review.state == state
    late = Release(DAY + timedelta(days=6), approved_only=True)
    for _ in range(2):
        with pytest.raises(LeafletsError, match="its approval is valid"):
            ready(found, "en", release=late)


def test_a_change_is_seen_by_another_library_only(own_library: Path) -> None:
    found = library([own_library])
    before = ready(found, "en").task.data
    sheet = own_library / "sheets/tiny.yaml"
    sheet.write_text(sheet.read_text().replace("name: Tiny", "name: Small", 1))
    assert ready(found, "en").task.data == before
    assert ready(found.again(), "en").record.leaflet.sheet.name == "Small"
    assert ready(library([own_library]), "en").record.leaflet.sheet.name == "Small"


def test_a_library_kept_for_days_holds_the_latest_only() -> None:
    files = Snapshot()
    made = Counter[int]()

    def make(number: int) -> int:
        made[number] += 1
        return number

    for number in range(1000):
        assert files.lately(make, 0) == 0
        assert files.lately(make, number) == number
    assert made[0] == 1, "what is asked for again and again is kept"
    assert len(files._lately[make]) == 64
    files.lately(make, 1)
    assert made[1] == 2


def test_threads_that_ask_at_once_get_the_same() -> None:
    files = Snapshot()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: files.lately(lambda k: [k], n % 3), range(300)))
    assert [one[0] for one in found] == [n % 3 for n in range(300)]
