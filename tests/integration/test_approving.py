"""Approval: what a person drops or puts first is filed so, and stays so when rerun."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsdesk import approving, publishing
from newsdesk.store.editions import find_edition
from tests.integration.newsroom import Newsroom

pytestmark = pytest.mark.database
DAY = "2026-03-03"


def test_dropped_and_first_hold_for_this_judging_and_are_the_same_again(room: Newsroom) -> None:
    room.run(DAY)
    calm = room.report(DAY)
    desk = room.desk(DAY)
    with desk.engine.connect() as conn:
        state = find_edition(conn, *desk.key)
    assert state is not None
    names = approving.called(publishing.chosen_items(desk, state), desk)
    assert {"国内1", "国内2", "国际1"} <= set(names)
    shown = approving.body(names)
    assert all(f"**{name}**" in shown for name in names)
    answer = approving.answer(names, "国内1、国际99", "国内3")
    assert answer.dropped == (names["国内1"].story.id,)
    approving.record(desk, state, answer, "editor", datetime.now(UTC))
    room.stage("render_report", DAY)
    changed = room.report(DAY)
    assert names["国内1"].draft.summary not in changed
    section = changed.split("【国内动态】")[1].split("【国际动态】")[0]
    assert section.index(names["国内3"].draft.summary) < section.index(names["国内2"].draft.summary)
    assert "更正" in changed
    room.run(DAY)
    assert room.report(DAY) == changed
    approving.record(desk, state, approving.answer(names, None, None), "", datetime.now(UTC))
    room.stage("render_report", DAY)
    assert room.report(DAY) == changed, "a question that nobody answered undid an earlier answer"
    room.run(DAY, run_id="anew", fresh=True)
    assert names["国内1"].draft.summary in room.report(DAY)
    assert calm.split("【国内动态】")[1].split("说明")[0] in room.report(DAY)
    desk.engine.dispose()
