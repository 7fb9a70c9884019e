"""The ranker without a key: what it thinks of kinds of news, and that it says only what it read."""

from __future__ import annotations

import re

import pytest

from newsdesk.entities import Importance, Judgement, Language, Marks
from newsdesk.llm.contract import Assignment
from newsdesk.llm.rules import RulesRanker
from newsdesk.ranking.events import events_in, told
from newsdesk.ranking.genres import Genre, genre
from newsdesk.ranking.judge import judgements
from newsdesk.ranking.money import largest_sum
from newsdesk.writing.reasons import telling_figures
from newsdesk.writing.tags import Vocabulary
from tests.unit.ranking.making import END, ROOT, TOPIC, article, candidate, source

SOURCES = {"paper": source(), "lab": source("lab", family="openai", language=Language.EN, home="US")}
RANKER = RulesRanker(TOPIC, SOURCES, Vocabulary.load(ROOT / "include" / "names" / "tags.toml"))


def tier(title: str, text: str = "") -> int:
    (verdict,) = RANKER.judge([candidate(title, text)], END)
    return verdict.tier


def reason(title: str, text: str = "", **changes: object) -> str:
    (verdict,) = RANKER.judge([candidate(title, text, **changes)], END)
    return verdict.reason


def score(title: str, **changes: object) -> float:
    one = candidate(title, **changes)
    (judgement,) = judgements(RANKER.judge([one], END), [one], "rules")
    return judgement.score


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("How to fine-tune a language model", Genre.GUIDE),
        ("AI绘画入门教程", Genre.GUIDE),
        ("How Northbeam uses AI to answer its mail", Genre.CASE),
        ("10 ways AI changes baking", Genre.LISTICLE),
        ("大模型到底值多少钱？", Genre.OPINION),
        ("工信部就大模型应用指南征求意见", Genre.NEWS),
        ("云雀智能发布大模型", Genre.NEWS),
        ("Lark Systems unveils an AI model", Genre.NEWS),
    ],
)
def test_kinds_of_text(title: str, kind: Genre) -> None:
    assert genre(article(title)) is kind


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("云雀智能完成5亿元B轮融资", "funding"),
        ("两家出版社起诉云雀智能", "lawsuit"),
        ("Regulators probe Lark's chatbot", "regulation"),
        ("Lark raises $40 million to train robots", "funding"),
        ("云雀智能端侧大模型将随新手机上市", "release"),
        ("Lark Systems open-sources its model", "opensource"),
        ("云雀智能首席科学家离职", "people"),
        ("Finch Labs to buy AI chip startup Lark", "acquisition"),
    ],
)
def test_the_event_that_a_title_tells(title: str, event: str) -> None:
    assert events_in(title)[0].key == event


@pytest.mark.parametrize("what", ["AI only from vendors that explain it", "320 megawatts", "more AI chips"])
def test_buying_goods_is_no_acquisition(what: str) -> None:
    assert "acquisition" not in [one.key for one in events_in(f"Finch Labs will buy {what}")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("融资5亿美元，折合约36亿元", "5亿美元"),
        ("a $40 billion deal, $3 million of it in cash", "$40 billion"),
        ("卖出500台，3个型号", None),
    ],
)
def test_the_largest_sum(text: str, words: str | None) -> None:
    found = largest_sum(text)
    assert (found.words if found else None) == words


def test_news_stands_above_comment_and_how_to() -> None:
    assert tier("两家出版社就训练数据起诉OpenAI") == 1
    assert tier("OpenAI发布新模型") == 2
    assert tier("云雀智能新模型下载量") == 4
    assert tier("如何看待大模型的未来？") == 4
    assert tier("How to prompt a chatbot") == 4


def test_money_voices_and_doubt_move_a_score() -> None:
    plain = score("云雀智能完成新一轮融资")
    assert score("云雀智能完成20亿美元融资") > plain
    assert score("云雀智能完成新一轮融资", voices=("a", "b")) > plain
    assert score("消息称云雀智能完成新一轮融资") < plain


def test_a_reason_has_a_chinese_frame_around_words_of_the_article() -> None:
    said = reason("Kimi完成5亿美元融资", voices=("a", "b"))
    assert said == "融资动态：涉及 Kimi；金额 5亿美元；多家独立媒体报道"
    assert reason("某公司发布大模型") == "产品发布。"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("天津的AI陪护电话已覆盖当地4.6万名独居老人，准确率为89%，2026年再增加3个区。", ["4.6万名", "89%"]),
        ("Some 58% of teachers have changed their homework, a survey of 4,700 found on March 5.", ["58%"]),
        (
            "Munich-based Kessel won an order for 2,500 AI-guided warehouse robots in 2026, 61 clinics said.",
            ["2,500 AI-guided warehouse robots", "61 clinics"],
        ),
        ("The call opened on Thursday for 12 days and 40 minutes; 2030 plans and 30 of its own.", []),
        ("GPT-5.6将于9月30日发布，两家公司参与，版本2.0。", []),
        ("聚合5400栋楼宇，削减负荷32万千瓦", ["5400栋", "32万千瓦"]),
        ("It will draw 1.2 gigawatts from the grid", ["1.2 gigawatts"]),
    ],
)
def test_a_reason_without_a_sum_gives_the_first_figures_that_have_units(
    text: str, figures: list[str]
) -> None:
    assert telling_figures(text) == figures


def test_no_figure_or_latin_name_of_a_reason_is_its_own() -> None:
    titles = [
        ("Anthropic commits $10 million to research", ""),
        ("消息称OpenAI洽谈以100亿美元收购芯片公司", "这笔交易估值约120亿美元，OpenAI拒绝置评。"),
        ("豆包开始收费", "标准版每月68元。"),
    ]
    for title, text in titles:
        for token in re.findall(r"[A-Za-z]+|\d[\d.]*", reason(title, text, voices=("a", "b", "c"))):
            assert token in title + text


def test_it_writes_extracts_in_the_source_s_language_and_places_nothing() -> None:
    one = article(
        "Lark Systems unveils an AI model", "Lark Systems unveiled an AI model for farmers on Monday."
    )
    shortlisted = candidate(one.title)
    judgement = Judgement("s", one.id, 1, 2, Marks(3, 3, 3, 3), 250.0, Importance.MEDIUM, "", "rules")
    (draft,) = RANKER.write([Assignment(shortlisted, one, judgement)])
    assert draft.summary == one.text
    assert (draft.language, draft.extract, draft.writer) == (Language.EN, True, "rules")
    assert draft.story_id == shortlisted.story.id
    assert draft.article_id == one.id
    assert RANKER.place([shortlisted.story]) == {}
    assert RANKER.name == "rules"


def test_asked_twice_it_answers_the_same() -> None:
    candidates = [candidate("OpenAI发布新模型"), candidate("云雀智能完成融资")]
    assert RANKER.judge(candidates, END) == RANKER.judge(candidates, END)


@pytest.mark.parametrize(
    ("title", "opening", "keys"),
    [
        ("云雀智能宣布一个消息", "公司今天说了很多话。", []),
        ("云雀智能宣布新模型来了", "云雀智能今日发布新一代模型。", ["release"]),
        ("不服就离开，某开发者怒怼反对者", "社区里争论不休。", []),
        ("云雀智能发布财报", "", ["results"]),
        ("云雀智能接口降价40%", "", ["pricing"]),
        ("Lark cuts its prices by a third", "", ["pricing"]),
        ("Lark gets a new look", "Nothing else is known.", []),
        ("法院驳回云雀智能上诉，发布判决书全文", "", ["lawsuit", "release"]),
    ],
)
def test_a_word_that_stands_in_any_title_tells_no_event(title: str, opening: str, keys: list[str]) -> None:
    assert [event.key for event in told(title, opening)] == keys


@pytest.mark.parametrize(
    ("title", "rumour"),
    [
        ("被曝上传用户代码后，某公司官宣开源其 AI 编程工具", False),
        ("某公司被曝用 AI 筛人，26 名员工集体起诉", False),
        ("消息称某公司将宣布开源其大模型", True),
        ("某公司被曝考虑起诉 AI 初创公司", True),
        ("Acme is said to be in talks over an AI deal", True),
        ("Acme, said to be in talks for months, announces its AI deal", False),
    ],
)
def test_what_a_headline_tells_as_done_is_no_rumour(title: str, rumour: bool) -> None:
    assert ("尚待证实" in reason(title)) is rumour
