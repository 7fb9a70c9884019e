"""Items of a feed that are no articles: topic pages, activities, advertisements, digests. Pure.

Conservative on purpose: what is kept by mistake can still fall to the ranker's relevance floor,
what is dropped here is not news to anyone.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from newsdesk.entities import Entry

_DATE_ONLY = re.compile(
    r"^\W*(?:20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|(?:[A-Z][a-z]{2,8}\s+\d{1,2},?\s+20\d\d)|(?:\d{1,2}\s+[A-Z][a-z]{2,8}\s+20\d\d))\W*$"
)
_PAID = re.compile(
    r"^(?:[\[【(（<《]\s*)?(?:推广|广告|赞助|商业推广|品牌推广)(?:\s*[\]】)）>》]|\s*[:：|｜·丨]|\s+(?=\S)|$)"
    r"|^(?:[\[(]\s*)?(?:sponsored(?:\s+(?:post|content))?|advertisement|advertorial|paid\s+(?:post|content)|promoted)"
    r"(?:\s*[\])]|\s*[:|]|$)"
    r"|[\[【(（]\s*(?:推广|广告|赞助内容|sponsored)\s*[\]】)）]\s*$",
    re.I,
)
_PRICE = r"\d+(?:\.\d+)?"
_BARGAIN = re.compile(
    rf"{_PRICE}\s*元?\s*(?:→|->|➜)\s*\S{{0,8}}\s*{_PRICE}\s*元|(?:券后|到手价?|补贴价|返后)\s*(?:仅|低至|约)?\s*{_PRICE}\s*元"
    rf"|{_PRICE}\s*元\s*(?:/\s*\S\s*)?(?:官方)?\S{{0,4}}(?:狂促|大促|清仓|发车|速囤|秒杀|探底)"
)
_TOPIC_TITLE = re.compile(r"^(?:[【\[]?专题[】\]]?)(?![片组讲报会研座学展教党])\s*\S")
_ACTIVITY = re.compile(r"^(?:[【\[]活动[】\]]|活动[\s丨｜|:：])")
_TICKER = re.compile(r"^(?:实时播报|(?:图文|视频)?直播(?:[丨｜|:：]|回放|预告))")
_HIRING = re.compile(r"(?:招聘启事|招聘公告|招聘简章|诚聘英才)\s*$")
# The last but one step of such an address names what it leads to: a list, not an article.
_LISTING_STEPS = frozenset(
    {
        "author",
        "authors",
        "tag",
        "tags",
        "zt",
        "zhuanti",
        "special",
        "specials",
        "activity",
        "activities",
        "huodong",
    }
    | {"team", "teams", "category", "categories", "column", "columns", "columnist", "people"}
)

_BY_TITLE = (
    (_DATE_ONLY, "a digest: its title is only a date"),
    (_PAID, "an advertisement by its own label"),
    (_BARGAIN, "a shopping offer: prices in the title"),
    (_TOPIC_TITLE, "a topic page by its own label"),
    (_ACTIVITY, "an activity by its own label"),
    (_TICKER, "a live ticker by its own label"),
    (_HIRING, "a vacancy of the publisher"),
)


def advert(entry: Entry) -> str | None:
    """Why an item is no article, as one English phrase, or None where it may well be one."""
    title = entry.title.strip()
    if not entry.url:
        return "no link to open"
    for pattern, reason in _BY_TITLE:
        if pattern.search(title):
            return reason
    return _listing(entry.url, title)


def _listing(url: str, title: str) -> str | None:
    """An address such as /author/NAME or /tag/WORD under a title too short to be a headline."""
    steps = [unquote(step).lower() for step in urlsplit(url).path.split("/") if step]
    if len(steps) < 2 or steps[-2] not in _LISTING_STEPS:
        return None
    if steps[-2] in {"tag", "tags"} and re.search(r"\d", steps[-1]):
        return None  # a release of some software: /releases/tag/v2.0
    return f"a list page (/{steps[-2]}/)" if _is_label(title) else None


def _is_label(title: str) -> bool:
    words = title.split()
    return len(title) <= 12 if re.search(r"[\u4e00-\u9fff]", title) else len(words) <= 4
