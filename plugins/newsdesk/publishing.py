"""Filing an edition: the gate, one report, its rows, its files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsdesk import approving, following
from newsdesk.desk import Desk, log
from newsdesk.judging import stopped, stories_by_id
from newsdesk.pagereading import with_pages
from newsdesk.report.build import build, item_of
from newsdesk.report.changes import revise
from newsdesk.report.chosen import Archived, Chosen, Frame
from newsdesk.report.files import ensure, report_filename
from newsdesk.report.gate import examine
from newsdesk.report.json_format import core, read_json, render_json
from newsdesk.report.model import FailedSource, Report
from newsdesk.report.text import render_text
from newsdesk.store import approvals, archive, editions
from newsdesk.store import desk as rows
from newsdesk.store import reports as report_rows
from newsdesk.store.editions import EditionState
from newsdesk.store.engine import Connection, publishing
from newsdesk.store.follow_ups import follow_ups

Counts = dict[str, int | str]


@dataclass(frozen=True, slots=True)
class _Passed:
    """What the gate let through, and what it kept out."""

    items: list[Chosen]
    refusals: list[report_rows.Refusal]


def file_report(desk: Desk, state: EditionState) -> Counts:
    """Files the edition: rows in one transaction, then the files; nothing where nothing changed.

    Prints the report's text to the log. Returns counts and the report's path.
    """
    chosen = _approved(desk, state, chosen_items(desk, state))
    with desk.engine.begin() as conn:
        publishing(conn, desk.edition.slug)
        passed = _gate(conn, desk, chosen)
        report = build(passed.items, _frame(desk, state))
        filed = _filed(conn, desk, report)
        _write_rows(conn, desk, state, passed, report)
    folder = desk.settings.reports
    written = [ensure(folder, filename, body) for filename, body in filed.files.values()]
    log.info("%s\n", filed.files["txt"][1])
    return {
        "items": sum(len(section.items) for section in report.sections),
        "refused": len(passed.refusals),
        "revision": filed.revision,
        "written": sum(written),
        "state": "provisional" if report.provisional else "filed",
        "path": str(folder / filed.files["txt"][0]),
    }


def _approved(desk: Desk, state: EditionState, chosen: list[Chosen]) -> list[Chosen]:
    with desk.engine.connect() as conn:
        return approving.apply(chosen, approvals.find(conn, *desk.key, state.judged_over))


def chosen_items(desk: Desk, state: EditionState) -> list[Chosen]:
    """The items that were chosen and written up, as they will be printed."""
    stories = with_pages(desk, stories_by_id(desk, state))
    with desk.engine.connect() as conn:
        judged = {one.judgement.story_id: one.judgement for one in rows.judged_stories(conn, *desk.key)}
        written = rows.summaries(conn, *desk.key)
        placed = rows.placements(conn, *desk.key)
        names = archive.source_names(conn)
        taken_up = follow_ups(conn, *desk.key)
    result = []
    for placement, index in placed:
        story = stories.get(placement.story_id)
        if index is None or story is None or story.id not in written:
            continue
        draft = written[story.id].draft
        article = next((one for one in story.articles if one.id == draft.article_id), story.lead)
        name = names[article.source]
        result.append(
            Chosen(story, article, name, judged[story.id], placement, draft, index, taken_up.get(story.id))
        )
    return result


def _gate(conn: Connection, desk: Desk, chosen: Sequence[Chosen]) -> _Passed:
    taken_up = {one.story.id: one.follow_up for one in chosen if one.follow_up}
    elsewhere = following.blocked(conn, desk, (one.story.id for one in chosen), taken_up)
    passed = _Passed([], [])
    for one in chosen:
        reasons = examine(one, zone=desk.edition.zone, aliases=desk.names.spellings)
        if one.story.id in elsewhere:
            reasons = [*reasons, f"the story stands in the edition of {elsewhere[one.story.id]}"]
        if not reasons:
            passed.items.append(one)
            continue
        log.error("REFUSED AT THE GATE %s %r: %s", one.story.id, one.article.title, "; ".join(reasons))
        item = item_of(one, desk.edition.zone).model_dump(mode="json")
        passed.refusals.append(report_rows.Refusal(one.story.id, one.article.id, tuple(reasons), item))
    return passed


def _frame(desk: Desk, state: EditionState) -> Frame:
    ranked = state.counts.get("rank", {})
    return Frame(
        edition=desk.edition,
        window=state.window,
        generated_at=desk.now(),
        raw={section.key: int(ranked.get(f"raw_{section.key}", 0)) for section in desk.edition.sections},
        ranker=state.ranker,
        stopped=stopped(state),
        provisional=not state.intake_closed,
        intake_at=state.intake_at,
        reached=int(state.sources.get("reached", 0)),
        failed=tuple(FailedSource(**one) for one in state.sources.get("failed", [])),
        rehearsal=state.rehearsal,
        archived=_archived(state.sources.get("archive")),
    )


def _archived(kept: Mapping[str, Any] | None) -> Archived | None:
    if kept is None:
        return None
    last = datetime.fromisoformat(kept["last"]) if kept["last"] else None
    return Archived(kept["sources"], kept["imported"], last)


def _filed(conn: Connection, desk: Desk, report: Report) -> report_rows.Filed:
    """The revision that stands: a new one where the report changed, else the last one as it is."""
    last = report_rows.last_filed(conn, *desk.key)
    old = read_json(last.files["json"][1]) if last else None
    new = revise(report, old)
    if new is None:
        assert last is not None  # noqa: S101 - nothing changed, so there was one
        log.info("revision %d stands unchanged", last.revision)
        return last
    date = new.date
    filed = report_rows.Filed(
        revision=new.revision,
        core_hash=core(new),
        provisional=new.provisional,
        generated_at=desk.now(),
        files={
            "txt": (report_filename(date, "txt"), render_text(new)),
            "json": (report_filename(date, "json"), render_json(new)),
        },
    )
    hashes = {kind: hashlib.sha256(body.encode()).hexdigest() for kind, (_, body) in filed.files.items()}
    report_rows.file_revision(conn, *desk.key, filed, hashes, desk.run.run_id)
    return filed


def _write_rows(conn: Connection, desk: Desk, state: EditionState, passed: _Passed, report: Report) -> None:
    told = [item.story for section in report.sections for item in section.items]
    numbers = following.sequences(conn, desk, told)
    publications = [
        report_rows.Publication(item.story, item.article, section.key, item.index, numbers[item.story])
        for section in report.sections
        for item in section.items
    ]
    report_rows.replace_publications(conn, *desk.key, publications)
    report_rows.replace_refusals(conn, *desk.key, passed.refusals, desk.run.run_id)
    editions.change_edition(conn, *desk.key, state="provisional" if report.provisional else "filed")
