"""How far an affair has come, by the words of a headline: announced, released, withdrawn; sued, settled.

Pure. Words only, of both languages: whether a headline really tells a new step is followup's to judge.
"""

from __future__ import annotations

import re

# phase → (Chinese forms, English forms). Coarse on purpose: two words for one step are one phase, so
# that a second telling in other words is no step forward.
_FORMS = {
    "申报": (
        r"递表|递交.{0,8}(?:申请|招股书|上市)|提交.{0,8}(?:申请|招股书)|招股书",
        r"files? (?:confidentially )?for|filed for|files? to go public|submits?",
    ),
    "上市": (
        r"挂牌|敲钟|登陆.{0,6}(?:交易所|板)|上市首日",
        r"debuts? on|goes public|begins trading|first day of trading",
    ),
    "洽谈": (
        r"洽谈|商谈|谈判|磋商|考虑(?:收购|出售|投资)",
        r"in (?:early |advanced )?talks|negotiat\w+|weighs?|considers?|mulls?|explor\w+",
    ),
    "签约": (
        r"签署|签约|签下|达成(?:协议|合作)|同意",
        r"signs?|signed|agrees? to|agreed to|strikes? deal|"
        r"reach(?:es|ed)? (?:an? )?(?:deal|agreement)",
    ),
    "完成": (
        r"完成(?!度)|落定|交割",
        r"completes?|completed|"
        r"clos(?:es|ed) (?:its |the |a )?(?:deal|acquisition|round|funding)|finali[sz]\w+",
    ),
    "开源": (
        r"开源|开放权重",
        r"open[- ]sourc\w+|open[- ]weights?",
    ),
    "开售": (
        r"开售|发售|上架|开启预订",
        r"goes on sale|on sale now|available to buy|pre-?orders? open",
    ),
    "推送": (
        r"推送|全量|全面(?:开放|上线)|向所有用户",
        r"rolls? out|rolling out|general(?:ly)? availab\w+|available to all|now available",
    ),
    "开放接口": (
        r"api.{0,4}(?:上线|开放|公测)|(?:上线|开放|登陆).{0,4}api(?![a-z])",
        r"(?:available|live) (?:in|on|via|through) (?:the |its )?api",
    ),
    "交付": (
        r"交付|发货|出货|量产|投产|开工|落成|启用",
        r"deliver(?:s|ed)|ships(?= )|shipped|begins? shipping|starts? shipping|"
        r"mass production|breaks? ground|goes live",
    ),
    "撤回": (
        r"撤回|撤销|撤下|下架|下线|召回|叫停|取消|停售|停止(?:服务|运营|销售)|关停|终止|放弃|搁置",
        r"withdr[ae]ws?|withdrawn|recalls?|recalled|pulled|"
        r"pulls?(?= (?:the|its|out|back|down|support)(?![a-z]))|takes? down|cancel\w*|"
        r"scraps?|scrapped|shuts? down|shutting down|halts?|halted|abandon\w*|"
        r"drops? (?:plan|deal|lawsuit|case|bid)|suspends?|suspended|paus(?:es|ed)",
    ),
    "恢复": (
        r"恢复|重新上[线架]|解禁|解除",
        r"restor(?:es|ed)|resum(?:es|ed)|reinstat\w+|lifts? (?:the )?(?:ban|restriction)\w*|"
        r"back online",
    ),
    "推迟": (
        r"推迟|延期|跳票|延后",
        r"delay(?:s|ed)|postpon\w+|pushes? back|pushed back",
    ),
    "起诉": (
        r"起诉|状告|提起诉讼|被诉|诉讼",
        r"sues?|sued|suing|lawsuit|files? (?:a )?(?:suit|complaint)",
    ),
    "判决": (
        r"判决|裁定|裁决|胜诉|败诉|判赔|一审|二审|终审",
        r"rules?(?= (?:that|in|against|for))|ruled|ruling|verdict|found (?:guilty|liable)|"
        r"dismiss(?:es|ed)|wins? (?:case|lawsuit|suit)|convict\w+|sentenced",
    ),
    "上诉": (
        r"上诉",
        r"appeals?|appealed|appealing",
    ),
    "和解": (
        r"和解",
        r"settles?|settled|settlement",
    ),
    "批准": (
        r"批准|获批|核准|过会|通过审[批议]|放行|获准",
        r"approv(?:es|ed)|greenlights?|greenlit|clears|cleared",
    ),
    "否决": (
        r"否决|驳回|拒绝批准|不予",
        r"rejects?|rejected|blocks?(?= )|blocked|den(?:ies|ied) (?:approval|motion|request)|"
        r"vetoe?[sd]?",
    ),
    "调查": (
        r"立案|调查|约谈|问询",
        r"investigat\w+|probes?|inquiry|subpoena\w*",
    ),
    "处罚": (
        r"罚款|处罚|被罚|禁令|封禁",
        r"fines?(?= )|fined|penalt\w+|bans?(?= )|banned|sanction\w*",
    ),
    "否认": (
        r"否认|辟谣|不实|澄清",
        r"den(?:y|ies|ied)(?! (?:approval|motion|request))|refut\w+|debunk\w*",
    ),
    "证实": (
        r"证实|确认|官宣|承认",
        r"confirms?|confirmed|acknowledges?|admits?|admitted",
    ),
    "回应": (
        r"回应|致歉|道歉",
        r"responds?|responded|apologi[sz]\w+",
    ),
    "离任": (
        r"离职|离任|辞职|卸任|请辞",
        r"resigns?|resigned|steps? down|leaves?(?= )|departs?|ousted|fired",
    ),
    "接任": (
        r"接任|出任|上任|就任|任命",
        r"appoints?|appointed|takes? over as|names? .{2,30} (?:as )?(?:ceo|cfo|cto|chief)|"
        r"succeeds",
    ),
    "修复": (
        r"修复|补丁|已解决",
        r"fix(?:es|ed)|patch(?:es|ed)",
    ),
}
_COMPILED = {
    phase: re.compile(rf"(?:{zh})|(?<![a-z])(?:{en})(?![a-z])") for phase, (zh, en) in _FORMS.items()
}
# Steps that a second telling of one event takes in other words as often as not.
VAGUE = frozenset(
    {"签约", "完成", "推送", "证实", "回应", "洽谈", "开源", "申报", "接任", "调查", "开放接口"}
)
# Words that put a step in the future, or in doubt: it has not been taken yet.
_NOT_YET = re.compile(
    r"(?:将|拟|计划|有望|预计|或|或将|即将|原定|尚未|未|可能|能否|是否|就等|只等|静待)[^，。；,;]{0,10}$"
    r"|\b(?:will|to|may|might|could|would|should|must|needs?|still|yet|not|whether|if|before|starting|once)"
    r"\s+(?:\w+\s+){0,2}$"
)
# Who says it may be wrong, or knows no more than that somebody thinks of it. A plan announced by its maker is
# no rumour: its second telling often says "announces".
_RUMOUR = re.compile(
    r"传闻|据传|(?<![一-鿿])传(?![统奇媒感播输承递真])|消息称|消息人士|知情人士|爆料|曝|疑似|据报|报道称|洽谈|商谈|谈判|考虑|有望|或[将于]"
    r"|(?<![a-z])(?:reportedly|rumou?r\w*|said to|sources say|leak\w*|in talks|nears|weighs"
    r"|considers|considering|mulls|could|may|might)(?![a-z])"
)
_FACT = re.compile(
    r"宣布|官宣|正式|发布|推出|上线|收购|完成"
    r"|(?<![a-z])(?:announc(?:es|ed)|launch(?:es|ed)|releas(?:es|ed)|unveil(?:s|ed)|introduc(?:es|ed|ing)"
    r"|acquir(?:es|ed)|buys|bought|agrees|agreed|signs|signed)(?![a-z])"
)
# Before the event: "the new assistant is about to appear", "what to expect".
_AHEAD = re.compile(
    r"即将|将于|将在|前瞻|下周|明天|明日|"
    r"(?<![a-z])(?:what to expect|how to watch|upcoming|ahead of|this week)(?![a-z])"
)


def is_rumour(text: str) -> bool:
    """Whether a normalised headline tells what is only said to be so, or thought of."""
    return bool(_RUMOUR.search(text))


def looks_ahead(text: str) -> bool:
    """Whether a normalised headline speaks of an event that is still to come."""
    return bool(_AHEAD.search(text))


def fact_in(text: str) -> str:
    """The words by which a normalised headline tells something as done; "" for a rumour or a plan."""
    if is_rumour(text):
        return ""
    done = (one for one in _FACT.finditer(text) if not _planned(text, one))
    return next((one[0] for one in done), "")


def _planned(text: str, word: re.Match[str]) -> bool:
    return bool(_NOT_YET.search(text[max(0, word.start() - 16) : word.start()]))


def phases_in(text: str) -> dict[str, str]:
    """Phase → the words that say so, of a normalised text; a step that is only planned does not count."""
    found = {}
    for phase, form in _COMPILED.items():
        for match in form.finditer(text):
            if not _planned(text, match):
                found[phase] = match[0]
                break
    return found


def mentioned_phases(text: str) -> frozenset[str]:
    """The phases that a normalised text speaks of at all, planned ones too."""
    return frozenset(phase for phase, form in _COMPILED.items() if form.search(text))
