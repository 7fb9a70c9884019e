"""Homes: what --sample and --feeds FILE mean, and that two never share anything."""

from pathlib import Path

import pytest

from newsdesk.cli import homes

ROOT = Path("/checkout")


def test_the_live_home_has_the_plain_names():
    home = homes.choose(ROOT, use_sample=False, feeds=None)
    assert (home.name, home.rehearsal, home.reports) == ("live", "", ROOT / "reports")
    assert home.feeds_file == ROOT / "include" / "feeds.toml"


def test_the_sample_is_a_rehearsal_apart():
    home = homes.choose(ROOT, use_sample=True, feeds=None)
    assert (home.rehearsal, home.reports) == ("sample", ROOT / "reports-sample")
    assert home.folder == ROOT / ".newsdesk" / "sample"


def test_a_feeds_file_has_one_home_however_it_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    named = homes.replay(ROOT, Path("week.toml"))
    absolute = homes.replay(ROOT, tmp_path / "week.toml")
    assert named.folder == absolute.folder
    assert named.reports == absolute.reports
    assert absolute.feeds_file.is_absolute()


def test_two_files_of_one_name_have_two_homes():
    first = homes.replay(ROOT, Path("/a/week.toml"))
    second = homes.replay(ROOT, Path("/b/week.toml"))
    assert first.name != second.name
    assert first.reports != second.reports
    assert first.key != second.key


@pytest.mark.parametrize("name", ["../../x.toml", "a b/周报.toml", "-rf.toml", "....toml"])
def test_a_strange_name_stays_one_folder_below_the_checkout(name):
    reports = homes.replay(ROOT, Path("/feeds") / name).reports
    assert reports.parent == ROOT
    assert reports.name.startswith("reports-")


def test_database_names_fit_postgres():
    home = homes.replay(ROOT, Path("/" + "x" * 300))
    assert len(f"airflow_{home.key}") <= 63
    assert home.key.isidentifier()


def test_both_rehearsals_at_once_are_wrong_use():
    with pytest.raises(ValueError, match="two different rehearsals"):
        homes.choose(ROOT, use_sample=True, feeds=Path("week.toml"))


def test_the_homes_want_different_ports():
    wanted = {homes.live(ROOT).port, homes.sample(ROOT).port, homes.replay(ROOT, Path("w.toml")).port}
    assert len(wanted) == 3


def test_messages_say_what_to_type():
    assert homes.live(ROOT).command("up") == "./newsdesk up"
    assert homes.sample(ROOT).command("up") == "./newsdesk up --sample"
