"""Whether a sentence states only what an article carries: figures, dates, names, quotations.

Nothing here understands the sentence; it finds what can be looked up and looks it up, across
languages and spellings. What is said in the article's own words is carried by definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from newsdesk.writing import dates, figures
from newsdesk.writing.folding import unfolded_case
from newsdesk.writing.mentions import (
    NameTable,
    bare_versions,
    latin_names,
    names_carried,
    quotation_carried,
    quotations,
    written,
)

FIGURE, DATE, NAME, QUOTATION = "figure", "date", "name", "quotation"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something stated that the article does not carry. kind: figure, date, name or quotation."""

    kind: str
    token: str


def unsupported(
    statement: str,
    article_title: str,
    article_text: str,
    *,
    aliases: Mapping[str, frozenset[str]] | NameTable,
    published: date | None = None,
) -> list[Unsupported]:
    """What a statement says that the article's title and text do not, in order, each once.

    aliases: a name → its other spellings. published: the local day of the article's publication;
    with it, "on Tuesday" and "last year" in the article carry the dates they mean, and its own date.
    Empty means: everything that can be looked up was found.
    """
    article = Evidence.of(article_title, article_text, published)
    table = aliases if isinstance(aliases, NameTable) else NameTable(aliases)
    rest = _without_own_words(unfolded_case(statement), article.folded)
    found = list(_quotations(rest, article))
    rest, missing = _dates(rest, article)
    found += missing
    rest, missing = _names(rest, article, table)
    found += missing
    found += _figures(rest, article)
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article, read for what it carries."""

    folded: str
    figures: tuple[figures.Figure, ...]
    calendar: dates.Calendar

    @classmethod
    def of(cls, title: str, text: str, published: date | None) -> Evidence:
        """Title and text are read apart: nothing is made of the end of one and the start of the other."""
        whole = f"{unfolded_case(title)}\n{unfolded_case(text)}"
        calendar = dates.calendar_of(whole, published)
        undated = _blank(whole, [(mention.start, mention.end) for mention in calendar.mentions])
        return cls(whole.casefold(), tuple(figures.figures_in(undated)), calendar)


_SENTENCE_ENDS = re.compile(r"[。！？；!?;\n]+|…+|\.{3,}|(?<=[.\w])[.] ")
_OWN_WORDS = 8  # characters; shorter pieces could be found anywhere


def _without_own_words(statement: str, article: str) -> str:
    """The statement with the sentences blanked that stand in the article as they are."""
    ends = [match.span() for match in _SENTENCE_ENDS.finditer(statement)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(statement)]
    own = [
        (start, stop)
        for start, stop in zip(starts, stops, strict=True)
        if _stands_in(statement[start:stop].strip(" .").casefold(), article)
    ]
    return _blank(statement, own)


def _stands_in(piece: str, article: str) -> bool:
    if len(piece) < _OWN_WORDS or piece not in article:
        return False
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(piece)}(?![a-z0-9]|[.,]\d)", article))


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with line feeds in place of the spans, so that positions stay and nothing runs together."""
    for start, end in spans:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def _quotations(text: str, article: Evidence) -> Iterator[Unsupported]:
    for quotation in quotations(text):
        if not quotation_carried(quotation, article.folded):
            yield Unsupported(QUOTATION, quotation)


def _dates(text: str, article: Evidence) -> tuple[str, list[Unsupported]]:
    mentions = dates.dates_in(text)
    missing = [
        Unsupported(DATE, text[one.start : one.end])
        for one in mentions
        if not dates.carried(one, article.calendar)
    ]
    return _blank(text, [(one.start, one.end) for one in mentions]), missing


def _names(text: str, article: Evidence, table: NameTable) -> tuple[str, list[Unsupported]]:
    missing: list[Unsupported] = []
    for name in table.known_in(text):
        if not names_carried(name.text, article.folded, table):
            missing.append(Unsupported(NAME, name.text))
        text = _blank(text, [(name.start, name.end)])
    for name in [*bare_versions(text), *latin_names(text)]:
        end = name.end
        if name.version and written(f"{name.text} {name.version}", article.folded):
            end += 1 + len(name.version)
        elif not _is_quarter(name.text) and not names_carried(name.text, article.folded, table):
            missing.append(Unsupported(NAME, name.text))
        if end > name.end or not _is_quarter(name.text):
            text = _blank(text, [(name.start, end)])
    return text, missing


def _is_quarter(word: str) -> bool:
    """Q3: a figure (第三季度), not a name."""
    return bool(re.fullmatch(r"[Qq][1-4]", word))


def _figures(text: str, article: Evidence) -> Iterator[Unsupported]:
    for figure in figures.to_be_checked(figures.figures_in(text)):
        if not figures.carried(figure, article.figures) and not _is_year(figure, article):
            yield Unsupported(FIGURE, text[figure.start : figure.end].strip())


def _is_year(figure: figures.Figure, article: Evidence) -> bool:
    """2026 without 年, as in the name of a conference."""
    return not figure.units and any(value in article.calendar.years for value in figure.values)
