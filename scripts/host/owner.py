"""Who the container's user is: nobody's files may end up as root's."""

from __future__ import annotations

import os
from pathlib import Path

FIRST_USER = 1000  # the first ordinary user's id on every common Linux


def container_user(checkout: Path) -> tuple[int, int]:
    """The container's UID:GID: the caller's; for root the checkout owner's; 1000:1000 where that is root too."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    try:
        owner = checkout.stat()
    except OSError:
        return FIRST_USER, FIRST_USER
    return (owner.st_uid, owner.st_gid) if owner.st_uid != 0 else (FIRST_USER, FIRST_USER)
