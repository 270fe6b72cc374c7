"""Change catalogs at random in ways that would harm a patient; how many are refused?

A script, not a test:

    .venv/bin/python tests/mutate_catalogs.py [--count 1000] [--seed 1] > docs/mutations.md

Each round takes one message of one language's catalogs and changes it in one way. It counts as
refused where the checks report that message. What was let through is listed, for reading.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent.parent))

from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.translation.catalog_checks import sheet_problems, word_problems
from leaflets.translation.catalogs import CatalogFile, Entry
from leaflets.translation.terms import Terms

Mutation = Callable[[random.Random, Entry, Terms, "Catalogs"], str | None]
"""A wounded text, or None where a message can't be wounded in this way."""

# Not the decimals: 1.50 is 1.5.
_NUMBER = re.compile(r"(?<![\d.,٫])\d+(?![\d.,٫])")
_UNITS = ("mg", "mL", "ml", "°C", "°F")


class Catalogs:
    """All catalogs of all languages: sheets' and fixed words'."""

    def __init__(self, found: Library) -> None:
        self.library = found
        self.files: list[tuple[str, str, CatalogFile]] = []
        for identity in found.sheet_files:
            sheet = found.read_sheet(identity).sheet
            for tag in found.languages_of(sheet):
                catalog = found.texts(sheet, language(tag))
                if catalog:
                    self.files.append((tag, identity, catalog))
        for tag in sorted({tag for tag, _, _ in self.files}):
            words = found.words(language(tag))
            if words:
                self.files.append((tag, "", words))

    def other_text(self, tag: str, domain: str, context: str, chance: random.Random) -> str | None:
        """The same message in another language."""
        others = [c for t, d, c in self.files if d == domain and t != tag and context in c.entries]
        return chance.choice(others).entries[context].text if others else None


def changed_digit(chance: random.Random, entry: Entry, _terms: Terms, _all: Catalogs) -> str | None:
    """Another digit in one number."""
    places = [m.start() for m in re.finditer(r"\d", entry.text)]
    if not places:
        return None
    place = chance.choice(places)
    digit = chance.choice([d for d in "0123456789" if d != entry.text[place]])
    return entry.text[:place] + digit + entry.text[place + 1 :]


def tenfold(chance: random.Random, entry: Entry, _terms: Terms, _all: Catalogs) -> str | None:
    """A zero more at the end of one number."""
    numbers = list(_NUMBER.finditer(entry.text))
    if not numbers:
        return None
    found = chance.choice(numbers)
    return f"{entry.text[: found.end()]}0{entry.text[found.end() :]}"


def other_unit(chance: random.Random, entry: Entry, terms: Terms, _all: Catalogs) -> str | None:
    """Another unit after one number."""
    written = [*_UNITS, *(form for forms in terms.units.values() for form in forms)]
    forms = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
    pattern = rf"\d[ \u00a0\u202f]?({forms})"
    amounts = list(re.finditer(pattern, entry.text))
    if not amounts:
        return None
    found = chance.choice(amounts)
    unit = chance.choice([u for u in ("g", "µg", "L") if u != found[1]])
    return entry.text[: found.start(1)] + unit + entry.text[found.end(1) :]


def dropped_not(chance: random.Random, entry: Entry, terms: Terms, _all: Catalogs) -> str | None:
    """One negation less, where the source has one."""
    found = list(terms.negation.finditer(entry.text)) if terms.negation else []
    if not found or not re.search(r"\b(not|no|never|without|cannot|none)\b", entry.source, re.I):
        return None
    one = chance.choice(found)
    return entry.text[: one.start()] + entry.text[one.end() :]


def dropped_number_word(
    chance: random.Random, entry: Entry, terms: Terms, _all: Catalogs
) -> str | None:
    """A word for two, double or half less, where the source has one."""
    for value, english in (("2", r"\b(two|twice|double)\b"), ("0.5", r"\bhalf\b")):
        words = terms.number_words.get(value)
        found = list(words.finditer(entry.text)) if words else []
        if found and re.search(english, entry.source, re.I):
            one = chance.choice(found)
            return entry.text[: one.start()] + entry.text[one.end() :]
    return None


def lost_placeholder(
    chance: random.Random, entry: Entry, _terms: Terms, _all: Catalogs
) -> str | None:
    """A placeholder less."""
    found = re.findall(r"\{\w+\}", entry.text)
    return entry.text.replace(chance.choice(found), "", 1) if found else None


def lost_mark(_chance: random.Random, entry: Entry, _terms: Terms, _all: Catalogs) -> str | None:
    """A mark of strong text without its partner."""
    return entry.text.replace("**", "", 1) if "**" in entry.text else None


def untranslated(_chance: random.Random, entry: Entry, _terms: Terms, _all: Catalogs) -> str | None:
    """The English in place of the translation."""
    return entry.source if entry.source != entry.text and len(entry.source) > 12 else None


def emptied(_chance: random.Random, _entry: Entry, _terms: Terms, _all: Catalogs) -> str | None:
    """No text."""
    return ""


def half_english(chance: random.Random, entry: Entry, _terms: Terms, _all: Catalogs) -> str | None:
    """The last sentence in English."""
    own, source = _sentences(entry.text), _sentences(entry.source)
    if len(own) < 2 or len(source) < 2 or len(source[-1]) < 20:
        return None
    return " ".join([*own[:-1], source[-1]])


def _sentences(text: str) -> list[str]:
    return re.findall(r"[^.!?。।؟۔]+[.!?。।؟۔]*", text)


MUTATIONS: dict[str, Mutation] = {
    "a digit changed": changed_digit,
    "a number ten times as high": tenfold,
    "another unit": other_unit,
    "a “not” dropped": dropped_not,
    "“double” or “half” dropped": dropped_number_word,
    "a placeholder removed": lost_placeholder,
    "a mark without its partner": lost_mark,
    "the English text": untranslated,
    "a sentence in English": half_english,
    "no text": emptied,
}


def other_language(
    chance: random.Random, tag: str, domain: str, context: str, entry: Entry, catalogs: Catalogs
) -> str | None:
    """The same text in another language, where it is long enough to be a sentence."""
    text = catalogs.other_text(tag, domain, context, chance)
    return text if text and len(entry.source) >= 50 and text != entry.text else None


def wound(chance: random.Random, catalogs: Catalogs, kind: str) -> tuple[str, str, str, Entry]:
    """A language, domain and context, and its entry wounded in one way."""
    while True:
        tag, domain, catalog = chance.choice(catalogs.files)
        context = chance.choice(list(catalog.entries))
        entry = catalog.entries[context]
        if entry.forms or not entry.text:
            continue
        terms = catalogs.library.terms(language(tag)) or Terms()
        if kind == "fuzzy":
            return tag, domain, context, replace(entry, fuzzy=True)
        if kind == "another language":
            text = other_language(chance, tag, domain, context, entry, catalogs)
        else:
            text = MUTATIONS[kind](chance, entry, terms, catalogs)
        if text is not None and text != entry.text:
            return tag, domain, context, replace(entry, text=text)


def is_refused(catalogs: Catalogs, tag: str, domain: str, context: str, entry: Entry) -> bool:
    """Whether the checks report the wounded message."""
    found = catalogs.library
    (catalog,) = [c for t, d, c in catalogs.files if (t, d) == (tag, domain)]
    entries = {**catalog.entries, context: entry}
    wounded = CatalogFile(catalog.file, entries, catalog.plural_rule)
    terms = found.terms(language(tag))
    if domain:
        problems = sheet_problems(found.read_sheet(domain).sheet, wounded, terms)
    else:
        problems = word_problems(found.word_source, wounded, terms)
    return any(problem.field == context for problem in problems)


def rounds(
    count: int, chance: random.Random, catalogs: Catalogs
) -> Iterator[tuple[str, bool, str]]:
    """For each round: the kind of wound, whether it was refused, and where it was."""
    kinds = [*MUTATIONS, "fuzzy", "another language"]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        tag, domain, context, entry = wound(chance, catalogs, kind)
        refused = is_refused(catalogs, tag, domain, context, entry)
        yield kind, refused, f"{tag}, {context}: {entry.text}"


@click.command()
@click.option("--count", default=1000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(count: int, seed: int) -> None:
    """Print a report."""
    done, refused = Counter[str](), Counter[str]()
    passed: list[tuple[str, str]] = []
    catalogs = Catalogs(library())
    for kind, was_refused, where in rounds(count, random.Random(seed), catalogs):
        done[kind] += 1
        refused[kind] += was_refused
        if not was_refused:
            passed.append((kind, where))
    tags = {tag for tag, _, _ in catalogs.files}
    click.echo("# Wounded translations\n")
    click.echo(
        f"`tests/mutate_catalogs.py --count {count} --seed {seed}` changed {count} messages of the"
        f" catalogs of {len(tags)} languages, one at a time, in ways that would harm a patient. Of"
        f" these, {sum(refused.values())} were refused ({sum(refused.values()) / count:.1%}).\n"
    )
    click.echo("| Change | Tried | Refused |\n| --- | ---: | ---: |")
    for kind, number in done.items():
        click.echo(f"| {kind} | {number} | {refused[kind]} |")
    if passed:
        click.echo("\nLet through:\n")
        for kind, where in sorted(passed):
            click.echo(f"- {kind}: `{where}`")


if __name__ == "__main__":
    main()
