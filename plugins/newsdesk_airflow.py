"""The one bridge between Airflow and the newsroom.

Airflow's side (connections, variables, partition keys, retries, schedules) is turned into the
domain's (settings, report dates, windows), and the domain's errors into Airflow's. Airflow imports
this module in every one of its processes, so what is heavy is imported inside the functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from airflow.plugins_manager import AirflowPlugin

import newsdesk_preloading
from newsdesk.errors import ConfigError, Permanent, Transient
from newsdesk.window import parse_report_date, refuse_future, report_date_at, window_of
from newsdesk_pages import PREFIX, Pages, views
from newsdesk_timetables import Hourly, ReportDates, ScheduledMorning

if TYPE_CHECKING:
    from airflow.sdk import Context

    from newsdesk.desk import Run
    from newsdesk.entities import Window
    from newsdesk.settings import Edition, Settings

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "newsdesk_db"
MODEL = "anthropic_default"
# The stages that may ask a model.
JUDGING = frozenset({"rank", "tag_regions", "write_up", "catch_up"})

Counts = dict[str, int | str]


class OnRequest(NamedTuple):
    """A task that is skipped unless its parameter, or a variable, asks for it."""

    task: str
    param: str
    variable: str = ""


APPROVE = OnRequest("approve", "approve", "newsdesk_approval")
BATCHES = OnRequest("ask_by_batch", "batch_to")
# The stage after which each of them stands.
ON_REQUEST = {"write_up": APPROVE, "dedupe": BATCHES}


def run_stage(name: str) -> Counts:
    """Runs one stage for the report date of the current Airflow run; returns its counts.

    Raises AirflowFailException (no retry) where trying again cannot help, else what makes Airflow
    try again.
    """
    from airflow.sdk import get_current_context

    context = get_current_context()
    with airflow_errors():
        from newsdesk.settings import load_edition
        from newsdesk.stages import STAGES, catch_up, open_desk

        settings = current_settings(context["params"].get("feeds"))
        edition = load_edition(settings.edition_file)
        run = current_run(context, edition)
        if context["params"].get("dry_run"):
            _only_estimate(context, settings, run)
        window = window_of(run.report_date, edition.cutoff, edition.zone)
        client, model = model_client() if name in JUDGING else (None, None)
        stage = {**STAGES, "catch_up": catch_up}[name]
        counts = stage(open_desk(settings, run, clock(settings, window), client, model, utcnow))
    show(context, counts)
    if name in ON_REQUEST:
        _skip_unless_asked(context, counts, ON_REQUEST[name])
    for asset in context["task"].outlets:
        event = context["outlet_events"][asset]
        event.add_partitions(run.report_date.isoformat())
        event.extra = {"date": run.report_date.isoformat(), **_some(counts, "path", "revision", "state")}
    return counts


def _skip_unless_asked(context: Context, counts: Counts, after: OnRequest) -> None:
    """At the end of a stage: skips the task after it, unless it is asked for.

    Raises DownstreamTasksSkipped, which ends the stage well, as Airflow's branches do, so that no process
    is started for the other task; the stage's result is pushed before.
    """
    from airflow.sdk import Variable
    from airflow.sdk.exceptions import DownstreamTasksSkipped

    if context["params"].get(after.param) or (after.variable and Variable.get(after.variable, default=None)):
        return
    context["ti"].xcom_push(key="return_value", value=counts)
    raise DownstreamTasksSkipped(tasks=[after.task])


def _only_estimate(context: Context, settings: Settings, run: Run) -> None:
    """Says what the date would cost, in the task's label and log, and skips it and all after it."""
    from airflow.sdk.exceptions import AirflowSkipException

    from newsdesk.estimating import estimate, in_words

    batch = bool(context["params"].get(BATCHES.param))
    found = estimate(settings, [run.report_date], model=model_is_set(), fresh=run.fresh, batch=batch)
    show(context, {"dry run": in_words(found)})
    raise AirflowSkipException(f"dry run: {in_words(found)}")


def run_catch_up() -> Counts:
    """Files what the filing limit cut off as a correction; skipped where nothing was cut off."""
    from airflow.sdk.exceptions import AirflowSkipException

    counts = run_stage("catch_up")
    if not counts["cut_off"]:
        raise AirflowSkipException("the filing limit cut nothing off")
    return counts


def live_settings() -> Settings:
    from airflow.sdk.exceptions import AirflowSkipException

    settings = current_settings(None)
    if settings.rehearsal:
        raise AirflowSkipException("a rehearsal reads its feeds as of a date: trigger daily_report")
    return settings


def run_collection() -> Counts:
    """Reads the sources into the archive, for no edition; returns counts."""
    from airflow.sdk import get_current_context

    context = get_current_context()
    with airflow_errors():
        from newsdesk.stages import collect

        counts = collect(live_settings(), context["run_id"], utcnow, _is_sharded(context))
    show(context, counts)
    return counts


@contextmanager
def airflow_errors() -> Iterator[None]:
    """Turns the domain's errors into Airflow's; anything else goes through and is tried again."""
    from airflow.sdk.exceptions import AirflowException, AirflowFailException

    try:
        yield
    except Permanent as error:
        raise AirflowFailException(str(error)) from error
    except Transient as error:
        raise AirflowException(str(error)) from error


def show(context: Context, counts: Mapping[str, int | str]) -> None:
    """Puts the counts into the task's label on the run's page (map_index_template)."""
    context["label"] = " · ".join(f"{name} {value}" for name, value in counts.items() if name != "path")  # type: ignore[typeddict-unknown-key]


def _some(counts: Mapping[str, int | str], *names: str) -> Counts:
    return {name: counts[name] for name in names if name in counts}


def current_run(context: Context, edition: Edition) -> Run:
    """The domain's Run for an Airflow run. Without a key: the day on which the run was due."""
    from newsdesk.desk import Run

    dag_run, ti, key = context["dag_run"], context["ti"], context["partition_key"]
    day = parse_report_date(key) if key else report_date_at(dag_run.run_after, edition.zone)
    refuse_future(day, utcnow(), edition.zone)
    return Run(
        report_date=day,
        run_id=context["run_id"],
        started_at=dag_run.start_date or utcnow(),
        fresh=bool(context["params"].get("fresh")),
        recollect=bool(context["params"].get("recollect")),
        resend=bool(context["params"].get("resend")),
        scheduled=dag_run.run_type == "scheduled",
        last_try=ti.try_number > ti.max_tries,
        **_budget(context["params"], context["run_id"], utcnow()),
        sharded=_is_sharded(context),
    )


def _is_sharded(context: Context) -> bool:
    """Whether shards of this run have just read: at a later try ingest asks all that is due itself."""
    from newsdesk_sharding import shards

    return shards() > 1 and context["ti"].try_number == 1


def _budget(params: Mapping[str, Any], run_id: str, now: datetime) -> dict[str, Any]:
    """The total of the range that a run is one of, where one was given, and the range's name.

    A range that the launcher starts has a name of its own; the dates of one that the form starts
    are those of the same kind of run on the same day (Airflow allows one backfill at a time).
    """
    total = params.get("total_usd")
    if total is None:
        return {}
    name = params.get("range") or f"{run_id.partition('__')[0]} {now:%Y-%m-%d}"
    return {"budget": str(name), "total_usd": Decimal(str(total))}


def clock(settings: Settings, window: Window) -> Callable[[], datetime]:
    """The run's clock: the real one, or in a rehearsal the end of the date's window."""
    return (lambda: window.end) if settings.rehearsal else utcnow


def current_settings(feeds: str | None) -> Settings:
    """This installation's settings, from the connection newsdesk_db and Airflow's variables.

    feeds: name of a file under include/ in place of the usual feeds file. What is not set is where
    the repository has it.
    """
    from airflow.sdk import Variable

    from newsdesk.report.files import folder_of
    from newsdesk.settings import Settings

    def path(name: str, default: Path) -> Path:
        return Path(Variable.get(f"newsdesk_{name}", default=None) or default)

    include = path("include", ROOT / "include")
    return Settings(
        database_url=database_url(_connection()),
        include=include,
        feeds_file=path("feeds", include / "feeds.toml") if feeds is None else named_feeds(include, feeds),
        edition_file=path("edition", include / "editions" / "ai-zh.toml"),
        reports=folder_of(Variable.get("newsdesk_reports", default=None) or str(ROOT / "reports")),
        rehearsal=Variable.get("newsdesk_rehearsal", default=None) or "",
    )


def named_feeds(include: Path, name: str) -> Path:
    """A feeds file by its name under include/. Raises ConfigError for a path or a missing file."""
    if Path(name).name != name or not (include / name).is_file():
        raise ConfigError(f"feeds: there is no file {name!r} in {include}; give a name, not a path")
    return include / name


def _connection() -> Any:
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        return Connection.get(DATABASE)
    except AirflowNotFoundException as error:
        raise ConfigError(
            f"no connection {DATABASE!r}: add one of type Postgres for the news database"
        ) from error


def database_url(connection: Any) -> str:
    """An Airflow connection of type Postgres as an SQLAlchemy URL.

    Extras become libpq's parameters; a folder as host, there or in its own field, is a unix socket's.
    """
    from sqlalchemy import URL

    query = {
        name: str(value) for name, value in connection.extra_dejson.items() if isinstance(value, (str, int))
    }
    host = connection.host or None
    if host and host.startswith("/"):
        query["host"], host = host, None
    url = URL.create(
        "postgresql+psycopg2",
        username=connection.login or None,
        password=connection.password or None,
        host=host,
        port=connection.port or None,
        database=connection.schema or None,
        query=query,
    )
    return url.render_as_string(hide_password=False)


def model_is_set() -> bool:
    """Whether there is a connection anthropic_default, so that an edition by rules is not what was wanted."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        Connection.get(MODEL)
    except AirflowNotFoundException:
        return False
    return True


def model_client() -> tuple[Any, str | None]:
    """The Anthropic client and model of the connection anthropic_default; (None, None) without it."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        connection = Connection.get(MODEL)
    except AirflowNotFoundException:
        return None, None
    from airflow.providers.anthropic.hooks.anthropic import AnthropicHook

    return AnthropicHook(MODEL).get_conn(), connection.extra_dejson.get("model")


def utcnow() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


class NewsdeskPlugin(AirflowPlugin):
    """What Airflow learns of Newsdesk."""

    name = "newsdesk"
    timetables = [Hourly, ReportDates]  # noqa: RUF012 - Airflow's own interface
    fastapi_apps = [  # noqa: RUF012
        {"app": Pages(lambda: current_settings(None)), "url_prefix": PREFIX, "name": "newsdesk"}
    ]
    external_views = views()
    deadline_references = [ScheduledMorning]  # noqa: RUF012
    listeners = [newsdesk_preloading]  # noqa: RUF012
