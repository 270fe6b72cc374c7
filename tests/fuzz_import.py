"""Labels made up and labels broken, to look for what the import does not expect.

    LEAFLETS_SAMPLES=… python tests/fuzz_import.py --seconds 600 [--seed N] [--keep DIR]

Every input must become sheets, with no word lost, or be refused with exit code 10, within the time
limit. What does neither is printed, and kept in DIR: make it small and put it into
tests/import_failures/, where it is a test.
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
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from leaflets.importers.label_imports import Imported, Outcome, import_labels  # noqa: E402
from leaflets.importers.label_words import texts_of_sheet  # noqa: E402
from leaflets.library.libraries import library  # noqa: E402
from leaflets.sheet.source import parse_source  # noqa: E402
from leaflets.sheet.validation import sheet_from  # noqa: E402

LIBRARY = library()
DAY = datetime.date(2026, 1, 1)
SECONDS_EACH = 70.0
"""Longer than the import's own limit: nothing takes so long."""
LARGEST = 400_000

TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "• a",
            "- b",
            "·",
            "\uf0b7 c",
            "1.",
            "What is X?",
            "unavailable",
            "<tomar>",
            "  ",
            "&amp;",
            "a\u200bb",
            "\u00a0",
            "Embarazoy",
            "See “What is Y?”",
            "*",
            "†",
            "x" * 500,
        ]
    ),
)
HTML = [
    "p",
    "div",
    "span",
    "b",
    "i",
    "s",
    "sub",
    "sup",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "h1",
    "h2",
    "h6",
    "br",
    "img",
    "a",
    "script",
    "tgroup",
    "row",
    "entry",
    "colspec",
    "blockquote",
    "unknown",
]
SPL = [
    "paragraph",
    "content",
    "list",
    "item",
    "caption",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "sub",
    "sup",
    "br",
    "footnote",
    "footnoteRef",
    "renderMultiMedia",
    "linkHtml",
]
NAMES = [
    "colspan",
    "rowspan",
    "class",
    "style",
    "src",
    "alt",
    "type",
    "start",
    "styleCode",
    "listType",
    "ID",
    "IDREF",
    "referencedObject",
    "namest",
    "nameend",
    "morerows",
    "colname",
]
VALUES = st.one_of(
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "2",
            "99999999999999999999",
            "²",
            "a",
            "#x",
            "Bold xmChange",
            "data:image/png;base64,AAAA",
            "data:,",
            "null",
            "http://x/y.png",
        ]
    ),
    st.text(max_size=8),
)


def escaped(text: str) -> str:
    """Text for XML, without the characters that XML has not."""
    kept = "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd"
    )
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def elements(names: list[str], wild: bool = True) -> st.SearchStrategy[str]:
    """Markup of the elements, in any order and nesting; not ``wild``: "@@@" for each text."""
    attributes = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3)

    def made(name: str, given: dict[str, str], inner: list[str]) -> str:
        written = "".join(f' {key}="{escaped(value)}"' for key, value in given.items())
        return f"<{name}{written}>{''.join(inner)}</{name}>"

    return st.recursive(
        TEXTS.map(escaped) if wild else st.sampled_from(["@@@", "", "• @@@", "- @@@", "@@@ • @@@"]),
        lambda inner: st.builds(
            made, st.sampled_from(names), attributes, st.lists(inner, max_size=5)
        ),
        max_leaves=25,
    )


CODES = st.sampled_from(["42231-1", "42230-3", "34076-0", "55106-9", "pmi00", "42229-5", "51945-4"])


@st.composite
def spl_files(draw: Any) -> bytes:
    """An SPL document."""
    sections = draw(st.lists(st.tuples(CODES, elements(SPL), elements(SPL)), max_size=3))
    said = "".join(
        f'<component><section><code code="{code}"/><title>{title}</title><text>{text}</text>'
        "<excerpt><highlight><text>x</text></highlight></excerpt></section></component>"
        for code, title, text in sections
    )
    return (
        '<document xmlns="urn:hl7-org:v3"><code code="34391-3"/><component><structuredBody>'
        f"{said}</structuredBody></component></document>"
    ).encode()


@st.composite
def fhir_files(draw: Any) -> bytes:
    """A FHIR Bundle in JSON or in XML."""
    code = draw(st.sampled_from(["100000155538", "100000155532", "34391-3", "x"]))
    divs = draw(st.lists(elements(HTML), max_size=3))
    titles = draw(st.lists(TEXTS, min_size=3, max_size=3))
    wrapped = [f'<div xmlns="http://www.w3.org/1999/xhtml">{div}</div>' for div in divs]
    if draw(st.booleans()):
        sections = "".join(
            f'<section><title value="{escaped(title)}"/><text>{div}</text></section>'
            for title, div in zip(titles, wrapped, strict=False)
        )
        return (
            '<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Composition><type><coding>'
            f'<code value="{code}"/></coding></type>{sections}</Composition></resource></entry>'
            "</Bundle>"
        ).encode()
    odd = draw(st.sampled_from([None, 1, True, [], {}, "x", [[]], [None]]))
    sections = [
        {"title": title, "text": {"div": div}, "code": odd, "section": odd}
        for title, div in zip(titles, wrapped, strict=False)
    ]
    composition = {
        "resourceType": "Composition",
        "type": {"coding": [{"code": code}]},
        "section": sections,
        draw(st.sampled_from(["title", "language", "identifier", "author", "contained"])): odd,
    }
    bundle = {"resourceType": "Bundle", "entry": [{"resource": composition}, odd]}
    return json.dumps(bundle).encode()


@st.composite
def fda_files(draw: Any) -> bytes:
    """An openFDA record."""
    names = [
        "spl_medguide",
        "spl_medguide_table",
        "purpose",
        "purpose_table",
        "warnings",
        "do_not_use",
        "active_ingredient",
        "openfda",
        "set_id",
        "questions",
    ]
    value = st.one_of(
        TEXTS,
        st.lists(st.one_of(TEXTS, elements(SPL)), max_size=3),
        st.none(),
        st.integers(),
        st.dictionaries(
            st.sampled_from(["brand_name", "product_type"]), st.lists(TEXTS, max_size=2)
        ),
    )
    record = draw(st.dictionaries(st.sampled_from(names), value, max_size=8))
    return json.dumps(
        draw(st.sampled_from([record, {"results": [record, record]}, [record]]))
    ).encode()


@st.composite
def numbered_files(draw: Any) -> bytes:
    """A label of numbered words: each must be said once."""
    is_spl = draw(st.booleans())
    names = SPL if is_spl else [name for name in HTML if name not in ("script", "s")]
    text = draw(
        elements([name for name in names if name not in ("img", "renderMultiMedia")], False)
    )
    numbers = count()
    text = re.sub("@@@", lambda _: f" q{next(numbers)}z ", f"{text}@@@")
    if is_spl:
        return (
            '<document xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>'
            f'<code code="42231-1"/><text>{text}</text></section></component></structuredBody>'
            "</component></document>"
        ).encode()
    section = {"title": "Part", "text": {"div": f"<div>{text}</div>"}}
    leaflet = {"coding": [{"code": "100000155538"}]}
    composition = {"resourceType": "Composition", "type": leaflet, "section": [section]}
    return json.dumps(composition).encode()


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                [
                    "resourceType",
                    "entry",
                    "resource",
                    "section",
                    "text",
                    "div",
                    "type",
                    "coding",
                    "code",
                    "results",
                    "openfda",
                    "set_id",
                    "title",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=20,
).map(lambda value: json.dumps(value).encode())


def broken(content: bytes, chance: random.Random) -> bytes:
    """A sample with something wrong: bits, cuts, swaps, elements lost or twice, nesting."""
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(BREAKS)(content, chance)
    return content


def _bits(content: bytes, chance: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        if found:
            found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def _cut(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:start] + content[end:] if chance.random() < 0.7 else content[:start]


def _swap(content: bytes, chance: random.Random) -> bytes:
    one, two, three = sorted(chance.randrange(len(content) + 1) for _ in range(3))
    return content[:one] + content[two:three] + content[one:two] + content[three:]


def _element(content: bytes, chance: random.Random) -> bytes:
    """An element of XML or of escaped markup, lost, said twice or nested in itself."""
    starts = list(re.finditer(rb"<([A-Za-z][\w:]*)[^<>]*[^/<>]>|<([A-Za-z])>", content))
    if not starts:
        return content
    start = chance.choice(starts)
    name = start[1] or start[2]
    end = content.find(b"</" + name + b">", start.end())
    if end < 0:
        return content
    stop = end + len(name) + 3
    whole = content[start.start() : stop]
    match chance.randrange(3):
        case 0:
            return content[: start.start()] + content[stop:]
        case 1:
            return content[:stop] + whole + content[stop:]
        case _:
            times = chance.choice([2, 30, 200, 2000])
            tags = start[0] * times, (b"</" + name + b">") * times
            return content[: start.start()] + tags[0] + whole + tags[1] + content[stop:]


def _rename(content: bytes, chance: random.Random) -> bytes:
    names = sorted(set(re.findall(rb"<([A-Za-z]+)", content)))
    if len(names) < 2:
        return content
    one, other = chance.sample(names, 2)
    return re.sub(rb"(</?)" + one + rb"\b", rb"\1" + other, content)


def _json(content: bytes, chance: random.Random) -> bytes:
    """A value of JSON replaced by one of another type."""
    try:
        data = json.loads(content)
    except ValueError:
        return content
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            places.append((value, key))
            if isinstance(inner, (dict, list)):
                walk(inner)

    if isinstance(data, (dict, list)):
        walk(data)
    for _ in range(min(len(places), chance.randint(1, 5))):
        holder, key = chance.choice(places)
        holder[key] = chance.choice([None, 1, True, "", [], {}, [None], {"x": [1]}, [[]], 1e300])
    return json.dumps(data).encode()


BREAKS: list[Callable[[bytes, random.Random], bytes]] = [
    _bits,
    _cut,
    _swap,
    _element,
    _rename,
    _json,
]


def samples() -> list[Path]:
    """The samples that are small enough to be tried often."""
    folder = os.environ.get("LEAFLETS_SAMPLES")
    found = sorted(Path(folder).rglob("*")) if folder else []
    return [f for f in found if f.suffix in (".xml", ".json") and f.stat().st_size < LARGEST]


def lost(content: bytes, sheets: Sequence[Imported]) -> str:
    """Which numbered words of a made-up file its sheets do not say once."""
    wanted = Counter(re.findall(rb"q[0-9]+z", content))
    said = " ".join(text for sheet in sheets for text in _texts(sheet.path))
    made = Counter(re.findall(rb"q[0-9]+z", said.encode()))
    return f"lost: {dict(wanted - made)}, more: {dict(made - wanted)}" if wanted != made else ""


def _texts(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return list(texts_of_sheet(sheet_from(parse_source(text, path.name))))


def imported(content: bytes, target: Path) -> Outcome:
    """What became of a label."""
    file = target / "label"
    file.write_bytes(content)
    (outcome,) = import_labels([file], "auto", target, LIBRARY, DAY)
    return outcome


class Findings:
    """What was tried, and what went wrong."""

    def __init__(self, keep: Path | None) -> None:
        self.counts: Counter[str] = Counter()
        self.seen: set[str] = set()
        self.keep = keep

    def attempt(self, content: bytes, origin: str) -> None:
        """Import one input; note any failure that is not ours."""
        start = time.monotonic()
        wrong = ""
        try:
            with tempfile.TemporaryDirectory(prefix="leaflets-") as folder:
                outcome = imported(content, Path(folder))
                others = [str(p) for p in outcome.problems if p.exit_code != 10]
                if others:
                    wrong = f"not exit code 10: {others[0]}"
                elif origin == "made up" and outcome.sheets:
                    wrong = lost(content, outcome.sheets)
            self.counts["refused" if outcome.problems else "sheets"] += 1
        except Exception:  # noqa: BLE001 - every kind of failure is looked for
            wrong = traceback.format_exc()
        if time.monotonic() - start > SECONDS_EACH:
            wrong = wrong or f"took {time.monotonic() - start:.0f} seconds"
        if wrong:
            self.note(content, origin, wrong)

    def note(self, content: bytes, origin: str, wrong: str) -> None:
        """Print and keep a failure, once for each place in the code."""
        self.counts["failed"] += 1
        last = "".join(wrong.strip().splitlines()[-4:])
        if last in self.seen:
            return
        self.seen.add(last)
        print(f"--- {origin}\n{wrong}\n", flush=True)
        if self.keep:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"failure-{len(self.seen)}").write_bytes(content)


def rounds(findings: Findings, chance: random.Random) -> Iterator[None]:
    """Turns of made-up files and broken samples, without end."""
    files = samples()
    strategies = [spl_files(), fhir_files(), fda_files(), numbered_files(), JSON_VALUES]
    while True:
        for strategy in strategies:
            quick = settings(
                max_examples=40,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )

            @seed(chance.getrandbits(60))
            @quick
            @given(strategy)
            def try_it(content: bytes) -> None:
                findings.attempt(content, "made up")

            try_it()
            yield
        for _ in range(40):
            if files:
                file = chance.choice(files)
                findings.attempt(broken(file.read_bytes(), chance), f"broken {file.name}")
        yield


def main() -> int:
    """Run for the time asked for; 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    findings = Findings(asked.keep)
    end = time.monotonic() + asked.seconds
    for _ in rounds(findings, random.Random(asked.seed)):
        if time.monotonic() > end:
            break
    print(dict(findings.counts))
    return 1 if findings.seen else 0


if __name__ == "__main__":
    sys.exit(main())
