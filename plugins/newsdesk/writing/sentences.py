"""A feed text as sentences a reader can be shown: what is not the story's own words left out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsdesk.entities import Language
from newsdesk.writing.orders import without_orders

# Lines that are about the article or the page, not of the story.
_NOISE = re.compile(
    r"^\W{0,3}(?:文|作者|编辑|撰文|采写|采访|责编|来源|图源|图片来源|图片|头图|封面|封面来源|头图来源"
    r"|出品|记者|整理|编译|题图|摄影|监制|设计|审校|本文作者|实习生|资料图)\s*(?:[|｜丨:：/／]|来源)"
    r"|本文(?:来自|首发|系|约|作者|为|转载|由)|微信公众号|授权发布|原文标题|未经授权|未经许可|广告声明"
    r"|相关阅读|推荐阅读|延伸阅读|参考链接|参考资料|阅前提示|扫码|投稿|线索投递|建议阅读|关注公众号"
    r"|责任编辑"
    r"|欢迎(?:交流|加入|关注|添加)|点击(?:这里|阅读|上方|下方|文字|这段|查看|链接)|立即关注"
    r"|更多(?:精彩|内容|资讯)|版权(?:所有|声明)|不代表.{0,12}(?:观点|立场)|首页推荐|写作社区|征文"
    r"|预售开启|你可能错过|下载.{0,12}客户端|全文如下|一起来看|封面来源|视频来源"
    r"|^[△▲▼◆■●▶★※]|^图\s?\d|^图[｜|：]|^视频[｜|：]|^表\s?\d|^\d+\s*(?:评论|阅读|点赞)$|小时前|^见习"
    r"|IT之家所有文章"
    r"|Continue reading|Read (?:more|the full|on)\b|appeared first on|Sign up|[Ss]ubscri(?:be|ption)"
    r"|newsletter|All rights reserved|Follow us|^Photo|^Image(?:s)?:|^Credit|Getty Images"
    r"|^Advertisement|^Related:|Click here|cookies|^By [A-Z][a-z]+ [A-Z]|^Listen to|^Watch:|^Comments$"
    r"|^Article URL|^Points:|View on|This (?:article|story|post) (?:was|originally|first)",
    re.IGNORECASE,
)
_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        r"^【[^】]{1,24}】",
        r"^[（(][^）)]{0,40}(?:记者|通讯员|编辑|报道|电|讯)[^）)]{0,20}[）)]\s*",
        r"^(?!据)[^，,。！？：:]{0,20}?\d{1,2}\s*月\s*\d{1,2}\s*日(?:下午|上午|晚间|晚"
        r"|凌晨)?\s*(?:消息|讯|电|报道|获悉)\s*[，,、：:]?\s*",
        r"^(?:《[^》]{1,14}》|[\u4e00-\u9fffA-Za-z0-9]{1,8}?)(?:记者)?(?:独家)?(?:获悉|了解到)[，,：:]\s*",
        r"^(?:近日|日前|刚刚|今日|今天|最近|近期|今早|今晚|昨日|昨晚)[，,]\s*",
        r"^(?:消息|最新消息|快讯)[，,：:]\s*",
        r"^[A-Z][A-Za-z .,]{1,40}\((?:Reuters|AP|AFP|Bloomberg)\)\s*[-–—]+\s*",
        r"^[A-Z]{3,}[A-Z ,./]{0,30}\s[-–—]{1,2}\s+",
        r"^arXiv:\S+\s+Announce Type:\s*\S+\s*(?:Abstract:\s*)?",
        r"^Abstract:\s*",
    )
)
_ZH_END = re.compile(
    r"(?<=[。！？])(?![。！？”’」』）)】])|(?<=[。！？][”’」』）)】])(?![。！？”’」』）)】，、])"
)
_EN_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"'‘(])|(?<=[.!?][\"”’')])\s+(?=[A-Z0-9“\"'‘(])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Inc|Corp|Co|Ltd|Jr|Sr|vs|No|Gen|Sen|Rep|Gov|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sep|Sept|Oct|Nov|Dec|e\.g|i\.e|et al|approx|Fig|Bros)|\b[A-Z](?:\.[A-Z])*)\.$"
)
_WHOLE = {Language.ZH: re.compile(r"[。！？][”’」』）)】]?$")}
_WHOLE_LATIN = re.compile(r"[.!?][\"”’')]?$")
_CUT_OFF = re.compile(r"(?:…|\.{3,}|\[…\]|\[\.\.\.\]|\[&#8230;\])\s*[”\"]?$")


def sentences(text: str, language: Language, *, most: int = 14) -> Iterator[tuple[int, str]]:
    """The first whole sentences of a text as (number of the paragraph, sentence), datelines taken off.

    Left out: lines about the page (by-lines, credits, adverts, "Continue reading"), headings, and
    sentences that are cut off.
    """
    given = 0
    for number, line in own_lines(without_orders(text)):
        if _is_heading(line, language):
            continue
        for sentence in _split(line.strip(), language):
            clean = without_dateline(sentence)
            if not _is_whole(clean, language):
                continue
            yield number, clean
            given += 1
            if given >= most:
                return


def own_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text that tell the story, numbered; by-lines, credits, adverts are left out."""
    for number, line in enumerate(text.split("\n")):
        if not _NOISE.search(line):
            yield number, line


def without_dateline(sentence: str) -> str:
    """A sentence without what news sites put before it: 「IT之家 7 月 14 日消息，」「36氪获悉，」「近日，」.

    A word of attribution to somebody else (据彭博社报道) stays.
    """
    before = ""
    clean = sentence.strip()
    while before != clean:
        before = clean
        for dateline in _DATELINES:
            clean = dateline.sub("", clean, count=1).lstrip()
    return clean


def _split(line: str, language: Language) -> list[str]:
    if language is Language.ZH:
        return [part.strip() for part in _ZH_END.split(line) if part.strip()]
    parts: list[str] = []
    for part in _EN_END.split(line):
        if parts and _ABBREVIATION.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts


def _is_whole(sentence: str, language: Language) -> bool:
    ends = _WHOLE.get(language, _WHOLE_LATIN)
    return (
        bool(ends.search(sentence))
        and not _CUT_OFF.search(sentence)
        and bool(re.match(r"[\w“\"「『《‘'(（$]", sentence))
    )


def _is_heading(line: str, language: Language) -> bool:
    """A short line that no stop ends: a sub-heading, a caption, a label."""
    shortest = 8 if language is Language.ZH else 20
    return len(line.strip()) < shortest
