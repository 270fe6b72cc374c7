"""Sheets as FHIR documents: what they say, and that nothing is lost on the way back."""

from __future__ import annotations

import base64
import copy
import datetime
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import verapdf
from conftest import CI, SAMPLE_LIBRARY, Run

from leaflets.admission.wishes import Release
from leaflets.edition.profiles import Outline
from leaflets.epi.bundle import bundle_of
from leaflets.epi.export_data import Export
from leaflets.epi.label_document import Remark
from leaflets.epi.own_documents import OwnSheet, believed, own_sheet
from leaflets.errors import LeafletsError
from leaflets.library.libraries import Library, library
from leaflets.making.epi_documents import export_sheet
from leaflets.sheet.messages import messages
from leaflets.verify.verify_epi import bundle_problems

DAY = datetime.date(2026, 11, 23)
LANGUAGES = ("en", "es", "ar", "hi", "zh-Hans")
SHEETS = (
    "azathioprine",
    *(
        pytest.param(name, marks=pytest.mark.slow)
        for name in ("methotrexate", "paracetamol-children", "salbutamol-inhaler", "warfarin")
    ),
)
Bundle = dict[str, Any]


@pytest.fixture(scope="session")
def small() -> Library:
    """The library of small sheets."""
    return library([SAMPLE_LIBRARY])


def exported(found: Library, name: str, *tags: str) -> Bundle:
    return json.loads(export_sheet(found, name, tags, Release(DAY))[1].content)


def resources(bundle: Bundle, kind: str) -> list[Bundle]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [one for one in found if one["resourceType"] == kind]


def sections(inner: list[Bundle]) -> Iterator[Bundle]:
    for section in inner:
        yield section
        yield from sections(section.get("section", []))


@pytest.mark.slow
@pytest.mark.parametrize("name", SHEETS)
def test_round_trip_of_each_sheet_loses_nothing(name: str, built_in: Library) -> None:
    own = own_sheet(exported(built_in, name, *LANGUAGES))
    assert isinstance(own, OwnSheet)
    file = built_in.read_sheet(name)
    assert own.sheet == file.sheet
    assert list(own.messages) == ["es", "ar", "hi", "zh-Hans"]
    wanted = {message.context for message in messages(file.sheet)}
    assert all(set(texts) == wanted for texts in own.messages.values())
    for figure, content in own.figures.items():
        assert (file.folder / figure).read_bytes() == content


def test_every_kind_of_content_comes_back(small: Library) -> None:
    own = own_sheet(exported(small, "rich"))
    assert isinstance(own, OwnSheet)
    assert own.sheet == small.read_sheet("rich").sheet
    assert set(own.figures) == {"figures/drop.svg"}


def test_translation_alone_is_a_sheet_in_its_language(small: Library) -> None:
    """The English text, which nobody can read in the document, is not in it."""
    bundle = exported(small, "tiny", "es")
    own = own_sheet(bundle)
    assert isinstance(own, OwnSheet)
    assert own.sheet.language == "es"
    english = small.read_sheet("tiny").sheet
    (data,) = resources(bundle, "Binary")
    assert english.medicine_class not in base64.b64decode(data["data"]).decode()


def _add_words(text: str) -> str:
    return text.replace("</p>", " or not</p>", 1)


def _take_a_paragraph(text: str) -> str:
    return text[: text.index("<p>")] + text[text.index("</p>") + 4 :]


def _add_a_script(text: str) -> str:
    return text.replace("<p>", "<p><script/>", 1)


def _add_a_link(text: str) -> str:
    return text.replace("<p>", '<p id="x">', 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_add_words, "verification-text-differs"),
        (_take_a_paragraph, "verification-text-differs"),
        (_add_a_script, "verification-markup"),
        (_add_a_link, "verification-markup"),
    ],
)
def test_document_is_checked_before_it_is_written(
    change: Callable[[str], str], code: str, small: Library
) -> None:
    bundle = exported(small, "tiny", "en", "es")
    export = believed(bundle)
    assert isinstance(export, Export)
    assert not list(bundle_problems(bundle, export.told))
    text = _first_div(bundle)["text"]
    text["div"] = change(text["div"])
    assert {problem.code for problem in bundle_problems(bundle, export.told)} == {code}


@pytest.mark.slow
@pytest.mark.parametrize("name", SHEETS)
def test_fhir_models_accept_it_and_give_it_back(name: str, built_in: Library) -> None:
    from fhir.resources.bundle import Bundle as Model

    bundle = exported(built_in, name, *LANGUAGES)
    read = Model.model_validate(bundle)
    assert json.loads(read.model_dump_json()) == bundle


def test_document_is_one_as_fhir_wants_it(built_in: Library) -> None:
    bundle = exported(built_in, "salbutamol-inhaler", "ar", "en")
    own, other = resources(bundle, "Composition")
    assert bundle["entry"][0]["resource"] == own
    assert (own["language"], other["language"]) == ("en", "ar")
    assert own["status"] == "preliminary"
    assert own["title"] == "Salbutamol inhaler"
    assert bundle["timestamp"] == f"{own['date']}T00:00:00Z"
    places = {entry["fullUrl"] for entry in bundle["entry"]}
    assert len(places) == len(bundle["entry"]) == 4
    assert all(place.startswith("urn:uuid:") for place in places)
    text = json.dumps(bundle)
    assert places <= {*_referred(text), bundle["entry"][0]["fullUrl"]}
    assert _referred(text) <= places


def _referred(text: str) -> set[str]:
    return {part.partition('"')[0] for part in text.split('"reference": "')[1:] if part[0] != "#"}


def test_medicine_has_its_names_and_codes(built_in: Library) -> None:
    (medicine,) = resources(exported(built_in, "azathioprine"), "MedicinalProductDefinition")
    names = {name["productName"]: name.get("usage", []) for name in medicine["name"]}
    assert not names["Azathioprine"]
    countries = [usage["country"]["coding"][0]["code"] for usage in names["Imuran"]]
    assert "US" in countries
    assert medicine["classification"][0]["coding"][0]["system"] == "http://www.whocc.no/atc"
    systems = {coding["system"] for coding in medicine["code"]}
    assert "http://www.nlm.nih.gov/research/umls/rxnorm" in systems


def test_pictures_are_contained_and_shown(built_in: Library) -> None:
    (own,) = resources(exported(built_in, "salbutamol-inhaler"), "Composition")
    assert {one["contentType"] for one in own["contained"]} == {"image/svg+xml"}
    shown = [section for section in sections(own["section"]) if "entry" in section]
    for section in shown:
        for entry in section["entry"]:
            assert f'<img src="{entry["reference"]}" alt="' in section["text"]["div"]
    assert sum(len(section["entry"]) for section in shown) == len(own["contained"]) == 6


def test_text_runs_as_its_script_does_and_has_no_joiners(built_in: Library) -> None:
    (own,) = resources(exported(built_in, "azathioprine", "ar"), "Composition")
    divs = [one["text"]["div"] for one in sections(own["section"]) if "text" in one]
    assert all('lang="ar" xml:lang="ar" dir="rtl"' in div for div in divs)
    assert any('<span class="value" dir="ltr">' in div for div in divs)
    assert "\u2060" not in "".join(divs)


def test_words_of_a_pictogram_stay_with_their_warning(built_in: Library) -> None:
    (own,) = resources(exported(built_in, "salbutamol-inhaler"), "Composition")
    (warnings,) = (one for one in own["section"] if one.get("title") == "Most important")
    assert "section" not in warnings
    assert "<div><p>Call the emergency number</p><h3>If it does" in warnings["text"]["div"]


def test_publisher_is_the_author(own_library: Path) -> None:
    (own_library / "publisher.yaml").write_text("name: Example & Daughters\n")
    bundle = exported(library([own_library]), "tiny")
    (publisher,) = resources(bundle, "Organization")
    assert publisher["name"] == "Example & Daughters"
    assert isinstance(own_sheet(bundle), OwnSheet)


def test_same_sheet_same_bytes(small: Library) -> None:
    made = [export_sheet(small, "tiny", ("es", "en"), Release(DAY)) for _ in range(2)]
    assert made[0][1].content == made[1][1].content
    assert made[0][0] == "tiny-es+en.epi.json"


def _first_div(bundle: Bundle) -> Bundle:
    return next(one for one in sections(bundle["entry"][0]["resource"]["section"]) if "text" in one)


def _change_word(bundle: Bundle) -> None:
    text = _first_div(bundle)["text"]
    text["div"] = text["div"].replace("<p>", "<p>Not ", 1)


def _strike_out(bundle: Bundle) -> None:
    text = _first_div(bundle)["text"]
    text["div"] = text["div"].replace("<p>", "<p><s>", 1).replace("</p>", "</s></p>", 1)


def _hide(bundle: Bundle) -> None:
    text = _first_div(bundle)["text"]
    text["div"] = text["div"].replace("<p>", '<p style="display:none">', 1)


def _entity(bundle: Bundle) -> None:
    text = _first_div(bundle)["text"]
    text["div"] = '<!DOCTYPE div [<!ENTITY a "b">]>' + text["div"]


def _drop_section(bundle: Bundle) -> None:
    bundle["entry"][0]["resource"]["section"].pop()


def _retitle(bundle: Bundle) -> None:
    bundle["entry"][0]["resource"]["section"][1]["title"] = "Least important"


def _drop_language(bundle: Bundle) -> None:
    del bundle["entry"][1]


def _with_data(change: Callable[[Bundle], None]) -> Callable[[Bundle], None]:
    """A change of the data themselves, with a digest that fits."""

    def changed(bundle: Bundle) -> None:
        data = bundle["entry"][-1]["resource"]
        inside = json.loads(base64.b64decode(data["data"]))
        change(inside)
        text = json.dumps(inside, ensure_ascii=False, separators=(",", ":")).encode()
        data["data"] = base64.b64encode(text).decode()
        data["id"] = hashlib.sha256(text).hexdigest()

    return changed


def _flip(bundle: Bundle) -> None:
    bundle["entry"][-1]["resource"]["id"] = "0" * 64


def _other_code(bundle: Bundle) -> None:
    (medicine,) = resources(bundle, "MedicinalProductDefinition")
    medicine["code"] = [{"system": "http://snomed.info/sct", "code": "123456"}]


def _hide_text(data: Bundle) -> None:
    data["sheet"]["medicine_class"] = "Something else"


def _unknown_field(data: Bundle) -> None:
    data["sheet"]["secret"] = "x"


def _control_character(data: Bundle) -> None:
    data["sheet"]["name"] = "Ti\u202eny"


def _no_source(data: Bundle) -> None:
    data["sheet"]["sources"] = []


def _patient(data: Bundle) -> None:
    data["told"][0]["leaflet"]["person"] = [{"key": "panel.name", "text": "Somebody"}]


def _no_language(data: Bundle) -> None:
    data["told"][1]["leaflet"]["language"] = "xx-nowhere"


def _other_message(data: Bundle) -> None:
    data["told"][1]["messages"]["name"] = "Otro"


@pytest.mark.parametrize(
    "change",
    [
        _change_word,
        _strike_out,
        _hide,
        _entity,
        _drop_section,
        _retitle,
        _drop_language,
        _flip,
        _other_code,
        *map(
            _with_data,
            [
                _hide_text,
                _unknown_field,
                _control_character,
                _no_source,
                _patient,
                _no_language,
                _other_message,
            ],
        ),
    ],
)
def test_data_that_differ_from_the_narrative_are_not_believed(
    change: Callable[[Bundle], None], small: Library
) -> None:
    bundle = exported(small, "tiny", "en", "es")
    change(bundle)
    found = own_sheet(bundle)
    assert isinstance(found, Remark)
    assert "not believed" in found.message


def _remade(bundle: Bundle, change: Callable[[Export], Export]) -> Bundle:
    """A document of changed data whose narrative is what they yield."""
    export = believed(bundle)
    assert isinstance(export, Export)
    return bundle_of(change(export))


def _swapped_headings(export: Export) -> Export:
    told = export.told[0]
    words = dict(told.leaflet.words)
    one, other = "heading.about", "heading.uses"
    words[one], words[other] = words[other], words[one]
    leaflet = told.leaflet.model_copy(update={"words": words})
    return replace(export, told=(told.model_copy(update={"leaflet": leaflet}),))


def _silent_part(export: Export) -> Export:
    """An outline that leaves out a part: its text would be in the data and nowhere else."""
    told = export.told[0]
    (chapter,) = told.outline.chapters
    sections = tuple(one for one in chapter.sections if one.parts != ("uses",))
    outline = Outline(chapters=(chapter.model_copy(update={"sections": sections}),))
    return replace(export, told=(told.model_copy(update={"outline": outline}),))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_swapped_headings, "not those of today"),
        (_silent_part, "is not said in en"),
    ],
)
def test_data_must_mean_what_the_narrative_says(
    change: Callable[[Export], Export], said: str, small: Library
) -> None:
    found = own_sheet(_remade(exported(small, "tiny"), change))
    assert isinstance(found, Remark)
    assert said in found.message


def test_picture_that_was_exchanged_is_not_believed(small: Library) -> None:
    bundle = exported(small, "rich")
    bundle["entry"][0]["resource"]["contained"][0]["data"] = base64.b64encode(b"<svg/>").decode()
    assert isinstance(own_sheet(bundle), Remark)


@pytest.mark.parametrize(
    "bundle",
    [
        {},
        {"entry": None},
        {"entry": [None, {"resource": "x"}]},
        {"entry": [{"resource": {"resourceType": "Binary", "contentType": "application/json"}}]},
        {"entry": [{"resource": {"resourceType": "Composition", "section": []}}]},
    ],
)
def test_what_others_made_is_not_ours(bundle: Bundle) -> None:
    assert own_sheet(bundle) is None


def test_another_system_may_write_it_otherwise(small: Library) -> None:
    """A server adds its own ids and dates; quotes and attributes may change their places."""
    bundle = exported(small, "tiny")
    bundle["meta"] = {"versionId": "7"}
    text = _first_div(bundle)["text"]
    text["div"] = text["div"].replace('dir="ltr"', "", 1).replace("<div", "<div dir='ltr'", 1)
    assert isinstance(own_sheet(bundle), OwnSheet)


def test_reading_leaves_the_document_as_it_is(small: Library) -> None:
    bundle = exported(small, "tiny")
    before = copy.deepcopy(bundle)
    own_sheet(bundle)
    assert bundle == before


def test_missing_translations_are_all_told(small: Library) -> None:
    with pytest.raises(LeafletsError) as caught:
        export_sheet(small, "tiny", ("fr", "ar"), Release(DAY))
    assert caught.value.exit_code == 4
    assert len({problem.file for problem in caught.value.problems}) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("no-such-sheet",), 2, "no sheet is called"),
        (("tiny", "-l", "xx"), 2, "unknown language"),
        (("tiny", "-l", "nl"), 4, "not translated into nl"),
        (("tiny", "--require-approved"), 11, "nobody has approved"),
        (("tiny", "--output", "/dev/full"), 8, "can't write it"),
    ],
)
def test_export_refuses(
    arguments: tuple[str, ...], code: int, said: str, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    done = run_inside("export", *arguments, "--format", "epi", "--library", SAMPLE_LIBRARY)
    assert done.code == code
    assert said in done.err
    assert not list(tmp_path.iterdir())


def test_export_writes_and_verify_reads(run_inside: Callable[..., Run], tmp_path: Path) -> None:
    common = ("--library", SAMPLE_LIBRARY)
    done = run_inside("export", "minimex", "--format", "epi", "-l", "all", *common)
    assert (done.code, done.out) == (0, "build/tiny-all.epi.json\n")
    file = tmp_path / "build/tiny-all.epi.json"
    again = run_inside("verify", file, *common)
    assert again.code == 0
    assert "es: says what its sheet says today" in again.out
    file.write_text(file.read_text().replace("An example", "A sample"))
    assert run_inside("verify", file, *common).code == 7
    piped = run_inside("export", "tiny", "--format", "epi", "-o", "-", *common)
    assert json.loads(piped.out)["resourceType"] == "Bundle"


def test_approved_text_is_final(own_library: Path, run_inside: Callable[..., Run]) -> None:
    common = ("--library", own_library, "--date", "2026-11-23")
    by = ("--by", "Jane Doe, pharmacist", "--until", "2027-01-01")
    assert run_inside("approve", "tiny", "-l", "en", *by, *common).code == 0
    export = ("export", "tiny", "--format", "epi", "-o", "-", *common)
    done = run_inside(*export, "--require-approved")
    (own,) = resources(json.loads(done.out), "Composition")
    assert own["status"] == "final"
    assert isinstance(own_sheet(json.loads(done.out)), OwnSheet)


@pytest.fixture(scope="session")
def attached(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A PDF of the small sheet with a FHIR document attached, of each kind once."""
    from by_hand import make_leaflet

    from leaflets.edition.editions import Edition
    from leaflets.language.tags import language

    found, made = library([SAMPLE_LIBRARY]), dict[str, Path]()

    def pdf(tag: str, **options: Any) -> Path:
        key = f"{tag}{options}"
        if key not in made:
            edition = Edition(attach="epi", **options)
            leaflet = make_leaflet(found, found.read_sheet("tiny"), language(tag), edition)
            made[key] = tmp_path_factory.mktemp("attached") / "leaflet.pdf"
            made[key].write_bytes(leaflet.content)
        return made[key]

    return pdf


@pytest.mark.parametrize(
    ("tag", "options", "languages"),
    [
        ("en", {}, ["en"]),
        ("es", {"beside": "en"}, ["en", "es"]),
        ("es", {"size": "large", "conformance": "ua-2"}, ["es"]),
    ],
)
def test_pdf_carries_a_fhir_document(
    tag: str,
    options: dict[str, str],
    languages: list[str],
    attached: Callable[..., Path],
    run_inside: Callable[..., Run],
) -> None:
    file = attached(tag, **options)
    with pikepdf.open(file) as pdf:
        (spec,) = pdf.Root.AF
        assert (str(spec.AFRelationship), str(spec.UF)) == ("/Source", "epi.json")
        assert str(spec.EF.F.Subtype) == "/application/fhir+json"
        bundle = json.loads(spec.EF.F.read_bytes())
    assert [one["language"] for one in resources(bundle, "Composition")] == languages
    assert isinstance(own_sheet(bundle), OwnSheet)
    assert run_inside("verify", file, "--library", SAMPLE_LIBRARY).code == 0


def test_pdf_with_another_document_does_not_verify(
    attached: Callable[..., Path], run_inside: Callable[..., Run], tmp_path: Path, small: Library
) -> None:
    for name, content in (
        ("other.pdf", export_sheet(small, "tiny", ("en",), Release(DAY))[1].content),
        ("none.pdf", b"{}"),
    ):
        with pikepdf.open(attached("en")) as pdf:
            pdf.attachments["epi.json"] = content
            pdf.save(tmp_path / name)
        assert run_inside("verify", tmp_path / name).code == 7


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "html"), "leave --attach out"),
        (("--proof",), "leave --attach out"),
        (("--dose", "morning=1 tablet"), "not one person's dose"),
    ],
)
def test_nothing_is_attached_where_it_does_not_belong(
    arguments: tuple[str, ...], said: str, run: Callable[..., Run], tmp_path: Path
) -> None:
    done = run("leaflet", "tiny", "--library", SAMPLE_LIBRARY, "--attach", "epi", *arguments)
    assert done.code == 2
    assert said in done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("conformance", "flavours"), [("ua-1", ("ua1", "3a")), ("ua-2", ("ua2", "4f", "wt1a"))]
)
def test_pdf_with_a_fhir_document_conforms(
    conformance: str, flavours: tuple[str, ...], attached: Callable[..., Path]
) -> None:
    try:
        found = {
            flavour: verapdf.failures(attached("es", conformance=conformance), flavour)
            for flavour in flavours
        }
    except verapdf.UnavailableError as error:
        if CI:
            raise
        pytest.skip(f"{error}: not checked")
    assert found == {flavour: [] for flavour in flavours}
