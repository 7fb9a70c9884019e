"""The files of names: read, checked, found in texts."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from newsdesk.errors import ConfigError
from newsdesk.regions.names import FILES, KINDS, Names

FOLDER = Path(__file__).resolve().parents[3] / "include" / "names"
NAMES = Names.load(FOLDER)


def found(text: str) -> list[tuple[str, str]]:
    return [(match.word, match.code) for match in NAMES.find(text)]


def folder(tmp_path: Path, **files: str) -> Path:
    """A folder of names with nothing in it but what is given (file stem → text)."""
    for name in FILES:
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "traps.toml").write_text("words = []", encoding="utf-8")
    (tmp_path / "aliases.toml").write_text("same = []", encoding="utf-8")
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("苹果起诉OpenAI", [("苹果", "US"), ("OpenAI", "US")]),
        ("NVIDIA and Nvidia", [("NVIDIA", "US"), ("Nvidia", "US")]),
        ("a metaphor for an appleseed", []),
        ("Metamaterials and Applebee", []),
        ("中国移动在杭州", [("中国移动", "CN"), ("杭州", "CN")]),
        ("表达能力与高通胀", []),
        ("高通发布芯片", [("高通", "US")]),
        ("联想到一个故事", []),
        ("GPT5 and GPT-5.6", [("GPT", "US"), ("GPT", "US")]),
        ("Toronto-based", [("Toronto", "CA")]),
        ("Kenya and 肯尼亚", [("Kenya", "KE"), ("肯尼亚", "KE")]),
    ],
)
def test_the_longest_name_wins_and_latin_ones_are_whole_words(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text) == expected


def test_a_match_says_where_it_stands() -> None:
    (match,) = NAMES.find("据报道，智谱上市")
    assert (match.word, match.kind, match.start, match.end) == ("智谱", "company", 4, 6)


def test_aliases_hold_every_spelling_in_both_languages() -> None:
    assert {"月之暗面", "Moonshot AI", "Kimi"} <= NAMES.aliases["月之暗面"]
    assert {"美国", "United States", "U.S."} <= NAMES.aliases["美国"]
    assert {"英伟达", "Nvidia"} <= NAMES.aliases["英伟达"]
    assert "国产" not in NAMES.aliases["中国"]  # points to China without naming it
    assert all(name in spellings for name, spellings in NAMES.aliases.items())


def test_the_shipped_files_are_rich_and_of_one_mind() -> None:
    owners: dict[str, str] = {}
    lines = 0
    for name in FILES:
        for code, table in tomllib.loads((FOLDER / name).read_text(encoding="utf-8")).items():
            for field, entries in table.items():
                assert field in KINDS
                for entry in entries:
                    lines += 1
                    for spelling in (part.strip() for part in entry.split("|")):
                        assert owners.setdefault(spelling, code) == code, f"{spelling}: {code}"
    assert lines >= 1000


def test_a_trap_says_nothing_and_hides_the_name_in_it(tmp_path: Path) -> None:
    names = Names.load(
        folder(tmp_path, companies='[US]\ncompanies = ["苹果 | Apple"]', traps='words = ["苹果树"]')
    )
    assert [match.word for match in names.find("苹果树下的苹果")] == ["苹果"]


@pytest.mark.parametrize(
    ("file", "text", "field"),
    [
        ("companies", '[China]\ncompanies = ["甲"]', "China"),
        ("companies", '[CN]\ncompany = ["甲乙"]', "CN.company"),
        ("people", '[CN]\npeople = "甲乙"', "CN.people"),
        ("traps", "wrds = []", "words"),
        ("aliases", "same = [1]", "same"),
        ("places", "[CN", "places.toml"),
    ],
)
def test_a_wrong_file_is_named_with_its_field(tmp_path: Path, file: str, text: str, field: str) -> None:
    with pytest.raises(ConfigError, match=rf"{file}\.toml.*") as error:
        Names.load(folder(tmp_path, **{file: text}))
    assert field in str(error.value)
