"""Time-stamps from the address that somebody names: the only network that this program uses."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import Final

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from leaflets.signing.addresses import checked_address

_SECONDS: Final = 30.0
_LARGEST: Final = 1_000_000
_QUERY: Final = {"Content-Type": "application/timestamp-query"}
"""RFC 3161, 3.4."""


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes


class TimeStampAddress(TimeStamper):  # type: ignore[misc]
    """A time-stamp server at an address, and nowhere else: it is not followed to another one."""

    def __init__(self, address: str) -> None:
        """Raises LeafletsError (kind "usage") for what is no address of the web."""
        super().__init__()
        self._parts = checked_address(address)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The server's answer. Raises TimestampRequestError."""
        try:
            answer = self._post(req.dump())
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise TimestampRequestError(f"it can't be reached: {reason}") from error
        if answer.status != http.client.OK or len(answer.body) > _LARGEST:
            raise TimestampRequestError(f"it answers with HTTP status {answer.status}")
        try:
            told = tsp.TimeStampResp.load(answer.body, strict=True)
            told["status"].native  # noqa: B018  parsed now, not where nobody expects it
        except (ValueError, TypeError) as error:
            raise TimestampRequestError("what it answers is no time-stamp") from error
        return told

    def _post(self, body: bytes) -> _Answer:
        parts = self._parts
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, _QUERY)
            answer = connection.getresponse()
            return _Answer(answer.status, answer.read(_LARGEST + 1))
        finally:
            connection.close()
