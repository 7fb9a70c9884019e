"""Which ranker an edition gets, built from the installation's files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from newsdesk.desk import Desk
from newsdesk.entities import Article
from newsdesk.llm.calls import Asker, Calls, Caps
from newsdesk.llm.ranker import ClaudeRanker
from newsdesk.llm.rules import RulesRanker
from newsdesk.store.model_calls import PostgresLedger
from newsdesk.stories.embedding import ENCODER
from newsdesk.window import filing_limit
from newsdesk.writing.grounding import Unsupported, unsupported
from newsdesk.writing.strays import strays

MODEL = ClaudeRanker.name


def rules(desk: Desk) -> RulesRanker:
    """The ranker that needs no key."""
    return RulesRanker(desk.files.topic, desk.sources, desk.files.vocabulary)


def claude(desk: Desk, judging: int, asker: Asker | None = None) -> ClaudeRanker:
    """The model, with the ledger of one judging of the edition. Raises ConfigError.

    asker: what its questions are put to in place of the model.
    """

    def check(statement: str, article: Article) -> Sequence[Unsupported]:
        published = (
            article.published_at.astimezone(desk.edition.zone).date() if article.published_at else None
        )
        return unsupported(
            statement, article.title, article.text, aliases=desk.names.spellings, published=published
        )

    return ClaudeRanker(
        asker or calls(desk, judging),
        prompts=desk.files.prompts,
        vocabulary=desk.files.vocabulary.tags,
        check=check,
        strayed=lambda summaries, articles: strays(summaries, articles, ENCODER),
    )


def calls(desk: Desk, judging: int) -> Calls:
    """The calls of one judging of the edition. Raises ConfigError where the model has no prices."""
    # The SDK takes as long to import as all the rest of a stage: only what asks a model waits for it.
    from newsdesk.llm.claude import Claude

    models = desk.files.models
    name = model_name(desk)
    entries = ledger(desk, judging)
    return Calls(
        Claude(desk.client, name, models.named(name), entries.way(name)),
        name,
        models.named(name),
        entries,
        caps(desk, judging),
        lambda: seconds_left(desk, desk.real_now()),
    )


def caps(desk: Desk, judging: int) -> Caps:
    """The most that one judging of the edition, and the range that it is made in, may cost."""
    return Caps(desk.files.models.cap(judging), desk.run.total_usd if desk.run.budget else None)


def model_name(desk: Desk) -> str:
    """The model as it is sent to the API: the connection's, or the default one."""
    return desk.model or desk.files.models.default


def ledger(desk: Desk, judging: int) -> PostgresLedger:
    """The rows of one judging of the edition."""
    slug, day = desk.key
    return PostgresLedger(desk.engine, slug, day, judging, desk.real_now, desk.run.budget)


def seconds_left(desk: Desk, moment: datetime) -> float:
    """Seconds until a scheduled edition stops asking the model; a run by hand may take its time."""
    if not desk.run.scheduled:
        return float("inf")
    limit = filing_limit(desk.run.started_at, desk.window, desk.edition.filing_limit, desk.edition.zone)
    return (limit - moment).total_seconds()
