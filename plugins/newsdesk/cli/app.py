"""The commands and their arguments. What they do is in the modules beside this one.

Imports stand inside the commands: render and parse start without what the others need.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsdesk.cli.archive_app import archive_app
from newsdesk.cli.options import Feeds, Sample, home_of
from newsdesk.cli.sources_app import sources_app
from newsdesk.cli.story_app import story_app
from newsdesk.errors import BadReportDate, ConfigError, NewsdeskError

if TYPE_CHECKING:
    from datetime import date

    from newsdesk.settings import Edition

WRONG_USE, FAILED = 2, 1

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Newsdesk: one report every morning, filed by a pipeline in Airflow.",
    epilog="Exit codes: 0 done · 1 failed · 2 wrong use · 3 filed, but no source could be reached.",
)


class Task(StrEnum):
    """The six tasks, as --from takes them."""

    INGEST = "ingest"
    DEDUPE = "dedupe"
    RANK = "rank"
    TAG_REGIONS = "tag_regions"
    WRITE_UP = "write_up"
    RENDER_REPORT = "render_report"


class Format(StrEnum):
    """What render writes."""

    TXT = "txt"
    JSON = "json"


Fresh = Annotated[bool, typer.Option("--fresh", help="Judge afresh; recorded judgements are not used.")]
Resend = Annotated[
    bool, typer.Option("--send-again", help="Send to every channel, though it was sent or its date is old.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say how many editions, calls and how much money; do nothing.")
]
Recollect = Annotated[bool, typer.Option("--recollect", help="Read the sources again, also for a past date.")]


def _date(text: str) -> Any:
    return typer.Argument(metavar=text, help="Report date, YYYY-MM-DD.", show_default=False)


@app.command()
def run(
    day: Annotated[str | None, _date("DATE")] = None,
    sample: Sample = False,
    feeds: Feeds = None,
    fresh: Fresh = False,
    recollect: Recollect = False,
    resend: Resend = False,
) -> None:
    """Make the report of a date and show it. Without DATE: today, or the sample's last day.

    Starts Postgres and Airflow where they are not up; they stay up.
    """
    home, edition = home_of(sample, feeds)
    from newsdesk.cli import running
    from newsdesk.cli.talk import Talk

    if day is None and sample:
        chosen = running.sample_date(home)
    else:
        chosen = _today(edition) if day is None else _day(day, edition)
    raise typer.Exit(running.run(home, chosen, running.Asked(fresh, recollect, resend), Talk()))


@app.command()
def rerun(
    day: Annotated[str, _date("DATE")],
    from_task: Annotated[Task, typer.Option("--from", help="The task to start from.")] = Task.INGEST,
    sample: Sample = False,
    feeds: Feeds = None,
    fresh: Fresh = False,
    recollect: Recollect = False,
    resend: Resend = False,
) -> None:
    """Make a report again: clears the date's newest run in Airflow from a task on.

    With --fresh, --recollect or --send-again: a new run, since clearing keeps the old parameters.
    """
    home, edition = home_of(sample, feeds)
    if (fresh or recollect or resend) and from_task is not Task.INGEST:
        raise typer.BadParameter("--fresh, --recollect, --send-again start a whole new run; leave --from out")
    from newsdesk.cli import running
    from newsdesk.cli.talk import Talk

    asked = running.Asked(fresh, recollect, resend)
    raise typer.Exit(running.rerun(home, _day(day, edition), from_task.value, asked, Talk()))


@app.command()
def backfill(
    first: Annotated[str, _date("FROM")],
    last: Annotated[str, _date("TO")],
    sample: Sample = False,
    feeds: Feeds = None,
    fresh: Fresh = False,
    recollect: Recollect = False,
    resend: Resend = False,
    dry_run: DryRun = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="First read back: the older pages that sources offer.")
    ] = False,
    batch: Annotated[
        bool,
        typer.Option("--batch", help="Ask the model by the Batch API: half the price, up to a day each."),
    ] = False,
) -> None:
    """Make the reports of a range of dates, both ends included, the earliest first.

    What is filed already is left alone, unless --fresh, --recollect or --send-again is asked.
    With --deep the archive gets what sources still offer of that time (RFC 5005, WordPress). Dates
    that were filed before need --recollect to be made from it. With --batch the first date asks for all
    dates, one batch a stage, before any is judged; Ctrl-C leaves Airflow to wait.
    """
    home, edition = home_of(sample, feeds)
    from newsdesk.cli import backfilling, running
    from newsdesk.cli.dates import date_range
    from newsdesk.cli.talk import Talk

    dates = date_range(first, last, _today(edition))
    if dry_run:
        from newsdesk.cli import dry_run as rehearsed

        raise typer.Exit(rehearsed.show(home, dates, fresh, batch, Talk()))
    if deep:
        from newsdesk.cli.deep import read_back

        read_back(home, edition, dates[0], Talk())
    asked = running.Asked(fresh, recollect, resend, batch)
    raise typer.Exit(backfilling.backfill(home, dates, edition.zone, asked, Talk()))


@app.command()
def judge(
    day: Annotated[str, _date("DATE")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be asked; ask nothing.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="The requests word by word, too.")] = False,
    model: Annotated[str, typer.Option("--model", help="Price it for this model of models.toml.")] = "",
    sample: Sample = False,
    feeds: Feeds = None,
    fresh: Fresh = False,
) -> None:
    """Show what the model would be asked for a date and what it would cost. Starts Postgres, not Airflow.

    Judging itself is done by run and rerun; so this takes --dry-run alone.
    """
    home, edition = home_of(sample, feeds)
    if not dry_run:
        raise typer.BadParameter("judging is done by ./newsdesk run DATE; give --dry-run to see its price")
    from newsdesk.cli import judge_command
    from newsdesk.cli.talk import Talk

    chosen = _day(day, edition)
    raise typer.Exit(judge_command.show(home, chosen, model=model, fresh=fresh, whole=whole, talk=Talk()))


@app.command()
def up(sample: Sample = False, feeds: Feeds = None) -> None:
    """Start Postgres and Airflow, or what of them is not running."""
    home, _ = home_of(sample, feeds)
    from newsdesk.cli.credentials import USER
    from newsdesk.cli.starting import bring_up
    from newsdesk.cli.talk import Talk

    talk = Talk()
    installation = bring_up(home, talk)
    talk.say(f"Airflow   {installation.base_url}")
    talk.say(f"log-in    {USER} / {installation.password}")


@app.command()
def down() -> None:
    """Stop Airflow, the sample's feeds and Postgres, for the live installation and all rehearsals."""
    from newsdesk.cli.homes import checkout
    from newsdesk.cli.stopping import take_down
    from newsdesk.cli.talk import Talk

    take_down(checkout(), Talk())


@app.command()
def status(sample: Sample = False, feeds: Feeds = None) -> None:
    """Show what runs, where, and the last runs. Exit 0 where everything is up, else 1."""
    home, _ = home_of(sample, feeds)
    from newsdesk.cli import status as status_command
    from newsdesk.cli.talk import Talk

    raise typer.Exit(status_command.report(home, Talk()))


@app.command()
def render(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An edition's JSON; the older form too.")],
    form: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.TXT,
) -> None:
    """Write the report of an edition's JSON to standard output."""
    from newsdesk.cli.render_command import render_file

    raise typer.Exit(render_file(file, form.value, sys.stdout, sys.stderr))


@app.command()
def parse(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One feed: RSS, RDF, Atom or JSON Feed.")],
    url: Annotated[
        str, typer.Option("--url", metavar="BASE", help="Where it came from, for its links.")
    ] = "",
) -> None:
    """Write one JSON line for each article of a feed file; exit 2 where it is no feed."""
    from newsdesk.cli.parse_command import parse_file

    raise typer.Exit(parse_file(file, url, sys.stdout))


app.add_typer(archive_app)
app.add_typer(sources_app, name="sources")
app.add_typer(story_app, name="story")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test() -> None:
    """Check this checkout: ruff, mypy and pytest. With arguments: pytest alone, with them."""
    raise typer.BadParameter("tests are started by ./newsdesk test")


def _today(edition: Edition) -> date:
    from newsdesk.window import report_date_at

    return report_date_at(datetime.now(UTC), edition.zone)


def _day(text: str, edition: Edition) -> date:
    from newsdesk.cli.dates import report_date

    return report_date(text, _today(edition))


def main() -> None:
    """Runs the command line; ends the process with the command's exit code."""
    try:
        app(prog_name="./newsdesk")
    except (BadReportDate, ConfigError) as error:
        _end(error, WRONG_USE)
    except (NewsdeskError, OSError) as error:
        _end(error, FAILED)
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        sys.exit(130)


def _end(error: Exception, code: int) -> None:
    from newsdesk.cli.talk import Talk

    Talk().wrong(str(error))
    sys.exit(code)
