"""The commands under ./newsdesk sources. What they do is in the modules beside this one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from newsdesk.cli.options import Feeds, Sample, home_of

sources_app = typer.Typer(help="The sources: how they are, and what to do about those that are not well.")


@sources_app.callback(invoke_without_command=True)
def sources(
    context: typer.Context,
    sample: Sample = False,
    feeds: Feeds = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, in English and Chinese.")] = False,
) -> None:
    """Show every source's health: state, last reading, articles a day, published items, what to do.

    Needs the news database alone: starts Postgres, not Airflow.
    """
    if context.invoked_subcommand is not None:
        return
    home, edition = home_of(sample, feeds)
    from newsdesk.cli import sources_command
    from newsdesk.cli.talk import Talk

    raise typer.Exit(sources_command.show(home, edition, Talk(), as_json=as_json))


@sources_app.command()
def check(
    wanted: Annotated[
        str, typer.Argument(metavar="SLUG|URL", help="A source of the feeds file, or any address.")
    ],
    sample: Sample = False,
    feeds: Feeds = None,
) -> None:
    """Try one source now and explain what it answered; a page: the feed that it advertises.

    Exit 0 where it reads as a feed, else 1. Needs the network; starts nothing.
    """
    home, _ = home_of(sample, feeds)
    from newsdesk.cli import sources_check
    from newsdesk.cli.talk import Talk

    raise typer.Exit(sources_check.check(home, wanted, Talk()))


@sources_app.command(name="import")
def import_opml(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="A subscription list.")],
    write: Annotated[bool, typer.Option("--write", help="Append the new ones to the feeds file.")] = False,
    feeds: Feeds = None,
) -> None:
    """Show what a subscription list adds to the feeds file, as tables for it. Starts nothing."""
    home, _ = home_of(False, feeds)
    from newsdesk.cli import sources_lists
    from newsdesk.cli.talk import Talk

    raise typer.Exit(sources_lists.import_list(home, file, Talk(), sys.stdout, write=write))


@sources_app.command()
def export(sample: Sample = False, feeds: Feeds = None) -> None:
    """Write the sources as OPML 2.0 to standard output. Starts nothing."""
    home, _ = home_of(sample, feeds)
    from newsdesk.cli import sources_lists

    raise typer.Exit(sources_lists.export_list(home, sys.stdout))
