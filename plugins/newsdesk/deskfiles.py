"""The desk's files: topic, names, tags, prompts and prices, each read once for a stage that asks for it."""

from __future__ import annotations

from functools import cached_property

from newsdesk.llm.prices import Models, load_models
from newsdesk.llm.prompts import Prompts, load_prompts
from newsdesk.ranking.topic import Topic
from newsdesk.ranking.variety import Makers
from newsdesk.regions.names import Names
from newsdesk.settings import Edition, Settings
from newsdesk.writing.tags import Vocabulary


class DeskFiles:
    """Reads a file when it is first asked for, and keeps it: a stage works with one version of each.

    Every property raises ConfigError naming file and field, or file and line.
    """

    def __init__(self, settings: Settings, edition: Edition) -> None:
        self._settings = settings
        self._edition = edition

    @cached_property
    def topic(self) -> Topic:
        """What the edition is about, in words."""
        return Topic.load(self._edition.topic, str(self._settings.edition_file))

    @cached_property
    def names(self) -> Names:
        """Companies, institutions, people and places, with their countries and spellings."""
        return Names.load(self._settings.include / "names")

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The tags that may be given."""
        return Vocabulary.load(self._settings.include / "names" / "tags.toml")

    @cached_property
    def makers(self) -> Makers:
        """Whose a product is."""
        return Makers.load(self._settings.include / "names" / "makers.toml")

    @cached_property
    def models(self) -> Models:
        """What models cost and how they want to be asked."""
        return load_models(self._settings.include / "models.toml")

    @cached_property
    def prompts(self) -> Prompts:
        """What the model is told."""
        folder = self._settings.include / "prompts"
        return load_prompts(folder, self._edition.about, self.vocabulary.tags)
