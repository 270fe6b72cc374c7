"""Everything that can be checked of sheets and catalogs without rendering."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leaflets.admission.gates import review_gate
from leaflets.content.approval_files import approvals_of
from leaflets.content.approvals import base_tag
from leaflets.content.localize import LocalizedSheet
from leaflets.content.speak import localized, standing
from leaflets.desk.other_medicines import other_medicines
from leaflets.desk.readability import REFUSE_ABOVE, WARN_ABOVE, plainer_words, reading_of
from leaflets.desk.unprintable import unprintable
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library, SheetFile, names_in
from leaflets.library.own_folders import own_sheets
from leaflets.sheet.markup import to_plain
from leaflets.sheet.messages import messages
from leaflets.sheet.validation import label_contradictions


def check_sheets(library: Library, names: Sequence[str], day: datetime.date) -> Iterator[str]:
    """Lines that say what was found in each sheet, in every language, without rendering.

    Without ``names``, the sheets are the library's own: see ``own_sheets``.

    Raises LeafletsError at the end, with every problem of all of them.
    """
    problems: list[Problem] = []
    for name in names or own_sheets(library):
        try:
            file = library.find_sheet(name)
        except LeafletsError as error:
            problems += error.problems
            continue
        problems += review_gate(file, day)
        for told in label_contradictions(file.sheet, file.source):
            yield f"warning: {told}"
        right: dict[str, _Right] = {}
        for tag in library.languages_of(file.sheet):
            try:
                right[tag] = _right(library, file, language(tag), day)
            except LeafletsError as error:
                problems += error.problems
        yield f"{file.sheet.id}: {_ready({tag: one.state for tag, one in right.items()})}"
        if file.sheet.limits is None:
            yield "  no dose plan is made of it: it says no limits (docs/sheets.md)"
        for tag, one in right.items():
            yield from _unchecked(library, file, language(tag))
            yield from _too_old(library, file, language(tag), one.state)
            yield from _reading(library, language(tag), one.said, file, problems)
    raise_if_any(problems)


@dataclass(frozen=True)
class _Right:
    """What a leaflet says in which nothing is wrong, and how it is reviewed."""

    said: LocalizedSheet
    state: str


def _ready(states: Mapping[str, str]) -> str:
    """Which languages are ready, and which of them are approved."""
    if not states:
        return "no language ready"
    approved = [tag for tag, state in states.items() if state == "approved"]
    others = " or ".join(sorted({state for state in states.values() if state != "approved"}))
    told = [f"{', '.join(approved)} approved"] if approved else []
    told += [f"{'the others' if approved else 'all'} {others}"] if others else []
    return f"{', '.join(states)} ready, {', '.join(told)}"


def _unchecked(library: Library, file: SheetFile, named: Language) -> Iterator[str]:
    """A line on what could not be checked of a translation: nobody can approve it."""
    if missing := library.unchecked(file.sheet, named):
        place = f"locales/{named.catalog_folders[-1]}/terms.yaml"
        yield f"  {named.tag}: {' and '.join(missing)} not checked: list them in {place}"


def _too_old(library: Library, file: SheetFile, named: Language, state: str) -> Iterator[str]:
    """A line on an approval that was given when approvals covered less."""
    given = approvals_of(library.all("approvals"), file.sheet.id, base_tag(named))
    if state == "draft" and given and (reason := given[-1].too_old):
        yield f"  {named.tag}: draft: {reason}"


def _reading(
    library: Library,
    named: Language,
    said: LocalizedSheet,
    file: SheetFile,
    problems: list[Problem],
) -> Iterator[str]:
    """Lines on how hard the leaflet is to read; in English, a grade too high is a problem."""
    told = (message for message in messages(said.sheet) if not message.context.endswith(".name"))
    texts = [to_plain(message.text) for message in told]
    found = reading_of(texts, names_in(said.sheet), named.locale.language)
    if found is None:
        return
    yield f"  {named.tag}: {found.formula} {found.figure:.1f}"
    if not found.is_grade:
        return
    for grade, sentence in found.hardest:
        yield f"    {grade:.1f}: {sentence}"
    for word, better in plainer_words(
        texts, terms.plainer if (terms := library.terms(named)) else {}
    ).items():
        yield f"    plainer than {word!r}: {better}"
    if found.figure > WARN_ABOVE:
        message = f"reads at grade {found.figure:.1f}; nobody should need more than {WARN_ABOVE:g}"
        # A label is read as its maker wrote it: that it is hard is told, and no fault.
        if found.figure > REFUSE_ABOVE and not said.sheet.is_imported:
            problems.append(problem("sheet-reading-grade", message, file=file.source.file))
        else:
            yield f"    warning: {message}"


def _right(library: Library, file: SheetFile, named: Language, day: datetime.date) -> _Right:
    """What the leaflet says. Raises LeafletsError with all that is wrong with it."""
    said = localized(library, file, named)
    raise_if_any(
        [
            *unprintable(library, file, named, said, day),
            *other_medicines(library, file, named),
        ]
    )
    return _Right(said, standing(library, file, named, day, said))
