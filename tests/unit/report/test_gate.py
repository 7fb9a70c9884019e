"""The gate: what is let through, and each single fault that is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.entities import Language, Story
from newsdesk.report import gate
from newsdesk.report.build import item_of
from newsdesk.report.chosen import Chosen
from newsdesk.report.gate import examine
from tests.unit.report.making import ZONE, article, chosen

_GROUP = frozenset({"星辰智能", "Xingchen AI"})
ALIASES = dict.fromkeys(_GROUP, _GROUP)


def _faults(one: Chosen) -> list[str]:
    return examine(one, zone=ZONE, aliases=ALIASES)


def test_a_true_item_passes() -> None:
    assert _faults(chosen()) == []


def test_an_undated_article_passes_with_its_own_prefix() -> None:
    assert _faults(chosen(linked=article(published_at=None))) == []


def test_the_article_must_be_of_the_story() -> None:
    stranger = replace(chosen(), story=Story("s0000000000000001", (article(2),)))
    assert _faults(stranger) == ["article a0000000000000001 is none of story s0000000000000001"]


def test_another_article_of_the_story_is_no_warrant() -> None:
    """The fact stands in a sister article: the linked one does not carry it."""
    other = article(2, text="星辰智能完成7亿美元融资。")
    one = chosen(summary="星辰智能完成7亿美元融资。")
    one = replace(one, story=Story(one.story.id, (one.article, other)))
    assert _faults(one) == ["summary: the figure '7亿美元' is not in the linked article"]


def test_link_and_title_are_the_archives() -> None:
    """The article handed over names another link than the story's own copy of it."""
    one = chosen()
    crossed = replace(one, article=replace(one.article, url="https://other.example/", title="别的标题"))
    assert len(_faults(crossed)) == 2


@pytest.mark.parametrize("part", ["judgement", "placement", "draft"])
def test_every_part_must_be_of_the_same_story(part: str) -> None:
    one = chosen()
    foreign = replace(one, **{part: replace(getattr(one, part), story_id="s00000000000000ff")})
    assert _faults(foreign) == [f"the {part} is of story s00000000000000ff, not of s0000000000000001"]


def test_the_draft_must_be_of_the_linked_article() -> None:
    assert "the draft is of article a00" in _faults(chosen(article_id="a00000000000000ff"))[0]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://a.example/x",
        "",
        "https://",
        "//a.example/",
        "https://a.example/ x",
        "http://[x/",
    ],
)
def test_only_web_addresses_pass(url: str) -> None:
    assert any("no http(s) address" in fault for fault in _faults(chosen(linked=article(url=url))))


def test_no_empty_summary_title_or_source() -> None:
    assert _faults(chosen(summary=" \n")) == ["the summary is empty"]
    assert _faults(chosen(linked=article(title="\u200b"))) == ["title or source is empty"]
    assert _faults(replace(chosen(), source_name="")) == ["title or source is empty"]


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("1月3日消息，星辰智能发布新模型。", "the date 1月3日消息， is not the article's, 2026-01-02"),
        ("近日消息，星辰智能发布新模型。", "is not the article's"),
        ("星辰智能发布新模型。", "no date before it"),
    ],
)
def test_a_wrong_date_before_the_summary(monkeypatch: pytest.MonkeyPatch, summary: str, said: str) -> None:
    def miswritten(one: Chosen, zone: object) -> object:
        return item_of(one, ZONE).model_copy(update={"summary": summary})

    monkeypatch.setattr(gate, "item_of", miswritten)
    assert any(said in fault for fault in _faults(chosen()))


def test_a_date_before_an_article_that_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def miswritten(one: Chosen, zone: object) -> object:
        return item_of(one, ZONE).model_copy(update={"summary": "1月2日消息，星辰智能发布新模型。"})

    monkeypatch.setattr(gate, "item_of", miswritten)
    assert "before an article without one" in _faults(chosen(linked=article(published_at=None)))[0]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("summary", "星辰智能发布500亿参数的新模型。", "summary: the figure '500亿'"),
        ("summary", "星辰智能于1月5日发布新模型。", "summary: the date '1月5日'"),
        ("summary", "星辰智能与OpenAI发布新模型。", "summary: the name 'OpenAI'"),
        ("summary", "星辰智能称“从此不再收费”。", "summary: the quotation '从此不再收费'"),
        ("reason", "星辰智能领先GPT-9。", "reason: the name 'GPT-9'"),
        ("tags", ("大模型", "OpenAI"), "tag: the name 'OpenAI'"),
    ],
)
def test_what_the_article_does_not_carry(field: str, value: object, said: str) -> None:
    assert [fault[: len(said)] for fault in _faults(chosen(**{field: value}))] == [said]


def test_across_languages() -> None:
    linked = article(
        title="Xingchen AI opens a 40B model",
        text="Xingchen AI said on Thursday it would open its 40B model, after raising $500 million.",
        language=Language.EN,
    )
    assert (
        _faults(chosen(linked=linked, summary="星辰智能1月1日称将开放400亿参数模型，此前融资5亿美元。")) == []
    )


@given(st.text(min_size=1), st.text())
def test_no_text_makes_the_gate_raise(title: str, text: str) -> None:
    linked = article(title=title, text=text, published_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(_faults(chosen(linked=linked, summary=text)), list)


def test_the_frame_of_a_reason_by_rules_need_not_stand_in_the_article() -> None:
    linked = article(
        title="星辰智能完成650亿美元H轮融资，估值逼近万亿",
        text="星辰智能宣布完成650亿美元的H轮融资，投后估值达到9650亿美元，距离万亿美元俱乐部仅一步之遥。",
    )
    told = {"summary": linked.text, "tags": ()}
    reason = "上市动态：涉及 星辰智能；数字 650亿美元、{}亿美元；尚待证实；多家独立媒体报道"
    assert _faults(chosen(linked=linked, reason=reason.format(9650), **told)) == []
    assert _faults(chosen(linked=linked, reason=reason.format(9750), **told)) == [
        "reason: the figure '9750亿美元' is not in the linked article"
    ]
    another = "这条消息说的是另一件事：一座港口的码头工人因为薪资谈判破裂而宣布罢工，货轮在外海排起长队等待卸货，沿线工厂停产"
    assert "reason: the wording" in _faults(chosen(linked=linked, reason=another, **told))[0]
