"""What a report says about itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsdesk.entities import Outcome
from newsdesk.report.model import FailedSource
from newsdesk.report.notices import notices
from tests.unit.report.making import frame


def _failed(*outcomes: str) -> tuple[FailedSource, ...]:
    return tuple(
        FailedSource(slug=f"s{n}", name=f"来源{n}", outcome=outcome)
        for n, outcome in enumerate(outcomes, start=1)
    )


def test_a_full_day_has_none() -> None:
    assert notices(frame(), 10) == ()


def test_their_order_is_fixed() -> None:
    made = frame(
        rehearsal="replay",
        provisional=True,
        ranker="rules",
        intake_at=datetime(2026, 1, 1, 20, 0, tzinfo=UTC),
        failed=_failed("timeout"),
    )
    starts = [sentence[:3] for sentence in notices(made, 1)]
    assert starts == ["回放：", "未截稿", "由规则", "今日消", "1个来"]


def test_an_open_window_says_when_it_ends() -> None:
    made = frame(provisional=True, intake_at=datetime(2026, 1, 1, 20, 0, tzinfo=UTC))
    assert notices(made, 10)[0].startswith("未截稿：本期收录到1月2日08:30为止")


def test_no_source_reached_is_said_whatever_the_clock() -> None:
    made = frame(provisional=True, reached=0, intake_at=datetime(2026, 1, 1, 20, 0, tzinfo=UTC))
    assert notices(made, 10)[0].startswith("未截稿：本次没有一个来源可以访问")


@pytest.mark.parametrize(("items", "said"), [(0, "本期没有内容"), (1, "只有1条"), (2, "")])
def test_a_thin_day_says_so(items: int, said: str) -> None:
    made = notices(frame(), items)
    assert (said in made[0]) if said else made == ()


def test_an_empty_day_was_not_ranked_by_anything() -> None:
    assert not any("规则" in sentence for sentence in notices(frame(ranker="rules"), 0))


def test_failed_sources_are_named_by_reason() -> None:
    made = frame(failed=_failed("timeout", "unreachable", "timeout", "blocked"))
    assert notices(made, 10) == (
        "4个来源未能读取：来源2（无法连接）；来源1、来源3（连接超时）；来源4（返回的是网页而不是订阅源）。",
    )


@pytest.mark.parametrize(
    "outcome", [one.value for one in Outcome if one is not Outcome.OK] + ["of-a-later-day"]
)
def test_every_outcome_keeps_its_source_in_the_notice(outcome: str) -> None:
    (sentence,) = notices(frame(failed=_failed(outcome)), 10)
    assert "来源1（" in sentence
    assert ("读取失败" in sentence) == (outcome == "of-a-later-day")


def test_a_long_list_names_every_one() -> None:
    (sentence,) = notices(frame(failed=_failed(*["timeout"] * 60)), 10)
    assert sentence.count("来源") == 61
