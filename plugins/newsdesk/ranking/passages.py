"""What two articles say in the same words under different headlines. Pure.

A feature on what was told yesterday takes its facts from the same announcement, letter or filing, and its
beginning repeats them in runs of words. Names are left out of account, since one company is written about
twice in a week; so are bylines, and what stands in many articles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from newsdesk.entities import Article
from newsdesk.stories.names import NameTable
from newsdesk.stories.titles import normalise_title, wording

_OPENING = 1_000  # characters
_RUN = 4  # words, or Han characters
# A run that stands in more stories of those that are compared is a phrase of the day or of a publisher.
_COMMON = 4
_BYLINE = re.compile(
    r"(?:本文来自|来源\s?[:丨|]|作者\s?[:丨|]|编辑\s?[:丨|]|头图|原文标题|文\s?[丨|])[^。\n]{0,80}"
)


def passages_of(article: Article, names: NameTable) -> frozenset[str]:
    """The runs of words at the beginning of an article, its title among it."""
    told = normalise_title(f"{article.title} 。 {article.text[:_OPENING]}")
    words = wording(names.read(_BYLINE.sub(" ", told)).bare).split()
    return frozenset(" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def common_passages(stories: Iterable[frozenset[str]]) -> frozenset[str]:
    """Of the passages of some stories those that say nothing: they stand in too many."""
    counts = Counter(passage for one in stories for passage in one)
    return frozenset(passage for passage, count in counts.items() if count > _COMMON)
