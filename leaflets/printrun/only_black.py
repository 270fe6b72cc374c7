"""A leaflet in black: every colour becomes the gray that is as light.

Grays keep the luminance of their colours, so that contrasts stay as they were verified.
Pictures become as gray as Pillow makes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal, TypeAlias

import pikepdf
from pikepdf import Array, ContentStreamInlineImage, Dictionary, Name, Object, Operator, Stream

from leaflets.errors import LeafletsError, problem
from leaflets.printrun.bare_pages import bare_pages, content_of, pages_and_resources, saved

Space: TypeAlias = Literal["gray", "rgb", "cmyk", "lab", "pattern"]

_SPACES: Final[dict[str, Space]] = {
    "/DeviceGray": "gray",
    "/CalGray": "gray",
    "/DeviceRGB": "rgb",
    "/CalRGB": "rgb",
    "/DeviceCMYK": "cmyk",
    "/Lab": "lab",
    "/Pattern": "pattern",
}
_COLOURS: Final = ("cs", "sc", "scn", "g", "rg", "k", "CS", "SC", "SCN", "G", "RG", "K")
_BY_COUNT: Final[dict[int, Space]] = {1: "gray", 3: "rgb", 4: "cmyk"}
_INKS_INVERTED: Final = [1, 0] * 4
"""How a JPEG of four inks is marked: Adobe's programs store them inverted, and Pillow knows."""


def only_black(content: bytes) -> bytes:
    """The pages of the PDF ``content`` without colour, to be printed: text, shapes, pictures.

    Raises LeafletsError: kind "rendering" for what can't be turned into gray, such as spot
    colours, "file" for no sound PDF.
    """
    with pikepdf.new() as target:
        pages = bare_pages(target, content)
        for page in pages:
            page.Contents = target.make_stream(content_of(page))
            _blacken(page.Contents, page)
        found = list(pages_and_resources(pages))
        for one in found:
            _blacken_part(one)
        for one in found:
            if "/ColorSpace" in (resources := one.get("/Resources", Dictionary())):
                del resources["/ColorSpace"]
        return saved(target, pages)


def _blacken_part(one: Object) -> None:
    if isinstance(one, Stream) and one.get("/Subtype") == Name.Image:
        _blacken_image(one)
    elif "/ShadingType" in one:
        _blacken_shading(one)
    elif isinstance(one, Stream):
        _blacken(one, one)
    if "/BC" in one:
        one.BC = _gray_array(one.BC)
    if "/CS" in (group := one.get("/Group", Dictionary())):
        group.CS = Name.DeviceGray


def _blacken(stream: Object, holder: Object) -> None:
    """Turn the colours of operators into gray (ISO 32000-1, table 74)."""
    named = holder.get("/Resources", Dictionary()).get("/ColorSpace", Dictionary())
    spaces: dict[bool, Space] = {}
    outer: list[dict[bool, Space]] = []
    steps: list[Any] = []
    for step in pikepdf.parse_content_stream(stream):
        match str(step.operator):
            case "q":
                outer.append(dict(spaces))
            case "Q" if outer:
                spaces = outer.pop()
        steps.append(_grayed(step, named, spaces))
    stream.write(pikepdf.unparse_content_stream(steps))


def _grayed(step: Any, named: Object, spaces: dict[bool, Space]) -> Any:
    """An operator without colour; ``spaces`` are those chosen to fill and to stroke (True)."""
    operator = str(step.operator)
    stroked = operator.isupper()
    match operator.lower() if operator in _COLOURS else "":
        case "cs":
            spaces[stroked] = _space(named.get(str(step.operands[0]), step.operands[0]))
            return _choice(spaces[stroked], stroked)
        case "sc" | "scn":
            return _setting(step, spaces.get(stroked), stroked)
        case "g" | "rg" | "k":
            spaces.pop(stroked, None)
            return _gray_step(_gray_of(step.operands), stroked)
    if isinstance(step, ContentStreamInlineImage):
        _require_gray(step)
    return step


def _choice(space: Space, stroked: bool) -> Any:
    """The choice of a space: all but patterns begin with black."""
    if space == "pattern":
        return [Name.Pattern], Operator("CS" if stroked else "cs")
    return _gray_step(0.0, stroked)


def _setting(step: Any, space: Space | None, stroked: bool) -> Any:
    """A colour in the current space; ``space`` is None where another stream has chosen it."""
    *colours, last = step.operands
    if not isinstance(last, Name):
        return _gray_step(_gray_of(step.operands, space), stroked)
    if colours:
        raise _refused("a pattern that is coloured where it is used")
    return step


def _gray_step(gray: float, stroked: bool) -> Any:
    return [round(gray, 4)], Operator("G" if stroked else "g")


def _require_gray(step: ContentStreamInlineImage) -> None:
    image = step.iimage
    if not image.image_mask and image.colorspace != "/DeviceGray":
        raise _refused("a coloured picture inside its text")


def _blacken_image(image: Stream) -> None:
    """Turn a picture's pixels into gray; masks and gray pictures stay as they are."""
    if image.get("/ImageMask", False):
        return
    space = _space(image.ColorSpace) if "/ColorSpace" in image else None
    if space == "gray":
        return
    decode = image.Decode.as_list() if "/Decode" in image else None
    if isinstance(image.get("/Mask"), Array) or "/Matte" in image.get("/SMask", Dictionary()):
        raise _refused("a picture with a transparent colour")
    if decode and not (space == "cmyk" and decode == _INKS_INVERTED):
        raise _refused("a picture with its colours turned round")
    try:
        picture = pikepdf.PdfImage(image).as_pil_image().convert("L")
    except (pikepdf.PdfError, pikepdf.UnsupportedImageTypeError, OSError, ValueError):
        raise _refused("a picture of an unusual kind") from None
    image.write(picture.tobytes())
    image.Width, image.Height = picture.size
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    if decode:
        del image["/Decode"]


def _blacken_shading(shading: Object) -> None:
    """Turn the ends of a run of colours into gray, and what lies behind it."""
    space = _space(shading.ColorSpace)
    if space == "gray":
        return
    if isinstance(shading, Stream) or not isinstance(shading.get("/Function"), Dictionary):
        raise _refused("a mesh of colours")
    _blacken_function(shading.Function, space)
    if "/Background" in shading:
        shading.Background = _gray_array(shading.Background, space)
    shading.ColorSpace = Name.DeviceGray


def _blacken_function(function: Object, space: Space) -> None:
    """From one colour to another, or a row of such (ISO 32000-1, 7.10.3 and 7.10.4)."""
    if function.FunctionType == 3:
        for part in function.Functions.as_list():
            _blacken_function(part, space)
    elif function.FunctionType == 2:
        for end in ("/C0", "/C1"):
            # Shadings may share it: a single number is gray by now.
            if len(function[end]) > 1:
                function[end] = _gray_array(function[end], space)
    else:
        raise _refused("a run of colours from a table")


def _gray_array(colours: Object, space: Space | None = None) -> Array:
    return Array([round(_gray_of(colours.as_list(), space), 4)])


def _space(space: Object) -> Space:
    """Which kind of colours a space has (ISO 32000-1, 8.6)."""
    name, *rest = [space] if isinstance(space, Name) else space.as_list()
    if name == Name.ICCBased:
        return _BY_COUNT[int(rest[0].N)]
    if name == Name.Indexed:
        return "rgb"
    if str(name) not in _SPACES or (name == Name.Pattern and rest):
        raise _refused(f"colours of the kind {str(name)[1:]}")
    return _SPACES[str(name)]


def _gray_of(colours: Iterable[Any], space: Space | None = None) -> float:
    """The gray of the same luminance as a colour, from 0 (black) to 1."""
    numbers = [float(colour) for colour in colours]
    match space or _BY_COUNT.get(len(numbers)), numbers:
        case "gray", [gray]:
            return gray
        case "rgb", [red, green, blue]:
            return _encoded(
                0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)
            )
        case "cmyk", [*inks, black] if len(inks) == 3:
            # ISO 32000-1, 10.3.3: inks are darker on paper than lights of these parts.
            weighed = zip((0.3, 0.59, 0.11), inks, strict=True)
            return 1 - min(1.0, sum(weight * ink for weight, ink in weighed) + black)
        case "lab", [lightness, _, _]:
            return _encoded(((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3)
    raise _refused(f"a colour of {len(numbers)} parts")


def _linear(part: float) -> float:
    """A part of an sRGB colour as light (IEC 61966-2-1)."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(light: float) -> float:
    """The other way round."""
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _refused(what: str) -> LeafletsError:
    message = f"the leaflet has {what}, which can't be made black; print it without --black"
    return LeafletsError(problem("rendering-black", message))
