"""Which of the processes on this machine are ours, and how they are stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from newsdesk.cli.records import Process

# The boot's own time is known to the second.
_SAME_START = 2.0


def recorded(pid: int) -> Process:
    """A process of ours, as it is kept. Raises psutil.NoSuchProcess where it has ended already."""
    return Process(pid, _started(psutil.Process(pid)))


def started_at(process: Process) -> float:
    """When it was started, in seconds since the epoch by the clock as it is now."""
    return process.started + psutil.boot_time()


def is_alive(process: Process) -> bool:
    """Whether this very process runs (its number may belong to another one by now)."""
    try:
        return _is_same(process) and psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _started(found: psutil.Process) -> float:
    return found.create_time() - psutil.boot_time()


def family(process: Process, folder: Path) -> list[psutil.Process]:
    """The process and all that it started: its session, also where it has ended itself.

    folder: the working folder that our services share with their children; a second proof, for the
    case that the number now leads a stranger's session.
    """
    leader_is_stranger = psutil.pid_exists(process.pid) and not _is_same(process)
    if leader_is_stranger:
        return []
    found = []
    for pid in psutil.pids():
        with contextlib.suppress(psutil.Error, OSError):
            if os.getsid(pid) == process.pid:
                member = psutil.Process(pid)
                if member.status() != psutil.STATUS_ZOMBIE and _works_in(member, folder):
                    found.append(member)
    return found


def _is_same(process: Process) -> bool:
    try:
        return abs(_started(psutil.Process(process.pid)) - process.started) < _SAME_START
    except psutil.Error:
        return False


def _works_in(member: psutil.Process, folder: Path) -> bool:
    return Path(member.cwd()).is_relative_to(folder.resolve())


def stop(processes: Iterable[Process], folder: Path, grace: float) -> bool:
    """Asks the processes to end, waits up to grace seconds, then kills their families.

    True where all ended when asked. The zombie of a child of this very process counts as ended.
    """
    wanted = list(processes)
    for process in wanted:
        if is_alive(process):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while any(is_alive(process) for process in wanted) and time.monotonic() < deadline:
        time.sleep(0.1)
    asked = not any(is_alive(process) for process in wanted)
    kill_families(wanted, folder)
    return asked


def kill_families(processes: Iterable[Process], folder: Path) -> None:
    """Ends at once whatever is left of these sessions."""
    left = [member for process in processes for member in family(process, folder)]
    for member in left:
        with contextlib.suppress(psutil.Error):
            member.kill()
    psutil.wait_procs(left, timeout=3)
