"""The JSON form: keys, round trip, older files, junk."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsdesk.report.build import build
from newsdesk.report.json_format import NotAReport, core, read_json, render_json
from newsdesk.report.model import FailedSource
from newsdesk.report.text import render_text
from newsdesk.settings import Section
from tests.unit.report.making import SECTIONS, chosen, edition, frame

_OLDER: dict[str, Any] = {
    "date": "2026-03-04",
    "generated_at": "2026-03-04 08:00:00",
    "domestic": [
        {"index": 1, "title": "题", "summary": "3月4日消息，事。", "url": "https://a.example/", "note": 1}
    ],
    "international": [],
    "summary": "今日。",
    "statistics": {"raw_total": 3},
    "domestic_brief": [{"index": 1, "summary": "3月4日消息，事。", "importance": "高"}],
    "international_brief": [],
}


def _report(**changes: Any) -> Any:
    failed = (FailedSource(slug="hui", name="灰鹭", outcome="timeout", error="no answer within 10 s"),)
    return build([chosen(1), chosen(2, "international")], frame(failed=failed, **changes))


def test_the_older_keys_come_first_in_their_order() -> None:
    document = json.loads(render_json(_report()))
    assert list(document)[:8] == [
        "date",
        "generated_at",
        "domestic",
        "international",
        "summary",
        "statistics",
        "domestic_brief",
        "international_brief",
    ]
    assert list(document["domestic"][0])[:10] == [
        "index",
        "title",
        "summary",
        "importance",
        "reason",
        "tags",
        "url",
        "source",
        "original_pub_date",
        "impact_score",
    ]
    assert document["sources"]["failed"][0]["name"] == "灰鹭"
    assert (document["ranker"], document["provisional"], document["revision"]) == ("claude", False, 1)


def test_text_form() -> None:
    text = render_json(_report())
    assert "国内动态" in text
    assert text.startswith('{\n  "date": "2026-01-02",\n')
    assert not text.endswith("\n")


def test_ours_comes_back_as_it_was() -> None:
    sections = (*SECTIONS, Section(key="oceania", title="大洋洲动态"))
    report = _report(edition=edition(sections=sections), rehearsal="sample", provisional=True)
    assert read_json(render_json(report)) == report


def test_an_older_file_is_a_report_with_the_older_keys_alone() -> None:
    report = read_json(json.dumps(_OLDER))
    assert not report.ours
    assert [section.title for section in report.sections] == ["国内动态", "国际动态"]
    assert list(json.loads(render_json(report))) == list(_OLDER)


def test_a_value_that_is_null_counts_as_missing() -> None:
    item = {"summary": "事。", "source": None, "url": None, "importance": None, "tags": None, "reason": None}
    text = render_text(read_json(json.dumps({**_OLDER, "domestic": [item]})))
    assert "1、📌 事。\n   📰 来源: N/A | 🔗 N/A\n\n" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"date": None}, "date: Field required"),
        ({"date": 5.5, "domestic": 3}, "domestic: "),
        ({"domestic": [{"title": ["x"]}]}, "domestic.0.title: "),
        ({"international": [{}, {"impact_score": "many"}]}, "international.1.impact_score: "),
        ({"domestic": [7]}, "domestic.0: "),
        ({"domestic_brief": {"a": 1}}, "domestic_brief: "),
        ({"domestic_brief": [{"index": "first"}]}, "domestic_brief.0.index: "),
        ({"statistics": {"raw_total": "x"}}, "statistics.raw_total: "),
        ({"statistics": []}, "statistics: "),
        ({"sections": [{"key": "mars", "title": "火星"}]}, "mars: missing"),
        ({"sections": [{"key": "summary", "title": "x"}]}, "sections: 'summary' cannot name a section"),
        ({"sections": "domestic"}, "sections: not a list"),
        ({"sections": [{"key": 1}]}, "sections.0: needs key and title"),
    ],
)
def test_junk_names_its_field_in_one_line(change: dict[str, Any], said: str) -> None:
    with pytest.raises(NotAReport) as caught:
        read_json(json.dumps({**_OLDER, **change}))
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "3", "null", "{", '"x"', "[" * 100_000, '{"date": NaN}'])
def test_what_is_no_report_at_all_is_refused(text: str) -> None:
    with pytest.raises(NotAReport):
        read_json(text)


def test_a_missing_section_is_named() -> None:
    with pytest.raises(NotAReport, match="international: missing"):
        read_json(json.dumps({key: value for key, value in _OLDER.items() if key != "international"}))


def test_core_leaves_out_time_revision_and_correction_only() -> None:
    report = _report()
    for same in (
        {"generated_at": "2027-01-01 00:00:00"},
        {"revision": 7},
        {"correction": "更正（第7版）：甲。"},
    ):
        assert core(report.model_copy(update=same)) == core(report)
    for other in ({"summary": "x"}, {"provisional": True}, {"notices": ("x",)}, {"ranker": "rules"}):
        assert core(report.model_copy(update=other)) != core(report)
