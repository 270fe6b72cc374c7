"""Files that somebody brings, changed at random: does each get an answer in words?

    python tests/mutate_files.py [--first 0] [--count 300] [--only KIND …]

Leaflets' attached data, web pages, Braille, text and documents; orders, prescriptions, approvals,
publishers, figures, fonts, ledgers. Each number is one change of each kind, the same each time.
What gets no report and no LeafletsError, within time and memory, is printed.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import io
import json
import random
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
from mutate_pdfs import changed

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import leaflets  # noqa: E402
from leaflets import LeafletsError  # noqa: E402
from leaflets.dose.prescription import read_prescription  # noqa: E402
from leaflets.printrun.order_encoding import read_order_file  # noqa: E402
from leaflets.printrun.orders import checked_orders  # noqa: E402
from leaflets.sheet.medicine import Medicine  # noqa: E402

SAMPLE = ROOT / "tests/sample"
DAY = datetime.date(2026, 11, 22)
SECONDS_EACH = 60
MEMORY = 3_000_000_000

ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**70, 1e308, "", "\x00", "\ud800", "odd", "../../odd", "x" * 100_000),
    *("en-XX-odd", "\u202e", "<b>", [], [[]], {}, {"odd": 1}, [1, "a", None]),
)


ORDERS = (
    b"sheet,language,copies,patient name,date of birth,dose plan,delivery point,accessible\n"
    b"tiny,en,3,,,,Ward 1,\n"
    b"tiny,es,1,An Example,1950-03-04,morning=1 tablet,Ward 2,yes\n"
)
PRESCRIPTION = {
    "resourceType": "MedicationRequest",
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": {"text": "Tiny 50 mg tablets"},
    "dosageInstruction": [
        {
            "timing": {"repeat": {"when": ["MORN", "NIGHT"]}},
            "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
        }
    ],
}
PUBLISHER = b"""name: Example Pharmacy
contact: [Ask at the counter]
emergency_numbers: {US: "911"}
web: https://example.org/{sheet}
"""


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in data: what holds it, and under which key."""
    waiting = [data]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one))
        for key in keys:
            yield one, key
            if isinstance(one[key], dict | list):
                waiting.append(one[key])


def changed_data(data: Any, chance: random.Random) -> Any:
    """Data with one to three values exchanged, dropped, doubled or moved."""
    data = json.loads(json.dumps(data))
    for _ in range(chance.choice([1, 1, 2, 3])):
        held = list(places(data))
        if not held:
            return data
        holder, key = chance.choice(held)
        match chance.randrange(4):
            case 0:
                holder[key] = chance.choice(ODD)
            case 1:
                del holder[key]
            case 2:
                other, place = chance.choice(held)
                holder[key] = json.loads(json.dumps(other[place]))
            case 3 if isinstance(holder, list):
                holder.append(holder[key])
            case _ if isinstance(holder[key], str):
                holder[key] = holder[key][:-1] + chance.choice("019x–")
    return data


def changed_bytes(content: bytes, chance: random.Random) -> bytes:
    """Bytes that are cut, turned, doubled or replaced."""
    start = chance.randrange(len(content) + 1)
    end = min(len(content), start + chance.choice([1, 1, 10, 1000]))
    odd = chance.choice(
        [
            *(b"", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\n", b"\f", b'"', b"<", b">", b"&#0;"),
            *(b"{" * 3000, b"[" * 3000, b"<b>" * 3000, b"- " * 3000, b"9" * 6000, b"\x1b[2J"),
            *(b"&x;", b"!!python/object:odd", b"&a [*a]", b"\xef\xbb\xbf", content[start:end] * 2),
        ]
    )
    return chance.choice([content[:start], content[:start] + odd + content[end:]])


def nested(content: bytes, chance: random.Random) -> bytes:
    """Either: data where it is JSON, or bytes."""
    if chance.random() < 0.5:
        try:
            data = json.loads(content)
        except ValueError:
            return changed_bytes(content, chance)
        return json.dumps(changed_data(data, chance)).encode()
    return changed_bytes(content, chance)


class Files:
    """Sound files of each kind, and what each is given to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = leaflets.open_library(SAMPLE)
        self.made = {
            form: self.library.make("tiny", day=DAY, format=form).content
            for form in ("pdf", "html", "text")
        }
        self.made["braille"] = self.library.make("tiny", "es", day=DAY, format="brf").content
        self.made["epi"] = self.library.export("tiny", day=DAY).document.content
        with pikepdf.open(io.BytesIO(self.made["pdf"])) as pdf:
            self.record = json.loads(pdf.attachments["leaflet.json"].get_file().read_bytes())

    @cached_property
    def approved(self) -> Path:
        """A sound approval."""
        copy = self.folder / "approving"
        shutil.copytree(SAMPLE, copy)
        until = DAY + datetime.timedelta(days=300)
        return leaflets.open_library(copy).approvals.approve(
            "tiny", "en", by="Tess Test, tester", until=until, day=DAY
        )

    @cached_property
    def made_run(self) -> Path:
        """A finished run."""
        (self.folder / "sound.csv").write_bytes(ORDERS)
        asked: dict[str, Any] = {"allow_drafts": True, "jobs": 1, "store": f"{self.folder}/store"}
        made = self.folder / "made-run"
        self.library.print_runs.make(self.folder / "sound.csv", made, day=DAY, **asked)
        return made

    def verify(self, name: str, content: bytes) -> None:
        file = self.folder / name
        file.write_bytes(content)
        report = self.library.verify(file, day=DAY)
        # What is told goes to a terminal, and to programs.
        str([(check.name, check.note) for check in report.checks]).encode()

    def pdf(self, chance: random.Random) -> None:
        record = json.dumps(changed_data(self.record, chance)).encode()
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(self.made["pdf"])) as pdf:
            spec = pdf.attachments["leaflet.json"].obj
            spec.EF.F.write(nested(record, chance) if chance.random() < 0.1 else record)
            pdf.save(target)
        self.verify("tiny-en.pdf", target.getvalue())

    def html(self, chance: random.Random) -> None:
        page = self.made["html"].decode()
        if chance.random() < 0.6:
            start = page.index('id="leaflet.json">') + len('id="leaflet.json">')
            end = page.index("</script>", start)
            data = json.dumps(changed_data(self.record, chance)).replace("<", "\\u003c")
            self.verify("tiny-en.html", (page[:start] + data + page[end:]).encode())
        else:
            self.verify("tiny-en.html", changed_bytes(page.encode(), chance))

    def text(self, chance: random.Random) -> None:
        self.verify("tiny-en.txt", changed_bytes(self.made["text"], chance))

    def braille(self, chance: random.Random) -> None:
        self.verify("tiny-es.brf", changed_bytes(self.made["braille"], chance))

    def epi(self, chance: random.Random) -> None:
        self.verify("tiny.epi.json", nested(self.made["epi"], chance))

    def orders(self, chance: random.Random) -> None:
        file = self.folder / "orders.csv"
        file.write_bytes(changed_bytes(ORDERS, chance))
        checked_orders(read_order_file(file), file, None)

    def prescription(self, chance: random.Random) -> None:
        file = self.folder / "prescription.json"
        file.write_bytes(nested(json.dumps(PRESCRIPTION).encode(), chance))
        read_prescription(file, Medicine("Tiny", ("Tiny",), {}), DAY)

    def own(self, name: str, content: bytes) -> leaflets.Library:
        """A library with one more file."""
        folder = Path(tempfile.mkdtemp(dir=self.folder)) / "own"
        shutil.copytree(SAMPLE, folder)
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        return leaflets.open_library(folder)

    def publisher(self, chance: random.Random) -> None:
        own = self.own("publisher.yaml", changed_bytes(PUBLISHER, chance))
        own.check("tiny", day=DAY).raise_if_faulty()

    def sheet(self, chance: random.Random) -> None:
        sheet = (SAMPLE / "sheets/tiny.yaml").read_bytes()
        own = self.own("sheets/tiny.yaml", changed_bytes(sheet, chance))
        own.check("tiny", day=DAY).raise_if_faulty()

    def figure(self, chance: random.Random) -> None:
        figure = (SAMPLE / "sheets/figures/drop.svg").read_bytes()
        own = self.own("sheets/figures/drop.svg", changed_bytes(figure, chance))
        own.make("rich", day=DAY, format=chance.choice(["pdf", "html"]))

    def font(self, chance: random.Random) -> None:
        font = (ROOT / "fonts/AtkinsonHyperlegibleNext_400Regular.ttf").read_bytes()
        content = changed_bytes(font, chance)
        own = self.own("fonts/AtkinsonHyperlegibleNext_400Regular.ttf", content)
        table = chance.choice([True, False])
        if table:
            fonts = (ROOT / "fonts/fonts.yaml").read_bytes()
            own = self.own("fonts/fonts.yaml", changed_bytes(fonts, chance))
        own.make("tiny", day=DAY, format=chance.choice(["pdf", "html"]))

    def approval(self, chance: random.Random) -> None:
        name = f"approvals/{self.approved.name}"
        own = self.own(name, changed_bytes(self.approved.read_bytes(), chance))
        own.make("tiny", day=DAY, format="text")

    def run(self, chance: random.Random) -> None:
        """A finished run whose ledger, or one of whose files, is another; chained anew."""
        folder = Path(tempfile.mkdtemp(dir=self.folder)) / "run"
        shutil.copytree(self.made_run, folder)
        lines = [json.loads(line) for line in (folder / "ledger.jsonl").read_bytes().splitlines()]
        for line in lines:
            line.pop("chain"), line.pop("seal", "")
        if chance.random() < 0.3:
            line = chance.choice([line for line in lines if "file" in line])
            _, content = changed((folder / line["file"]).read_bytes(), chance.randrange(10**6))
            (folder / line["file"]).write_bytes(content)
            line["sha256"] = hashlib.sha256(content).hexdigest()
        else:
            lines = changed_data(lines, chance)
        chained(folder / "ledger.jsonl", lines)
        for work in (
            lambda: self.library.verify(folder, day=DAY),
            lambda: self.library.print_runs.open(folder).reprint(1, self.folder / "again.pdf"),
        ):
            with suppress(LeafletsError):
                work()


def chained(ledger: Path, lines: list[Any]) -> None:
    """A ledger of these lines, in a chain as anybody can make it."""
    chain, told = "", []
    for line in lines:
        text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        chain = hashlib.sha256((chain + text).encode(errors="replace")).hexdigest()
        whole = {**line, "chain": chain} if isinstance(line, dict) else line
        told.append(json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
    ledger.write_text("\n".join(told) + "\n", errors="replace")


KINDS = (
    *("pdf", "html", "text", "braille", "epi", "orders", "prescription", "publisher", "sheet"),
    *("figure", "font", "approval", "run"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--only", choices=KINDS, nargs="*", default=KINDS)
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    told: Counter[str] = Counter()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        files = Files(Path(folder))
        for kind in asked.only:
            given: Callable[[random.Random], None] = getattr(files, kind)
            for seed in range(asked.first, asked.first + asked.count):
                signal.alarm(SECONDS_EACH)
                try:
                    given(random.Random(seed))
                    told[f"{kind} answered"] += 1
                except LeafletsError as error:
                    told[f"{kind} {error.problems[0].code}"] += 1
                except Exception:  # noqa: BLE001  this is what is looked for
                    bad += 1
                    print(f"{kind} {seed}", traceback.format_exc(limit=-5), sep="\n")  # noqa: T201
                finally:
                    signal.alarm(0)
    print(*(f"{what}: {count}" for what, count in sorted(told.items())), sep="\n")  # noqa: T201
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
