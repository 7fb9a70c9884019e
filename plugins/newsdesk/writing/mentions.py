"""Names and quotations in a text, and whether another text carries them, across both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from newsdesk.writing.folding import fold

Aliases = Mapping[str, frozenset[str]]

_CJK = re.compile(r"[\u3400-\u9fff]")
# Common nouns that Chinese news writes in Latin letters; they state nothing that could be looked up.
_STATES_NOTHING = frozenset({"ai", "app", "apps", "vs", "pk", "it", "ip", "ok", "up", "no", "b2b", "b2c"})
# What stands in an article for a word of the report, beyond the spellings in the table of names:
# nouns, and the countries' adjectives (the table keeps those apart, as evidence of their own kind).
_WORDS: dict[str, tuple[str, ...]] = {
    "aigc": ("generative", "生成式"),
    "api": ("接口", "application programming interface"),
    "ar": ("augmented reality", "增强现实"),
    "bug": ("漏洞",),
    "cpu": ("central processing", "处理器"),
    "demo": ("demonstration", "演示"),
    "ev": ("electric vehicle", "electric car", "电动车", "电动汽车"),
    "ipo": ("go public", "going public", "public offering", "上市", "挂牌"),
    "pc": ("personal computer", "laptop", "电脑"),
    "prompt": ("提示词",),
    "saas": ("software as a service",),
    "tv": ("television", "电视"),
    "uk": ("u.k.", "britain", "british", "united kingdom", "英国"),
    "us": ("u.s.", "united states", "america", "美国"),
    "vc": ("venture capital", "风险投资", "风投"),
    "vr": ("virtual reality", "虚拟现实"),
    "中国": ("chinese", "china", "beijing", "国内", "国产", "我国"),
    "美国": ("u.s.", "us", "usa", "american", "america", "washington", "美方", "美股", "美企"),
    "英国": ("uk", "u.k.", "british", "britain", "england", "london"),
    "日本": ("japanese", "tokyo"),
    "韩国": ("korean", "south korea", "korea", "seoul"),
    "德国": ("german", "berlin"),
    "法国": ("french", "paris"),
    "印度": ("indian", "delhi"),
    "荷兰": ("dutch",),
    "加拿大": ("canadian",),
    "以色列": ("israeli",),
    "俄罗斯": ("russian", "moscow"),
    "欧盟": ("eu", "e.u.", "european", "europe", "brussels"),
    "欧洲": ("eu", "european", "europe"),
    "台湾": ("taiwanese", "taipei"),
}
_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[-.+/&'_·][A-Za-z0-9]+)*\+*")
# What opens an English sentence with a capital and is no name.
_OPENING = re.compile(
    r"The|An?|In|On|At|By|For|From|With|Over|Under|About|Nearly|Around|More|Most|Some|Many|All|Both|No|Not|But|And|Or|Its?"
    r"|This|That|These|Those|They|He|She|We|You|His|Her|Their|There|After|Before|Since|While|When|Where|As|If|It's|One|Two"
    r"|Three|Each|Every|Only|Also|Then|Now|Yet|Still|According|Despite|During|Between|Shares|Analysts|Researchers|Users"
)
# A number after a name is its version unless it counts or measures something: Meta 90亿, Tesla 10 percent.
_VERSION_AFTER = re.compile(
    r" \d+(?:\.\d+)*(?![.,]?\d|%|[A-Za-z]{3}"
    r"| ?[亿万千百年月日号天周个家名人台款位项次倍成点时分秒岁元美欧英日港]"
    r"| (?:percent|per cent|million|billion|trillion|thousand|years?|months?|days?|hours?|people|times)\b)"
)
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


_LONGEST = 48  # characters of the longest spelling that is looked for


def known_names(text: str, aliases: Aliases) -> Iterator[Name]:
    """The names of a text (folding.unfolded_case) that the table knows, the longest where several fit."""
    at = 0
    while at < len(text):
        length = next((n for n in range(_LONGEST, 1, -1) if _is_spelled(text, at, at + n, aliases)), 0)
        if length and not _is_noun(aliases[text[at : at + length]]):
            yield Name(text[at : at + length], at, at + length)
        at += length or 1


def _is_spelled(text: str, start: int, end: int, aliases: Aliases) -> bool:
    return end <= len(text) and text[start:end] in aliases and _whole_word(text, start, end)


def _whole_word(text: str, start: int, end: int) -> bool:
    """A Latin spelling is a whole word, and not the first part of GPT-5.2."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if text[start].isascii() and re.match(r"[A-Za-z0-9]", before):
        return False
    return not (text[end - 1].isascii() and re.match(r"[A-Za-z0-9]|[-.][A-Za-z0-9]", after))


def _is_noun(group: frozenset[str]) -> bool:
    """The table also holds nouns (芯片, chip), which name nobody: one of their spellings has no capital.

    So do traps, which have no spellings at all. A name that is only ever written small (vivo) is none.
    """
    return not group or (len(group) > 1 and any(spelling.islower() for spelling in group))


def spellings(name: str, aliases: Aliases) -> frozenset[str]:
    """All spellings of a name, itself included, as far as the table knows them."""
    forms = (name, name.upper(), name.lower(), name.capitalize(), name.removesuffix("s"))
    return frozenset({name}).union(*(aliases.get(form, frozenset()) for form in forms))


def latin_names(text: str) -> list[Name]:
    """The words in Latin letters of a text, as names.

    A text without Chinese is a sentence in such words: only those with a capital or a digit are names.
    """
    everything = bool(_CJK.search(text))
    names = []
    for match in _LATIN.finditer(text):
        if not everything and _OPENING.fullmatch(match[0]):
            continue
        if everything or re.search(r"[A-Z0-9]", match[0]):
            version = _VERSION_AFTER.match(text, match.end())
            names.append(Name(match[0], match.start(), match.end(), version[0].strip() if version else ""))
    return names


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese signs at all."""
    return bool(_CJK.search(text))


def bare_versions(text: str) -> list[Name]:
    """Version numbers of three parts and more, which no figure is: 3.10.2."""
    return [Name(match[0], match.start(), match.end()) for match in _VERSION_ALONE.finditer(text)]


def name_carried(name: str, article: str, aliases: Aliases) -> bool:
    """Whether an article (folded) has the name, one of its spellings, or a word that stands for it.

    aliases: any spelling → every spelling of the same thing. A Chinese article need not say 中国.
    """
    word = fold(name)
    if word in _STATES_NOTHING or any(written(spelling, article) for spelling in spellings(name, aliases)):
        return True
    if word.isascii() and any(one in article for one in _short_forms(name, aliases)):
        return True
    words = _WORDS.get(word) or _WORDS.get(word.removesuffix("s")) or ()
    if any(written(one, article) for one in words) or (word == "中国" and _CJK.search(article)):
        return True
    parts = [part for part in re.split(r"[/&+]", name) if part]
    if len(parts) > 1:
        return all(name_carried(part, article, aliases) for part in parts)
    return _apart(name, article, aliases)


_COMPANY_ENDING = re.compile(r"(?:汽车|科技|集团|智能|机器人|公司|股份|半导体|资本|控股)$")


def _short_forms(name: str, aliases: Aliases) -> set[str]:
    """What Chinese news calls Li Auto (理想汽车) once it has said who is meant: 理想."""
    stems = (_COMPANY_ENDING.sub("", one) for one in spellings(name, aliases) if _COMPANY_ENDING.search(one))
    return {stem for stem in stems if len(stem) > 1}


def written(name: str, article: str) -> bool:
    """Whether the name stands in the article (folded): as a whole word, separators and plural aside."""
    if _CJK.search(name):
        return fold(name) in article
    pieces = _PIECES.findall(name) or [name]
    pattern = _SEPARATED.join(re.escape(piece.lower()) for piece in pieces)
    # Qwen stands in Qwen3.5, but Qwen3 does not.
    ending = "(?:'s|s|es)?(?![a-z])" if pieces[-1][-1].isalpha() else r"(?![a-z0-9]|\.\d)"
    if re.search(rf"(?<![a-z0-9]){pattern}{ending}", article):
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


def other_version(name: str, version: str, article: str) -> bool:
    """Whether an article (folded) has the name with versions, but never with this one."""
    pieces = _PIECES.findall(name) or [name]
    stem = _SEPARATED.join(re.escape(piece.lower()) for piece in pieces)
    written_ones = set(re.findall(rf"(?<![a-z0-9]){stem}[ -]?v?(\d+(?:\.\d+)*)(?![\d%]|[a-z])", article))
    if not written_ones or version in written_ones:
        return False
    listed = rf"(?:[,/、和与及或]|\band|\bor)[ -]?{re.escape(version)}(?!\d|\.\d)"
    return not re.search(listed, article)


_APART = re.compile(r"([A-Za-z]{3,})-?(\d+(?:\.\d+)*)([A-Za-z]?)")


def _apart(name: str, article: str, aliases: Aliases) -> bool:
    """GPT-5.2 out of "GPT-5.1 and 5.2": the word, and the number as one of several."""
    match = _APART.fullmatch(name)
    if match is None or not name_carried(match[1], article, aliases):
        return False
    number = re.escape(match[2] + match[3].lower())
    return bool(re.search(rf"(?:[a-z,/、和与及或][ -]?){number}(?![a-z0-9]|\.\d)", article))
