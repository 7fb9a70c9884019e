"""The commands under ./newsdesk story: an editor's hand. What they do is in newsdesk.editing."""

from __future__ import annotations

from typing import Annotated

import typer
from typer.core import TyperGroup

from newsdesk.cli.options import Feeds, Sample, home_of


class _ShowByDefault(TyperGroup):
    """`story ID` is `story show ID`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if args and args[0] not in self.commands and args[0] not in {"-h", "--help"}:
            args = ["show", *args]
        return super().parse_args(ctx, args)


story_app = typer.Typer(
    cls=_ShowByDefault,
    no_args_is_help=True,
    help="A story: what is in it and why; merge, split or mute it. STORY: its id (or the first characters), "
    "an article's id, or the link of one of its articles.",
)

_Story = Annotated[str, typer.Argument(metavar="STORY", help="Its id, an article's id, or a link.")]
_By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who changes it; without: the one logged in.")]
_Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="A note that is kept with the change.")]


@story_app.command()
def show(story: _Story, sample: Sample = False, feeds: Feeds = None) -> None:
    """Show a story: its articles, what joined each, the editions it was in, what was changed."""
    home, edition = home_of(sample, feeds)
    from newsdesk.cli import story_command
    from newsdesk.cli.talk import Talk

    raise typer.Exit(story_command.show(home, story, edition.zone, Talk()))


@story_app.command()
def merge(
    kept: Annotated[str, typer.Argument(metavar="STORY", help="The one whose id stays.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The one that is told as part of it.")],
    by: _By = "",
    why: _Why = "",
    sample: Sample = False,
    feeds: Feeds = None,
) -> None:
    """Make two stories one, in editions judged from now on."""
    home, _ = home_of(sample, feeds)
    from newsdesk.cli import story_command
    from newsdesk.cli.talk import Talk

    raise typer.Exit(story_command.merge(home, kept, other, by, why, Talk()))


@story_app.command()
def split(
    story: _Story,
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLE...", help="Ids, as story STORY lists them.")
    ],
    by: _By = "",
    why: _Why = "",
    sample: Sample = False,
    feeds: Feeds = None,
) -> None:
    """Make some articles of a story one of their own, in editions judged from now on."""
    home, _ = home_of(sample, feeds)
    from newsdesk.cli import story_command
    from newsdesk.cli.talk import Talk

    raise typer.Exit(story_command.split(home, story, articles, by, why, Talk()))


@story_app.command()
def mute(story: _Story, by: _By = "", why: _Why = "", sample: Sample = False, feeds: Feeds = None) -> None:
    """Keep a story out of editions judged from now on."""
    home, _ = home_of(sample, feeds)
    from newsdesk.cli import story_command
    from newsdesk.cli.talk import Talk

    raise typer.Exit(story_command.mute(home, story, by, why, Talk()))


@story_app.command()
def undo(
    change: Annotated[int, typer.Argument(metavar="CHANGE", help="Its number, as story STORY lists it.")],
    by: _By = "",
    why: _Why = "",
    sample: Sample = False,
    feeds: Feeds = None,
) -> None:
    """Take a merge, a split, a mute or a follow-up's link back."""
    home, _ = home_of(sample, feeds)
    from newsdesk.cli import story_command
    from newsdesk.cli.talk import Talk

    raise typer.Exit(story_command.undo(home, change, by, why, Talk()))
