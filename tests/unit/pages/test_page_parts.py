"""What `make pages` makes of cells: formulas, code, outputs, pictures; and nothing of theirs that a browser obeys."""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from project.page_parts import Output, code, formula, lab, prose
from unit.judge.report_records import DOT, SCRIPT, picture

NOTEBOOKS = sorted((Path(__file__).resolve().parents[3] / "labs").glob("*.ipynb"))
new_output, new_code, new_prose = nbformat.v4.new_output, nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell


def read(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def outputs(*made: NotebookNode) -> tuple[Output, ...]:
    """What is shown of a cell with these outputs."""
    cell = new_code(outputs=list(made))
    return lab(nbformat.v4.new_notebook(cells=[cell])).cells[0].outputs


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_formula_of_the_labs_is_drawn_by_the_browser_itself(path: Path) -> None:
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    for page in map(read, map(prose, cells)):
        for told in page.find_all(["code", "pre"]):
            told.decompose()
        assert "$" not in page.get_text()
        assert "\\" not in page.get_text()  # a command that nobody understood
    assert all(("<math" in prose(source)) == ("$" in source) for source in cells if "`" not in source)


@pytest.mark.parametrize(
    ("tex", "parts"),
    [
        (r"\hat y = 2 = 3", 3),  # in front of each equals sign
        (r"a \qquad w = b", 3),
        (r"w = (0.1,\ 0.2)", 2),
        (r"\frac{a}{b}", 1),
        (r"a=b", 1),
    ],
)
def test_a_long_formula_may_go_on_in_the_next_line_where_a_person_would_break_it(tex: str, parts: int) -> None:
    pieces = read(formula(tex)).find_all("math")
    assert len(pieces) == parts
    assert formula(tex).count("<wbr>") == parts - 1


@pytest.mark.parametrize("tex", ["(-0.6)", "= -1.2", r"(1,\ -2.4)"])
def test_the_minus_of_a_number_stands_close_to_it(tex: str) -> None:
    sign = next(mo for mo in read(formula(tex)).find_all("mo") if mo.text == "−")
    assert sign.find_previous_sibling() is None  # first in its row: MathML's prefix form, without space
    assert sign.find_next_sibling().name == "mn"


@pytest.mark.parametrize("tex", ["1.9 - 2.5", "1.9-2.5"])
def test_the_minus_between_two_numbers_keeps_its_space(tex: str) -> None:
    sign = next(mo for mo in read(formula(tex)).find_all("mo") if mo.text == "−")
    assert sign.find_previous_sibling().text == "1.9"


def test_code_is_coloured_and_can_be_copied_as_it_was_written() -> None:
    source = 'for lr in rates:\n    print(f"{lr} < 1")\n\n    x = "&amp;"'
    page = read(f"<pre>{code(source)}</pre>").pre
    assert page.get_text() == source + "\n"
    assert [line.get_text() for line in page.find_all("span", recursive=False)] == [
        line + "\n" for line in source.split("\n")
    ]
    assert page.find(class_="k")


def test_no_markup_of_a_notebook_is_obeyed() -> None:
    written = f"## A {SCRIPT}\n\n{SCRIPT}\n\n[here](javascript:alert(1)) <img src=x onerror=alert(1)>"
    page = read(prose(written))
    assert page.find_all(["script", "img"]) == []
    assert "javascript" not in (page.a or {}).get("href", "")
    assert SCRIPT in page.get_text()


def test_what_a_cell_wrote_comes_before_what_it_shows_and_html_of_its_own_does_not_count() -> None:
    html = new_output("execute_result", {"text/plain": "right", "text/html": f"<b>{SCRIPT}</b>"})
    assert outputs(new_output("stream", text="first\n"), html) == (Output("first"), Output("right"))


def test_an_error_is_shown_as_one_without_the_colours_of_a_terminal_or_this_machine_s_folders() -> None:
    folder = Path(__file__).resolve().parents[3]
    (shown,) = outputs(new_output("error", traceback=["\x1b[31mValueError\x1b[0m", f"{folder}/labs/x.py"]))
    assert shown == Output("ValueError\nlabs/x.py", failed=True)


def test_a_picture_has_its_words_and_its_size() -> None:
    (shown,) = outputs(picture(**{"image/png": {"alt": "one dot"}}))
    assert shown == Output("one dot", base64.b64decode(DOT), (1, 1))


@pytest.mark.parametrize("data", ["", "not base64", base64.b64encode(b"GIF89a").decode()])
def test_what_only_calls_itself_a_picture_is_not_shown_as_one(data: str) -> None:
    made = picture(data)
    made.data["text/plain"] = "<Picture>"
    assert outputs(made) == (Output("<Picture>"),)


def test_a_lab_that_is_named_leads_to_its_page_and_a_copy_of_a_learner_s_does_not() -> None:
    page = read(prose("`02_inference_flow.ja.ipynb`, `work/02_inference_flow.ja.ipynb`, `make check`"))
    assert [link["href"] for link in page.find_all("a")] == ["02_inference_flow.ja.html"]


def test_a_page_begins_with_its_title_and_lists_its_sections() -> None:
    cells = [new_code("backend = 1"), new_prose("# 07 · *Other*"), new_prose("text"), new_prose("## Part `a`\n\nmore")]
    made = lab(nbformat.v4.new_notebook(cells=cells))
    assert made.title == "07 · Other"
    assert [cell.kind for cell in made.cells] == ["prose", "code", "prose", "prose"]
    assert [cell.heading for cell in made.cells] == ["", "", "", "Part a"]


def test_in_a_heading_a_count_is_not_parted_from_what_it_counts() -> None:
    assert "3\u00a0つ" in prose("## 重みが 3 つ、lr を決める")
    assert "lr を" in prose("## 重みが 3 つ、lr を決める")
