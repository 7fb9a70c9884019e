"""What makes an article the same article at the next reading, and what makes it a revision. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from newsdesk.entities import Entry
from newsdesk.feeds.links import comparable

_LONGEST = 200  # characters; a longer key is replaced by its hash
_POSITION = re.compile(r"\d{1,3}\Z")  # "1", "2", …: a place in the list, given anew at each fetch
_MOMENT = re.compile(r"1[4-9]\d{8}(\d{3})?\Z|(19|20)\d\d-?\d\d-?\d\d([T ]|\Z)|[A-Z][a-z]{2}, \d")
# Each begins with one kind of character, or is tried only where one stands: these run over every text.
_COUNTER = re.compile(
    r"\d[\d,.]*\s*[kKwW万]?\+?\s*(?:条?评论|阅读|点赞|赞|收藏|转发|浏览|comments?|points?|views?|likes?|votes?)",
    re.I,
)
_COUNTED = re.compile(
    r"(?:评论|阅读|点赞|浏览|comments?|points?|score|views?|likes?|upvotes|stars)\s*[:：]\s*\d[\d,.]*", re.I
)
_COLON_NUMBER = re.compile(r"[:：]\s*\d")
_AGO = re.compile(r"\d{1,3}\s*(?:(?:秒|分钟?|小时|天|周)之?前|(?:min(?:ute)?s?|hours?|days?)\s+ago)", re.I)
_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "「": '"', "」": '"', "–": "-", "—": "-", "…": ".", "　": " "}
)


def article_key(entry: Entry) -> str:
    """The publisher's id where it looks stable, else the link, else the title. At most 200 characters.

    An id is not taken for stable where it is a position in the list or a moment in time. An id that
    is an address counts as the page it opens, so that tracking parameters do not make a new article.
    """
    return _key(entry, use_guid=True)


def article_keys(entries: Sequence[Entry]) -> tuple[str, ...]:
    """article_key for each entry of one feed; the link where a feed gives one id to several links."""
    links: dict[str, set[str]] = {}
    for entry in entries:
        links.setdefault(entry.guid, set()).add(comparable(entry.url))
    return tuple(_key(entry, use_guid=len(links[entry.guid]) == 1) for entry in entries)


def another_key(key: str, url: str) -> str:
    """The key of an article whose id its publisher had used for another one before."""
    return _short(f"{key} at {comparable(url)}")


def content_hash(entry: Entry) -> str:
    """32 hex digits over title, text and link; a change of it is a revision.

    Left out, since they change without anybody editing: spaces, kinds of quotes, live counters
    ("4评论"), relative times ("2 hours ago"), tracking parameters, and the date, which some
    publishers renew at each fetch.
    """
    words = " ".join((entry.title, entry.text)).translate(_QUOTES)
    if _COLON_NUMBER.search(words):
        words = _COUNTED.sub("", words)
    settled = "".join(_COUNTER.sub("", _AGO.sub("", words.replace("刚刚", ""))).split())
    return hashlib.sha256(f"{settled}\0{comparable(entry.url)}".encode()).hexdigest()[:32]


def _key(entry: Entry, *, use_guid: bool) -> str:
    guid = entry.guid if use_guid and _is_stable(entry.guid) else ""
    if guid.startswith(("http://", "https://")):
        key = f"url:{comparable(guid)}"
    elif guid:
        key = f"id:{guid}"
    elif entry.url:
        key = f"url:{comparable(entry.url)}"
    else:
        key = f"title:{entry.title}"
    return _short(key)


def _short(key: str) -> str:
    return key if len(key) <= _LONGEST else f"hash:{hashlib.sha256(key.encode()).hexdigest()}"


def _is_stable(guid: str) -> bool:
    return bool(guid) and not _POSITION.match(guid) and not _MOMENT.match(guid)
