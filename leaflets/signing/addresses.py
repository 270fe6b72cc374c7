"""Addresses of time-stamp servers."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from leaflets.errors import LeafletsError, problem


def checked_address(address: str) -> SplitResult:
    """The parts of an address of the web. Raises LeafletsError (kind "usage") for any other."""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not address.isascii() or any(sign <= " " for sign in address):
        message = f"{address[:80]!r} is no address of a time-stamp server: http://… or https://…"
        raise LeafletsError(problem("usage-timestamp", message, field="timestamp"))
    return parts
