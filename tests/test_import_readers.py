"""Readers of labels: what is for patients, whole and in order, and what is refused. All made up."""

from __future__ import annotations

import base64
import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from leaflets.errors import LeafletsError
from leaflets.importers.document import Document, ListOf, Paragraph, Picture, Section, Table
from leaflets.importers.importing import import_labels
from leaflets.importers.reading import read_label
from leaflets.importers.recount import label_words
from leaflets.library import library

SMPC, LEAFLET = "100000155532", "100000155538"


def spl(body: str, code: str = "34391-3") -> bytes:
    return (
        '<?xml version="1.0"?><document xmlns="urn:hl7-org:v3">'
        f'<code code="{code}" displayName="A MADE-UP LABEL"/><setId root="set-1"/>'
        '<versionNumber value="3"/><effectiveTime value="20260131"/>'
        f"<component><structuredBody>{body}</structuredBody></component></document>"
    ).encode()


def section(code: str, text: str, title: str = "", more: str = "") -> str:
    return (
        f'<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>'
        f"<title>{title}</title><text>{text}</text>{more}</section></component>"
    )


def bundle(*sections: dict[str, Any], code: str = LEAFLET, **more: Any) -> dict[str, Any]:
    composition = {
        "resourceType": "Composition",
        "language": "en",
        "title": "Made-up leaflet",
        "type": {"coding": [{"code": code}]},
        "section": list(sections),
    }
    entries = [{"resource": composition}, *more.pop("entry", [])]
    return {"resourceType": "Bundle", "type": "document", "entry": entries, **more}


def part(title: str, html: str, **more: Any) -> dict[str, Any]:
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{html}</div>'
    return {"title": title, "text": {"div": div}, **more}


def read(content: bytes | dict[str, Any]) -> Document:
    raw = json.dumps(content).encode() if isinstance(content, dict) else content
    (document,) = read_label("label", raw)
    return document


def refusal(content: bytes | dict[str, Any], form: Any = "auto") -> str:
    raw = json.dumps(content).encode() if isinstance(content, dict) else content
    with pytest.raises(LeafletsError) as refused:
        read_label("label", raw, form)
    assert refused.value.exit_code == 10
    return str(refused.value)


def lines(*sections: Section) -> list[str]:
    """Every line of sections, in order: titles, paragraphs, items, cells."""
    said: list[str] = []

    def walk(blocks: Any) -> None:
        for block in blocks:
            match block:
                case Paragraph():
                    said.append("".join(run.text for run in block.text))
                case ListOf():
                    for item in block.items:
                        walk(item.blocks)
                case Table():
                    said.append("".join(run.text for run in block.caption))
                    for row in block.rows:
                        for cell in row:
                            walk(cell.blocks)
                    walk(block.notes)

    for one in sections:
        said.append("".join(run.text for run in one.title))
        walk(one.blocks)
        said += lines(*one.sections)
    return [line for line in said if line]


def kinds(document: Document) -> set[str]:
    return {remark.kind for remark in document.remarks}


# SPL


def test_only_the_patients_sections_of_a_prescription_label() -> None:
    label = spl(
        section("34067-9", "<paragraph>For professionals.</paragraph>", "1 USES")
        + section("34076-0", "<paragraph>Tell the patient.</paragraph>", "17 COUNSELLING")
        + section("42231-1", "<paragraph>Read this guide.</paragraph>", "Guide")
    )
    document = read(label)
    assert lines(*document.sections) == ["Guide", "Read this guide."]
    assert label_words(label, "spl") == ["Guide", "Read", "this", "guide"]
    assert document.provenance.date == "2026-01-31"
    assert (document.provenance.set_id, document.provenance.version) == ("set-1", "3")


def test_excerpts_are_not_read_twice() -> None:
    excerpt = "<excerpt><highlight><text>In short.</text></highlight></excerpt>"
    label = spl(section("42230-3", "<paragraph>In full.</paragraph>", "Leaflet", excerpt))
    assert lines(*read(label).sections) == ["Leaflet", "In full."]
    assert "short" not in label_words(label, "spl")


def test_sections_in_sections_and_without_titles() -> None:
    inner = section("42229-5", "<paragraph>Inside.</paragraph>")
    (one,) = read(spl(section("42231-1", "", "Guide", inner))).sections
    assert (one.blocks, one.sections[0].title) == ((), ())
    assert lines(one) == ["Guide", "Inside."]


def test_drug_facts_are_all_of_a_label_without_prescription() -> None:
    label = spl(
        section("48780-1", "", "data")
        + section("55106-9", "<paragraph>Made-up 5 mg</paragraph>", "Active ingredient")
        + section("51945-4", "<paragraph>front of the box</paragraph>"),
        code="34390-5",
    )
    assert lines(*read(label).sections) == ["Active ingredient", "Made-up 5 mg"]


def test_one_paragraph_of_lines_and_typed_bullets() -> None:
    text = (
        "<paragraph>Call if:<br/>•  you itch<br/>• you <content styleCode='bold '>bleed</content>\
<br/>Then wait.</paragraph>"
    )
    (one,) = read(spl(section("42231-1", text))).sections
    assert [type(block) for block in one.blocks] == [Paragraph, ListOf, Paragraph]
    assert lines(one) == ["Call if:", "you itch", "you bleed", "Then wait."]
    (bold,) = [r for i in one.blocks[1].items for r in i.blocks[0].text if r.bold]  # type: ignore[union-attr]
    assert bold.text == "bleed"


def test_captions_of_items_are_bullets_or_marks() -> None:
    text = "<list><item><caption>•</caption>One</item><item><caption>2.</caption>Two</item></list>"
    (one,) = read(spl(section("42231-1", text))).sections
    (found,) = one.blocks
    assert isinstance(found, ListOf)
    assert [item.mark for item in found.items] == [None, "2."]
    assert lines(one) == ["One", "Two"]


def test_tables_footnotes_and_pictures() -> None:
    text = (
        "<table><caption>Doses</caption><thead><tr><th colspan='2'>Head</th></tr></thead>"
        "<tfoot><tr><td>A note.</td></tr></tfoot>"
        "<tbody><tr><td rowspan=''>5 mg<sup>2</sup></td>"
        "<td>x<footnote>seen once</footnote></td></tr></tbody></table>"
        "<renderMultiMedia referencedObject='MM1'/>"
    )
    media = (
        "<component><observationMedia ID='MM1'><text>A pen</text><value>"
        "<reference value='pen.jpg'/></value></observationMedia></component>"
    )
    (one,) = read(spl(section("59845-8", text, "Use", media))).sections
    table, picture = one.blocks
    assert isinstance(table, Table)
    assert isinstance(picture, Picture)
    assert (table.head_rows, table.rows[0][0].columns, table.rows[1][0].rows) == (1, 2, 1)
    assert table.rows[1][0].blocks[0].text[1].position == "super"  # type: ignore[union-attr]
    assert (picture.name, picture.alternative, picture.content) == ("pen.jpg", "A pen", None)
    assert lines(one)[-2:] == ["x [seen once ]", "A note."]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (spl(section("34067-9", "<paragraph>x</paragraph>", "1 USES")), "1 USES"),
        (spl(section("34076-0", "<paragraph>x</paragraph>", "17")), "prescriber should tell"),
        (spl("", code="60685-5"), "a made-up label"),
        (spl(section("42231-1", "  ", "Empty guide")), "nothing in it is written for patients"),
        (b"<html><body/></html>", "begins with"),
        (b"<document xmlns='urn:hl7-org:v3'><open></document>", "no well-formed XML"),
        (b"<!DOCTYPE d [<!ENTITY x 'y'>]><d>&x;</d>", "document type"),
        (b"not a label", "no well-formed XML"),
        (b"", "no well-formed XML"),
        (b"{", "no JSON"),
        (b'{"a": 1}', "neither a FHIR resource"),
        (b'{"resourceType": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        ({"resourceType": "Bundle", "type": "collection"}, "no Composition"),
        (bundle(part("1. Name", "<p>x</p>"), code=SMPC), "only the professional text"),
        (bundle(part("a", "unavailable"), part("b", "<p> </p>")), "every section"),
        ({"results": [{"set_id": "1", "warnings": ["x"], "openfda": {}}]}, "warnings"),
        ({"results": [{"set_id": "1", "information_for_patients": ["x"]}]}, "prescriber"),
    ],
)
def test_refused_with_the_reason(content: Any, reason: str) -> None:
    assert reason in refusal(content)


def test_another_format_than_asked_for() -> None:
    assert "it is epi, not spl" in refusal(bundle(part("a", "<p>x</p>")), "spl")


def test_deeply_nested_input_is_refused() -> None:
    deep = "<div>" * 150 + "x" + "</div>" * 150
    assert "deep" in refusal(bundle(part("a", deep)))
    data: dict[str, Any] = {"resourceType": "Bundle"}
    for _ in range(100):
        data = {"resourceType": "Bundle", "entry": [{"resource": data}]}
    assert "deep" in refusal(data)


# FHIR ePI


def test_json_and_xml_are_read_alike() -> None:
    xml = (
        '<Bundle xmlns="http://hl7.org/fhir"><language value="en"/><entry><resource><Composition>'
        f'<language value="en"/><type><coding><code value="{LEAFLET}"/></coding></type>'
        '<title value="Made-up leaflet"/><section><title value="1. What it is"/><text>'
        '<status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">'
        "<p>It is &#233;t&#160;<b>new</b>.</p></div></text></section></Composition>"
        "</resource></entry></Bundle>"
    )
    data = bundle(part("1. What it is", "<p>It is ét&nbsp;<b>new</b>.</p>"), language="en")
    assert read(xml.encode()).sections == read(data).sections
    assert label_words(xml.encode(), "epi") == label_words(json.dumps(data).encode(), "epi")


def test_the_leaflet_beside_the_professional_text() -> None:
    both = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"resource": {"resourceType": "List"}},
            {"resource": bundle(part("4.1 Uses", "<p>Long text for doctors.</p>"), code=SMPC)},
            {"resource": bundle(part("1. What it is", "<p>For you.</p>"))},
        ],
    }
    document = read(both)
    assert lines(*document.sections) == ["1. What it is", "For you."]
    assert "several-documents" in kinds(document)
    assert label_words(json.dumps(both).encode(), "epi")[-2:] == ["For", "you"]


def test_escaped_html_and_repeated_titles() -> None:
    document = read(
        bundle(
            part("Storage", "&lt;p&gt;Keep &lt;b&gt;cool&lt;/b&gt;.&lt;/p&gt;"),
            part("Use", "<h2>Use:</h2><p>Once.</p>"),
        )
    )
    assert lines(*document.sections) == ["Storage", "Keep cool.", "Use", "Once."]


def test_lists_with_what_is_no_item_and_cals_tables() -> None:
    html = (
        "<ul><li>one</li><ul><li>under one</li></ul><p>two</p></ul>"
        "<table><tgroup cols='2'><colspec colname='a'/><colspec colname='b'/><thead><row>"
        "<entry namest='a' nameend='b'>Wide</entry></row></thead><tbody><row>"
        "<entry morerows='1'>x</entry><entry>y</entry></row></tbody></tgroup></table>"
    )
    (one,) = read(bundle(part("a", html))).sections
    found, table = one.blocks
    assert isinstance(found, ListOf)
    assert isinstance(table, Table)
    assert [len(item.blocks) for item in found.items] == [2, 1]
    assert (table.rows[0][0].columns, table.rows[1][0].rows, table.head_rows) == (2, 2, 1)


def test_pictures_in_the_file_and_elsewhere() -> None:
    picture = base64.b64encode(b"picture").decode()
    binary = {"resourceType": "Binary", "id": "b1", "contentType": "image/jpg", "data": picture}
    html = (
        '<p><img src="#b1" alt="null"/><img src="../pictures/gone.png" alt="https://example.org"/>'
        f'<img src="data:image/png;base64,{picture}" alt="A pill"/></p>'
    )
    document = read(bundle(part("a", html), entry=[{"resource": binary}]))
    found = [block for block in document.sections[0].blocks if isinstance(block, Picture)]
    assert [(one.content, one.alternative) for one in found] == [
        (b"picture", None),
        (None, "https://example.org"),
        (b"picture", "A pill"),
    ]
    assert "picture-words" in kinds(document)


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<p>No &lt;tomar&gt;&lt;usar&gt; esto.</p>", "leftover"),
        ("<p>Embarazoy lactancia</p>", "glued"),
        ("<p>No tomeEjemplo hoy</p>", "glued"),
        ("<p><s>Old.</s> New.</p>", "struck"),
        ("<p>a \uf0b7 b</p>", "private-use"),
        ("<p>a\u200bb</p>", "invisible"),
    ],
)
def test_what_is_suspicious_is_reported_and_left_as_it_is(html: str, kind: str) -> None:
    document = read(bundle(part("a", html)))
    assert kind in kinds(document)
    assert document.sections[0].blocks


def test_placeholder_codes_and_differing_languages() -> None:
    code = {"coding": [{"system": "s", "code": "XXXXXXXXXXXX"}]}
    document = read(bundle(part("a", "<p>x</p>", code=code), language="es"))
    assert kinds(document) >= {"placeholder-code", "language-differs"}
    assert document.tag == "en"


def test_markup_that_could_run_is_not_read() -> None:
    html = "<p onclick='x()'>Say <script>alert(1)</script>this</p><iframe src='https://x'/>"
    assert lines(*read(bundle(part("a", html))).sections) == ["a", "Say this"]


# openFDA


def record(**fields: Any) -> dict[str, Any]:
    own = {"brand_name": ["Made-up"], "product_type": ["HUMAN PRESCRIPTION DRUG"]}
    return {"set_id": "1", "effective_time": "20260131", "openfda": own, **fields}


def test_tables_stand_in_the_places_of_their_words() -> None:
    table = "<table><tbody><tr><td>5 mg</td><td>once</td></tr></tbody></table>"
    data = {"results": [record(spl_medguide=["Guide. 5 mg once Then rest."])]}
    data["results"][0]["spl_medguide_table"] = [table, "<table><tr><td>other</td></tr></table>"]
    document = read(data)
    assert lines(*document.sections) == ["Guide.", "5 mg", "once", "Then rest."]
    assert "table-left-out" in kinds(document)
    assert label_words(json.dumps(data).encode(), "openfda") == [
        "Guide",
        "5",
        "mg",
        "once",
        "Then",
        "rest",
    ]


def test_a_field_that_stands_in_another_is_read_once() -> None:
    otc = {"product_type": ["HUMAN OTC DRUG"], "brand_name": ["Made-up"]}
    data = record(warnings=["Warnings Do not use if red. Stop."], do_not_use=["Do not use if red."])
    data["openfda"] = otc
    document = read(data)
    assert lines(*document.sections) == ["Warnings Do not use if red. Stop."]
    assert "said-twice" in kinds(document)


def test_each_record_of_an_answer_is_a_document() -> None:
    data = {"results": [record(spl_medguide=["One."]), record(), record(spl_medguide=["Two."])]}
    found = read_label("label", json.dumps(data).encode())
    assert [lines(*one.sections) for one in found] == [["One."], ["Two."]]
    assert label_words(json.dumps(data).encode(), "openfda", 1) == ["Two"]


# Found by tests/fuzz_import.py


def test_what_no_sheet_can_hold_is_refused_as_a_label(tmp_path: Path) -> None:
    file = tmp_path / "label.json"
    file.write_text(json.dumps(bundle(part("x" * 30_000, "<p>y</p>"))))
    day = datetime.date(2026, 1, 1)
    (outcome,) = import_labels([file], "auto", tmp_path / "out", library(), day)
    assert {p.exit_code for p in outcome.problems} == {10}
    assert not (tmp_path / "out/sheets").exists()
