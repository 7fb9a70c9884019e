"""Two ids, one event: a model may say so, the stories' own evidence decides."""

from __future__ import annotations

from newsdesk.entities import Article
from newsdesk.ranking.doubles import doubles
from newsdesk.stories import ladder
from newsdesk.stories.embedding import ENCODER
from tests.unit.ranking.making import article, story

ONE = story(article("甲公司发布星图3大模型", slug="p1"))
TWO = story(article("星图3大模型由甲公司发布", slug="p2"))
OTHER = story(article("乙公司完成20亿元融资", slug="p3"))
STORIES = {one.id: one for one in (ONE, TWO, OTHER)}
ORDER = {ONE.id: 2, TWO.id: 1, OTHER.id: 3}


def evidence(a: Article, b: Article) -> str:
    tie = ladder.evidence(a, b, embedder=ENCODER)
    return tie.rung if tie else ""


def test_where_both_say_so_the_one_behind_is_left_out_and_says_why() -> None:
    left_out = doubles([(ONE.id, TWO.id)], ORDER, STORIES, evidence)
    assert set(left_out) == {ONE.id}
    assert TWO.id in left_out[ONE.id]


def test_a_suggestion_that_the_evidence_does_not_carry_is_nothing() -> None:
    assert doubles([(ONE.id, OTHER.id), (OTHER.id, TWO.id)], ORDER, STORIES, evidence) == {}


def test_ids_that_are_not_in_the_order_and_one_id_twice_are_nothing() -> None:
    pairs = [(ONE.id, "s0"), (ONE.id, ONE.id)]
    assert doubles(pairs, ORDER, STORIES, lambda a, b: "always") == {}


def test_what_has_gone_takes_nothing_with_it() -> None:
    pairs = [(ONE.id, OTHER.id), (TWO.id, ONE.id)]
    assert set(doubles(pairs, ORDER, STORIES, lambda a, b: "always")) == {ONE.id}
