"""WeasyPrint, imported in half the time: text/ffi.py and pdf/fonts.py, WeasyPrint 70.0, cffi 2.

It parses 500 lines of C in Python at each start, and loads the tools of fontTools that cut fonts
down, which it uses only where HarfBuzz is too old, or a font is variable. Measured: 0.35 s of 0.8 s
of CPU. (Kozea/WeasyPrint has no issue on it.)

Pinned: ``ffi = cffi.FFI()``, then ``ffi.cdef`` once; ``fontTools.subset`` and
``fontTools.varLib.instancer`` are called, nothing else of them is looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import Any, Final

_READ: Final = "70.0"
"""The version that this was made for; any other one is imported as it is."""
_LATER: Final = ("fontTools.subset", "fontTools.varLib.instancer")


@contextmanager
def quick_import() -> Iterator[None]:
    """While the block runs, ``import weasyprint`` does without what a leaflet doesn't need."""
    if version("weasyprint") != _READ or "cffi" in sys.modules:
        yield
        return
    stand_ins = {
        "cffi": _cffi(),
        **{name: _Later(name) for name in _LATER if name not in sys.modules},
    }
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


def _cffi() -> ModuleType:
    """A module ``cffi`` whose ``FFI`` knows its declarations already."""
    import _cffi_backend

    from leaflets.render.weasyprint.pango_declarations import DECLARED

    class Declared(_cffi_backend.FFI):  # type: ignore[misc]
        """An FFI with the declarations of WeasyPrint."""

        def cdef(self, _text: str) -> None:
            """Do nothing: what is declared is known."""

    found = ModuleType("cffi")
    found.__dict__["FFI"] = lambda: Declared("pango", **DECLARED)
    return found


class _Later(ModuleType):
    """A module whose functions load it when they are called."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*arguments: Any, **options: Any) -> Any:
            return getattr(import_module(self.__name__), name)(*arguments, **options)

        return call
