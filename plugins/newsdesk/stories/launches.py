"""Which product's launch an article tells: the maker, the version, the variant. Pure.

A flagship's launch fills a day with headlines that share neither wording nor meaning; what they have in
common is the product that came out. A launch is told by a title, or by the first sentences under a title
that speaks of nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from newsdesk.entities import Article
from newsdesk.stories.actors import actors
from newsdesk.stories.facts import facts_of
from newsdesk.stories.names import NameTable
from newsdesk.stories.openings import opening
from newsdesk.stories.titles import normalise_title

# How much of a text may tell the launch (characters): its first two or three sentences.
_OPENING = 160
_FOUNDERS_OPENING = 320  # a founder is introduced a little later
# How far before it (characters) another subject may stand.
_SUBJECT = 16
_LAUNCH = (
    r"(?:发布|推出|开源|上线|亮相|问世|面世|正式开放|向公众开放|登场|"
    r"(?<![a-z])(?:launch\w*|releas\w+|unveil\w*|introduc\w+|ships|shipped|debut\w*|roll(?:s|ed|ing)? out)"
    r"(?![a-z]))"
)
# A version and what makes it another product of the same series ("5.5 instant", "2.6-27b").
_NAMED = (
    r"(?P<name>[a-z]+|[㐀-鿿]{2})[\s-]?v?(?P<number>\d+(?:\.\d+)*)(?![\d.%]|[年月日号个款家名位倍岁天万亿点])"
    r"(?:[\s-]?(?P<variant>\d+[bt](?![a-z])|[a-z]+))?+"
)
# In what is launched no other thing follows it ("GPT-5.5 插件").
_PRODUCT = _NAMED + (
    r"(?!\s?(?!系列|模型|版|正式|终于|今日|等|和|及|与|、|再|将|又|全|刚|来|重|面|突)[㐀-鿿])"
)
_BEFORE = re.compile(rf"{_LAUNCH}(?P<between>[^，,]{{0,24}}?){_PRODUCT}")
# "Atlas 3.6-Max: smarter, sharper": the maker's own post has nothing but the product before its colon.
_HEADED = re.compile(rf"^{_PRODUCT}(?:-[a-z0-9]+)*\s?[:：](?!\d)")
_AFTER = re.compile(rf"{_PRODUCT}(?P<between>[^，,]{{0,8}}?[，,]?[^，,]{{0,6}}?){_LAUNCH}")
# What comes out is not the product but something that uses it, carries it or sells it on.
_OF_ANOTHER = re.compile(
    r"支持|适配|接入|优化|基于|搭载|兼容|对标|超越|比肩|集成|api|bedrock|azure|sagemaker|vertex|百炼|openrouter|"
    r"(?<![a-z])(?:support\w*|powered|based|beats?|rivals?|integrat\w+)(?![a-z])"
)
_MADE_FOR = re.compile(r"(?<![a-z])(?:using|with|for|on)(?![a-z])")
# Who is compared to a launch's maker is not spoken of: "做成 iPhone", "the iPhone moment".
_FIGURATIVE = re.compile(r"(?:做成|变成)\s?[a-z]+|[a-z]+\s?(?:时刻|moment)")
# Who brings it out is a product's team, not the product.
_TEAM = re.compile(r"(?:团队|官方|team)\s*$")
# A maker's newest product without its name; on the days of a launch it is what came out.
_FLAGSHIP = re.compile(r"新旗舰模型|(?<![a-z])(?:new|latest) flagship model")
_ANY = "flagship"
# Who left a firm to found another one is named in headlines by the office that he or she held.
_FORMER = re.compile(
    r"(?P<firm>[a-z]+|[㐀-鿿]{2,4}?)\s?前\s?女?(?P<office>ceo|cto|coo|cfo|总裁|首席[㐀-鿿]{2,4}官)"
    r"|(?<![a-z])(?:former|ex)[\s-]?(?P<their>[a-z]+) (?P<held>ceo|cto|coo|cfo|president)"
)
# What a plain headline has before its verb: whose it is, and at most when or how (今天正式).
_PLAIN = 6  # characters, known names aside
_CLAUSE = re.compile(r"[，,。！!？?：:；;|｜“”「」]")
# Words behind a version that name no variant.
_NOT_VARIANTS = "and is are was has in on to with the for now series model models family a of"
_NO_VARIANT = frozenset(_NOT_VARIANTS.split())
# Words before a number that name no product.
_NOT_NAMES = "top the in of over to by at for from version web part no day week year"
_NO_NAME = frozenset(_NOT_NAMES.split())


@dataclass(frozen=True, slots=True, order=True)
class Launch:
    """What came out.

    maker: who stands behind the product, its own word where no table knows it. variant: "" for the series.
    """

    maker: str
    number: str
    variant: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.maker, self.number, self.variant) if part)


def launches_of(article: Article, table: NameTable) -> frozenset[Launch]:
    """The launches that an article tells. table: the names known in both languages."""
    title = normalise_title(article.title)
    told = frozenset(_launches(title, table)) or _headed(title, table) or _flagship(title, table)
    if told:
        return told
    told = frozenset(one for part in opening(article, _OPENING) for one in _launches(part, table))
    return told if _speaks_of_nobody_else(title, told, table) else frozenset()


def launched_in(title: str, table: NameTable) -> frozenset[Launch]:
    """The launches that a normalised title tells itself, without a maker's "new flagship model"."""
    return frozenset(_launches(title, table))


def products_in(title: str, table: NameTable) -> frozenset[Launch]:
    """The products that a normalised title names by version, as what a launch of them would be."""
    found = (one for one in re.finditer(_NAMED, title) if one["name"] not in _NO_NAME)
    return frozenset(product for one in found for product in _launch_of(one, table))


def one_launch(some: frozenset[Launch], others: frozenset[Launch]) -> str:
    """The launch that two articles tell, as a phrase; "" where there is none."""
    for one, other in product(sorted(some), sorted(others)):
        unnamed = _ANY in (one.number, other.number)
        if one == other or (unnamed and one.maker == other.maker):
            return str(other if one.number == _ANY else one)
    return ""


def launches_plainly(article: Article, table: NameTable) -> bool:
    """Whether a title says that somebody launches a product, and begins with that."""
    title = normalise_title(article.title)
    found = _BEFORE.search(title)
    if found is None or not any(_launches(title, table)):
        return False
    before = title[: found.start()]
    return not _CLAUSE.search(before) and len(table.read(before).bare.strip()) <= _PLAIN


def founders_launch(article: Article) -> str:
    """By whose former officer an article tells a launch ("openai cto"); "" for none, or for several."""
    title = normalise_title(article.title)
    if not re.search(_LAUNCH, title):
        return ""
    sentences = [title, *opening(article, _FOUNDERS_OPENING)]
    found = {
        f"{match['firm'] or match['their']} {match['office'] or match['held']}"
        for one in sentences
        for match in _FORMER.finditer(one)
    }
    return found.pop() if len(found) == 1 else ""


def _flagship(title: str, table: NameTable) -> frozenset[Launch]:
    makers = actors(table.read(title).names) if _FLAGSHIP.search(title) else frozenset()
    return frozenset({Launch(maker, _ANY, "") for maker in makers} if len(makers) == 1 else ())


def _speaks_of_nobody_else(title: str, told: frozenset[Launch], table: NameTable) -> bool:
    """Whether a title names the maker or the product, no other actor or version, and denies nothing.

    What a product will not do is news of its own.
    """
    named = actors(table.read(_FIGURATIVE.sub(" ", title)).names)
    makers = {one.maker for one in told}
    facts = facts_of(title)
    versions = {number for numbers in facts.versions.values() for number in numbers}
    speaks = bool(named) or not makers.isdisjoint(title.split())
    nobody_else = named <= makers and versions <= {one.number for one in told}
    return speaks and nobody_else and not facts.negates


def _launches(sentence: str, table: NameTable) -> Iterator[Launch]:
    for form in (_BEFORE, _AFTER):
        for found in form.finditer(sentence):
            before = sentence[max(0, found.start() - _SUBJECT) : found.start()]
            if found["name"] in _NO_NAME or _of_another(before, found["between"]):
                continue
            if form is _BEFORE and _is_another_product(before, found.group(0), table):
                continue  # "Codex 上线 GPT-5.5": what is new is in another product
            yield from _launch_of(found, table)


def _launch_of(found: re.Match[str], table: NameTable) -> Iterator[Launch]:
    variant = found["variant"] or ""
    makers = actors(table.read(found.group(0)).names) or {found["name"]}
    for maker in makers:
        yield Launch(maker, found["number"], "" if variant in _NO_VARIANT else variant)


def _headed(title: str, table: NameTable) -> frozenset[Launch]:
    found = _HEADED.search(title)
    return frozenset(_launch_of(found, table) if found and found["name"] not in _NO_NAME else ())


def _of_another(before: str, between: str) -> bool:
    return bool(_OF_ANOTHER.search(before + between) or _MADE_FOR.search(between))


def _is_another_product(subject: str, launched: str, table: NameTable) -> bool:
    """Whether a product of somebody is named, not its maker, its team, or itself (千问发布 Qwen4.1)."""
    names = table.read(subject).names - table.read(launched).names
    return not _TEAM.search(subject) and any(name not in actors([name]) for name in names)
