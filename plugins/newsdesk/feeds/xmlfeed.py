"""RSS 0.9x to 2.0, RDF and Atom through feedparser, which here never opens, fetches or sanitises anything."""

from __future__ import annotations

import io
import re
from typing import Any

import feedparser

from newsdesk.errors import FeedUnreadable
from newsdesk.feeds import pages
from newsdesk.feeds.markup import PARTLY, Prepared, prepare
from newsdesk.feeds.raw import MOST_ENTRIES, RawEntry, RawFeed

# feedparser's fallback for broken XML is slow on hostile input; real feeds are far below this.
_FALLBACK_LONGEST = 1_000_000  # bytes
_RUN = re.compile(rb"[\w.+-]{2000}")  # no word of any language; its patterns take the square of its length
_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.I)


def read_xml(text: str, url: str) -> RawFeed:
    """A feed's raw entries. Raises FeedUnreadable (not_a_feed, malformed)."""
    prepared = prepare(text)
    document = _best(prepared, url)
    entries = tuple(_entry(entry) for entry in document.entries)
    if not document.version and not entries:
        kind, what = (
            ("malformed", prepared.problems[-1].removesuffix(PARTLY))
            if prepared.problems
            else ("not_a_feed", _root(prepared))
        )
        raise FeedUnreadable(kind, f"no feed: {what}")
    return RawFeed(
        title=str(document.feed.get("title", "")),
        format=feedparser.api.SUPPORTED_VERSIONS.get(document.version, "unknown"),
        entries=entries,
        problems=prepared.problems,
    )


def _best(prepared: Prepared, url: str) -> Any:
    """The mended document as feedparser reads it; its own fallback where mending lost items."""
    document = _parse(prepared.xml, url)
    promised = min(MOST_ENTRIES, len(_ITEM.findall(prepared.original)))
    if len(document.entries) >= promised or prepared.xml is prepared.original:
        return document
    if len(prepared.original) > _FALLBACK_LONGEST or _RUN.search(prepared.original):
        return document
    second = _parse(prepared.original, url)
    return second if len(second.entries) > len(document.entries) else document


def _parse(xml: bytes, url: str) -> Any:
    # A stream, never a string: feedparser opens strings that look like addresses or files.
    headers = {"content-type": "application/xml; charset=utf-8"}
    if b"base=" in xml:
        # With a base of its own feedparser joins addresses at every tag: half its time. Elsewhere parse does.
        headers["content-location"] = url
    try:
        return feedparser.parse(
            io.BytesIO(xml), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:
        # Its parsers raise anything from ValueError to AssertionError on input nobody foresaw.
        raise FeedUnreadable("malformed", f"feedparser gave up: {type(error).__name__}: {error}") from error


def _root(prepared: Prepared) -> str:
    root = re.search(rb"<([A-Za-z][\w:.-]{0,60})", prepared.original)
    if root and root[1].lower() not in {b"xml"}:
        words = pages.words_of(prepared.original.decode("utf-8", "replace"))
        return f"a document whose root is <{root[1].decode('ascii', 'replace')}>" + (
            f', which says "{words}"' if words else ""
        )
    return "a document without any element"


def _entry(entry: Any) -> RawEntry:
    return RawEntry(
        guid=_text(entry.get("id")),
        links=tuple(_links(entry)),
        title=_text(entry.get("title")),
        texts=tuple(_texts(entry)),
        dates=tuple(
            text for name in ("published", "updated", "created") if (text := _text(entry.get(name)).strip())
        ),
        author=_author(entry),
    )


def _links(entry: Any) -> list[str]:
    """The article's own address first: a proxy's original, an alternate, the link, a guid that is one."""
    alternates = [
        _text(link.get("href"))
        for link in entry.get("links", ())
        if link.get("rel", "alternate") == "alternate" and "html" in link.get("type", "html")
    ]
    found = [
        _text(entry.get("feedburner_origlink")),
        *alternates[:1],
        _text(entry.get("link")),
        *alternates[1:],
    ]
    guid = _text(entry.get("id"))
    if guid.startswith(("http://", "https://")):
        found.append(guid)
    return [link for link in found if link.strip()]


def _texts(entry: Any) -> list[str]:
    bodies = [
        _text(content.get("value")) for content in entry.get("content", ()) if isinstance(content, dict)
    ]
    return [
        text
        for text in [*bodies, _text(entry.get("summary")), _text(entry.get("description"))]
        if text.strip()
    ]


def _author(entry: Any) -> str:
    # Not author_detail where there is a choice: feedparser cuts a mail address after four letters of its end.
    detail = entry.get("author_detail")
    return _text(entry.get("author")) or (_text(detail.get("name")) if isinstance(detail, dict) else "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
