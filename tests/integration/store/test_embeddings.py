"""Vectors are computed once for each text, and read back as they were."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from sqlalchemy import Engine

from newsdesk.store.embeddings import keep_vectors, kept_vectors
from newsdesk.stories.embedding import ENCODER, Remembered

pytestmark = pytest.mark.database


class Counting:
    """An embedder that says how many texts it was asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def embed(self, texts):
        self.asked += len(texts)
        return ENCODER.embed(texts)


def test_vectors_come_back_to_the_bit_and_no_text_is_embedded_twice(news_engine: Engine) -> None:
    texts = ["甲公司发布新模型", "acme ships a robot", "😀", ""]
    with news_engine.begin() as conn:
        first = Remembered(ENCODER, {}, partial(kept_vectors, conn, "one"))
        vectors = first.embed(texts)
        keep_vectors(conn, "one", first.fresh)
    with news_engine.begin() as conn:
        counting = Counting()
        again = Remembered(counting, {}, partial(kept_vectors, conn, "one"))
        assert np.array_equal(again.embed([*texts, "a new text"])[:4], vectors)
        assert counting.asked == 1
        assert list(again.fresh) == ["a new text"]


def test_another_encoder_s_vectors_are_not_used(news_engine: Engine) -> None:
    with news_engine.begin() as conn:
        keep_vectors(conn, "one", {"text": ENCODER.embed(["text"])[0]})
        assert kept_vectors(conn, "two", ["text"]) == {}


def test_what_is_kept_already_stays(news_engine: Engine) -> None:
    with news_engine.begin() as conn:
        keep_vectors(conn, "one", {"text": ENCODER.embed(["text"])[0]})
        keep_vectors(conn, "one", {"text": ENCODER.embed(["other"])[0]})
        assert np.array_equal(kept_vectors(conn, "one", ["text"])["text"], ENCODER.embed(["text"])[0])
