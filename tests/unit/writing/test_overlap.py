"""How much of a statement's wording an article has. All of our own writing."""

from __future__ import annotations

import pytest

from newsdesk.writing.grounding import unsupported
from newsdesk.writing.overlap import share

ARTICLE = (
    "云雀智能开放新模型下载\n云雀智能今日开放新一代模型的下载，参数规模为三百二十亿，开发者可以在自己的"
    "电脑上运行。公司表示，训练数据不含用户的对话记录，模型许可允许商业使用。"
)


def test_own_wording_has_a_high_share_and_foreign_wording_a_low_one() -> None:
    own = share("云雀智能开放新一代模型下载，许可允许商业使用，训练数据不含用户对话。", ARTICLE)
    foreign = share("市政府宣布明年修建三座跨江大桥，首座桥梁的招标工作将于春季开始。", ARTICLE)
    assert own is not None
    assert foreign is not None
    assert own > 0.6
    assert foreign < 0.1


def test_another_script_or_a_few_words_say_nothing() -> None:
    assert share("Lark opens the download of its new model to developers everywhere.", ARTICLE) is None
    assert share("云雀智能", ARTICLE) is None


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        (
            "市政府宣布明年修建三座跨江大桥，首座桥梁的招标工作将于春季开始，居民可以在网上查看全部设计方案和意见。",
            ["wording"],
        ),
        (
            "云雀智能开放新一代模型的下载，开发者可以在自己的电脑上运行，许可允许商业使用，训练数据不含用户的对话。",
            [],
        ),
    ],
)
def test_a_true_sentence_about_something_else_is_stopped(statement: str, kinds: list[str]) -> None:
    title, text = ARTICLE.split("\n")
    found = unsupported(statement, title, text, aliases={})
    assert [one.kind for one in found if one.kind == "wording"] == kinds
