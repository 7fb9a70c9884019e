"""Wrong use ends with 2 and a sentence, before anything is started."""

import subprocess
import sys

import pytest

from newsdesk.cli import app as command_line
from newsdesk.cli import backfilling, running, starting
from newsdesk.cli.homes import checkout

FEEDS = str(checkout() / "include" / "sample" / "feeds.toml")


@pytest.fixture
def call(monkeypatch, capsys):
    """Runs the command line with arguments; (exit code, what it printed)."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["./newsdesk", *arguments])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        printed = capsys.readouterr()
        return ended.value.code, " ".join((printed.out + printed.err).split())

    return run


@pytest.fixture(autouse=True)
def _nothing_starts(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("something was started")

    for module in (running, backfilling, starting):
        monkeypatch.setattr(module, "bring_up", refuse)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "2026-1-2"), "not a report date"),
        (("run", "2999-01-01"), "future"),
        (("run", "--sample", "--feeds", FEEDS), "two different rehearsals"),
        (("run", "--feeds", "/nowhere.toml"), "no such file"),
        (("run", "--feeds", FEEDS.replace("feeds.toml", "README.md")), "README.md"),
        (("backfill", "2026-01-03", "2026-01-02"), "earlier date first"),
        (("backfill", "2026-01-03", "2999-01-02"), "future"),
        (("backfill", "2026-01-03"), "Missing argument"),
        (("rerun", "2026-01-03", "--from", "nothing"), "nothing"),
        (("rerun", "2026-01-03", "--from", "rank", "--fresh"), "start a whole new run"),
        (("render",), "Missing argument"),
        (("frobnicate",), "No such command"),
    ],
)
def test_wrong_use(call, arguments, said):
    code, printed = call(*arguments)
    assert code == 2
    assert said in printed


def test_help_names_every_command(call):
    code, printed = call("--help")
    assert code == 0
    for name in ("run", "rerun", "backfill", "up", "down", "status", "migrate", "render", "parse", "test"):
        assert f" {name} " in printed


def test_a_date_and_its_options_reach_the_run(call, monkeypatch):
    asked = []
    monkeypatch.setattr(
        running, "run", lambda home, day, asked_for, talk: asked.append((home.name, day, asked_for)) or 3
    )
    code, _ = call("run", "2026-01-02", "--sample", "--fresh")
    assert code == 3
    assert [(name, str(day), each.fresh, each.recollect) for name, day, each in asked] == [
        ("sample", "2026-01-02", True, False)
    ]


def test_the_sample_without_a_date_is_its_last_day(call, monkeypatch):
    days = []
    monkeypatch.setattr(running, "run", lambda home, day, *rest: days.append(str(day)) or 0)
    call("run", "--sample")
    assert days == ["2026-03-06"]  # include/sample/README.md


def test_rerun_starts_from_the_first_task_unless_told(call, monkeypatch):
    tasks = []
    monkeypatch.setattr(running, "rerun", lambda home, day, task, *rest: tasks.append(task) or 0)
    call("rerun", "2026-01-02")
    call("rerun", "2026-01-02", "--from", "write_up")
    assert tasks == ["ingest", "write_up"]


@pytest.mark.parametrize("module", ["render_command", "parse_command"])
def test_render_and_parse_import_neither_airflow_nor_the_database(module):
    code = (
        f"import sys, newsdesk.cli.app, newsdesk.cli.{module};"
        "print([name for name in ('airflow', 'sqlalchemy', 'anthropic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(checkout() / "plugins")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
