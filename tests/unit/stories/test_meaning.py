import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdesk.stories.clues import clues_of
from newsdesk.stories.clustering import join
from newsdesk.stories.embedding import DIMENSIONS, ENCODER, Remembered, Vectors
from newsdesk.stories.ladder import SAME_EVENT, evidence, likelihood_of
from newsdesk.stories.meaning import signs_of
from newsdesk.stories.names import NO_NAMES, NameTable
from newsdesk.stories.space import Nearness, Space
from newsdesk.stories.thresholds import PAIR, WINDOW
from tests.unit.stories.articles import article

NAMES = {"海豚实验室": ["海豚实验室", "Dolphin Labs"]}
TABLE = NameTable(NAMES)
CHINESE = "海豚实验室发布 Orca 5.1 模型，价格下调40%"
ENGLISH = "Dolphin Labs releases its Orca 5.1 model and cuts prices by 40 percent"


class Counting:
    """Every text at one point; counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: list[str]) -> Vectors:
        self.asked += texts
        return np.ones((len(texts), DIMENSIONS), dtype=np.float32) / np.sqrt(np.float32(DIMENSIONS))


def test_one_event_in_two_languages() -> None:
    tie = evidence(
        article(CHINESE), article(ENGLISH, source="two"), names=TABLE, embedder=ENCODER, thresholds=WINDOW
    )
    assert tie is not None
    assert tie.rung == SAME_EVENT
    assert "an amount shared" in tie.why


@pytest.mark.parametrize(
    "other",
    [
        "Dolphin Labs releases its Orca 5.2 model and cuts prices by 40 percent",
        "Dolphin Labs releases its Orca 5.1 model and cuts prices by 15 percent",
        "Dolphin Labs denies that it will release its Orca 5.1 model",
        "Dolphin Labs opens an office in Rome and hires a finance chief",
    ],
)
def test_a_shared_topic_is_not_a_shared_event(other: str) -> None:
    pair = article(CHINESE), article(other, source="two")
    assert evidence(*pair, names=TABLE, embedder=ENCODER, thresholds=WINDOW) is None
    assert likelihood_of(*pair, names=TABLE, embedder=ENCODER) < likelihood_of(
        pair[0], article(ENGLISH, source="two"), names=TABLE, embedder=ENCODER
    )


def test_a_search_asks_for_more_than_a_question() -> None:
    assert all(WINDOW.same_event[pair] > PAIR.same_event[pair] for pair in PAIR.same_event)


def test_joining_across_languages_and_not_without_an_embedder() -> None:
    new = [article(CHINESE, hours=2), article(ENGLISH, source="two")]
    assert len({one.story_id for one in join(new, [], aliases=NAMES)}) == 1
    assert len({one.story_id for one in join(new, [], aliases=NAMES, embedder=None)}) == 2


def test_meaning_alone_never_joins_a_round_up() -> None:
    new = [article("早报：" + CHINESE, hours=2), article(ENGLISH, source="two")]
    assert len({one.story_id for one in join(new, [], aliases=NAMES)}) == 2


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=40), st.text(max_size=40), st.text(max_size=80), st.floats(-1, 1), st.integers(0, 400)
)
def test_signs_are_mutual(a: str, b: str, text: str, cosine: float, hours: int) -> None:
    one = clues_of(article(a, text=text), TABLE)
    two = clues_of(article(b, source="two", hours=hours), TABLE)
    near = Nearness(cosine, cosine / 2, 0.3)
    assert signs_of(one, two, near) == signs_of(two, one, near)


def test_the_nearest_titles_leave_out_the_title_itself() -> None:
    told = [
        clues_of(article(title), NO_NAMES) for title in (CHINESE, ENGLISH, "Rome opens a museum of bread")
    ]
    near = list(Space(told, ENCODER).nearest(told))
    assert [told[1].said == near[0][0], told[0].said in near[0], len(near)] == [True, False, 3]
    assert list(Space([], ENCODER).nearest([])) == []


def test_a_text_is_embedded_once() -> None:
    counting = Counting()
    first = Remembered(counting, {})
    first.embed(["a", "b", "a"])
    again = Remembered(counting, first.fresh)
    assert again.embed(["b", "c"]).shape == (2, DIMENSIONS)
    assert counting.asked == ["a", "b", "c"]
    assert list(again.fresh) == ["c"]


def test_vectors_have_length_one_and_empty_texts_are_taken() -> None:
    vectors = ENCODER.embed([CHINESE, ""])
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
