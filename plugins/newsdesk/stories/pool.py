"""The articles that already have a story, found again by what a new one offers. In memory only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from newsdesk.stories.clues import Clues
from newsdesk.stories.thresholds import Thresholds

# A gram that more titles share than this tells nothing apart (发布, model) and would cost the most.
_COMMON = 300
_SHARED = 2
_NEAREST = 30
# Stories kept under one key: an address that hundreds of stories share is a page, not an article.
_UNDER_ONE_KEY = 64


class Pool:
    """Articles with their stories, indexed by exact keys and by pieces of their titles.

    Under each key and title one article a story is kept, the first: 10,000 articles under one title
    cost as much as one.
    """

    def __init__(self, thresholds: Thresholds) -> None:
        self._least = min(thresholds.least_wording, thresholds.least_meaning)
        self._keys: dict[tuple[str, str], dict[str, Clues]] = {}
        self._titles: list[str] = []
        self._postings: dict[str, list[int]] = {}
        self._founders: dict[str, Clues] = {}
        self._wide: set[str] = set()

    def add(self, clues: Clues, story_id: str) -> None:
        """Takes an article in; its story's founder is the first article by Clues.order."""
        if clues.roundup:
            self._wide.add(story_id)
        founder = self._founders.get(story_id)
        if founder is None or clues.order < founder.order:
            self._founders[story_id] = clues
        for key in self._keys_of(clues):
            stories = self._keys.setdefault(key, {})
            if key[0] == "said" and not stories:
                self._index(clues)
            if len(stories) < _UNDER_ONE_KEY:
                stories.setdefault(story_id, clues)

    def founder(self, story_id: str) -> Clues:
        """The story's first article among those taken in."""
        return self._founders[story_id]

    def is_wide(self, story_id: str) -> bool:
        """Whether one of the story's articles tells many events."""
        return story_id in self._wide

    def candidates(self, clues: Clues, alike: Iterable[str] = ()) -> Iterator[tuple[str, Clues]]:
        """Stories that might be the article's, each with the article that suggests it.

        alike: titles (Clues.said) that are near in meaning. A story may come more than once.
        """
        titles = [] if self._says_nothing(clues) else [*self._near(clues), *alike]
        keys = [*self._keys_of(clues), *(("said", title) for title in titles if title != clues.said)]
        for key in keys:
            yield from self._keys.get(key, {}).items()

    def _says_nothing(self, clues: Clues) -> bool:
        return clues.roundup or clues.weight < self._least

    def _keys_of(self, clues: Clues) -> list[tuple[str, str]]:
        keys = [("url", clues.url), ("guid", clues.guid), ("text", clues.text)]
        said = "" if self._says_nothing(clues) else clues.said
        return [key for key in [*keys, ("said", said)] if key[1]]

    def _index(self, clues: Clues) -> None:
        place = len(self._titles)
        self._titles.append(clues.said)
        for gram in clues.grams:
            self._postings.setdefault(gram, []).append(place)

    def _near(self, clues: Clues) -> list[str]:
        """Titles that share the most pieces with this one, rare pieces only."""
        counts: Counter[int] = Counter()
        for gram in clues.grams:
            places = self._postings.get(gram, ())
            if len(places) <= _COMMON:
                counts.update(places)
        near = sorted(
            (place for place, n in counts.items() if n >= _SHARED), key=lambda one: (-counts[one], one)
        )
        return [self._titles[place] for place in near[:_NEAREST]]
