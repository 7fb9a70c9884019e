"""The layout of our own reports, line by line."""

from __future__ import annotations

from newsdesk.entities import Importance
from newsdesk.report.build import build
from newsdesk.report.chosen import Chosen
from newsdesk.report.text import render_text
from newsdesk.settings import Section
from tests.unit.report.making import SECTIONS, article, chosen, edition, frame

_EQUALS = "=" * 70
_SUMMARY = (
    "今日从43条原始信息中精选出2条国内动态和1条国际动态，其中1条为高重要性。"
    " 重点关注：星辰智能发布第1款模型。"
)
_SEED_LAYOUT = f"""{_EQUALS}
AI每日动态 - 2026-01-02
生成时间: 2026-01-02 08:35:56
数据来源: 从 43 条原始信息中精选
{_EQUALS}

╔{"═" * 68}╗
║                         📋 精简版报告                          ║
╚{"═" * 68}╝

国内动态：
1、1月2日消息，甲。

国际动态：
1、1月2日消息，丙。


╔{"═" * 68}╗
║                         📰 完整版报告                          ║
╚{"═" * 68}╝

【国内动态】
--------------------------------------------------
1、🔥 1月2日消息，甲。
   📋 入选理由: 新模型开放使用。
   📰 来源: 星辰新闻 | 🔗 https://news.xingchen.example/1
   🏷️ 标签: 大模型, 产品发布

2、📄 1月2日消息，乙。
   📋 入选理由: 新模型开放使用。
   📰 来源: 星辰新闻 | 🔗 https://news.xingchen.example/2


【国际动态】
--------------------------------------------------
1、📌 1月2日消息，丙。
   📋 入选理由: 新模型开放使用。
   📰 来源: 星辰新闻 | 🔗 https://news.xingchen.example/1
   🏷️ 标签: 大模型, 产品发布


{_EQUALS}
📊 今日总结: {_SUMMARY}
{_EQUALS}"""


def _items() -> list[Chosen]:
    return [
        chosen(1, summary="甲。"),
        chosen(2, importance=Importance.LOW, summary="乙。", tags=()),
        chosen(1, "international", Importance.MEDIUM, summary="丙。"),
    ]


def test_a_plain_day_is_the_seed_layout_to_the_byte() -> None:
    assert render_text(build(_items(), frame())) == _SEED_LAYOUT


def test_notices_follow_the_closing_line() -> None:
    text = render_text(build(_items(), frame(rehearsal="sample", ranker="rules")))
    start, _, notices = text.partition(f"{_SEED_LAYOUT}\n\n说明：\n")
    assert start == ""
    lines = notices.split("\n")
    assert [line[:4] for line in lines] == ["· 示例", "· 由规"]


def test_the_layout_takes_any_number_of_sections() -> None:
    sections = (*SECTIONS, Section(key="oceania", title="大洋洲动态"))
    text = render_text(build([chosen(1, "oceania")], frame(edition=edition(sections=sections))))
    assert text.index("【国内动态】") < text.index("【国际动态】") < text.index("【大洋洲动态】")
    assert "0条国内动态、0条国际动态和1条大洋洲动态" in text


def test_one_section_alone() -> None:
    sections = (Section(key="world", title="全球动态", default=True),)
    text = render_text(build([chosen(1, "world")], frame(edition=edition(sections=sections))))
    assert "精选出1条全球动态，其中" in text


def test_no_text_of_others_breaks_a_line() -> None:
    evil = article(1, title="甲\n====\n【国际动态】\u2028乙")
    made = chosen(1, linked=evil, summary="一\r\n二\u2029三\x85四", reason="五\v六", tags=("七\t八", "\n"))
    text = render_text(build([made], frame(raw={"domestic": 1})))
    plain = render_text(build([chosen(1, tags=("x",))], frame(raw={"domestic": 1})))
    assert len(text.splitlines()) == len(plain.splitlines())
    assert "1、🔥 1月2日消息，一 二 三 四" in text
    assert "标签: 七 八\n" in text
