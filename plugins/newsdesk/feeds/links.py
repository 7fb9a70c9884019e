"""Links of feeds: made absolute, unwrapped, and brought to one form for comparing. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

_MAX = 2000  # characters as sent; browsers and servers stop near there
_UNWRAPPINGS = 4  # a redirector inside a redirector, and then some
_TRACKING = re.compile(
    r"^(utm_\w+|at_(medium|campaign)\w*|fbclid|gclid|dclid|yclid|msclkid|igshid|mc_[ce]id|mkt_tok|_hsenc|_hsmi"
    r"|cmpid|ocid|ref_src|ref_url|spm|spm_id_from|share_token|sharer_\w+|srnd|guccounter|guce_\w+|adchannelid)$",
    re.I,
)
_KEPT = "".join(map(chr, range(33, 127)))  # of these an address may hold as many as it likes
# An address as most feeds write them: whole, and nothing in it to mend or to unwrap.
_WHOLE = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[A-Za-z0-9._~/-]*\Z")
# Feed proxies that carry the true address in a parameter of theirs.
_WRAPPERS = {
    ("www.google.com", "/url"): ("url", "q"),
    ("google.com", "/url"): ("url", "q"),
    ("www.bing.com", "/news/apiclick.aspx"): ("url",),
    ("l.facebook.com", "/l.php"): ("u",),
    ("link.zhihu.com", "/"): ("target",),
}


def absolute(link: str, base: str) -> str:
    """A link as an absolute http(s) URL, "" where it cannot be one (javascript:, mailto:, nonsense).

    What a known wrapper (search or share redirect) carries stands in its place.
    """
    if len(link) <= _MAX and _WHOLE.match(link):
        return link
    url = _absolute(link, base)
    for _ in range(_UNWRAPPINGS):
        inner = _absolute(_wrapped(url), "")
        if not inner:
            break
        url = inner
    return url


def _absolute(link: str, base: str) -> str:
    cleaned = re.sub(r"[\x00-\x20\u3000\ufeff]+", lambda gap: "%20" if gap[0] == " " else "", link.strip())
    if not cleaned or len(cleaned) > _MAX:
        return ""
    try:
        url = urljoin(base, cleaned)
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises where it is no number
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    return url if url.isascii() or len(quote(url, safe=_KEPT, errors="replace")) <= _MAX else ""


def _wrapped(url: str) -> str:
    """The address inside a known wrapper, "" where there is none."""
    if not url:
        return ""
    parts = urlsplit(url)
    for name in _WRAPPERS.get((parts.hostname or "", parts.path or "/"), ()):
        inner = parse_qs(parts.query).get(name, [""])[0]
        if inner.startswith(("http://", "https://")):
            return inner
    return ""


@lru_cache(maxsize=4096)
def comparable(url: str) -> str:
    """One form for links to the same page: no scheme, fragment, tracking parameters, final slash or
    upper-case host. For keys and comparisons only, never shown or opened. What is no address stays.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # an id may look like an address and be none: http://[tag
        return url
    host = (parts.netloc.rpartition("@")[2]).lower()
    host = re.sub(r":(80|443)$", "", host).removeprefix("www.")
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name)
    ]
    query = urlencode(sorted(kept))
    return urlunsplit(("", host, parts.path.rstrip("/"), query, "")).removeprefix("//")
