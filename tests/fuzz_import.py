"""Look for labels that break the import: a script, not a test.

    LEAFLETS_SAMPLES=… python tests/fuzz_import.py [--seconds 600] [--seed 1]

Real labels (where LEAFLETS_SAMPLES names a folder) and made-up ones are cut, swapped, doubled,
nested and changed by bits; hypothesis makes more. Whatever is not read must be refused with
exit code 10, in time. What is found becomes a test in tests/test_import_readers.py.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from leaflets.importers.importing import import_labels  # noqa: E402
from leaflets.library import library  # noqa: E402

SECONDS = 70.0
"""Longer than the import's own limit: nothing takes so long."""

_TAGS = ("p", "div", "ul", "ol", "li", "table", "tr", "td", "th", "b", "sub", "br", "img", "h2")
_ELEMENT = re.compile(rb"<(\w+)[^<>]*>[^<>]*</\1>")


def seeds() -> list[bytes]:
    """Labels to begin with."""
    spl = (
        b'<document xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>'
        b'<code code="42231-1"/><title>T</title><text><paragraph>x</paragraph><list><item>y</item>'
        b"</list></text></section></component></structuredBody></component></document>"
    )
    found = [
        spl,
        json.dumps(
            {
                "resourceType": "Bundle",
                "entry": [
                    {
                        "resource": {
                            "resourceType": "Composition",
                            "section": [{"title": "a", "text": {"div": "<div><p>x</p></div>"}}],
                        }
                    }
                ],
            }
        ).encode(),
        json.dumps({"results": [{"set_id": "1", "spl_medguide": ["x y z"]}]}).encode(),
    ]
    folder = os.environ.get("LEAFLETS_SAMPLES")
    if folder:
        files = [f for f in Path(folder).rglob("*") if f.suffix in (".xml", ".json")]
        found += [file.read_bytes() for file in sorted(files) if file.stat().st_size < 400_000]
    return found


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A label with one to five changes."""
    for _ in range(chance.randint(1, 5)):
        content = chance.choice(_CHANGES)(content, chance)
    return content


def _bits(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    one, other = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:one] + content[other:]


def _doubled(content: bytes, chance: random.Random) -> bytes:
    one = chance.randrange(len(content) + 1)
    other = min(len(content), one + chance.randint(1, 2000))
    return content[:other] + content[one:other] + content[other:]


def _element(content: bytes, chance: random.Random) -> bytes:
    found = list(_ELEMENT.finditer(content))
    if not found:
        return content
    one, other = chance.choice(found), chance.choice(found)
    return content[: one.start()] + other[0] * chance.randint(0, 3) + content[one.end() :]


def _nested(content: bytes, chance: random.Random) -> bytes:
    place, depth = chance.randrange(len(content) + 1), chance.choice((3, 50, 300, 5000))
    tag = chance.choice(_TAGS).encode()
    inside = b"<" + tag + b">"
    return content[:place] + inside * depth + b"</" + tag + b">" * depth + content[place:]


def _value(content: bytes, chance: random.Random) -> bytes:
    values = (
        b'""',
        b"null",
        b"[]",
        b"{}",
        b"-1",
        b'"\\ud800"',
        b'"' + b"x" * 5000 + b'"',
        b"1e999",
    )
    found = list(re.finditer(rb'"[^"]{0,200}"', content))
    if not found:
        return content
    one = chance.choice(found)
    return content[: one.start()] + chance.choice(values) + content[one.end() :]


_CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _bits,
    _cut,
    _doubled,
    _element,
    _nested,
    _value,
)

_FIELDS = (
    *("resourceType", "entry", "resource", "section", "title", "text", "div", "type", "coding"),
    *("code", "language", "contained", "id", "data", "identifier", "value", "name"),
    *("productName", "results", "openfda"),
)
_HTML = st.recursive(
    st.text(max_size=20),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(_TAGS),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | _HTML,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(_FIELDS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)
_BUNDLES = _JSON.map(
    lambda section: {
        "resourceType": "Bundle",
        "entry": [{"resource": {"resourceType": "Composition", "section": section}}],
    }
)


def tried(content: bytes, folder: Path) -> str:
    """What became of a label: "sheets" or "refused"; else what went wrong."""
    file = folder / "label.json"
    file.write_bytes(content)
    start = time.perf_counter()
    try:
        day = datetime.date(2026, 1, 1)
        with tempfile.TemporaryDirectory(dir=folder) as target:
            (outcome,) = import_labels([file], "auto", Path(target), library(), day)
    except BaseException as error:  # noqa: BLE001  whatever comes is what is looked for
        return f"CRASH {type(error).__name__}: {error}\n{traceback.format_exc()[-1500:]}"
    if time.perf_counter() - start > SECONDS:
        return "TOO SLOW"
    wrong = [str(p) for p in outcome.problems if p.exit_code != 10]
    return f"WRONG CODE {wrong[0]}" if wrong else "refused" if outcome.problems else "sheets"


def inputs(chance: random.Random, until: float) -> Iterator[bytes]:
    """Mutated labels until the time is over, with made-up ones between them."""
    known = seeds()
    while time.monotonic() < until:
        for _ in range(50):
            yield mutated(chance.choice(known), chance)
        yield from _made_up(chance.randrange(2**32))


def _made_up(seed: int) -> list[bytes]:
    found: list[bytes] = []

    @settings(
        max_examples=20, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(_JSON | _BUNDLES)
    def collect(data: object) -> None:
        found.append(json.dumps(data).encode("utf-8", "surrogatepass"))

    collect._hypothesis_internal_use_seed = seed  # type: ignore[attr-defined]
    collect()
    return found


def main() -> int:
    """Run, and print what was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    chance = random.Random(asked.seed)
    told: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="leaflets-") as name:
        for content in inputs(chance, time.monotonic() + asked.seconds):
            what = tried(content, Path(name))
            if what not in ("sheets", "refused"):
                kept = Path(f"found-{sum(told.values())}.label")
                kept.write_bytes(content)
                print(kept, what, flush=True)
                what = what.partition(":")[0]
            told[what] += 1
    print(dict(told))
    return int(bool(set(told) - {"sheets", "refused"}))


if __name__ == "__main__":
    sys.exit(main())
