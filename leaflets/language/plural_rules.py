"""A catalog's rule for plural forms, an expression in C, read and reckoned as GNU gettext does.

Python's own reader (gettext.c2py, seen in 3.11) reckons otherwise: it takes ``!n == 1`` for
``!(n == 1)``, and of ``n && 2`` it makes 2, which is 1 in C.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import eq, floordiv, ge, gt, le, lt, mod, ne
from typing import Final, TypeAlias

PluralRule: TypeAlias = Callable[[int], int]

_SIGN: Final = re.compile(r"\s*(?:([0-9]+|n|[=!<>]=|&&|\|\||[-+*/%<>!?:()])|(\S))", re.ASCII)
_MOST_SIGNS: Final = 200
"""The longest rule in use, the Arabic one, has 50; each may take a frame of Python's stack."""
_MOST_DIGITS: Final = 30
_TESTED: Final = (*range(1001), 1_000_000)
"""What msgfmt -c tries a rule out with (gettext-tools/src/msgl-check.c), and a million."""
_UNSIGNED: Final = 2**64
"""Numbers are unsigned: what would be below 0 is very large."""

_LEVELS: Final = (
    ("||",),
    ("&&",),
    ("==", "!="),
    ("<", ">", "<=", ">="),
    ("+", "-"),
    ("*", "/", "%"),
)
"""The operators by how tightly they bind, the loosest first; all go from left to right."""
_LEVEL: Final = {sign: level for level, signs in enumerate(_LEVELS) for sign in signs}
_RECKON: Final[dict[str, Callable[[int, int], int]]] = {
    "==": eq,
    "!=": ne,
    "<": lt,
    ">": gt,
    "<=": le,
    ">=": ge,
    "+": lambda a, b: (a + b) % _UNSIGNED,
    "-": lambda a, b: (a - b) % _UNSIGNED,
    "*": lambda a, b: a * b % _UNSIGNED,
    "/": floordiv,
    "%": mod,
}


@lru_cache
def plural_rule(expression: str) -> PluralRule:
    """The function from a number to the index of its form.

    Raises ValueError for what is no rule. The function raises ArithmeticError at a division by 0.
    """
    return _Reader(expression).rule()


@lru_cache
def rule_fault(expression: str, forms: int) -> str | None:
    """Why an expression is no rule for so many forms; None if it is one."""
    try:
        largest = max(map(plural_rule(expression), _TESTED))
    except ValueError as error:
        return f"can't be read: {error}"
    except ArithmeticError:
        return "divides by 0"
    return f"chooses form {largest}, and there are {forms}, from 0" if largest >= forms else None


def _signs(expression: str) -> Iterator[str]:
    for sign, other in _SIGN.findall(expression):
        if other:
            raise ValueError(f"{other!r} is not expected")
        yield sign


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, expression: str) -> None:
        self.signs = list(_signs(expression))
        if len(self.signs) > _MOST_SIGNS:
            raise ValueError("it is too long")
        self.signs.append("")
        self.position = 0

    def rule(self) -> PluralRule:
        found = self.choice()
        self.expect("")
        return found

    def take(self) -> str:
        self.position += 1
        return self.signs[self.position - 1]

    def expect(self, wanted: str) -> None:
        if (sign := self.take()) != wanted:
            raise ValueError(f"{sign!r} is not expected" if sign else f"{wanted!r} is missing")

    def choice(self) -> PluralRule:
        condition = self.operations(0)
        if self.signs[self.position] != "?":
            return condition
        self.take()
        chosen = self.choice()
        self.expect(":")
        other = self.choice()
        return lambda n: chosen(n) if condition(n) else other(n)

    def operations(self, lowest: int) -> PluralRule:
        left = self.operand()
        while _LEVEL.get(self.signs[self.position], -1) >= lowest:
            sign = self.take()
            left = _joined(sign, left, self.operations(_LEVEL[sign] + 1))
        return left

    def operand(self) -> PluralRule:
        sign = self.take()
        if sign == "!":
            negated = self.operand()
            return lambda n: int(not negated(n))
        if sign == "(":
            inner = self.choice()
            self.expect(")")
            return inner
        if sign == "n":
            return lambda n: n
        if sign.isdigit() and len(sign) <= _MOST_DIGITS:
            number = int(sign) % _UNSIGNED
            return lambda _: number
        raise ValueError(f"{sign!r} is not expected" if sign else "it ends too early")


def _joined(sign: str, left: PluralRule, right: PluralRule) -> PluralRule:
    # What stands behind is not reckoned where the answer is known: it may divide by 0.
    if sign == "||":
        return lambda n: int(bool(left(n) or right(n)))
    if sign == "&&":
        return lambda n: int(bool(left(n) and right(n)))
    reckon = _RECKON[sign]
    return lambda n: int(reckon(left(n), right(n)))
