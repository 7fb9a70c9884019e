"""An article's text out of the page that its feed links, and who may be asked for that page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from protego import Protego

from newsdesk.entities import Article, Fetched, Language, Outcome
from newsdesk.feeds.text import cut, tidy

ROBOT = "Newsdesk"  # the name that robots.txt files may address; USER_AGENT begins with it
# What a feed gives is a teaser up to this many characters: less than two sentences of a report need.
TEASER = {Language.ZH: 240, Language.EN: 700, Language.OTHER: 700}
LONGEST = 20_000  # characters, as for what feeds carry
_ROBOTS_SIZE = 512 * 1024  # bytes that are read of a robots.txt (RFC 9309 asks for 500 KiB at least)


def is_teaser(article: Article) -> bool:
    """Whether the feed gives only the beginning, or an announcement, of the article."""
    text = article.text.strip()
    cut_off = text.endswith(("…", "...", "[…]", "Continue reading", "查看全文"))
    return len(text) <= TEASER[article.language] * (2 if cut_off else 1)


def host_address(url: str) -> str:
    """Scheme, host and port of an address, "" where it is none of the web's."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if usable else ""


def robots_address(url: str) -> str:
    """Where the host of an address keeps its rules for robots."""
    return f"{host_address(url)}/robots.txt"


def allowed(url: str, robots: Mapping[str, Fetched]) -> bool:
    """Whether a host's robots.txt lets us open an address (RFC 9309). robots: by robots_address.

    No file (4xx): everything is open. Not to be had otherwise: nothing is.
    """
    fetched = robots.get(robots_address(url))
    if fetched is None:
        return False
    if fetched.outcome is Outcome.OK and fetched.body is not None:
        rules = Protego.parse(fetched.body[:_ROBOTS_SIZE].decode("utf-8", "replace"))
        return bool(rules.can_fetch(url, ROBOT))
    return (
        fetched.status is not None and 400 <= fetched.status < 500 and fetched.outcome is not Outcome.LIMITED
    )


def page_text(article: Article, fetched: Fetched) -> tuple[str, str]:
    """The article's text in a fetched page, and what stood in the way: one of the two is "".

    At most 20,000 characters. Whether it is this article's is for the caller to see.
    """
    if fetched.outcome is not Outcome.OK or not fetched.body:
        return "", fetched.error or "an empty page"
    found = _extracted(fetched)
    if not found:
        return "", "no article text found in the page"
    if len(found) <= len(article.text):
        return "", "the page has no more than the feed"
    return cut(found, LONGEST), ""


def _extracted(fetched: Fetched) -> str:
    import trafilatura  # half a second, which only a stage that has a page to read should pay

    try:
        found = trafilatura.extract(
            fetched.body,
            url=fetched.final_url,
            include_comments=False,
            include_tables=False,
            favor_precision=True,
            fast=True,
        )
    except Exception:
        # A page nobody foresaw is no text; the extract of the feed stands in its place.
        return ""
    return tidy(found or "")


def with_page(article: Article, page: str) -> str:
    """The text of an article with its page's: the teaser first where the page does not repeat it."""
    teaser = article.text.strip()
    core = teaser.rstrip(".… [](（）)")
    return page if not teaser or core in page else f"{teaser}\n{page}"


def hosts(urls: Iterable[str]) -> list[str]:
    """The addresses of robots.txt of the hosts of these addresses, each once, in order."""
    return list(dict.fromkeys(robots_address(url) for url in urls if host_address(url)))
