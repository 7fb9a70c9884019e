"""The one place that opens connections to sources. A failure is a value, never an exception.

Proxies, netrc and certificate settings of the environment are not used (there is no requests.Session
to read them): an address that we checked must be the one that we connect to.
"""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.cookies import RequestsCookieJar

from newsdesk.entities import Fetched, Outcome, Source
from newsdesk.feeds import inflate
from newsdesk.feeds.addresses import refusal_of_name
from newsdesk.feeds.connecting import Attempt, NameTimedOut, NameUnknown, Refused, TimedOut
from newsdesk.feeds.failures import explain
from newsdesk.feeds.manners import host_of, wait_of
from newsdesk.feeds.pools import CheckedAdapter, Way, verifying_context
from newsdesk.feeds.schedule import Schedule
from newsdesk.feeds.text import line_of

# Sources read at once: waiting costs a thread each and next to no processor time (bench/ingest.py).
WORKERS = 64
USER_AGENT = "Newsdesk/1.0 (feed reader; conditional requests; at most 2 connections a host)"
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BY_STATUS = {410: Outcome.GONE, 429: Outcome.LIMITED}
_PERMANENT = frozenset({301, 308})
_AHEAD = 4_000_000  # bytes of bodies that may wait for whoever reads them before the next one is asked for
# At most so many bodies of more than half a megabyte come in at once: 64 of ten would be too much.
_LARGE, _LARGE_BODIES = 500_000, 3
_CHUNK = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one attempt. Seconds: connect (name and connection), silence (between two bytes),
    total (everything, redirects included). size: bytes after decompression. a_host: connections.
    patience: how long a large body may wait, off its clock, while others are read.
    """

    connect: float = 5.0
    silence: float = 15.0
    total: float = 30.0
    redirects: int = 5
    size: int = 10 * 1024 * 1024
    a_host: int = 2
    patience: float = 300.0


def fetch_all(
    sources: Sequence[Source],
    *,
    allow_private: frozenset[str],
    as_of: datetime | None = None,
    workers: int = WORKERS,
    limits: Limits = Limits(),
    conditional: Mapping[str, tuple[str, str]] | None = None,
    starts: Mapping[str, str] | None = None,
) -> Iterator[Fetched]:
    """One Fetched for each source, in the order in which they end.

    allow_private: "host:port" allowed though private. as_of: asks for the state at a moment
    (Accept-Datetime, RFC 7089; rehearsals). conditional: slug → (ETag, Last-Modified) of the last
    success; a 304 is OK with an empty body. starts: slug → where to begin instead of the source's own
    address. A host that asks us to wait, or whose name is not resolved, is not asked again in this
    call. Never raises for a source's sake.
    """
    starts = starts or {}
    fetcher = _Fetcher(allow_private, as_of, limits, conditional or {}, starts, verifying_context())
    schedule = Schedule(
        list(sources),
        fetcher.fetch,
        lambda source: host_of(starts.get(source.slug, source.url)),
        workers=workers,
        a_host=limits.a_host,
        weight_of=lambda fetched: len(fetched.body or b""),
        ahead=_AHEAD,
    )
    try:
        yield from schedule.results()
    finally:
        fetcher.unpacker.shutdown(wait=False)


@dataclass(frozen=True, slots=True)
class _Fetcher:
    allow_private: frozenset[str]
    as_of: datetime | None
    limits: Limits
    conditional: Mapping[str, tuple[str, str]]
    starts: Mapping[str, str]
    tls: ssl.SSLContext
    busy: dict[str, str] = field(default_factory=dict)  # host → what it said; one assignment, so no lock
    # Host → how it went. Without a network, sources of one host would wait for it one after the other.
    unresolved: dict[str, NameTimedOut | NameUnknown] = field(default_factory=dict)
    # One body at a time, in one thread: a decoder's window may take 16 MB, and what a thread gives back
    # to malloc stays with that thread.
    unpacker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "unpack"))
    large: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_LARGE_BODIES))

    def fetch(self, source: Source) -> Fetched:
        """One attempt at one source. Never raises."""
        with contextlib.ExitStack() as held:
            return self._attempt(source, held)

    def _attempt(self, source: Source, held: contextlib.ExitStack) -> Fetched:
        start = self.starts.get(source.slug, source.url)
        if (host := host_of(start)) in self.busy:
            error = f"not asked: {host} had just answered another source with {self.busy[host]}"
            return Fetched(source.slug, Outcome.LIMITED, asked_url=start, final_url=start, error=error)
        began = time.monotonic()
        attempt = Attempt(began + self.limits.total)
        attempt.guard()
        visit = _Visit(self, source, attempt, start, held)
        try:
            if host in self.unresolved:
                raise type(self.unresolved[host])(*self.unresolved[host].args)
            result = visit.result()
        except Exception as error:
            if isinstance(error, NameTimedOut | NameUnknown):
                self.unresolved[host_of(visit.url)] = error
            outcome, message = explain(
                error,
                attempt,
                connect=self.limits.connect,
                silence=self.limits.silence,
                total=self.limits.total,
            )
            result = {"outcome": outcome, "error": message}
        finally:
            attempt.close()
        elapsed = round((time.monotonic() - began) * 1000)
        if result["outcome"] is Outcome.LIMITED:
            self.busy[host_of(visit.url)] = result["error"]
        if visit.moved_to != source.url:
            result["moved_to"] = visit.moved_to
        # What a server says goes into rows and logs: NUL and other controls have no business there.
        said: dict[str, Any] = {
            name: line_of(it, 2000) if isinstance(it, str) and name != "outcome" else it
            for name, it in result.items()
        }
        url = line_of(visit.url, 2000)
        return Fetched(slug=source.slug, asked_url=start, final_url=url, elapsed_ms=elapsed, **said)


@dataclass(slots=True)
class _Visit:
    """The hops of one attempt, and where it has come to."""

    fetcher: _Fetcher
    source: Source
    attempt: Attempt
    start: str
    held: contextlib.ExitStack  # what is kept until the body is read
    url: str = field(init=False)
    moved_to: str = field(init=False)  # as far as every redirect was a permanent one
    is_large: bool = False
    _for_good: bool = True

    def __post_init__(self) -> None:
        self.url = self.moved_to = self.start

    def result(self) -> dict[str, Any]:
        """What becomes of the attempt, as Fetched's fields. Raises whatever stood in the way."""
        limits = self.fetcher.limits
        way = Way(self.attempt, limits.connect, self._allowed(), self.fetcher.tls)
        cookies = RequestsCookieJar()
        for _hop in range(limits.redirects + 1):
            _check_address(self.url, first=self.url == self.start, resolved=not self.source.proxy)
            request = requests.Request("GET", self.url, headers=self._headers(), cookies=cookies).prepare()
            # An adapter of its own for each hop: a kept connection that the server is closing would
            # break the next one. No Session: it reads a redirect's body, however long, before we can.
            adapter = CheckedAdapter(way)
            with contextlib.closing(adapter), self._send(adapter, request) as response:
                target = response.headers.get("Location", "")
                if response.status_code not in _REDIRECTS or not target:
                    return self._answer(response)
                cookies.update(response.cookies)
                self._for_good = self._for_good and response.status_code in _PERMANENT
            self.url = _joined(self.url, target)
            if self._for_good:
                self.moved_to = self.url
        raise Refused(f"more than {limits.redirects} redirects, the last one to {self.url[:200]}")

    def _allowed(self) -> frozenset[str]:
        """A proxy that the feeds file names may stand anywhere; behind it nothing else is connected to."""
        proxy = self.source.proxy
        return (
            frozenset({urlsplit(proxy).netloc.rpartition("@")[2].lower()})
            if proxy
            else self.fetcher.allow_private
        )

    def _send(self, adapter: CheckedAdapter, request: requests.PreparedRequest) -> requests.Response:
        limits, proxy = self.fetcher.limits, self.source.proxy
        proxies = {"http": proxy, "https": proxy} if proxy else None
        return adapter.send(request, stream=True, timeout=(limits.connect, limits.silence), proxies=proxies)

    def _headers(self) -> dict[str, str]:
        fetcher = self.fetcher
        headers = {"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": inflate.ACCEPTED}
        if fetcher.as_of is not None:
            headers["Accept-Datetime"] = format_datetime(fetcher.as_of.astimezone(UTC), usegmt=True)
        etag, modified = fetcher.conditional.get(self.source.slug, ("", ""))
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        own, here = urlsplit(self.source.url), urlsplit(self.url)
        if here.netloc == own.netloc and here.scheme in {own.scheme, "https"}:
            headers |= self.source.headers  # they may be secrets: for the source's own host, never less safe
        return headers | {"Connection": "close"}

    def _answer(self, response: requests.Response) -> dict[str, Any]:
        status = response.status_code
        fields: dict[str, Any] = {
            "status": status,
            "content_type": response.headers.get("Content-Type", "")[:200],
        }
        asked_conditionally = any(self.fetcher.conditional.get(self.source.slug, ("", "")))
        if status == HTTPStatus.NOT_MODIFIED and asked_conditionally:
            return fields | {"outcome": Outcome.OK, "body": b""} | _validators(response)
        if not 200 <= status < 300:
            wait = wait_of(status, response.headers.get("Retry-After", ""), response.headers.get("Date", ""))
            outcome = Outcome.LIMITED if wait else _BY_STATUS.get(status, Outcome.HTTP_ERROR)
            return fields | {"outcome": outcome, "error": _http_error(response, wait), "wait": wait}
        try:
            body = self._body(response)
        except inflate.TooLarge:
            size = f"{self.fetcher.limits.size / 1e6:.1f} MB"
            return fields | {
                "outcome": Outcome.TOO_LARGE,
                "error": f"its body is larger than {size} unpacked",
            }
        except inflate.Undecodable as error:
            return fields | {"outcome": Outcome.UNREADABLE, "error": str(error)}
        return fields | {"outcome": Outcome.OK, "body": body} | _validators(response)

    def _body(self, response: requests.Response) -> bytes:
        """The unpacked body. Raises TooLarge, Undecodable, TimedOut."""
        chunks = self._received(response)
        if self.attempt.expired:  # a connection cut by the watchdog looks like an end of the body
            raise TimedOut("")
        coding = response.headers.get("Content-Encoding", "")
        most = self.fetcher.limits.size
        try:
            return self._unpacked(chunks, coding, min(_LARGE, most))
        except inflate.TooLarge:
            self._take_a_large_place()
        return self._unpacked(chunks, coding, most)

    def _unpacked(self, chunks: Sequence[bytes], coding: str, most: int) -> bytes:
        with self.attempt.off_the_clock():
            return self.fetcher.unpacker.submit(inflate.inflated, chunks, coding, most).result()

    def _received(self, response: requests.Response) -> list[bytes]:
        """The body as sent, no larger than it may be unpacked."""
        chunks: list[bytes] = []
        size = 0
        while chunk := response.raw.read(_CHUNK, decode_content=False):
            chunks.append(chunk)
            size += len(chunk)
            if size > self.fetcher.limits.size:
                raise inflate.TooLarge
            if size > _LARGE:
                self._take_a_large_place()
        return chunks

    def _take_a_large_place(self) -> None:
        if self.is_large:
            return
        patience = self.fetcher.limits.patience
        with self.attempt.off_the_clock():
            taken = self.fetcher.large.acquire(timeout=patience)
        if not taken:
            raise TimedOut(f"other large bodies were being read for {patience:g} s")
        self.is_large = True
        self.held.callback(self.fetcher.large.release)


def _joined(url: str, target: str) -> str:
    try:
        # Header bytes come as Latin-1; what servers mean is UTF-8.
        return urljoin(url, target.encode("latin-1").decode("utf-8", "replace"))
    except ValueError:
        return target  # refused at the next hop, by its own words


def _check_address(url: str, *, first: bool, resolved: bool) -> None:
    """resolved: whether we look the name up ourselves, and so check where it leads when connecting."""
    where = "its address" if first else "it redirects to an address that"
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    else:
        if parts.scheme not in {"http", "https"}:
            raise Refused(f"{where} is no http(s) address: {url[:200]}")
    if not usable:
        raise Refused(f"{where} is malformed: {url[:200]}")
    if not resolved and (reason := refusal_of_name(parts.hostname or "")):
        raise Refused(f"{where} is not to be asked of a proxy ({reason}): {url[:200]}")


def _validators(response: requests.Response) -> dict[str, str]:
    return {
        "etag": response.headers.get("ETag", "")[:500],
        "last_modified": response.headers.get("Last-Modified", "")[:100],
    }


def _http_error(response: requests.Response, wait: timedelta | None) -> str:
    try:
        phrase = HTTPStatus(response.status_code).phrase
    except ValueError:
        phrase = "an unknown status"
    said = response.headers.get("Retry-After", "")[:60]
    asks = f"; it asks to wait ({said})" if said else ""
    return f"HTTP {response.status_code} {phrase}{asks}" + (
        f"; it is left alone for {round(wait.total_seconds())} s" if wait else ""
    )
