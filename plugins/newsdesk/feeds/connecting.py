"""Sockets to checked addresses: resolved within a limit, connected to the very address that was checked.

Effects: name resolution and sockets. Used by fetch alone.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsdesk.feeds.addresses import refusal

Resolved = tuple[int, int, int, str, tuple[object, ...]]  # what getaddrinfo gives


class Refused(Exception):
    """By our own rules. The message is the rest of a sentence."""


class Unreachable(Exception):
    """No connection, or one that broke."""


class TimedOut(Exception):
    """A limit of time was reached."""


class NameUnknown(Unreachable):
    """A name cannot be resolved."""


class NameTimedOut(TimedOut):
    """A name was not resolved in time."""


@dataclass(slots=True)
class Attempt:
    """One attempt's clock and its open sockets, so that a watchdog can end it at its deadline.

    A limit on each read alone would let a server that drips bytes hold a worker for ever. What we make it
    wait for (a place among the large bodies, the unpacker) is off its clock.
    """

    deadline: float  # time.monotonic()
    expired: bool = False
    _guards: list[socket.socket] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _stopped_at: float | None = None  # since when its clock stands still
    _watchdog: threading.Timer | None = None
    _closed: bool = False

    def left(self) -> float:
        """Seconds until the deadline, at least a moment."""
        with self._lock:
            now = time.monotonic() if self._stopped_at is None else self._stopped_at
            return max(0.05, self.deadline - now)

    @contextlib.contextmanager
    def off_the_clock(self) -> Iterator[None]:
        """Time that is ours and not the server's: the deadline moves by as much."""
        with self._lock:
            began = self._stopped_at = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self.deadline += time.monotonic() - began
                self._stopped_at = None

    def guard(self) -> None:
        """Starts the watchdog."""
        with self._lock:
            if self._closed:
                return
            self._watchdog = threading.Timer(self.left(), self._rung)
            self._watchdog.daemon = True
            self._watchdog.start()

    def _rung(self) -> None:
        with self._lock:
            running = self._stopped_at is None
            if running and self.deadline <= time.monotonic():
                self.expire()
            else:
                self.guard()

    def watch(self, sock: socket.socket) -> None:
        """Keeps a second handle: TLS takes the first one away from whoever opened it."""
        with self._lock:
            self._guards.append(sock.dup())

    def expire(self) -> None:
        """Ends every read and write of this attempt."""
        with self._lock:
            self.expired = True
            for guard in self._guards:
                with contextlib.suppress(OSError):
                    guard.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Lets go of the second handles and the watchdog."""
        with self._lock:
            self._closed = True
            if self._watchdog is not None:
                self._watchdog.cancel()
            for guard in self._guards:
                guard.close()
            self._guards.clear()


def open_socket(
    host: str, port: int, attempt: Attempt, *, seconds: float, allow_private: frozenset[str]
) -> socket.socket:
    """A connected socket to a public address of host, or to any address of an allowed host:port.

    seconds: for resolving and connecting together, shared among the host's addresses. Raises Refused,
    Unreachable or TimedOut.
    """
    until = time.monotonic() + min(seconds, attempt.left())
    found = _resolve(host, port, max(0.05, until - time.monotonic()))
    if f"{_bracketed(host)}:{port}".lower() not in allow_private:
        _check(host, found)
    last: OSError = OSError("no address")
    for place, (family, kind, protocol, _name, address) in enumerate(found):
        share = (until - time.monotonic()) / (len(found) - place)
        if share <= 0:
            raise TimedOut(f"no connection to {host} within {seconds:g} s")
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(share)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
        except OSError as error:
            sock.close()
            last = error
            continue
        attempt.watch(sock)
        return sock
    if isinstance(last, TimeoutError):
        raise TimedOut(f"no connection to {host} within {seconds:g} s")
    raise Unreachable(f"no connection to {host}: {last.strerror or last}")


def _resolve(host: str, port: int, seconds: float) -> list[Resolved]:
    """getaddrinfo, which knows no limit of its own and may hang for a minute without a network."""
    answer: list[Resolved] = []
    failure: list[Exception] = []

    def ask() -> None:
        try:
            answer.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failure.append(error)

    asking = threading.Thread(target=ask, name=f"resolve-{host}", daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise NameTimedOut(f"the name {host} was not resolved within {seconds:.0f} s")
    if failure:
        reason = failure[0].strerror if isinstance(failure[0], OSError) else str(failure[0])
        raise NameUnknown(f"the name {host} cannot be resolved: {reason}")
    return answer


def _check(host: str, found: list[Resolved]) -> None:
    """Refuses a host with any address that is not public: one private answer among others is a trick."""
    for *_rest, address in found:
        reason = refusal(str(address[0]))
        if reason:
            raise Refused(
                f"{host} has the address {address[0]} ({reason}); only public addresses are read"
                " unless the feeds file's allow_private names this host:port"
            )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
