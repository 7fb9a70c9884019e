"""Extracts: the source's own whole sentences, cleaned, in its own language. All texts are ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.entities import Language
from newsdesk.writing.extract import ENGLISH_MOST, LONGEST, extract, headline
from newsdesk.writing.sentences import sentences, without_dateline
from tests.unit.ranking.making import article

NEWS = "星河智能发布320亿参数模型"
FIRST = "总部位于杭州的星河智能今天发布320亿参数的开放模型，单张消费级显卡即可运行。"
SECOND = "公司称，模型在六项中文测试中的得分比上一代高出一成，权重可以免费下载。"


def of(title: str, text: str) -> str:
    return extract(article(title, text), ("模型", "AI"))


def test_whole_sentences_of_sixty_to_a_hundred_and_twenty_characters() -> None:
    said = of(NEWS, f"{FIRST}{SECOND}更多细节将在下周公布，届时会有演示。")
    assert said == FIRST + SECOND
    assert 60 <= len(said) <= 120


@pytest.mark.parametrize(
    "before",
    [
        "IT之家 3 月 3 日消息，",
        "36氪获悉，",
        "《智能涌现》独家获悉，",
        "新华社北京3月3日电 ",
        "【示例网报道】",
        "近日，",
        "（记者 甲乙）",
        "刚刚，",
    ],
)
def test_date_lines_are_taken_off_since_one_is_put_before_it_later(before: str) -> None:
    assert of(NEWS, before + FIRST).startswith("总部位于杭州的星河智能")


def test_attribution_to_somebody_else_and_dates_of_the_event_stay() -> None:
    assert without_dateline("据路透社报道，甲乙公司裁员。") == "据路透社报道，甲乙公司裁员。"
    assert without_dateline("3月1日，甲乙公司裁员。") == "3月1日，甲乙公司裁员。"


@pytest.mark.parametrize(
    "line",
    [
        "文｜甲乙丙",
        "作者 | 甲乙",
        "图源：星河智能官网",
        "图源/企业",
        "本文来自微信公众号“示例”，作者：甲乙，经授权发布。",
        "星河智能发布320亿参数的模型......本文来自微信公众号： 示例",
        "广告声明：文内含有的对外跳转链接用于传递更多信息。",
        "感谢网友 星河 的线索投递！",
        "△来源：星河智能",
        "扫码加入星河智能模型交流群。",
    ],
)
def test_lines_about_the_page_are_left_out(line: str) -> None:
    assert of(NEWS, f"{line}\n{FIRST}\n{line}") == FIRST


def test_the_sentence_that_tells_the_title_is_preferred_to_a_scene() -> None:
    scene = "你有没有想过，半年之前谁会相信这样的事情？\n那是一个下雨的早晨，咖啡馆里坐满了人。\n"
    assert of(NEWS, scene + FIRST) == FIRST


def test_a_sentence_of_last_year_is_no_news() -> None:
    old = "2024年，星河智能发布80亿参数模型。"
    assert of(NEWS, old + FIRST) == FIRST


@pytest.mark.parametrize(
    "text", ["", "……", "Comments", "星河智能发布320亿参数……", "天气晴朗，适合出门散步，公园里有很多人。"]
)
def test_without_a_fitting_sentence_the_title_stands_as_one(text: str) -> None:
    assert of(NEWS, text) == NEWS + "。"


def test_a_sentence_is_never_cut() -> None:
    endless = "星河智能发布320亿参数模型，" + "参数与算力以及更多的说明，" * 14 + "完。"
    assert len(endless) > LONGEST
    assert of(NEWS, endless) == NEWS + "。"


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("36氪首发 | 星河智能完成融资", "星河智能完成融资"),
        ("独家｜星河智能完成融资", "星河智能完成融资"),
        ("星河智能完成融资｜最前线", "星河智能完成融资"),
        ("视频丨星河智能完成融资", "星河智能完成融资"),
        ("刚刚，星河智能完成融资", "星河智能完成融资"),
        ("专题研讨会讨论大模型", "专题研讨会讨论大模型"),
        ("Lark | an AI for farmers", "Lark | an AI for farmers"),
    ],
)
def test_labels_of_desks_are_taken_off_a_title(title: str, clean: str) -> None:
    assert headline(title) == clean


ENGLISH = (
    "Lark Systems unveiled an AI model for farmers on Monday. It was trained in the U.S. by Dr. Moss and "
    "reads 4.5 million field notes. The company, based in Oslo, will open its weights in May."
)


def test_english_is_given_in_english_and_abbreviations_end_no_sentence() -> None:
    said = of("Lark Systems unveils an AI model for farmers", ENGLISH)
    assert said == ENGLISH.split(" The company")[0]
    assert len(said) <= ENGLISH_MOST


def test_english_teasers_and_credits_are_left_out() -> None:
    text = f"By Ann Moss\nPhoto: Lark\n{ENGLISH}\nContinue reading…\nThe post appeared first on Example."
    assert of("Lark Systems unveils an AI model for farmers", text) == ENGLISH.split(" The company")[0]
    assert of("Lark Systems unveils an AI model", "Read more…") == "Lark Systems unveils an AI model."


def test_paper_feeds_lose_their_announcement() -> None:
    text = "arXiv:2603.01234v1 Announce Type: new Abstract: Agents that read field notes forget them."
    assert of("Why agents forget field notes", text).startswith("Agents that read field notes")


@given(st.text(alphabet="星河智能发布模型，。！？\n“”（）AI 0123.aZ…：|", max_size=300))
def test_an_extract_is_never_empty_and_is_the_article_s_own_words(text: str) -> None:
    one = article("星河智能发布模型", text)
    said = extract(one, ("模型",))
    assert said
    assert "\n" not in said
    assert said == "星河智能发布模型。" or all(
        sentence in one.text for _, sentence in sentences(one.text, Language.ZH) if sentence in said
    )


def test_a_headline_that_no_sentence_repeats_is_followed_by_one_that_tells_something() -> None:
    text = "这事说来话长。云雀智能的新模型有320亿个参数，将于8月开放下载。你怎么看？"
    assert of("终于等到它", text) == "终于等到它。云雀智能的新模型有320亿个参数，将于8月开放下载。"


def test_a_sentence_that_names_its_company_is_preferred_to_one_about_the_company() -> None:
    named = "解禁当日，股价重挫41.19%的星河智能，牵动着很多投资者的神经。"
    unnamed = "上市初期，在AI概念的推动下，公司股价快速上涨，最高触及879港元，对应市值一度超过620亿港元。"
    assert of("单日暴跌40%，AI第一股要回答的问题", named + unnamed).endswith(named)
