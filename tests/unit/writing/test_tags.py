"""Tags: from the vocabulary, shown by the linked article's words, never more than five."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsdesk.errors import ConfigError
from newsdesk.writing.tags import MOST, Vocabulary
from tests.unit.ranking.making import ROOT, article

SHIPPED = Vocabulary.load(ROOT / "include" / "names" / "tags.toml")


def test_what_the_title_says_comes_first() -> None:
    tags = SHIPPED.tags_for(article("腾讯就数据中心起诉供应商", "两家公司曾就芯片与电力合作。"))
    assert tags == ("诉讼", "数据中心", "腾讯")


def test_a_word_in_quotation_marks_is_often_a_figure_of_speech() -> None:
    one = article("发现新材料，AI 开启“自动驾驶”模式", "AI 嵌入材料研发，材料研发从此不同。")
    assert SHIPPED.field_of(one) == "科学研究"
    assert SHIPPED.field_of(article("望舒汽车的“自动驾驶”上路", "首批 50 辆车。")) == "自动驾驶"


def test_both_languages_show_one_tag() -> None:
    assert SHIPPED.tags_for(article("Lark raises $5 million for robots"))[:2] == ("融资", "机器人")
    assert SHIPPED.tags_for(article("云雀完成机器人业务融资"))[:2] == ("融资", "机器人")


def test_no_more_than_five_and_each_shown_by_the_article() -> None:
    one = article(
        "腾讯阿里收购起诉融资：大模型智能体机器人算力数据中心", "OpenAI、微软、苹果、监管、论文、版权、隐私。"
    )
    tags = SHIPPED.tags_for(one)
    assert len(tags) == MOST
    assert all(SHIPPED.shown(tag, one) for tag in tags)
    assert not SHIPPED.shown("脑机接口", one)
    assert not SHIPPED.shown("没有的标签", one)


def test_without_its_words_there_is_no_tag() -> None:
    assert SHIPPED.tags_for(article("雨后的早晨")) == ()
    assert "Meta" not in SHIPPED.tags_for(article("A metaphor for robots"))


def test_a_name_is_a_tag_only_by_a_spelling_of_that_very_name() -> None:
    assert "OpenAI" not in SHIPPED.tags_for(article("ChatGPT adds a voice"))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('[events]\n"融资" = []', "events.融资"),
        ('[events]\n"融资" = "x"', "events.融资"),
        ("[kinds]", "kinds"),
    ],
)
def test_a_wrong_file_names_its_field(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "tags.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"tags\.toml: {field}"):
        Vocabulary.load(path)
