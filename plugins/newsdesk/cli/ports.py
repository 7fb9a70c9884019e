"""Free ports on loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable

from newsdesk.errors import NewsdeskError

LOOPBACK = "127.0.0.1"


class NoFreePort(NewsdeskError):
    """Every port that was tried is in use."""


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of loopback now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the servers do: a port that only waits out its last connection counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            return False
    return True


def choose(wanted: int, free: Callable[[int], bool] = is_free, avoid: frozenset[int] = frozenset()) -> int:
    """The wanted port, or the next one above it that is free and not to be avoided.

    avoid: ports that other homes will want again. Raises NoFreePort where 200 in a row are busy.
    """
    for port in range(wanted, min(wanted + 200, 65536)):
        if (port == wanted or port not in avoid) and free(port):
            return port
    raise NoFreePort(f"no free port from {wanted} on; stop what uses them, or ./newsdesk down")
