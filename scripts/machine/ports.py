"""Ports of this machine."""

from __future__ import annotations

import ipaddress
import socket


def refusal(address: str, port: int) -> OSError | None:
    """What stands against a program that would listen there; None: nothing. Port 0 asks of the address alone.

    Raises ValueError for what is no address.
    """
    with _socket(address) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((address, port))
        except OSError as error:
            return error
    return None


def free_port(address: str = "127.0.0.1") -> int:
    """A port of this address that nothing listens on."""
    with _socket(address) as found:
        found.bind((address, 0))
        return int(found.getsockname()[1])


def _socket(address: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET)
