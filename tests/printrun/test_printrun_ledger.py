"""The ledger, the folder's lock, the secret."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT

from leaflets.errors import LeafletsError
from leaflets.making.secret import keyed, secret
from leaflets.printrun.folder import run_folder
from leaflets.printrun.journal import journal_in
from leaflets.printrun.ledger import append, opened_ledger, read_ledger

SECRET, OTHER = b"s" * 32, b"t" * 32
ENTRIES = [{"kind": "begin", "name": "begin"}, {"kind": "part", "name": "ä", "pages": 3}, {"n": 3}]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger of three lines."""
    file = tmp_path / "ledger.jsonl"
    known = read_ledger(file, SECRET)
    chain = known.chain
    with opened_ledger(file, known) as descriptor:
        for entry in ENTRIES:
            chain = append(descriptor, chain, entry, SECRET)
    return file


def test_what_is_written_is_read(ledger: Path) -> None:
    found = read_ledger(ledger, SECRET)
    assert list(found.entries) == ENTRIES
    assert found.sound == ledger.stat().st_size
    assert found.is_sealed


def test_who_has_another_secret_reads_it_and_can_not_tell(ledger: Path) -> None:
    for another in (OTHER, None):
        found = read_ledger(ledger, another)
        assert list(found.entries) == ENTRIES
        assert not found.is_sealed
    assert SECRET.hex() not in ledger.read_text()


def chained_anew(ledger: Path, seals: str, secret: bytes = OTHER) -> None:
    """Change a line and chain all lines anew, as anybody can."""
    lines = [json.loads(line) for line in ledger.read_text().splitlines()]
    lines[1]["pages"] = 4
    chain, new = "", []
    for line in lines:
        seal = line.pop("seal")
        line.pop("chain")
        text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        chain = hashlib.sha256((chain + text).encode()).hexdigest()
        made = hmac.new(secret, f"ledger {chain}".encode(), hashlib.sha256).hexdigest()
        line["chain"] = chain
        if seals == "kept":
            line["seal"] = seal
        elif seals == "made":
            line["seal"] = f"{seal.partition(':')[0]}:{made}"
        elif seals == "some" and line.get("n"):
            line["seal"] = seal
        new.append(json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
    ledger.write_text("\n".join(new) + "\n")


@pytest.mark.parametrize("seals", ["kept", "made", "some"])
def test_changed_line_that_was_chained_anew_is_refused(seals: str, ledger: Path) -> None:
    chained_anew(ledger, seals)
    with pytest.raises(LeafletsError, match="seal is wrong") as caught:
        read_ledger(ledger, SECRET)
    assert caught.value.exit_code == 12


def test_ledger_without_seals_is_not_taken_for_sealed(ledger: Path) -> None:
    """Those of earlier versions have none; who changed one may have taken them away."""
    chained_anew(ledger, "none")
    found = read_ledger(ledger, SECRET)
    assert found.entries[1]["pages"] == 4
    assert not found.is_sealed
    with pytest.raises(LeafletsError, match="refused-seal"), journal_in(ledger.parent, SECRET):
        pass


def test_torn_last_line_is_left_out_and_cut_off(ledger: Path) -> None:
    whole = ledger.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    for length in range(len(last)):
        ledger.write_bytes(whole[: len(whole) - len(last) + length])
        found = read_ledger(ledger, SECRET)
        assert list(found.entries) == ENTRIES[:2], length
        with opened_ledger(ledger, found) as descriptor:
            append(descriptor, found.chain, ENTRIES[2], SECRET)
        assert ledger.read_bytes() == whole


def test_damaged_line_is_refused(ledger: Path) -> None:
    whole = ledger.read_bytes()
    lines = whole.splitlines(keepends=True)
    place = 0
    for number, line in enumerate(lines, 1):
        # Without its end, the last line is one that was torn.
        for offset in range(len(line) - (number == len(lines))):
            damaged = bytearray(whole)
            damaged[place + offset] ^= 1
            ledger.write_bytes(bytes(damaged))
            with pytest.raises(LeafletsError) as caught:
                read_ledger(ledger, SECRET)
            assert caught.value.exit_code == 12
            assert caught.value.problems[0].line in {number, number + 1}
        place += len(line)


@pytest.mark.parametrize("order", [(1, 2), (0, 2), (1, 0, 2), (0, 1, 1, 2)])
def test_dropped_doubled_or_exchanged_lines_are_refused(
    order: tuple[int, ...], ledger: Path
) -> None:
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[index] for index in order) + lines[2])
    with pytest.raises(LeafletsError, match="refused-ledger"):
        read_ledger(ledger, SECRET)


def test_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    try:
        with pytest.raises(LeafletsError, match="No space left") as caught:
            append(descriptor, "", {"kind": "begin"}, SECRET)
    finally:
        os.close(descriptor)
    assert caught.value.exit_code == 8


def test_second_process_in_a_folder_is_refused(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from leaflets.printrun.folder import run_folder\n"
        "with run_folder(Path(sys.argv[1]), False): pass"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "run")]
    with run_folder(tmp_path / "run", resume=False):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "refused-locked" in done.stderr
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    assert (tmp_path / "run").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("there", "resume", "said"),
    [
        ("ledger.jsonl", False, "--resume goes on with it"),
        ("letter.txt", False, "other things than a run"),
        ("letter.txt", True, "other things than a run"),
    ],
)
def test_wrong_folder_is_refused(there: str, resume: bool, said: str, tmp_path: Path) -> None:
    (tmp_path / there).touch()
    with (
        pytest.raises(LeafletsError, match=said) as caught,
        run_folder(tmp_path, resume),
    ):
        pass
    assert caught.value.exit_code == 12
    assert {file.name for file in tmp_path.iterdir()} <= {there, ".lock"}


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "print").mkdir()
    (tmp_path / "ledger.jsonl").touch()
    left = tmp_path / "print/.01-a4.pdf.abcd1234"
    left.touch()
    with run_folder(tmp_path, resume=True):
        assert not left.exists()


def test_secret_is_one_and_only_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    code = "from leaflets.making.secret import secret; print(secret().hex())"
    command = [sys.executable, "-c", code]

    def other(_number: int) -> str:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    with ThreadPoolExecutor() as pool:
        made = set(pool.map(other, range(4)))
    file = tmp_path / "data/leaflets/secret"
    assert made == {secret().hex()}
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]
    file.chmod(0o644)
    with pytest.raises(LeafletsError, match="chmod 600"):
        secret()
    file.chmod(0o600)
    file.write_bytes(b"short")
    with pytest.raises(LeafletsError, match="damaged"):
        secret()


def test_keyed_digests_differ_by_key_and_by_parts() -> None:
    one = keyed(b"k" * 32, "Maria", "")
    assert one == keyed(b"k" * 32, "Maria", b"")
    assert len({one, keyed(b"l" * 32, "Maria", ""), keyed(b"k" * 32, "Mari", "a")}) == 3
    assert json.dumps(one).isascii()
