"""Ports of this machine."""

from __future__ import annotations

import socket

from cli.speech import LabError


def require_free(port: int) -> None:
    """Refuses a port of 127.0.0.1 that another program has, and names one that is free. Raises LabError."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", port))
        except OSError as error:
            raise LabError("port-in-use", port=port, free=free_port()) from error


def free_port(address: str = "127.0.0.1") -> int:
    """A port of this address that nothing listens on."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as found:
        found.bind((address, 0))
        return int(found.getsockname()[1])
