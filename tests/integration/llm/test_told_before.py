"""What the model says was told before is left out, where the evidence lets it be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anthropic
import pytest
from sqlalchemy import text

from newsdesk.store.engine import connect
from tests.fakes.messages_server import MessagesServer
from tests.integration.newsroom import Newsroom, newsroom, sample_server

pytestmark = pytest.mark.database

BEFORE, DAY = "2026-03-05", "2026-03-06"
Rows = list[dict[str, Any]]


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with MessagesServer() as one:
        one.told = lambda rows: []
        yield one


@pytest.fixture
def room(news_url: str, tmp_path: Path, server: MessagesServer) -> Iterator[Newsroom]:
    with sample_server() as port:
        one = newsroom(news_url, tmp_path, port)
        one.run(BEFORE, client=client(server))
        one.stage("ingest", DAY)
        one.stage("dedupe", DAY)
        yield one


def client(server: MessagesServer) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key="any", base_url=server.url)


def shown(server: MessagesServer) -> tuple[str, Rows, Rows]:
    """The last request for an order: all of it, its stories, and the earlier ones."""
    said = next(
        str(body["messages"][0]["content"])
        for body in reversed(server.calls)
        if "in order." in str(body["messages"][0]["content"])
    )
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return said, [row for row in rows if row["id"][0] == "n"], [row for row in rows if row["id"][0] == "t"]


def dropped(room: Newsroom) -> dict[str, str]:
    """Title → why, of what the model's word left out on the second day."""
    engine = connect(room.settings.database_url)
    with engine.connect() as conn:
        rows = conn.execute(
            text(
                "select r.title, j.passed_over from judgements j join article_revisions r"
                " on r.article_id = j.article_id where j.report_date = :day and j.passed_over like '%model found%'"
            ),
            {"day": DAY},
        ).all()
    engine.dispose()
    return {row.title: row.passed_over for row in rows}


def test_the_model_is_shown_what_may_have_been_told_and_believed_within_the_evidence(
    room: Newsroom, server: MessagesServer
) -> None:
    before = len(server.calls)
    room.stage("rank", DAY)  # by rules: nothing is asked
    assert len(server.calls) == before
    assert dropped(room) == {}

    room.stage("rank", DAY, client=client(server))
    said, new, old = shown(server)
    assert new
    assert old, "the sample's last day has something that may have been told the day before"
    assert all(set(row) == {"id", "title", "text"} for row in old)
    assert said.index("</stories>") < said.index("<earlier>") < said.index(old[0]["title"])
    assert dropped(room) == {}

    # Whoever says of every story that every earlier one told it is believed for the pairs asked about alone.
    server.told = lambda rows: [
        [one["id"], two["id"]] for one in rows for two in rows if one["id"][0] == "n" and two["id"][0] == "t"
    ]
    room.stage("rank", DAY, run_id="again", client=client(server), fresh=True)
    left = dropped(room)
    assert left
    assert len(left) < len(new)
    assert all("tells it (as the model found, 0." in why for why in left.values())
