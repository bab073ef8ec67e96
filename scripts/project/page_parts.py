"""The cells of an executed notebook as parts of a web page: prose with MathML, code, outputs, pictures. Pure: no I/O.

Nothing of a notebook's own HTML gets into a page: what a lab wrote is text there.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from latex2mathml.converter import convert
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

from judge.report_figures import figures, headings, title
from judge.report_view import clean

LAB = re.compile(r"(\d\d_\w+\.(?:en|ja))\.ipynb")
# Where a formula may go on in the next line: in front of an equals sign, and at the space between two formulas.
BREAKS = re.compile(r"(?=\s=\s|\\q?quad\b)")
# A minus that belongs to its number; between braces it gets no space of an operator's.
NEGATIVE = re.compile(r"(?<=[(,=])((?:\\?\s)*)(-[\d.]+)")
COUNT = re.compile(r"(?<=\d) (?=[\u3040-\u30ff\u4e00-\u9fff])")  # in "3 つ" it must not


@dataclass(frozen=True)
class Output:
    """What one output of a cell shows: text, or a picture (PNG) with its description and its size in pixels."""

    text: str
    picture: bytes = b""
    size: tuple[int, int] = (0, 0)
    failed: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell; `heading` is that of a section that begins here."""

    name: str
    kind: str
    html: Markup
    heading: str
    outputs: tuple[Output, ...]


@dataclass(frozen=True)
class Lab:
    """One executed lab in one language."""

    title: str
    cells: tuple[Cell, ...]


def lab(notebook: NotebookNode) -> Lab:
    """The whole of it, its title first."""
    cells = sorted(notebook.cells, key=lambda cell: not cell.source.startswith("# "))
    return Lab(clean(title(notebook)), tuple(map(_cell, cells)))


def prose(markdown: str) -> Markup:
    """Markdown, with formulas between dollar signs, as HTML."""
    renderer = _Renderer(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)
    return Markup(MarkdownWithMath(renderer).render(markdown))


def code(source: str) -> Markup:
    """Python, coloured; each line is an element of its own, so that a long one can go on further in."""
    coloured = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    return Markup("".join(f"<span>{line}\n</span>" for line in coloured.split("\n")))


def formula(tex: str) -> Markup:
    """TeX as MathML: one element for each piece between which a line may break."""
    pieces = [piece.strip() for piece in BREAKS.split(NEGATIVE.sub(r"\1{\2}", tex))]
    return Markup("<wbr>".join(convert(piece) for piece in pieces if piece))


class _Renderer(IPythonRenderer):
    """A notebook's Markdown, with formulas that a browser can draw by itself, and labs that lead to their pages."""

    def inline_math(self, body: str) -> str:
        return formula(body)

    def block_math(self, body: str) -> str:
        return f'<span class="formula">{formula(body)}</span>'

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return super().heading(COUNT.sub("\u00a0", text), level, **attrs)

    def codespan(self, text: str) -> str:
        shown = str(super().codespan(text))
        found = LAB.fullmatch(text)
        return f'<a href="{found[1]}.html">{shown}</a>' if found else shown


def _cell(cell: NotebookNode) -> Cell:
    if cell.cell_type == "markdown":
        section = cell.source.startswith("## ") and headings(cell.source)
        return Cell(cell.id, "prose", prose(cell.source), section[0] if section else "", ())
    return Cell(cell.id, "code", code(cell.source), "", tuple(_outputs(cell)))


def _outputs(cell: NotebookNode) -> Iterator[Output]:
    for output in cell.outputs:
        alone = NotebookNode(cells=[NotebookNode(cell_type="code", outputs=[output])])
        if (figure := next(figures(alone), None)) and figure.data:
            picture = base64.b64decode(figure.data)
            yield Output(clean(figure.alt), picture, struct.unpack(">II", picture[16:24]))
        elif said := clean(_text(output)).strip("\n"):
            yield Output(said, failed=output.output_type == "error")


def _text(output: NotebookNode) -> str:
    if output.output_type == "error":
        return "\n".join(output.traceback)
    return str(output.text if output.output_type == "stream" else output.data.get("text/plain", ""))
