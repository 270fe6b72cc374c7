"""What is suspicious in a label's text: told with its place, never repaired.

Languages are not looked at here: what a text is written in is decided when its sheet is drafted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from leaflets.epi.label_document import (
    Document,
    Inline,
    LabelParagraph,
    LabelPicture,
    LabelSection,
    LabelTable,
    Remark,
)
from leaflets.importers.codes import is_test
from leaflets.importers.empty_sections import every_block, private_use
from leaflets.importers.inline import plain

_BEGINNING: Final = 3000
_MOST_WORDS: Final = 150
"""No paragraph that somebody has written has more."""

_MOST: Final = 40
"""No more remarks of one kind for one document."""

_TEMPLATES: Final = re.compile(
    r"<[^\W\d_][^<>]{0,60}>|\{[^{}]{1,60}\}"
    r"|\[(?:text|list|[^\[\]]{0,40}name[^\[\]]{0,40}|website|phone number)\]"
    r"|\[(?:insert|enter)[^\]]*\]|\bXX+\b|YYYY-MM-DD|MON-DD-YYYY",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(
    r"(?<![\w@./-])(?:[^\W\d_]*[a-zà-öø-ÿα-ω]{2})(?P<next>[A-ZÀ-ÖØ-ÞΑ-Ω][a-zà-öø-ÿα-ω]{2,})\w*"
)
# The Spanish "y" that lost its space: "Embarazoy".
_WITH_Y: Final = re.compile(r"\b[^\W\d_]{3,}[aoe]y\b")
_SPANISH_WORDS: Final = frozenset(("estoy", "jersey", "convoy", "samoy", "paraguay", "uruguay"))
_STOPPED: Final = re.compile(
    r"(?<![\w@./-])[^\W\d_]{3,}[.;:!?)][A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{2,}(?![\w.@/-])"
)
_PROFESSIONALS: Final = re.compile(
    r"(?:only|únicamente|exclusivamente|exclusivement|kun|endast|apenas|ainoastaan|μόνο)\b[^.]{0,40}"
    r"(?:profession|sundhedsperson|helsepersonell|vårdpersonal|terveydenhuol|επαγγελματίες)"
    r"|薬物動態|薬効薬理|pharmacokinetic properties|propiedades farmacocinéticas",
    re.IGNORECASE,
)
_JOINING: Final = {"y", "o", "e", "og", "ja", "and", "or", "eller", "de", "la"}
_LONG: Final = 6
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd]")
_ADDRESS: Final = re.compile(r"https?://|www\.|[a-z]:\\|\.(?:png|jpe?g|gif)$", re.IGNORECASE)
_PLACEHOLDERS: Final = frozenset(
    ("0", "00", "000", "xxx", "tbd", "code", "test", "todo", "unknown")
)


def suspicions(document: Document) -> tuple[Remark, ...]:
    """Everything suspicious in a document's texts, pictures and codes."""
    texts = [
        (place, plain(text), text)
        for section in document.sections
        for place, text in _texts(section)
    ]
    brands = _often(said for _, said, _ in texts)
    found = [
        *_in_texts(texts, brands, _is_spanish(said for _, said, _ in texts)),
        *_joined(texts),
        *(remark for section in document.sections for remark in _in_pictures(section)),
        *_in_codes(document.sections),
    ]
    if not is_test(document.name):
        found += _of_name(document.name, " ".join(said for _, said, _ in texts))
    else:
        found.append(Remark("test-file", "", "its name says that it is for testing only"))
    return tuple(_limited(found))


def _of_name(name: str, text: str) -> Iterator[Remark]:
    """Words and numbers of a medicine's name that its text does not begin with."""
    beginning = set(_words(text[:_BEGINNING]))
    missing = [word for word in dict.fromkeys(_words(name)) if word not in beginning]
    if missing and beginning:
        shown = ", ".join(map(repr, missing))
        yield Remark("name-differs", "", f"the text does not begin with {shown} of its name")


def _words(text: str) -> list[str]:
    """Numbers, and words of four letters and more."""
    return re.findall(r"\d+(?:[.,]\d+)?|[^\W\d_]{4,}", text.casefold())


def _in_texts(
    texts: Iterable[tuple[str, str, Inline]], brands: frozenset[str], spanish: bool
) -> Iterator[Remark]:
    for place, said, text in texts:
        for match in _TEMPLATES.finditer(said):
            yield Remark("leftover", place, f"left over from a template: {match[0]!r}")
        for word in _glued(said, spanish):
            if word not in brands:
                yield Remark("glued", place, f"words may be glued together: {word[:60]!r}")
        if (count := len(said.split())) > _MOST_WORDS:
            message = f"{count} words without a paragraph: the label's structure is lost"
            yield Remark("no-structure", place, message)
        if told := _PROFESSIONALS.search(said):
            message = f"it may be written for professionals: {told[0][:60]!r}"
            yield Remark("for-professionals", place, message)
        yield from _characters(said, place)
        yield from (
            Remark("struck", place, f"struck out: {run.text.strip()[:60]!r}")
            for run in text
            if run.struck and run.text.strip()
        )


def _glued(said: str, spanish: bool) -> Iterator[str]:
    for pattern in (_GLUED, _STOPPED):
        yield from (match[0] for match in pattern.finditer(said))
    if spanish:
        words = (match[0] for match in _WITH_Y.finditer(said))
        yield from (word for word in words if word.casefold() not in _SPANISH_WORDS)


def _characters(said: str, place: str) -> Iterator[Remark]:
    yield from private_use(said, place)
    for match in _UNSEEN.finditer(said):
        yield Remark("invisible", place, f"U+{ord(match[0]):04X}, which nobody sees")


def _is_spanish(texts: Iterable[str]) -> bool:
    """Whether texts have more of Spanish's small words than of English's."""
    counts = Counter(word for text in texts for word in text.casefold().split())
    spanish = sum(counts[word] for word in ("de", "la", "el", "y", "los", "lactancia"))
    return spanish > sum(counts[word] for word in ("the", "and", "of", "they"))


def _often(texts: Iterable[str]) -> frozenset[str]:
    """Words with a capital inside that stand more than twice: names, and no mistakes."""
    counts = Counter(match[0] for text in texts for match in _GLUED.finditer(text))
    return frozenset(word for word, count in counts.items() if count > 2)


def _joined(texts: Iterable[tuple[str, str, Inline]]) -> Iterator[Remark]:
    """Words that are another word of the same label and a joining word ("Embarazoy")."""
    listed = list(texts)
    counts = Counter(w for _, said, _ in listed for w in re.findall(r"[^\W\d_]+", said.casefold()))
    for place, said, _ in listed:
        for word in re.findall(r"[^\W\d_]+", said):
            small = word.casefold()
            if counts[small] > 1 or len(small) < _LONG:
                continue
            for end in _JOINING:
                start = small.removesuffix(end)
                if (
                    start != small
                    and len(start) >= _LONG - 1
                    and counts[start] > 1
                    and _alone(start, end, counts)
                ):
                    yield Remark("glued", place, f"words may be glued together: {word!r}")
                    break


def _alone(start: str, end: str, counts: Counter[str]) -> bool:
    """Whether the end is a word of its own in the text, and no ending of the start's word."""
    return counts[end] > 1 and not start.endswith(end) and end not in ("e", "o", "de", "la")


def _in_pictures(section: LabelSection) -> Iterator[Remark]:
    for block in every_block(section.blocks):
        if isinstance(block, LabelPicture):
            yield from _of_picture(block, section.place)
    for inner in section.sections:
        yield from _in_pictures(inner)


def _of_picture(picture: LabelPicture, place: str) -> Iterator[Remark]:
    """Words for a picture that are none; that it has none is told when it is drawn."""
    said = (picture.alternative or "").strip()
    if said.casefold() in ("null", "image", "picture", "alt") or _ADDRESS.search(said):
        message = f"the words for {picture.name!r} are no words for it: {said[:60]!r}"
        yield Remark("picture-words", place, message)


def _in_codes(sections: tuple[LabelSection, ...]) -> Iterator[Remark]:
    coded = [(s.place, code) for section in sections for s in _all(section) for code in s.codes]
    for place, (_, code) in coded:
        if code.casefold() in _PLACEHOLDERS:
            yield Remark("placeholder-code", place, f"the code {code!r} stands for none")
    counts = Counter(code for _, code in coded)
    if len(coded) > 3 and len(counts) == 1:
        message = f"every section has the code {coded[0][1][1]!r}: codes say nothing here"
        yield Remark("placeholder-code", "", message)


def _all(section: LabelSection) -> Iterator[LabelSection]:
    yield section
    for inner in section.sections:
        yield from _all(inner)


def _texts(section: LabelSection) -> Iterator[tuple[str, Inline]]:
    if section.title:
        yield section.place, section.title
    for block in every_block(section.blocks):
        match block:
            case LabelParagraph(text):
                yield section.place, text
            case LabelTable(caption=text) | LabelPicture(caption=text) if text:
                yield section.place, text
            case _:
                pass
    for inner in section.sections:
        yield from _texts(inner)


def _limited(found: Iterable[Remark]) -> Iterator[Remark]:
    """Each remark once, and of one kind no more than there is use in reading."""
    counts: Counter[str] = Counter()
    for remark in dict.fromkeys(found):
        counts[remark.kind] += 1
        if counts[remark.kind] <= _MOST:
            yield remark
    for kind, count in counts.items():
        if count > _MOST:
            yield Remark(kind, "", f"and {count - _MOST} more of these")
