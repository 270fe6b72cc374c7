"""Patients' panels into PDF, one on each page, read again before they are given out.

Nothing that a panel says ends in an error: what fails is named by its number in the batch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from leaflets.errors import LeafletsError, problem
from leaflets.limits import within
from leaflets.render.pdf import placed_texts, render_page
from leaflets.render.task import Page
from leaflets.render.weasyprint import boxes, page_boxes
from leaflets.verify.verify_panel import PanelText, faulty_panel


@dataclass(frozen=True)
class Panels:
    """Pages of panels, one each; the numbers of the panels that need more room than theirs."""

    content: bytes = field(repr=False)
    too_long: tuple[int, ...] = ()


def typeset_panels(page: Page, texts: tuple[PanelText, ...], seconds: float = 120.0) -> Panels:
    """Typeset panels; where some are too long, there is no content, only their numbers.

    ``texts`` is everything that each panel says.

    Raises LeafletsError (kind "rendering" or "verification") that says nothing of the panels.
    """
    try:
        document, content = within(
            seconds, "rendering-endless", "typesetting the panels", partial(render_page, page)
        )
    except LeafletsError as error:
        codes = {found.code for found in error.problems}
        if error.may_pass:
            raise
        message = f"the panels can't be typeset ({', '.join(sorted(codes))})"
        raise LeafletsError(problem("rendering-panels", message)) from None
    except Exception as error:  # noqa: BLE001  what it says may be a patient's name
        message = f"the panels can't be typeset ({type(error).__name__})"
        code = "died" if isinstance(error, OSError | MemoryError) else "panels"
        raise LeafletsError(problem(f"rendering-{code}", message)) from None
    numbers = [_panels_on(page_boxes.whole(one)) for one in document.pages]
    long = tuple(n for n in range(len(texts)) if sum(n in page for page in numbers) > 1)
    if long:
        return Panels(b"", long)
    if numbers != [{n} for n in range(len(texts))]:
        message = "the panels do not stand on a page each; see templates/panel.html.j2"
        raise LeafletsError(problem("template-panels", message))
    if (faulty := faulty_panel(content, texts, placed_texts(document))) is not None:
        number, what = faulty
        message = f"panel {number + 1} of the batch {what}; see templates/panel.html.j2"
        raise LeafletsError(problem("verification-panel", message))
    return Panels(content)


def _panels_on(box: Any) -> set[int]:
    """The numbers of the panels that a page holds."""
    if (number := boxes.attribute(box, "data-panel")) is not None:
        return {int(number)}
    return {n for child in boxes.children(box) for n in _panels_on(child)}
