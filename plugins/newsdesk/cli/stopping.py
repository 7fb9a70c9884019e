"""Taking homes down: the schedulers first, while their API servers still take in what tasks report."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path

from newsdesk.cli import homes, postgres, processes, records, services
from newsdesk.cli.locks import held
from newsdesk.cli.records import State
from newsdesk.cli.talk import Talk

# With Postgres, some 15 s at most. A scheduler waits for its running task; that task is tried again.
_SCHEDULER_GRACE, _OTHERS_GRACE = 9.0, 4.0


def home_folders(root: Path) -> list[Path]:
    """The folders of all homes that were ever up, or are coming up for the first time."""
    return sorted(path.parent for path in homes.state_folder(root).glob("*/launcher.lock"))


def take_down(root: Path, talk: Talk) -> None:
    """Stops every service of every home, then Postgres; only processes that the launcher started."""
    with ExitStack() as locks:
        for folder in home_folders(root):
            busy = f"another ./newsdesk is starting {folder.name}; waiting"
            locks.enter_context(held(folder / "launcher.lock", partial(talk.say, busy)))
        states = {folder: records.read(folder) for folder in home_folders(root)}
        _stop_services(root, states, talk)
        if postgres.running(root) is not None:
            with talk.step("stopping Postgres", "Postgres is stopped"):
                postgres.stop(root)


def _stop_services(root: Path, states: dict[Path, State], talk: Talk) -> None:
    names = [folder.name for folder, state in states.items() if services.alive(state)]
    if not names:
        _stop(root, states)  # what a crash may have left behind
        if postgres.running(root) is None:
            talk.say("nothing is running")
        return
    with talk.step(f"stopping Airflow ({', '.join(names)})", "Airflow is stopped"):
        patient = _stop(root, states)
    if not patient:
        talk.warn("the scheduler did not end by itself; if a task was at work, the next start tries it again")


def _stop(root: Path, states: dict[Path, State]) -> bool:
    """True where every scheduler ended when asked. The states forget what was stopped."""
    everything = homes.state_folder(root)
    found = [item for state in states.values() for item in state.services.items()]
    schedulers = [process for name, process in found if name == "scheduler"]
    patient = processes.stop(schedulers, everything, _SCHEDULER_GRACE)
    processes.stop([process for _, process in found], everything, _OTHERS_GRACE)
    for folder, state in states.items():
        state.services = {}
        records.write(folder, state)
    return patient
