"""Orders into a plan: which leaflets are needed, and in which order handouts are printed.

Everything that can be wrong with an order without typesetting anything is found here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias

from leaflets.admission.admit import Admitted, admit
from leaflets.admission.wishes import Release, Wanted
from leaflets.edition.editions import SMALL_PAPERS, Paper, default_paper, edition_of
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import language
from leaflets.library.libraries import Library, SheetFile
from leaflets.printrun.imposition import WAYS
from leaflets.printrun.orders import Order, Pack
from leaflets.printrun.panels import person_lines

Impose: TypeAlias = Literal["none", "booklet", "2up"]

_NOT_TRANSLATED: Final = "translation-no-catalog"


@dataclass(frozen=True)
class Layout:
    """How a run is printed."""

    impose: Impose = "none"
    duplex: bool = False
    separators: bool = False
    black: bool = False


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """One order with its leaflet's name, and the class of paper it is printed on.

    ``own`` is the patient's own copy, with name and dose, where the order is for somebody.
    """

    order: Order
    leaflet: str
    paper: Paper
    pack: Pack | None
    own: Admitted | None = field(default=None, repr=False)


@dataclass(frozen=True)
class RunPlan:
    """A whole run: its items in the order of printing, and each leaflet they need, once."""

    items: tuple[PlannedOrder, ...]
    jobs: dict[str, Admitted]
    standard: dict[str, Admitted] = field(default_factory=dict)
    """For each compact leaflet the same in normal print, which it saves paper against."""

    def papers(self) -> tuple[Paper, ...]:
        """The classes of paper, in the order in which they are first needed."""
        return tuple(dict.fromkeys(item.paper for item in self.items))

    def of_paper(self, paper: Paper) -> tuple[PlannedOrder, ...]:
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
    items: list[PlannedOrder] = []
    jobs: dict[str, Admitted] = {}
    known: dict[Wanted, Admitted | LeafletsError] = {}
    for order in orders:
        try:
            wanted = _wanted(order, layout, release)
            _check_imposition(order, layout)
            if wanted not in known:
                known[wanted] = _tried(library, wanted, release)
            job = known[wanted]
            if isinstance(job, LeafletsError):
                raise job
            own = _own_copy(library, order, wanted, job, release)
        except LeafletsError as error:
            problems += [_of_order(found, order, file) for found in error.problems]
            continue
        if own and own.lacking:
            tell(f"{file}:{order.row}: {own.lacking}; fill in age, date of birth or weight")
        for note in own.notes if own else ():
            tell(f"{file}:{order.row}: {note}")
        jobs.setdefault(job.file_name, job)
        pack = order.pack or _own_pack(job.file)
        items.append(PlannedOrder(order, job.file_name, job.edition.paper, pack, own))
    raise_if_any(problems)
    return RunPlan(tuple(_in_order(items, layout)), jobs, _in_normal_print(library, jobs, release))


def _wanted(order: Order, layout: Layout, release: Release) -> Wanted:
    """The leaflet of an order, which many orders may share."""
    edition = edition_of(
        size=order.size,
        profile=order.profile,
        summary=order.summary,
        beside=order.beside,
        panel=order.patient is not None,
    )
    paper = order.paper
    if not paper and layout.impose in WAYS:
        paper = default_paper(language(order.language), "compact")
    approved = release.approved_only
    return Wanted(order.sheet, order.language, edition, paper, approved_only=approved)


def _check_imposition(order: Order, layout: Layout) -> None:
    if layout.impose in WAYS and order.paper and order.paper not in SMALL_PAPERS:
        message = (
            "booklets and 2-up are made of A5 or half-letter pages: leave paper empty, or make it"
            " one of these"
        )
        raise LeafletsError(problem("usage-edition", message, field="size"))


def _own_copy(
    library: Library, order: Order, wanted: Wanted, leaflet: Admitted, release: Release
) -> Admitted | None:
    """What the patient of an order gets, name and dose included; None where it is for nobody.

    Raises LeafletsError where the sheet does not let them have the dose.
    """
    patient = order.patient
    if patient is None:
        return None
    own = replace(
        wanted,
        edition=wanted.edition.model_copy(update={"panel": False}),
        plan=patient.plan,
        person=patient.person_on(release.day),
        lines=person_lines(patient, leaflet.language),
    )
    return admit(library, own, release.day)


def _own_pack(file: SheetFile) -> Pack | None:
    """The pack of a sheet that names one GTIN only."""
    gtins = file.sheet.codes.gtin if file.sheet.codes else ()
    return Pack(gtins[0].zfill(14), "", None) if len(gtins) == 1 else None


def _in_normal_print(
    library: Library, jobs: Mapping[str, Admitted], release: Release
) -> dict[str, Admitted]:
    found = {}
    for name, job in jobs.items():
        if job.edition.is_compact:
            edition = job.edition.model_copy(update={"size": "standard"})
            approved = release.approved_only
            wanted = Wanted(job.file.sheet.id, job.language.tag, edition, approved_only=approved)
            standard = _tried(library, wanted, release)
            if isinstance(standard, Admitted):
                found[name] = standard
    return found


def _tried(library: Library, wanted: Wanted, release: Release) -> Admitted | LeafletsError:
    try:
        return admit(library, wanted, release.day)
    except LeafletsError as error:
        return error


def _in_order(items: Sequence[PlannedOrder], layout: Layout) -> Sequence[PlannedOrder]:
    """As ordered; with separators, what goes to one place stands together."""
    if not layout.separators:
        return items
    places = dict.fromkeys(item.order.delivery_point for item in items)
    number = {place: at for at, place in enumerate(places)}
    return sorted(items, key=lambda item: number[item.order.delivery_point])


_FIELDS: Final = {"usage-sheet": "sheet", "usage-language": "language", "usage-edition": "size"}
"""The column that a refusal is about, where it does not say so itself."""


def _of_order(found: Problem, order: Order, file: Path) -> Problem:
    """A problem as one of the order's row."""
    kind, _, rest = found.code.partition("-")
    if found.code == _NOT_TRANSLATED:
        kind, rest, found = "usage", "language", replace(found, field="language")
    if kind != "usage":
        return found
    # A cell may hold anything, where the columns of a row have slipped: a patient's name, too.
    message = found.message
    for cell in (order.sheet, order.language, order.profile, order.beside or ""):
        message = message.replace(repr(cell), "what stands there") if cell else message
    is_dose = rest.startswith("dose-")
    name = "dose plan" if is_dose else found.field or _FIELDS.get(found.code, "")
    return replace(
        found,
        file=str(file),
        line=order.row,
        column=order.columns.get(name, 1),
        field=name,
        code=f"order-{rest if is_dose else name or rest}",
        message=message,
    )


def release_for(day: datetime.date, allow_drafts: bool) -> Release:
    """What a run may release."""
    return Release(day, approved_only=not allow_drafts)
