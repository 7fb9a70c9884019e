"""The gate: reads an item once more as its reader would, right before it is filed.

Pure. It trusts nothing that was decided before it: what the reader will see is compared with the
article as the archive has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from newsdesk.entities import Article
from newsdesk.report.build import item_of
from newsdesk.report.chosen import Chosen
from newsdesk.report.model import Item
from newsdesk.report.one_line import one_line
from newsdesk.writing.grounding import Evidence, missing_from
from newsdesk.writing.mentions import Aliases
from newsdesk.writing.reasons import without_frame

_PREFIX = re.compile(r"(?:(\d{1,2})月(\d{1,2})日|近日)消息，")
_NO_LINK = re.compile(r"[\s\x00-\x1f\x7f<>\"]")


def examine(chosen: Chosen, *, zone: ZoneInfo, aliases: Aliases) -> list[str]:
    """Why an item must not be filed, in English sentences; empty where it passes.

    It passes where link, source and title are of one article of its very story, the date before
    its summary is that article's, and every figure, date, name and quotation of summary, reason
    and tags is found in that article. zone: the edition's. aliases: any spelling → all of them.
    """
    article = next((one for one in chosen.story.articles if one.id == chosen.article.id), None)
    if article is None:
        return [f"article {chosen.article.id} is none of story {chosen.story.id}"]
    item = item_of(chosen, zone)
    faults = [*_identity(chosen), *_link(item, article), *_date(item, article, zone)]
    return faults or list(_ungrounded(item, article, zone, aliases))


def _identity(chosen: Chosen) -> Iterator[str]:
    story, article = chosen.story.id, chosen.article.id
    for name, other in (
        ("judgement", chosen.judgement.story_id),
        ("placement", chosen.placement.story_id),
        ("draft", chosen.draft.story_id),
    ):
        if other != story:
            yield f"the {name} is of story {other}, not of {story}"
    if chosen.follow_up and (chosen.follow_up.story_id, chosen.follow_up.article_id) != (story, article):
        yield f"what is new is of article {chosen.follow_up.article_id}, not of the linked {article}"
    if chosen.draft.article_id != article:
        yield f"the draft is of article {chosen.draft.article_id}, not of the linked {article}"


def _link(item: Item, article: Article) -> Iterator[str]:
    if item.url != article.url:
        yield f"the link {item.url} is not the article's {article.url}"
    if item.title != one_line(article.title):
        yield "the title is not the linked article's"
    if not item.title or not item.source:
        yield "title or source is empty"
    if not _is_web_address(item.url):
        yield f"the link {item.url!r} is no http(s) address"


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not _NO_LINK.search(url)
    except ValueError:
        return False


def _date(item: Item, article: Article, zone: ZoneInfo) -> Iterator[str]:
    prefix = _PREFIX.match(item.summary)
    day = _local(article.published_at, zone)
    if prefix is None:
        yield "the summary has no date before it"
    elif day is None:
        if prefix[1]:
            yield f"the date {prefix[0]} stands before an article without one"
    elif (prefix[1], prefix[2]) != (str(day.month), str(day.day)):
        yield f"the date {prefix[0]} is not the article's, {day:%Y-%m-%d}"
    if prefix and not item.summary[prefix.end() :]:
        yield "the summary is empty"


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.astimezone(zone) if moment else None


def _ungrounded(item: Item, article: Article, zone: ZoneInfo, aliases: Aliases) -> Iterator[str]:
    day = _local(article.published_at, zone)
    evidence = Evidence.of(article.title, article.text, day.date() if day else None)
    reason = item.reason.removeprefix(item.follow_up.line) if item.follow_up else item.reason
    statements = [("summary", _PREFIX.sub("", item.summary, count=1)), ("reason", without_frame(reason))]
    statements += [("what is new", item.follow_up.news)] if item.follow_up else []
    statements += [("tag", tag) for tag in item.tags]
    for field, statement in statements:
        for missing in missing_from(evidence, statement, aliases):
            yield f"{field}: the {missing.kind} {missing.token!r} is not in the linked article"
