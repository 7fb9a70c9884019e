"""What is kept between two commands."""

import stat

import pytest

from newsdesk.cli import records
from newsdesk.cli.records import Process, State


def test_a_state_comes_back_as_it_was(tmp_path):
    state = State({"scheduler": Process(12, 34.5)}, 8080, "abc", "3.3.2 x", 8799, "def", "/feeds.toml")
    records.write(tmp_path, state)
    assert records.read(tmp_path) == state


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"services": {"scheduler": {"pid": "x"}}}', '{"services": 3}']
)
def test_a_damaged_state_is_an_empty_one(tmp_path, text):
    (tmp_path / "state.json").write_text(text)
    assert records.read(tmp_path) == State()


def test_no_state_is_an_empty_one(tmp_path):
    assert records.read(tmp_path / "nowhere") == State()


def test_keys_of_another_version_are_passed_over(tmp_path):
    (tmp_path / "state.json").write_text('{"port": 8085, "of_the_future": 1}')
    assert records.read(tmp_path).port == 8085


def test_only_the_owner_can_read_what_is_kept(tmp_path):
    records.write_private(tmp_path / "secrets.json", "x")
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "secrets.json"
    records.write_private(path, "first")
    records.write_private(path, "second")
    assert path.read_text() == "second"
    assert [each.name for each in tmp_path.iterdir()] == ["secrets.json"]
