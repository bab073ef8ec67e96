"""Records and notebooks for the tests of report.html, and how to read the page that comes of them."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import nbformat
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from judge.record import SCHEMA
from judge.report import render
from judge.words import CONDITIONS, Language

Record = dict[str, Any]
DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="  # a PNG of one pixel
)
SCRIPT = "<script>alert(1)</script>"
NAMES = tuple(CONDITIONS)
ON_CPU = [{"number": n, "name": name, "holds": n == 5, "found": f"found {n}"} for n, name in enumerate(NAMES, 1)]
ON_HIP = [{**condition, "holds": True} for condition in ON_CPU]
IMAGE = {"reference": "lab:1", "digest": None, "id": "sha256:" + "a" * 64, "base": "rocm/pytorch:7", "pinned": True}


def claim(name: str, expected: Any, measured: Any, holds: bool = True, tolerance: float | None = None) -> Record:
    return {"id": name, "expected": expected, "measured": measured, "tolerance": tolerance, "holds": holds}


def lab(lang: str, name: str = "01_training_flow", **changes: Any) -> Record:
    claims = [claim("ran", "ended", "ended"), claim("pred", [[1.9]], [[1.9000000953674316]], tolerance=2e-6)]
    plain: Record = {"lab": name, "lang": lang, "notebook": f"{name}.{lang}.ipynb", "sha256": "0" * 64}
    plain |= {"seconds": 5.41, "exercise": None}
    ended: Record = {
        "kernel": "fork",
        "end": "ended",
        "detail": "",
        "said": "",
        "tried": None,
        "reason": None,
        "opening": {},
        "facts": {},
        "printed": [],
        "pictures": {},
    }
    return {**plain, **ended, "claims": claims, "hip": copy.deepcopy(ON_CPU), **changes}


def record(*labs: Record, **changes: Any) -> Record:
    host = {"kernel": "6.8.0", "machine": "x86_64", "python": "3.12.3", "amdgpu": None}
    verdict = {"labs": "PASS", "hip": "NOT PROVED", "ran_on": "cpu", "why": ON_CPU[0]}
    when = {"version": 6, "when": "2026-11-23T21:10:50+09:00", "commit": "b" * 40, "dirty": False, "image": None}
    ran = {"host": host, "wheels": None, "torch": None, "asked": "cpu", "labs": list(labs or (lab("en"), lab("ja")))}
    return {**when, **ran, "verdict": verdict, **changes}


def failing(*labs: Record) -> Record:
    return record(*labs, verdict={"labs": "FAIL", "hip": "NOT PROVED", "ran_on": "cpu", "why": ON_CPU[0]})


def proved() -> Record:
    labs = [lab("en", hip=ON_HIP), lab("ja", hip=ON_HIP)]
    return record(*labs, asked="hip", verdict={"labs": "PASS", "hip": "PROVED", "ran_on": "hip", "why": None})


def notebook(*outputs: NotebookNode) -> NotebookNode:
    cells = [nbformat.v4.new_markdown_cell("# Lab **one**"), nbformat.v4.new_code_cell()]
    made: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    made.cells[1].outputs = list(outputs)
    return made


def picture(data: Any = DOT, **metadata: Any) -> NotebookNode:
    """A figure; `data` may be what no figure is."""
    made: NotebookNode = nbformat.v4.new_output("display_data", metadata=metadata)
    made.data["image/png"] = data
    return made


def page(found: Record, notebooks: dict[str, NotebookNode] | None = None, language: Language = "en") -> BeautifulSoup:
    jsonschema.validate(found, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return BeautifulSoup(render(found, notebooks or {}, language), "html.parser")


def read(soup: BeautifulSoup, language: str) -> str:
    """What a reader of one language sees."""
    return " ".join(part.get_text(" ", strip=True) for part in soup.select(f"main .{language}"))


def tables(soup: BeautifulSoup, selector: str) -> list[list[str]]:
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in soup.select(f"{selector} tbody tr")
    ]


def hostile(text: str) -> tuple[Record, dict[str, NotebookNode]]:
    """A record and a notebook with `text` wherever a lab, or the machine, has a say."""
    claims = [claim("ran", "ended", text, holds=False), claim("pred", text, {text: [text]}), claim(text, text, text)]
    hip = [{**condition, "found": text} for condition in ON_CPU]
    torch = {"executable": text, "version": text, "hip": text, "cuda": text, "available": True, "arch_list": [text]}
    devices = {"devices": [{"name": text, "arch": text}], "hsa_override": text}
    labs = [lab("en", detail=text, end="exception", reason="exception", claims=claims, hip=hip)]
    host = {"kernel": text, "machine": text, "python": text, "amdgpu": text}
    image = {**IMAGE, "reference": text, "digest": text, "base": text, "base_digest": None}
    heading = nbformat.v4.new_markdown_cell(f"# {text}")
    executed = notebook(picture(**{"image/png": {"alt": text}}), picture())
    executed.cells.insert(1, heading)
    return record(*labs, torch={**torch, **devices}, host=host, image=image), {labs[0]["notebook"]: executed}
