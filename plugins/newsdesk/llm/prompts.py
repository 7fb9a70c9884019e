"""Prompt templates: Markdown files with a front matter, checked when they are loaded.

A file starts with `version:` and `variables:` between two lines of `---`, then has a part under
`# System`, the same for every call of an edition (and therefore cached), and one under `# Request`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes

from newsdesk.errors import ConfigError

_SYSTEM = "# System"
_REQUEST = "# Request"
# Autoescape would turn the stories' quotation marks into entities; nothing here becomes a page.
_JINJA = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)  # noqa: S701


@dataclass(frozen=True, slots=True)
class Prompt:
    """A loaded template. system: rendered, the same for every call. digest: SHA-256 of the file."""

    version: str
    digest: str
    system: str
    _request: Template

    def render(self, **values: object) -> str:
        """The request with its stories; the values are those named to load() as asked."""
        return self._request.render(values)


@dataclass(frozen=True, slots=True)
class Prompts:
    """The four prompts of the desk."""

    judge: Prompt
    order: Prompt
    write: Prompt
    region: Prompt


@dataclass(frozen=True, slots=True)
class _Source:
    """A template file taken apart. Each part keeps its line numbers by blank lines in front."""

    path: Path
    fields: Mapping[str, tuple[str, int]]  # name → value, line
    system: str
    request: str

    def fail(self, line: int, what: str) -> ConfigError:
        return ConfigError(f"{self.path}, line {line}: {what}")


def load_prompts(folder: Path, about: str, vocabulary: Collection[str]) -> Prompts:
    """judge.md, order.md, write.md and region.md of a folder.

    about: what the edition is about, a sentence or two. vocabulary: the tags that may be given.
    Raises ConfigError naming file and line.
    """
    stories = ("stories", "count", "note")
    tags = "、".join(vocabulary)
    return Prompts(
        judge=load(folder / "judge.md", {"about": about}, stories),
        order=load(folder / "order.md", {"about": about}, (*stories, "earlier")),
        write=load(folder / "write.md", {"about": about, "vocabulary": tags}, stories),
        region=load(folder / "region.md", {}, stories),
    )


def load(path: Path, variables: Mapping[str, object], asked: Collection[str]) -> Prompt:
    """Reads and checks one template.

    variables: what is known now; they may stand in both parts. asked: names of what comes with
    each call; they may stand in the request alone. Raises ConfigError naming file and line for a
    syntax error and for a variable that is missing, unknown, undeclared or never used.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    source = _take_apart(path, text)
    system = _names(source, source.system)
    request = _names(source, source.request)
    _check_declared(source, {**system, **request}, {*variables, *asked})
    for name in set(system) - set(variables):
        raise source.fail(system[name], f"{name!r} comes with each call; use it under {_REQUEST!r} alone")
    try:
        rendered = _JINJA.from_string(source.system).render(variables).strip()
        template = _JINJA.from_string(source.request.strip(), globals=dict(variables))
    except TemplateError as error:
        raise ConfigError(f"{path}: {error}") from error
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Prompt(source.fields["version"][0], digest, rendered, template)


def _take_apart(path: Path, text: str) -> _Source:
    lines = text.splitlines()
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if not lines or lines[0].strip() != "---" or not end:
        raise ConfigError(f"{path}, line 1: a prompt starts with version and variables between lines of ---")
    fields: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(lines[1:end], 2):
        name, colon, value = line.partition(":")
        if not colon or name.strip() not in {"version", "variables"} or not value.strip():
            raise ConfigError(f"{path}, line {number}: expected 'version: …' or 'variables: …', not {line!r}")
        fields[name.strip()] = (value.strip(), number)
    for name in ("version", "variables"):
        if name not in fields:
            raise ConfigError(f"{path}, line 1: the front matter lacks {name!r}")
    starts = [_heading(path, lines, end, title) for title in (_SYSTEM, _REQUEST)]
    if starts[0] > starts[1]:
        raise ConfigError(f"{path}, line {starts[1]}: {_REQUEST!r} comes after {_SYSTEM!r}")
    system = "\n" * starts[0] + "\n".join(lines[starts[0] : starts[1] - 1])
    request = "\n" * starts[1] + "\n".join(lines[starts[1] :])
    return _Source(path, fields, system, request)


def _heading(path: Path, lines: list[str], after: int, title: str) -> int:
    """The line number of a heading, counted from 1."""
    found = [number for number, line in enumerate(lines, 1) if number > after and line.strip() == title]
    if len(found) != 1:
        raise ConfigError(f"{path}, line {after + 1}: expected one heading {title!r}, found {len(found)}")
    return found[0]


def _names(source: _Source, part: str) -> dict[str, int]:
    """The variables that a part reads, with the first line of each."""
    try:
        tree = _JINJA.parse(part)
    except TemplateSyntaxError as error:
        raise source.fail(error.lineno, error.message or "not a template") from error
    stored = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    names: dict[str, int] = {}
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name not in stored:
            names.setdefault(node.name, node.lineno)
    return names


def _check_declared(source: _Source, used: Mapping[str, int], known: Collection[str]) -> None:
    listed, line = source.fields["variables"]
    declared = {name.strip() for name in listed.split(",")}
    for name in sorted(set(used) - declared):
        raise source.fail(used[name], f"{name!r} is not among the variables declared on line {line}")
    for name in sorted(declared - set(known)):
        raise source.fail(line, f"unknown variable {name!r}; there are {', '.join(sorted(known))}")
    for name in sorted(set(known) - declared):
        raise source.fail(line, f"the template lacks the variable {name!r}")
    for name in sorted(declared - set(used)):
        raise source.fail(line, f"the variable {name!r} is declared but stands nowhere in the template")
