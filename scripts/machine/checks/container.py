"""What containers need: the engine, room for the image, a proxy for its download."""

from __future__ import annotations

from images.bases import GB
from images.wheels import wheels
from machine.facts import Machine
from machine.finding import Finding, gb, good, stop, unknown, warning

# The environment takes 1.5 GB, half of it the CPU build of torch, and pip unpacks beside it.
NATIVE_NEEDS, NEEDS_BESIDE_TORCH = 2 * GB, 1 * GB


def engine(m: Machine) -> Finding:
    """It answers, and the lab can run on it; its problems are those of `make lab`."""
    if m.native_asked:
        return good("engine", "native")
    if m.engine is None:
        return unknown("engine", "engine-unknown")
    if m.engine.problem:
        return Finding("engine", m.container_level, m.engine.problem, {"reason": m.engine.reason})
    if m.engine.confined == "desktop":
        if m.wants_gpu and m.cards:
            return Finding("engine", m.gpu_level, "engine-desktop")
    elif m.engine.confined:
        return warning("engine", f"engine-{m.engine.confined}")
    return good("engine", "engine", version=m.engine.version, compose=m.engine.compose)


def disk(m: Machine) -> Finding:
    """Room for what will be downloaded."""
    place = m.engine_disk if m.in_container else m.checkout_disk
    if place.free is None:
        return unknown("disk", "disk-unread", path=place.path)
    free = gb(place.free)
    if m.in_container:
        return good("disk", "image-here", free=free) if m.image_here else _room_for_image(m, place.path, place.free)
    if m.environment_here:
        return good("disk", "environment-here", free=free)
    need = NEEDS_BESIDE_TORCH if m.asked.python else NATIVE_NEEDS
    if gfx := m.wheels:
        need = NEEDS_BESIDE_TORCH + sum(wheels().size(gfx))
    says = {"free": free, "path": place.path, "need": gb(need)}
    return stop("disk", "disk-small-native", **says) if place.free < need else good("disk", "disk", **says)


def _room_for_image(m: Machine, path: str, free: int) -> Finding:
    base = m.base
    image = (base.reference if base else m.asked.base_image or "?").partition("@")[0]
    download, unpacked = (base.download, base.unpacked) if base else (None, None)
    added = base.added if base else 0
    least = None if base is None else (unpacked or download or 0) + added
    says = {"free": gb(free), "path": path, "what": image}
    if least is None:
        return unknown("disk", "disk-unsized", **says)
    if free < least:
        return stop("disk", "disk-small", need=gb(least), **says)
    if download is None or unpacked is None:
        return unknown("disk", "disk-unknown", need=gb(least), **says)
    # An engine may keep the compressed layers until it has unpacked them all, and a containerd store for ever.
    most = download + unpacked + added
    return (
        warning("disk", "disk-tight", need=gb(most), **says)
        if free < most
        else good("disk", "disk", need=gb(most), **says)
    )


def proxy(m: Machine) -> Finding:
    """Set for everything that downloads, or for nothing."""
    names = ", ".join(m.proxy.names)
    if not names:
        return good("proxy", "proxy-none")
    if not any(name.lower() in ("https_proxy", "all_proxy") for name in m.proxy.names):
        return warning("proxy", "proxy-http-only", names=names)
    if not m.in_container:
        return good("proxy", "proxy-native", names=names)
    if m.proxy.engine is None:
        return unknown("proxy", "proxy-unknown", names=names)
    return good("proxy", "proxy-both", names=names) if m.proxy.engine else warning("proxy", "proxy-engine", names=names)


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
