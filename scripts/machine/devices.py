"""Device nodes, and who may open them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

READ_WRITE = 0o6
DENIED = (errno.EACCES, errno.EPERM)


@dataclass(frozen=True)
class Node:
    """A device node as `stat` shows it. `there`: None where that could not be told, and `reason` says why."""

    path: str
    there: bool | None
    uid: int = 0
    gid: int = 0
    mode: int = 0
    opened: int | None = None  # the errno of opening it read-write for real, 0 for success; None: not tried
    reason: str = ""

    @property
    def failed(self) -> bool:
        """Whether it was opened for real and something other than a permission was in the way."""
        return self.opened is not None and self.opened not in (0, *DENIED)


def read_node(root: Path, path: str) -> Node:
    """Looks at `path` below `root` and opens it as the caller (the kernel forgets that when it is closed)."""
    file = root / path.lstrip("/")
    try:
        facts = file.stat()
    except FileNotFoundError:
        if not (root / "dev").is_dir():
            return Node(path, None, reason=f"{root / 'dev'}")
        return Node(path, there=False)
    except OSError as error:
        return Node(path, None, reason=error.strerror or type(error).__name__)
    if not stat.S_ISCHR(facts.st_mode):
        return Node(path, there=False)
    return Node(path, True, facts.st_uid, facts.st_gid, stat.S_IMODE(facts.st_mode), _open(file))


def may_open(node: Node, uid: int, groups: Iterable[int]) -> bool:
    """Whether the node's mode lets `uid` in `groups` read and write it: the first class that fits decides.

    The mode alone is right for a container: its node is made anew there, with owner and mode but without any ACL.
    """
    if uid == 0:
        return True
    shift = 6 if uid == node.uid else 3 if node.gid in groups else 0
    return node.mode >> shift & READ_WRITE == READ_WRITE


def _open(file: Path) -> int:
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY))
    except OSError as error:
        return error.errno or errno.EIO
    return 0
