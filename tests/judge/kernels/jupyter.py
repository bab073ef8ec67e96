"""JupyterLab's own kernels: a server extension that starts a keeper once the server answers.

A kernel that is asked for before the keeper has imported everything starts as ever.
"""

from __future__ import annotations

import atexit
import os
from typing import Any

from judge.kernels.kept import LENT, Keeper


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(_server: Any) -> None:
    """Nothing: the server is not yet there."""


async def _start_jupyter_server_extension(_server: Any) -> None:
    """The loop runs, and the server answers."""
    keeper = Keeper("--ahead", "1", "--background")
    os.environ[LENT] = str(keeper.socket)
    atexit.register(keeper.end)
