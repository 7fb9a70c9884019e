"""Claude as ranker and writer, through any client of the anthropic SDK."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import anthropic
from anthropic.types import Message

from newsdesk.entities import Article, Draft, Language, Marks, Story, Verdict
from newsdesk.errors import ModelError, ModelRefused, ModelUnavailable
from newsdesk.llm import schemas, tasks
from newsdesk.llm.calls import AttemptFailed, Calls, DeadlineReached, Question, Reply
from newsdesk.llm.contract import Assignment, Candidate, Ordering
from newsdesk.llm.frame import lines, numbered
from newsdesk.llm.ledger import CapReached, Ledger
from newsdesk.llm.prices import Model, Models, Usage
from newsdesk.llm.prompts import Prompts
from newsdesk.llm.rounds import Harvest, gather
from newsdesk.llm.schemas import RegionEntry, Shape, SummaryEntry, VerdictEntry
from newsdesk.llm.tasks import E, Finding, Row, T, Task

log = logging.getLogger(__name__)

_AGAIN = " Your earlier answer left these out, or gave them in a form that could not be read."
_CORRECT = " These need another draft; see draft and not_found where they are given."
_MOST_TAGS = 5
_LEAST_ORDERED = 3  # fewer stories need no look side by side
_ORDER_TOKENS = 12  # room for an id, and for its part in a pair
# In place of a judge's reason that says more than its article: true of any story of that tier.
_PLAIN_REASON = {
    1: "本期最重要的动态之一。",
    2: "与本期主题相关的重要动态。",
    3: "与本期主题相关的动态。",
    4: "与本期主题关系不大。",
}


class ClaudeRanker:
    """A newsdesk.llm.contract.Ranker.

    client: anthropic.Anthropic or one of its siblings for other platforms; its own retries are
    not used, since each attempt has to be a row. model: the name sent to the API, "" for the
    default one. vocabulary: the tags that may be given. check: what in a statement the article
    does not carry. remaining: seconds left for asking, for a morning that has to be filed; with
    none left, what is already committed is still used.

    stopped: why it asked no further, "" where it asked for all: cap, deadline, unavailable, refused.
    Raises ConfigError where models.toml has no such model.
    """

    name = "claude"

    def __init__(
        self,
        client: anthropic.Anthropic,
        *,
        models: Models,
        model: str,
        prompts: Prompts,
        ledger: Ledger,
        vocabulary: Sequence[str],
        check: Callable[[str, Article], Sequence[Finding]],
        remaining: Callable[[], float] = lambda: math.inf,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        sent_name = model or models.default
        entry = models.named(sent_name)
        send = _Sender(client, sent_name, entry)
        self._calls = Calls(send, sent_name, entry, ledger, models.cap_usd, remaining, sleep)
        self._prompts = prompts
        self._vocabulary = tuple(vocabulary)
        self._check = check
        self.stopped = ""

    def judge(self, candidates: Sequence[Candidate], now: datetime) -> list[Verdict]:
        """Verdicts in the order of the candidates; those that the model did not give are left out.

        now is not shown to the model: a request that changed with the clock would be bought again
        at each rerun. With the cap or the deadline reached half-way the rest is left out. Raises
        ModelUnavailable or ModelRefused, also where there is not one verdict to be had.
        """
        items = numbered(candidates)
        harvest: Harvest[VerdictEntry] = Harvest()
        stop = self._twice(tasks.judging(self._prompts), items, tasks.candidate_row, harvest)
        if stop is not None and (not harvest.found or not isinstance(stop, CapReached | DeadlineReached)):
            raise stop
        if items and not harvest.found:
            raise ModelRefused(f"the model gave no usable verdict on any of {len(items)} stories")
        return [
            self._verdict(items[name].story, harvest.found[name]) for name in items if name in harvest.found
        ]

    def order(self, candidates: Sequence[Candidate]) -> Ordering:
        """The candidates looked at side by side. They are shown in the order of their story ids, so
        that the marks' order, or the shortlist's, has no say here.

        An answer that cannot be used is an empty ordering. Raises ModelUnavailable or ModelRefused.
        """
        items = numbered(sorted(candidates, key=lambda one: one.story.id))
        if len(items) < _LEAST_ORDERED:
            return Ordering()
        stories = lines(tasks.glance_row(name, item) for name, item in items.items())
        prompt = self._prompts.order
        message = prompt.render(stories=stories, count=len(items), note="")
        try:
            reply = self._calls.ask(
                Question("order", prompt, message, schemas.ORDER, len(items), _ORDER_TOKENS)
            )
        except ModelError as stop:
            self.stopped = _why(stop)
            raise
        order, same = schemas.read_order(reply.answer, items)
        return Ordering(
            tuple(items[name].story.id for name in order),
            tuple((items[one].story.id, items[two].story.id) for one, two in same),
        )

    def place(self, stories: Sequence[Story]) -> dict[str, tuple[str, ...]]:
        """Story id → ISO codes, main actor first; a story that stays unknown is missing.

        Raises ModelUnavailable or ModelRefused where nothing at all was answered.
        """
        items = numbered(stories)
        harvest: Harvest[RegionEntry] = Harvest()
        stop = self._twice(tasks.placing(self._prompts), items, tasks.story_row, harvest)
        if stop is not None and not harvest.found:
            raise stop
        placed = {items[name].id: entry.countries for name, entry in harvest.found.items()}
        return {story: countries for story, countries in placed.items() if countries}

    def write(self, assignments: Sequence[Assignment]) -> list[Draft]:
        """Drafts that their articles carry, in the order of the assignments; the rest is left out.

        A draft with something unsupported is asked for once more, told what was not found. Raises
        ModelUnavailable or ModelRefused where nothing at all was answered.
        """
        task, items = tasks.writing(self._prompts), numbered(assignments)
        first: Harvest[SummaryEntry] = Harvest()
        stop = self._pass(task, items, tasks.article_row, "", first)
        if stop is not None and not first.found:
            raise stop
        faults = {name: self._faults(entry, items[name].article) for name, entry in first.found.items()}
        good = {name: entry for name, entry in first.found.items() if not faults[name]}
        second: Harvest[SummaryEntry] = Harvest()
        if stop is None:
            bad = {
                name: item for name, item in items.items() if name not in good and name not in first.hopeless
            }
            notes = {name: tasks.correction(first.found.get(name), faults.get(name, [])) for name in bad}
            self._pass(task, bad, tasks.with_more(tasks.article_row, notes), _CORRECT, second)
        for name, entry in second.found.items():
            if not self._faults(entry, items[name].article):
                good[name] = entry
        log.info("%d of %d articles written up, %d at the first go", len(good), len(items), _sound(faults))
        return [self._draft(items[name], good[name]) for name in items if name in good]

    def _twice(
        self, task: Task[E], items: Mapping[str, T], row: Callable[[str, T], Row], harvest: Harvest[E]
    ) -> ModelError | None:
        """Asks for all, then once more for what is missing."""
        stop = self._pass(task, items, row, "", harvest)
        return stop or self._pass(task, harvest.missing(items), row, _AGAIN, harvest)

    def _pass(
        self,
        task: Task[E],
        items: Mapping[str, T],
        row: Callable[[str, T], Row],
        note: str,
        harvest: Harvest[E],
    ) -> ModelError | None:
        """Asks for the items in batches. Returns what stopped it, with the harvest so far kept."""

        def ask(batch: Mapping[str, T]) -> Reply:
            stories = lines(row(name, item) for name, item in batch.items())
            message = task.prompt.render(stories=stories, count=len(batch), note=note)
            return self._calls.ask(
                Question(task.purpose, task.prompt, message, task.shape, len(batch), task.entry_tokens)
            )

        def read(answer: object, ids: Collection[str]) -> dict[str, E]:
            return schemas.read(answer, task.shape, task.entry, ids)

        try:
            gather(items, task.batch, ask, read, harvest)
        except ModelError as stop:
            self.stopped = _why(stop)
            log.warning(
                "%s: asked no further with %d of %d: %s", task.purpose, len(harvest.found), len(items), stop
            )
            return stop
        return None

    def _verdict(self, story: Story, entry: VerdictEntry) -> Verdict:
        marks = Marks(entry.impact, entry.novelty, entry.credibility, entry.relevance)
        carried = not self._check(entry.reason, story.lead)
        return Verdict(story.id, entry.tier, marks, entry.reason if carried else _PLAIN_REASON[entry.tier])

    def _faults(self, entry: SummaryEntry, article: Article) -> list[Finding]:
        return [*self._check(entry.summary, article), *self._check(entry.reason, article)]

    def _draft(self, assignment: Assignment, entry: SummaryEntry) -> Draft:
        article = assignment.article
        given = [tag for tag in entry.tags if tag in self._vocabulary and not self._check(tag, article)]
        hinted = [tag for tag in assignment.candidate.hints if tag in self._vocabulary]
        return Draft(
            story_id=assignment.candidate.story.id,
            article_id=article.id,
            summary=entry.summary,
            reason=entry.reason,
            tags=tuple(dict.fromkeys(given or hinted))[:_MOST_TAGS],
            language=Language.ZH,
            extract=False,
            writer=self.name,
        )


def _sound(faults: Mapping[str, Sequence[Finding]]) -> int:
    return sum(1 for found in faults.values() if not found)


def _why(stop: ModelError) -> str:
    kinds = {CapReached: "cap", DeadlineReached: "deadline", ModelUnavailable: "unavailable"}
    return next((word for kind, word in kinds.items() if isinstance(stop, kind)), "refused")


class _Sender:
    """Puts a question into the Messages API's terms, and its answers and errors into ours."""

    def __init__(self, client: anthropic.Anthropic, model_name: str, model: Model) -> None:
        self._client = client.with_options(max_retries=0)
        self._model_name = model_name
        self._model = model

    def __call__(self, question: Question, max_tokens: int, seconds: float) -> Reply:
        system = {"type": "text", "text": question.prompt.system, "cache_control": {"type": "ephemeral"}}
        request: dict[str, Any] = {
            "model": self._model_name,
            "max_tokens": max_tokens,
            "system": [system],
            "messages": [{"role": "user", "content": question.message}],
            "timeout": min(seconds, self._own_timeout()),
            **self._shape(question.shape),
        }
        try:
            message = self._client.messages.create(**request)
        except anthropic.APIStatusError as error:
            raise _status_failure(error) from error
        except anthropic.APIConnectionError as error:
            raise AttemptFailed(f"no answer: {_cause(error)}", worked=_may_have_worked(error)) from error
        except (anthropic.APIResponseValidationError, ValueError) as error:
            raise AttemptFailed(f"unreadable answer: {error}", worked=True) from error
        except anthropic.AnthropicError as error:
            raise ModelRefused(f"the connection has no usable credentials: {error}") from error
        if not isinstance(message, Message) or not isinstance(message.content, list):
            raise AttemptFailed(
                "an answer that is no message; is the host an Anthropic endpoint?", worked=True
            )
        return self._reply(message)

    def _shape(self, shape: Shape) -> dict[str, Any]:
        request: dict[str, Any] = {}
        output: dict[str, Any] = {}
        if self._model.answer == "tool":
            request["tools"] = [
                {"name": shape.tool, "description": shape.description, "input_schema": shape.schema}
            ]
            request["tool_choice"] = {"type": "tool", "name": shape.tool, "disable_parallel_tool_use": True}
        else:
            output["format"] = {"type": "json_schema", "schema": shape.schema}
        if self._model.effort:
            output["effort"] = self._model.effort
        if self._model.thinking:
            request["thinking"] = {"type": self._model.thinking}
        return {**request, "output_config": output} if output else request

    def _own_timeout(self) -> float:
        """The connection's own time limit, in seconds."""
        timeout = self._client.timeout
        own = timeout if isinstance(timeout, int | float) or timeout is None else timeout.read
        return math.inf if own is None else float(own)

    def _reply(self, message: Message) -> Reply:
        usage = Usage(
            input=message.usage.input_tokens,
            output=message.usage.output_tokens,
            cache_write=message.usage.cache_creation_input_tokens or 0,
            cache_read=message.usage.cache_read_input_tokens or 0,
        )
        if message.stop_reason == "refusal":
            return Reply("refused", None, usage)
        if message.stop_reason in {"max_tokens", "model_context_window_exceeded"}:
            return Reply("cut", None, usage)
        return Reply("answered", _content(message), usage)


def _content(message: Message) -> object:
    """The tool's input, or the JSON of the text; None where there is neither."""
    for block in message.content:
        if block.type == "tool_use":
            return block.input
    text = "".join(block.text for block in message.content if block.type == "text")
    try:
        return json.loads(text)
    except ValueError:
        return None


def _status_failure(error: anthropic.APIStatusError) -> AttemptFailed | ModelRefused:
    """What an error status means: worth another attempt, or a matter for a person."""
    status = error.status_code
    said = f"{status} {error.api_message or error.message}"[:500]
    if status in {408, 409, 429, 499} or status >= 500:
        worked = status in {408, 499, 504}  # a proxy gave up waiting; the model may not have
        return AttemptFailed(said, worked=worked, retry_after=_retry_after(error))
    if status in {401, 403}:
        return ModelRefused(f"{said}; check the key of the Anthropic connection")
    return ModelRefused(said)


def _retry_after(error: anthropic.APIStatusError) -> float | None:
    """Seconds, by the header; its form as a date is not used by this API."""
    try:
        return max(0.0, float(error.response.headers.get("retry-after", "")))
    except ValueError:
        return None


def _cause(error: anthropic.APIConnectionError) -> str:
    cause = error.__cause__
    return f"{type(cause).__name__} {cause}".strip() if cause is not None else str(error)


def _may_have_worked(error: anthropic.APIConnectionError) -> bool:
    """False only where no connection came about, so that no request can have reached the model."""
    return type(error.__cause__).__name__ not in {"ConnectError", "ConnectTimeout", "PoolTimeout"}
