from __future__ import annotations

import json
from typing import Any

import pytest

from newsdesk.llm.schemas import (
    JUDGE,
    REGION,
    WRITE,
    RegionEntry,
    SummaryEntry,
    VerdictEntry,
    iso_codes,
    read,
)

VERDICT = {
    "id": "n1",
    "tier": 2,
    "impact": 3,
    "novelty": 4,
    "credibility": 5,
    "relevance": 5,
    "reason": "企业可以直接使用这一模型。",
}
SUMMARY = {
    "id": "n1",
    "summary": "星河公司发布新一代大模型，面向企业客户开放，调用价格低于上一代。",
    "reason": "企业可以直接使用这一模型。",
    "tags": ["大模型"],
}


def _verdicts(*entries: object) -> dict[str, VerdictEntry]:
    return read({"verdicts": list(entries)}, JUDGE, VerdictEntry, {"n1", "n2"})


def _summary(text: str) -> str | None:
    found = read({"summaries": [{**SUMMARY, "summary": text}]}, WRITE, SummaryEntry, {"n1"})
    return found["n1"].summary if found else None


def test_a_half_valid_answer_keeps_its_valid_half() -> None:
    found = _verdicts({**VERDICT, "tier": "top"}, None, "n1", {"id": "n2"}, {**VERDICT, "id": "n2"})
    assert list(found) == ["n2"]


@pytest.mark.parametrize(
    "change",
    [
        {"tier": 0},
        {"tier": 5},
        {"impact": 6},
        {"relevance": None},
        {"reason": ""},
        {"reason": "very important news"},
        {"reason": "请访问 https://x.example 查看。"},
        {"reason": "<b>重要新闻</b>请看"},
        {"reason": "长" * 121},
        {"id": 7},
    ],
)
def test_an_invalid_verdict_is_no_verdict(change: dict[str, Any]) -> None:
    assert _verdicts({**VERDICT, **change}) == {}


def test_unknown_ids_are_ignored_and_the_first_of_two_counts() -> None:
    found = _verdicts({**VERDICT, "id": "n99"}, {**VERDICT, "tier": 1}, {**VERDICT, "tier": 4})
    assert {name: entry.tier for name, entry in found.items()} == {"n1": 1}


@pytest.mark.parametrize(
    "answer", [None, [], "x", 7, {}, {"verdicts": None}, {"verdicts": "[{"}, {"verdicts": {}}]
)
def test_no_answer_is_an_empty_one(answer: object) -> None:
    assert read(answer, JUDGE, VerdictEntry, {"n1"}) == {}


def test_a_list_in_a_string_is_a_list() -> None:
    assert list(read({"verdicts": json.dumps([VERDICT])}, JUDGE, VerdictEntry, {"n1"})) == ["n1"]


@pytest.mark.parametrize("prefix", ["1月2日消息，", "12月30日消息, ", "近日消息，"])
def test_the_date_is_codes_business(prefix: str) -> None:
    assert _summary(prefix + SUMMARY["summary"]) == SUMMARY["summary"]  # type: ignore[operator]


def test_a_summary_is_one_chinese_line_that_ends() -> None:
    assert _summary("星河公司发布新一代大模型，\n面向企业客户开放，价格低于上一代") == (
        "星河公司发布新一代大模型， 面向企业客户开放，价格低于上一代。"
    )
    assert _summary("The company released a new model for its customers.") is None
    assert _summary("太短。") is None
    assert _summary("长" * 300) is None
    assert _summary("星河公司发布新一代大模型，详情见 www.star.example 的说明页面。") is None


def test_countries_are_iso_codes_and_nothing_else() -> None:
    assert {"CN", "US", "TW", "HK", "GB", "MO"} <= iso_codes()
    assert not {"EU", "UN", "ZZ", "UK", "XK"} & iso_codes()
    answer = {"regions": [{"id": "n1", "countries": ["cn", "EU", " us ", "CN", "中国", 5, "USA"]}]}
    assert read(answer, REGION, RegionEntry, {"n1"})["n1"].countries == ("CN", "US")
    assert read({"regions": [{"id": "n1", "countries": "CN"}]}, REGION, RegionEntry, {"n1"}) == {}


@pytest.mark.parametrize("shape", [JUDGE, WRITE, REGION])
def test_schemas_are_strict_and_use_only_what_structured_output_takes(shape: Any) -> None:
    text = json.dumps(shape.schema)
    for keyword in ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern"):
        assert f'"{keyword}"' not in text
    assert shape.schema["additionalProperties"] is False
    entry = shape.schema["properties"][shape.key]["items"]
    assert entry["additionalProperties"] is False
    assert entry["required"] == list(entry["properties"])
