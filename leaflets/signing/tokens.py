"""A key on a token, such as a card or a signing server, that a PKCS#11 module reaches."""

from __future__ import annotations

from typing import Any

from leaflets.errors import LeafletsError, problem
from leaflets.signing.keys import Ask, KeyPlace, OpenedKey


def key_on_token(place: KeyPlace, ask: Ask | None) -> OpenedKey:
    """The key on a token. Raises LeafletsError as ``opened_key`` does."""
    try:
        from pkcs11.exceptions import PKCS11Error
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError:
        message = "a key on a token needs `python -m pip install leaflets[pkcs11]`"
        raise LeafletsError(problem("usage-pkcs11", message, file=place.module or "")) from None
    if not place.token or not place.label:
        message = "name the token and the certificate on it: --token LABEL --certificate LABEL"
        raise LeafletsError(problem("usage-key", message, file=place.module or ""))
    pin = place.password
    if pin is None and ask is not None:
        pin = ask(f"PIN of {place.token}")
    if pin is None:
        message = f"the token {place.token} is locked: name a file with its PIN, --password-file"
        raise LeafletsError(problem("usage-password", message, file=place.module or ""))
    try:
        session = open_pkcs11_session(
            str(place.module), token_criteria=TokenCriteria(label=place.token), user_pin=pin
        )
        signer = PKCS11Signer(session, cert_label=place.label)
        certificate = signer.signing_cert
    except PKCS11Error as error:
        raise LeafletsError(_why(place, error)) from error
    except (OSError, RuntimeError) as error:
        message = f"this PKCS#11 module can't be used: {error}"
        raise LeafletsError(problem("file-key", message, file=place.module or "")) from error
    return OpenedKey(certificate, lambda: signer)


def _why(place: KeyPlace, error: Exception) -> Any:
    name = type(error).__name__
    if name.startswith("Pin"):
        return problem(
            "usage-password", f"the PIN of {place.token} is wrong", file=place.module or ""
        )
    message = f"no key {place.label} on the token {place.token} can be used: {error or name}"
    return problem("file-key", message, file=place.module or "")
