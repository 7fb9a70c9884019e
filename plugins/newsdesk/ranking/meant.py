"""Whether a story likely means the event that another one tells, where no plain rule says so (retold). Pure.

To leave out what was told takes less than to join it: it stays a story of its own, and another one stands
in its place. So it is asked at a lower likelihood than the joining of stories. And a headline that teases
("... is leaving") is read by the sentences that tell, those at the beginning of its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from newsdesk.entities import Article, Story
from newsdesk.ranking.repeated import Apart, compared, nobody_said_so, repeated
from newsdesk.stories.actors import actors
from newsdesk.stories.clues import Clues, clues_of
from newsdesk.stories.embedding import Embedder, Remembered
from newsdesk.stories.facts import contradiction
from newsdesk.stories.ladder import alike
from newsdesk.stories.names import NameTable
from newsdesk.stories.phases import fact_in, is_rumour, looks_ahead, mentioned_phases, phases_in
from newsdesk.stories.space import Space
from newsdesk.stories.thresholds import WINDOW
from newsdesk.stories.titles import normalise_title
from newsdesk.writing.sentences import sentences

_TOLD_IN = 2_000  # characters of a text that say which steps were known
_LEADING = 2  # whole sentences at the beginning of a text that are read as headlines
_OPENING = 600  # characters in which they stand
# A sentence that says what was before: a later article begins with it and goes on to its own news.
_RECALLS = re.compile(
    r"此前|早前|早些时候|日前|不久前|刚刚|上周|上个?月|去年|曾|之后|"
    r"(?<![a-z])(?:after|following|since|earlier|previously|ago|just|last (?:week|month|year))(?![a-z])"
)
_RECALLS_AFTER = timedelta(hours=12)


def meant_again(
    order: Sequence[Story],
    before: Sequence[Story],
    names: NameTable,
    embedder: Embedder,
    apart: Apart = nobody_said_so,
) -> dict[str, str]:
    """Story id → why it is left out (see repeated): by meaning, in one language or two.

    names: those known in both languages.
    """
    meaning = _Meanings(compared([*before, *order]), names, embedder)
    return repeated(order, before, meaning.one_event, apart)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """steps: that the title says were taken; mentioned: that title or text speak of.

    leading: the clues of the first sentences, each as if it were the title.
    """

    clues: Clues
    steps: frozenset[str]
    mentioned: frozenset[str]
    leading: tuple[Clues, ...]


class _Meanings:
    """What some articles mean."""

    def __init__(self, articles: Iterable[Article], names: NameTable, embedder: Embedder) -> None:
        self._known = {one.id: _meaning(one, names) for one in articles}
        titles = [one.clues for one in self._known.values()]
        leading = [sentence for one in self._known.values() for sentence in one.leading]
        once = Remembered(embedder, {})
        self._space = Space([*titles, *leading], once)
        # Sentences would crowd out the titles that are near.
        nearest = zip(titles, Space(titles, once).nearest(titles), strict=True)
        self._nearest = {one.said: frozenset(said) for one, said in nearest}

    def one_event(self, new: Article, told: Article) -> str:
        """Why an article likely means the event that another one told, as a phrase; "" where it does not.

        Not where its title tells a step that the other does not speak of, or as done what the other had
        heard or looked forward to: that is news. Nor of one source's two titles, which follow patterns. By a
        sentence only where the same firm or person is in both headlines.
        """
        a, b = self._known[new.id], self._known[told.id]
        one, two = a.clues, b.clues
        if one.source == two.source or one.roundup or two.roundup or a.steps - b.mentioned:
            return ""
        if is_rumour(two.title) and fact_in(one.title):
            return ""
        if looks_ahead(two.title) and not looks_ahead(one.title):
            return ""
        if contradiction(one.facts, two.facts):
            return ""
        sure = self._likely(one, two) if two.said in self._nearest[one.said] else 0.0
        others = one.actors - actors(two.told.names)
        if sure >= (WINDOW.retold_of_others if others else WINDOW.retold):
            return f"likely one event: {sure:.2f}"
        if not one.actors & two.actors:
            return ""
        sure = max((self._likely(x, y) for x, y in _by_sentences(a, b) if self._near(x, y)), default=0.0)
        return f"likely one event: {sure:.2f} in the text" if sure >= WINDOW.retold_in_text else ""

    def _likely(self, one: Clues, two: Clues) -> float:
        if min(one.weight, two.weight) < WINDOW.least_meaning or contradiction(one.facts, two.facts):
            return 0.0
        return alike(one, two, self._space, WINDOW)

    def _near(self, one: Clues, two: Clues) -> bool:
        """Whether a headline and a sentence are near whoever acts: a sentence names many."""
        near = self._space.nearness(one, two)
        return near is not None and near.bare >= WINDOW.bare_in_text


def _by_sentences(new: _Meaning, told: _Meaning) -> Iterator[tuple[Clues, Clues]]:
    """Each one's title beside the other's leading sentences.

    Not beside a sentence of the new one that recalls what the other told before it.
    """
    later = new.clues.at - told.clues.at >= _RECALLS_AFTER
    yield from ((new.clues, sentence) for sentence in told.leading)
    yield from (
        (sentence, told.clues) for sentence in new.leading if not (later and _RECALLS.search(sentence.title))
    )


def _meaning(article: Article, names: NameTable) -> _Meaning:
    title = normalise_title(article.title)
    whole = normalise_title(f"{article.title} {article.text[:_TOLD_IN]}")
    leading = sentences(article.text[:_OPENING], article.language, most=_LEADING)
    return _Meaning(
        clues_of(article, names),
        frozenset(phases_in(title)),
        mentioned_phases(whole),
        tuple(clues_of(replace(article, title=sentence), names) for _, sentence in leading),
    )
