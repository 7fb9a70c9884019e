"""The pages of chosen articles whose feeds give only a teaser: read once, kept, used by every rerun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from newsdesk.desk import Desk, log
from newsdesk.entities import Article, Fetched, Language, Source, Story
from newsdesk.feeds import fulltext
from newsdesk.feeds.fetch import Limits, fetch_all
from newsdesk.rankers import seconds_left
from newsdesk.store.page_texts import PageText, keep_pages, pages_of
from newsdesk.writing.overlap import share

Counts = dict[str, int | str]

# All of an edition's pages, 40 at most, are through within a minute or so however slow their hosts are.
_LIMITS = Limits(connect=5.0, silence=8.0, total=12.0, redirects=5, size=4 * 1024 * 1024, a_host=2)
_WORKERS = 8
_SAME = 0.5  # of the wording of title and teaser stands in a page of the same article; log-ins have less
_FEW = 3  # pieces of wording from which on that is measured
_LEAST_TIME = 150.0  # seconds before the filing limit from which on no page is asked for


def read_pages(desk: Desk, articles: Sequence[Article]) -> Counts:
    """Asks for the pages of those articles that want one and were not tried before, and keeps what came.

    Asked are sources that do not say page = false, where robots.txt allows it, within the rules of every
    other fetch; in a rehearsal only addresses of its own server. A failure is a row like any other.
    """
    with desk.engine.connect() as conn:
        tried = pages_of(conn, [article.revision for article in articles])
    wanted = [one for one in articles if one.revision not in tried and _wants_page(desk, one)]
    if not wanted:
        return {}
    if seconds_left(desk, desk.real_now()) < _LEAST_TIME:
        log.warning("the filing limit is near: %d pages were not asked for", len(wanted))
        return {"pages_left": len(wanted)}
    kept = _read(desk, wanted)
    with desk.engine.begin() as conn:
        keep_pages(conn, kept)
    for one in kept:
        log.info("page %s: %s", one.url, one.error or f"{len(one.text)} characters")
    return {"pages": sum(bool(one.text) for one in kept), "pages_failed": sum(not one.text for one in kept)}


def with_pages(desk: Desk, stories: Mapping[str, Story]) -> dict[str, Story]:
    """The stories with their articles' texts as their pages have them, where those were read."""
    revisions = [article.revision for story in stories.values() for article in story.articles]
    with desk.engine.connect() as conn:
        pages = {key: page.text for key, page in pages_of(conn, revisions).items() if page.text}
    if not pages:
        return dict(stories)
    return {
        key: replace(story, articles=tuple(_full(article, pages) for article in story.articles))
        for key, story in stories.items()
    }


def _full(article: Article, pages: Mapping[int, str]) -> Article:
    page = pages.get(article.revision)
    return article if page is None else replace(article, text=fulltext.with_page(article, page))


def _wants_page(desk: Desk, article: Article) -> bool:
    source = desk.sources.get(article.source)
    if not fulltext.is_teaser(article) or not fulltext.host_address(article.url):
        return False
    if source is not None and not source.page:
        return False
    return not desk.settings.rehearsal or urlsplit(article.url).netloc in desk.catalog.allow_private


def _read(desk: Desk, wanted: Sequence[Article]) -> list[PageText]:
    at = desk.real_now()
    through = {one.url: desk.sources[one.source].proxy for one in wanted if one.source in desk.sources}
    through |= {fulltext.robots_address(url): proxy for url, proxy in through.items()}
    robots = _fetched(desk, fulltext.hosts(one.url for one in wanted), through)
    open_ones = [one.url for one in wanted if fulltext.allowed(one.url, robots)]
    pages = _fetched(desk, list(dict.fromkeys(open_ones)), through)
    elsewhere = [page.final_url for page in pages.values()]
    robots |= _fetched(desk, [one for one in fulltext.hosts(elsewhere) if one not in robots], through)
    return [PageText(one.revision, one.url, at, *_outcome(one, pages.get(one.url), robots)) for one in wanted]


def _outcome(article: Article, page: Fetched | None, robots: Mapping[str, Fetched]) -> tuple[str, str]:
    """The page's text and what stood in the way; one of the two is ""."""
    if page is None or not fulltext.allowed(page.final_url, robots):
        return "", "robots.txt does not allow it, or was not to be had"
    text, error = fulltext.page_text(article, page)
    measured = share(f"{article.title} {article.text}", text, enough=_FEW) if text else None
    if text and (measured is None or measured < _SAME):
        return "", "the page does not speak of what the feed says"
    return text, error


def _fetched(desk: Desk, urls: Sequence[str], through: Mapping[str, str]) -> dict[str, Fetched]:
    """Address → what came, through the one place that opens connections. through: address → proxy."""
    asked = [Source(url, url, url, url, Language.OTHER, 3, "", proxy=through.get(url, "")) for url in urls]
    found = fetch_all(asked, allow_private=desk.catalog.allow_private, workers=_WORKERS, limits=_LIMITS)
    return {one.slug: one for one in found}
