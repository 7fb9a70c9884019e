"""Questions noted instead of asked: to say what they would cost, or to ask them in one batch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from newsdesk.llm.calls import Question, Reply, bounds, hash_of, recalled
from newsdesk.llm.ledger import Batched, Ledger
from newsdesk.llm.prices import Model, Usage, cost

_OVERHEAD = 350  # tokens of the answer's schema and of the request's own wrapping
_ANSWER_FRAME = 20
# Tokens of one entry of an answer, as it usually comes: an object with a Chinese sentence, a summary of
# 60 to 120 characters with reason and tags, a list of one code, a bare id.
ANSWER_TOKENS = {"judge": 75, "order": 5, "region": 16, "write": 190}


@dataclass(slots=True)
class Collecting:
    """An Asker that recalls what was answered before and notes the rest, each question once.

    ledger: None where nothing was ever asked. model_name: as sent to the API. settled: keys of lines
    that are not to be noted: a question that has one of them is left pending.
    """

    model_name: str
    ledger: Ledger | None = None
    settled: Collection[str] = ()
    noted: dict[str, Question] = field(default_factory=dict)
    recalled: int = 0

    def ask(self, question: Question) -> Reply:
        """The recorded answer, or a pending one. Raises nothing."""
        request_hash = hash_of(question, self.model_name, self.ledger.judging if self.ledger else 0)
        known = self.ledger.recall(request_hash) if self.ledger else None
        if known is not None:
            self.recalled += 1
            return recalled(known)
        if not any(key in self.settled for key in question.keys.values()):
            self.noted[request_hash] = question
        return Reply("pending", None, Usage())

    def batched(self, purpose: str) -> Sequence[Batched]:
        """What the ledger has of this judging that came by batch."""
        return self.ledger.batched(purpose) if self.ledger else []


@dataclass(frozen=True, slots=True)
class Bill:
    """What questions of one purpose would take, estimated. tokens_in: prompts, the cached part apart.

    usd: list price. batch_usd: by the Batch API. at_most: the most that the cap is checked with.
    """

    purpose: str
    calls: int
    entries: int
    tokens_in: int
    tokens_cached: int
    tokens_out: int
    usd: Decimal
    batch_usd: Decimal
    at_most: Decimal


def bill(purpose: str, questions: Sequence[Question], model: Model) -> Bill:
    """What questions of one purpose would cost, answers as they usually come (ANSWER_TOKENS).

    The first call writes the instructions to the cache, the others read them there; by batch each
    pays for them in full, since batches run side by side.
    """
    fixed = [estimated_tokens(one.prompt.system) for one in questions]
    moving = [estimated_tokens(one.message) + _OVERHEAD for one in questions]
    answers = [one.entries * ANSWER_TOKENS[purpose] + _ANSWER_FRAME for one in questions]
    usd = batch = at_most = Decimal(0)
    for at, one in enumerate(questions):
        first = at == 0
        usage = Usage(moving[at], answers[at], fixed[at] if first else 0, 0 if first else fixed[at])
        usd += cost(usage, model)
        batch += cost(Usage(moving[at] + fixed[at], answers[at]), model, batch=True)
        at_most += bounds(one, model)[1]
    return Bill(
        purpose,
        len(questions),
        sum(one.entries for one in questions),
        sum(fixed) + sum(moving),
        sum(fixed[1:]),
        sum(answers),
        usd,
        batch,
        at_most,
    )


def estimated_tokens(text: str) -> int:
    """Tokens that a text takes, about: a third of its ASCII characters, one and a tenth of each other.

    Measured nowhere here: the makers' figure for the current tokenizer is some 2.5 characters of mixed
    text a token. Calls.prompt_tokens is the bound that the cap is checked with, and half as much again.
    """
    plain = sum(1 for char in text if char.isascii())
    return round(plain / 3.3 + 1.1 * (len(text) - plain)) + 1
