"""The report on a run, in Markdown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from mutations.messages import Change
from mutations.rounds import KINDS, Round

SHOWN = 60
AROUND = 24


def report(done: Sequence[Round], command: str) -> Iterator[str]:
    """The lines of the report."""
    refused = sum(one.refused for one in done)
    tags = {one.change.message.catalog.tag for one in done}
    yield "# Wounded translations\n"
    yield (
        f"`{command}` changed {len(done):,} messages of the catalogs of {len(tags)} languages, one"
        " at a time, in ways that a patient could come to harm by: the sentence stays fluent, and"
        " says something else. A change counts as refused where the checks report the message. The"
        " words that are exchanged are not those of the checks.\n"
    )
    yield f"Of these changes, {refused:,} were refused ({refused / len(done):.1%}).\n"
    yield "| Change | Languages | Tried | Refused | |\n| --- | ---: | ---: | ---: | ---: |"
    for kind in KINDS:
        own = [one for one in done if one.kind == kind]
        if own:
            spoken = {one.change.message.catalog.tag for one in own}
            yield f"| {kind} | {len(spoken)} {_share(own)}"
    yield "\n| Language | Tried | Refused | |\n| --- | ---: | ---: | ---: |"
    for tag in sorted(tags):
        yield f"| {tag} {_share([one for one in done if one.change.message.catalog.tag == tag])}"
    passed = [one for one in done if not one.refused]
    if passed:
        shown = _sample(passed)
        yield f"\nLet through: {len(passed):,}. Here are {len(shown)} of them.\n"
        for one in shown:
            yield f"- {one.kind}: {line(one.change)}"


def _share(own: Sequence[Round]) -> str:
    refused = sum(one.refused for one in own)
    return f"| {len(own)} | {refused} | {refused / len(own):.0%} |"


def _sample(passed: Sequence[Round]) -> list[Round]:
    """Some of each class, of languages that differ where they can."""
    by_kind: dict[str, list[Round]] = defaultdict(list)
    times: Counter[str] = Counter()
    for one in passed:
        by_kind[one.kind].append(one)
    ordered: dict[str, list[Round]] = {}
    for kind, own in by_kind.items():
        ordered[kind] = []
        while own and len(ordered[kind]) < SHOWN:
            rarest = min(own, key=lambda one: times[one.change.message.catalog.tag])
            times[rarest.change.message.catalog.tag] += 1
            own.remove(rarest)
            ordered[kind].append(rarest)
    turns = [one for turn in zip_longest(*ordered.values()) for one in turn if one][:SHOWN]
    return sorted(turns, key=lambda one: list(KINDS).index(one.kind))


def line(change: Change) -> str:
    """What was changed, with a few words around it."""
    entries = change.message.catalog.file.entries
    shown = []
    for context, entry in change.entries.items():
        old = [entries[context].text, *entries[context].forms]
        new = [entry.text, *entry.forms]
        before, after = next(pair for pair in zip(old, new, strict=True) if pair[0] != pair[1])
        shown.append(f"{context}: {' → '.join(f'`{part}`' for part in _parts(before, after))}")
    return f"{change.message.catalog.tag}, {'; '.join(shown)}"


def _parts(before: str, after: str) -> tuple[str, str]:
    """The parts of two texts where they differ."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    most = min(len(before), len(after)) - start
    while end < most and before[-1 - end] == after[-1 - end]:
        end += 1
    start = max(0, start - AROUND)
    return _part(before, start, end), _part(after, start, end)


def _part(text: str, start: int, end: int) -> str:
    last = min(len(text), len(text) - end + AROUND)
    part = " ".join(text[start:last].split())
    if len(part) > 4 * AROUND:
        part = f"{part[: 2 * AROUND]} … {part[-2 * AROUND :]}"
    return f"{'…' if start else ''}{part}{'…' if last < len(text) else ''}"
