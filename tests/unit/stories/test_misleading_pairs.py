"""Titles made to mislead, in pairs: what a search that brought them together makes of each."""

import pytest

from newsdesk.entities import Article
from newsdesk.stories.clustering import join
from newsdesk.stories.embedding import ENCODER
from newsdesk.stories.ladder import CANONICAL_URL, NEAR_TITLE, Tie, evidence
from newsdesk.stories.names import NameTable
from newsdesk.stories.thresholds import WINDOW
from tests.unit.stories.articles import article

NAMES = {
    "海豚实验室": ["海豚实验室", "Dolphin Labs"],
    "灯塔电子": ["灯塔电子", "Lighthouse Electronics"],
    "世界卫生组织": ["世界卫生组织", "WHO"],
}
TABLE = NameTable(NAMES)


def _tie(a: str, b: str, *, hours: float = 3, text_a: str = "", text_b: str = "") -> Tie | None:
    one = article(a, url="https://a.example/1", text=text_a)
    return _evidence(one, article(b, url="https://b.example/2", source="two", hours=hours, text=text_b))


def _evidence(one: Article, two: Article) -> Tie | None:
    tie = evidence(one, two, names=TABLE, embedder=ENCODER, thresholds=WINDOW)
    back = evidence(two, one, names=TABLE, embedder=ENCODER, thresholds=WINDOW)
    assert (tie and tie.rung) == (back and back.rung)
    return tie


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # version numbers
        ("海豚实验室发布 Orca 5.1 模型", "海豚实验室发布 Orca 5.2 模型"),
        ("海豚实验室发布 Orca 5.1 模型", "Dolphin Labs releases its Orca 5.2 model"),
        ("Dolphin Labs releases Orca 5", "Dolphin Labs releases Orca 5.5"),
        # anniversaries
        ("海豚实验室成立5周年，回顾开源之路", "海豚实验室成立6周年，回顾开源之路"),
        ("海豚实验室2025年开发者大会开幕", "海豚实验室2026年开发者大会开幕"),
        (
            "Ten years after the Orca match, what Go learned",
            "Nine years after the Orca match, what Go learned in 2025",
        ),
        # one company twice a day
        ("海豚实验室与灯塔电子达成算力合作", "海豚实验室任命新的首席财务官"),
        ("海豚实验室完成3亿美元融资", "Dolphin Labs opens an office in Rome"),
        ("Dolphin Labs raises $3 billion", "Dolphin Labs pays $40 million to settle a privacy suit"),
        # rumours and denials
        ("消息称海豚实验室将收购灯塔电子", "海豚实验室否认将收购灯塔电子"),
        ("Dolphin Labs is in talks to buy Lighthouse Electronics", "海豚实验室否认收购灯塔电子"),
        ("Dolphin Labs to buy Lighthouse", "Dolphin Labs denies plan to buy Lighthouse"),
        # round-ups
        ("海豚实验室发布 Orca 5.1 模型", "早报：海豚实验室发布 Orca 5.1 模型；灯塔电子裁员；国产芯片涨价"),
        ("Dolphin Labs releases Orca 5.1", "The Download: Dolphin Labs releases Orca 5.1, and robot bees"),
        ("海豚实验室输掉官司", "今日下载：海豚实验室输掉官司、智能眼镜用于战争"),
        # titles of a character, of a word, of nothing
        ("快", "快"),
        ("Orca", "Orca"),
        ("🚀🚀🚀", "🚀🚀🚀"),
        # figures
        ("海豚实验室融资4亿美元", "Dolphin Labs raises $4 billion"),
    ],
)
def test_kept_apart(a: str, b: str) -> None:
    assert _tie(a, b) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # capitals and emoji
        ("DOLPHIN LABS RELEASES ITS ORCA 5.1 MODEL TODAY", "Dolphin Labs releases its Orca 5.1 model today"),
        ("🚀 海豚实验室发布 Orca 5.1 模型 🎉", "海豚实验室发布Orca 5.1模型"),
        # full width, marks and the publisher's name
        ("【快讯】海豚实验室发布Ｏｒｃａ ５.１模型 - 36氪", "海豚实验室发布 Orca 5.1 模型"),
        # traditional characters
        ("海豚實驗室發布 Orca 5.1 模型，開發者可免費試用", "海豚实验室发布 Orca 5.1 模型，开发者可免费试用"),
        ("歐盟公布人工智能標籤指南草案並徵求意見", "欧盟公布人工智能标签指南草案并征求意见"),
    ],
)
def test_one_wording_in_another_dress(a: str, b: str) -> None:
    tie = _tie(a, b)
    assert tie is not None
    assert (tie.rung, tie.score) == (NEAR_TITLE, 1.0)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("海豚实验室融资400亿美元", "Dolphin Labs raises $40B"),
        (
            "海豚實驗室發布 Orca 5.1 模型，價格下調四成",
            "Dolphin Labs releases its Orca 5.1 model at a lower price",
        ),
        (
            "海豚实验室起诉灯塔电子，指其窃取芯片机密",
            "Dolphin Labs sues Lighthouse Electronics over stolen chip secrets",
        ),
        ("海豚实验室收购灯塔电子", "Dolphin Labs acquires Lighthouse Electronics"),
    ],
)
def test_one_event_in_two_languages(a: str, b: str) -> None:
    assert _tie(a, b) is not None


def test_the_text_tells_what_a_title_leaves_out() -> None:
    a = "“要么接受，要么离开”：海豚实验室创始人怒怼反对者"
    b = "海豚实验室不反对机器人写代码，创始人劝反对者另起炉灶"
    assert (
        _tie(a, b, text_b="创始人在邮件中说，反对者要么接受，要么离开，海豚实验室不会改变主意。" * 2)
        is not None
    )


def test_an_ordinary_word_is_no_name() -> None:
    assert TABLE.read("who is afraid of orca").names == frozenset()


def test_a_heading_that_two_titles_bear_is_no_event() -> None:
    first = article("城市级机器人服务从试点到常态 | 灯塔电子产业大会2026")
    assert (
        evidence(
            first,
            article("让智能体看见世界：行业场景新实践 | 灯塔电子产业大会2026", hours=1),
            names=TABLE,
            embedder=ENCODER,
            thresholds=WINDOW,
        )
        is None
    )


def test_a_page_keeps_its_story_whatever_its_title_becomes() -> None:
    url = "https://a.example/live"
    tie = _evidence(
        article("海豚实验室开庭", url=url), article("海豚实验室败诉", url=url, source="two", hours=5)
    )
    assert tie is not None
    assert tie.rung == CANONICAL_URL


def test_many_articles_under_one_title_are_one_story_or_none() -> None:
    said = "海豚实验室发布 Orca 5.1 模型"
    flood = [article(said, url=f"https://s{n}.example/1", source=f"s{n}", hours=n / 1000) for n in range(300)]
    assert len({one.story_id for one in join(flood, [], aliases=NAMES)}) == 1
    bare = [article("快", url=f"https://s{n}.example/1", source=f"s{n}", hours=n / 1000) for n in range(300)]
    assert len({one.story_id for one in join(bare, [], aliases=NAMES)}) == 300
