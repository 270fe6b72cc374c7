"""Classes of change of what is written in digits."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from mutations.messages import Catalogs, Change, Kind, Message
from mutations.words import replacements, words_of

# Not those in names: NUDT15, A4. A space between is of thousands only.
NUMBER = re.compile(r"(?<![A-Za-z0-9])(?<!\d[.,٫])\d+(?:[.,٬ \u00a0\u202f]\d{3})*(?:[.,٫]\d{1,2})?")
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SIGNS = ("−", "-", "±", "<", ">", "–")


def changed(message: Message, _all: Catalogs, chance: random.Random) -> Iterable[Change]:
    """Another digit, a zero more, a point within."""
    for text in message.texts:
        for found in NUMBER.finditer(text.said):
            number = found[0]
            places = [i for i, c in enumerate(number) if c.isdigit()]
            place = chance.choice(places)
            digit = chance.choice([d for d in "123456789" if d != number[place]])
            others = [number[:place] + digit + number[place + 1 :]]
            if number.isdigit() and int(number):
                others.append(f"{number}0")
                others += [f"{number[:-1]}.{number[-1]}"] if len(number) > 1 else []
                others += [number[::-1]] if number != number[::-1] and number[-1] != "0" else []
            for other in others:
                yield text.to(text.said[: found.start()] + other + text.said[found.end() :])


def exchanged(message: Message, _all: Catalogs, _chance: random.Random) -> Iterable[Change]:
    """Two numbers of a message in each other's place."""
    # In a list of strengths, nothing depends on their order.
    if message.context.endswith(".strengths"):
        return
    for text in message.texts:
        for a, b in combinations(list(NUMBER.finditer(text.said)), 2):
            if a[0] == b[0]:
                continue
            between = text.said[a.end() : b.start()]
            start, end = text.said[: a.start()], text.said[b.end() :]
            yield text.to(f"{start}{b[0]}{between}{a[0]}{end}")


def as_ratio(message: Message, _all: Catalogs, _chance: random.Random) -> Iterable[Change]:
    """A range written as a ratio."""
    words = "|".join(map(re.escape, words_of(message.catalog.tag).between))
    if not words:
        return
    unit = r"[^\W\d]{0,6}"
    pattern = rf"(\d+) ?({unit}) ?(?:{words}) ?(?:{unit} )?(\d+)(?!\d)"
    for text in message.texts:
        if not re.search(r"\d ?(?:to|–|-|or) ?\d", text.source):
            continue
        for found in re.finditer(pattern, text.said):
            for sign in ("/", ":", " : "):
                ratio = f"{found[1]}{sign}{found[3]}"
                yield text.to(text.said[: found.start()] + ratio + text.said[found.end() :])


def per_weight(message: Message, _all: Catalogs, _chance: random.Random) -> Iterable[Change]:
    """An amount made one for each kilogram."""
    words = words_of(message.catalog.tag)
    masses = "|".join(map(re.escape, words.masses))
    for text in message.texts:
        for found in re.finditer(rf"(?<=[\d}}])[ \u00a0\u202f]?(?:{masses})(?![\w/])", text.said):
            put = f"{found[0]}/{words.kilogram}"
            yield text.to(text.said[: found.start()] + put + text.said[found.end() :])


def raised(message: Message, _all: Catalogs, _chance: random.Random) -> Iterable[Change]:
    """A digit raised or lowered by how it is written."""
    for text in message.texts:
        for found in NUMBER.finditer(text.said):
            number = found[0]
            if not number.isascii() or not number.isdigit():
                continue
            for marks in (_HIGH, _LOW):
                rest = {number[:-1] + number[-1].translate(marks), number.translate(marks)}
                for other in sorted(rest):
                    yield text.to(text.said[: found.start()] + other + text.said[found.end() :])


def signed(message: Message, _all: Catalogs, chance: random.Random) -> Iterable[Change]:
    """A sign before a number."""
    for text in message.texts:
        for found in NUMBER.finditer(text.said):
            if text.said[: found.start()].rstrip()[-1:] in {*_SIGNS, "+"}:
                continue
            for sign in chance.sample(_SIGNS, 3):
                yield text.to(text.said[: found.start()] + sign + text.said[found.start() :])


def other_unit(message: Message, _all: Catalogs, _chance: random.Random) -> Iterable[Change]:
    """Another unit after a number."""
    words = words_of(message.catalog.tag)
    for text in message.texts:
        for rule in words.rules["unit"]:
            for start, end, other in replacements(text, rule, joined=True):
                if not re.search(r"[\d}][ \u00a0\u202f]?$", text.said[:start]):
                    continue
                if re.match(r"[^\W\d_]", text.said[end:]) and not words.joined:
                    continue
                yield text.to(text.said[:start] + other + text.said[end:])


def _kinds() -> Iterator[tuple[str, Kind]]:
    yield "a number changed", changed
    yield "a unit changed", other_unit
    yield "two numbers of a message exchanged", exchanged
    yield "a range made a ratio", as_ratio
    yield "an amount made one per kilogram", per_weight
    yield "digits raised or lowered by marks", raised
    yield "a sign put before a number", signed


KINDS = dict(_kinds())
