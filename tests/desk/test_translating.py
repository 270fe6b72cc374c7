"""The translator's way of working: extract, update, status."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from conftest import Run

from leaflets.translation.catalog_templates import updated
from leaflets.translation.catalogs import read_catalog

CATALOG = "locales/es/LC_MESSAGES/tiny.po"


@pytest.mark.slow
def test_update_changes_nothing_in_a_complete_catalog(
    run_inside: Callable[..., Run], own_library: Path
) -> None:
    first = run_inside("translations", "update", "tiny", "--library", own_library)
    assert first.code == 0
    before = (own_library / CATALOG).read_bytes()
    assert run_inside("translations", "update", "tiny", "--library", own_library).code == 0
    assert (own_library / CATALOG).read_bytes() == before
    assert all(not entry.fuzzy for entry in read_catalog(own_library / CATALOG).entries.values())


@pytest.mark.slow
def test_changed_source_is_fuzzy_and_not_printed(
    run_inside: Callable[..., Run], own_library: Path
) -> None:
    sheet = own_library / "sheets/tiny.yaml"
    sheet.write_text(sheet.read_text().replace("An example", "Another example"))
    assert run_inside("translations", "update", "--library", own_library).code == 0
    entry = read_catalog(own_library / CATALOG).entries["medicine_class"]
    assert (entry.fuzzy, entry.source, entry.text) == (True, "Another example", "Un ejemplo")
    assert run_inside("translations", "update", "--library", own_library).code == 0
    text = (own_library / CATALOG).read_text()
    assert text.count('#| msgid "An example"') == 1
    (own_library / CATALOG).write_text(text.replace("#, fuzzy\n", ""))
    assert run_inside("translations", "update", "--library", own_library).code == 0
    assert "#|" not in (own_library / CATALOG).read_text()
    (own_library / CATALOG).write_text(text)
    done = run_inside("leaflet", "tiny", "--language", "es", "--library", own_library)
    assert done.code == 4
    assert "[translation-fuzzy]" in done.err
    told = run_inside("translations", "status", "--library", own_library).out.splitlines()
    assert "es\ttiny\t4\t1\t0\tincomplete" in told


@pytest.mark.slow
def test_moving_an_item_makes_nothing_fuzzy(
    run_inside: Callable[..., Run], own_library: Path
) -> None:
    sheet = own_library / "sheets/tiny.yaml"
    text = sheet.read_text()
    more = text.replace(
        "- {id: what, text", "- {id: new, text: A new line.}\n    - {id: what, text"
    )
    sheet.write_text(more)
    assert run_inside("translations", "update", "--library", own_library).code == 0
    entries = read_catalog(own_library / CATALOG).entries
    assert not any(entry.fuzzy for entry in entries.values())
    assert entries["about.what.new.text"].text == ""
    assert entries["about.what.what.text"].text


@pytest.mark.slow
def test_removed_text_is_kept_as_obsolete(
    run_inside: Callable[..., Run], own_library: Path
) -> None:
    sheet = own_library / "sheets/tiny.yaml"
    text = sheet.read_text()
    line = "- {id: new, text: A new line.}\n    "
    sheet.write_text(text.replace("- {id: what, text", f"{line}- {{id: what, text"))
    assert run_inside("translations", "update", "--library", own_library).code == 0
    catalog, source = own_library / CATALOG, 'msgid "A new line."\n'
    filled = catalog.read_text().replace(f'{source}msgstr ""', f'{source}msgstr "Nueva."')
    catalog.write_text(filled)
    sheet.write_text(text)
    run_inside("translations", "update", "--library", own_library)
    assert '#~ msgstr "Nueva."' in catalog.read_text()
    assert run_inside("leaflet", "tiny", "--language", "es", "--library", own_library).code == 0


def test_update_begins_a_language(run_inside: Callable[..., Run], own_library: Path) -> None:
    done = run_inside(
        "translations", "update", "tiny", "--language", "pl", "--library", own_library
    )
    assert done.code == 0
    catalog = own_library / "locales/pl/LC_MESSAGES/tiny.po"
    assert f"{catalog}: 5 to translate or read again" in done.out
    assert "nplurals=3" in catalog.read_text()


def test_comments_say_what_a_message_is_and_its_space(
    run_inside: Callable[..., Run], own_library: Path
) -> None:
    run_inside("translations", "extract", "tiny", "--library", own_library)
    template = read_po(io.StringIO((own_library / "locales/tiny.pot").read_text()))
    name = template.get("Tiny", context="name")
    assert name is not None
    assert "title" in name.auto_comments[0]
    assert name.auto_comments[1] == "At most 60 characters."


def test_translators_comments_and_order_of_the_template_stay() -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    one, other = 'msgctxt "a"\nmsgid "A"\nmsgstr ', 'msgctxt "b"\nmsgid "B"\nmsgstr ""\n\n'
    template = f'{head}#. b\n{other}{one}""\n\n'
    old = f'{head}# not checked (unit): a reason\n{one}"x"\n\n'
    text, waiting = updated(template, old, "es")
    assert waiting == 1
    assert text.decode().index('"b"') < text.decode().index('"a"')
    assert "# not checked (unit): a reason\nmsgctxt" in text.decode()


ODD = (
    '#, fuzzy\n#| msgid "Small"\n{name}\n\n# A remark.\n#, fuzzy\n#~| msgctxt "n"\n'
    '#~| msgid "Once"\n#~ msgctxt "o"\n#~ msgid "One"\n#~ msgid_plural "Ones"\n'
    '#~ msgstr[0] "Uno"\n#~ msgstr[1] "Unos"\n'
)


def odd(catalog: Path) -> str:
    """A catalog up to date, with a first message and an obsolete one that nobody is sure of."""
    head, name, *others = catalog.read_text().strip().split("\n\n")
    told, _, text = name.partition("msgctxt")
    head = head.replace('"Language: es\\n"', '"X-Own: a\\n"\n"Language: es\\n"')
    odd = ODD.replace("{name}", f"msgctxt{text}")
    return "\n\n".join([head, told + odd.strip(), *others]).replace("\n", "\r\n")


@pytest.mark.slow
def test_update_touches_no_catalog_whose_source_is_the_same(
    run_inside: Callable[..., Run], own_library: Path
) -> None:
    catalog = own_library / CATALOG
    assert run_inside("translations", "update", "tiny", "--library", own_library).code == 0
    catalog.write_bytes(b"\xef\xbb\xbf" + odd(catalog).encode())
    before, written = catalog.read_bytes(), catalog.stat().st_mtime_ns
    done = run_inside("translations", "update", "tiny", "--library", own_library)
    assert f"{catalog}: 1 to translate or read again" in done.out
    assert (catalog.read_bytes(), catalog.stat().st_mtime_ns) == (before, written)
    sheet = own_library / "sheets/tiny.yaml"
    sheet.write_text(sheet.read_text().replace("An example", "Another example"))
    assert run_inside("translations", "update", "tiny", "--library", own_library).code == 0
    changed = b'#, fuzzy\r\n#| msgid "An example"\r\nmsgctxt "medicine_class"\r\n'
    changed += b'msgid "Another example"\r\n'
    old = b'msgctxt "medicine_class"\r\nmsgid "An example"\r\n'
    assert catalog.read_bytes() == before.replace(old, changed)


@pytest.mark.slow
def test_catalog_with_all_that_editors_write_is_read_by_every_command(
    run_inside: Callable[..., Run], own_library: Path
) -> None:
    catalog = own_library / CATALOG
    assert run_inside("translations", "update", "tiny", "--library", own_library).code == 0
    catalog.write_text(odd(catalog))
    told = run_inside("translations", "status", "--library", own_library)
    assert "es\ttiny\t4\t1\t0\tincomplete" in told.out.splitlines()
    for command in (("check",), ("leaflet", "tiny", "--language", "es")):
        done = run_inside(*command, "--library", own_library)
        assert (done.code, done.err.count("[translation-")) == (4, 1)
        assert "[translation-fuzzy]" in done.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("UTF-8", "UTF-8\\nPlural-Forms: nplurals=x; plural=((", "translation-plural"),
        ("UTF-8", "UTF-8\\nPlural-Forms: nplurals=2; plural=n/0", "translation-plural"),
        ("charset=UTF-8", "charset=ISO-8859-1", "translation-charset"),
        ("msgstr", "msgtsr", "translation-not-po"),
        ('"name"', '"name"\n#~| msgid "a"', "translation-not-po"),
    ],
)  # fmt: skip
def test_every_command_tells_the_line_of_a_broken_catalog(
    old: str, new: str, code: str, run_inside: Callable[..., Run], own_library: Path
) -> None:
    catalog = own_library / CATALOG
    catalog.write_text(catalog.read_text().replace(old, new))
    before = catalog.read_bytes()
    for command in (
        ("check",),
        ("leaflet", "tiny", "--language", "es"),
        ("translations", "status"),
        ("translations", "update", "tiny"),
    ):
        done = run_inside(*command, "--library", own_library)
        assert done.code == 4, (command, done.err)
        assert f"{catalog}:" in done.err
        assert f"[{code}]" in done.err
    assert catalog.read_bytes() == before


def test_update_writes_in_the_encoding_that_was_there_or_not_at_all(
    run_inside: Callable[..., Run], own_library: Path
) -> None:
    catalog = own_library / CATALOG
    text = catalog.read_text()
    western = text.replace("UTF-8", "CP1252").encode("cp1252")
    catalog.write_bytes(western)
    assert run_inside("translations", "update", "tiny", "--library", own_library).code == 0
    assert "#. Under “What is this medicine?”" in catalog.read_bytes().decode("cp1252")
    assert read_catalog(catalog).entries["name"].text == "Mínimo"
    # The comments have quotation marks that Latin-1 does not.
    latin = text.replace("UTF-8", "ISO-8859-1").replace("–", "-").encode("latin-1")
    catalog.write_bytes(latin)
    done = run_inside("translations", "update", "tiny", "--library", own_library)
    assert (done.code, "msgconv --to-code=UTF-8" in done.err) == (4, True)
    assert catalog.read_bytes() == latin
