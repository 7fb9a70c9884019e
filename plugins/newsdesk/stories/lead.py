"""Which article of a story the report links. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from newsdesk.entities import Article, Language, Source
from newsdesk.stories.roundups import is_roundup
from newsdesk.stories.titles import normalise_title

# Less text than this cannot carry a summary: a link list's "Comments", a bare headline.
_ENOUGH = {Language.ZH: 60, Language.EN: 150, Language.OTHER: 150}
# A Chinese text says in one character what English says in about three.
_FULL = {Language.ZH: 600, Language.EN: 1800, Language.OTHER: 1800}
_WORST_TIER = 9


def lead_order(articles: Iterable[Article], sources: Mapping[str, Source]) -> tuple[Article, ...]:
    """The articles, the one to link first.

    In turn: no round-up; text enough to stand on; Chinese (the report's readers read Chinese); the
    better tier; a full text; the earlier; the id. An article of a source that is gone counts last
    in tier.
    """
    return tuple(sorted(articles, key=lambda article: _key(article, sources)))


def _key(article: Article, sources: Mapping[str, Source]) -> tuple[object, ...]:
    source = sources.get(article.source)
    return (
        is_roundup(normalise_title(article.title)),
        len(article.text) < _ENOUGH[article.language],
        article.language is not Language.ZH,
        source.tier if source else _WORST_TIER,
        len(article.text) < _FULL[article.language],
        article.happened_at,
        article.id,
    )
