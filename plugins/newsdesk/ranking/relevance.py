"""How much an article is about the topic: 0..1, from its title first and its text second. Pure.

The numbers below were set by reading the titles of a week of general-news captures in both
languages: what a reader would call "about AI" lies above the edition's floor (0.42), and an
article on something else that mentions AI lies below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsdesk.entities import Article, Language
from newsdesk.ranking.events import events_in
from newsdesk.ranking.topic import Hits, Topic

# A text is measured in "units" of about a thousand Chinese characters; English needs some 3.6
# times as many characters to say as much.
UNIT = {Language.ZH: 1000.0, Language.EN: 3600.0, Language.OTHER: 3600.0}
_FIRST = re.compile(r"[。！？\n]|[.!?]\s")
READ = 5  # units of the text that are read
LEAD = 0.28  # of a unit: the first paragraph or two
BRIEF = 0.5  # of a unit: a short item, in which one sentence tells what it is about
LEAST = 0.25  # of a unit: shorter texts are not denser for that
LONG = 0.6  # of a unit: a text in which the topic would come up again


@dataclass(frozen=True, slots=True)
class Relevance:
    """value: 0..1. hints: the topic words found, those of the title first, each once, at most 12."""

    value: float
    hints: tuple[str, ...]


def relevance(article: Article, topic: Topic, *, lab: bool = False) -> Relevance:
    """How much an article is about the topic.

    lab: its publisher writes of nothing else, so a post needs no topic word where it tells news.
    """
    title = topic.find(article.title, article.language)
    body = article.text[: int(READ * UNIT[article.language])]
    text = topic.find(body, article.language)
    value = _value(article, body, title, text, topic)
    if lab:
        value = max(value, _lab_value(article, title))
    hints = tuple(dict.fromkeys(title.strong + title.weak + text.strong))[:12]
    return Relevance(round(min(value, 1.0), 3), hints)


def _value(article: Article, body: str, title: Hits, text: Hits, topic: Topic) -> float:
    unit = UNIT[article.language]
    size = len(body) / unit
    named, company = len(set(title.strong)), len(set(title.weak))
    if len(body) <= 1.4 * len(article.title):
        return _by_title_alone(named, company)
    weak = len(text.weak) / 4 if size < BRIEF else 0.0  # in a long text on chips they prove nothing
    dense = (len(text.strong) + weak) / max(size, LEAST)
    opening = _opening(topic.find(body[: int(unit * LEAD)], article.language), brief=size < BRIEF)
    if named:
        value = 0.5 + 0.08 * min(named - 1, 2) + 0.16 * min(1.0, dense / 8) + opening / 3
        # Named in the title and hardly spoken of: a phone "with AI", a list of many things.
        return value - 0.25 if size >= LONG and dense < 1.5 else value
    if company:
        return 0.1 + 0.08 * min(company - 1, 2) + 0.3 * min(1.0, dense / 12) + opening
    if size < BRIEF and not topic.find(_FIRST.split(body, maxsplit=1)[0], article.language).strong:
        opening = 0.0  # a short item that is about the topic says so in its first sentence
    told = 0.08 if opening and size < BRIEF and events_in(article.title) else 0.0
    return 0.3 * min(1.0, dense / 14) + opening + told


def _opening(lead: Hits, *, brief: bool) -> float:
    """What the first lines bring: one topic word 0.1, several 0.2, and in a short item 0.1 more."""
    found = len(lead.strong)
    return (0.2 if found > 1 else 0.1) + (0.1 if brief else 0.0) if found else 0.0


def _by_title_alone(strong: int, weak: int) -> float:
    if strong:
        return 0.6 + 0.08 * min(strong - 1, 2)
    return 0.45 if weak >= 2 else 0.2 * weak


def _lab_value(article: Article, title: Hits) -> float:
    tells = bool(events_in(article.title))
    return 0.55 if tells else 0.45 if title.strong else 0.3
