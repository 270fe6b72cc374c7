"""The glyphs of a page where they are drawn, each with the text that it stands for.

Read from the operators of the page (ISO 32000-1, 9.4): a program that extracts text has put
text from right to left into an order of its own already.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

import pikepdf

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

_IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST: Final = 8
"""Forms in forms are followed no deeper."""
_MOST_FORMS: Final = 10_000
"""Forms that are drawn on a page."""
_MOST_CODES: Final = 1 << 16
"""A code has two bytes (Identity-H)."""
_STRING: Final = rb"\((?:[^()\\]|\\.)*\)"
_VALUE: Final = (
    rb"/[^\s\[\]()<>{}/%]*|[-+.\d]+|\[(?:[^\[\]()%]++|" + _STRING + rb")*+\]|<<|>>|<[0-9A-Fa-f\s]*>"
)
_COMMENT: Final = rb"%[^\r\n]*"
_OPERAND: Final = re.compile(rb"(" + _VALUE + rb")|" + _COMMENT, re.DOTALL)
_OPERATION: Final = re.compile(
    rb"((?:\s++|" + _VALUE + rb"|" + _COMMENT + rb")*+)"
    rb"(?:([A-Za-z'\"][A-Za-z0-9*]*+)|\Z)|(\S)",
    re.DOTALL,
)
"""What stands before an operator, the operator; or what is neither, nor stands before one."""
_PART: Final = re.compile(
    rb"<((?:>0<)?+(?:[0-9A-Fa-f]{4}(?:>0<)?+)*+|[0-9A-Fa-f\s]*)>|([-+.\d]+)|(" + _STRING + rb")",
    re.DOTALL,
)
"""Codes, with steps of nothing between them; a step of the pen; a string in brackets."""
_CODE: Final = re.compile(rb".{1,4}", re.DOTALL)
_ESCAPE: Final = re.compile(rb"\\(?:([0-7]{1,3})|\r?\n|(.))", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_BLOCK: Final = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_ENTRY: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])")


class GlyphRun(NamedTuple):
    """Glyphs drawn in one go, in the order of drawing.

    ``x`` and ``y`` are where its base line begins, ``places`` where each glyph does, from the
    left, and ``end`` is where the last one ends: in pt of the page, or of the form that it is
    drawn in (``"/Panel"``). ``mcid`` is its marked-content id, None outside of any.
    """

    mcid: int | None
    texts: tuple[str, ...]
    places: tuple[float, ...]
    end: float
    x: float
    y: float
    size: float
    upright: bool
    form: str = ""

    @property
    def text(self) -> str:
        """What its glyphs say, in the order of drawing."""
        return "".join(self.texts)


_Font: TypeAlias = dict[bytes, tuple[str, float]]
"""The text and the width, in thousandths of an em, of each code (in four hexadecimal digits)."""


class GlyphReader:
    """Reads pages of one file; each of its fonts is read once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], _Font] = {}
        self._forms = 0

    def runs(self, page: Any) -> tuple[GlyphRun, ...]:
        """The runs of glyphs of a page, in the order of drawing, those in forms too.

        Raises ValueError for what it can't read: what WeasyPrint never writes.
        """
        found: list[GlyphRun] = []
        self._forms = 0
        try:
            parts = page.get("/Contents", pikepdf.Array())
            streams = parts if isinstance(parts, pikepdf.Array) else [parts]
            content = b"\n".join(stream.read_bytes() for stream in streams)
            _Reading(self, page.get("/Resources", {}), found).read(content)
        except (KeyError, IndexError, TypeError, AttributeError, pikepdf.PdfError) as error:
            raise ValueError("text that can't be read glyph by glyph") from error
        return tuple(found)

    def font(self, font: Any) -> _Font:
        """A font, read. Raises KeyError where it has no map to Unicode."""
        if not font.is_indirect:
            return _read_font(font)
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = _read_font(font)
        return self._fonts[font.objgen]

    def count_form(self) -> None:
        """Count a form that is drawn on the page. Raises ValueError where there are too many."""
        self._forms += 1
        if self._forms > _MOST_FORMS:
            raise ValueError("forms without end")


def glyphs_in(pdf: pikepdf.Pdf) -> tuple[tuple[GlyphRun, ...], ...]:
    """The runs of glyphs of each page of a PDF. Raises ValueError for what can't be read."""
    reader = GlyphReader()
    return tuple(reader.runs(page.obj) for page in pdf.pages)


def glyphs_of(content: bytes) -> tuple[tuple[GlyphRun, ...], ...]:
    """The same of a PDF's bytes.

    Raises ValueError for what can't be read, pikepdf.PdfError where it is not a sound PDF.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return glyphs_in(pdf)


class _Reading:
    """The reading of one content stream: its graphics state, the pen, the run being drawn."""

    def __init__(
        self,
        reader: GlyphReader,
        resources: Any,
        found: list[GlyphRun],
        form: str = "",
    ) -> None:
        self.reader = reader
        self.resources = resources
        self.found = found
        self.form = form
        self.matrix = _IDENTITY
        self.fonts: dict[bytes, _Font] = {}
        self.font: _Font | None = None
        self.size = 0.0
        self.kept: list[tuple[Matrix, _Font | None, float]] = []
        self.marks: list[int | None] = [None]
        self.line = _IDENTITY
        self.pen = 0.0
        self.texts: list[str] = []
        self.pens: list[float] = []

    def read(self, content: bytes) -> None:
        """Read the operators; what is drawn is added to what was found."""
        for operation in _OPERATION.finditer(content):
            operands, operator, unknown = operation.groups()
            if unknown:
                raise ValueError("content that can't be read")
            if step := _STEPS.get(operator):
                step(self, [operand for operand in _OPERAND.findall(operands) if operand])
        self.finish()

    def save(self, _: list[bytes]) -> None:
        """Keep the graphics state."""
        self.kept.append((self.matrix, self.font, self.size))

    def restore(self, _: list[bytes]) -> None:
        """Take back the graphics state that was kept last."""
        self.matrix, self.font, self.size = self.kept.pop()

    def turn(self, operands: list[bytes]) -> None:
        """Change the matrix of the page."""
        self.matrix = _times(_matrix(operands), self.matrix)

    def mark(self, operands: list[bytes]) -> None:
        """Begin marked content: what is in it has its id, and artifacts have none."""
        self.finish()
        own = self.marks[-1]
        if operands[0] == b"/Artifact":
            own = None
        elif b"/MCID" in operands:
            own = int(operands[operands.index(b"/MCID") + 1])
        elif len(operands) == 2:
            listed = self.resources["/Properties"][operands[1].decode()]
            own = int(listed["/MCID"]) if "/MCID" in listed else own
        self.marks.append(own)

    def unmark(self, _: list[bytes]) -> None:
        """End marked content."""
        self.finish()
        self.marks.pop()

    def draw(self, operands: list[bytes]) -> None:
        """Read a form that is drawn; a picture has no text."""
        self.finish()
        name = operands[0].decode()
        drawn = self.resources["/XObject"][name]
        form = f"{self.form}{name}"
        if drawn["/Subtype"] == "/Form":
            if form.count("/") > _DEEPEST:
                raise ValueError("forms in forms without end")
            self.reader.count_form()
            own = drawn.get("/Resources", self.resources)
            _Reading(self.reader, own, self.found, form).read(drawn.read_bytes())

    def choose(self, operands: list[bytes]) -> None:
        """Choose a font and its size."""
        name = operands[0]
        if name not in self.fonts:
            self.fonts[name] = self.reader.font(self.resources["/Font"][name.decode()])
        self.font = self.fonts[name]
        self.size = float(operands[1])

    def begin(self, _: list[bytes]) -> None:
        """Begin a text object."""
        self.finish()
        self.line, self.pen = _IDENTITY, 0.0

    def place(self, operands: list[bytes]) -> None:
        """Begin a line at a place."""
        self.finish()
        self.line, self.pen = _matrix(operands), 0.0

    def show(self, operands: list[bytes]) -> None:
        """Draw glyphs, with steps of the pen between them."""
        if self.font is None:
            raise ValueError("text without a font")
        font, texts, pens, pen = self.font, self.texts, self.pens, self.pen
        scale = self.size / 1000
        for codes, step, literal in _PART.findall(operands[0]):
            if step:
                if step != b"0":
                    pen -= float(step) * scale
                continue
            shown = _unescaped(literal[1:-1]).hex().encode() if literal else codes.lower()
            for text, width in map(font.__getitem__, _CODE.findall(shown.replace(b">0<", b""))):
                texts.append(text)
                pens.append(pen)
                pen += width * scale
        self.pen = pen

    def finish(self, _: list[bytes] | None = None) -> None:
        """End the run that is being drawn; the pen stays where it is."""
        if not self.texts:
            return
        a, b, c, d, e, f = _times(self.line, self.matrix)
        self.found.append(
            GlyphRun(
                mcid=self.marks[-1],
                texts=tuple(self.texts),
                places=tuple([a * pen + e for pen in self.pens]),
                end=a * self.pen + e,
                x=e,
                y=f,
                size=self.size * abs(d),
                upright=abs(b) + abs(c) < 0.01 * abs(d) and a > 0 < d,
                form=self.form,
            )
        )
        self.texts, self.pens = [], []

    def refuse(self, _: list[bytes]) -> None:
        """Stop at what WeasyPrint never writes. Raises ValueError."""
        raise ValueError("text drawn in a way that can't be read glyph by glyph")


_STEPS: Final[dict[bytes, Callable[[_Reading, list[bytes]], None]]] = {
    b"q": _Reading.save,
    b"Q": _Reading.restore,
    b"cm": _Reading.turn,
    b"BMC": _Reading.mark,
    b"BDC": _Reading.mark,
    b"EMC": _Reading.unmark,
    b"Do": _Reading.draw,
    b"BT": _Reading.begin,
    b"ET": _Reading.finish,
    b"Tm": _Reading.place,
    b"Tf": _Reading.choose,
    b"TJ": _Reading.show,
    **dict.fromkeys((b"Tj", b"Tc", b"Tw", b"Tz", b"TL", b"Td", b"TD"), _Reading.refuse),
    **dict.fromkeys((b"T*", b"'", b'"', b"BI", b"Tr"), _Reading.refuse),
}
"""What the operators that text depends on do (ISO 32000-1, annex A)."""


def _unescaped(literal: bytes) -> bytes:
    """The bytes of a string in brackets (ISO 32000-1, 7.3.4.2)."""

    def byte(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return bytes([int(found[1], 8) % 256])
        return _ESCAPED.get(found[2], found[2]) if found[2] else b""

    return _ESCAPE.sub(byte, literal)


def _matrix(operands: list[bytes]) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _read_font(font: Any) -> _Font:
    if font["/Subtype"] != "/Type0" or font["/Encoding"] != "/Identity-H":
        raise ValueError("a font whose codes can't be read")
    descendant = font["/DescendantFonts"][0]
    widths, other = dict(_widths(descendant.get("/W", []))), float(descendant.get("/DW", 1000))
    texts = _unicode_map(font["/ToUnicode"].read_bytes())
    return {b"%04x" % code: (text, widths.get(code, other)) for code, text in texts.items()}


def _widths(items: Any) -> Iterator[tuple[int, float]]:
    """The widths of codes (ISO 32000-1, 9.7.4.3)."""
    waiting = list(items)[::-1]
    while waiting:
        first, second = int(waiting.pop()), waiting.pop()
        if isinstance(second, pikepdf.Array):
            yield from ((first + n, float(width)) for n, width in enumerate(second))
        else:
            width = float(waiting.pop())
            yield from ((code, width) for code in _codes(first, int(second)))


def _codes(first: int, last: int) -> range:
    """The codes from one to another. Raises ValueError for what are no codes."""
    if not 0 <= first <= last < _MOST_CODES:
        raise ValueError("codes that no font has")
    return range(first, last + 1)


def _unicode_map(cmap: bytes) -> dict[int, str]:
    """The text of each code (ISO 32000-1, 9.10.3)."""
    texts: dict[int, str] = {}
    for kind, block in _BLOCK.findall(cmap):
        entries = _ENTRY.findall(block)
        if kind == b"bfrange":
            texts.update(_ranges(entries))
            continue
        codes = [found for found, _ in entries]
        texts.update(
            (int(code, 16), _decoded(text))
            for code, text in zip(codes[::2], codes[1::2], strict=True)
        )
    return texts


def _ranges(entries: list[tuple[bytes, bytes]]) -> Iterator[tuple[int, str]]:
    """The entries of ranges: first code, last code, and a text to count up from, or one each."""
    waiting = entries[::-1]
    while waiting:
        codes = _codes(int(waiting.pop()[0], 16), int(waiting.pop()[0], 16))
        text, bracket = waiting.pop()
        if bracket:
            listed = []
            while (entry := waiting.pop()) != (b"", b"]"):
                listed.append(entry[0])
            yield from zip(codes, map(_decoded, listed), strict=True)
            continue
        told = _decoded(text)
        for number, code in enumerate(codes):
            yield code, told[:-1] + chr(ord(told[-1]) + number)


def _decoded(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be")
