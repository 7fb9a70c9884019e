"""Cleaning: one line, always encodable, twice the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.report.one_line import one_line


@given(st.text(st.characters(categories=None)))
def test_any_text_becomes_one_encodable_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert line.encode("utf-8").decode("utf-8") == line
    assert one_line(line) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  甲\r\n乙\u3000丙\u00a0丁 ", "甲 乙 丙 丁"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("\u202e倒\u202c着\ufeff", "倒着"),
        ("坏\ud800字", "坏字"),
        ("👩\u200d💻 🏷️", "👩\u200d💻 🏷️"),
        ("", ""),
    ],
)
def test_examples(text: str, line: str) -> None:
    assert one_line(text) == line
