"""The pages of a site and what they are made of, written into its new tree."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Final

from leaflets.content.record import Record
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import language
from leaflets.library.fonts import Typeface, typeface_for
from leaflets.library.libraries import Library
from leaflets.site import search
from leaflets.site.assets import Assets, language_style, name_style, shared_assets
from leaflets.site.downloads import Downloads
from leaflets.site.fragments import Fragment, fragment_of, fragment_problems
from leaflets.site.offered import SiteEntry
from leaflets.site.pages import Around, ListedMedicine, leaflet_page, root_of, start_page
from leaflets.site.previews import preview
from leaflets.site.site_index import SiteLeaflet, Styled
from leaflets.site.site_words import SiteWords, site_words
from leaflets.site.tree import Tree
from leaflets.snapshot import Folders

_OFFERS: Final = "assets/offers"
_NAMES: Final = "names"
_STYLES: Final = 2
"""The number of the way in which styles are made: another one makes them again."""
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class ShownEntry:
    """An entry that is published: what its page shows."""

    entry: SiteEntry
    leaflet: SiteLeaflet
    fragment: Fragment
    preview: str | None

    @property
    def record(self) -> Record:
        """What the leaflet says."""
        return self.fragment.record

    @property
    def state(self) -> str:
        """Its state of review and its date, as a line."""
        said = self.record.leaflet
        return said.review.line or f"{said.words['draft.band']}. {said.version}"

    @property
    def brands(self) -> str | None:
        """The line of its brand names."""
        return self.record.leaflet.brands


@dataclass
class Setting:
    """What the pages share, and the styles of this build for the next one."""

    library: Library
    words: Mapping[str, SiteWords]
    assets: Assets
    templates: Folders
    base_url: str | None
    offers: str
    names: str
    """The path of the style of the languages' names."""
    styles: dict[str, Styled] = field(default_factory=dict)


def shown(tree: Tree, entries: Sequence[SiteEntry], found: Downloads) -> list[ShownEntry]:
    """The entries that are published, with the files of their pages put into the tree."""
    result: list[ShownEntry] = []
    for entry in entries:
        page = found.page_of(entry)
        if page is None:
            continue
        fragment = fragment_of((tree.site / page.path).read_bytes(), root_of(entry.path))
        for path, content in fragment.pictures.items():
            tree.put(path, content)
        files = tuple(file for file, _ in found.files[entry.path])
        said = fragment.record.leaflet
        listed = SiteLeaflet(
            language=said.language,
            direction=said.direction,
            name=said.sheet.name,
            page=entry.path,
            state=page.state,
            approval=said.review.line,
            text=page.text,
            files=files,
        )
        result.append(ShownEntry(entry, listed, fragment, _preview(tree, listed)))
    return result


def _preview(tree: Tree, leaflet: SiteLeaflet) -> str | None:
    """The picture of its first page, by the digest of the file that it shows."""
    first = next((file for file in leaflet.files if file.edition.is_paged), None)
    if first is None:
        return None
    path = f"assets/preview-{first.sha256[:16]}.png"
    if tree.before and (tree.before / path).is_file():
        tree.link(path, tree.before / path)
    else:
        tree.put(path, preview((tree.site / first.permanent).read_bytes()))
    return path


def setting(library: Library, tree: Tree, tags: Iterable[str], base_url: str | None) -> Setting:
    """What all pages share, put into the tree. Raises LeafletsError for missing words."""
    templates = library.built_in("templates")
    assets = shared_assets(templates)
    words: dict[str, SiteWords] = {}
    problems: list[Problem] = []
    for tag in tags:
        try:
            words[tag] = site_words(library, language(tag))
        except LeafletsError as error:
            problems += error.problems
    raise_if_any(problems)
    offers = json.dumps(
        {tag: [w.said["offer"], w.said["close"]] for tag, w in sorted(words.items())},
        ensure_ascii=False,
    ).encode()
    for path, content in assets.files.items():
        tree.put(path, content)
    path = f"{_OFFERS}-{hashlib.sha256(offers).hexdigest()[:12]}.json"
    tree.put(path, offers)
    base = base_url.rstrip("/") + "/" if base_url else None
    styled = _names_style(tree, library, words)
    return Setting(library, words, assets, templates, base, path, styled.files[0], {_NAMES: styled})


def _names_style(tree: Tree, library: Library, words: Mapping[str, SiteWords]) -> Styled:
    """The style of the languages' names, put into the tree."""
    typefaces = {
        tag: (
            typeface_for(language(tag), library.all("fonts")),
            " ".join([said.own_name, said.said["offer"], said.said["close"]]),
        )
        for tag, said in words.items()
    }
    key = _key([(tag, _made_of(face), said) for tag, (face, said) in typefaces.items()])
    return _kept(tree, _NAMES, key) or _put_style(tree, key, name_style(typefaces))


def around(
    tree: Tree,
    shared: Setting,
    tag: str,
    letters: str,
    languages: Sequence[str],
    offline: Sequence[str] = (),
) -> Around:
    """What the pages of a language share; ``letters`` are all that they hold.

    ``offline`` are the paths that are kept for use without a network.
    """
    named = language(tag)
    publisher, disclaimer = shared.library.publisher, shared.library.disclaimer(named)
    lines = tuple(filter(None, [publisher.name, *publisher.contact]))
    typeface = typeface_for(named, shared.library.all("fonts"))
    said = [*shared.words[tag].said.values(), disclaimer.heading, *disclaimer.paragraphs, *lines]
    styled = _styled(tree, typeface, tag, "".join([letters, *said, shared.words[tag].own_name]))
    shared.styles[tag] = styled
    kept = [
        f"{tag}/",
        *styled.files,
        *shared.styles[_NAMES].files,
        shared.assets.style,
        shared.assets.script,
        *offline,
    ]
    listed = json.dumps(sorted(set(kept))).encode()
    offline_path = f"assets/offline-{tag}-{hashlib.sha256(listed).hexdigest()[:12]}.json"
    tree.put(offline_path, listed)
    return Around(
        shared.words[tag],
        disclaimer,
        lines,
        shared.templates,
        shared.assets,
        styled.files[0],
        offline_path,
        shared.offers,
        shared.names,
        tuple(languages),
        shared.base_url,
    )


def _styled(tree: Tree, typeface: Typeface, tag: str, letters: str) -> Styled:
    """The style of a language, put into the tree."""
    key = _key([_made_of(typeface), sorted(set(letters))])
    found = _kept(tree, tag, key)
    return found or _put_style(tree, key, language_style(typeface, tag, letters))


def _made_of(typeface: Typeface) -> object:
    """What a typeface's style is made of."""
    fonts = [(f.family, f.regular.file.digest, f.bold.file.digest) for f in typeface.faces]
    return typeface.scale, typeface.leading, fonts


def _key(made_of: object) -> str:
    return hashlib.sha256(repr((_STYLES, made_of)).encode()).hexdigest()


def _kept(tree: Tree, name: str, key: str) -> Styled | None:
    """The style of the last build, linked to, where it was made of the same."""
    old = tree.state.styles.get(name)
    if not (tree.before and old and old.key == key and _are_there(tree.before, old.files)):
        return None
    for path in old.files:
        tree.link(path, tree.before / path)
    return old


def _put_style(tree: Tree, key: str, files: Mapping[str, bytes]) -> Styled:
    for path, content in files.items():
        tree.put(path, content)
    return Styled(key=key, files=tuple(files))


def _are_there(site: Path, paths: Sequence[str]) -> bool:
    return all((site / path).is_file() for path in paths)


def letters_in(html: str) -> str:
    """The letters that a page shows."""
    return "".join(set(unescape(_TAG.sub("", html))))


def put_pages(tree: Tree, context: Around, published: Sequence[ShownEntry]) -> None:
    """The start page and the leaflets of one language.

    Raises LeafletsError (kind "verification") where a page does not say what its leaflet says.
    """
    tag = context.words.language.tag
    mine = [one for one in published if one.leaflet.language == tag]
    tree.put(f"{tag}/index.html", start_page(context, [_listed(one) for one in mine]).encode())
    for one in mine:
        others = [
            other.leaflet.language
            for other in published
            if other.entry.file.sheet.id == one.entry.file.sheet.id
        ]
        html = leaflet_page(context, one.fragment, one.leaflet, others, one.preview)
        path = f"{one.entry.path}index.html"
        if not _is_same(tree, path, html):
            raise_if_any(
                problem(found.code, found.message, file=path, field=found.field)
                for found in fragment_problems(html, one.record)
            )
        tree.put(path, html.encode())


def _is_same(tree: Tree, path: str, html: str) -> bool:
    """Whether the last build has this page, looked at then."""
    old = tree.before / path if tree.before else None
    return bool(old and old.is_file() and old.read_bytes() == html.encode())


def _listed(one: ShownEntry) -> ListedMedicine:
    said = one.record.leaflet
    return ListedMedicine(
        said.sheet.name,
        one.entry.path,
        search.plain_if_any(said.sheet.medicine_class),
        one.brands,
        one.state,
    )


def findable(published: Sequence[ShownEntry]) -> list[search.Findable]:
    """What the search finds: each published leaflet, in its language."""
    return [
        search.Findable(
            one.leaflet.language,
            one.entry.path,
            one.record.leaflet.sheet.name,
            search.plain_if_any(one.record.leaflet.sheet.medicine_class),
            one.brands or "",
            one.state,
            _names(one),
            search.uses_of(one.record.leaflet.sheet),
        )
        for one in published
    ]


def _names(one: ShownEntry) -> str:
    """The medicine's names: its own in this language and in the sheet's, its brands, its codes."""
    sheet, source = one.record.leaflet.sheet, one.entry.file.sheet
    brands = [name for brand in sheet.brands for name in brand.names]
    codes = [code for _, values in sheet.codes for code in values]
    return " ".join(dict.fromkeys([sheet.name, source.name, *brands, *codes]))
