"""What a site says of itself as data: ``index.json``, and what the next build wants to know."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from leaflets.edition.editions import Edition
from leaflets.language.tags import Tag
from leaflets.sheet.file_names import RelativePath
from leaflets.sheet.model import Brand, Codes, SheetId

Digest = str
_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""One of which addresses are made."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SiteFile(_Model):
    """A file for downloading. Paths are relative to the site's address."""

    path: str
    permanent: str
    """Its address by digest: what is there never changes, unless it is recalled."""
    sha256: Digest
    type: str
    """The media type."""
    bytes: int
    pages: int | None = None
    edition: Edition


class SiteLeaflet(_Model):
    """A sheet in one language."""

    language: str
    direction: Literal["ltr", "rtl"]
    name: str
    page: str
    state: Literal["draft", "approved"]
    approval: str | None = None
    """Who approved it, when and until when, in its language."""
    text: Digest
    """The digest of what it says: that of its approval."""
    files: tuple[SiteFile, ...]


class SiteMedicine(_Model):
    """A sheet, in all its languages."""

    id: str
    name: str
    version: str
    date: datetime.date
    brands: tuple[Brand, ...] = ()
    codes: Codes = Codes()
    leaflets: tuple[SiteLeaflet, ...]


class Notice(_Model):
    """What is not published any more: a notice stands in its place."""

    path: str
    kind: Literal["recalled", "replaced"]
    sheet: str
    language: str


class SiteIndex(_Model):
    """``index.json``: everything a site has."""

    schema_: str = Field("index.schema.json", alias="$schema", serialization_alias="$schema")
    day: datetime.date
    """The day for which its texts are valid."""
    software: str
    publisher: str | None = None
    medicines: tuple[SiteMedicine, ...]
    notices: tuple[Notice, ...] = ()


class CodeIndex(_Model):
    """``by-code/<system>/<code>.json``: the leaflets of the medicines with a code."""

    system: str
    code: str
    medicines: tuple[SiteMedicine, ...]


class Published(_Model):
    """A file that was published once; ``texts`` are the digests of what it says.

    They are those of its approvals, and of its sentences (``leaflets.content.sentences``).
    ``recalled`` is known of a file whose texts are not: the record of them was damaged.
    """

    sha256: _Sha256
    extension: Literal["pdf", "html", "brf", "txt"]
    sheet: SheetId
    language: Tag
    texts: tuple[Digest, ...]
    recalled: bool = False


class Built(_Model):
    """A file of the last build, by its request (``leaflets.making.workshop.requests_of``)."""

    path: RelativePath
    sha256: _Sha256
    bytes: int
    pages: int
    text: Digest
    says: tuple[Digest, ...] = ()
    """Every digest by which what it says may be withdrawn."""
    state: Literal["draft", "approved"]


class Styled(_Model):
    """The style of a language: what it was made of, its files, the style itself first."""

    key: Digest
    files: tuple[RelativePath, ...]


class SiteState(_Model):
    """What one build leaves to the next: which request gave which file, and what was ever there."""

    built: dict[str, Built] = {}
    left_out: dict[str, str] = {}
    """Requests for a summary that needs more than its page, and why."""
    published: tuple[Published, ...] = ()
    search: Digest = ""
    """The digest of what was put into the search index."""
    styles: dict[str, Styled] = {}
    notices: dict[str, RelativePath] = {}
    """A file of each notice, by its key and format (``leaflets.site.notices``)."""
    files: dict[RelativePath, _Sha256] = {}
    """Every file of the site."""
    sha256: Digest = ""
    """The digest of all this: of a damaged record nothing is believed."""
