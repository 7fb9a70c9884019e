"""The sample's own content: valid, in its period, rich enough, with every device in its place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from newsdesk.entities import Language
from newsdesk.errors import ConfigError
from newsdesk.rehearsal.content import (
    Dates,
    FaultKind,
    Format,
    Guid,
    SampleItem,
    SampleSource,
    feed_as_of,
    last_moment,
    link_of,
    shown_from,
)
from newsdesk.rehearsal.sample import DEFAULT_PORT, feeds_file, load_content, write_feeds_file
from newsdesk.window import window_of

SAMPLE = Path(__file__).resolve().parents[3] / "include" / "sample"
DAYS = [date(2026, 3, day) for day in range(2, 7)]
QUIET = DAYS[0]
WINDOWS = {day: window_of(day, time(8, 30), ZoneInfo("Asia/Shanghai")) for day in DAYS}
SOURCES = load_content(SAMPLE)
BY_SLUG = {source.slug: source for source in SOURCES}
Pair = tuple[SampleSource, SampleItem]


def pairs() -> Iterator[Pair]:
    return ((source, item) for source in SOURCES for item in source.item)


def by_event() -> dict[str, list[Pair]]:
    events: dict[str, list[Pair]] = defaultdict(list)
    for source, item in sorted(pairs(), key=lambda pair: pair[1].published):
        events[item.event].append((source, item))
    return events


def day_of(moment: datetime) -> date | None:
    return next((day for day, window in WINDOWS.items() if window.holds(moment)), None)


def new_stories(day: date) -> list[SampleItem]:
    """The founding items of the AI events that are new on a report date."""
    found = [told[0][1] for told in by_event().values() if told[0][1].topic == "ai"]
    return [item for item in found if day_of(item.published) == day]


def test_there_are_enough_sources_items_and_days() -> None:
    assert len(SOURCES) >= 12
    assert {source.language for source in SOURCES} == {Language.ZH, Language.EN}
    inside = [item for _, item in pairs() if day_of(item.published)]
    assert len(inside) >= 150
    assert {day_of(item.published) for item in inside} == set(DAYS)


def test_nothing_is_dated_after_the_period() -> None:
    end = WINDOWS[DAYS[-1]].end
    assert [item.id for _, item in pairs() if item.published > end] == []
    assert [item.id for source, item in pairs() if shown_from(source, item) > end] == []
    assert DAYS[-1] == day_of(last_moment(SOURCES))


def test_ids_and_titles_are_told_apart() -> None:
    addresses = [(source.slug, item.id) for source, item in pairs()]
    assert len(addresses) == len(set(addresses))
    heads = [item.title for _, item in pairs()]
    assert len(heads) == len(set(heads))


@pytest.mark.parametrize("day", DAYS[1:])
def test_a_normal_day_has_news_of_both_sections(day: date) -> None:
    regions = [item.region for item in new_stories(day)]
    assert sum(region == "CN" for region in regions) >= 8
    assert sum(region != "CN" for region in regions) >= 8


def test_the_quiet_day_is_quiet() -> None:
    assert 3 <= len(new_stories(QUIET)) <= 4
    sizes = {day: sum(day_of(item.published) == day for _, item in pairs()) for day in DAYS}
    assert sizes[QUIET] * 2 < min(size for day, size in sizes.items() if day != QUIET)


def test_a_text_is_written_in_its_sources_language_and_carries_itself() -> None:
    for source, item in pairs():
        chinese = len(re.findall(r"[一-鿿]", item.title + item.text))
        if source.language is Language.ZH:
            assert chinese > 25, item.id
        else:
            assert chinese == 0, item.id
        first = item.text.strip().split("\n")[0]
        assert first[-1] in '。.”"’）' or first.endswith("”。"), (source.slug, item.id)


def test_one_event_has_one_topic_and_one_region() -> None:
    for event, told in by_event().items():
        assert len({(item.topic, item.region) for _, item in told}) == 1, event


# --- devices ---


def test_every_device_of_the_readme_is_marked_in_a_source_and_the_other_way_round() -> None:
    listed = set()
    for line in (
        (SAMPLE / "README.md").read_text(encoding="utf-8").split("## What the pipeline meets")[1].splitlines()
    ):
        listed |= set(re.findall(r"`([a-z0-9-]+)`", line.split("|")[1])) if line.startswith("| `") else set()
    marked = set()
    for path in (SAMPLE / "sources").glob("*.toml"):
        for line in re.findall(r"^# device: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            marked |= {name.strip() for name in re.sub(r"\(.*?\)", "", line).split(",")}
    assert marked == listed
    assert len(listed) >= 20


def figures(text: str) -> set[float]:
    """The numbers of a text, 18亿 and 1.8 billion alike."""
    units = {"万亿": 1e12, "亿": 1e8, "万": 1e4, "trillion": 1e12, "billion": 1e9, "million": 1e6, "m": 1e6}
    found = re.finditer(r"(\d[\d,]*(?:\.\d+)?)[ -]?(万亿|亿|万|trillion|billion|million|m\b)?", text)
    return {round(float(m[1].replace(",", "")) * units.get(m[2] or "", 1), 6) for m in found}


def test_events_in_both_languages_share_their_figures() -> None:
    both = {
        event: told for event, told in by_event().items() if len({source.language for source, _ in told}) == 2
    }
    assert len(both) >= 10
    for event, told in both.items():
        chinese, english = (
            set().union(
                *(figures(item.title + item.text) for source, item in told if source.language is language)
            )
            for language in (Language.ZH, Language.EN)
        )
        assert len((chinese & english) - {1.0, 2.0, 3.0}) >= 1, (event, chinese, english)


def test_several_publishers_of_one_language_tell_one_event() -> None:
    assert (
        sum(
            len({source.slug for source, _ in told if source.language is language}) >= 2
            for told in by_event().values()
            for language in (Language.ZH, Language.EN)
        )
        >= 10
    )


def test_repeats_the_next_day() -> None:
    _, first = next(pair for pair in pairs() if pair[1].id == "0302-hengyue")
    _, same_url = next(pair for pair in pairs() if pair[1].id == "0303-hengyue-again")
    _, new_url = next(pair for pair in pairs() if pair[1].id == "n90301")
    assert first.path == same_url.path
    assert first.event == same_url.event == new_url.event
    assert {day_of(one.published) for one in (same_url, new_url)} == {DAYS[2]}
    assert day_of(first.published) == DAYS[1]
    assert new_url.title != first.title


def test_an_aggregator_links_the_original_with_tracking() -> None:
    originals = {link_of(source, item) for source, item in pairs() if item.path}
    linked = [item.url for _, item in pairs() if item.url]
    assert linked
    assert {url.split("?")[0] for url in linked} <= originals
    assert any("utm_" in url for url in linked)


def test_follow_ups_come_days_later_as_events_of_their_own() -> None:
    events = by_event()
    for first, later in [
        ("xinghe3", "xinghe3-million"),
        ("tuobu-order", "tuobu-first60"),
        ("quillon-settle", "quillon-approved"),
        ("mozhou-verdict", "mozhou-appeal"),
    ]:
        gap = events[later][0][1].published - events[first][0][1].published
        assert gap > timedelta(days=2), later


def test_a_late_arrival_is_first_seen_in_the_window_after_its_own() -> None:
    late = [
        item
        for source, item in pairs()
        if day_of(item.published) and day_of(shown_from(source, item)) not in {day_of(item.published), None}
    ]
    assert late


def test_off_topic_items_are_in_the_general_feeds() -> None:
    other = [
        (source.slug, item) for source, item in pairs() if item.topic == "other" and day_of(item.published)
    ]
    assert len(other) >= 30
    assert len({slug for slug, _ in other}) >= 6
    for _, item in other:
        assert not re.search(r"\bAI\b|人工智能|大模型|artificial intelligence", item.title + item.text), (
            item.id
        )


def test_old_items_stand_beside_new_ones() -> None:
    start = WINDOWS[DAYS[0]].start
    blog = BY_SLUG["lattice"]
    assert sum(item.published < start for item in blog.item) >= 4
    assert sum(item.published > start for item in blog.item) >= 3
    state = feed_as_of(blog, WINDOWS[DAYS[-1]].end)
    assert state is not None
    assert len(state.entries) == len(blog.item)


def test_the_feed_that_re_dates_holds_nothing_of_the_period() -> None:
    redated = [source for source in SOURCES if source.dates is Dates.ASKED]
    assert len(redated) == 1
    assert all(item.published < WINDOWS[DAYS[0]].start - timedelta(days=14) for item in redated[0].item)
    assert len(redated[0].item) >= 5


def test_titles_change_the_next_day_and_one_corrects_a_figure() -> None:
    changes = [(item, change) for _, item in pairs() for change in item.change]
    assert len(changes) >= 3
    assert all(change.at - item.published > timedelta(hours=12) for item, change in changes)
    corrected = next(change for item, change in changes if item.id == "mw-40138")
    assert "2,500" in corrected.title


def test_faults_of_each_kind_are_there_and_hold_on_the_last_day() -> None:
    kinds = {fault.kind for source in SOURCES for fault in source.fault}
    assert kinds == set(FaultKind)
    end = WINDOWS[DAYS[-1]].end
    lasting = {
        fault.kind
        for source in SOURCES
        for fault in source.fault
        if fault.until is None and fault.since < end
    }
    assert lasting == {FaultKind.CUT, FaultKind.BLOCK_PAGE}
    blocked = BY_SLUG["ironwood"]
    assert all(item.published < blocked.fault[0].since for item in blocked.item)


def test_each_format_and_quirk_is_there() -> None:
    assert {source.format for source in SOURCES} == set(Format)
    assert {source.dates for source in SOURCES} == set(Dates)
    assert {source.guid for source in SOURCES} == set(Guid)
    assert any(source.encoding == "gb18030" for source in SOURCES)
    assert any(source.relative_links for source in SOURCES)


# --- the feeds file ---


def test_the_feeds_file_beside_the_sources_is_theirs() -> None:
    written = (SAMPLE / "feeds.toml").read_text(encoding="utf-8")
    assert written == feeds_file(SOURCES, DEFAULT_PORT), "write it again, see include/sample/README.md"


def test_the_feeds_file_for_another_port_allows_that_port_alone(tmp_path: Path) -> None:
    from newsdesk.feeds.catalog import load_catalog

    target = tmp_path / "feeds.toml"
    write_feeds_file(SAMPLE, 4567, target)
    catalog = load_catalog(target)
    assert catalog.allow_private == frozenset({"127.0.0.1:4567"})
    assert {source.slug for source in catalog.sources} == set(BY_SLUG)
    assert all(source.url.startswith("http://127.0.0.1:4567/") for source in catalog.sources)
    assert catalog.by_slug["nanqiao"].family == "xinliu"


def test_a_folder_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no folder of sample feeds"):
        load_content(tmp_path)


def test_a_broken_source_is_named_with_its_field(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    path = tmp_path / "sources" / "quay.toml"
    text = (SAMPLE / "sources" / "polder.toml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"slug is 'polder'"):
        load_content(tmp_path)
    path.write_text(text.replace("tier = 3", "tier = 9"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"quay\.toml: tier"):
        load_content(tmp_path)
