"""The main actor decides: from names, from geography said of it, from its publisher, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsdesk.entities import Article, Language, Placement, Source
from newsdesk.regions.evidence import find
from newsdesk.regions.names import Names
from newsdesk.regions.place import place
from tests.unit.ranking.making import EDITION, ROOT, article, source, story

NAMES = Names.load(Path(ROOT) / "include" / "names")
PAPER = source("paper")
WIRE = source("wire", name="Example Wire", language=Language.EN, home="US")


def placed(
    title: str, text: str = "", *, by: Source | None = None, others: tuple[Article, ...] = ()
) -> Placement:
    chinese = any("\u4e00" <= character <= "\u9fff" for character in title)
    publisher = by or (PAPER if chinese else WIRE)
    one = story(article(title, text, slug=publisher.slug), *others)
    return place(one, NAMES, {publisher.slug: publisher}, EDITION.sections)


def country(title: str, text: str = "", **more: Source) -> str:
    return (placed(title, text, **more).countries or ("",))[0]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("苹果起诉OpenAI窃取商业机密", "US"),
        ("英伟达获准向中国出售芯片", "US"),
        ("Nvidia wins approval to sell chips in China", "US"),
        ("Alibaba opens an AI lab in Singapore", "CN"),
        ("DeepSeek overtakes OpenAI in downloads", "CN"),
        ("云雀智能开源模型，性能超越GPT-5.2", "CN"),
        ("阿里云与三星达成合作", "CN"),
        ("从斯坦福到硅谷：追觅发布新品", "CN"),
        ("欧盟委员会公布AI标识草案", "EU"),
        ("台积电扩产", "TW"),
        ("香港私隐专员公署提醒AI风险", "HK"),
        ("软银完成对OpenAI的追加投资", "JP"),
    ],
)
def test_the_main_actor_of_the_title_decides(title: str, code: str) -> None:
    assert country(title) == code


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        ("星河智能发布大模型", "总部位于杭州的星河智能今天发布了新模型。", "CN"),
        ("北港系统推出客服模型", "加拿大公司北港系统今天推出了客服模型。", "CA"),
        ("Northbeam unveils a model", "Toronto-based Northbeam unveiled a model on Monday.", "CA"),
        ("Sonde opens its model", "The Paris lab Sonde has released its model.", "FR"),
        ("Sonde opens its model", "Sonde, a startup headquartered in Oslo, released its model.", "NO"),
        ("Judge approves settlement", "The High Court in London approved the settlement.", "GB"),
        ("Midwives try AI ultrasound", "Kenyan regulators approved the scanners.", "KE"),
    ],
)
def test_geography_said_of_an_unknown_actor_is_evidence(title: str, text: str, code: str) -> None:
    assert country(title, text) == code


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("韩国司法部调查人工智能换脸案件", "KR"),
        ("日本的外交部门评论芯片出口", "JP"),
        ("India's Supreme Court hears a case on chatbots", "IN"),
        ("Supreme Court hears a case on chatbots", "US"),
        ("司法部公布人工智能办案指引", "CN"),
    ],
)
def test_an_office_that_many_countries_have_is_of_the_country_named_before_it(title: str, code: str) -> None:
    assert country(title) == code


def test_sections_follow_the_country() -> None:
    assert placed("腾讯发布模型").section == "domestic"
    assert placed("香港大学发布模型").section == "domestic"
    assert placed("谷歌发布模型").section == "international"
    assert placed("台积电扩产").section == "international"


def test_a_company_s_own_blog_speaks_of_its_company_and_a_paper_does_not() -> None:
    blog = source("blog", name="Anthropic Research", language=Language.EN, home="US")
    assert placed("Values across languages", by=blog).countries == ("US",)
    paper = source("qq", name="腾讯新闻", language=Language.EN, home="CN")
    assert placed("Values across languages", by=paper).countries == ()


def test_a_chinese_story_without_a_name_is_of_its_publisher_s_market() -> None:
    found = placed("AI质检主管被替岗")
    assert found.countries == ("CN",)
    assert [(one.kind, one.field) for one in found.evidence] == [("market", "source")]


@pytest.mark.parametrize("title", ["Zonk推出自动审批模式", "A method for judging agents"])
def test_what_stays_open_has_no_country_and_goes_to_the_default_section(title: str) -> None:
    found = placed(title)
    assert found.countries == ()
    assert (found.section, found.decided_by) == ("international", "rule")


def test_evidence_names_the_words_that_stand_in_the_article() -> None:
    one = article("苹果起诉OpenAI", "总部位于杭州的星河智能未置评。\n本文来自微信公众号：腾讯科技")
    for piece in find(one, NAMES):
        assert piece.word in (one.title if piece.field == "title" else one.text)
        assert piece.article_id == one.id
    assert {piece.word for piece in find(one, NAMES)} == {"苹果", "OpenAI", "杭州"}


def test_title_weighs_more_than_first_sentence_and_that_more_than_the_rest() -> None:
    weights = {
        piece.word: piece.weight
        for piece in find(
            article("微软发布模型", "谷歌随后在一份声明里作了回应。后来甲骨文也说了话。"), NAMES
        )
    }
    assert weights["微软"] > weights["谷歌"] > weights["甲骨文"]


def test_other_articles_of_the_story_weigh_little() -> None:
    other = article("腾讯发布模型", slug="second")
    assert placed("谷歌发布模型", others=(other,)).countries[0] == "US"
    assert placed("A model for farmers", others=(other,)).countries == ("CN",)
