"""A new site, looked at before it is shown: links, digests, and what every page must have."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from leaflets.errors import Problem, problem
from leaflets.site.pages import POLICY
from leaflets.site.site_index import SiteFile

_LINK: Final = re.compile(r'<(?!link rel="(?:canonical|alternate)")[^>]*?\s(?:href|src)="([^"]*)"')
_STYLE_LINK: Final = re.compile(r"url\(\"?([^)\"]*)\"?\)")
_INLINE: Final = re.compile(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=\"", re.IGNORECASE)


def site_problems(site: Path, files: Sequence[SiteFile], base_path: str) -> Iterator[Problem]:
    """What is wrong with a site's files; ``base_path`` is where it begins on its server."""
    there = {str(file.relative_to(site)) for file in site.rglob("*") if file.is_file()}
    yield from _wrong_files(site, files)
    for path in sorted(there):
        if path.endswith(".html") and not path.startswith("files/") and not _is_download(path):
            yield from _page_problems(site, path, there, base_path)
        elif path.endswith(".css"):
            for link in _STYLE_LINK.findall((site / path).read_text(encoding="utf-8")):
                if not link.startswith("data:"):
                    yield from _broken(path, link, there, base_path)


def _is_download(path: str) -> bool:
    """Whether it is a leaflet in one file; it was verified as what it is."""
    return path.count("/") == 2 and not path.endswith("/index.html")


def _wrong_files(site: Path, files: Sequence[SiteFile]) -> Iterator[Problem]:
    """Files that are not there, or not as they were verified."""
    with ThreadPoolExecutor() as pool:
        digests = pool.map(lambda file: _digest(site / file.permanent), files)
        for file, digest in zip(files, digests, strict=True):
            same = digest == file.sha256 and (site / file.path).is_file()
            if not same or not (site / file.path).samefile(site / file.permanent):
                yield _fault(file.path, "it is not the file that was verified")


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _page_problems(site: Path, path: str, there: set[str], base_path: str) -> Iterator[Problem]:
    html = (site / path).read_text(encoding="utf-8")
    if POLICY.replace("'", "&#39;") not in html:
        yield _fault(path, "it has no Content-Security-Policy of ours")
    if _INLINE.search(html):
        yield _fault(path, "it holds a script or a style, which its policy refuses")
    if 'id="disclaimer"' not in html:
        yield _fault(path, "it does not carry the disclaimer")
    for link in set(_LINK.findall(html)):
        yield from _broken(path, unescape(link), there, base_path)


def _broken(path: str, link: str, there: set[str], base_path: str) -> Iterator[Problem]:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        yield _fault(path, f"it asks for something elsewhere: {link!r}")
        return
    if not parts.path:
        return
    target = unquote(parts.path)
    if target.startswith("/"):
        target = target.removeprefix(base_path)
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        target += "/" if parts.path.endswith("/") else ""
    folder = target in ("", ".", "./") or target.endswith("/")
    file = posixpath.normpath(posixpath.join(target, "index.html")) if folder else target
    if file not in there:
        yield _fault(path, f"a link leads nowhere: {link!r}")


def _fault(path: str, message: str) -> Problem:
    return problem("verification-site", message, file=path)
