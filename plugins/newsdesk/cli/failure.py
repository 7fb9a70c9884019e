"""Why a run failed: the task, its error, the end of its log."""

from __future__ import annotations

from newsdesk.cli.airflow_api import AirflowApi, ApiRefused, ApiUnreachable
from newsdesk.cli.talk import Talk
from newsdesk.cli.task_logs import error_in, log_lines
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
