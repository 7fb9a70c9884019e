from __future__ import annotations

from pathlib import Path

import pytest

from newsdesk.entities import Language
from newsdesk.errors import ConfigError
from newsdesk.feeds.catalog import load_catalog

ROOT = Path(__file__).resolve().parents[3]
GOOD = """\
allow_private = ["127.0.0.1:8799"]

# a group
[[source]]
slug = "harbour"
name = "港湾日报"
url = "https://harbour.example/feed"
language = "zh"
tier = 1
home = "CN"

[[source]]
slug = "harbour-brief"
name = "Harbour Brief"
url = "http://127.0.0.1:8799/brief.xml"
language = "en"
tier = 3
home = "GB"
family = "harbour"
interval = 600
headers = { Cookie = "a=b" }
proxy = "http://127.0.0.1:7890"
untried = true
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file(tmp_path: Path) -> None:
    catalog = load_catalog(written(tmp_path, GOOD))
    first, second = catalog.sources
    assert catalog.allow_private == {"127.0.0.1:8799"}
    assert (first.family, first.interval, first.untried, first.language) == (
        "harbour",
        1800,
        False,
        Language.ZH,
    )
    assert (second.family, second.interval, second.untried) == ("harbour", 600, True)
    assert (second.headers, second.proxy) == ({"Cookie": "a=b"}, "http://127.0.0.1:7890")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("tier = 3", "tier = 4", "feeds.toml:17: source harbour-brief: tier = 4"),
        ("tier = 3", "tier = true", "feeds.toml:17: source harbour-brief: tier = True"),
        ("tier = 1\n", "", "feeds.toml:4: source harbour: tier is missing"),
        (
            'language = "zh"',
            'language = "fr"',
            "feeds.toml:8: source harbour: language = 'fr' will not do; write \"zh\"",
        ),
        ('home = "GB"', 'home = "uk"', "feeds.toml:18: source harbour-brief: home"),
        ('slug = "harbour-brief"', 'slug = "Harbour Brief"', "feeds.toml:13: source Harbour Brief: slug"),
        (
            'slug = "harbour-brief"',
            'slug = "harbour"',
            "feeds.toml:13: source harbour: slug 'harbour' stands at line 5; keep one",
        ),
        (
            "http://127.0.0.1:8799/brief.xml",
            "https://harbour.example/feed",
            "feeds.toml:15: source harbour-brief: url",
        ),
        ("https://harbour.example/feed", "ftp://harbour.example/feed", "feeds.toml:7: source harbour: url"),
        (
            "https://harbour.example/feed",
            "https://feeds.a]harbour.example/x",
            "feeds.toml:7: source harbour: url",
        ),
        ("https://harbour.example/feed", "harbour.example/feed", "feeds.toml:7: source harbour: url"),
        ("interval = 600", "interval = 5", "interval = 5 will not do; write seconds, at least 60"),
        ('Cookie = "a=b"', 'Cookie = "a\\r\\nX: y"', "feeds.toml:21: source harbour-brief: headers"),
        ('Cookie = "a=b"', 'Host = "other.example"', "feeds.toml:21: source harbour-brief: headers"),
        ('Cookie = "a=b"', 'X-Name = "港"', "feeds.toml:21: source harbour-brief: headers"),
        (
            'headers = { Cookie = "a=b" }',
            'headers.Host = "x"',
            "feeds.toml:21: source harbour-brief: headers",
        ),
        (
            '"http://127.0.0.1:7890"',
            '"socks5://127.0.0.1:7890"',
            "feeds.toml:22: source harbour-brief: proxy",
        ),
        ('"http://127.0.0.1:7890"', '"http://127.0.0.1"', "feeds.toml:22: source harbour-brief: proxy"),
        (
            '"http://127.0.0.1:7890"',
            '"http://127.0.0.1:7890/x"',
            "feeds.toml:22: source harbour-brief: proxy",
        ),
        ("interval = 600", "interval = 9999999", "feeds.toml:20: source harbour-brief: interval"),
        ("untried = true", 'untried = "yes"', "untried"),
        ("untried = true", "color = 3", "color: unknown field"),
        ('["127.0.0.1:8799"]', '["127.0.0.1"]', "allow_private: '127.0.0.1' is not an exact host:port"),
        ('["127.0.0.1:8799"]', '"127.0.0.1:8799"', "allow_private: write a list"),
        ("allow_private", "allow_privat", "allow_privat: unknown key"),
    ],
)
def test_a_fault_is_named_with_file_line_field_and_remedy(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        load_catalog(written(tmp_path, GOOD.replace(old, new, 1)))
    assert says in str(caught.value)
    assert "feeds.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"), [("", "no [[source]]"), ("[[source]\n", "line 1"), ("source = 3", "no [[source]]")]
)
def test_a_file_that_is_none(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=r"feeds\.toml") as caught:
        load_catalog(written(tmp_path, text))
    assert says in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load_catalog(tmp_path / "none.toml")


def test_the_file_that_is_shipped() -> None:
    catalog = load_catalog(ROOT / "include" / "feeds.toml")
    families = {source.slug: source.family for source in catalog.sources}
    assert 50 <= len(catalog.sources) <= 80
    assert catalog.allow_private == frozenset()
    assert families["36kr"] == families["36kr-newsflash"]
    assert any(source.untried for source in catalog.sources)
    assert {source.language for source in catalog.sources} == {Language.ZH, Language.EN}
