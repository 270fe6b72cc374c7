"""Readers of labels: what each format says to patients, what is refused, what is remarked."""

from __future__ import annotations

import base64
import datetime
import io
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import TESTS
from PIL import Image

from leaflets.epi.label_document import (
    Document,
    Inline,
    LabelBlock,
    LabelList,
    LabelParagraph,
    LabelPicture,
    LabelSection,
    LabelTable,
)
from leaflets.errors import LeafletsError
from leaflets.importers.label_imports import import_labels
from leaflets.importers.label_reading import read_label
from leaflets.importers.label_words import differences
from leaflets.importers.recount import label_words, split_words
from leaflets.library.libraries import library

EXCEPTIONS = yaml.safe_load((TESTS / "import_exceptions.yaml").read_text(encoding="utf-8"))


# Made-up labels


def spl(
    *sections: str, kind: str = "34391-3", name: str = "HUMAN PRESCRIPTION DRUG LABEL"
) -> bytes:
    """An SPL document of sections."""
    body = "".join(f"<component>{section}</component>" for section in sections)
    return (
        '<?xml version="1.0"?><document xmlns="urn:hl7-org:v3">'
        f'<code code="{kind}" displayName="{name}"/><title>Minimex</title>'
        '<effectiveTime value="20260102"/><setId root="set-1"/><versionNumber value="3"/>'
        f"<component><structuredBody>{body}</structuredBody></component></document>"
    ).encode()


def section(text: str, code: str = "42231-1", title: str = "", more: str = "") -> str:
    """A section of SPL."""
    heading = f"<title>{title}</title>" if title else ""
    return f'<section><code code="{code}"/>{heading}<text>{text}</text>{more}</section>'


def composition(
    *divs: str, title: str = "Minimex", code: str = "100000155538", titles: Iterable[str] = ()
) -> dict[str, Any]:
    """A Composition with a section for each narrative."""
    names = [*titles, *(f"Part {number}" for number in range(len(divs)))]
    return {
        "resourceType": "Composition",
        "language": "en",
        "title": title,
        "type": {"coding": [{"system": "urn:x", "code": code}]},
        "section": [
            {
                "title": name,
                "text": {"div": f'<div xmlns="http://www.w3.org/1999/xhtml">{div}</div>'},
            }
            for name, div in zip(names, divs, strict=False)
        ],
    }


def bundle(*resources: dict[str, Any], kind: str = "document") -> dict[str, Any]:
    """A Bundle of resources."""
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": kind, "language": "en", "entry": entries}


def epi(*divs: str, **more: Any) -> bytes:
    """A FHIR file of one leaflet."""
    return json.dumps(bundle(composition(*divs, **more))).encode()


def record(**fields: Any) -> bytes:
    """An openFDA record."""
    filled = {"set_id": "set-1", "openfda": {"brand_name": ["Minimex"]}, **fields}
    return json.dumps({"results": [filled]}).encode()


def read(content: bytes) -> Document:
    """The one Document of a file; its words are those that an independent count finds."""
    (document,) = read_label("label", content)
    counted = label_words(content, document.provenance.form, document.provenance.number)
    assert differences(counted, document_words(document)) == ()
    return document


def first(content: bytes) -> LabelSection:
    return read(content).sections[0]


def refused(content: bytes) -> str:
    """The codes and messages with which a file is refused."""
    with pytest.raises(LeafletsError) as caught:
        read_label("label", content)
    assert caught.value.exit_code == 10
    return str(caught.value)


def said(block: LabelBlock | LabelSection) -> Any:
    """Blocks as plain data: texts, lists in lists, rows of cells."""
    match block:
        case LabelSection():
            inner = [said(found) for found in (*block.blocks, *block.sections)]
            return {"".join(run.text for run in block.title): inner}
        case LabelParagraph():
            return "".join(run.text for run in block.text)
        case LabelList():
            return [
                ([item.mark] if item.mark else []) + [said(inner) for inner in item.blocks]
                for item in block.items
            ]
        case LabelTable():
            return {"rows": [[tuple(map(said, cell.blocks)) for cell in row] for row in block.rows]}
        case LabelPicture():
            return {"picture": block.name}


def document_words(document: Document) -> list[str]:
    """The words of a document, in order."""
    return split_words("\n".join(text for part in document.sections for text in _texts(part)))


def _texts(part: LabelSection | LabelBlock) -> Iterator[str]:
    match part:
        case LabelSection():
            yield _plain(part.title)
            for inner in (*part.blocks, *part.sections):
                yield from _texts(inner)
        case LabelParagraph():
            yield _plain(part.text)
        case LabelList():
            for item in part.items:
                yield item.mark or ""
                for block in item.blocks:
                    yield from _texts(block)
        case LabelTable():
            yield _plain(part.caption)
            cells = [block for row in part.rows for cell in row for block in cell.blocks]
            for block in (*cells, *part.notes):
                yield from _texts(block)
        case LabelPicture():
            yield _plain(part.caption)


def _plain(text: Inline) -> str:
    return "".join(run.text for run in text if not run.struck)


def says(content: bytes) -> list[Any]:
    return [said(block) for block in first(content).blocks]


def kinds(document: Document) -> set[str]:
    return {remark.kind for remark in document.remarks}


def png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (2, 2)).save(stream, "PNG")
    return stream.getvalue()


# SPL


def test_spl_is_read_with_where_it_comes_from() -> None:
    document = read(spl(section("<paragraph>Take one.</paragraph>", title="Guide")))
    assert document.sections[0].codes == (("", "42231-1"),)
    source = document.provenance
    assert (source.form, source.set_id, source.version, source.date) == (
        "spl", "set-1", "3", "2026-01-02",
    )  # fmt: skip
    assert len(source.digest) == 64
    assert document.sections[0].place == "section[1]"


def test_only_text_for_patients_is_read() -> None:
    document = read(
        spl(
            section("<paragraph>For doctors.</paragraph>", "34067-9"),
            section("<paragraph>Tell the patient.</paragraph>", "34076-0"),
            section("<paragraph>For you.</paragraph>", "42230-3"),
        )
    )
    assert document_words(document) == ["For", "you."]


def test_excerpts_are_not_read_twice() -> None:
    more = "<excerpt><highlight><text>Take one.</text></highlight></excerpt>"
    assert says(spl(section("<paragraph>Take one.</paragraph>", more=more))) == ["Take one."]


def test_a_title_within_the_text_is_said_once() -> None:
    document = read(
        spl(section("<paragraph>Guide</paragraph><paragraph>A.</paragraph>", title="GUIDE"))
    )
    assert said(document.sections[0]) == {"GUIDE": ["A."]}
    assert "repeated-title" in kinds(document)


def test_captions_of_items_are_bullets_or_marks() -> None:
    text = (
        "<list><item><caption>•</caption>one</item><item><caption>a)</caption>two</item>"
        "<item><caption>o</caption>three</item></list>"
    )
    assert says(spl(section(text))) == [[["one"], ["a)", "two"], ["three"]]]


def test_typed_bullets_are_lists() -> None:
    text = "<paragraph>Call if:<br/>• fever<br/>- high<br/>- low<br/>• rash<br/>goes on</paragraph>"
    assert says(spl(section(text))) == [
        "Call if:",
        [["fever", [["high"], ["low"]]], ["rash", "goes on"]],
    ]


@pytest.mark.parametrize("bullet", ["•", "·", "-", "–", "\uf0b7", "○"])
def test_each_kind_of_typed_bullet(bullet: str) -> None:
    text = f"<paragraph>{bullet} one</paragraph><paragraph>{bullet}\u00a0two</paragraph>"
    assert says(spl(section(text))) == [[["one"], ["two"]]]


def test_bullets_within_a_line_part_it() -> None:
    assert says(spl(section("<paragraph>for • fever   • rash</paragraph>"))) == [
        "for", [["fever"], ["rash"]],
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["-5 degrees", "2 - 3 times", "1·5 ml", "self-made"])
def test_what_is_no_bullet(text: str) -> None:
    assert says(spl(section(f"<paragraph>{text}</paragraph>"))) == [text]


def test_an_item_does_not_have_two_bullets() -> None:
    assert says(spl(section("<list><item>• one</item></list>"))) == [[["one"]]]


def test_styles_in_any_order() -> None:
    text = '<paragraph>a<content styleCode="xmChange  Bold ">b</content><sup>2</sup></paragraph>'
    (paragraph,) = first(spl(section(text))).blocks
    assert isinstance(paragraph, LabelParagraph)
    assert [(run.text, run.bold, run.position) for run in paragraph.text] == [
        ("a", False, "normal"), ("b", True, "normal"), ("2", False, "super"),
    ]  # fmt: skip


def test_tables_keep_spans_heads_and_notes() -> None:
    text = (
        "<table><caption>Doses</caption><tfoot><tr><td>Foot.</td></tr></tfoot>"
        '<tbody><tr><th rowspan="2">A</th><th colspan="2">B</th></tr><tr><th>C</th><th>D</th></tr>'
        '<tr><td>1<footnoteRef IDREF="n"/></td><td>2<footnote ID="n">Note.</footnote></td>'
        "<td/></tr>"
        "</tbody></table>"
    )
    (table,) = first(spl(section(text))).blocks
    assert isinstance(table, LabelTable)
    assert table.head_rows == 2
    assert (table.rows[0][0].rows, table.rows[0][1].columns) == (2, 2)
    assert [said(note) for note in table.notes] == ["Foot.", "* Note."]
    assert [said(block) for block in table.rows[2][0].blocks] == ["1*"]


def test_a_list_laid_out_in_columns_is_a_list() -> None:
    text = (
        "<table><tbody><tr><td>• a</td><td>• b</td></tr><tr><td>• c</td><td/></tr></tbody></table>"
    )
    assert says(spl(section(text))) == [[["a"], ["b"], ["c"]]]


def test_a_guide_laid_out_in_a_table_is_text() -> None:
    rows = (
        '<tr><td colspan="3">What is it?</td></tr><tr><td colspan="3">A medicine.</td></tr>'
        '<tr><td>•</td><td colspan="2">one</td></tr><tr><td>•</td><td colspan="2">two</td></tr>'
        "<tr><td>x</td><td>y</td><td>z</td></tr>"
    )
    assert says(spl(section(f"<table><tbody>{rows}</tbody></table>"))) == [
        "What is it?", "A medicine.", [["one"], ["two"]],
        {"rows": [[("x",), ("y",), ("z",)]]},
    ]  # fmt: skip


def test_pictures_that_are_not_in_the_file() -> None:
    value = '<value><reference value="a.jpg"/></value>'
    media = f'<component><observationMedia ID="m">{value}</observationMedia></component>'
    document = read(
        spl(section('<paragraph>a<renderMultiMedia referencedObject="m"/></paragraph>', more=media))
    )
    assert [said(block) for block in document.sections[0].blocks] == ["a", {"picture": "a.jpg"}]


def test_drug_facts_are_read_without_the_front_of_the_box() -> None:
    document = read(
        spl(
            section("<paragraph>Zinc 1 mg</paragraph>", "55106-9", "Active ingredient"),
            section(
                "", "34071-1", "Warnings", f"<component>{section('Stop.', '50566-9')}</component>"
            ),
            section("<paragraph>FRONT</paragraph>", "51945-4"),
            kind="34390-5",
        )
    )
    assert document_words(document) == [
        "Active",
        "ingredient",
        "Zinc",
        "1",
        "mg",
        "Warnings",
        "Stop.",
    ]


def test_canadian_patients_information() -> None:
    inner = f"<component>{section('Take one.', 'pmi01', 'READ THIS')}</component>"
    part = f'<section><code code="pmi00"/><title>PATIENT</title>{inner}</section>'
    assert said(first(spl(part))) == {"PATIENT": [{"READ THIS": ["Take one."]}]}


def test_a_guide_in_the_prescribers_section_is_for_patients() -> None:
    guide = f"<component>{section('<paragraph>Take one.</paragraph>')}</component>"
    document = read(spl(section("Tell them.", "34076-0", more=guide)))
    assert document_words(document) == ["Take", "one."]


def test_what_is_for_professionals_in_a_guide_is_left_out_and_told() -> None:
    inner = "".join(
        f"<component>{section('<paragraph>AUC 5</paragraph>', code)}</component>"
        for code in ("34090-1", "34076-0")
    )
    document = read(spl(section("<paragraph>Take one.</paragraph>", more=inner)))
    assert document_words(document) == ["Take", "one."]
    assert "for-professionals" in kinds(document)


def test_struck_out_text_is_told_and_no_word() -> None:
    text = '<paragraph>Take <content styleCode="strikethrough">two</content>one.</paragraph>'
    document = read(spl(section(text)))
    assert document_words(document) == ["Take", "one."]
    assert "struck" in kinds(document)


def test_bullets_typed_within_an_item_begin_items() -> None:
    text = "<list><item>heart • lungs</item><item>any of: • rash • fever</item></list>"
    assert says(spl(section(text))) == [[["heart"], ["lungs"], ["any of:", [["rash"], ["fever"]]]]]


# FHIR ePI


def test_headings_within_a_narrative_are_sections() -> None:
    assert said(first(epi("<p>a</p><h2>B</h2><p>b</p><h3>C</h3><p>c</p><h2>D</h2><p>d</p>"))) == {
        "Part 0": ["a", {"B": ["b", {"C": ["c"]}]}, {"D": ["d"]}]
    }


def test_headings_of_nothing_at_the_top_are_lines() -> None:
    assert says(epi("<h1>Minimex</h1><h2>a substance</h2>")) == ["Minimex", "a substance"]


def test_the_section_title_in_the_text_is_said_once() -> None:
    document = read(epi("<h2>part  0:</h2><p>a</p>"))
    assert said(document.sections[0]) == {"Part 0": ["a"]}
    assert "repeated-title" in kinds(document)


def test_lists_whose_children_are_no_items() -> None:
    assert says(epi("<ul><li>a</li><ul><li>b</li></ul>c<p>d</p></ul>")) == [
        [["a", [["b"]]], ["c", "d"]]
    ]


def test_ordered_lists_keep_their_numbering() -> None:
    (found,) = first(epi('<ol type="a" start="3"><li>x</li></ol>')).blocks
    assert isinstance(found, LabelList)
    assert (found.ordered, found.numbering, found.start) == (True, "a", 3)


def test_tables_in_tables_lists_in_cells_and_odd_spans() -> None:
    document = read(
        epi('<table><tr><td colspan="">a</td><td colspan="99999"><ul><li>b</li></ul></td></tr>'
            "<tr><td>c</td><td><table><tr><td>d</td><td>e</td></tr></table></td></tr></table>")
    )  # fmt: skip
    (table,) = document.sections[0].blocks
    assert isinstance(table, LabelTable)
    assert [cell.columns for cell in table.rows[0]] == [1, 100]
    assert isinstance(table.rows[1][1].blocks[0], LabelTable)


def test_cals_tables() -> None:
    text = (
        '<table><tgroup cols="2"><colspec colname="a"/><colspec colname="b"/><thead><row>'
        '<entry namest="a" nameend="b">H</entry></row></thead><tbody><row>'
        '<entry morerows="1">1</entry><entry>2</entry></row></tbody></tgroup></table>'
    )
    (table,) = first(epi(text)).blocks
    assert isinstance(table, LabelTable)
    assert (table.head_rows, table.rows[0][0].columns, table.rows[1][0].rows) == (1, 2, 2)


def test_escaped_html_is_read_as_html_and_told() -> None:
    document = read(epi("&lt;p&gt;a&lt;br&gt;b&lt;/p&gt;&lt;ul&gt;&lt;li&gt;c&lt;/ul&gt;"))
    assert [said(block) for block in document.sections[0].blocks] == ["a", "b", [["c"]]]
    assert "escaped-html" in kinds(document)


def test_html_is_read_by_allow_list() -> None:
    document = read(epi('<p onclick="x()">a<script>alert(1)</script><odd>b</odd></p>'))
    assert document_words(document) == ["Part", "0", "ab"]
    assert "left-out" in kinds(document)


def test_named_and_numbered_characters() -> None:
    assert says(epi("<p>caf&eacute;&nbsp;5&#160;mg &lt; 6</p>")) == ["café\u00a05\u00a0mg < 6"]


def test_struck_out_text_is_told_and_not_counted() -> None:
    document = read(epi("<p>Take <s>two</s> one.</p>"))
    assert document_words(document) == ["Part", "0", "Take", "one."]
    assert "struck" in kinds(document)


def test_pictures_are_found_and_checked() -> None:
    data = base64.b64encode(png()).decode()
    leaflet = composition(
        f'<p>Look:<img src="#one" alt="A pen"/><img src="data:image/jpg;base64,{data}" alt="null"/>'
        '<img src="gone.png" alt="http://x.example/gone.png"/><img src="#bad" alt="b"/></p>'
    )
    bad = base64.b64encode(b"<svg/>").decode()
    leaflet["contained"] = [
        {"resourceType": "Binary", "id": "one", "contentType": "image/png", "data": data},
        {"resourceType": "Binary", "id": "bad", "contentType": "image/svg+xml", "data": bad},
    ]
    document = read(json.dumps(bundle(leaflet)).encode())
    found = [block for block in document.sections[0].blocks if isinstance(block, LabelPicture)]
    assert [picture.kind for picture in found] == ["image/png", "image/png", None, None]
    assert found[0].alternative == "A pen"
    assert {"picture-type", "picture-format", "picture-words"} <= kinds(document)


def test_the_leaflet_among_bundles_in_a_bundle() -> None:
    summary = bundle(composition("<p>For doctors.</p>", code="100000155532"))
    leaflet = bundle(composition("<p>For you.</p>"))
    listed = {"resourceType": "List"}
    document = read(json.dumps(bundle(listed, summary, leaflet, kind="collection")).encode())
    assert document_words(document) == ["Part", "0", "For", "you."]


def test_several_compositions_of_which_one_is_filled() -> None:
    empty = composition("unavailable", "")
    content = json.dumps(bundle(empty, composition("<p>Take one.</p>"))).encode()
    assert document_words(read(content)) == ["Part", "0", "Take", "one."]


def test_several_leaflets_are_several_documents() -> None:
    content = json.dumps(bundle(composition("<p>a</p>"), composition("<p>b</p>"))).encode()
    assert [found.provenance.number for found in read_label("x", content)] == [0, 1]
    assert label_words(content, "epi", 1) == ["Part", "0", "b"]


def test_languages_of_bundle_and_composition_differ() -> None:
    leaflet = {**composition("<p>a b</p>"), "language": "es"}
    document = read(json.dumps(bundle(leaflet)).encode())
    assert document.tag == "es"
    assert "language-differs" in kinds(document)


def test_xml_and_json_are_read_the_same() -> None:
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>One <b>two</b></p><ul><li>x</li></ul></div>'
    xml = (
        '<Bundle xmlns="http://hl7.org/fhir"><type value="document"/><language value="en"/><entry>'
        '<resource><Composition><language value="en"/><type><coding><system value="urn:x"/>'
        '<code value="100000155538"/></coding></type><title value="Minimex"/><section>'
        f'<title value="Part 0"/><text><status value="generated"/>{div}</text></section>'
        "</Composition></resource></entry></Bundle>"
    )
    from_json = read(epi("<p>One <b>two</b></p><ul><li>x</li></ul>"))
    assert bare(read(xml.encode())) == bare(from_json)


def test_a_label_in_fhir_gives_only_its_sections_for_patients() -> None:
    label = composition("<p>For doctors.</p>", "<p>For you.</p>", code="34391-3")
    label["section"][1]["code"] = {"coding": [{"system": "http://loinc.org", "code": "42230-3"}]}
    assert document_words(read(json.dumps(bundle(label)).encode())) == ["Part", "1", "For", "you."]


def test_the_leaflets_own_name_goes_before_the_professional_texts() -> None:
    summary = composition("", code="100000155532")
    name = {"title": "1. Name", "code": {"coding": [{"code": "200000029792"}]}}
    name["text"] = {"div": "<div>Minimex 75 mg tablets</div>"}
    summary["section"] = [{"title": "SmPC", "section": [name]}]
    text = "<p><b>Minimex 300 mg tablets</b></p><p>minimexin</p><p>Take one.</p>"
    leaflet = composition(text, title="Package leaflet")
    (document,) = read_label("x", json.dumps(bundle(summary, leaflet)).encode())
    assert document.name == "Minimex 300 mg tablets"


def test_a_name_with_another_strength_is_told() -> None:
    text = "<p>Take one tablet of Minimex 300 mg.</p>"
    assert "name-differs" in kinds(read(epi(text, title="Minimex 75 mg")))
    assert "name-differs" not in kinds(read(epi(text, title="Minimex 300 mg")))


def test_text_without_structure_is_told() -> None:
    assert "no-structure" in kinds(read(epi(f"<p>{'word ' * 160}</p>")))


# openFDA


def test_a_table_is_not_put_into_a_sentence() -> None:
    text = "Check the date. See Figure B . If it has passed, stop. Figure B Do it now."
    table = "<table><tbody><tr><td>Figure B</td></tr></tbody></table>"
    blocks = says(record(spl_medguide=[text], spl_medguide_table=[table]))
    assert blocks[0] == "Check the date. See Figure B . If it has passed, stop."


def test_tables_take_the_place_of_their_words() -> None:
    table = (
        "<table><tbody><tr><td>a</td><td>b<sup>2</sup></td></tr>"
        "<tr><td>c</td><td>d</td></tr></tbody></table>"
    )
    content = record(spl_medguide=["Before a b 2 c d after."], spl_medguide_table=[table])
    rows = {"rows": [[("a",), ("b2",)], [("c",), ("d",)]]}
    assert says(content) == ["Before", rows, "after."]


def test_questions_head_the_parts_of_a_guide() -> None:
    text = "Guide What is Minimex? A medicine. See “What is Minimex?” How do I take it? Once."
    assert said(first(record(spl_medguide=[text]))) == {
        "": ["Guide", {"What is Minimex?": ["A medicine. See “What is Minimex?”"]},
             {"How do I take it?": ["Once."]}]
    }  # fmt: skip


def test_questions_in_capitals_head_a_guide() -> None:
    text = "Guide WHAT IS IT? A medicine. See HOW TO TAKE IT below. HOW DO I TAKE IT? At night."
    assert [said(found) for found in first(record(spl_medguide=[text])).sections] == [
        {"WHAT IS IT?": ["A medicine. See HOW TO TAKE IT below."]},
        {"HOW DO I TAKE IT?": ["At night."]},
    ]


def test_fields_within_fields_are_said_once() -> None:
    content = record(
        active_ingredient=["Active ingredient Zinc"],
        warnings=["Warnings For you only. Do not use on skin More."],
        do_not_use=["Do not use on skin"],
    )
    document = read(content)
    assert said(document.sections[1]) == {
        "Warnings": ["For you only.", {"Do not use": ["on skin"]}, {"": ["More."]}]
    }
    assert "said-twice" in kinds(document)


def test_the_order_of_drug_facts() -> None:
    content = record(questions=["Call us"], purpose=["Purpose Calm"], active_ingredient=["Zinc"])
    assert document_words(read(content)) == ["Zinc", "Purpose", "Calm", "Call", "us"]


def test_records_without_text_for_patients_are_left_out_of_many() -> None:
    one = {"set_id": "1", "openfda": {}, "spl_medguide": ["Take one."]}
    other = {"set_id": "2", "openfda": {}, "description": ["x"]}
    documents = read_label("x", json.dumps({"results": [other, one]}).encode())
    assert len(documents) == 1
    assert "record-refused" in kinds(documents[0])


# Refused


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"hello", "neither XML nor JSON"),
        (b"<!DOCTYPE html><html/>", "a web page"),
        (b"<a><b></a>", "no readable XML"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>\xff</a>', "import-encoding"),
        (b'<?xml version="1.0" encoding="nothing"?><a/>', "import-encoding"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares a document type"),
        (b"<a>" * 150 + b"</a>" * 150, "import-too-deep"),
        (b"<rss/>", "an XML file of <rss>"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": "\\ud800"}', "characters that no text has"),
        (b'{"a": NaN}', "no number"),
        (b'{"a": ', "no readable JSON"),
        (b'{"a": "\xff"}', "import-encoding"),
        (b"[" * 150 + b"]" * 150, "import-too-deep"),
        (b'{"error": {"code": "NOT_FOUND"}}', "neither a FHIR resource nor an openFDA record"),
        (b'{"resourceType": "Patient"}', "a Patient, without a Composition"),
        (spl(), "it has no sections"),
        (spl(kind="60685-5", name="Indexing"), "an indexing file"),
        (spl(section("x", "34067-9", "USES")), "none for patients; it holds 'USES'"),
        (spl(section("x", "34076-0")), "what the prescriber should say"),
        (spl(section("<paragraph> </paragraph>")), "every section for patients is empty"),
        (record(information_for_patients=["x"]), "what the prescriber should say"),
        (record(description=["x"]), "no text for patients; it holds description"),
        (epi("unavailable", "<p> Unavailable. </p>", ""), "every section is empty"),
        (epi("<p>x</p>", code="100000155532"), "the professional text"),
        (epi("a", "b", titles=("5.1 Pharmacodynamic properties", "5.2 Pharmacokinetic properties")),
         "stand in professionals' texts only"),
        (epi("<p>x</p>", code="y"), "doesn't say it is for patients"),
        (epi("<p>x"), "no well-formed XHTML"),
        (json.dumps(bundle({"resourceType": "Observation"}, kind="collection")).encode(),
         "a Bundle collection of Observation, without a Composition"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(content: bytes, why: str) -> None:
    assert why in refused(content)


def test_all_problems_of_several_leaflets_at_once() -> None:
    summary = composition("<p>x</p>", code="100000155532")
    message = refused(json.dumps(bundle(summary, composition("unavailable"))).encode())
    assert "the professional text" in message
    assert "every section is empty" in message


def test_a_broken_leaflet_is_not_left_out_in_silence() -> None:
    broken = composition("<p>x")
    assert "no well-formed" in refused(json.dumps(bundle(composition("<p>a</p>"), broken)).encode())


@pytest.mark.parametrize(
    ("tag", "counts"),
    [
        ("<ol>", (True, "1", 1)),
        ('<ol start="4">', (True, "1", 4)),
        ('<ol type="a" start="x">', (True, "a", 1)),
        ('<ol start="2"><li value="5">no</li>', (True, "1", 5)),
        ('<ol style="color:red; list-style-type: lower-roman">', (True, "i", 1)),
        ('<ul style="list-style:upper-alpha inside">', (True, "A", 1)),
        ('<ol style="list-style-type:none">', (False, "1", 1)),
        ('<ul style="list-style-type:disc">', (False, "1", 1)),
    ],
)
def test_how_a_list_counts(tag: str, counts: tuple[bool, str, int]) -> None:
    (document,) = read_label("x", epi(f"{tag}<li>one</li><li>two</li></{tag[1:3]}>"))
    (listed,) = document.sections[0].blocks
    assert isinstance(listed, LabelList)
    assert (listed.ordered, listed.numbering, listed.start) == counts


@pytest.mark.parametrize(
    "start", ["<ol reversed='reversed'><li>0</li>", "<ol><li>0</li><li value='7'>x</li>"]
)
def test_numbers_out_of_order_are_told(start: str) -> None:
    assert "numbering" in kinds(read(epi(f"{start}<li>one</li></ol>")))


def test_what_html_does_not_show_is_left_out_and_told() -> None:
    document = read(
        epi(
            '<p style="display: none">Take ten.</p><p>Take <span hidden="hidden">two</span>one'
            ' <span style="text-decoration: line-through">or three </span>tablets.</p>'
            '<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td style="display:none">x</td>'
            "<td>d</td></tr></table>"
        )
    )
    assert document_words(document) == [
        *("Part", "0", "Take", "one", "tablets.", "a", "b", "c", "d")
    ]
    assert {"hidden", "struck"} <= kinds(document)


def test_a_format_that_was_not_asked_for() -> None:
    with pytest.raises(LeafletsError, match="it is HL7 SPL, not FHIR ePI"):
        read_label("x", spl(section("a")), "epi")


# Remarks


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Antes de &lt;tomar&gt;&lt;usar&gt;", "leftover"),
        ("[Brand name] is {month}", "leftover"),
        ("antes de tomarMinimex hoy", "glued"),
        ("the end.Then it", "glued"),
        ("Embarazoy lactancia", "glued"),
        ("Embarazo y parto. Embarazo y. Embarazoy lactancia", "glued"),
        ("a\ue123b", "private-use"),
        ("a \uf0b7 b", "private-use"),
        ("a\u200bb", "invisible"),
        ("this part is only for healthcare professionals", "for-professionals"),
    ],
)  # fmt: skip
def test_what_is_suspicious_is_told_with_its_place(text: str, kind: str) -> None:
    document = read(epi(f"<p>{text}</p>"))
    found = [remark for remark in document.remarks if remark.kind == kind]
    assert found
    assert found[0].place == "Bundle.entry[0].Composition.section[0]"


@pytest.mark.parametrize(
    "text", ["mRNA and HbA1c", "in pH 5", "www.x.example/AbCd", "5 mg. Take it"]
)
def test_what_is_not_suspicious(text: str) -> None:
    assert kinds(read(epi(f"<p>{text}</p>"))) == {"name-differs"}


def test_codes_that_are_the_same_everywhere() -> None:
    leaflet = composition("<p>a</p>", "<p>b</p>", "<p>c</p>", "<p>d</p>")
    for found in leaflet["section"]:
        found["code"] = {"coding": [{"code": "1"}]}
    assert "placeholder-code" in kinds(read(json.dumps(bundle(leaflet)).encode()))


# The count


def test_the_count_finds_what_is_lost_doubled_or_moved() -> None:
    content = epi("<p>one two three</p>")
    counted = label_words(content, "epi")
    assert differences(counted, counted[:-1])[0].label == "three"
    assert differences(counted, [*counted, "three"])[0].sheet == "three"
    assert differences(counted, sorted(counted))


def test_bullets_and_signs_are_no_words() -> None:
    assert split_words("• a ·b - c 5* -d −5 2-3 \u00ade") == [
        "a",
        "b",
        "c",
        "5",
        "d",
        "−5",
        "2-3",
        "e",
    ]


# Past failures of tests/fuzz_import.py


@pytest.mark.parametrize(
    "file", sorted((TESTS / "import_failures").glob("*")), ids=lambda f: f.name
)
def test_past_failures_are_imported_or_refused(file: Path, tmp_path: Path) -> None:
    (outcome,) = import_labels([file], "auto", tmp_path, library(), datetime.date(2026, 1, 1))
    assert {problem.exit_code for problem in outcome.problems} <= {10}
    for sheet in outcome.sheets:
        assert sheet.words_in == sheet.words_out


def test_what_no_sheet_can_hold_is_refused_as_a_label(tmp_path: Path) -> None:
    file = tmp_path / "label.json"
    file.write_bytes(epi("<p>y</p>", titles=["x" * 30_000]))
    day = datetime.date(2026, 1, 1)
    (outcome,) = import_labels([file], "auto", tmp_path / "out", library(), day)
    assert {found.exit_code for found in outcome.problems} == {10}
    assert not (tmp_path / "out/sheets").exists()


# The real labels


def samples() -> list[Any]:
    """The label files of LEAFLETS_SAMPLES."""
    folder = os.environ.get("LEAFLETS_SAMPLES")
    if not folder:
        why = "LEAFLETS_SAMPLES, the folder of real labels, is not set"
        return [pytest.param(None, marks=pytest.mark.skip(reason=why))]
    found = sorted(Path(folder).rglob("*"))
    return [
        pytest.param(f, id=f"{f.parent.name}/{f.name}")
        for f in found
        if f.suffix in (".xml", ".json") and f.parent.name != "dosage"
    ]


def is_listed(file: Path) -> bool:
    return any(file.name.startswith(start) for start in EXCEPTIONS["refused"])


def bare(document: Document) -> Document:
    """A Document without where it comes from and what was remarked."""
    return replace(document, provenance=None, remarks=())  # type: ignore[arg-type]


def twins() -> Iterator[Any]:
    """Pairs of files with the same text: XML and JSON, styled and not."""
    for parameter in samples():
        file = parameter.values[0]
        if file is None:
            yield pytest.param(None, None, marks=parameter.marks)
            continue
        plain = file.with_name(f"{file.stem}_nostyle-dec2024.xml")
        for twin in (file.with_suffix(".json"), plain):
            if file.suffix == ".xml" and twin.exists() and not is_listed(file):
                yield pytest.param(file, twin, id=f"{file.name}-{twin.name}")


@pytest.mark.parametrize(("one", "other"), list(twins()))
def test_twins_are_equal(one: Path, other: Path) -> None:
    first_, second = (read_label(file.name, file.read_bytes()) for file in (one, other))
    assert list(map(bare, first_)) == list(map(bare, second))


def test_the_bulk_file_has_five_labels() -> None:
    found = [p.values[0] for p in samples() if p.values[0] and "bulk" in p.values[0].name]
    if not found:
        pytest.skip("LEAFLETS_SAMPLES, the folder of real labels, is not set")
    assert len(read_label("bulk", found[0].read_bytes())) == 5
