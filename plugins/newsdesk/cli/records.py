"""What the launcher remembers of a home between two commands: state.json. Secrets are not in it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Process:
    """A service that was started. started: seconds from the machine's boot to the process's start.

    The number alone proves nothing: the system gives it to another process later. Time is counted
    from the boot because the clock may be set while the process runs.
    """

    pid: int
    started: float


@dataclass(slots=True)
class State:
    """services: by name. port: the API server's. fingerprint: of code and environment they run with.

    migrated: the Airflow version and database that were last brought up to date together.
    feeds_port, feeds_print: the sample's feed server. feeds_file: which rehearsal this home is.
    """

    services: dict[str, Process] = field(default_factory=dict)
    port: int = 0
    fingerprint: str = ""
    migrated: str = ""
    feeds_port: int = 0
    feeds_print: str = ""
    feeds_file: str = ""


def read(folder: Path) -> State:
    """The state of a home; an empty one where there is none or it cannot be read.

    Nothing is lost with it that the next start does not find out again.
    """
    try:
        return parse((folder / "state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return State()


def parse(text: str) -> State:
    """A state from its JSON. Raises ValueError, TypeError, KeyError or AttributeError where it is not one."""
    raw: dict[str, Any] = json.loads(text)
    known = {key: value for key, value in raw.items() if key in State.__slots__}
    services = {
        str(name): Process(int(entry["pid"]), float(entry["started"]))
        for name, entry in known.pop("services", {}).items()
    }
    return State(services=services, **known)


def write(folder: Path, state: State) -> None:
    """Keeps the state, whole or not at all."""
    write_private(folder / "state.json", json.dumps(asdict(state), indent=1))


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
