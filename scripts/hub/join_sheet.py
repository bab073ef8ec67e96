"""Makes the join sheet from JSON on stdin (address, language, tls, passwords): one card a seat, to print and to cut."""

import json
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).resolve().parent


def join_sheet(facts: dict[str, object]) -> str:
    """The page: nothing in it is fetched from anywhere."""
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("join_sheet.html.j2").render(**facts)


if __name__ == "__main__":
    print(join_sheet(json.load(sys.stdin)))
