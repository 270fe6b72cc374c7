"""An update of a catalog: what the source's change does not concern stays, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflets.translation.catalog_templates import updated
from leaflets.translation.po_files import PoMessage, po_in

TEMPLATE = """\
# The texts of the sheet tiny.
msgid ""
msgstr ""
"Project-Id-Version: tiny 1.1\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#. The name of the medicine.
#. At most 60 characters.
#: sheets/tiny.yaml
msgctxt "name"
msgid "Tiny"
msgstr ""

#: sheets/tiny.yaml sheets/other.yaml
msgctxt "dose"
msgid "{n} tablet"
msgid_plural "{n} tablets"
msgstr[0] ""
msgstr[1] ""

#: sheets/tiny.yaml
msgctxt "uses"
msgid "For tests"
msgstr ""
"""
CATALOG = """\
# Our team, 2024.
#
#, fuzzy
msgid ""
msgstr ""
"X-Own: first\\n"
"Project-Id-Version: tiny 1.1\\n"
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=n>1;\\n"
"PO-Revision-Date: 2024-01-01 10:00+0100\\n"
"X-Generator: Our editor\\n"

# A remark.
#
#   With a longer    line than any editor would ever write of its own accord, and never wraps again by itself.
#. The name of the
#. medicine. At most 60 characters.
#: sheets/tiny.yaml:4
#, no-wrap, fuzzy, max-length:60
#| msgctxt "old.name"
#| msgid "Small"
msgctxt "name"
msgid ""
"Ti"
"ny"
msgstr "Mínimo"


#~ msgid "between"
#~ msgstr "entre"

#: sheets/other.yaml sheets/tiny.yaml
#, fuzzy
#| msgid "{n} pill"
#| msgid_plural ""
#| "{n} pills"
msgctxt "dose"
msgid "{n} tablet"
msgid_plural "{n} tablets"
msgstr[0] "{n} comprimido"
msgstr[1] ""
"{n} comprimidos"

# Not yet.
#: sheets/tiny.yaml
msgctxt "uses"
msgid "For tests"
msgstr "Para pruebas"

# An obsolete remark.
#, fuzzy, no-wrap
#~| msgctxt "was"
#~| msgid "A line that was"
#~ msgctxt "gone"
#~ msgid "A line that is gone"
#~ msgid_plural "Lines that are gone"
#~ msgstr[0] "Una línea"
#~ msgstr[1] "Líneas"

# The end.
"""  # noqa: E501


def update(template: str, catalog: str) -> str:
    return updated(template, catalog, "es")[0].decode()


def found(text: str) -> dict[tuple[str | None, bool], PoMessage]:
    messages = po_in(Path("es.po"), text).messages
    return {(message.context, message.obsolete): message for message in messages}


def without(text: str, *parts: str) -> str:
    for part in parts:
        assert part in text
        text = text.replace(part, "", 1)
    return text


@pytest.mark.parametrize(
    "catalog",
    [
        CATALOG,
        CATALOG.replace("\n", "\r\n"),
        CATALOG.rstrip(),
        CATALOG.partition("# The end")[0].rstrip(),
        f"{CATALOG}\n\n",
        CATALOG.replace("Version: tiny 1.1", "Version: Our hospital 3"),
        CATALOG.replace("Project-Id-Version", 'Project-Id-"\n"Version'),
        CATALOG.replace("#, no-wrap, fuzzy", "#,fuzzy,no-wrap"),
        CATALOG.replace("#, no-wrap, fuzzy", "#, fuzzy no-wrap"),
        CATALOG.replace("#, no-wrap, fuzzy", "#, no-wrap\n#, fuzzy"),
    ],
    ids=["plain", "windows", "end", "obsolete-end", "blank", "own", "wrapped", "1", "2", "3"],
)  # fmt: skip
def test_nothing_changes_where_the_source_did_not(catalog: str) -> None:
    text, waiting = updated(TEMPLATE, catalog, "es")
    assert text == catalog.encode()
    assert waiting == 2


def test_first_messages_earlier_wording_stays_one() -> None:
    first = CATALOG.partition("\n\n")[0] + '\n\n#, fuzzy\n#| msgid "Small"\n'
    catalog = first + 'msgctxt "name"\nmsgid "Tiny"\nmsgstr "Mínimo"\n'
    assert found(update(TEMPLATE, catalog))["name", False].previous
    assert '\n#| msgid "Small"\nmsgctxt "name"\n' in update(TEMPLATE, catalog)


def test_changed_source_concerns_its_message_only() -> None:
    text = update(TEMPLATE.replace('"For tests"', '"For more tests"'), CATALOG)
    changed = '#, fuzzy\n#| msgid "For tests"\nmsgctxt "uses"\nmsgid "For more tests"\n'
    assert text == CATALOG.replace('msgctxt "uses"\nmsgid "For tests"\n', changed)
    assert update(TEMPLATE.replace('"For tests"', '"For more tests"'), text) == text


def test_translation_of_an_earlier_wording_keeps_that_wording() -> None:
    """What a fuzzy translation says is the wording before; the one between nobody translated."""
    text = update(TEMPLATE.replace('"Tiny"', '"Tinier"'), CATALOG)
    assert text == CATALOG.replace('msgid ""\n"Ti"\n"ny"\n', 'msgid "Tinier"\n')


def test_changed_plural_keeps_every_form() -> None:
    template = TEMPLATE.replace("{n} tablets", "{n} whole tablets")
    text = update(template, without(CATALOG, '#, fuzzy\n#| msgid "{n} pill"\n#| msgid_plural ""\n#| "{n} pills"\n'))  # noqa: E501  # fmt: skip
    old = '#, fuzzy\n#| msgid "{n} tablet"\n#| msgid_plural "{n} tablets"\nmsgctxt "dose"\n'
    assert old in text
    dose = found(text)["dose", False]
    assert (dose.plural, dose.forms) == (
        "{n} whole tablets",
        ("{n} comprimido", "{n} comprimidos"),
    )


def test_source_that_gets_plural_forms_keeps_its_translation_as_unsure() -> None:
    one = 'msgctxt "uses"\nmsgid "For tests"\nmsgstr ""\n'
    several = one.replace('msgstr ""', 'msgid_plural "For all"\nmsgstr[0] ""\nmsgstr[1] ""')
    uses = found(update(TEMPLATE.replace(one, several), CATALOG))["uses", False]
    assert (uses.fuzzy, uses.forms) == (True, ("Para pruebas", "Para pruebas"))


def test_source_that_loses_its_plural_forms_keeps_them_as_remarks() -> None:
    several = 'msgid_plural "{n} tablets"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    dose = found(update(TEMPLATE.replace(several, 'msgstr ""\n'), CATALOG))["dose", False]
    assert (dose.fuzzy, dose.forms) == (True, ("{n} comprimido",))
    assert ' msgstr[1] "{n} comprimidos"' in dose.comments


def test_comments_of_the_template_are_the_templates() -> None:
    text = update(TEMPLATE.replace("At most 60", "At most 50"), CATALOG)
    old = "#. The name of the\n#. medicine. At most 60 characters.\n"
    assert text == CATALOG.replace(old, "#. The name of the medicine.\n#. At most 50 characters.\n")
    text = update(TEMPLATE.replace("sheets/other.yaml", "sheets/third.yaml"), CATALOG)
    places = "#: sheets/third.yaml sheets/tiny.yaml\n"
    assert text == CATALOG.replace("#: sheets/other.yaml sheets/tiny.yaml\n", places)


def test_version_of_the_sheet_is_told_in_the_header() -> None:
    text = update(TEMPLATE.replace("tiny 1.1", "tiny 2.0"), CATALOG)
    assert text == CATALOG.replace("tiny 1.1", "tiny 2.0")
    wrapped = CATALOG.replace('"Project-Id-Version: tiny', '"Project-Id-"\n"Version: tiny')
    text = update(TEMPLATE.replace("tiny 1.1", "tiny 2.0"), wrapped)
    assert text == CATALOG.replace("tiny 1.1", "tiny 2.0")


def test_new_message_moves_no_other() -> None:
    new = '#. New.\nmsgctxt "new"\nmsgid "New"\nmsgstr ""\n\n'
    text = update(TEMPLATE.replace('#: sheets/tiny.yaml\nmsgctxt "uses"', f'{new}#: sheets/tiny.yaml\nmsgctxt "uses"'), CATALOG)  # noqa: E501  # fmt: skip
    assert new in text
    before, after = po_in(Path("a.po"), CATALOG), po_in(Path("b.po"), text)
    kept = {message.key: "".join(before.lines_of(message)).strip() for message in before.messages}
    there = {message.key: "".join(after.lines_of(message)).strip() for message in after.messages}
    assert there == kept | {("new", "New"): new.strip()}
    assert text.endswith("\n# The end.\n")


def test_what_is_gone_is_obsolete_with_its_flags_and_earlier_wording_and_comes_back() -> None:
    messages = TEMPLATE.split("\n\n")
    text = update("\n\n".join([messages[0], *messages[2:]]), CATALOG)
    gone = (
        "#, no-wrap, fuzzy, max-length:60\n"
        '#~| msgctxt "old.name"\n#~| msgid "Small"\n'
        '#~ msgctxt "name"\n#~ msgid ""\n#~ "Ti"\n#~ "ny"\n#~ msgstr "Mínimo"\n'
    )
    assert gone in text
    assert "# A remark." in text
    again = found(update(TEMPLATE, text))
    assert ("name", True) not in again
    name = again["name", False]
    assert (name.fuzzy, name.previous, name.forms) == (True, True, ("Mínimo",))


def test_texts_without_a_translation_are_not_kept() -> None:
    messages = TEMPLATE.split("\n\n")
    catalog = CATALOG.replace('msgstr "Para pruebas"', 'msgstr ""')
    assert "uses" not in update("\n\n".join(messages[:3]) + "\n", catalog)


def test_messages_in_one_line_are_told_apart() -> None:
    head = CATALOG.partition("\n\n")[0]
    catalog = f'{head}\n\nmsgctxt "name" msgid "T" msgstr "M" msgctxt "uses" msgid "U" msgstr "V"\n'
    text = found(update(TEMPLATE, catalog))
    assert (text["name", False].forms, text["name", False].fuzzy) == (("M",), True)
    assert (text["uses", False].forms, text["uses", False].source) == (("V",), "For tests")


def test_comment_behind_the_last_message_stays_behind_it() -> None:
    catalog = CATALOG.partition("\n# An obsolete")[0].rstrip() + " # The end.\n"
    new = 'msgctxt "new"\nmsgid "New"\nmsgstr ""\n'
    text = update(f"{TEMPLATE}\n{new}", catalog)
    assert text.endswith("# The end.\n")
    assert update(f"{TEMPLATE}\n{new}", text) == text


CHANGES = st.lists(
    st.sampled_from(
        [
            ('msgid "Tiny"', 'msgid "Tinier"'),
            ('msgid "For tests"', 'msgid "For trials"'),
            ("{n} tablets", "{n} pills"),
            ("At most 60", "At most 70"),
            ("tiny 1.1", "tiny 1.2"),
            ('msgctxt "name"', 'msgctxt "title"'),
            ('msgctxt "uses"', 'msgctxt "gone"'),
            ('msgid "For tests"', 'msgid "between"'),
        ]
    ),
    max_size=4,
)


@given(CHANGES, st.sampled_from([CATALOG, CATALOG.replace("\n", "\r\n")]))
def test_whatever_changes_no_translation_and_no_remark_is_lost(
    changes: list[tuple[str, str]], catalog: str
) -> None:
    template = TEMPLATE
    for old, new in changes:
        template = template.replace(old, new)
    text = update(template, catalog)
    assert update(template, text) == text
    for said in ("Mínimo", "Para pruebas", "entre", "Una línea", "A remark.", "An obsolete remark"):
        assert text.count(said) == catalog.count(said)
    unsure = {m.forms for m in po_in(Path("a.po"), catalog).messages if m.fuzzy}
    assert unsure <= {m.forms for m in po_in(Path("b.po"), text).messages if m.fuzzy} | {
        po_in(Path("a.po"), catalog).messages[0].forms
    }
    assert "\r\r" not in text
    assert text.count("\r\n") == (text.count("\n") if "\r\n" in catalog else 0)
