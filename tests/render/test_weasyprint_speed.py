"""The patches that make WeasyPrint quicker: the result is the same to the byte without them.

One at a time for three languages, and all together for all sheets and languages.
"""

from __future__ import annotations

import copy
import datetime
import hashlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any, Final
from xml.etree import ElementTree

import pytest
import tinyhtml5
from test_weasyprint import READ_AGAIN, digest_of, page_of, pdf_of, their_pdf

from leaflets.admission.admit import admit
from leaflets.admission.wishes import Wanted
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.library.libraries import library
from leaflets.making.recipe import prepare
from leaflets.render.pdf import load_patched, typeset
from leaflets.render.weasyprint import scope

load_patched()

from weasyprint import HTML, css  # noqa: E402
from weasyprint.css import ComputedStyle, StyleFor  # noqa: E402
from weasyprint.css.properties import INITIAL_VALUES  # noqa: E402
from weasyprint.formatting_structure import boxes  # noqa: E402
from weasyprint.layout import inline, percent  # noqa: E402
from weasyprint.text import line_break  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

from leaflets.render.weasyprint import (  # noqa: E402
    drawn_line,
    initial_values,
    known_lines,
    line_setup,
    normal_flow,
    parsed_page,
    quick_glyphs,
    shared_styles,
    style_notes,
    used_lengths,
)

DAY: Final = datetime.date(2026, 11, 23)
Off = Callable[[pytest.MonkeyPatch], None]


def _without_used_lengths(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(used_lengths, "_used", lambda _style: None)


def _without_line_setup(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(line_break.Layout, "setup", line_setup.original_setup)
    patch.setattr(line_break, "_font_style_cache_key", line_setup.original_key)


def _without_known_lines(patch: pytest.MonkeyPatch) -> None:
    def call(self: Any, *arguments: Any, **options: Any) -> Any:
        return self.split(*arguments, **options)

    patch.setattr(known_lines.Remembering, "__call__", call)


OFF: Final[dict[str, Off]] = {
    "shared_styles": lambda p: p.setattr(StyleFor, "__init__", shared_styles.original),
    "initial_values": lambda p: p.setattr(ComputedStyle, "__missing__", initial_values.original),
    "used_lengths": _without_used_lengths,
    "normal_flow": lambda p: p.setattr(boxes.Box, "is_in_normal_flow", normal_flow.original),
    "line_setup": _without_line_setup,
    "known_lines": _without_known_lines,
    "parsed_page": lambda p: p.setattr(parsed_page, "_tree", lambda _html: None),
    "quick_glyphs": lambda p: p.setattr(quick_glyphs, "draw_first_line", lambda *_: False),
}
"""How each patch is taken out."""


def task_of(sheet: str, tag: str, **edition: Any) -> Any:
    return prepare(admit(library(), Wanted(sheet, tag, Edition(**edition)), DAY)).task


def made_without(task: Any, *modules: str) -> str:
    """The digest of the PDF that is made without some of the patches."""
    with pytest.MonkeyPatch.context() as patch:
        for module in modules:
            OFF[module](patch)
        return hashlib.sha256(typeset(task)).hexdigest()


@pytest.mark.parametrize("tag", ["en", "ar", "zh-Hans"])
@pytest.mark.parametrize("module", OFF)
@pytest.mark.slow
def test_each_patch_alone_changes_no_byte(module: str, tag: str) -> None:
    task = task_of("methotrexate", tag)
    others = [name for name in OFF if name != module]
    assert made_without(task, *others) == made_without(task, *OFF)


def every_leaflet() -> list[tuple[str, str, dict[str, Any]]]:
    """Each sheet in each language, in one edition after another."""
    editions = itertools.cycle([{}, {"size": "large"}, {"beside": "en"}, {"size": "extra-large"}])
    found = library()
    sheets = [found.find_sheet(name).sheet for name in found.sheet_files]
    translated = [(sheet.id, tag) for sheet in sheets for tag in found.languages_of(sheet)]
    return [
        (sheet, tag, {} if tag == "en" else edition)
        for (sheet, tag), edition in zip(translated, editions, strict=False)
    ]


@pytest.mark.parametrize(("sheet", "tag", "edition"), every_leaflet())
@pytest.mark.slow
def test_all_patches_together_change_no_byte(sheet: str, tag: str, edition: dict[str, Any]) -> None:
    task = task_of(sheet, tag, **edition)
    assert made_without(task) == made_without(task, *OFF)


# Styles of every kind: pseudo-elements, marks, notes, sides that depend on the direction, numbers
# that depend on others, ellipses, lines under words, features of fonts.
STYLED = """
    p, li { margin-inline-start: 1em; padding: 2% calc(1em + 1%) }
    p::before { content: "– " counter(n); counter-increment: n }
    p:nth-child(2n)::after { content: "!"; color: red }
    li::marker { font-weight: 700 }
    .cut { width: 60pt; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
    .clamp { block-ellipsis: auto; max-lines: 1; continue: discard; width: 60pt }
    .framed { box-sizing: border-box; width: 50%; min-width: auto; border: 1pt solid; float: left }
    .under { text-decoration: underline; letter-spacing: 1pt; word-spacing: 2pt }
    .features { font-variant-numeric: tabular-nums; font-language-override: "ARA"; --x: 3pt }
    .features span { text-indent: var(--x); margin: inherit; page: auto; position: relative }
    p::first-letter { font-size: 2em } div::first-line { color: blue }
    td { border: 1pt solid; width: 20% } .narrow { width: 0 }
"""
BODY = """
    <p>One word and another one</p><p id=a>Two <b>bold</b> words</p><p style="margin: 1em">x</p>
    <ul><li>first</li><li>second</li><li class=under>third</li></ul><p class=features>a<span>b
    </span></p><p class=cut>cut off here</p><p class=cut>cut off here</p><p class=clamp>clamp me
    because there are too many words</p><div class=framed>framed text</div><div>first line and the
    rest of it</div><table><tr><td>a cell</td><td>another cell that breaks</td></tr></table>
    <p dir=rtl lang=ar>{}</p><p class=narrow>narrow words</p><q>quoted</q>
"""


@pytest.mark.parametrize("module", OFF)
def test_each_patch_changes_no_byte_of_odd_styles(module: str) -> None:
    page = page_of(BODY.format("س 12 mg"), "ar", STYLED)
    with pytest.MonkeyPatch.context() as patch:
        for name in OFF:
            if name != module:
                OFF[name](patch)
        with_it = pdf_of(page)
        OFF[module](patch)
        assert pdf_of(page) == with_it


ODD_STYLES = {
    "notes": ("i { position: note(note) }", "<p>a<i>1</i><i>2</i></p><p>b<i>3</i></p>"),
    "footnotes": ("i { float: footnote }", "<p>a<i>1</i><i>2</i></p><p>b<i>3</i></p>"),
    "leaders": ("p::after { content: 'a  b' leader('.') 'c  d' }", "<p>x</p><p>y</p>"),
    "variables": (
        (
            "p { --b: zz; margin-top: var(--b); margin-left: var(--b); border-left-width: var(--b);"
            " max-height: var(--b); box-sizing: var(--b); font-kerning: var(--b);"
            " font-weight: var(--b); text-decoration-line: var(--b); direction: var(--b) }"
        ),
        "<p>x</p><p>y</p>",
    ),
    "no language": ("p { font-language-override: '' }", "<p>x</p>"),
    "one rule for two kinds": ("p::before, b i { content: 'x' }", "<p>y</p><b><i>z</i></b>"),
}


def outcome(page: Any) -> object:
    """What comes of a page: the bytes, or what is told of it."""
    try:
        return pdf_of(page)
    except LeafletsError as error:
        return [str(problem) for problem in error.problems]
    except Exception as error:  # noqa: BLE001  what WeasyPrint raises
        return type(error), str(error)


@pytest.mark.parametrize("name", ODD_STYLES)
def test_odd_styles_come_out_as_by_weasyprint(name: str) -> None:
    style, body = ODD_STYLES[name]
    page = page_of(body, style=style)
    with_patches = [outcome(page) for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        for module in OFF:
            OFF[module](patch)
        assert [outcome(page)] * 2 == with_patches


KNOWN_FUNCTIONS = {
    "shared_styles": (shared_styles.original, "b1e725a7552502aa"),
    "initial_values": (initial_values.original, "b318d8efc8ac79d7"),
    "used_lengths": (used_lengths.original, "71673078096fcf87"),
    "normal_flow": (normal_flow.original, "5f49d6ab23da7e51"),
    "line_setup": (line_setup.original_setup, "fb227a55094f41d4"),
    "line_setup's key": (line_setup.original_key, "d6b09d54b8258d58"),
    "known_lines": (line_break.split_first_line, "39ad1016863ca34d"),
    "quick_glyphs": (drawn_line.original, "1bb8eae6d88e71b1"),
    "parsed_page": (HTML.__init__, "5f19f40b81837f87"),
}


@pytest.mark.parametrize("name", KNOWN_FUNCTIONS)
def test_patched_functions_are_the_known_ones(name: str) -> None:
    function, digest = KNOWN_FUNCTIONS[name]
    assert digest_of(function) == digest, f"{READ_AGAIN} {name}"


def styles_of(html: str) -> tuple[HTML, Any]:
    page = HTML(string=html, base_url="leaflets:")
    return page, css.get_all_computed_styles(page, font_config=FontConfiguration())


def test_shared_styles_are_those_of_each_element() -> None:
    html = page_of(BODY, style=STYLED).html
    page, plain = styles_of(html)
    kinds = (None, "before", "after", "marker", "first-line", "first-letter", "footnote-call")
    other = HTML(string=html, base_url="leaflets:")
    with scope.typesetting():
        shared = css.get_all_computed_styles(other, font_config=FontConfiguration())
    compared = 0
    for one, two in zip(page.etree_element.iter(), other.etree_element.iter(), strict=True):
        for kind in kinds:
            mine, theirs = shared(two, kind), plain(one, kind)
            assert (mine is None) == (theirs is None)
            if theirs is not None:
                compared += 1
                for key in ("margin_left", "color", "content", "font_size", "position", "anchor"):
                    assert mine[key] == theirs[key], (one.tag, kind, key)
    assert compared > 100


def test_shared_styles_are_one_for_the_same_rules() -> None:
    page = HTML(string=page_of("<ul>" + "<li>x</li>" * 9 + "</ul>").html, base_url="leaflets:")
    with scope.typesetting():
        styles = css.get_all_computed_styles(page, font_config=FontConfiguration())
    items = list(page.etree_element.iter("li"))
    assert len({id(styles(item)) for item in items}) == 1
    # What is made of a pseudo-element changes its style.
    assert len({id(styles(item, "marker")) for item in items}) == len(items)
    assert styles(items[0], "before") is None


def test_initial_values_are_those_that_were_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    html = page_of(BODY, style=STYLED).html
    (one, quick), (two, full) = styles_of(html), styles_of(html)
    keys = sorted(INITIAL_VALUES)
    found = [[str(quick(element)[key]) for key in keys] for element in one.etree_element.iter()]
    monkeypatch.setattr(ComputedStyle, "__missing__", initial_values.original)
    assert found == [[str(full(e)[key]) for key in keys] for e in two.etree_element.iter()]


def boxes_in(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes_in(child)


def rendered_boxes(body: str, style: str = "") -> list[Any]:
    """The boxes of the first page, as WeasyPrint lays it out."""
    document = their_pdf(page_of(body, style=style))[1]
    return list(boxes_in(document.pages[0]._page_box))


LENGTHS = """
    <p>a</p><p class=framed>b</p><table><tr><td>c</table><table class=joined><tr><td>d</table>
    <div style="width: 50%; min-height: 3pt; max-height: calc(10% + 1pt)">e</div>
"""


def test_used_lengths_are_those_of_each_box() -> None:
    found = rendered_boxes(LENGTHS, STYLED + ".joined { border-collapse: collapse }")
    names = [*used_lengths._LENGTHS, *used_lengths._BORDERS]
    for box, around in itertools.product(found, [(100, 50), (70, "auto")]):
        one, two = copy.copy(box), copy.copy(box)
        used_lengths.original(one, around)
        with scope.typesetting():
            percent.resolve_percentages(two, around)
        assert [getattr(one, n, 0) for n in names] == [getattr(two, n, 0) for n in names]
    assert any(used_lengths._used(box.style) is None for box in found)
    assert any(used_lengths._used(box.style) is not None for box in found)


@pytest.mark.parametrize("floating", ["none", "left", "right", "inline-end", "footnote"])
@pytest.mark.parametrize(
    "position", ["static", "relative", "absolute", "fixed", ("running()", "x"), ("note()", "x")]
)
def test_normal_flow_is_the_same(floating: str, position: Any) -> None:
    box = boxes.BlockBox("p", {"float": floating, "position": position}, None, [])
    assert box.is_in_normal_flow() == normal_flow.original(box)


def test_line_setup_is_shared_by_lines_of_a_style_only() -> None:
    texts = [box for box in rendered_boxes("<p>Some words</p>") if isinstance(box, boxes.TextBox)]
    style = next(b.style for b in texts if b.style["text_decoration_line"] == "none")
    with scope.typesetting():
        one, two = line_break.Layout(style), line_break.Layout(style)
        kept = style.__dict__["line_setup"]
        assert line_break._font_style_cache_key(style) == line_setup.original_key(style)
    assert one.layout != two.layout
    assert one.language is two.language is kept[1]
    assert "line_setup" not in style.copy().__dict__


def test_style_notes_are_made_once_and_left_behind_by_a_copy() -> None:
    style = rendered_boxes("<p>Some words</p>")[0].style
    assert not style_notes.keeps(style)
    with scope.typesetting():
        assert style_notes.keeps(style)
        assert not style_notes.keeps({"font_size": 1})
    notes = [style_notes.kept(style, "a_note", lambda _style: object()) for _ in range(2)]
    assert notes[0] is notes[1]
    assert "a_note" not in style.copy().__dict__


def test_known_lines_are_split_once() -> None:
    texts = [box for box in rendered_boxes("<p>Some words</p>") if isinstance(box, boxes.TextBox)]
    style, asked = texts[0].style, []

    def split(*arguments: Any, **options: Any) -> Any:
        asked.append(arguments)
        return line_break.split_first_line(*arguments, **options)

    remembering = known_lines.Remembering(split)
    with scope.typesetting():
        first, *measures = remembering("two words", style, None, 30, 0)
        again, *same = remembering("two words", style, None, 30, 0)
        remembering("two words", style, None, 31, 0)
        remembering("two words", style.copy(), None, 30, 0)
    assert len(asked) == 3
    assert measures == same
    assert first is not again
    remembering("two words", style, None, 30, 0)
    assert len(asked) == 4


def test_known_lines_are_those_of_one_caller() -> None:
    """What one of the two modules is given is parted by another patch (``first_words``)."""
    assert isinstance(inline.split_first_line.args[0], known_lines.Remembering)


DRAWN = {
    "plain": ("en", "<p>AVAToday, 12.5 mg – “fi” ffl</p>", 1),
    "two runs": ("en", "<p>one <b>bold</b> x</p>", 3),
    "spaced": ("en", "<p style='letter-spacing: 2pt; word-spacing: -1pt'>a b c</p>", 0),
    "justified": ("en", "<p style='text-align: justify; width: 60pt'>a b c d e f g h i j k</p>", 1),
    "Arabic": ("ar", "<p>دواء 12 mg</p>", 1),
    "Arabic with marks": ("ar", "<p>دَوَاءٌ</p>", 0),
    "Hindi": ("hi", "<p>दवा</p>", 1),
    "cut": (
        "en",
        "<p style='width: 30pt; overflow: hidden; text-overflow: ellipsis'>a bcdefgh</p>",
        0,
    ),
    "nothing": ("en", "<p>x<span style='white-space: pre'>   </span></p>", 1),
}


@pytest.mark.parametrize("name", DRAWN)
def test_quick_glyphs_are_drawn_as_by_weasyprint(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The texts of glyphs, too; which lines are drawn so is told by the last number."""
    tag, body, count = DRAWN[name]
    drawn: list[bool] = []
    quick = quick_glyphs.draw_first_line
    monkeypatch.setattr(
        quick_glyphs, "draw_first_line", lambda *a: drawn.append(quick(*a)) or drawn[-1]
    )
    style = "@font-face { font-family: F; src: url(leaflets:font/bold); font-weight: 700 }"
    ours = pdf_of(page_of(body, tag, style))
    assert sum(drawn) == count
    monkeypatch.setattr(quick_glyphs, "draw_first_line", lambda *_: False)
    assert pdf_of(page_of(body, tag, style)) == ours


ODD_PAGES = {
    "no head": "<p>one<p>two",
    "cells": "<table><tr><td>a<td>b<tr><td>c</table>",
    "text in a table": "<table>x<tr><td>a</table>",
    "misnested": "<p><b>one <i>two</b> three</i> four",
    "a list left open": "<ul><li>a<li>b<ul><li>c</ul>d</ul>",
    "references": "<p title='&amp;&lt;&copy;'>&amp;&nbsp;&eacute;&#x661;&notit;&unknown;",
    "white space": "\n<html>\n <head>\n </head>\n <body>\n<pre>\n\nx\r\ny</pre>\n</body>\n\n",
    "attributes": "<P CLASS=a class=b ID='x' Data-Phrase=\"y\" hidden>x</P>",
    "a comment": "<p>a<!-- b -->c</p>",
    "a picture in the text": "<svg viewBox='0 0 1 1'><title>x</title></svg>",
    "a formula": "<math><mi>x</mi></math>",
    "closed too early": "<div/>x<br/>y</br>z</p>w",
    "raw text": "<style>p > b { color: red }</style><title>a <b> & c</title>",
    "frames": "<frameset><frame></frameset>",
    "not HTML's": "<custom-part>x</custom-part><object data=x></object>",
    "deep": "<div>" * 400 + "x",
    "quirks": "<p><table><tr><td>x</table>",
    "standards": "<!DOCTYPE html><p><table><tr><td>x</table>",
    "no-break and signs": "<p>a\u00a0b\u200b\u2060\u202bc\u0301</p>",
    "nothing": "",
    "begun again and again": "<a" * 3,
    "blocks in a table": "<table><pre>\n1</pre><li>2</li></table>",
    "items in a table": "<table><dt>1<dt>2</table>",
    "left open at the end": "<html><body><p><b>1</p></body>\n</html>",
    "closed but not opened": "<pre></x>\n1</pre>",
    "closed in another order": "<b>1<main>2</b>3</main>",
    "a tag in a style": "<style>/* </p> */ p {}</style><p>x</p>",
    "a sign in an attribute": "<p title='a > b' lang=\"</p>\">x</p>",
}


@pytest.mark.parametrize("name", ODD_PAGES)
def test_parsed_page_is_what_tinyhtml5_makes_of_it(name: str) -> None:
    html = ODD_PAGES[name]
    with scope.typesetting():
        ours = parsed_page.PageSource(html, "leaflets:", None)
    theirs = tinyhtml5.parse(html, namespace_html_elements=False)
    assert flat(ours.etree_element) == flat(theirs)


def flat(element: ElementTree.Element) -> list[Any]:
    """All of a tree, one element after another."""
    return [(e.tag, e.attrib, e.text, e.tail, len(e)) for e in element.iter()]


@pytest.mark.parametrize("text", ["<a", "<a '", "<style>", "<style", "<p>"])
def test_parsed_page_looks_once_through_what_never_ends(text: str) -> None:
    """Where it did so for each beginning, this took hours."""
    assert parsed_page._written(text * 200_000) is None


@pytest.mark.parametrize("tag", ["en", "ar", "ur"])
def test_parsed_page_of_a_leaflet_is_parsed_by_lexbor(tag: str) -> None:
    html = task_of("azathioprine", tag).page.html
    tree = parsed_page._tree(html)
    assert tree is not None
    assert flat(tree) == flat(tinyhtml5.parse(html, namespace_html_elements=False))
