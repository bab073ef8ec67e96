"""What only `make seats` needs: the hub's proxy. Who does not ask for seats is not alarmed."""

from __future__ import annotations

from machine.facts import Machine
from machine.finding import Finding, good, unknown, warning


def seats(m: Machine) -> Finding:
    """There and able to run, where seats are asked for: make doctor N=10."""
    proxy = m.hub_proxy
    if m.asked.seats is None:
        return good("seats", "seats-here", path=proxy.path) if proxy.path else good("seats", "seats-not-asked")
    if proxy.path is None:
        return warning("seats", "proxy-missing")
    if proxy.version is None:
        return unknown("seats", "proxy-silent", path=proxy.path, reason=proxy.reason)
    return good("seats", "seats", version=proxy.version)
