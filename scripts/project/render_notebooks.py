"""Makes the English and the Japanese notebook of every lab from its percent-format source.

Runs inside the environment. With --check it writes nothing and names what differs from its source.
"""

import re
import sys
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from cli.speech import LabError, say
from cli.verb import run_verb

LABS = Path(__file__).resolve().parents[2] / "labs"
LANGUAGES = ("en", "ja")

# Between two Japanese letters a line break is no space; in a notebook it would be shown as one.
JAPANESE = r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]"
SOFT_BREAK = re.compile(rf"(?<={JAPANESE})\n *(?={JAPANESE})")


def render(source: Path, language: str) -> str:
    """The notebook of `source` in `language`, as text; cell ids are the cells' names in the source. Raises LabError."""
    notebook = jupytext.read(source)
    cells = [_named(cell, source) for cell in notebook.cells if cell.metadata.get("lang", language) == language]
    names = [cell.id for cell in cells]
    if doubled := {name for name in names if names.count(name) > 1}:
        raise LabError("cells-doubled", source=source.name, names=", ".join(sorted(doubled)))
    metadata = {
        "kernelspec": notebook.metadata.kernelspec,
        "lab": {"name": source.stem, "lang": language, **notebook.metadata.get("lab", {})},
        "language_info": {"name": "python"},
    }
    made = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.validate(made)
    return str(nbformat.writes(made)) + "\n"


def _named(cell: NotebookNode, source: Path) -> NotebookNode:
    name = cell.metadata.pop("title", "")
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,63}", name):
        raise LabError("cell-unnamed", source=source.name, cell=repr(cell.source[:80]))
    cell.id = name
    if cell.metadata.get("lang") == "ja":
        cell.source = SOFT_BREAK.sub("", cell.source)
    return cell


def main(check: bool) -> int:
    """Writes every notebook that is not what its source makes, or (check) names it."""
    differs = []
    for source in sorted(LABS.glob("[0-9]*.py")):
        for language in LANGUAGES:
            target = source.with_suffix(f".{language}.ipynb")
            made = render(source, language)
            if not target.is_file() or target.read_text(encoding="utf-8") != made:
                differs.append(target.name)
                if not check:
                    target.write_text(made, encoding="utf-8")
    for name in differs:
        say("notebook-differs" if check else "notebook-written", name=name)
    return 1 if check and differs else 0


if __name__ == "__main__":
    run_verb(lambda: main(check="--check" in sys.argv[1:]))
