"""Connections as requests wants them, to checked addresses only, TLS verified. Effects: sockets."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import partial
from typing import Any

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from newsdesk.feeds.connecting import Attempt, open_socket

_PORTS = {"http": 80, "https": 443}


def verifying_context() -> ssl.SSLContext:
    """One context for all attempts: loading the certificates takes longer than a request."""
    return ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)


@dataclass(frozen=True, slots=True)
class Way:
    """How an attempt may connect. connect: seconds for name and connection. allow_private: "host:port"."""

    attempt: Attempt
    connect: float
    allow_private: frozenset[str]
    tls: ssl.SSLContext

    def open(self, host: str, port: int | None, scheme: str) -> Any:
        """A connected socket. Raises what open_socket raises."""
        return open_socket(
            host,
            port or _PORTS[scheme],
            self.attempt,
            seconds=self.connect,
            allow_private=self.allow_private,
        )


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, way: Way, **options: Any) -> None:
        super().__init__(*args, **options)
        self._way = way

    def _new_conn(self) -> Any:
        return self._way.open(self.host, self.port, "http")


class _Secure(HTTPSConnection):
    def __init__(self, *args: Any, way: Way, **options: Any) -> None:
        super().__init__(*args, **options)
        self._way = way

    def _new_conn(self) -> Any:
        return self._way.open(self.host, self.port, "https")


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


_POOLS: dict[str, type[HTTPConnectionPool]] = {"http": _PlainPool, "https": _SecurePool}


class CheckedAdapter(HTTPAdapter):
    """The connections of one hop of an attempt."""

    def __init__(self, way: Way) -> None:
        self._way = way
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **_other: Any) -> None:
        """Called by HTTPAdapter's constructor; the pools make our connections."""
        self.poolmanager = _checked(
            PoolManager(num_pools=connections, maxsize=maxsize, block=block), self._way
        )

    def proxy_manager_for(self, proxy: str, **_other: Any) -> Any:
        """The same for a source's own proxy: our connection to it, TLS to the source through it."""
        return _checked(ProxyManager(proxy, proxy_headers=self.proxy_headers(proxy)), self._way)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """requests' hook for a TLS context of one's own."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] == "https":
            pool = {"ssl_context": self._way.tls, "cert_reqs": "CERT_REQUIRED"}
        return host, pool

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing more to set: the shared context verifies. requests would load the bundle anew each time."""


def _checked(manager: PoolManager, way: Way) -> PoolManager:
    """A manager whose connections go our way."""
    # urllib3 only calls them: a pool that knows its way is as good as a class.
    ours: dict[str, Any] = {scheme: partial(pool, way=way) for scheme, pool in _POOLS.items()}
    manager.pool_classes_by_scheme = ours
    return manager
