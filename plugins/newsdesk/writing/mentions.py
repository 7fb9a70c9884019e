"""Names and quotations in a text, and whether another text carries them, across both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from newsdesk.writing.folding import fold

_CJK = re.compile(r"[\u3400-\u9fff]")
# Common nouns that Chinese news writes in Latin letters. They name nobody: some state nothing that
# could be looked up, the others are carried by their words in either language.
_STATES_NOTHING = frozenset(["ai", "app", "apps", "vs", "pk", "it", "ip", "ok", "up", "no", "b2b", "b2c"])
_COMMON: dict[str, tuple[str, ...]] = {
    "aigc": ("generative", "生成式"),
    "agi": ("artificial general intelligence", "通用人工智能"),
    "llm": ("language model", "语言模型", "大模型"),
    "agent": ("agents", "agentic", "智能体"),
    "token": ("tokens", "词元"),
    "ceo": ("chief executive", "chief exec", "首席执行官"),
    "cfo": ("chief financial", "finance chief", "首席财务官"),
    "cto": ("chief technology", "technology chief", "首席技术官"),
    "coo": ("chief operating", "首席运营官"),
    "ipo": ("initial public offering", "go public", "going public", "首次公开募股", "上市", "挂牌"),
    "gpu": ("graphics processing", "graphics chip", "显卡", "图形处理器"),
    "cpu": ("central processing", "处理器"),
    "api": ("接口", "application programming interface"),
    "vc": ("venture capital", "风险投资", "风投"),
    "pe": ("private equity", "私募"),
    "ev": ("electric vehicle", "electric car", "电动车", "电动汽车"),
    "ar": ("augmented reality", "增强现实"),
    "vr": ("virtual reality", "虚拟现实"),
    "pc": ("personal computer", "laptop", "电脑"),
    "tv": ("television", "电视"),
    "us": ("u.s.", "united states", "america", "美国"),
    "uk": ("u.k.", "britain", "british", "united kingdom", "英国"),
    "eu": ("e.u.", "european union", "europe", "欧盟"),
    "un": ("u.n.", "united nations", "联合国"),
    "bug": ("漏洞",),
    "demo": ("demonstration", "演示"),
    "prompt": ("提示词",),
    "saas": ("software as a service",),
    "robotaxi": ("self-driving taxi", "无人驾驶出租车"),
    "rl": ("reinforcement learning", "强化学习"),
    "rag": ("retrieval-augmented", "检索增强"),
    "moe": ("mixture of experts", "mixture-of-experts", "混合专家"),
}
_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[-.+/&'_·][A-Za-z0-9]+)*\+*")
_VERSION_AFTER = re.compile(r" \d+(?:\.\d+)*(?![\d%]|[A-Za-z]{3})")
_VERSION_ALONE = re.compile(r"(?<![A-Za-z0-9.])[vV]?\d+(?:\.\d+){2,}(?!\d)")
_PIECES = re.compile(r"\d+(?:\.\d+)*|[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]")
_SEPARATED = r"[ \-_./·&+']{0,2}"
_QUOTED = re.compile(r"「([^「」]+)」|『([^『』]+)』|“([^“”]+)”|《([^《》]+)》")
_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written. version: the number after it that is part of it ("Veo 3"), "" if none."""

    text: str
    start: int
    end: int
    version: str = ""


class NameTable:
    """Which spellings name one thing (月之暗面, Moonshot, Kimi); built once, used for many texts."""

    def __init__(self, aliases: Mapping[str, frozenset[str]]) -> None:
        self._group: dict[str, frozenset[str]] = {}
        for name, others in aliases.items():
            group = frozenset(spelling for spelling in map(fold, {name, *others}) if len(spelling) > 1)
            for spelling in group:
                self._group[spelling] = self._group.get(spelling, frozenset()) | group
        longest_first = sorted(self._group, key=len, reverse=True)
        self._any = (
            re.compile("|".join(map(_bounded, longest_first)), re.IGNORECASE) if longest_first else None
        )

    def known_in(self, text: str) -> Iterator[Name]:
        """The known names of a text (folding.unfolded_case), the longest where several fit."""
        if self._any:
            yield from (Name(match[0], match.start(), match.end()) for match in self._any.finditer(text))

    def spellings(self, name: str) -> frozenset[str]:
        """All spellings of a name, itself included, folded."""
        folded = fold(name)
        return self._group.get(folded, frozenset()) | {folded}


def latin_names(text: str) -> list[Name]:
    """The words in Latin letters of a text, as names.

    A text without Chinese is a sentence in such words: only those with a capital or a digit are names.
    """
    everything = bool(_CJK.search(text))
    names = []
    for match in _LATIN.finditer(text):
        if everything or re.search(r"[A-Z0-9]", match[0]):
            version = _VERSION_AFTER.match(text, match.end())
            names.append(Name(match[0], match.start(), match.end(), version[0].strip() if version else ""))
    return names


def bare_versions(text: str) -> list[Name]:
    """Version numbers of three parts and more, which no figure is: 3.10.2."""
    return [Name(match[0], match.start(), match.end()) for match in _VERSION_ALONE.finditer(text)]


def names_carried(name: str, article: str, table: NameTable) -> bool:
    """Whether an article (folded) has the name, one of its spellings, or the words it stands for."""
    if any(written(spelling, article) for spelling in table.spellings(name)) or written(name, article):
        return True
    word = fold(name)
    if word in _STATES_NOTHING:
        return True
    common = _COMMON.get(word) or _COMMON.get(word.removesuffix("s"))
    if common:
        return any(words in article for words in common)
    parts = [part for part in re.split(r"[/&+]", name) if part]
    if len(parts) > 1:
        return all(names_carried(part, article, table) for part in parts)
    return _apart(name, article, table)


def written(name: str, article: str) -> bool:
    """Whether the name stands in the article (folded): as a whole word, separators and plural aside."""
    if _CJK.search(name):
        return fold(name) in article
    pieces = _PIECES.findall(name) or [name]
    pattern = _SEPARATED.join(re.escape(piece.lower()) for piece in pieces)
    if pieces[-1][-1].isalpha():
        pattern += "(?:'s|s|es)?"
    if re.search(rf"(?<![a-z0-9]){pattern}(?![a-z0-9]|\.\d)", article):
        return True
    singular = name[:-1] if name.endswith("s") and len(name) > 3 else ""
    return bool(singular) and written(singular, article)


def quotations(text: str) -> list[str]:
    """What stands between Chinese quotation marks or book-title marks, two characters and longer."""
    found = ("".join(filter(None, groups)) for groups in _QUOTED.findall(text))
    return [quotation for quotation in found if len(quotation) > 1]


def quotation_carried(quotation: str, article: str) -> bool:
    """Whether the article (folded) has these words, punctuation aside.

    A quotation in another script than the article's is a translation, which nobody can look up:
    it counts as carried, and its names and figures are checked as any others.
    """
    words, theirs = _NOT_WORDS.sub("", fold(quotation)), _NOT_WORDS.sub("", article)
    if words in theirs:
        return True
    return bool(_CJK.search(words)) != bool(_CJK.search(theirs))


def _bounded(spelling: str) -> str:
    """A spelling as a pattern; Latin ones are whole words, not the first part of GPT-5.2."""
    if _CJK.search(spelling):
        return re.escape(spelling)
    return rf"(?<![A-Za-z0-9]){re.escape(spelling)}(?![A-Za-z0-9]|[-.][A-Za-z0-9])"


_APART = re.compile(r"([A-Za-z]{3,})-?(\d+(?:\.\d+)*)([A-Za-z]?)")


def _apart(name: str, article: str, table: NameTable) -> bool:
    """GPT-5.2 out of "GPT-5.1 and 5.2": the word, and the number as one of several."""
    match = _APART.fullmatch(name)
    if match is None or not names_carried(match[1], article, table):
        return False
    number = re.escape(match[2] + match[3].lower())
    return bool(re.search(rf"(?:[a-z,/、和与及或][ -]?){number}(?![a-z0-9]|\.\d)", article))
