"""`render FILE`: exactly the report, or one line on what is wrong."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from newsdesk.cli.render_command import render_file
from newsdesk.report.build import build
from newsdesk.report.json_format import render_json
from newsdesk.report.text import render_text
from tests.unit.report.making import chosen, frame


def _run(path: Path, fmt: str = "txt") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return render_file(path, fmt, out, err), out.getvalue(), err.getvalue()


def test_our_json_gives_our_files_back(tmp_path: Path) -> None:
    report = build([chosen(1), chosen(2, "international")], frame(rehearsal="sample", ranker="rules"))
    path = tmp_path / "r.json"
    path.write_text(render_json(report), encoding="utf-8")
    assert _run(path) == (0, render_text(report), "")
    assert _run(path, "json") == (0, render_json(report), "")


def test_bytes_are_utf8_whatever_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(render_json(build([chosen(1)], frame())), encoding="utf-8")
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", newline="\r\n")
    assert render_file(path, "txt", out, io.StringIO()) == 0
    assert raw.getvalue() == render_text(build([chosen(1)], frame())).encode("utf-8")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", "domestic: missing"),
        (b'{"domestic": [], "international": []}', "date: Field required"),
        (b"\xff\xfe", "not UTF-8"),
        (b"hello", "not JSON"),
        (
            b'{"date":"2026-01-01","generated_at":"","domestic":[{"summary":"\\ud800"}],"international":[]}',
            "domestic.0.summary",
        ),
    ],
)
def test_junk_is_one_line_naming_file_and_field(tmp_path: Path, body: bytes, said: str) -> None:
    path = tmp_path / "junk.json"
    path.write_bytes(body)
    code, out, err = _run(path)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "junk.json: " in err
    assert said in err


def test_a_missing_file_and_an_unknown_format(tmp_path: Path) -> None:
    assert _run(tmp_path / "none.json")[0] == 2
    assert "No such file" in _run(tmp_path / "none.json")[2]
    assert _run(tmp_path / "none.json", "pdf") == (
        2,
        "",
        "newsdesk render: unknown format 'pdf'; known: txt, json\n",
    )
