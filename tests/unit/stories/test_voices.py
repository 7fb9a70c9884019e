"""Independent publishers: families and republished copy are one voice."""

from newsdesk.entities import Language, Source
from newsdesk.stories.voices import voices
from tests.unit.stories.articles import article

COPY = (
    "The ferry company said on Monday that its new line across the strait would open in June, a year later than it had "
    "planned, because the harbour at the northern end still lacks a pier long enough for the larger of the two ships. "
    "Tickets are to cost nine crowns, and bicycles travel free. The mayor called the delay regrettable but unavoidable."
)
OTHER = (
    "Nobody in the northern town believes the date any more. The pier was to be lengthened last summer; divers found old "
    "timber in the mud, and an archaeologist asked for a winter to look at it. Now the company names June. Its rival, which "
    "runs the small boat, has painted the word tomorrow on its hull, and the harbour master has not asked it to stop."
)


def source(slug: str, family: str = "") -> Source:
    return Source(slug, slug, f"https://{slug}.example/", family or slug, Language.EN, 2, "US")


SOURCES = {one.slug: one for one in (source("a"), source("b"), source("c", "a"), source("d"))}


def told(slug: str, text: str):
    return article("A ferry line opens in June", source=slug, text=text)


def test_sister_sites_are_one_voice() -> None:
    assert voices([told("a", COPY), told("c", OTHER)], SOURCES) == ("a",)


def test_republished_copy_is_one_voice_whatever_line_stands_before_it() -> None:
    assert voices([told("a", COPY), told("b", f"STRAIT TOWN (Agency) - {COPY[:-60]}")], SOURCES) == ("a",)
    assert voices([told("b", COPY), told("d", COPY), told("a", OTHER)], SOURCES) == ("a", "b")


def test_texts_of_their_own_are_voices_of_their_own() -> None:
    assert voices([told("a", COPY), told("b", OTHER), told("unknown", "")], SOURCES) == ("a", "b", "unknown")


def test_short_teasers_say_nothing_of_copying() -> None:
    assert voices([told("a", "Comments"), told("b", "Comments")], SOURCES) == ("a", "b")


def test_a_chain_of_copies_is_one_voice_in_any_order() -> None:
    chain = [told("d", COPY), told("b", COPY), told("a", COPY)]
    assert voices(chain, SOURCES) == voices(chain[::-1], SOURCES) == ("a",)
