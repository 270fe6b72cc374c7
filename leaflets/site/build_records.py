"""What one build leaves to the next, as two files: a damaged one is noticed, and done without."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from leaflets.errors import LeafletsError, problem
from leaflets.files import unreadable, write
from leaflets.site.site_index import Published, SiteIndex, SiteState

SITE: Final = "site"
"""A build's folder of what is shown."""
RECORDS: Final = ("state.json", "state-copy.json")
_SEALED: Final = "sha256"


def put_records(build: Path, state: SiteState) -> None:
    """Write both records of a build. Raises LeafletsError (kind "file")."""
    sealed = state.model_copy(update={_SEALED: _seal(state)})
    for name in RECORDS:
        write(build / name, sealed.model_dump_json().encode())


def has_records(build: Path) -> bool:
    """Whether a build was made to its end."""
    return any((build / name).is_file() for name in RECORDS)


def last_state(
    builds: Sequence[Path], shown: Path | None, tell: Callable[[str], None]
) -> SiteState:
    """What the build that is shown left to the next one, and what any build has published.

    ``builds`` are the folders of all, oldest first. Where both records of the one that is shown
    are damaged, everything is made again; what was published is known from its index and from
    the other builds. ``tell`` hears of what is damaged.

    Raises LeafletsError (kind "refused") where it is not known what stood at an address.
    """
    others = (build for build in builds if shown is None or build.name != shown.name)
    states = (_sound(build, tell) for build in others)
    known = {one.sha256: one for state in states if state for one in state.published}
    own = _sound(shown, tell) if shown else None
    if shown and own is None:
        known = {one.sha256: one for one in _in_index(shown)} | known
        _raise_for_unknown(shown, known.keys())
        tell(f"{shown / RECORDS[0]}: damaged, with its copy: every file of the site is made again")
    state = own or SiteState()
    known |= {one.sha256: one for one in state.published}
    return state.model_copy(update={"published": tuple(known[digest] for digest in sorted(known))})


def _seal(state: SiteState) -> str:
    return hashlib.sha256(state.model_dump_json(exclude={_SEALED}).encode()).hexdigest()


def _sound(build: Path, tell: Callable[[str], None]) -> SiteState | None:
    """The record of a build, or its copy; None where neither is as it was written.

    A record without a seal is from a time before there were any.
    """
    faulty: list[Path] = []
    for name in RECORDS:
        with suppress(OSError, ValidationError):
            state = SiteState.model_validate_json((build / name).read_bytes())
            if state.sha256 in ("", _seal(state)):
                for file in faulty:
                    tell(f"{file}: damaged; its copy {name} is used")
                return state
        faulty.append(build / name)
    return None


def _in_index(build: Path) -> Iterator[Published]:
    """What the index of a site says was published: of notices, not what they stand for."""
    try:
        content = (build / SITE / "index.json").read_bytes()
        index = SiteIndex.model_validate_json(content)
        for medicine in index.medicines:
            texts = {one.language: one.text for one in medicine.leaflets}
            for leaflet in medicine.leaflets:
                for file in leaflet.files:
                    beside = texts.get(file.edition.beside or "")
                    said = tuple(filter(None, (leaflet.text, beside)))
                    yield _published(file.permanent, medicine.id, leaflet.language, texts=said)
        for notice in index.notices:
            if notice.path.startswith("files/"):
                recalled = notice.kind == "recalled"
                yield _published(notice.path, notice.sheet, notice.language, recalled=recalled)
    except (OSError, ValueError):
        return


def _published(address: str, sheet: str, tag: str, **more: object) -> Published:
    digest, _, extension = address.removeprefix("files/").partition(".")
    values = {"sha256": digest, "extension": extension, "sheet": sheet, "language": tag}
    return Published.model_validate({"texts": (), **values, **more})


def _raise_for_unknown(build: Path, known: Collection[str]) -> None:
    """Raises LeafletsError where a file has an address of which nothing else is known."""
    try:
        files = list((build / SITE / "files").iterdir())
    except FileNotFoundError:
        return
    except OSError as error:
        raise unreadable(build / SITE / "files", error) from error
    unknown = sorted(file.name for file in files if file.name.partition(".")[0] not in known)
    if unknown:
        message = (
            f"damaged, with its copy and the site's index: what stood at {len(unknown)} addresses"
            f" (files/{unknown[0]}) is not known. Put one of them back from a backup, or build"
            " into a new folder"
        )
        raise LeafletsError(problem("refused-state", message, file=build / RECORDS[0]))
