"""The figures of executed notebooks, with the words that stand for them. Pure: no I/O."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nbconvert.preprocessors.extractoutput import ExtractOutputPreprocessor
from nbformat import NotebookNode

PNG = "image/png"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$", re.MULTILINE)
MARKUP = re.compile(r"[*`$]|!?\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Figure:
    """One picture: base64 of the PNG (None: it is no PNG), the author's description, the heading above it."""

    data: str | None
    alt: str
    heading: str


def figures(notebook: NotebookNode) -> Iterator[Figure]:
    """Every image/png output, in the order of the page."""
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = (headings(cell.source) or [heading])[-1]
        for output in cell.get("outputs", []):
            if PNG in output.get("data", {}):
                yield Figure(_png(output), _alt(output), heading)


def title(notebook: NotebookNode) -> str:
    """The first heading of a notebook."""
    found = (heading for cell in notebook.cells if cell.cell_type == "markdown" for heading in headings(cell.source))
    return next(found, "")


def headings(markdown: str) -> list[str]:
    """The headings in a cell of prose, without their markup."""
    return [MARKUP.sub(r"\1", text).strip() for _, text in HEADING.findall(FENCE.sub("", markdown))]


def _png(output: NotebookNode) -> str | None:
    """The picture in one output alone: another's broken bytes or doubled file name do not matter to it."""
    alone = NotebookNode(
        output_type="display_data", metadata=NotebookNode(), data=NotebookNode({PNG: output.data[PNG]})
    )
    resources: dict[str, Any] = {"outputs": {}}
    try:
        extract = ExtractOutputPreprocessor(extract_output_types={PNG})  # type: ignore[no-untyped-call]
        extract.preprocess_cell(NotebookNode(outputs=[alone]), resources, 0)  # type: ignore[no-untyped-call]
    except (binascii.Error, TypeError, ValueError):  # a lab can publish anything under this name
        return None
    picture = b"".join(resources["outputs"].values())
    return base64.b64encode(picture).decode() if picture.startswith(SIGNATURE) else None


def _alt(output: NotebookNode) -> str:
    described = output.get("metadata", {}).get(PNG, {})
    alt = described.get("alt", "") if isinstance(described, dict) else ""
    return alt.strip() if isinstance(alt, str) else ""
