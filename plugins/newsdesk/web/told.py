"""Why something was joined, left out, refused or not changed: recorded in English, shown in Chinese. Pure.

The pipeline records its reasons as English sentences (rows, logs and the launcher share them). Each is
known here by its shape; what is not known is shown as it was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from newsdesk.ranking.events import EVENTS

_KINDS = {event.key: event.label for event in EVENTS}
_STOPS = {
    "cap": "费用已到上限",
    "deadline": "已到截稿时限",
    "unavailable": "模型服务不可用",
    "refused": "模型拒绝作答",
}
_TRAITS = {"publisher": "媒体", "company": "公司", "kind": "类型"}
_FIELDS = {"summary": "摘要", "reason": "入选理由", "tag": "标签", "what is new": "新进展"}
_MISSING = {"figure": "数字", "date": "日期", "name": "名称", "quotation": "引语", "wording": "说法"}
_PARTS = {"judgement": "评判", "placement": "地区", "draft": "摘要"}
_ID = r"[as][0-9a-f]{16}"
_QUOTED = r"(?P<quoted>'.*'|\".*\")"

# (what was recorded, what is shown). A group named in _TABLES is worded by that table.
_SENTENCES = (
    # stories.ladder, stories.meaning, stories.followup
    (r"the story's first article|the first article of its story", "这个事件的第一篇"),
    (r"one address(?:: .*)?", "网址相同"),
    (r"one id of the publisher", "发布方给的编号相同"),
    (r"one text", "正文相同"),
    (r"one title and text", "标题和正文都相同"),
    (r"equal titles", "标题相同"),
    (r"titles alike at (?P<a>[\d.]+)", "标题相近，相似度 {a}"),
    (r"one event at [\d.]+", ""),
    (r"one event at [\d.]+: (?P<more>.*)", "{more}"),
    (rf"(?P<a>{_ID}) belongs to both: (?P<more>.*)", "文章 {a} 同属两个事件：{more}"),
    (r"goes on with the launch of (?P<a>[^;]*)", "接续先前的发布：{a}"),
    (r"goes on with the launch of (?P<a>[^;]*); (?P<more>.*)", "接续先前的发布：{a}；{more}"),
    (r"goes on with an earlier event: (?P<a>[^;]*); rare words (?P<b>[^;]*)",
     "接续先前的事件：{a}；共有少见词 {b}"),
    (r"goes on with an earlier event: (?P<a>[^;]*); rare words (?P<b>[^;]*); (?P<more>.*)",
     "接续先前的事件：{a}；共有少见词 {b}；{more}"),
    # ranking, following, judging
    (r"off_topic: relevance (?P<a>[\d.]+) is below the floor of (?P<b>[\d.]+)", "相关度 {a}，低于门槛 {b}"),
    (r"empty: .*", "文章没有可用的标题"),
    (r"advert: .*", "标题是价格、优惠或推广"),
    (r"roundup: .*", "一条链接里有许多条新闻"),
    (r"cut: (?P<a>\d+) stories stood before it(?: in its section)?", "前面已有 {a} 个事件"),
    (r"no_link: .*", "文章没有读者能打开的 http(s) 地址"),
    (r"orders: .*", "标题是对机器而不是对读者说的"),
    (r"not_news: tier 4", "第 4 档，不算新闻"),
    (r"unplaced: .*", "没有可放的栏目"),
    (r"variety: (?P<a>\d+) of one (?P<trait>\w+) \((?P<b>.*)\) stand before it in its section",
     "同一{trait}（{b}）的在本栏前面已有 {a} 条"),
    (r"double: it tells what (?P<a>\w+) tells, as the model suggested \((?P<more>.*)\)",
     "与 {a} 讲的是一件事，模型提示，证据相符（{more}）"),
    (r"retold: (?P<a>\w+) tells it \((?P<more>.*)\)", "{a} 已经讲过这件事（{more}）"),
    (r"likely one event: (?P<a>[\d.]+)", "很可能是同一件事，{a}"),
    (r"likely one event: (?P<a>[\d.]+) in the text", "标题与对方开头的一句讲的很可能是同一件事，{a}"),
    (r"one headline, (?P<a>\d+) days later", "标题一字不差，相隔 {a} 天"),
    (r"as the model found, (?P<a>[\d.]+) by the evidence", "模型读出，证据给 {a}"),
    (r"launch of (?P<a>.+)", "同一次发布：{a}"),
    (r"figures (?P<a>[\d., ]+)", "开头的数字相同：{a}"),
    (rf"(?P<kind>{'|'.join(_KINDS)}) (?:between|of) (?P<parties>.+)", "{kind}：{parties}"),
    (r"muted: by (?P<a>.*), (?P<b>[\d-]+)", "{a} 于 {b} 停刊"),
    (r"published: it stands in the edition of (?P<a>[\d-]+)", "已刊于 {a}"),
    (r"published: it stands in the edition of (?P<a>[\d-]+), and nothing is new since then",
     "已刊于 {a}，此后没有新进展"),
    (r"unjudged: the ranker gave no verdict", "没有得到评判"),
    (r"unjudged: the ranker gave no verdict, asking had stopped \((?P<stop>\w+)\)", "没有得到评判：{stop}"),
    # report.gate
    (rf"article (?P<a>{_ID}) is none of story (?P<b>{_ID})", "文章 {a} 不属于事件 {b}"),
    (rf"the (?P<part>judgement|placement|draft) is of story (?P<a>{_ID}), not of {_ID}",
     "{part}属于另一个事件 {a}"),
    (rf"what is new is of article (?P<a>{_ID}), not of the linked {_ID}", "新进展出自另一篇文章 {a}"),
    (rf"the draft is of article (?P<a>{_ID}), not of the linked {_ID}", "摘要写的是另一篇文章 {a}"),
    (r"the link .* is not the article's .*", "链接不是这篇文章的"),
    (r"the title is not the linked article's", "标题不是所链文章的"),
    (r"title or source is empty", "标题或来源是空的"),
    (r"the link .* is no http\(s\) address", "链接不是 http(s) 地址"),
    (r"the summary has no date before it", "摘要前没有日期"),
    (r"the date (?P<a>.*) stands before an article without one", "文章没有日期，摘要前却写着{a}"),
    (r"the date (?P<a>.*) is not the article's, (?P<b>[\d-]+)", "摘要前的日期{a}与文章的 {b} 不符"),
    (r"the summary is empty", "摘要是空的"),
    (rf"(?P<field>{'|'.join(_FIELDS)}): the (?P<missing>\w+) {_QUOTED} is not in the linked article",
     "{field}里的{missing}“{quoted}”在所链文章里找不到"),
    # editing
    (rf"no (?:article|story) {_QUOTED} in this installation's news database", "没有找到“{quoted}”"),
    (rf"{_QUOTED} is no story: give its id .*",
     "“{quoted}”不是编号或链接：请写事件编号（s 加 16 位）、文章编号或文章的链接"),
    (rf"{_QUOTED} means (?P<a>\d+) stories: .*", "“{quoted}”对应 {a} 个事件，请把编号写得更长"),
    (rf"(?P<a>{_ID}) and {_ID} are one story already", "它们已经是同一个事件"),
    (r"not in (?P<a>\w+): .*", "勾选的文章已不在这个事件里，请刷新页面"),
    (r"these are all (?P<a>\d+) articles of .*", "这是全部 {a} 篇文章，至少要留下一篇"),
    (r"\w+ is muted already: change \d+ by (?P<a>.*), (?P<b>[\d-]+)", "{a} 已在 {b} 停刊了它"),
    (r"there is no change (?P<a>\d+) to take back; .*", "没有可以撤回的第 {a} 号更正"),
    (r"change (?P<a>\d+) was taken back already, by (?P<b>.*), (?P<c>[\d-]+)",
     "第 {a} 号更正已由 {b} 于 {c} 撤回"),
)  # fmt: skip
# Parts of a sentence, apart by commas or semicolons.
_SIGNS = (
    (r"meaning (?P<a>-?[\d.]+)", "含义接近 {a}"),
    (r"without names (?P<a>-?[\d.]+)", "略去名称 {a}"),
    (r"(?:names shared (?P<a>[\d.]+)|(?P<b>[\d.]+) names shared)", "共有名称 {a}{b}"),
    (r"other actors", "主体不同"),
    (r"words shared (?P<a>[\d.]+)", "共有词 {a}"),
    (r"terms shared (?P<a>[\d.]+)", "共有术语 {a}"),
    (r"an amount shared", "金额相同"),
    (r"told in the text (?P<a>[\d.]+)", "正文提及 {a}"),
    (r"(?P<a>-?[\d.]+) days apart", "相隔 {a} 天"),
    (r"one version of one product", "同一产品的同一版本"),
    (r"new step (?P<a>[^;]*)", "新进展 {a}"),
    (r"new figure (?P<a>[^;]*)", "新数字 {a}"),
)
_TABLES: Mapping[str, Mapping[str, str]] = {
    "kind": _KINDS,
    "stop": _STOPS,
    "trait": _TRAITS,
    "field": _FIELDS,
    "missing": _MISSING,
    "part": _PARTS,
}
_KNOWN = tuple((re.compile(shape, re.DOTALL), said) for shape, said in (*_SENTENCES, *_SIGNS))
_TELLER = re.compile(r"(?:retold: |double: it tells what )(?P<story>s[0-9a-f]{16}) tells")
# A reason quotes what feeds wrote: so much of it is looked at.
_LONGEST = 4_000


def in_chinese(recorded: str) -> str:
    """What was recorded, in Chinese; as it was recorded where its shape is not known."""
    said = _said(recorded[:_LONGEST])
    return recorded if said is None else said


def teller_in(recorded: str) -> str:
    """The id of the story that is said to have told a passed-over one; "" where none is."""
    found = _TELLER.match(recorded)
    return found["story"] if found else ""


def is_told(recorded: str) -> bool:
    """Whether in_chinese has words of its own for it."""
    return _said(recorded[:_LONGEST]) is not None


def _said(recorded: str) -> str | None:
    for shape, said in _KNOWN:
        found = shape.fullmatch(recorded)
        if found:
            return said.format(
                **{name: _worded(name, value or "") for name, value in found.groupdict().items()}
            )
    for mark, joint in (("; ", "；"), (", ", "，")):
        if mark in recorded:
            parts = [_said(part) for part in recorded.split(mark)]
            if all(part is not None for part in parts):
                return joint.join(part for part in parts if part)
    return None


def _worded(name: str, value: str) -> str:
    if name == "more":
        return in_chinese(value)
    if name == "quoted":
        return value[1:-1]
    if name == "parties":
        return value.replace(" and ", "、")
    return _TABLES.get(name, {}).get(value, value)
