"""From where somebody asks the hub: as the proxy saw it, not as a client says of itself."""

from __future__ import annotations

from typing import Any


def asking_place(request: Any) -> str:
    """The address of who asks. tornado's own remote_ip is whatever the client's X-Real-Ip says."""
    stream = request.connection.stream
    peer, own = str(request.connection.context.address[0]), str(stream.socket.getsockname()[0])
    if peer != own:  # not through the proxy, which is on this machine and calls from the address that it calls
        return peer
    # The proxy puts what it saw behind whatever the client sent.
    return str(request.headers.get("X-Forwarded-For", peer)).rpartition(",")[2].strip() or peer
