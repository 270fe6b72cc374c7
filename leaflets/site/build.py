"""A site, whole: planned, made, written beside the one that is shown, checked, and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from leaflets.errors import LeafletsError, problem, raise_if_any
from leaflets.making.executors import seam
from leaflets.making.secret import secret
from leaflets.making.store import LIMIT
from leaflets.making.watcher import Watcher
from leaflets.making.workshop import workshop
from leaflets.site import search
from leaflets.site.checking import site_problems
from leaflets.site.downloads import Downloads, downloads
from leaflets.site.history import gone, history, put_notice_pages, put_notices
from leaflets.site.index_files import data_files, manifest, sitemap
from leaflets.site.offered import SiteEntry, SiteWish, planned_site
from leaflets.site.page_files import (
    Setting,
    Shown,
    ShownEntry,
    around,
    findable,
    put_pages,
    setting,
    shown,
)
from leaflets.site.pages import Around, Choice, choice_page
from leaflets.site.site_index import Notice, SiteIndex, SiteMedicine, SiteState
from leaflets.site.tree import CURRENT, Tree, show, site_tree
from leaflets.version import __version__

if TYPE_CHECKING:
    from leaflets.signing.signers import SigningKey

MOST_OFFLINE = 300
"""So many pages of a language are kept at once for use without a network."""


@dataclass(frozen=True)
class Making:
    """Where and with what leaflets are made, and who signs them."""

    store: str
    executor: str = "local"
    jobs: int | None = None
    store_limit: int = LIMIT
    signer: SigningKey | None = None


@dataclass(frozen=True)
class SiteReport:
    """What a build came to: the folder to serve, and numbers of things."""

    root: Path
    medicines: int
    languages: int
    pages: int
    files: int
    made: int
    notices: int
    bytes: int


def build_site(wish: SiteWish, folder: Path, how: Making, watcher: Watcher) -> SiteReport:
    """The report of a site that is built into ``folder`` and shown; else the old one stays.

    Raises LeafletsError with everything that is wrong: then nothing has changed.
    """
    with site_tree(folder, watcher.tell) as tree:
        entries = planned_site(wish, watcher.tell)
        workers = seam(how.executor, how.jobs)
        shop = workshop(wish.library, how.store, workers, secret(), watcher.tell, how.store_limit)
        found = downloads(
            shop,
            tree,
            entries,
            watcher.tell,
            lambda done, of: watcher.step("Leaflets", done, of),
            how.signer,
        )
        published = shown(tree, entries, found)
        index, state = _written(wish, tree, entries, found, published, watcher)
        watcher.step("Checking", 0, 1)
        base = urlsplit(wish.base_url or "").path.rstrip("/") + "/"
        raise_if_any(site_problems(tree.site, tree.digests | _verified(index), base))
        watcher.step("Checking", 1, 1)
        show(tree, state)
        return _report(tree, index, found.made)


def _verified(index: SiteIndex) -> dict[str, str]:
    """The digests of the leaflets' files, at both their addresses."""
    files = [file for m in index.medicines for one in m.leaflets for file in one.files]
    return {path: file.sha256 for file in files for path in (file.path, file.permanent)}


def _written(
    wish: SiteWish,
    tree: Tree,
    entries: Sequence[SiteEntry],
    found: Downloads,
    published: Shown,
    watcher: Watcher,
) -> tuple[SiteIndex, SiteState]:
    """Everything but the files of the leaflets, and what the next build is to know."""
    files = history(tree, found, published)
    former = gone(wish, files, found)
    recalled = {
        (entry.file.sheet.id, entry.language.tag): entry.path
        for entry in entries
        if entry.path in found.recalled
    }
    mine, languages = published.by_language(), published.languages()
    tags = mine.keys() | {one.file.language for one in former}
    tags |= {tag for _, tag in recalled}
    if not tags:
        message = "there is nothing to publish: approve texts, or build with --allow-drafts"
        raise LeafletsError(problem("approval-none", message))
    shared = setting(wish.library, tree, sorted(tags), wish.base_url)
    contexts = _contexts(tree, shared, published, _search(tree, published))
    for done, (tag, context) in enumerate(contexts.items(), 1):
        put_pages(tree, context, mine.get(tag, ()), languages)
        watcher.step("Pages", done, len(contexts))
    made: dict[str, str] = {}
    notices = [
        *put_notices(wish, tree, shared, former, made),
        *put_notice_pages(tree, contexts, former, recalled, published),
    ]
    index = _index(wish, published, notices)
    _put_rest(tree, shared, contexts, index)
    state = SiteState(
        built=found.built,
        left_out=found.left_out,
        published=files,
        search=published.search,
        styles=shared.styles,
        notices=made,
        files=tree.digests,
    )
    return index, state


def _contexts(
    tree: Tree, shared: Setting, published: Shown, found: Sequence[str]
) -> dict[str, Around]:
    """What the pages of each language share; ``found`` are the paths of the search's files."""
    tags, mine = sorted(shared.words), published.by_language()
    contexts: dict[str, Around] = {}
    for tag in tags:
        letters = "".join(sorted(published.letters.get(tag, ())))
        kept = [path for one in mine.get(tag, ())[:MOST_OFFLINE] for path in _parts(one)]
        kept += [path for path in found if _is_for(path, tag)]
        contexts[tag] = around(tree, shared, tag, letters, tags, kept)
    return contexts


def _parts(one: ShownEntry) -> list[str]:
    """What a page of a leaflet is made of, by path in the site."""
    return [one.entry.path, *one.pictures, *filter(None, [one.preview])]


def _is_for(path: str, tag: str) -> bool:
    """Whether a search in a language loads this file of Pagefind's."""
    name = path.rpartition("/")[2].removeprefix("pagefind.").removeprefix("wasm.")
    of_all = name in ("js", "pagefind-worker.js", "pagefind-entry.json", "unknown.pagefind")
    return of_all or name.startswith((f"{tag.lower()}_", f"{tag.lower()}."))


def _search(tree: Tree, published: Shown) -> list[str]:
    """The search's files, put into the tree: those of the last build, if it found the same."""
    old = [path for path in tree.state.files if path.startswith(search.FOLDER)]
    if old and tree.state.search == published.search and tree.sound.keys() >= set(old):
        for path in old:
            tree.carry(path)
        return sorted(old)
    paths: list[str] = []
    for path, content in search.search_files(findable(tree, published)):
        tree.put(path, content)
        paths.append(path)
    return sorted(paths)


def _index(wish: SiteWish, published: Shown, notices: Sequence[Notice]) -> SiteIndex:
    medicines: dict[str, list[ShownEntry]] = {}
    for one in published.entries:
        medicines.setdefault(one.entry.file.sheet.id, []).append(one)
    return SiteIndex(
        day=wish.day,
        software=f"leaflets {__version__}",
        publisher=wish.library.publisher.name,
        medicines=tuple(_medicine(leaflets) for leaflets in medicines.values()),
        notices=tuple(notices),
    )


def _medicine(leaflets: Sequence[ShownEntry]) -> SiteMedicine:
    sheet = leaflets[0].entry.file.sheet
    return SiteMedicine(
        id=sheet.id,
        name=sheet.name,
        version=sheet.version,
        date=sheet.date,
        brands=sheet.brands,
        codes=sheet.codes,
        leaflets=tuple(one.leaflet for one in leaflets),
    )


def _put_rest(
    tree: Tree, shared: Setting, contexts: Mapping[str, Around], index: SiteIndex
) -> None:
    """The pages without a language of their own, and what other programs read."""
    first = contexts.get("en") or next(iter(contexts.values()))
    said, named = first.words.said, first.words.language
    starts = {tag: f"{tag}/" for tag in contexts}
    groups: list[Mapping[str, str]] = [starts]
    choices = [
        Choice("", said["title"], (said["lead"],), starts, remembered=True),
        Choice(
            "404.html",
            said["missing.title"],
            (said["missing.text"],),
            starts,
            root=urlsplit(shared.base_url or "").path or "/",
        ),
    ]
    for medicine in index.medicines:
        groups.append({one.language: one.page for one in medicine.leaflets})
        choices.append(Choice(f"{medicine.id}/", medicine.name, (), groups[-1]))
    for choice in choices:
        path = choice.path if choice.path.endswith(".html") else f"{choice.path}index.html"
        tree.put(path, choice_page(first, choice).encode())
    for path, content in data_files(index):
        tree.put(path, content)
    icons = shared.assets.icons
    tree.put("manifest.webmanifest", manifest(said["title"], named.tag, named.direction, icons))
    tree.put("sw.js", shared.library.files.read(shared.templates[0] / "site" / "sw.js"))
    if shared.base_url:
        tree.put("sitemap.xml", sitemap(shared.base_url, groups))
        tree.put("robots.txt", f"Sitemap: {shared.base_url}sitemap.xml\n".encode())


def _report(tree: Tree, index: SiteIndex, made: int) -> SiteReport:
    leaflets = [one for medicine in index.medicines for one in medicine.leaflets]
    files = [file for one in leaflets for file in one.files]
    return SiteReport(
        root=tree.folder / CURRENT,
        medicines=len(index.medicines),
        languages=len({one.language for one in leaflets}),
        pages=sum(1 for _ in tree.site.rglob("index.html")),
        files=len(files),
        made=made,
        notices=len(index.notices),
        bytes=sum(file.bytes for file in files),
    )
