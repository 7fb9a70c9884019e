"""更正: what a revision says of the one before."""

from __future__ import annotations

from newsdesk.report.build import build
from newsdesk.report.changes import changes, revise
from newsdesk.report.json_format import core, read_json, render_json
from newsdesk.report.model import FailedSource
from newsdesk.report.text import render_text
from tests.unit.report.making import chosen, frame


def test_the_same_report_is_no_change_whatever_the_clock() -> None:
    later = frame(generated_at=frame().window.end)
    assert changes(build([chosen(1)], frame()), build([chosen(1)], later)) is None
    assert revise(build([chosen(1)], later), build([chosen(1)], frame())) is None


def test_added_dropped_and_rewritten_titles_are_named() -> None:
    old = build([chosen(1), chosen(2), chosen(3)], frame())
    new = build([chosen(1), chosen(3, summary="改过。"), chosen(4)], frame())
    assert changes(old, new) == (
        "新增1条：《星辰智能发布第4款模型》；撤下1条：《星辰智能发布第2款模型》；改写1条：《星辰智能发布第3款模型》"
    )


def test_a_story_in_another_section_is_moved_not_new() -> None:
    old = build([chosen(1), chosen(2)], frame())
    new = build([chosen(1), chosen(2, "international")], frame())
    assert changes(old, new) == "换栏1条：《星辰智能发布第2款模型》"


def test_many_titles_are_counted() -> None:
    what = changes(build([], frame()), build([chosen(n) for n in range(1, 9)], frame())) or ""
    assert what.startswith("新增8条：《星辰智能发布第1款模型》")
    assert what.count("《") == 5
    assert what.endswith("》等")


def test_what_is_not_an_item_is_told_too() -> None:
    plain = build([chosen(1)], frame())
    open_one = build([chosen(2)], frame(provisional=True, ranker="rules"))
    by_rules = build([chosen(1)], frame(ranker="rules"))
    failed = (FailedSource(slug="x", name="x", outcome="timeout"),)
    assert changes(open_one, plain) == "本版取代此前未截稿的版本"
    assert changes(by_rules, plain) == "改由语言模型评判和撰写"
    assert changes(plain, build([chosen(1)], frame(failed=failed))) == "来源情况与统计数字有更新"


def test_order_alone() -> None:
    second_first = chosen(2)
    old = build([chosen(1), second_first], frame())
    new_order = [chosen(2), chosen(1)]
    object.__setattr__(new_order[0], "index", 1)
    object.__setattr__(new_order[1], "index", 2)
    assert changes(old, build(new_order, frame())) == "条目次序有调整"


def test_a_revision_is_numbered_and_marked_last() -> None:
    first = build([chosen(1)], frame())
    second = revise(build([chosen(1), chosen(2)], frame()), first)
    assert second is not None
    assert second.revision == 2
    assert render_text(second).endswith("\n· 更正（第2版）：新增1条：《星辰智能发布第2款模型》。")
    third = revise(build([chosen(2)], frame()), read_json(render_json(second)))
    assert third is not None
    assert third.revision == 3


def test_a_rerun_of_a_revision_changes_nothing() -> None:
    first = build([chosen(1)], frame())
    again = build([chosen(1), chosen(2)], frame())
    second = revise(again, first)
    assert second is not None
    assert core(second) == core(again)
    assert revise(again, read_json(render_json(second))) is None


def test_the_first_one_is_no_revision() -> None:
    report = build([chosen(1)], frame())
    assert revise(report, None) == report
