"""Topic words: whole Latin words, negative contexts, languages, and a file that is checked."""

from __future__ import annotations

from typing import Any

import pytest

from newsdesk.entities import Language
from newsdesk.errors import ConfigError
from newsdesk.ranking.topic import Topic
from tests.unit.ranking.making import TOPIC

ZH, EN = Language.ZH, Language.EN


def raw(**changes: Any) -> dict[str, Any]:
    return {"floor": 0.4, "strong": {"any": ["AI"]}, **changes}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He SAID that RAIN and AIR are no threat", ()),
        ("Aisha aims to maintain a chain", ()),
        ("An AI-made film", ("AI",)),
        ("OpenAI and openai and OPENAI", ("OpenAI", "openai", "OPENAI")),
        ("GPT5 beats gpt-4", ("GPT", "gpt")),
        ("Two LLMs disagree", ("LLMs",)),
        ("A gemini season for lovers of the Gemini model", ("Gemini",)),
        ("Claude Monet at the museum", ()),
    ],
)
def test_latin_words_match_whole_words(text: str, found: tuple[str, ...]) -> None:
    assert TOPIC.find(text, EN).strong == found


def test_latin_words_inside_chinese_are_found() -> None:
    assert TOPIC.find("豆包AI手机来了", ZH).strong == ("豆包", "AI")


def test_a_word_of_one_language_is_not_looked_for_in_the_other() -> None:
    assert TOPIC.find("企业正在部署Agent", ZH).strong == ("Agent",)
    assert TOPIC.find("The estate agent and the press agent", EN).strong == ()
    assert TOPIC.find("The agent left", EN).weak == ("agent",)


def test_negative_contexts_are_taken_out_first() -> None:
    assert TOPIC.find("扫地机器人开售", ZH).weak == ()
    assert TOPIC.find("机器人开售", ZH).weak == ("机器人",)
    assert TOPIC.find("封面图源：AI", ZH).strong == ()


def test_names_are_strong_words_and_told_apart() -> None:
    topic = Topic.load(raw(names=["Qwen"], leaders=["Apple"]), "test")
    assert topic.find("Qwen with AI", EN).strong == ("Qwen", "AI")
    assert topic.named("AI by Apple and Qwen, Qwen") == ("Apple", "Qwen")
    assert topic.leading("Qwen by Apple") == ("Apple",)


@pytest.mark.parametrize(
    ("table", "field"),
    [
        (raw(floor=2), "topic.floor"),
        (raw(floor=True), "topic.floor"),
        (raw(flor=0.1), "topic.flor"),
        (raw(strong={}), "topic.strong"),
        (raw(strong={"de": ["KI"]}), "topic.strong.de"),
        (raw(weak={"zh": "芯片"}), "topic.weak.zh"),
        (raw(labs=[1]), "topic.labs"),
        (raw(names=[" "]), "topic.names"),
        ({"strong": {"any": ["AI"]}}, "topic.floor"),
    ],
)
def test_a_wrong_file_names_its_field(table: dict[str, Any], field: str) -> None:
    with pytest.raises(ConfigError, match=rf"edition\.toml: {field}"):
        Topic.load(table, "edition.toml")
