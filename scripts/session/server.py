"""The native JupyterLab: started, found again, asked whether it answers, and stopped."""

from __future__ import annotations

import errno
import json
import os
import secrets
import signal
import subprocess
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from cli.files import put
from cli.interrupted import too_late
from cli.places import CHECKOUT, LAB_STATE, WORK
from cli.process import Process, born, comes_true, held, last_line, undisturbed
from cli.speech import LabError, Language, text
from machine.ports import free_port, refusal
from session.torch_facts import TorchFacts

STATE, TOKEN, LOG = LAB_STATE / "server.json", LAB_STATE / "token", LAB_STATE / "jupyter.log"
JUPYTER = LAB_STATE / "jupyter"
START_SECONDS = 60
# The lab's answers come from this machine: a proxy of the user's has no part in it.
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Server(Process):
    """A running JupyterLab."""

    port: int
    torch: TorchFacts
    asked: str  # the backend that was asked for when it was started


def running() -> Server | None:
    """The lab of this checkout, if its process is alive."""
    try:
        server = Server(**json.loads(STATE.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return server if server.alive else None


def start(
    python: Path, environ: dict[str, str], port: int, language: Language, torch: TorchFacts, asked: str
) -> Server:
    """Starts JupyterLab and waits until it answers a request with the token. Raises LabError."""
    write_token()
    # What signs its cookies, which outlive a token: a browser that an earlier lab let in has to ask again.
    (JUPYTER / "runtime/jupyter_cookie_secret").unlink(missing_ok=True)
    speak(LAB_STATE, f"{JUPYTER.name}/config", language, "/")
    # From where it runs: Jupyter would put a variable's value for $HOME in a path.
    config = os.path.relpath(CHECKOUT / "docker/jupyter_server_config.py", WORK.resolve())
    command = [str(python), "-m", "jupyterlab", f"--config={config}"]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.root_dir=."]
    server = None
    try:
        with LOG.open("wb") as log, held() as came:
            process = subprocess.Popen(
                command,
                cwd=WORK,
                env=_jupyter({**environ, "LAB_LANG": language}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            server = Server(process.pid, born(process.pid) or "", port, torch, asked)
        if came:
            raise KeyboardInterrupt
        put(LAB_STATE, STATE.name, json.dumps(asdict(server)).encode())
        _wait(process, server)
        too_late()
    except BaseException:
        if server:
            with undisturbed():
                stop(server)
        raise
    return server


def answers(port: int) -> bool:
    """Whether a request that needs the token succeeds (/api alone answers without one)."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/status", headers={"Authorization": f"token {TOKEN.read_text()}"}
    )
    try:
        with LOCAL.open(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def stop(server: Server) -> None:
    """Ends JupyterLab and its kernels; a saved file is on disk already."""
    server.end()
    comes_true(lambda: _end_group(server.pid), 5.0)
    STATE.unlink(missing_ok=True)


def address(port: int, language: Language) -> str:
    """The address that opens the start page in the reader's language, with the token."""
    return f"http://127.0.0.1:{port}/start/{language}?token={TOKEN.read_text()}"


def _wait(process: subprocess.Popen[bytes], server: Server) -> None:
    # Jupyter writes it once the port is its own: the token is for no other program that answers there.
    ours = JUPYTER / f"runtime/jpserver-{process.pid}.json"
    if comes_true(lambda: ours.exists() and answers(server.port) if server.alive else None, START_SECONDS):
        return
    said = last_line(LOG.read_bytes())
    if os.strerror(errno.ENOSPC) in said:
        raise LabError("disk-full", reason=said)
    if process.poll() is not None and refusal("127.0.0.1", server.port):
        raise LabError("port-in-use", port=server.port, free=free_port())
    raise LabError("lab-did-not-start", seconds=START_SECONDS, log=LOG)


def _end_group(leader: int) -> bool:
    """Ends whom the server was just asking, such as node for npm's folder; whether nobody of it is left."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return True
    with suppress(ChildProcessError):  # one that this process began stays in its group until it is asked for
        os.waitpid(leader, os.WNOHANG)
    return False


def write_token() -> None:
    """A fresh token, in a file that nobody but its owner reads."""
    # Without a newline: Jupyter would take it for part of the token.
    put(LAB_STATE, TOKEN.name, secrets.token_urlsafe(32).encode(), mode=0o600)


def speak(root: Path, config: str, language: Language, base: str) -> None:
    """JupyterLab's own language, as a default that the learner can still change in its menu, and the way back.

    `config` is Jupyter's folder below `root`; `base` is the path under which the server answers.
    """
    back = {"url": f"{base}start/{language}", "text": text("way-back"), "newBrowserTab": True}
    overrides = {
        "@jupyterlab/translation-extension:plugin": {"locale": "ja_JP" if language == "ja" else "en"},
        # Else a small screen cuts the names where they begin to differ: at the language.
        "@jupyterlab/filebrowser-extension:browser": {"showLastModifiedColumn": False},
        # Without an answer in advance, the first thing a learner sees is a question about news.
        "@jupyterlab/application-extension:top-bar": {
            "toolbar": [{"name": "start", "command": "help:open", "args": back, "label": back["text"], "rank": 60}]
        },
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    put(root, f"{config}/labconfig/default_setting_overrides.json", json.dumps(overrides).encode())


def _jupyter(environ: dict[str, str]) -> dict[str, str]:
    """Jupyter's own folders, so that neither the user's other settings nor the lab's spill over."""
    return {
        **environ,
        "JUPYTER_TOKEN_FILE": str(TOKEN),
        "JUPYTER_CONFIG_DIR": str(JUPYTER / "config"),
        "JUPYTER_DATA_DIR": str(JUPYTER / "data"),
        "JUPYTER_RUNTIME_DIR": str(JUPYTER / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(JUPYTER / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(JUPYTER / "workspaces"),
        "IPYTHONDIR": str(JUPYTER / "ipython"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
