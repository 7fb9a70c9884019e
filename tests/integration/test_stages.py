"""The six stages over the sample feeds: filed, once, the same again, whatever happens in between."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from newsdesk import stages
from tests.databases import administer
from tests.integration.newsroom import Newsroom, newsroom

pytestmark = pytest.mark.database

DAYS = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06")


def items(room: Newsroom, day: str) -> list[dict[str, object]]:
    report = json.loads((room.settings.reports / f"{day}_report.json").read_text(encoding="utf-8"))
    return [item for section in report["sections"] for item in report[section["key"]]]


def test_an_edition_is_filed_and_each_item_is_its_own_article(room: Newsroom, news_engine: Engine) -> None:
    counts = room.run(DAYS[1])
    assert counts["render_report"]["items"] >= 8
    assert counts["render_report"]["state"] == "filed"
    with news_engine.connect() as conn:
        for item in items(room, DAYS[1]):
            found = conn.execute(
                text(
                    "select r.title, r.url, s.name from article_revisions r "
                    "join articles a on a.id = r.article_id join sources s on s.slug = a.source_slug "
                    "join story_articles j on j.article_id = a.id "
                    "where a.id = :article and j.story_id = :story"
                ),
                {"article": item["article"], "story": item["story"]},
            ).all()
            assert (item["title"], item["url"], item["source"]) in [tuple(row) for row in found]


def test_a_rerun_changes_no_byte_and_writes_no_row(room: Newsroom, news_engine: Engine) -> None:
    room.run(DAYS[1])
    before = room.files(), _everything(news_engine)
    for name in stages.STAGES:
        room.run(DAYS[1], since=name)
    assert (room.files(), _everything(news_engine)) == before


def test_a_lost_report_is_written_again_with_the_same_bytes(room: Newsroom) -> None:
    room.run(DAYS[1])
    before = room.files()
    for path in room.settings.reports.iterdir():
        path.unlink()
    room.run(DAYS[1], since="render_report")
    assert room.files() == before


def test_collecting_again_reads_the_sources_once_for_a_run(room: Newsroom, news_engine: Engine) -> None:
    room.run(DAYS[1])
    fetches = _count(news_engine, "fetches")
    room.run(DAYS[1], run_id="again", recollect=True)
    after = _count(news_engine, "fetches")
    assert after > fetches
    room.run(DAYS[1], run_id="again", recollect=True)
    assert _count(news_engine, "fetches") == after


def test_two_runs_of_one_date_at_once_file_one_report(room: Newsroom, news_engine: Engine) -> None:
    failures: list[BaseException] = []

    def work(run_id: str) -> None:
        try:
            room.run(DAYS[1], run_id=run_id)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    assert _count(news_engine, "reports") == 2  # one revision, two formats


@pytest.fixture(scope="module")
def calm(
    postgres: str, template_database: str, tmp_path_factory: pytest.TempPathFactory, port: int
) -> tuple[dict[str, bytes], str, Path]:
    """The files of two undisturbed dates; a database that has the first one alone, and its reports."""
    folder = tmp_path_factory.mktemp("calm")
    administer(postgres, f"create database calm template {template_database}")
    room = newsroom(postgres.format(database="calm"), folder / "both", port)
    room.run(DAYS[0])
    administer(postgres, "create database first_date template calm")
    shutil.copytree(room.settings.reports, folder / "first")
    room.run(DAYS[1])
    return room.files(), "first_date", folder / "first"


@pytest.mark.parametrize("stage", list(stages.STAGES))
def test_a_stage_that_is_killed_half_way_ends_in_the_same_bytes(
    stage: str, calm: tuple[dict[str, bytes], str, Path], postgres: str, tmp_path: Path, port: int
) -> None:
    """SIGKILL at a commit of the stage's own transaction, then the stage again."""
    undisturbed, first_date, reports = calm
    name = f"killed_{stage}"
    administer(postgres, f"create database {name} template {first_date}")
    other = newsroom(postgres.format(database=name), tmp_path / "killed", port)
    shutil.copytree(reports, other.settings.reports, dirs_exist_ok=True)
    names = list(stages.STAGES)
    for before in names[: names.index(stage)]:
        other.stage(before, DAYS[1])
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_killed_at_commit, args=(other, stage))
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    other.run(DAYS[1], since=stage)
    assert other.files() == undisturbed


def _killed_at_commit(room: Newsroom, stage: str) -> None:
    from sqlalchemy import event

    desk = room.desk(DAYS[1])
    seen = {"commits": 0}

    def on_commit(_conn: object) -> None:
        seen["commits"] += 1
        # The first is the edition's row; ingest commits one for each source.
        if seen["commits"] >= (6 if stage == "ingest" else 2):
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(desk.engine, "commit", on_commit)
    stages.STAGES[stage](desk)


def _count(engine: Engine, table: str) -> int:
    with engine.connect() as conn:
        return int(conn.execute(text(f"select count(*) from {table}")).scalar_one())


def _everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row with its physical place, so that a row that was written again shows."""
    tables = ("articles", "article_revisions", "stories", "story_articles", "judgements", "placements")
    tables += ("summaries", "publications", "refusals", "reports", "fetches")
    with engine.connect() as conn:
        return {
            name: sorted(
                tuple(map(str, row)) for row in conn.execute(text(f"select ctid, t::text from {name} t"))
            )
            for name in tables
        }
