"""What a draft sheet is called, dated and coded."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final

from leaflets.epi.label_document import Remark
from leaflets.sheet.medicine import SYSTEMS
from leaflets.sheet.model import Codes

_OIDS: Final = {"2.16.840.1.113883.6.73": "atc", "2.16.840.1.113883.6.88": "rxnorm"}


def slug(text: str, length: int) -> str:
    """Small Latin letters, digits and hyphens: what a file or an id may be called."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > length:
        words = words[: length + 1].rpartition("-")[0] or words[:length]
    return words.strip("-")


_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "þ": "th"})


def free_id(names: Sequence[str], is_free: Callable[[str], bool]) -> str:
    """An id made of the first name that Latin letters spell, which no other sheet has."""
    slugs = (slug(name, 48) for name in names)
    wanted = next((slug for slug in slugs if sum(map(str.isalpha, slug)) > 2), "label")
    wanted = wanted if wanted[0].isalpha() else f"label-{wanted}"
    found, number = wanted, 1
    while not is_free(found):
        number += 1
        found = f"{wanted}-{number}"
    return found


def date_of(date: str | None, day: datetime.date) -> tuple[str, tuple[Remark, ...]]:
    """A sheet's date: the label's, or the day of the import where that is no whole date."""
    try:
        return datetime.date.fromisoformat((date or "")[:10]).isoformat(), ()
    except ValueError:
        message = f"the label's date is {date or 'not there'}; the sheet's is {day}"
        return day.isoformat(), (Remark("date", "", message),)


def sheet_codes(codes: Sequence[tuple[str, str]]) -> tuple[dict[str, Any], tuple[Remark, ...]]:
    """The codes that a sheet has a place for; the others are told."""
    found: dict[str, list[str]] = {}
    remarks = []
    for system, code in codes:
        name = SYSTEMS.get(system) or _OIDS.get(system.removeprefix("urn:oid:"))
        if name and _is_code(name, code):
            if code not in found.setdefault(name, []):
                found[name].append(code)
        else:
            remarks.append(Remark("code", "", f"no place in a sheet for the code {system} {code}"))
    return {name: found[name] for name in Codes.model_fields if name in found}, tuple(remarks)


def _is_code(name: str, code: str) -> bool:
    try:
        Codes.model_validate({name: [code]})
    except ValueError:
        return False
    return True
