"""The ranker that needs no key: judges by what can be read off words, and lets the sources speak.

It translates nothing: its frame and reasons are Chinese, its summaries the source's own sentences
in the source's own language. It is a function of its inputs alone: asked twice it answers the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from newsdesk.entities import Article, Draft, Source, Story, Verdict
from newsdesk.llm.contract import Assignment, Candidate, Ordering
from newsdesk.ranking.features import Features, marks_of, tier_of
from newsdesk.ranking.topic import Topic
from newsdesk.writing.extract import extract
from newsdesk.writing.reasons import reason
from newsdesk.writing.tags import Vocabulary

NAME = "rules"
# Kinds of event whose sum the reader wants to know; of others it is a price or somebody's revenue.
_OF_MONEY = frozenset(
    {"funding", "acquisition", "lawsuit", "regulation", "infrastructure", "partnership", "results", "pricing"}
)


class RulesRanker:
    """Judges and writes by rules, and places nothing. sources: by slug. Raises nothing."""

    name = NAME
    stopped = ""

    def __init__(self, topic: Topic, sources: Mapping[str, Source], vocabulary: Vocabulary) -> None:
        self._topic = topic
        self._sources = sources
        self._vocabulary = vocabulary

    def judge(self, candidates: Sequence[Candidate], now: datetime) -> Sequence[Verdict]:
        """A verdict for every candidate, from the words of its linked article. now changes nothing."""
        return [self._verdict(candidate) for candidate in candidates]

    def order(self, candidates: Sequence[Candidate], earlier: Sequence[Story] = ()) -> Ordering:
        """None of its own: the marks' order stands."""
        return Ordering()

    def place(self, stories: Sequence[Story]) -> dict[str, tuple[str, ...]]:
        """Nothing: what evidence leaves open the rules leave open."""
        return {}

    def write(self, assignments: Sequence[Assignment]) -> Sequence[Draft]:
        """An extract of each linked article, with its reason and the tags that its words show."""
        return [self._draft(assignment) for assignment in assignments]

    def _verdict(self, candidate: Candidate) -> Verdict:
        features = self._features(candidate.story.lead)
        marks = marks_of(features, candidate)
        return Verdict(
            candidate.story.id,
            tier_of(features, marks),
            marks,
            self._reason(candidate.story.lead, candidate, candidate.story.lead.title),
        )

    def _draft(self, assignment: Assignment) -> Draft:
        candidate, article = assignment.candidate, assignment.article
        summary = extract(article, candidate.hints)
        return Draft(
            story_id=candidate.story.id,
            article_id=article.id,
            summary=summary,
            reason=self._reason(article, candidate, summary),
            tags=self._vocabulary.tags_for(article),
            language=article.language,
            extract=True,
            writer=NAME,
        )

    def _features(self, article: Article) -> Features:
        source = self._sources.get(article.source)
        own = source is not None and bool({source.family, source.slug} & self._topic.labs)
        return Features.of(article, self._topic, own_news=own)

    def _reason(self, article: Article, candidate: Candidate, said: str) -> str:
        # A kind of event that is only hinted at, or that the text alone mentions, is often not the story's.
        features = self._features(article)
        return reason(
            features.told,
            features.genre,
            field=self._vocabulary.field_of(article),
            names=features.names[:3],
            money=features.money if features.told and features.told[0].key in _OF_MONEY else None,
            said=said,
            voices=len(candidate.voices),
            own_news=features.own_news,
            rumour=features.rumour,
        )
