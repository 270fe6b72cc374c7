"""The extensions of a FHIR dosage that a plan can say; any other one stays and is refused.

R4 has R5's ``asNeededFor`` as an extension, and the German dosage guide the least time between two
doses as a modifier.
"""

from __future__ import annotations

from typing import Any, Final

from leaflets.dose.fhir_values import RefusedError, list_of

_NEEDED_FOR: Final = "/extension-Dosage.asNeededFor"
_LEAST_BETWEEN: Final = "/MindestabstandZwischenGaben"
_HOURS: Final = ("h", "hour", "hours", "stunde(n)", "stunden")
_LONGEST: Final = 72


def without_known(dosage: dict[str, Any], path: str) -> tuple[dict[str, Any], int | None]:
    """The dosage with what its known extensions say in R5's fields; and the hours between doses.

    Raises RefusedError for one that is not as its guide has it.
    """
    plain = dict(dosage)
    wait: int | None = None
    for name in ("extension", "modifierExtension"):
        if not isinstance(dosage.get(name), list):
            continue
        kept = []
        for one in list_of(dosage, name):
            url = str(one.get("url", ""))
            concept = one.get("valueCodeableConcept")
            if name == "extension" and url.endswith(_NEEDED_FOR) and isinstance(concept, dict):
                plain["asNeededFor"] = [*list_of(plain, "asNeededFor"), concept]
            elif name == "modifierExtension" and url.endswith(_LEAST_BETWEEN):
                wait = _hours(one.get("valueDuration"), f"{path}.{name}")
            else:
                kept.append(one)
        plain[name] = kept
    return plain, wait


def check_extensions(value: Any, path: str) -> None:
    """Raises RefusedError for an extension anywhere in a dosage: it may change what is said."""
    if isinstance(value, list):
        for at, one in enumerate(value):
            check_extensions(one, f"{path}[{at}]")
    if not isinstance(value, dict):
        return
    for name, inner in value.items():
        if inner and (name in ("extension", "modifierExtension") or name.startswith("_")):
            message = "an extension that is not known can't be said in a dose plan"
            raise RefusedError("not-said", message, f"{path}.{name}"[:120])
        check_extensions(inner, f"{path}.{name}")


def _hours(duration: Any, path: str) -> int:
    found = duration if isinstance(duration, dict) else {}
    unit = str(found.get("code") or found.get("unit") or "").casefold()
    hours = found.get("value")
    if unit not in _HOURS or type(hours) is not int or not 1 <= hours <= _LONGEST:
        message = f"the least time between two doses is said in whole hours, up to {_LONGEST}"
        raise RefusedError("not-said", message, path)
    return hours
