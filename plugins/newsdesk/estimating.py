"""What making a range of editions would ask for: editions, model calls, money. Nothing is changed.

What an edition has cost so far, in this installation, says what the next one will; without any the cap
of include/models.toml is all that can be promised.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal

from newsdesk.llm.prices import load_models
from newsdesk.settings import Settings, load_edition
from newsdesk.store import estimates as rows
from newsdesk.store.engine import connect
from newsdesk.store.migrate import check
from newsdesk.window import window_of


@dataclass(frozen=True, slots=True)
class Dated:
    """One date. articles: of its window, in the archive. state: missing, open, provisional or filed.

    asks: whether the model would be asked; redo: whether it would be made or made again.
    """

    day: date
    articles: int
    state: str
    asks: bool

    @property
    def made(self) -> bool:
        """Whether something would be made: not where a finished edition would only be looked at again."""
        return self.state != "filed" or self.asks


@dataclass(frozen=True, slots=True)
class Estimate:
    """A range. calls, usd: expected, from past: editions that a model made here; at_most: by the cap.

    batch: whether it is the Batch API's price.
    """

    dates: tuple[Dated, ...]
    calls: int
    usd: Decimal
    at_most: Decimal
    past: int
    batch: bool = False

    @property
    def made(self) -> int:
        """How many editions would be made."""
        return sum(one.made for one in self.dates)

    @property
    def asking(self) -> int:
        """How many of them would ask the model."""
        return sum(one.asks for one in self.dates)

    @property
    def empty(self) -> tuple[date, ...]:
        """Dates that the archive has nothing for."""
        return tuple(one.day for one in self.dates if one.made and not one.articles)


def estimate(
    settings: Settings, days: Iterable[date], *, model: bool, fresh: bool, batch: bool = False
) -> Estimate:
    """What these dates would ask for. model: whether one is configured; fresh: judged anew; batch: by batch.

    Raises ConfigError or SchemaMismatch.
    """
    edition = load_edition(settings.edition_file)
    models = load_models(settings.include / "models.toml")
    factor = models.named("").batch
    engine = connect(settings.database_url)
    try:
        check(engine)
        dates = []
        with engine.connect() as conn:
            for day in days:
                window = window_of(day, edition.cutoff, edition.zone)
                known = rows.edition(conn, edition.slug, window)
                asks = model and (fresh or known.state != "filed" or known.ranker == "rules")
                dates.append(Dated(day, known.articles, known.state, asks and known.articles > 0))
            past = rows.past(conn, edition.slug, factor)
    finally:
        engine.dispose()
    return reckon(dates, past, models.cap_usd, batch=factor if batch else None)


def reckon(
    dates: Sequence[Dated], past: rows.Past, cap: Decimal, *, batch: Decimal | None = None
) -> Estimate:
    """The sums. Pure. Rounded up: who is told a price wants no surprise.

    batch: the Batch API's factor on the list price, where it is asked.
    """
    asking = sum(one.asks for one in dates)
    calls, usd = 0, Decimal(0)
    if past.editions:
        calls = -(-asking * past.calls // past.editions)
        usd = (asking * past.usd * (1 if batch is None else batch) / past.editions).quantize(
            Decimal("0.0001"), ROUND_UP
        )
    at_most = asking * cap
    return Estimate(tuple(dates), calls, min(usd, at_most), at_most, past.editions, batch is not None)


def in_words(found: Estimate) -> str:
    """One line in English, for the launcher and a task's log."""
    words = f"{found.made} of {len(found.dates)} editions to make"
    if found.asking:
        expected = f"about {found.calls} model calls and {found.usd} USD" if found.past else "model calls"
        basis = f" (as {found.past} editions here have cost)" if found.past else " (none made here yet)"
        words += (
            f", {expected}{basis}, at most {found.at_most} USD{', by the Batch API' if found.batch else ''}"
        )
    else:
        words += ", no model calls"
    if found.empty:
        words += f"; nothing in the archive for {', '.join(map(str, found.empty))}"
    return words
