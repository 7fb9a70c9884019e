"""How many independent publishers tell a story. Pure.

Sister sites (one family in the feeds file) are one voice, and so are all that run one agency's copy:
the same text, or nearly, under many names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import combinations

from newsdesk.entities import Article, Source
from newsdesk.stories.titles import wording

# Texts shorter than this are teasers, which resemble each other by chance or by the feed's own form.
_LEAST = 200
_PIECE = 8  # characters of a piece; what is compared are the pieces of the first part of the text
_READ = 3_000
_COPIED = 0.6  # of the shorter text's pieces: an agency's copy is cut and given a new first line


def voices(articles: Sequence[Article], sources: Mapping[str, Source]) -> tuple[str, ...]:
    """One name for each independent publisher, sorted: the family, or of some that share copy the first.

    sources: by slug; an unknown source is a family of its own.
    """
    # One text for each family, so that a flood of articles costs no more than the families it comes from.
    fullest: dict[str, Article] = {}
    for article in sorted(articles, key=lambda one: (-len(one.text), one.id)):
        fullest.setdefault(_family(article, sources), article)
    leader = {family: family for family in fullest}
    pieces = {family: _pieces(article.text) for family, article in fullest.items()}
    for one, other in combinations(sorted(fullest), 2):
        a, b = _root(one, leader), _root(other, leader)
        if a != b and _one_copy(pieces[one], pieces[other]):
            leader[max(a, b)] = min(a, b)
    return tuple(sorted({_root(family, leader) for family in leader}))


def _root(family: str, leader: Mapping[str, str]) -> str:
    while leader[family] != family:
        family = leader[family]
    return family


def _family(article: Article, sources: Mapping[str, Source]) -> str:
    return sources[article.source].family if article.source in sources else article.source


def _pieces(text: str) -> frozenset[int]:
    plain = wording(" ".join(text[:_READ].casefold().split()))
    if len(plain) < _LEAST:
        return frozenset()
    return frozenset(_number(plain[at : at + _PIECE]) for at in range(0, len(plain) - _PIECE + 1))


def _number(piece: str) -> int:
    return int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=8).digest(), "big")


def _one_copy(one: frozenset[int], other: frozenset[int]) -> bool:
    least = min(len(one), len(other))
    return least > 0 and len(one & other) >= _COPIED * least
