"""What is asked of the model: the three tasks, and each story as a row of the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from newsdesk.entities import Story
from newsdesk.llm import schemas
from newsdesk.llm.contract import Assignment, Candidate
from newsdesk.llm.frame import names, plain
from newsdesk.llm.prompts import Prompt, Prompts
from newsdesk.llm.schemas import RegionEntry, Shape, SummaryEntry, VerdictEntry

T = TypeVar("T")
E = TypeVar("E", VerdictEntry, SummaryEntry, RegionEntry)

Row = dict[str, object]

# Characters of an article that are shown. Judges and region editors need its opening; the writer
# gets what fits a news report, since facts in the tail of a long one are no headline.
_TITLE = 200
_OPENING = 300
_GLANCE = 120
_ARTICLE = 3000
_TOKEN = 80


class Finding(Protocol):
    """Something in a statement that its article does not carry."""

    @property
    def kind(self) -> str:
        """What it is: a figure, a name, …"""
        ...

    @property
    def token(self) -> str:
        """The words at fault, as they stand in the statement."""
        ...


@dataclass(frozen=True, slots=True)
class Stray:
    """A Finding: the whole sentence is of another article."""

    token: str
    kind: str = "stray"


@dataclass(frozen=True, slots=True)
class Task(Generic[E]):
    """One thing asked of the model. batch: rows in a call; entry_tokens: room for each answer."""

    purpose: str
    prompt: Prompt
    shape: Shape
    entry: type[E]
    batch: int
    entry_tokens: int


def judging(prompts: Prompts) -> Task[VerdictEntry]:
    """Tier, marks and reason of candidates."""
    return Task("judge", prompts.judge, schemas.JUDGE, VerdictEntry, 25, 200)


def writing(prompts: Prompts) -> Task[SummaryEntry]:
    """Summary, reason and tags of assignments."""
    return Task("write", prompts.write, schemas.WRITE, SummaryEntry, 8, 500)


def placing(prompts: Prompts) -> Task[RegionEntry]:
    """Countries of stories."""
    return Task("region", prompts.region, schemas.REGION, RegionEntry, 25, 40)


def glance_row(name: str, candidate: Candidate) -> Row:
    """A candidate as the one who orders the top sees it: side by side with the others, briefly."""
    return {**earlier_row(name, candidate.story), "publishers": len(candidate.voices)}


def earlier_row(name: str, story: Story) -> Row:
    """A story that was told before, for telling whether another one tells it again."""
    lead = story.lead
    return {"id": name, "title": plain(lead.title, _TITLE), "text": plain(lead.text, _GLANCE)}


def candidate_row(name: str, candidate: Candidate) -> Row:
    """A candidate as the judge sees it. Its age is left out: it would change with the clock."""
    row = story_row(name, candidate.story)
    row["publishers"] = names(candidate.voices, 5)
    row["published"] = candidate.story.lead.happened_at.date().isoformat()
    return row


def story_row(name: str, story: Story) -> Row:
    """A story as the region editor sees it."""
    return {"id": name, "title": plain(story.lead.title, _TITLE), "text": plain(story.lead.text, _OPENING)}


def article_row(name: str, assignment: Assignment) -> Row:
    """An article as the writer sees it: the linked one alone."""
    article = assignment.article
    return {"id": name, "title": plain(article.title, _TITLE), "text": plain(article.text, _ARTICLE)}


def correction(entry: SummaryEntry | None, faults: Sequence[Finding]) -> Row:
    """What the second request says of an article's first draft; nothing where there was none."""
    if entry is None:
        return {}
    return {
        "draft": entry.summary,
        "not_found": list(dict.fromkeys(plain(one.token, _TOKEN) for one in faults)),
    }


def with_more(row: Callable[[str, T], Row], more: Mapping[str, Row]) -> Callable[[str, T], Row]:
    """Rows with further fields, by id."""
    return lambda name, item: {**row(name, item), **more[name]}
