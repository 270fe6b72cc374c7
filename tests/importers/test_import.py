"""Labels into draft sheets: from a document on, what a sheet keeps, decides and tells.

All texts here are made up.
"""

from __future__ import annotations

import datetime
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pikepdf
import pytest
from by_hand import make_leaflet
from conftest import ROOT
from conftest import Run as Done
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from leaflets.admission.wishes import Release
from leaflets.content.grids import headings
from leaflets.edition.editions import Edition, edition_of
from leaflets.epi.label_document import (
    Document,
    LabelBlock,
    LabelCell,
    LabelList,
    LabelListItem,
    LabelParagraph,
    LabelPicture,
    LabelProvenance,
    LabelSection,
    LabelTable,
    StyledRun,
)
from leaflets.errors import LeafletsError
from leaflets.importers.draft_yaml import yaml_of
from leaflets.importers.drafting import Draft, draft_of
from leaflets.importers.label_imports import import_labels
from leaflets.importers.label_language import label_language
from leaflets.importers.label_words import differences, level, texts_of_sheet
from leaflets.importers.marking import marked
from leaflets.importers.pictures import redrawn, told_in_words
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.making.epi_documents import export_sheet
from leaflets.sheet.blocks import GridBlock, StepsBlock
from leaflets.sheet.markup import to_plain
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import parse_source
from leaflets.sheet.validation import sheet_from
from leaflets.verify.extraction import extract
from leaflets.verify.verified import Verified

DAY = datetime.date(2026, 1, 31)


def text(*runs: StyledRun | str) -> LabelParagraph:
    return LabelParagraph(tuple(StyledRun(run) if isinstance(run, str) else run for run in runs))


def blocks(*found: LabelBlock | str) -> tuple[LabelBlock, ...]:
    return tuple(text(block) if isinstance(block, str) else block for block in found)


def item(*found: LabelBlock | str, mark: str | None = None) -> LabelListItem:
    return LabelListItem(blocks(*found), mark)


def cell(
    *found: LabelBlock | str, header: bool = False, columns: int = 1, rows: int = 1
) -> LabelCell:
    return LabelCell(blocks(*found), header, columns, rows)


def section(
    title: str, *found: LabelBlock | str, inner: tuple[LabelSection, ...] = (), code: str = ""
) -> LabelSection:
    codes = (("2.16.840.1.113883.6.1", code),) if code else ()
    return LabelSection((StyledRun(title),) if title else (), blocks(*found), inner, codes)


def document(*sections: LabelSection, name: str = "Minimex", tag: str | None = "en") -> Document:
    source = LabelProvenance(
        "minimex.xml", "ab" * 32, "spl", "set-1", "7", "20250302", "Nobody Ltd"
    )
    return Document(name, tag, sections, source)


def drafted(*sections: LabelSection, name: str = "Minimex", tag: str | None = "en") -> Draft:
    return draft_of(document(*sections, name=name, tag=tag), DAY, lambda _name: True)


def sheet_of(draft: Draft) -> Sheet:
    source = parse_source(yaml_of(draft.data), f"{draft.id}.yaml")
    assert source.data == draft.data
    return sheet_from(source)


def put(draft: Draft, folder: Path) -> Library:
    """The draft in a folder, as a library."""
    (folder / "sheets").mkdir(parents=True, exist_ok=True)
    (folder / "sheets" / f"{draft.id}.yaml").write_text(yaml_of(draft.data), encoding="utf-8")
    for name, content in draft.pictures.items():
        file = folder / "sheets" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return library([folder])


def made(draft: Draft, folder: Path, **options: object) -> Verified:
    found = put(draft, folder)
    file = found.find_sheet(draft.id)
    edition = edition_of(**options) if options else Edition()
    return make_leaflet(found, file, language(file.sheet.language), edition)


def kinds(draft: Draft) -> set[str]:
    return {remark.kind for remark in draft.remarks}


def picture(mode: str = "RGBA", form: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new(mode, (40, 20), 1 if mode == "P" else None).save(target, form)
    return target.getvalue()


EVERYTHING = (
    section("", "Words before the first heading."),
    section(
        "1. What it is",
        text("A star * and H", StyledRun("2", position="sub"), "O at https://www.example.com/x."),
        LabelList(
            False,
            (
                item("one"),
                item("two", LabelList(False, (item("inner"),)), "after it", mark="b)"),
                item("three", LabelList(True, (item("first"), item("second")))),
            ),
        ),
        inner=(section("", "No heading.", inner=(section("Deep", "Deeper."),)),),
    ),
    section(
        "A table",
        LabelTable(
            (
                (cell("Who", header=True, rows=2), cell("Dose", header=True, columns=2)),
                (cell("Day", header=True), cell("Night", header=True)),
                (
                    cell("Adult", rows=2),
                    cell("10", LabelList(False, (item("a list"),))),
                    cell("20"),
                ),
                (cell("11"), cell("21", "more")),
                (cell("Child"), cell("none", columns=2)),
            ),
            caption=(StyledRun("Doses"),),
            head_rows=2,
            notes=blocks("* a note"),
        ),
        LabelPicture("shape.png", picture(), "image/png", "A square", (StyledRun("Figure 1"),)),
        LabelPicture("other.png", picture(), "image/png", None, (StyledRun("Figure 2"),)),
    ),
)


@pytest.mark.parametrize(
    ("numbering", "start", "marks"),
    [
        ("1", 1, [None, None]),
        ("1", 4, ["4.", "5."]),
        ("a", 26, ["z.", "aa."]),
        ("A", 1, ["A.", "B."]),
        ("i", 3, ["iii.", "iv."]),
        ("I", 1999, ["MCMXCIX.", "MM."]),
        ("a", 0, ["0.", "a."]),
    ],
)
def test_a_list_counts_as_in_the_label(
    numbering: Literal["1", "a", "A", "i", "I"], start: int, marks: list[str | None]
) -> None:
    items = (item("Wash your hands."), item("Take off the cap."))
    sheet = sheet_of(drafted(section("Steps", LabelList(True, items, numbering, start))))
    (steps,) = sheet.sections[0].blocks
    assert isinstance(steps, StepsBlock)
    assert [step.mark for step in steps.steps] == marks
    assert list(texts_of_sheet(sheet)) == ["Steps", "Wash your hands.", "Take off the cap."]


def test_marks_that_the_label_writes_are_its_words() -> None:
    listed = LabelList(True, (item("one", mark="a)"), item("two", mark="b)")), "a")
    assert list(texts_of_sheet(sheet_of(drafted(section("A", listed))))) == [
        *("A", "a)", "one", "b)", "two")
    ]


def bold(said: str) -> LabelParagraph:
    return text(StyledRun(said, bold=True))


def told(sheet: Sheet) -> list[object]:
    """The titles of the sections below the first one, and in them."""
    return [[found.title, *(inner.title for inner in found.sections)] for found in
            sheet.sections[0].sections]  # fmt: skip


def test_lines_in_bold_that_head_a_text_are_headings() -> None:
    draft = drafted(
        section(
            "Guide",
            bold("Minimex tablets"),
            bold("For one test"),
            bold("What is Minimex?"),
            "A medicine.",
            bold("What should I tell my doctor?"),
            bold("Tell them if you:"),
            LabelList(False, (item("are pregnant"),)),
            bold("Take it at night"),
            "It makes you sleepy.",
            inner=(section("More", bold("Storing it"), "Keep it dry."),),
        ),
        section("Who made it", "Nobody Ltd"),
    )
    sheet = sheet_of(draft)
    assert told(sheet) == [
        ["What is Minimex?"],
        ["What should I tell my doctor?", "Tell them if you:"],
        ["Take it at night"],
        ["More", "Storing it"],
    ]
    assert [getattr(block, "text", "") for block in sheet.sections[0].blocks] == [
        *("**Minimex tablets**", "**For one test**")
    ]
    first = next(remark for remark in draft.remarks if remark.kind == "heading")
    assert first.message.endswith("'What is Minimex?'")


def test_steps_in_bold_are_headings_of_what_they_tell() -> None:
    lines = (
        bold("1. Get ready"),
        "a. Wash your hands and dry them well.",
        bold("Put it on"),
        "a. x",
    )
    sheet = sheet_of(drafted(section("Steps", "In order.", *lines), section("More", "x")))
    assert told(sheet) == [["1. Get ready"], ["Put it on"]]


def test_children_are_on_the_level_of_adults() -> None:
    dose = LabelList(False, (item("1 tablet"),))
    lines = ("Colitis:", "Adults:", dose, "Children:", dose, "Crohn's disease:", "Adults:", dose)
    found = [bold(line) if isinstance(line, str) else line for line in lines]
    sheet = sheet_of(drafted(section("Dose", "Take it so.", *found), section("More", "x")))
    assert told(sheet) == [["Colitis:", "Adults:", "Children:"], ["Crohn's disease:", "Adults:"]]


def test_headings_in_a_table_that_only_places_things_are_found() -> None:
    frame = LabelTable(
        ((cell(bold("What is Minimex?"), "A medicine.", bold("Storing it"), "Dry."),),)
    )
    draft = drafted(section("Guide", "For you.", frame), section("More", "x"))
    assert told(sheet_of(draft)) == [["What is Minimex?"], ["Storing it"]]
    assert "table-head" in kinds(draft)


def test_what_one_section_holds_stands_beside_it() -> None:
    inner = (section("1. What it is", "A medicine."), section("2. Before", "Ask."))
    sheet = sheet_of(drafted(section("Leaflet", "Read it.", inner=inner)))
    assert [found.title for found in sheet.sections] == ["Leaflet", "1. What it is", "2. Before"]


def test_steps_in_a_part_are_no_parts_of_a_leaflet() -> None:
    steps = tuple(section(f"{n}. Do this", "So.") for n in range(1, 7))
    parts = tuple(section(f"{n}. Part", "x") for n in range(1, 6))
    sheet = sheet_of(drafted(*parts, section("6. More", "x", inner=steps)))
    assert sheet.sections[3].part == "side_effects"
    assert {found.part for found in sheet.sections[5].sections} == {None}


def test_a_heading_over_all_columns_heads_the_rows_below_it(tmp_path: Path) -> None:
    head = (cell("Effect", header=True), cell("What to do", header=True))
    rows = (
        (cell("Common", columns=2),),
        (cell("Rash"), cell("Ask your doctor")),
        (cell("Rare", columns=2),),
        (cell("Fever"), cell("Call your doctor")),
    )
    draft = drafted(section("A", LabelTable((head, *rows))))
    (grid,) = sheet_of(draft).sections[0].blocks
    assert isinstance(grid, GridBlock)
    over = headings(grid)
    said = {
        cell.text: [place[1] for place in over["grid", row.id, cell.id]]
        for row in grid.grid
        for cell in row.cells
    }
    assert said == {
        "Common": [],
        "Rash": ["row-1", "row-2"],
        "Ask your doctor": ["row-1", "row-2"],
        "Rare": [],
        "Fever": ["row-1", "row-4"],
        "Call your doctor": ["row-1", "row-4"],
    }
    lines = made(draft, tmp_path, format="text").content.decode().splitlines()
    assert "- Common" in [line.strip() for line in lines]


def test_a_row_of_telephone_numbers_is_no_head() -> None:
    rows = tuple((cell(f"Land {n}", f"Tel. +00 555 01{n}0"), cell("Other", "+00 555 0200")) for n in
                 range(3))  # fmt: skip
    draft = drafted(section("Contacts", LabelTable(rows)))
    assert not any(isinstance(b, GridBlock) for b in sheet_of(draft).sections[0].blocks)


def test_words_are_not_broken_beside_bold_ones(tmp_path: Path) -> None:
    words = " ".join(f"(see **“Instructions{n}”**)" for n in range(60))
    runs = [StyledRun(part, bold=bool(i % 2)) for i, part in enumerate(words.split("**"))]
    content = extract(made(drafted(section("A", text(*runs))), tmp_path).content)
    drawn = [run.text for page in content.pages for run in page.runs]
    broken = [said for said in drawn if re.fullmatch(r"[a-z]{1,5}\d*”\)?,?", said.strip())]
    assert broken == []


@pytest.mark.parametrize(
    "line",
    [
        "Figure B",
        "Figura 12",
        "(minimexin)",
        "non-proprietary name",
        "LAB-0348-8.0",
        "Do not take it twice.",
        "Stop, and call your doctor!",
        "Visit www.example.com",
        "Call 555 010 0199",
        "See “What is Minimex?”",
        "Cap      needle      plunger",
        "Revised January 2026",
        "Read this leaflet, because",
        "x" * 121,
        "***",
    ],
)
def test_other_lines_in_bold_are_none(line: str) -> None:
    sheet = sheet_of(
        drafted(section("Guide", "x", bold(line), "it says more than that."), section("B", "x"))
    )
    assert told(sheet) == []


def test_a_bold_line_with_nothing_below_it_heads_nothing() -> None:
    sheet = sheet_of(drafted(section("Guide", "A medicine.", bold("By Nobody Ltd"))))
    assert told(sheet) == []


def test_a_table_of_notes_is_read() -> None:
    table = LabelTable((), caption=(StyledRun("Doses"),), notes=blocks("* a note"))
    assert list(texts_of_sheet(sheet_of(drafted(section("A", table))))) == [
        "A",
        "Doses",
        "* a note",
    ]


def _pages(draft: Draft, folder: Path) -> list[str]:
    content = extract(made(draft, folder).content)
    return ["".join(run.text for run in page.runs) for page in content.pages]


def test_a_long_table_begins_where_it_is_announced(tmp_path: Path) -> None:
    rows = tuple((cell(f"Effect {n}"), cell("Call your doctor. " * 5)) for n in range(30))
    head = (cell("What happens", header=True), cell("What to do", header=True))
    draft = drafted(
        section("A", *("Text. " * 30,) * 6, LabelTable((head, *rows), (StyledRun("Announced"),)))
    )
    pages = _pages(draft, tmp_path)
    assert "Announced" in pages[0]
    assert "Effect 0" in pages[0]


def test_everything_is_said_in_order() -> None:
    told = list(texts_of_sheet(sheet_of(drafted(*EVERYTHING))))
    assert told[:3] == [
        "Words before the first heading.",
        "1. What it is",
        "A star * and H₂O at https://www.example.com/x.",
    ]
    assert told[3:10] == ["one", "b)", "two", "inner", "after it", "three", "first"]
    assert told[11:14] == ["No heading.", "Deep", "Deeper."]
    assert (
        told[-13:]
        == [
            *("Day", "Night", "Adult", "10", "a list", "20", "11", "21", "more", "Child", "none"),
            *("* a note", "Figure 1", "Figure 2"),
        ][-13:]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"size": "large"},
        {"format": "html"},
        {"format": "text"},
        {"format": "brf"},
        {"proof": True},
        {"paper": "a5"},
        {"conformance": "ua-2"},
    ],
)
def test_every_edition_is_verified(options: dict[str, object], tmp_path: Path) -> None:
    assert made(drafted(*EVERYTHING), tmp_path, **options).content


@pytest.mark.slow
def test_conforms_to_pdf_ua_and_pdf_a(tmp_path: Path) -> None:
    import verapdf

    file = tmp_path / "leaflet.pdf"
    file.write_bytes(made(drafted(*EVERYTHING), tmp_path).content)
    try:
        assert verapdf.failures(file, "ua1") == []
        assert verapdf.failures(file, "3a") == []
    except verapdf.UnavailableError as error:
        pytest.skip(f"veraPDF: {error}")


def test_an_imported_sheet_is_exported_and_comes_back(tmp_path: Path) -> None:
    steps = LabelList(True, (item("Open it."), item("Take it.")), "a", 3)
    draft = drafted(*EVERYTHING, section("Steps", steps))
    found = put(draft, tmp_path)
    name, document_ = export_sheet(found, draft.id, (), Release(DAY, False))
    narrative = json.dumps(json.loads(document_.content)["entry"][0])
    assert "rowspan" in narrative
    assert "list-style-type: none" in narrative
    (tmp_path / name).write_bytes(document_.content)
    (outcome,) = import_labels([tmp_path / name], "auto", tmp_path / "back", library(), DAY)
    back = library([tmp_path / "back"]).read_sheet(outcome.sheets[0].draft.id)
    assert back.sheet == found.read_sheet(draft.id).sheet


def test_cells_name_the_headings_over_them(tmp_path: Path) -> None:
    pdf = pikepdf.open(io.BytesIO(made(drafted(*EVERYTHING), tmp_path).content))
    cells = [e for e in _elements(pdf.Root.StructTreeRoot) if e.get("/S") == "/TD"]
    (none,) = [cell for cell in cells if cell.get("/A", {}).get("/ColSpan")]
    assert len(none.A.Headers) == 3


def _elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from _elements(kid)


@pytest.mark.parametrize(
    "options", [{"summary": True}, {"profile": "eu-qrd"}, {"profile": "us-pmi"}]
)
def test_a_label_keeps_its_own_order(options: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(LeafletsError, match="imported sheet has no"):
        made(drafted(*EVERYTHING), tmp_path, **options)


@pytest.mark.parametrize(
    ("runs", "wanted"),
    [
        (
            (StyledRun("Take "), StyledRun("no more ", bold=True), StyledRun("now")),
            "Take **no more** now",
        ),
        ((StyledRun("Note:", bold=True), StyledRun("text")), "**Note**:text"),
        (
            (StyledRun("a "), StyledRun("b", bold=True), StyledRun(" c", bold=True, italic=True)),
            "a **b _c_**",
        ),
        ((StyledRun("all in italics", italic=True),), "all in italics"),
        ((StyledRun("x"), StyledRun("a b*", position="super")), r"x^a\ b\*^"),
        ((StyledRun("10"), StyledRun("9", position="super"), StyledRun("/L")), "10⁹/L"),
        ((StyledRun("2*3_4`5\\6^7~8"),), r"2\*3\_4\`5\\6\^7\~8"),
        ((StyledRun("a\u00a0\u00a0 "), StyledRun("\n b")), "a b"),
        ((StyledRun("old", struck=True), StyledRun("new")), "new"),
    ],
)
def test_runs_become_markup(runs: tuple[StyledRun, ...], wanted: str) -> None:
    assert marked(runs).text == wanted


RUNS = st.builds(
    StyledRun,
    st.text("ab1 .,:()*_\\`^~-é注\u00a0\u200b\uf0b7", max_size=6),
    bold=st.booleans(),
    italic=st.booleans(),
    position=st.sampled_from(["normal", "sub", "super"]),
)


@given(st.lists(RUNS, max_size=5))
def test_no_character_is_lost(runs: list[StyledRun]) -> None:
    said = "".join(run.text for run in runs).replace("\u200b", "").replace("\uf0b7", "[U+F0B7]")
    found = to_plain(marked(tuple(runs)).text)
    assert level("".join(found.split())) == level("".join(said.split()))


def test_what_is_left_out_or_changed_is_told() -> None:
    draft = drafted(
        section(
            "X", text("a\u200bb \uf0b7 ", StyledRun("gone", struck=True)), LabelPicture("lost.gif")
        )
    )
    assert {"invisible", "private-use", "struck-out", "picture-missing"} <= kinds(draft)
    assert "ab [U+F0B7]" in yaml_of(draft.data)


@pytest.mark.parametrize(
    ("title", "code", "part", "why"),
    [
        ("Anything", "34068-7", "how_to_take", "LOINC 34068-7"),
        ("If you forget to take it", "", "how_to_take.missed", "heading in en"),
        ("Pregnancy and breast-feeding", "", "before.pregnancy", "heading in en"),
        ("Something else", "42229-5", None, "no known code, number or heading"),
        ("", "", None, "no heading"),
    ],
)
def test_sections_are_known_by_code_or_heading(
    title: str, code: str, part: str | None, why: str
) -> None:
    (mapping,) = drafted(section(title, "Text.", code=code)).mappings
    assert (mapping.part, mapping.why) == (part, why)


def test_six_numbered_headings_are_those_of_a_package_leaflet() -> None:
    draft = drafted(*(section(f"{n}. Something", "Text.") for n in range(1, 7)))
    parts = ["about", "before", "how_to_take", "side_effects", "storage", "more"]
    assert [mapping.part for mapping in draft.mappings] == parts


def test_two_numbered_headings_are_not() -> None:
    draft = drafted(*(section(f"{n}. Something", "Text.") for n in range(1, 3)))
    assert [mapping.part for mapping in draft.mappings] == [None, None]


DANISH = (
    "Du skal altid tage lægemidlet nøjagtigt efter lægens anvisning. Er du i tvivl, så spørg"
    " lægen eller apotekspersonalet, før du tager mere af det. Spis noget først. "
) * 4
PORTUGUESE = (
    "Tome este medicamento sempre com um copo de água, como lhe disse o seu médico. Contacte o"
    " farmacêutico se tiver dúvidas sobre a gravidez ou sobre os efeitos secundários. "
) * 4


@pytest.mark.parametrize(
    ("tag", "said", "wanted", "kind"),
    [
        ("da", DANISH, "da", None),
        ("en", DANISH, "da", "language-contradiction"),
        (None, DANISH, "da", "language-detected"),
        ("pt", PORTUGUESE, "pt-PT", "language-detected"),
        ("pt-BR", PORTUGUESE, "pt-BR", "language-detected"),
        ("no", "Kort.", "nb", "language-detected"),
        ("fr-CA", "Bref.", "fr", None),
        (None, "?", "en", "language-unknown"),
    ],
)
def test_language(tag: str | None, said: str, wanted: str, kind: str | None) -> None:
    found = label_language(tag, said, None)
    assert found.tag == wanted
    assert [remark.kind for remark in found.remarks] == ([kind] if kind else [])


def test_passages_in_another_language_are_told() -> None:
    english = "Take one tablet each day with a glass of water, and ask your doctor. " * 80
    spanish = "Tome un comprimido cada día con un vaso de agua y pregunte a su médico. " * 60
    found = label_language("en", english * 3 + spanish, None)
    assert found.tag == "en"
    assert [remark.kind for remark in found.remarks] == ["language-mixed"]


@pytest.mark.parametrize("tag", ["da", "fi", "nb", "pt-PT", "et", "el", "ja", "es", "fr"])
def test_fixed_words_are_in_the_sheets_own_language(tag: str, tmp_path: Path) -> None:
    draft = drafted(section("1", "2"), tag=tag)
    assert draft.data["language"] == tag.replace("pt-PT", "pt-PT")
    found = made(draft, tmp_path)
    assert found.record.leaflet.language == tag
    assert found.record.leaflet.is_draft


@pytest.mark.parametrize(
    ("rows", "head", "wanted"),
    [
        ([["a", "b"], ["c", "d"]], 1, "head"),
        ([["a", "b"], ["c", "d"]], 0, "head"),
        ([["a", ""], ["c", "d"]], 0, "first column"),
        ([["a"], ["c"]], 0, "text"),
        ([["a", "b", "c"]], 0, "text"),
    ],
)
def test_tables_have_headings_or_are_none(rows: list[list[str]], head: int, wanted: str) -> None:
    table = LabelTable(tuple(tuple(cell(said) for said in row) for row in rows), head_rows=head)
    (found, *_) = drafted(section("X", table)).data["sections"][0]["blocks"]
    if wanted == "text":
        assert found["text"] == "a"
    else:
        assert bool(found.get("head")) == (wanted == "head")
        assert (found["grid"][0]["cells"][0].get("heads") == "true") == (wanted != "head")


def test_the_row_under_a_title_is_of_the_head() -> None:
    title = (cell("Doses", columns=2),)
    rows = [(cell("Who"), cell("How much")), (cell("Adult"), cell("1")), (cell("Child"), cell("0"))]
    draft = drafted(section("X", LabelTable((title, *rows), head_rows=1)))
    (table,) = draft.data["sections"][0]["blocks"]
    assert (len(table["head"]), len(table["grid"])) == (2, 2)
    assert "table-head" in kinds(draft)


def test_a_table_around_tables_is_a_frame() -> None:
    inner = LabelTable(((cell("A"), cell("B")), (cell("c"), cell("d"))), head_rows=1)
    draft = drafted(section("X", LabelTable(((cell("before"), cell(inner)),))))
    assert [next(iter(set(b) - {"id", "head"})) for b in draft.data["sections"][0]["blocks"]] == [
        "text",
        "grid",
    ]


def test_pictures_are_drawn_again() -> None:
    for mode, form, ending in (("P", "GIF", "png"), ("CMYK", "JPEG", "jpg"), ("L", "BMP", "png")):
        found = redrawn(picture(mode, form))
        assert isinstance(found, tuple)
        assert found[1] == ending
        assert Image.open(io.BytesIO(found[0])).mode == "RGB"
    assert redrawn(b"<svg/>") == "can't be read (UnidentifiedImageError)"


@pytest.mark.parametrize("words", [None, "", " ", "null", "https://example.com/a.png", "x.png"])
def test_words_that_tell_nothing_of_a_picture(words: str | None) -> None:
    assert told_in_words(words) is None


def test_a_picture_without_words_is_not_printed(tmp_path: Path) -> None:
    draft = drafted(section("X", LabelPicture("a.png", picture(), "image/png", "null")))
    assert "picture-without-words" in kinds(draft)
    assert "/Figure" not in extract(made(draft, tmp_path).content).structure.tags


def test_ids() -> None:
    assert drafted(section("X", "y"), name="Ærø® 5 mg").id == "aero-5-mg"
    assert drafted(section("X", "y"), name="錠").id == "minimex"
    taken = {"minimex", "minimex-2"}
    found = draft_of(document(section("X", "y")), DAY, lambda name: name not in taken)
    assert found.id == "minimex-3"


def test_dates_and_versions() -> None:
    assert drafted(section("X", "y")).data["date"] == "2025-03-02"
    source = LabelProvenance("x.json", "0" * 64, "epi", date="2025-03", version="a b")
    draft = draft_of(Document("X", "en", (section("Y", "z"),), source), DAY, lambda _: True)
    assert (draft.data["date"], draft.data["version"]) == ("2026-01-31", "1")
    assert "date" in kinds(draft)


def test_a_label_without_any_heading(tmp_path: Path) -> None:
    for form in ("pdf", "html"):
        assert made(drafted(section("", "Only text.")), tmp_path, format=form).content


def test_a_very_long_text_is_cut_between_sentences() -> None:
    said = "One sentence of some length stands here. " * 1200
    told = list(texts_of_sheet(sheet_of(drafted(section("X", said)))))
    assert " ".join(told[1:]) == said.strip()
    assert all(part.endswith(".") for part in told[1:])


@pytest.mark.parametrize("field", ["medicine_class", "about", "uses", "sources"])
def test_own_sheets_need_what_they_needed(field: str, own_library: Path) -> None:
    file = own_library / "sheets/tiny.yaml"
    content = re.sub(rf"(?m)^{field}:.*\n(?:[ #-].*\n)*", "", file.read_text(encoding="utf-8"))
    file.write_text(content, encoding="utf-8")
    with pytest.raises(LeafletsError) as caught:
        library([own_library]).read_sheet("tiny")
    found = {(problem.code, problem.field) for problem in caught.value.problems}
    assert ("sheet-missing-field", field) in found


@pytest.mark.parametrize(
    "block",
    [
        "{id: g, grid: [{id: r, cells: [{id: c, text: x}]}]}",
        "{id: l, list: [{id: i, mark: a, text: x}]}",
        "{id: l, list: [{id: i}]}",
        "{id: f, figure: x.png}",
        "{id: t, text: See https://example.com}",
    ],
)
def test_own_sheets_have_nothing_of_labels(block: str, own_library: Path) -> None:
    file = next((own_library / "sheets").glob("*.yaml"))
    content = file.read_text(encoding="utf-8")
    file.write_text(f"{content}\nstorage:\n  - {block}\n", encoding="utf-8")
    with pytest.raises(LeafletsError):
        library([own_library]).read_sheet(file.stem)


EXAMPLE = ROOT / "docs/example-label.xml"


def test_command(run_inside: Callable[..., Done], tmp_path: Path) -> None:
    done = run_inside("import", EXAMPLE, "--report", "report.json")
    assert (done.code, done.out) == (0, "sheets-draft/sheets/minimex-tablets.yaml\n")
    assert "1 files: 1 sheets, 1 with each word" in done.err
    (told,) = json.loads((tmp_path / "report.json").read_text())["files"]
    (sheet,) = told["sheets"]
    assert sheet["words_in"] == sheet["words_out"] > 20
    assert sheet["differences"] == []
    assert [found["part"] for found in sheet["sections"]] == ["uses", "warnings", "how_to_take"]
    made_of_it = run_inside("leaflet", "minimex-tablets", "--library", "sheets-draft")
    assert made_of_it.code == 0, made_of_it.err


def test_importing_again_changes_nothing(run_inside: Callable[..., Done], tmp_path: Path) -> None:
    first = run_inside("import", EXAMPLE)
    (file,) = (tmp_path / "sheets-draft/sheets").glob("*.yaml")
    before = file.stat().st_mtime_ns, file.read_bytes()
    second = run_inside("import", EXAMPLE)
    assert (second.code, second.out) == (first.code, first.out)
    assert file.read_bytes() == before[1]


def test_an_edited_sheet_is_not_replaced(run_inside: Callable[..., Done], tmp_path: Path) -> None:
    run_inside("import", EXAMPLE)
    (file,) = (tmp_path / "sheets-draft/sheets").glob("*.yaml")
    file.write_text(file.read_text().replace("title: Uses", "title: What for"))
    done = run_inside("import", EXAMPLE)
    assert done.code == 10
    assert "import-sheet-exists" in done.err
    assert "What for" in file.read_text()


def test_another_label_of_that_name_has_another_id(
    run_inside: Callable[..., Done], tmp_path: Path
) -> None:
    other = tmp_path / "other.xml"
    other.write_text(EXAMPLE.read_text().replace("twice already", "three times"))
    done = run_inside("import", EXAMPLE, other)
    assert done.out.split() == [
        "sheets-draft/sheets/minimex-tablets.yaml",
        "sheets-draft/sheets/minimex-tablets-2.yaml",
    ]


def test_ids_of_our_own_sheets_are_taken(run_inside: Callable[..., Done], tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_text(EXAMPLE.read_text().replace("Minimex tablets", "Warfarin"))
    assert run_inside("import", other).out == "sheets-draft/sheets/warfarin-2.yaml\n"


def test_a_refused_file_keeps_no_other_back(
    run_inside: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.json").write_text("{}")
    (tmp_path / "in/b.xml").write_text(EXAMPLE.read_text())
    (tmp_path / "in/c.xml").write_text("<a" * 100)
    done = run_inside("import", "in", "--output-dir", "out", "--report", "-")
    assert done.code == 10
    assert len(list((tmp_path / "out").rglob("*.yaml"))) == 1
    assert [bool(found["refused"]) for found in json.loads(done.out)["files"]] == [
        True,
        False,
        True,
    ]
    assert "in/a.json: " in done.err
    assert run_inside("import", "nothing-here").code == 8


def test_differences_name_the_words() -> None:
    one, other = ["a", "b", "c", "d", "e"], ["a", "b", "x", "d", "e", "f"]
    assert [(d.label, d.sheet) for d in differences(one, other)] == [("c", "x"), ("", "f")]
    assert differences(one, one) == ()
