"""Leaflets: one drug sheet in, every handout a patient needs out.

    import leaflets
    with leaflets.open_library("my-library") as library:
        library.make("azathioprine", "es-MX", size="large").save("azathioprine.pdf")

The names in ``__all__`` are the public face: semantic versioning holds for them, and for nothing
else. ``docs/python.md`` tells what they do, and what they do to the program that uses them. Each is
loaded when it is first used: importing this package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from leaflets.version import __version__

if TYPE_CHECKING:
    from leaflets.desk.sheet_languages import SheetLanguage
    from leaflets.desk.translators import CatalogState, UpdatedCatalog
    from leaflets.edition.editions import Attached, Conformance, Paper, Size
    from leaflets.errors import EXIT_CODES, LeafletsError, Problem
    from leaflets.face.approving import Approvals
    from leaflets.face.batches import Batch
    from leaflets.face.beginning import Beginnings, new_in
    from leaflets.face.equipment import Equipment, equipment
    from leaflets.face.importing import ImportedFile, ImportedSheet, ImportFormat, ImportReport
    from leaflets.face.imposing import ForPrinter, impose
    from leaflets.face.leaflet_options import LeafletFormat, LeafletOptions
    from leaflets.face.open_library import OpenLibrary, open_library
    from leaflets.face.pools import pool
    from leaflets.face.print_runs import (
        PrintFile,
        PrintRun,
        PrintRuns,
        RunReport,
        Traced,
        example_orders,
    )
    from leaflets.face.publishing import serve_site
    from leaflets.face.results import Checked, Exported, Report, SheetEntry, Sheets
    from leaflets.face.schemas import problems_schema, sheet_schema
    from leaflets.face.signing import Signer, open_signer
    from leaflets.face.stores import Store, StoreSize, open_store
    from leaflets.face.telling import Step, Tell
    from leaflets.face.translating import Translations
    from leaflets.making.workers import Pool
    from leaflets.printrun.finished_runs import Carried
    from leaflets.printrun.planning import Impose
    from leaflets.sheet.field_list import SheetField, sheet_fields
    from leaflets.signing.signed_leaflets import SignedLeaflet
    from leaflets.site.build import SiteReport
    from leaflets.surroundings import shut_out
    from leaflets.verify.verified import Check, Verified

__all__ = [
    "EXIT_CODES",
    "Approvals",
    "Attached",
    "Batch",
    "Beginnings",
    "Carried",
    "CatalogState",
    "Check",
    "Checked",
    "Conformance",
    "Equipment",
    "Exported",
    "ForPrinter",
    "ImportFormat",
    "ImportReport",
    "ImportedFile",
    "ImportedSheet",
    "Impose",
    "LeafletFormat",
    "LeafletOptions",
    "LeafletsError",
    "OpenLibrary",
    "Paper",
    "Pool",
    "PrintFile",
    "PrintRun",
    "PrintRuns",
    "Problem",
    "Report",
    "RunReport",
    "SheetEntry",
    "SheetField",
    "SheetLanguage",
    "Sheets",
    "SignedLeaflet",
    "Signer",
    "SiteReport",
    "Size",
    "Step",
    "Store",
    "StoreSize",
    "Tell",
    "Traced",
    "Translations",
    "UpdatedCatalog",
    "Verified",
    "__version__",
    "equipment",
    "example_orders",
    "impose",
    "new_in",
    "open_library",
    "open_signer",
    "open_store",
    "pool",
    "problems_schema",
    "serve_site",
    "sheet_fields",
    "sheet_schema",
    "shut_out",
]

_MODULES: Final = {
    "desk.sheet_languages": ("SheetLanguage",),
    "desk.translators": ("CatalogState", "UpdatedCatalog"),
    "edition.editions": ("Attached", "Conformance", "Paper", "Size"),
    "errors": ("EXIT_CODES", "LeafletsError", "Problem"),
    "face.approving": ("Approvals",),
    "face.batches": ("Batch",),
    "face.beginning": ("Beginnings", "new_in"),
    "face.equipment": ("Equipment", "equipment"),
    "face.importing": ("ImportFormat", "ImportReport", "ImportedFile", "ImportedSheet"),
    "face.imposing": ("ForPrinter", "impose"),
    "face.open_library": ("OpenLibrary", "open_library"),
    "face.pools": ("pool",),
    "face.print_runs": (
        *("PrintFile", "PrintRun", "PrintRuns", "RunReport", "Traced", "example_orders"),
    ),
    "face.publishing": ("serve_site",),
    "face.results": ("Checked", "Exported", "Report", "SheetEntry", "Sheets"),
    "face.schemas": ("problems_schema", "sheet_schema"),
    "face.signing": ("Signer", "open_signer"),
    "face.stores": ("Store", "StoreSize", "open_store"),
    "face.telling": ("Step", "Tell"),
    "face.translating": ("Translations",),
    "face.leaflet_options": ("LeafletFormat", "LeafletOptions"),
    "making.workers": ("Pool",),
    "printrun.planning": ("Impose",),
    "printrun.finished_runs": ("Carried",),
    "sheet.field_list": ("SheetField", "sheet_fields"),
    "signing.signed_leaflets": ("SignedLeaflet",),
    "site.build": ("SiteReport",),
    "surroundings": ("shut_out",),
    "verify.verified": ("Check", "Verified"),
}
_HOMES: Final = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """A public name, from the module that has it (PEP 562)."""
    if name not in _HOMES:
        message = f"module 'leaflets' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"leaflets.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
