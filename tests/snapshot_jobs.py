"""What ``test_snapshot`` runs in a process of its own: leaflets of each format, and what it opens.

An audit hook can't be taken away again. It writes a JSON object: for each step, how often which
file was opened; and what the library's snapshot noted.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from by_hand import make_leaflet, prepare

from leaflets.admission.wishes import Release
from leaflets.edition.editions import Edition
from leaflets.language.tags import language
from leaflets.library.libraries import Library

DAY = datetime.date(2026, 12, 1)
EDITIONS = (
    Edition(beside="en", attach="epi"),
    Edition(profile="own", format="html"),
    Edition(format="text"),
    Edition(format="brf"),
)


def main(folders: list[Path]) -> None:
    opened: Counter[str] = Counter()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike):
            opened[os.fspath(arguments[0])] += 1

    def step(name: str) -> None:
        told[name] = {file: n for file, n in opened.items() if _is_data(file, folders)}
        opened.clear()

    told: dict[str, object] = {}
    library = Library(tuple(folders))
    release = Release(DAY)
    file = library.find_sheet("tiny")
    sys.addaudithook(hook)
    prepare(library, file, language("es"), Edition(beside="en"), release=release)
    step("first")
    for edition in (
        Edition(),
        Edition(size="large"),
        *(Edition(paper=p) for p in ("a5", "letter")),
    ):  # type: ignore[arg-type]
        for beside in (None,) if edition.paper == "a5" else (None, "en"):
            both = edition.model_copy(update={"beside": beside})
            prepare(library, file, language("es"), both, release=release)
    step("again")
    for edition in EDITIONS:
        make_leaflet(library, file, language("es"), edition, release=release)
    step("all")
    told["noted"] = {str(path): digest for path, digest in library.files.noted.items()}
    sys.stdout.write(json.dumps(told))


def _is_data(file: str, folders: list[Path]) -> bool:
    """Whether it is a file of the libraries or of the package, and no code."""
    import leaflets

    roots = (*folders, Path(leaflets.__file__).parent.parent / "templates")
    if file.endswith((".py", ".pyc")):
        return False
    inside = any(Path(file).is_relative_to(root) for root in roots)
    return inside or Path(file).is_relative_to(Path(leaflets.__file__).parent)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
