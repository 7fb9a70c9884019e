"""The words of an article that say where its main actor is, and how much each weighs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from newsdesk.entities import Article, Evidence
from newsdesk.regions.names import Match, Names
from newsdesk.writing.sentences import own_lines

# What a name of each kind weighs beside a company's.
KIND = {
    "company": 1.0,
    "institution": 1.0,
    "person": 0.9,
    "product": 0.8,
    "country": 0.7,
    "place": 0.6,
    "press": 0.3,
    "home": 1.3,  # a place or country said of an actor
}
# Where it stands: the title counts most, then the first sentence; further on hardly.
TITLE, FIRST, TEXT = 3.0, 1.6, 0.4
SUBJECT = 1.7  # the first actor of a title, which is its subject in nearly all headlines
OBJECT = 0.25  # what is sued, bought, beaten, compared with, or merely on sale there
READ = 700  # characters of the text that are read: what comes later is background
_MOST = 3  # mentions of one country in the further text that count

_SENTENCE = re.compile(r"[。！？!?\n]|\.(?:\s|$)")
# "X公司", "X初创企业", "X监管机构": a place that is said of an actor.
_ZH_ACTOR = re.compile(
    r"(?:市|省|州|的|一家|本土|本地|科技|人工智能|AI|大模型|芯片|机器人|初创|创业|独角兽|互联网|顶尖"
    r"|头部|知名){0,3}"
    r"(?:公司|企业|初创|厂商|团队|研究人员|科学家|研究者|实验室|大学|高校|监管|政府|法院|议会|国会"
    r"|央行|部门|警方|开发者|创业者|车企|运营商|研究院|机构|巨头|总理|总统|首相)"
)
_ZH_SEAT = re.compile(r"(?:总部(?:位于|设在|在|设于)?|位于|设在|来自|落户|成立于|注册于|诞生于)$")
_EN_ACTOR = re.compile(
    r"(?:-based|-headquartered|-listed|-born)\b|(?:'s|’s)?\s(?:AI |artificial intelligence |tech "
    r"|chip |chipmaking |cloud |robotics |software |biotech |self-driving |data |national |federal )*"
    r"(?:company|companies|startups?|start-ups?|firms?|labs?|regulators?|researchers?|scientists|court"
    r"|government|lawmakers?|parliament|ministry|minister|unicorn|developers?|tech giants?|makers?"
    r"|police|cops?|sheriffs?|officials|authorities|banks?|university|president|senators?|governors?"
    r"|attorneys? general|legislature|judges?|prosecutors?|residents|workers|voters|investors"
    r"|teachers|students|schools?|hospitals?|universities)\b"
)
_EN_SEAT = re.compile(r"(?:\bbased|\bheadquartered|\blocated|\bfounded|\bheadquarters)\s+in\s$")
_OF = re.compile(r"(?:['’]s?)?\s?|的")  # 韩国|司法部, India('s) Supreme Court
_VERSION_AFTER = re.compile(r"\s\d+\.\d")  # a model called Paris 2.0 is not in France
_OBJECT_BEFORE = re.compile(
    r"(?:超越|超过|掀翻|媲美|对标|比肩|击败|起诉|状告|收购|并购|投资|入股|接盘|盯上|告别|挑战|追平"
    r"|碾压|背叛|忌惮|叫板|取代|替代|不输|适配|搭载|接入|进入|出海|面向|依赖|摆脱|离开|来自|前|到|递表"
    r"|登陆|挂牌|登顶|登上|冲上|亮相|出口(?:到|至)?|在|从|对|向|给|让|被|与|和|同"
    r"|(?<![目此之日提当年])前\w{1,8}、)[“「『\"]?$"
    r"|\b(?:over|against|beat|beats|beating|outperforms?|sues?|suing|acquires?|buys?|rival|rivals"
    r"|versus|vs\.?|in|to|from|with|for|by|at|on|into|ex|former|like|than)[\s-]$",
    re.IGNORECASE,
)


def find(article: Article, names: Names) -> list[Evidence]:
    """The names in an article's title and the first 700 characters of its text, heaviest first.

    Weight = place (title 3, first sentence 1.6, further on 0.4 for at most three mentions of a
    country) x kind (company 1 … place 0.6; a place said of an actor, as in 总部位于杭州 or
    "Toronto-based": 1.3) x position (subject of the title 1.7; what an actor is compared with,
    sues or buys: 0.25). Fields are "title" and "text".
    """
    found = _in_title(article, names) + _in_text(article, names)
    return sorted(found, key=lambda one: (-one.weight, one.field != "title"))


def _in_title(article: Article, names: Names) -> list[Evidence]:
    matches = list(_found(article.title, names))
    result = []
    subject = next((match for match in matches if not _is_object(article.title, match)), None)
    for match in matches:
        position = SUBJECT if match is subject else OBJECT if _is_object(article.title, match) else 1.0
        result.append(_evidence(article, "title", match, article.title, TITLE * position))
    return result


def _in_text(article: Article, names: Names) -> list[Evidence]:
    text = "\n".join(line for _, line in own_lines(article.text))[:READ]
    ending = _SENTENCE.search(text, 12)
    first = ending.start() if ending else len(text)
    result, seen = [], dict[str, int]()
    for match in _found(text, names):
        opening = match.start < first
        seen[match.code] = seen.get(match.code, 0) + (0 if opening else 1)
        if opening or seen[match.code] <= _MOST:
            # "in London" is no object but the very place, once the title has said what happened.
            placed = match.kind in {"place", "country"}
            position = OBJECT if _is_object(text, match) and not placed else 1.0
            result.append(_evidence(article, "text", match, text, (FIRST if opening else TEXT) * position))
    return list(_once(result))


def _found(text: str, names: Names) -> Iterator[Match]:
    """The names of a text, but for those of places that somebody has called a product by.

    An office that many countries have (司法部, Supreme Court) is of the country named right before it.
    """
    before: Match | None = None
    for match in names.find(text):
        if match.kind == "place" and _VERSION_AFTER.match(text, match.end):
            continue
        if match.kind == "institution" and before is not None and _is_of(before, match, text):
            match = replace(match, code=before.code)
        before = match
        yield match


def _is_of(country: Match, office: Match, text: str) -> bool:
    return country.kind == "country" and bool(_OF.fullmatch(text, country.end, office.start))


def _evidence(article: Article, field: str, match: Match, text: str, weight: float) -> Evidence:
    kind = match.kind
    if kind in {"place", "country"} and _said_of_an_actor(text, match):
        kind, weight = "home", max(weight, FIRST if field == "text" else TITLE)
    return Evidence(match.code, match.word, field, article.id, round(weight * KIND[kind], 2), kind)


def _said_of_an_actor(text: str, match: Match) -> bool:
    before, after = text[max(0, match.start - 16) : match.start], text[match.end : match.end + 48]
    return bool(
        _ZH_ACTOR.match(after) or _EN_ACTOR.match(after) or _ZH_SEAT.search(before) or _EN_SEAT.search(before)
    )


def _is_object(text: str, match: Match) -> bool:
    return bool(_OBJECT_BEFORE.search(text[max(0, match.start - 14) : match.start]))


def _once(found: list[Evidence]) -> Iterator[Evidence]:
    """Repeats of one word in the text made one, with the weights added up."""
    by_word: dict[tuple[str, str, str], Evidence] = {}
    for one in found:
        key = (one.code, one.word, one.kind)
        before = by_word.get(key)
        by_word[key] = one if before is None else replace(one, weight=round(before.weight + one.weight, 2))
    yield from by_word.values()
