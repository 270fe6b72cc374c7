"""Whom somebody trusts: certificates they name, and whether a signer's leads to one of them."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from asn1crypto import pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, ValidationError

from leaflets.errors import LeafletsError, problem
from leaflets.files import read_at_most
from leaflets.verify.cms import Signature, outside

_LARGEST: Final = 10_000_000
_ENDINGS: Final = (".pem", ".crt", ".cer", ".der")
_SIGNING: Final = {"digital_signature", "non_repudiation"}


@dataclass(frozen=True)
class Trust:
    """Certificates that somebody trusts: authorities, or signers themselves."""

    anchors: tuple[x509.Certificate, ...] = field(repr=False)


def trust_in(places: Iterable[Path]) -> Trust:
    """The certificates in files (PEM or DER), or in the files of folders.

    Raises LeafletsError: kind "file" where one can't be read or holds no certificate.
    """
    found: list[x509.Certificate] = []
    for place in places:
        files = [place]
        if place.is_dir():
            files = sorted(one for one in place.iterdir() if one.suffix.lower() in _ENDINGS)
        if not files:
            message = f"it holds no certificate ({', '.join(_ENDINGS)})"
            raise LeafletsError(problem("file-certificate", message, file=place))
        for file in files:
            found += certificates_in(file)
    return Trust(tuple(found))


def certificates_in(file: Path) -> list[x509.Certificate]:
    """All certificates in a file. Raises LeafletsError (kind "file") where there is none."""
    content = read_at_most(_LARGEST, file, "file-too-large", "no certificate is as large")
    try:
        blocks = [content]
        if pem.detect(content):
            named = pem.unarmor(content, multiple=True)
            blocks = [der for name, _, der in named if name == "CERTIFICATE"]
        found = [x509.Certificate.load(block, strict=True) for block in blocks]
        # Only what is asked for is parsed: now, rather than where nobody expects it.
        every = [one for one in found if one.native and one.public_key.algorithm]
    except (ValueError, TypeError, KeyError):
        every = []
    if not every:
        message = "it holds no certificate (PEM or DER)"
        raise LeafletsError(problem("file-certificate", message, file=file))
    return every


def distrust(signature: Signature, trust: Trust, day: datetime.date) -> str:
    """Why a signature is by nobody who is trusted; empty where it is by somebody.

    Its certificate counts as of its time-stamp, which has to be trusted as well; without one,
    as of ``day``: nobody else knows when it was signed (ETSI EN 319 102-1, 5.5).
    """
    moment = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
    if signature.stamp and signature.stamped:
        if why := _unfit_for_time(signature.stamp.certificate) or _why(
            signature.stamp, trust, moment
        ):
            return f"its time-stamp by {signature.stamp.name}: {why}"
        moment = signature.stamped
    usage = signature.certificate.key_usage_value
    if usage is not None and not usage.native & _SIGNING:
        return "its certificate is not for signing"
    return _why(signature, trust, moment)


def _unfit_for_time(certificate: x509.Certificate) -> str:
    """RFC 3161, 2.3: a time-stamp's certificate is for nothing else."""
    purposes = certificate.extended_key_usage_value
    fit = purposes is not None and purposes.native == ["time_stamping"]
    return "" if fit else "its certificate is not for time-stamps"


def _why(signature: Signature, trust: Trust, moment: datetime.datetime) -> str:
    """Why a certificate leads to no trusted one at a moment; empty where it does."""
    if why := outside(signature.certificate, moment):
        return why
    known = {anchor.sha256 for anchor in trust.anchors}
    if signature.certificate.sha256 in known:
        return ""
    context = ValidationContext(
        trust_roots=list(trust.anchors), moment=moment, allow_fetching=False, other_certs=[]
    )
    path = CertificateValidator(signature.certificate, list(signature.others), context)
    try:
        # A program that calls may be in a loop of its own.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(path.async_validate_path())).result()
    except PathBuildingError:
        return "no certificate that you trust stands behind it"
    except PathValidationError as error:
        return f"its certificates don't hold: {str(error).splitlines()[0]}"
    except ValidationError:
        return "no certificate that you trust stands behind it"
    return ""
