"""A library's own list of terms adds to the built-in one, and can't switch a check off."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import LANGUAGES, ROOT, Run

from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.translation.catalog_checks import sheet_problems
from leaflets.translation.catalogs import read_catalog
from leaflets.translation.terms import Terms


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    (folder / "locales/es/LC_MESSAGES").mkdir(parents=True)
    return folder


def list_in(folder: Path, text: str, locale: str = "es") -> Path:
    file = folder / "locales" / locale / "terms.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    "text", ["terms: {dose: dosis}", "negations: []\nnumbers: {}", "names: []"]
)
def test_own_list_adds_to_the_built_in_one(text: str, own: Path, built_in: Library) -> None:
    list_in(own, text)
    found, known = library([own]).terms(language("es")), built_in.terms(language("es"))
    assert found
    assert known
    assert found.negations == known.negations
    assert found.numbers == known.numbers
    assert found.known_names == known.known_names
    assert found.missing == ()


WOUNDS = {
    "negation": ("before.medicines.febuxostat.action", "No lo tome", "Tómelo"),
    "number-word": ("how_to_take.missed.missed.text", "doble", "nueva"),
}


@pytest.mark.parametrize("code", WOUNDS)
def test_checks_go_on_with_an_own_list(code: str, own: Path, built_in: Library) -> None:
    context, old, new = WOUNDS[code]
    text = (ROOT / "locales/es/LC_MESSAGES/azathioprine.po").read_text()
    before, place, after = text.partition(f'msgctxt "{context}"\n')
    head, _, rest = after.partition("msgstr ")
    file = own / "locales/es/LC_MESSAGES/azathioprine.po"
    file.write_text(f"{before}{place}{head}msgstr {rest.replace(old, new, 1)}")
    list_in(own, "terms: {dose: dosis}\nnegations: []\nnumbers: {}\n")
    sheet = built_in.find_sheet("azathioprine").sheet
    found = sheet_problems(sheet, read_catalog(file), library([own]).terms(language("es")))
    assert [(p.code, p.field) for p in found] == [(f"translation-{code}", context)]


ADDED = {
    "names of one's own": "names: [Minimex, Crohn]",
    "a further negation": "negations: [jamás]",
    "a number word": "numbers: {2: [dobles], 4: [cuatro]}",
    "a unit in full": "units: {mg: [miligramos], mL: [mililitros]}",
    "what is built in": "negations: [nunca]\nnumbers: {2: [dos]}\nunits: {mg: [mg]}",
}


@pytest.mark.parametrize("text", ADDED.values(), ids=ADDED)
def test_what_is_right_may_be_added(text: str, own: Path) -> None:
    list_in(own, text)
    assert library([own]).terms(language("es"))


REFUSED = {
    "every word": ('negations: ["*"]', "negations[0]"),
    "a letter": ("negations: [nunca, a]", "negations[1]"),
    "nothing": ('negations: [""]', "negations[0]"),
    "words that begin so": ('negations: ["to*"]', "negations[0]"),
    "a common word": ("negations: [de]", "negations[0]"),
    "a verb": ("negations: [tome]", "negations[0]"),
    "any number": ('numbers: {2: ["*"]}', "numbers.2[0]"),
    "a word for another number": ("numbers: {2: [una]}", "numbers.2[0]"),
    "one word for two numbers": ("numbers: {2: [par], 3: [par]}", "numbers.2[0]"),
    "no number": ("numbers: {2: [medicamento]}", "numbers.2[0]"),
    "a number in words": ("numbers: {two: [dos]}", "numbers.two"),
    "mg for g": ("units: {g: [mg]}", "units.g[0]"),
    "g for mg": ("units: {mg: [g]}", "units.mg[0]"),
    "grams in full for mg": ("units: {mg: [gramos]}", "units.mg[0]"),
    "tablets for mg": ("units: {mg: [comprimidos]}", "units.mg[0]"),
    "any word for mg": ("units: {mg: [horas]}", "units.mg[0]"),
    "one form for two units": ("units: {mg: [mgr], kg: [mgr]}", "units.mg[0]"),
    "a number in a unit": ("units: {mg: [0 mg]}", "units.mg[0]"),
    "unknown unit": ("units: {drops: [gotas]}", "units.drops"),
    "English as a name": ("names: [Crohn, the]", "names[1]"),
    "a sentence as a name": ("names: [Do not take it with food]", "names[0]"),
}


@pytest.mark.parametrize(("text", "field"), REFUSED.values(), ids=REFUSED)
def test_what_would_weaken_a_check_is_refused(text: str, field: str, own: Path) -> None:
    file = list_in(own, f"# Ours.\n{text}\n")
    with pytest.raises(LeafletsError) as caught:
        library([own]).terms(language("es"))
    found = caught.value.problems[0]
    assert (found.file, found.line, found.field) == (str(file), 2, field)
    assert found.code.startswith("translation-terms-")
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("locale", ["ar", "hi", "ja", "ru", "th", "zh_Hans"])
def test_common_words_of_other_scripts_are_refused_too(locale: str, own: Path) -> None:
    words = {"ar": "في", "hi": "यह", "ja": "薬", "ru": "принимайте", "th": "ยา", "zh_Hans": "您"}
    list_in(own, f"negations: [{words[locale]}]", locale)
    with pytest.raises(LeafletsError, match="it is no negation"):
        library([own]).terms(language(locale.replace("_", "-")))


@pytest.mark.slow
@pytest.mark.parametrize("tag", LANGUAGES[1:])
def test_built_in_list_may_be_repeated(tag: str, own: Path) -> None:
    folder = tag.replace("-", "_")
    file = list_in(own, "", folder)
    shutil.copy(ROOT / "locales" / folder / "terms.yaml", file)
    assert library([own]).terms(language(tag))


def test_what_no_list_has_is_told(
    own_library: Path, run_inside: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A language without negations is not approved: that nothing was found missing says nothing."""
    monkeypatch.setattr(Terms, "missing", ("negations", "number words"))
    told = "negations and number words not checked: list them in locales/es/terms.yaml"
    assert f"  es: {told}" in run_inside("check", "tiny", "--library", own_library).out
    assert "  en: negations" not in run_inside("check", "tiny", "--library", own_library).out
    by = ("--by", "Example Person, pharmacist", "--until", "2030-01-01")
    done = run_inside("approve", "tiny", "-l", "es", *by, "--library", own_library)
    assert (done.code, "[approval-unchecked]" in done.err) == (11, True)
    assert not (own_library / "approvals").exists()
    assert run_inside("approve", "tiny", "-l", "en", *by, "--library", own_library).code == 0


@pytest.mark.slow
def test_what_no_list_has_stands_in_the_status(
    own_library: Path, run_inside: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Terms, "missing", ("negations", "number words"))
    rows = run_inside("translations", "status", "--library", own_library).out.splitlines()
    assert "es\ttiny\t5\t0\t0\tdraft; not checked: negations, number words" in rows
    assert "en\ttiny\t5\t0\t0\tdraft" in rows
