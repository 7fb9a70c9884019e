"""What every task imports, imported once by the process that tasks are forked from.

A task of the LocalExecutor is a fork of the scheduler. What the scheduler has imported costs the task
nothing, in time or in memory; what it has not, each task imports again, some seconds on a small machine.
Where Airflow does not fork (on macOS, and by default from Python 3.14 on) tasks import for themselves.
"""

from __future__ import annotations

import importlib
import multiprocessing
import sys

from airflow.listeners import hookimpl

# Airflow's side of a task, which it imports after the fork; and ours, with all that the stages use.
MODULES = (
    "airflow.sdk.execution_time.supervisor",
    "airflow.sdk.execution_time.task_runner",
    "newsdesk.stages",
)


@hookimpl
def on_starting(component: object) -> None:
    """Airflow calls this as each of its services starts, before the scheduler forks its workers.

    Airflow logs what is raised here and goes on: tasks then import for themselves.
    """
    if sys.argv[1:2] == ["scheduler"] and multiprocessing.get_start_method() == "fork":
        for name in MODULES:
            importlib.import_module(name)
