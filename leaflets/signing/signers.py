"""Whoever signs: leaflets as PAdES has it, texts as CAdES has it, with a time-stamp or without.

PAdES B-B and B-T (ETSI EN 319 142-1, 6): an invisible signature in an appended revision, over all
bytes of the file, so that what was verified stands in it unchanged.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, Final, TypeVar

from leaflets.errors import LeafletsError, problem
from leaflets.making.store import StoredLeaflet
from leaflets.signing.addresses import checked_address
from leaflets.signing.keys import Ask, KeyPlace, opened_key
from leaflets.signing.signed_leaflets import SignedLeaflet
from leaflets.verify.cms import Signature, SignatureError, name_in, signature_over
from leaflets.verify.pdf_files import opened_within_limits, read_from_outside
from leaflets.verify.pdf_signature import form_faults, signature_of
from leaflets.verify.verified import Verified

Result = TypeVar("Result")

FIELD: Final = "Signature"
SIGNED_ALREADY: Final = "it is signed already: a leaflet is signed once; make it again"
_BESIDES: Final = 1600
"""Bytes in a signature besides certificates, with room to spare: RSA of 8,192 bits takes 1,024."""
_DIGEST: Final = "sha256"


class SigningKey:
    """Somebody's key, opened, and the time-stamp server they named, if any.

    Several leaflets can be signed with it, by one thread at a time.
    """

    def __init__(
        self,
        place: KeyPlace,
        timestamp: str | None,
        ask: Ask | None,
        now: datetime.datetime,
    ) -> None:
        """Raises LeafletsError as ``opened_key`` does, and for an address that is none."""
        self._address = timestamp or ""
        if timestamp is not None:
            checked_address(timestamp)
        self._opened = opened_key(place, ask, now)

    @cached_property
    def _key(self) -> Any:
        return self._opened.signer()

    @cached_property
    def _stamper(self) -> Any:
        if not self._address:
            return None
        from leaflets.signing.time_stamps import TimeStampAddress

        return TimeStampAddress(self._address)

    @property
    def name(self) -> str:
        """The common name in the certificate."""
        return name_in(self._opened.certificate)

    @property
    def identity(self) -> str:
        """The digest of the certificate (SHA-256, hexadecimal), and whether it is time-stamped."""
        return f"{self._opened.certificate.sha256.hex()}{'-stamped' if self._address else ''}"

    def sign_text(self, text: bytes) -> bytes:
        """A signature over a text, apart from it (CAdES, ETSI EN 319 122-1).

        Raises LeafletsError as ``sign`` does.
        """

        async def made() -> bytes:
            info = await self._key.async_sign_general_data(
                text, _DIGEST, detached=True, use_cades=True, timestamper=self._stamper
            )
            contents: bytes = info.dump()
            return contents

        import asyncio

        contents = self._tried(lambda: asyncio.run(made()))
        self._read_back((text,), contents)
        return contents

    def sign(self, leaflet: Verified) -> SignedLeaflet:
        """A verified leaflet (PDF) with a signature behind its last byte, read back.

        Raises LeafletsError: kind "usage" for another format, "file" where the time-stamp server
        or the token does not answer.
        """
        if not isinstance(leaflet, Verified):
            message = "only a verified leaflet is signed"
            raise TypeError(message)
        if leaflet.record.edition.format != "pdf":
            message = "a signature goes into a PDF"
            raise LeafletsError(problem("usage-sign", message, field="format"))
        return self.signed_pdf(leaflet.file_name, leaflet.content)

    def sign_stored(self, file_name: str, leaflet: StoredLeaflet) -> SignedLeaflet:
        """The same of a leaflet (PDF) that the store gave back. Raises as ``sign`` does."""
        if not isinstance(leaflet, StoredLeaflet):
            message = "only a leaflet of the store is signed"
            raise TypeError(message)
        return self.signed_pdf(file_name, leaflet.content)

    def signed_pdf(self, file_name: str, content: bytes) -> SignedLeaflet:
        """The same of a PDF that this room has verified; for nobody else.

        Raises LeafletsError: kind "file" where the time-stamp server or the token does not
        answer, "verification" for a PDF that is signed already.
        """
        signed = self._tried(lambda: self._appended(file_name, content))
        if not signed.startswith(content):
            message = "signing changed what stood there; nothing was signed"
            raise LeafletsError(problem("verification-signed", message, file=file_name))

        def read() -> Signature:
            with opened_within_limits(signed) as pdf:
                found = None if any(form_faults(pdf)) else signature_of(pdf, signed)
            if found is None or not found.covers(signed) or found.before != len(content):
                raise ValueError("its signature is not where it was put")
            return self._read_back(found.signed_bytes(signed), found.contents)

        by = read_from_outside(read)
        made = object.__new__(SignedLeaflet)
        made.file_name, made.content, made.signed_by = file_name, signed, by.name
        return made

    def _appended(self, file_name: str, content: bytes) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign.fields import SigSeedSubFilter
        from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

        writer = IncrementalPdfFileWriter(io.BytesIO(content))
        if "/AcroForm" in writer.root:
            raise LeafletsError(problem("verification-signed", SIGNED_ALREADY, file=file_name))
        wish = PdfSignatureMetadata(
            field_name=FIELD, md_algorithm=_DIGEST, subfilter=SigSeedSubFilter.PADES
        )
        signed = sign_pdf(
            writer,
            wish,
            signer=self._key,
            timestamper=self._stamper,
            bytes_reserved=self._room(),
        )
        appended: bytes = signed.getvalue()
        return appended

    def _room(self) -> int | None:
        """How many digits a signature takes; None where only a time-stamp server knows.

        Without it, pyHanko signs twice.
        """
        if self._stamper is not None:
            return None
        certificates = [self._key.signing_cert, *self._key.cert_registry]
        return 2 * (_BESIDES + sum(len(one.dump()) for one in certificates))

    def _read_back(self, parts: tuple[bytes, ...], contents: bytes) -> Signature:
        try:
            found = signature_over(parts, contents)
        except SignatureError as error:
            message = f"a signature of {self.name} would not hold: {error}"
            raise LeafletsError(problem("refused-signature", message)) from None
        if self._stamper is not None and found.stamp is None:
            message = "it has no time-stamp in it"
            raise LeafletsError(problem("file-timestamp", message, file=self._address))
        return found

    def _tried(self, sign: Callable[[], Result]) -> Result:
        """What ``sign`` returns, in a thread: a program that calls may be in a loop of its own."""
        from pyhanko.sign.general import SigningError
        from pyhanko.sign.timestamps import TimestampRequestError

        try:
            with ThreadPoolExecutor(1) as thread:
                return thread.submit(sign).result()
        except TimestampRequestError as error:
            message = f"no time-stamp came: {error}"
            raise LeafletsError(problem("file-timestamp", message, file=self._address)) from error
        except SigningError as error:
            message = f"the key of {self.name} does not sign: {error}"
            raise LeafletsError(problem("file-key", message)) from error
