"""The site as data for other systems: index.json, its schema, codes, sitemap, manifest."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from leaflets.site.site_index import CodeIndex, SiteIndex, SiteMedicine

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def data_files(index: SiteIndex) -> Iterator[tuple[str, bytes]]:
    """index.json, its JSON Schema, and an index for each code, by path in the site."""
    yield "index.json", _json(index.model_dump(mode="json", by_alias=True))
    yield "index.schema.json", _json(SiteIndex.model_json_schema(by_alias=True))
    codes: dict[tuple[str, str], list[SiteMedicine]] = defaultdict(list)
    for medicine in index.medicines:
        for system, values in medicine.codes:
            for code in values:
                codes[system, code].append(medicine)
    for (system, code), medicines in sorted(codes.items()):
        found = CodeIndex(system=system, code=code, medicines=tuple(medicines))
        yield f"by-code/{system}/{code}.json", _json(found.model_dump(mode="json"))


def sitemap(base_url: str, groups: Sequence[Mapping[str, str]]) -> bytes:
    """A sitemap (sitemaps.org 0.9) with the languages of each page (hreflang).

    ``groups`` are pages that say the same, by language.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for group in groups:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)}'
            f" href={quoteattr(base_url + path)}/>"
            for tag, path in group.items()
        )
        lines += [
            f"<url><loc>{escape(base_url + path)}</loc>{links}</url>" for path in group.values()
        ]
    return "\n".join([*lines, "</urlset>", ""]).encode()


def manifest(title: str, language: str, direction: str, icons: Mapping[str, str]) -> bytes:
    """The web app manifest (W3C), by which the site can be installed."""
    return _json(
        {
            "name": title,
            "short_name": title[:30],
            "lang": language,
            "dir": direction,
            "start_url": "./",
            "scope": "./",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#0a4a5c",
            "icons": [
                {"src": icons["icon-192.png"], "sizes": "192x192", "type": "image/png"},
                {"src": icons["icon-512.png"], "sizes": "512x512", "type": "image/png"},
                {"src": icons["icon.svg"], "sizes": "any", "type": "image/svg+xml"},
            ],
        }
    )


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
