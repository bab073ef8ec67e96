"""Prints a template of this folder, filled with the JSON on stdin: render.py TEMPLATE."""

import json
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

environment = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent), autoescape=True, undefined=StrictUndefined
)
print(environment.get_template(sys.argv[1]).render(**json.load(sys.stdin)))
