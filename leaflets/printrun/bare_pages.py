"""Pages as a printer needs them: what is drawn, and nothing that a reader does with it.

No structure, metadata, attachments, links, scripts or layers come over into these pages: they
are plain dictionaries in a target file, and each may stand in it many times (``saved``).
"""

from __future__ import annotations

import copy
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from leaflets.errors import LeafletsError, problem

_DRAWN: Final = (
    "/MediaBox",
    "/CropBox",
    "/BleedBox",
    "/TrimBox",
    "/ArtBox",
    "/Rotate",
    "/UserUnit",
)
_SHARED: Final = ("/Contents", "/Resources", "/Group")
_FORM_BOXES: Final = ("/TrimBox", "/CropBox", "/MediaBox")
_SIZES: Final = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_FOR_READERS: Final = (
    "/AF",
    "/Alternates",
    "/LastModified",
    "/Measure",
    "/Metadata",
    "/OC",
    "/OPI",
    "/PieceInfo",
    "/PtData",
    "/Ref",
    "/StructParent",
    "/StructParents",
)
"""What a form or an image may hold besides what it draws (ISO 32000-1, tables 89 and 95)."""
_KINDS: Final = ("/ExtGState", "/Font", "/Pattern", "/Shading", "/XObject")
_PARTS: Final = ("/G", "/Mask", "/SMask", "/Shading")


def bare_pages(target: pikepdf.Pdf, content: bytes, name: str = "") -> list[Object]:
    """The pages of the PDF ``content``, with all that they draw, brought into ``target``.

    They are not in its tree of pages: ``saved`` puts them there. ``name`` is what an error
    calls the PDF.

    Raises LeafletsError (kind "file") where it is no sound PDF.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as source:
            pages = [_bare(source, page.obj) for page in source.pages]
            if not pages:
                raise ValueError
            for one in pages_and_resources(pages):
                _strip(one)
            # An array keeps what pages share; pages themselves are not followed by qpdf.
            kept = source.make_indirect(Array(pages))
            return list(target.copy_foreign(kept).as_list())
    except (pikepdf.PdfError, ValueError, KeyError, TypeError):
        message = "is no sound PDF; make it again"
        raise LeafletsError(problem("file-damaged", message, file=name)) from None


def _bare(source: pikepdf.Pdf, page: Object) -> Dictionary:
    # What a page has from the nodes above it, pikepdf has moved into it.
    found = {key: page[key] for key in (*_DRAWN, *_SHARED) if key in page}
    # What is written inside a page would be held and written again with each copy: a box of four
    # numbers is 1.3 kB of pikepdf's memory (10.17).
    return Dictionary(
        {
            key: source.make_indirect(value) if _is_direct_group(value) else value
            for key, value in found.items()
        }
    )


def _is_direct_group(value: Any) -> bool:
    return isinstance(value, Array | Dictionary) and not value.is_indirect


def pages_and_resources(pages: Iterable[Object]) -> Iterator[Object]:
    """The pages and what they draw with, each once.

    Forms, images, patterns, shadings, fonts with the drawings of their letters, graphics
    states with their soft masks.
    """
    seen: set[tuple[int, int]] = set()
    waiting = list(pages)
    while waiting:
        one = waiting.pop()
        if one.is_indirect and one.objgen in seen:
            continue
        seen.add(one.objgen)
        yield one
        waiting += _held(one)


def _held(one: Object) -> Iterator[Object]:
    resources = one.get("/Resources", Dictionary())
    groups = [resources.get(kind) for kind in _KINDS] + [one.get("/CharProcs")]
    parts = [one.get(part) for part in _PARTS]
    for group in groups:
        parts += group.as_dict().values() if isinstance(group, Dictionary) else ()
    yield from (part for part in parts if isinstance(part, Dictionary | Stream))


def _strip(one: Object) -> None:
    if isinstance(one, Stream):
        for key in _FOR_READERS:
            if key in one:
                del one[key]
    marked = one.get("/Resources", Dictionary()).get("/Properties", Dictionary())
    # Content names its property lists: they stay, and say nothing.
    for name in list(marked.keys()):
        marked[name] = Dictionary()


def blank_like(page: Object) -> Dictionary:
    """An empty page of the size of ``page``."""
    return Dictionary({key: page[key] for key in _SIZES if key in page})


def box_of(page: Object) -> tuple[float, float, float, float]:
    """What is left of a page when it is cut: left, bottom, right and top in pt."""
    box = next(page[key] for key in _FORM_BOXES if key in page)
    x, y, other_x, other_y = (float(number) for number in box.as_list())
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def contents_of(page: Object) -> list[Object]:
    """The streams that draw a page, one after the other."""
    parts = page.get("/Contents", Array())
    return [parts] if isinstance(parts, Stream) else list(parts.as_list())


def content_of(page: Object) -> bytes:
    """The operators that draw a page."""
    return b"\n".join(stream.read_bytes() for stream in contents_of(page))


def form_of(target: pikepdf.Pdf, page: Object) -> Stream:
    """A page of ``target`` as a form (ISO 32000-1, 8.10), to be drawn on other pages."""
    form = Stream(target, content_of(page))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array(list(box_of(page)))
    form.Resources = page.get("/Resources", Dictionary())
    if "/Group" in page:
        form.Group = page.Group
    return form


def saved(target: pikepdf.Pdf, pages: Sequence[Object]) -> bytes:
    """The file ``target`` with these pages; the same page may be there many times.

    A page object stands in the tree once only (ISO 32000-1, 7.7.3.3): each is given one of
    its own, a few bytes that lead to what all copies share.
    """
    tree = target.Root.Pages
    tree.Kids = Array([target.make_indirect(_leaf(page, tree)) for page in pages])
    tree.Count = len(pages)
    content = io.BytesIO()
    target.save(
        content,
        min_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return content.getvalue()


def _leaf(page: Object, tree: Object) -> Object:
    leaf = copy.copy(page)
    leaf.Type, leaf.Parent = Name.Page, tree
    if "/Resources" not in leaf:
        leaf.Resources = Dictionary()
    return leaf
