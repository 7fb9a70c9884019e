"""Airflow's side of delivery and alarms: the secrets' settings, callbacks, links to a run's page.

Like newsdesk_airflow it may import Airflow, and what is heavy is imported inside the functions.
A setting NAME (channels, alarms, heartbeat) is the password of the connection newsdesk_NAME, or the
variable newsdesk_NAME: its text, or file:/PATH of a file that holds it. A rehearsal never uses the live
ones: its settings are newsdesk_rehearsal_NAME.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from newsdesk.errors import ConfigError
from newsdesk_airflow import (
    Counts,
    airflow_errors,
    clock,
    current_run,
    current_settings,
    model_is_set,
    show,
)

if TYPE_CHECKING:
    from newsdesk.alarming import Bell
    from newsdesk.delivering import Post
    from newsdesk.settings import Settings


def run_delivery() -> Counts:
    """Sends the filed edition of the current Airflow run; returns counts.

    The edition is filed whatever happens here: what goes wrong is tried again, and at the last try,
    or where trying again cannot help, it is an alarm and a label, never a failed run.
    """
    from airflow.sdk import get_current_context
    from airflow.sdk.exceptions import AirflowFailException

    from newsdesk.desk import log

    context = get_current_context()
    last = context["ti"].try_number > context["ti"].max_tries
    try:
        with airflow_errors():
            counts = _deliver(context)
    except Exception as error:
        if not last and not isinstance(error, AirflowFailException):
            raise
        log.exception("the edition is filed, but its delivery did not end well")
        counts = {"failed": type(error).__name__}
        _say_undelivered(context, error)
    show(context, counts or {"channels": 0})
    return counts


def _deliver(context: Any) -> Counts:
    from newsdesk.delivering import deliver
    from newsdesk.settings import load_edition
    from newsdesk.stages import open_desk
    from newsdesk.window import window_of

    settings = current_settings(context["params"].get("feeds"))
    edition = load_edition(settings.edition_file)
    run = current_run(context, edition)
    window = window_of(run.report_date, edition.cutoff, edition.zone)
    desk = open_desk(settings, run, clock(settings, window))
    try:
        return deliver(desk, _post(settings, context["run_id"]))
    finally:
        desk.engine.dispose()


def _say_undelivered(context: Any, error: Exception) -> None:
    """The alarm that delivery itself broke down; where the database is what broke, the log has to do."""
    from newsdesk.desk import log
    from newsdesk.store.alarms import Alarm

    key, run_id = context["partition_key"], context["run_id"]
    text = f"{key or '（当日）'} 的日报已截稿，但发送没有完成（{type(error).__name__}，见 deliver 的日志）。"
    try:
        _ring([Alarm("undelivered", f"{run_id} {type(error).__name__}", text, _date_of(key))], run_id)
    except Exception:
        log.exception("the alarm could not be recorded either")


def run_failed(context: Any) -> None:
    """daily_report's failure callback: an alarm with the tasks that failed and a link to the run."""
    from newsdesk.store.alarms import Alarm

    run = context["dag_run"]
    key, run_id = run.partition_key or "（当日）", run.run_id
    text = f"{key} 的日报任务失败（{run_id}）。"
    _ring([Alarm("failed", run_id, text, _date_of(run.partition_key))], run_id)


def report_is_late(context: Any) -> None:
    """The deadline's callback: the scheduled run has not ended by its time."""
    from newsdesk.store.alarms import Alarm

    run = context["dag_run"]
    key = run["partition_key"] if isinstance(run, dict) else run.partition_key
    run_id = run["dag_run_id"] if isinstance(run, dict) else run.run_id
    text = f"{key} 的日报到时限仍未完成（任务还在进行或等待）。"
    _ring([Alarm("late", str(key), text, _date_of(key))], run_id)


def check_todays_edition() -> Counts:
    """The morning's watch: looks at our own table, not at Airflow's runs. Fails where no edition stands."""
    from airflow.sdk import get_current_context
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

    from newsdesk.alarming import todays_edition
    from newsdesk.store.alarms import Alarm

    context = get_current_context()
    with airflow_errors():
        settings = current_settings(None)
        if settings.rehearsal:
            raise AirflowSkipException("a rehearsal has no morning")
        day, state = todays_edition(settings, context["dag_run"].run_after)
    if state != "filed":
        text = f"{day} 的日报到 9:00 还没有截稿（{'未截稿' if state == 'provisional' else '没有日报'}）。"
        _ring([Alarm("late", day.isoformat(), text, day)], "")
        raise AirflowFailException(f"no finished edition of {day} by now: {state}")
    counts: Counts = {"date": day.isoformat(), "state": state}
    show(context, counts)
    return counts


def _date_of(key: str | None) -> Any:
    from newsdesk.errors import BadReportDate
    from newsdesk.window import parse_report_date

    try:
        return parse_report_date(key) if key else None
    except BadReportDate:
        return None


def _ring(alarms: list[Any], run_id: str) -> None:
    from newsdesk.alarming import ring
    from newsdesk.store.engine import connect

    settings = current_settings(None)
    engine = connect(settings.database_url)
    try:
        ring(engine, _bell(settings, run_id), alarms, datetime.now(UTC))
    finally:
        engine.dispose()


def _post(settings: Settings, run_id: str) -> Post:
    from newsdesk.delivering import Post

    found = {name: _tried(name, settings) for name in ("channels", "heartbeat", "alarms")}
    return Post(
        channels=found["channels"][0],
        heartbeat=found["heartbeat"][0].strip(),
        bell=_bell(settings, run_id),
        model=model_is_set(),
        broken=tuple((name, why) for name, (_, why) in found.items() if why),
    )


def _bell(settings: Settings, run_id: str) -> Bell:
    """Never raises for a setting that cannot be read: the alarm is recorded and logged all the same."""
    from newsdesk.alarming import Bell

    return Bell(_tried("alarms", settings)[0], run_page(run_id) if run_id else "")


def _tried(name: str, settings: Settings) -> tuple[str, str]:
    """(a setting's text, ""), or ("", why it cannot be read): one of them broken stops none of the others."""
    from newsdesk.desk import log

    try:
        return secret(name, settings), ""
    except ConfigError as error:
        log.error("%s", error)
        return "", str(error)


def run_page(run_id: str) -> str:
    """The address of a run of daily_report in the UI."""
    from airflow.configuration import conf

    base = conf.get("api", "base_url", fallback="").rstrip("/")
    return f"{base}/dags/daily_report/runs/{quote(run_id, safe='')}" if base else ""


def secret(name: str, settings: Settings) -> str:
    """A setting's text, "" where it is not set. Raises ConfigError for a file that cannot be read."""
    from airflow.sdk import Connection, Variable
    from airflow.sdk.exceptions import AirflowNotFoundException
    from airflow.sdk.log import mask_secret

    full = f"newsdesk_rehearsal_{name}" if settings.rehearsal else f"newsdesk_{name}"
    try:
        text = Connection.get(full).password or ""
    except AirflowNotFoundException:
        text = Variable.get(full, default=None) or ""
    if text.startswith("file:"):
        text = _from_file(full, Path(text.removeprefix("file:")))
    for line in text.splitlines():
        if line.strip():
            mask_secret(line.strip())
    return text


def _from_file(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{name}: cannot read {path}: {error.strerror}") from error
