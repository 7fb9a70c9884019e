"""What judging would ask and cost is said without asking, and is what is asked then."""

from __future__ import annotations

from pathlib import Path

import anthropic
import pytest

from newsdesk.cli.judge_command import lines, said
from newsdesk.dry_judging import rehearse
from newsdesk.errors import StageOutOfOrder
from tests.fakes.messages_server import MessagesServer
from tests.integration.newsroom import newsroom, sample_server

DAY = "2026-03-06"


def test_what_is_rehearsed_is_what_is_asked(news_url: str, tmp_path: Path) -> None:
    with sample_server() as port, MessagesServer() as server:
        room = newsroom(news_url, tmp_path, port)
        with pytest.raises(StageOutOfOrder, match="no stories yet"):
            rehearse(room.desk(DAY))
        room.stage("ingest", DAY)
        room.stage("dedupe", DAY)
        before = rehearse(room.desk(DAY))
        assert server.calls == []
        client = anthropic.Anthropic(api_key="any", base_url=server.url)
        room.stage("rank", DAY, client=client)
        asked = {str(body["messages"][0]["content"]) for body in server.calls}
        judging = {one.message for one in before.questions if one.purpose == "judge"}
        assert judging
        assert judging <= asked
        after = rehearse(room.desk(DAY))
        assert [one.calls for one in after.bills[:2]] == [0, 0]  # judged and ordered already
        assert after.recalled == len(server.calls)
        assert 0 < before.usd < before.cap
        assert after.spent > 0
        text = "\n".join([*lines(before), *map(said, before.questions)])
        assert "nothing was asked" in text
        assert next(iter(judging)) in text
