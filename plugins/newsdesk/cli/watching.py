"""Following a run: its six tasks as they change, until it ends."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rich.live import Live
from rich.table import Table
from rich.text import Text

from newsdesk.cli.airflow_api import AirflowApi, ApiRefused, ApiUnreachable, Json
from newsdesk.cli.talk import Talk
from newsdesk.cli.task_logs import error_in

TASKS = ("ingest", "dedupe", "rank", "tag_regions", "write_up", "render_report")
ENDED = frozenset({"success", "failed"})
_POLL = 0.7

# Airflow's states in words for a person, and their colours.
_STATES = {
    None: ("waiting", "dim"),
    "scheduled": ("waiting", "dim"),
    "queued": ("waiting", "dim"),
    "running": ("running", "yellow"),
    "success": ("done", "green"),
    "failed": ("failed", "bold red"),
    "up_for_retry": ("will be tried again", "yellow"),
    "up_for_reschedule": ("will be tried again", "yellow"),
    "restarting": ("starting again", "yellow"),
    "upstream_failed": ("not run", "dim"),
    "skipped": ("skipped", "dim"),
    "removed": ("removed", "dim"),
    "deferred": ("waiting outside", "yellow"),
    "awaiting_input": ("waiting for a person", "yellow"),
}

_IDLE = frozenset({"waiting", "skipped", "removed", "not run"})


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task as it is shown. seconds: of its last attempt. label: its counts, once it has them."""

    name: str
    state: str | None
    attempt: int
    seconds: float | None
    label: str

    @property
    def words(self) -> str:
        """The state in words."""
        return _STATES.get(self.state, (str(self.state), ""))[0]

    @property
    def style(self) -> str:
        """The state's colour."""
        return _STATES.get(self.state, ("", ""))[1]


@dataclass(frozen=True, slots=True)
class RunView:
    """A run and its tasks at a moment."""

    run_id: str
    state: str
    tasks: tuple[TaskView, ...]


def view(run: Json, instances: list[Json]) -> RunView:
    """A run as it is shown, from Airflow's answers. Pure.

    The six tasks in order, then those of the others that have done something: approval, delivery and
    correction are skipped on most days.
    """
    found = {_name(each): each for each in instances}
    six = [_task(name, found.get(name, {})) for name in TASKS]
    others = [_task(name, each) for name, each in found.items() if name not in TASKS]
    worked = [one for one in others if one.words not in _IDLE]
    return RunView(run["dag_run_id"], run["state"], (*six, *worked))


def _name(instance: Json) -> str:
    """A task's id; of one that is mapped, with its place: read_shard[1]."""
    place = instance.get("map_index", -1)
    return f"{instance['task_id']}[{place}]" if isinstance(place, int) and place >= 0 else instance["task_id"]


def _task(name: str, found: Json) -> TaskView:
    state = found.get("state")
    # A cleared task keeps its last label until it has a new one; it would be read as a result.
    label = (found.get("rendered_map_index") or "") if state == "success" else ""
    return TaskView(name, state, found.get("try_number") or 0, found.get("duration"), label)


def changes(before: RunView | None, after: RunView) -> list[str]:
    """A line for each task that has come into a state that is worth a line. Pure."""
    known = {task.name: (task.words, task.attempt) for task in before.tasks} if before else {}
    return [
        line(task)
        for task in after.tasks
        if task.words != "waiting" and known.get(task.name) != (task.words, task.attempt)
    ]


def line(task: TaskView) -> str:
    """A task in one line."""
    took = f" after {task.seconds:.1f} s" if task.state in ENDED and task.seconds is not None else ""
    attempt = f" (attempt {task.attempt})" if task.attempt > 1 else ""
    label = f"  {task.label}" if task.label else ""
    return f"  {task.name:<14} {task.words}{took}{attempt}{label}".rstrip()


def table(shown: RunView) -> Table:
    """The run for a terminal."""
    grid = Table.grid(padding=(0, 2))
    for task in shown.tasks:
        took = f"{task.seconds:.1f} s" if task.seconds is not None and task.words != "waiting" else ""
        attempt = f"attempt {task.attempt}" if task.attempt > 1 else ""
        notes = "  ".join(filter(None, (attempt, task.label)))
        grid.add_row("", task.name, Text(task.words, style=task.style), took, Text(notes, style="dim"))
    return grid


@contextmanager
def _screen(talk: Talk) -> Iterator[Callable[[RunView | None, RunView], None]]:
    """Where the run is shown: redrawn in place on a terminal, a line for each change elsewhere."""
    if not talk.out.is_terminal:

        def say(before: RunView | None, after: RunView) -> None:
            for text in changes(before, after):
                talk.say(text)

        yield say
        return
    with Live(console=talk.out, refresh_per_second=4, transient=False) as live:
        yield lambda _, after: live.update(table(after))


def _explained(now: RunView, api: AirflowApi, reasons: dict[tuple[str, int], str]) -> RunView:
    """The run with the error beside each task that waits for its next attempt. reasons: those known."""
    tasks = []
    for task in now.tasks:
        if task.state == "up_for_retry":
            key = (task.name, task.attempt)
            if key not in reasons:
                reasons[key] = _reason(api, now.run_id, *key)
            task = replace(task, label=reasons[key])
        tasks.append(task)
    return replace(now, tasks=tuple(tasks))


def _reason(api: AirflowApi, run_id: str, task: str, attempt: int) -> str:
    try:
        return one_line(error_in(api.log(run_id, task, attempt)))
    except ApiRefused:
        return ""


def one_line(text: str, longest: int = 160) -> str:
    """The first line of a text, cut where it is long. Pure."""
    first = text.strip().split("\n", 1)[0]
    return first if len(first) <= longest else first[: longest - 1] + "…"


def follow(api: AirflowApi, run_id: str, talk: Talk, look_after: Callable[[bool], None]) -> RunView:
    """Shows the run until it has ended; returns how it ended.

    look_after: called now and then, and with True where Airflow does not answer; it brings up what
    has died, or raises. KeyboardInterrupt leaves the run as it is, in Airflow.
    """
    shown: RunView | None = None
    reasons: dict[tuple[str, int], str] = {}
    with _screen(talk) as show:
        for turn in itertools.count():
            try:
                now = _explained(view(api.run(run_id), api.tasks(run_id)), api, reasons)
            except ApiUnreachable:
                look_after(True)
                continue
            show(shown, now)
            shown = now
            if now.state in ENDED:
                break
            if turn % 8 == 7:
                look_after(False)
            time.sleep(_POLL)
    return now
