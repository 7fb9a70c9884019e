"""Servers that misbehave: each gives one clear outcome, none holds or harms the others."""

from __future__ import annotations

import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsdesk.entities import Fetched, Language, Outcome, Source
from newsdesk.feeds import connecting
from newsdesk.feeds.fetch import Limits, fetch_all
from newsdesk.feeds.reading import read
from tests.integration.feeds.expected import EXPECTED, READ
from tests.integration.feeds.hostile import FEED, Hostile, serving, whole

SHORT = Limits(connect=3.0, silence=1.0, total=2.5, size=2_000_000)


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with serving() as hostile:
        yield hostile


def source(url: str, slug: str = "one") -> Source:
    return Source(slug, slug, url, slug, Language.EN, 2, "US")


def fetch(
    server: Hostile, path: str, limits: Limits = SHORT, *, allow: frozenset[str] | None = None
) -> Fetched:
    allowed = frozenset({server.place}) if allow is None else allow
    (result,) = fetch_all([source(server.url(path))], allow_private=allowed, limits=limits)
    assert (result.body is None) == (result.outcome is not Outcome.OK)
    assert bool(result.error) == (result.outcome is not Outcome.OK)
    return result


@pytest.mark.parametrize("path", READ)
def test_an_honest_answer_is_read(server: Hostile, path: str) -> None:
    fetched, feed = read(fetch(server, path))
    assert fetched.outcome is Outcome.OK, fetched.error
    assert feed is not None
    assert feed.entries[0].title == "A lighthouse learns to dim"
    assert "root:" not in feed.entries[0].text  # of a file that an entity named
    assert len(feed.entries[0].text) <= 20_000


def test_a_redirect_s_target_is_where_the_feed_was_found(server: Hostile) -> None:
    assert fetch(server, "/to-feed").final_url == server.url("/feed")


@pytest.mark.parametrize("path", EXPECTED)
def test_each_misbehaviour_has_its_outcome_and_its_sentence(server: Hostile, path: str) -> None:
    outcome, says = EXPECTED[path]
    result, feed = read(fetch(server, path))
    assert (result.outcome, says in result.error) == (outcome, True), result.error
    assert "\n" not in result.error
    assert feed is None


def test_a_busy_server_says_how_long_it_is_left_alone(server: Hostile) -> None:
    result = fetch(server, "/busy")
    assert (result.outcome, result.wait) == (Outcome.LIMITED, timedelta(seconds=120))
    assert "left alone for 120 s" in result.error


def test_loopback_is_refused_unless_the_exact_place_is_allowed(server: Hostile) -> None:
    before = server.hits["/feed"]
    for allowed in (frozenset[str](), frozenset({"127.0.0.1"}), frozenset({"127.0.0.1:1"})):
        assert fetch(server, "/feed", allow=allowed).outcome is Outcome.REFUSED
    assert server.hits["/feed"] == before


@pytest.mark.parametrize(
    "url", ["ftp://a.example/x", "file:///etc/passwd", "http://", "http://a]b/", "http://[::1/", "gopher:x"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    (result,) = fetch_all([source(url)], allow_private=frozenset(), limits=SHORT)
    assert result.outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    "host", ["0x7f000001", "2130706433", "127.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "0.0.0.0"]
)
def test_other_spellings_of_loopback_are_refused_too(server: Hostile, host: str) -> None:
    (result,) = fetch_all([source(server.url("/feed", host=host))], allow_private=frozenset(), limits=SHORT)
    assert result.outcome in {Outcome.REFUSED, Outcome.UNREACHABLE}  # some systems do not resolve them at all
    assert "refused" in result.outcome or "resolved" in result.error


def test_a_name_is_connected_where_it_was_checked(server: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second answer of the name server, a private one, is never asked for."""
    answers = ["127.0.0.1", "10.0.0.1"]
    asked: list[str] = []

    def resolver(host: str, port: int, **_options: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[len(asked) - 1], port))]

    monkeypatch.setattr(connecting.socket, "getaddrinfo", resolver)
    monkeypatch.setattr(connecting, "refusal", lambda address: "private" if address.startswith("10.") else "")
    (result,) = fetch_all(
        [source(server.url("/feed", host="rebind.example"))], allow_private=frozenset(), limits=SHORT
    )
    assert (result.outcome, asked) == (Outcome.OK, ["rebind.example"])


def test_a_second_answer_that_is_private_is_refused_at_the_next_hop(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name leads to a public address at first, and inwards once it has sent us back to itself."""
    answers = iter(["127.0.0.1", "10.0.0.1"])

    def resolver(host: str, port: int, **_options: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(connecting.socket, "getaddrinfo", resolver)
    monkeypatch.setattr(connecting, "refusal", lambda address: "private" if address.startswith("10.") else "")
    url = server.url("/to-feed", host="rebind.example")
    (result,) = fetch_all([source(url)], allow_private=frozenset(), limits=SHORT)
    assert result.outcome is Outcome.REFUSED
    assert "rebind.example has the address 10.0.0.1 (private)" in result.error


def test_one_private_answer_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("93.184.215.14", "10.1.2.3")]
    monkeypatch.setattr(connecting.socket, "getaddrinfo", lambda *_args, **_options: found)
    (result,) = fetch_all([source("http://mixed.example/")], allow_private=frozenset(), limits=SHORT)
    assert result.outcome is Outcome.REFUSED
    assert "10.1.2.3" in result.error


def test_a_resolver_that_hangs_is_left_behind(server: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def hang(*_args: object, **_options: object) -> list[object]:
        release.wait(30)
        return []

    monkeypatch.setattr(connecting.socket, "getaddrinfo", hang)
    sources = [source(f"http://host{number}.example/", f"s{number}") for number in range(8)]
    results = list(fetch_all(sources, allow_private=frozenset(), limits=replace(SHORT, connect=0.2)))
    release.set()
    assert {result.outcome for result in results} == {Outcome.TIMEOUT}
    assert all("not resolved" in result.error for result in results)


def test_a_name_that_was_not_resolved_is_asked_for_once_by_the_sources_of_its_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release, asked = threading.Event(), []

    def hang(host: str, *_args: object, **_options: object) -> list[object]:
        asked.append(host)
        if "hanging" in host:
            release.wait(30)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(connecting.socket, "getaddrinfo", hang)
    hosts = ("hanging.example", "unknown.example")
    sources = [source(f"http://{host}/{number}", f"{host} {number}") for host in hosts for number in range(5)]
    limits = replace(SHORT, connect=0.2, a_host=1)
    results = list(fetch_all(sources, allow_private=frozenset(), limits=limits))
    release.set()
    assert sorted(asked) == sorted(hosts)
    hanging = [result for result in results if result.slug.startswith("hanging")]
    assert [one.outcome for one in hanging] == [Outcome.TIMEOUT] * 5
    assert all("hanging.example was not resolved" in one.error for one in hanging)
    unknown = [result for result in results if result not in hanging]
    assert [one.outcome for one in unknown] == [Outcome.UNREACHABLE] * 5
    assert all("unknown.example cannot be resolved" in one.error for one in unknown)


def test_a_name_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(connecting.socket, "getaddrinfo", fail)
    (result,) = fetch_all([source("https://no.example/")], allow_private=frozenset(), limits=SHORT)
    assert (result.outcome, "Name or service not known" in result.error) == (Outcome.UNREACHABLE, True)


def test_nobody_listens(server: Hostile) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{closed.getsockname()[1]}"
        (result,) = fetch_all([source(f"http://{place}/")], allow_private=frozenset({place}), limits=SHORT)
    assert (result.outcome, "no connection" in result.error) == (Outcome.UNREACHABLE, True)


def test_what_is_asked(server: Hostile) -> None:
    named = replace(source(server.url("/unchanged")), headers={"Cookie": "a=b"})
    at = datetime(2026, 1, 2, 0, 30, tzinfo=UTC)
    (result,) = fetch_all(
        [named],
        allow_private=frozenset({server.place}),
        as_of=at,
        conditional={"one": ('"one"', "Fri, 02 Jan 2026 00:00:00 GMT")},
    )
    request = server.requests["/unchanged"][-1]
    for line in (
        "Accept-Datetime: Fri, 02 Jan 2026 00:30:00 GMT",
        'If-None-Match: "one"',
        "If-Modified-Since: Fri, 02 Jan 2026 00:00:00 GMT",
        "User-Agent: Newsdesk/",
        "Cookie: a=b",
    ):
        assert line in request
    assert (result.outcome, result.status, result.body, result.etag) == (Outcome.OK, 304, b"", '"one"')
    assert read(result) == (result, None)


def test_a_source_s_own_headers_stay_with_its_host(server: Hostile) -> None:
    allowed = frozenset({server.place, f"localhost:{server.port}"})
    named = replace(source(server.url("/to-other-port")), headers={"Cookie": "secret=1"})
    (result,) = fetch_all([named], allow_private=allowed, limits=SHORT)
    assert result.outcome is Outcome.OK
    assert "secret" in server.requests["/to-other-port"][-1]
    assert "secret" not in server.requests["/feed"][-1]


def test_the_environment_s_proxy_is_not_used(server: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert fetch(server, "/feed").outcome is Outcome.OK


def test_a_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        capture_output=True,
        check=False,
    )  # fmt: skip
    if made.returncode != 0:
        pytest.skip("no openssl program: the certificate test was not run")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(context) as secure:
        url = secure.url("/feed", scheme="https")
        (result,) = fetch_all([source(url)], allow_private=frozenset({secure.place}), limits=SHORT)
        assert (result.outcome, result.error.startswith("TLS failed: ")) == (Outcome.UNREACHABLE, True), (
            result.error
        )
        assert secure.hits["/feed"] == 0


def test_at_most_two_connections_to_a_host() -> None:
    with serving() as calm:
        sources = [source(calm.url(f"/slow-feed/{number}"), f"s{number}") for number in range(8)]
        results = list(fetch_all(sources, allow_private=frozenset({calm.place}), limits=Limits()))
        assert [result.outcome for result in results] == [Outcome.OK] * 8
        assert calm.most_open == 2


def test_a_reader_that_stops_early_leaves_nothing_running(server: Hostile) -> None:
    sources = [source(server.url(f"/slow-feed/{number}"), f"early{number}") for number in range(30)]
    results = fetch_all(sources, allow_private=frozenset({server.place}), limits=SHORT)
    next(results)
    results.close()  # type: ignore[attr-defined]
    asked = sum(server.hits[f"/slow-feed/{number}"] for number in range(30))
    assert asked < 30


@contextmanager
def proxying() -> Iterator[tuple[str, list[str]]]:
    """An HTTP proxy on loopback that answers every plain request itself: its host:port, what it was asked."""
    asked: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            lines = [self.rfile.readline().decode("latin-1").strip()]
            while line := self.rfile.readline().strip():
                lines.append(line.decode("latin-1"))
            asked.append("\n".join(lines))
            self.wfile.write(whole(FEED))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as proxy:
        threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"127.0.0.1:{proxy.server_address[1]}", asked
        proxy.shutdown()


def test_a_source_is_read_through_its_own_proxy() -> None:
    with proxying() as (place, asked):
        behind = replace(source("http://harbour.example/feed?x=1"), proxy=f"http://me:secret@{place}")
        (result,) = fetch_all([behind], allow_private=frozenset(), limits=SHORT)
    assert result.outcome is Outcome.OK, result.error
    assert asked[0].startswith("GET http://harbour.example/feed?x=1 HTTP/1.1\n")
    assert "Proxy-Authorization: Basic bWU6c2VjcmV0" in asked[0]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "169.254.169.254", "[::1]", "localhost", "db", "nas.local"]
)
def test_a_proxy_is_not_asked_for_the_inner_network(host: str) -> None:
    with proxying() as (place, asked):
        behind = replace(source(f"http://{host}/feed"), proxy=f"http://{place}")
        (result,) = fetch_all([behind], allow_private=frozenset(), limits=SHORT)
    assert (result.outcome, asked) == (Outcome.REFUSED, []), result.error
    assert "is not to be asked of a proxy" in result.error


def test_a_proxy_that_is_not_there_says_so() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        behind = replace(
            source("http://harbour.example/feed"), proxy=f"http://127.0.0.1:{closed.getsockname()[1]}"
        )
        (result,) = fetch_all([behind], allow_private=frozenset(), limits=SHORT)
    assert (result.outcome, "no connection to 127.0.0.1" in result.error) == (
        Outcome.UNREACHABLE,
        True,
    ), result.error


def test_tls_spoken_to_a_server_that_has_none(server: Hostile) -> None:
    url = server.url("/feed", scheme="https")
    (result,) = fetch_all([source(url)], allow_private=frozenset({server.place}), limits=SHORT)
    assert result.outcome in {Outcome.UNREACHABLE, Outcome.TIMEOUT}
    assert result.error
