"""The language of a text, told from the text itself: feeds mislabel theirs. Pure."""

from __future__ import annotations

import re

from newsdesk.entities import Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA_HANGUL = re.compile(r"[\u3041-\u30ff\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN_WORD = re.compile(r"[a-zà-öø-ÿß]+")
# Function words that no text of some length does without.
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and to in is for on with that as at by from it its are was be this an has have how"
        " why what who you your will new not can or we says after more about into than up out over"
        " now their they",
    )
)
_FOREIGN = frozenset(
    re.findall(
        r"\w+",
        "de het een van en voor met zijn niet op te dat die naar wordt ook le la les des du et une"
        " est pour dans que qui sur der das und ein eine ist mit von auf für nicht el los las del"
        " por una con para como il di che per non sono och att som är på av til det ikke jeg og em"
        " não uma dos",
    )
)


def language_of(title: str, text: str) -> Language:
    """zh, en or other, by scripts and function words; the title counts twice.

    Chinese: a Han character for every two Latin words or more, or any two where no English function
    word stands beside them (product names in a Chinese headline).
    """
    sample = f"{title}\n{title}\n{text[:600]}"
    words = _LATIN_WORD.findall(sample.lower())
    english = sum(map(_ENGLISH.__contains__, words))
    han, other_asian = (
        (0, 0) if sample.isascii() else (len(_HAN.findall(sample)), len(_KANA_HANGUL.findall(sample)))
    )
    if other_asian * 10 > han + other_asian and other_asian > len(words):
        return Language.OTHER
    if han * 2 >= len(words) > 0 or (han >= 2 and english == 0):
        return Language.ZH
    if not words or (not sample.isascii() and len(_LETTER.findall(sample)) > 2 * sum(map(len, words))):
        return Language.OTHER
    foreign = sum(map(_FOREIGN.__contains__, words))
    return Language.OTHER if foreign > english else Language.EN
