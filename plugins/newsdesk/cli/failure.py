"""Why a run failed: the task, its error, the end of its log."""

from __future__ import annotations

from typing import Any

from newsdesk.cli.airflow_api import AirflowApi, ApiRefused, ApiUnreachable
from newsdesk.cli.talk import Talk
from newsdesk.cli.watching import RunView

_LINES = 15


def explain(api: AirflowApi, ended: RunView, talk: Talk) -> None:
    """Prints each failed task with its error and the end of its log, and where to read on."""
    for task in ended.tasks:
        if task.state != "failed":
            continue
        talk.wrong(f"task {task.name} failed at attempt {task.attempt}")
        try:
            entries = api.log(ended.run_id, task.name, task.attempt)
        except (ApiRefused, ApiUnreachable) as error:
            talk.wrong(f"its log cannot be read: {error}")
            continue
        error_text = error_in(entries)
        if error_text:
            talk.wrong(error_text)
        lines = log_lines(entries)[-_LINES:]
        talk.say("\nThe end of its log:")
        talk.say("\n".join(f"  {text}" for text in lines) or "  (empty)")
    talk.say(f"\nAll of it: {api.run_page(ended.run_id)}")


def error_in(entries: list[Any]) -> str:
    """The last error with a traceback, as `Type: message`; empty where there is none. Pure."""
    for entry in reversed(entries):
        details = entry.get("error_detail") if isinstance(entry, dict) else None
        if isinstance(details, list) and details and isinstance(details[0], dict):
            # The first is the one that was raised last; the others are its causes.
            return f"{details[0].get('exc_type', 'Error')}: {details[0].get('exc_value', '')}".strip()
    return ""


def log_lines(entries: list[Any]) -> list[str]:
    """Log entries as lines: time, level, text, and what an error was raised with. Pure.

    Airflow's own groups (where the log came from, which environment) are left out.
    """
    lines: list[str] = []
    for entry in entries:
        if not isinstance(entry, dict):
            lines.extend(str(entry).splitlines())
            continue
        event = str(entry.get("event", ""))
        if event.startswith(("::group::", "::endgroup::")):
            continue
        clock = str(entry.get("timestamp") or "")[11:19]
        level = str(entry.get("level") or "").upper()
        texts = event.splitlines() or [""]
        lines.append(" ".join(filter(None, (clock, level, texts[0]))))
        lines.extend(texts[1:])
        lines.extend(_raised(entry))
    return lines


def _raised(entry: dict[str, Any]) -> list[str]:
    details = entry.get("error_detail")
    if not isinstance(details, list):
        return []
    return [f"    {each.get('exc_type')}: {each.get('exc_value')}" for each in details if isinstance(each, dict)]
