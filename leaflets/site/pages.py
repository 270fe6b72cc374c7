"""The pages of the site: HTML around the leaflets, from the built-in templates only."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final

from markupsafe import Markup

from leaflets.edition.editions import Edition
from leaflets.language.plurals import PluralWords
from leaflets.language.tags import language
from leaflets.library.disclaimers import Disclaimer
from leaflets.render.page import render
from leaflets.site.assets import Assets
from leaflets.site.fragments import Fragment
from leaflets.site.site_index import SiteFile, SiteLeaflet
from leaflets.site.site_words import SiteWords, own_name
from leaflets.snapshot import Folders

POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self';"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self';"
    " base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of every page (CSP Level 3). The search runs WebAssembly."""

_ALPHABETS: Final = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")
_FEW: Final = 12
"""A list of fewer names needs no letters to jump to."""

_KINDS: Final = {"pdf": "PDF", "html": "HTML", "brf": "BRF", "text": "TXT"}


@dataclass(frozen=True)
class Around:
    """What the pages of one language share."""

    words: SiteWords
    disclaimer: Disclaimer
    publisher: tuple[str, ...]
    templates: Folders
    assets: Assets
    style: str
    """The path of the language's style."""
    offline: str
    """The path of the list of what can be kept."""
    offers: str
    """The path of what is said to readers of another language."""
    names: str
    """The path of the style of the languages' names."""
    languages: tuple[str, ...]
    """The languages that have a start page."""
    base_url: str | None = None


@dataclass(frozen=True)
class ListedMedicine:
    """An entry of a start page's list."""

    name: str
    path: str
    kind: str
    brands: str | None
    state: str


@dataclass(frozen=True)
class Choice:
    """A page on which a reader chooses a language; ``paths`` are pages, by tag."""

    path: str
    heading: str
    lines: tuple[str, ...]
    paths: Mapping[str, str]
    remembered: bool = False
    root: str | None = None


def start_page(around: Around, medicines: Sequence[ListedMedicine]) -> str:
    """The start page of a language."""
    tag = around.words.language.tag
    groups = _groups(medicines)
    plural = around.words.plurals["results"]
    return _page(
        around,
        "start.html.j2",
        f"{tag}/",
        {other: f"{other}/" for other in around.languages},
        title=around.words.said["title"],
        description=around.words.said["lead"],
        languages_link="#languages",
        groups=groups,
        letters=len(medicines) >= _FEW and len(groups) > 1,
        forms=json.dumps(_forms(around.words, plural), ensure_ascii=False),
        rule=plural.rule,
    )


def leaflet_page(
    around: Around,
    fragment: Fragment,
    leaflet: SiteLeaflet,
    others: Iterable[str],
    preview: str | None,
) -> str:
    """The page of a leaflet, with its downloads and its other languages."""
    medicine = leaflet.page.partition("/")[0]
    return _page(
        around,
        "leaflet.html.j2",
        leaflet.page,
        {other: f"{medicine}/{other}/" for other in others},
        title=f"{fragment.title} – {around.words.said['title']}",
        description=f"{leaflet.name}: {around.words.said['lead']}",
        languages_link="#languages",
        leaflet=Markup(fragment.html),
        groups=_downloads(around.words, leaflet.files),
        preview=preview,
        picture=preview,
    )


def choice_page(around: Around, choice: Choice) -> str:
    """The first page, that of a medicine in all languages, a notice, and the page not found."""
    return _page(
        around,
        "choose.html.j2",
        choice.path,
        choice.paths,
        root=choice.root,
        title=f"{choice.heading} – {around.words.said['title']}",
        description=choice.lines[0] if choice.lines else "",
        languages_link="#languages",
        heading=choice.heading,
        lines=choice.lines,
        remembered="yes" if choice.remembered else "no",
    )


def root_of(path: str) -> str:
    """The way from a page to the start of the site."""
    return "../" * path.count("/") or "./"


def _page(
    around: Around,
    template: str,
    path: str,
    alternates: Mapping[str, str],
    root: str | None = None,
    **more: Any,
) -> str:
    words = around.words
    tag = words.language.tag
    listed = [_link(other, to) for other, to in sorted(alternates.items())]
    variables: dict[str, Any] = {
        "root": root_of(path) if root is None else root,
        "path": path,
        "language": tag,
        "direction": words.language.direction,
        "words": words.said,
        "own_name": words.own_name,
        "home": f"{tag}/",
        "policy": POLICY,
        "style": around.assets.style,
        "script": around.assets.script,
        "icons": around.assets.icons,
        "language_style": around.style,
        "names_style": around.names,
        "offline": around.offline,
        "offers": around.offers,
        "base_url": around.base_url,
        "alternates": listed,
        "others": [other for other in listed if other.path != path],
        "publisher": around.publisher,
        "disclaimer": around.disclaimer,
        "picture": None,
        **more,
    }
    return render(around.templates, variables, f"site/{template}")


def _link(tag: str, path: str) -> SimpleNamespace:
    named = language(tag)
    return SimpleNamespace(tag=tag, path=path, name=own_name(named), direction=named.direction)


def _forms(words: SiteWords, plural: PluralWords) -> dict[str, str]:
    """The forms of a message by CLDR's plural category, as the browser knows them."""
    category = words.language.locale.plural_form
    return {
        str(category(n)): plural.form(Fraction(n), words.language.locale)
        for n in (*range(30), 100, 1_000_000)
    }


def _groups(medicines: Sequence[ListedMedicine]) -> list[SimpleNamespace]:
    """The medicines in order; by their first letter, where the script is an alphabet."""
    ordered = sorted(medicines, key=lambda medicine: _sorted_as(medicine.name))
    groups: dict[str, list[ListedMedicine]] = defaultdict(list)
    for medicine in ordered:
        groups[_letter(medicine.name)].append(medicine)
    return [
        SimpleNamespace(letter=letter, id=f"letter-{number}", medicines=listed)
        for number, (letter, listed) in enumerate(groups.items(), 1)
    ]


def _sorted_as(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _letter(name: str) -> str:
    first = _sorted_as(name)[:1].upper()
    return first if unicodedata.name(first, "").startswith(_ALPHABETS) else ""


def _downloads(words: SiteWords, files: Sequence[SiteFile]) -> list[SimpleNamespace]:
    groups: dict[str, list[SimpleNamespace]] = defaultdict(list)
    for file in sorted(files, key=lambda file: file.edition.format == "html"):
        groups[_group(words, file.edition)].append(
            SimpleNamespace(
                path=file.path,
                permanent=file.permanent,
                type=file.type,
                label=_label(words, file.edition),
                detail=" · ".join(_details(words, file)),
            )
        )
    return [SimpleNamespace(label=label, files=listed) for label, listed in groups.items()]


def _details(words: SiteWords, file: SiteFile) -> Iterator[str]:
    """How long a file is, how many sheets of paper it takes on both sides, how large it is."""
    if file.pages:
        yield words.pages(file.pages)
        if file.edition.is_paged:
            yield words.counted("sheets", file.edition.sheets(file.pages))
    yield words.size(file.bytes)


def _group(words: SiteWords, edition: Edition) -> str:
    if edition.beside:
        return words.said["beside"]
    if edition.summary:
        return words.said["summary"]
    keys = {"html": "web", "brf": "braille", "text": "text"}
    key = keys.get(edition.format, edition.size.replace("-", "_"))
    return words.said[key]


def _label(words: SiteWords, edition: Edition) -> str:
    kind = _KINDS[edition.format]
    if not edition.is_paged:
        return kind
    paper = words.said[f"paper.{edition.paper.replace('-', '_')}"]
    if edition.beside:
        return f"{kind} · {words.own_name} + {own_name(language(edition.beside))} · {paper}"
    return f"{kind} · {paper}"
