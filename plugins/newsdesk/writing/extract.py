"""An article in its own words: one or two of its sentences, in its own language. Pure.

Nothing is translated or rephrased: a reader without a model's key gets what the source wrote.
「M月D日消息，」 is put before it by other code, so no extract begins with a date line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from newsdesk.entities import Article, Language
from newsdesk.writing.sentences import sentences, without_dateline

# The length of a summary in Chinese, in characters (DESIGN: 60 to 120), and what is still let
# through where the source's sentence is longer; for English the brief's 300.
LEAST, MOST, LONGEST = 60, 120, 160
ENGLISH_LEAST, ENGLISH_MOST = 120, 300

_LEAST_WORTH = 0.2  # a sentence below it says less than the title does
_PLAIN = (
    0.2  # with less a sentence hangs on an earlier one, asks, chats, or has neither figure nor topic word
)
_LEAST_SHARE = 0.08  # of the title's words: with fewer it speaks of something else
_HANGING = re.compile(
    r"^(?:但|然而|不过|而|他|她|它|这|此|其|该|对此|因此|所以|于是|同时|此外|另外|毕竟|也就是说"
    r"|换句话说|与之|彼时|后来|更|并|还|又|如果|那|值得|事实上|事情|原因|上述|前者|后者|第[二三四]"
    r"|首先|其次|当时"
    r"|随后|接着|例如|比如|不只|不仅|除|可|就在|也|再|甚至|反而|只不过|相比|一方面|另一方面|简单来说"
    r"|问题是|从.{1,6}来看|要知道|毫无疑问|显然|没错|说白了|以及|不是|[\u4e00-\u9fff]{1,4}[：:])"
    r"|^(?:But|And|So|However|He|She|It|They|This|That|These|Those|Instead|Yet|Still|Then|Also"
    r"|Meanwhile|Moreover|Here|There|Which|For example|In other words|Or|Now|Plus|Nor|While|Their|Its"
    r"|His|Her|Such)\b"
)
# "The company" of an earlier sentence, whose name this one lacks.
_UNNAMED = re.compile(
    r"(?:^|[，,；;])(?:这家|该)?公司"
    r"(?:股价|市值|的|将|在|于|已|还|也|目前|今年|首次|正式|方面|表示|称|宣布|创始人|营收|收入|净|拟|计划|曾)"
)
_TALK = re.compile(
    r"我们?|笔者|你|咱|大家|\b(?:I|we|you|our|your|my|I'm|I’m|we're|we’re|you're)\b", re.IGNORECASE
)
_OLD = re.compile(r"^(?:去年|前年|早在|多年前|\w{1,3}年前|此前|过去|Last year|Years ago)")
_YEAR = re.compile(r"^(?:In |Since )?((?:19|20)\d\d)")
_QUESTION = re.compile(r"[？?][”」』\"]?$|^[“「\"]")
_LABEL_BEFORE = re.compile(
    r"^(?:【[^】]{1,10}】|(?:热点精选|视频|图集|直播|专题(?![片研讨报会栏学培党讲展组部]))[|｜丨：:\s]*"
    r"|[\u4e00-\u9fffA-Za-z0-9「」·\s]{1,10}?\s*[|｜丨]\s*)"
)
_LABEL_AFTER = re.compile(r"\s*[|｜丨][\u4e00-\u9fffA-Za-z0-9「」·\s]{1,12}$")
# Sentences that only lead over to the next one: 「不是比喻。」「两个坏消息出现了。」
_EMPTY = re.compile(r"^(?:不是|没有|这次|这一次|就在|事情|问题|答案|原因|那么)|^.{1,11}$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+|\d[\d.,]*")
_FUNCTION_WORDS = (
    "the a an of to in on for and or is are be with as at by from that its it this new how why what"
)
_NOTHING = frozenset(_FUNCTION_WORDS.split())


def extract(article: Article, hints: Collection[str] = ()) -> str:
    """The sentence or two of an article that tell best what its title says.

    hints: the topic's words that were found in it; a sentence with one is preferred. Where no
    sentence speaks of what the title says (colloquial headlines), the title itself stands there,
    with the plainest sentence of the opening after it if there is one. Chinese: 60 to 120 characters
    of whole sentences, up to 160 where the source writes a longer one. English and other languages:
    up to 300 characters. Never empty where the article has a title.
    """
    chinese = article.language is Language.ZH
    longest = LONGEST if chinese else ENGLISH_MOST
    found = [(line, text) for line, text in sentences(article.text, article.language) if len(text) <= longest]
    if not found:
        return headline_sentence(article)
    shares = [_share(text, article) for _, text in found]
    year = article.happened_at.year
    worth = [_worth(index, text, shares[index], hints, year) for index, (_, text) in enumerate(found)]
    best = max(range(len(found)), key=lambda index: (worth[index], -index))
    beside = shares[best] < _LEAST_SHARE or _leaves_out_figure(found[best][1], article)
    if worth[best] < _LEAST_WORTH or beside:
        return _headline_and(found[best][1] if worth[best] >= _PLAIN else "", article, longest)
    return _joined(found, best, chinese)


def _headline_and(sentence: str, article: Article, longest: int) -> str:
    """The title as a sentence, and one more where there is room and it says something else."""
    title = headline_sentence(article)
    space = "" if article.language is Language.ZH else " "
    if not sentence or sentence.rstrip("。.!！?？") in title or len(title) + len(sentence) > longest:
        return title
    return f"{title}{space}{sentence}"


def _joined(found: list[tuple[int, str]], start: int, chinese: bool) -> str:
    least, most = (LEAST, MOST) if chinese else (ENGLISH_LEAST, ENGLISH_MOST)
    line, text = found[start]
    for next_line, sentence in found[start + 1 :]:
        longer = text + sentence if chinese else f"{text} {sentence}"
        if len(text) >= least or len(longer) > most or next_line > line + 1:
            break
        if _QUESTION.search(sentence) or _TALK.search(sentence) or _EMPTY.search(sentence):
            break
        line, text = next_line, longer
    return text


def _worth(index: int, sentence: str, share: float, hints: Collection[str], year: int) -> float:
    worth = 3.0 * share - 0.14 * index
    worth += 0.5 if _has_hint(sentence, hints) else 0.0
    worth += 0.25 if re.search(r"\d", sentence) else 0.0
    worth -= 1.2 if _HANGING.search(sentence) else 0.0
    worth -= 0.9 if _UNNAMED.search(sentence) else 0.0
    worth -= 1.2 if _QUESTION.search(sentence) else 0.0
    worth -= 1.0 if _TALK.search(sentence) else 0.0
    worth -= 0.9 if _OLD.search(sentence) or _of_another_year(sentence, year) else 0.0
    worth -= 0.8 if len(sentence) < 16 else 0.0
    return worth - (0.5 if len(sentence) > MOST and _HAN.search(sentence) else 0.0)


def _of_another_year(sentence: str, year: int) -> bool:
    match = _YEAR.match(sentence)
    return match is not None and int(match[1]) != year


def _has_hint(sentence: str, hints: Collection[str]) -> bool:
    return any(hint in sentence for hint in hints)


def _share(sentence: str, article: Article) -> float:
    """How much of the title's words a sentence has, 0..1."""
    words = _pieces(article.title)
    return len(words & _pieces(sentence)) / len(words) if words else 0.0


def _leaves_out_figure(sentence: str, article: Article) -> bool:
    """Whether a Chinese title gives a figure and a sentence shares no more with it than a Latin name."""
    words = _pieces(article.title)
    shared = words & _pieces(sentence)
    counts = any(word[0].isdigit() for word in words)
    return counts and len(shared) < 2 and not any(_HAN.search(word) or word[0].isdigit() for word in shared)


def _pieces(text: str) -> set[str]:
    han = re.sub(r"[^\u4e00-\u9fff]+", " ", text)
    pairs = {part[at : at + 2] for part in han.split() for at in range(len(part) - 1)}
    latin = {word.casefold().rstrip(".,") for word in _WORD.findall(text)}
    return pairs | (latin - _NOTHING)


def headline_sentence(article: Article) -> str:
    """The title as a sentence: without the labels that desks put around it, with a full stop."""
    title = headline(article.title)
    if re.search(r"[。！？!?….][”」』\"'’]?$", title):
        return title
    return title + ("。" if _HAN.search(title) else ".")


def headline(title: str) -> str:
    """A title without labels such as 「36氪首发 | 」, 「独家｜」, 「视频丨」 or 「｜最前线」."""
    clean = title.strip()
    if not _HAN.search(clean):
        return clean
    for label in (_LABEL_BEFORE, _LABEL_AFTER):
        without = label.sub("", clean, count=1).strip()
        if _HAN.search(without) and len(without) >= len(clean) / 2:  # the label is the shorter part
            clean = without
    return without_dateline(clean) or clean
