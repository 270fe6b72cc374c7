"""Approvals: given, taken back, compared with what is said today."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leaflets.arithmetic import own_arithmetic
from leaflets.face.telling import Tell, day_or_today, silence
from leaflets.library.libraries import Library

if TYPE_CHECKING:
    from leaflets.face.signing import Signer


@dataclass(frozen=True)
class Approvals:
    """The approvals of a library. Records are written into its first folder."""

    _files: Callable[[], Library]
    _seen: Callable[[], None]

    @own_arithmetic()
    def approve(
        self,
        sheet: str,
        language: str,
        *,
        by: str,
        until: datetime.date,
        day: datetime.date | None = None,
        signer: Signer | None = None,
    ) -> Path:
        """The record that ``by`` ("Name, role") has read exactly this text and approved it.

        It holds from ``day`` until ``until``, for every edition. Any change of the text makes it
        a draft again. The signature of ``signer``, who must be the one named in ``by``, is put
        beside it.

        Raises LeafletsError for a leaflet that can't be made, a withdrawn text, a sheet past
        its review date (kind "approval"), and for a faulty person or date (kind "usage").
        """
        from leaflets.desk.review import approve_text

        key = signer._key if signer else None
        path = approve_text(self._files(), sheet, language, by, day_or_today(day), until, key)
        self._seen()
        return path

    @own_arithmetic()
    def withdraw(
        self,
        digest: str,
        *,
        reason: str,
        day: datetime.date | None = None,
        tell: Tell = silence,
    ) -> Path:
        """The record that a text must not be used any more, in any edition and order, for good.

        ``digest`` is that of the approval (``text_digest`` of a leaflet), or its first characters
        as printed. ``tell`` hears where the text's sentences are not at hand. Other libraries that
        are open see it once they are asked ``again``.

        Raises LeafletsError (kind "usage") for an unknown digest or an empty reason.
        """
        from leaflets.desk.review import withdraw_text

        path = withdraw_text(self._files(), digest, reason, day_or_today(day), tell)
        self._seen()
        return path

    @own_arithmetic()
    def changes(self, sheet: str, language: str) -> tuple[str, ...]:
        """Lines that say what differs from the last approved text.

        Raises LeafletsError where no leaflet can be made.
        """
        from leaflets.desk.review import changes

        return tuple(changes(self._files(), sheet, language))
