"""LocalizedSheet and Edition into HTML.

Templates may come from outside: they run in Jinja's sandbox, with autoescape on, undefined
variables an error, a list of filters that can't unescape anything, and a time limit.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.runtime import BlockReference, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from leaflets.edition import ONE_PAGE_SIZES, PAPER_SIZES
from leaflets.errors import LeafletsError, problem, raise_if_any
from leaflets.fonts import Typeface, width_of
from leaflets.languages import Direction
from leaflets.limits import time_limit
from leaflets.localize import LocalizedSheet
from leaflets.phrases import WORD, Phrase, content, words
from leaflets.record import MAX_PAGES, Record

TEMPLATE: Final = "leaflet.html.j2"
SECONDS: Final = 20.0
MARGIN: Final = 60.0
"""Left and right of the page, in pt (21 mm); less on A5 and on one-page leaflets."""
LINE: Final = 1.3
"""The line height of what stands in the margins."""
TALL: Final = 1.9
"""From this leading on (Nastaliq), the words in the margins need all of it, too."""
_NAME_SHARES: Final = {
    "before.": (29, 34),
    "side_effects.emergency.": (23, 29, 34),
    "side_effects.soon.": (29, 34),
    "side_effects.mild.": (29, 34),
    "checks.": (29, 34),
}
"""How much of a card's width its name may take, in %, by the part it stands in."""
MAX_CHARACTERS: Final = 20_000_000

KEPT: Final = "emergency"
"""The class of the box that stands on one page, where it is no higher than one."""

_WHOLE: Final = "break-inside: avoid /* whole */"
"""What says so in the style."""

MIRRORED: Final = (
    "morning",
    "swallow-whole",
    "keep-from-children",
    "call-emergency",
    "inhaler",
    "once-a-week",
)
"""The pictograms that have a direction: they are mirrored where text runs from right to left."""

# Between a label and what it labels: their colon brings its own space along.
_UNSPACED: Final = ("zh", "ja")

# Lines may break within what has no spaces.
_ANYWHERE: Final = ("zh", "ja", "th")

_NOT_A_SHAPE: Final = re.compile(
    r"<\s*(?:\w+:)?(?:text|foreignObject|image|script|use|a|style|!ENTITY)\b|<!(?:DOCTYPE|ENTITY)",
    re.IGNORECASE,
)
_FILTERS: Final = (
    "e",
    "escape",
    "first",
    "last",
    "length",
    "count",
    "join",
    "upper",
    "lower",
    "max",
    "min",
)


@dataclass(frozen=True)
class Page:
    """A page ready to be typeset: HTML, and the only files that it may load, by address.

    What must stand on one page comes in several sizes, the largest first, with its longest
    parts, for the message if none fits. Other pages have one size.
    """

    sizes: tuple[str, ...]
    resources: dict[str, Path]
    one_page: bool = False
    longest: tuple[str, ...] = ()

    @property
    def loosened(self) -> str:
        """The page in its first size, with boxes that may run over pages."""
        return self.html.replace(_WHOLE, "")

    @property
    def html(self) -> str:
        """The page in its first size."""
        return self.sizes[0]


@dataclass(frozen=True)
class Second:
    """The second language of a leaflet, where it has one."""

    language: str
    direction: Direction
    typeface: Typeface


def page(
    record: Record,
    typeface: Typeface,
    *,
    templates: Sequence[Path],
    figures: Path,
    second: Second | None = None,
) -> Page:
    """The HTML of a leaflet, in its first language; ``second`` is styled, but not printed.

    ``templates`` are folders, the first that has a template wins, the last is the built-in
    one, which others reach as ``builtin/…``. ``figures`` is the folder of the sheet.

    Raises LeafletsError (kind "template") for anything wrong in a template, "rendering" for
    a figure that is not there.
    """
    leaflet, edition, outline = record.leaflet, record.edition, record.outline
    resources = {
        **_fonts(typeface, FIRST),
        **(_fonts(second.typeface, BESIDE) if second else {}),
        **_pictograms(templates),
        **_figures(leaflet, figures),
    }
    _pictures_hold_no_text(resources)
    said = content(leaflet, edition, outline)
    variables: dict[str, object] = {
        "language": leaflet.language,
        "direction": leaflet.direction,
        "start": "right" if leaflet.direction == "rtl" else "left",
        "end": "left" if leaflet.direction == "rtl" else "right",
        "leaflet": said.view,
        "space": "" if leaflet.language.startswith(_UNSPACED) else " ",
        "words": words(leaflet),
        "band": words(leaflet)[record.band] if record.band else None,
        "page_number": page_number(leaflet.words["page.number"]),
        "typeface": _styled(typeface),
        "paired": edition.is_paired,
        "stacked": edition.size == "extra-large",
        "second": _styled(second.typeface) if second else None,
        "mirrored": MIRRORED if leaflet.direction == "rtl" else (),
        "large": edition.is_large_print,
        "narrow": edition.paper == "a5" or edition.is_paired,
        "name_columns": _name_columns(said.phrases, record, typeface),
        "one_page": outline.is_one_page,
        "paged": edition.is_paged,
        "web": edition.format == "html",
    }
    several = outline.is_one_page and edition.is_paged
    sizes = ONE_PAGE_SIZES if several else (edition.body_size,)
    return Page(
        tuple(
            _render(templates, {**variables, **_measures(record, typeface, size, several)})
            for size in sizes
        ),
        resources,
        several,
        tuple(_longest(said.phrases)) if several else (),
    )


def _styled(typeface: Typeface) -> SimpleNamespace:
    """A typeface as templates see it."""
    return SimpleNamespace(
        families=[face.family for face in typeface.faces],
        scale=typeface.scale,
        leading=typeface.leading,
    )


FIRST: Final = "leaflets:font/"
BESIDE: Final = "leaflets:font/beside/"


def _fonts(typeface: Typeface, prefix: str) -> dict[str, Path]:
    return {
        f"{prefix}{number}/{weight}": file
        for number, face in enumerate(typeface.faces, 1)
        for weight, file in (("regular", face.regular), ("bold", face.bold))
    }


def _measures(record: Record, typeface: Typeface, size: float, one_page: bool) -> dict[str, object]:
    """The sizes of a page's body text and margins, in pt."""
    leaflet, edition = record.leaflet, record.edition
    width, height = PAPER_SIZES[edition.paper]
    margin = 37.0 if one_page else 40.0 if edition.paper == "a5" or edition.is_paired else MARGIN
    text_size = size * typeface.scale
    band = leaflet.words[record.band or "draft.band"]
    last = page_number_text(leaflet.words["page.number"], MAX_PAGES, MAX_PAGES)
    foot = max(
        _lines(text, text_size, (width - 2 * margin) * 0.5) for text in (leaflet.sheet.name, last)
    )
    line = LINE if typeface.leading < TALL else typeface.leading
    band_size = text_size * (1 if one_page else 0.85)
    top = _lines(band, band_size, width - 2 * margin) * line * band_size
    return {
        "size": size,
        "top": (21 if one_page else 38) + (6 if line > LINE else 0) + top,
        "bottom": (17.5 if one_page else 26) + foot * line * text_size,
        "width": width,
        "height": height,
        "margin": margin,
        "line": line,
        "heading_share": _heading_share(record, typeface, size),
        "fitting": 0.4 * (width - 2 * margin) / (text_size * 0.6 * _longest_word(leaflet)),
    }


def _longest_word(leaflet: LocalizedSheet) -> int:
    """The characters of the longest word in the medicine's name: it must fit half a page."""
    return max(len(word) for word in leaflet.sheet.name.split())


def _name_columns(
    phrases: Sequence[Phrase], record: Record, typeface: Typeface
) -> dict[str, int | None]:
    """The share of a card, in %, for its name, by box: the least that holds its longest word.

    None where no share does, or the page is narrow: then the name stands above what is told.
    """
    edition = record.edition
    if edition.is_large_print or edition.is_paired or edition.paper == "a5":
        return dict.fromkeys(_NAME_SHARES)
    width = PAPER_SIZES[record.edition.paper][0] - 2 * MARGIN
    size = record.edition.body_size * typeface.scale
    unspaced = record.leaflet.language.startswith(_ANYWHERE)
    found: dict[str, int | None] = {}
    for box, shares in _NAME_SHARES.items():
        widest = max(
            (
                width_of(typeface.face, word, size)
                for phrase in phrases
                if phrase.identity.endswith(".name") and phrase.identity.startswith(box)
                for word in ([] if unspaced else re.split(r"[\s-]", phrase.plain))
            ),
            default=0,
        )
        found[box] = next((s for s in shares if widest <= s / 100 * (width - 24) - size), None)
    return found


def _heading_share(record: Record, typeface: Typeface, size: float) -> float:
    """The share of a one-page leaflet's width, in %, that its longest heading's word needs."""
    width = PAPER_SIZES[record.edition.paper][0] - 74
    headings = [h.text for c in record.outline.chapters for s in c.sections if (h := s.heading)]
    unspaced = record.leaflet.language.startswith(_ANYWHERE)
    words_of = [] if unspaced else [word for heading in headings for word in heading.split()]
    widths = [width_of(typeface.face, word, 1.1 * size * typeface.scale) for word in words_of]
    return max(17.0, (max(widths, default=0) + 0.6 * size) / width * 100)


def _longest(phrases: Sequence[Phrase]) -> Iterator[str]:
    """The parts of a leaflet that hold the most text, with their length in characters."""
    lengths: Counter[str] = Counter()
    for phrase in phrases:
        if not phrase.identity.startswith((WORD, "heading:")):
            part = phrase.identity.split(".")
            lengths[".".join(part[:3])] += len(phrase.plain)
    for name, length in lengths.most_common(5):
        yield f"{name} ({length} characters)"


def _lines(text: str, size: float, width: float) -> int:
    """How many lines a text takes in the margin, at most: a letter is 0.6 em wide at most.

    ``size`` and ``width`` are in pt.
    """
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return math.ceil(wide * 0.56 * size / width)


def page_number(words: str) -> Markup:
    """ "Page {page} of {pages}" as the value of CSS ``content``."""
    parts = re.split(r"\{(page|pages)\}", words)
    return Markup(" ").join(
        Markup(f"counter({part})") if index % 2 else css_string(part)
        for index, part in enumerate(parts)
        if part
    )


def page_number_text(words: str, number: int, count: int) -> str:
    """The page number as it stands on a page."""
    return words.replace("{page}", str(number)).replace("{pages}", str(count))


def css_string(text: object) -> Markup:
    """Text as a CSS string that can stand in a style element (CSS Syntax 3, section 4.3.7)."""
    escaped = "".join(
        character if character.isalnum() or character in " ,." else f"\\{ord(character):06X} "
        for character in str(getattr(text, "plain", text))
    )
    return Markup(f'"{escaped}"')


def _render(folders: Sequence[Path], variables: dict[str, object]) -> str:
    environment = _environment(tuple(folders))
    try:
        with time_limit(SECONDS, "template-endless", "the template"):
            html = environment.get_template(TEMPLATE).render(variables)
    except LeafletsError:
        raise
    except (MemoryError, RecursionError) as error:
        raise _fault(folders, f"the template never ends ({type(error).__name__})", 0) from error
    except TemplateSyntaxError as error:
        raise _fault(folders, str(error.message), error.lineno, error.filename) from error
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        name, line = _place(error)
        raise _fault(folders, str(error), line, name) from error
    if len(html) > MAX_CHARACTERS:
        raise _fault(folders, "the template prints too much", 0)
    return html


class _Sandbox(ImmutableSandboxedEnvironment):
    """Templates may call macros, blocks and range: nothing that our own objects can do."""

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call ``obj``."""
        return isinstance(obj, Macro | BlockReference) or obj is range


@cache
def _environment(folders: tuple[Path, ...]) -> _Sandbox:
    """Jinja for these folders; it reads a template again when its file changes."""
    loaders = [FileSystemLoader(folder) for folder in folders]
    environment = _Sandbox(
        loader=ChoiceLoader([*loaders, PrefixLoader({"builtin": loaders[-1]})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.filters["css"] = css_string
    environment.globals = {"range": range}
    return environment


def _fault(
    folders: Sequence[Path], message: str, line: int, name: str | None = None
) -> LeafletsError:
    file = name or str(folders[0] / TEMPLATE)
    return LeafletsError(
        problem("template-fault", message, file=file, line=line, column=1 if line else 0)
    )


def _place(error: Exception) -> tuple[str | None, int]:
    """The innermost template line in the traceback: Jinja gives its frames template names."""
    place: tuple[str | None, int] = None, 0
    traceback = error.__traceback__
    while traceback:
        name = traceback.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            place = name, traceback.tb_lineno
        traceback = traceback.tb_next
    return place


def _pictures_hold_no_text(resources: dict[str, Path]) -> None:
    """Refuse SVG files with anything but shapes: words belong into the sheet.

    Raises LeafletsError (kind "rendering").
    """
    problems = []
    for file in {path for path in resources.values() if path.suffix == ".svg"}:
        found = _NOT_A_SHAPE.search(file.read_text(encoding="utf-8", errors="replace"))
        if found:
            message = f"a picture holds shapes only, not {found[0]!r}; words go into the sheet"
            problems.append(problem("rendering-picture", message, file=file))
    raise_if_any(sorted(problems))


def _pictograms(templates: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in templates:
        for file in sorted((folder / "pictograms").glob("*.svg")):
            found.setdefault(f"leaflets:pictogram/{file.stem}", file)
    return found


def _figures(leaflet: LocalizedSheet, folder: Path) -> dict[str, Path]:
    names = sorted(figure_names(leaflet.sheet))
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise LeafletsError(
            *(problem("rendering-no-figure", "no such figure", file=folder / n) for n in missing)
        )
    return {f"leaflets:figure/{name}": folder / name for name in names}


def figure_names(value: Any) -> set[str]:
    """The names of the pictures that a sheet, or a part of one, shows."""
    if isinstance(value, tuple):
        return set().union(*map(figure_names, value))
    fields = getattr(type(value), "model_fields", {})
    found = {str(value.figure)} if "figure" in fields and value.figure else set()
    return found.union(*(figure_names(getattr(value, name)) for name in fields))
