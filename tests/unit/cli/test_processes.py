"""Only our processes are stopped, and all of them."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from newsdesk.cli import processes
from newsdesk.cli.records import Process

SLEEPER = "import time; time.sleep(60)"
# A parent that ignores SIGTERM, with a child in the same session.
STUBBORN = (
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    f"subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); print('ready', flush=True); time.sleep(60)"
)


@pytest.fixture
def started(tmp_path):
    """Starts Python code as the launcher starts a service; kills what is left afterwards."""
    children = []

    def start(code):
        child = subprocess.Popen(
            [sys.executable, "-c", code], cwd=tmp_path, start_new_session=True, stdout=subprocess.PIPE
        )
        children.append(child)
        return child

    yield start
    for child in children:
        for member in psutil.process_iter():
            try:
                if os.getsid(member.pid) == child.pid:
                    member.kill()
            except (psutil.Error, OSError):
                continue
        child.wait()
        child.stdout.close()


def test_a_process_is_alive_until_it_ends(started):
    child = started(SLEEPER)
    process = processes.recorded(child.pid)
    assert processes.is_alive(process)
    child.kill()
    while child.poll() is None:
        time.sleep(0.01)
    assert not processes.is_alive(process)


def test_a_dead_child_that_nobody_has_waited_for_is_dead(started):
    child = started(SLEEPER)
    process = processes.recorded(child.pid)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it is a zombie now
    assert not processes.is_alive(process)


def test_a_number_that_another_process_has_by_now_is_not_ours(started, tmp_path):
    child = started(SLEEPER)
    stale = Process(child.pid, processes.recorded(child.pid).started - 5000)
    assert not processes.is_alive(stale)
    assert processes.family(stale, tmp_path) == []
    processes.stop([stale], tmp_path, grace=0)
    assert child.poll() is None


@pytest.mark.skipif(sys.platform != "linux", reason="where psutil adds the boot time itself")
def test_a_clock_that_is_set_changes_nothing(started, monkeypatch):
    process = processes.recorded(started(SLEEPER).pid)
    before = processes.started_at(process)
    boot = psutil.boot_time()
    monkeypatch.setattr("psutil._psplatform.boot_time", lambda: boot + 3600)
    assert processes.is_alive(process)
    assert processes.started_at(process) == pytest.approx(before + 3600, abs=2)


def test_a_process_that_works_elsewhere_is_not_ours(started, tmp_path):
    child = started(SLEEPER)
    assert processes.family(processes.recorded(child.pid), tmp_path / "other") == []


def test_stop_asks_first(started, tmp_path):
    child = started(SLEEPER)
    assert processes.stop([processes.recorded(child.pid)], tmp_path, grace=20)
    assert child.wait() == -15


def test_what_does_not_end_is_killed_with_its_children(started, tmp_path):
    child = started(STUBBORN)
    assert child.stdout.readline() == b"ready\n"
    process = processes.recorded(child.pid)
    family = processes.family(process, tmp_path)
    assert len(family) == 2
    assert not processes.stop([process], tmp_path, grace=0.2)
    assert processes.family(process, tmp_path) == []


def test_children_of_a_killed_parent_are_found(started, tmp_path):
    child = started(STUBBORN)
    child.stdout.readline()
    process = processes.recorded(child.pid)
    child.kill()
    child.wait()
    assert len(processes.family(process, tmp_path)) == 1
    processes.kill_families([process], tmp_path)
    assert processes.family(process, tmp_path) == []
