"""The page's own resources, and nothing else: WeasyPrint's fetcher (urls.py, WeasyPrint 70.0).

Pinned: whatever a page names (font, picture, style sheet, attachment) is asked of
``URLFetcher.fetch``; ``URLFetcherResponse(url, body)``; a refused attachment raises ValueError
as a picture does, and ends nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def sealed_fetcher(give: Callable[[str], bytes | None]) -> Any:
    """A fetcher of what ``give`` gives for an address; None is refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Sealed(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            content = give(url)
            if content is None:
                raise ValueError("not a resource of this page")
            return URLFetcherResponse(url, content)

    return Sealed()
