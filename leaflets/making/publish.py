"""Publishing in runs and sites: as ``Verified.save``, for what the store gave back, too."""

from __future__ import annotations

from pathlib import Path

from leaflets.files import write
from leaflets.making.store import StoredLeaflet
from leaflets.verify.verified import Verified


def publish(target: Path, leaflet: Verified | StoredLeaflet, *, private: bool = False) -> None:
    """Write a leaflet that was verified, or that the store gave back; ``-`` is standard output.

    ``private`` as in ``files.write``.

    Raises LeafletsError (kind "file"): then what was there is untouched.
    """
    if not isinstance(leaflet, Verified | StoredLeaflet):
        raise TypeError("only a verified leaflet is published")
    write(target, leaflet.content, private=private)
