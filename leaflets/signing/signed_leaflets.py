"""What was signed: a verified leaflet, and the signature behind it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from leaflets.files import write


class SignedLeaflet:
    """A leaflet with its signature, read back. Nobody can build one but a ``Signer``."""

    file_name: str
    content: bytes
    signed_by: str

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    def __init__(self) -> None:
        message = "a leaflet is signed by a Signer"
        raise TypeError(message)

    def save(self, target: Path | str) -> Path:
        """Write it whole to ``target``, or leave what is there as it was; ``-`` is standard output.

        Comes back with the path. Raises LeafletsError (kind "file").
        """
        write(Path(target), self.content)
        return Path(target)
