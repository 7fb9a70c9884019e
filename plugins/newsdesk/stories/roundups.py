"""Titles of pages that tell many events, or that return every day: no evidence of one event. Pure."""

from __future__ import annotations

import re

_CHINESE = (
    r"(?<!联合)早报|早晚报|晨报|早知道|早8点|[89]点1氪|(?:科技|财经|今日|ai|^)\s?晚报|晚报\s?[|:]|"
    r"(?:ai|每日|行业|产业|大模型)\s?[日周]报(?!道)|日报\s?[#(\d]|[周月]报\s?[|:#(\d]|周刊\s?(?:[|:#(]|第|\d)|"
    r"(?:一周|本周|本月|今日|每日|晚间|早间)\s?(?:要闻|回顾|热点|速览|盘点|精选|大事|科技|动态|资讯|新闻|融资)|"
    r"要闻(?:速览|汇总|回顾)|新闻(?:速递|汇总)|快讯汇总|融资速递|盘点|大事记|一文汇总|今日下载|合集\s?[|:]"
)
_ENGLISH = (
    r"(?<![a-z])(?:round-?up|weekly (?:digest|recap|brief\w*|news\w*)|this week in|week in review|"
    r"daily digest|newsletter:|(?:morning|evening) brief\w*:|the download:|live ?blog|live updates?|"
    r"all (?:of )?the (?:latest )?(?:news|updates)|everything announced|best of the week|open thread|"
    r"promo codes?:|"
    r"(?:(?:best|top|favou?rite) .{0,40}|these \d+ .{0,60})(?:deals|sales|gifts|gift ideas))(?![a-z])"
)
_ROUNDUP = re.compile(rf"{_CHINESE}|{_ENGLISH}")


def is_roundup(normalised: str) -> bool:
    """Whether a normalised title announces many events or a returning column.

    Such a page is joined by its address, its publisher's id or its very text, never by wording or
    meaning: it resembles every event that it lists.
    """
    return bool(_ROUNDUP.search(normalised)) or _lists(normalised)


def _lists(title: str) -> bool:
    """Three or more headlines in one: "A；B；C"."""
    return len([part for part in re.split(r"[;；]\s*", title) if len(part) >= 4]) >= 3
