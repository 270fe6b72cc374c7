"""LocalizedSheet and Edition into HTML.

Templates may come from outside: they run in Jinja's sandbox, with autoescape on, undefined
variables an error, a list of filters that can't unescape anything, and a time limit.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import segno
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

from leaflets.content.localize import LocalizedSheet
from leaflets.content.phrase import WORD, Phrase, words
from leaflets.content.phrases import content
from leaflets.content.record import Record
from leaflets.edition.editions import ONE_PAGE_SIZES
from leaflets.errors import LeafletsError, problem, raise_if_any
from leaflets.library.fonts import Typeface
from leaflets.limits import within
from leaflets.render.measures import Second, is_stacked, measures, name_columns

TEMPLATE: Final = "leaflet.html.j2"
SECONDS: Final = 20.0
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

    What is drawn for this page alone (a code) is there as bytes.

    What must stand on one page comes in several sizes, the largest first, with its longest
    parts, for the message if none fits. Other pages have one size.
    """

    sizes: tuple[str, ...]
    resources: dict[str, Path | bytes]
    one_page: bool = False
    longest: tuple[str, ...] = ()

    def loosened(self, boxes: bool, phrases: Iterable[str] = ()) -> str:
        """The page in its first size, with what may run over pages after all.

        ``boxes``: the emergency boxes; ``phrases``: identities, of each the part it stands in.
        """
        selectors = [f':is(.keep, li):has([data-phrase="{phrase}"])' for phrase in phrases]
        rule = f"{', '.join(selectors)} {{ break-inside: auto }}\n" if selectors else ""
        html = self.html.replace("</style>", f"{rule}</style>", 1)
        return html.replace(_WHOLE, "") if boxes else html

    @property
    def html(self) -> str:
        """The page in its first size."""
        return self.sizes[0]


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
    resources: dict[str, Path | bytes] = {
        **font_files(typeface, FIRST),
        **(font_files(second.typeface, BESIDE) if second else {}),
        **_pictograms(templates),
        **_figures(leaflet, figures),
    }
    if leaflet.address:
        resources[CODE] = web_code(leaflet.address)
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
        "typeface": styled(typeface),
        "paired": edition.is_paired,
        "stacked": edition.is_paired and is_stacked(record, typeface, second),
        "second": styled(second.typeface) if second else None,
        "mirrored": MIRRORED if leaflet.direction == "rtl" else (),
        "large": edition.is_large_print,
        "has_code": bool(leaflet.address) and edition.is_paged and not outline.is_one_page,
        "has_panel": edition.panel,
        "narrow": edition.paper == "a5" or edition.is_paired,
        "name_columns": name_columns(said.phrases, record, typeface),
        "one_page": outline.is_one_page,
        "paged": edition.is_paged,
        "web": edition.format == "html",
        "imported": leaflet.sheet.is_imported,
    }
    several = outline.is_one_page and edition.is_paged
    sizes = ONE_PAGE_SIZES if several else (edition.body_size,)
    return Page(
        tuple(
            render(templates, {**variables, **measures(record, typeface, size, several)})
            for size in sizes
        ),
        resources,
        several,
        tuple(_longest(said.phrases)) if several else (),
    )


def styled(typeface: Typeface) -> SimpleNamespace:
    """A typeface as templates see it."""
    return SimpleNamespace(
        families=[face.family for face in typeface.faces],
        others=bool(typeface.others),
        scale=typeface.scale,
        leading=typeface.leading,
    )


FIRST: Final = "leaflets:font/"
BESIDE: Final = "leaflets:font/beside/"
CODE: Final = "leaflets:code"
"""The address of the code that leads to the leaflet's web address."""


def web_code(address: str) -> bytes:
    """A QR code (ISO/IEC 18004, error correction M) as SVG, with its quiet zone."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", xmldecl=False)
    return target.getvalue()


def font_files(typeface: Typeface, prefix: str) -> dict[str, Path]:
    return {
        f"{prefix}{number}/{weight}": file
        for number, face in enumerate(typeface.faces, 1)
        for weight, file in (("regular", face.regular), ("bold", face.bold))
    }


def _longest(phrases: Sequence[Phrase]) -> Iterator[str]:
    """The parts of a leaflet that hold the most text, with their length in characters."""
    lengths: Counter[str] = Counter()
    for phrase in phrases:
        if not phrase.identity.startswith((WORD, "heading:")):
            part = phrase.identity.split(".")
            lengths[".".join(part[:3])] += len(phrase.plain)
    for name, length in lengths.most_common(5):
        yield f"{name} ({length} characters)"


def page_number(words: str) -> Markup:
    """ "Page {page} of {pages}" as the value of CSS ``content``."""
    parts = re.split(r"\{(page|pages)\}", words)
    return Markup(" ").join(
        Markup(f"counter({part})") if index % 2 else css_string(part)
        for index, part in enumerate(parts)
        if part
    )


def css_string(text: object) -> Markup:
    """Text as a CSS string that can stand in a style element (CSS Syntax 3, section 4.3.7)."""
    escaped = "".join(
        character if character.isalnum() or character in " ,." else f"\\{ord(character):06X} "
        for character in str(getattr(text, "marked", text))
    )
    return Markup(f'"{escaped}"')


def render(
    folders: Sequence[Path], variables: Mapping[str, object], template: str = TEMPLATE
) -> str:
    """A template filled in, within limits. Raises LeafletsError (kind "template")."""
    environment = _environment(tuple(folders))
    try:
        html = within(
            SECONDS,
            "template-endless",
            "the template",
            lambda: environment.get_template(template).render(variables),
        )
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


def _pictures_hold_no_text(resources: dict[str, Path | bytes]) -> None:
    """Refuse SVG files with anything but shapes: words belong into the sheet.

    Raises LeafletsError (kind "rendering").
    """
    problems = []
    files = {path for path in resources.values() if isinstance(path, Path)}
    for file in {path for path in files if path.suffix == ".svg"}:
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
