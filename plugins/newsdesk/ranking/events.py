"""What happened, told from words: kinds of event with their weight. Pure.

Each kind has a Chinese label for the reason line, the impact (1..5) that such news has on an
ordinary day, and its words. Some words tell it by themselves (起诉, 收购, 离职); others (宣布, 开启, 离开,
投资) stand in titles about anything, and hint at it. The order is the order of telling: of several
kinds in one title the first in this list names the story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event. impact: 1..5 as such; money and actors move it afterwards.

    telling: words that tell it. words: those and the ones that hint at it.
    """

    key: str
    label: str
    impact: int
    telling: re.Pattern[str]
    words: re.Pattern[str]


def _event(
    key: str, label: str, impact: int, chinese: str, english: str, *, hints: tuple[str, str] = ("", "")
) -> Event:
    telling = rf"{chinese}|\b(?:{english})"
    hinting = "|".join(part for part in (telling, hints[0], rf"\b(?:{hints[1]})" if hints[1] else "") if part)
    return Event(key, label, impact, re.compile(telling, re.IGNORECASE), re.compile(hinting, re.IGNORECASE))


EVENTS = (
    _event(
        "lawsuit",
        "诉讼动态",
        4,
        r"起诉|诉讼|被诉|控告|状告|诉状|索赔|判决|裁定|败诉|胜诉|庭审|和解协议|集体诉|上诉|开庭|法律战|法律行动|打官司",
        r"sue[sd]?\b|suing\b|lawsuits?\b|court\b|judge (?:rul|dismiss|block|order)|jury\b|verdict\b"
        r"|settle(?:s|d|ment)\b|litigation\b|legal action\b|plaintiffs?\b",
        hints=(r"法律大战|法院|法官|指控", r"judges?\b|appeals?\b|accus(?:es?|ed)\b"),
    ),
    _event(
        "acquisition",
        "并购动态",
        4,
        r"收购|并购|接盘|买下|吞并|控股权|要约|回购.{0,6}股权",
        r"acqui(?:re|red|res|ring|sition|hire)\w*|merger\b|takeover\b|buyout\b|buys\b"
        # A company, not goods: "to buy 320 megawatts", "will buy AI only from …".
        r"|(?:to|will) buy\b(?! (?:only |more |up to |ai )*(?:\d|only\b|from\b|power\b|chips\b|gpus\b))",
        hints=(r"合并(?!症)", r"merges?\b"),
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
        r"融资|融[一二三四五六七八九十两\d]{1,2}轮|领投|跟投|[A-F]\+*轮|天使轮|种子轮|注资|募资|入股|增资",
        r"rais(?:e|es|ed|ing)\b(?= \$| €| £| up| over| nearly| about| fresh| new| funding| more| \d)"
        r"|funding\b|series [a-h]\b|seed round\b|valued at\b",
        hints=(
            r"估值",
            r"rais(?:es|ed|ing)\b(?= [A-Z])|valuation\b|investors?\b|backs\b|backed\b",
        ),
    ),
    _event(
        "regulation",
        "监管与政策",
        4,
        r"监管(?:部门|机构|局|新规|趋严|处罚|要求|出手|重拳|审查|收紧|批准|风暴|层)|(?:加强|强化|遭"
        r"|接受)监管|新规|备案|禁令|禁止|出口管制|管制|法案|立法|条例|办法》|征求意见|国标|标准发布"
        r"|罚款|处罚|反垄断|制裁|白皮书|行政令|约谈|下架",
        r"regulators?\b|regulations?\b|antitrust\b|bann(?:ed|ing)\b|probes?\b|fine[sd]\b"
        r"|legislat\w+|executive order|export (?:control|curb|ban|rule)\w*|sanction\w*|lawmakers?\b"
        r"|ftc\b|tariffs?\b|senat\w+|congress\b|parliament\b|treaty\b",
        hints=(
            r"治理|强制",
            r"regulat\w+|bans?\b|investigat\w+|bill\b|laws?\b|commission\b|policy\b|guidelines?\b",
        ),
    ),
    _event(
        "opensource",
        "开源动态",
        4,
        r"开源(?!社区|圈|者)|开放权重|开放源代码",
        r"open[- ]?sourc(?:es|ed|ing)\b|open[- ]weights?\b|releases? .{0,40}open[- ]source",
        hints=(r"开源", r"open[- ]?source\b|open models?\b"),
    ),
    _event(
        "security",
        "安全事件",
        3,
        r"漏洞|泄露|泄密|被盗|越狱|入侵|黑客|勒索|诈骗",
        r"breach\w*|vulnerabilit\w+|hack(?:s|ed|ers?)\b|jailbreak\w*|malware\b|deepfakes?\b|outage\b"
        r"|stolen\b|scams?\b|ransomware\b",
        hints=(
            r"失控|攻击|投毒|窃取|偷走|泄",
            r"leak(?:s|ed)?\b|exploit\w*|misus\w+|attacks?\b|hack\b",
        ),
    ),
    _event(
        "release",
        "产品发布",
        3,
        r"(?<!否认)发布(?!公告|报告|财报|业绩|白皮书|论文|禁令|声明|通知|意见|预警|全员信|内部信|.{0,6}公告)"
        r"|推出|上线|亮相|面世|问世|首发(?! ?[|｜])|(?:手机|新品|产品|新车|正式)上市|正式开放|开放使用|开售"
        r"|公测|内测|灰度|将搭载|登场",
        r"launch(?:es|ed|ing)?\b|releas(?:es|ed)\b|unveil\w*|introduces\b|^introducing\b|debuts?\b"
        r"|roll(?:s|ed|ing)? out|now available|general availability|is here\b|ships\b",
        hints=(
            r"迭代|升级|官宣|开启|宣布|来了|要来|接入|重写|解开|曝光|诞生|停止服务|关停|延长",
            r"releas\w+|introduc\w+|announc\w+|debut\w*|reveals?\b|upgrades?\b|updat\w+|expands?\b"
            r"|adds?\b|rewrites?\b|brings?\b|gets?\b|preview\b|unlocking\b",
        ),
    ),
    _event(
        "people",
        "人事动态",
        3,
        r"离职|加盟|任命|出任|卸任|辞职|挖角|挖走|挖人|跳槽|出走|跑路|裁员|被裁|换帅|接任|组织架构调整"
        r"|离任|(?:宣布|已|将)离开|加入(?:了)?(?:OpenAI|Anthropic|谷歌|Google|Meta|微软|苹果|腾讯|字节|阿里"
        r"|百度|华为|小米|DeepSeek|xAI|英伟达)",
        r"departs?\b|appoint\w*|step(?:s|ping)? down|resign\w*|hires\b|layoffs?\b|lay(?:s|ing)? off"
        r"|laid off|cut(?:s|ting)? (?:[\d,]+ )?(?:jobs|staff|workers)|new ceo\b|names? .{2,30} as\b"
        r"|poach\w*|is leaving\b|joins (?:OpenAI|Anthropic|Google|Meta|Microsoft|Apple|xAI|Nvidia)\b",
        hints=(
            r"加入|内部信|全员信|创业|组织架构|离开|走了|走人",
            r"leav(?:es|ing)\b|join(?:s|ed|ing)\b|hir(?:e|ing)\b|to lead\b|co-?founder\b",
        ),
    ),
    _event(
        "infrastructure",
        "算力与基建",
        3,
        r"数据中心|算力(?:集群|中心|租赁)|智算|扩产|量产|建厂|投产|芯片(?:供应|短缺|出口)|扩建",
        r"data cent(?:er|re)s?\b|gigawatts?\b|chip (?:supply|deal|shortage|plant)\w*|capex\b"
        r"|supercomputers?\b|gpus?\b.{0,20}\b(?:deal|order|supply)|power (?:grid|plant)s?\b",
        hints=(r"部署|采购|拟投|投入", r"capacity\b"),
    ),
    _event(
        "partnership",
        "合作动态",
        3,
        r"合作|携手|签署|签约|联手|结盟|投资[\d.]+|追加投资|战略投资",
        r"partner(?:s|ed|ing|ship)?\b|team(?:s|ed|ing)? up|agreements?\b|signs\b|alliance\b"
        r"|collaborat\w+|commits \$|pledges \$|invests? \$",
        hints=(
            r"投资(?!者|人|机构|银行)|达成",
            r"deals?\b|sign\b|commits?\b|pledg\w+|invest(?:s|ed|ing|ment)?\b",
        ),
    ),
    _event(
        "research",
        "研究进展",
        3,
        r"论文|研究(?:团队|人员|发现|显示)|Nature|基准测试|登顶|SOTA|全球首个|难题|猜想",
        r"researchers\b|stud(?:y|ies) (?:finds|shows|says|suggests)|arxiv\b|breakthrough\b"
        r"|scientists\b|outperforms?\b|discovers?\b|findings\b|proves\b|solv(?:es|ed)\b",
        hints=(
            r"研究(?:院|者)|Science|基准|榜单|刷新|突破|首次|登上|报告|半年报|调研|调查|解开|攻克|实测",
            r"research\b|stud(?:y|ies)\b|papers?\b|benchmarks?\b|beats\b|discover\w*|report\b|survey\b"
            r"|index\b|state of the art",
        ),
    ),
    _event(
        "results",
        "业绩与市场",
        3,
        r"财报|营收|净利|盈利|亏损|业绩|股价|市值|暴跌|大跌|大涨|涨停|跌停|月活|用户数|市场份额"
        r"|首富|销量|出货",
        r"earnings\b|revenue\b|profits?\b|shares (?:fall|rise|jump|slump|surge|drop)|stocks?\b"
        r"|market cap\w*|quarterly\b|sales\b",
        hints=(
            r"收入|份额|提升",
            r"loss(?:es)?\b|shares\b|quarter\w*|forecast\b|guidance\b|users\b|bond\b|debt\b",
        ),
    ),
    _event(
        "pricing",
        "价格动态",
        3,
        r"涨价|降价|提价|调价",
        r"price (?:cut|hike|increase)s?\b|(?:cuts?|lowers?|raises?) (?:its |the )?prices?\b",
        hints=(r"收费", r"prices?\b|pricing\b|subscription\w*"),
    ),
    _event(
        "use",
        "应用落地",
        2,
        r"启用|试用|投用|投运|上岗|进厂|下地|(?<!利)用上(?:了)?(?:AI|人工智能|大模型|机器人)|中标|获批|获.{0,8}证"
        r"|落地|试点|装上|引入|采用|交付",
        r"deploys?\b|deployed\b|wins? .{0,20}(?:order|contract)|adopts?\b|pilots?\b|trials?\b",
        hints=(
            r"(?<!利)用(?:上|了)?(?:AI|人工智能|大模型|机器人)|配上|配齐|塞进|入选|聚合|订单|许可|设立|成立"
            r"|布放|进入.{0,3}期|预报|识别|批改|排班|调度|写入|推广",
            r"us(?:es|ed|ing)\b|orders?\b|approv\w+|gives?\b|opens?\b|opened\b|drafts?\b|tests?\b"
            r"|to spend\b|spends?\b|lets?\b|helps?\b|plants?\b|picks?\b|reads?\b|forecasts?\b|designs?\b"
            r"|translates?\b|tells?\b|carr(?:y|ies)\b|makes?\b",
        ),
    ),
)


def events_in(text: str) -> tuple[Event, ...]:
    """The kinds of event that a text's words tell or hint at, in the order of EVENTS."""
    return tuple(event for event in EVENTS if event.words.search(text))


def told(title: str, opening: str) -> tuple[Event, ...]:
    """The kinds that a title tells: by a word that does, or by a hint that the opening bears out."""
    return tuple(
        event
        for event in EVENTS
        if event.telling.search(title) or (event.words.search(title) and event.telling.search(opening))
    )
