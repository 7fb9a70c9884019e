"""What a title speaks of, whichever language and words it uses: a launch, a chip, a lawsuit. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("terms.txt")
_WORD = re.compile(r"[a-z0-9][a-z0-9'-]*")
_HAN = re.compile(r"[㐀-鿿]")


class Terms:
    """Terms ready for looking up. A term is named by the first word of its line.

    lines: "Chinese words | English words", the latter whole words, or beginnings that end in "*".
    Raises ValueError for a line without exactly one "|".
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._chinese: dict[str, set[str]] = {}
        self._whole: dict[str, set[str]] = {}
        self._begins: dict[str, set[str]] = {}
        for line in lines:
            if line.strip() and not line.startswith("#"):
                self._add(line)
        longest_first = sorted(self._chinese, key=lambda word: (-len(word), word))
        self._any_chinese = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def _add(self, line: str) -> None:
        if line.count("|") != 1:
            raise ValueError(f"terms: write Chinese words | English words, not {line.strip()!r}")
        chinese, english = (side.split() for side in line.split("|"))
        name = [*chinese, *english][0]
        for word in chinese:
            self._chinese.setdefault(word, set()).add(name)
        for word in english:
            words = self._begins if word.endswith("*") else self._whole
            words.setdefault(word.rstrip("*"), set()).add(name)

    def read(self, text: str) -> frozenset[str]:
        """The terms of a normalised text; of Chinese words the longest counts."""
        found: set[str] = set()
        if _HAN.search(text):
            for word in self._any_chinese.findall(text):
                found |= self._chinese[word]
        for word in _WORD.findall(text):
            found |= self._of_word(word)
        return frozenset(found)

    def _of_word(self, word: str) -> set[str]:
        found = set(self._whole.get(word, ()))
        for end in range(2, len(word) + 1):
            found |= self._begins.get(word[:end], set())
        return found


@cache
def _terms() -> Terms:
    return Terms(_FILE.read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=65_536)
def terms_in(text: str) -> frozenset[str]:
    """The terms of a normalised text, by terms.txt."""
    return _terms().read(text)
