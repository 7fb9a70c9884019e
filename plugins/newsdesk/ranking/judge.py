"""A ranker's marks made into an order by code, the same for every ranker. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from newsdesk.entities import Importance, Judgement, Marks, Verdict
from newsdesk.llm.contract import Candidate

# The range of scores of each tier, on the older system's scale of 0 to 500.
BANDS = {1: (350.0, 500.0), 2: (225.0, 350.0), 3: (100.0, 225.0), 4: (0.0, 100.0)}
HIGH, MEDIUM = 300.0, 165.0  # from here on 高, from here on 中
WEIGHTS = {"impact": 0.4, "novelty": 0.25, "relevance": 0.2, "credibility": 0.15}
# The shares of a band that the marks, independent voices and the measured relevance fill.
AXES, VOICES, RELEVANCE = 0.78, 0.14, 0.08


def judgements(verdicts: Sequence[Verdict], candidates: Sequence[Candidate], ranker: str) -> list[Judgement]:
    """Verdicts as an order, highest score first.

    score = low + (high - low) x (0.78 x axes + 0.14 x voices + 0.08 x relevance), where low and high
    bound the tier's band (BANDS); axes = the weighted mean of the four marks (WEIGHTS), brought from
    1..5 to 0..1; voices = independent publishers beyond the first, up to three, as 0..1; relevance =
    the shortlist's, 0..1. So the tier decides first, the marks within it. Importance: 高 from 300, 中
    from 165, else 低. Equal scores stand in the order of their story ids.

    Verdicts with an unknown id, with a tier or mark out of range, and all but the first of one id
    are left out; a candidate without a verdict has no judgement.
    """
    by_id = {candidate.story.id: candidate for candidate in candidates}
    first: dict[str, Verdict] = {}
    for verdict in verdicts:
        if verdict.story_id in by_id and _in_range(verdict):
            first.setdefault(verdict.story_id, verdict)
    scored = [(score(verdict, by_id[story]), verdict) for story, verdict in first.items()]
    scored.sort(key=lambda pair: (-pair[0], pair[1].story_id))
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
        )
        for position, (value, verdict) in enumerate(scored, start=1)
    ]


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
