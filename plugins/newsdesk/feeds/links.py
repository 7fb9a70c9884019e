"""Links of feeds: made absolute, unwrapped, and brought to one form for comparing. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_MAX = 2000  # characters; browsers and servers stop near there
_TRACKING = re.compile(
    r"^(utm_\w+|at_(medium|campaign)\w*|fbclid|gclid|dclid|yclid|msclkid|igshid|mc_[ce]id|mkt_tok|_hsenc|_hsmi"
    r"|cmpid|ocid|ref_src|ref_url|spm|spm_id_from|share_token|sharer_\w+|srnd|guccounter|guce_\w+|adchannelid)$",
    re.I,
)
# Feed proxies that carry the true address in a parameter of theirs.
_WRAPPERS = {
    ("www.google.com", "/url"): ("url", "q"),
    ("google.com", "/url"): ("url", "q"),
    ("www.bing.com", "/news/apiclick.aspx"): ("url",),
    ("l.facebook.com", "/l.php"): ("u",),
    ("link.zhihu.com", "/"): ("target",),
}


def absolute(link: str, base: str) -> str:
    """A link as an absolute http(s) URL, "" where it cannot be one (javascript:, mailto:, nonsense)."""
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
    return unwrap(url)


def unwrap(url: str) -> str:
    """The address inside a known wrapper (search or share redirect), else the URL itself."""
    parts = urlsplit(url)
    for name in _WRAPPERS.get((parts.hostname or "", parts.path or "/"), ()):
        inner = parse_qs(parts.query).get(name, [""])[0]
        if inner.startswith(("http://", "https://")):
            return inner
    return url


def comparable(url: str) -> str:
    """One form for links to the same page: no scheme, fragment, tracking parameters, final slash or
    upper-case host. For keys and comparisons only, never shown or opened.
    """
    parts = urlsplit(url)
    host = (parts.netloc.rpartition("@")[2]).lower()
    host = re.sub(r":(80|443)$", "", host).removeprefix("www.")
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name)
    ]
    query = urlencode(sorted(kept))
    return urlunsplit(("", host, parts.path.rstrip("/"), query, "")).removeprefix("//")
