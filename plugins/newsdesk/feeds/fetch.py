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
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from newsdesk.entities import Fetched, Outcome, Source
from newsdesk.feeds import inflate
from newsdesk.feeds.connecting import Attempt, Refused, TimedOut, Unreachable, open_socket
from newsdesk.feeds.manners import host_of, wait_of
from newsdesk.feeds.schedule import Schedule

USER_AGENT = "Newsdesk/1.0 (feed reader; conditional requests; at most 2 connections a host)"
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BY_STATUS = {410: Outcome.GONE, 429: Outcome.LIMITED}
_PERMANENT = frozenset({301, 308})
_CHUNK = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one attempt. Seconds: connect (name and connection), silence (between two bytes),
    total (everything, redirects included). size: bytes after decompression. a_host: connections.
    """

    connect: float = 5.0
    silence: float = 15.0
    total: float = 30.0
    redirects: int = 5
    size: int = 10 * 1024 * 1024
    a_host: int = 2


def fetch_all(
    sources: Sequence[Source],
    *,
    allow_private: frozenset[str],
    as_of: datetime | None = None,
    workers: int = 16,
    limits: Limits = Limits(),
    conditional: Mapping[str, tuple[str, str]] | None = None,
    starts: Mapping[str, str] | None = None,
) -> Iterator[Fetched]:
    """One Fetched for each source, in the order in which they end.

    allow_private: "host:port" allowed though private. as_of: asks for the state at a moment
    (Accept-Datetime, RFC 7089; rehearsals). conditional: slug → (ETag, Last-Modified) of the last
    success; a 304 is OK with an empty body. starts: slug → where to begin instead of the source's own
    address. A host that asks us to wait is not asked again in this call. Never raises for a source's sake.
    """
    starts = starts or {}
    fetcher = _Fetcher(allow_private, as_of, limits, conditional or {}, starts, _tls())
    schedule = Schedule(
        list(sources),
        fetcher.fetch,
        lambda source: host_of(starts.get(source.slug, source.url)),
        workers=workers,
        a_host=limits.a_host,
        ahead=max(2, workers // 4),
    )
    return schedule.results()


def _tls() -> ssl.SSLContext:
    """One verifying context for all: loading the certificates takes longer than a request."""
    return ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)


@dataclass(frozen=True, slots=True)
class _Fetcher:
    allow_private: frozenset[str]
    as_of: datetime | None
    limits: Limits
    conditional: Mapping[str, tuple[str, str]]
    starts: Mapping[str, str]
    tls: ssl.SSLContext
    busy: dict[str, str] = field(default_factory=dict)  # host → what it said; one assignment, so no lock

    def fetch(self, source: Source) -> Fetched:
        """One attempt at one source. Never raises."""
        start = self.starts.get(source.slug, source.url)
        if (host := host_of(start)) in self.busy:
            error = f"not asked: {host} had just answered another source with {self.busy[host]}"
            return Fetched(source.slug, Outcome.LIMITED, asked_url=start, final_url=start, error=error)
        began = time.monotonic()
        attempt = Attempt(began + self.limits.total)
        watchdog = threading.Timer(self.limits.total, attempt.expire)
        watchdog.daemon = True
        watchdog.start()
        visit = _Visit(self, source, attempt, start)
        try:
            result = visit.result()
        except Exception as error:
            outcome, message = _explain(error, attempt, self.limits)
            result = {"outcome": outcome, "error": message}
        finally:
            watchdog.cancel()
            attempt.close()
        elapsed = round((time.monotonic() - began) * 1000)
        if result["outcome"] is Outcome.LIMITED:
            self.busy[host_of(visit.url)] = result["error"]
        return Fetched(
            slug=source.slug,
            asked_url=start,
            final_url=visit.url,
            moved_to=visit.moved_to if visit.moved_to != source.url else "",
            elapsed_ms=elapsed,
            **result,
        )


@dataclass(slots=True)
class _Visit:
    """The hops of one attempt, and where it has come to."""

    fetcher: _Fetcher
    source: Source
    attempt: Attempt
    start: str
    url: str = field(init=False)
    moved_to: str = field(init=False)  # as far as every redirect was a permanent one
    _for_good: bool = True

    def __post_init__(self) -> None:
        self.url = self.moved_to = self.start

    def result(self) -> dict[str, Any]:
        """What becomes of the attempt, as Fetched's fields. Raises whatever stood in the way."""
        limits = self.fetcher.limits
        cookies = RequestsCookieJar()
        for _hop in range(limits.redirects + 1):
            _check_scheme(self.url, first=self.url == self.start)
            request = requests.Request("GET", self.url, headers=self._headers(), cookies=cookies).prepare()
            # An adapter of its own for each hop: a kept connection that the server is closing would
            # break the next one. No Session: it reads a redirect's body, however long, before we can.
            adapter = _CheckedAdapter(self.fetcher, self.attempt)
            timeout = (limits.connect, limits.silence)
            with contextlib.closing(adapter), adapter.send(request, stream=True, timeout=timeout) as response:
                target = response.headers.get("Location", "")
                if response.status_code not in _REDIRECTS or not target:
                    return self._answer(response)
                cookies.update(response.cookies)
                self._for_good = self._for_good and response.status_code in _PERMANENT
            self.url = _joined(self.url, target)
            if self._for_good:
                self.moved_to = self.url
        raise Refused(f"more than {limits.redirects} redirects, the last one to {self.url[:200]}")

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
        if status == HTTPStatus.NOT_MODIFIED:
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
        raw = response.raw
        chunks = iter(lambda: raw.read(_CHUNK, decode_content=False), b"")
        body = inflate.inflated(
            chunks, response.headers.get("Content-Encoding", ""), self.fetcher.limits.size
        )
        if self.attempt.expired:  # a connection cut by the watchdog looks like an end of the body
            raise TimedOut("")
        return body


def _joined(url: str, target: str) -> str:
    try:
        # Header bytes come as Latin-1; what servers mean is UTF-8.
        return urljoin(url, target.encode("latin-1").decode("utf-8", "replace"))
    except ValueError:
        return target  # refused at the next hop, by its own words


def _check_scheme(url: str, *, first: bool) -> None:
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


def _explain(error: Exception, attempt: Attempt, limits: Limits) -> tuple[Outcome, str]:
    """Outcome and one sentence for whatever stood in the way."""
    if attempt.expired:
        return Outcome.TIMEOUT, f"not done within {limits.total:g} s, the limit for one source"
    if isinstance(error, Refused):
        return Outcome.REFUSED, str(error)
    if isinstance(error, TimedOut):
        return Outcome.TIMEOUT, str(error)
    if isinstance(error, Unreachable):
        return Outcome.UNREACHABLE, str(error)
    if isinstance(error, requests.ConnectTimeout | requests.ReadTimeout) or "timed out" in str(error).lower():
        return (
            Outcome.TIMEOUT,
            f"silent for longer than {limits.silence:g} s ({limits.connect:g} s while connecting)",
        )
    if isinstance(error, requests.exceptions.SSLError):
        return Outcome.UNREACHABLE, f"TLS failed: {_reason(error)}"
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidHeader):
        return Outcome.REFUSED, f"its address or a header of it is malformed: {_reason(error)}"
    return Outcome.UNREACHABLE, f"the connection broke: {_reason(error)}"


def _reason(error: BaseException) -> str:
    """The innermost cause in one line; requests wraps urllib3, which wraps what really happened."""
    cause = error
    while True:
        inner = getattr(cause, "reason", None)
        inner = (
            inner
            if isinstance(inner, BaseException)
            else next((a for a in cause.args if isinstance(a, BaseException)), None)
        )
        if inner is None:
            break
        cause = inner
    return f"{type(cause).__name__}: {' '.join(str(cause).split())[:200]}"


class _CheckedAdapter(HTTPAdapter):
    """Connections of one attempt, to checked addresses only, TLS verified against the host's name."""

    def __init__(self, fetcher: _Fetcher, attempt: Attempt) -> None:
        self._fetcher = fetcher
        self._attempt = attempt
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **_other: Any) -> None:
        """Called by HTTPAdapter's constructor; the pools make our connections."""
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block)
        self.poolmanager.pool_classes_by_scheme = _pools(self._fetcher, self._attempt)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """requests' hook for a TLS context of one's own."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] == "https":
            pool = {"ssl_context": self._fetcher.tls, "cert_reqs": "CERT_REQUIRED"}
        return host, pool

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing more to set: the shared context verifies. requests would load the bundle anew each time."""


def _pools(fetcher: _Fetcher, attempt: Attempt) -> dict[str, type[HTTPConnectionPool]]:
    def connect(host: str, port: int | None, default: int) -> Any:
        limits = fetcher.limits
        return open_socket(
            host, port or default, attempt, seconds=limits.connect, allow_private=fetcher.allow_private
        )

    class Plain(HTTPConnection):
        def _new_conn(self) -> Any:
            return connect(self.host, self.port, 80)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> Any:
            return connect(self.host, self.port, 443)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
