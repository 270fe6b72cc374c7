"""Orders into a plan: which leaflets are needed, and in which order handouts are printed.

Everything that can be wrong with an order without typesetting anything is found here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias

from leaflets.content.approvals import Release
from leaflets.dose.plan_checks import checked_plan
from leaflets.edition.editions import Edition, Paper, default_paper, edition_of, refusal
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library, SheetFile
from leaflets.making.batch import LeafletJob, expired
from leaflets.making.recipe import not_in_language
from leaflets.printrun.orders import Order, Pack

Impose: TypeAlias = Literal["none", "booklet", "2up"]

_A5_ONLY: Final = ("booklet", "2up")


@dataclass(frozen=True)
class Layout:
    """How a run is printed."""

    impose: Impose = "none"
    duplex: bool = False
    separators: bool = False
    black: bool = False


@dataclass(frozen=True)
class Item:
    """One order with its leaflet's name, and the class of paper it is printed on."""

    order: Order
    leaflet: str
    paper: Paper
    pack: Pack | None


@dataclass(frozen=True)
class RunPlan:
    """A whole run: its items in the order of printing, and each leaflet they need, once."""

    items: tuple[Item, ...]
    jobs: dict[str, LeafletJob]

    def papers(self) -> tuple[Paper, ...]:
        """The classes of paper, in the order in which they are first needed."""
        return tuple(dict.fromkeys(item.paper for item in self.items))

    def of_paper(self, paper: Paper) -> tuple[Item, ...]:
        """The items of one class."""
        return tuple(item for item in self.items if item.paper == paper)


def planned(
    library: Library,
    orders: Sequence[Order],
    layout: Layout,
    release: Release,
    file: Path,
    tell: Callable[[str], None] = lambda _line: None,
) -> RunPlan:
    """The plan of a run; ``tell`` hears where a dose plan is held to the lowest limits.

    Raises LeafletsError (kind "order") with what is wrong with any of the orders.
    """
    problems: list[Problem] = []
    items: list[Item] = []
    jobs: dict[str, LeafletJob] = {}
    known: dict[tuple[object, ...], LeafletJob | LeafletsError] = {}
    sheets: dict[str, SheetFile] = {}
    for order in orders:
        request = _request(order)
        try:
            if request not in known:
                known[request] = _tried(library, order, layout, release, sheets)
            job = known[request]
            if isinstance(job, LeafletsError):
                raise job
            own, notes = _with_dose(order, job.file, release)
            for note in notes:
                tell(f"{file}:{order.row}: {note}; fill in age, date of birth or weight")
        except LeafletsError as error:
            problems += [_of_order(found, order, file) for found in error.problems]
            continue
        jobs.setdefault(job.file_name, job)
        pack = order.pack or _own_pack(job.file)
        items.append(Item(own, job.file_name, job.edition.paper, pack))
    raise_if_any(problems)
    return RunPlan(tuple(_in_order(items, layout)), jobs)


def _own_pack(file: SheetFile) -> Pack | None:
    """The pack of a sheet that names one GTIN only."""
    gtins = file.sheet.codes.gtin if file.sheet.codes else ()
    return Pack(gtins[0].zfill(14), "", None) if len(gtins) == 1 else None


def _request(order: Order) -> tuple[object, ...]:
    """What an order says of its leaflet: the same for many orders."""
    return (
        order.sheet,
        order.language,
        order.size,
        order.paper,
        order.summary,
        order.profile,
        order.beside,
        order.patient is not None,
    )


def _tried(
    library: Library,
    order: Order,
    layout: Layout,
    release: Release,
    sheets: dict[str, SheetFile],
) -> LeafletJob | LeafletsError:
    try:
        if order.sheet not in sheets:
            sheets[order.sheet] = library.find_sheet(order.sheet)
        return _job(library, sheets[order.sheet], order, layout, release)
    except LeafletsError as error:
        return error


def _in_order(items: Sequence[Item], layout: Layout) -> Sequence[Item]:
    """As ordered; with separators, what goes to one place stands together."""
    if not layout.separators:
        return items
    places = list(dict.fromkeys(item.order.delivery_point for item in items))
    return sorted(items, key=lambda item: places.index(item.order.delivery_point))


def _job(
    library: Library, file: SheetFile, order: Order, layout: Layout, release: Release
) -> LeafletJob:
    raise_if_any(expired(file, release.day))
    named = language(order.language)
    if not _is_translated(library, file, named):
        message = f"{file.sheet.id} is not translated into {named.tag}; `list` shows what there is"
        raise LeafletsError(problem("usage-language", message))
    edition = _edition(order, named, layout)
    if reason := not_in_language(library, edition, named):
        raise LeafletsError(problem("usage-profile", reason))
    return LeafletJob(file, named, edition, None, release)


def _with_dose(order: Order, file: SheetFile, release: Release) -> tuple[Order, tuple[str, ...]]:
    """The order with its dose plan as the sheet lets it be, and what is to be told of it.

    Raises LeafletsError where it must not be.
    """
    patient = order.patient
    if not patient or not patient.plan:
        return order, ()
    person = patient.person_on(release.day)
    findings = checked_plan(patient.plan, file.sheet, person, release.day)
    raise_if_any(problem(f"usage-dose-{fault.code}", fault.message) for fault in findings.faults)
    return replace(order, patient=replace(patient, plan=findings.plan)), findings.notes


def _is_translated(library: Library, file: SheetFile, named: Language) -> bool:
    known = {language(tag).catalog_folders[-1] for tag in library.languages_of(file.sheet)}
    return bool(known & set(named.catalog_folders))


def _edition(order: Order, named: Language, layout: Layout) -> Edition:
    otherwise: Paper = "a5" if layout.impose in _A5_ONLY else default_paper(named)
    edition = edition_of(
        paper=order.paper or otherwise,
        size=order.size,
        profile=order.profile,
        summary=order.summary,
        beside=order.beside,
        panel=order.patient is not None,
    )
    if edition.beside:
        second = language(edition.beside)
        edition = edition.model_copy(update={"beside": second.tag})
        if second.locale.language == named.locale.language:
            message = f"{named.tag} stands beside itself; name another language"
            raise LeafletsError(problem("usage-beside", message))
    reason = refusal(edition)
    if layout.impose in _A5_ONLY and edition.paper != "a5":
        reason = "booklets and 2-up are made of A5 leaflets: leave paper empty, or make it a5"
    if reason:
        raise LeafletsError(problem("usage-size", reason))
    return edition


_FIELDS: Final = {
    "usage-sheet": "sheet",
    "usage-language": "language",
    "usage-profile": "profile",
    "usage-beside": "beside",
    "usage-size": "size",
}


def _of_order(found: Problem, order: Order, file: Path) -> Problem:
    """A problem as one of the order's row."""
    kind, _, rest = found.code.partition("-")
    if kind != "usage":
        return found
    # A cell may hold anything, where the columns of a row have slipped: a patient's name, too.
    message = found.message
    for cell in (order.sheet, order.language, order.profile, order.beside or ""):
        message = message.replace(repr(cell), "what stands there") if cell else message
    is_dose = rest.startswith("dose-")
    name = "dose plan" if is_dose else _FIELDS.get(found.code, found.field)
    return replace(
        found,
        file=str(file),
        line=order.row,
        column=order.columns.get(name, 1),
        field=name,
        code=f"order-{rest}",
        message=message,
    )


def release_for(day: datetime.date, allow_drafts: bool) -> Release:
    """What a run may release."""
    return Release(day, approved_only=not allow_drafts)
