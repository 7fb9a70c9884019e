"""Summaries that tell another story of the list: found side by side, in one language or across two. Pure.

A model that mixes ids up can only have taken the text of another article that it was shown. So each
summary is compared with all of them: one that is much nearer to another article than to its own has
strayed, also where no figure and no name would show it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from newsdesk.entities import Article
from newsdesk.stories.embedding import Embedder, Vectors

# Cosine by which another article has to be nearer. Set on days of ../shared/data/stories from April
# (bench/crossing.py), honest and crossed; two articles of one company's day differ by less.
MARGIN = 0.15
_OPENING = 160  # characters of the text that are compared beside the title


def strays(
    summaries: Mapping[str, str], articles: Mapping[str, Article], embedder: Embedder
) -> dict[str, str]:
    """Name → name of the article whose story its summary seems to tell; only those that strayed.

    summaries: name → summary. articles: name → article, of all that were shown together.
    """
    names = [name for name in summaries if name in articles]
    shown = list(articles)
    if not names or len(shown) < 2:
        return {}
    near = _nearness([summaries[name] for name in names], [articles[name] for name in shown], embedder)
    found = {}
    for row, name in zip(near, names, strict=True):
        own = row[shown.index(name)]
        best = int(np.argmax(row))
        if shown[best] != name and row[best] - own > MARGIN:
            found[name] = shown[best]
    return found


def _nearness(summaries: Sequence[str], articles: Sequence[Article], embedder: Embedder) -> Vectors:
    """Cosine of each summary to each article: the greater of its title's and its opening's."""
    said = embedder.embed(summaries)
    titles = embedder.embed([one.title for one in articles])
    openings = embedder.embed([f"{one.title} {one.text[:_OPENING]}" for one in articles])
    near: Vectors = np.maximum(said @ titles.T, said @ openings.T)
    return near
