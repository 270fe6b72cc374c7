"""A key to sign with: where it is, and how it is opened."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from asn1crypto import keys, pkcs12, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12 as containers

from leaflets.errors import LeafletsError, problem
from leaflets.files import read_at_most
from leaflets.verify.cms import outside

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer as Hanko

Ask = Callable[[str], str]
"""Asks a person for a password."""

_LARGEST: Final = 1_000_000
_DER: Final = serialization.Encoding.DER


@dataclass(frozen=True)
class KeyPlace:
    """Where a key is: a PKCS#12 file, or a token that a PKCS#11 module reaches (RFC 7512).

    ``token`` and ``label`` name the token and the certificate on it.
    """

    pfx: Path | None = None
    module: Path | None = None
    token: str | None = None
    label: str | None = None
    password: str | None = field(default=None, repr=False)


def password_in(file: Path) -> str:
    """The password in a file: its first line. Raises LeafletsError (kind "file")."""
    content = read_at_most(_LARGEST, file, "file-too-large", "no password is as long")
    try:
        return content.decode().partition("\n")[0].removesuffix("\r")
    except UnicodeDecodeError:
        message = "a password's file is text in UTF-8"
        raise LeafletsError(problem("file-not-utf8", message, file=file)) from None


@dataclass(frozen=True)
class OpenedKey:
    """A certificate, and how to get what signs with its key: that takes a while to load."""

    certificate: x509.Certificate
    signer: Callable[[], Hanko] = field(repr=False)


def opened_key(place: KeyPlace, ask: Ask | None, moment: datetime.datetime) -> OpenedKey:
    """The key at a place; ``ask`` asks for its password where none is given.

    Raises LeafletsError: kind "usage" for no place or two, and for a password that is missing or
    wrong; "file" for what holds no key; "refused" for a certificate that does not hold at
    ``moment``.
    """
    if (place.pfx is None) == (place.module is None):
        message = "name one key: --pfx FILE, or --pkcs11 MODULE"
        raise LeafletsError(problem("usage-key", message))
    if place.module is not None:
        from leaflets.signing.tokens import key_on_token

        key = key_on_token(place, ask)
    else:
        assert place.pfx is not None
        key = _key_in_file(place.pfx, place.password, ask)
    if why := outside(key.certificate, moment):
        message = f"{why}: sign with one that holds"
        raise LeafletsError(problem("refused-certificate", message, file=place.pfx or ""))
    return key


def _key_in_file(file: Path, password: str | None, ask: Ask | None) -> OpenedKey:
    content = read_at_most(_LARGEST, file, "file-too-large", "no key is as large")
    key, certificate, others = _unlocked(file, content, password, ask)
    plain = key.private_bytes(_DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def signer() -> Hanko:
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        store = SimpleCertificateStore()
        store.register_multiple(others)
        return SimpleSigner(certificate, keys.PrivateKeyInfo.load(plain), store)

    return OpenedKey(certificate, signer)


def _unlocked(
    file: Path, content: bytes, password: str | None, ask: Ask | None
) -> tuple[Any, x509.Certificate, list[x509.Certificate]]:
    """The key in a PKCS#12 file (RFC 7292), its certificate, and the others there."""
    try:
        pkcs12.Pfx.load(content, strict=True)["auth_safe"].native  # noqa: B018
    except (ValueError, TypeError, KeyError):
        message = "it is no PKCS#12 file (.pfx, .p12): a key with its certificate"
        raise LeafletsError(problem("file-key", message, file=file)) from None
    found = _opened(content, password)
    if found is None and password is None and ask is not None:
        password = ask(f"Password of {file.name}")
        found = _opened(content, password)
    if found is None:
        message = "its password is wrong"
        if password is None:
            message = "it is locked: name a file with its password, --password-file FILE"
        raise LeafletsError(problem("usage-password", message, file=file))
    key, certificate, others = found
    if key is None or certificate is None:
        message = "it holds no key with its certificate"
        raise LeafletsError(problem("file-key", message, file=file))
    own, *rest = (x509.Certificate.load(one.public_bytes(_DER)) for one in (certificate, *others))
    return key, own, rest


def _opened(content: bytes, password: str | None) -> tuple[Any, Any, list[Any]] | None:
    """What is in a PKCS#12 file; None where this is not its password."""
    secrets = [password.encode()] if password else [None, b""]
    for secret in secrets:
        try:
            return containers.load_key_and_certificates(content, secret)
        except (ValueError, TypeError):
            continue
    return None
