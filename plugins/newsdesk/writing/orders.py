"""Sentences that speak to a machine and not to a reader: "ignore all previous instructions". Pure.

What comes from outside is data. No rule can tell every order from news, so the check of summaries does
not rest on this one; it takes the plain ones out of what a model is shown, of what an extract is made
from, and of what carries a statement. Words in quotation marks are left alone: news quotes orders, too.
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r"“[^”]{0,200}”|「[^」]{0,200}」|‘[^’]{0,200}’|\"[^\"\n:{}]{0,200}\"")
_ENGLISH = (
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|all|earlier|other|your|these)\b"
    r".{0,30}\b(?:instructions?|rules?|prompts?|directions?|guidelines?|articles?|stories)\b",
    r"\bsystem (?:prompt|message|override|notice|instructions?)\b",
    r"\b(?:you are|act as|pretend to be|as) (?:now )?(?:an? |the |our )?(?:AI|assistant|language model|LLM"
    r"|news editor|ranking model|judge|summari[sz]er)\b",
    r"\b(?:respond|reply|answer|output|return|print)\b.{0,20}"
    r"\b(?:only|exactly|with|the following|verbatim)\b",
    r"\b(?:note|message|instructions?) (?:to|for) (?:the |any |all )?"
    r"(?:AI|editors?|models?|LLMs?|assistants?|rankers?|summari[sz]ers?)\b",
    r"\b(?:rate|rank|mark|score|place|put|file|tag) this (?:article|story|item|post)\b",
    r"\b(?:when|if) (?:you )?(?:summari[sz]|rank|translat|writ)\w* (?:this|the article)\b",
    r"\byour (?:summary|answer|output|reason|ranking) (?:must|should|shall|has to)\b",
)
_CHINESE = (
    r"(?:忽略|无视|忘记|忘掉|不要理会|跳过|覆盖|绕过).{0,12}(?:之前|以上|上述|前面|所有|此前|其他|系统|一切).{0,10}"
    r"(?:指令|指示|要求|规则|提示|内容|文章|说明)",
    r"系统(?:提示词?|指令|消息)[：:]",
    r"[你您](?:是|现在是|将扮演|必须|应当|务必|只能|需要).{0,16}"
    r"(?:AI|助手|模型|编辑|评委|输出|回答|回复|写|评|打分|标为|列为|置顶)",
    r"(?:AI|模型|助手|编辑|排序程序|摘要程序)(?:们)?(?:请|必须|务必|应当)",
    r"请(?:务必|直接|仅|只|你)?(?:输出|回复|返回|[把将给]本|[把将给]这[条篇则]|在摘要|在标签)",
    r"(?:致|给|告)(?:AI|模型|编辑).{0,6}[：:]|读到这里的.{0,8}[：:，]|如果你是.{0,6}(?:模型|AI|助手)",
    r"(?:请|务必)(?:逐字)?照抄|凡(?:概括|总结|摘要|转述|翻译)",
    r"(?:评为|评级为|标记为|列为|打)(?:第?一档|最高档|满分|5分|头条|高重要)",
    r"[把将](?:本文|本条)?(?:链接|标题|来源)(?:改|换|替)",
)
_FORMS = (
    r"<\|?/?(?:im_start|im_end|system|endoftext|assistant|user)\|?>|\[/?INST\]|<</?SYS>>",
    r"</?(?:articles?|stories|instructions?|request)>",
    r"\b(?:text|content|summary) of n\d{1,3}\b|(?<![a-z0-9])n\d{1,3}的(?:内容|摘要|文本)",
    r"^\s*(?:system|assistant|human|user)\s*[：:]",
    r"\"(?:id|summary|reason|tier|tags|countries|same|order|importance)\"\s*:",
    r"\b(?:tier|impact|novelty|credibility|relevance)\W{0,3}(?:=|:|to)\s*[1-5]\b",
    r"(?<![/\w])[A-Za-z0-9+/]{48,}={0,2}(?![/\w])",
)
_WORDED = re.compile("|".join((*_ENGLISH, *_CHINESE)), re.IGNORECASE)
_SHAPED = re.compile("|".join(_FORMS), re.IGNORECASE | re.MULTILINE)
_SENTENCE = re.compile(r"[^。！？!?\n]*?(?:[。！？!?]+[”’」』）)\"]?|\.(?=\s)|\n|$)")


def gives_orders(text: str) -> bool:
    """Whether a text has words that are meant for a machine."""
    return bool(_SHAPED.search(text) or _WORDED.search(_QUOTED.sub("“”", text)))


def without_orders(text: str) -> str:
    """The text without the sentences that give orders; everything else as it stands."""
    if not gives_orders(text):
        return text
    return "".join(match[0] for match in _SENTENCE.finditer(text) if not gives_orders(match[0]))
