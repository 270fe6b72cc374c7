"""A program and the command line hear the same, to the letter, for the same wish."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run

import leaflets

DAY = datetime.date(2026, 11, 30)
REQUEST = {
    "resourceType": "MedicationRequest",
    "status": "active",
    "intent": "order",
    "medication": {"concept": {"text": "Another"}},
    "subject": {"display": "Test"},
}
EVERY_DAY = "morning=2 tablets of 2.5 mg"
ONE = "morning=1 tablet of 50 mg"

WISHES: dict[str, tuple[str, dict[str, Any]]] = {
    "an unknown sheet": ("nothing-like-it", {}),
    "nearly a sheet": ("azathioprin", {}),
    "an unknown language": ("tiny", {"language": "xx"}),
    "a language with a path in it": ("tiny", {"language": "en@/../../../x"}),
    "a path for a language": ("tiny", {"language": "../en"}),
    "a language with a NUL": ("tiny", {"language": "en\u2028"}),
    "beside a path": ("tiny", {"beside": "es@/../x"}),
    "beside itself": ("tiny", {"language": "es", "beside": "es-MX"}),
    "no translation": ("tiny", {"language": "nl"}),
    "another script": ("azathioprine", {"language": "zh-Hant-CN"}),
    "large on A5": ("tiny", {"size": "large", "paper": "a5"}),
    "a large summary": ("azathioprine", {"size": "extra-large", "summary": True}),
    "paper for a web page": ("tiny", {"format": "html", "paper": "letter"}),
    "large plain text": ("tiny", {"format": "text", "size": "large"}),
    "conformance of Braille": ("tiny", {"format": "brf", "conformance": "ua-2"}),
    "Braille that nobody knows": ("azathioprine", {"language": "th", "format": "brf"}),
    "an unknown profile": ("tiny", {"profile": "mine"}),
    "a path for a profile": ("tiny", {"profile": "../plain"}),
    "a profile of other languages": ("azathioprine", {"language": "ar", "profile": "eu-qrd"}),
    "a profile and a summary": ("azathioprine", {"profile": "eu-qrd", "summary": True}),
    "a proof as a web page": ("tiny", {"format": "html", "proof": True}),
    "something attached to text": ("tiny", {"format": "text", "attach": "epi"}),
    "a dose in a document": ("azathioprine", {"attach": "epi", "dose": ONE}),
    "once a week, not daily": ("methotrexate", {"dose": EVERY_DAY}),
    "too much": ("azathioprine", {"dose": "morning=20 tablets of 50 mg"}),
    "a plan that has ended": ("azathioprine", {"dose": f"{ONE}, until=2026-11-01"}),
    "no plan at all": ("azathioprine", {"dose": "when it hurts"}),
    "an empty dose": ("azathioprine", {"dose": ""}),
    "a dose of a sheet without limits": ("rich", {"dose": ONE}),
    "a dose and a prescription": ("tiny", {"dose": ONE, "prescription": "other.json"}),
    "a prescription that is not there": ("tiny", {"prescription": "nowhere.json"}),
    "a prescription for something else": ("tiny", {"prescription": "other.json"}),
    "a prescription that is none": ("tiny", {"prescription": "orders.csv"}),
    "an age without a dose": ("tiny", {"age": "4 years"}),
    "an age that is none": ("tiny", {"age": "four", "dose": ONE}),
    "a weight that is none": ("tiny", {"weight": "16,5 kg", "dose": ONE}),
    "too much for this child": (
        "paracetamol-children",
        {"dose": "every 6 hours=10 mL of 120 mg/5 mL", "age": "4 months"},
    ),
    "too little known of the child": (
        "paracetamol-children",
        {"dose": "every 6 hours=10 mL of 120 mg/5 mL"},
    ),
    "nobody has approved it": ("tiny", {"language": "es", "require_approved": True}),
    "past its review": ("expired", {}),
    "past its review, and more": ("expired", {"size": "large", "paper": "a5", "language": "nl"}),
    "a faulty sheet": ("broken", {}),
    "a faulty translation": ("wrong", {"language": "es"}),
    "a letter that no font has": ("glyphless", {"format": "html"}),
    "a summary of an imported sheet": ("imported", {"summary": True}),
    "everything at once": (
        "methotrexate",
        {"language": "nl", "size": "extra-large", "summary": True, "dose": EVERY_DAY},
    ),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[leaflets.Pool]:
    with leaflets.pool(1) as shared:
        yield shared


@pytest.fixture
def wounded(own_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library of small sheets with some that are faulty, beside files that are none."""
    monkeypatch.chdir(own_library.parent)
    sheets = own_library / "sheets"
    tiny = (sheets / "tiny.yaml").read_text()
    changes = {
        "expired": ("name: Tiny", "review_by: 2026-11-29\nname: Tiny"),
        "broken": ("name: Tiny", "nam: Tiny"),
        "glyphless": ("This is a made-up medicine for tests.", "Some \U00013080 of Egypt."),
        "wrong": ("2.5 mg", "2.5 mg"),
    }
    for name, (old, new) in changes.items():
        assert old in tiny
        (sheets / f"{name}.yaml").write_text(
            tiny.replace("id: tiny", f"id: {name}").replace(old, new)
        )
    catalogs = own_library / "locales/es/LC_MESSAGES"
    text = (catalogs / "tiny.po").read_text()
    (catalogs / "wrong.po").write_text(text.replace("Tome 2,5 mg", "Tome 25 mg"))
    (own_library.parent / "other.json").write_text(json.dumps(REQUEST))
    (own_library.parent / "orders.csv").write_text("sheet,language,copies\ntiny,en,1\n")
    return own_library


def typed(options: dict[str, Any]) -> list[str]:
    """The options as they are typed."""
    words: list[str] = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        words += [option] if value is True else [f"{option}={value}"]
    return words


@pytest.mark.parametrize("wish", WISHES)
def test_same_problems_for_the_same_wish(
    wish: str,
    wounded: Path,
    pool: leaflets.Pool,
    run_inside: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet, options = WISHES[wish]
    if sheet == "imported":
        report = leaflets.open_library().import_labels([ROOT / "docs/example-label.xml"], wounded)
        sheet = report.sheets[0].id
    with leaflets.open_library(wounded) as library:
        with pytest.raises(leaflets.LeafletsError) as caught:
            library.make(sheet, pool=pool, day=DAY, **options)
        tags = [options["language"]] if "language" in options else []
        others = {name: value for name, value in options.items() if name != "language"}
        with pytest.raises(leaflets.LeafletsError) as in_batch:
            library.batch([sheet], tags, day=DAY, **others).make(pool=pool)
    # Its processes are the shared ones: what starts them has tests of its own.
    monkeypatch.setattr(leaflets, "pool", lambda *_, **__: nullcontext(pool))
    done = run_inside(
        *("leaflet", sheet, *typed(options)),
        *("--library", wounded, "--date", DAY, "--errors", "json"),
    )
    told = json.loads(done.err)
    assert told["problems"] == caught.value.data["problems"]
    assert told["problems"] == in_batch.value.data["problems"]
    assert (done.code, told["exit_code"]) == (caught.value.exit_code,) * 2
    assert done.out == ""
    assert not (wounded.parent / "build").exists()


@pytest.mark.parametrize(
    "options",
    [
        {"paper": "a3"},
        {"size": "huge"},
        {"format": "epi"},
        {"format": "docx"},
        {"conformance": "ua-3"},
        {"attach": "xml"},
        {"size": None},
    ],
    ids=str,
)
def test_value_that_the_command_line_does_not_have(
    options: dict[str, Any], pool: leaflets.Pool
) -> None:
    with leaflets.open_library() as library, pytest.raises(leaflets.LeafletsError) as caught:
        library.make("azathioprine", pool=pool, day=DAY, **options)
    assert caught.value.exit_code == 2
    assert {problem.field for problem in caught.value.problems} == set(options)


def test_misspelt_option_is_never_left_out() -> None:
    with leaflets.open_library() as library, pytest.raises(TypeError, match="requires_approval"):
        library.make("azathioprine", requires_approval=True)  # type: ignore[call-arg]


def test_languages_are_never_letters_of_one() -> None:
    with leaflets.open_library() as library, pytest.raises(TypeError, match="as a list"):
        library.batch(["azathioprine"], "es")


def test_make_gives_one_leaflet() -> None:
    with leaflets.open_library() as library, pytest.raises(leaflets.LeafletsError, match="batch"):
        library.make("azathioprine", "all", day=DAY)


def test_every_option_of_the_command_has_its_keyword() -> None:
    from leaflets.cli.leaflet_command import leaflet

    names = {name for parameter in leaflet.params for name in parameter.opts if name[:2] == "--"}
    # Where the library is, on which day, where files go, how printed: said otherwise in a program.
    elsewhere = {
        "--impose",
        "--language",
        "--library",
        "--date",
        "--output-dir",
        "--output",
        "--report",
        "--open",
        "--verbose",
        "--quiet",
        "--sign",
        "--errors",
    }
    keywords = {f"--{name.replace('_', '-')}" for name in leaflets.LeafletOptions.__annotations__}
    assert names - elsewhere == keywords
