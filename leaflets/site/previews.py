"""A picture of a leaflet's first page: beside its downloads, and where somebody shares it."""

from __future__ import annotations

import io
from typing import Final

SIZE: Final = (1200, 630)
"""In pixels, as Open Graph pictures are shown (1.91 to 1)."""


def preview(pdf: bytes) -> bytes:
    """The upper part of the first page, as PNG."""
    from PIL import Image

    from leaflets.verify.pdfium import opened

    width = SIZE[0]
    with opened(pdf) as document:
        page = document[0]
        bitmap = page.render(scale=width / page.get_width())
        picture = bitmap.to_pil().copy()
        bitmap.close()
        page.close()
    cut = picture.crop((0, 0, width, SIZE[1])).convert(
        "P", palette=Image.Palette.ADAPTIVE, colors=32
    )
    target = io.BytesIO()
    cut.save(target, "PNG", optimize=True)
    return target.getvalue()
