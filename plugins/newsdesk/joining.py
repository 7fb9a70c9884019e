"""Dedupe's work: the articles of a window and the 14 days before it joined to stories.

Memory and time follow the window, not the archive: articles are read one after the other, and of each
stays what it offers for comparison; vectors of titles are computed once and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from newsdesk.desk import Desk
from newsdesk.entities import Join
from newsdesk.store import archive
from newsdesk.store import stories as story_rows
from newsdesk.store.embeddings import keep_vectors, kept_vectors
from newsdesk.store.engine import Connection
from newsdesk.store.story_changes import record_change, standing
from newsdesk.stories.changes import BY_ITSELF, Kind, Standing
from newsdesk.stories.clues import Clues, clues_of
from newsdesk.stories.clustering import Meeting, join_clues
from newsdesk.stories.embedding import ENCODER, Remembered, encoder_version
from newsdesk.stories.names import NameTable
from newsdesk.window import STORY_SPAN, is_candidate

Counts = dict[str, int | str]


def join_window(conn: Connection, desk: Desk, intake: tuple[int, datetime]) -> Counts:
    """Records a join for each new article; counts the candidates and their stories.

    intake: the last revision and the clock as of which the archive is read. The caller holds the stories.
    """
    window = _read_window(conn, desk, intake)
    embedder = Remembered(ENCODER, {}, partial(kept_vectors, conn, encoder_version()))
    joined = join_clues(window.new, window.known, embedder=embedder)
    keep_vectors(conn, encoder_version(), embedder.fresh)
    story_rows.record_joins(conn, joined.joins, desk.run.report_date)
    now = _merge(conn, joined.meetings, window.now, desk.now())
    return {
        "articles": len(window.candidates),
        "stories": len(_told_in(window, joined.joins, now)),
        "merged": len(now.standing) - len(window.now.standing),
    }


def _merge(conn: Connection, meetings: Sequence[Meeting], now: Standing, at: datetime) -> Standing:
    """Records that stories which met are one, unless they are already or somebody took them apart.

    Dated rows: what is published stays, and editions judged before know nothing of it. Gives what
    holds then.
    """
    for one in meetings:
        if now.root(one.story) != now.root(one.into) and not now.kept_apart(one.story, one.into):
            record_change(conn, Kind.MERGE, one.story, at=at, by=BY_ITSELF, into=one.into, why=one.why)
            now = standing(conn)
    return now


@dataclass(frozen=True, slots=True)
class _Window:
    """A window and the 14 days before it. known: with stories; candidates: article ids."""

    new: list[Clues]
    known: list[tuple[Clues, str]]
    candidates: set[str]
    now: Standing


def _read_window(conn: Connection, desk: Desk, intake: tuple[int, datetime]) -> _Window:
    """Reads the articles one after the other: of each stays what it offers for comparison, not its text."""
    table = NameTable(desk.names.aliases)
    window = _Window([], [], set(), standing(conn))
    after, until = desk.window.start - STORY_SPAN, desk.window.end
    for article, joined in archive.read_between(conn, after=after, until=until, seq=intake[0], at=intake[1]):
        clues = clues_of(article, table)
        if joined is None:
            window.new.append(clues)
        else:
            window.known.append((clues, window.now.chapter(article.id, joined)))
        if is_candidate(article, desk.window):
            window.candidates.add(article.id)
    return window


def _told_in(window: _Window, joins: Sequence[Join], now: Standing) -> set[str]:
    """The stories of the candidates, as they are told."""
    joined = [(one.article_id, one.story_id) for one in joins]
    chapters = [*joined, *((clues.article_id, chapter) for clues, chapter in window.known)]
    return {now.root(chapter) for article, chapter in chapters if article in window.candidates}
