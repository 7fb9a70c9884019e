"""The older system's published days and derived cases, byte for byte. Read from outside, never copied."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from newsdesk.cli.render_command import render_file
from newsdesk.report.json_format import read_json, render_json

_ROOT = Path(__file__).resolve().parents[3]
_GOLDEN = (_ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")).resolve() / "golden"
_CASES = sorted([*_GOLDEN.glob("*.json"), *(_GOLDEN / "derived").glob("*.json")])

pytestmark = pytest.mark.skipif(not _CASES, reason="no ../shared/data: golden days not run")


def _rendered(path: Path, fmt: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    assert render_file(path, fmt, out, err) == 0, err.getvalue()
    return out.getvalue()


@pytest.mark.parametrize("path", _CASES, ids=lambda path: path.stem)
def test_text_is_the_published_one_byte_for_byte(path: Path) -> None:
    expected = path.with_name(f"{path.stem}_report.txt").read_bytes()
    assert _rendered(path, "txt").encode("utf-8") == expected


@pytest.mark.parametrize("path", _CASES, ids=lambda path: path.stem)
def test_json_of_an_older_file_keeps_its_text(path: Path) -> None:
    again = read_json(_rendered(path, "json"))
    assert again == read_json(path.read_text(encoding="utf-8"))
    assert "slug" not in json.loads(render_json(again))


def test_every_day_and_case_was_run() -> None:
    days = [path for path in _CASES if path.parent == _GOLDEN]
    print(f"golden: {len(days)} days and {len(_CASES) - len(days)} derived cases")
    assert len(days) >= 9
    assert len(_CASES) - len(days) >= 8
