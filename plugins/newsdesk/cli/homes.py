"""Homes: the live installation and the rehearsals, each with a folder and databases of its own. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

# Airflow's own default for the live one; the rehearsals stand beside it.
LIVE_PORT, SAMPLE_PORT, REPLAY_PORT = 8080, 8081, 8082


@dataclass(frozen=True, slots=True)
class Home:
    """One Airflow with its news database.

    name: its folder under .newsdesk. rehearsal: "" (live), "sample" or "replay", as in Settings.
    option: what a person types to mean this home. port: the one that is tried first.
    """

    root: Path
    name: str
    rehearsal: str
    feeds_file: Path
    reports: Path
    option: str
    port: int

    @property
    def folder(self) -> Path:
        """Everything of this home: Airflow's home, logs, secrets, state."""
        return state_folder(self.root) / self.name

    @property
    def airflow_home(self) -> Path:
        """AIRFLOW_HOME."""
        return self.folder / "airflow"

    @property
    def logs(self) -> Path:
        """What the services print."""
        return self.folder / "logs"

    @property
    def key(self) -> str:
        """The name in the databases' names: live, sample, feeds_0123456789ab."""
        return self.name.replace("-", "_")

    def command(self, words: str) -> str:
        """What to type to do something with this home, for messages."""
        return f"./newsdesk {words} {self.option}".rstrip()


def checkout() -> Path:
    """The folder that ./newsdesk lies in."""
    return Path(__file__).resolve().parents[3]


def state_folder(root: Path) -> Path:
    """Where the launcher keeps everything but reports and packages."""
    return root / ".newsdesk"


def live(root: Path) -> Home:
    """The real thing: include/feeds.toml, the schedule, reports/."""
    return Home(root, "live", "", root / "include" / "feeds.toml", root / "reports", "", LIVE_PORT)


def sample(root: Path) -> Home:
    """The rehearsal over feeds of our own writing."""
    feeds = root / "include" / "sample" / "feeds.toml"
    return Home(root, "sample", "sample", feeds, root / "reports-sample", "--sample", SAMPLE_PORT)


def replay(root: Path, feeds_file: Path) -> Home:
    """The rehearsal over a feeds file: one home for each absolute path."""
    path = feeds_file.absolute()
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:12]
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-.") or "feeds"
    reports = root / f"reports-{stem[:40]}-{digest[:6]}"
    return Home(root, f"feeds-{digest}", "replay", path, reports, f"--feeds {feeds_file}", REPLAY_PORT)


def choose(root: Path, use_sample: bool, feeds: Path | None) -> Home:
    """The home that --sample and --feeds FILE mean; ValueError where both are given."""
    if use_sample and feeds is not None:
        raise ValueError("--sample and --feeds are two different rehearsals; give one of them")
    if feeds is not None:
        return replay(root, feeds)
    return sample(root) if use_sample else live(root)
