"""JSON Feed (jsonfeed.org, 1.0 and 1.1): a small reader of our own. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from newsdesk.errors import FeedUnreadable
from newsdesk.feeds.raw import RawEntry, RawFeed

_ENCLOSED = ("url", "external_url")


def looks_like_json(text: str) -> bool:
    """Whether a document is JSON and not XML, by its first character."""
    return text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}


def read_json(text: str) -> RawFeed:
    """A JSON Feed's raw entries. Raises FeedUnreadable (malformed, not_a_feed)."""
    try:
        document = json.loads(text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError) as error:
        raise FeedUnreadable("malformed", f"broken JSON: {error}") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        said = _said(document)
        raise FeedUnreadable(
            "not_a_feed",
            "JSON without a list of items: no JSON Feed" + (f'; it says "{said}"' if said else ""),
        )
    version = _text(document, "version")
    problems = () if "jsonfeed.org/version/" in version else ("JSON that does not call itself a JSON Feed",)
    return RawFeed(
        title=_text(document, "title"),
        format=f"JSON Feed {version.rpartition('/')[2]}".strip(),
        entries=tuple(_entries(items)),
        problems=problems,
    )


def _said(document: object) -> str:
    """The message of an API's error, at most 80 characters; "" where there is none."""
    if not isinstance(document, dict):
        return ""
    for name in ("message", "msg", "error", "detail", "title"):
        value = document.get(name)
        found = _said(value) if isinstance(value, dict) else _text(document, name)
        if found.strip():
            return " ".join(found.split())[:80]
    return ""


def _entries(items: list[object]) -> Iterator[RawEntry]:
    for item in items:
        if isinstance(item, dict):
            yield RawEntry(
                guid=_text(item, "id"),
                links=tuple(link for name in _ENCLOSED if (link := _text(item, name))),
                title=_text(item, "title"),
                texts=tuple(
                    text
                    for name in ("content_html", "content_text", "summary")
                    if (text := _text(item, name))
                ),
                dates=tuple(
                    date for name in ("date_published", "date_modified") if (date := _text(item, name))
                ),
                author=_author(item),
            )


def _author(item: Mapping[str, object]) -> str:
    authors = item.get("authors")
    people = authors if isinstance(authors, list) else [item.get("author")]
    names = [_text(person, "name") for person in people if isinstance(person, dict)]
    return ", ".join(name for name in names if name)


def _text(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    if isinstance(value, str):
        return value.encode(
            "utf-8", "ignore"
        ).decode()  # JSON can spell lone surrogates, which nothing can store
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
