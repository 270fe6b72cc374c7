"""Profiles and the one-page summary: parts, order, headings, and what has no place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from by_hand import make_leaflet
from conftest import EVERY_LANGUAGE, WOUNDED, Run
from wounded_input import check, expected

from leaflets.edition.editions import Edition, refusal
from leaflets.edition.profiles import profile_names
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.render.one_language import outlined
from leaflets.verify.extraction import extract
from leaflets.verify.verified import Verified

Make = Callable[..., Verified]


def headings(made: Verified) -> list[str]:
    """What stands in the headings of the sections, in order."""
    return [
        section.heading.text
        for chapter in made.record.outline.chapters
        for section in chapter.sections
        if section.heading
    ]


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["en", "es", "fr"])
def test_six_headings_of_the_eu(tag: str, make: Make) -> None:
    made = make(tag, Edition(profile="eu-qrd"))
    assert [text.partition(".")[0] for text in headings(made)] == list("123456")
    said = extract(made.content).structure.sequence
    order = [identity for identity in said if identity.startswith("heading:")]
    assert order == [
        f"heading:{n}" for n in ("what", "before", "how", "effects", "storage", "contents")
    ]
    assert said.index("heading:contents") < said.index("forms.tablets")


@pytest.mark.slow
def test_australian_summary_then_the_full_text(make: Make) -> None:
    made = make("en", Edition(profile="au-cmi"))
    said = [i.partition("#")[0] for i in extract(made.content).structure.sequence]
    questions = ["why", "before", "medicines", "how", "while", "effects"]
    order = [
        identity.removeprefix("heading:") for identity in said if identity.startswith("heading:")
    ]
    assert order == ["summary", *questions, *questions, "details"]
    assert said.count("warnings.infection.text") == 2
    assert said.count("side_effects.mild.hair.name") == 1


def test_american_page_claims_nothing(make: Make) -> None:
    made = make("en", Edition(profile="us-pmi"))
    assert made.pages == 1
    text = "".join(run.text for page in extract(made.content).pages for run in page.runs)
    assert "Medication Guide" not in text
    assert "approved by FDA" not in text
    assert headings(made)[:4] == [
        "What is it used for?",
        "Most important",
        "Common side effects",
        "How to take it",
    ]


def test_built_in_profiles_have_a_place_for_everything(built_in: Library) -> None:
    """Also for what azathioprine does not have."""
    from conftest import SAMPLE_LIBRARY

    found = library([SAMPLE_LIBRARY])
    file = found.find_sheet("rich")
    for name in profile_names(found.all("templates")):
        if name in ("plain", "eu-qrd"):
            edition = Edition(profile=name)
            made = make_leaflet(found, file, language("en"), edition)
            assert made.record.outline.chapters


@pytest.mark.parametrize(
    ("tag", "profile"), [("ar", "eu-qrd"), ("es", "au-cmi"), ("fr", "us-pmi"), ("hi", "au-cmi")]
)
def test_language_without_the_regulators_headings(
    tag: str, profile: str, built_in: Library
) -> None:
    with pytest.raises(LeafletsError, match=f"profile {profile} (does not exist|is for)") as caught:
        make_leaflet(
            built_in, built_in.find_sheet("azathioprine"), language(tag), Edition(profile=profile)
        )
    assert caught.value.exit_code == 2


@pytest.mark.slow
def test_all_languages_are_those_that_have_it(run: Callable[..., Run]) -> None:
    done = run("leaflet", "azathioprine", "--language", "all", "--profile", "eu-qrd")
    assert done.code == 0, done.err
    assert [line.partition("build/azathioprine-")[2] for line in done.out.splitlines()] == [
        "en-eu-qrd.pdf",
        "es-eu-qrd.pdf",
        "fr-eu-qrd.pdf",
    ]
    assert "not in ar: the profile eu-qrd does not exist in ar" in done.err


@pytest.mark.parametrize(
    "file", sorted((WOUNDED / "profiles").iterdir()), ids=lambda file: file.stem
)
def test_wounded_profile(file: Path, own_library: Path) -> None:
    (own_library / "templates/profiles").mkdir(parents=True)
    shutil.copy(file, own_library / "templates/profiles/own.yaml")
    found = library([own_library])
    with pytest.raises(LeafletsError) as caught:
        make_leaflet(found, found.find_sheet("tiny"), language("en"), Edition(profile="own"))
    check(caught.value, expected(file))


def test_own_profile(own_library: Path) -> None:
    (own_library / "templates/profiles").mkdir(parents=True)
    (own_library / "templates/profiles/own.yaml").write_text(
        "prints: [full]\nfull:\n  - {word: heading.uses, parts: [uses, about.what]}\n"
    )
    found = library([own_library])
    made = make_leaflet(found, found.find_sheet("tiny"), language("en"), Edition(profile="own"))
    said = extract(made.content).structure.sequence
    assert said.index("uses.groups.test.text") < said.index("about.what.what.text")


@pytest.mark.slow
def test_unknown_profile(run: Callable[..., Run]) -> None:
    done = run("leaflet", "azathioprine", "--profile", "nothing")
    assert (done.code, "there are au-cmi, eu-qrd, plain, us-pmi" in done.err) == (2, True)
    assert run("leaflet", "azathioprine", "--profile", "../up").code == 2


FITTING = [tag for tag in EVERY_LANGUAGE if getattr(tag, "values", ("",)) != ("ta",)]
"""Tamil words take half as much room again: test_all_leaves_out_what_does_not_fit."""


@pytest.mark.slow
@pytest.mark.parametrize("tag", [*FITTING, "en-US", "es-MX", "fr-CA"])
def test_summary_is_one_page(tag: str, built_in: Library) -> None:
    from leaflets.edition.editions import default_paper

    named = language(tag)
    edition = Edition(summary=True, paper=default_paper(named))
    made = make_leaflet(built_in, built_in.find_sheet("azathioprine"), named, edition)
    (page,) = extract(made.content).pages
    assert min(run.size for run in page.runs if run.text.strip()) >= 9.99
    said = extract(made.content).structure.sequence
    for part in ("uses", "warnings", "how_to_take", "side_effects.mild", "side_effects.emergency"):
        assert any(identity.startswith(part) for identity in said), part
    assert "disclaimer.1" in said


@pytest.mark.slow
def test_summary_that_does_not_fit(own_library: Path) -> None:
    file = own_library / "sheets/tiny.yaml"
    words = "Many words that nobody needs on one page. " * 200
    long = file.read_text().replace("This is a made-up medicine for tests.", words)
    file.write_text(long + "summary: [about, uses]\n")
    found = library([own_library])
    with pytest.raises(LeafletsError) as caught:
        make_leaflet(found, found.find_sheet("tiny"), language("en"), Edition(summary=True))
    (problem,) = caught.value.problems
    assert problem.code == "rendering-more-than-a-page"
    millimetres = int(problem.message.split(" mm ")[0].rpartition(" ")[2])
    assert 100 < millimetres < 1000
    assert "about.what.what (8399 characters)" in problem.message


def test_sheet_without_a_summary(own_library: Path) -> None:
    found = library([own_library])
    with pytest.raises(LeafletsError) as caught:
        make_leaflet(found, found.find_sheet("tiny"), language("en"), Edition(summary=True))
    assert [p.code for p in caught.value.problems] == ["sheet-no-summary"]


def test_summary_says_only_what_is_marked(built_in: Library) -> None:
    file = built_in.find_sheet("azathioprine")
    made = make_leaflet(built_in, file, language("en"), Edition(summary=True, format="text"))
    text = made.content.decode()
    assert "Nausea (feeling sick)" in text
    assert "Hair loss" not in text
    assert "Flu shots" not in text


REFUSED = [
    {"summary": True, "profile": "eu-qrd"},
    {"summary": True, "size": "large"},
    {"summary": True, "paper": "a5"},
    {"profile": "us-pmi", "size": "extra-large"},
    {"profile": "us-pmi", "paper": "a5"},
    {"format": "html", "size": "large"},
    {"format": "brf", "size": "large"},
    {"format": "brf", "paper": "letter"},
    {"format": "html", "conformance": "ua-2"},
]


@pytest.mark.parametrize("options", REFUSED, ids=str)
def test_editions_that_do_not_exist(options: dict[str, object]) -> None:
    assert refusal(Edition.model_validate(options))


def test_outline_is_in_the_record(built_in: Library, make: Make) -> None:
    made = make("en", Edition(profile="eu-qrd"))
    file = built_in.find_sheet("azathioprine")
    record = made.record
    again = outlined(built_in, file, language("en"), record.edition, record.leaflet)
    assert record.outline == again
