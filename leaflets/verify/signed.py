"""What a signature on a leaflet says, and whether it still holds: who signed what, and when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from leaflets.verify.extraction import Extract
from leaflets.verify.pdf_signature import PdfSignature
from leaflets.verify.verified import Check

if TYPE_CHECKING:
    from leaflets.verify.cms import Signature
    from leaflets.verify.trust import Trust

NO_TRUST = "name whom you trust: --trust CERTIFICATES"
WHOLE = "signed, and the whole file is as it was signed"
_TRUSTED = "signed by somebody who is trusted"


def signature_checks(found: Extract, trust: Trust | None, day: datetime.date) -> Iterator[Check]:
    """What was checked of a PDF's signature; with ``trust``, also of one that has none."""
    signature = found.signature
    if signature is None:
        if trust is not None:
            yield Check(WHOLE, None, "it is not signed")
        return
    # Loaded where there is a signature.
    from leaflets.verify.cms import SignatureError, signature_over

    try:
        if not signature.covers(found.content):
            raise SignatureError("something was appended after signing")
        sound = signature_over(signature.signed_bytes(found.content), signature.contents)
    except SignatureError as error:
        yield Check(WHOLE, False, str(error))
        yield Check(_TRUSTED, None, "its signature does not hold")
        return
    yield Check(WHOLE, True, _told(signature, sound))
    yield trust_check(_TRUSTED, sound, trust, day)


def trust_check(name: str, sound: Signature, trust: Trust | None, day: datetime.date) -> Check:
    """Whether a sound signature is by somebody who is trusted."""
    if trust is None:
        return Check(name, None, NO_TRUST)
    from leaflets.verify.trust import distrust

    if why := distrust(sound, trust, day):
        return Check(name, False, f"{sound.name}: {why}")
    return Check(name, True, f"{sound.name}; nobody was asked whether it was revoked")


def _told(signature: PdfSignature, sound: Signature) -> str:
    """Who signed when, and who says so."""
    if sound.stamp and sound.stamped:
        when = f"{sound.stamped:%Y-%m-%d %H:%M} UTC, says the time-stamp of {sound.stamp.name}"
    else:
        when = f"{_day(signature.said_on)}, by the signer's own clock"
    return f"by {sound.name}, {when}"


def _day(said: str) -> str:
    """A PDF's date (ISO 32000-2, 7.9.4) as people write it."""
    parts = re.match(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)", said)
    return "{}-{}-{} {}:{}".format(*parts.groups()) if parts else "on no day"
