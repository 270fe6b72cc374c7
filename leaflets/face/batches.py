"""Leaflets that may be made: asked for together, made all or none."""

from __future__ import annotations

from dataclasses import dataclass, field

from leaflets.admission.admit import Admitted
from leaflets.arithmetic import own_arithmetic
from leaflets.face.pools import OwnPool
from leaflets.face.telling import Step, Tell, no_step, silence
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
