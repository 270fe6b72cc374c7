"""Finding sheets, languages, catalogs, publishers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SAMPLE_LIBRARY, Run

from leaflets.content.speak import localized
from leaflets.edition.editions import Edition, default_paper, file_name
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.disclaimers import built_in_disclaimer, disclaimer_for
from leaflets.library.libraries import Library, library
from leaflets.translation.catalog_templates import template_of
from leaflets.translation.catalogs import read_catalog


@pytest.mark.parametrize("name", ["azathioprine", "Azathioprine", "imuran", "IMUREL", "L04AX01"])
def test_found_by_id_brand_or_code(name: str, built_in: Library) -> None:
    assert built_in.find_sheet(name).sheet.id == "azathioprine"


def test_unknown_name_suggests_the_nearest(built_in: Library) -> None:
    with pytest.raises(LeafletsError, match="did you mean azathioprine"):
        built_in.find_sheet("azathioprin")
    with pytest.raises(LeafletsError, match="did you mean imuran"):
        built_in.find_sheet("imurann")


def test_own_sheet_replaces_the_built_in_one(own_library: Path) -> None:
    text = (own_library / "sheets/tiny.yaml").read_text()
    (own_library / "sheets/azathioprine.yaml").write_text(
        text.replace("id: tiny", "id: azathioprine")
    )
    assert library([own_library]).find_sheet("azathioprine").sheet.name == "Tiny"


def test_languages_of_a_sheet(built_in: Library) -> None:
    sheet = built_in.find_sheet("azathioprine").sheet
    found = built_in.languages_of(sheet)
    assert found[0] == "en"
    assert set(found) >= {"ar", "es", "fr", "hi", "pt-BR", "ur", "zh-Hans"}


@pytest.mark.parametrize("tag", ["pt-PT", "pt", "nl", "ms", "zh"])
def test_never_from_another_script_or_language(tag: str, built_in: Library) -> None:
    file = built_in.find_sheet("azathioprine")
    with pytest.raises(LeafletsError) as caught:
        localized(built_in, file, language(tag))
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("tag", ["xx", "english", "", "en_US", "../en", "e" * 400])
def test_unknown_language(tag: str) -> None:
    with pytest.raises(LeafletsError) as caught:
        language(tag)
    assert caught.value.exit_code == 2


def test_region_chooses_paper_and_formats(built_in: Library) -> None:
    file = built_in.find_sheet("azathioprine")
    for tag, paper, date in (
        ("en-US", "letter", "November 22, 2026"),
        ("en-GB", "a4", "22 November 2026"),
        ("es-MX", "letter", "22 de noviembre de 2026"),
        ("es", "a4", "22 de noviembre de 2026"),
    ):
        named = language(tag)
        assert default_paper(named) == paper
        assert date in localized(built_in, file, named).version


def test_file_names() -> None:
    for tag, paper, name in (
        ("en", "a4", "x-en.pdf"),
        ("en", "letter", "x-en-letter.pdf"),
        ("en", "a5", "x-en-a5.pdf"),
        ("en-US", "letter", "x-en-US.pdf"),
        ("EN-us", "a4", "x-en-US-a4.pdf"),
        ("ZH-hans", "a4", "x-zh-Hans.pdf"),
    ):
        assert file_name("x", language(tag), Edition(paper=paper)) == name  # type: ignore[arg-type]


def test_catalog_template_is_stable_and_in_order(built_in: Library) -> None:
    file = built_in.find_sheet("azathioprine")
    made = template_of(file.sheet, file.source)
    assert made == (built_in.folders[-1] / "locales/azathioprine.pot").read_bytes()


def test_catalogs_hold_nothing_else(built_in: Library) -> None:
    """A message that no sheet has any more would mislead a translator."""
    locales = built_in.folders[-1] / "locales"
    for template in locales.glob("*.pot"):
        contexts = list(read_catalog(template).entries)
        for catalog in locales.glob(f"*/LC_MESSAGES/{template.stem}.po"):
            assert list(read_catalog(catalog).entries) == contexts, catalog


DISCLAIMER_POINTS = {
    "en": ("not tell you everything", "doctor", "qualified health professional", "condition",
           "procedure", "treatment", "with a prescription", "without a prescription", "vitamins",
           "supplements", "herbal"),
}  # fmt: skip


def test_built_in_disclaimer_makes_all_points() -> None:
    found = built_in_disclaimer(language("en"))
    assert found
    text = " ".join(found.paragraphs)
    assert all(point in text for point in DISCLAIMER_POINTS["en"])


def test_disclaimer_comes_from_the_package_only(own_library: Path) -> None:
    for folder in ("disclaimers", "locales/disclaimers", "leaflets/disclaimers"):
        (own_library / folder).mkdir(parents=True)
        (own_library / folder / "en.yaml").write_text("heading: None\nparagraphs: [None]\n")
    found = library([own_library])
    said = localized(found, found.find_sheet("tiny"), language("en"))
    assert said.disclaimer == built_in_disclaimer(language("en"))


PUBLISHER = """
name: Example Pharmacy
contact: ["1 Example Street", "+1 555 0100"]
emergency_numbers: {US: "911"}
disclaimer:
  en:
    heading: Our own words
    paragraphs: [Ask us first.]
"""


def test_publisher(own_library: Path) -> None:
    (own_library / "publisher.yaml").write_text(PUBLISHER)
    found = library([own_library])
    said = localized(found, found.find_sheet("tiny"), language("en-US"))
    assert said.disclaimer.heading == "Our own words"
    assert said.publisher == "Published by Example Pharmacy"
    assert said.emergency == ("Emergency number: 911",)
    assert said.contact == ("1 Example Street", "+1 555 0100")


def test_emergency_number_only_in_its_territory(own_library: Path) -> None:
    """A language alone is no territory: Spanish must not print the number of the US."""
    (own_library / "publisher.yaml").write_text(PUBLISHER.partition("disclaimer:")[0])
    found = library([own_library])
    for tag, number in (("en", None), ("es", None), ("en-GB", None), ("en-US", "911")):
        said = localized(found, found.find_sheet("tiny"), language(tag))
        neutral = said.words["emergency.none"]
        assert said.emergency == (f"Emergency number: {number}" if number else neutral,)


def test_publisher_without_the_language_is_an_error(own_library: Path) -> None:
    (own_library / "publisher.yaml").write_text(PUBLISHER)
    found = library([own_library])
    with pytest.raises(LeafletsError) as caught:
        localized(found, found.find_sheet("tiny"), language("es"))
    assert caught.value.problems[0].code == "translation-disclaimer"
    assert caught.value.exit_code == 4


def test_publishers_mistake_is_named(own_library: Path, run: Callable[..., Run]) -> None:
    (own_library / "publisher.yaml").write_text("nmae: Example\n")
    done = run("leaflet", "tiny", "--library", own_library)
    assert done.code == 3
    assert "publisher.yaml:1:1: nmae: unknown field" in done.err


def test_no_disclaimer_at_all() -> None:
    with pytest.raises(LeafletsError, match="no disclaimer"):
        disclaimer_for(language("cy"), {}, "")


def test_library_that_is_not_there(run: Callable[..., Run]) -> None:
    done = run("list", "--library", "nowhere")
    assert done.code == 8
    assert "nowhere: no such folder" in done.err


def test_sample_library_has_its_translation() -> None:
    found = library([SAMPLE_LIBRARY])
    assert found.languages_of(found.find_sheet("tiny").sheet) == ("en", "es")


def test_users_words_cannot_take_the_draft_notice_away(
    own_library: Path, built_in: Library
) -> None:
    catalog = built_in.folders[-1] / "locales/es/LC_MESSAGES/leaflets.po"
    words = catalog.read_text()
    notice = read_catalog(catalog).entries["draft.band"].text
    assert notice in words
    own = own_library / "locales/es/LC_MESSAGES/leaflets.po"
    own.write_text(words.replace(notice, "Esto no es un borrador"))
    found = library([own_library])
    said = localized(found, found.find_sheet("tiny"), language("es"))
    assert said.words["draft.band"] == notice


def test_faulty_sheet_stops_the_search_by_name(own_library: Path) -> None:
    """It might be the one that is meant: another sheet with that brand must not be taken."""
    sheet = own_library / "sheets/tiny.yaml"
    text = sheet.read_text()
    (own_library / "sheets/other.yaml").write_text(text.replace("id: tiny", "id: other"))
    sheet.write_text(text.replace("name: Tiny", "nam: Tiny"))
    with pytest.raises(LeafletsError) as caught:
        library([own_library]).find_sheet("minimex")
    assert caught.value.exit_code == 3


def test_picture_with_words_in_it(own_library: Path, run: Callable[..., Run]) -> None:
    svg = own_library / "sheets/figures/drop.svg"
    svg.write_text(svg.read_text().replace("</svg>", "<text>Take two</text></svg>"))
    done = run("leaflet", "rich", "--library", own_library)
    assert done.code == 6
    assert "drop.svg: a picture holds shapes only" in done.err


@pytest.mark.parametrize("inner", ["sheets", "locales"])
def test_inner_folder_is_no_library(inner: str, own_library: Path, run: Callable[..., Run]) -> None:
    done = run("check", "--library", own_library / inner)
    assert done.code == 2
    assert f"write --library {own_library} [usage-library]" in done.err


def test_sheets_beside_no_folder_of_sheets(own_library: Path) -> None:
    folder = own_library / "sheets"
    folder = folder.rename(own_library / "mine")
    with pytest.raises(LeafletsError, match="move them there"):
        library([folder])


def test_a_file_is_no_library(own_library: Path) -> None:
    with pytest.raises(LeafletsError, match="name the library's folder"):
        library([own_library / "sheets/tiny.yaml"])


def test_check_is_of_the_librarys_own_sheets(own_library: Path, run: Callable[..., Run]) -> None:
    done = run("check", "--library", own_library)
    heads = [line.partition(":")[0] for line in done.out.splitlines() if line[:1] != " "]
    assert (done.code, heads) == (0, ["rich", "tiny"])
