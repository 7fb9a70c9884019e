"""What a stage works with: one run of one edition, its settings, its clock, its ranker."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from newsdesk.deskfiles import DeskFiles
from newsdesk.entities import Source, Window
from newsdesk.feeds.catalog import Catalog, load_catalog
from newsdesk.regions.names import Names
from newsdesk.settings import Edition, Settings, load_edition
from newsdesk.store import archive
from newsdesk.store.engine import Engine, connect
from newsdesk.store.migrate import check
from newsdesk.window import refuse_future, window_of

log = logging.getLogger("newsdesk")


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked of this run. started_at: when it began, by the real clock.

    fresh: judge afresh; recollect: collect again; resend: send again; each takes effect once for a
    run_id, however often its tasks are retried or cleared. scheduled: nobody waits for it, so a
    morning on which the sources are out of reach is tried again unless last_try. budget: names the
    range of dates that this run is one of, "" for none; total_usd: the most that its calls may cost.
    sharded: other tasks of this run have just asked the sources; only what they left is asked.
    """

    report_date: date
    run_id: str
    started_at: datetime
    fresh: bool = False
    recollect: bool = False
    resend: bool = False
    scheduled: bool = False
    last_try: bool = True
    budget: str = ""
    total_usd: Decimal | None = None
    sharded: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a stage needs, opened once for each task.

    now: the run's clock, which in a rehearsal stands at the window's end. real_now: the clock on the
    wall, for the ledger of model calls and the filing limit. files: read once, when first used. sources:
    all that the archive knows, by slug, as the feeds file describes those that it has.
    """

    engine: Engine
    settings: Settings
    edition: Edition
    catalog: Catalog
    window: Window
    run: Run
    now: Callable[[], datetime]
    real_now: Callable[[], datetime]
    files: DeskFiles
    sources: Mapping[str, Source]
    client: Any = None
    model: str = ""

    @property
    def names(self) -> Names:
        """The names that are known, with their countries."""
        return self.files.names

    @property
    def key(self) -> tuple[str, date]:
        """(edition slug, report date): the key of everything an edition owns."""
        return self.edition.slug, self.run.report_date


def open_desk(
    settings: Settings,
    run: Run,
    now: Callable[[], datetime],
    client: object | None = None,
    model: str | None = None,
    real_now: Callable[[], datetime] | None = None,
) -> Desk:
    """Reads the files, checks the database's schema and the report date.

    client: an anthropic.Anthropic, or None for the rules. real_now: now, where there is no other.
    Raises ConfigError, SchemaMismatch or BadReportDate (a date in the future).
    """
    edition = load_edition(settings.edition_file)
    refuse_future(run.report_date, now(), edition.zone)
    catalog = load_catalog(settings.feeds_file)
    engine = connect(settings.database_url)
    check(engine)
    return Desk(
        engine=engine,
        settings=settings,
        edition=edition,
        catalog=catalog,
        window=window_of(run.report_date, edition.cutoff, edition.zone),
        run=run,
        now=now,
        real_now=real_now or now,
        files=DeskFiles(settings, edition),
        sources={**_archived(engine), **catalog.by_slug},
        client=client,
        model=model or "",
    )


def _archived(engine: Engine) -> dict[str, Source]:
    with engine.connect() as conn:
        return archive.known_sources(conn)
