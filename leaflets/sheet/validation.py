"""Source into Sheet: every problem of an author's file, at its line and column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from babel import Locale
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from leaflets.errors import Problem, raise_if_any
from leaflets.language.tags import Language
from leaflets.sheet import blocks as block_models
from leaflets.sheet.blocks import WRITTEN
from leaflets.sheet.contradictions import contradictions
from leaflets.sheet.dose_tables import Contradiction
from leaflets.sheet.explaining import explained
from leaflets.sheet.limit_faults import limit_faults, limit_paths
from leaflets.sheet.markup import leftover
from leaflets.sheet.messages import is_marked, messages
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import FieldPath, Source, field_name


def sheet_from(source: Source) -> Sheet:
    """The sheet in a file that was read.

    A sheet of our own needs more than an imported one, and its texts are checked for more.

    Raises LeafletsError (kind "sheet") with all problems, each at its place.
    """
    imported = "provenance" in source.data
    try:
        sheet = Sheet.model_validate(source.data, context=None if imported else WRITTEN)
    except ValidationError as error:
        raise_if_any(sorted(problems_of(error, source, "sheet", Sheet)))
        raise
    checks: tuple[Callable[[Sheet, Source], Iterator[Problem]], ...] = (_summary, _cut_off)
    if not imported:
        checks += (_source_entries, _marks, limit_faults, _contradictions)
    raise_if_any(sorted(found for check in checks for found in check(sheet, source)))
    return sheet


def label_contradictions(sheet: Sheet, source: Source) -> tuple[Problem, ...]:
    """Where an imported sheet contradicts itself: no errors, for its words are its label's."""
    return tuple(sorted(set(_contradictions(sheet, source)))) if sheet.is_imported else ()


def problems_of(
    error: ValidationError, source: Source, kind: str, model: type[BaseModel]
) -> Iterator[Problem]:
    """An error of validating ``model`` as Problems with positions; codes begin with ``kind``."""
    every = error.errors(include_url=False)
    for details in every:
        if details["type"] == "too_short" and _fails_below(details, every):
            continue
        path = _path_in_data(details["loc"], source.data)
        place = source.position(path)
        code, message = explained(details, model)
        yield Problem(
            str(source.file), place.line, place.column, field_name(path), f"{kind}-{code}", message
        )


def _fails_below(details: ErrorDetails, every: list[ErrorDetails]) -> bool:
    """A list that is too short only because its items are faulty is no problem of its own."""
    loc = details["loc"]
    return any(len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in every)


def _path_in_data(loc: tuple[int | str, ...], data: Any) -> FieldPath:
    """Where a pydantic location stands in the data: without the names of union members."""
    path: list[int | str] = []
    for index, part in enumerate(loc):
        if isinstance(part, int) and isinstance(data, list) and part < len(data):
            path.append(part)
            data = data[part]
        elif isinstance(data, dict) and part in data:
            member = index > 0 and isinstance(loc[index - 1], int) and part in _BLOCK_KINDS
            if member and index + 1 < len(loc):
                continue
            path.append(part)
            data = data[part]
        elif index == len(loc) - 1:
            path.append(part)
    return tuple(path)


_SHOWN = 60

_BLOCK_KINDS = frozenset(block_models.BLOCKS)


def _source_entries(sheet: Sheet, source: Source) -> Iterator[Problem]:
    """Every message must be backed by a source, and every source must back something."""
    contexts = {message.context: message.path for message in messages(sheet)} | limit_paths(sheet)
    backed: set[str] = set()
    for index, entry in enumerate(sheet.sources):
        for at, part in enumerate(entry.supports):
            under = {c for c in contexts if c == part or c.startswith(f"{part}.")}
            backed |= under
            if not under:
                path: FieldPath = ("sources", index, "supports", at)
                yield _at(source, path, "unknown-part", _names_none(part, contexts))
    for context, path in contexts.items():
        if context not in backed:
            message = f"no entry under sources supports {context!r}; add one"
            yield _at(source, path, "no-source", message)


def _names_none(part: str, contexts: Collection[str]) -> str:
    """That a part names no text, and the part that may be meant."""
    parts = {".".join(c.split(".")[:n]) for c in contexts for n in range(1, c.count(".") + 2)}
    near = get_close_matches(part[:_SHOWN], sorted(parts), 1)
    hint = f"did you mean {near[0]!r}?" if near else f"parts are {', '.join(_first(parts))}"
    return f"{part[:_SHOWN]!r} names no text of this sheet; {hint}"


def _first(parts: Collection[str]) -> list[str]:
    return sorted({part.partition(".")[0] for part in parts})


def _marks(sheet: Sheet, source: Source) -> Iterator[Problem]:
    """Marks that would be printed, or that part a number."""
    for message in messages(sheet):
        if mark := leftover(message.text):
            what = f"{mark!r} would be printed as it is, or parts a number; write it otherwise"
            yield _at(source, message.path, "markup", what)


@lru_cache(maxsize=64)
def _found(sheet: Sheet, locale: Locale) -> tuple[Contradiction, ...]:
    """A sheet is read more than once, and checked once."""
    return tuple(contradictions(sheet, locale))


def _contradictions(sheet: Sheet, source: Source) -> Iterator[Problem]:
    """Where the sheet contradicts itself, or can be misread."""
    for path, code, message in _found(sheet, Language(sheet.language).locale):
        yield _at(source, path, code, message)


def _cut_off(sheet: Sheet, source: Source) -> Iterator[Problem]:
    """Texts that a comment ends: what stands after "#" is not printed."""
    printed = {message.path for message in messages(sheet)}
    for index, brand in enumerate(sheet.brands):
        printed |= {("brands", index, "names", at) for at in range(len(brand.names))}
    yield from cut_off(source, printed, "sheet")


def cut_off(source: Source, printed: Collection[FieldPath], kind: str) -> Iterator[Problem]:
    """A problem for each printed text of a file that a comment ends on its line."""
    for path, place in source.comments.items():
        if path in printed:
            message = (
                'what stands after "#" is a comment and would not be printed; put the text in'
                " quotes, or the comment on a line of its own"
            )
            yield Problem(
                str(source.file),
                place.line,
                place.column,
                field_name(path),
                f"{kind}-comment",
                message,
            )


# What a text is a part of: alone, it would not say of what.
_NAMED_BY = ("name", "title", "warning", "who", "table")


def _summary(sheet: Sheet, source: Source) -> Iterator[Problem]:
    """What is marked for the summary must be there, and must bring its own name along."""
    contexts = [message.context for message in messages(sheet)]
    for index, mark in enumerate(sheet.summary):
        if not any(is_marked(context, [mark]) for context in contexts):
            message = _names_none(mark, contexts)
            yield _at(source, ("summary", index), "unknown-part", message)
    marked = {context for context in contexts if is_marked(context, sheet.summary)}
    for context in contexts:
        whole, _, field = context.rpartition(".")
        if field in _NAMED_BY and context not in marked:
            inside = [other for other in marked if other.startswith(f"{whole}.")]
            if whole and inside:
                message = f"holds {min(inside)!r} without {context!r}; a reader must know of what"
                yield _at(source, ("summary",), "summary", message)


def _at(source: Source, path: FieldPath, code: str, message: str) -> Problem:
    place = source.position(path)
    return Problem(
        str(source.file), place.line, place.column, field_name(path), f"sheet-{code}", message
    )
