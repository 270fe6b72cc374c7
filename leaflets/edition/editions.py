"""An edition: how a leaflet is laid out, and which editions exist."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from leaflets.errors import LeafletsError, problem
from leaflets.files import file_part
from leaflets.language.tags import LETTER_TERRITORIES, Language, Tag, language

Paper: TypeAlias = Literal["a4", "letter", "a5", "half-letter"]
Size: TypeAlias = Literal["compact", "standard", "large", "extra-large"]
Format: TypeAlias = Literal["pdf", "html", "brf", "text", "epi"]
Attached: TypeAlias = Literal["json", "epi"]
Conformance: TypeAlias = Literal["ua-1", "ua-2"]

PAPER_SIZES: Final[dict[Paper, tuple[float, float]]] = {
    "a4": (595.276, 841.890),
    "letter": (612.0, 792.0),
    "a5": (419.528, 595.276),
    "half-letter": (396.0, 612.0),
}
"""Width and height in pt: ISO 216 (210 by 297, 148 by 210 mm), ANSI/ASME Y14.1 (8.5 by 11 in)."""

SMALL_PAPERS: Final[dict[Paper, Paper]] = {"a5": "a4", "half-letter": "letter"}
"""The papers that are half of another one, and which: two pages of a booklet stand on it."""

BODY_SIZES: Final[dict[Size, float]] = {
    "compact": 10.5,
    "standard": 12.0,
    "large": 18.0,
    "extra-large": 24.0,
}
"""The size of body text in pt (UKAAF: clear print at least 12, large print ideally 18).

A booklet has less: USP <17> and the EC's readability guideline allow 10 and 9.
"""

DOSE_SIZE: Final = 11.0
"""The least size in pt of doses, warnings and what to do in an emergency."""

ONE_PAGE_SIZES: Final = (12.0, 11.5, 11.0, 10.5, 10.0)
"""The sizes in pt that a one-page leaflet may have: the largest that fits (USP <17>: no less)."""

EXTENSIONS: Final[dict[Format, str]] = {
    "pdf": "pdf",
    "html": "html",
    "brf": "brf",
    "text": "txt",
    "epi": "epi.json",
}
"""The ending of the files of each format."""

PLAIN: Final = "plain"
"""The profile that a leaflet has unless another one is asked for."""


class Edition(BaseModel):
    """One way to lay a leaflet out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper: Paper = "a4"
    size: Size = "standard"
    profile: str = Field(PLAIN, pattern=r"^[a-z][a-z0-9-]{0,39}$")
    summary: bool = False
    format: Format = "pdf"
    conformance: Conformance = "ua-1"
    beside: Tag | None = None
    proof: bool = False
    panel: bool = False
    """Whether the first page keeps an area clear for a panel that is printed for one patient."""
    attach: Attached = "json"
    """What a PDF carries as data: our own record, or a FHIR document with the record in it."""

    @property
    def is_paired(self) -> bool:
        """Whether something stands beside or under each block of the text."""
        return self.proof or self.beside is not None

    @property
    def body_size(self) -> float:
        """The size of body text in pt, where it is not one page (``ONE_PAGE_SIZES``)."""
        return BODY_SIZES[self.size]

    @property
    def dose_size(self) -> float:
        """The size in pt of doses and warnings, where it is not one page."""
        return max(DOSE_SIZE, self.body_size)

    @property
    def is_large_print(self) -> bool:
        """Whether it is set larger than standard."""
        return self.size in ("large", "extra-large")

    @property
    def is_compact(self) -> bool:
        """Whether it is set smaller than standard: a booklet, with a cover."""
        return self.size == "compact"

    @property
    def is_small_paper(self) -> bool:
        """Whether its pages are half a sheet of paper."""
        return self.paper in SMALL_PAPERS

    @property
    def is_paged(self) -> bool:
        """Whether it is set on paper, with a band and a foot on each page."""
        return self.format == "pdf"

    def sheets(self, pages: int) -> int:
        """How many sheets of paper so many pages take, printed on both sides.

        Pages of half a sheet stand side by side.
        """
        return math.ceil(pages / (4 if self.is_small_paper else 2))

    @property
    def tables_as_lists(self) -> bool:
        """Whether tables are lists of labelled rows: where columns would be too narrow."""
        return self.is_large_print or self.format in ("text", "brf")

    @property
    def extension(self) -> str:
        """The ending of its files' names."""
        return EXTENSIONS[self.format]


_REFUSED: Final[tuple[tuple[Callable[[Edition], bool], str], ...]] = (
    (
        lambda edition: edition.is_small_paper and edition.is_large_print,
        "large print needs A4 or Letter: on A5 or half-letter a line has three or four words",
    ),
    (
        lambda edition: (
            edition.is_compact and not edition.is_small_paper and edition.format == "pdf"
        ),
        "a compact leaflet is a booklet of A5 or half-letter pages; leave --paper out",
    ),
    (
        lambda edition: edition.is_compact and edition.format != "pdf",
        "only a PDF is a booklet; leave --size out",
    ),
    (
        lambda edition: edition.format == "text" and edition.is_large_print,
        "plain text has no size of its own: its reader chooses one; leave --size out",
    ),
    (
        lambda edition: edition.format == "html" and edition.is_large_print,
        "a web page has no size of its own: its reader zooms; leave --size out",
    ),
    (
        lambda edition: edition.format == "brf" and edition.is_large_print,
        "Braille has one size; leave --size out",
    ),
    (
        lambda edition: not edition.is_paged and edition.paper != "a4",
        "only a PDF has paper; leave --paper out",
    ),
    (
        lambda edition: not edition.is_paged and edition.conformance != "ua-1",
        "only a PDF conforms to PDF/UA; leave --conformance out",
    ),
    (
        lambda edition: edition.summary and edition.profile != PLAIN,
        "a profile says itself what is in it; give --summary or --profile, not both",
    ),
    (
        lambda edition: edition.summary and edition.is_large_print,
        "a summary stands on one page, which large print does not fit; leave --size out",
    ),
    (
        lambda edition: edition.summary and edition.is_small_paper,
        "a summary stands on one page, and A5 is too small for it; use A4 or Letter",
    ),
    (
        lambda edition: edition.profile == "us-pmi" and edition.is_large_print,
        "us-pmi stands on one page, which large print does not fit; leave --size out",
    ),
    (
        lambda edition: edition.profile == "us-pmi" and edition.is_small_paper,
        "us-pmi stands on one page, and A5 is too small for it; use A4 or Letter",
    ),
    (
        lambda edition: edition.is_paired and not edition.is_paged,
        "only a PDF has two languages side by side, or is a proof; leave --format out",
    ),
    (
        lambda edition: (
            edition.is_paired
            and (edition.summary or edition.is_small_paper or edition.profile == "us-pmi")
        ),
        "two languages side by side, or a proof, need room; leave --summary, A5 and us-pmi out",
    ),
    (
        lambda edition: (
            edition.panel
            and (not edition.is_paged or edition.summary or edition.profile == "us-pmi")
        ),
        "one page has no room for a patient's panel; leave the summary and us-pmi out",
    ),
    (
        lambda edition: edition.attach != "json" and (not edition.is_paged or edition.proof),
        "only a PDF to hand out has something attached; leave --attach out",
    ),
)
"""Which combinations do not exist, and why."""


def refusal(edition: Edition) -> str | None:
    """Why there is no such edition; None if there is."""
    return next((reason for applies, reason in _REFUSED if applies(edition)), None)


def edition_of(**options: object) -> Edition:
    """An edition of the given options. Raises LeafletsError (kind "usage")."""
    if beside := options.get("beside"):
        options["beside"] = language(str(beside)).tag
    try:
        return Edition.model_validate(options)
    except ValidationError as error:
        names = ", ".join(str(fault["loc"][0]) for fault in error.errors())
        message = f"there is no such {names}; names are small letters, digits and -"
        field = str(error.errors()[0]["loc"][0])
        raise LeafletsError(problem("usage-edition", message, field=field)) from error


def default_paper(language: Language, size: Size = "standard") -> Paper:
    """The paper of the language's territory, A4 where the tag names none; half of it if compact."""
    is_letter = language.territory in LETTER_TERRITORIES
    if size == "compact":
        return "half-letter" if is_letter else "a5"
    return "letter" if is_letter else "a4"


def file_name(sheet_id: str, language: Language, edition: Edition, personal: bool = False) -> str:
    """The name of a leaflet's file.

    It is ``<id>-<language>[+<beside>][-<profile>][-summary][-<size>][-<paper>]`` and an ending.
    After the paper follow ``-ua-2``, ``-proof``, ``-panel``, ``-epi`` and ``-dose``.

    Defaults are left out. ``personal`` marks a leaflet with one person's dose plan: it must
    never lie where the general one does. Raises LeafletsError (kind "file") for an id that is
    no part of a file's name.
    """
    parts = [sheet_id, language.tag + (f"+{edition.beside}" if edition.beside else "")]
    if edition.profile != PLAIN:
        parts.append(edition.profile)
    if edition.summary:
        parts.append("summary")
    if edition.size != "standard":
        parts.append(edition.size)
    if edition.is_paged and edition.paper != default_paper(language, edition.size):
        parts.append(edition.paper)
    if edition.conformance != "ua-1":
        parts.append(edition.conformance)
    if edition.proof:
        parts.append("proof")
    if edition.panel:
        parts.append("panel")
    if edition.attach != "json":
        parts.append(edition.attach)
    if personal:
        parts.append("dose")
    return file_part(f"{'-'.join(parts)}.{edition.extension}")
