"""Whether a headline stood in an edition of the last weeks, word for word. Pure.

Articles join a story within 14 days; a source that puts up an old item once more, or sells one text to
another house, does so later than that. The reader knows the line when it comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from newsdesk.entities import Article, Story
from newsdesk.ranking.repeated import Apart, compared, nobody_said_so, repeated
from newsdesk.stories.thresholds import WINDOW
from newsdesk.stories.titles import normalise_title, weight, wording

# In 75 days of records 37 headlines come back word for word after the 14 days in which articles join, of news
# at most 28 days later.
STOOD_FOR = timedelta(days=60)
_OPENING = 200  # characters


def stood_before(
    order: Sequence[Story], before: Sequence[Story], apart: Apart = nobody_said_so
) -> dict[str, str]:
    """Story id → why it is left out (see repeated). before: what the editions of STOOD_FOR have told.

    One source's column comes each week under one headline: there the beginning of the text has to be the
    same too.
    """
    lines = {_line(one) for one in compared(before)}
    again = [story for story in order if any(_line(one) in lines for one in compared([story]))]
    return repeated(again, before, _word_for_word, apart)


def _line(article: Article) -> str:
    """A headline as it is compared; "" where it is too short to name anything."""
    title = normalise_title(article.title)
    return wording(title) if weight(title) >= WINDOW.least_wording else ""


def _word_for_word(new: Article, old: Article) -> str:
    if not _line(new) or _line(new) != _line(old):
        return ""
    if new.source == old.source and new.text[:_OPENING] != old.text[:_OPENING]:
        return ""
    return f"one headline, {(new.happened_at - old.happened_at).days} days later"
