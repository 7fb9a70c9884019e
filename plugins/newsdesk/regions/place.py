"""Which country a story's main actor is in, and so which section it stands in. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from newsdesk.entities import Article, Evidence, Language, Placement, Source, Story
from newsdesk.regions.evidence import find
from newsdesk.regions.names import Match, Names
from newsdesk.settings import Section

OTHERS = 0.3  # what evidence from a story's other articles weighs beside the linked one's
_OTHER_ARTICLES = 3
ENOUGH = 0.9  # the weight that decides: a name in a first sentence has it, a lone city later on has not
AHEAD = 1.15  # by how much the first country has to lead, unless it holds the title's subject
PUBLISHER = 1.5  # a publisher that is itself an actor (a company's own blog) speaks of itself
MARKET = 1.0  # a Chinese-language story that names no country is of its publisher's market
_LATIN_SUBJECT = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6}(?:公司|独角兽|团队|工作室))?[「“\s]*(?!AI|GPU|IPO|CEO|APP|App)[A-Za-z][A-Za-z0-9.-]{2,}"
)
_SPEAKS_OF_ITSELF = {"company", "institution", "product"}
_OWN_VOICE = re.compile(
    r"(?:[\s·（()）]|AI|at|for|Blog|News|Newsroom|Research|Developers?|Labs?|Engineering|Press|Cloud"
    r"|Machine Learning|DeepMind|博客|官方|研究院|实验室|公众号|示例)*",
    re.IGNORECASE,
)


def place(
    story: Story, names: Names, sources: Mapping[str, Source], sections: Sequence[Section]
) -> Placement:
    """Where a story belongs. countries: the main actor's first, then others with 40 % of its weight.

    The main actor decides: the weights of regions.evidence.find are added up by country. Where no
    name is found, a company's own blog speaks of its company, and a Chinese-language story of a
    Chinese-language publisher is of that publisher's country, unless it is about an unknown name in
    Latin letters; what is then still open has no countries and goes to the default section, decided
    by "rule".
    """
    evidence = _evidence(story, names, sources)
    countries = _countries(evidence)
    return Placement(
        story_id=story.id,
        countries=countries,
        section=section_of(countries, sections),
        evidence=tuple(evidence),
        decided_by="evidence" if countries else "rule",
    )


def section_of(countries: Sequence[str], sections: Sequence[Section]) -> str:
    """The key of the section that claims the first country, or of the default one."""
    for section in sections:
        if countries and countries[0] in section.countries:
            return section.key
    return next(section.key for section in sections if section.default)


def _evidence(story: Story, names: Names, sources: Mapping[str, Source]) -> list[Evidence]:
    lead = story.lead
    found = find(lead, names)
    for article in story.articles[1 : 1 + _OTHER_ARTICLES]:
        found += [_lighter(one) for one in find(article, names)]
    source = sources.get(lead.source)
    if source is not None:
        found += _of_publisher(
            lead, source, names, unknown=max((one.weight for one in found), default=0.0) < ENOUGH
        )
    return found


def _of_publisher(lead: Article, source: Source, names: Names, *, unknown: bool) -> list[Evidence]:
    own = next(names.find(source.name), None)
    if own is not None and _is_own_voice(own, source):
        return [Evidence(own.code, own.word, "source", lead.id, PUBLISHER, "publisher")]
    if unknown and Language.ZH == lead.language == source.language and not _LATIN_SUBJECT.match(lead.title):
        return [Evidence(source.home, source.name, "source", lead.id, MARKET, "market")]
    return []


def _is_own_voice(own: Match, source: Source) -> bool:
    """Whether a source is a company's own ("Anthropic Research"), not a paper of its (腾讯新闻)."""
    rest = source.name[: own.start] + source.name[own.end :]
    return own.kind in _SPEAKS_OF_ITSELF and own.code == source.home and bool(_OWN_VOICE.fullmatch(rest))


def _countries(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    weights: dict[str, float] = {}
    for one in evidence:
        weights[one.code] = weights.get(one.code, 0.0) + one.weight
    ranked = sorted(weights, key=lambda code: (-weights[code], code))
    if not ranked or weights[ranked[0]] < ENOUGH:
        return ()
    if len(ranked) > 1 and weights[ranked[0]] < AHEAD * weights[ranked[1]]:
        subject = evidence[0].code if evidence[0].field == "title" else ""
        if subject in ranked[:2]:
            ranked.remove(subject)
            ranked.insert(0, subject)
    main = weights[ranked[0]]
    return tuple(code for code in ranked[:4] if code == ranked[0] or weights[code] >= 0.4 * main)[:3]


def _lighter(one: Evidence) -> Evidence:
    return Evidence(one.code, one.word, one.field, one.article_id, round(one.weight * OTHERS, 2), one.kind)
