"""PO files are read as GNU msgfmt -c reads them: what it takes is read, what it refuses is told."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from leaflets.errors import LeafletsError
from leaflets.translation.catalogs import Entry, read_catalog
from leaflets.translation.po_files import po_in

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
NAME = 'msgctxt "name"\nmsgid "Tiny"\n'
SAID = f'{NAME}msgstr "Mínimo"\n'
PLURALS = "Plural-Forms: nplurals=2; plural=(n != 1);\\n"
FORMS = 'msgctxt "p"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] "y"\n'


def headed(fields: str, rest: str = SAID) -> str:
    return f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n{fields}"\n\n{rest}'


LEGAL = {
    "plain": HEAD + SAID,
    "no-final-newline": HEAD + SAID.rstrip(),
    "line-ends-of-windows": (HEAD + SAID).replace("\n", "\r\n"),
    "wrapped": f'{HEAD}msgctxt "na"\n"me"\nmsgid ""\n"Ti"\n"ny"\n\nmsgstr ""\n"Mín"\n\n"imo"\n',
    "several-texts-in-a-line": f'{HEAD}msgctxt "name"\nmsgid "Ti""ny"\nmsgstr "Mín" "imo"\n',
    "all-in-one-line": HEAD + SAID.replace("\n", " "),
    "no-spaces": f'{HEAD}msgctxt"name"\nmsgid"Tiny"\nmsgstr"Mínimo"\n',
    "tabs-and-form-feeds": f'{HEAD}\tmsgctxt\t"name"\n\fmsgid "Tiny"\n  msgstr "Mínimo"\t\n\f\n',
    "escapes": f'{HEAD}{NAME}msgstr "M\\303\\255ni\\155\\x6f"\n',
    "all-comments": f"{HEAD}# a\n#b\n#\n#. c\n#: d.yaml:1\n#, no-wrap\n#- e\n#-#-# f\n{SAID}",
    "comment-behind": f"{HEAD}{SAID.rstrip()} # a\n",
    "comments-at-the-end": f"{HEAD}{SAID}\n# a\n\n#, fuzzy\n",
    "place-with-a-space": f"{HEAD}#: \u2068a b.yaml\u2069:1 c.yaml\n{SAID}",
    "place-left-open": f"{HEAD}#: \u2068a b.yaml:1\n{SAID}",
    "earlier-wording": f'{HEAD}#| msgctxt "n"\n#| msgid ""\n#| "Smal"\n#| "l"\n{SAID}',
    "earlier-plural": f'{headed(PLURALS)}\n#|msgid "c"\n#|msgid_plural "d"\n{FORMS}',
    "obsolete": f'{HEAD}{SAID}\n# a\n#~ msgid "b"\n#~ msgstr "c"\n',
    "obsolete-with-all": (
        f'{headed(PLURALS)}\n# a\n#, fuzzy\n#~| msgctxt "q"\n#~| msgid "c"\n#~| msgid_plural ""\n'
        '#~| "d"\n#~ msgctxt "p"\n#~ msgid "a"\n#~ msgid_plural ""\n#~ "b"\n'
        '#~ msgstr[0] "x"\n#~ msgstr[1] "y"\n'
    ),
    "obsolete-between": f'{HEAD}#~ msgid "b"\n#~ msgstr "c"\n{SAID}',
    "obsolete-comment": f'{HEAD}#~ # a\n#~ msgid "b"\n#~ msgstr "c"\n{SAID}',
    "header-fuzzy": f"# a\n#, fuzzy\n{HEAD}{SAID}",
    "header-not-first": f"{SAID}\n{HEAD}",
    "header-fields-of-all-kinds": headed(
        "PO-Revision-Date: yesterday\\nX-Own: a: b\\nno field\\n : odd\\nLanguage: xx_YY@z\\n"
        "Content-Transfer-Encoding: 8bit\\nMIME-Version: one\\nPOT-Creation-Date: 1\\n"
    ),
    "charset-lower": (HEAD + SAID).replace("UTF-8", "utf-8"),
    "charset-alias": (HEAD + SAID).replace("UTF-8", "utf8"),
    "charset-blank": (HEAD + SAID).replace("UTF-8", "CHARSET"),
    "charset-missing": (HEAD + SAID).replace("; charset=UTF-8", ""),
    "same-source-elsewhere": f'{HEAD}{SAID}\nmsgctxt "n"\nmsgid "Tiny"\nmsgstr "x"\n',
    "no-context": f'{HEAD}{SAID}\nmsgid "Tiny"\nmsgstr "x"\n\nmsgctxt ""\nmsgid "T"\nmsgstr "y"\n',
    "plurals": headed(PLURALS, SAID + FORMS),
    "plurals-without-semicolon": headed("Plural-Forms: nplurals=2; plural=n>1", SAID + FORMS),
    "plurals-turned-round": headed("plural-forms:plural= n>1 ;nplurals= 2 ;\\n", SAID + FORMS),
    "plurals-of-nothing": headed("Plural-Forms: nonsense\\n"),
    "plurals-half-there": headed("Plural-Forms: nplurals=2\\n"),
    "plurals-of-many-signs": headed(f"nplurals=2; plural={'(' * 40}n>1{')' * 40}\\n", SAID + FORMS),
    "form-numbers": headed(
        PLURALS, SAID + FORMS.replace("[0]", "[ 00 ]").replace("[1] ", " [01]")
    ),
}  # fmt: skip

ILLEGAL = {
    "empty": ("", 1),
    "comments-only": ("# a\n", 1),
    "no-header": (SAID, 1),
    "same-message": (f"{HEAD}{SAID}\n{SAID}", 9),
    "same-message-obsolete": (f'{HEAD}{SAID}\n#~ {SAID.replace(chr(10), chr(10) + "#~ ")}', 9),
    "two-headers": (HEAD + HEAD + SAID, 4),
    "merge-conflict": (f"{HEAD}<<<<<<< HEAD\n{SAID}", 4),
    "unknown-word": (f"{HEAD}msgtxt {SAID}", 4),
    "capitals": (HEAD + SAID.replace("msgid", "MSGID"), 5),
    "no-quotes": (f"{HEAD}{NAME}msgstr Mínimo\n", 6),
    "quote-left-open": (f'{HEAD}{NAME}msgstr "Mínimo\n', 6),
    "quote-over-two-lines": (f'{HEAD}{NAME}msgstr "Mí\nnimo"\n', 6),
    "unknown-escape": (f'{HEAD}{NAME}msgstr "M\\ínimo"\n', 6),
    "escaped-apostrophe": (f"{HEAD}{NAME}msgstr \"d\\'or\"\n", 6),
    "no-break-space": (f'{HEAD}{NAME}msgstr\u00a0"Mínimo"\n', 6),
    "no-translation": (f"{HEAD}{NAME}\n# a\n", 7),
    "no-source": (f'{HEAD}msgctxt "name"\nmsgstr "Mínimo"\n', 5),
    "comment-inside": (f'{HEAD}{NAME}# a\nmsgstr "Mínimo"\n', 6),
    "comment-inside-a-text": (f'{HEAD}{SAID}# a\n"more"\n', 8),
    "earlier-wording-of-nothing": (f"{HEAD}#| hello\n{SAID}", 4),
    "earlier-wording-too-late": (f'{HEAD}{NAME}#| msgid "a"\nmsgstr "x"\n', 6),
    "earlier-text-too-late": (f'{HEAD}{NAME}#| "a"\nmsgstr "x"\n', 6),
    "earlier-context-alone": (f'{HEAD}#| msgctxt "a"\n{SAID}', 5),
    "obsolete-in-part": (f'{HEAD}#~ msgid "a"\nmsgstr "x"\n', 4),
    "obsolete-wording-of-a-living": (f'{HEAD}#~| msgid "a"\n{SAID}', 4),
    "obsolete-of-nothing": (f"{HEAD}#~ hello\n{SAID}", 4),
    "form-without-plural": (f'{HEAD}{NAME}msgstr[0] "x"\n', 6),
    "plural-without-form": (headed(PLURALS, 'msgid "a"\nmsgid_plural "b"\nmsgstr "x"\n'), 6),
    "form-left-out": (headed(PLURALS, FORMS.replace("[1]", "[2]")), 8),
    "form-twice": (headed(PLURALS, FORMS.replace("[1]", "[0]")), 8),
    "form-of-no-number": (headed(PLURALS, FORMS.replace("[1]", "[x]")), 8),
    "more-forms-than-told": (headed(PLURALS, f'{FORMS}msgstr[2] "z"\n'), 5),
    "rule-missing": (headed("", FORMS), 1),
    "rule-without-number": (headed("Plural-Forms: plural=n>1;\\n", FORMS), 1),
    "number-without-rule": (headed("Plural-Forms: nplurals=2;\\n", FORMS), 1),
    "rule-of-a-template": (headed("Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"), 1),
    "number-of-forms-below-0": (headed("Plural-Forms: nplurals=-1; plural=0;\\n"), 1),
    "number-of-forms-in-other-digits": (headed("Plural-Forms: nplurals=٢; plural=0;\\n"), 1),
    "no-forms": (headed("Plural-Forms: nplurals=0; plural=0;\\n"), 1),
    "rule-divides-by-0": (headed("Plural-Forms: nplurals=2; plural=n%0;\\n"), 1),
    "rule-divides-by-0-at-times": (headed("Plural-Forms: nplurals=2; plural=n/(n-9);\\n"), 1),
    "rule-of-words": (headed("Plural-Forms: nplurals=2; plural=n is not 1;\\n"), 1),
    "rule-chooses-too-high": (headed("Plural-Forms: nplurals=2; plural=n;\\n"), 1),
    "charset-ascii": ((HEAD + SAID).replace("UTF-8", "ASCII"), 1),
}  # fmt: skip


def catalog(folder: Path, content: str | bytes) -> Path:
    file = folder / "es/LC_MESSAGES/tiny.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def name_in(folder: Path, content: str | bytes) -> Entry:
    return read_catalog(catalog(folder, content)).entries["name"]


@pytest.mark.parametrize("case", LEGAL)
def test_what_is_legal_is_read(case: str, tmp_path: Path) -> None:
    entries = read_catalog(catalog(tmp_path, LEGAL[case])).entries
    if "name" in LEGAL[case].replace('na"\n"me', "name"):
        told = entries["name"]
        assert (told.source, told.text, told.fuzzy) == ("Tiny", "Mínimo", False)
    if 'msgctxt "p"\nmsgid' in LEGAL[case].replace("#~ ", ""):
        assert ("p" in entries) == ("#~ msgctxt" not in LEGAL[case])


@pytest.mark.parametrize("case", ILLEGAL)
def test_what_is_illegal_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    text, line = ILLEGAL[case]
    with pytest.raises(LeafletsError) as caught:
        read_catalog(catalog(tmp_path, text))
    problems = caught.value.problems
    assert {found.exit_code for found in problems} == {4}
    assert problems[0].line == line, problems
    assert all(found.file.endswith("tiny.po") and found.column for found in problems)
    assert all(";" in found.message for found in problems), "what to do next"


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="not checked: gettext is not installed")
@pytest.mark.parametrize("case", [*LEGAL, *ILLEGAL])
def test_msgfmt_says_the_same(case: str, tmp_path: Path) -> None:
    file = catalog(tmp_path, LEGAL.get(case) or ILLEGAL[case][0])
    done = subprocess.run(
        ["msgfmt", "-c", "-o", "/dev/null", file], capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) == (case in LEGAL), done.stderr


def test_all_places_are_told_at_once(tmp_path: Path) -> None:
    text = f'{HEAD}msgid a\nmsgstr "b"\n\nmsgid "c"\nmsgstr "\\d"\n\n# e\n#~ f\n\n{SAID}\n{SAID}'
    with pytest.raises(LeafletsError) as caught:
        read_catalog(catalog(tmp_path, text))
    assert [found.line for found in caught.value.problems] == [4, 8, 11, 18]


@pytest.mark.parametrize("rule", ["((", "n%", "9" * 5000, "(" * 5000, "n" * 5000, "\\", "a;b=c;"])
@pytest.mark.parametrize("number", ["2", "", "x", "9" * 5000, "1e9", "+2"])
def test_broken_plural_forms_are_told_and_no_more(rule: str, number: str, tmp_path: Path) -> None:
    fields = f"Plural-Forms: nplurals={number}; plural={rule}".replace("\\", "\\\\")
    with pytest.raises(LeafletsError) as caught:
        read_catalog(catalog(tmp_path, headed(f"{fields};\\n")))
    (found,) = caught.value.problems
    assert (found.code, found.exit_code) == ("translation-plural", 4)
    assert len(found.message) < 400


def test_escaped_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    """msgfmt takes them, and an editor shows something else."""
    with pytest.raises(LeafletsError) as caught:
        read_catalog(catalog(tmp_path, f'{HEAD}{NAME}msgstr "M\\355nimo"\n'))
    assert [(found.code, found.line) for found in caught.value.problems] == [
        ("translation-not-po", 6)
    ]


def test_context_of_two_sources_is_told(tmp_path: Path) -> None:
    """msgfmt takes it; which of the two a leaflet should say nobody can tell."""
    with pytest.raises(LeafletsError) as caught:
        read_catalog(catalog(tmp_path, f'{HEAD}{SAID}\nmsgctxt "name"\nmsgid "T"\nmsgstr "x"\n'))
    (found,) = caught.value.problems
    assert (found.code, found.line, found.field) == ("translation-duplicate", 9, "name")


@pytest.mark.parametrize(
    ("comment", "fuzzy"),
    [
        ("#, fuzzy", True),
        ("#,fuzzy", True),
        ("#, fuzzy no-wrap", True),
        ("#, no-wrap\tfuzzy", True),
        ("#, no-wrap,fuzzy", True),
        ("#, no-wrap\n#, fuzzy", True),
        ("#! fuzzy", True),
        ("#= fuzzy", True),
        ("#, fuzzyish", False),
        ("# fuzzy", False),
        ("#. fuzzy", False),
    ],
)
def test_mark_of_what_is_unsure_is_seen(comment: str, fuzzy: bool, tmp_path: Path) -> None:
    assert name_in(tmp_path, f"{HEAD}{comment}\n{SAID}").fuzzy is fuzzy


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("ISO-8859-1", "Mínimo"),
        ("iso-8859-2", "Tabletki są żółte"),
        ("KOI8-R", "Таблетки"),
        ("CP1252", "“Mínimo”"),
        ("SHIFT_JIS", "ソ表示"),
        ("EUC-KR", "정제"),
        ("GB18030", "片剂"),
    ],
)
def test_other_encodings_are_read(charset: str, text: str, tmp_path: Path) -> None:
    content = f'{HEAD}{NAME}msgstr "{text}"\n'.replace("UTF-8", charset)
    assert name_in(tmp_path, content.encode(charset)).text == text


@pytest.mark.parametrize(
    ("charset", "content", "told"),
    [
        ("ISO-8859-1", "Mínimo".encode(), "is UTF-8, but"),
        ("X-OWN", "Mínimo".encode("latin-1"), "is not known"),
        ("UTF-7", "Mínimo".encode("latin-1"), "is not known"),
        ("rot13", "Mínimo".encode("latin-1"), "is not known"),
        ("EUC-JP", b"M\xffnimo", "not euc_jp"),
        ("UTF-8", "Mínimo".encode("latin-1"), "not UTF-8"),
    ],
)
def test_wrong_encoding_is_told(charset: str, content: bytes, told: str, tmp_path: Path) -> None:
    head = f"{HEAD}{NAME}msgstr ".replace("UTF-8", charset).encode()
    with pytest.raises(LeafletsError) as caught:
        read_catalog(catalog(tmp_path, head + b'"' + content + b'"\n'))
    (found,) = caught.value.problems
    assert told in found.message
    assert (found.exit_code, found.line > 0) == (4, True)


def test_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    assert name_in(tmp_path, "\ufeff" + HEAD + SAID).text == "Mínimo"


TEXTS = st.text("ab é\t#~|[]0:漢\u2028", max_size=9)
REMARKS = st.lists(
    st.sampled_from(["# a", "#", "#. b", "#: c.yaml:1", "#, no-wrap", "#, fuzzy"]), max_size=3
)


@st.composite
def messages(draw: st.DrawFn) -> tuple[list[str], dict[str, object]]:
    """A message as lines, and what is in it."""
    obsolete, old, several = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    context, source, text = draw(st.none() | TEXTS), draw(TEXTS), draw(TEXTS)
    comments = draw(REMARKS)
    part = draw(st.sampled_from(['{} "{}"', '{} "" "{}"', '{}"{}"', '  {}\t"{}"  ']))
    earlier = [part.format("msgid", "o")] if old else []
    lines = [part.format("msgctxt", context)] if context is not None else []
    lines += [part.format("msgid", f"{source}.")]
    lines += [part.format("msgid_plural", "s")] if several else []
    lines += [part.format("msgstr[0]" if several else "msgstr", text)]
    before, prior = ("#~ ", "#~| ") if obsolete else ("", "#| ")
    written = [*comments, *(prior + e for e in earlier), *(before + one for one in lines)]
    told = {"context": context, "source": f"{source}.", "forms": (text,), "previous": old}
    return written, told | {"obsolete": obsolete, "fuzzy": "#, fuzzy" in comments}


@given(st.lists(messages(), max_size=5), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_no_line_is_lost_and_every_message_is_found(
    written: list[tuple[list[str], dict[str, object]]], end: str, final: bool
) -> None:
    keys = {(told["context"], told["source"]): (lines, told) for lines, told in written}
    text = end.join(end.join([*lines, ""]) for lines, _ in keys.values()) + (end if final else "")
    found = po_in(Path("es.po"), text)
    names = ("context", "source", "forms", "previous", "obsolete", "fuzzy")
    seen = [{name: getattr(message, name) for name in names} for message in found.messages]
    assert seen == [told for _, told in keys.values()]
    kept = "".join(line for message in found.messages for line in found.lines_of(message))
    assert kept + "".join(found.tail) == text


@given(st.text('msgidctxtr_plural[0]"\\ \n#~|,.:abc', max_size=60))
def test_any_text_is_read_or_told(text: str) -> None:
    try:
        po_in(Path("es.po"), HEAD + text)
    except LeafletsError as error:
        assert {found.exit_code for found in error.problems} == {4}  # noqa: PT017


def test_catalogs_that_ship_are_read_whole() -> None:
    for file in ROOT.glob("locales/*/LC_MESSAGES/*.po"):
        text = file.read_text()
        found = po_in(file, text)
        kept = "".join(line for message in found.messages for line in found.lines_of(message))
        assert kept + "".join(found.tail) == text
