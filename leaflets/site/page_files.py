"""The pages of a site and what they are made of, written into its new tree."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.files import read
from leaflets.language.tags import language
from leaflets.library.fonts import Typeface, typeface_for
from leaflets.library.libraries import Library
from leaflets.sheet.model import Sheet
from leaflets.site import search
from leaflets.site.assets import Assets, language_style, name_style, shared_assets
from leaflets.site.downloads import Downloads
from leaflets.site.fragments import Fragment, fragment_of, fragment_problems
from leaflets.site.offered import PAGE, SiteEntry
from leaflets.site.pages import Around, ListedMedicine, leaflet_page, root_of, start_page
from leaflets.site.previews import preview
from leaflets.site.site_index import Built, SiteFile, SiteLeaflet, Styled
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
    kind: str
    """What kind of medicine it is."""
    state: str
    """Its state of review and its date, as a line."""
    brands: str | None
    """The line of its brand names."""
    pictures: tuple[str, ...]
    """The paths of what it shows."""
    preview: str | None


@dataclass
class Shown:
    """What the pages show: nothing of their text is held, which is read again where it is needed.

    ``letters`` are those of the leaflets of each language; ``search`` is the digest of what can
    be found.
    """

    entries: list[ShownEntry] = field(default_factory=list)
    letters: dict[str, set[str]] = field(default_factory=dict)
    search: str = ""

    def by_language(self) -> dict[str, list[ShownEntry]]:
        """The entries of each language."""
        found: dict[str, list[ShownEntry]] = {}
        for one in self.entries:
            found.setdefault(one.leaflet.language, []).append(one)
        return found

    def languages(self) -> dict[str, list[str]]:
        """The languages of each sheet."""
        found: dict[str, list[str]] = {}
        for one in self.entries:
            found.setdefault(one.entry.file.sheet.id, []).append(one.leaflet.language)
        return found


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


def shown(tree: Tree, entries: Sequence[SiteEntry], found: Downloads) -> Shown:
    """The entries that are published, with the files of their pages put into the tree."""
    result = Shown()
    for entry in entries:
        page = found.page_of(entry)
        if page is None:
            continue
        fragment = _fragment(tree, entry, page.path)
        for path, content in fragment.pictures.items():
            tree.put(path, content)
        files = tuple(file for file, _ in found.files[entry.path])
        one = _shown(tree, entry, page, files, fragment)
        result.entries.append(one)
        letters = result.letters.setdefault(one.leaflet.language, set())
        letters.update(letters_in(fragment.html), one.brands or "", one.state)
        result.search = search.added_to(result.search, _findable(one, fragment))
    return result


def _shown(
    tree: Tree, entry: SiteEntry, page: Built, files: tuple[SiteFile, ...], fragment: Fragment
) -> ShownEntry:
    """What is shown of an entry beside its text."""
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
    return ShownEntry(
        entry,
        listed,
        search.plain_if_any(said.sheet.medicine_class),
        said.review.line or f"{said.words['draft.band']}. {said.version}",
        said.brands,
        tuple(fragment.pictures),
        _preview(tree, listed),
    )


def _fragment(tree: Tree, entry: SiteEntry, path: str) -> Fragment:
    """The inside of a web page that is in the tree."""
    return fragment_of(read(tree.site / path), root_of(entry.path))


def _fragment_of(tree: Tree, one: ShownEntry) -> Fragment:
    """The same once more, of an entry that is shown."""
    page = next(file for file in one.leaflet.files if file.edition == PAGE)
    return _fragment(tree, one.entry, page.permanent)


def _preview(tree: Tree, leaflet: SiteLeaflet) -> str | None:
    """The picture of its first page, by the digest of the file that it shows."""
    first = next((file for file in leaflet.files if file.edition.is_paged), None)
    if first is None:
        return None
    path = f"assets/preview-{first.sha256[:16]}.png"
    if not tree.carry(path):
        tree.put(path, preview(read(tree.site / first.permanent)))
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
    if not old or old.key != key or not tree.sound.keys() >= set(old.files):
        return None
    for path in old.files:
        tree.carry(path)
    return old


def _put_style(tree: Tree, key: str, files: Mapping[str, bytes]) -> Styled:
    for path, content in files.items():
        tree.put(path, content)
    return Styled(key=key, files=tuple(files))


def letters_in(html: str) -> str:
    """The letters that a page shows."""
    return "".join(set(unescape(_TAG.sub("", html))))


def put_pages(
    tree: Tree,
    context: Around,
    mine: Sequence[ShownEntry],
    languages: Mapping[str, Sequence[str]],
) -> None:
    """The start page and the leaflets of one language; ``languages`` are those of each sheet.

    Raises LeafletsError (kind "verification") where a page does not say what its leaflet says.
    """
    tag = context.words.language.tag
    tree.put(f"{tag}/index.html", start_page(context, [_listed(one) for one in mine]).encode())
    for one in mine:
        fragment, others = _fragment_of(tree, one), languages[one.entry.file.sheet.id]
        html = leaflet_page(context, fragment, one.leaflet, others, one.preview)
        path, content = f"{one.entry.path}index.html", html.encode()
        # The same page in the last build was looked at then.
        if tree.sound.get(path) != hashlib.sha256(content).hexdigest():
            raise_if_any(
                problem(found.code, found.message, file=path, field=found.field)
                for found in fragment_problems(html, fragment.record)
            )
        tree.put(path, content)


def _listed(one: ShownEntry) -> ListedMedicine:
    return ListedMedicine(one.leaflet.name, one.entry.path, one.kind, one.brands, one.state)


def findable(tree: Tree, published: Shown) -> Iterator[search.Findable]:
    """What the search finds: each published leaflet, in its language."""
    return (_findable(one, _fragment_of(tree, one)) for one in published.entries)


def _findable(one: ShownEntry, fragment: Fragment) -> search.Findable:
    sheet = fragment.record.leaflet.sheet
    return search.Findable(
        one.leaflet.language,
        one.entry.path,
        sheet.name,
        one.kind,
        one.brands or "",
        one.state,
        _names(sheet, one.entry.file.sheet),
        search.uses_of(sheet),
    )


def _names(sheet: Sheet, source: Sheet) -> str:
    """The medicine's names: its own in this language and in the sheet's, its brands, its codes."""
    brands = [name for brand in sheet.brands for name in brand.names]
    codes = [code for _, values in sheet.codes for code in values]
    return " ".join(dict.fromkeys([sheet.name, source.name, *brands, *codes]))
