"""One request to a model: recalled where it was answered before, counted before it is sent, tried
again where that may help, and recorded whatever becomes of it."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from newsdesk.errors import ModelRefused, ModelUnavailable
from newsdesk.llm.ledger import Batched, Call, CapReached, Ledger
from newsdesk.llm.prices import Model, Usage, ceiling, cost, estimate_tokens
from newsdesk.llm.prompts import Prompt
from newsdesk.llm.schemas import Shape

log = logging.getLogger(__name__)

ATTEMPTS = 4
PATIENCE = 60.0  # seconds; a provider that asks to wait longer than this is down for this morning
REQUEST_SECONDS = 180.0  # no answer of ours takes a model longer
_FRAME_TOKENS = 400  # what an answer may take beside its entries; also the request's own wrapping
_BACKOFF = wait_exponential(multiplier=1, max=20)


class DeadlineReached(ModelUnavailable):
    """The time for asking is over; the edition is finished with what it has."""


class AttemptFailed(Exception):
    """One attempt that brought nothing and may be repeated.

    worked: the provider may have done the work, and charge for it, although nothing came back.
    retry_after: seconds that it asked us to wait.
    """

    def __init__(self, message: str, *, worked: bool, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.worked = worked
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. entries: how many the answer has; entry_tokens: room for each of them.

    keys: id → key of what its line says (line_key), by which an answer is found again when the same
    line stands in another request.
    """

    purpose: str
    prompt: Prompt
    message: str
    shape: Shape
    entries: int
    entry_tokens: int
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. answer: unchecked; None where there is none that could be read.

    stop: cut is an answer that ran into max_tokens, refused one that the provider declined, pending
    one that was noted and not asked for. way: how the endpoint was asked, "schema" or "tool".
    """

    stop: Literal["answered", "cut", "refused", "pending"]
    answer: Any
    usage: Usage
    way: str = ""


# Sends a question with max_tokens and a time limit in seconds. Raises AttemptFailed or ModelRefused.
Send = Callable[[Question, int, float], Reply]


class Asker(Protocol):
    """What a ranker puts its questions to."""

    def ask(self, question: Question) -> Reply:
        """The answer to a question. Raises ModelUnavailable or ModelRefused."""
        ...

    def batched(self, purpose: str) -> Sequence[Batched]:
        """What was answered ahead, by batch: lines that need not be asked for again."""
        ...


@dataclass(frozen=True, slots=True)
class Caps:
    """USD at most. edition: for this judging of it. dates: for the whole range; None for no total."""

    edition: Decimal
    dates: Decimal | None = None


class Calls:
    """The calls of one judging of one edition to one model: an Asker.

    model_name: as sent to the API. remaining: seconds left for asking; with none left, what is
    already committed is still used.
    """

    def __init__(
        self,
        send: Send,
        model_name: str,
        model: Model,
        ledger: Ledger,
        caps: Caps,
        remaining: Callable[[], float] = lambda: math.inf,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._send = send
        self._model_name = model_name
        self._model = model
        self._ledger = ledger
        self._caps = caps
        self._remaining = remaining
        self._sleep = sleep

    def ask(self, question: Question) -> Reply:
        """The answer to a question, from the ledger where it is there.

        Raises CapReached or DeadlineReached before anything is sent, ModelUnavailable when the
        attempts are used up, ModelRefused where another one cannot help.
        """
        request_hash = hash_of(question, self._model_name, self._ledger.judging)
        known = self._ledger.recall(request_hash)
        if known is not None:
            return recalled(known)
        retrying = Retrying(
            retry=retry_if_exception_type(AttemptFailed),
            stop=self._gives_up,
            wait=_pause,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._attempt, question, request_hash)
        except AttemptFailed as error:
            raise ModelUnavailable(
                f"{self._model_name} did not answer ({question.purpose}): {error}"
            ) from error

    def batched(self, purpose: str) -> Sequence[Batched]:
        """What the ledger has of this judging that came by batch."""
        return self._ledger.batched(purpose)

    def _attempt(self, question: Question, request_hash: str) -> Reply:
        left = self._remaining()
        if left <= 0:
            raise DeadlineReached(f"no time left to ask {self._model_name} ({question.purpose})")
        max_tokens, highest = bounds(question, self._model)
        self._within_caps(question, highest)
        call = Call(question.purpose, self._model_name, question.prompt.version, request_hash, highest)
        number = self._ledger.sent(call)
        try:
            reply = self._send(question, max_tokens, min(left, REQUEST_SECONDS))
        except AttemptFailed as error:
            self._ledger.failed(number, storable(str(error)), highest if error.worked else Decimal(0))
            log.warning("model call %d (%s) failed: %s", number, question.purpose, error)
            raise
        except ModelRefused as error:
            self._ledger.failed(number, storable(str(error)), Decimal(0))
            raise
        self._ledger.answered(number, committed(reply), reply.usage, cost(reply.usage, self._model))
        log.info("model call %d (%s): %s, %s", number, question.purpose, reply.stop, reply.usage)
        return reply

    def _within_caps(self, question: Question, highest: Decimal) -> None:
        """Raises CapReached where the call might take the edition, or the range, over its cap."""
        within_caps(self._ledger, self._caps, question.purpose, highest)

    def _gives_up(self, state: RetryCallState) -> bool:
        return stop_after_attempt(ATTEMPTS)(state) or state.upcoming_sleep > min(PATIENCE, self._remaining())


def bounds(question: Question, model: Model, *, batch: bool = False) -> tuple[int, Decimal]:
    """max_tokens of a question, and the most that it may cost, in USD, by estimated tokens."""
    wanted = _FRAME_TOKENS + question.entries * question.entry_tokens + model.thinking_tokens
    max_tokens = min(wanted, model.max_tokens)
    return max_tokens, ceiling(prompt_tokens(question), max_tokens, model, batch=batch)


def prompt_tokens(question: Question) -> int:
    """The most tokens that a question's prompt takes, as estimated."""
    schema = json.dumps(question.shape.schema)
    return estimate_tokens(question.prompt.system + question.message + schema) + _FRAME_TOKENS


def within_caps(ledger: Ledger, caps: Caps, what: str, highest: Decimal) -> None:
    """Raises CapReached where spending so much more might pass a cap."""
    spent = ledger.committed_cost()
    if spent + highest > caps.edition:
        raise CapReached(
            f"{spent} USD of {caps.edition} are spent and the next call ({what}) may cost "
            f"{highest}; raise cap_usd in models.toml for more"
        )
    if caps.dates is None:
        return
    spent = ledger.range_cost()
    if spent + highest > caps.dates:
        raise CapReached(
            f"{spent} USD of the range's {caps.dates} are spent and the next call ({what}) may cost "
            f"{highest}; give the range a higher total for more"
        )


def hash_of(question: Question, model_name: str, judging: int) -> str:
    """The same for the same model, prompt file, rendered texts and judging."""
    parts = [model_name, question.prompt.digest, question.prompt.system, question.message, judging]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def line_key(prompt: Prompt, note: str, row: Mapping[str, object]) -> str:
    """The same for the same prompt, note and line, whatever id the line has and what stands beside it."""
    content = {name: value for name, value in row.items() if name != "id"}
    parts = [prompt.digest, prompt.system, note, content]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _pause(state: RetryCallState) -> float:
    """As long as the provider asked for, else longer with each attempt."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, AttemptFailed) else None
    return asked if asked is not None else _BACKOFF(state)


def committed(reply: Reply) -> dict[str, Any]:
    """A reply as the ledger keeps it."""
    row = {"stop": reply.stop, "answer": storable(reply.answer), "usage": asdict(reply.usage)}
    return {**row, "way": reply.way if reply.answer is not None else ""}


def recalled(row: Mapping[str, Any]) -> Reply:
    """A reply as the ledger kept it."""
    return Reply(row["stop"], row["answer"], Usage(**row["usage"]), row.get("way", ""))


def storable(value: Any) -> Any:
    """The same without what Postgres has no character for: NUL and lone surrogates."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value
