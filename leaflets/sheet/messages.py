"""The messages of a sheet: every text a patient reads, with its stable context.

A message's context is its path in the sheet, with the ids of list items in place of their
positions: ``side_effects.mild.nausea.help``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from leaflets.sheet.blocks import Model, Translatable
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import FieldPath


@dataclass(frozen=True, slots=True)
class Message:
    """One translatable text: its context, the text, and where it stands in the data."""

    context: str
    text: str
    path: FieldPath


def messages(sheet: Sheet) -> Iterator[Message]:
    """Every message of the sheet, in the order of the model."""
    found: list[Message] = []

    def note(message: Message) -> str:
        found.append(message)
        return message.text

    _rebuild(sheet, "", (), note)
    yield from found


def with_texts(sheet: Sheet, text_of: Callable[[Message], str]) -> Sheet:
    """The same sheet with ``text_of(message)`` in place of each message's text."""
    rebuilt = _rebuild(sheet, "", (), text_of)
    assert isinstance(rebuilt, Sheet)
    return rebuilt


def only(sheet: Sheet, marks: Collection[str], always: Collection[str] = ()) -> Sheet:
    """The same sheet with the marked texts only, and what is asked for ``always``.

    A mark is a context, or the beginning of one: ``before.must_not`` marks all of its items.
    What holds no marked text is left out; texts beside marked ones become None.
    """
    wanted = (*marks, *always)
    rebuilt = _kept(sheet, "", wanted)
    assert isinstance(rebuilt, Sheet)
    return rebuilt


def is_marked(context: str, marks: Iterable[str]) -> bool:
    """Whether one of the marks names ``context`` or something that holds it."""
    return any(context == mark or context.startswith(f"{mark}.") for mark in marks)


def _kept(model: Model, context: str, marks: tuple[str, ...]) -> Model:
    changes: dict[str, object] = {}
    texts = translatable_fields(type(model))
    for name, value in model:
        here = f"{context}.{name}" if context else name
        if isinstance(value, str) and name in texts:
            changes[name] = value if is_marked(here, marks) else None
        elif isinstance(value, Model):
            changes[name] = _kept(value, here, marks)
        elif isinstance(value, tuple) and value and hasattr(value[0], "id"):
            changes[name] = tuple(
                _kept(item, f"{here}.{item.id}", marks)
                for item in value
                if _holds_a_mark(f"{here}.{item.id}", marks)
            )
        elif name in ("frequency", "pictogram") and not is_marked(here, marks):
            changes[name] = None
    return model.model_copy(update=changes)


def _holds_a_mark(context: str, marks: tuple[str, ...]) -> bool:
    return is_marked(context, marks) or any(mark.startswith(f"{context}.") for mark in marks)


@cache
def translatable_fields(model: type[Model]) -> frozenset[str]:
    """The names of the fields of ``model`` that hold a Text."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if _marked(field.metadata) or _marked_type(field.annotation)
    )


def _marked(metadata: list[Any] | tuple[Any, ...]) -> bool:
    return any(isinstance(mark, Translatable) for mark in metadata)


def _marked_type(annotation: Any) -> bool:
    if _marked(getattr(annotation, "__metadata__", ())):
        return True
    return any(_marked_type(part) for part in get_args(annotation) if part is not str)


def _rebuild(
    model: Model, context: str, path: FieldPath, text_of: Callable[[Message], str]
) -> Model:
    changes: dict[str, object] = {}
    texts = translatable_fields(type(model))
    for name, value in model:
        here = f"{context}.{name}" if context else name
        if isinstance(value, str) and name in texts:
            changes[name] = text_of(Message(here, value, (*path, name)))
        elif isinstance(value, Model):
            changes[name] = _rebuild(value, here, (*path, name), text_of)
        elif isinstance(value, tuple) and value and hasattr(value[0], "id"):
            changes[name] = tuple(
                _rebuild(item, f"{here}.{item.id}", (*path, name, index), text_of)
                for index, item in enumerate(value)
            )
    return model.model_copy(update=changes)
