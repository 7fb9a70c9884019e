"""Chinese names that no table knows, told by what stands around them, and whether an article has them. Pure.

A person: a role and a surname before one or two signs (创始人吴同). A body: two signs or more before what
such bodies are called (恒旭资本). Only for articles in Chinese: in another language's article a Chinese name
can be looked up by the table of names alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭肖萧田董袁潘蔡蒋余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范石廖贾夏韦傅邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤温康施洪季樊庞颜倪岳殷"
    "俞翟庄柴焦辛耿阮裴单宫齐闵柯冉童詹"
)
_ROLE = (
    r"(?:创始人|首席执行官|首席技术官|首席科学家|首席[\u4e00-\u9fff]{2,3}官|董事长|副总裁|总裁|总经理|负责人"
    r"|教授|院士|博士|研究员|科学家|工程师|分析师|合伙人|发言人|部长|主席|总理|总统|局长|主任|律师|导演|作者"
    r"|CEO|CTO|CFO|COO)"
)
_PERSON = re.compile(rf"{_ROLE}[兼、\s为是叫]{{0,1}}(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})")
# What may follow a name of two signs: a verb, a particle, another role.
_GOES_ON = frozenset("曾将已在为说称表任担出及和与、的是也于对向从被由把给做创宣透介认强指预判等则还都并又就")
_BODY = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?P<kind>集团|资本|创投|基金(?!会|经理)|银行|大学|研究院|研究所|证券|股份|控股)"
)
_ANY_BODY = re.compile(
    r"(?:[家所个各该其本此]|多|投资|商业|国际|外资|中国|美国|全球|大型|创业|产业|风险|主权|对冲|公募|私募|养老"
    r"|捐赠|政府|引导|研究型|顶尖|知名|著名|财富|股权|的|与|和|社会|耐心|外部|人力|国有|民营|综合性|名校|在|内部|中央)$"
)


def unknown_names(statement: str, article: str) -> Iterator[str]:
    """The names in a statement that an article in Chinese does not have. Both as folding leaves them."""
    for match in _PERSON.finditer(statement):
        if not _is_there(match["name"], article):
            yield match["name"]
    for match in _BODY.finditer(statement):
        before = statement[max(0, match.start("kind") - 4) : match.start("kind")]
        if len(before) < 2 or _ANY_BODY.search(before) or not _han(before[-2:]):
            continue
        tail = before[-2:] + match["kind"]
        if tail.casefold() not in article:
            yield tail


def _is_there(name: str, article: str) -> bool:
    """Whether an article has a name of two or three signs, of which the last may be the next word's."""
    if name in article:
        return True
    short, last = name[:2], name[2:]
    if short not in article or not last:
        return False
    following = {match[1] for match in re.finditer(rf"{short}(.)", article)}
    return last in _GOES_ON or all(not _han(one) or one in _GOES_ON for one in following)


def _han(text: str) -> bool:
    return bool(re.fullmatch(r"[\u4e00-\u9fff]+", text))
