"""The first sentences of an article, as its telling is compared. Pure."""

from __future__ import annotations

import re

from newsdesk.entities import Article
from newsdesk.stories.titles import normalise_title

_END = re.compile(r"[。！？!?；;\n]|\.\s")


def opening(article: Article, most: int) -> list[str]:
    """The sentences of a text's first `most` characters, normalised as titles are; the last may be cut."""
    return _END.split(normalise_title(article.text[:most]))
