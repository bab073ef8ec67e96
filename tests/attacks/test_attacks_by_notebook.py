"""A copy that is handed to make check and means harm: to who judges it, and to what comes after."""

from __future__ import annotations

import nbformat

from native.checkout import PROJECT, Checkout

# Leaves its session and its parent, says who it is, and means to stay; then ends whoever made this kernel.
HARM = """
import os, pathlib, signal, subprocess, sys, time
stays = "import os, time; os.fork() and os._exit(0); os.setsid(); open('stayed', 'w').write('+'); time.sleep(300)"
subprocess.run([sys.executable, "-c", stays])
while not (pathlib.Path("stayed").exists() and pathlib.Path("stayed").read_text()):
    time.sleep(0.01)
print("STAYED", pathlib.Path("stayed").resolve())
os.kill(os.getppid(), signal.SIGKILL)
time.sleep(30)
"""


def test_a_notebook_that_ends_the_process_it_was_forked_from_passes_nothing_and_outlives_nothing(
    ready: Checkout,
) -> None:
    copy = ready.root / "work/harm.ipynb"
    notebook = nbformat.read(PROJECT / "labs/01_training_flow.en.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(HARM))
    copy.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, copy)
    done = ready.make("check", NOTEBOOK=copy, BACKEND="cpu")
    assert "Error 1" in done.stderr, done.stdout + done.stderr
    assert "labs FAIL" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    kept = next(ready.root.glob("runs/*/harm.ipynb"))
    assert "STAYED" in kept.read_text(encoding="utf-8")  # it was there
    assert ready.processes() == []
    copy.unlink()
