"""Leaflets signed and read back: by our reader, by pyHanko's, by poppler's, by veraPDF."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import verapdf
from authority import PASSWORD, PAST, Authority, Owner, authority, rsa_key, stamp_server
from conftest import SAMPLE_LIBRARY, Run

import leaflets

DAY = datetime.date(2026, 11, 30)
WHOLE = "signed, and the whole file is as it was signed"
TRUSTED = "signed by somebody who is trusted"


@pytest.fixture(scope="module")
def ca() -> Authority:
    return authority()


@pytest.fixture(scope="module")
def person(ca: Authority) -> Owner:
    return ca.owner(key=rsa_key())


@pytest.fixture(scope="module")
def clock(ca: Authority) -> Owner:
    return ca.owner("Clock of tests", key=rsa_key(), stamps=True)


@pytest.fixture(scope="module")
def library() -> Iterator[leaflets.OpenLibrary]:
    with leaflets.open_library(SAMPLE_LIBRARY) as opened:
        yield opened


@pytest.fixture(scope="module")
def tiny(library: leaflets.OpenLibrary) -> leaflets.Verified:
    return library.make("tiny", day=DAY)


@pytest.fixture
def signer(person: Owner, tmp_path: Path) -> leaflets.Signer:
    return leaflets.open_signer(pfx=person.pfx(tmp_path / "key.pfx"), password=PASSWORD)


def verdicts(
    library: leaflets.OpenLibrary, file: Path, *trust: Path, day: datetime.date = DAY
) -> dict[str, leaflets.Check]:
    return {check.name: check for check in library.verify(file, day=day, trust=trust).checks}


def pdfsig(file: Path, *options: str) -> str:
    """What poppler says."""
    if not shutil.which("pdfsig"):
        pytest.skip("not read with pdfsig: poppler-utils is not installed")
    done = subprocess.run(["pdfsig", *options, file], capture_output=True, text=True, check=False)
    return done.stdout


def test_what_was_verified_stands_in_it_unchanged(
    signer: leaflets.Signer,
    tiny: leaflets.Verified,
    library: leaflets.OpenLibrary,
    ca: Authority,
    tmp_path: Path,
) -> None:
    signed = signer.sign(tiny)
    file = signed.save(tmp_path / "tiny.pdf")
    again = library.again().make("tiny", day=DAY)
    assert signed.content.startswith(again.content)
    assert (signed.file_name, signed.signed_by) == ("tiny-en.pdf", "Example Person")
    assert len(signed.content) - len(again.content) < 12_000
    told = pdfsig(file)
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    found = verdicts(library, file, ca.pem(tmp_path / "ca.pem"))
    assert found[WHOLE].passed
    assert found[WHOLE].note.startswith("by Example Person, 20")
    assert found[TRUSTED].passed
    assert not [check for check in found.values() if check.passed is False]
    assert verdicts(library, file)[TRUSTED].passed is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("conformance", "flavours"), [("ua-1", ("ua1", "3a")), ("ua-2", ("ua2", "4f"))]
)
def test_standards_still_hold(
    conformance: Any,
    flavours: tuple[str, ...],
    signer: leaflets.Signer,
    library: leaflets.OpenLibrary,
    tmp_path: Path,
) -> None:
    made = library.make("tiny", conformance=conformance, day=DAY)
    file = signer.sign(made).save(tmp_path / "tiny.pdf")
    try:
        assert not [
            verapdf.failures(file, flavour)
            for flavour in flavours
            if verapdf.failures(file, flavour)
        ]
    except verapdf.UnavailableError as error:
        pytest.skip(f"not validated: {error}")
    assert all(c.passed is not False for c in verdicts(library, file).values())


def test_pyhanko_reads_it_as_we_do(
    signer: leaflets.Signer, tiny: leaflets.Verified, ca: Authority
) -> None:
    from asn1crypto import x509
    from authority import DER
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = x509.Certificate.load(ca.certificate.public_bytes(DER))
    (found,) = PdfFileReader(io.BytesIO(signer.sign(tiny).content)).embedded_signatures
    status = validate_pdf_signature(found, ValidationContext(trust_roots=[root]))
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def test_with_a_time_stamp(
    person: Owner,
    clock: Owner,
    tiny: leaflets.Verified,
    library: leaflets.OpenLibrary,
    ca: Authority,
    tmp_path: Path,
) -> None:
    key, trust = person.pfx(tmp_path / "key.pfx"), ca.pem(tmp_path / "ca.pem")
    with stamp_server(clock) as server:
        signer = leaflets.open_signer(pfx=key, password=PASSWORD, timestamp=server.address)
        file = signer.sign(tiny).save(tmp_path / "tiny.pdf")
    assert server.asked
    found = verdicts(library, file, trust)
    assert found[WHOLE].note.endswith("UTC, says the time-stamp of Clock of tests")
    assert found[TRUSTED].passed
    assert "Signature is Valid" in pdfsig(file)
    alone = verdicts(library, file, person.pem(tmp_path / "person.pem"))
    assert alone[TRUSTED].passed is False
    assert "time-stamp" in alone[TRUSTED].note


@pytest.mark.parametrize("answer", ["no", "nonsense", "elsewhere"])
def test_no_time_stamp_no_signature(
    answer: str, person: Owner, clock: Owner, tiny: leaflets.Verified, tmp_path: Path
) -> None:
    key = person.pfx(tmp_path / "key.pfx")
    with stamp_server(clock, answer=answer) as server:
        signer = leaflets.open_signer(pfx=key, password=PASSWORD, timestamp=server.address)
        with pytest.raises(leaflets.LeafletsError) as caught:
            signer.sign(tiny)
    assert [(one.code, one.file) for one in caught.value.problems] == [
        ("file-timestamp", server.address)
    ]
    assert server.asked == 1, "an address that was not given was asked"
    with pytest.raises(leaflets.LeafletsError, match="can't be reached"):
        signer.sign(tiny)


@pytest.mark.parametrize(
    "address", ["ftp://x", "example.org", "http://", "file:///etc", "http://x y"]
)
def test_address_that_is_none(address: str, person: Owner, tmp_path: Path) -> None:
    with pytest.raises(leaflets.LeafletsError, match="usage-timestamp"):
        leaflets.open_signer(
            pfx=person.pfx(tmp_path / "k.pfx"), password=PASSWORD, timestamp=address
        )


def changed_byte(content: bytes) -> bytes:
    at = content.index(b"%PDF") + 5
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def changed_late(content: bytes) -> bytes:
    return content[:-2] + b" \n"


def appended(content: bytes) -> bytes:
    """A revision more, which says something else."""
    from pyhanko.pdf_utils.generic import pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Lang"] = pdf_string("en")
    writer.update_root()
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def bytes_behind(content: bytes) -> bytes:
    return content + b"\n% more\n"


def written_anew(content: bytes) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(target)
    return target.getvalue()


def other_signer(content: bytes) -> bytes:
    """The certificate in it is another one."""
    start = content.rindex(b"/Contents <") + 11
    at = content.index(b"45786D61706C65", start) if b"45786D61706C65" in content else 0
    at = at or content.lower().index(b"Example Person".hex().encode(), start)
    return content[:at] + b"46" + content[at + 2 :]


def shorter_range(content: bytes) -> bytes:
    """It says that it is over less."""
    import re

    (found,) = re.finditer(rb"/ByteRange \[ ?0 (\d+) (\d+) (\d+) ?\]", content)
    said = found[0].replace(found[3], str(int(found[3]) - 1).rjust(len(found[3]), "0").encode())
    return content.replace(found[0], said)


@pytest.mark.parametrize(
    "change",
    [
        changed_byte,
        changed_late,
        appended,
        bytes_behind,
        written_anew,
        other_signer,
        shorter_range,
    ],
)
def test_changed_after_signing(
    change: Callable[[bytes], bytes],
    signer: leaflets.Signer,
    tiny: leaflets.Verified,
    library: leaflets.OpenLibrary,
    tmp_path: Path,
) -> None:
    content = signer.sign(tiny).content
    file = tmp_path / "tiny-en.pdf"
    file.write_bytes(content)
    assert library.verify(file, day=DAY).ok
    file.write_bytes(change(content))
    assert file.read_bytes() != content
    assert not library.verify(file, day=DAY).ok


def test_two_signatures_are_refused(
    signer: leaflets.Signer, tiny: leaflets.Verified, library: leaflets.OpenLibrary, tmp_path: Path
) -> None:
    file = signer.sign(tiny).save(tmp_path / "tiny.pdf")
    before = file.read_bytes()
    with pytest.raises(leaflets.LeafletsError, match="signed already"):
        library.sign([file], signer, day=DAY)
    assert file.read_bytes() == before
    file.write_bytes(twice(before, tmp_path))
    (wrong,) = library.verify(file, day=DAY).failed
    assert "two signatures" in wrong.note


def twice(content: bytes, folder: Path, **look: Any) -> bytes:
    """Signed once more, by a program that lets that be."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    key = signers.SimpleSigner.load_pkcs12(folder / "key.pfx", passphrase=PASSWORD.encode())
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    name = "Another"
    fields.append_signature_field(writer, fields.SigFieldSpec(name, **look))
    wish = signers.PdfSignatureMetadata(
        field_name=name, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    made: bytes = signers.sign_pdf(writer, wish, signer=key).getvalue()
    return made


def test_visible_signature_is_refused(
    signer: leaflets.Signer, tiny: leaflets.Verified, library: leaflets.OpenLibrary, tmp_path: Path
) -> None:
    with pytest.raises(leaflets.LeafletsError, match="a font that is not embedded"):
        leaflets.open_signer(pfx=tmp_path / "key.pfx", password=PASSWORD, visible=True)
    file = tmp_path / "seen.pdf"
    file.write_bytes(twice(tiny.content, tmp_path, box=(10, 10, 200, 60)))
    wrong = library.verify(file, day=DAY).failed
    assert "a visible signature" in wrong[0].note


def test_whom_to_trust(
    library: leaflets.OpenLibrary, tiny: leaflets.Verified, ca: Authority, tmp_path: Path
) -> None:
    below = ca.authority("Authority below")
    somebody = below.owner("Somebody")
    key = somebody.pfx(tmp_path / "k.pfx", others=[below.certificate])
    file = leaflets.open_signer(pfx=key, password=PASSWORD).sign(tiny).save(tmp_path / "x.pdf")
    trusted = tmp_path / "trusted"
    trusted.mkdir()
    ca.pem(trusted / "ca.pem")
    assert verdicts(library, file, trusted)[TRUSTED].passed
    assert verdicts(library, file, somebody.pem(tmp_path / "own.pem"))[TRUSTED].passed
    other = authority().pem(tmp_path / "other.pem")
    found = verdicts(library, file, other)[TRUSTED]
    assert (found.passed, "no certificate that you trust" in found.note) == (False, True)
    # Without a time-stamp, a certificate counts as of the day that is asked for.
    late = verdicts(library, file, trusted, day=datetime.date(2046, 1, 1))[TRUSTED]
    assert (late.passed, "expired on 2045" in late.note) == (False, True)
    (tmp_path / "empty").mkdir()
    for wrong in (tmp_path / "nowhere.pem", key, tmp_path / "empty"):
        with pytest.raises(leaflets.LeafletsError) as caught:
            library.verify(file, trust=[wrong])
        assert caught.value.exit_code == 8


def test_time_stamp_by_a_certificate_for_something_else(
    person: Owner,
    ca: Authority,
    tiny: leaflets.Verified,
    library: leaflets.OpenLibrary,
    tmp_path: Path,
) -> None:
    key, trust = person.pfx(tmp_path / "key.pfx"), ca.pem(tmp_path / "ca.pem")
    with stamp_server(ca.owner("No clock", key=rsa_key())) as server:
        signer = leaflets.open_signer(pfx=key, password=PASSWORD, timestamp=server.address)
        file = signer.sign(tiny).save(tmp_path / "tiny.pdf")
    assert "not for time-stamps" in verdicts(library, file, trust)[TRUSTED].note


KEYS: dict[str, tuple[str, str | None, str]] = {
    "without its password": ("locked.pfx", None, "usage-password"),
    "with a wrong password": ("locked.pfx", "another", "usage-password"),
    "expired": ("expired.pfx", PASSWORD, "refused-certificate"),
    "that is no key": ("ca.pem", None, "file-key"),
    "that is not there": ("nowhere.pfx", None, "file-unreadable"),
}


@pytest.mark.parametrize("case", KEYS)
def test_bad_key(
    case: str,
    ca: Authority,
    person: Owner,
    tiny: leaflets.Verified,
    run_inside: Callable[..., Run],
    tmp_path: Path,
) -> None:
    name, password, code = KEYS[case]
    person.pfx(tmp_path / "locked.pfx")
    ca.owner(years=PAST).pfx(tmp_path / "expired.pfx")
    ca.pem(tmp_path / "ca.pem")
    file = tiny.save(tmp_path / "tiny-en.pdf")
    (tmp_path / "password").write_text(f"{password}\n")
    own = ["--password-file", "password"] if password else []
    there = sorted(tmp_path.iterdir())
    done = run_inside("sign", file, "--pfx", name, *own, "--library", SAMPLE_LIBRARY)
    assert f"[{code}]" in done.err
    assert "Traceback" not in done.err
    assert done.code == {"usage": 2, "file": 8, "refused": 12}[code.partition("-")[0]]
    assert file.read_bytes() == tiny.content
    assert sorted(tmp_path.iterdir()) == there


def test_key_without_a_password(person: Owner, tiny: leaflets.Verified, tmp_path: Path) -> None:
    signer = leaflets.open_signer(pfx=person.pfx(tmp_path / "open.pfx", None))
    assert signer.sign(tiny).signed_by == "Example Person"


def test_password_is_asked_for(person: Owner, tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(what: str) -> str:
        asked.append(what)
        return PASSWORD

    assert leaflets.open_signer(pfx=person.pfx(tmp_path / "key.pfx"), ask=ask).name
    assert asked == ["Password of key.pfx"]


def test_sign_command(
    ca: Authority,
    person: Owner,
    tiny: leaflets.Verified,
    run_inside: Callable[..., Run],
    tmp_path: Path,
) -> None:
    person.pfx(tmp_path / "key.pfx")
    ca.pem(tmp_path / "ca.pem")
    (tmp_path / "password").write_text(PASSWORD)
    file = tiny.save(tmp_path / "tiny-en.pdf")
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "x.html").write_text("<p>")
    how = ("--pfx", "key.pfx", "--password-file", "password", "--library", SAMPLE_LIBRARY)
    refused = run_inside("sign", "tiny-en.pdf", "other.pdf", "x.html", "nowhere.pdf", *how)
    assert [w in refused.err for w in ("other.pdf", "x.html", "nowhere.pdf")] == [True] * 3
    assert refused.code == 7
    assert file.read_bytes() == tiny.content
    done = run_inside("sign", "tiny-en.pdf", *how, "--output-dir", "signed")
    assert (done.code, done.out) == (0, "signed/tiny-en.pdf\n")
    assert file.read_bytes() == tiny.content
    done = run_inside("sign", "tiny-en.pdf", *how)
    assert (done.code, done.out) == (0, "tiny-en.pdf\n")
    told = run_inside("verify", file, "--trust", "ca.pem", "--library", SAMPLE_LIBRARY)
    assert told.code == 0
    assert f"passed      {TRUSTED}" in told.out


def test_leaflet_that_is_not_what_it_says_is_not_signed(
    signer: leaflets.Signer, tiny: leaflets.Verified, library: leaflets.OpenLibrary, tmp_path: Path
) -> None:
    """Only what ``verify`` lets pass: here, it carries a script."""
    file = tmp_path / "tiny-en.pdf"
    with pikepdf.open(io.BytesIO(tiny.content)) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="1")
        pdf.save(file)
    with pytest.raises(leaflets.LeafletsError, match="verification-failed"):
        library.sign([file], signer, day=DAY)


def test_nobody_signs_what_was_not_verified(signer: leaflets.Signer) -> None:
    with pytest.raises(TypeError, match="only a verified leaflet"):
        signer.sign(b"%PDF-1.7")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        leaflets.SignedLeaflet()


def test_withdrawn_stays_withdrawn(
    signer: leaflets.Signer, own_library: Path, tmp_path: Path
) -> None:
    with leaflets.open_library(own_library) as library:
        made = library.make("tiny", day=DAY)
        plain, signed = (
            made.save(tmp_path / "plain.pdf"),
            signer.sign(made).save(tmp_path / "s.pdf"),
        )
        assert library.verify(signed, day=DAY).ok
        library.approvals.approve("tiny", "en", by="A, b", until=DAY, day=DAY)
        library.approvals.withdraw(made.text_digest, reason="It was wrong", day=DAY)
        (wrong,) = library.verify(signed, day=DAY).failed
        assert "withdrawn" in wrong.note
        with pytest.raises(leaflets.LeafletsError, match="withdrawn"):
            library.sign([plain], signer, day=DAY)
