"""What was ever published, and the notices that stand where it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leaflets.content.approvals import withdrawals_in
from leaflets.language.tags import language
from leaflets.library.fonts import typeface_for
from leaflets.site.downloads import Downloads, permanent
from leaflets.site.notices import Kind, NoticeText, notice_file, notice_kind
from leaflets.site.offered import SiteWish
from leaflets.site.page_files import Setting, Shown
from leaflets.site.pages import Around, Choice, choice_page
from leaflets.site.site_index import Notice as Listed
from leaflets.site.site_index import Published
from leaflets.site.tree import Tree


@dataclass(frozen=True)
class Gone:
    """A file that was published once, and why it is not there any more."""

    file: Published
    kind: Kind


def history(tree: Tree, found: Downloads, published: Shown) -> tuple[Published, ...]:
    """Everything that was ever published, this build's files included."""
    known = {one.sha256: one for one in tree.state.published}
    for one in published.entries:
        sheet, tag = one.entry.file.sheet.id, one.leaflet.language
        for file, built in found.files[one.entry.path]:
            known[file.sha256] = Published(
                sha256=file.sha256,
                extension=file.path.rpartition(".")[2],
                sheet=sheet,
                language=tag,
                texts=built.says or (built.text,),
            )
    return tuple(known[digest] for digest in sorted(known))


def gone(wish: SiteWish, files: Sequence[Published], found: Downloads) -> list[Gone]:
    """What was published once and is not any more. Raises LeafletsError for a faulty withdrawal."""
    here = {built.sha256 for built in found.built.values()}
    withdrawn = withdrawals_in(wish.library.all("approvals"))
    return [Gone(file, notice_kind(file, withdrawn)) for file in files if file.sha256 not in here]


def put_notices(
    wish: SiteWish, tree: Tree, shared: Setting, files: Sequence[Gone], made: dict[str, str]
) -> Iterator[Listed]:
    """The notices at the addresses of files that are gone; ``made`` gets a file of each notice.

    Raises LeafletsError as ``leaflets.site.notices.notice_file`` does.
    """
    notices: dict[tuple[str, Kind], NoticeText] = {}
    for one in files:
        place = (one.file.language, one.kind)
        notice = notices.setdefault(place, _notice(wish, shared, *place))
        name, path = (
            f"{notice.key}.{one.file.extension}",
            permanent(one.file.sha256, one.file.extension),
        )
        if first := made.get(name):
            tree.link(path, first)
        elif not ((old := tree.state.notices.get(name)) and tree.carry(path, old)):
            tree.put(path, notice_file(notice, one.file.extension, shared.templates))
        made.setdefault(name, path)
        yield Listed(path=path, kind=one.kind, sheet=one.file.sheet, language=one.file.language)


def put_notice_pages(
    tree: Tree,
    contexts: Mapping[str, Around],
    files: Sequence[Gone],
    recalled: Mapping[tuple[str, str], str],
    published: Shown,
) -> Iterator[Listed]:
    """A page for each leaflet that is gone; ``recalled`` are paths, by sheet and language."""
    languages = published.languages()
    kinds: dict[tuple[str, str], Kind] = {
        (one.file.sheet, one.file.language): "replaced" for one in files
    }
    kinds |= {
        (one.file.sheet, one.file.language): "recalled" for one in files if one.kind == "recalled"
    }
    kinds |= dict.fromkeys(recalled, "recalled")
    for (sheet, tag), kind in sorted(kinds.items()):
        if tag in languages.get(sheet, ()):
            continue
        said = contexts[tag].words.said
        path = f"{sheet}/{tag}/"
        paths = {other: f"{sheet}/{other}/" for other in sorted(languages.get(sheet, ()))}
        choice = Choice(
            path, said[f"{kind}.title"], (said[f"{kind}.text"],), paths or {tag: f"{tag}/"}
        )
        tree.put(f"{path}index.html", choice_page(contexts[tag], choice).encode())
        yield Listed(path=path, kind=kind, sheet=sheet, language=tag)


def _notice(wish: SiteWish, shared: Setting, tag: str, kind: Kind) -> NoticeText:
    named = language(tag)
    return NoticeText(
        shared.words[tag],
        kind,
        wish.library.disclaimer(named),
        typeface_for(named, wish.library.all("fonts")),
        wish.library.braille_table(named),
    )
