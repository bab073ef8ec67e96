"""JupyterLab's start page: the labs in their order, what is checked, what comes next. An extension of its server.

It leads to JupyterLab's own addresses, /lab/tree/…: no front end has to be built.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from start_page.progress import answers, labs, next_lab

HERE = Path(__file__).resolve().parent
LAB = HERE.parents[1]
LANGUAGES = {"en": "English", "ja": "日本語"}
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


class Start(JupyterHandler):
    """GET /start/ja, /start/en."""

    @web.authenticated
    def get(self, language: str) -> None:
        """The page as things stand now."""
        if self.get_query_arguments("token"):  # the cookie does from here on: who shows the screen shows no token
            self.redirect(self.request.path)
            return
        shown = labs(LAB / "labs", language, answers([LAB / "runs", Path.home() / "runs"]))
        self.set_header("Cache-Control", "no-store")
        self.finish(
            TEMPLATES.get_template("start.html.j2").render(
                labs=shown, next=next_lab(shown), lang=language, languages=LANGUAGES, base=self.base_url
            )
        )


class Ends(JupyterHandler):
    """GET /start/ends: in how many seconds a workshop's seat ends."""

    @web.authenticated
    def get(self) -> None:
        """As JSON."""
        self.finish({"seconds": float(os.environ["SEAT_ENDS"]) - time.time()})


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    base = server.web_app.settings["base_url"]
    server.web_app.add_handlers(
        ".*", [(url_path_join(base, "start", "(ja|en)"), Start), (url_path_join(base, "start/ends"), Ends)]
    )
