"""Marks into scores, importance and an order."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from newsdesk.entities import Importance, Judgement, Marks, Verdict
from newsdesk.ranking.judge import BANDS, REACH, exchanged, importance, judgements, score, top
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


def _ranked(order: list[int], count: int = 5) -> list[Judgement]:
    stories = [candidate(f"AI第{number}条") for number in range(count)]
    verdicts = [verdict(one, 2, (5 - at, 3, 3, 3)) for at, one in enumerate(stories)]
    ids = [one.story.id for one in stories]
    names = [ids[at] if at < count else f"s{at}" for at in order]
    ordered = judgements(verdicts, stories, "claude", names)
    return [replace(one, story_id=str(ids.index(one.story_id))) for one in ordered]


def _order(ranked: list[Judgement]) -> list[int]:
    return [int(one.story_id) for one in ranked]


def test_the_list_wise_look_by_hand() -> None:
    # Places by marks and look: story 0 has 1 and 2, story 1 has 2 and 1; equal sums, so the look decides.
    by_marks, looked = _ranked([]), _ranked([1, 0, 2, 3, 4])
    assert _order(by_marks) == [0, 1, 2, 3, 4]
    assert _order(looked) == [1, 0, 2, 3, 4]
    assert [one.score for one in looked] == [one.score for one in by_marks]
    assert [one.listed for one in looked] == [1, 2, 3, 4, 5]
    assert all(one.listed is None for one in by_marks)
    # Sums: 0 has 1 + 5, 1 has 2 + 1, 2 has 3 + 2, 3 has 4 + 3, 4 has 5 + 4.
    assert _order(_ranked([1, 2, 3, 4, 0])) == [1, 2, 0, 3, 4]


def test_a_look_moves_no_story_by_more_than_its_reach() -> None:
    best, worst = candidate("AI一", relevance=1.0), candidate("AI二", relevance=0.0)
    verdicts = [verdict(best, 1, (5, 5, 5, 5)), verdict(worst, 3, (1, 1, 1, 1))]
    ordered = judgements(verdicts, [best, worst], "claude", [worst.story.id, best.story.id])
    assert [one.story_id for one in ordered] == [best.story.id, worst.story.id]
    assert ordered[0].score == pytest.approx(score(verdicts[0], best) - REACH)
    assert ordered[1].score == pytest.approx(score(verdicts[1], worst) + REACH)


def test_a_look_that_leaves_ids_out_doubles_or_invents_them() -> None:
    assert _order(_ranked([3, 3, 77])) == [0, 1, 2, 3, 4]  # alone it has no one to change places with
    assert _order(_ranked([99, 2, 1, 2])) == [0, 2, 1, 3, 4]


def test_a_look_never_brings_what_is_no_news_into_the_top() -> None:
    news, other = candidate("AI一"), candidate("AI二")
    ordered = judgements(
        [verdict(news, 3, (1, 1, 1, 1)), verdict(other, 4, (5, 5, 5, 5))],
        [news, other],
        "claude",
        [other.story.id, news.story.id],
    )
    assert [one.story_id for one in ordered] == [news.story.id, other.story.id]
    assert top(ordered) == [news.story.id]


def test_two_that_change_places_keep_their_marks_and_reasons() -> None:
    ordered = _ranked([])
    after = exchanged(ordered, {"1": "4", "2": "unknown"})
    assert _order(after) == [0, 4, 2, 3, 1]
    assert [one.position for one in after] == [1, 2, 3, 4, 5]
    assert [one.score for one in after] == [one.score for one in ordered]
    assert after[1].marks == ordered[4].marks
    assert exchanged(ordered, {}) == ordered
