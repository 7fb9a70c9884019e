"""From the stories of a window to those worth judging, every drop with its reason. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsdesk.entities import Language, Source, Story, Window
from newsdesk.llm.contract import Candidate
from newsdesk.ranking.genres import Genre, genre
from newsdesk.ranking.relevance import Relevance, relevance
from newsdesk.ranking.topic import Topic
from newsdesk.stories.voices import voices
from newsdesk.writing.orders import gives_orders

# Kinds of text that are no story of the day whatever they speak of.
_DROPPED = {
    Genre.EMPTY: "empty: the article has no title to file it under",
    Genre.ADVERT: "advert: the title offers a price, a deal or a promotion",
    Genre.ROUNDUP: "roundup: many stories under one link",
}
# Neither language may take more than this share of the shortlist while the other has more to give.
_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A story that was not shortlisted. reason: an English token, a colon and a sentence."""

    story: Story
    relevance: float
    reason: str

    @property
    def story_id(self) -> str:
        """The story's id."""
        return self.story.id

    @property
    def article_id(self) -> str:
        """The id of the article that was read."""
        return self.story.lead.id


def shortlist(
    stories: Sequence[Story], *, topic: Topic, sources: Mapping[str, Source], window: Window, limit: int
) -> tuple[list[Candidate], list[PassedOver]]:
    """The stories about the topic, best first, at most `limit` of them, and all the others with why.

    Order: standing(), ties by story id. A story's own fate does not depend on the others except
    for the cut at `limit`, where neither language gets more than 70 % of the places while the
    other has stories left. sources: by slug; an unknown source counts as tier 3, a family of its own.
    """
    kept: list[Candidate] = []
    passed: list[PassedOver] = []
    for story in stories:
        measured = _relevance(story, topic, sources)
        reason = _reason_to_drop(story, measured, topic)
        if reason:
            passed.append(PassedOver(story, measured.value, reason))
        else:
            kept.append(candidate_of(story, measured, sources, window))
    kept.sort(key=lambda one: (-standing(one), one.story.id))
    chosen = _balanced(kept, limit)
    taken = {one.story.id for one in chosen}
    passed += [
        PassedOver(one.story, one.relevance, f"cut: {limit} stories stood before it")
        for one in kept
        if one.story.id not in taken
    ]
    return chosen, passed


def standing(candidate: Candidate) -> float:
    """What a story brings to the shortlist: relevance first, then voices, tier and freshness.

    0.6 x relevance + 0.2 x voices beyond the first (up to two) + 0.12 x tier + 0.08 x freshness
    over two days; each part 0..1.
    """
    voices = min(len(candidate.voices) - 1, 2) / 2
    tier = (3 - candidate.best_tier) / 2
    fresh = max(0.0, 1 - candidate.age_hours / 48)
    return 0.6 * candidate.relevance + 0.2 * voices + 0.12 * tier + 0.08 * fresh


def _relevance(story: Story, topic: Topic, sources: Mapping[str, Source]) -> Relevance:
    """The lead article's own: it is the one that is linked. Another article cannot lift it over the floor."""
    lead = story.lead
    source = sources.get(lead.source)
    lab = lead.source in topic.labs or (source is not None and source.family in topic.labs)
    return relevance(lead, topic, lab=lab)


def _reason_to_drop(story: Story, measured: Relevance, topic: Topic) -> str:
    if not _is_web_address(story.lead.url):
        return "no_link: the article has no http(s) address that a reader could open"
    if gives_orders(story.lead.title):
        return "orders: the title speaks to a machine, not to a reader"
    kind = genre(story.lead)
    if kind in _DROPPED:
        return _DROPPED[kind]
    if measured.value < topic.floor:
        return f"off_topic: relevance {measured.value:.2f} is below the floor of {topic.floor:.2f}"
    return ""


def _is_web_address(url: str) -> bool:
    """What the gate would refuse in the end is left out here, so that its place goes to the next story."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"[\s<>\"]", url)


def candidate_of(
    story: Story, measured: Relevance, sources: Mapping[str, Source], window: Window
) -> Candidate:
    """A story with what was measured of it. sources: by slug; an unknown one is a family of its own."""
    known = [sources[article.source] for article in story.articles if article.source in sources]
    newest = max(article.happened_at for article in story.articles)
    return Candidate(
        story=story,
        relevance=measured.value,
        voices=voices(story.articles, sources),
        best_tier=min((source.tier for source in known), default=3),
        age_hours=round(max(0.0, (window.end - newest).total_seconds() / 3600), 2),
        hints=measured.hints,
    )


def _balanced(ordered: Sequence[Candidate], limit: int) -> list[Candidate]:
    """The first `limit`, with room for both kinds of language; still in order of standing."""
    chinese = [one for one in ordered if one.story.lead.language is Language.ZH]
    others = [one for one in ordered if one.story.lead.language is not Language.ZH]
    most = max(1, int(limit * _SHARE))
    from_chinese = min(len(chinese), max(most, limit - len(others)), limit)
    from_others = min(len(others), max(most, limit - len(chinese)), limit)
    if from_chinese + from_others > limit:
        # Both want more than there is: what stands first decides, within each one's share.
        first = ordered[:limit]
        wanted = sum(1 for one in first if one.story.lead.language is Language.ZH)
        from_chinese = min(max(wanted, limit - from_others), from_chinese)
        from_others = limit - from_chinese
    taken = {one.story.id for one in [*chinese[:from_chinese], *others[:from_others]]}
    return [one for one in ordered if one.story.id in taken]
