"""Sizes and papers: every edition of the leaflet that ships, in every language."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import verapdf
from by_hand import make_leaflet
from conftest import CI, LANGUAGES, ROOT, SAMPLE_LIBRARY, SCRIPTS
from tag_trees import walk

from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition, refusal
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.verify.extraction import extract
from leaflets.verify.verified import Verified

EDITIONS = [
    Edition(),
    Edition(size="large"),
    Edition(summary=True),
    Edition(size="extra-large"),
    Edition(paper="a5"),
    Edition(paper="letter", size="large"),
    Edition(paper="a5", size="compact"),
]
QUICK_ONES = (("en", EDITIONS[0]), ("ar", EDITIONS[1]), ("en", EDITIONS[2]), ("en", EDITIONS[4]))
EVERY = [
    pytest.param(
        tag,
        edition,
        id=f"{tag}-{edition.size}-{edition.paper}{'-summary' * edition.summary}",
        marks=marks,
    )
    for edition in EDITIONS
    for tag in (LANGUAGES if edition in EDITIONS[:3] else SCRIPTS)
    # Tamil needs more than a page for the summary: it says so, and test_cli holds that.
    if not (tag == "ta" and edition.summary)
    for marks in [[] if (tag, edition) in QUICK_ONES else [pytest.mark.slow]]
]


@pytest.fixture
def leaflet(tag: str, edition: Edition, make: Callable[..., Verified]) -> Verified:
    return make(tag, edition)


@pytest.mark.parametrize(("tag", "edition"), EVERY)
def test_everything_grows(leaflet: Verified, edition: Edition) -> None:
    """Nothing in large print is small: body, disclaimer, page numbers, draft band."""
    body = 10 if edition.summary else edition.body_size
    for page in extract(leaflet.content).pages:
        for run in page.runs:
            if run.text.strip():
                assert run.size >= body * (
                    0.84 if run.mcid is None and not edition.summary else 0.99
                ), run


@pytest.mark.parametrize(("tag", "edition"), EVERY)
@pytest.mark.slow
def test_every_edition_conforms(leaflet: Verified, tmp_path: Path) -> None:
    file = tmp_path / "leaflet.pdf"
    file.write_bytes(leaflet.content)
    try:
        assert verapdf.failures(file, "ua1") == []
        assert verapdf.failures(file, "3a") == []
    except verapdf.UnavailableError as error:
        if CI:
            raise
        pytest.skip(f"conformance not checked: {error}")


@pytest.mark.parametrize(("tag", "edition"), EVERY)
def test_no_heading_alone_at_a_pages_end(leaflet: Verified) -> None:
    """The last tagged text of a page is never a heading's."""
    found = extract(leaflet.content)
    tags = {}
    with pikepdf.open(io.BytesIO(leaflet.content)) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        for element in walk(pdf.Root.StructTreeRoot.K[0]):
            heading = str(element.S).startswith("/H")
            for inner in walk(element) if heading else ():
                if isinstance(inner.K[0], int):
                    tags[pages[inner.Pg.objgen], int(inner.K[0])] = str(element.S)
    for number, page in enumerate(found.pages):
        last = min(
            (run for run in page.runs if run.mcid is not None and run.text.strip()),
            key=lambda run: run.box[1],
        )
        assert (number, last.mcid) not in tags, last


def test_table_becomes_a_list_of_labelled_rows() -> None:
    found = library([SAMPLE_LIBRARY])
    file = found.find_sheet("rich")
    made = make_leaflet(found, file, language("en"), Edition(size="extra-large"))
    structure = extract(made.content).structure
    assert structure.tags.count("/Table") == 0
    rows = [name for name in structure.sequence if name.startswith("how_to_take.doses")]
    assert rows[:5] == [
        "how_to_take.doses.weight.title",
        "how_to_take.doses.weight.rows.small.how_often",
        "how_to_take.doses.weight.rows.small.who",
        "how_to_take.doses.weight.rows.small.dose",
        "how_to_take.doses.weight.rows.small.maximum",
    ]
    words = [name.partition("#")[0] for name in structure.sequence]
    assert words.count("word:dose.weight") == 2


@pytest.mark.parametrize("tag", ["en", pytest.param("ar", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "edition",
    [
        Edition(conformance="ua-2"),
        pytest.param(Edition(conformance="ua-2", size="large"), marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_the_newest_standard(
    tag: str, edition: Edition, make: Callable[..., Verified], tmp_path: Path
) -> None:
    file = tmp_path / "leaflet.pdf"
    file.write_bytes(make(tag, edition).content)
    try:
        for flavour in ("ua2", "4f", "wt1a"):
            assert verapdf.failures(file, flavour) == []
    except verapdf.UnavailableError as error:
        if CI:
            raise
        pytest.skip(f"conformance not checked: {error}")


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["eu-qrd", "us-pmi", "au-cmi"])
def test_every_profile_conforms(
    profile: str, make: Callable[..., Verified], tmp_path: Path
) -> None:
    file = tmp_path / "leaflet.pdf"
    file.write_bytes(make("en", Edition(profile=profile)).content)
    assert verapdf.failures(file, "ua1") == []
    assert verapdf.failures(file, "3a") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sheet", "tag"),
    [
        (file.stem, tag)
        for file in sorted((ROOT / "sheets").glob("*.yaml"))
        for tag in library().languages_of(library().read_sheet(file.stem).sheet)
        if file.stem != "azathioprine"
    ],
)
def test_every_sheet_conforms(sheet: str, tag: str, built_in: Library, tmp_path: Path) -> None:
    file = tmp_path / "leaflet.pdf"
    made = make_leaflet(built_in, built_in.find_sheet(sheet), language(tag), Edition())
    file.write_bytes(made.content)
    assert verapdf.failures(file, "ua1") == []
    assert verapdf.failures(file, "3a") == []


@pytest.mark.slow
@pytest.mark.parametrize("tag", SCRIPTS)
def test_dose_plan_conforms(tag: str, built_in: Library, tmp_path: Path) -> None:
    plan = parse_dose("monday morning=2 tablets of 25 mg, days=28")
    file = tmp_path / "leaflet.pdf"
    sheet = built_in.find_sheet("azathioprine")
    file.write_bytes(make_leaflet(built_in, sheet, language(tag), Edition(), plan).content)
    assert verapdf.failures(file, "ua1") == []
    assert verapdf.failures(file, "3a") == []


def test_what_does_not_exist_says_why() -> None:
    assert refusal(Edition(paper="a5")) is None
    assert "A5" in str(refusal(Edition(paper="a5", size="large")))
