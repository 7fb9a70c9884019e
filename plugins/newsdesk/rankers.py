"""Which ranker an edition gets, built from the installation's files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from newsdesk.desk import Desk
from newsdesk.entities import Article
from newsdesk.llm.claude import ClaudeRanker
from newsdesk.llm.rules import RulesRanker
from newsdesk.store.model_calls import PostgresLedger
from newsdesk.window import filing_limit
from newsdesk.writing.grounding import Unsupported, unsupported

MODEL = ClaudeRanker.name


def rules(desk: Desk) -> RulesRanker:
    """The ranker that needs no key."""
    return RulesRanker(desk.files.topic, desk.sources, desk.files.vocabulary)


def claude(desk: Desk, judging: int) -> ClaudeRanker:
    """The model, with the ledger of one judging of the edition. Raises ConfigError."""
    slug, day = desk.key

    def check(statement: str, article: Article) -> Sequence[Unsupported]:
        published = (
            article.published_at.astimezone(desk.edition.zone).date() if article.published_at else None
        )
        return unsupported(
            statement, article.title, article.text, aliases=desk.names.spellings, published=published
        )

    return ClaudeRanker(
        desk.client,
        models=desk.files.models,
        model=desk.model,
        prompts=desk.files.prompts,
        ledger=PostgresLedger(desk.engine, slug, day, judging, desk.real_now),
        vocabulary=desk.files.vocabulary.tags,
        check=check,
        remaining=lambda: seconds_left(desk, desk.real_now()),
    )


def seconds_left(desk: Desk, moment: datetime) -> float:
    """Seconds until a scheduled edition stops asking the model; a run by hand may take its time."""
    if not desk.run.scheduled:
        return float("inf")
    limit = filing_limit(desk.run.started_at, desk.window, desk.edition.filing_limit, desk.edition.zone)
    return (limit - moment).total_seconds()
