"""Articles, assignments and a ranker for the tests of the model's part of the house."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import anthropic

from newsdesk.entities import Article, Importance, Judgement, Language, Marks, Story
from newsdesk.llm.calls import Calls, Caps
from newsdesk.llm.claude import Claude
from newsdesk.llm.contract import Assignment, Candidate
from newsdesk.llm.ledger import Batched, Call, Ledger
from newsdesk.llm.prices import Models, Usage, load_models
from newsdesk.llm.prompts import load_prompts
from newsdesk.llm.ranker import ClaudeRanker
from tests.fakes.messages_server import MessagesServer

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 1, 5, 0, 30, tzinfo=UTC)
VOCABULARY = ("融资", "大模型", "开源", "芯片", "发布", "机器人", "监管")
ABOUT = "人工智能：模型、芯片、应用、资本与监管。"
_FIGURE = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the checker gives it."""

    kind: str
    token: str


def figures_found(statement: str, article: Article) -> list[Found]:
    """A small stand-in for the checker: figures that the article does not have."""
    carried = f"{article.title} {article.text}"
    return [Found("figure", one) for one in _FIGURE.findall(statement) if one not in carried]


class MemoryLedger:
    """A ledger that lives as long as the test."""

    def __init__(self, judging: int = 0) -> None:
        self.judging = judging
        self.rows: list[dict[str, Any]] = []

    def recall(self, request_hash: str) -> dict[str, Any] | None:
        same = (row for row in self.rows if row["hash"] == request_hash and row["status"] == "answered")
        row = next(same, None)
        return row["answer"] if row else None

    def batched(self, purpose: str) -> list[Batched]:
        rows = [row for row in self.rows if row["purpose"] == purpose and row["status"] == "answered"]
        return [Batched(row["answer"]["answer"], row["keys"]) for row in rows if row["batch"]]

    def way(self, model: str) -> str:
        ways = [row["answer"]["way"] for row in self.rows if row["answer"] and row["answer"]["way"]]
        return ways[-1] if ways else ""

    def range_cost(self) -> Decimal:
        return self.committed_cost()

    def committed_cost(self) -> Decimal:
        return sum((row["max"] if row["cost"] is None else row["cost"] for row in self.rows), Decimal(0))

    def sent(self, call: Call) -> int:
        row = {"hash": call.request_hash, "max": call.max_cost, "purpose": call.purpose}
        row |= {"batch": call.batch, "keys": call.keys}
        self.rows.append({**row, "status": "sent", "cost": None, "error": "", "answer": None})
        return len(self.rows) - 1

    def answered(self, number: int, answer: Mapping[str, Any], usage: Usage, cost: Decimal) -> None:
        self.rows[number].update(status="answered", answer=dict(answer), cost=cost, usage=usage)

    def failed(self, number: int, error: str, cost: Decimal) -> None:
        self.rows[number].update(status="failed", error=error, cost=cost)


def article(number: int, title: str = "", text: str = "") -> Article:
    """A Chinese article of our own writing; the number is in its figures and its name."""
    when = NOW - timedelta(hours=number % 20 + 1)
    return Article(
        id=f"a{number:016x}",
        revision=number,
        source="example",
        url=f"https://news.example/{number}",
        canonical_url=f"https://news.example/{number}",
        guid=str(number),
        title=title or f"星河{number}号公司发布第{number}代大模型",
        text=text
        or (
            f"星河{number}号公司今天发布第{number}代大模型，参数规模为{number}0亿，训练用了{number}千张加速卡。"
            f"公司称，新模型面向企业客户开放，调用价格比上一代低{number}%，首批有{number}家银行接入。"
        ),
        language=Language.ZH,
        published_at=when,
        first_seen_at=when,
        backlog=False,
    )


def candidate(number: int, title: str = "", text: str = "") -> Candidate:
    """A candidate of one article."""
    story = Story(f"s{number:016x}", (article(number, title, text),))
    return Candidate(story, 0.8, ("甲社", "乙报"), 1, 5.0, ("大模型", "未收录的词"))


def candidates(count: int) -> list[Candidate]:
    return [candidate(number) for number in range(1, count + 1)]


def assignment(one: Candidate) -> Assignment:
    """A candidate that was chosen."""
    judgement = Judgement(
        story_id=one.story.id,
        article_id=one.story.lead.id,
        position=1,
        tier=2,
        marks=Marks(3, 3, 3, 5),
        score=300.0,
        importance=Importance.MEDIUM,
        reason="面向企业开放的新模型。",
        ranker="claude",
    )
    return Assignment(one, one.story.lead, judgement)


def assignments(count: int) -> list[Assignment]:
    return [assignment(one) for one in candidates(count)]


def models(**changes: Any) -> Models:
    """The project's models.toml, with changes such as cap_usd."""
    loaded = load_models(ROOT / "include" / "models.toml")
    return loaded.model_copy(update=changes)


def with_model(name: str, **changes: Any) -> Models:
    """models.toml with changes to one model."""
    loaded = models()
    entries = tuple(one.model_copy(update=changes) if one.name == name else one for one in loaded.model)
    return loaded.model_copy(update={"model": entries})


def ranker(
    server: MessagesServer,
    ledger: Ledger | None = None,
    *,
    model: str = "",
    models: Models | None = None,
    check: Callable[[str, Article], Sequence[Found]] = figures_found,
    remaining: Callable[[], float] = lambda: math.inf,
    sleep: Callable[[float], None] = lambda seconds: None,
    client: anthropic.Anthropic | None = None,
    dates: Decimal | None = None,
) -> ClaudeRanker:
    """A ClaudeRanker whose client is the real SDK, talking to the stand-in."""
    models = models or load_models(ROOT / "include" / "models.toml")
    ledger = ledger or MemoryLedger()
    name = model or models.default
    entry = models.named(name)
    client = client or anthropic.Anthropic(api_key="sk-test", base_url=server.url, timeout=10)
    send = Claude(client, name, entry, ledger.way(name))
    caps = Caps(models.cap(ledger.judging), dates)
    return ClaudeRanker(
        Calls(send, name, entry, ledger, caps, remaining, sleep),
        prompts=load_prompts(ROOT / "include" / "prompts", ABOUT, VOCABULARY),
        vocabulary=VOCABULARY,
        check=check,
    )


def retitled(one: Article, title: str) -> Article:
    return replace(one, title=title)
