"""Which ranker an edition gets, built from the installation's files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from newsdesk.desk import Desk
from newsdesk.entities import Article
from newsdesk.llm.claude import ClaudeRanker
from newsdesk.llm.prices import load_models
from newsdesk.llm.prompts import load_prompts
from newsdesk.llm.rules import RulesRanker
from newsdesk.ranking.topic import Topic
from newsdesk.store.model_calls import PostgresLedger
from newsdesk.window import filing_limit
from newsdesk.writing.grounding import Unsupported, unsupported
from newsdesk.writing.tags import Vocabulary

MODEL = ClaudeRanker.name


def topic_of(desk: Desk) -> Topic:
    """What the edition is about."""
    return Topic.load(desk.edition.topic, str(desk.settings.edition_file))


def vocabulary_of(desk: Desk) -> Vocabulary:
    """The tags that may be given."""
    return Vocabulary.load(desk.settings.include / "names" / "tags.toml")


def rules(desk: Desk) -> RulesRanker:
    """The ranker that needs no key."""
    return RulesRanker(topic_of(desk), desk.catalog.by_slug, vocabulary_of(desk))


def claude(desk: Desk, judging: int) -> ClaudeRanker:
    """The model, with the ledger of one judging of the edition. Raises ConfigError."""
    vocabulary = vocabulary_of(desk).tags
    slug, day = desk.key

    def check(statement: str, article: Article) -> Sequence[Unsupported]:
        published = (
            article.published_at.astimezone(desk.edition.zone).date() if article.published_at else None
        )
        return unsupported(
            statement, article.title, article.text, aliases=desk.names.aliases, published=published
        )

    return ClaudeRanker(
        desk.client,
        models=load_models(desk.settings.include / "models.toml"),
        model=desk.model,
        prompts=load_prompts(desk.settings.include / "prompts", desk.edition.about, vocabulary),
        ledger=PostgresLedger(desk.engine, slug, day, judging, lambda: datetime.now(UTC)),
        vocabulary=vocabulary,
        check=check,
        remaining=lambda: seconds_left(desk, datetime.now(UTC)),
    )


def seconds_left(desk: Desk, moment: datetime) -> float:
    """Seconds until a scheduled edition stops asking the model; a run by hand may take its time."""
    if not desk.run.scheduled:
        return float("inf")
    limit = filing_limit(desk.run.started_at, desk.window, desk.edition.filing_limit, desk.edition.zone)
    return (limit - moment).total_seconds()
