"""What a report has to say about itself: Chinese sentences, in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from newsdesk.report.chosen import Frame
from newsdesk.report.model import FailedSource
from newsdesk.report.one_line import one_line

_REHEARSALS = {
    "sample": "示例：本报告由随附的示例信源生成，其中的事件、公司和人物均为虚构，链接也不是真实网页。",
    "replay": "回放：本报告由事先录下的信源内容生成，不是当日实时采集的结果。",
}
# By entities.Outcome's value, in the order in which the groups are named.
_OUTCOMES = {
    "unreachable": "无法连接",
    "timeout": "连接超时",
    "http_error": "服务器返回错误",
    "gone": "已永久下线",
    "limited": "服务器要求稍后再来",
    "blocked": "返回的是网页而不是订阅源",
    "unreadable": "内容无法解析",
    "too_large": "内容超过大小上限",
    "refused": "地址不合采集规则",
}
_OTHER_OUTCOME = "读取失败"
# Why there is no model's judgement at all, by Frame.stopped.
_NO_MODEL = {
    "unavailable": "语言模型服务暂时不可用（恢复后重新运行，即由评判过的一期取代）",
    "refused": "语言模型服务拒绝了请求（请检查密钥与账户，之后重新运行）",
    "cap": "费用上限不足以请语言模型评判",
    "deadline": "到截稿时限时语言模型尚未评判（评判后以更正刊出）",
}
# Why a part of the edition lacks it.
_STOPPED = {
    "unavailable": "部分未经评判：语言模型服务中途不可用，缺少的摘要以原文摘录代替；恢复后重新运行即可补齐。",
    "refused": "部分未经评判：语言模型服务拒绝了部分请求，缺少的摘要以来源的原文摘录代替。",
    "cap": "已到费用上限：本期以上限之内评判和撰写的内容成稿，缺少的摘要以来源的原文摘录代替。",
    "deadline": "已到截稿时限：本期以截稿前评判和撰写的内容成稿，其余随后以更正刊出。",
}


def notices(frame: Frame, items: int) -> tuple[str, ...]:
    """The notices of an edition: rehearsal, 未截稿, from the archive, by rules, in part, thin, sources.

    A day that needs none of them has none. The correction of a revision comes from changes.revise.
    """
    sentences = (
        _REHEARSALS.get(frame.rehearsal, ""),
        _provisional(frame),
        _from_archive(frame),
        _by_rules(frame, items),
        _stopped(frame),
        _thin(frame, items),
        _failed(frame.failed),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _provisional(frame: Frame) -> str:
    if not frame.provisional:
        return ""
    if not frame.reached:
        return "未截稿：本次没有一个来源可以访问，内容不完整；来源恢复后重新运行，即由完整的一期取代。"
    if frame.intake_at is None or frame.intake_at < frame.window.end:
        end = _clock(frame.window.end, frame.edition.zone)
        return f"未截稿：本期收录到{end}为止的消息，成稿时尚未到点；到点后将由完整的一期取代。"
    return "未截稿：本期的采集尚未完成，完成后将由完整的一期取代。"


def _from_archive(frame: Frame) -> str:
    """What a past date's edition was made from, where not from our own reading; or that there is nothing."""
    archived = frame.archived
    if archived is None:
        return ""
    zone, window = frame.edition.zone, frame.window
    if not archived.sources and not sum(frame.raw.values()):
        span = f"{_clock(window.start, zone)}至{_clock(window.end, zone)}"
        return f"存档中没有这一天的内容：{span}之间没有任何来源的读取记录，也没有一条消息落在这段时间。"
    if archived.last is None or (archived.last >= window.end and not archived.imported):
        return ""
    made = f"本期由存档制作：这一时段存有{archived.sources}个来源的读取记录"
    if archived.last >= window.end:
        return f"{made}。"
    return f"{made}，最后一次读取于{_clock(archived.last, zone)}，此后的消息未能收录。"


def _by_rules(frame: Frame, items: int) -> str:
    if frame.ranker != "rules" or not items:
        return ""
    why = _NO_MODEL.get(frame.stopped, "本期未使用语言模型")
    return f"由规则排序：{why}，次序与入选理由由规则得出，摘要是来源的原文摘录，未经翻译。"


def _stopped(frame: Frame) -> str:
    """What a model that was asked for a part only did not get to."""
    return _STOPPED.get(frame.stopped, "") if frame.ranker != "rules" else ""


def _thin(frame: Frame, items: int) -> str:
    if not items:
        return "本期没有内容：没有可以刊发的消息，也不以旧闻或无关内容充数。"
    if items < frame.edition.limits.thin:
        return f"今日消息较少：只有{items}条可以刊发，不以旧闻或无关内容充数。"
    return ""


def _failed(failed: Sequence[FailedSource]) -> str:
    """All of them by name, grouped by reason: "3 个来源未能读取：A、B（无法连接）；C（连接超时）。" """
    if not failed:
        return ""
    groups = []
    for reason in (*_OUTCOMES.values(), _OTHER_OUTCOME):
        names = [one_line(one.name) for one in failed if _OUTCOMES.get(one.outcome, _OTHER_OUTCOME) == reason]
        if names:
            groups.append(f"{'、'.join(names)}（{reason}）")
    return f"{len(failed)}个来源未能读取：{'；'.join(groups)}。"


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.month}月{local.day}日{local:%H:%M}"
