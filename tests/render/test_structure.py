"""The mended structure tree and the codes of glyphs."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pikepdf
import pytest
from by_hand import make_leaflet
from conftest import ROOT, SAMPLE_LIBRARY

from leaflets.content.attachments import MAX_PAGES
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import library
from leaflets.render.pdf import typeset
from leaflets.render.task import Page, Task
from leaflets.snapshot import NotedFile, Snapshot
from leaflets.verify.extraction import extract

FONTS = {
    "en": ("AtkinsonHyperlegibleNext_400Regular.ttf", "AtkinsonHyperlegibleNext_700Bold.ttf"),
    "ar": ("Amiri_400Regular.ttf", "Amiri_700Bold.ttf"),
    "hi": ("NotoSansDevanagari_400Regular.ttf", "NotoSansDevanagari_700Bold.ttf"),
}


def pdf_of(body: str, tag: str = "en", style: str = "") -> bytes:
    files = (ROOT / "fonts" / name for name in FONTS[tag])
    regular, bold = (NotedFile(file, Snapshot().digest(file)) for file in files)
    html = f"""<html lang="{tag}"><head><title>T</title><style>
        @font-face {{ font-family: F; src: url(leaflets:font/regular) }}
        @page {{ size: 200pt 200pt; margin: 20pt }}
        html {{ font: 12pt F }} {style}</style></head><body>{body}</body></html>"""
    resources = {"leaflets:font/regular": regular, "leaflets:font/bold": bold}
    return typeset(Task(Page((html,), resources), "{}", datetime(2026, 1, 1)))


def tree(content: bytes) -> list[tuple[str, Any]]:
    """The structure as nested (tag, children); text is left out."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return nested(pdf.Root.StructTreeRoot.K[0])[1]


def nested(element: pikepdf.Object) -> tuple[str, list[Any]]:
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    inner = [nested(kid) for kid in kids if not isinstance(kid, int) and "/S" in kid]
    return str(element.S), [kid for kid in inner if kid[0] != "/Span"]


def count(tree: list[tuple[str, Any]], tag: str) -> int:
    return sum((name == tag) + count(kids, tag) for name, kids in tree)


def test_list_over_pages_is_one_list() -> None:
    content = pdf_of("<ul>" + "<li>An item that is long enough for lines.</li>" * 30 + "</ul>")
    assert len(extract(content).pages) > 3
    (only,) = tree(content)
    assert only[0] == "/L"
    assert [kid[0] for kid in only[1]] == ["/LI"] * 30


def test_block_beside_a_mark_is_the_items_body() -> None:
    content = pdf_of("<ul><li><div><p>One</p><p>Two</p></div></li></ul>")
    ((_, [(item, kids)]),) = tree(content)
    assert (item, [kid[0] for kid in kids]) == ("/LI", ["/Lbl", "/LBody"])


def test_paragraph_and_section_over_pages_are_one() -> None:
    content = pdf_of("<section><p>" + "Many words, more than fit. " * 60 + "</p></section>")
    assert len(extract(content).pages) > 2
    assert tree(content) == [("/Sect", [("/P", [])])]


def test_table_over_pages_is_one_table_with_one_head() -> None:
    rows = "".join(f'<tr><th scope="row">R{n}</th><td>cell {n}</td></tr>' for n in range(30))
    head = "<thead><tr><th>Name</th><th>Value</th></tr></thead>"
    content = pdf_of(f"<table>{head}<tbody>{rows}</tbody></table>")
    assert len(extract(content).pages) > 2
    found = tree(content)
    assert [count(found, tag) for tag in ("/Table", "/THead", "/TBody", "/TR")] == [1, 1, 1, 31]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        names = pdf.Root.StructTreeRoot.IDTree.Names
        known = {str(name) for name in list(names)[::2]}
        cells = [e for e in walk(pdf.Root.StructTreeRoot.K[0]) if e.S == "/TD"]
        assert all({str(h) for h in cell.A.Headers} <= known for cell in cells)
        assert len({str(cell.A.Headers[-1]) for cell in cells}) == 1


def walk(element: pikepdf.Object):  # type: ignore[no-untyped-def]
    yield element
    for kid in element.K if isinstance(element.get("/K"), pikepdf.Array) else ():
        if not isinstance(kid, int) and "/S" in kid:
            yield from walk(kid)


def test_language_of_inner_elements() -> None:
    content = pdf_of('<p>One <span lang="fr">deux</span> three</p><p lang="es">Cuatro</p>')
    with pikepdf.open(io.BytesIO(content)) as pdf:
        elements = walk(pdf.Root.StructTreeRoot.K[0])
        assert [str(e.Lang) for e in elements if "/Lang" in e] == ["fr", "es"]


def test_page_furniture_is_artifact() -> None:
    content = pdf_of("<p>Text</p>", style="@page { @bottom-left { content: 'Foot' } }")
    (page,) = extract(content).pages
    assert {run.text.strip(): run.mcid is None for run in page.runs} == {
        "Foot": True,
        "Text": False,
    }


def test_identities_are_in_the_tree() -> None:
    content = pdf_of('<p data-phrase="a.b">Once</p><p data-phrase="a.b">Twice</p>')
    assert extract(content).structure.sequence == ("a.b", "a.b#2")


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("hi", "गर्भावस्था, क्षेत्र, स्त्री, विद्यार्थी, कृपया, ज्ञान, श्रृंगार, प्रतिरक्षा"),
        ("ar", "لا تتوقف عن تناول الدواء. الكبد والكلى والقلب. الآزاثيوبرين"),
    ],
)
def test_letters_come_out_as_they_went_in(tag: str, text: str) -> None:
    direction = "rtl" if tag == "ar" else "ltr"
    (page,) = extract(pdf_of(f'<p dir="{direction}">{text}</p>', tag)).pages
    drawn = "".join(run.text for run in page.runs)
    assert sorted(drawn.replace("\u200b", "").replace(" ", "")) == sorted(text.replace(" ", ""))


def test_dotted_circle_is_an_error() -> None:
    with pytest.raises(LeafletsError, match="dotted circle"):
        pdf_of("<p>लो<span>गों</span> <span>ल</span><span>ो</span></p>", "hi")


def test_missing_glyph_is_an_error() -> None:
    with pytest.raises(LeafletsError, match=r"U\+2713"):
        pdf_of("<p>✓</p>", style="p { font-family: F }")


@pytest.mark.slow
def test_page_limit() -> None:
    with pytest.raises(LeafletsError) as caught:
        pdf_of("<p style='break-after: page'>x</p>" * (MAX_PAGES + 1))
    assert caught.value.problems[0].code == "rendering-too-long"


def test_rich_sheet_passes() -> None:
    found = library([SAMPLE_LIBRARY])
    made = make_leaflet(found, found.find_sheet("rich"), language("en"), Edition())
    structure = extract(made.content).structure
    assert structure.alternatives == {
        "about.what.figure.alternative": "One drop falls from a bottle."
    }
    assert structure.tags.count("/Table") == 2
    assert structure.headerless_cells == 0


def contents(pdf: pikepdf.Pdf, element: pikepdf.Object) -> list[tuple[int, int]]:
    """The marked content of an element and all in it: page and number."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    found = []
    for kid in element.K:
        if isinstance(kid, int):
            found.append((pages[element.Pg.objgen], kid))
        elif "/MCID" in kid:
            found.append((pages[kid.Pg.objgen], int(kid.MCID)))
        else:
            found += contents(pdf, kid)
    return found


@pytest.mark.parametrize("inner", ["word " * 300, "word <strong>bold</strong> " * 150])
def test_text_over_pages_is_one_element_with_content_on_each(inner: str) -> None:
    """Each content's page leads back to the element (ISO 32000-1, 14.7.4.4)."""
    content = pdf_of(f"<p>before</p><p data-phrase=a>{inner}</p>")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root.StructTreeRoot
        (element,) = [found for found in root.K[0].K if found.get("/ID") == "a"]
        found = contents(pdf, element)
        assert {page for page, _ in found} == set(range(len(pdf.pages)))
        assert len(pdf.pages) > 1
        assert len(set(found)) == len(found)
        owners = dict(zip(root.ParentTree.Nums[::2], root.ParentTree.Nums[1::2], strict=True))
        for page, mcid in found:
            owner = owners[int(pdf.pages[page].obj.StructParents)][mcid]
            while owner.get("/ID") != "a":
                owner = owner.P
        names = root.IDTree.Names
        assert [str(name) for name in names[::2]] == ["a"]
        assert names[1].objgen == element.objgen


def test_lines_of_a_text_are_no_elements() -> None:
    content = pdf_of(f"<p data-phrase=a>{'word ' * 100}</p>")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        (text,) = pdf.Root.StructTreeRoot.K[0].K
        assert len(text.K) > 5
        assert all(isinstance(kid, int) or "/MCID" in kid for kid in text.K)
