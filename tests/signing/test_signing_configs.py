"""``--sign CONFIG``: a key named in a file, for what is made, and for keys on tokens."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from authority import DER, PASSWORD, Authority, Owner, authority, rsa_key, stamp_server
from conftest import SAMPLE_LIBRARY, Run
from cryptography.hazmat.primitives import serialization

import leaflets

DAY = datetime.date(2026, 11, 30)
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture(scope="module")
def ca() -> Authority:
    return authority()


@pytest.fixture
def config(ca: Authority, tmp_path: Path) -> Path:
    """A folder with a key, its password, and the file that names them."""
    folder = tmp_path / "keys"
    folder.mkdir()
    ca.owner().pfx(folder / "person.pfx")
    (folder / "password").write_text(f"{PASSWORD}\n")
    ca.pem(tmp_path / "ca.pem")
    file = folder / "sign.yaml"
    file.write_text("pfx: person.pfx\npassword_file: password\n")
    return file


def test_leaflets_are_signed_as_they_are_made(
    config: Path, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    made = run_inside("leaflet", "tiny", "-l", "all", "--sign", config, "--library", SAMPLE_LIBRARY)
    files = made.out.split()
    assert (made.code, len(files)) == (0, 2)
    told = run_inside("verify", *files, "--trust", "ca.pem", "--library", SAMPLE_LIBRARY)
    assert told.code == 0
    assert told.out.count("passed      signed by somebody who is trusted: Example Person") == 2


@pytest.mark.parametrize(
    "options", [("--format", "html"), ("--size", "compact", "--impose", "2up")]
)
def test_what_has_no_place_for_a_signature(
    options: tuple[str, ...], config: Path, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    done = run_inside("leaflet", "tiny", "--sign", config, *options, "--library", SAMPLE_LIBRARY)
    assert (done.code, "--sign goes with" in done.err) == (2, True)
    assert not (tmp_path / "build").exists()


CONFIGS = {
    "pfx: nowhere.pfx": "file-unreadable",
    "pfx: person.pfx": "usage-password",
    "pfx: person.pfx\npassword_file: nowhere": "file-unreadable",
    "pfx: person.pfx\npassword_file: sign.yaml": "usage-password",
    "pfx: person.pfx\npasswort: x": "usage-unknown-field",
    "pfx: person.pfx\nvisible: yes": "usage-visible",
    "pfx: person.pfx\ntimestamp: nowhere": "usage-timestamp",
    "pfx: person.pfx\npkcs11: /x.so": "usage-key",
    "pkcs11: /x.so": "usage-key",
    "pkcs11: /x.so\ntoken: a\ncertificate: b\npassword_file: password": "file-key",
    "token: a": "usage-key",
    "- pfx": "usage-not-a-mapping",
    "": "usage-not-a-mapping",
}


@pytest.mark.parametrize("text", CONFIGS)
def test_bad_config(
    text: str, config: Path, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    config.write_text(text)
    done = run_inside("leaflet", "tiny", "--sign", config, "--library", SAMPLE_LIBRARY)
    assert f"[{CONFIGS[text]}]" in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "build").exists()


def test_time_stamp_that_does_not_come_leaves_nothing(
    config: Path, ca: Authority, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    with stamp_server(ca.owner("Clock", key=rsa_key(), stamps=True), answer="no") as server:
        config.write_text(f"{config.read_text()}timestamp: {server.address}\n")
        done = run_inside("leaflet", "tiny", "--sign", config, "--library", SAMPLE_LIBRARY)
    assert (done.code, "[file-timestamp]" in done.err) == (8, True)
    assert not (tmp_path / "build").exists()


SIGNED = "its approval is signed by whom it names, who is trusted"


def standing(folder: Path, file: Path, *trust: Path) -> leaflets.Check | None:
    """What is said of an approval's signature."""
    report = leaflets.open_library(folder).verify(file, day=DAY, trust=trust)
    return next((check for check in report.checks if check.name == SIGNED), None)


def test_signed_approval_is_proof(
    config: Path, ca: Authority, own_library: Path, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    who = ("--by", "Example Person, pharmacist", "--until", "2030-12-31", "--date", DAY)
    done = run_inside(
        "approve", "tiny", "-l", "en", *who, "--sign", config, "--library", own_library
    )
    assert done.code == 0
    approval = Path(done.out.strip())
    signature = approval.with_suffix(".p7s")
    assert signature.exists()
    made = run_inside("leaflet", "tiny", "-o", "x.pdf", "--date", DAY, "--library", own_library)
    assert made.code == 0
    file, trust = tmp_path / "x.pdf", tmp_path / "ca.pem"
    assert standing(own_library, file) is None
    found = standing(own_library, file, trust)
    assert found
    assert found.passed
    other = standing(own_library, file, authority().pem(tmp_path / "other.pem"))
    assert other
    assert other.passed is False
    kept = signature.read_bytes()
    signature.write_bytes(kept[:-4] + bytes(4))
    broken = standing(own_library, file, trust)
    assert broken
    assert broken.passed is False
    signature.unlink()
    missing = standing(own_library, file, trust)
    assert missing
    assert (missing.passed, missing.note) == (
        None,
        "that by Example Person, pharmacist is not signed",
    )


def test_signature_of_another_approval(
    config: Path, own_library: Path, ca: Authority, tmp_path: Path
) -> None:
    signer = leaflets.open_signer(config)
    until, by = datetime.date(2030, 12, 31), "Example Person, pharmacist"
    with leaflets.open_library(own_library) as library:
        one = library.approvals.approve("tiny", "en", by=by, until=until, day=DAY, signer=signer)
        two = library.approvals.approve("tiny", "es", by=by, until=until, day=DAY, signer=signer)
        one.with_suffix(".p7s").write_bytes(two.with_suffix(".p7s").read_bytes())
        file = library.again().make("tiny", day=DAY).save(tmp_path / "x.pdf")
    found = standing(own_library, file, tmp_path / "ca.pem")
    assert found
    assert (found.passed, "what it signed was changed" in found.note) == (False, True)


def test_nobody_approves_for_another(
    config: Path, own_library: Path, run_inside: Callable[..., Run]
) -> None:
    who = ("--by", "Another Person, pharmacist", "--until", "2030-12-31", "--date", DAY)
    done = run_inside(
        "approve", "tiny", "-l", "en", *who, "--sign", config, "--library", own_library
    )
    assert (done.code, "[usage-by]" in done.err) == (2, True)
    assert not (own_library / "approvals").exists() or not list(
        (own_library / "approvals").glob("tiny-en-*")
    )


@pytest.fixture
def token(ca: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """Somebody whose key is on a token of SoftHSM."""
    if not SOFTHSM.exists() or not shutil.which("softhsm2-util"):
        pytest.skip("keys on tokens not checked: softhsm2 is not installed")
    pkcs11 = pytest.importorskip("pkcs11", reason="keys on tokens not checked: no python-pkcs11")
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setitem(os.environ, "SOFTHSM2_CONF", str(conf))
    owner = ca.owner("Person of a token", key=rsa_key())
    plain = tmp_path / "plain.pem"
    plain.write_bytes(
        owner.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    start = ["softhsm2-util", "--init-token", "--free", "--label", "tests", "--so-pin", "1234"]
    subprocess.run([*start, "--pin", "5678"], check=True, capture_output=True)
    put = ["softhsm2-util", "--import", plain, "--token", "tests", "--label", "own"]
    subprocess.run([*put, "--id", "01", "--pin", "5678"], check=True, capture_output=True)
    plain.unlink()
    script = (
        "import pkcs11,sys;from pkcs11.util.x509 import decode_x509_certificate as d;"
        f"t=pkcs11.lib({str(SOFTHSM)!r}).get_token(token_label='tests');"
        "s=t.open(rw=True,user_pin='5678');o=d(sys.stdin.buffer.read());"
        "o[pkcs11.Attribute.LABEL]='own';o[pkcs11.Attribute.ID]=b'\\x01';"
        "o[pkcs11.Attribute.TOKEN]=True;s.create_object(o)"
    )
    assert pkcs11
    import sys

    der = owner.certificate.public_bytes(DER)
    subprocess.run([sys.executable, "-c", script], input=der, check=True, capture_output=True)
    return owner


def test_key_on_a_token(
    token: Owner, run: Callable[..., Run], ca: Authority, tmp_path: Path
) -> None:
    ca.pem(tmp_path / "ca.pem")
    made = run("leaflet", "tiny", "-o", "x.pdf", "--library", SAMPLE_LIBRARY)
    assert made.code == 0
    (tmp_path / "pin").write_text("5678\n")
    (tmp_path / "wrong").write_text("0000\n")
    plain = (tmp_path / "x.pdf").read_bytes()
    key = ("--pkcs11", SOFTHSM, "--token", "tests", "--library", SAMPLE_LIBRARY)
    for options, code in (
        (("--certificate", "own", "--password-file", "wrong"), "usage-password"),
        (("--certificate", "own"), "usage-password"),
        (("--certificate", "other", "--password-file", "pin"), "file-key"),
        (("--password-file", "pin"), "usage-key"),
    ):
        done = run("sign", "x.pdf", *key, *options)
        assert f"[{code}]" in done.err
        assert "Traceback" not in done.err
        assert (tmp_path / "x.pdf").read_bytes() == plain
    done = run("sign", "x.pdf", *key, "--certificate", "own", "--password-file", "pin")
    assert (done.code, done.err) == (0, "")
    told = run("verify", "x.pdf", "--trust", "ca.pem", "--library", SAMPLE_LIBRARY)
    assert "passed      signed by somebody who is trusted: Person of a token" in told.out


def test_site_of_signed_leaflets(
    config: Path, run_inside: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ".data"))
    asked = ("site", "--allow-drafts", "--sheet", "tiny", "-l", "en", "--library", SAMPLE_LIBRARY)

    def pdfs() -> dict[str, bytes]:
        found = (tmp_path / "public/current").rglob("tiny-en*.pdf")
        return {file.name: file.read_bytes() for file in found}

    assert run_inside(*asked).code == 0
    plain = pdfs()
    assert run_inside(*asked, "--sign", config).code == 0
    signed = pdfs()
    assert plain.keys() == signed.keys()
    assert all(signed[name].startswith(plain[name]) for name in plain)
    assert all(len(signed[name]) > len(plain[name]) for name in plain)
    file = next((tmp_path / "public/current").rglob("tiny-en.pdf"))
    told = run_inside("verify", file, "--trust", "ca.pem", "--library", SAMPLE_LIBRARY)
    assert "passed      signed by somebody who is trusted: Example Person" in told.out
    # Signed once, they stay as they are; without a key, they are the plain ones again.
    assert run_inside(*asked, "--sign", config).code == 0
    assert pdfs() == signed
    assert run_inside(*asked).code == 0
    assert pdfs() == plain
