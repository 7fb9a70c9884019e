"""Where a feed keeps its older items: RFC 5005 archives and pages, JSON Feed's next_url, WordPress. Pure."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_LINK = re.compile(r"<(?:\w+:)?link\b[^<>]*>", re.I)
_ATTRIBUTE = re.compile(r"""\b(rel|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_WORDPRESS = re.compile(r"<generator[^>]*>[^<]*wordpress[^<]*</generator|<generator[^>]*wordpress", re.I)
# In the order in which they are preferred: an archive document never changes, a page moves on.
_RELATIONS = ("prev-archive", "next")
_HEAD = 200_000  # characters: feeds name such links before their items, and some after the first few
_PAGED = "paged"


def older_page(text: str, url: str) -> str:
    """The address of the document with the items before this one's; "" where none is offered.

    url: where this document came from. Only addresses on http(s) are given.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] == "{":
        return _web(_next_url(text), url)
    head = text[:_HEAD]
    links = _links(head)
    for relation in _RELATIONS:
        if relation in links:
            return _web(links[relation], url)
    return _next_wordpress(url) if _WORDPRESS.search(head) else ""


def _links(head: str) -> dict[str, str]:
    """Relation → address of every link element; items have no links of these relations."""
    found: dict[str, str] = {}
    for link in _LINK.findall(head):
        attributes = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(link)}
        for relation in attributes.get("rel", "").lower().split():
            found.setdefault(relation, html.unescape(attributes.get("href", "")))
    return found


def _next_url(text: str) -> str:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    value = document.get("next_url") if isinstance(document, dict) else None
    return value if isinstance(value, str) else ""


def _next_wordpress(url: str) -> str:
    """The next page of a WordPress feed: ?paged=2, 3, …"""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    page = next((int(value) for name, value in query if name == _PAGED and value.isdigit()), 1)
    kept = [(name, value) for name, value in query if name != _PAGED]
    return urlunsplit(parts._replace(query=urlencode([*kept, (_PAGED, str(page + 1))]), fragment=""))


def _web(link: str, base: str) -> str:
    try:
        joined = urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) and joined != base else ""
