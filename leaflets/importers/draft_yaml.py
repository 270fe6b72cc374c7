"""A draft sheet as YAML: what a pharmacist edits, and what reads back as the same sheet."""

from __future__ import annotations

from typing import Any, Final

import yaml

from leaflets.importers.drafting import Data

_WIDTH: Final = 96
_FOLDED: Final = 60
"""Texts from this length on are folded over lines."""


class _Folded(str):
    __slots__ = ()


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes mappings in their order, and long texts as folded blocks."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """No value stands for another: each is written out."""
        return True


_Dumper.add_representer(
    _Folded,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=">"),
)


def yaml_of(data: Data) -> str:
    """The text of a sheet's file, in the order of ``data``."""
    source = data["provenance"]
    head = (
        f"# A draft made of {source['file']} ({source['form']}): the words are the label's.\n"
        "# docs/importing.md says what is what. Read it against the label before you approve it.\n"
    )
    return yaml_text(data, head)


def yaml_text(data: Data, head: str) -> str:
    """Data as YAML, in their order, under a comment."""
    body: str = yaml.dump(
        _folded(data),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=_WIDTH,
    )
    return head + body


def _folded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _folded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_folded(inner) for inner in value]
    return _Folded(value) if len(value) >= _FOLDED and " " in value else value
