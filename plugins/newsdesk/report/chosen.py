"""What the report is made from: the chosen stories, and the frame of the edition around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from newsdesk.entities import Article, Draft, FollowUp, Judgement, Placement, Story, Window
from newsdesk.report.model import FailedSource
from newsdesk.settings import Edition


@dataclass(frozen=True, slots=True)
class Chosen:
    """A story chosen for an edition, with everything that was said of it.

    article: the linked one. source_name: as its source calls itself to readers. index: its place in
    its section; only the order matters, the report numbers anew from 1. follow_up: what brings the
    story back (持续跟踪); None the first time.
    """

    story: Story
    article: Article
    source_name: str
    judgement: Judgement
    placement: Placement
    draft: Draft
    index: int
    follow_up: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class Archived:
    """What a past date's edition was made from: readings of its time. last: the newest of them."""

    sources: int
    imported: bool
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Frame:
    """The edition around its items.

    generated_at: by the run's clock. raw: candidate articles by section key; their sum is 原始信息.
    intake_at: when the edition's sources were last read, None where never. provisional: 未截稿.
    reached: sources that answered at the intake (or had been read within their interval).
    rehearsal: "", sample or replay. ranker: claude or rules. archived: for past dates alone.
    stopped: why the model was asked no further, "" where it was asked for all: cap, deadline,
    unavailable or refused.
    """

    edition: Edition
    window: Window
    generated_at: datetime
    raw: Mapping[str, int]
    ranker: str
    provisional: bool
    intake_at: datetime | None
    reached: int
    failed: tuple[FailedSource, ...] = ()
    rehearsal: str = ""
    archived: Archived | None = None
    stopped: str = ""
