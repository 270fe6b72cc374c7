"""LocalizedSheet and Edition into HTML.

Templates may come from outside: they run in Jinja's sandbox, with autoescape on, undefined
variables an error, a list of filters that can't unescape anything, and a time limit.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any, Final

import segno
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.loaders import split_template_path
from jinja2.runtime import BlockReference, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from leaflets.content.phrase import WORD, Phrase
from leaflets.content.record import Record
from leaflets.edition.editions import ONE_PAGE_SIZES
from leaflets.errors import LeafletsError, problem, raise_if_any
from leaflets.library.fonts import Typeface
from leaflets.limits import within
from leaflets.render.measures import Second, is_stacked, measures
from leaflets.render.one_language import OneLanguage
from leaflets.render.task import Page
from leaflets.sheet.figures import MIRRORED
from leaflets.snapshot import Folders, NotedFile, Snapshot

TEMPLATE: Final = "leaflet.html.j2"
SECONDS: Final = 20.0
MAX_CHARACTERS: Final = 20_000_000

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


def page(
    record: Record,
    side: OneLanguage,
    *,
    templates: Folders,
    figures: Path,
    second: Second | None = None,
) -> Page:
    """The HTML of a leaflet, in its first language; ``second`` is styled, but not printed.

    ``side`` is what the leaflet of the record says in that language.
    ``templates`` are folders, the first that has a template wins, the last is the built-in
    one, which others reach as ``builtin/…``. ``figures`` is the folder of the sheet.

    Raises LeafletsError (kind "template") for anything wrong in a template, "rendering" for
    a figure that is not there.
    """
    leaflet, edition, outline = record.leaflet, record.edition, record.outline
    said, typeface = side.said, side.typeface
    resources: dict[str, NotedFile | bytes] = {
        **font_files(typeface, FIRST),
        **(font_files(second.typeface, BESIDE) if second else {}),
        **_pictures(templates, side.figures, figures),
    }
    if leaflet.address:
        resources[CODE] = web_code(leaflet.address)
    variables: dict[str, object] = {
        "language": leaflet.language,
        "direction": leaflet.direction,
        "start": "right" if leaflet.direction == "rtl" else "left",
        "end": "left" if leaflet.direction == "rtl" else "right",
        "leaflet": said.view,
        "space": "" if leaflet.language.startswith(_UNSPACED) else " ",
        "words": side.fixed,
        "band": side.fixed[record.band] if record.band else None,
        "page_number": page_number(leaflet.words["page.number"]),
        "going_on": leaflet.words["page.continued"].split("{heading}"),
        "typeface": styled(typeface),
        "paired": edition.is_paired,
        "stacked": edition.is_paired and is_stacked(said.phrases, record, typeface, second),
        "second": styled(second.typeface) if second else None,
        "mirrored": MIRRORED if leaflet.direction == "rtl" else (),
        "large": edition.is_large_print,
        "compact": edition.is_compact,
        "louder": edition.dose_size / edition.body_size,
        "has_code": bool(leaflet.address) and edition.is_paged and not outline.is_one_page,
        "has_panel": edition.panel,
        "narrow": edition.is_small_paper or edition.is_paired,
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
PICTOGRAM: Final = "leaflets:pictogram/"
FIGURE: Final = "leaflets:figure/"
CODE: Final = "leaflets:code"
"""The address of the code that leads to the leaflet's web address."""


def web_code(address: str) -> bytes:
    """A QR code (ISO/IEC 18004, error correction M) as SVG, with its quiet zone."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", xmldecl=False)
    return target.getvalue()


def font_files(typeface: Typeface, prefix: str) -> dict[str, NotedFile]:
    """The files of a typeface's fonts, by the addresses that a page has for them."""
    return {
        f"{prefix}{number}/{weight}": font.file
        for number, face in enumerate(typeface.faces, 1)
        for weight, font in (("regular", face.regular), ("bold", face.bold))
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


def render(folders: Folders, variables: Mapping[str, object], template: str = TEMPLATE) -> str:
    """A template filled in, within limits. Raises LeafletsError (kind "template")."""
    environment = folders.files.once(_environment, folders)
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


class _Loader(BaseLoader):
    """The templates of a folder, as a snapshot has them."""

    def __init__(self, folder: Path, files: Snapshot) -> None:
        self.folder = folder
        self.files = files

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """A template, ready to be filled in."""
        file = self.folder.joinpath(*split_template_path(name))
        if not self.files.is_file(file):
            raise TemplateNotFound(name)
        code = _compiled(file, self.files.read(file), name)
        return environment.template_class.from_code(environment, code, globals or {})


@lru_cache(maxsize=64)
def _compiled(file: Path, content: bytes, name: str) -> CodeType:
    """A template is compiled once, however many snapshots have it."""
    return _sandbox(BaseLoader()).compile(content.decode(), name, str(file))


def _environment(folders: Folders) -> _Sandbox:
    """Jinja for the templates in these folders."""
    loaders = [_Loader(folder, folders.files) for folder in folders]
    return _sandbox(ChoiceLoader([*loaders, PrefixLoader({"builtin": loaders[-1]})]))


def _sandbox(loader: BaseLoader) -> _Sandbox:
    environment = _Sandbox(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.filters["css"] = css_string
    environment.globals = {"range": range}
    return environment


def _fault(folders: Folders, message: str, line: int, name: str | None = None) -> LeafletsError:
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


def _pictures(templates: Folders, names: Sequence[str], figures: Path) -> dict[str, bytes]:
    """The pictograms and the sheet's figures of these names, by address.

    Raises LeafletsError (kind "rendering") for a figure that is not there, and for SVG files with
    anything but shapes: words belong into the sheet.
    """
    read = templates.files.read
    files = {**_pictograms(templates), **_figures(names, figures, templates.files)}
    drawn = sorted({file for file in files.values() if file.suffix == ".svg"})
    raise_if_any(
        problem("rendering-picture", message, file=file)
        for file in drawn
        if (message := templates.files.parsed(_not_a_shape, file))
    )
    return {address: read(file) for address, file in files.items()}


def _not_a_shape(_file: Path, content: bytes) -> str | None:
    """What is wrong with a drawing; None where it holds shapes only."""
    found = _NOT_A_SHAPE.search(content.decode("utf-8", "replace"))
    return found and f"a picture holds shapes only, not {found[0]!r}; words go into the sheet"


def _pictograms(templates: Folders) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for file in templates.glob("pictograms/*.svg"):
        found.setdefault(f"{PICTOGRAM}{file.stem}", file)
    return found


def _figures(names: Sequence[str], folder: Path, files: Snapshot) -> dict[str, Path]:
    missing = [name for name in names if not files.is_file(folder / name)]
    if missing:
        raise LeafletsError(
            *(problem("rendering-no-figure", "no such figure", file=folder / n) for n in missing)
        )
    return {f"{FIGURE}{name}": folder / name for name in names}
