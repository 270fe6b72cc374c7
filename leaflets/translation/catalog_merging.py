"""A catalog brought up to date with its template: what is not concerned stays as it is written.

A message whose source did not change keeps its lines, byte for byte, with its remarks, flags and
earlier wordings; so does an obsolete one. What a template says of a message (comments ``#.``,
places ``#:``) is written anew where it says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from babel.messages.catalog import Message

from leaflets.translation.po_files import PoFile, PoMessage
from leaflets.translation.po_writing import message_lines, text_lines

_OBSOLETE: Final = re.compile(r"^[ \t]*#~(?:(\|)|[ \t]?)")


def merged(
    template: PoFile, old: PoFile, header: Sequence[str], forms: int
) -> tuple[list[str], int]:
    """The lines of a catalog, with their ends, and how many messages await a translator.

    ``header`` is its header as it is to be; ``forms`` how many plural forms that says. Nothing
    moves where the catalog has the messages of the template in its order. Else what is obsolete
    goes to the end.
    """
    end = _line_end(old)
    wanted = [message for message in template.messages if message.context]
    known = _known(wanted, old)
    blocks: dict[str | None, list[str]] = {}
    waiting = 0
    for message in wanted:
        before = known.get(message.context)
        fresh = [f"{line}{end}" for line in _fresh(message, forms)]
        blocks[message.context] = _brought_up(message, before, old, fresh) if before else fresh
        waiting += before is None or _waits(message, before, forms)
    others = [message for message in old.messages if not message.is_header]
    if [known.get(message.context) for message in wanted] == [m for m in others if not m.obsolete]:
        return _in_place(old, header, blocks), waiting
    taken = {message.key for message in known.values()}
    left = [message for message in others if message.key not in taken]
    kept = [old.lines_of(message) for message in left if message.obsolete]
    gone = [_retired(old.lines_of(m)) for m in left if not m.obsolete and _is_translated(m)]
    return [*_apart([header, *blocks.values(), *kept, *gone], end), *old.tail], waiting


def separated(found: PoFile) -> str:
    """A catalog's text, with each message on lines of its own, as all editors write it."""
    lines = list(found.lines)
    begins = [(message.begins, message.lines.start, message.obsolete) for message in found.messages]
    if found.rest and found.messages:
        begins.append((found.rest, found.messages[-1].lines.stop, False))
    for (line, column), start, obsolete in reversed(begins):
        if line < start and column:
            mark = "#~ " if obsolete else ""
            ended, begun = lines[line][:column], lines[line][column:]
            lines[line] = f"{ended}{_line_end(found)}{mark}{begun}"
    return "".join(lines)


def _line_end(found: PoFile) -> str:
    return "\r\n" if found.lines and found.lines[0].endswith("\r\n") else "\n"


def _known(wanted: Iterable[PoMessage], old: PoFile) -> dict[str | None, PoMessage]:
    """The message of a catalog for each of a template's, by context.

    An obsolete one comes back where it translates just this source: no two may be the same.
    """
    active = {m.context: m for m in old.messages if not m.obsolete and not m.is_header}
    obsolete = {message.key: message for message in old.messages if message.obsolete}
    found = {m.context: obsolete.get(m.key) or active.get(m.context) for m in wanted}
    return {context: message for context, message in found.items() if message}


def _in_place(old: PoFile, header: Sequence[str], blocks: dict[str | None, list[str]]) -> list[str]:
    lines: list[str] = []
    for message in old.messages:
        if message.is_header:
            lines += header
        else:
            lines += old.lines_of(message) if message.obsolete else blocks[message.context]
    return [*lines, *old.tail]


def _apart(blocks: Iterable[Sequence[str]], end: str) -> list[str]:
    """Blocks of lines with a blank line between each and the next."""
    lines: list[str] = []
    for block in blocks:
        begins = next((i for i, line in enumerate(block) if line.strip()), len(block))
        lines += [end] if lines and begins < len(block) else []
        lines += (line if line.endswith("\n") else f"{line}{end}" for line in block[begins:])
    return lines


def _fresh(message: PoMessage, forms: int) -> list[str]:
    """The lines of a template's message that nobody has translated yet."""
    result = Message(
        message.source if message.plural is None else (message.source, message.plural),
        "" if message.plural is None else ("",) * forms,
        locations=[(place, 0) for place in _places(message)],
        auto_comments=_told(message),
        context=message.context,
    )
    # Babel guesses flags of formats from the texts; ours are of no programming language's.
    result.flags = set(message.flags - {"fuzzy"})
    return message_lines(result, forms)


def _is_translated(message: PoMessage) -> bool:
    return any(form.strip() for form in message.forms)


def _is_same(message: PoMessage, known: PoMessage) -> bool:
    return (known.source, known.plural) == (message.source, message.plural)


def _waits(message: PoMessage, known: PoMessage, forms: int) -> bool:
    """Whether a translator has to see a message that is known."""
    whole = all(form.strip() for form in known.forms)
    several = message.plural is not None and len(known.forms) < forms
    return known.fuzzy or not whole or several or not _is_same(message, known)


def _brought_up(
    message: PoMessage, known: PoMessage, old: PoFile, fresh: Sequence[str]
) -> list[str]:
    """The lines of a template's message with the translation it has had."""
    lines = list(old.lines_of(known))
    if known.obsolete:
        lines = [_OBSOLETE.sub(lambda found: "#|" if found[1] else "", line) for line in lines]
    if not _is_same(message, known):
        lines = _reworded(message, known, lines, fresh)
    elif not known.fuzzy:
        lines = [line for line in lines if _mark(line) != "|"]
    if " ".join(_told(known)).split() != " ".join(_told(message)).split():
        lines = _replaced(lines, ".", fresh)
    if not _places(message) <= _places(known):
        lines = _replaced(lines, ":", fresh)
    return lines


def _reworded(
    message: PoMessage, known: PoMessage, lines: Sequence[str], fresh: Sequence[str]
) -> list[str]:
    """A message whose source changed: fuzzy where it has a translation, with the old source."""
    end = "\r\n" if fresh[0].endswith("\r\n") else "\n"
    text = next(i for i, line in enumerate(lines) if _mark(line) in ("|", "text"))
    comments = list(lines[:text])
    previous = [line for line in lines if _mark(line) == "|"]
    source = [line for line in fresh if _mark(line) == "text"]
    said = next(i for i, line in enumerate(source) if line.startswith("msgstr"))
    if not _is_translated(known):
        return [*comments, *source]
    if not known.fuzzy:
        comments = _with_fuzzy(comments, end)
    if not known.fuzzy or not previous:
        made = text_lines("msgid", known.source, "#| ")
        if known.plural is not None:
            made += text_lines("msgid_plural", known.plural, "#| ")
        previous = [f"{line}{end}" for line in made]
    before = list(lines[known.said_from - known.lines.start :])
    if (known.plural is None) != (message.plural is None) or not before[0].startswith("msgstr"):
        before = _said(known.forms, sum(line.startswith("msgstr[") for line in source), end)
    if known.plural is not None and message.plural is None:
        # What has no place any more is kept as a remark.
        left = enumerate(known.forms[1:], 1)
        remarks = [line for n, form in left for line in text_lines(f"msgstr[{n}]", form, "# ")]
        comments = [*comments, *(f"{line}{end}" for line in remarks)]
    return [*comments, *previous, *source[:said], *before]


def _said(known: Sequence[str], forms: int, end: str) -> list[str]:
    """A translation as lines; of one text each plural form, of several the first."""
    if not forms:
        return [f"{line}{end}" for line in text_lines("msgstr", known[0])]
    wanted = known if len(known) > 1 else [known[0]] * forms
    made = [text_lines(f"msgstr[{number}]", form) for number, form in enumerate(wanted)]
    return [f"{line}{end}" for lines in made for line in lines]


def _with_fuzzy(comments: Sequence[str], end: str) -> list[str]:
    flags = next((i for i, line in enumerate(comments) if _mark(line) == ","), None)
    if flags is None:
        return [*comments, f"#, fuzzy{end}"]
    marked = re.sub(r"#[,!][ \t]*", "#, fuzzy, ", comments[flags], count=1)
    return [*comments[:flags], marked, *comments[flags + 1 :]]


def _retired(lines: Iterable[str]) -> list[str]:
    """A message that the template no longer has, for the day when it comes back."""
    made = []
    for line in lines:
        mark = _mark(line)
        if mark == "|":
            made.append(line.replace("#|", "#~|", 1))
        elif mark == "text":
            made.append(f"#~ {line.lstrip()}")
        elif mark not in (".", ":"):
            made.append(line)
    return made


def _replaced(lines: Sequence[str], mark: str, fresh: Iterable[str]) -> list[str]:
    """Lines with those of one kind of comment taken from a template's message."""
    later = (*(".:" if mark == "." else ":"), ",", "=", "|", "text")
    place = next(i for i, line in enumerate(lines) if _mark(line) in later)
    new = [line for line in fresh if _mark(line) == mark]
    return [*lines[:place], *new, *(line for line in lines[place:] if _mark(line) != mark)]


def _mark(line: str) -> str:
    """What a line is: its mark of comments (remarks "#", flags ","), "text", "" if it is blank."""
    begun = line.strip()[:2]
    if not begun.startswith("#") or begun == "#~":
        return "text" if begun else ""
    mark = begun[1:]
    return "," if mark == "!" else mark if mark in (",", "=", ".", ":", "|") else "#"


def _told(message: PoMessage) -> list[str]:
    return [comment[1:].strip() for comment in message.comments if comment[:1] == "."]


def _places(message: PoMessage) -> frozenset[str]:
    """The files that a message stands in; one with a space in its name is between isolates."""
    found = (
        place
        for comment in message.comments
        if comment[:1] == ":"
        for place in re.findall("\u2068[^\u2069]*\u2069|[^\\s\u2068]+", comment[1:])
    )
    return frozenset(re.sub(r":\d*$", "", place.strip("\u2068\u2069")) for place in found) - {""}
