"""Titles as a reader should see them. General rules only, for what listing pages glue to a title. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from newsdesk.feeds.text import cut, tidy, without_tags

_RAW_LONGEST = 5000  # characters looked at
LONGEST = 300  # characters; the longest headline in a year of captures has some 200

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]{0,6}\.?"
_NUMERIC = r"20\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
_DATE = rf"(?:{_MONTH}\s+\d{{1,2}},?\s+20\d\d|\d{{1,2}}\s+{_MONTH}\s+20\d\d|{_NUMERIC})"
# A date glued to what follows it: no space, no separator between. Before it at most a short label.
_GLUED_DATE = re.compile(rf"^(?P<label>[A-Z][A-Za-z&/ -]{{0,39}}?)?(?P<date>{_DATE})(?=[^\s\W\d_]|[“\"'])")
_AGO = re.compile(
    r"\s*[-–—·|]?\s*(?:刚刚|\d{1,3}\s*(?:秒|分钟?|小时|天|周|个月)之?前|\d{1,3}\s*(?:min(?:ute)?s?|h(?:ou)?rs?|days?)\s+ago)\s*$"
)
_LISTED = re.compile(r"\s{2,}(?:20\d\d[-/.])?\d{1,2}[-/]\d{1,2}(?:\s+\d{1,2}:\d\d)?\s*$")
_COUNT = re.compile(r"\s+\d{1,6}\s*(?:评论|条评论|comments?|阅读|赞)\s*$", re.I)
_DURATION = re.compile(r"^\d{1,2}(?::\d\d){1,2}$")
_SEAM = re.compile(r"(?<=[a-z0-9?!.”’)])(?=[A-Z][a-z]*(?:[’'][a-z]+)?\s)")
_LABEL = re.compile(r"[A-Z][a-z]+(?:\s(?:&\s)?[A-Z][a-z]+){0,3}")
# A kind of page glued to the title by a listing: 专题OpenAI…; but 专题片, 专题会 and the like are words.
_GLUED_KIND = re.compile(r"^专题(?![片研讨报会栏学培党讲展组部页图])(?=\S{4})")
_SHORT_LABEL = 4  # characters: 推广, 专题, 视频, 独家 stand on a line of their own above the title


def clean_titles(raws: Sequence[str]) -> list[str]:
    """The titles of one feed, cleaned; what repeats over a feed's titles says what is glued to them."""
    bare = [_first_line(without_tags(raw[:_RAW_LONGEST])) for raw in raws]
    dated = [_GLUED_DATE.match(title) for title in bare]
    pairs = list(zip(bare, dated, strict=True))
    rests = [title[match.end() :] for title, match in pairs if match and not match["label"]]
    labels = {match["label"].strip() for match in dated if match and match["label"]}
    labels |= {title for title, match in pairs if match is None and _LABEL.fullmatch(title)}
    labelled = _is_labelled(rests)
    cleaned = []
    for title, match in pairs:
        rest = title
        if match:
            rest = (
                title[match.end() :]
                if match["label"]
                else _without_label(title[match.end() :], labels, labelled)
            )
            rest = _without_teaser(rest)
        cleaned.append(rest)
    return [cut(" ".join(title.split()), LONGEST) for title in _without_listing_label(cleaned)]


def _first_line(title: str) -> str:
    """The first line that says something; a line of up to four characters is a label and is kept with it.

    Runs of spaces inside the line are kept: they tell a listing's date from the title.
    """
    lines = [line.strip() for line in title.replace("\r", "\n").split("\n")]
    lines = [line for line in lines if line and not _DURATION.match(line)]
    if not lines:
        return ""
    first, rest = lines[0], lines[1:]
    # A headline broken by a feed's own line width goes on; a paragraph below it does not.
    if len(first) <= _SHORT_LABEL and rest:
        return f"{first} {rest[0]}"
    if first.isascii() and rest and sum(map(len, lines)) < 200:
        return " ".join(lines)
    return first


def _without_listing_label(titles: list[str]) -> list[str]:
    """Trailing "7小时前", "07-11", "4评论" removed; and the label that such titles of one listing share."""
    stripped = [_AGO.sub("", title) for title in titles]
    listed = [short for short, title in zip(stripped, titles, strict=True) if short != title]
    label = _shared_start(listed)
    result = []
    for title, short in zip(titles, stripped, strict=True):
        if short != title and label:
            short = short.removeprefix(label)
        short = _GLUED_KIND.sub("", _COUNT.sub("", _LISTED.sub("", _COUNT.sub("", short))))
        result.append(tidy(short).strip() or tidy(title).strip())
    return result


def _shared_start(titles: Sequence[str]) -> str:
    """A label of two to six Han characters at the head of at least three titles and four fifths of them."""
    for length in range(6, 1, -1):
        heads = Counter(
            title[:length] for title in titles if re.match(rf"[\u4e00-\u9fff]{{{length}}}", title)
        )
        for head, count in heads.most_common(1):
            if count >= 3 and count * 5 >= len(titles) * 4 and all(len(title) > length for title in titles):
                return head
    return ""


def _is_labelled(rests: Sequence[str]) -> bool:
    """Whether section names stand glued between date and title: a seam in four fifths of three or more."""
    with_label = sum(_label_end(rest) > 0 for rest in rests)
    return with_label >= 3 and with_label * 5 >= len(rests) * 4


def _label_end(rest: str) -> int:
    seam = _SEAM.search(rest[:45])
    return seam.start() if seam and _LABEL.fullmatch(rest[: seam.start()]) else 0


def _without_label(rest: str, labels: set[str], labelled: bool) -> str:
    """A title without the section name glued to its head, known from other titles or by the seam."""
    known = max(
        (label for label in labels if rest.startswith(label) and rest[len(label) :][:1].isupper()),
        key=len,
        default="",
    )
    return rest[len(known) :] if known else rest[_label_end(rest) if labelled else 0 :]


def _without_teaser(title: str) -> str:
    """A glued title's own teaser ("…CadencesIn our latest report, we …?") cut at the seam."""
    for seam in _SEAM.finditer(title):
        teaser = title[seam.start() :]
        if seam.start() >= 10 and teaser.rstrip()[-1:] in ".?!…" and len(teaser.split()) >= 6:
            return title[: seam.start()]
    return title
