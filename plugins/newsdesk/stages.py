"""The six stages of an edition: what each task does.

They are joined by Postgres alone. Each holds its edition while it works, reads its rows, hands
plain values to pure code, and writes its rows in one transaction; asked again with nothing changed
it writes nothing. Two exceptions: a fetch is recorded as it ends, source by source, and a model
call before and after its request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from newsdesk import following, ingesting, intake, joining, judging, meanings, publishing
from newsdesk.desk import Desk, Run, log, open_desk
from newsdesk.errors import SourcesOutOfReach, StageOutOfOrder
from newsdesk.feeds.catalog import load_catalog
from newsdesk.ingesting import Purpose
from newsdesk.settings import Settings
from newsdesk.store import archive, editions, fetches
from newsdesk.store import desk as rows
from newsdesk.store import stories as story_rows
from newsdesk.store.editions import EditionState
from newsdesk.store.engine import Connection, Engine, closing_archive, connect, edition_lock, joining_stories
from newsdesk.store.follow_ups import replace_follow_ups
from newsdesk.store.migrate import check
from newsdesk.store.story_changes import newest_change
from newsdesk.window import LATE, filing_limit, is_past

__all__ = ["STAGES", "Desk", "Run", "catch_up", "collect", "open_desk"]

Counts = dict[str, int | str]


@contextmanager
def _held(desk: Desk) -> Iterator[EditionState]:
    """The edition's row, while no other run works on the same date."""
    slug, day = desk.key
    with edition_lock(desk.engine, slug, day.isoformat()):
        with desk.engine.begin() as conn:
            state = editions.open_edition(
                conn, slug, desk.window, desk.edition.timezone, desk.settings.rehearsal
            )
        yield state


def _intake(state: EditionState) -> tuple[int, datetime]:
    if state.intake_seq is None or state.intake_at is None:
        raise StageOutOfOrder(f"{state.report_date} has no intake yet; clear its run from 'ingest' on")
    return state.intake_seq, state.intake_at


def _joins(state: EditionState) -> int:
    if state.joins_seq is None:
        raise StageOutOfOrder(f"{state.report_date} has no stories yet; clear its run from 'dedupe' on")
    return state.joins_seq


def _judged(state: EditionState) -> EditionState:
    if state.judged_over != f"{_intake(state)[0]}/{_joins(state)}/{state.judging}":
        raise StageOutOfOrder(f"{state.report_date} is not judged yet; clear its run from 'rank' on")
    return state


def _change(
    conn: Connection, desk: Desk, state: EditionState, stage: str, counts: Counts, **values: Any
) -> None:
    editions.change_edition(conn, *desk.key, counts={**state.counts, stage: counts}, **values)


def ingest(desk: Desk) -> Counts:
    """Reads the sources that are due, then fixes what this edition may know.

    The intake closes once the window has ended and a source has answered; until then the edition
    is provisional. On a scheduled morning with most sources out of reach it raises
    SourcesOutOfReach, unless this is the last try or the filing limit has passed.
    """
    with _held(desk) as state:
        again = desk.run.recollect and state.recollect_run != desk.run.run_id
        if state.intake_closed and not again:
            log.info("the intake of %s closed at %s; nothing to collect", state.report_date, state.intake_at)
            return dict(state.counts.get("ingest", {}))
        at = desk.now()
        reading = ingesting.collect(
            desk.engine,
            desk.catalog,
            at=at,
            run_id=desk.run.run_id,
            everything=again,
            as_of=at if desk.settings.rehearsal else None,
            purpose=Purpose.PAST if is_past(desk.window, at) else Purpose.EDITION,
            leave=_asked_by_shards(desk.engine, desk.run.run_id, desk.run.sharded),
        )
        meanings.keep_up(desk.engine)
        with desk.engine.begin() as conn:
            closing_archive(conn)
            return _close_intake(conn, desk, reading, at)


def _asked_by_shards(engine: Engine, run_id: str, sharded: bool) -> frozenset[str]:
    if not sharded:
        return frozenset()
    with engine.connect() as conn:
        return frozenset(fetches.last_outcomes(conn, run_id))


def _close_intake(conn: Connection, desk: Desk, reading: ingesting.Reading, at: datetime) -> Counts:
    outcomes = dict(fetches.last_outcomes(conn, desk.run.run_id))
    sources = _sources(conn, desk, {**outcomes, **reading.postponed}, at)
    reached, total = int(str(sources["reached"])), int(str(sources["total"]))
    limit = filing_limit(desk.run.started_at, desk.window, desk.edition.filing_limit, desk.edition.zone)
    if desk.run.scheduled and not desk.run.last_try and reached * 2 < total and at < limit:
        raise SourcesOutOfReach(
            f"only {reached} of {total} sources answered; trying again until {limit:%H:%M} UTC"
        )
    counts: Counts = {
        "sources": total,
        "reached": reached,
        "failed": total - reached,
        **fetches.brought(conn, desk.run.run_id),
    }
    state = editions.find_edition(conn, *desk.key)
    assert state is not None  # noqa: S101 - held
    editions.change_edition(
        conn,
        *desk.key,
        intake_seq=archive.newest_revision(conn),
        intake_at=at,
        intake_closed=at >= desk.window.end and reached > 0,
        sources=sources,
        joins_seq=None,
        recollect_run=desk.run.run_id if desk.run.recollect else state.recollect_run,
        counts={**state.counts, "ingest": counts},
    )
    return counts


def _sources(
    conn: Connection, desk: Desk, outcomes: Mapping[str, tuple[str, str]], at: datetime
) -> dict[str, Any]:
    """What the edition keeps of its sources."""
    window, catalog = desk.window, desk.catalog.sources
    if desk.settings.rehearsal or not is_past(window, at):
        return intake.summary(catalog, outcomes, set(fetches.last_read(conn, not_after=at)))
    # A reading of the window's time is as good as an answer of today, which may hold nothing of it.
    covered = fetches.covered(conn, after=window.start, until=min(at, window.end + LATE))
    return intake.summary_of_past(catalog, outcomes, fetches.first_read(conn), covered, window.end)


def dedupe(desk: Desk) -> Counts:
    """Joins the articles of the window and the 14 days before it to stories."""
    with _held(desk) as state:
        if state.joins_seq is not None:
            return dict(state.counts.get("dedupe", {}))
        intake = _intake(state)
        with desk.engine.begin() as conn:
            joining_stories(conn)
            counts = joining.join_window(conn, desk, intake)
            seq = story_rows.newest_join(conn)
            _change(conn, desk, state, "dedupe", counts, joins_seq=seq)
        return counts


def rank(desk: Desk) -> Counts:
    """Shortlists, judges and orders the stories of the window: the whole shortlist, uncut."""
    with _held(desk) as state:
        number = judging.judging_number(desk.run, state)
        over = f"{_intake(state)[0]}/{_joins(state)}/{number}"
        # What rules judged, or what asking had to stop at, is asked for where a model can be asked; what
        # was bought before is in the ledger, so a cap that stands is not asked past again.
        incomplete = state.ranker == "rules" or "stopped" in state.counts.get("rank", {})
        if state.judged_over == over and not (incomplete and desk.client is not None):
            return dict(state.counts.get("rank", {}))
        state = _with_changes(desk, state)
        judged = judging.judge(desk, state, judging.candidate_stories(desk, state), number)
        with desk.engine.begin() as conn:
            rows.replace_judgements(conn, *desk.key, judged.judged, judged.dropped)
            replace_follow_ups(conn, *desk.key, judged.follow_ups)
            _change(
                conn,
                desk,
                state,
                "rank",
                judged.counts,
                judged_over=over,
                changes_seq=state.changes_seq,
                judging=number,
                ranker=judged.ranker,
                fresh_run=desk.run.run_id if desk.run.fresh else state.fresh_run,
            )
        return judged.counts


def _with_changes(desk: Desk, state: EditionState) -> EditionState:
    """The edition as it stands after every change of stories so far, those among them that go on."""
    with desk.engine.begin() as conn:
        joining_stories(conn)
        known = replace(state, changes_seq=newest_change(conn))
        following.link(conn, desk, known, judging.candidate_stories(desk, known))
        return replace(state, changes_seq=newest_change(conn))


def tag_regions(desk: Desk) -> Counts:
    """Places every judged story by its main actor, then fills the sections."""
    with _held(desk) as state:
        placed = judging.place(desk, _judged(state))
        with desk.engine.begin() as conn:
            rows.replace_placements(conn, *desk.key, placed.placements, placed.chosen, placed.left_out)
            _change(conn, desk, state, "tag_regions", placed.counts)
        return placed.counts


def write_up(desk: Desk) -> Counts:
    """Gives each chosen story its sentence, reason and tags, checked against the linked article."""
    with _held(desk) as state:
        written = judging.write(desk, _judged(state))
        with desk.engine.begin() as conn:
            rows.replace_summaries(conn, *desk.key, written.written)
            _change(conn, desk, state, "write_up", written.counts)
        return written.counts


def render_report(desk: Desk) -> Counts:
    """Reads each item again as its reader would, and files what passes: rows first, then files."""
    with _held(desk) as state:
        return publishing.file_report(desk, _judged(state))


STAGES: Mapping[str, Callable[[Desk], Counts]] = {
    "ingest": ingest,
    "dedupe": dedupe,
    "rank": rank,
    "tag_regions": tag_regions,
    "write_up": write_up,
    "render_report": render_report,
}


def catch_up(desk: Desk) -> Counts:
    """What the filing limit cut off, asked for now that the report is out, and filed as a correction.

    Does nothing where nothing was cut off. What was judged before the limit is not asked for again.
    """
    with desk.engine.connect() as conn:
        state = editions.find_edition(conn, *desk.key)
    if state is None or judging.stopped(state) != "deadline":
        return {"cut_off": 0}
    unhurried = replace(desk, run=replace(desk.run, scheduled=False))
    for stage in (rank, tag_regions, write_up):
        stage(unhurried)
    return {"cut_off": 1, **render_report(unhurried)}


def collect(settings: Settings, run_id: str, now: Callable[[], datetime], sharded: bool = False) -> Counts:
    """The hourly collection: ingest alone, for no edition. sharded: as in Run."""
    engine = connect(settings.database_url)
    check(engine)
    catalog = load_catalog(settings.feeds_file)
    at = now()
    reading = ingesting.collect(
        engine,
        catalog,
        at=at,
        run_id=run_id,
        everything=False,
        as_of=at if settings.rehearsal else None,
        purpose=Purpose.HOURLY,
        leave=_asked_by_shards(engine, run_id, sharded),
    )
    meanings.keep_up(engine)
    with engine.connect() as conn:
        outcomes = dict(fetches.last_outcomes(conn, run_id))
        brought = fetches.brought(conn, run_id)
    failed = sum(1 for outcome, _ in {**outcomes, **reading.postponed}.values() if outcome != "ok")
    return {
        "attempted": len(outcomes),
        "skipped": len(catalog.sources) - len(outcomes),
        "failed": failed,
        "left_alone": len(reading.postponed),
        **brought,
    }
