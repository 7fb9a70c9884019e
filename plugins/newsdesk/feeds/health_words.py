"""A source's health in words: English for the operator's table, Chinese for the reader's pages. Pure.

why() is one sentence on what was seen, advice() one on what to do; advice is "" where nothing is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from newsdesk.entities import Outcome
from newsdesk.feeds.health import Cause, Health, State


class Tongue(StrEnum):
    """The language that a sentence is wanted in."""

    EN = "en"
    ZH = "zh"


STATE_NAMES = {
    Tongue.EN: {state: state.value for state in State},
    Tongue.ZH: {
        State.HEALTHY: "正常",
        State.QUIET: "沉默",
        State.FAILING: "故障",
        State.DEAD: "失效",
        State.UNTRIED: "未读取",
    },
}


@dataclass(frozen=True, slots=True)
class _Pair:
    """One sentence in both languages; the same names in braces."""

    en: str
    zh: str

    def say(self, tongue: Tongue, **values: str) -> str:
        return (self.en if tongue is Tongue.EN else self.zh).format(**values)


_WHY = {
    Cause.READS: _Pair("it is read as usual", "读取正常"),
    Cause.ONCE: _Pair("the last attempt failed: {failure}", "最近一次读取失败：{failure}"),
    Cause.MOVED: _Pair("it is read, but has moved for good to {url}", "可以读取，但已永久迁至 {url}"),
    Cause.REDATES: _Pair(
        "it is read, but gives its items new dates at each reading",
        "可以读取，但每次读取时条目的日期都会变动",
    ),
    Cause.SILENT: _Pair(
        "nothing new for {silence}; {allowance} is the most that its rhythm explains",
        "已有{silence}没有新内容，按其更新规律最多{allowance}",
    ),
    Cause.EMPTY: _Pair("it answers with a feed that holds no items", "返回的订阅源里没有条目"),
    Cause.FAILED: _Pair("{count} attempts in a row failed: {failure}", "连续{count}次读取失败：{failure}"),
    Cause.GONE: _Pair(
        "its server says that it is gone for good (HTTP 410)", "服务器声明该地址已永久停用（HTTP 410）"
    ),
    Cause.LONG_FAILING: _Pair(
        "no attempt has succeeded since {since} ({count} within a year): {failure}",
        "{since}以来读取无一成功（一年内{count}次）：{failure}",
    ),
    Cause.LONG_SILENT: _Pair(
        "it answers, but has brought nothing new for {silence}", "可以读取，但已有{silence}没有新内容"
    ),
    Cause.UNASKED: _Pair("no attempt was made yet", "尚未读取过"),
    Cause.NO_NETWORK: _Pair(
        "no source at all answered so far: this machine's network, not the source",
        "至今没有任何来源应答：是本机网络的问题，不是来源的问题",
    ),
}

_FAILURES = {
    Outcome.UNREACHABLE: _Pair("its server cannot be reached", "无法连接"),
    Outcome.TIMEOUT: _Pair("it does not answer in time", "连接超时"),
    Outcome.HTTP_ERROR: _Pair("HTTP {status}", "服务器返回错误 HTTP {status}"),
    Outcome.TOO_LARGE: _Pair("it is larger than allowed", "内容超过大小上限"),
    Outcome.REFUSED: _Pair("its address breaks our own rules", "地址不合采集规则"),
    Outcome.BLOCKED: _Pair("an HTML page in place of the feed", "返回的是网页而不是订阅源"),
    Outcome.GONE: _Pair("HTTP 410, gone for good", "地址已永久停用"),
    Outcome.LIMITED: _Pair("its server asks to be left alone for a while", "服务器要求暂缓访问"),
    Outcome.UNREADABLE: _Pair("what it answers cannot be read as a feed", "内容无法解析"),
}

_MOVED = _Pair('write url = "{url}" in the feeds file', "请在订阅源文件中把 url 改为 {url}")
_CHECK = _Pair(
    "./newsdesk sources check {slug} shows the page and any feed it advertises",
    "运行 ./newsdesk sources check {slug}，查看返回的网页及其公布的订阅源",
)
_ADVICE = {
    Cause.GONE: _Pair(
        "find its new address, or take it out of the feeds file", "请寻找新地址，或从订阅源文件中删去"
    ),
    Cause.LONG_FAILING: _Pair(
        "mend its address (./newsdesk sources check {slug}) or take it out of the feeds file",
        "请修正地址（./newsdesk sources check {slug}），或从订阅源文件中删去",
    ),
    Cause.LONG_SILENT: _Pair(
        "see whether the publisher now uses another feed; else take it out",
        "请查看该媒体是否已改用其他订阅源，否则删去",
    ),
    Cause.SILENT: _Pair("nothing yet; look at its site if it goes on", "暂不处理；若持续，请查看其网站"),
    Cause.EMPTY: _Pair(
        "look at its site: the feed may be served elsewhere", "请查看其网站，订阅源可能已换地址"
    ),
    Cause.REDATES: _Pair(
        "nothing: its dates are not trusted, the first sight stands in for them",
        "无需处理：不采信其日期，以首次见到的时间为准",
    ),
    Cause.NO_NETWORK: _Pair("look at this machine's network", "请检查本机网络"),
}
_HTTP_ADVICE = {
    401: _Pair(
        "it wants a log-in: give headers in the feeds file, or take it out",
        "需要登录：请在订阅源文件中填写 headers，或删去",
    ),
    403: _Pair(
        "its server refuses us: try headers in the feeds file, or another address",
        "服务器拒绝访问：可在订阅源文件中填写 headers，或换地址",
    ),
    404: _Pair(
        "find its new address: ./newsdesk sources check with its home page",
        "请寻找新地址：用其主页运行 ./newsdesk sources check",
    ),
}
_OUTCOME_ADVICE = {
    Outcome.BLOCKED: _CHECK,
    Outcome.UNREADABLE: _CHECK,
    Outcome.REFUSED: _Pair("mend its address in the feeds file", "请在订阅源文件中修正地址"),
    Outcome.TOO_LARGE: _Pair("look for a shorter feed of the same publisher", "请寻找同一媒体较短的订阅源"),
}
_WAIT = _Pair("nothing yet: it is tried again by itself", "暂不处理：会自动重试")


def why(health: Health, tongue: Tongue) -> str:
    """One sentence on what was seen, without a closing stop."""
    silence = allowance = ""
    if health.rhythm is not None and health.last_success is not None and health.since is not None:
        silence = span(health.rhythm.silence(health.since, health.last_success), tongue)
        allowance = span(health.rhythm.allowance, tongue)
    return _WHY[health.cause].say(
        tongue,
        failure=failure(health, tongue),
        url=health.new_url,
        silence=silence,
        allowance=allowance,
        count=str(health.failures),
        since=_day(health.since),
    )


def failure(health: Health, tongue: Tongue) -> str:
    """What the last attempt failed of; in English the attempt's own sentence, where it has one."""
    if health.outcome is None:
        return ""
    words = _FAILURES[health.outcome].say(tongue, status=str(health.status or ""))
    return health.error if tongue is Tongue.EN and health.error else words


def advice(health: Health, slug: str, tongue: Tongue) -> str:
    """What a person should do; "" where nothing."""
    parts = [_MOVED.say(tongue, url=health.new_url)] if health.new_url else []
    pair = _ADVICE.get(health.cause)
    if health.cause is Cause.FAILED:
        pair = _failed_advice(health)
    elif health.redates and health.cause in {Cause.SILENT, Cause.LONG_SILENT}:
        parts.append(_ADVICE[Cause.REDATES].say(tongue))
    if pair is not None:
        parts.append(pair.say(tongue, slug=slug))
    return ("; " if tongue is Tongue.EN else "；").join(parts)


def _failed_advice(health: Health) -> _Pair:
    if health.outcome is Outcome.HTTP_ERROR and health.status in _HTTP_ADVICE:
        return _HTTP_ADVICE[health.status]
    return _OUTCOME_ADVICE.get(health.outcome, _WAIT) if health.outcome else _WAIT


def span(length: timedelta, tongue: Tongue) -> str:
    """A length of time as a person says it: days from two on, else hours."""
    hours = max(1, round(length.total_seconds() / 3600))
    days = round(hours / 24)
    if hours < 48:
        return (f"{hours} hour{'s' if hours > 1 else ''}") if tongue is Tongue.EN else f"{hours}小时"
    return f"{days} days" if tongue is Tongue.EN else f"{days}天"


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
