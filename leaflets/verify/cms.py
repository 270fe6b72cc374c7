"""A signature's own bytes: who signed which digest, read with code that did not write them.

A CMS SignedData (RFC 5652, 5) as a baseline signature has it (ETSI EN 319 142-1, 6.3; ETSI EN 319
122-1, 5): one signer, the digest and the certificate among what is signed, and the signature over
the DER of these attributes. A time-stamp (RFC 3161) is another one, over the signature's value.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509 import load_der_x509_certificate

_HASHES: Final[dict[str, type[hashes.HashAlgorithm]]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
"""What ETSI TS 119 312 counts as strong, of what is in use."""
_FEWEST_BITS: Final = 2048


class SignatureError(ValueError):
    """Why a signature holds nothing, in words."""


@dataclass(frozen=True)
class Signature:
    """A signature that is sound in itself: whose it is; whether they are trusted is not said.

    ``stamped`` is when a time-stamp says that it was there, and ``stamp`` is that time-stamp.
    """

    certificate: x509.Certificate = field(repr=False)
    others: tuple[x509.Certificate, ...] = field(repr=False)
    stamped: datetime.datetime | None = None
    stamp: Signature | None = None

    @property
    def name(self) -> str:
        """The common name in the signer's certificate; all of it where there is none."""
        return name_in(self.certificate)


def name_in(certificate: x509.Certificate) -> str:
    """The common name in a certificate; all of its name where there is none."""
    subject = certificate.subject
    common = subject.native.get("common_name")
    return common if isinstance(common, str) else str(subject.human_friendly)


def outside(certificate: x509.Certificate, moment: datetime.datetime) -> str:
    """Why a certificate does not hold at a moment: expired, or not valid yet; empty if it does."""
    first, last = certificate.not_valid_before, certificate.not_valid_after
    if moment > last:
        return f"the certificate of {name_in(certificate)} expired on {last.date()}"
    if moment < first:
        return f"the certificate of {name_in(certificate)} is not valid before {first.date()}"
    return ""


def signature_over(parts: Iterable[bytes], contents: bytes) -> Signature:
    """The signature in ``contents``, which is over these bytes.

    Raises SignatureError where it is over others, or is no sound signature.
    """
    try:
        signed = _signed_data(contents, "data")
        if signed["encap_content_info"]["content"].native is not None:
            raise SignatureError("it is not detached from what it signs")
        return _signature(signed, b"".join(parts))
    except SignatureError:
        raise
    except (ValueError, TypeError, KeyError, UnsupportedAlgorithm) as error:
        raise SignatureError("it is no signature that can be read") from error


def _signed_data(contents: bytes, kind: str) -> Any:
    """The signed data of one signer at the beginning of ``contents``; after it, zeros only."""
    info = cms.ContentInfo.load(contents)
    if contents[len(info.dump()) :].strip(b"\0"):
        raise SignatureError("something stands behind it")
    signed = info["content"]
    if info["content_type"].native != "signed_data" or len(signed["signer_infos"]) != 1:
        raise SignatureError("it is not the signature of one signer")
    if signed["encap_content_info"]["content_type"].native != kind:
        raise SignatureError("it is over something else")
    return signed


def _signature(signed: Any, data: bytes) -> Signature:
    signer = signed["signer_infos"][0]
    every = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    certificate = _certificate_of(signer, every)
    attributes = _attributes(signer["signed_attrs"])
    digest = _hashed(signer["digest_algorithm"]["algorithm"].native, data)
    if attributes["message_digest"].native != digest:
        raise SignatureError("what it signed was changed")
    if attributes["content_type"].native != signed["encap_content_info"]["content_type"].native:
        raise SignatureError("it is over something else")
    _names(attributes, certificate)
    _holds(signer, certificate)
    others = tuple(one for one in every if one is not certificate)
    stamped, stamp = _stamp(signer)
    return Signature(certificate, others, stamped, stamp)


def _certificate_of(signer: Any, every: list[x509.Certificate]) -> x509.Certificate:
    sid = signer["sid"]
    for one in every:
        if sid.name == "subject_key_identifier":
            same = one.key_identifier == sid.chosen.native
        else:
            named = sid.chosen
            same = (
                one.issuer == named["issuer"] and one.serial_number == named["serial_number"].native
            )
        if same:
            return one
    raise SignatureError("it does not hold its signer's certificate")


def _attributes(found: Any) -> dict[str, Any]:
    """Attributes by name; each has one value, and stands once (RFC 5652, 5.3)."""
    named: dict[str, Any] = {}
    for one in found:
        name = one["type"].native
        if name in named or len(one["values"]) != 1:
            raise SignatureError(f"it says its {name.replace('_', ' ')} twice")
        named[name] = one["values"][0]
    return named


def _names(attributes: dict[str, Any], certificate: x509.Certificate) -> None:
    """That the signer's certificate is among what is signed (ETSI EN 319 122-1, 5.2.2)."""
    if "signing_certificate_v2" in attributes:
        first = attributes["signing_certificate_v2"]["certs"][0]
        algorithm = first["hash_algorithm"]["algorithm"].native
        same = first["cert_hash"].native == _hashed(algorithm, certificate.dump())
    elif "signing_certificate" in attributes:
        # RFC 3161, 2.4.2, has time-stamps name it by SHA-1: that is no signature's strength.
        first = attributes["signing_certificate"]["certs"][0]
        same = first["cert_hash"].native == hashlib.sha1(certificate.dump()).digest()  # noqa: S324
    else:
        raise SignatureError("it does not sign whose certificate it is by")
    if not same:
        raise SignatureError("it is by another certificate than it says")


def _hashed(algorithm: str, data: bytes) -> bytes:
    if algorithm not in _HASHES:
        raise SignatureError(f"it is made with {algorithm}, which is too weak or unknown")
    return hashlib.new(algorithm, data).digest()


def _holds(signer: Any, certificate: x509.Certificate) -> None:
    """That the signature is by the certificate's key, over the DER of what is signed."""
    signed = signer["signed_attrs"].untag().dump(force=True)
    value = signer["signature"].native
    key = load_der_x509_certificate(certificate.dump()).public_key()
    digest = signer["digest_algorithm"]["algorithm"].native
    method = signer["signature_algorithm"]
    try:
        match key:
            case rsa.RSAPublicKey():
                if key.key_size < _FEWEST_BITS:
                    raise SignatureError(f"its key has {key.key_size} bits, which is too weak")
                key.verify(value, signed, *_rsa(method, digest))
            case ec.EllipticCurvePublicKey():
                key.verify(value, signed, ec.ECDSA(_HASHES[_hash_of(method, digest)]()))
            case ed25519.Ed25519PublicKey():
                key.verify(value, signed)
            case _:
                raise SignatureError("its key is of a kind that is not read here")
    except InvalidSignature:
        raise SignatureError("it is not by the key of its certificate") from None


def _rsa(method: Any, digest: str) -> tuple[Any, hashes.HashAlgorithm]:
    """The padding and the hash of an RSA signature (RFC 8017, 8)."""
    if method["algorithm"].native != "rsassa_pss":
        return padding.PKCS1v15(), _HASHES[_hash_of(method, digest)]()
    said = method["parameters"]
    name = said["hash_algorithm"]["algorithm"].native
    inner = said["mask_gen_algorithm"]["parameters"]["algorithm"].native
    if name not in _HASHES or inner not in _HASHES:
        raise SignatureError(f"it is made with {name}, which is too weak or unknown")
    mask = padding.MGF1(_HASHES[inner]())
    return padding.PSS(mask, said["salt_length"].native), _HASHES[name]()


def _hash_of(method: Any, digest: str) -> str:
    """The hash that a signature's algorithm names; that of its digest where it names none."""
    name = method["algorithm"].native
    if name not in ("rsassa_pkcs1v15", "rsaes_pkcs1v15", "ecdsa"):
        digest = str(method.hash_algo)
    if digest not in _HASHES:
        raise SignatureError(f"it is made with {digest}, which is too weak or unknown")
    return digest


def _stamp(signer: Any) -> tuple[datetime.datetime | None, Signature | None]:
    """When a time-stamp says that a signature was there (ETSI EN 319 122-1, 5.3), and its own."""
    found = signer["unsigned_attrs"]
    tokens = [o["values"] for o in found or () if o["type"].native == "signature_time_stamp_token"]
    if not tokens:
        return None, None
    try:
        signed = _signed_data(tokens[0][0].dump(), "tst_info")
        content = signed["encap_content_info"]["content"]
        stamp = _signature(signed, bytes(content))
    except SignatureError as error:
        raise SignatureError(f"its time-stamp: {error}") from None
    info: tsp.TSTInfo = content.parsed
    said = info["message_imprint"]
    value = signer["signature"].native
    if said["hashed_message"].native != _hashed(said["hash_algorithm"]["algorithm"].native, value):
        raise SignatureError("its time-stamp is for something else")
    return info["gen_time"].native, stamp
