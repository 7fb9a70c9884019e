"""Whether a sentence states only what an article carries: figures, dates, names, quotations.

Nothing here understands the sentence; it finds what can be looked up and looks it up, across
languages and spellings. What is said in the article's own words is carried by definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from newsdesk.writing import dates, figures
from newsdesk.writing.chinese_names import unknown_names
from newsdesk.writing.folding import unfolded_case
from newsdesk.writing.mentions import (
    Aliases,
    Name,
    bare_versions,
    is_chinese,
    known_names,
    latin_names,
    name_carried,
    other_version,
    quotation_carried,
    quotations,
    written,
)
from newsdesk.writing.orders import without_orders
from newsdesk.writing.overlap import speaks_of_something_else

FIGURE, DATE, NAME, QUOTATION, WORDING = "figure", "date", "name", "quotation", "wording"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something stated that the article does not carry.

    kind: figure, date, name, quotation, or wording: the statement as a whole speaks of something else.
    """

    kind: str
    token: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article, read for what it carries; read once, however many statements are held against it."""

    folded: str
    figures: tuple[figures.Figure, ...]
    calendar: dates.Calendar

    @classmethod
    def of(cls, title: str, text: str, published: date | None = None) -> Evidence:
        """Title and text are read apart: nothing is made of the end of one and the start of the other.
        What they order a machine to say carries nothing.

        published: the local day of publication. With it, "on Tuesday" and "last year" in the
        article carry the dates they mean, and so does its own date.
        """
        whole = f"{unfolded_case(without_orders(title))}\n{unfolded_case(without_orders(text))}"
        calendar = dates.calendar_of(whole, published)
        undated = _blank(whole, [(mention.start, mention.end) for mention in calendar.mentions])
        return cls(whole.casefold(), tuple(figures.figures_in(undated)), calendar)


def unsupported(
    statement: str,
    article_title: str,
    article_text: str,
    *,
    aliases: Aliases,
    published: date | None = None,
) -> list[Unsupported]:
    """What a statement says that the article's title and text do not, each once.

    aliases: any spelling → every spelling of the same thing (regions.names.Names.aliases).
    published: see Evidence.of. Empty means: everything that can be looked up was found.
    """
    return missing_from(Evidence.of(article_title, article_text, published), statement, aliases)


def missing_from(article: Evidence, statement: str, aliases: Aliases) -> list[Unsupported]:
    """As unsupported, for an article that was read before."""
    rest = _without_own_words(unfolded_case(statement), article.folded)
    found = list(_quotations(rest, article))
    for check in (_dates, _versions, _known_names, _numbered_names, _figures, _other_names, _chinese_names):
        rest, missing = check(rest, article, aliases)
        found += missing
    if speaks_of_something_else(statement, article.folded):
        found.append(Unsupported(WORDING, statement[:_BEGINNING]))
    return list(dict.fromkeys(found))


_SENTENCE_ENDS = re.compile(r"[。！？；!?;\n]+|…+|\.{3,}|(?<=[.\w])[.] ")
_BEGINNING = 20  # characters of a statement that stand for it in a message
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


_Checked = tuple[str, list[Unsupported]]  # the text that is left to the next check, and what is missing


def _dates(text: str, article: Evidence, aliases: Aliases) -> _Checked:
    mentions = dates.dates_in(text)
    missing = [
        Unsupported(DATE, text[one.start : one.end])
        for one in mentions
        if not dates.carried(one, article.calendar)
    ]
    return _blank(text, [(one.start, one.end) for one in mentions]), missing


def _versions(text: str, article: Evidence, aliases: Aliases) -> _Checked:
    """Claude 5 where the article has Claude 4 alone: the table's names, too, have versions."""
    other = [
        Name(f"{name.text} {name.version}", name.start, name.end + 1 + len(name.version))
        for name in latin_names(text)
        if name.version and other_version(name.text, name.version, article.folded)
    ]
    missing = [Unsupported(NAME, name.text) for name in other]
    return _blank(text, [(name.start, name.end) for name in other]), missing


def _known_names(text: str, article: Evidence, aliases: Aliases) -> _Checked:
    return _checked(text, list(known_names(text, aliases)), article, aliases)


def _numbered_names(text: str, article: Evidence, aliases: Aliases) -> _Checked:
    """GPT-5.2, H100, 3.10.2, and "Veo 3" where the article has it so: their numbers are no figures."""
    names = bare_versions(text)
    for name in latin_names(text):
        if name.version and written(f"{name.text} {name.version}", article.folded):
            text = _blank(text, [(name.start, name.end + 1 + len(name.version))])
        elif any(sign.isdigit() for sign in name.text) and not _QUARTER.fullmatch(name.text):
            names.append(name)
    return _checked(text, names, article, aliases)


def _figures(text: str, article: Evidence, aliases: Aliases) -> _Checked:
    stated = figures.figures_in(text)
    missing = [
        Unsupported(FIGURE, text[one.start : one.end].strip())
        for one in figures.to_be_checked(stated)
        if not figures.carried(one, article.figures) and not _is_year(one, article)
    ]
    return _blank(text, [(one.start, one.end) for one in stated]), missing


def _other_names(text: str, article: Evidence, aliases: Aliases) -> _Checked:
    return _checked(text, latin_names(text), article, aliases)


def _chinese_names(text: str, article: Evidence, aliases: Aliases) -> _Checked:
    if not is_chinese(article.folded):
        return text, []
    return text, [Unsupported(NAME, name) for name in unknown_names(text, article.folded)]


def _checked(text: str, names: list[Name], article: Evidence, aliases: Aliases) -> _Checked:
    missing = [
        Unsupported(NAME, name.text) for name in names if not name_carried(name.text, article.folded, aliases)
    ]
    return _blank(text, [(name.start, name.end) for name in names]), missing


_QUARTER = re.compile(r"[Qq][1-4]")  # a figure (第三季度), not a name


def _is_year(figure: figures.Figure, article: Evidence) -> bool:
    """2026 without 年, as in the name of a conference."""
    return not figure.units and any(value in article.calendar.years for value in figure.values)
