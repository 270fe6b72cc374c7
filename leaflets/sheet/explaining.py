"""What is wrong with a value, in the words of whoever writes the file: found, expected, to type.

The validation tells it by types of its own making and by the names of models. Here stands what
each of these means in a file.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic_core import ErrorDetails

_MANY: Final = 14
"""More fields than these are not listed: their documentation does it better."""
_SHOWN: Final = 40

FORMS: Final[Mapping[str, str]] = {
    r"^[A-Z]{2}$": "of a country's code: two capital letters, such as US",
    r"^[a-z0-9][a-z0-9_-]{0,59}$": "of an id: small letters, digits, - and _, such as with-food",
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": "of a sheet's id: small letters, digits and - between"
    " them, such as folic-acid",
    r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,19}$": 'of a version: digits, letters, . + -, such as "1.2"',
    r"^[0-9A-Z]{1,20}$": "of a code: capital letters and digits, such as L04AX01",
    r"^[A-Z][0-9A-Z]{0,6}$": "of an ATC code: a capital letter, then letters and digits, such as"
    " L04AX01",
    r"^[0-9]{1,8}$": 'of an RxNorm code: at most 8 digits, such as "1256"',
    r"^[0-9]{6,18}$": 'of a SNOMED CT code: 6 to 18 digits, such as "372574004"',
    r"^[0-9]{8,14}$": 'of a GTIN: 8 to 14 digits, such as "4006381333931"',
    r"^([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+\.(svg|png|jpg)$": "of a picture's file beside the sheet:"
    " letters, digits, - and _, then .svg, .png or .jpg, such as figures/inhaler.svg",
    r"^https://[^\s<>\"]+$": "of a web address: it begins with https:// and has no spaces",
    r"^https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~/{}?=&%-]*)?$": "of a web address:"
    " https://, the site and a path, without spaces or #, such as"
    " https://example.org/{sheet}/{language}",
    r"^\+?[0-9][0-9 ()-]{1,24}$": "of a telephone number: digits, spaces, - and brackets, such as"
    ' "+1 800 555 0100"',
    r"^[A-Za-z0-9_-]+\.ttf$": "of a font's file: letters, digits, - and _, then .ttf",
    r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(ctb|utb)$": "of a table of liblouis: its name, then .ctb or"
    " .utb",
    r"^[0-9a-f]{64}$": "of a SHA-256 digest: 64 of the characters 0-9 and a-f",
    r"^[^,]*\w[^,]*,.*\w": 'of a person: "Name, role"',
    r"^[a-z][a-z0-9-]{0,39}$": "of a profile's name: small letters, digits and -",
    "^(summary|full)$": "of what is printed: summary or full",
}
"""What each pattern of the models asks for, in words, with an example."""

_ANOTHER_FORM: Final = "that docs/sheets.md gives for it; look there for an example"


def explained(details: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """The end of a problem's code and its message, for an error of validating ``model``."""
    kind, name = details["type"], str(details["loc"][-1]) if details["loc"] else ""
    if kind == "extra_forbidden":
        return "unknown-field", _unknown_field(details, model)
    if kind == "missing":
        return "missing-field", f"field {name!r} is missing; add it: `{name}: …`"
    explain = _EXPLAIN.get(kind)
    return "bad-value", explain(details, model) if explain else _told(details)


def _told(details: ErrorDetails) -> str:
    message = details["msg"].removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _unknown_field(details: ErrorDetails, model: type[BaseModel]) -> str:
    name = str(details["loc"][-1])
    known = fields_at(model, details["loc"][:-1])
    told = f"unknown field {name[:_SHOWN]!r}"
    near = get_close_matches(name, sorted(known - {name}), 1, 0.7)
    if near:
        return f"{told}; did you mean {near[0]!r}?"
    if details["input"] == "" and (" " in name or not name.isascii() or name[:1].isupper()):
        return f'{told}; a text with a comma in it needs quotes within {{…}}: `text: "one, two"`'
    if known and len(known) <= _MANY:
        return f"{told}; there are {', '.join(sorted(known))}"
    return f"{told}; take it out (docs/sheets.md says which fields there are)"


def _form(details: ErrorDetails, _model: type[BaseModel]) -> str:
    form = FORMS.get(details["ctx"]["pattern"], _ANOTHER_FORM)
    return f"{_short(details['input'])} does not have the form {form}"


def _list(details: ErrorDetails, model: type[BaseModel]) -> str:
    name = _name(details)
    inside = _entry_of(fields_at(model, (*details["loc"], 0)))
    return f"expected a list, found {_found(details['input'])}; write `{name}: [{inside}]`"


def _fields(details: ErrorDetails, model: type[BaseModel]) -> str:
    known = fields_at(model, details["loc"])
    line = f"`{_entry_of(known, model_of(model, details['loc']))}`"
    named = f"`{_name(details)}` with fields" if not _is_entry(details) else "an entry with fields"
    return f"expected {named}, found {_found(details['input'])}; write {line}"


def _text(details: ErrorDetails, _model: type[BaseModel]) -> str:
    line = f'`{_name(details)}: "…"`' if not _is_entry(details) else '`"…"`'
    return f"expected a text, found {_found(details['input'])}; write {line}"


def _date(details: ErrorDetails, _model: type[BaseModel]) -> str:
    found = _found(details["input"])
    return f"expected a date, found {found}; write it year first: `{_name(details)}: 2026-12-31`"


def _choice(details: ErrorDetails, _model: type[BaseModel]) -> str:
    choices = details["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
    known = [one.strip() for one in choices.split(",")]
    given = str(details["input"])[:_SHOWN]
    near = get_close_matches(given.casefold(), known, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{_short(details['input'])} is none of {', '.join(known)}{hint}"


def _yes_or_no(details: ErrorDetails, _model: type[BaseModel]) -> str:
    return (
        f"expected true or false, found {_found(details['input'])}; write `{_name(details)}: true`"
    )


def _number(details: ErrorDetails, _model: type[BaseModel]) -> str:
    return f"expected a whole number, found {_found(details['input'])}; write `{_name(details)}: 2`"


def _bound(details: ErrorDetails, _model: type[BaseModel]) -> str:
    signs = {"greater_than_equal": "at least", "less_than_equal": "at most"}
    words = signs | {"greater_than": "more than", "less_than": "less than"}
    (bound,) = details["ctx"].values()
    return f"{_short(details['input'])} is out of bounds; write {words[details['type']]} {bound}"


def _too_few(details: ErrorDetails, _model: type[BaseModel]) -> str:
    least = details["ctx"]["min_length"]
    found = details["ctx"].get("actual_length", 0)
    return f"{_name(details)} has {found} entries and needs {least} or more; add what is missing"


def _too_many(details: ErrorDetails, _model: type[BaseModel]) -> str:
    most = details["ctx"]["max_length"]
    return f"{_name(details)} has more than the {most} entries there may be; take some out"


def _too_short(details: ErrorDetails, _model: type[BaseModel]) -> str:
    if details["input"] == "":
        return "is empty; write the text, or leave the field out where it may be"
    return f"has fewer than {details['ctx']['min_length']} characters; write more"


def _too_long(details: ErrorDetails, _model: type[BaseModel]) -> str:
    most, found = details["ctx"]["max_length"], len(str(details["input"]))
    return f"has {found:,} characters, and at most {most:,} are allowed; shorten it"


_EXPLAIN: Final[Mapping[str, Callable[[ErrorDetails, type[BaseModel]], str]]] = {
    "string_pattern_mismatch": _form,
    **dict.fromkeys(("tuple_type", "list_type", "set_type", "iterable_type"), _list),
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type", "dataclass_type", "mapping_type"),
        _fields,
    ),
    "string_type": _text,
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        _date,
    ),
    **dict.fromkeys(("literal_error", "enum"), _choice),
    **dict.fromkeys(("bool_type", "bool_parsing"), _yes_or_no),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _number),
    **dict.fromkeys(("greater_than_equal", "greater_than", "less_than_equal", "less_than"), _bound),
    "too_short": _too_few,
    "too_long": _too_many,
    "string_too_short": _too_short,
    "string_too_long": _too_long,
}
"""What each type of error means."""


def _is_entry(details: ErrorDetails) -> bool:
    return bool(details["loc"]) and isinstance(details["loc"][-1], int)


def _name(details: ErrorDetails) -> str:
    """The nearest field's name."""
    names = [part for part in details["loc"] if isinstance(part, str)]
    return names[-1][:_SHOWN] if names else "field"


def _short(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


def _found(value: object) -> str:
    """What stands there, as its author would call it."""
    if isinstance(value, dict):
        return f"fields ({', '.join(str(key)[:_SHOWN] for key in list(value)[:4])})"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return f"the text {_short(value)}" if value != "" else "nothing"


def _entry_of(fields: set[str], model: type[BaseModel] | None = None) -> str:
    """An entry of a list, as somebody types it."""
    if not fields:
        return '"…"'
    needed = sorted(fields)
    if model is not None:
        needed = [n for n, field in model.model_fields.items() if field.is_required()] or needed
    return f"{{{', '.join(f'{name}: …' for name in needed[:4])}}}"


def fields_at(model: type[BaseModel], loc: Sequence[int | str]) -> set[str]:
    """The names of the fields that may stand at a place; none where it has no fields."""
    return {name for kind in _kinds_at(model, loc) for name in kind.model_fields}


def model_of(model: type[BaseModel], loc: Sequence[int | str]) -> type[BaseModel] | None:
    """The model of what may stand at a place, where there is just one."""
    kinds = _kinds_at(model, loc)
    return kinds[0] if len(kinds) == 1 else None


def _kinds_at(model: type[BaseModel], loc: Sequence[int | str]) -> list[type[BaseModel]]:
    kinds: list[Any] = [model]
    for part in loc:
        member = [one for kind in kinds for one in _member(kind, part)]
        kinds = member or [one for kind in kinds for one in _inside(kind, part)] or kinds
    return [one for kind in kinds for one in _models(kind)]


def _member(kind: Any, part: int | str) -> Iterator[Any]:
    """The member of a union that is called so: its name stands in a location like a field's."""
    union = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    for one in get_args(union) if get_origin(union) in (Union, types.UnionType) else ():
        if any(isinstance(told, Tag) and told.tag == part for told in get_args(one)[1:]):
            yield get_args(one)[0]


def _inside(kind: Any, part: int | str) -> Iterator[Any]:
    """What may stand in a field or entry of a kind."""
    for one in _unwrapped(kind):
        origin = get_origin(one)
        if isinstance(one, type) and issubclass(one, BaseModel):
            if part in one.model_fields:
                yield one.model_fields[str(part)].annotation
        elif origin in (tuple, list) and isinstance(part, int):
            yield get_args(one)[0]
        elif origin is dict and isinstance(part, str):
            yield get_args(one)[1]


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    for one in _unwrapped(kind):
        if isinstance(one, type) and issubclass(one, BaseModel):
            yield one


def _unwrapped(kind: Any) -> Iterator[Any]:
    """The kinds of a union, without what is only said about them."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _unwrapped(get_args(kind)[0])
    elif origin in (Union, types.UnionType):
        for one in get_args(kind):
            yield from _unwrapped(one)
    else:
        yield kind
