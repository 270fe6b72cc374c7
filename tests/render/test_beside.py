"""Two languages side by side, and proofs: block by block, each tagged with its language."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import verapdf
from by_hand import make_leaflet, prepare
from conftest import LANGUAGES, SCRIPTS, Run

from leaflets.content.sides import BESIDE, NAMED, side_of, sides_of
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition, file_name, refusal
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library
from leaflets.render.pdf import typeset
from leaflets.verify.extraction import extract
from leaflets.verify.verified import Verified
from leaflets.verify.verify_pdf import verified

Make = Callable[..., Verified]


def elements(content: bytes) -> Iterator[tuple[Any, str]]:
    """The structure elements, each with the language it is in."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        yield from _below(pdf.Root.StructTreeRoot.K[0], str(pdf.Root.Lang))


def _below(element: Any, tongue: str) -> Iterator[tuple[Any, str]]:
    tongue = str(element.get("/Lang", tongue))
    yield element, tongue
    kids = element.get("/K", [])
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, int) and "/S" in kid:
            yield from _below(kid, tongue)


@pytest.fixture(params=["ar", pytest.param("es", marks=pytest.mark.slow)], scope="module")
def paired(request: pytest.FixtureRequest, make: Make) -> Verified:
    return make(request.param, Edition(beside="en"))


def test_reading_order_is_block_by_block(paired: Verified) -> None:
    sides = sides_of(paired.record)
    order = [name.partition("#")[0] for name in extract(paired.content).structure.sequence]
    for side in sides:
        own = [name for name in order if side_of(name, sides) is side]
        assert own == [phrase.identity for phrase in side.phrases]
    place = order.index("warnings.infection.text")
    assert order[place + 1] == f"{BESIDE}warnings.infection.text"
    label = order.index("word:label.effect")
    assert order[label : label + 4] == [
        "word:label.effect",
        "before.medicines.allopurinol.effect",
        f"{BESIDE}word:label.effect",
        f"{BESIDE}before.medicines.allopurinol.effect",
    ]


def test_each_side_is_tagged_with_its_language(paired: Verified) -> None:
    tongues = {str(e.ID): tongue for e, tongue in elements(paired.content) if "/ID" in e}
    named = {name for name in tongues if name.startswith(BESIDE)}
    assert len(named) > 150
    assert {tongues[name] for name in named} == {"en"}
    own = paired.record.leaflet.language
    assert {t for name, t in tongues.items() if name not in named and "cell" not in name} <= {own}


def test_blocks_stand_on_the_same_height(paired: Verified) -> None:
    """The first line of a block and of its own in the other language are level."""
    found = extract(paired.content)
    heights: dict[tuple[str, int], float] = {}
    owners = {(c.page, c.mcid): c.identity for c in found.structure.contents if c.identity}
    for number, page in enumerate(found.pages):
        for run in page.runs:
            name = owners.get((number, run.mcid)) if run.mcid is not None else None
            if name and run.text.strip():
                top = heights.get((name, number), 0.0)
                heights[name, number] = max(top, run.box[3])
    checked = 0
    pages = Counter(name for name, _ in heights)
    for (name, page), height in heights.items():
        whole = pages[name] == pages[f"{BESIDE}{name}"] == 1
        if name.endswith(".text") and whole and (f"{BESIDE}{name}", page) in heights:
            assert abs(height - heights[f"{BESIDE}{name}", page]) < 12, name
            checked += 1
    assert checked > 30


def test_right_to_left_stands_on_the_right(make: Make) -> None:
    made = make("ar", Edition(beside="en"))
    found = extract(made.content)
    owners = {(c.page, c.mcid): c.identity for c in found.structure.contents}
    middle = found.pages[0].width / 2
    for number, page in enumerate(found.pages):
        for run in page.runs:
            name = owners.get((number, run.mcid)) if run.mcid is not None else None
            if name and run.text.strip():
                center = (run.box[0] + run.box[2]) / 2
                # Beside a picture the columns are narrower, and their border is further left.
                if abs(center - middle) > 40:
                    assert (center < middle) == name.startswith(BESIDE), (name, run.text)


def test_disclaimer_is_there_in_both(paired: Verified) -> None:
    order = extract(paired.content).structure.sequence
    assert {"disclaimer.1", f"{BESIDE}disclaimer.1"} <= set(order)
    assert paired.record.beside
    assert paired.record.beside.leaflet.disclaimer != paired.record.leaflet.disclaimer


def test_block_cut_by_a_page_is_one_element(paired: Verified) -> None:
    sequence = [name for name in extract(paired.content).structure.sequence if "text" in name]
    assert len([name for name in sequence if "#" in name and "word:" not in name]) == 0


@pytest.mark.slow
def test_second_language_missing_somewhere_is_found(built_in: Library) -> None:
    file = built_in.find_sheet("azathioprine")
    ready = prepare(built_in, file, language("es"), Edition(beside="en"))
    for old, new, code in (
        (r'<span data-phrase="beside:about\.how\.cells\.text">.*?</span>', "", "phrase-missing"),
        ("holds back some cells", "holds back all cells", "text-differs"),
    ):
        page = ready.laid.page
        html = re.sub(old, new, page.html)
        assert html != page.html
        broken = replace(ready.task, page=type(page)((html,), page.resources))
        with pytest.raises(LeafletsError) as caught:
            verified(typeset(broken), ready.record)
        assert f"verification-{code}" in {p.code for p in caught.value.problems}


@pytest.mark.slow
def test_dose_plan_stands_in_both(built_in: Library) -> None:
    file, plan = (
        built_in.find_sheet("azathioprine"),
        parse_dose("morning=1 tablet of 25 mg, bedtime=2 tablets of 25 mg"),
    )
    made = make_leaflet(built_in, file, language("ar"), Edition(beside="en"), plan)
    order = extract(made.content).structure.sequence
    assert f"{BESIDE}plan.rows.4.amount" in order


@pytest.mark.slow
def test_dose_table_stands_in_both(built_in: Library) -> None:
    file = built_in.find_sheet("paracetamol-children")
    made = make_leaflet(built_in, file, language("es"), Edition(beside="en"))
    order = extract(made.content).structure.sequence
    assert f"{BESIDE}how_to_take.doses.mg160.rows.years2.weight" in order


@pytest.mark.slow
def test_proof_has_the_source_and_the_identities(make: Make) -> None:
    made = make("es", Edition(proof=True))
    found = extract(made.content)
    assert made.record.beside
    assert made.record.beside.leaflet.language == "en"
    text = "".join(run.text for page in found.pages for run in page.runs)
    assert "about.how.cells.text" in text
    order = found.structure.sequence
    assert f"{NAMED}about.how.cells.text" in order
    band = made.record.leaflet.words["proof.band"]
    for page in found.pages:
        margins = "".join(run.text for run in page.runs if run.mcid is None)
        assert band.replace(" ", "") in margins.replace(" ", "").replace("\u00a0", "")


@pytest.mark.slow
def test_proof_of_the_source_has_no_second_language(make: Make) -> None:
    made = make("en", Edition(proof=True))
    assert made.record.beside is None
    assert f"{NAMED}name" in extract(made.content).structure.sequence


@pytest.mark.parametrize(
    "edition",
    [
        Edition(beside="en", summary=True),
        Edition(beside="en", paper="a5"),
        Edition(beside="en", format="html"),
        Edition(proof=True, format="text"),
        Edition(proof=True, profile="us-pmi"),
    ],
)
def test_what_cannot_be_paired_is_refused(edition: Edition) -> None:
    assert refusal(edition)


def test_file_names_differ() -> None:
    editions = (Edition(), Edition(beside="en"), Edition(proof=True), Edition(beside="fr"))
    names = [file_name("x", language("ar"), edition) for edition in editions]
    assert names == ["x-ar.pdf", "x-ar+en.pdf", "x-ar-proof.pdf", "x-ar+fr.pdf"]


@pytest.mark.slow
def test_same_language_twice_is_refused(run: Callable[..., Run], tmp_path: Path) -> None:
    done = run("leaflet", "azathioprine", "--language", "es-MX", "--beside", "es")
    assert (done.code, "[usage-edition]" in done.err) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag != "en"])
def test_every_language_beside_english(tag: str, make: Make) -> None:
    make(tag, Edition(beside="en"))


@pytest.mark.slow
@pytest.mark.parametrize("tag", [tag for tag in SCRIPTS if tag != "en"])
def test_large_print_beside_english_conforms(tag: str, make: Make, tmp_path: Path) -> None:
    file = tmp_path / "leaflet.pdf"
    file.write_bytes(make(tag, Edition(size="large", beside="en")).content)
    assert verapdf.failures(file, "ua1") == []
    assert verapdf.failures(file, "3a") == []


@pytest.mark.slow
@pytest.mark.parametrize("tag", SCRIPTS)
def test_proof_in_every_script(tag: str, make: Make) -> None:
    make(tag, Edition(proof=True))


@pytest.mark.slow
@pytest.mark.parametrize(("tag", "beside"), [("es", "en"), ("en", "es")])
def test_a_draft_beside_an_approved_text_is_a_draft(
    tag: str, beside: str, own_library: Path, run_inside: Callable[..., Run]
) -> None:
    """It was refused as if a template printed other parts."""
    date = ("--library", own_library, "--date", "2026-11-30")
    person = ("--by", "Example Person, pharmacist", "--until", "2027-06-30")
    assert run_inside("approve", "tiny", "-l", "es", *person, *date).code == 0
    done = run_inside("leaflet", "tiny", "-l", tag, "--beside", beside, *date)
    assert done.code == 0, done.err
    told = run_inside("verify", done.out.strip(), *date)
    assert told.code == 0
    assert told.out.count("says that it is a draft") == 2
