"""An HTML page where a feed should be: recognised and named. Pure."""

from __future__ import annotations

import contextlib
import html
import re
from urllib.parse import urljoin

_PAGE = re.compile(r"<!doctype\s*html\b|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_PART_OF_PAGE = re.compile(
    r"<(?:script|style|meta|link|title|div|span|h[1-6]|p|br|b|font|center|table|form|iframe|noscript)[\s/>]",
    re.I,
)
_FEED_ROOT = re.compile(r"<(?:rss|feed|channel|(?:\w+:)?RDF)[\s>]", re.I)
_SIGNS = re.compile(r"<(?:html|head|body|title|div|script|meta|h1|form)[\s>]", re.I)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.I | re.S)
_HEADING = re.compile(r"<h[12][^>]*>(.*?)</h[12]", re.I | re.S)
_ALTERNATE = re.compile(r"<link\b[^<>]*application/(?:rss\+xml|atom\+xml|feed\+json)[^<>]*>", re.I)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.I)
# Characters of a page that are read: what it is stands at its head, and patterns over a long one cost.
_LOOKED_AT = 20_000
_LINKS_IN = 200_000  # its links: heads with inlined styles are long
# Scripts of pages that show nothing: the checks of well-known protections, and ways to send a browser on.
_CHECKS = re.compile(
    r"acw_sc__v2|__jsl|_incapsula_|cf[-_]chl|challenge-platform|awswaf|aws-waf|datadome|px-captcha|recaptcha|hcaptcha"
    r"|turnstile|geetest|yidun",
    re.I,
)
_SENDS_ON = re.compile(
    r"http-equiv\s*=\s*[\"']?refresh|(?:window|document|self|top)?\.?location\b\s*(?:\.href|=)", re.I
)
_ALMOST_EMPTY = 200  # characters that a reader would see
# In the order in which they are asked: what a page is, told from the words that such pages share.
_KINDS = (
    (
        "a firewall or robot check",
        r"access denied|access to this (?:page|site) (?:has been|was|is) denied|accessdenied|forbidden"
        r"|blocked|firewall|captcha|just a moment|attention required|cloudflare|incapsula|imperva"
        r"|error code: 10\d\d"
        r"|are you (?:a )?(?:human|robot)|verify you|(?:human|security) (?:verification|check)|ddos"
        r"|unusual traffic|pardon our interruption|client challenge|checking your browser|request rejected"
        r"|enable javascript and cookies|too many requests|rate limit"
        r"|访问被(?:拒|阻断|禁止)|(?:拒绝|禁止)访问|(?:安全|人机|滑动|访问|身份)验证|完成验证|验证码|滑块"
        r"|过于频繁|操作频繁|拦截|防火墙|安全威胁|环境异常|(?:访问|流量|请求)异常|异常(?:访问|流量|请求)",
    ),
    ("a log-in page", r"log ?in|sign ?in|subscribe to continue|authenticat|登录|登入|请先登陆"),
    (
        "an error page",
        r"\b(?:40[0-9]|410|50[0-9])\b|not found|error|unavailable|maintenance|gone"
        r"|不存在|找不到|出错|维护|错误|无法访问",
    ),
)


def is_page(text: str) -> bool:
    """Whether a document is an HTML page: by its first tag, or by page tags and no feed's root at all."""
    head = text[:_LOOKED_AT]
    body = _without_prologue(head)
    if _PAGE.match(body):
        return True
    if _FEED_ROOT.search(head) or re.match(r"<opml[\s>]", body, re.I):
        return False
    return bool(_PART_OF_PAGE.match(body)) or len(_SIGNS.findall(head)) >= 2


def _without_prologue(head: str) -> str:
    """A document from its first tag on: past spaces, an XML declaration and comments."""
    rest = head.lstrip("\ufeff \t\r\n")
    while rest.startswith(("<?", "<!--")):
        ending = "?>" if rest.startswith("<?") else "-->"
        _, found, rest = rest.partition(ending)
        rest = rest.lstrip() if found else ""
    return rest


def describe(text: str, url: str) -> str:
    """One sentence naming the page: its title, what it looks like, and the feed it advertises."""
    head = text[:_LOOKED_AT]
    title = _words(_TITLE, head) or _words(_HEADING, head)
    kind = _kind(title) or _kind_of_body(text)
    parts = [f'an HTML page titled "{title}"' if title else "an HTML page without a title"]
    if kind:
        parts.append(f"which looks like {kind}")
    advertised = _advertised(head, url)
    if advertised:
        parts.append(f"which names its feed as {advertised}")
    return ", ".join([parts[0] + " in place of a feed", *parts[1:]])


def describe_text(text: str) -> tuple[str, str]:
    """What a document without any element says, in a phrase, and what it looks like ("": nothing known)."""
    head = " ".join(text[:_LOOKED_AT].split())
    printable = sum(character.isprintable() for character in head)
    if printable * 10 < len(head) * 9:
        return "binary data in place of a feed", ""
    kind = _kind(head[:2000])
    said = f'plain text in place of a feed, "{head[:80]}"'
    return (f"{said}, which looks like {kind}" if kind else said), kind


def words_of(markup: str) -> str:
    """What a short document of some other kind says to its reader, at most 80 characters."""
    return _visible(markup[:_LOOKED_AT])[:80].strip()


def _kind_of_body(text: str) -> str:
    """What a page is by its body: long ones speak of too much to tell."""
    if len(text) >= _LOOKED_AT:
        return ""
    visible = _visible(text)
    kind = _kind(visible[:2000])
    if kind or len(visible) > _ALMOST_EMPTY:
        return kind
    if _CHECKS.search(text):
        return _KINDS[0][0]
    return "a redirect for browsers alone" if _SENDS_ON.search(text) else ""


def _kind(words: str) -> str:
    return next((kind for kind, pattern in _KINDS if re.search(pattern, words, re.I)), "")


def _words(pattern: re.Pattern[str], head: str) -> str:
    found = pattern.search(head)
    return _visible(found[1][:1000])[:100].strip() if found else ""


def _visible(markup: str) -> str:
    bare = re.sub(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", " ", markup, flags=re.I | re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", bare)).split())


def _advertised(head: str, url: str) -> str:
    return next(iter(advertised(head, url)), "")[:300]


def advertised(text: str, url: str) -> tuple[str, ...]:
    """The feeds that a page names (link rel=alternate), each once. url: where the page came from."""
    found = []
    for link in _ALTERNATE.findall(text[:_LINKS_IN]):
        href = _HREF.search(link)
        if href:
            with contextlib.suppress(ValueError):
                found.append(urljoin(url, html.unescape(href[1])))
    return tuple(dict.fromkeys(found))
