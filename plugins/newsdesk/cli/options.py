"""Options that several commands share, and the home that they mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from newsdesk.cli.homes import Home
    from newsdesk.settings import Edition

Sample = Annotated[
    bool, typer.Option("--sample", help="The rehearsal over feeds of our own writing; needs no internet.")
]
Feeds = Annotated[
    Path | None,
    typer.Option("--feeds", metavar="FILE", help="A rehearsal over another feeds file, as of the date."),
]


def home_of(sample: bool, feeds: Path | None) -> tuple[Home, Edition]:
    """The home that the options mean, and its edition; wrong use where they mean none."""
    from newsdesk.cli import homes
    from newsdesk.cli.environment import edition_file
    from newsdesk.settings import load_edition

    try:
        home = homes.choose(homes.checkout(), sample, feeds)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if home.rehearsal == "replay":
        from newsdesk.feeds.catalog import load_catalog

        load_catalog(home.feeds_file)
    return home, load_edition(edition_file(home))
