"""What is sent, and where each answer lands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from newsdesk.entities import Article, Language
from newsdesk.errors import ConfigError, ModelRefused
from tests.fakes.messages_server import MessagesServer
from tests.fakes.model_desk import (
    NOW,
    Found,
    MemoryLedger,
    assignment,
    assignments,
    candidate,
    candidates,
    figures_found,
    models,
    ranker,
    with_model,
)


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with MessagesServer() as one:
        yield one


def _message(body: dict[str, Any]) -> str:
    return str(body["messages"][0]["content"])


def test_shuffled_answers_land_on_their_own_stories(server: MessagesServer) -> None:
    drafts = ranker(server).write(assignments(40))
    assert len(drafts) == 40
    for number, draft in enumerate(drafts, 1):
        assert draft.story_id == f"s{number:016x}"
        assert draft.article_id == f"a{number:016x}"
        assert draft.summary.startswith(f"星河{number}号公司今天发布第{number}代大模型")
        assert (draft.language, draft.extract, draft.writer) == (Language.ZH, False, "claude")


def test_summaries_of_other_stories_are_found_out_and_left_out(server: MessagesServer) -> None:
    server.faults = {"*": "crossed"}
    assert ranker(server).write(assignments(8)) == []


def test_ids_of_another_batch_are_unknown(server: MessagesServer) -> None:
    honest = server.answer

    def greedy(key: str, rows: list[dict[str, Any]], system: str) -> list[dict[str, Any]]:
        entries = honest(key, rows, system)
        return [{**entries[0], "id": f"n{number}"} for number in range(100)] if len(rows) < 8 else entries

    server.answer = greedy
    drafts = ranker(server).write(assignments(9))  # batches of five and four; each claims all ids
    for draft in drafts:
        assert f"星河{int(draft.story_id[1:], 16)}号" in draft.summary


def test_verdicts_come_in_the_candidates_order_with_their_marks(server: MessagesServer) -> None:
    server.answer = lambda key, rows, system: [
        {
            "id": row["id"],
            "tier": int(row["id"][1:]) % 4 + 1,
            "impact": int(row["id"][1:]) % 5 + 1,
            "novelty": 2,
            "credibility": 3,
            "relevance": 4,
            "reason": f"来自{row['title'][:4]}的消息，关系到企业客户。",
        }
        for row in reversed(rows)
    ]
    verdicts = ranker(server).judge(candidates(60), NOW)
    for number, verdict in enumerate(verdicts, 1):
        assert verdict.story_id == f"s{number:016x}"
        assert (verdict.tier, verdict.marks.impact) == (number % 4 + 1, number % 5 + 1)
        assert f"星河{number}"[:4] in verdict.reason
    assert [len(_message(body).splitlines()) for body in server.calls] == [24, 24, 24]


def test_a_reason_that_its_article_does_not_carry_is_replaced_by_a_plain_one(server: MessagesServer) -> None:
    honest = server.answer
    server.answer = lambda *asked: [{**one, "reason": "估值已经达到900亿美元。"} for one in honest(*asked)]
    (verdict,) = ranker(server).judge(candidates(1), NOW)
    assert "900" not in verdict.reason
    assert not figures_found(verdict.reason, candidate(1).story.lead)


def test_an_unsupported_draft_is_asked_for_once_more_with_what_was_not_found(server: MessagesServer) -> None:
    honest = server.answer

    def wrong_at_first(key: str, rows: list[dict[str, Any]], system: str) -> list[dict[str, Any]]:
        entries = honest(key, rows, system)
        for entry in entries:
            if entry["id"] == "n2" and "draft" not in rows[0]:
                entry["summary"] = "星河2号公司今天发布第2代大模型，参数规模为777亿，面向企业客户开放。"
        return entries

    server.answer = wrong_at_first
    drafts = ranker(server).write(assignments(4))
    assert len(drafts) == 4
    assert len(server.calls) == 2
    (line,) = [line for line in _message(server.calls[1]).splitlines() if line.startswith("{")]
    row = json.loads(line)
    assert (row["id"], row["not_found"]) == ("n2", ["777"])
    assert "777亿" in row["draft"]
    assert "777" not in drafts[1].summary


def test_a_draft_that_stays_unsupported_is_left_out(server: MessagesServer) -> None:
    honest = server.answer
    server.answer = lambda *asked: [
        {**one, "summary": "星河公司今天发布新一代大模型，参数规模为777亿，面向企业客户开放。"}
        if one["id"] == "n2"
        else one
        for one in honest(*asked)
    ]
    drafts = ranker(server).write(assignments(3))
    assert [draft.story_id[-1] for draft in drafts] == ["1", "3"]
    assert len(server.calls) == 2


def test_an_unsupported_reason_counts_like_an_unsupported_summary(server: MessagesServer) -> None:
    honest = server.answer
    server.answer = lambda *asked: [{**one, "reason": "市场规模将达到888亿元。"} for one in honest(*asked)]
    assert ranker(server).write(assignments(2)) == []


def test_tags_are_of_the_vocabulary_and_of_the_article(server: MessagesServer) -> None:
    honest = server.answer
    given = [
        "大模型",
        "震撼",
        "融资",
        "大模型",
        "https://x.example",
        "芯片",
        "开源",
        "发布",
        "监管",
        "机器人",
    ]
    server.answer = lambda *asked: [{**one, "tags": given} for one in honest(*asked)]

    def check(statement: str, article: Article) -> list[Found]:
        return [Found("name", statement)] if statement == "融资" else []

    (draft,) = ranker(server, check=check).write(assignments(1))
    assert draft.tags == ("大模型", "芯片", "开源", "发布", "监管")
    server.answer = lambda *asked: [{**one, "tags": ["震撼"]} for one in honest(*asked)]
    (draft,) = ranker(server).write(assignments(1))
    assert draft.tags == ("大模型",)  # the candidate's own hint


def test_places_are_codes_for_known_stories_and_nothing_for_unknown_ones(server: MessagesServer) -> None:
    stories = [
        candidate(1, "英国监管机构公布指南", "伦敦消息。").story,
        candidate(2, "某公司公布计划", "没有更多说明。").story,
        candidate(3, "首尔的实验室公布结果", "韩国团队完成。").story,
    ]
    assert ranker(server).place(stories) == {stories[0].id: ("GB",), stories[2].id: ("KR",)}
    assert len(server.calls) == 1  # an empty list is an answer


def test_the_request_names_no_url_no_publisher_page_and_no_clock(server: MessagesServer) -> None:
    text = "详见 https://tracker.example/x?id=1 或 www.tracker.example 的说明。公司今天发布新模型。"
    one = ranker(server)
    one.judge([candidate(1, text=text)], NOW)
    one.write([assignment(candidate(1, text=text))])
    for body in server.calls:
        sent = json.dumps(body, ensure_ascii=False)
        assert "tracker.example" not in sent
        assert "news.example" not in sent
        assert "://" not in sent
    ledger = MemoryLedger()
    ranker(server, ledger).judge(candidates(2), NOW)
    ranker(server, ledger).judge(candidates(2), NOW.replace(hour=9))
    assert len(ledger.rows) == 1


def test_the_system_block_is_cached_from_the_second_call_on(server: MessagesServer) -> None:
    ledger = MemoryLedger()
    ranker(server, ledger).judge(candidates(60), NOW)
    assert {body["system"][0]["cache_control"]["type"] for body in server.calls} == {"ephemeral"}
    assert len({json.dumps([body["system"], body["output_config"]]) for body in server.calls}) == 1
    usages = [row["usage"] for row in ledger.rows]
    assert [usage.cache_read > 0 for usage in usages] == [False, True, True]
    assert ledger.rows[1]["cost"] < ledger.rows[0]["cost"] <= ledger.rows[0]["max"]


def test_the_same_asked_again_is_not_bought_again_and_a_fresh_judging_is(server: MessagesServer) -> None:
    ledger = MemoryLedger()
    first = ranker(server, ledger).judge(candidates(30), NOW)
    calls = len(server.calls)
    assert ranker(server, ledger).judge(candidates(30), NOW) == first
    assert len(server.calls) == calls
    ledger.judging = 1
    ranker(server, ledger).judge(candidates(30), NOW)
    assert len(server.calls) == 2 * calls


def test_two_runs_send_the_same_bytes(server: MessagesServer) -> None:
    for _ in range(2):
        one = ranker(server)
        one.judge(candidates(30), NOW)
        one.write(assignments(10))
        one.place([each.story for each in candidates(3)])
    half = len(server.calls) // 2
    assert server.calls[:half] == server.calls[half:]


@pytest.mark.parametrize(
    "model", ["claude-haiku-5-5", "claude-haiku-4-5", "claude-sonnet-5-5", "claude-opus-5-5"]
)
def test_each_model_of_the_file_is_asked_the_way_it_accepts(server: MessagesServer, model: str) -> None:
    rich = models(cap_usd=10)
    one = ranker(server, model=model, models=rich)
    assert len(one.judge(candidates(5), NOW)) == 5
    assert len(one.write(assignments(5))) == 5
    assert {body["model"] for body in server.calls} == {model}
    assert not {"temperature", "top_p", "top_k"} & {key for body in server.calls for key in body}


def test_a_model_asked_the_wrong_way_is_refused_and_says_so(server: MessagesServer) -> None:
    wrong = with_model("claude-sonnet-5-5", answer="tool").model_copy(update={"cap_usd": 10})
    with pytest.raises(ModelRefused, match="tool_choice"):
        ranker(server, model="claude-sonnet-5-5", models=wrong).judge(candidates(2), NOW)


def test_a_model_without_a_price_is_not_asked(server: MessagesServer) -> None:
    with pytest.raises(ConfigError, match=r"models\.toml"):
        ranker(server, model="claude-unpriced")
