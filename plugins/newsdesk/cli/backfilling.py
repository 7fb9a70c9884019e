"""backfill: a range of report dates, oldest first."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from newsdesk.cli import failure, filed
from newsdesk.cli.airflow_api import AirflowApi, ApiRefused, ApiUnreachable, Json
from newsdesk.cli.dates import backfill_bounds
from newsdesk.cli.dry_run import look_ahead
from newsdesk.cli.homes import Home
from newsdesk.cli.keeping import Keeper
from newsdesk.cli.running import FAILED, FILED, INTERRUPTED, NOTHING_REACHED, Asked, refuse_paused
from newsdesk.cli.starting import Installation, bring_up
from newsdesk.cli.talk import Talk
from newsdesk.cli.watching import ENDED, view
from newsdesk.errors import NewsdeskError

_POLL = 1.0
# Airflow takes up to half a minute to close a backfill whose runs have ended, and allows one at a time.
_CLOSING = 90.0


class BackfillRefused(NewsdeskError):
    """Airflow would not start the backfill."""


def backfill(home: Home, dates: list[date], zone: ZoneInfo, asked: Asked, talk: Talk) -> int:
    """Makes the reports of the dates, one after the other; returns the exit code.

    A date whose edition is finished is left alone, unless something is asked of it.
    """
    wanted = dates if asked.anything else _unfinished(home, dates, talk)
    _announce(dates, wanted, talk)
    if not wanted:
        return FILED
    installation = bring_up(home, talk)
    refuse_paused(installation)
    codes: list[int] = []
    for span in spans(wanted):
        try:
            codes += _work(installation, span, zone, asked, talk)
        except KeyboardInterrupt:
            rest = f", then not beyond {span[-1]}" if span[-1] != wanted[-1] else ""
            talk.say(f"\nno longer watching; the backfill goes on in Airflow{rest}: {installation.base_url}")
            return INTERRUPTED
    return exit_code(codes)


def _unfinished(home: Home, dates: list[date], talk: Talk) -> list[date]:
    """The dates that a run would change: not filed, unfinished, by rules for want of a model, or lost."""
    return [
        one.day
        for one in look_ahead(home, dates, False, talk).dates
        if one.made or filed.find(home.reports, one.day) is None
    ]


def _announce(dates: list[date], wanted: list[date], talk: Talk) -> None:
    finished = [" to ".join(sorted({f"{span[0]}", f"{span[-1]}"})) for span in spans(_without(dates, wanted))]
    if finished:
        talk.say(f"filed already and left alone: {', '.join(finished)}")
        talk.say("(--fresh, --recollect or --send-again does them again)", style="dim")
    talk.say(f"{len(wanted)} of {len(dates)} dates to do{', one at a time' if len(wanted) > 1 else ''}")


def _without(dates: list[date], wanted: list[date]) -> list[date]:
    left = set(wanted)
    return [day for day in dates if day not in left]


def spans(days: list[date]) -> list[list[date]]:
    """Dates in order, cut where one is missing: Airflow's backfill takes a range. Pure."""
    cut: list[list[date]] = []
    for day in days:
        if cut and day - cut[-1][-1] == timedelta(days=1):
            cut[-1].append(day)
        else:
            cut.append([day])
    return cut


def _work(
    installation: Installation, span: list[date], zone: ZoneInfo, asked: Asked, talk: Talk
) -> list[int]:
    """Has Airflow make a range of dates; returns their exit codes."""
    before = {each["dag_run_id"] for each in installation.api.runs(run_type="backfill")}
    _start(installation.api, span, zone, asked, talk)
    missing = left_out(span, _ours(installation.api, before))
    if missing:
        talk.warn(f"left out by Airflow, not due yet or at work already: {', '.join(missing)}")
    return _watch(installation, before, talk)


def _start(api: AirflowApi, dates: list[date], zone: ZoneInfo, asked: Asked, talk: Talk) -> None:
    start, end = backfill_bounds(dates[0], dates[-1], zone)
    conf = {**asked.conf, **({"batch_to": dates[-1].isoformat()} if asked.batch else {})}
    deadline = time.monotonic() + _CLOSING
    said = False
    while True:
        try:
            api.backfill(start, end, conf)
            return
        except ApiRefused as refusal:
            if refusal.status != 409 or time.monotonic() > deadline:
                raise BackfillRefused(f"Airflow refused the backfill: {refusal}") from refusal
            if any(each["state"] not in ENDED for each in api.runs(run_type="backfill")):
                raise BackfillRefused(
                    "another backfill is at work; let it end, or cancel it in the UI"
                ) from refusal
        if not said:
            talk.say("waiting for Airflow to close the backfill before this one …")
            said = True
        time.sleep(2)


def _ours(api: AirflowApi, before: set[str]) -> list[Json]:
    """The runs of this backfill, the earliest date first."""
    found = [each for each in api.runs(run_type="backfill") if each["dag_run_id"] not in before]
    return sorted(found, key=lambda each: str(each["partition_key"]))


def left_out(dates: Iterable[date], runs: Iterable[Json]) -> list[str]:
    """The dates for which the backfill has no run. Pure."""
    have = {each["partition_key"] for each in runs}
    return [day.isoformat() for day in dates if day.isoformat() not in have]


def _watch(installation: Installation, before: set[str], talk: Talk) -> list[int]:
    """Waits until every run that is not one of `before` has ended; returns their exit codes."""
    keeper = Keeper(installation.home, talk, dict(os.environ))
    codes: dict[str, int] = {}
    while True:
        try:
            runs = _ours(installation.api, before)
            silent = False
        except ApiUnreachable:
            runs, silent = [], True
        for each in runs:
            if each["state"] in ENDED and each["dag_run_id"] not in codes:
                codes[each["dag_run_id"]] = _conclude(installation, each, talk)
        if not silent and len(codes) == len(runs):
            return list(codes.values())
        keeper.look_after(silent)
        time.sleep(_POLL)


def _conclude(installation: Installation, run: Json, talk: Talk) -> int:
    """Says in a line how one date ended; returns its exit code."""
    key, took = str(run["partition_key"]), f"{run['duration'] or 0:.0f} s"
    if run["state"] == "failed":
        talk.wrong(f"{key}  failed after {took}")
        ended = view(run, installation.api.tasks(run["dag_run_id"]))
        failure.explain(installation.api, ended, talk)
        return FAILED
    report = filed.find(installation.home.reports, date.fromisoformat(key))
    if report is None:
        talk.wrong(f"{key}  ended well after {took}, but there is no report in {installation.home.reports}")
        return FAILED
    talk.say(f"{key}  done after {took:>4}  {filed.shown_path(report.text_file)}")
    return NOTHING_REACHED if report.reached == 0 else FILED


def exit_code(codes: list[int]) -> int:
    """One failed date fails the command; 3 only where no date reached any source. Pure."""
    if FAILED in codes:
        return FAILED
    return NOTHING_REACHED if codes and set(codes) == {NOTHING_REACHED} else FILED
