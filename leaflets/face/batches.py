"""Leaflets that may be made: asked for together, made all or none."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from leaflets.admission.admit import Admitted
from leaflets.arithmetic import own_arithmetic
from leaflets.face.pools import OwnPool
from leaflets.face.telling import Step, Tell, no_step, silence
from leaflets.files import write
from leaflets.making.batch import make_leaflets
from leaflets.making.workers import Pool
from leaflets.verify.verified import Verified


@dataclass(frozen=True)
class Batch:
    """Leaflets that were let in by the door, and are not made yet. ``len`` tells how many."""

    _admitted: tuple[Admitted, ...] = field(repr=False)
    _own: OwnPool = field(repr=False)

    def __len__(self) -> int:
        return len(self._admitted)

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names of their files, as the command line gives them."""
        return tuple(one.file_name for one in self._admitted)

    @property
    def compared(self) -> dict[str, str]:
        """What of a prescription was held against the sheet, and what came of it.

        Empty without a prescription. Nothing in it tells a dose or anything of a patient.
        """
        found = self._admitted[0].compared if self._admitted else ()
        return {one.what: one.verdict for one in found}

    def save_comparison(self, target: Path | str) -> Path:
        """Write ``compared`` as JSON; ``-`` is standard output.

        Comes back with the path. Raises LeafletsError (kind "file").
        """
        content = json.dumps({"compared": self.compared}, indent=2) + "\n"
        write(Path(target), content.encode())
        return Path(target)

    @own_arithmetic()
    def make(
        self, *, pool: Pool | None = None, tell: Tell = silence, step: Step = no_step
    ) -> tuple[Verified, ...]:
        """All of them, verified; typeset by ``pool``, or by the library's own processes.

        ``tell`` hears of those that nobody named (languages given as ``all``) and that are left
        out, as they need more than their one page.

        Raises LeafletsError with the problems of all that fail: then there is none.
        """
        made = make_leaflets(
            self._admitted,
            processes(pool, self._own),
            tell,
            lambda done, of: step("Leaflets", done, of),
        )
        return tuple(one for _, one in made)


def processes(pool: Pool | None, own: OwnPool) -> Pool:
    """The processes that typeset: what sets text is never loaded in the program's own."""
    if pool is None:
        return own.get()
    if not isinstance(pool, Pool):
        message = "a pool is what leaflets.pool() gives"
        raise TypeError(message)
    return pool
