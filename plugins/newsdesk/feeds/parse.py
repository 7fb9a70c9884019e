"""A feed document to entries: text free of markup, links absolute, dates in UTC. Pure, and quick."""

from __future__ import annotations

import re
from datetime import datetime

from newsdesk.entities import Entry, Language, ParsedFeed
from newsdesk.errors import FeedUnreadable
from newsdesk.feeds import pages
from newsdesk.feeds.dates import read_date
from newsdesk.feeds.encoding import decode
from newsdesk.feeds.jsonfeed import looks_like_json, read_json
from newsdesk.feeds.language import language_of
from newsdesk.feeds.links import absolute
from newsdesk.feeds.raw import MOST_ENTRIES, RawEntry, RawFeed
from newsdesk.feeds.text import LONGEST, cut, line_of, plain, without_tags
from newsdesk.feeds.titles import clean_titles
from newsdesk.feeds.xmlfeed import read_xml

_GUID_LONGEST = 500
_TITLE_FROM_TEXT = 80
_LISTING_END = re.compile(
    r"\s+(?:\S{1,8}\s+)?(?:\d{1,3}\s*(?:秒|分钟?|小时|天)前|(?:20\d\d-)?\d\d-\d\d)(?:\s+\d+\s*评论)?\s*\Z"
)
_MAIL = re.compile(r"\s*[(<]?\b[\w.+-]{1,64}@[\w.-]{1,200}[)>]?\s*")


def parse(body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
    """A feed's entries in its own order. url: where it came from, the base of relative links.

    Raises FeedUnreadable: empty, html (names the page), not_a_feed, malformed.
    """
    text, _encoding = decode(body, content_type)
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise FeedUnreadable("empty", "an empty document in place of a feed")
    if looks_like_json(text):
        return _cleaned(read_json(text), url)
    if pages.is_page(text):
        raise FeedUnreadable("html", pages.describe(text, url))
    if "<" not in text:
        said, kind = pages.describe_text(text)
        raise FeedUnreadable("html" if kind else "not_a_feed", said)
    return _cleaned(read_xml(text, url), url)


def _cleaned(raw: RawFeed, url: str) -> ParsedFeed:
    problems = list(raw.problems)
    taken = raw.entries[:MOST_ENTRIES]
    if len(raw.entries) > MOST_ENTRIES:
        problems.append(
            f"{len(raw.entries) - MOST_ENTRIES} items beyond the first {MOST_ENTRIES} were left out"
        )
    titles = clean_titles([entry.title for entry in taken])
    read = [_entry(entry, title, url) for entry, title in zip(taken, titles, strict=True)]
    entries = tuple(entry for entry in read if entry is not None)
    problems += _counted(len(read) - len(entries), "with neither title nor text left out")
    problems += _counted(sum(not entry.url for entry in entries), "without a link")
    problems += _counted(
        sum(
            bool(one.dates) and entry is not None and entry.published is None
            for one, entry in zip(taken, read, strict=True)
        ),
        "with a date that cannot be read",
    )
    told = tuple(line_of(one, 500) for one in problems)
    return ParsedFeed(line_of(without_tags(raw.title[:1000]), 200), raw.format, entries, told)


def _counted(count: int, what: str) -> list[str]:
    return [f"{count} item{'s' if count != 1 else ''} {what}"] if count else []


def _entry(raw: RawEntry, title: str, base: str) -> Entry | None:
    text = max((plain(candidate) for candidate in dict.fromkeys(raw.texts)), key=len, default="")
    if title:
        text = _beyond(title, raw.title, text)
    else:
        title = cut(text.split("\n", 1)[0], _TITLE_FROM_TEXT)
        text = "" if text == title else text
    if not title:
        return None
    language = language_of(title, text)
    return Entry(
        guid=line_of(raw.guid, _GUID_LONGEST),
        url=next((link for candidate in raw.links if (link := absolute(candidate, base))), ""),
        title=title,
        text=text,
        published=_first_date(raw.dates, language),
        language=language,
        author=_author(raw.author),
    )


def _beyond(title: str, raw_title: str, text: str) -> str:
    """The text without a repetition of the title; "" where it says nothing else.

    A scraper that gives the same words as title and text took both from a listing: its closing
    "section, 2小时前, 4评论" goes too.
    """
    same = line_of(without_tags(raw_title[:LONGEST]), LONGEST) == line_of(text, LONGEST)
    if same:
        text = _LISTING_END.sub("", text)
    lines = text.split("\n")
    if lines and lines[0].strip() == title:
        lines = lines[1:]
    return "" if same and len(lines) <= 1 and "\n" not in raw_title.strip() else "\n".join(lines).strip()


def _first_date(dates: tuple[str, ...], language: Language) -> datetime | None:
    chinese = language is Language.ZH
    return next((moment for one in dates if (moment := read_date(one, chinese=chinese))), None)


def _author(written: str) -> str:
    name = line_of(_MAIL.sub(" ", without_tags(written[:1000])), 200)
    return name.strip("() ,") if name else ""
