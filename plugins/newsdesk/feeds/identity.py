"""Ids that change and ids that are used again: which article an entry is. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from newsdesk.feeds.keys import another_key
from newsdesk.feeds.revising import Known, Read, article_id

# Character pairs in common below which two titles are not two wordings of one. Of the captures' articles
# whose address changed under one id (techcrunch, tweakers) the least alike has 0.26.
_SAME_TITLE = 0.2


def strangers(reads: Sequence[Read], known: Mapping[str, Known]) -> list[Read]:
    """The reads that the archive does not know by their key and whose address is theirs alone in the feed."""
    counts = Counter(one.canonical_url for one in reads)
    return [
        one
        for one in reads
        if one.article_id not in known and one.entry.url and counts[one.canonical_url] == 1
    ]


def settled(
    source: str, reads: Sequence[Read], known: Mapping[str, Known], by_url: Mapping[str, str]
) -> list[Read]:
    """The reads, each under the article that it is.

    by_url: canonical URL → key of the article that the source told under it before, for strangers.
    An id that changed: the same address under a new key is the known article. An id used again:
    another address and another title under a known key is another article.
    """
    unknown = {id(one) for one in strangers(reads, known)}
    taken = {one.key for one in reads}
    result = []
    for one in reads:
        before = known.get(one.article_id)
        key = by_url.get(one.canonical_url) if id(one) in unknown else None
        if key is not None and key not in taken:
            one = _under(source, key, one)
        elif before is not None and _is_another(one, before):
            one = _under(source, another_key(one.key, one.entry.url), one)
        result.append(one)
    return result


def _under(source: str, key: str, read: Read) -> Read:
    return replace(read, article_id=article_id(source, key), key=key)


def _is_another(read: Read, before: Known) -> bool:
    if not before.canonical_url or not read.entry.url or read.canonical_url == before.canonical_url:
        return False
    return _alike(read.entry.title, before.title) < _SAME_TITLE


def _alike(one: str, other: str) -> float:
    """Dice's coefficient over pairs of characters, case and spaces aside; 0..1."""
    first, second = _pairs(one), _pairs(other)
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 1.0


def _pairs(title: str) -> Counter[str]:
    text = "".join(title.lower().split())
    return Counter(text[place : place + 2] for place in range(len(text) - 1))
