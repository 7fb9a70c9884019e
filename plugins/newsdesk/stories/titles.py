"""Titles as they are compared: one form for one wording, and how near two wordings are. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

from newsdesk.entities import Language
from newsdesk.stories.script import simplified

_MARKS = (
    "快讯|早讯|最新|重磅|独家|首发|突发|更新|视频|图集|直播|公告|原创|观点|深度|"
    "breaking|exclusive|update[ds]?|video|live"
)
_LEADING = re.compile(
    rf"^(?:[「『【\[(](?:[^」』】\])]{{0,6}}(?:{_MARKS})[^」』】\])]{{0,4}})[」』】\])]|(?:{_MARKS})\s*[|丨:])\s*"
)
# Publishers put their name behind the title; the names are those of feeds in both languages.
_PUBLISHERS = (
    "36氪|虎嗅网?|少数派|量子位|机器之心|新智元|雷峰网|雷锋网|ai科技评论|it之家|cnbeta|界面新闻|澎湃新闻|财新网?|第一财经|"
    "南方周末|凤凰网.{0,4}|腾讯(?:新闻|网)|新浪(?:科技|财经)|网易.{0,4}|搜狐.{0,4}|钛媒体|极客公园|爱范儿|pingwest品玩|智东西|"
    "techcrunch|the verge|wired|ars technica|venturebeat|zdnet|the information|bloomberg(?:\\.com)?|reuters|"
    "financial times|cnbc|forbes|mit technology review|mit news.{0,30}|the guardian|bbc(?: news)?|"
    "the new york times|wsj|the wall street journal|the register|ieee spectrum|engadget|hacker news|axios|"
    "the decoder"
)
# A column's name at either end of a title ("36氪首发 | …"): it says nothing of who acts.
_COLUMN = rf"[^|丨]{{0,6}}(?:{_PUBLISHERS}|{_MARKS})[^|丨]{{0,6}}"
_COLUMNS = re.compile(rf"^{_COLUMN}[|丨]|[|丨]{_COLUMN}$")
_SUFFIX = re.compile(rf"\s*[-|丨_–—·]\s*(?:{_PUBLISHERS})\s*$")
_HAN = re.compile(r"[㐀-鿿]")
_TOKEN = re.compile(r"[a-z][a-z'’]*|\d+(?:\.\d+)*|[㐀-鿿]")
# English words that say nothing of the event, for measuring what two titles share.
_FUNCTION = """
a an the of to in on for and or as at by with from is are was were be been its it this that their
his her how why what who when will can could may has have had not no new now says say said after
over into about you your we our they more than just up out
"""
FUNCTION_WORDS = frozenset(_FUNCTION.split())


@lru_cache(maxsize=65_536)
def normalise_title(title: str) -> str:
    """Width, case, script, leading marks (快讯) and the publisher's name behind it taken away.

    "【快讯】Ａ公司发布B模型 - 36氪" is "a公司发布b模型". Never empty where the title has a letter or digit.
    """
    text = simplified(unicodedata.normalize("NFKC", title).casefold().replace("’", "'").strip())
    text = "".join(char for char in text if unicodedata.category(char) not in {"So", "Sk", "Cf", "Cc", "Mn"})
    bare = _SUFFIX.sub("", _LEADING.sub("", text)).strip()
    return " ".join((bare if wording(bare) else text).split())


def without_column(normalised: str) -> str:
    """A normalised title without the name of the column that it stands in."""
    return _COLUMNS.sub("", normalised).strip()


def wording(title: str) -> str:
    """A normalised title without its punctuation: equal for titles that read the same aloud."""
    return " ".join(_TOKEN.findall(title))


def title_language(title: str) -> Language:
    """zh where two letters or more are Han, else en where there are letters at all.

    Chinese titles on software are mostly Latin ("A 发布 B for C 1.0"); English ones hold no Han but a
    name quoted now and then.
    """
    if len(_HAN.findall(title)) >= 2:
        return Language.ZH
    return Language.EN if any(char.isalpha() for char in title) else Language.OTHER


def grams(normalised: str) -> frozenset[str]:
    """What a title is made of: pairs of neighbouring Han characters, and Latin words and numbers."""
    pieces: set[str] = set()
    before = ""
    for token in _TOKEN.findall(normalised):
        if _HAN.match(token):
            pieces.update({before + token} if before else ())
            before = token
        else:
            before = ""
            pieces.update({token} if token not in FUNCTION_WORDS else ())
    return frozenset(pieces)


def weight(normalised: str) -> int:
    """How much a title says, in Han characters (a Latin word counts two): short ones prove nothing."""
    tokens = _TOKEN.findall(normalised)
    return sum(1 if _HAN.match(token) else 2 for token in tokens if token not in FUNCTION_WORDS)


def one_column(a: str, b: str) -> bool:
    """Whether two normalised titles that differ bear one heading: "A | Summit 2026", "B | Summit2026"."""
    one, other = ({"".join(part.split()) for part in re.split("[|丨]", title)} - {""} for title in (a, b))
    return one != other and bool(one & other)


def title_similarity(a: str, b: str) -> float:
    """How near two titles are in wording, 0..1; 1 is equal but for width, case, marks and publisher.

    Of two languages: 0, wording cannot tell. Chinese: the mean of edit similarity and shared pairs
    of characters. English: the same over words, whatever their order.
    """
    one, two = normalise_title(a), normalise_title(b)
    language = title_language(one)
    if not one or not two or language != title_language(two):
        return 0.0
    said, also = wording(one), wording(two)
    if said == also:
        return 1.0
    edits = (fuzz.ratio if language is Language.ZH else fuzz.token_sort_ratio)(said, also) / 100
    return (edits + _dice(grams(one), grams(two))) / 2


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0
