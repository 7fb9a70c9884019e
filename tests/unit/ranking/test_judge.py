"""Marks into scores, importance and an order."""

from __future__ import annotations

import itertools

import pytest

from newsdesk.entities import Importance, Marks, Verdict
from newsdesk.ranking.judge import BANDS, importance, judgements, score
from tests.unit.ranking.making import candidate

FIRST, SECOND, THIRD = candidate("AI一"), candidate("AI二"), candidate("AI三")


def verdict(of: object, tier: int = 2, marks: tuple[int, int, int, int] = (3, 3, 3, 3)) -> Verdict:
    story = of if isinstance(of, str) else of.story.id  # type: ignore[attr-defined]
    return Verdict(story, tier, Marks(*marks), "理由")


def test_the_formula_by_hand() -> None:
    # tier 2: 225 + 125 x (0.78 x (3.7 - 1) / 4 + 0.14 x 1/3 + 0.08 x 0.5)
    one = candidate("AI", relevance=0.5, voices=("a", "b"))
    assert score(verdict(one, 2, (5, 2, 4, 3)), one) == pytest.approx(301.6)


def test_the_best_and_the_worst_of_each_tier_stay_within_its_band() -> None:
    best = candidate("AI", relevance=1.0, voices=("a", "b", "c", "d", "e"))
    worst = candidate("AI", relevance=0.0)
    for tier, (low, high) in BANDS.items():
        assert score(verdict(best, tier, (5, 5, 5, 5)), best) == high
        assert score(verdict(worst, tier, (1, 1, 1, 1)), worst) == low
    assert max(high for _, high in BANDS.values()) == 500.0


@pytest.mark.parametrize("axis", range(4))
def test_a_higher_mark_never_lowers_a_score(axis: int) -> None:
    for low, high in itertools.pairwise(range(1, 6)):
        less, more = [3, 3, 3, 3], [3, 3, 3, 3]
        less[axis], more[axis] = low, high
        assert score(verdict(FIRST, 2, tuple(less)), FIRST) < score(verdict(FIRST, 2, tuple(more)), FIRST)


def test_importance_by_gates() -> None:
    assert [importance(value) for value in (500, 300, 299.9, 165, 164.9, 0)] == [
        Importance.HIGH,
        Importance.HIGH,
        Importance.MEDIUM,
        Importance.MEDIUM,
        Importance.LOW,
        Importance.LOW,
    ]


def test_highest_first_and_equal_scores_by_story_id() -> None:
    ordered = judgements(
        [verdict(FIRST), verdict(SECOND), verdict(THIRD, 1)], [FIRST, SECOND, THIRD], "rules"
    )
    assert [one.position for one in ordered] == [1, 2, 3]
    assert ordered[0].story_id == THIRD.story.id
    assert [one.story_id for one in ordered[1:]] == sorted([FIRST.story.id, SECOND.story.id])
    assert ordered[0].article_id == THIRD.story.lead.id
    assert {one.ranker for one in ordered} == {"rules"}


def test_unknown_doubled_missing_and_impossible_answers() -> None:
    answers = [
        verdict("s0000000000000000", 1),
        verdict(FIRST, 3),
        verdict(FIRST, 1),
        verdict(SECOND, 5),
        verdict(SECOND, 2, (6, 3, 3, 3)),
    ]
    ordered = judgements(answers, [FIRST, SECOND, THIRD], "claude")
    assert [(one.story_id, one.tier) for one in ordered] == [(FIRST.story.id, 3)]
