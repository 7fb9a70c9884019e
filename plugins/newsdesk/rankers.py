"""Which ranker an edition gets, built from the installation's files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from newsdesk.desk import Desk
from newsdesk.llm.contract import Ranker
from newsdesk.ranking.topic import Topic


def topic_of(desk: Desk) -> Topic:
    """What the edition is about."""
    return Topic.load(desk.edition.topic, str(desk.settings.edition_file))
