"""The files of a site: taken from the last build, out of the store, or made and verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from leaflets.admission.admit import Admitted
from leaflets.edition.editions import EXTENSIONS
from leaflets.errors import LeafletsError, Problem, raise_if_any
from leaflets.making.store import StoredLeaflet
from leaflets.making.workshop import Workshop, made_leaflets, requests_of
from leaflets.render.pdf import MORE_THAN_A_PAGE
from leaflets.site.offered import PAGE, SiteEntry
from leaflets.site.site_index import Built, SiteFile
from leaflets.site.tree import Tree

if TYPE_CHECKING:
    from leaflets.signing.signed_leaflets import SignedLeaflet
    from leaflets.signing.signers import SigningKey

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "html": "text/html",
    "brf": "text/plain",
    "txt": "text/plain",
}
_NOT_PUBLISHED: Final = {"approval-draft", "approval-expired"}
_WITHDRAWN: Final = "approval-withdrawn"


@dataclass
class Downloads:
    """What a site has to offer.

    ``files`` are those of each entry's path, its web page the first; ``built`` the same by
    request. ``recalled`` are the paths of entries whose text was withdrawn. ``made`` is how many
    files were not taken over from the site before.
    """

    files: dict[str, list[tuple[SiteFile, Built]]] = field(default_factory=dict)
    built: dict[str, Built] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    recalled: set[str] = field(default_factory=set)
    made: int = 0

    def page_of(self, entry: SiteEntry) -> Built | None:
        """The web page of an entry; None where it is not published."""
        found = self.files.get(entry.path, [])
        return next((built for file, built in found if file.edition == PAGE), None)


def downloads(
    shop: Workshop,
    tree: Tree,
    entries: Sequence[SiteEntry],
    tell: Callable[[str], None],
    step: Callable[[int, int], None],
    signer: SigningKey | None = None,
) -> Downloads:
    """All files for downloading, which are put into the tree at their two addresses.

    PDFs are signed by ``signer``; those of the last build that it has signed stay as they are.
    ``tell`` hears of what is left out: drafts and expired texts where approved ones are wanted,
    summaries that need more than their page. ``step`` hears how many files are done, of how many.

    Raises LeafletsError with the problems of all leaflets that fail.
    """
    places = {f"{e.path}{job.file_name}": (e, job) for e in entries for job in e.jobs}
    jobs = {path: job for path, (_, job) in places.items()}
    requests = requests_of(shop.library, jobs)
    if signer:
        requests |= {
            path: f"{requests[path]}-signed-{signer.identity}"
            for path, job in jobs.items()
            if job.edition.is_paged
        }
    known = {path: _known(tree, requests[path]) for path in jobs}
    missing = {
        path: job
        for path, job in jobs.items()
        if known[path] is None and requests[path] not in tree.state.left_out
    }
    found, problems = Downloads(), list[Problem]()
    with closing(made_leaflets(shop, missing)) as fresh:
        for done, (path, job) in enumerate(jobs.items(), 1):
            entry = places[path][0]
            built = known[path]
            if reason := tree.state.left_out.get(requests[path]):
                found.left_out[requests[path]] = reason
                tell(f"{path}: left out: {reason}")
            elif built is None:
                name, made = next(fresh)
                assert name == path, "leaflets come in the order in which they were asked for"
                if isinstance(made, LeafletsError):
                    problems += _failed(made, entry, path, job, requests[path], found, tell)
                else:
                    built = _put(tree, made, job, signer)
                    found.made += 1
            if built:
                found.built[requests[path]] = built
                listed = _listed(tree, path, built, job)
                found.files.setdefault(entry.path, []).append((listed, built))
            step(done, len(jobs))
        # To its end, where the store is trimmed: also where nothing was made.
        for _ in fresh:
            raise AssertionError("no leaflet comes that nobody asked for")
    raise_if_any(problems)
    return found


def permanent(digest: str, extension: str) -> str:
    """The address of a file that never changes."""
    return f"files/{digest}.{extension}"


def _known(tree: Tree, request: str) -> Built | None:
    """What the last build has for a request, taken over if it is there as it was published."""
    built = tree.state.built.get(request)
    return built if built and tree.carry(built.path) else None


def _put(tree: Tree, made: StoredLeaflet, job: Admitted, signer: SigningKey | None) -> Built:
    kept: StoredLeaflet | SignedLeaflet = made
    if signer and job.edition.is_paged:
        kept = signer.sign_stored(job.file_name, made)
    path = permanent(kept.digest, EXTENSIONS[job.edition.format])
    tree.publish(path, kept)
    state = "approved" if made.state == "approved" else "draft"
    return Built(
        path=path,
        sha256=kept.digest,
        bytes=len(kept.content),
        pages=made.pages,
        text=made.text,
        says=tuple(digest for side in made.says for digest in side if digest),
        state=state,
    )


def _listed(tree: Tree, path: str, built: Built, job: Admitted) -> SiteFile:
    """The file at both its addresses."""
    tree.link(path, built.path)
    extension = EXTENSIONS[job.edition.format]
    return SiteFile(
        path=path,
        permanent=built.path,
        sha256=built.sha256,
        type=MEDIA_TYPES[extension],
        bytes=built.bytes,
        pages=built.pages or None,
        edition=job.edition,
    )


def _failed(
    error: LeafletsError,
    entry: SiteEntry,
    path: str,
    job: Admitted,
    request: str,
    found: Downloads,
    tell: Callable[[str], None],
) -> Iterator[Problem]:
    """The problems of a leaflet; none where it is rightly not published."""
    codes = {problem.code for problem in error.problems}
    message = error.problems[0].message
    if codes == {_WITHDRAWN}:
        if job.edition == PAGE:
            found.recalled.add(entry.path)
            tell(f"{entry.path}: recalled: {message}")
    elif codes <= _NOT_PUBLISHED:
        if job.edition == PAGE:
            tell(f"{entry.path}: not published: {message}")
    elif codes == {MORE_THAN_A_PAGE} and job.if_it_fits:
        found.left_out[request] = message
        tell(f"{path}: left out: {message}")
    else:
        for one in error.problems:
            yield replace(one, file=one.file or path)
