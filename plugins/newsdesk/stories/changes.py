"""What was changed of stories after articles had joined them: merged, continued, split, muted. Pure.

Changes are rows that are only ever added. Nothing that was joined or published is rewritten: they are
read over it, up to the one that an edition knew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Who makes the changes that no person made.
BY_ITSELF = "newsdesk"


class Kind(StrEnum):
    """What a change does to a story."""

    MERGE = "merge"  # it is told as part of another one
    CONTINUE = "continue"  # likewise: an event of its own that goes on with a published story
    SPLIT = "split"  # some of its articles are a story of their own
    MUTE = "mute"  # it is not published any more
    UNDO = "undo"  # an earlier change is taken back


@dataclass(frozen=True, slots=True)
class Change:
    """One change. story: what is changed; into: the story that it becomes part of, or that splits off.

    id: the order of recording. articles: of a split. undoes: the id of the change taken back. by: a
    person's name, or BY_ITSELF. why: an English sentence, for a change made by itself with figures.
    """

    id: int
    at: datetime
    by: str
    kind: Kind
    story: str
    into: str = ""
    articles: tuple[str, ...] = ()
    undoes: int | None = None
    why: str = ""


class Standing:
    """What holds after some changes, in the order in which they were recorded."""

    def __init__(self, changes: Iterable[Change]) -> None:
        every = sorted(changes, key=lambda change: change.id)
        undone = {change.undoes for change in every if change.kind is Kind.UNDO}
        self.standing = tuple(one for one in every if one.id not in undone and one.kind is not Kind.UNDO)
        self._into: dict[str, str] = {}
        self._same: dict[str, str] = {}
        self._moved: dict[str, str] = {}
        self._muted: dict[str, Change] = {}
        for change in self.standing:
            self._take(change)
        self._members: dict[str, set[str]] = {}
        for story in self._into:
            self._members.setdefault(self.root(story), set()).add(story)
        # What was made one and taken back, and what was split and was not.
        self._apart = tuple(
            (one.story, one.into)
            for one in every
            if one.into and (one.kind is Kind.SPLIT) is not (one.id in undone)
        )

    def _take(self, change: Change) -> None:
        if change.kind in {Kind.MERGE, Kind.CONTINUE}:
            # A pointer that would close a circle (after an undo in between) says nothing new.
            if self.root(change.into) != self.root(change.story):
                self._into[self.root(change.story)] = change.into
            if change.kind is Kind.MERGE and self.event(change.into) != self.event(change.story):
                self._same[self.event(change.story)] = change.into
        elif change.kind is Kind.SPLIT:
            self._moved.update(dict.fromkeys(change.articles, change.into))
        else:
            self._muted[change.story] = change

    def root(self, story: str) -> str:
        """The story that a story is told as."""
        while story in self._into:
            story = self._into[story]
        return story

    def event(self, story: str) -> str:
        """The story that a story is one event with: as root, but without those that only go on with it."""
        while story in self._same:
            story = self._same[story]
        return story

    def chapter(self, article: str, joined: str) -> str:
        """The story that an article belongs to before merging. joined: the one it joined at first."""
        return self._moved.get(article, joined)

    def story_of(self, article: str, joined: str) -> str:
        """The story that an article is told in."""
        return self.root(self.chapter(article, joined))

    def members(self, story: str) -> frozenset[str]:
        """Every story that is told as this one, itself included."""
        return frozenset({story, *self._members.get(story, ())})

    def kept_apart(self, one: str, other: str) -> bool:
        """Whether somebody has said that two stories are not one: nothing makes them one by itself again.

        They took back that one is told as the other, or split one from the other.
        """
        mine, theirs = self.members(self.root(one)), self.members(self.root(other))
        return any((a in mine and b in theirs) or (a in theirs and b in mine) for a, b in self._apart)

    def muted(self, story: str) -> Change | None:
        """The change that silences a story or one that it is told with; None where it may be published."""
        return next((self._muted[one] for one in sorted(self.members(story)) if one in self._muted), None)


def split_id(story: str, articles: Sequence[str]) -> str:
    """The id of the story that some articles of another one become: the same for the same articles."""
    told = "\0".join(["split", story, *sorted(articles)])
    return "s" + hashlib.sha256(told.encode()).hexdigest()[:16]
