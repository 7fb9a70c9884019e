"""The model as ranker and writer: what is asked of it, and which of its answers are used."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from newsdesk.entities import Article, Draft, Language, Marks, Story, Verdict
from newsdesk.errors import ModelError, ModelRefused, ModelUnavailable
from newsdesk.llm import schemas, tasks
from newsdesk.llm.calls import Asker, DeadlineReached, Question, Reply, line_key
from newsdesk.llm.contract import Assignment, Candidate, Ordering
from newsdesk.llm.frame import lines, numbered
from newsdesk.llm.ledger import CapReached
from newsdesk.llm.prompts import Prompts
from newsdesk.llm.rounds import Harvest, gather
from newsdesk.llm.schemas import OrderAnswer, RegionEntry, SummaryEntry, VerdictEntry
from newsdesk.llm.tasks import E, Finding, Row, Stray, T, Task

log = logging.getLogger(__name__)

# Summaries and articles by name → name of the article that a summary tells in place of its own.
Strayed = Callable[[Mapping[str, str], Mapping[str, Article]], Mapping[str, str]]

_AGAIN = " Your earlier answer left these out, or gave them in a form that could not be read."
_CORRECT = " These need another draft; see draft and not_found where they are given."
_MOST_TAGS = 5
_LEAST_ORDERED = 3  # fewer stories need no look side by side
_LEAST_ASKED = 1  # but whether the last days have told one
_COVERED = 0.8  # of the top stand in an order that came by batch: then it is used
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

    asker: what puts a question to the model, or recalls its answer. vocabulary: the tags that may
    be given. check: what in a statement the article does not carry. strayed: which summaries tell
    another article of the list than their own.

    stopped: why it asked no further, "" where it asked for all: cap, deadline, unavailable, refused.
    """

    name = "claude"

    def __init__(
        self,
        asker: Asker,
        *,
        prompts: Prompts,
        vocabulary: Sequence[str],
        check: Callable[[str, Article], Sequence[Finding]],
        strayed: Strayed = lambda summaries, articles: {},
    ) -> None:
        self._asker = asker
        self._prompts = prompts
        self._vocabulary = tuple(vocabulary)
        self._check = check
        self._strayed = strayed
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
        if items and not harvest.found and not harvest.pending:
            raise ModelRefused(f"the model gave no usable verdict on any of {len(items)} stories")
        return [
            self._verdict(items[name].story, harvest.found[name]) for name in items if name in harvest.found
        ]

    def order(self, candidates: Sequence[Candidate], earlier: Sequence[Story] = ()) -> Ordering:
        """The candidates looked at side by side. They are shown in the order of their story ids, so
        that the marks' order, or the shortlist's, has no say here.

        An answer that cannot be used is an empty ordering. Raises ModelUnavailable or ModelRefused.
        """
        items = numbered(sorted(candidates, key=lambda one: one.story.id))
        past = numbered(sorted(earlier, key=lambda one: one.id), "t")
        if len(items) < (_LEAST_ASKED if past else _LEAST_ORDERED):
            return Ordering()
        rows = {name: tasks.glance_row(name, item) for name, item in items.items()}
        told = {name: tasks.earlier_row(name, item) for name, item in past.items()}
        prompt = self._prompts.order
        keys = {name: line_key(prompt, "", row) for name, row in {**rows, **told}.items()}
        message = prompt.render(
            stories=lines(rows.values()), earlier=lines(told.values()), count=len(items), note=""
        )
        found = self._ordered_ahead(keys, items, past)
        if not found.order:
            try:
                reply = self._asker.ask(
                    Question("order", prompt, message, schemas.ORDER, len(items), _ORDER_TOKENS, keys)
                )
            except ModelError as stop:
                self.stopped = _why(stop)
                raise
            found = schemas.read_order(reply.answer, items, past)
        return Ordering(
            tuple(items[name].story.id for name in found.order),
            tuple((items[one].story.id, items[two].story.id) for one, two in found.same),
            tuple((items[one].story.id, past[two].id) for one, two in found.told),
        )

    def _ordered_ahead(
        self, keys: Mapping[str, str], items: Collection[str], past: Collection[str]
    ) -> OrderAnswer:
        """An answer that came by batch, in the ids of this request.

        It was about the top as it then looked to be. What has left it since is passed over, what has
        come in has no place of its own; with too little of the top in it, it is no order of this one. Nor
        does it know what a date of its own batch has told.
        """
        here = {key: name for name, key in keys.items()}
        for one in self._asker.batched("order"):
            names = {name: here[key] for name, key in one.keys.items() if key in here}
            new = [name for name in names if names[name] in items]
            old = [name for name in names if names[name] in past]
            found = schemas.read_order(one.answer, new, old).under(names)
            if len(found.order) >= _COVERED * len(items):
                return found
        return OrderAnswer()

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
        faults = self._faults(first.found, items)
        good = {name: entry for name, entry in first.found.items() if not faults[name]}
        second: Harvest[SummaryEntry] = Harvest()
        if stop is None:
            settled = good.keys() | first.hopeless | first.pending
            bad = {name: item for name, item in items.items() if name not in settled}
            notes = {name: tasks.correction(first.found.get(name), faults.get(name, [])) for name in bad}
            self._pass(task, bad, tasks.with_more(tasks.article_row, notes), _CORRECT, second)
        remaining = self._faults(second.found, items)
        good |= {name: entry for name, entry in second.found.items() if not remaining[name]}
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
        """Asks for the items in batches. Returns what stopped it, with the harvest so far kept.

        What was answered ahead for the same lines is taken as it stands.
        """
        shown = {name: row(name, item) for name, item in items.items()}
        keys = {name: line_key(task.prompt, note, line) for name, line in shown.items()}

        def ask(batch: Mapping[str, T]) -> Reply:
            message = task.prompt.render(
                stories=lines(shown[name] for name in batch), count=len(batch), note=note
            )
            asked = {name: keys[name] for name in batch}
            return self._asker.ask(
                Question(task.purpose, task.prompt, message, task.shape, len(batch), task.entry_tokens, asked)
            )

        def read(answer: object, ids: Collection[str]) -> dict[str, E]:
            return schemas.read(answer, task.shape, task.entry, ids)

        ahead = self._ahead(task)
        harvest.found.update({name: ahead[key] for name, key in keys.items() if key in ahead})
        rest = {name: item for name, item in items.items() if keys[name] not in ahead}
        try:
            gather(rest, task.batch, ask, read, harvest)
        except ModelError as stop:
            self.stopped = _why(stop)
            log.warning(
                "%s: asked no further with %d of %d: %s", task.purpose, len(harvest.found), len(items), stop
            )
            return stop
        return None

    def _ahead(self, task: Task[E]) -> dict[str, E]:
        """The valid entries that came by batch, by the key of their line; the first of each counts."""
        found: dict[str, E] = {}
        for one in self._asker.batched(task.purpose):
            for name, entry in schemas.read(one.answer, task.shape, task.entry, one.keys).items():
                found.setdefault(one.keys[name], entry)
        return found

    def _verdict(self, story: Story, entry: VerdictEntry) -> Verdict:
        marks = Marks(entry.impact, entry.novelty, entry.credibility, entry.relevance)
        carried = not self._check(entry.reason, story.lead)
        return Verdict(story.id, entry.tier, marks, entry.reason if carried else _PLAIN_REASON[entry.tier])

    def _faults(
        self, entries: Mapping[str, SummaryEntry], items: Mapping[str, Assignment]
    ) -> dict[str, list[Finding]]:
        """What each draft says that its own article does not carry."""
        articles = {name: item.article for name, item in items.items()}
        strayed = self._strayed({name: entry.summary for name, entry in entries.items()}, articles)
        return {
            name: [
                *self._check(entry.summary, articles[name]),
                *self._check(entry.reason, articles[name]),
                *([Stray(entry.summary)] if name in strayed else []),
            ]
            for name, entry in entries.items()
        }

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
