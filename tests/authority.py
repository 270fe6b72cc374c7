"""A certificate authority and a time-stamp server of the tests' own: nothing of theirs is kept."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEARS = (datetime.datetime(2020, 1, 1), datetime.datetime(2045, 1, 1))
PAST = (datetime.datetime(2020, 1, 1), datetime.datetime(2021, 1, 1))
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM
PASSWORD = "a secret of the tests"


@dataclass(frozen=True)
class Owner:
    """Somebody with a key and the certificate of it."""

    key: Any
    certificate: x509.Certificate

    def pfx(self, file: Path, password: str | None = PASSWORD, others: list[Any] = []) -> Path:  # noqa: B006
        """The key in a PKCS#12 file."""
        lock: Any = serialization.NoEncryption()
        if password:
            lock = serialization.BestAvailableEncryption(password.encode())
        made = pkcs12.serialize_key_and_certificates(
            b"key", self.key, self.certificate, others, lock
        )
        file.write_bytes(made)
        return file

    def pem(self, file: Path) -> Path:
        """The certificate in a file."""
        file.write_bytes(self.certificate.public_bytes(PEM))
        return file


class Authority(Owner):
    """A certificate authority."""

    def owner(
        self,
        name: str = "Example Person",
        years: tuple[datetime.datetime, datetime.datetime] = YEARS,
        *,
        key: Any = None,
        stamps: bool = False,
        is_authority: bool = False,
    ) -> Owner:
        """Somebody whose certificate it signs."""
        own = key or ec.generate_private_key(ec.SECP256R1())
        return Owner(
            own, _certificate(name, own, self.key, self.certificate, years, stamps, is_authority)
        )

    def authority(self, name: str) -> Authority:
        """An authority below it."""
        below = self.owner(name, is_authority=True)
        return Authority(below.key, below.certificate)


def authority(name: str = "Authority of tests") -> Authority:
    """An authority that nobody stands behind."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(key, _certificate(name, key, key, None, YEARS, False, True))


def rsa_key() -> Any:
    """A key of the kind that most cards have."""
    return rsa.generate_private_key(65537, 2048)


def _certificate(
    name: str,
    key: Any,
    by: Any,
    issuer: x509.Certificate | None,
    years: tuple[datetime.datetime, datetime.datetime],
    stamps: bool,
    is_authority: bool,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(years[0])
        .not_valid_after(years[1])
        .add_extension(x509.BasicConstraints(is_authority, None), True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_authority,
                content_commitment=not is_authority,
                key_cert_sign=is_authority,
                crl_sign=is_authority,
                **usage,
            ),
            True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), False)
    )
    if stamps:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    return made.sign(by, hashes.SHA256())


@dataclass
class StampServer:
    """A time-stamp server: its address, and how often it was asked."""

    address: str
    asked: int = 0


@contextmanager
def stamp_server(owner: Owner, *, answer: str = "stamp") -> Iterator[StampServer]:
    """A server that stamps with pyHanko; or says "nonsense", "no" or "elsewhere"."""
    from pyhanko.sign.timestamps import DummyTimeStamper

    plain = owner.key.private_bytes(
        DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(owner.certificate.public_bytes(DER)),
        keys.PrivateKeyInfo.load(plain),
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.asked += 1
            body = self.rfile.read(int(self.headers["Content-Length"]))
            content = b"nonsense"
            if answer == "stamp":
                content = stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()
            self.send_response({"no": 503, "elsewhere": 302}.get(answer, 200))
            if answer == "elsewhere":
                self.send_header("Location", f"{told.address}/other")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told = StampServer(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()
