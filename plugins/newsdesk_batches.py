"""The optional wait for the provider's Batch API: a deferred task, so that no worker stands by.

Off by default; on for a run whose parameter batch_to names the last date to ask for. Otherwise dedupe marks
the task skipped as it ends. The run of the first date asks for all of them; those of the others find their
answers in the ledger.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.sdk import BaseOperator

from newsdesk.window import refuse_future
from newsdesk_airflow import (
    BATCHES,
    MODEL,
    Counts,
    airflow_errors,
    clock,
    current_run,
    current_settings,
    model_client,
    show,
    utcnow,
)

if TYPE_CHECKING:
    from airflow.sdk import Context

    from newsdesk.desk import Desk, Run

POLL = 30.0  # seconds between two looks at a batch
# A batch has ended after 24 hours, answered or not; then its results are there.
LONGEST = timedelta(hours=25)
# As many batches as there are stages that ask, and one for what is written again.
WAITING = 4 * LONGEST
MOST_DATES = 366


def dates(first: date, last: str) -> list[date]:
    """The dates to ask for. Raises BadReportDate where the last is none, is earlier or far too late."""
    from newsdesk.errors import BadReportDate
    from newsdesk.window import parse_report_date

    days = (parse_report_date(last) - first).days + 1
    if not 0 < days <= MOST_DATES:
        raise BadReportDate(f"{BATCHES.param} {last}: give the range's last date; this run's own is {first}")
    return [first + timedelta(days=number) for number in range(days)]


class AskByBatch(BaseOperator):
    """Asks for all dates from this run's to batch_to, stage by stage, and sleeps while a batch is worked."""

    def execute(self, context: Context) -> Counts:
        """Asks for what is not asked yet."""
        return self._go_on(context)

    def woken(self, context: Context, event: dict[str, Any]) -> Counts:
        """Goes on when the trigger has seen the batch end, or has given up looking."""
        return self._go_on(context, event["batch_id"] if event.get("status") == "timeout" else "")

    def _go_on(self, context: Context, overdue: str = "") -> Counts:
        from newsdesk.batching import Asked, ask_ahead, give_up
        from newsdesk.errors import ModelUnavailable

        client, model = model_client()
        if client is None:
            return _done(context, {"no model": "nothing to ask by batch"})
        from newsdesk.llm.claude import ClaudeBatches

        with airflow_errors():
            desks = _desks(context, client, model)
            try:
                if overdue:
                    give_up(desks, overdue, f"not ended after {LONGEST}")
                asked = ask_ahead(desks, ClaudeBatches(client))
            except ModelUnavailable as error:
                if context["ti"].try_number <= context["ti"].max_tries:
                    raise
                asked = Asked(refused=str(error))
            finally:
                desks[0].engine.dispose()
        if asked.batch:
            self._wait(context, asked.batch, len(desks))
        if asked.refused:
            return _done(context, {"at list price": asked.refused})
        return _done(context, {"asked ahead": f"{desks[0].run.report_date} to {desks[-1].run.report_date}"})

    def _wait(self, context: Context, batch: str, days: int) -> NoReturn:
        from airflow.providers.anthropic.triggers.batch import AnthropicBatchTrigger

        show(context, {"dates": days, "waiting for": batch})
        self.log.info("waiting for batch %s, without a worker", batch)
        self.defer(
            trigger=AnthropicBatchTrigger(
                conn_id=MODEL,
                batch_id=batch,
                poll_interval=POLL,
                end_time=time.time() + LONGEST.total_seconds(),
            ),
            method_name="woken",
        )


def _done(context: Context, counts: Counts) -> Counts:
    show(context, counts)
    return counts


def _desks(context: Context, client: Any, model: str | None) -> list[Desk]:
    """A desk for each date, in order, all over one connection to the database."""
    from newsdesk.settings import load_edition
    from newsdesk.stages import open_desk
    from newsdesk.window import window_of

    settings = current_settings(context["params"].get("feeds"))
    edition = load_edition(settings.edition_file)
    run = current_run(context, edition)
    days = dates(run.report_date, str(context["params"][BATCHES.param]))
    refuse_future(days[-1], utcnow(), edition.zone)
    windows = [window_of(day, edition.cutoff, edition.zone) for day in days]
    first = open_desk(settings, run, clock(settings, windows[0]), client, model, utcnow)
    others = [
        replace(first, run=_other(run, one.report_date), window=one, now=clock(settings, one))
        for one in windows[1:]
    ]
    return [first, *others]


def _other(run: Run, day: date) -> Run:
    """The run of another date of the range; its own run collects again, where that is asked."""
    return replace(run, report_date=day, recollect=False)
