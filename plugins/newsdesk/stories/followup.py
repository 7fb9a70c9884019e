"""Whether a story that was published has come further: a new step, or a new figure. Pure.

Precision before recall: a second telling, a translation, a comment or a rounder figure brings
nothing back. What is said to be new stands in the headline of the new article, and in none of the
articles that were known when the story was published.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product

from newsdesk.entities import Article, Language
from newsdesk.stories.clues import Clues, clues_of
from newsdesk.stories.launches import Launch, launched_in, products_in
from newsdesk.stories.names import NameTable, words_in
from newsdesk.stories.phases import VAGUE, fact_in, is_rumour, mentioned_phases, phases_in
from newsdesk.stories.titles import grams, normalise_title, without_column
from newsdesk.writing import figures
from newsdesk.writing.figures import Figure
from newsdesk.writing.folding import unfolded_case
from newsdesk.writing.grounding import Evidence
from newsdesk.writing.units import CURRENCIES, PERCENT

# A smaller number, or one without a unit, may mean anything (三名, GPT-5.5, 2026).
_TELLING = 30
_BARE = 10_000
# A figure so near to one that was told is the same one, rounded or counted a little later.
_NEAR = Decimal("0.25")
# Earlier articles with less text than this, all together, do not say which figures were known.
_KNOWN_TEXT = 200
# A gram that more titles of the desk share than this names no affair (发布, model).
_COMMON_SHARE, _COMMON_LEAST = 0.01, 4
_SHARED_PIECES, _SHARED_WORDS = 2, 2
# Of a figure, not of an affair: two affairs may have one figure.
_OF_A_FIGURE = re.compile(r"\d|[万亿元]|^(?:thousand|[mbtr]illion|percent|dollars?|yuan|euros?|usd)$")
_LATER, _SPAN = timedelta(hours=6), timedelta(days=14)
# The step from a rumour to what is announced.
_FACT = "正式公布"
# Before a figure: that something has come so far.
_REACHED = re.compile(
    r"(?:突破|[打击]?破|超过?|达到?|增至|升至|降至|跌破)[了约近]?\s?$"
    r"|\b(?:pass(?:es|ed)|surpass\w+|tops?|topped|hits?|exceeds?|exceeded|reach(?:es|ed)|cross(?:es|ed))"
    r"(?: \w+)?\s?[$£€¥]?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[，,。；;：:！!？?|｜丨]|\s[-–—]\s|\s{2,}")
_LONGEST_CLAUSE = 32  # Han characters; two Latin ones are as wide


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as a follow-up is judged by: what its headline states, and all that it carries.

    launched: what the headline launches; products: what it names by version.
    """

    article: Article
    clues: Clues
    steps: dict[str, str]
    stated: tuple[Figure, ...]
    carried: tuple[Figure, ...]
    launched: frozenset[Launch]
    products: frozenset[Launch]


@dataclass(frozen=True, slots=True)
class News:
    """What is new in an article. said: Chinese, in words of the article or ours that state no fact.

    score: 0..1, for ordering; why: an English sentence.
    """

    article_id: str
    said: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Link:
    """That an article goes on with an earlier affair. score: 0..1; why: an English sentence."""

    score: float
    why: str


def telling(article: Article, table: NameTable) -> Telling:
    """An article made ready for comparison. table: the names known in both languages."""
    figures_stated = Evidence.of(article.title, "").figures
    whole = Evidence.of(article.title, article.text).figures
    title = normalise_title(article.title)
    return Telling(
        article,
        clues_of(article, table),
        phases_in(title),
        tuple(one for one in figures_stated if _tells(one)),
        whole,
        launched_in(title, table),
        products_in(title, table),
    )


def news_in(new: Telling, told: Sequence[Telling], *, apart: bool = False) -> News | None:
    """What a new article of a published story has that the earlier ones have not; None for nothing.

    told: the articles known when it was published. apart: the article tells an event of its own that
    goes on with the story (continues): a step counts that no earlier text says was taken, a figure
    only where the headline says that it was reached. Else it tells the same event, and a step or a
    figure counts that no earlier text mentions at all.
    """
    if new.clues.roundup or not told:
        return None
    steps = _new_steps(new, told, apart=apart)
    numbers = _new_figures(new, told, apart=apart)
    if not steps and not numbers:
        return None
    said = [*(_step_said(new.article, step, word) for step, word in steps.items())][:1]
    said += [_figure_said(new.article, numbers)] if numbers else []
    why = [f"new step {step} ({word})" for step, word in steps.items()]
    why += [f"new figure {_words(new.article, one)}" for one in numbers]
    score = min(1.0, 0.6 * bool(steps) + 0.3 * bool(numbers) + 0.1 * (len(steps) + len(numbers)))
    return News(new.article.id, "；".join(dict.fromkeys(said)), round(score, 2), "; ".join(why))


def continues(new: Telling, old: Telling, common: frozenset[str]) -> Link | None:
    """Whether an article goes on with an earlier one's affair: another event, the same matter.

    It repeats a figure of the earlier headline or has one that the earlier text gave, or names the
    same version of the same product, and the headlines share rare words. Or it tells a step of what
    the earlier headline launched. common: common_pieces of the desk's titles.
    """
    a, b = old.clues, new.clues
    if a.language != b.language or a.roundup or b.roundup or not _LATER <= b.at - a.at <= _SPAN:
        return None
    if _other_version(a, b):
        return None
    shared = (_pieces(a) & _pieces(b)) - common
    words = sum(1 for piece in shared if piece.isascii())
    pieces = len(shared) - words
    version = _one_version(a, b) and not b.names - a.names
    further = old.launched & new.products if version and new.steps.keys() - old.steps.keys() else frozenset()
    rare = words >= _SHARED_WORDS or pieces >= _SHARED_PIECES
    if not rare and not further:
        return None
    same = _shared_figures(new, old)
    if not same and not version:
        return None
    score = round(min(1.0, 0.4 + 0.2 * len(same) + 0.2 * version + 0.05 * len(shared)), 2)
    what = same or ["one version of one product"]
    if not rare:
        return Link(score, f"goes on with the launch of {' and '.join(map(str, sorted(further)))}")
    return Link(score, f"goes on with an earlier event: {', '.join(what)}; rare words {_list(shared)}")


def goes_on_with(
    new: Sequence[Telling], told: Mapping[str, Sequence[Telling]], common: frozenset[str]
) -> tuple[str, str] | None:
    """The told story that a new one's articles go on with, bringing news, and why; None for none.

    told: story → its articles that were known. Of about equal ties the one to what happened last counts.
    """
    best = max(_links(new, told, common), default=None)
    return best[2:] if best else None


def _links(
    new: Sequence[Telling], told: Mapping[str, Sequence[Telling]], common: frozenset[str]
) -> Iterator[tuple[float, datetime, str, str]]:
    for story, before in told.items():
        for one, other in product(new, before):
            tie = continues(one, other, common)
            news = news_in(one, before, apart=True) if tie else None
            if tie and news:
                yield round(tie.score, 1), other.clues.at, story, f"{tie.why}; {news.why}"


def common_pieces(titles: Iterable[Clues]) -> frozenset[str]:
    """The pieces that too many titles share to name an affair. At most one count for each title."""
    seen = {one.said: _pieces(one) for one in titles}
    counts = Counter(piece for pieces in seen.values() for piece in pieces)
    most = max(_COMMON_LEAST, int(len(seen) * _COMMON_SHARE))
    return frozenset(piece for piece, count in counts.items() if count > most)


def _pieces(clues: Clues) -> frozenset[str]:
    """Pairs of Han characters and Latin words of a headline that may name an affair: none of a figure."""
    title = without_column(clues.title)
    han = {gram for gram in grams(title) if not gram.isascii()}
    words = {word for word in words_in(title) if len(word) > 2}
    return frozenset(piece for piece in han | words if not _OF_A_FIGURE.search(piece))


def _new_steps(new: Telling, told: Sequence[Telling], *, apart: bool) -> dict[str, str]:
    """In the order of the headline: its verb comes first."""
    before = {step for one in told for step in one.steps}
    if apart:
        before |= {step for one in told for step in phases_in(_whole(one.article))}
    else:
        before |= VAGUE
        before |= {step for one in told for step in mentioned_phases(_whole(one.article))}
    title = normalise_title(new.article.title)
    taken = [(step, word) for step, word in new.steps.items() if step not in before]
    fact = fact_in(title)
    if fact and not taken and all(is_rumour(one.clues.title) for one in told):
        taken = [(_FACT, fact)]
    return dict(sorted(taken, key=lambda pair: title.find(pair[1])))


def _new_figures(new: Telling, told: Sequence[Telling], *, apart: bool) -> list[Figure]:
    known = [figure for one in told for figure in one.carried]
    if sum(len(one.article.text) for one in told) < _KNOWN_TEXT:
        return []
    title = unfolded_case(new.article.title)
    return [
        one
        for one in new.stated
        if (one.units & CURRENCIES or max(one.values) >= _BARE)
        and not _told(one, known)
        and (not apart or _REACHED.search(title[: one.start]))
    ]


def _told(figure: Figure, known: Iterable[Figure]) -> bool:
    """Whether a figure was told, or one so near that a reader learns nothing by the other."""
    return any(
        abs(a - b) <= _NEAR * max(a, b)
        for other in known
        if _one_unit(figure, other)
        for a in figure.values
        for b in other.values
    )


def _one_unit(figure: Figure, other: Figure) -> bool:
    if figure.units and other.units:
        return bool(figure.units & other.units)
    return other.script == "digits"


def _tells(figure: Figure) -> bool:
    value = max(figure.values)
    # 亿元融资 and 数千万元 are sizes, not sums.
    if figure.script == "single" or (figure.script == "vague" and figure.units & CURRENCIES):
        return False
    if PERCENT in figure.units or value < _TELLING or (not figure.units and 1900 <= value <= 2100):
        return False
    return bool(figure.units) or value >= _BARE


def _shared_figures(new: Telling, old: Telling) -> list[str]:
    """Figures of one headline that the other article carries, as written."""
    back = [one for one in old.stated if figures.carried(one, new.carried)]
    forth = [one for one in new.stated if figures.carried(one, old.carried)]
    more = [one for one in forth if not figures.carried(one, back)]
    return [*(_words(old.article, one) for one in back), *(_words(new.article, one) for one in more)]


def _other_version(a: Clues, b: Clues) -> bool:
    shared = a.facts.versions.keys() & b.facts.versions.keys()
    return any(not a.facts.versions[name] & b.facts.versions[name] for name in shared)


def _one_version(a: Clues, b: Clues) -> bool:
    shared = (a.facts.versions.keys() & b.facts.versions.keys()) - {""}
    return any(a.facts.versions[name] & b.facts.versions[name] for name in shared)


def _whole(article: Article) -> str:
    return normalise_title(f"{article.title} {article.text[:2000]}")


def _step_said(article: Article, step: str, word: str) -> str:
    """The clause of a Chinese headline that has the step, or the step's own name."""
    if article.language is Language.ZH:
        for clause in map(str.strip, _CLAUSE.split(article.title)):
            if word in normalise_title(clause) and _width(clause) <= _LONGEST_CLAUSE:
                return f"新进展：{clause}"
    return f"新进展：{step}"


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1 for char in text)


def _figure_said(article: Article, numbers: Sequence[Figure]) -> str:
    return f"新数字：{'、'.join(dict.fromkeys(_words(article, one) for one in numbers))}"


def _words(article: Article, figure: Figure) -> str:
    return unfolded_case(article.title)[figure.start : figure.end].strip()


def _list(pieces: Iterable[str]) -> str:
    return ", ".join(sorted(pieces)[:6])
