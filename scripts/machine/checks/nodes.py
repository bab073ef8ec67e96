"""/dev/kfd and the render nodes, opened as the user would who runs the lab."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence

from machine.checks.amounts import few
from machine.checks.cards import no_gpu_matters
from machine.devices import Node, may_open
from machine.facts import Machine
from machine.finding import Finding, Level, good


def kfd(m: Machine) -> Finding:
    """The compute driver's node, one for all cards."""
    expected = m.cards or m.driver.loaded or m.asked.backend == "hip"
    if not m.wants_gpu or (m.kfd.there is False and not expected):
        return no_gpu_matters("kfd", m) or good("kfd", "no-cards")
    return _judge("kfd", m, [m.kfd])


def render(m: Machine) -> Finding:
    """The nodes of the cards that the lab gets."""
    if skip := no_gpu_matters("render", m):
        return skip
    return _judge("render", m, [m.render[i] for i in m.chosen] or m.render)


def _judge(check: str, m: Machine, nodes: Sequence[Node]) -> Finding:
    user = f"{m.user.uid}:{m.user.gid}" if m.in_container else m.user.caller
    for node in nodes:
        if state := (_in_container if m.in_container else _native)(m, node):
            values = {
                "path": node.path, "user": user, "owner": f"{node.uid}:{node.gid}", "group": node.gid,
                "mode": f"{node.mode:04o}", "reason": node.reason or (os.strerror(node.opened) if node.opened else "?"),
            }  # fmt: skip
            level = Level.UNKNOWN if state == "unknown" else m.gpu_level
            return Finding(check, level, f"{check}-{state}", values)
    return good(check, "node", user=user, paths=few([node.path for node in nodes]))


def _in_container(m: Machine, node: Node) -> str | None:
    """Compose adds the node's group to the container's user, whatever the caller's groups are."""
    if node.there is None:
        return "unknown"
    if not node.there:
        return "missing"
    if not may_open(node, m.user.uid, (m.user.gid, node.gid)):
        return "closed"
    return "broken" if node.failed else None


def _native(m: Machine, node: Node) -> str | None:
    """The lab is the caller's own process: what opening it answered is the answer."""
    if node.there is None or (node.there and node.opened is None):
        return "unknown"
    if not node.there:
        return "missing"
    if node.opened == errno.EACCES:
        return "denied" if may_open(node, m.user.caller, (node.gid,)) else "closed"
    return "broken" if node.opened else None
