"""Which stories of an order say again what stands before them, whatever "again" means. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from newsdesk.entities import Article, Story

_READ = 4  # articles of each story that are compared: a story's later ones repeat its first
Apart = Callable[[str, str], bool]


def nobody_said_so(one: str, other: str) -> bool:
    """An Apart for where no editor has taken two stories apart."""
    return False


def compared(stories: Iterable[Story]) -> list[Article]:
    """The articles by which stories are compared."""
    return [article for story in stories for article in story.articles[:_READ]]


def repeated(
    order: Sequence[Story], before: Sequence[Story], again: Callable[[Article, Article], str], apart: Apart
) -> dict[str, str]:
    """Story id → why it is left out: one that stands before it, or stood in an edition, tells the same.

    before: what the editions of the last days have told. A story that is among them comes back for
    reasons of its own, and is not measured by them. again: why the first article tells what the second
    one told, as an English phrase; "" where it does not. apart: whether somebody has said that two stories
    are not one (Standing.kept_apart).
    """
    known = {story.id for story in before}
    told = list(before)
    left_out: dict[str, str] = {}
    for story in order:
        against = [one for one in told if story.id not in known or one.id not in known]
        pairs = (
            (one.id, new, old)
            for one in against
            if not apart(story.id, one.id)
            for new in compared([story])
            for old in compared([one])
        )
        found = next(((other, why) for other, new, old in pairs if (why := again(new, old))), None)
        if found:
            left_out[story.id] = f"retold: {found[0]} tells it ({found[1]})"
        else:
            told.append(story)
    return left_out
