"""A secret of this user's, kept outside every run: it keys digests of patients' data, and seals.

Without it, whoever has a run's folder could try names until a digest fits; and whoever can write
in the folder, or in the store, could put another leaflet there and note it as the right one.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from leaflets.errors import LeafletsError, problem

_LENGTH: Final = 32


def secret() -> bytes:
    """The user's secret, made at its first use in ``$XDG_DATA_HOME/leaflets``.

    Raises LeafletsError (kind "file") where it can't be kept, is damaged, or others can read it.
    """
    file = _file()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(file)
        state = file.stat()
        content = file.read_bytes()
    except OSError as error:
        message = f"can't keep a secret there: {error.strerror}"
        raise LeafletsError(problem("file-secret", message, file=file)) from error
    if stat.S_IMODE(state.st_mode) & 0o077:
        message = f"others can read it; run: chmod 600 {file}"
        raise LeafletsError(problem("file-secret", message, file=file))
    if len(content) != _LENGTH:
        message = "it is damaged; put it back from a copy, or remove it and begin runs anew"
        raise LeafletsError(problem("file-secret", message, file=file))
    return content


def secret_if_any() -> bytes | None:
    """The user's secret, None where there is none yet: who only looks makes none.

    Raises LeafletsError as ``secret`` does.
    """
    return secret() if _file().exists() else None


def _file() -> Path:
    data_home = os.environ.get("XDG_DATA_HOME")
    base = Path(data_home) if data_home else Path.home() / ".local/share"
    return base / "leaflets/secret"


def _make(file: Path) -> None:
    """Make it whole under another name and link it: of two processes or threads, one is first."""
    if file.exists():
        return
    part = file.with_name(f".secret.{secrets.token_hex(8)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(_LENGTH))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    with suppress(FileExistsError):
        os.link(part, file)
    part.unlink()


def keyed(key: bytes, *parts: str | bytes) -> str:
    """HMAC-SHA256 over the parts, each with its length before it, as hexadecimal digits."""
    hashed = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        hashed.update(len(content).to_bytes(8, "big"))
        hashed.update(content)
    return hashed.hexdigest()
