"""Which earlier stories a model is asked about, and which of its answers are believed."""

from __future__ import annotations

import pytest

from newsdesk.entities import Story
from newsdesk.ranking.earlier import earlier_in, perhaps_told, told_already
from newsdesk.stories.embedding import ENCODER
from newsdesk.stories.names import NO_NAMES
from tests.unit.ranking.making import article, story


def told(title: str, slug: str, hours: float = 0) -> Story:
    return story(article(title, slug=slug, hours=70 - hours))


RECALL = told("Acme recalls 120,000 delivery robots over faulty batteries", "p1")
HARVEST = told("Wheat harvest in the north begins two weeks early", "p1")
AGAIN = told("After the robot recall, Acme's customers ask who pays for the batteries", "p2", hours=20)
OTHER = told("Acme 首席财务官辞职", "p3", hours=20)


def asked(stories: list[Story], before: list[Story]) -> dict[tuple[str, str], float]:
    return perhaps_told(stories, before, NO_NAMES, ENCODER)


def test_it_is_asked_about_what_may_be_one_event_alone() -> None:
    likely = asked([AGAIN, OTHER], [RECALL, HARVEST])
    assert (AGAIN.id, RECALL.id) in likely
    assert HARVEST.id not in {old for _, old in likely}
    assert earlier_in(likely, [RECALL, HARVEST]) == [RECALL]
    assert all(0.1 <= value <= 1 for value in likely.values())


def test_three_at_most_for_each_and_the_likeliest_first() -> None:
    before = [
        told(f"Acme recalls {count} delivery robots over faulty batteries", f"p{count}") for count in range(9)
    ]
    likely = asked([told("Acme recalls delivery robots over faulty batteries", "q", hours=20)], before)
    assert len(likely) == 3
    assert list(likely.values()) == sorted(likely.values(), reverse=True)


@pytest.mark.parametrize(
    "title",
    [
        "Acme recalls 9,000 delivery robots over faulty batteries",  # another amount
        "Acme did not recall delivery robots, it says: reports denied",  # a denial
        "电池",  # says nothing
    ],
)
def test_what_cannot_be_one_event_is_not_asked_about(title: str) -> None:
    assert asked([told(title, "p2", hours=20)], [RECALL]) == {}


def test_what_comes_back_as_itself_or_was_taken_apart_is_not_asked_about() -> None:
    assert asked([RECALL], [RECALL]) == {}
    assert perhaps_told([AGAIN], [RECALL], NO_NAMES, ENCODER, lambda one, other: True) == {}
    assert asked([], []) == {}


def test_an_answer_counts_only_for_a_pair_that_was_worth_the_question() -> None:
    likely = {("s1", "t1"): 0.4}
    said = [("s1", "t1"), ("s2", "t1"), ("s1", "t2")]
    assert told_already(said, likely) == {
        "s1": "retold: t1 tells it (as the model found, 0.40 by the evidence)"
    }
