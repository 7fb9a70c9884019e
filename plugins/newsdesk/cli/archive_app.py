"""The commands that look after the archive: its schema, what goes in, what may go, a copy of it and back.

Imports stand inside the commands, as in app.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsdesk.cli.options import Feeds, Sample, home_of

archive_app = typer.Typer()


@archive_app.command()
def migrate(
    to: Annotated[str, typer.Option("--to", help="Another schema, also an older one: 0006.")] = "",
    sample: Sample = False,
    feeds: Feeds = None,
) -> None:
    """Bring the news database to this code's schema. Starts Postgres, not Airflow.

    With --to, before older code is started: back to its schema. What came later is lost; back up first.
    """
    home, _ = home_of(sample, feeds)
    from newsdesk.cli.databases import migrate_news
    from newsdesk.cli.talk import Talk

    migrate_news(home, Talk(), to)


@archive_app.command()
def prune(
    days: Annotated[int, typer.Option("--keep-days", min=7, help="All that is younger stays.")] = 90,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how much; delete nothing.")] = False,
    sample: Sample = False,
    feeds: Feeds = None,
) -> None:
    """Delete old attempts at sources that nothing asks for any more. The archive itself stays whole."""
    home, _ = home_of(sample, feeds)
    from newsdesk.cli.pruning import prune_news
    from newsdesk.cli.talk import Talk

    prune_news(home, days, Talk(), dry_run=dry_run)


@archive_app.command(name="import")
def import_recorded(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A file or folder: SLUG/2026-01-02T0830.xml, *.jsonl.")
    ],
    sample: Sample = False,
    feeds: Feeds = None,
) -> None:
    """Take recorded feeds or articles into the archive; doing it again adds nothing.

    docs/importing.md has the layouts. Starts Postgres, not Airflow.
    """
    home, _ = home_of(sample, feeds)
    from newsdesk.cli import import_command
    from newsdesk.cli.talk import Talk

    raise typer.Exit(import_command.import_path(home, path, Talk()))


Archive = Annotated[Path, typer.Argument(metavar="FILE", help="The archive in one file.")]


@archive_app.command()
def backup(file: Archive, sample: Sample = False, feeds: Feeds = None) -> None:
    """Save the news database to a file. Starts Postgres, not Airflow."""
    home, _ = home_of(sample, feeds)
    from newsdesk.cli import backup as saving
    from newsdesk.cli.talk import Talk

    saving.backup(home, file, Talk())


@archive_app.command()
def restore(file: Archive, sample: Sample = False, feeds: Feeds = None) -> None:
    """Put a saved news database in place of the present one. Airflow has to be down."""
    home, _ = home_of(sample, feeds)
    from newsdesk.cli import backup as saving
    from newsdesk.cli.talk import Talk

    saving.restore(home, file, Talk())
