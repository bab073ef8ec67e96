"""A papermill engine that saves the executed notebook once a second, not before and after each cell.

Saving takes longer than most cells of the labs; what is lost when the worker is ended is the last second's outputs.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

ENGINE = "rocm-lab"
SECONDS = 1.0


class Manager(NotebookExecutionManager):  # type: ignore[misc]  # untyped
    """papermill's own, but for how often it saves."""

    def save(self, **kwargs: Any) -> None:
        """Saves where the last time is long enough ago; in the end always."""
        if self.end_time or (self.now() - self.last_save_time).total_seconds() >= SECONDS:
            super().save(**kwargs)


class Engine(NBClientEngine):  # type: ignore[misc]  # untyped
    """papermill's own engine with that manager."""

    @classmethod
    def execute_notebook(
        cls, nb: NotebookNode, kernel_name: str, output_path: str, progress_bar: bool, log_output: bool, **kwargs: Any
    ) -> NotebookNode:
        """As papermill's."""
        manager = Manager(nb, output_path=output_path, progress_bar=progress_bar, log_output=log_output)
        manager.notebook_start()
        try:
            cls.execute_managed_notebook(manager, kernel_name, log_output=log_output, **kwargs)
        finally:
            manager.notebook_complete()
        executed: NotebookNode = manager.nb
        return executed


papermill_engines.register(ENGINE, Engine)
