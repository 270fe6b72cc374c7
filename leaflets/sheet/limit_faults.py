"""What a sheet's limits for dose plans contradict in the sheet itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leaflets.errors import Problem
from leaflets.language.quantities import NUMBER
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import FieldPath, Source, field_name


def limit_paths(sheet: Sheet) -> dict[str, FieldPath]:
    """Where each limit stands in the data, by its context: a source must back each."""
    if sheet.limits is None:
        return {}
    forms = {
        f"limits.forms.{form.form or form.unit}": ("limits", "forms", index)
        for index, form in enumerate(sheet.limits.forms)
    }
    most = {
        f"limits.most.{row.id}": ("limits", "most", index)
        for index, row in enumerate(sheet.limits.most)
    }
    hours: dict[str, FieldPath] = {"limits.hours": ("limits", "hours")}
    return {**forms, **most, **(hours if sheet.limits.hours is not None else {})}


def limit_faults(sheet: Sheet, source: Source) -> Iterator[Problem]:
    """Limits of forms that the sheet does not have, of other strengths, or for another rhythm."""
    if sheet.limits is None:
        return
    named = {form.id: form.strengths or "" for form in sheet.forms}
    for index, form in enumerate(sheet.limits.forms):
        path: FieldPath = ("limits", "forms", index)
        if form.form not in named:
            if named or form.form:
                known = ", ".join(named) or "none"
                message = f"name one of the sheet's forms by its id: {known}"
                yield _at(source, (*path, "form"), message)
            continue
        printed = set(re.findall(NUMBER, named[form.form]))
        limited = {number for text in form.strengths for number in re.findall(NUMBER, text)}
        if printed != limited:
            differing = ", ".join(sorted(printed ^ limited))
            message = f"the form {form.form!r} prints other strengths; {differing} differs"
            yield _at(source, (*path, "strengths"), message)
    weekly = sheet.how_to_take.once_a_week
    for index, row in enumerate(sheet.limits.most):
        if (row.week is not None) != weekly:
            what = "add the most in a week" if weekly else "leave `week` out"
            message = f"the medicine is taken {'once a week' if weekly else 'daily'}; {what}"
            yield _at(source, ("limits", "most", index), message)


def _at(source: Source, path: FieldPath, message: str) -> Problem:
    place = source.position(path)
    return Problem(
        str(source.file), place.line, place.column, field_name(path), "sheet-limits", message
    )
