"""The list of all fields of a sheet, made from the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic.fields import FieldInfo

from leaflets.sheet.blocks import BLOCKS, IMPORTED, NEEDED, Item, Model
from leaflets.sheet.field_words import FIELD_WORDS
from leaflets.sheet.model import Provenance, Sheet

_LABELS_OWN: Final = (BLOCKS["grid"], Provenance)
"""What only imported sheets have."""

_OFTEN: Final[dict[type[Model], str]] = {**dict.fromkeys(BLOCKS.values(), "block"), Item: "item"}
"""What stands in many places."""


@dataclass(frozen=True)
class SheetField:
    """A field: where it stands, what it is, an example of its value.

    ``path`` is ``brands.country`` for a field of each of ``brands``; it begins with ``block`` or
    ``item`` for what stands in many places.
    """

    path: str
    what: str
    is_required: bool
    example: str


def sheet_fields() -> tuple[SheetField, ...]:
    """Every field that a sheet of one's own may have, in the order of the model."""
    return tuple(
        SheetField(f"{path}.{name}".lstrip("."), *_words(model, name, field))
        for model, path in _models().items()
        for name, field in model.model_fields.items()
        if not _is_labels_own(field)
    )


def with_words(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of sheets, each field of it with what it is and an example."""
    parts = {"Sheet": schema, **schema.get("$defs", {})}
    for name, (what, example) in FIELD_WORDS.items():
        part, _, field = name.partition(".")
        parts[part]["properties"][field] |= {"description": what, "examples": [example]}
    return schema


def _words(model: type[Model], name: str, field: FieldInfo) -> tuple[str, bool, str]:
    what, example = FIELD_WORDS[f"{model.__name__}.{name}"]
    return what, field.is_required() or _has(field, NEEDED), example


def _models() -> dict[type[Model], str]:
    """The models of a sheet, each after one that has it, with the path of its fields."""
    found: dict[type[Model], str] = {Sheet: ""}
    waiting: list[type[Model]] = [Sheet]
    for model in waiting:
        for name, field in model.model_fields.items():
            for one in () if _is_labels_own(field) else _within(field.annotation):
                if one not in found and one not in _LABELS_OWN:
                    found[one] = _OFTEN.get(one, f"{found[model]}.{name}".lstrip("."))
                    waiting.append(one)
    return found


def _within(kind: Any) -> Iterator[type[Model]]:
    """The models that an annotation names."""
    if isinstance(kind, type) and issubclass(kind, Model):
        yield kind
    for inner in get_args(kind):
        yield from _within(inner)


def _is_labels_own(field: FieldInfo) -> bool:
    """Whether only imported sheets have the field."""
    return _has(field, IMPORTED) or set(_within(field.annotation)) & {Provenance} != set()


def _has(field: FieldInfo, mark: object) -> bool:
    """Whether a field is marked, itself or its kind."""
    return mark in field.metadata or _is_marked(field.annotation, mark)


def _is_marked(kind: Any, mark: object) -> bool:
    return any(inner is mark for inner in getattr(kind, "__metadata__", ()))
