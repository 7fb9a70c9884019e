"""What the stand-in for Claude answers of itself: Chinese, and built from the request's stories alone.

It shares no code with the project. The stories are the lines of JSON in the user's message.
"""

from __future__ import annotations

import json
import random
import re
from typing import Any

Row = dict[str, Any]

_TOPIC = re.compile(
    r"AI\b|人工智能|大模型|智能体|模型|芯片|算力|机器人|GPT|Claude|Gemini|LLM|GPU|OpenAI|Anthropic|"
    r"artificial intelligence|machine learning|neural|chatbot|\bmodels?\b|\bchips?\b|robot",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"发布|推出|开源|融资|收购|上市|起诉|法案|条例|禁|合作|量产|raise[sd]?|launch|releas|acquir|IPO|sue[sd]?\b|"
    r"open.sourc|unveil|law\b|ban(?:s|ned)?\b|partner",
    re.IGNORECASE,
)
_LARGE = re.compile(r"\d+(?:\.\d+)?\s*(?:亿|billion|bn\b|trillion|万亿)", re.IGNORECASE)
_DULL = re.compile(
    r"优惠|报名|教程|盘点|招聘|deal(?:s)? of|how to|best \w+ (?:for|of)|newsletter|sponsored", re.IGNORECASE
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FIGURE = re.compile(r"[$€£¥]?\d+(?:[.,]\d+)*(?:\s?(?:%|percent|billion|million|trillion|GB|nm|[BMK]\b))?")
_NAME = re.compile(r"\b[A-Z][\w.\-]*(?:\s[A-Z][\w.\-]*)*")
_TAGS = {
    "融资": r"融资|rais(?:e|ing)|funding|valuation",
    "大模型": r"大模型|language model|LLM",
    "开源": r"开源|open.sourc",
    "芯片": r"芯片|chip|GPU",
    "发布": r"发布|推出|launch|releas|unveil",
    "机器人": r"机器人|robot",
    "监管": r"监管|法案|条例|regulat|\blaw\b",
}
_COUNTRIES = [
    ("CN", r"中国|国内|北京|上海|深圳|杭州|阿里|腾讯|百度|华为|字节|DeepSeek|China|Chinese"),
    ("US", r"美国|硅谷|OpenAI|谷歌|微软|英伟达|Meta|U\.S\.|America|Google|Microsoft|Nvidia"),
    ("GB", r"英国|伦敦|Britain|London|U\.K\."),
    ("JP", r"日本|东京|Japan|Tokyo"),
    ("KR", r"韩国|首尔|Korea|Seoul"),
    ("FR", r"法国|巴黎|France|Paris|Mistral"),
]


def rows_of(message: str) -> list[Row]:
    """The stories of a request, as any reader of its text would find them."""
    rows = []
    for line in message.splitlines():
        if line.startswith('{"id":'):
            rows.append(json.loads(line))
    return rows


def answer(key: str, rows: list[Row], system: str) -> list[Row]:
    """Entries for all rows, in an order that is not theirs but always the same."""
    if key == "order":
        return _order(rows)
    make = {"verdicts": _verdict, "summaries": _summary, "regions": _region}[key]
    entries = [make(row, system) for row in rows]
    random.Random(len(rows)).shuffle(entries)
    return entries


def _order(rows: list[Row]) -> list[Any]:
    """Ids: what tells an event first, then what more publishers carry."""
    new = [row for row in rows if not _is_earlier(row)]
    ranked = sorted(new, key=lambda row: (not _EVENT.search(row["title"]), -row["publishers"], row["title"]))
    return [row["id"] for row in ranked]


def same(rows: list[Row]) -> list[list[str]]:
    """Pairs of rows with equal titles: what anyone would say is one event."""
    new = [row for row in rows if not _is_earlier(row)]
    return [
        [one["id"], two["id"]]
        for at, one in enumerate(new)
        for two in new[at + 1 :]
        if one["title"] == two["title"]
    ]


def told(rows: list[Row]) -> list[list[str]]:
    """Pairs of a new row and an earlier one whose titles have most of their letters in common."""
    return [
        [new["id"], old["id"]]
        for new in rows
        for old in rows
        if _is_earlier(old) and not _is_earlier(new) and _alike(new["title"], old["title"])
    ]


def _is_earlier(row: Row) -> bool:
    return str(row["id"]).startswith("t")


def _alike(one: str, other: str) -> bool:
    letters, others = set(one.casefold()), set(other.casefold())
    return 2 * len(letters & others) > max(len(letters), len(others))


def _verdict(row: Row, _system: str) -> Row:
    text = f"{row['title']} {row['text']}"
    on_topic, in_title = bool(_TOPIC.search(text)), bool(_TOPIC.search(row["title"]))
    event, large = bool(_EVENT.search(row["title"])), bool(_LARGE.search(text))
    if not on_topic or _DULL.search(row["title"]):
        tier = 4
    else:
        tier = 3 - int(event) - int(event and large and in_title)
    voices = len(row.get("publishers", ()))
    return {
        "id": row["id"],
        "tier": tier,
        "impact": min(5, 1 + 2 * int(event) + int(large) + int(voices > 1)),
        "novelty": 4 if event else 2,
        "credibility": min(5, 3 + voices // 2),
        "relevance": 5 if in_title else 4 if on_topic else 1,
        "reason": _reason(text),
    }


def _reason(text: str) -> str:
    for words, reason in (
        (r"融资|收购|上市|rais|acquir|IPO|funding", "资本动向影响从业者对这一领域的判断。"),
        (r"开源|open.sourc", "开放之后，更多团队可以直接使用和改进。"),
        (r"监管|法案|条例|起诉|禁|law\b|regulat|sue[sd]?\b|ban", "规则的变化会影响相关产品的设计与上线。"),
        (r"芯片|GPU|算力|chip", "算力供给直接关系到训练与推理的成本。"),
        (r"发布|推出|launch|releas|unveil", "新产品进入市场，使用者多了一种选择。"),
    ):
        if re.search(words, text, re.IGNORECASE):
            return reason
    return "反映了这一领域近期的走向，从业者可以参考。"


def _summary(row: Row, system: str) -> Row:
    title, text = row["title"], row["text"]
    chinese = len(_HAN.findall(title + text[:200])) > 20
    body = f"{title} {text}"
    listed = [line.split("、") for line in system.splitlines() if line.count("、") >= 2 and "。" not in line]
    known = max(listed, key=len, default=[])
    tags = [
        tag for tag in known if tag in body or (tag in _TAGS and re.search(_TAGS[tag], body, re.IGNORECASE))
    ]
    return {
        "id": row["id"],
        "summary": _from_chinese(title, text) if chinese else _from_english(title, text),
        "reason": _reason(body),
        "tags": tags[:5],
    }


def _from_chinese(title: str, text: str) -> str:
    """The article's own first sentences, 60 to 120 characters where they come to that."""
    sentences = [
        one for one in re.split(r"(?<=[。！？])", re.sub(r"^.{0,12}消息[，：]", "", text)) if one.strip()
    ]
    if not sentences or not _HAN.search(sentences[0]):
        sentences = [title]
    summary = ""
    for sentence in sentences:
        if summary and len(summary + sentence) > 120:
            break
        summary += sentence
        if len(summary) >= 60:
            break
    if len(summary) < 25 and title not in summary:
        summary = f"{title}，{summary}"
    if len(summary) > 120:
        summary = re.sub(r"[，、；][^，、；]*$", "", summary[:118])
    return summary.strip(" ，、；…").rstrip("。！？") + "。"


def _from_english(title: str, text: str) -> str:
    """A Chinese frame around the article's own headline, names and figures."""
    names = [name for name in dict.fromkeys(_NAME.findall(text)) if len(name) > 3 and " " not in name][:2]
    figures = [figure for figure in dict.fromkeys(_FIGURE.findall(text)) if len(figure) > 1][:2]
    shown = title if len(title) <= 60 else title[:60].rpartition(" ")[0]
    parts = [f"这是一则英文报道，标题写的是“{shown}”"]
    if names:
        parts.append(f"文中谈到{'和'.join(names)}")
    if figures:
        parts.append(f"给出的数字有{'、'.join(figures)}")
    return "，".join([*parts, "其余细节请见所附的英文原文"]) + "。"


def _region(row: Row, _system: str) -> Row:
    text = f"{row['title']} {row['text']}"
    found = [(match.start(), code) for code, words in _COUNTRIES if (match := re.search(words, text))]
    return {"id": row["id"], "countries": [code for _, code in sorted(found)][:1]}
