"""The strict subset of YAML."""

from __future__ import annotations

import pytest

from leaflets.errors import LeafletsError
from leaflets.sheet.source import Position, parse_source


def test_scalars_stay_text() -> None:
    text = "a: 1.10\nb: no\nc: 010\nd: 12:30:00\ne: 2026-01-31\nf: null\ng: ~\nh: 0x1F\n"
    data = parse_source(text, "x.yaml").data
    assert list(data.values()) == [
        "1.10", "no", "010", "12:30:00", "2026-01-31", "null", "~", "0x1F",
    ]  # fmt: skip


def test_every_field_has_its_position() -> None:
    source = parse_source("a:\n  - {b: one}\n  - b: two\n", "x.yaml")
    assert source.position(("a", 1, "b")) == Position(3, 5)
    assert source.position(("a", 1, "missing")) == Position(3, 5)


def test_text_is_normalized() -> None:
    assert parse_source("a: e\u0301\n", "x.yaml").data == {"a": "é"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\nb: *x\n", "sheet-alias"),
        ("a: !!int 1\n", "sheet-tag"),
        ("a: 1\na: 2\n", "sheet-duplicate-key"),
        ("? [a]\n: 1\n", "sheet-key"),
        ("a: [\n", "sheet-not-yaml"),
        ("", "sheet-not-a-mapping"),
        ("a: " + "[" * 30 + "]" * 30, "sheet-too-deep"),
        ("a: [" + "x," * 60_000 + "]", "sheet-too-deep"),
        ('a: "\\u202e"', "sheet-control-character"),
        ('a: "\\ue000"', "sheet-control-character"),
    ],
)
def test_refused(text: str, code: str) -> None:
    with pytest.raises(LeafletsError) as caught:
        parse_source(text, "x.yaml")
    assert code in [found.code for found in caught.value.problems]


def test_several_problems_at_once() -> None:
    with pytest.raises(LeafletsError) as caught:
        parse_source("a: &x 1\nb: *x\nc: !t 2\nc: 3\n", "x.yaml")
    assert [found.line for found in caught.value.problems] == [1, 2, 3, 4]
