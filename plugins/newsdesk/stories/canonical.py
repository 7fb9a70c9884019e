"""One address for one article, whatever way it was shared. Pure.

What is dropped never says which article it is (where the click came from, how the page is shown);
what might say it (?id=123, ?p=12, any parameter not known) stays. Two articles joined by mistake
hide news; one article under two addresses is caught by a later rung of the ladder.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# Parameters of click and campaign counters, by their makers' documentation.
_COUNTER_PREFIXES = ("utm_", "mtm_", "hsa_", "_hs", "vero_", "oly_", "at_", "xsec_", "sharer_")
_COUNTER_NAMES = """
fbclid gclid gbraid wbraid dclid msclkid yclid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid
mkt_tok _ga _gl _openstat pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content wickedid
s_cid cmpid cmp ncid ocid icid cid_source smid smtyp sref taid ref_src ref_url guccounter
guce_referrer guce_referrer_sig __twitter_impression _fb_noscript bm-verify embedded-checkout spm
scm spm_id_from vd_source share_code share_token share_source share_medium share_from share_id
shareuid share_channel sharer isappinstalled nsukey wxshare_count mpshare srcid chksm xtrack scene
click_id clicktime enterid ascene subscene sessionid devicetype exportkey pass_ticket wx_header
adchannelid note_flow_source app_platform app_version author_share apptime source_platform
"""
_COUNTERS = frozenset(_COUNTER_NAMES.split())
# Plain words that count shares on most sites, but might be a page's own where nothing else names it.
_SHARE_NAMES = "from source source_1 ref referer referrer src via f rss output outputtype amp"
_SHARE_WORDS = frozenset(_SHARE_NAMES.split())
_SHARE_VALUES = {"f": frozenset({"rss"}), "output": frozenset({"amp"}), "outputtype": frozenset({"amp"})}
# Share parameters with a name too short or too common to drop anywhere else.
_HOST_COUNTERS = {
    "x.com": frozenset({"s", "t"}),
    "wsj.com": frozenset({"mod", "reflink"}),
    "youtube.com": frozenset({"si", "feature", "pp"}),
    "xiaoyuzhoufm.com": frozenset({"s"}),
    "sina.cn": frozenset({"oid", "vt"}),
    "finance.sina.cn": frozenset({"oid", "vt"}),
}
_SAME_HOST = {"twitter.com": "x.com", "nitter.net": "x.com", "old.reddit.com": "reddit.com"}
_SHOWN_AS = frozenset({"www", "m", "mobile", "wap", "amp", "3g"})
_REDIRECTORS = {
    ("google.com", "/url"): ("q", "url"),
    ("link.zhihu.com", "/"): ("target",),
    ("link.juejin.cn", "/"): ("target",),
    ("link.sspai.com", "/"): ("target",),
}
_AMP_PATH = re.compile(r"/amp(?:\.html)?/?$|\.amp$|(?<=\.)amp\.(?=html$)")
_SAYS_WHICH = re.compile(r"^!?/|^!|^(?!comment|respond|reply|disqus|:~:).*\d{4}[-_/.]\d{1,2}|^v?\d+[-_.]\d+")
# An address as most feeds write them, on which canonicalize_url has nothing to do.
_SETTLED = re.compile(r"(?!.*/\.)https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[A-Za-z0-9._/-]*\Z")
_LONGEST = 2000  # bytes; Postgres indexes no value longer than some 2,700
_ROUNDS = 12  # each unwrapping shortens the address; nobody nests redirectors deeper


def canonical_url(url: str) -> str:
    """The address under which an article is compared: https, no www, no counters, parameters sorted.

    Gives the text back stripped where it is no http(s) address. canonical_url(canonical_url(x)) is
    canonical_url(x). The result is a key; it need not open in a browser. At most 2,000 bytes: of a longer
    one the path and parameters are replaced by their hash.
    """
    seen = url.strip()
    for _ in range(_ROUNDS):
        folded = _fold(seen).strip()
        if folded == seen:
            break
        seen = folded
    return seen if len(seen.encode("utf-8", "replace")) <= _LONGEST else _shortened(seen)


def _shortened(url: str) -> str:
    digest = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
    try:
        parts = urlsplit(url)
    except ValueError:
        return f"hash:{digest}"
    host = parts.netloc if len(parts.netloc) < _LONGEST // 2 else ""
    return f"https://{host}?long={digest}" if parts.scheme == "https" and host else f"hash:{digest}"


def names_an_article(canonical: str) -> bool:
    """Whether a canonical URL can stand for one article: a home page or a bare section cannot."""
    try:
        parts = urlsplit(canonical)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.query or parts.fragment or parts.path.strip("/"))


def _fold(url: str) -> str:
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
            return url
        fragment = parts.fragment if _SAYS_WHICH.search(parts.fragment) else ""
        if not _SETTLED.match(url):
            parts = urlsplit(canonicalize_url(urlunsplit(parts._replace(fragment=""))))
        host = _host(parts.hostname or "", parts.port)
    except (ValueError, UnicodeError):
        return url
    target = _wrapped(host, parts.path, parts.query)
    if target:
        return target
    path = _path(parts.path)
    return urlunsplit(("https", host, path, _query(host, path, parts.query), fragment))


def _host(name: str, port: int | None) -> str:
    labels = name.lower().rstrip(".").split(".")
    while len(labels) > 2 and labels[0] in _SHOWN_AS:
        labels = labels[1:]
    if len(labels) > 3 and labels[1] == "m":  # en.m.wikipedia.org
        del labels[1]
    host = ".".join(labels)
    host = _SAME_HOST.get(host, host)
    return host if port in {None, 80, 443} else f"{host}:{port}"


def _wrapped(host: str, path: str, query: str) -> str:
    """The address inside an AMP cache or a redirector's; "" where there is none."""
    found = re.match(r"/amp/(?:s/)?(.+\..+/.+)", path) if host == "google.com" else None
    if host.endswith(".cdn.ampproject.org"):
        found = re.match(r"/[cvi]/(?:s/)?(.+)", path)
    if found:
        return f"https://{found[1]}" + (f"?{query}" if query else "")
    values = dict(parse_qsl(query))
    for name in _REDIRECTORS.get((host, path), ()):
        target = unquote(values.get(name, ""))
        if target.startswith(("http://", "https://")):
            return target
    return ""


def _path(path: str) -> str:
    path = re.sub(r"^/amp(?=/.)", "", path)
    return _AMP_PATH.sub("", path).rstrip("/")


def _query(host: str, path: str, query: str) -> str:
    kept = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if not _counts(host, key)]
    if path.strip("/") or any(key.lower() not in _SHARE_WORDS for key, _ in kept):
        kept = [(key, value) for key, value in kept if not _shares(key, value)]
    return urlencode(sorted(set(kept)))


def _counts(host: str, key: str) -> bool:
    low = key.lower()
    return low in _COUNTERS or low.startswith(_COUNTER_PREFIXES) or low in _HOST_COUNTERS.get(host, ())


def _shares(key: str, value: str) -> bool:
    low = key.lower()
    wanted = _SHARE_VALUES.get(low)
    return low in _SHARE_WORDS and (wanted is None or value.lower() in wanted)
