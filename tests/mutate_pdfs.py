"""Leaflets with their PDF objects changed at random: does each get an answer in words?

    python tests/mutate_pdfs.py LEAFLET.pdf [--first 0] [--count 1000] [--keep DIR]

Each number is one change, the same each time. Each must become a report or a LeafletsError, within
time and memory; a line says what it became. What fails is kept in DIR.
"""

from __future__ import annotations

import argparse
import datetime
import io
import random
import re
import resource
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from leaflets.errors import LeafletsError  # noqa: E402
from leaflets.library.libraries import Library, library  # noqa: E402
from leaflets.making.recheck import recheck  # noqa: E402
from leaflets.verify.verify_data import record_in  # noqa: E402

SECONDS_EACH = 20
MEMORY = 2_000_000_000
DAY = datetime.date(2026, 11, 22)

Change = Callable[[pikepdf.Pdf, random.Random], None]


def holders(pdf: pikepdf.Pdf) -> list[Object]:
    """Every dictionary, stream and array, also those that stand in others."""
    found: list[Object] = []
    waiting: list[Object] = [pdf.trailer, *pdf.objects]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Array | Dictionary | Stream):
            found.append(one)
            inner = one.as_list() if isinstance(one, Array) else list(one.as_dict().values())
            waiting += [o for o in inner if isinstance(o, Object) and not o.is_indirect]
    return found


def places(pdf: pikepdf.Pdf, wanted: Callable[[Any], bool]) -> list[tuple[Object, Any]]:
    """Where something stands that is wanted: what holds it, and under which key."""
    found: list[tuple[Object, Any]] = []
    for holder in holders(pdf):
        keys = range(len(holder)) if isinstance(holder, Array) else sorted(holder.keys())
        # The file would lose its own shape: what its stream is packed with, where its root is.
        kept = ("/Length", "/Filter", "/DecodeParms", "/Size", "/Root")
        found += [(holder, key) for key in keys if key not in kept and wanted(holder[key])]
    return found


def other_value(pdf: pikepdf.Pdf, chance: random.Random) -> Any:
    return chance.choice(
        [
            None,
            True,
            -1,
            0,
            7,
            0.5,
            Name("/Odd"),
            String("odd"),
            String("\x1b[2J\u202e"),
            Array([]),
            Array([1, 2]),
            Dictionary(),
            Dictionary(S=Name.P, K=3),
            Stream(pdf, b"q Q"),
            chance.choice(list(pdf.objects)),
        ]
    )


def exchange(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A value of another type."""
    holder, key = chance.choice(places(pdf, lambda _: True))
    value = other_value(pdf, chance)
    if value is None and not isinstance(holder, Array):
        del holder[key]
    else:
        holder[key] = value


def drop(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A key less."""
    holder, key = chance.choice(places(pdf, lambda _: True))
    del holder[key]


def direct(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """What was referred to stands where it is used (legal)."""
    held = places(pdf, lambda v: isinstance(v, Dictionary | Array) and v.is_indirect)
    holder, key = chance.choice(held)
    value = holder[key]
    holder[key] = (
        Array(value.as_list()) if isinstance(value, Array) else Dictionary(dict(value.items()))
    )


def indirect(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """What stood where it is used is referred to (legal)."""
    holder, key = chance.choice(places(pdf, lambda v: not isinstance(v, Object | bool)))
    holder[key] = pdf.make_indirect(holder[key])


def alone(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """One object in place of an array of one (legal in some places)."""
    held = places(pdf, lambda v: isinstance(v, Array) and len(v) > 0)
    holder, key = chance.choice(held)
    holder[key] = holder[key][0]


def cycle(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A reference back: to the holder itself, or to any other object."""
    held = places(pdf, lambda v: isinstance(v, Dictionary | Array | Stream))
    holder, key = chance.choice(held)
    whole = [one for one in pdf.objects if isinstance(one, Dictionary | Array | Stream)]
    holder[key] = holder if holder.is_indirect and chance.random() < 0.5 else chance.choice(whole)


def kid_of_itself(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A cycle in a tree: of pages, of structure, of names."""
    held = places(pdf, lambda v: isinstance(v, Array))
    trees = [(h, k) for h, k in held if k in ("/Kids", "/K") and h.is_indirect]
    holder, key = chance.choice(trees)
    holder[key].append(holder)


def number(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A number that is huge, tiny, negative."""
    held = places(pdf, lambda v: not isinstance(v, Object | bool | str))
    holder, key = chance.choice(held)
    holder[key] = chance.choice(
        [0, -1, 10**6, 2**31 - 1, 2**31, 2**62, -(2**40), 1e-9, 1e15, -1e30, 0.001]
    )


def box(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """Another size or place of a page."""
    page = chance.choice(list(pdf.pages)).obj
    key = chance.choice(["/MediaBox", "/CropBox"])
    size = chance.choice([10, 1000, 14400, 3_000_000, 2**40, 0, -500])
    low = chance.choice([0, 0, 100, -100, size])
    page[key] = Array([low, low, size, chance.choice([size, 842])])
    if chance.random() < 0.3:
        page[chance.choice(["/Rotate", "/UserUnit"])] = chance.choice([90, 180, 45, 10, 1000])


def operators(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A page that draws something else."""
    page = chance.choice(list(pdf.pages)).obj
    before = page.Contents.read_bytes() if isinstance(page.Contents, Stream) else b""
    odd = chance.choice(
        [
            *(b"Q Q Q", b"EMC EMC", b"[<0041>] TJ", b"1e40 0 0 1 0 0 cm", b"BT /No 9 Tf ET"),
            *(b"/No Do", b"BI ID EI", b"/Span <</MCID", b"((((", b"99999999999999999999 w"),
            *(b"]]>>", b"\xff\0", b"q " * 3000, b"/P <</MCID 4000000000>> BDC"),
            *(b"0 0 0 0 0 0 cm", b"9 9 9 9 9 9 Tm"),
        ]
    )
    cut = chance.choice([0, len(before) // 2, len(before)])
    page.Contents = Stream(pdf, before[:cut] + b"\n" + odd + b"\n" + before[cut:])


CHANGES: tuple[Change, ...] = (
    *(exchange, drop, direct, indirect, alone, cycle, kid_of_itself, number, box, operators),
)


def changed(leaflet: bytes, seed: int) -> tuple[str, bytes]:
    """The leaflet with the changes of that number, and what they are called."""
    chance = random.Random(seed)
    names: list[str] = []
    with pikepdf.open(io.BytesIO(leaflet)) as pdf:
        for _ in range(chance.choice([1, 1, 1, 2, 5])):
            change = chance.choice(CHANGES)
            try:
                change(pdf, chance)
            except (pikepdf.PdfError, ValueError, TypeError, IndexError, KeyError, AttributeError):
                continue  # a change on top of others that is none
            names.append(change.__name__)
        target = io.BytesIO()
        try:
            pdf.save(target, object_stream_mode=chance.choice(list(pikepdf.ObjectStreamMode)))
        except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError):
            return "+".join(names), leaflet[: chance.randrange(len(leaflet))]
    content = target.getvalue()
    if chance.random() < 0.1:
        content = content[: chance.randrange(len(content))]
        names.append("cut off")
    return "+".join(names), content


def outcome(found: Library, file: Path) -> str:
    """What verifying it comes to, in one word; raises whatever is no answer."""
    signal.alarm(SECONDS_EACH)
    try:
        checks = recheck(found, file, DAY)
        record_in(file.read_bytes())
    except LeafletsError as error:
        return unforeseen(str(error)) or error.problems[0].code
    finally:
        signal.alarm(0)
    notes = "".join(f"{check.name} {check.note}" for check in checks)
    failed = any(check.passed is False for check in checks)
    return unforeseen(notes) or ("failed" if failed else "passed")


def unforeseen(words: str) -> str:
    """What the net caught, by its name: an answer, but one that could be in better words."""
    found = re.search(r"as a leaflet \((\w+)\)", words)
    return f"unforeseen {found[1]}" if found else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("leaflet", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    found, leaflet = library([ROOT / "tests/sample"]), asked.leaflet.read_bytes()
    told: Counter[str] = Counter()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "leaflet.pdf"
        for seed in range(asked.first, asked.first + asked.count):
            name, content = changed(leaflet, seed)
            file.write_bytes(content)
            if asked.keep:
                (asked.keep / "last.pdf").write_bytes(content)
                (asked.keep / "last").write_text(f"{seed} {name}")
            try:
                told[outcome(found, file)] += 1
            except Exception:  # noqa: BLE001  this is what is looked for
                bad += 1
                print(f"{seed} {name}", traceback.format_exc(limit=-4), sep="\n")  # noqa: T201
                if asked.keep:
                    (asked.keep / f"{seed}.pdf").write_bytes(content)
    print(*(f"{what}: {count}" for what, count in told.most_common()), sep="\n")  # noqa: T201
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
