"""Words marked in a text of others: nothing of it becomes markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsdesk.web.marking import marked


def test_marks_stand_around_each_part() -> None:
    assert str(marked("完成融资，再融资", ["融资"])) == "完成<mark>融资</mark>，再<mark>融资</mark>"
    assert str(marked("OpenAI", ["openai"])) == "<mark>OpenAI</mark>"


def test_a_long_text_begins_near_the_first_mark() -> None:
    shown = str(marked("前" * 500 + "融资" + "后" * 500, ["融资"], 100))
    assert shown.startswith("…")
    assert "<mark>融资</mark>" in shown


@given(st.text("<>&\"'融资ab/script ", max_size=200), st.lists(st.text("<>融资ab", max_size=5), max_size=4))
def test_nothing_of_the_text_becomes_markup(text: str, parts: list[str]) -> None:
    shown = str(marked(text, parts)).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in shown
    assert ">" not in shown
