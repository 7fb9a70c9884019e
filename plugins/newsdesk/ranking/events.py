"""What happened, told from words: kinds of event with their weight. Pure.

Each kind has a Chinese label for the reason line, the impact (1..5) that such news has on an
ordinary day, and its words. The order is the order of telling: of several kinds in one title the
first in this list names the story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event. impact: 1..5 as such; money and actors move it afterwards."""

    key: str
    label: str
    impact: int
    words: re.Pattern[str]


def _event(key: str, label: str, impact: int, chinese: str, english: str) -> Event:
    return Event(key, label, impact, re.compile(rf"{chinese}|\b(?:{english})", re.IGNORECASE))


EVENTS = (
    _event(
        "lawsuit",
        "诉讼动态",
        4,
        r"起诉|诉讼|被诉|控告|状告|诉状|索赔|判决|裁定|败诉|胜诉|庭审|和解协议|集体诉",
        r"sue[sd]?\b|suing\b|lawsuits?\b|court\b|judge (?:rul|dismiss|block|order)|jury\b|verdict\b"
        r"|settle(?:s|d|ment)\b|litigation\b|plaintiffs?\b",
    ),
    _event(
        "acquisition",
        "并购动态",
        4,
        r"收购|并购|接盘|买下|吞并|合并(?!症)|控股权|要约",
        r"acqui(?:re|red|res|ring|sition|hire)\w*|merger\b|merges?\b|takeover\b|buyout\b|(?:to"
        r"|will) buy\b|buys\b",
    ),
    _event(
        "listing",
        "上市动态",
        4,
        r"IPO(?!前|后)|(?<!手机)(?<!新品)(?<!产品)(?<!新车)(?<!正式)上市(?!公司|前|后|发售|销售)|递表"
        r"|招股书|过会|敲钟|挂牌|聆讯",
        r"IPOs?\b|go(?:es|ing)? public\b|stock market debut\b|files? (?:confidentially )?(?:for"
        r"|to) (?:an? )?(?:ipo|list)|shares? debut",
    ),
    _event(
        "funding",
        "融资动态",
        3,
        r"融资|融[一二三四五六七八九十两\d]{1,2}轮|领投|跟投|[A-F]\+*轮|天使轮|种子轮|估值|注资|募资"
        r"|入股|增资",
        r"rais(?:e|es|ed|ing)\b(?= \$| €| £| up| over| nearly| about| fresh| new| funding| more| [A-Z]"
        r"| \d)|funding\b|series [a-h]\b|seed round\b|valuation\b|valued at\b|investors?\b|backs\b"
        r"|backed\b",
    ),
    _event(
        "regulation",
        "监管与政策",
        4,
        r"监管(?:部门|机构|局|新规|趋严|处罚|要求|出手|重拳|审查|收紧|批准|风暴|层)|(?:加强|强化|遭"
        r"|接受)监管|新规|备案|禁令|禁止|出口管制|管制|法案|立法|条例|办法》|征求意见|国标|标准发布"
        r"|罚款|处罚|反垄断|制裁|白皮书|行政令|治理|约谈|强制",
        r"regulat\w+|antitrust\b|bans?\b|banned\b|probes?\b|investigat\w+|fine[sd]\b|bill\b|laws?\b"
        r"|legislat\w+|executive order|export (?:control|curb|ban|rule)\w*|sanction\w*|lawmakers?\b"
        r"|commission\b|ftc\b|policy\b|tariffs?\b|senat\w+|congress\b|parliament\b|treaty\b"
        r"|guidelines?\b",
    ),
    _event(
        "opensource",
        "开源动态",
        4,
        r"开源|开放权重|开放源代码",
        r"open[- ]?sourc\w+|open[- ]weights?\b|open models?\b",
    ),
    _event(
        "security",
        "安全事件",
        3,
        r"漏洞|泄露|泄密|失控|攻击|被盗|投毒|越狱|窃取|入侵|偷走",
        r"breach\w*|vulnerabilit\w+|leak(?:s|ed)?\b|hack(?:s|ed|ers?)?\b|jailbreak\w*|exploit\w*"
        r"|malware\b|deepfakes?\b|outage\b|stolen\b|scams?\b|misus\w+|attacks?\b",
    ),
    _event(
        "release",
        "产品发布",
        3,
        r"发布|推出|上线|亮相|面世|问世|首发(?! ?[|｜])|(?:手机|新品|产品|新车|正式)上市|正式开放"
        r"|开放使用|开售|公测|内测|灰度|升级|迭代|官宣|将搭载|登场|开启|宣布|来了|接入|重写|解开|曝光"
        r"|诞生|停止服务|关停|下架|延长",
        r"launch\w*|releas\w+|unveil\w*|introduc\w+|announc\w+|debut\w*|roll(?:s|ed|ing)? out"
        r"|now available|general availability|reveals?\b|ships?\b|upgrades?\b|updat\w+|expands?\b"
        r"|adds?\b|rewrites?\b|brings?\b|gets?\b|is here\b|preview\b|unlocking\b",
    ),
    _event(
        "people",
        "人事动态",
        3,
        r"离职|加盟|加入|任命|出任|卸任|辞职|挖角|挖走|跳槽|出走|跑路|裁员|被裁|换帅|内部信|创业|接任"
        r"|组织架构|离开|走了",
        r"leav(?:es|ing)\b|departs?\b|join(?:s|ed|ing)\b|appoint\w*|step(?:s|ping)? down|resign\w*"
        r"|hires?\b|hiring\b|layoffs?\b|lay(?:s|ing)? off|laid off|cut(?:s|ting)? (?:[\d,]+ )?(?:jobs"
        r"|staff|workers)|new ceo\b|names? .{2,30} as\b|poach\w*|to lead\b|co-?founder\b",
    ),
    _event(
        "infrastructure",
        "算力与基建",
        3,
        r"数据中心|算力(?:集群|中心|租赁)|智算|扩产|量产|建厂|投产|部署|芯片(?:供应|短缺|出口)|采购"
        r"|扩建|拟投|投入",
        r"data cent(?:er|re)s?\b|gigawatts?\b|chip (?:supply|deal|shortage|plant)\w*|capex\b"
        r"|capacity\b|supercomputers?\b|gpus?\b.{0,20}\b(?:deal|order|supply)|power (?:grid|plant)s?\b",
    ),
    _event(
        "partnership",
        "合作动态",
        3,
        r"合作|携手|签署|签约|联手|结盟|投资(?!者|人|机构|银行)|达成",
        r"partner\w*|team(?:s|ed|ing)? up|deals?\b|agreements?\b|signs?\b|alliance\b|collaborat\w+"
        r"|commits?\b|pledg\w+|invest(?:s|ed|ing|ment)?\b",
    ),
    _event(
        "research",
        "研究进展",
        3,
        r"论文|研究(?:团队|人员|发现|显示|院|者)|Nature|Science|基准|榜单|登顶|刷新|SOTA|突破|首次"
        r"|全球首个|登上|报告|调研|调查",
        r"research(?:ers)?\b|stud(?:y|ies)\b|papers?\b|arxiv\b|benchmarks?\b|breakthrough\b"
        r"|scientists?\b|outperforms?\b|beats\b|discover\w*|findings?\b|proves?\b|solv(?:es|ed)\b"
        r"|report\b|survey\b|index\b|state of the art",
    ),
    _event(
        "results",
        "业绩与市场",
        3,
        r"财报|营收|净利|盈利|亏损|业绩|股价|市值|暴跌|大跌|大涨|涨停|跌停|收入|月活|用户数|份额|提升"
        r"|涨价|降价|收费|首富|销量|出货",
        r"earnings\b|revenue\b|profits?\b|loss(?:es)?\b|shares\b|stocks?\b|market cap\w*|quarter\w*"
        r"|sales\b|forecast\b|guidance\b|users\b|prices?\b|pricing\b|subscription\w*|bond\b|debt\b",
    ),
    _event(
        "use",
        "应用落地",
        2,
        r"启用|试用|(?<!利)用(?:上|了)?(?:AI|人工智能|大模型|机器人)|配上|配齐|塞进|下地|交付|入选"
        r"|聚合|投用|投运|上岗|进厂|订单|中标|许可|获批|获.{0,8}证|落地|设立|成立|试点|装上|引入|采用"
        r"|布放|进入.{0,3}期|预报|识别|批改|排班|调度|写入|推广",
        r"us(?:es|ed|ing|e)\b|wins? .{0,20}(?:order|contract)|orders?\b|approv\w+|gives?\b|opens?\b"
        r"|opened\b|drafts?\b|tests?\b|trial\b|pilots?\b|to spend\b|spends?\b|lets?\b|helps?\b"
        r"|plants?\b|picks?\b|reads?\b|forecasts?\b|designs?\b|translates?\b|tells?\b|carr(?:y|ies)\b"
        r"|makes?\b",
    ),
)


def events_in(text: str) -> tuple[Event, ...]:
    """The kinds of event that a text's words tell, in the order of EVENTS."""
    return tuple(event for event in EVENTS if event.words.search(text))
