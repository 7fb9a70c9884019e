"""run and rerun: one report date from the trigger to the filed report."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from newsdesk.cli import failure, filed, homes
from newsdesk.cli.airflow_api import DAG, Json, key_of
from newsdesk.cli.homes import Home
from newsdesk.cli.keeping import Keeper
from newsdesk.cli.starting import Installation, bring_up
from newsdesk.cli.talk import Talk
from newsdesk.cli.watching import ENDED, RunView, follow
from newsdesk.errors import NewsdeskError

FILED, FAILED, WRONG_USE, NOTHING_REACHED, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True, slots=True)
class Asked:
    """The DAG's parameters. fresh: judge anew. recollect: read the sources anew. resend: send again.

    batch: a range's questions go to the model by the Batch API.
    """

    fresh: bool = False
    recollect: bool = False
    resend: bool = False
    batch: bool = False

    @property
    def anything(self) -> bool:
        """Whether a run with these cannot share another one's result."""
        return self.fresh or self.recollect or self.resend

    @property
    def conf(self) -> Json:
        """As Airflow's trigger takes them."""
        return {"fresh": self.fresh, "recollect": self.recollect, "resend": self.resend}


class Paused(NewsdeskError):
    """The DAG is paused in Airflow's UI."""


def run(home: Home, day: date, asked: Asked, talk: Talk) -> int:
    """Makes the report of a date; returns the exit code. A newcomer without internet ends in the sample."""
    installation = bring_up(home, talk)
    refuse_paused(installation)
    code = _watch(installation, day, _run_for(installation, day, asked, talk), talk)
    if code != NOTHING_REACHED or home.rehearsal:
        return code
    return _after_silence(installation, talk)


def rerun(home: Home, day: date, from_task: str, asked: Asked, talk: Talk) -> int:
    """Makes the report of a date again from a task on; returns the exit code."""
    installation = bring_up(home, talk)
    refuse_paused(installation)
    newest = next(iter(installation.api.runs(day)), None)
    if newest is None or asked.anything:
        if newest is None:
            talk.say(f"{day} was never run here; starting its first run")
        return _watch(installation, day, _trigger(installation, day, asked, talk), talk)
    run_id = str(newest["dag_run_id"])
    if newest["state"] not in ENDED:
        talk.say(f"{day} is being made (run {run_id}); it is done again after that")
        if _follow(installation, run_id, talk) is None:
            return INTERRUPTED
    talk.say(f"{day}: clearing run {run_id} from {from_task} on")
    installation.api.clear(run_id, from_task)
    return _watch(installation, day, run_id, talk)


def _run_for(installation: Installation, day: date, asked: Asked, talk: Talk) -> str:
    """The id of the run to watch: a new one, or the one that is at work on this date already."""
    current = in_progress(installation.api.runs(day))
    if current is None or asked.anything:
        return _trigger(installation, day, asked, talk)
    run_id = str(current["dag_run_id"])
    talk.say(f"{day} is being made already (run {run_id}, {current['state']}); following it")
    return run_id


def _trigger(installation: Installation, day: date, asked: Asked, talk: Talk) -> str:
    ahead = [each for each in installation.api.runs() if each["state"] == "running"]
    run_id = str(installation.api.trigger(day, asked.conf)["dag_run_id"])
    kind = {"": "", "sample": " (rehearsal on the sample)", "replay": " (rehearsal)"}[
        installation.home.rehearsal
    ]
    talk.say(f"report for {day}{kind}: run {run_id}")
    if ahead:
        keys = ", ".join(key_of(each) for each in ahead)
        talk.say(f"it waits its turn: {keys} is being made, one date at a time")
    return run_id


def in_progress(runs: Iterable[Json]) -> Json | None:
    """The newest of these runs that has not ended. Pure."""
    return next((each for each in runs if each["state"] not in ENDED), None)


def refuse_paused(installation: Installation) -> None:
    """Raises Paused where somebody paused the DAG: a run would wait for ever."""
    if installation.api.dag()["is_paused"]:
        raise Paused(f"{DAG} is paused; unpause it at {installation.base_url}/dags/{DAG}, then try again")


def _watch(installation: Installation, day: date, run_id: str, talk: Talk) -> int:
    ended = _follow(installation, run_id, talk)
    return INTERRUPTED if ended is None else conclude(installation, day, ended, talk)


def _follow(installation: Installation, run_id: str, talk: Talk) -> RunView | None:
    """How the run ended; None where the person stopped watching."""
    keeper = Keeper(installation.home, talk, dict(os.environ))
    try:
        return follow(installation.api, run_id, talk, keeper.look_after)
    except KeyboardInterrupt:
        talk.say("\nno longer watching; the run goes on in Airflow")
        filed.show_addresses(installation.api, installation.password, run_id, talk)
        return None


def conclude(installation: Installation, day: date, ended: RunView, talk: Talk) -> int:
    """Shows how a run ended; returns the exit code."""
    if ended.state == "failed":
        failure.explain(installation.api, ended, talk)
        filed.show_addresses(installation.api, installation.password, ended.run_id, talk)
        return FAILED
    report = filed.find(installation.home.reports, day)
    if report is None:
        talk.wrong(f"the run ended well, but there is no report of {day} in {installation.home.reports}")
        return FAILED
    filed.show(installation, report, ended.run_id, talk)
    return NOTHING_REACHED if report.reached == 0 else FILED


def _after_silence(installation: Installation, talk: Talk) -> int:
    """No source answered: a newcomer gets the sample, anybody else the choice."""
    from newsdesk.store.engine import connect
    from newsdesk.store.queries import ever_reached

    talk.warn("no source could be reached; the edition above says so and names them")
    engine = connect(installation.news_url)
    try:
        known = ever_reached(engine)
    finally:
        engine.dispose()
    if known:
        talk.say(
            "Is this machine on the internet? Run it again once it is; --recollect asks all sources anew."
        )
        talk.say("./newsdesk run --sample shows the whole pipeline without any connection.")
        return NOTHING_REACHED
    talk.say("\nThis installation has never reached a source, so here is the sample: the same pipeline")
    talk.say("over feeds of our own writing, served on this machine.\n")
    rehearsal = homes.sample(installation.home.root)
    return run(rehearsal, sample_date(rehearsal), Asked(), talk)


def sample_date(home: Home) -> date:
    """The last report date that the sample's feeds have something for."""
    from newsdesk.cli.environment import edition_file
    from newsdesk.rehearsal.content import last_moment
    from newsdesk.rehearsal.sample import load_content
    from newsdesk.settings import load_edition
    from newsdesk.window import report_date_at, window_of

    edition = load_edition(edition_file(home))
    last = last_moment(load_content(home.root / "include" / "sample"))
    day = report_date_at(last, edition.zone)
    window = window_of(day, edition.cutoff, edition.zone)
    return day if last <= window.end else date.fromordinal(day.toordinal() + 1)
