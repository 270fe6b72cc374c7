"""A new site, looked at before it is shown: links, digests, and what every page must have."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from leaflets.errors import Problem, problem
from leaflets.files import read
from leaflets.site.digests import differences, digests_in
from leaflets.site.pages import POLICY

_LINK: Final = re.compile(r'<(?!link rel="(?:canonical|alternate)")[^>]*?\s(?:href|src)="([^"]*)"')
_STYLE_LINK: Final = re.compile(r"url\(\"?([^)\"]*)\"?\)")
_INLINE: Final = re.compile(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=\"", re.IGNORECASE)


def site_problems(site: Path, digests: Mapping[str, str], base_path: str) -> Iterator[Problem]:
    """What is wrong with a site's files; ``base_path`` is where it begins on its server.

    ``digests`` are those of everything that was verified, or made for the site, by path.
    """
    there = digests_in(site)
    for path, _ in differences(digests, there):
        yield _fault(path, "it is not the file that was verified")
    for path in sorted(there):
        if path.endswith(".html") and not path.startswith("files/") and not _is_download(path):
            yield from _page_problems(site, path, there, base_path)
        elif path.endswith(".css"):
            for link in _STYLE_LINK.findall(read(site / path).decode()):
                if not link.startswith("data:"):
                    yield from _broken(path, link, there, base_path)


def _is_download(path: str) -> bool:
    """Whether it is a leaflet in one file; it was verified as what it is."""
    return path.count("/") == 2 and not path.endswith("/index.html")


def _page_problems(
    site: Path, path: str, there: Collection[str], base_path: str
) -> Iterator[Problem]:
    html = read(site / path).decode()
    if POLICY.replace("'", "&#39;") not in html:
        yield _fault(path, "it has no Content-Security-Policy of ours")
    if _INLINE.search(html):
        yield _fault(path, "it holds a script or a style, which its policy refuses")
    if 'id="disclaimer"' not in html:
        yield _fault(path, "it does not carry the disclaimer")
    for link in set(_LINK.findall(html)):
        yield from _broken(path, unescape(link), there, base_path)


def _broken(path: str, link: str, there: Collection[str], base_path: str) -> Iterator[Problem]:
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
