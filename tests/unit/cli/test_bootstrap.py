"""The bootstrap ./newsdesk: what it decides about .venv, with no package installed for it."""

import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys

import pytest

from newsdesk.cli.homes import checkout

SCRIPT = checkout() / "newsdesk"


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """The script as a module, working in an empty checkout with two lock files."""
    loader = importlib.machinery.SourceFileLoader("newsdesk_bootstrap", str(SCRIPT))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    monkeypatch.delenv("NEWSDESK_VENV", raising=False)
    for name in ("run", "dev"):
        module.LOCKS[name] = tmp_path / f"{name}.lock"
        module.LOCKS[name].write_text(name)
    module.ROOT, module.STATE, module.VENV = tmp_path, tmp_path / ".newsdesk", tmp_path / ".venv"
    module.PYTHON = module.VENV / "bin" / "python"
    module.STAMP = module.VENV / "newsdesk-setup.json"
    module.UNFINISHED = module.STATE / "setup.unfinished"
    return module


@pytest.fixture
def commands(bootstrap, monkeypatch):
    """Stands in for every program that is called; .venv gets its Python. Returns what was called."""
    called = []

    def call(command, failure, way_out, listen=False):
        called.append([str(word) for word in command])
        if "venv" in called[-1]:
            bootstrap.PYTHON.parent.mkdir(parents=True)
            bootstrap.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(bootstrap, "call", call)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    return called


def synced(commands):
    return [command[-1].rsplit("/", 1)[1] for command in commands if "sync" in command]


def test_the_first_use_installs_and_the_second_does_nothing(bootstrap, commands):
    assert bootstrap.set_up("run") == bootstrap.PYTHON
    assert synced(commands) == ["run.lock"]
    bootstrap.set_up("run")
    assert synced(commands) == ["run.lock"]
    assert all("--require-hashes" in command for command in commands if "sync" in command)


def test_uv_is_fetched_only_where_there_is_none(bootstrap, commands, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/uv" if name == "uv" else None)
    bootstrap.set_up("run")
    assert not any("install" in command for command in commands)
    assert commands[0][:2] == ["/usr/bin/uv", "venv"]


def test_tests_need_more_and_an_ordinary_use_keeps_it(bootstrap, commands):
    bootstrap.set_up("run")
    bootstrap.set_up("dev")
    bootstrap.set_up("run")
    assert synced(commands) == ["run.lock", "dev.lock"]
    bootstrap.LOCKS["run"].write_text("changed")
    bootstrap.set_up("run")
    assert synced(commands)[2:] == ["dev.lock"]


def test_a_changed_lock_brings_the_packages_up_to_date_in_place(bootstrap, commands):
    bootstrap.set_up("run")
    bootstrap.LOCKS["run"].write_text("changed")
    bootstrap.set_up("run")
    assert synced(commands) == ["run.lock", "run.lock"]
    assert sum("venv" in command for command in commands) == 1


def test_a_set_up_that_was_cut_off_starts_over(bootstrap, commands, capsys, monkeypatch):
    whole = bootstrap.call

    def cut_off(command, *rest, **more):
        if "sync" in command:
            raise KeyboardInterrupt
        whole(command, *rest, **more)

    monkeypatch.setattr(bootstrap, "call", cut_off)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.set_up("run")
    (bootstrap.VENV / "half").touch()
    monkeypatch.setattr(bootstrap, "call", whole)
    bootstrap.set_up("run")
    assert "starting it over" in capsys.readouterr().err
    assert not (bootstrap.VENV / "half").exists()
    assert bootstrap.is_ready("run")


def test_a_copied_checkout_gets_an_environment_of_its_own(bootstrap, commands):
    bootstrap.set_up("run")
    stamp = json.loads(bootstrap.STAMP.read_text())
    bootstrap.STAMP.write_text(json.dumps({**stamp, "root": "/elsewhere"}))
    (bootstrap.VENV / "old").touch()
    bootstrap.set_up("run")
    assert not (bootstrap.VENV / "old").exists()


def test_an_environment_whose_python_is_gone_is_made_again(bootstrap, commands):
    bootstrap.set_up("run")
    bootstrap.PYTHON.unlink()
    bootstrap.PYTHON.symlink_to("/nowhere/python3.11")
    bootstrap.set_up("run")
    assert bootstrap.PYTHON.exists()


def test_an_environment_of_the_callers_own_is_left_alone(bootstrap, commands, monkeypatch, tmp_path):
    (tmp_path / "mine" / "bin").mkdir(parents=True)
    (tmp_path / "mine" / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.setenv("NEWSDESK_VENV", str(tmp_path / "mine"))
    assert bootstrap.set_up("dev") == tmp_path / "mine" / "bin" / "python"
    assert commands == []


def test_a_python_that_is_too_old_is_passed_over(bootstrap, monkeypatch):
    versions = {sys.executable: (3, 9), "/usr/bin/python3.12": None, "/usr/bin/python3.11": (3, 11)}
    monkeypatch.setattr(bootstrap, "version_of", lambda python: versions.get(python))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert bootstrap.find_python() == "/usr/bin/python3.11"


def test_no_python_that_will_do_says_what_to_do(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "version_of", lambda python: (3, 9))
    with pytest.raises(SystemExit):
        bootstrap.find_python()
    assert "What to do: install one" in capsys.readouterr().err


def test_a_command_that_does_not_run_has_no_version(bootstrap):
    assert bootstrap.version_of("/nowhere/python3") is None
    assert bootstrap.version_of(sys.executable) == sys.version_info[:2]


def test_what_fails_ends_with_the_way_out(bootstrap, capsys):
    with pytest.raises(SystemExit) as ended:
        bootstrap.call([sys.executable, "-c", "raise SystemExit(3)"], "it failed", "What to do: this")
    assert ended.value.code == 1
    assert "it failed" in (said := capsys.readouterr().err)
    assert "What to do: this" in said


def test_the_installers_words_are_passed_on_without_a_line_for_each_package(bootstrap, capsys):
    code = "import sys; sys.stderr.write('Resolved 2 packages\\n + a==1\\n - b==2\\nInstalled\\n')"
    bootstrap.call([sys.executable, "-c", code], "", "", listen=True)
    assert capsys.readouterr().err == "newsdesk: Resolved 2 packages\nnewsdesk: Installed\n"


def test_no_command_shows_the_usage_and_is_wrong_use(tmp_path):
    copy = tmp_path / "newsdesk"
    copy.write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run([sys.executable, copy], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "usage: ./newsdesk COMMAND" in done.stdout
    asked = subprocess.run([sys.executable, copy, "--help"], capture_output=True, text=True, check=False)
    assert asked.returncode == 0
    assert [each.name for each in tmp_path.iterdir()] == ["newsdesk"]  # nothing was set up for it


def test_the_script_is_executable():
    assert os.access(SCRIPT, os.X_OK)
