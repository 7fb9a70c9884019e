"""Real captures and other parsers' test files, where they are at hand; none of them is part of the project."""

from __future__ import annotations

import io
import re
import signal
import tarfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from newsdesk.entities import Entry, Language, ParsedFeed
from newsdesk.errors import FeedUnreadable
from newsdesk.feeds.encoding import decode
from newsdesk.feeds.keys import article_keys
from newsdesk.feeds.parse import parse
from newsdesk.feeds.trust import doubts

URL = "https://publisher.example/feed"
_WORD = re.compile(r"\w")
_TAG = re.compile(r"<[^>]*>|&[#\w]+;")


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fails a parse that hangs: an alarm, since no wall clock is asserted anywhere."""

    def ring(_signal: int, _frame: object) -> None:
        raise AssertionError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def says_something(entry: dict[str, object]) -> bool:
    """Whether feedparser's entry has a title or text with a word in it."""
    contents = entry.get("content") or []
    values = [entry.get("title"), entry.get("summary"), *(one.get("value") for one in contents)]  # type: ignore[attr-defined]
    return any(isinstance(value, str) and _WORD.search(_TAG.sub("", value)) for value in values)


@pytest.mark.parametrize("archive", ["feedparser", "feed-rs", "miniflux", "reader"])
def test_every_malformed_file_is_read_or_named(data: Path, archive: str) -> None:
    path = data / "malformed" / f"{archive}.tar.gz"
    if not path.is_file():
        pytest.skip(f"no {path.name}: this archive was not run")
    counts: Counter[str] = Counter()
    fewer: list[str] = []
    with tarfile.open(path) as files:
        for member in files:
            stream = files.extractfile(member)
            if stream is None:
                continue
            body = stream.read()
            counts["files"] += 1
            count = _read_malformed(body, counts)
            if count < sum(map(says_something, feedparser.parse(io.BytesIO(body)).entries)):
                fewer.append(member.name)
    print(f"{archive}: {dict(counts)}")
    assert fewer == []
    assert counts["files"] > 10


def _read_malformed(body: bytes, counts: Counter[str]) -> int:
    declared = re.search(rb"Header:\s*Content-type:\s*(.*)", body[:2000], re.I)
    content_type = declared[1].decode("ascii", "replace").strip() if declared else ""
    try:
        with within(10):
            feed = parse(body, url=URL, content_type=content_type)
    except FeedUnreadable as error:
        assert str(error)
        counts[error.kind] += 1
        return 0
    for entry in feed.entries:
        (entry.title + entry.text + entry.author + entry.url + entry.guid).encode("utf-8")
    counts["feeds"] += 1
    counts["articles"] += len(feed.entries)
    return len(feed.entries)


@pytest.mark.parametrize("charset", ["gb2312", "big5"])
def test_chinese_charsets_of_the_archives_are_decoded(data: Path, charset: str) -> None:
    path = data / "malformed" / "feedparser.tar.gz"
    if not path.is_file():
        pytest.skip("no feedparser.tar.gz: this part was not run")
    read = 0
    with tarfile.open(path) as files:
        for member in files:
            stream = files.extractfile(member) if charset in member.name else None
            if stream is not None:
                assert "\ufffd" not in decode(stream.read())[0], member.name
                read += 1
    assert read


class Capture:
    """One recorded feed file with the moment of its recording."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.at = datetime.strptime(path.stem, "%Y-%m-%dT%H%M").replace(tzinfo=UTC) + timedelta(minutes=1)

    @property
    def promised(self) -> int:
        """Items that the file itself claims to have."""
        return len(re.findall(rb"<(?:item|entry)[\s>]", self.path.read_bytes()))

    def read(self) -> ParsedFeed:
        """The capture through our parser."""
        return parse(self.path.read_bytes(), url=URL)


@pytest.fixture(scope="module")
def captures(data: Path) -> dict[str, list[Capture]]:
    folder = data / "feeds"
    if not folder.is_dir():
        pytest.skip("no captures of feeds: this part was not run")
    return {
        one.name: [Capture(path) for path in sorted(one.glob("*.xml"))]
        for one in sorted(folder.iterdir())
        if one.is_dir()
    }


def is_page(capture: Capture) -> bool:
    """Told apart from our own rule: no feed's root in it at all."""
    return re.search(rb"<(rss|feed)\b", capture.path.read_bytes()) is None


def test_every_item_of_every_capture_is_read(captures: dict[str, list[Capture]]) -> None:
    total = 0
    for capture in (one for some in captures.values() for one in some if not is_page(one)):
        with within(10):
            feed = capture.read()
        total += len(feed.entries)
        assert len(feed.entries) == capture.promised, capture.path
        assert all(entry.url and entry.title and "\n" not in entry.title for entry in feed.entries), (
            capture.path
        )
        keys = article_keys(feed.entries)
        assert len(set(keys)) == len(keys), capture.path
    print(f"{total} items read")
    assert total > 0


def test_every_block_page_is_named(captures: dict[str, list[Capture]]) -> None:
    pages = [one for some in captures.values() for one in some if is_page(one)]
    for capture in pages:
        with pytest.raises(FeedUnreadable) as caught:
            capture.read()
        assert caught.value.kind == "html"
        assert '"' in str(caught.value)
    print(f"{len(pages)} block pages named")
    assert pages


def test_every_item_that_carries_a_date_has_it(captures: dict[str, list[Capture]]) -> None:
    """Each item of each capture has a date, in pubDate or updated; none lies in its future."""
    for capture in (one for some in captures.values() for one in some if not is_page(one)):
        for entry in capture.read().entries:
            assert entry.published is not None, (capture.path, entry.title)
            assert entry.published <= capture.at + timedelta(minutes=5), (capture.path, entry.title)


def test_rss_dates_are_what_the_file_says(captures: dict[str, list[Capture]]) -> None:
    """Against the standard library's own reading of the RFC 822 dates."""
    from email.utils import parsedate_to_datetime

    for slug in ("36kr-tech", "ithome-digi", "techcrunch", "huxiu"):
        for capture in captures.get(slug, [])[:3]:
            text = capture.path.read_text(encoding="utf-8")
            items = re.findall(r"<item>.*?</item>", text, re.S)
            stated = [re.search(r"<(?:pubDate|updated)>([^<]+\d)[^<]*</", item) for item in items]
            whole = [re.search(r"<(?:pubDate|updated)>([^<]+)</", item) for item in items]
            assert all(stated)
            expected = [parsedate_to_datetime(one[1].strip()) for one in whole if one]
            assert [entry.published for entry in capture.read().entries] == expected


def test_chinese_feeds_are_chinese_whatever_they_claim(captures: dict[str, list[Capture]]) -> None:
    for slug in ("ifeng-news", "huxiu", "36kr-tech", "jiemian", "qqnews", "infzm", "deepseek-news"):
        entries = [entry for capture in captures.get(slug, []) for entry in capture.read().entries]
        chinese = sum(entry.language is Language.ZH for entry in entries)
        assert chinese >= 0.99 * len(entries), slug


def replay(some: list[Capture]) -> Iterator[tuple[Entry, str]]:
    """Every entry of a source's captures in order, with the doubt about its date."""
    out: dict[str, datetime] = {}
    for capture in some:
        if is_page(capture):
            continue
        entries = capture.read().entries
        keys = article_keys(entries)
        found = doubts(entries, seen_at=capture.at, previous=out)
        for key, entry, doubt in zip(keys, entries, found, strict=True):
            known = capture.at if doubt or entry.published is None else entry.published
            out[key] = min(out.get(key, known), known)
            yield entry, doubt


@pytest.mark.parametrize("slug", ["jiemian", "infzm", "qqnews"])
def test_dates_of_the_fetch_are_never_trusted(captures: dict[str, list[Capture]], slug: str) -> None:
    assert [entry.title for entry, doubt in replay(captures.get(slug, [])) if not doubt] == []


def test_dates_with_a_fraction_of_a_second_are_never_trusted(captures: dict[str, list[Capture]]) -> None:
    """What the aibase-daily notes call "fetch time, microseconds"; its days without a time are."""
    for entry, doubt in replay(captures.get("aibase-daily", [])):
        assert entry.published is not None
        if entry.published.microsecond:
            assert doubt, entry


@pytest.mark.parametrize(
    "slug", ["36kr-tech", "36kr-latest", "sspai", "ithome-digi", "huxiu", "ifeng-news", "meta-ai"]
)
def test_honest_dates_are_trusted(captures: dict[str, list[Capture]], slug: str) -> None:
    results = list(replay(captures.get(slug, [])))
    doubtful = [(entry.title, doubt) for entry, doubt in results if doubt and not doubt.startswith("later")]
    assert doubtful == []
    assert sum(not doubt for _, doubt in results) >= 0.95 * len(results)
