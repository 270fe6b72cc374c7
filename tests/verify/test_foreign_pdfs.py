"""PDFs that somebody brings: legal ones are read rightly, all others are refused in words."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from by_hand import make_leaflet
from conftest import ROOT, SAMPLE_LIBRARY, Run
from mutate_pdfs import DAY
from pikepdf import Array, Dictionary, Name, Stream

from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.making.recheck import recheck
from leaflets.verify.verified import Check
from leaflets.verify.verify_data import record_in

Change = Callable[[pikepdf.Pdf], object]
Looked = Callable[[Change | bytes], list[Check]]


@pytest.fixture(scope="module")
def sample() -> Library:
    return library([SAMPLE_LIBRARY])


@pytest.fixture(scope="module")
def leaflet(sample: Library) -> bytes:
    return make_leaflet(sample, sample.find_sheet("tiny"), language("en"), Edition()).content


@pytest.fixture
def checks(sample: Library, leaflet: bytes, tmp_path: Path) -> Looked:
    """What verifying the leaflet says that was changed, or other bytes."""

    def looked(change: Change | bytes) -> list[Check]:
        content = change if isinstance(change, bytes) else changed(leaflet, change)
        (tmp_path / "leaflet.pdf").write_bytes(content)
        return recheck(sample, tmp_path / "leaflet.pdf", DAY)

    return looked


def changed(leaflet: bytes, change: Change, **saving: object) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(leaflet)) as pdf:
        change(pdf)
        pdf.save(target, **saving)  # type: ignore[arg-type]
    return target.getvalue()


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every element of the structure tree, in reading order."""
    waiting = [*reversed(list(pdf.Root.StructTreeRoot.K.as_list()))]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Dictionary):
            yield one
            waiting += reversed(list(one.K.as_list()) if "/K" in one else [])


def root_is_one_reference(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K = pdf.Root.StructTreeRoot.K[0]


def root_is_one_dictionary(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K = Dictionary(dict(pdf.Root.StructTreeRoot.K[0].items()))


def single_kids_without_arrays(pdf: pikepdf.Pdf) -> None:
    for element in list(elements(pdf)):
        if len(element.K) == 1:
            element.K = element.K[0]


def kids_are_references_to_content(pdf: pikepdf.Pdf) -> None:
    """Marked-content references in place of numbers (ISO 32000-1, table 324)."""
    for element in list(elements(pdf)):
        page = element.get("/Pg")
        element.K = Array(
            [
                Dictionary(Type=Name.MCR, Pg=page, MCID=kid) if isinstance(kid, int) else kid
                for kid in element.K.as_list()
            ]
        )


def numbers_are_references(pdf: pikepdf.Pdf) -> None:
    for element in list(elements(pdf)):
        for place, kid in enumerate(element.K.as_list()):
            if isinstance(kid, int):
                element.K[place] = pdf.make_indirect(kid)


def attributes_with_revisions(pdf: pikepdf.Pdf) -> None:
    for element in list(elements(pdf)):
        if "/A" in element and isinstance(element.A, Dictionary):
            element.A = Array([element.A, 0])


def page_attributes_are_inherited(pdf: pikepdf.Pdf) -> None:
    page, tree = pdf.pages[0].obj, pdf.Root.Pages
    for key in ("/Resources", "/MediaBox"):
        tree[key] = page[key]
        del page[key]


def fonts_stand_in_the_page(pdf: pikepdf.Pdf) -> None:
    resources = pdf.pages[0].obj.Resources
    fonts = {name: Dictionary(dict(font.items())) for name, font in resources.Font.items()}
    resources.Font = Dictionary(fonts)


def contents_in_parts(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    page.Contents = Array([Stream(pdf, b"q"), page.Contents, Stream(pdf, b"Q")])


def box_from_the_other_corner(pdf: pikepdf.Pdf) -> None:
    x, y, other_x, other_y = pdf.pages[0].obj.MediaBox.as_list()
    pdf.pages[0].obj.MediaBox = Array([other_x, other_y, x, y])


def turned_by_a_full_circle(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Rotate = 360


LEGAL = (
    root_is_one_reference,
    root_is_one_dictionary,
    single_kids_without_arrays,
    kids_are_references_to_content,
    numbers_are_references,
    attributes_with_revisions,
    page_attributes_are_inherited,
    fonts_stand_in_the_page,
    contents_in_parts,
    box_from_the_other_corner,
    turned_by_a_full_circle,
)


@pytest.mark.parametrize("change", LEGAL, ids=lambda change: change.__name__)
def test_another_legal_way_to_write_it_is_read_as_the_same(change: Change, checks: Looked) -> None:
    assert [check for check in checks(change) if check.passed is False] == []


@pytest.mark.parametrize("mode", list(pikepdf.ObjectStreamMode), ids=str)
def test_objects_in_streams_or_not_are_the_same(
    mode: pikepdf.ObjectStreamMode, leaflet: bytes, checks: Looked
) -> None:
    content = changed(leaflet, lambda _: None, object_stream_mode=mode)
    assert [check for check in checks(content) if check.passed is False] == []


def element_in_itself(pdf: pikepdf.Pdf) -> None:
    element = pdf.Root.StructTreeRoot.K[0]
    element.K.append(element)


def element_of_no_kind(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot.K[0]["/S"]


def structure_is_a_number(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot = 7


def content_without_a_page(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf):
        if "/Pg" in element:
            del element.Pg


def pages_in_themselves(pdf: pikepdf.Pdf) -> None:
    tree = pdf.Root.Pages
    tree.Kids = Array([tree])


def no_pages(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids, pdf.Root.Pages.Count = Array(), 0


def thousand_pages(pdf: pikepdf.Pdf) -> None:
    tree = pdf.Root.Pages
    tree.Kids, tree.Count = Array([tree.Kids[0]] * 1000), 1000


def sized(box: list[float], key: str = "MediaBox") -> Change:
    return lambda pdf: setattr(pdf.pages[0].obj, key, Array(box))


def keyed(key: str, value: object) -> Change:
    return lambda pdf: setattr(pdf.pages[0].obj, key, value)


def form(pdf: pikepdf.Pdf, content: bytes, inner: Stream | None = None) -> Stream:
    made = Stream(pdf, content)
    made.Type, made.Subtype, made.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    made.Resources = Dictionary(XObject=Dictionary(F=inner) if inner else Dictionary())
    return made


def forms_without_end(pdf: pikepdf.Pdf) -> None:
    one = form(pdf, b"/F Do")
    one.Resources.XObject.F = one
    pdf.pages[0].obj.Resources.XObject.F = one
    pdf.pages[0].obj.Contents = Stream(pdf, b"/F Do")


def forms_drawn_too_often(pdf: pikepdf.Pdf) -> None:
    inner = form(pdf, b"")
    for _ in range(3):
        inner = form(pdf, b"/F Do " * 30, inner)
    pdf.pages[0].obj.Resources.XObject.F = inner
    pdf.pages[0].obj.Contents = Stream(pdf, b"/F Do")


def tiles_too_small(pdf: pikepdf.Pdf) -> None:
    pattern = Stream(pdf, b"0 0 9 9 re f")
    pattern.PatternType, pattern.PaintType, pattern.TilingType = 1, 1, 1
    pattern.BBox, pattern.XStep, pattern.YStep = Array([0, 0, 9, 9]), 9, 9
    pattern.Matrix, pattern.Resources = Array([0.04, 0, 0, 0.04, 0, 0]), Dictionary()
    page = pdf.pages[0].obj
    page.Resources.Pattern = Dictionary(T=pattern)
    page.Contents = Stream(pdf, b"/Pattern cs /T scn 0 0 9 9 re f")


def image_too_large(pdf: pikepdf.Pdf) -> None:
    image = Stream(pdf, b"")
    image.Subtype, image.Width, image.Height = Name.Image, 40_000, 40_000
    page = pdf.pages[0].obj
    page.Resources.XObject.I = image
    page.Contents = Stream(pdf, b"/I Do")


def stream_that_unpacks_to_too_much(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents = Stream(pdf, b" " * 101_000_000)


def attachments_in_themselves(pdf: pikepdf.Pdf) -> None:
    tree = pdf.make_indirect(Dictionary())
    tree.Kids = Array([tree])
    pdf.Root.Names.EmbeddedFiles = tree


def attachment_without_a_file(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AF[0]["/EF"]


HOSTILE: dict[str, tuple[Change, str]] = {
    "element in itself": (element_in_itself, "an element in two places"),
    "element of no kind": (element_of_no_kind, "an element without a type"),
    "structure is a number": (structure_is_a_number, "/StructTreeRoot is no dictionary"),
    "content without a page": (content_without_a_page, "content that is on no page"),
    "pages in themselves": (pages_in_themselves, "its pages are no tree"),
    "no pages": (no_pages, "it has no pages"),
    "a thousand pages": (thousand_pages, "more pages than any leaflet"),
    "a huge page": (sized([0, 0, 3_000_000, 3_000_000]), "3000000 × 3000000 pt"),
    "a page without end": (sized([0, 0, 1e30, 9]), "it has no pages"),
    "a page of nothing": (sized([0, 0, 0, 0]), "page"),
    "a box of words": (sized([Name.A] * 4), "it is damaged"),  # type: ignore[list-item]
    "a page that begins elsewhere": (sized([9, 9, 604, 851]), "does not begin at 0, 0"),
    "a page that is cut": (sized([9, 9, 500, 500], "CropBox"), "does not begin at 0, 0"),
    "a turned page": (keyed("Rotate", 180), "it is turned"),
    "an enlarged page": (keyed("UserUnit", 10), "it is enlarged"),
    "contents that are a name": (keyed("Contents", Name.A), "no streams"),
    "resources that are a number": (keyed("Resources", 3), "it is damaged"),
    "forms without end": (forms_without_end, "nested without end"),
    "forms drawn too often": (forms_drawn_too_often, "more forms and images"),
    "tiles too small": (tiles_too_small, "tiles too small"),
    "an image too large": (image_too_large, "more pixels"),
    "too much to unpack": (stream_that_unpacks_to_too_much, "unpacks to more than any leaflet"),
    "attachments in themselves": (attachments_in_themselves, "it is damaged"),
    "attachment without a file": (attachment_without_a_file, "not a sound PDF"),
    "language is a number": (lambda pdf: setattr(pdf.Root, "Lang", 3), "/Lang is no text"),
    "marks are an array": (lambda pdf: setattr(pdf.Root, "MarkInfo", Array([1])), "/MarkInfo"),
}


@pytest.mark.parametrize(("change", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_odd_or_huge_file_is_refused_in_words(change: Change, words: str, checks: Looked) -> None:
    notes = [check.note for check in checks(change) if check.passed is False]
    assert words in " ".join(notes)
    assert not any("Error)" in note for note in notes), "the net caught it: give it words"


@pytest.mark.parametrize("kind", ["nothing", "blanks", "half", "no trailer", "text"])
def test_torn_file_is_refused_in_words(kind: str, leaflet: bytes, checks: Looked) -> None:
    contents = {
        "nothing": b"",
        "blanks": b" " * 1000,
        "half": leaflet[: len(leaflet) // 2],
        "no trailer": leaflet[:-30],
        "text": b"%PDF-1.7\nnothing else\n",
    }
    first = checks(contents[kind])[0]
    assert first.passed is False
    assert first.note


def test_locked_file_says_so(leaflet: bytes, checks: Looked) -> None:
    locked = pikepdf.Encryption(owner="o", user="u")
    (check,) = checks(changed(leaflet, lambda _: None, encryption=locked))
    assert "locked with a password" in check.note


def test_file_locked_with_no_password_is_read_and_refused(leaflet: bytes, checks: Looked) -> None:
    locked = pikepdf.Encryption(owner="o", user="")
    notes = [c.note for c in checks(changed(leaflet, lambda _: None, encryption=locked))]
    assert "a leaflet has no encryption" in notes


def test_what_the_net_catches_is_told_by_its_name(
    checks: Looked, leaflet: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_pdf: pikepdf.Pdf) -> None:
        raise RecursionError

    monkeypatch.setattr("leaflets.verify.verify_pdf.drawable", broken)
    (check,) = checks(leaflet)
    assert check.note == "it can't be read as a leaflet (RecursionError)"


def test_limits_of_the_process_come_back(leaflet: bytes, checks: Looked) -> None:
    before = pikepdf.settings.get_qpdf_limits()
    checks(leaflet)
    assert pikepdf.settings.get_qpdf_limits() == before


def test_the_command_ends_with_its_own_code(
    leaflet: bytes, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    file = tmp_path / "odd.pdf"
    file.write_bytes(changed(leaflet, element_in_itself))
    told = run_inside("verify", file)
    assert told.code == 7
    assert "an element in two places" in told.out + told.err


def test_record_of_a_file_that_is_none_is_refused_in_words() -> None:
    for content in (b"", b"%PDF-1.7"):
        with pytest.raises(LeafletsError) as caught:
            record_in(content)
        assert caught.value.exit_code == 7


def mutated(leaflet: bytes, folder: Path, first: int, count: int) -> None:
    """Fail where a change of these numbers gets no answer; in a process with bounds of its own."""
    (folder / "leaflet.pdf").write_bytes(leaflet)
    numbers = ("--first", str(first), "--count", str(count))
    command = [sys.executable, ROOT / "tests/mutate_pdfs.py", folder / "leaflet.pdf", *numbers]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "unforeseen" not in done.stdout


@pytest.mark.slow
def test_changes_at_random_get_an_answer(leaflet: bytes, tmp_path: Path) -> None:
    mutated(leaflet, tmp_path, 0, 60)


@pytest.mark.slow
def test_many_changes_at_random_get_an_answer(
    leaflet: bytes, sample: Library, tmp_path: Path
) -> None:
    mutated(leaflet, tmp_path, 1000, 400)
    rich = make_leaflet(sample, sample.find_sheet("rich"), language("en"), Edition())
    mutated(rich.content, tmp_path, 5000, 100)
