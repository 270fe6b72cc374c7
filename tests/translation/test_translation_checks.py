"""Each check of a translation, with a real catalog that is wounded in one place."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import LANGUAGES, ROOT, Run

from leaflets.errors import LeafletsError, Problem
from leaflets.language.tags import language
from leaflets.library.libraries import Library
from leaflets.translation.catalog_checks import sheet_problems, word_problems
from leaflets.translation.catalogs import read_catalog

FORMS = "forms.tablets.strengths"
GOUT = "before.medicines.febuxostat.action"
MISSED = "how_to_take.missed.missed.text"
WORKS = "about.how.time.text"

PORTUGUESE = "Ele age devagar. Pode levar semanas até você se sentir melhor."
LONG = "Comprimidos de azatioprina para el sistema inmunitario del cuerpo"

WOUNDS = [
    ("es", "warnings.infection.text", "38\u00a0°C", "39\u00a0°C", "number"),
    ("es", "warnings.infection.text", "38\u00a0°C", "38\u00a0°F", "unit"),
    ("es", FORMS, "25\u00a0mg", "25\u00a0g", "unit"),
    ("ru", FORMS, "25 мг", "25 г", "unit"),
    ("es", GOUT, "No lo tome", "Tómelo", "negation"),
    ("de", GOUT, "nicht ", "", "negation"),
    ("ja", GOUT, "飲まないで", "飲んで", "negation"),
    ("es", MISSED, "doble", "nueva", "number-word"),
    ("es", WORKS, "Actúa", "The medicine actúa", "leftover"),
    ("hi", WORKS, None, "यह slowly असर करता है।", "leftover"),
    ("es", WORKS, None, PORTUGUESE, "language"),
    ("ru", WORKS, None, "Він діє повільно. Можуть минути тижні або навіть місяці.", "language"),
    ("ar", WORKS, None, "این دارو آهسته اثر می‌کند. ممکن است هفته‌ها طول بکشد.", "language"),
    ("el", WORKS, None, "Оно действует медленно.", "language"),
    ("zh-Hans", WORKS, None, "藥效來得慢，可能需要幾週甚至幾個月。", "language"),
    ("es", "name", None, LONG, "length"),
    ("de", GOUT, None, "Do not take it with azathioprine.", "identical"),
]  # fmt: skip


def wounded(catalog: Path, folder: Path, context: str, old: str | None, new: str) -> Path:
    """A copy of a catalog with one translation changed; ``old`` None: all of it."""
    text = catalog.read_text(encoding="utf-8")
    blocks = text.split("\n\n")
    (place,) = [i for i, b in enumerate(blocks) if f'msgctxt "{context}"' in b.split("\n")]
    head, _, said = blocks[place].partition("\nmsgstr ")
    whole = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', said))
    assert old is None or old in whole, whole
    changed = new if old is None else whole.replace(old, new)
    blocks[place] = f'{head}\nmsgstr "{changed}"'
    target = folder / catalog.parent.parent.name / "LC_MESSAGES" / catalog.name
    target.parent.mkdir(parents=True)
    target.write_text("\n\n".join(blocks), encoding="utf-8")
    return target


def catalog_of(tag: str, domain: str = "azathioprine") -> Path:
    return ROOT / "locales" / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"


def faults(library: Library, file: Path, tag: str) -> list[Problem]:
    sheet = library.find_sheet("azathioprine").sheet
    return list(sheet_problems(sheet, read_catalog(file), library.terms(language(tag))))


@pytest.mark.parametrize(
    ("tag", "context", "old", "new", "code"),
    WOUNDS,
    ids=[f"{tag}-{code}-{number}" for number, (tag, *_, code) in enumerate(WOUNDS)],
)
def test_wound_is_found(
    tag: str, context: str, old: str | None, new: str, code: str, built_in: Library, tmp_path: Path
) -> None:
    file = wounded(catalog_of(tag), tmp_path, context, old, new)
    found = faults(built_in, file, tag)
    assert [(p.code, p.field) for p in found] == [(f"translation-{code}", context)]
    line = file.read_text().split("\n").index(f'msgctxt "{context}"') + 1
    assert abs(found[0].line - line) <= 1


def test_reasoned_comment_excuses_one_check(built_in: Library, tmp_path: Path) -> None:
    file = wounded(catalog_of("es"), tmp_path, GOUT, "No lo tome", "Evítelo")
    assert [p.code for p in faults(built_in, file, "es")] == ["translation-negation"]
    text = file.read_text()
    comment = "# not checked (negation): “avoid” negates without a negative word\n"
    file.write_text(text.replace(f'msgctxt "{GOUT}"', f'{comment}msgctxt "{GOUT}"'))
    assert faults(built_in, file, "es") == []
    file.write_text(
        text.replace(f'msgctxt "{GOUT}"', f'# not checked (negation):\nmsgctxt "{GOUT}"')
    )
    assert [p.code for p in faults(built_in, file, "es")] == ["translation-negation"]


def test_plural_forms_are_those_of_cldr(built_in: Library, tmp_path: Path) -> None:
    catalog = catalog_of("ru", "leaflets")
    text = re.sub(
        r'"Plural-Forms: [^"]*"',
        r'"Plural-Forms: nplurals=3; plural=(n != 1);\\n"',
        catalog.read_text(),
    )
    file = tmp_path / "ru" / "LC_MESSAGES" / "leaflets.po"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    found = word_problems(built_in.word_source, read_catalog(file), built_in.terms(language("ru")))
    assert "translation-plural" in {p.code for p in found}


def test_fixed_words_have_a_most_length(built_in: Library, tmp_path: Path) -> None:
    file = wounded(catalog_of("de", "leaflets"), tmp_path, "label.effect", None, "Wort " * 9)
    found = list(word_problems(built_in.word_source, read_catalog(file), None))
    assert [(p.code, p.field) for p in found] == [("translation-length", "label.effect")]


@pytest.mark.slow
def test_leaflet_is_refused_with_file_and_line(run: Callable[..., Run], tmp_path: Path) -> None:
    folder = tmp_path / "own"
    file = wounded(catalog_of("es"), folder / "locales", GOUT, "No lo tome", "Tómelo")
    shutil.copytree(
        ROOT / "locales/es/LC_MESSAGES",
        file.parent,
        dirs_exist_ok=True,
        ignore=lambda *_: ["azathioprine.po"],
    )
    done = run("leaflet", "azathioprine", "--language", "es", "--library", folder)
    assert done.code == 4
    assert re.search(
        rf"{re.escape(str(file))}:\d+:1: {re.escape(GOUT)}: .*\[translation-negation\]", done.err
    )
    assert not list(tmp_path.glob("build/*"))


@pytest.mark.slow
def test_other_medicines_name_is_found(run: Callable[..., Run], tmp_path: Path) -> None:
    """As it comes with a sentence that was taken over from another sheet."""
    folder = tmp_path / "own"
    for domain in ("azathioprine", "warfarin"):
        target = folder / "locales/es/LC_MESSAGES" / f"{domain}.po"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(catalog_of("es", domain), target)
    target.write_text(
        target.read_text().replace("Diga que toma warfarina.", "Diga que toma azatioprina.")
    )
    done = run("check", "warfarin", "--library", folder)
    assert done.code == 4
    assert "names azatioprina, which the source does not [translation-medicine]" in done.err


FORMS_OF_WORDS = [
    ("es", "unit.tablet", 1, "{amount} tablets", "identical"),
    ("es", "unit.tablet", 1, "{amount} tablet", "identical"),
    ("es", "unit.tablet", 1, "comprimidos", "placeholder"),
    ("es", "unit.tablet", 1, "{amount} de 2 comprimidos", "number"),
    ("es", "unit.tablet", 1, "**{amount} comprimidos", "markup"),
    ("es", "unit.tablet", 1, "{amount} comprimidos" + " enteros" * 9, "length"),
    ("es", "unit.tablet", 1, "{amount} таблетки", "language"),
    ("es", "plan.every_hours", 1, "Cada {hours} hours and nights", "leftover"),
    ("ru", "plan.every_hours", 2, "Каждые {hours} hours", "leftover"),
    ("ru", "unit.tablet", 1, "", "empty"),
    ("ar", "unit.tablet", 2, "قرصان", "placeholder"),
    ("ja", "unit.tablet", 0, "{amount} tablets", "identical"),
]


@pytest.mark.parametrize(
    ("tag", "key", "number", "new", "code"),
    FORMS_OF_WORDS,
    ids=[f"{tag}-{code}-{number}" for number, (tag, *_, code) in enumerate(FORMS_OF_WORDS)],
)
def test_every_plural_form_is_checked(
    tag: str, key: str, number: int, new: str, code: str, built_in: Library, tmp_path: Path
) -> None:
    catalog = catalog_of(tag, "leaflets")
    before, context, after = catalog.read_text().partition(f'msgctxt "{key}"\n')
    wound = re.sub(rf'msgstr\[{number}\] "[^"]*"', f'msgstr[{number}] "{new}"', after, count=1)
    assert wound != after
    file = tmp_path / catalog.parent.parent.name / "LC_MESSAGES" / catalog.name
    file.parent.mkdir(parents=True)
    file.write_text(before + context + wound)
    found = word_problems(built_in.word_source, read_catalog(file), built_in.terms(language(tag)))
    assert [(p.code, p.field) for p in found] == [(f"translation-{code}", key)]


def test_source_of_several_things_must_be_the_catalogs_too(
    built_in: Library, tmp_path: Path
) -> None:
    catalog = catalog_of("es", "leaflets")
    file = tmp_path / "es/LC_MESSAGES/leaflets.po"
    file.parent.mkdir(parents=True)
    text = catalog.read_text()
    old = 'msgid_plural "Every {hours} hours, day and night"'
    assert old in text
    file.write_text(text.replace(old, 'msgid_plural "Every {hours} days"'))
    found = word_problems(built_in.word_source, read_catalog(file), built_in.terms(language("es")))
    assert [(p.code, p.field) for p in found] == [("translation-outdated", "plan.every_hours")]


@pytest.mark.parametrize("rule", ["n+", "many", "n%0", "(n", "-1"])
def test_plural_rule_that_is_none_is_refused(rule: str, tmp_path: Path) -> None:
    file = tmp_path / "es/LC_MESSAGES/leaflets.po"
    file.parent.mkdir(parents=True)
    text = catalog_of("es", "leaflets").read_text()
    file.write_text(text.replace("plural=(n != 1)", f"plural={rule}"))
    assert file.read_text() != text
    with pytest.raises(LeafletsError) as caught:
        read_catalog(file)
    assert [(p.code, p.line) for p in caught.value.problems] == [("translation-plural", 1)]


@pytest.mark.slow
@pytest.mark.parametrize("tag", LANGUAGES[1:])
def test_what_ships_has_right_plural_forms(tag: str, built_in: Library) -> None:
    """Among them forms that do not begin with the number, such as the Arabic dual."""
    words = built_in.words(language(tag))
    assert not list(word_problems(built_in.word_source, words, built_in.terms(language(tag))))
