"""A prescription's file: the FHIR resource in it, or those of a Bundle, each found by reference."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from leaflets.dose.fhir_values import RefusedError, list_of
from leaflets.files import read_at_most

MAX_BYTES: Final = 2_000_000
_DIGITS: Final = 100
_NOT_JSON: Final = "not a JSON file, or one with a name twice, or with a number beyond all amounts"


@dataclass(frozen=True)
class Resources:
    """The resources of a file in their order, and all of them by what refers to them."""

    listed: tuple[dict[str, Any], ...]
    by_reference: dict[str, Any]
    is_bundle: bool


def resources_in(file: Path) -> Resources:
    """The resources of a JSON file.

    Raises RefusedError for what is no FHIR, has rules of its own, deletes something, or gives
    two resources one address; LeafletsError (kind "file") if it can't be read.
    """
    resource = _parsed(file)
    if resource["resourceType"] != "Bundle":
        _check(resource)
        return Resources((resource,), {}, False)
    _check(resource)
    listed: list[dict[str, Any]] = []
    known: dict[str, Any] = {}
    for index, entry in enumerate(list_of(resource, "entry")):
        one, path = entry.get("resource"), f"entry[{index}]"
        request = entry.get("request")
        if isinstance(request, dict) and request.get("method") not in (None, "PUT", "POST", "GET"):
            raise RefusedError("modified", "the Bundle takes something back", path)
        if not isinstance(one, dict):
            continue
        _check(one)
        listed.append(one)
        names = {str(entry["fullUrl"])} if entry.get("fullUrl") else set()
        names |= {f"{one.get('resourceType')}/{one['id']}"} if one.get("id") else set()
        for name in names:
            if name in known:
                message = "two resources of the Bundle have one address; give one prescription"
                raise RefusedError("several", message, path)
            known[name] = one
    return Resources(tuple(listed), known, True)


def _check(resource: dict[str, Any]) -> None:
    if resource.get("implicitRules"):
        message = "it is written by rules that are not known here"
        raise RefusedError("modified", message, "implicitRules")


def _parsed(file: Path) -> dict[str, Any]:
    content = read_at_most(MAX_BYTES, file, "order-too-large", "no prescription needs so many")
    try:
        data = json.loads(
            content.decode("utf-8-sig"), parse_float=_number, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise RefusedError("not-json", _NOT_JSON) from error
    if not isinstance(data, dict) or not isinstance(data.get("resourceType"), str):
        raise RefusedError("not-fhir", "not a FHIR resource: it has no resourceType")
    return data


def _number(text: str) -> Decimal:
    """A number with a point or an exponent; 1e999999999 would have all its digits written out."""
    value = Decimal(text)
    if abs(value.adjusted()) > _DIGITS:
        raise ValueError
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)
