"""What the pipeline records in English is shown in Chinese; what is not known stands as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.web.told import in_chinese, is_told, teller_in
from newsdesk.web.words import PASSED, passed

ID, OTHER = "s0123456789abcdef", "a0123456789abcdef"


@pytest.mark.parametrize(
    ("recorded", "shown"),
    [
        (
            "one event at 0.83: meaning 0.71, without names 0.64, names shared 1.2, 0.2 days apart",
            "含义接近 0.71，略去名称 0.64，共有名称 1.2，相隔 0.2 天",
        ),
        ("one address: https://ok.example/a, b; c", "网址相同"),
        ("titles alike at 0.91", "标题相近，相似度 0.91"),
        ("off_topic: relevance 0.21 is below the floor of 0.42", "相关度 0.21，低于门槛 0.42"),
        (f"retold: {ID} tells it (lawsuit between Apple and OpenAI)", f"{ID} 已经讲过这件事（诉讼动态：Apple、OpenAI）"),
        (f"retold: {ID} tells it (regulation of A and B)", f"{ID} 已经讲过这件事（监管与政策：A、B）"),
        (f"retold: {ID} tells it (launch of OpenAI 7.2)", f"{ID} 已经讲过这件事（同一次发布：OpenAI 7.2）"),
        (f"retold: {ID} tells it (figures 102, 120, 300)", f"{ID} 已经讲过这件事（开头的数字相同：102, 120, 300）"),
        ("the first article of its story", "这个事件的第一篇"),
        (
            "goes on with the launch of 阿里巴巴集团 3.7 max; new step 开放接口 (上线 api)",
            "接续先前的发布：阿里巴巴集团 3.7 max；新进展 开放接口 (上线 api)",
        ),
        (f"retold: {ID} tells it (likely one event: 0.64)", f"{ID} 已经讲过这件事（很可能是同一件事，0.64）"),
        (
            f"retold: {ID} tells it (likely one event: 0.93 in the text)",
            f"{ID} 已经讲过这件事（标题与对方开头的一句讲的很可能是同一件事，0.93）",
        ),
        (
            f"retold: {ID} tells it (one headline, 21 days later)",
            f"{ID} 已经讲过这件事（标题一字不差，相隔 21 天）",
        ),
        (
            f"retold: {ID} tells it (as the model found, 0.40 by the evidence)",
            f"{ID} 已经讲过这件事（模型读出，证据给 0.40）",
        ),
        (f"{OTHER} belongs to both: one text; equal titles", f"文章 {OTHER} 同属两个事件：正文相同；标题相同"),
        ("unjudged: the ranker gave no verdict, asking had stopped (cap)", "没有得到评判：费用已到上限"),
        ("summary: the figure '12%' is not in the linked article", "摘要里的数字“12%”在所链文章里找不到"),
        ("no story 's0000' in this installation's news database", "没有找到“s0000”"),
        (
            "goes on with an earlier event: 5亿元; rare words a, b; new step 签约 (签署); new figure 3亿元",
            "接续先前的事件：5亿元；共有少见词 a, b；新进展 签约 (签署)；新数字 3亿元",
        ),
    ],
)  # fmt: skip
def test_reasons_in_chinese(recorded: str, shown: str) -> None:
    assert in_chinese(recorded) == shown
    assert is_told(recorded)


@pytest.mark.parametrize("recorded", ["编辑写的说明", "a reason of a later version", "{0} {a} %s"])
def test_what_is_not_known_stands_as_it_was_recorded(recorded: str) -> None:
    assert in_chinese(recorded) == recorded
    assert not is_told(recorded)


@given(st.text(max_size=200))
def test_quoted_text_of_others_cannot_break_a_sentence(text: str) -> None:
    assert in_chinese(f"tag: the name '{text}' is not in the linked article").count(text) >= 1


def test_every_reason_of_the_desk_has_a_word(pytestconfig: pytest.Config) -> None:
    """The codes before the colon, as the sources of the package write them."""
    package = pytestconfig.rootpath / "plugins" / "newsdesk"
    files = [*(package / "ranking").glob("*.py"), package / "following.py", package / "judging.py"]
    codes = {code for one in files for code in re.findall(r'(?<!")f?"([a-z_]{3,}): [a-z{]', one.read_text())}
    assert {"off_topic", "retold", "published", "unjudged", "variety"} <= codes
    assert codes <= PASSED.keys(), codes - PASSED.keys()
    assert passed("muted: by 编辑, 2026-03-06") == "已停刊"


def test_who_told_a_story_is_read_from_the_reason() -> None:
    assert teller_in(f"retold: {ID} tells it (launch of OpenAI 7.2)") == ID
    assert teller_in(f"double: it tells what {ID} tells, as the model suggested (near_title 0.80)") == ID
    assert teller_in("off_topic: relevance 0.10 is below the floor of 0.35") == ""
