"""The contract between the stages and whoever judges and writes.

A ranker is shown stories as data under short ids ("n1", "n2", …), no URL among them, and answers
with those ids. Titles, links, sources and dates are looked up by id afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from newsdesk.entities import Article, Draft, Judgement, Story, Verdict


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shortlisted story, with what the shortlist measured.

    relevance: 0..1, how much it is about the edition's topic. voices: independent publisher
    families. hints: the topic words that were found, for reasons and tags.
    """

    story: Story
    relevance: float
    voices: tuple[str, ...]
    best_tier: int
    age_hours: float
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A chosen story to be written up, from its linked article alone."""

    candidate: Candidate
    article: Article
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Ordering:
    """A list-wise look at the top. order: story ids, best first, each once; ids may be missing.

    same: pairs of ids that are said to tell one event: a suggestion, for the stories' own evidence
    to decide. told: pairs of a story's id and that of an earlier one that is said to have told it.
    """

    order: tuple[str, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    told: tuple[tuple[str, str], ...] = ()


class Ranker(Protocol):
    """Who judges and writes. Two kill-safe calls: asked the same, it answers the same.

    Raises ModelUnavailable or ModelRefused; the stages decide what becomes of the edition then.
    """

    name: str  # "claude" or "rules"; stands in the report's JSON
    stopped: str  # why it asked no further: "", cap, deadline, unavailable or refused

    def judge(self, candidates: Sequence[Candidate], now: datetime) -> Sequence[Verdict]:
        """A verdict for each candidate; one that is left out is treated as not judged."""
        ...

    def order(self, candidates: Sequence[Candidate], earlier: Sequence[Story] = ()) -> Ordering:
        """The candidates looked at side by side; an empty ordering leaves the marks' order.

        earlier: stories that editions of the last days told, and that a candidate may tell again.
        """
        ...

    def place(self, stories: Sequence[Story]) -> dict[str, tuple[str, ...]]:
        """Story id → ISO codes for stories that evidence left open; missing where unknown."""
        ...

    def write(self, assignments: Sequence[Assignment]) -> Sequence[Draft]:
        """A draft for each assignment; one that is left out gets an extract in its place."""
        ...
