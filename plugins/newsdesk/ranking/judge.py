"""A ranker's marks made into an order by code, the same for every ranker. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from newsdesk.entities import Importance, Judgement, Marks, Verdict
from newsdesk.llm.contract import Candidate

# The range of scores of each tier, on the older system's scale of 0 to 500.
BANDS = {1: (350.0, 500.0), 2: (225.0, 350.0), 3: (100.0, 225.0), 4: (0.0, 100.0)}
NOT_NEWS = 4  # the tier that is never filed: a section that has nothing else stays short
HIGH, MEDIUM = 300.0, 165.0  # from here on 高, from here on 中
WEIGHTS = {"impact": 0.4, "novelty": 0.25, "relevance": 0.2, "credibility": 0.15}
# The shares of a band that the marks, independent voices and the measured relevance fill.
AXES, VOICES, RELEVANCE = 0.78, 0.14, 0.08
# The list-wise look: at how many of the top, and by how many points of 500 it may move a story. Less
# than the narrowest band of news, so that one answer, also one that a story talked the model into,
# moves nothing by more than a tier.
TOP = 30
REACH = 100.0


def judgements(
    verdicts: Sequence[Verdict],
    candidates: Sequence[Candidate],
    ranker: str,
    order: Sequence[str] = (),
) -> list[Judgement]:
    """Verdicts as an order, highest score first. order: story ids of the top as a list-wise look has them.

    score = low + (high - low) x (0.78 x axes + 0.14 x voices + 0.08 x relevance), where low and high
    bound the tier's band (BANDS); axes = the weighted mean of the four marks (WEIGHTS), brought from
    1..5 to 0..1; voices = independent publishers beyond the first, up to three, as 0..1; relevance =
    the shortlist's, 0..1. So the tier decides first, the marks within it. Importance: 高 from 300, 中
    from 165, else 低. Equal scores stand in the order of their story ids.

    The list-wise look is at the 30 best stories of tiers 1 to 3 (top()). Those that it names share out
    the places that they hold by their marks, in its order; the others keep theirs. So each of the
    top has a place p by its marks and q in the look; by p + q (ties: by q) they are dealt the top's
    own scores anew, highest first, none more than 100 points away from the score of its marks.

    Verdicts with an unknown id, with a tier or mark out of range, and all but the first of one id
    are left out; a candidate without a verdict has no judgement.
    """
    by_id = {candidate.story.id: candidate for candidate in candidates}
    first: dict[str, Verdict] = {}
    for verdict in verdicts:
        if verdict.story_id in by_id and _in_range(verdict):
            first.setdefault(verdict.story_id, verdict)
    marked = _by_score((score(verdict, by_id[story]), verdict) for story, verdict in first.items())
    listed = _listed(order, _top_of(marked))
    dealt = _dealt({verdict.story_id: value for value, verdict in marked}, _top_of(marked), listed)
    scored = _by_score((dealt.get(one.story_id, value), one) for value, one in marked)
    return [
        Judgement(
            story_id=verdict.story_id,
            article_id=by_id[verdict.story_id].story.lead.id,
            position=position,
            tier=verdict.tier,
            marks=verdict.marks,
            score=value,
            importance=importance(value),
            reason=verdict.reason,
            ranker=ranker,
            listed=listed.get(verdict.story_id),
        )
        for position, (value, verdict) in enumerate(scored, start=1)
    ]


def top(judged: Sequence[Judgement]) -> list[str]:
    """The story ids that a list-wise look is at: the best TOP of tiers 1 to 3, best first."""
    return [one.story_id for one in judged if one.tier < NOT_NEWS][:TOP]


def exchanged(ordered: Sequence[Judgement], pairs: Mapping[str, str]) -> list[Judgement]:
    """The order with the two stories of each pair in each other's place: position, tier, score, importance.

    pairs: story id → story id, each in one pair at most. No pair with a story that is not in the order, or
    is no news.
    """
    by_id = {one.story_id: one for one in ordered if one.tier < NOT_NEWS}
    known = [pair for pair in pairs.items() if pair[0] in by_id and pair[1] in by_id]
    partner = dict(known) | {second: first for first, second in known}
    moved = [_in_place_of(one, by_id[partner.get(one.story_id, one.story_id)]) for one in by_id.values()]
    return sorted([*moved, *(one for one in ordered if one.tier >= NOT_NEWS)], key=lambda one: one.position)


def _in_place_of(one: Judgement, other: Judgement) -> Judgement:
    return replace(
        one, position=other.position, tier=other.tier, score=other.score, importance=other.importance
    )


def _by_score(pairs: Iterable[tuple[float, Verdict]]) -> list[tuple[float, Verdict]]:
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1].story_id))


def _top_of(marked: Sequence[tuple[float, Verdict]]) -> list[str]:
    return [verdict.story_id for _, verdict in marked if verdict.tier < NOT_NEWS][:TOP]


def _listed(order: Sequence[str], best: Sequence[str]) -> dict[str, int]:
    """Story id → place in the look: the named share out the places that they hold by their marks."""
    named = [story for story in dict.fromkeys(order) if story in best]
    held = [place for place, story in enumerate(best, start=1) if story in named]
    return dict(zip(named, held, strict=True))


def _dealt(scores: Mapping[str, float], best: Sequence[str], listed: Mapping[str, int]) -> dict[str, float]:
    """The top's own scores dealt out anew, by both places together; none goes further than REACH."""
    places = {story: place for place, story in enumerate(best, start=1)}
    looked = {story: listed.get(story, place) for story, place in places.items()}
    both = sorted(best, key=lambda story: (places[story] + looked[story], looked[story]))
    values = [scores[story] for story in best]
    return {
        story: round(min(max(value, scores[story] - REACH), scores[story] + REACH), 1)
        for story, value in zip(both, values, strict=True)
    }


def score(verdict: Verdict, candidate: Candidate) -> float:
    """The score of a verdict, 0..500 with one decimal; the formula is judgements()'s."""
    low, high = BANDS[verdict.tier]
    marks = _by_axis(verdict.marks)
    axes = sum(weight * marks[axis] for axis, weight in WEIGHTS.items())
    voices = min(max(len(candidate.voices) - 1, 0), 3) / 3
    part = AXES * (axes - 1) / 4 + VOICES * voices + RELEVANCE * candidate.relevance
    return round(low + (high - low) * part, 1)


def importance(value: float) -> Importance:
    """高, 中 or 低 by gates on the score."""
    if value >= HIGH:
        return Importance.HIGH
    return Importance.MEDIUM if value >= MEDIUM else Importance.LOW


def _in_range(verdict: Verdict) -> bool:
    return verdict.tier in BANDS and all(1 <= mark <= 5 for mark in _by_axis(verdict.marks).values())


def _by_axis(marks: Marks) -> dict[str, int]:
    return {
        "impact": marks.impact,
        "novelty": marks.novelty,
        "relevance": marks.relevance,
        "credibility": marks.credibility,
    }
