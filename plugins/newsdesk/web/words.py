"""Chinese for the tokens that the rows hold. What has no word here is shown as it is. Pure."""

from __future__ import annotations

RUNGS = {
    "founding": "首篇",
    "founder": "首篇",
    "canonical_url": "同一网址",
    "publisher_id": "同一发布编号",
    "equal_content": "正文相同",
    "near_title": "标题相近",
    "same_event": "同一事件",
    "editor": "编辑合并",
}
PASSED = {
    "off_topic": "与主题无关",
    "published": "已经刊过",
    "retold": "已有人讲过",
    "double": "重复",
    "variety": "同类已多",
    "not_news": "不算新闻",
    "unplaced": "没有栏目",
    "no_link": "没有链接",
    "orders": "对机器说话",
    "unjudged": "没有评判",
    "muted": "已停刊",
    "cut": "名额之外",
    "roundup": "多条合集",
    "advert": "广告促销",
    "empty": "没有标题",
}
DECIDED = {"evidence": "依据文中词语", "model": "由模型判断", "rule": "按规则"}
AXES = {"impact": "影响", "novelty": "新颖", "credibility": "可信", "relevance": "相关"}
KINDS = {
    "company": "公司",
    "institution": "机构",
    "person": "人物",
    "product": "产品",
    "country": "国家",
    "place": "地点",
    "press": "媒体",
    "home": "所在地",
    "name": "名称",
}
OUTCOMES = {
    "ok": "正常",
    "unreachable": "无法连接",
    "timeout": "连接超时",
    "http_error": "服务器返回错误",
    "too_large": "内容过大",
    "refused": "地址不合规则",
    "blocked": "返回的是网页",
    "unreadable": "无法解析",
}
PURPOSES = {"judge": "评判", "write": "撰写", "region": "定位", "order": "排序", "follow": "跟踪"}
CHANGES = {
    "merge": "并入",
    "continue": "接续",
    "split": "分出",
    "mute": "停刊",
    "undo": "撤回",
}
LANGUAGES = {"zh": "中文", "en": "英文", "other": "其他语言"}
RANKERS = {"rules": "规则", "claude": "语言模型"}


def of(table: dict[str, str], token: str) -> str:
    """The word for a token, or the token itself."""
    return table.get(token, token)


def passed(reason: str) -> str:
    """Why a story was not judged: the word for the part before the colon."""
    return of(PASSED, reason.partition(":")[0].strip())
