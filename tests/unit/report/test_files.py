"""Files whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsdesk.report import files
from newsdesk.report.files import ensure, report_filename, write_whole


def test_written_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    write_whole(path, "甲\n乙\r\n🏷️")
    assert path.read_bytes() == "甲\n乙\r\n🏷️".encode()
    assert [one.name for one in tmp_path.iterdir()] == ["报告.txt"]


def test_a_failing_disk_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.txt"
    write_whole(path, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["r.txt"]


def test_text_that_cannot_be_encoded_touches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text() == "old"


def test_leftovers_of_killed_writers_go_and_a_living_ones_stays(tmp_path: Path) -> None:
    path = tmp_path / "r[1].txt"
    left, living, other = (
        tmp_path / name for name in (".r[1].txt.aa.tmp", ".r[1].txt.bb.tmp", ".x.txt.aa.tmp")
    )
    for one in (left, living, other):
        one.write_text("half")
    for one in (left, other):
        os.utime(one, (1, 1))
    write_whole(path, "new")
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([living.name, other.name, path.name])


def test_ensure_writes_only_what_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a" / "reports"
    assert ensure(folder, "r.txt", "一") is True
    assert ensure(folder, "r.txt", "二") is True
    monkeypatch.setattr(files, "write_whole", lambda *_: pytest.fail("written again"))
    assert ensure(folder, "r.txt", "二") is False


@pytest.mark.parametrize("name", ["../r.txt", "a/r.txt", "/r.txt", "..", ""])
def test_a_file_name_is_no_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is a path"):
        ensure(tmp_path / "reports", name, "x")
    assert list(tmp_path.iterdir()) == []


def test_names() -> None:
    assert report_filename("2026-01-02", "txt") == "2026-01-02_report.txt"
    assert report_filename("2026-01-02", "json") == "2026-01-02_report.json"
