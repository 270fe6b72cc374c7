"""The compact booklet: its cover, its sizes, its paper, and the file for the printer."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from by_hand import make_leaflet, prepare
from conftest import LANGUAGES, Run

import leaflets
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition, refusal
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.verify.extraction import Extract, extract
from leaflets.verify.verified import Verified

COMPACT = Edition(size="compact", paper="a5")
LOUD = ("warnings.", "cover:", "side_effects.emergency.", "how_to_take.doses.", "plan.")
"""What the texts begin with that are set in 11 pt or more."""
MOST = dict.fromkeys(("en", "es", "fr", "ar"), 12)
"""Pages that azathioprine takes at most; where a language needs more, sixteen."""
FEW = [
    pytest.param(tag, marks=[] if tag in ("en", "ar") else pytest.mark.slow) for tag in LANGUAGES
]


def pages_by_identity(found: Extract) -> dict[str, set[int]]:
    pages: dict[str, set[int]] = defaultdict(set)
    for part in found.structure.contents:
        if part.identity:
            pages[part.identity.partition("#")[0]].add(part.page)
    return pages


def sizes_by_identity(found: Extract) -> dict[str, float]:
    """The smallest size in pt in which each phrase is set."""
    names = {(part.page, part.mcid): part.identity for part in found.structure.contents}
    sizes: dict[str, float] = {}
    for number, page in enumerate(found.pages):
        for run in page.runs:
            name = names.get((number, run.mcid)) if run.mcid is not None else None
            if name and run.text.strip():
                sizes[name] = min(run.size, sizes.get(name, run.size))
    return sizes


@pytest.mark.parametrize("tag", FEW)
def test_a_booklet_of_three_sheets(tag: str, make: Callable[..., Verified]) -> None:
    """Azathioprine; of four where a language needs more."""
    leaflet = make(tag, COMPACT)
    assert leaflet.pages <= MOST.get(tag, 16)
    assert leaflet.record.edition.sheets(leaflet.pages) <= MOST.get(tag, 16) / 4


@pytest.mark.parametrize("tag", FEW)
def test_its_cover_works_alone(tag: str, make: Callable[..., Verified]) -> None:
    """Name, uses, warnings, when to get help, larger print: all of it on the first page."""
    leaflet = make(tag, COMPACT)
    sheet = leaflet.record.leaflet.sheet
    wanted = {
        "name",
        "word:cover.full_size",
        "cover:word:heading.uses",
        "cover:word:heading.warnings",
        "cover:word:heading.side_effects.emergency",
        *(f"cover:uses.groups.{one.id}.name" for one in sheet.uses.groups),  # type: ignore[union-attr]
        *(f"cover:warnings.{one.id}.title" for one in sheet.warnings),
        *(f"cover:side_effects.emergency.{o.id}.name" for o in sheet.side_effects.emergency),
    }
    pages = pages_by_identity(extract(leaflet.content))
    assert {name: pages[name] for name in wanted} == {name: {0} for name in wanted}


@pytest.mark.parametrize("tag", FEW)
def test_doses_and_warnings_are_larger_than_the_rest(
    tag: str, make: Callable[..., Verified]
) -> None:
    sizes = sizes_by_identity(extract(make(tag, COMPACT).content))
    loud = {name: size for name, size in sizes.items() if name.startswith(LOUD)}
    assert len(loud) > 20
    assert min(loud.values()) >= 10.99
    assert min(sizes.values()) >= 9.99


def test_a_plans_doses_are_larger_too(built_in: Library) -> None:
    file = built_in.find_sheet("methotrexate")
    plan = parse_dose("monday=4 tablets of 2.5 mg")
    made = make_leaflet(built_in, file, language("en"), COMPACT, plan)
    sizes = sizes_by_identity(extract(made.content))
    loud = {name: size for name, size in sizes.items() if name.startswith("plan.")}
    assert loud
    assert min(loud.values()) >= 10.99


def test_the_cover_tells_the_publishers_address(own_library: Path) -> None:
    (own_library / "publisher.yaml").write_text(
        "name: Example\nweb: https://leaflets.example.org\n"
    )
    found = library([own_library])
    made = make_leaflet(found, found.find_sheet("tiny"), language("en"), COMPACT)
    assert "cover:colophon.web" in extract(made.content).structure.sequence


def test_profiles_of_regulators_and_labels_have_no_cover(built_in: Library) -> None:
    edition = COMPACT.model_copy(update={"profile": "eu-qrd"})
    ready = prepare(built_in, built_in.find_sheet("azathioprine"), language("en"), edition)
    assert "cover:" not in ready.laid.page.html


@pytest.mark.parametrize(
    ("tag", "paper", "sheet", "size"),
    [("en", "a5", "a4", (841.89, 595.276)), ("en-US", "half-letter", "letter", (792, 612))],
)
def test_the_file_for_the_printer(
    tag: str, paper: str, sheet: str, size: tuple[float, float]
) -> None:
    with leaflets.open_library() as found:
        made = found.make("salbutamol-inhaler", tag, size="compact")
    imposed = leaflets.impose(made)
    assert made.record.edition.paper == paper
    assert imposed.file_name == f"salbutamol-inhaler-{tag}-compact-booklet.pdf"
    assert (imposed.paper, imposed.sheets) == (sheet, -(-made.pages // 4))
    with pikepdf.open(io.BytesIO(imposed.content)) as pdf:
        assert str(pdf.docinfo["/Title"]).startswith("For the printer only")
        assert "/StructTreeRoot" not in pdf.Root
        assert len(pdf.pages) == 2 * imposed.sheets
        for page in pdf.pages:
            assert [float(n) for n in page.mediabox][2:] == pytest.approx(size, abs=0.01)


@pytest.mark.slow
def test_the_command_tells_how_it_is_printed(run: Callable[..., Run], tmp_path: Path) -> None:
    done = run(
        *("leaflet", "salbutamol-inhaler", "--size", "compact", "--impose", "booklet"),
        *("--output-dir", tmp_path),
    )
    assert done.code == 0
    name = "salbutamol-inhaler-en-compact-booklet.pdf"
    assert done.out == f"{tmp_path / name}\n"
    assert "2 sheets of A4, printed on both sides, turned over the short edge" in done.err
    assert [file.name for file in tmp_path.glob("*.pdf")] == [name]


def test_only_pages_of_half_a_sheet_are_imposed(make: Callable[..., Verified]) -> None:
    with pytest.raises(LeafletsError, match="make it compact"):
        leaflets.impose(make("en", Edition()))
    with pytest.raises(LeafletsError, match="there is no 'none'"):
        leaflets.impose(make("en", COMPACT), "none")


@pytest.mark.parametrize(
    ("edition", "why"),
    [
        (Edition(size="compact", paper="a4"), "leave --paper out"),
        (Edition(size="compact", format="html"), "leave --size out"),
        (Edition(size="large", paper="half-letter"), "large print needs A4 or Letter"),
        (Edition(size="compact", paper="a5", summary=True), "too small for it"),
        (Edition(size="compact", paper="a5", beside="ar"), "need room"),
    ],
    ids=str,
)
def test_what_there_is_not(edition: Edition, why: str) -> None:
    assert why in (refusal(edition) or "")
