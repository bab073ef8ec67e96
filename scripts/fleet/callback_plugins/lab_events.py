"""Ansible callback: what happens to each machine, one line of JSON each, for scripts/fleet.py to read and to show."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: lab_events
type: aggregate
short_description: events of the fleet as lines of JSON
description: One line per event on standard output, behind a mark that no machine can know.
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Steps as they begin, what changed, and how each machine ended."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "lab_events"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._mark = os.environ.get("LAB_FLEET_MARK", "")

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        self._tell("start", host.get_name(), task)

    def v2_runner_on_ok(self, result: Any) -> None:
        said = result.result
        self._tell(
            "ok", result.host.get_name(), result.task,
            changed=bool(said.get("changed")), would=result.task.vars.get("would"), lab=said.get("lab"),
        )  # fmt: skip

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        said = result.result
        self._tell(
            "ignored" if ignore_errors else "failed", result.host.get_name(), result.task,
            problem=said.get("problem"), lab=said.get("lab"), said=self._words(said),
        )  # fmt: skip

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._tell("unreachable", result.host.get_name(), result.task, said=self._words(result.result))

    def v2_playbook_on_stats(self, stats: Any) -> None:
        for host in sorted(stats.processed):
            self._tell("end", host, None, changes=stats.summarize(host)["changed"])

    @staticmethod
    def _words(said: Any) -> str:
        return "\n".join(str(said[key]) for key in ("msg", "stderr", "module_stderr", "stdout") if said.get(key))

    def _tell(self, event: str, host: str, task: Any, **more: Any) -> None:
        if task is not None:
            # A step is a file of tasks.
            more |= {"step": Path(task.get_path().rsplit(":", 1)[0]).stem, "task": task.get_name()}
        line = json.dumps({"event": event, "host": host, "at": time.monotonic(), **more}, default=str)
        sys.stdout.write(f"{self._mark}{line}\n")
        sys.stdout.flush()
