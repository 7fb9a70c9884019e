"""What each of the hostile server's paths must come to: outcome, and words of the row's sentence."""

from __future__ import annotations

from newsdesk.entities import Outcome
from tests.integration.feeds.hostile import CODINGS

LARGE, CUT = "is larger than", "its compressed body ends too early"
BOMBS = {f"/bomb/{coding}/100": (Outcome.TOO_LARGE, LARGE) for coding in CODINGS}
BOMBS |= {f"/bomb/{coding}/10000": (Outcome.TOO_LARGE, LARGE) for coding in ("br", "zstd")}
BOMBS |= {
    f"/bomb/{coding}/10000": (Outcome.UNREADABLE, f"'{coding}, {coding}' was not asked for")
    for coding in ("gzip", "deflate")
}
EXPECTED: dict[str, tuple[Outcome, str]] = {
    "/silence": (Outcome.TIMEOUT, "silent for longer than"),
    "/drip-body": (Outcome.TIMEOUT, "not done within"),
    "/drip-head": (Outcome.TIMEOUT, "not done within"),
    "/endless": (Outcome.TOO_LARGE, LARGE),
    "/endless-chunks": (Outcome.TOO_LARGE, LARGE),
    **BOMBS,
    "/hidden-bomb": (Outcome.TOO_LARGE, LARGE),
    "/cut-gzip": (Outcome.UNREADABLE, CUT),
    "/cut-brotli": (Outcome.UNREADABLE, CUT),
    "/broken-zstd": (Outcome.UNREADABLE, "compressed body is broken"),
    "/unknown-coding": (Outcome.UNREADABLE, "'compress' was not asked for"),
    "/too-short": (Outcome.UNREACHABLE, "the connection broke"),
    "/two-lengths": (Outcome.UNREACHABLE, "the connection broke"),
    "/bad-chunks": (Outcome.UNREACHABLE, "the connection broke"),
    "/cut-chunks": (Outcome.UNREACHABLE, "the connection broke"),
    "/huge-chunk": (Outcome.UNREACHABLE, "the connection broke"),
    "/reset": (Outcome.UNREACHABLE, "the connection broke"),
    "/reset-midway": (Outcome.UNREACHABLE, "the connection broke"),
    "/nonsense": (Outcome.UNREACHABLE, "the connection broke"),
    "/many-headers": (Outcome.UNREACHABLE, "the connection broke"),
    "/loop": (Outcome.REFUSED, "more than 5 redirects"),
    "/to-loopback": (Outcome.REFUSED, "127.0.0.1 (loopback)"),
    "/to-other-port": (Outcome.REFUSED, "loopback"),
    "/to-metadata": (Outcome.REFUSED, "169.254.169.254 (link-local"),
    "/to-file": (Outcome.REFUSED, "no http(s) address: file:///etc/passwd"),
    "/to-nowhere": (Outcome.REFUSED, "malformed"),
    "/missing": (Outcome.HTTP_ERROR, "HTTP 404 Not Found"),
    "/unasked-304": (Outcome.HTTP_ERROR, "HTTP 304 Not Modified"),
    "/gone": (Outcome.GONE, "HTTP 410 Gone"),
    "/nul-page": (Outcome.BLOCKED, 'an HTML page titled "Just a moment"'),
    "/page": (Outcome.BLOCKED, 'an HTML page titled "Just a moment"'),
}
# Odd, and read all the same: as far as they go, or for what they plainly mean.
READ = (
    "/feed",
    "/gzipped",
    "/deflated",
    "/to-feed",
    "/endless-redirect",
    "/too-long",
    "/nul-redirect",
    "/nul-feed",
    "/odd-addresses",
    "/no-length",
    "/entities/laughs",
    "/entities/quadratic",
    "/entities/external",
    "/entities/parameter",
)
