"""A second engine of its own that remaps user ids, beside the machine's."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from container.engine import run, wait_until

# In namespaces of its own: /etc stays as it is, and so does docker0, which an engine without a bridge takes away.
START = """
for ids in subuid subgid; do echo nobody:100000:65536 >"$1/$ids"; mount --bind "$1/$ids" "/etc/$ids"; done
echo '{}' >"$1/daemon.json"
exec "$2" --userns-remap=nobody:nogroup --config-file="$1/daemon.json" --host="unix://$1/socket" --pidfile="$1/pid" \
  --data-root="$1/data" --exec-root="$1/exec" --bridge=none --iptables=false --ip6tables=false
"""


@contextmanager
def remapped_engine() -> Iterator[str]:
    """Its DOCKER_HOST."""
    # Asked through process_iter itself, which passes over what ends meanwhile.
    daemon = next((p for p in psutil.process_iter(["name"]) if p.info["name"] == "dockerd"), None)
    if os.getuid() != 0 or daemon is None:
        pytest.skip("needs root, and the engine's own program in sight")
    folder = Path(tempfile.mkdtemp(prefix="engine-"))  # short: a socket's path has 107 letters
    folder.chmod(0o755)  # the remapped root has to come in
    command = [
        "unshare",
        "--mount",
        "--net",
        "--propagation",
        "private",
        "sh",
        "-euc",
        START,
        "sh",
        str(folder),
        daemon.exe(),
    ]
    with (folder / "log").open("w") as log:
        started = subprocess.Popen(command, env=daemon.environ(), stdout=log, stderr=log)
    address = f"unix://{folder}/socket"
    try:
        wait_until(
            lambda: run("docker", "--host", address, "info").returncode == 0, 20, f"an engine on {folder}/socket"
        )
        yield address
    finally:
        started.terminate()
        started.wait(timeout=20)
        shutil.rmtree(folder)
