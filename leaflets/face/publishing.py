"""Sites: built, and shown at a local address."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from leaflets.arithmetic import own_arithmetic
from leaflets.face.telling import Step, Tell, silence
from leaflets.library.libraries import Library
from leaflets.making.store import default_store
from leaflets.making.watcher import Watcher
from leaflets.site.build import Making, SiteReport, build_site
from leaflets.site.offered import SiteWish
from leaflets.site.serve import serve

if TYPE_CHECKING:
    from leaflets.face.signing import Signer


@own_arithmetic()
def built(
    library: Library,
    folder: Path,
    wish: tuple[datetime.date, Sequence[str], Sequence[str], bool, str | None],
    making: tuple[str, int | None, str | None, Signer | None],
    watching: tuple[Tell, Step],
) -> SiteReport:
    """What a site came to. Raises LeafletsError with everything that is wrong."""
    executor, jobs, store, signer = making
    how = Making(store or default_store(), executor, jobs, signer=signer._key if signer else None)
    return build_site(SiteWish(library, *wish), folder, how, Watcher(*watching))


def serve_site(
    root: str | PathLike[str], port: int = 8000, *, ready: Callable[[str], None] = silence
) -> None:
    """Show a site (``SiteReport.root``) on this machine until the thread is interrupted.

    ``ready`` hears its address; with ``port`` 0, a free one is taken. It is for looking at a
    site: any web server serves the folder better.

    Raises LeafletsError (kind "usage") where the port is taken.
    """
    serve(Path(root), port, ready)
