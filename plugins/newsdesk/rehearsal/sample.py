"""Reading the sample's files, and writing the feeds file that points at its server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from newsdesk.errors import ConfigError
from newsdesk.rehearsal.content import FaultKind, Format, SampleSource
from newsdesk.settings import describe, read_toml

# The launcher takes another port where this one is busy.
DEFAULT_PORT = 8799

_HEAD = """\
# The feeds of the rehearsal. Written from the sources beside it by
# newsdesk.rehearsal.sample.write_feeds_file; change those, not this.
# The one address on this machine that these feeds may open:
allow_private = ["127.0.0.1:{port}"]
"""


def load_content(sample_dir: Path) -> tuple[SampleSource, ...]:
    """The sources under sample_dir/sources, by file name.

    Raises ConfigError naming file and field where one is not as README.md there says, where two
    share a slug, or where there is none at all.
    """
    sources = tuple(_load(path) for path in sorted((sample_dir / "sources").glob("*.toml")))
    if not sources:
        raise ConfigError(f"{sample_dir / 'sources'}: no *.toml there; this is no folder of sample feeds")
    return sources


def write_feeds_file(sample_dir: Path, port: int, target: Path) -> None:
    """Writes a feeds file for the sample's server on a loopback port. Raises ConfigError as above."""
    target.write_text(feeds_file(load_content(sample_dir), port), encoding="utf-8")


def feeds_file(sources: Iterable[SampleSource], port: int) -> str:
    """The text of a feeds file for these sources on a loopback port.

    All of them are one host, and one that tells us to wait keeps those after it from being asked: it comes
    last, so that who was asked is not a matter of milliseconds.
    """
    ordered = sorted(sources, key=_tells_to_wait)
    return "\n".join([_HEAD.format(port=port), *(_entry(source, port) for source in ordered)])


def _tells_to_wait(source: SampleSource) -> bool:
    return any(fault.kind is FaultKind.UNAVAILABLE for fault in source.fault)


def address_of(source: SampleSource, port: int) -> str:
    """Where the sample's server has a source's feed."""
    suffix = "json" if source.format is Format.JSON else "xml"
    return f"http://127.0.0.1:{port}/{source.slug}.{suffix}"


def _load(path: Path) -> SampleSource:
    try:
        source = SampleSource.model_validate(read_toml(path))
    except ValidationError as error:
        raise ConfigError(f"{path}: {describe(error)}") from error
    if source.slug != path.stem:
        raise ConfigError(f"{path}: slug is {source.slug!r}, but the file is named {path.name}")
    return source


def _entry(source: SampleSource, port: int) -> str:
    lines = [
        "[[source]]",
        f'slug = "{source.slug}"',
        f'name = "{source.name}"',
        f'url = "{address_of(source, port)}"',
        f'language = "{source.language.value}"',
        f"tier = {source.tier}",
        f'home = "{source.home}"',
    ]
    if source.family:
        lines.append(f'family = "{source.family}"')
    if source.interval != 1800:
        lines.append(f"interval = {source.interval}")
    return "\n".join(lines) + "\n"
