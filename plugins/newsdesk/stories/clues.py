"""What one article offers for comparison, worked out once. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from newsdesk.entities import Article, Language
from newsdesk.stories.actors import actors
from newsdesk.stories.amounts import Amount, amounts_in
from newsdesk.stories.canonical import names_an_article
from newsdesk.stories.facts import Facts, facts_of
from newsdesk.stories.names import NameTable, initials_in, words_in
from newsdesk.stories.roundups import is_roundup
from newsdesk.stories.terms import terms_in
from newsdesk.stories.titles import grams, normalise_title, title_language, weight, wording

# Shorter texts are boilerplate as often as not ("Comments", "Read more at ...").
_TEXT_FLOOR = 120
# How much of a text tells its event (characters), and how little says nothing ("Comments").
_LEAD = 300
_LEAD_FLOOR = 40


@dataclass(frozen=True, slots=True)
class Told:
    """What the title and the beginning of the text name together, for what another title says.

    lead: the beginning of the text as wording, with a blank at both ends; "" where there is none.
    """

    names: frozenset[str]
    words: frozenset[str]
    terms: frozenset[str]
    amounts: frozenset[Amount]
    lead: str = ""

    def tells(self, piece: str) -> bool:
        """Whether a piece of a title (titles.grams) stands in the beginning of the text."""
        return f" {piece} " in self.lead or (not piece.isascii() and " ".join(piece) in self.lead)


@dataclass(frozen=True, slots=True)
class Clues:
    """An article as the ladder sees it.

    url: canonical, "" where it names no one article. guid: "source guid", or the guid alone where it
    is an address and so means the same in every feed. text: hash of the text, "" for a short one.
    title is normalised, said is it without punctuation, bare without the names of the table. words:
    the Latin words of bare; all_words: of title. actors: who acts under the names. terms: of bare.
    initials: of each two to six words in a row.
    """

    article_id: str
    source: str
    at: datetime
    url: str
    guid: str
    text: str
    title: str
    said: str
    language: Language
    grams: frozenset[str]
    weight: int
    names: frozenset[str]
    bare: str
    words: frozenset[str]
    all_words: frozenset[str]
    actors: frozenset[str]
    terms: frozenset[str]
    initials: frozenset[str]
    facts: Facts
    told: Told
    roundup: bool

    @property
    def order(self) -> tuple[datetime, str]:
        """The order in which articles found stories: the first that happened; ties by id."""
        return self.at, self.article_id


def clues_of(article: Article, table: NameTable) -> Clues:
    """The clues of an article. table: the names known in both languages."""
    title = normalise_title(article.title)
    named = table.read(title)
    facts = facts_of(title)
    words, terms = words_in(title), terms_in(named.bare)
    return Clues(
        article_id=article.id,
        source=article.source,
        at=article.happened_at,
        url=article.canonical_url if names_an_article(article.canonical_url) else "",
        guid=_guid(article),
        text=_text_hash(article.text),
        title=title,
        said=wording(title),
        language=title_language(title),
        grams=grams(title),
        weight=weight(title),
        names=named.names,
        bare=named.bare or title,
        words=words_in(named.bare),
        all_words=words,
        actors=actors(named.names),
        terms=terms,
        initials=initials_in(title),
        facts=facts,
        told=_with_lead(Told(named.names, words, terms, facts.amounts), article.text, table),
        roundup=is_roundup(title),
    )


def _guid(article: Article) -> str:
    if not article.guid:
        return ""
    everywhere = article.guid.startswith(("http://", "https://", "tag:", "urn:uuid:"))
    return article.guid if everywhere else f"{article.source} {article.guid}"


def _with_lead(title: Told, text: str, table: NameTable) -> Told:
    """What a title tells, and what the beginning of the text adds."""
    if len(text) < _LEAD_FLOOR:
        return title
    told = _lead(text[:_LEAD], table)
    return Told(
        title.names | told.names,
        title.words | told.words,
        title.terms | told.terms,
        title.amounts | told.amounts,
        told.lead,
    )


@lru_cache(maxsize=4096)  # one text is read for its title and for each sentence that stands for it
def _lead(text: str, table: NameTable) -> Told:
    lead = normalise_title(text)
    named = table.read(lead)
    return Told(named.names, words_in(lead), terms_in(named.bare), amounts_in(lead)[0], f" {wording(lead)} ")


def _text_hash(text: str) -> str:
    plain = wording(" ".join(text.casefold().split()))
    return hashlib.sha256(plain.encode()).hexdigest()[:16] if len(plain) >= _TEXT_FLOOR else ""
