"""What a model costs and how it wants to be asked: include/models.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from newsdesk.errors import ConfigError
from newsdesk.settings import describe, read_toml

_MILLION = Decimal(1_000_000)
_COIN = Decimal("0.000001")  # the ledger's column holds six decimals
# Bedrock: "global.anthropic.NAME-20251001-v1:0"; Vertex: "NAME@20251001"; dated: "NAME-20251001".
_PLATFORM = re.compile(r"^(?:[a-z-]+\.)?anthropic\.")
_DATED = re.compile(r"(?:[@-]\d{8})?(?:-v\d+(?::\d+)?)?$")


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one answered request. prompt = input + cache_write + cache_read."""

    input: int = 0
    output: int = 0
    cache_write: int = 0
    cache_read: int = 0

    @property
    def prompt(self) -> int:
        """Tokens of the whole prompt; the price tier goes by it."""
        return self.input + self.cache_write + self.cache_read


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Price(_Strict):
    """USD per million tokens for prompts of at most up_to tokens (None: of any length)."""

    up_to: int | None = None
    input: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)


class Model(_Strict):
    """One [[model]] of models.toml; the file explains the fields."""

    name: str
    max_tokens: int = Field(ge=256)
    answer: Literal["auto", "tool", "schema"] = "auto"
    stream: bool = False
    thinking: Literal["", "disabled", "adaptive", "between_tools"] = ""
    effort: Literal["", "low", "medium", "high", "xhigh", "max"] = ""
    thinking_tokens: int = Field(0, ge=0)
    cache_write: Decimal = Field(Decimal("1.25"), ge=0)
    cache_read: Decimal = Field(Decimal("0.1"), ge=0)
    batch: Decimal = Field(Decimal("0.5"), ge=0)
    price: tuple[Price, ...]

    @model_validator(mode="after")
    def _rising_tiers(self) -> Model:
        bounds = [price.up_to for price in self.price]
        inner = [bound for bound in bounds[:-1] if bound is not None]
        if not bounds or bounds[-1] is not None or len(inner) != len(bounds) - 1 or inner != sorted(inner):
            raise ValueError("each [[model.price]] but the last needs up_to, rising; the last has none")
        return self

    def price_of(self, prompt_tokens: int) -> Price:
        """The price of a prompt of that length."""
        return next(one for one in self.price if one.up_to is None or prompt_tokens <= one.up_to)


class Models(_Strict):
    """include/models.toml. cap_usd: the most that one judging of one edition may cost.

    fresh_cap_usd: the same for a judging afresh.
    """

    default: str
    cap_usd: Decimal = Field(ge=0)
    fresh_cap_usd: Decimal = Field(ge=0)
    model: tuple[Model, ...]
    _path: str = PrivateAttr("models.toml")

    def cap(self, judging: int) -> Decimal:
        """The most that a judging of an edition may cost: its first one, or one asked for afresh."""
        return self.cap_usd if judging == 0 else self.fresh_cap_usd

    def named(self, name: str) -> Model:
        """The entry of a model, also under a cloud platform's form of its name; "" is the default one.

        Raises ConfigError saying what to add to the file.
        """
        wanted = name or self.default
        by_name = {model.name: model for model in self.model}
        bare = _DATED.sub("", _PLATFORM.sub("", wanted))
        found = by_name.get(wanted) or by_name.get(bare)
        if found is None:
            raise ConfigError(
                f"{self._path}: no prices for the model {wanted!r}; add a [[model]] with name = {bare!r}, "
                f"max_tokens, answer and a [[model.price]] with input and output in USD per million tokens, "
                f"or name one of: {', '.join(sorted(by_name))}"
            )
        return found


def load_models(path: Path) -> Models:
    """Reads and checks models.toml. Raises ConfigError naming file and field."""
    try:
        models = Models.model_validate(read_toml(path))
    except ValidationError as error:
        raise ConfigError(f"{path}: {describe(error)}") from error
    models._path = str(path)
    models.named(models.default)
    return models


def cost(usage: Usage, model: Model, *, batch: bool = False) -> Decimal:
    """What a request cost, in USD, rounded up to a millionth. batch: by the Batch API."""
    price = model.price_of(usage.prompt)
    prompt = usage.input + usage.cache_write * model.cache_write + usage.cache_read * model.cache_read
    total = (prompt * price.input + usage.output * price.output) / _MILLION
    return (total * model.batch if batch else total).quantize(_COIN, ROUND_UP)


def ceiling(estimated_tokens: int, max_tokens: int, model: Model, *, batch: bool = False) -> Decimal:
    """The most that a request may cost: all of its prompt written to the cache, a full answer."""
    return cost(Usage(cache_write=estimated_tokens, output=max_tokens), model, batch=batch)


def estimate_tokens(text: str) -> int:
    """Tokens that a text takes at most, short of counting them: a bound for the cap, not a bill.

    The current tokenizer holds about 2.5 characters of mixed text to a token (its makers' figure);
    here one token for two ASCII characters and two for any other, which leaves room on both.
    """
    plain = sum(1 for char in text if char.isascii())
    return plain // 2 + 2 * (len(text) - plain) + 1
