"""The page's own resources, and nothing else: WeasyPrint's fetcher (urls.py, WeasyPrint 70.0).

Pinned: whatever a page names (font, picture, style sheet, attachment) is asked of
``URLFetcher.fetch``; ``URLFetcherResponse(url, body)``; a refused attachment raises ValueError
as a picture does, and ends nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def sealed(resources: dict[str, Path | bytes], refused: list[str]) -> Any:
    """A fetcher that gives the page's own resources, and notes what else was asked for."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Sealed(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            if url not in resources:
                refused.append(url)
                raise ValueError("not a resource of this page")
            found = resources[url]
            content = found if isinstance(found, bytes) else found.read_bytes()
            return URLFetcherResponse(url, content)

    return Sealed()
