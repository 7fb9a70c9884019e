"""What files of labelled pairs bench/same_story.py reads."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from newsdesk.stories.clues import clues_of
from newsdesk.stories.meaning import signs_of
from newsdesk.stories.names import NO_NAMES
from newsdesk.stories.space import Nearness
from tests.unit.stories.articles import article

BENCH = Path(__file__).resolve().parents[3] / "bench"


@pytest.fixture
def pairs(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCH))
    yield import_module("story_pairs")
    sys.modules.pop("story_pairs", None)


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "pairs.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_only_titles_and_label_are_needed(pairs: Any, tmp_path: Path) -> None:
    path = _file(tmp_path, "title_a\ttitle_b\tlabel", "Orca 5 is out\t海豚发布 Orca 5\tsame")
    (pair,) = pairs.given_pairs(path)
    assert (pair.id, pair.languages, pair.same, pair.tuning) == ("1", "zh-en", True, False)
    assert [one.title for one in pairs.articles(pair)] == ["Orca 5 is out", "海豚发布 Orca 5"]


def test_titles_are_read_as_the_archive_keeps_them(pairs: Any, tmp_path: Path) -> None:
    path = _file(
        tmp_path, "title_a\ttitle_b\tlabel", "Orca&#8217;s <b>5</b> &amp; more\t海豚发布 Orca 5\tsame"
    )
    (pair,) = pairs.given_pairs(path)
    assert pair.a == "Orca’s 5 & more"


def test_a_label_that_a_reader_gave_is_counted_apart(
    pairs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "id\tday\ttitle_a\ttitle_b\tlabel"
    rows = [f"p{number}\t2026-06-01\tOrca {number} is out\t海豚发布 Orca\tdifferent" for number in (5, 6)]
    given = pairs.given_pairs(_file(tmp_path, head, *rows))
    disputed = tmp_path / "disputed.tsv"
    disputed.write_text(
        f"day\ttitles\tlabel\twhy\n2026-06-01\t{pairs.digest(given[1])}\tsame\tone launch\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(pairs, "DISPUTED", disputed)
    assert [one.same for one in pairs.as_read(given)] == [False, True]
    assert [one.same for one in given] == [False, False]


@pytest.mark.parametrize(
    ("one", "other", "languages"),
    [("en-US", "zh_CN", "zh-en"), ("ja", "en", "ja-en"), ("", "", "zh-zh")],
)
def test_languages_as_given_without_their_region(
    one: str, other: str, languages: str, pairs: Any, tmp_path: Path
) -> None:
    head = "id\tday\ttitle_a\ttitle_b\tlang_a\tlang_b\tlabel"
    (pair,) = pairs.given_pairs(
        _file(tmp_path, head, f"p1\t2026-03-01\t海豚发布\t海豚上市\t{one}\t{other}\tdifferent")
    )
    assert (pair.languages, pair.tuning) == (languages, True)


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        ("title_a\tlabel", "a\tsame", "no column title_b"),
        ("title_a\ttitle_b\tlabel", "a\tb\tmaybe", "row 1: label is 'maybe'"),
        ("title_a\ttitle_b\tlabel\tday", "a\tb\tsame\t3 March", "row 1: day is '3 March'"),
    ],
)
def test_what_cannot_be_read_is_named(head: str, row: str, said: str, pairs: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=said):
        pairs.given_pairs(_file(tmp_path, head, row))


def test_our_labels_without_their_records_are_left_out(pairs: Any, tmp_path: Path) -> None:
    assert pairs.labelled_pairs(tmp_path) == []


@pytest.mark.parametrize(
    ("one", "other", "brief", "english"),
    [
        ("海豚实验室发布五项安全原则", "Our principles", 1, 0),
        ("海豚上市", "Dolphin Labs goes public in New York", 0, 0),
        ("Our principles", "Dolphin Labs tells its principles", 1, 1),
    ],
)
def test_a_title_of_few_words_and_two_in_english_are_signs(
    one: str, other: str, brief: int, english: int
) -> None:
    a, b = clues_of(article(one), NO_NAMES), clues_of(article(other, source="two"), NO_NAMES)
    for signs in (signs_of(a, b, Nearness(0.5, 0.5, 0.4)), signs_of(b, a, Nearness(0.5, 0.5, 0.4))):
        assert (signs.brief, signs.english) == (brief, english)
