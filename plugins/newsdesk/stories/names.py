"""Names in a title, in one spelling for both languages by a table of aliases. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from newsdesk.stories.titles import FUNCTION_WORDS, normalise_title

Aliases = Mapping[str, Iterable[str]]

_WORD = re.compile(r"[a-z][a-z0-9+]*|\d+(?:\.\d+)+")
_LATIN = re.compile(r"[a-z0-9]")
# Latin words that stand in every second title on technology: sharing one says little.
_GENERAL_WORDS = """
ai api sdk cli llm app pro mini max plus ultra lite flash turbo nano token beta alpha preview windows
mac ios android web agent code coding model open source mode team computer use mcp new cloud chat search
data gpu cpu tpu it ceo ipo pc os vs live air one lab labs research studio desktop pdf video image audio
voice text server github startup series skill plugin connector plan build design review project platform
enterprise business finance music word browser vision intelligence security update feature tool user
price free work make best first all fast smart test report system power tech world human game help
launch introduc announc 1.0 2.0 3.0
"""
_GENERAL = frozenset(_GENERAL_WORDS.split())
# Names that are ordinary words once capitals are gone (WHO, ICE): in a folded title they name nobody.
_ORDINARY_WORDS = """
ice un us arm ring block square unity target visa gap figure signal notion slack nature science time
nothing line meta-analysis orange chad man mali jersey georgia jordan turkey reading mobile nice cc
"""
_ORDINARY = FUNCTION_WORDS | frozenset(_ORDINARY_WORDS.split())
_ENDINGS = ("ing", "ed", "es", "s")
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Named:
    """The names of a title, by the first spelling of the table, and the title without them."""

    names: frozenset[str]
    bare: str


class NameTable:
    """Aliases made ready for looking up: canonical name → its spellings, in any language."""

    def __init__(self, aliases: Aliases) -> None:
        spellings: dict[str, str] = {}
        for name in sorted(aliases):
            for spelling in sorted({name, *aliases[name]}):
                folded = normalise_title(spelling)
                if len(folded) > 1 and folded not in _ORDINARY:
                    spellings.setdefault(folded, name)
        self._name_of = spellings
        self._by_start: dict[str, list[str]] = {}
        for spelling in sorted(spellings, key=lambda one: (-len(one), one)):
            self._by_start.setdefault(spelling[:2], []).append(spelling)

    def read(self, title: str) -> Named:
        """The names in a normalised title; the longest spelling wins, Latin ones match whole words."""
        names, bare, at = set(), [], 0
        while at < len(title):
            spelling = self._at(title, at)
            if spelling:
                names.add(self._name_of[spelling])
                bare.append(" ")
            else:
                bare.append(title[at])
            at += len(spelling) or 1
        return Named(frozenset(names), " ".join("".join(bare).split()))

    def _at(self, title: str, at: int) -> str:
        for spelling in self._by_start.get(title[at : at + 2], ()):
            end = at + len(spelling)
            if title.startswith(spelling, at) and not (
                _runs_on(title, at) or _runs_on(title, end, digits=False)
            ):
                return spelling
        return ""


def _runs_on(title: str, edge: int, *, digits: bool = True) -> bool:
    """Whether a Latin word goes on over this edge; a version may follow a name at once (glm5)."""
    if not 0 < edge < len(title) or not _LATIN.match(title[edge - 1]):
        return False
    return bool(_LATIN.match(title[edge])) and (digits or not title[edge].isdigit())


def words_in(text: str) -> frozenset[str]:
    """Latin words and dotted numbers of a normalised title, without endings; a Chinese title's are names."""
    return frozenset(
        _stem(word) for word in _WORD.findall(text) if len(word) > 1 and word not in FUNCTION_WORDS
    )


def initials_in(text: str) -> frozenset[str]:
    """What words in a row shorten to: "natural language autoencoders" to nla, "git hub" to github."""
    words = re.findall(r"[a-z][a-z0-9]*", text)
    short = "".join(word[0] for word in words)
    runs = {short[at : at + size] for size in range(3, 7) for at in range(len(short) - size + 1)}
    return frozenset(runs | {one + other for one, other in pairwise(words)})


def word_weight(word: str) -> float:
    """How much it says that two titles share a word: 1, or 0.3 for one of everyday technology."""
    return 0.3 if word in _GENERAL else 1.0


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


NO_NAMES = NameTable({})
