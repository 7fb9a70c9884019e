"""What kind of text an article is, told from its title (and the first lines): general rules. Pure.

No rule names a publisher's article; each is a habit of headline writing that holds for papers
that we have not read yet.
"""

from __future__ import annotations

import re
from enum import StrEnum

from newsdesk.entities import Article


class Genre(StrEnum):
    """Kinds of text. NEWS is what is left."""

    NEWS = "news"
    ADVERT = "advert"  # a price, a deal, a giveaway, a promotion
    ROUNDUP = "roundup"  # many stories under one link
    GUIDE = "guide"  # how to do something, reviews, shopping and travel tips
    CASE = "case"  # a vendor tells how a customer uses its product
    LISTICLE = "listicle"
    OPINION = "opinion"  # essay, comment, interview, analysis without an event
    EMPTY = "empty"  # no title worth the name


_ADVERT = re.compile(
    r"\d\s*元?\s*(?:→|->|➔)\s*\d|[\d.]+\s*元.{0,8}(?:囤|发车|包邮|开抢|冲量|新低|神价|清仓|到手|起售"
    r"|狂促|大促|直降|秒杀|速囤|尝鲜)"
    r"|优惠券|领券|满\d+减|限时(?:秒杀|优惠|特惠|折扣|福利|免费领)|秒杀价|\d折(?:起|优惠|狂促|特惠"
    r"|开抢)|包邮|到手价|清仓|闭眼囤|京东(?:价|秒杀)"
    r"|\b\d+ days? (?:left|until|to go|away)\b|\bin \d+ days at\b|\bcountdown\b|\bwin .{0,12}tickets\b"
    r"|\bearly[- ]bird\b|\bregister (?:now|today)\b|立即报名|报名(?:通道|开启|截止)|早鸟票|来现场"
    r"|^\s*(?:推广|广告|赞助)|有奖征集|抽奖|赠书|团购|买贵双倍赔|国补"
    r"|promo(?:tion)? codes?|coupon|\bsponsored\b|giveaway|black friday|prime day|cyber monday"
    r"|\bdeals? of the (?:day|week)"
    r"|best .{0,40}\bdeals\b|\bearly deals\b|\bsave (?:up to )?\$\d|\b\d+% off\b(?! (?:its|their|the"
    r"|record|peak|high))"
    r"|\bis on sale\b|\blowest price\b|\btickets?\b.{0,30}\b(?:save|discount|sale|off|early bird)\b",
    re.IGNORECASE,
)
_ROUNDUP = re.compile(
    r"(?:早报|晚报|早知道|日报|周报|月报|速递|快报|早餐|要闻|导读|资讯汇总|一周热点|新闻汇总|热点盘点"
    r"|\d点1氪|全球媒体聚焦)\s*(?:[|｜丨:：·\d第]|$)"
    r"|^(?:派早报|早报|晚报)|本周看什么|新玩意|社区速递"
    r"|\b(?:daily|weekly|morning|evening) (?:digest|briefing|roundup|brief|recap)\b|\bweek in review\b"
    r"|^the download:"
    r"|\bnewsletter\b|\bround-?up\b|^today’?'?s news|\b(?:last|this) week in\b|^live updates?:",
    re.IGNORECASE,
)
_GUIDE = re.compile(
    r"指南(?!》|草案|征求|发布|出台|印发|意见)|教程|攻略|手把手|一文(?:读懂|看懂|了解|搞懂)|保姆级"
    r"|避坑|新手|入门|上手体验|体验报告|试了试|评测：|使用技巧|怎么(?:用|选|做到|写)|如何(?:用|选择"
    r"|使用|写|搭建|看待|写好|做好)"
    r"|值得(?:关注|一看|买)的|新特性|选购|提示词(?:大全|模板)|逛展"
    r"|^how to\b|\bhow to\b|\ba guide\b|\bguide to\b|\btutorial\b|\bwalkthrough\b"
    r"|\bstep[- ]by[- ]step\b|\bgetting started\b|\btips\b|\btricks\b"
    r"|\bbest practices?\b|\bcheat ?sheet\b|\bhands[- ]on\b|^review:|\breview\b:"
    r"|\beverything you need to know\b|\bexplained\b|\bexplainer\b"
    r"|^(?:build|building|run|running|use|create|creating|leveraging|connecting|accelerat(?:e|ing)) \w"
    r"|\bcookbook\b|\bquick ?start\b",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"^(?:how|why) [\w’'&.\- ]{2,60}\b(?:uses?|using|built|builds?|building|trusts?|transform\w*"
    r"|scal\w+|automat\w+|cut|turned|is bringing|brings?|works?|runs?|saved?)\b"
    r"|:\s*(?:how|why) [A-Z][\w’'&.\-]+ (?:uses?|built|builds?|trusts?|runs?|scal\w+|automat\w+|cut)\b"
    r"|\bcustomer (?:story|stories|spotlight)\b|\bcase stud(?:y|ies)\b|客户案例|最佳实践|标杆案例",
    re.IGNORECASE,
)
_LISTICLE = re.compile(
    r"^\s*(?:\d+|[一二三四五六七八九十两]+)\s*(?:个|大|款|种|条|件|部|招|类)(?:新|最)?(?:趋势|方法"
    r"|技巧|理由|工具|问题|要点|关键|案例|变化|真相|误区|建议|应用|神器|好物|作品|坑)|盘点|Top\s?\d+"
    r"|书单|清单|合集"
    r"|^(?:the )?\d+ (?:best|top|ways|things|reasons|tips|tools|apps|questions|lessons|takeaways"
    r"|gadgets|trends)\b|^best \w+",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"[？?]\s*$|[？?][”」』]?\s*(?:[|｜丨]|$)|^(?:为什么|为何|为啥|谁|别问|是时候|关于|谈谈|聊聊|浅谈"
    r"|论|我|当)|【?(?:社论|评论|观点|专栏|对话|专访|深度|锐评)】?\s*[|｜丨:：】]"
    r"|的思考|的真相|启示录|背后的?(?:秘密|逻辑|真相)|伪命题|展望|方法论|简史|复盘|产业深度"
    r"|观察[①-⑩\d]|三问|之问|揭秘|拆解|时代[，,：:]"
    r"|^opinion\b|^commentary\b|\bcolumn\b|^why\b|^what\b|^the case (?:for|against)\b|\bessay\b"
    r"|^inside\b|^q&a\b|\binterview\b|\bpodcast\b|^meet\b|^dear\b|^i\b",
    re.IGNORECASE,
)
_FINDINGS = re.compile(r"\b(?:findings?|index|report|study|research|survey|data)\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"；|;\s")


def genre(article: Article) -> Genre:
    """The kind of an article. The first that fits of: empty, advert, round-up, guide, …, news."""
    title = article.title.strip()
    if len(title) < 4:
        return Genre.EMPTY
    if _ADVERT.search(title):
        return Genre.ADVERT
    if len(_SEPARATORS.findall(title)) >= 2 or _ROUNDUP.search(title):
        return Genre.ROUNDUP
    for kind, pattern in _ORDER:
        if pattern.search(title) and not (kind is Genre.CASE and _FINDINGS.search(title)):
            return kind
    return Genre.NEWS


_ORDER = (
    (Genre.CASE, _CASE),
    (Genre.GUIDE, _GUIDE),
    (Genre.LISTICLE, _LISTICLE),
    (Genre.OPINION, _OPINION),
)
