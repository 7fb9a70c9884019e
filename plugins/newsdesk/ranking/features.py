"""What the rules read off an article: event, kind of text, money, actors, rumour; and marks from it.

Pure. The numbers were set by reading a week of captured news in order, best first.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from newsdesk.entities import Article, Language, Marks
from newsdesk.llm.contract import Candidate
from newsdesk.ranking.events import Event, events_in, told
from newsdesk.ranking.genres import Genre, genre
from newsdesk.ranking.money import Sum, largest_sum
from newsdesk.ranking.topic import Topic

OPENING = {Language.ZH: 220, Language.EN: 600, Language.OTHER: 600}  # characters read beside the title
NOT_NEWS = frozenset({Genre.GUIDE, Genre.CASE, Genre.ADVERT, Genre.ROUNDUP, Genre.EMPTY})
LARGE, SMALL = 1e9, 1e7  # US dollars: money that changes the weight of news
TOP, GOOD = 4.1, 3.3  # weighed() from which a story is of tier 1 and of tier 2
_PLAIN = 2  # the mark of what tells no event
_COMMENT = frozenset({Genre.OPINION, Genre.LISTICLE})
_EVERYDAY = frozenset({"funding", "partnership", "use"})  # they happen to somebody every day
_MONEY = frozenset({"funding", "acquisition", "listing"})  # events that a sum in the text belongs to
_QUOTED = re.compile(r"「[^」]{2,10}」|“[^”]{2,10}”")
_LATIN = re.compile(r"[A-Za-z][A-Za-z.-]{2,}")
_CAPITALS = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+[A-Za-z]*")  # within a sentence-case title
_RUMOUR = re.compile(
    r"消息称|传闻|据传|或将|或转|据悉|知情人士|被曝|曝光|爆料|网传|疑似|都在猜"
    r"|\b(?:reportedly|rumou?r\w*|sources say|is said to|said to be|in talks|considering|may|could|might)\b",
    re.IGNORECASE,
)
# What a headline tells as done is no rumour, whatever was said before it (被曝…后，官宣开源).
_DONE = re.compile(
    r"(?<![将未拟待])(?<!考虑)(?<!计划)(?<!准备)(?:官宣|宣布|证实|确认|起诉)|\b(?:confirm|announce)(?:s|ed)\b|\bsue[sd]\b",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"首次|首个|首款|史上|里程碑|第一案|\b(?:first[- ]ever|world['’]s first|record|landmark|historic)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Features:
    """What was read. events: in the title, else in the opening of the text (in_title is False then).

    told: those of the title that are surely meant; a single 宣布 or "gets" is no release.
    names, leaders: in the title, as written there. somebody: the title names an actor or product,
    known or not; figure: it has a figure. money: in the title, or in an opening sentence
    that tells the event. own_news: the publisher tells of itself.
    """

    events: tuple[Event, ...]
    told: tuple[Event, ...]
    in_title: bool
    genre: Genre
    money: Sum | None
    names: tuple[str, ...]
    leaders: tuple[str, ...]
    somebody: bool
    figure: bool
    own_news: bool
    rumour: bool
    first: bool

    @classmethod
    def of(cls, article: Article, topic: Topic, *, own_news: bool) -> Features:
        """Reads an article's title and opening."""
        opening = article.text[: OPENING[article.language]]
        in_title = events_in(article.title)
        events = in_title or events_in(opening)
        return cls(
            events=events,
            told=told(article.title, opening),
            in_title=bool(in_title),
            genre=genre(article),
            money=largest_sum(article.title) or _sum_of_event(opening, events, topic.named(article.title)),
            names=topic.named(article.title),
            leaders=topic.leading(article.title),
            somebody=_names_somebody(article, topic),
            figure=bool(re.search(r"\d", article.title)),
            own_news=own_news,
            rumour=bool(_RUMOUR.search(article.title)) and not _DONE.search(article.title),
            first=bool(_FIRST.search(article.title)),
        )


def marks_of(features: Features, candidate: Candidate) -> Marks:
    """The four marks of a candidate."""
    several = len(candidate.voices) > 1
    return Marks(
        impact=_impact(features, several=several),
        novelty=_novelty(features),
        credibility=_mark(5 - candidate.best_tier + several + features.own_news - features.rumour),
        relevance=_mark(math.ceil(candidate.relevance * 5)),
    )


def tier_of(features: Features, marks: Marks) -> int:
    """1 to 4.

    Not news (4): how-to, vendors' cases, lists and comment that tell no event of a known actor, and
    what tells of no event and gives neither a figure nor a name. Without an event in the title at
    best 3; with one that is only hinted at at best 2.
    """
    if features.genre in NOT_NEWS:
        return 4
    if features.genre in _COMMENT and not features.told:
        return 3 if features.leaders and features.events else 4
    if not features.in_title:
        concrete = features.figure or (features.events and features.somebody)
        return 3 if features.own_news or concrete else 4
    value = weighed(marks)
    if features.genre is Genre.NEWS and features.told and value >= TOP:
        return 1
    return 2 if value >= GOOD else 3


def weighed(marks: Marks) -> float:
    """0.55 x impact + 0.25 x novelty + 0.2 x credibility: 1..5."""
    return 0.55 * marks.impact + 0.25 * marks.novelty + 0.2 * marks.credibility


def _impact(features: Features, *, several: bool) -> int:
    if not features.in_title:
        return _mark(_PLAIN + several)
    value = max(event.impact for event in features.events)
    value += bool(features.leaders) and not features.own_news
    value += several
    if not features.names and all(event.key in _EVERYDAY for event in features.events):
        value -= 1  # a round of somebody that no list of names knows
    if features.money is not None:
        dollars = features.money.dollars
        value += (dollars >= LARGE) - (dollars < SMALL)
    if features.genre in _COMMENT:
        value -= 1
    return _mark(value)


def _novelty(features: Features) -> int:
    value = 4 if features.in_title else 3 if features.events else _PLAIN
    return _mark(value + features.first - (features.genre is not Genre.NEWS))


def _names_somebody(article: Article, topic: Topic) -> bool:
    """A name of the topic's, a word in quotation marks, or in Chinese a Latin word that is no topic word."""
    if topic.named(article.title) or _QUOTED.search(article.title):
        return True
    topical = set(topic.find(article.title, article.language).strong)
    words = (
        _LATIN.findall(article.title) if article.language is Language.ZH else _CAPITALS.findall(article.title)
    )
    return any(word not in topical for word in words)


def _sum_of_event(opening: str, events: tuple[Event, ...], names: tuple[str, ...]) -> Sum | None:
    """The largest sum in a sentence of the opening that tells of the title's own actor and of money
    changing hands; without a name in the title, in its first sentence alone."""
    sentences = re.split(r"[。！？\n]|\.\s", opening)
    telling = [
        sentence
        for place, sentence in enumerate(sentences)
        if any(event.key in _MONEY and event.words.search(sentence) for event in events)
        and (any(name in sentence for name in names) if names else place == 0)
    ]
    return largest_sum("\n".join(telling))


def _mark(value: int) -> int:
    return max(1, min(5, value))
