"""What `make seats` asks of its settings and of this machine, before anything is touched."""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from cli.settings import Settings
from cli.speech import LabError
from machine.finding import gib
from machine.ports import free_port, refusal
from machine.proxy import find_proxy
from workshop.seats.state import Seats, url

LOOPBACK = "127.0.0.1"
IDLE, LONGEST = 60.0, 480.0  # minutes: a lunch, a day
# Of the block for examples: a datagram socket that is "connected" there sends nothing, and knows its own address.
ELSEWHERE = ("192.0.2.1", 9)


@dataclass(frozen=True)
class Door:
    """Where the seats are entered: an address of this machine, a port, and with TLS a certificate and its key."""

    bind: str
    port: int
    cert: Path | None
    key: Path | None

    @property
    def open_to_the_room(self) -> bool:
        """Whether other machines reach it."""
        return not ipaddress.ip_address(self.bind).is_loopback

    def address(self, host: str | None = None) -> str:
        """What is typed into a browser. `host`: the name in the certificate."""
        reached = host or (_own_address(self.bind) if ipaddress.ip_address(self.bind).is_unspecified else self.bind)
        return url(reached, self.port, tls=self.cert is not None)


def require_door(settings: Settings) -> Door:
    """The door that the settings describe. Raises LabError where it cannot be."""
    door = Door(settings.bind or LOOPBACK, settings.port, _absolute(settings.cert), _absolute(settings.key))
    _require_certificate(door)
    _require_address(door, settings.seats or 1)
    return door


def require_proxy() -> str:
    """The proxy's program. Raises LabError."""
    proxy = find_proxy(ask=True)
    if proxy.path is None:
        raise LabError("proxy-missing")
    if proxy.version is None:
        raise LabError("seats-proxy-broken", path=proxy.path, reason=proxy.reason)
    return proxy.path


def require_same(settings: Settings, seats: Seats) -> None:
    """Raises LabError where seats are open already and this call asks for others."""
    asked = demands(settings)
    differs = {name: value for name, value in asked.items() if value is not None and value != seats.asked[name]}
    if differs:
        found = ", ".join(f"{name}={seats.asked[name] or '-'}" for name in differs)
        raise LabError("seats-other", found=found, asked=", ".join(f"{n}={v}" for n, v in differs.items()))


def demands(settings: Settings) -> dict[str, str | None]:
    """What is asked for by name; None where nothing was said."""
    return {
        "N": str(settings.seats) if settings.seats else None,
        "BIND": settings.bind,
        "CERT": str(settings.cert.absolute()) if settings.cert else None,
        "KEY": str(settings.key.absolute()) if settings.key else None,
        "OVERFLOW": settings.overflow,
        "IDLE": f"{settings.idle:g}" if settings.idle else None,
        "LONGEST": f"{settings.longest:g}" if settings.longest else None,
        "BACKEND": settings.backend if settings.backend != "auto" else None,
        "GPU": str(settings.gpu) if isinstance(settings.gpu, int) else None,
        "DEVICES": settings.devices,
    }


def in_force(settings: Settings, door: Door, overflow: str, *, rocm: bool) -> dict[str, str | None]:
    """The same of seats that open now: what nobody said holds all the same, and a later call may name it."""
    backend = "hip" if rocm else "cpu"
    times = {"IDLE": f"{idle_of(settings):g}", "LONGEST": f"{longest_of(settings):g}"}
    how = {"BACKEND": backend, "DEVICES": settings.devices or "nodes"}
    return {**demands(settings), "BIND": door.bind, "OVERFLOW": overflow, **how, **times}


def idle_of(settings: Settings) -> float:
    """Minutes without use after which a seat ends."""
    return settings.idle or IDLE


def longest_of(settings: Settings) -> float:
    """Minutes after which a seat ends in any case."""
    return settings.longest or LONGEST


def _absolute(path: Path | None) -> Path | None:
    return path.absolute() if path else None


def _require_certificate(door: Door) -> None:
    if (door.cert is None) != (door.key is None):
        given, lacks = ("CERT", "KEY") if door.cert else ("KEY", "CERT")
        raise LabError("seats-tls-pair", given=given, lacks=lacks)
    if door.cert is None or door.key is None:
        return
    for name, path in (("CERT", door.cert), ("KEY", door.key)):
        if not path.is_file():
            raise LabError("file-missing", name=name, path=path)
    try:
        # A password: else a key that needs one would ask at the terminal.
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(door.cert, door.key, password=lambda: b"")
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
        raise LabError("seats-tls-unusable", cert=door.cert, key=door.key, reason=reason) from error


def _require_address(door: Door, seats: int) -> None:
    try:
        elsewhere = refusal(door.bind, 0)
    except ValueError as error:
        raise LabError("seats-bind", bind=door.bind) from error
    if elsewhere:
        raise LabError("seats-bind", bind=door.bind) from elsewhere
    if taken := refusal(door.bind, door.port):
        reason = os.strerror(taken.errno or 0)
        free = free_port(door.bind)
        raise LabError("seats-port", port=door.port, bind=door.bind, seats=seats, free=free, reason=reason) from taken


def _own_address(unspecified: str) -> str:
    """The machine's address on its way out, for a door that is open on all of them."""
    if ":" in unspecified:
        return socket.gethostname()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        try:
            out.connect(ELSEWHERE)
        except OSError:  # a machine without a way out
            return socket.gethostname()
        return str(out.getsockname()[0])


GIB, MIB = 2**30, 2**20
RESERVED = 2 * GIB  # for the engine, the hub and the machine itself
# flowlab.check() runs a lab once more: in labs 01, 02, 04, 05 it all takes 815 MiB, in 03 1170, in 06 1633 (measured).
LEAST, EVERY_LAB = 1 * GIB, 1792 * MIB


@dataclass(frozen=True)
class Share:
    """What one seat may use at most: bytes of memory, and cores."""

    memory: int
    cpus: float


def share(total: int, cores: int, seats: int, most: int) -> Share:
    """A seat's part of `total` bytes and `cores`, never more than `most` bytes. Raises LabError where too many sit.

    Memory is promised once: what all seats may take fits. Cores are not: a seat may always use one, and where there
    are more seats than cores they take turns.
    """
    fit = max(0, (total - RESERVED) // LEAST)
    if seats > fit:
        raise LabError("seats-too-many", seats=seats, fit=fit, total=gib(total), least=gib(LEAST), kept=gib(RESERVED))
    memory = min(most, (total - RESERVED) // seats) // MIB * MIB
    return Share(memory, round(max(1.0, cores / seats), 2))
