"""The frame of a reason by rules, and what of it is the article's."""

from __future__ import annotations

import pytest

from newsdesk.writing.reasons import without_frame


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("融资动态：涉及 月之暗面；金额 5亿美元；多家独立媒体报道", "月之暗面；5亿美元"),
        ("行业动态：数字 200个、89%", "200个、89%"),
        ("产品发布：当事方自己发布", ""),
        ("行业动态。", "行业动态。"),
        ("它的意义在于：涉及 月之暗面；也许更多", "它的意义在于：涉及 月之暗面；也许更多"),
        ("月之暗面融资5亿美元", "月之暗面融资5亿美元"),
    ],
)
def test_only_names_and_figures_are_the_articles(line: str, words: str) -> None:
    assert without_frame(line) == words
