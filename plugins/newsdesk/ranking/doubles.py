"""Two ids that are said to tell one event: the stories' own evidence has the last word. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from newsdesk.entities import Article, Story

# What two articles themselves say of being one event, in a few words; "" where they do not say so.
Evidence = Callable[[Article, Article], str]
_READ = 4  # articles of each story that are compared: a story's later ones repeat its first


def doubles(
    suggested: Iterable[tuple[str, str]],
    order: Mapping[str, int],
    stories: Mapping[str, Story],
    evidence: Evidence,
) -> dict[str, str]:
    """Story id → why it is left out: it tells what a story before it tells.

    suggested: pairs of story ids. order: story id → position. A pair counts only where evidence of
    their articles says the same; of the two the one that stands first stays, unless it has gone itself.
    """
    left_out: dict[str, str] = {}
    known = [pair for pair in suggested if len(set(pair) & order.keys() & stories.keys()) == 2]
    for pair in sorted(known, key=lambda pair: sorted(order[one] for one in pair)):
        first, second = sorted(pair, key=lambda one: order[one])
        if first in left_out or second in left_out:
            continue
        why = _agreed(stories[first], stories[second], evidence)
        if why:
            left_out[second] = f"double: it tells what {first} tells, as the model suggested ({why})"
    return left_out


def _agreed(one: Story, two: Story, evidence: Evidence) -> str:
    pairs = ((a, b) for a in one.articles[:_READ] for b in two.articles[:_READ])
    return next((why for a, b in pairs if (why := evidence(a, b))), "")
