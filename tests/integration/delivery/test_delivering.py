"""At most once for a revision and a channel: after reruns, kills, two at once, and other revisions."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from newsdesk import delivering
from newsdesk.alarming import Bell
from newsdesk.delivering import NotDelivered, Post
from newsdesk.delivery.messages import Message
from newsdesk.delivery.sending import Ending, Result, Sender
from newsdesk.errors import StageOutOfOrder
from tests.databases import copy_of, name_in
from tests.fakes.chat_services import Services, chat_services
from tests.integration.newsroom import Newsroom, newsroom, sample_server

pytestmark = pytest.mark.database
DAY = "2026-03-03"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with sample_server() as found:
        yield found


@pytest.fixture(scope="module")
def filed(
    postgres: str, template_database: str, tmp_path_factory: pytest.TempPathFactory, port: int
) -> Iterator[Newsroom]:
    """A newsroom whose edition is filed, to be copied."""
    with copy_of(postgres, template_database) as url:
        made = newsroom(url, tmp_path_factory.mktemp("filed"), port)
        made.run(DAY)
        yield made


@pytest.fixture
def news_url(postgres: str, filed: Newsroom) -> Iterator[str]:
    with copy_of(postgres, name_in(filed.settings.database_url)) as url:
        yield url


@pytest.fixture
def room(news_url: str, tmp_path: Path, filed: Newsroom, port: int) -> Newsroom:
    made = newsroom(news_url, tmp_path, port)
    shutil.copytree(filed.settings.reports, made.settings.reports)
    return made


@pytest.fixture
def services() -> Iterator[Services]:
    with chat_services() as found:
        yield found


@pytest.fixture(autouse=True)
def quiet_sources(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The sample has a source that never answers: its alarm is looked at in one test alone."""
    if "sources" not in request.node.name:
        monkeypatch.setattr(delivering, "_sources", lambda desk: [])


def post(services: Services, **given: Any) -> Post:
    url = f"json://127.0.0.1:{services.port}/json"
    return Post(**{"channels": f"desk = {url}", "heartbeat": services.base + "/beat", **given})


def deliver(room: Newsroom, what: Post, **asked: Any) -> dict[str, Any]:
    desk = room.desk(DAY, **asked)
    try:
        return delivering.deliver(desk, what)
    finally:
        desk.engine.dispose()


def rows(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as conn:
        return [
            tuple(row)
            for row in conn.execute(
                text("select revision, channel, asking, part, status from deliveries order by 1, 2, 3, 4")
            )
        ]


def test_a_filed_edition_goes_out_once_whatever_is_rerun(
    room: Newsroom, services: Services, news_engine: Engine
) -> None:
    first = deliver(room, post(services))
    assert first["sent"] == 1
    assert first["heartbeat"] == "ok"
    for _ in range(2):
        room.run(DAY)
        assert deliver(room, post(services)).get("standing") == 1
    assert len(services.texts("json")) == 1
    assert services.texts("json")[0].startswith(f"AI每日动态 {DAY}")
    assert rows(news_engine) == [(1, "desk", "", 1, "sent")]


def test_send_again_sends_once_for_its_run(room: Newsroom, services: Services) -> None:
    deliver(room, post(services))
    for _ in range(2):
        deliver(room, post(services), run_id="manual again", resend=True)
    assert len(services.texts("json")) == 2
    deliver(room, post(services))
    assert len(services.texts("json")) == 2


def _revise(engine: Engine, **json_values: Any) -> None:
    """Another revision of the same edition, as a rerun would file it."""
    import json

    with engine.begin() as conn:
        for row in conn.execute(
            text("select * from reports where revision = (select max(revision) from reports)")
        ).mappings():
            body = row["body"]
            if row["format"] == "json":
                body = json.dumps({**json.loads(body), **json_values}, ensure_ascii=False)
            conn.execute(
                text(
                    "insert into reports (slug, report_date, revision, format, filename, body, sha256, core_hash,"
                    " provisional, generated_at, run_id) values (:slug, :report_date, :revision, :format,"
                    " :filename, :body, :sha256, :core_hash, :provisional, :generated_at, :run_id)"
                ),
                {
                    **row,
                    "body": body,
                    "revision": row["revision"] + 1,
                    "provisional": json_values.get("provisional", row["provisional"]),
                },
            )


def test_a_revision_goes_out_where_it_replaces_rules_or_an_unfinished_one(
    room: Newsroom, services: Services, news_engine: Engine
) -> None:
    deliver(room, post(services))  # by rules
    _revise(news_engine, ranker="rules", revision=2)
    assert deliver(room, post(services))["held"] == 1
    _revise(news_engine, ranker="claude", revision=3)
    assert deliver(room, post(services))["sent"] == 1
    _revise(news_engine, ranker="claude", revision=4)
    assert deliver(room, post(services))["held"] == 1
    assert deliver(room, post(services), run_id="asked", resend=True)["sent"] == 1
    assert [row[0] for row in rows(news_engine)] == [1, 3, 4]
    assert len(services.texts("json")) == 3


def test_a_provisional_edition_goes_out_on_its_morning_only_and_is_then_replaced(
    room: Newsroom, services: Services, news_engine: Engine
) -> None:
    _revise(news_engine, ranker="claude", provisional=True)
    assert deliver(room, post(services))["held"] == 1
    assert deliver(room, post(services), scheduled=True)["sent"] == 1
    _revise(news_engine, ranker="claude", provisional=False)
    assert deliver(room, post(services))["sent"] == 1


def test_an_old_date_goes_out_only_when_asked_and_beats_no_heart(room: Newsroom, services: Services) -> None:
    desk = room.desk(DAY)
    later = dataclasses.replace(desk, now=lambda: desk.window.end + timedelta(days=3))
    counts = delivering.deliver(later, post(services))
    assert counts == {"held": 1}
    asked = dataclasses.replace(later, run=dataclasses.replace(desk.run, resend=True))
    assert delivering.deliver(asked, post(services)) == {"sent": 1}
    assert "heartbeat" not in services.received
    desk.engine.dispose()


def test_a_channel_out_of_reach_is_tried_again_and_the_others_are_not(
    room: Newsroom, services: Services, news_engine: Engine
) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = free.getsockname()[1]
    both = f"desk = json://127.0.0.1:{services.port}/json\nfar = json://127.0.0.1:{dead}/json"
    with pytest.raises(NotDelivered):
        deliver(room, post(services, channels=both), last_try=False)
    counts = deliver(room, post(services, channels=both))
    assert (counts["standing"], counts["unreached"], counts["alarms"]) == (1, 1, 1)
    back = f"desk = json://127.0.0.1:{services.port}/json\nfar = json://127.0.0.1:{services.port}/json?x=1"
    assert deliver(room, post(services, channels=back))["sent"] == 1
    assert [row[1] for row in rows(news_engine)] == ["desk", "far"]


def test_a_refusal_is_an_alarm_and_is_not_tried_again_by_itself(
    room: Newsroom, services: Services, news_engine: Engine
) -> None:
    services.fail["json"] = [(403, "no")]
    what = post(services, bell=Bell(f"json://127.0.0.1:{services.port}/json", "http://ui/run"))
    assert deliver(room, what)["refused"] == 1
    assert deliver(room, what)["standing"] == 1
    told = services.texts("json")
    assert len(told) == 1
    assert "拒绝" in told[0]
    assert "http://ui/run" in told[0]
    assert deliver(room, what, run_id="again", resend=True)["sent"] == 1


def test_an_edition_by_rules_is_an_alarm_once_where_a_model_is_configured(
    room: Newsroom, services: Services
) -> None:
    what = post(services, channels="", bell=Bell(f"json://127.0.0.1:{services.port}/json"), model=True)
    for _ in range(3):
        deliver(room, what)
    assert len(services.texts("json")) == 1
    assert "由规则排序" in services.texts("json")[0]
    deliver(room, post(services, channels="", bell=what.bell, model=False))
    assert len(services.texts("json")) == 1


def test_an_alarm_that_could_not_be_sent_is_told_the_next_time(room: Newsroom, services: Services) -> None:
    services.fail["json"] = [(500, "x"), (403, "x")]
    bell = Bell(f"json://127.0.0.1:{services.port}/json")
    services.fail["json"] = [(403, "x")]
    deliver(room, post(services, channels="", bell=bell, model=True))
    assert services.texts("json") == []
    deliver(room, post(services, channels="", bell=bell, model=True))
    assert len(services.texts("json")) == 1


def test_a_dead_heartbeat_is_an_alarm_and_stops_nothing(room: Newsroom, services: Services) -> None:
    services.fail["heartbeat"] = [(500, "")]
    counts = deliver(room, post(services))
    assert counts["heartbeat"] == "HTTP 500"
    assert counts["sent"] == 1
    assert counts["alarms"] == 1


def test_a_setting_that_cannot_be_read_fails_nothing_and_is_an_alarm(
    room: Newsroom, services: Services
) -> None:
    counts = deliver(room, post(services, channels="this is no url secret-part"))
    assert counts["refused"] == 1
    assert counts["alarms"] == 1


def test_one_setting_that_is_broken_stops_none_of_the_others(room: Newsroom, services: Services) -> None:
    counts = deliver(room, post(services, broken=(("alarms", "cannot read /run/x"),)))
    assert (counts["sent"], counts["heartbeat"], counts["alarms"]) == (1, "ok", 1)


def test_a_revision_goes_out_whole_where_the_line_went_down_in_the_one_before(
    room: Newsroom, services: Services, news_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = post(services, channels=f"desk = form://127.0.0.1:{services.port}/json")
    sent: list[str] = []

    def send(self: Sender, message: Message) -> Result:
        if len(sent) == 1 and not up:
            return Result(Ending.UNREACHED, "down")
        sent.append(message.body)
        return Result(Ending.SENT)

    up: list[bool] = []
    monkeypatch.setattr(Sender, "send", send)
    assert deliver(room, small)["unreached"] == 1
    _revise(news_engine, ranker="rules", revision=2)
    up.append(True)
    assert deliver(room, small)["sent"] == 1
    of_second = [row for row in rows(news_engine) if row[0] == 2]
    assert len(of_second) == len(sent) - 1 > 1
    _revise(news_engine, ranker="rules", revision=3)
    assert deliver(room, small)["held"] == 1


def test_what_a_dead_process_had_on_its_way_is_said_though_another_revision_stands_now(
    room: Newsroom, services: Services, news_engine: Engine
) -> None:
    deliver(room, post(services))
    with news_engine.begin() as conn:
        conn.execute(text("update deliveries set status = 'sending'"))
    _revise(news_engine, ranker="rules", revision=2)
    counts = deliver(room, post(services))
    assert (counts["unsure"], counts["alarms"]) == (1, 1)
    assert rows(news_engine) == [(1, "desk", "", 1, "unsure")]
    assert deliver(room, post(services))["held"] == 1
    assert len(services.texts("json")) == 1


def test_nothing_is_sent_of_a_date_that_is_not_filed(room: Newsroom, services: Services) -> None:
    desk = room.desk("2026-03-04")
    with pytest.raises(StageOutOfOrder):
        delivering.deliver(desk, post(services))
    desk.engine.dispose()


def test_failing_sources_are_told_once_in_one_message(room: Newsroom, services: Services) -> None:
    bell = Bell(f"json://127.0.0.1:{services.port}/json")
    for _ in range(2):
        deliver(room, post(services, channels="", bell=bell))
    assert len(services.texts("json")) == 1
    assert "Polder Post" in services.texts("json")[0]


def test_two_at_once_send_one(room: Newsroom, services: Services) -> None:
    threads = [threading.Thread(target=deliver, args=(room, post(services))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(services.texts("json")) == 1


def _deliver_and_die(room: Newsroom, what: Post, moment: str) -> None:
    """In a process of its own: killed while the row says "sending", before or after the service has it."""
    original = Sender.send

    def send(self: Sender, message: Any) -> Result:
        if moment == "after":
            assert original(self, message).ending is Ending.SENT
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    Sender.send = send  # type: ignore[method-assign]
    deliver(room, what)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_while_sending_counts_as_sent_and_is_said(
    room: Newsroom, services: Services, news_engine: Engine, moment: str
) -> None:
    child = multiprocessing.get_context("fork").Process(
        target=_deliver_and_die, args=(room, post(services), moment)
    )
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert rows(news_engine) == [(1, "desk", "", 1, "sending")]
    counts = deliver(room, post(services))
    assert (counts["unsure"], counts["alarms"]) == (1, 1)
    assert deliver(room, post(services))["standing"] == 1
    assert len(services.texts("json")) == (1 if moment == "after" else 0)
    with news_engine.connect() as conn:
        told = conn.execute(text("select text from alarms where kind = 'undelivered'")).scalar_one()
    assert "不能确定是否收到" in told
