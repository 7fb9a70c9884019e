"""What is one event more likely than not is told once; a step further, a denial, a round-up are told."""

from __future__ import annotations

import pytest

from newsdesk.entities import Story
from newsdesk.ranking.meant import meant_again
from newsdesk.stories.embedding import ENCODER
from newsdesk.stories.names import NO_NAMES, NameTable
from tests.unit.ranking.making import article, story


def told(title: str, slug: str, hours: float = 0) -> Story:
    return story(article(title, slug=slug, hours=50 - hours))


RECALL = told("Acme recalls 120,000 delivery robots over faulty batteries", "p1")


def left_out(order: list[Story], before: list[Story], names: NameTable = NO_NAMES) -> dict[str, str]:
    return meant_again(order, before, names, ENCODER)


def test_what_means_one_event_is_told_once_in_two_languages() -> None:
    again = told("因电池缺陷，Acme 召回 12 万台配送机器人", "p2", hours=20)
    assert left_out([again], [RECALL])[again.id].startswith(
        f"retold: {RECALL.id} tells it (likely one event: "
    )
    assert set(left_out([RECALL, again], [])) == {again.id}
    assert set(left_out([again, RECALL], [])) == {RECALL.id}


def test_what_an_edition_has_told_may_come_back_as_itself() -> None:
    again = told("因电池缺陷，Acme 召回 12 万台配送机器人", "p2", hours=20)
    assert left_out([RECALL], [RECALL, again]) == {}
    assert left_out([], []) == {}


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("否认电池缺陷：Acme 称未召回 12 万台配送机器人", "p2"),  # a denial
        ("Acme 恢复销售配送机器人：电池缺陷已修复", "p2"),  # a later step
        ("一周要闻：因电池缺陷，Acme 召回 12 万台配送机器人", "p2"),  # a round-up
        ("Acme 首席财务官辞职，股价下跌", "p2"),  # another event
        ("因电池缺陷，Acme 召回 12 万台配送机器人", "p1"),  # one source's two headlines
    ],
)
def test_what_only_resembles_it_is_told(title: str, slug: str) -> None:
    assert left_out([told(title, slug, hours=20)], [RECALL]) == {}


def test_what_was_a_rumour_and_is_announced_is_told() -> None:
    rumour = told("Acme is reportedly in talks to buy Beta Robotics for $3 billion", "p1")
    done = told("Acme 宣布以 30 亿美元收购 Beta Robotics", "p2", hours=20)
    assert left_out([done], [rumour]) == {}


def test_what_was_looked_forward_to_and_has_come_is_told() -> None:
    before = told("Acme 即将发布新一代配送机器人，重量减轻一半", "p1")
    come = told("Acme unveils new delivery robot at half the weight", "p2", hours=20)
    first = told("Acme 发布新一代配送机器人，重量减轻一半", "p3")
    assert left_out([come], [before]) == {}
    assert left_out([come], [first])


def test_somebody_else_in_the_headline_takes_more_than_likely() -> None:
    names = NameTable({"Acme": (), "Beta Robotics": ("贝塔",)})
    again, others = "Acme 的配送机器人极其危险", "贝塔称 Acme 的配送机器人极其危险"
    assert left_out([told(again, "p2", hours=20)], [RECALL], names)
    assert left_out([told(others, "p2", hours=20)], [RECALL], names) == {}
    assert left_out(
        [told("贝塔谈 Acme 召回：机器人电池不该如此", "p2", hours=20)], [RECALL], names
    )  # sure enough


TEASED = "What Acme did next surprised its customers"
SENTENCE = "Acme on Friday recalled 120,000 delivery robots because of faulty batteries, the company said."
ACME = NameTable({"Acme": ()})


def with_text(text: str, hours: float = 2, title: str = TEASED) -> Story:
    return story(article(title, text, slug="p2", hours=50 - hours))


def test_a_headline_that_teases_is_read_by_the_sentence_that_tells() -> None:
    teased = with_text(f"{SENTENCE} More in the article.")
    assert left_out([teased], [RECALL], ACME)[teased.id].endswith(" in the text)")
    assert left_out([RECALL], [teased], ACME)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("More in the article.", TEASED),  # tells nothing
        (SENTENCE.removesuffix("."), TEASED),  # cut off
        (SENTENCE, "What they did next surprised their customers"),  # nobody is in both headlines
        ("Acme on Friday said that its robots now carry letters, too.", TEASED),  # another event
    ],
)
def test_a_sentence_has_to_tell_it_of_somebody_whom_both_headlines_name(text: str, title: str) -> None:
    assert left_out([with_text(text, title=title)], [RECALL], ACME) == {}


def test_a_sentence_that_recalls_what_was_told_is_not_the_news_of_a_later_article() -> None:
    recalled = f"After {SENTENCE[0].lower()}{SENTENCE[1:]} Now its customers ask who pays."
    assert left_out([with_text(recalled, 30)], [RECALL], ACME) == {}
    assert left_out([with_text(SENTENCE, 30)], [RECALL], ACME)


def test_what_an_editor_took_apart_is_told() -> None:
    again = told("因电池缺陷，Acme 召回 12 万台配送机器人", "p2", hours=20)
    pair = {RECALL.id, again.id}
    assert meant_again([RECALL, again], [], NO_NAMES, ENCODER, lambda a, b: {a, b} == pair) == {}
