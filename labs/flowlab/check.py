"""The judge's answer within the notebook: flowlab.check() for the lab, flowlab.check("1.2") for an exercise."""

import html
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from flowlab.language import lab_language, notebook_path

LAB = Path(__file__).resolve().parents[2]
KEPT = LAB / "home/provenance.json"  # in a container, where nobody can ask for the commit or the image
TEXT = {
    "en": {
        "elsewhere": "Not judged here: this run is being judged already, or no notebook is open. Ask in JupyterLab.",
        "renamed": "{name} is not there any more: after a new name, close the notebook, shut its kernel down, open it again.",
        "no-copy": "{name} is no copy of a lab: open one of the notebooks in work.",
        "no-exercise": "There is no exercise {exercise} here; this lab has {known}.",
        "unsaved": "Save first (Ctrl + S), then run this cell again: what is judged is the saved notebook.",
        "broken": "The judge did not come to an end: {reason}",
    },
    "ja": {
        "elsewhere": "ここでは判定しません。判定の途中か、開いているノートブックがないからです。JupyterLab で実行してください。",
        "renamed": "{name} が見つかりません。名前を変えたときは、ノートブックを閉じ、カーネルを終了してから開き直してください。",
        "no-copy": "{name} は、ラボのコピーではありません。work にあるノートブックを開いてください。",
        "no-exercise": "練習問題 {exercise} はここにはありません。このラボにあるのは {known} です。",
        "unsaved": "先に保存してください（Ctrl + S）。それから、このセルをもう一度実行します。判定するのは、保存したノートブックです。",
        "broken": "判定が最後まで終わりませんでした：{reason}",
    },
}
COLOURS = {True: "46, 125, 50", False: "180, 110, 0"}  # a quiet green, a quiet amber
_ran = dict[str, tuple[float, str]]()  # by a cell's id: when it last ran, and its text then


def check(exercise: str | float | None = None) -> None:
    """Judges the saved notebook by its lab, or by the values of one exercise; says what is right, what is not yet.

    Runs it from the top in a fresh kernel of its own, in two to five seconds; nothing here changes.
    """
    text = TEXT[lab_language()]
    path = notebook_path()
    if "judge.probe" in sys.modules or path is None:
        print(text["elsewhere"])
        return
    number = None if exercise is None else str(exercise)
    if reason := _refusal(path, number):
        _show(good=False, lines=[reason])
        return
    _show(**_judge(path, number))


def watch_cells() -> None:
    """Remembers what ran, to tell it from what is saved; in a notebook alone."""
    # A script does without IPython, which takes a while to import.
    if (ipython := sys.modules.get("IPython")) and (shell := ipython.get_ipython()):
        shell.events.register(
            "pre_run_cell", lambda info: _ran.update({str(info.cell_id): (time.time(), info.raw_cell)})
        )


def _refusal(path: Path, exercise: str | None) -> str | None:
    text = TEXT[lab_language()]
    if not path.is_file():
        return text["renamed"].format(name=path.name)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    lab = notebook["metadata"].get("lab")
    if not lab:
        return text["no-copy"].format(name=path.name)
    numbers = [cell.get("id", "").removeprefix("exercise-") for cell in notebook["cells"]]
    known = [f"{int(lab['name'][:2])}.{number}" for number in numbers if re.fullmatch(r"\d", number)]
    if exercise not in (None, *known):
        return text["no-exercise"].format(exercise=exercise, known=", ".join(known))
    return text["unsaved"] if _unsaved(notebook, path.stat().st_mtime) else None


def _unsaved(notebook: dict[str, Any], when_saved: float) -> bool:
    """Whether a cell ran since that is not so in the file; this call itself may be."""
    saved = {cell.get("id"): "".join(cell["source"]).strip() for cell in notebook["cells"]}
    for cell, (when, source) in _ran.items():
        known = {saved[cell]} if cell in saved else saved.values()  # VS Code has ids of its own
        if when > when_saved and "check(" not in source and source.strip() not in known:
            return True
    return False


def _judge(path: Path, exercise: str | None) -> dict[str, Any]:
    """What the judge, a process of its own, says: "good" and "lines"."""
    command = [sys.executable, "-m", "judge", "--brief", "--backend", os.environ.get("LAB_BACKEND") or "auto"]
    command += ["--language", lab_language(), "--runs", str(_runs()), "--notebook", str(path)]
    command += ["--exercise", exercise] if exercise else []
    command += ["--provenance", KEPT.read_text(encoding="utf-8")] if KEPT.is_file() else []
    kept = {name: value for name, value in os.environ.items() if name != "JPY_SESSION_NAME"}  # of this notebook alone
    paths = (str(LAB / "tests"), kept.get("PYTHONPATH", ""))
    environ = {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=LAB, env=environ, text=True, stdout=pipe, stderr=pipe) as process:
        try:
            said, error = process.communicate()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)  # it takes its half of a record away
            process.communicate()
            raise
    try:
        answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    except (IndexError, ValueError):
        reason = (error.strip().splitlines() or [str(process.returncode)])[0]
        return {"good": False, "lines": [TEXT[lab_language()]["broken"].format(reason=reason)]}
    return answer


def _runs() -> Path:
    """Where records go: the lab's folder, or in a workshop's seat, which has none, the learner's own."""
    for folder in (LAB / "runs", Path.home() / "runs"):
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
            if os.access(folder, os.W_OK):
                break
    return folder


def _show(*, good: bool, lines: list[str]) -> None:
    """As text where only text can be shown, else as a box."""
    from IPython.display import display

    style = f"border-left: 4px solid rgb({COLOURS[good]}); background: rgba({COLOURS[good]}, 0.08)"
    rows = "".join(f'<div style="white-space: pre-wrap">{html.escape(line)}</div>' for line in lines)
    box = f'<div style="{style}; padding: 0.5em 1em">{rows}</div>'
    display({"text/plain": "\n".join(lines), "text/html": box}, raw=True)
