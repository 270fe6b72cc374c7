"""The store: verified leaflets that print runs and sites keep, so as not to typeset them again."""

from __future__ import annotations

from dataclasses import dataclass, field

from leaflets.making.shelf import Shelf, shelf_at
from leaflets.making.store import LIMIT, default_store, trim


@dataclass(frozen=True)
class StoreSize:
    """How many leaflets are kept, and how many bytes they are."""

    leaflets: int
    bytes: int


@dataclass(frozen=True)
class Store:
    """A store, at a folder or an address that fsspec reaches. No patient's data are in it."""

    place: str
    _shelf: Shelf = field(repr=False, compare=False)

    def size(self) -> StoreSize:
        """How much is kept."""
        sizes = [item.size for item in self._shelf.items() if item.name.startswith("leaflets/")]
        return StoreSize(len(sizes), sum(sizes))

    def trim(self, limit: int = LIMIT) -> StoreSize:
        """What is kept of at most ``limit`` bytes, once what was not used for longest is gone."""
        trim(self._shelf, limit)
        return self.size()

    def clear(self) -> None:
        """Remove all of it."""
        trim(self._shelf, 0)


def open_store(place: str | None = None) -> Store:
    """The store at a place; without one, that in the user's cache folder.

    Raises LeafletsError (kind "usage") where what an address needs is not installed.
    """
    where = place or default_store()
    return Store(where, shelf_at(where))
