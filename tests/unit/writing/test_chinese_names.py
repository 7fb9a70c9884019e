"""Chinese names that no table knows. All of our own writing."""

from __future__ import annotations

import pytest

from newsdesk.writing.chinese_names import unknown_names

ARTICLE = (
    "云雀智能创始人吴同曾任职于一家游戏公司，本轮由恒旭资本领投，江海大学的研究者参与，负责人张海波说话很快。"
)


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("创始人吴同曾任职于游戏公司。", []),
        ("创始人吴越曾任职于游戏公司。", ["吴越曾"]),
        ("负责人张海波表示进展顺利。", []),
        ("负责人张海涛表示进展顺利。", ["张海涛"]),
        ("由恒旭资本领投。", []),
        ("由东风资本领投。", ["东风资本"]),
        ("江海大学参与了研究。", []),
        ("山海大学参与了研究。", ["山海大学"]),
        ("多家银行和产业资本参与，创始人和负责人都在场。", []),
    ],
)
def test_what_the_article_has_is_let_by(statement: str, missing: list[str]) -> None:
    assert list(unknown_names(statement, ARTICLE)) == missing
