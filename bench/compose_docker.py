"""docker-compose.yaml with a real Docker engine: built, brought up, used, killed, taken down again.

    .venv/bin/python bench/compose_docker.py [--port 8090] [--keep]

Needs a Docker engine that this user may use, Compose 2.24 or newer, some 3 GB of disk, about twenty minutes,
and either the internet (Docker Hub's images, PyPI's packages) or images of the names that Dockerfile and
docker-compose.yaml have. Works on a copy of this checkout's files, with a project, volumes, an image and a port
of its own; at the end all of them go, whatever happened (--keep: they stay). Nothing else of Docker is touched.

Two editions are made: today's with the real sources, which is filed with whatever can be reached, and a sample
edition (include/sample, served inside the container that reads it), which is made five times: undisturbed, with
the scheduler killed, with Postgres killed, on Celery, and with a worker killed. Prints a line for each thing
seen, and one JSON line; exit 1 where one was not as it should be.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from compose_project import Project, copy_of_checkout

SAMPLE_DAY = "2026-03-04"
LASTING = ("postgres", "api-server", "scheduler", "dag-processor", "triggerer")
# Who reads which secret. Postgres starts as root, and its own processes are its user's.
READERS = {
    "database_password": {"postgres"},
    "news_password": {"postgres", "scheduler", "api-server"},
    "redis_password": {"postgres", "scheduler", "api-server"},
    "jwt_secret": {"scheduler", "api-server"},
    "fernet_key": {"scheduler", "api-server"},
    "admin_password": {"scheduler", "api-server"},
}
# Of every process in a container: whose it is and what it may.
LOOK = r"""
sed -nE 's/^(Uid|CapEff):\s+(\S+)(\s+\S+)?.*/\1 \2\3/p' /proc/[0-9]*/status | tr '\t' ' ' | sort -u
"""
KEY = "a-key-of-the-bench-$HOME-alone"
# As README's own line has it; nobody listens at that address.
MODEL = {"conn_type": "anthropic", "host": "http://127.0.0.1:9", "password": KEY}


def comes_up(project: Project) -> bool:
    began = time.monotonic()
    built = project.compose("build")
    seconds = time.monotonic() - began
    if not project.note(f"the image is built ({seconds:.0f} s)", built.returncode == 0, built):
        return False
    good, seconds, done = project.up()
    return project.note(f"every service is healthy after `up` ({seconds:.0f} s)", good, done)


def an_edition(project: Project) -> None:
    day = str((datetime.now(UTC) + timedelta(hours=8)).date())
    for path in ("/newsdesk/", f"/newsdesk/reports/{day}", "/api/v2/dags"):
        code = requests.get(project.url + path, timeout=60).status_code
        project.note(f"{path} is refused without log-in ({code})", code == 401)
    state, seconds, run = project.run(day)
    project.note(f"a run of today, {day}, ends well ({seconds:.0f} s)", state == "success")
    text = project.report(day).decode()
    files = sorted(project.reports.glob(f"{day}_report.*"))
    project.note(
        f"its report is in ./reports ({len(text.encode())} bytes, 未截稿: {'未截稿' in text})",
        len(files) == 2,
    )
    owners = {path.stat().st_uid for path in [project.reports, *files]}
    modes = {oct(path.stat().st_mode & 0o777) for path in files}
    project.note(
        f"it is of the image's user, readable by all ({owners} {modes})",
        (owners, modes) == ({50000}, {"0o644"}),
    )
    page = project.session.get(f"{project.url}/newsdesk/reports/{day}", timeout=60)
    project.note("its page is shown after log-in", page.status_code == 200 and "AI每日动态" in page.text)
    readers = project.sql(
        "select string_agg(distinct usename, ' ') from pg_stat_activity where datname = 'news'"
    )
    project.note(f"the pages read as news_reader ({readers})", "news_reader" in readers)
    project.note("a task's log is read in the UI", "AI每日动态" in project.task_log(run, "render_report"))
    logs_stay(project, run)


def logs_stay(project: Project, run: str) -> None:
    """restart, then down and up again: archive, reports, secrets and logs are there as before."""

    def held() -> tuple[str, ...]:
        files = sorted(project.reports.iterdir())
        hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
        return (
            *hashes,
            project.sql("select count(*) from reports"),
            str(len(project.task_log(run, "ingest"))),
        )

    before = held()
    done = project.compose("restart")
    good, seconds, _ = project.up()
    project.note(f"after `restart` all is there ({seconds:.0f} s)", good and held() == before, done)
    done = project.compose("down")
    codes = project.compose("ps", "--all", "--quiet").stdout
    good, seconds, _ = project.up()
    project.note(
        f"after `down` and `up` all is there ({seconds:.0f} s)", good and not codes and held() == before, done
    )


def confined(project: Project, *names: str) -> None:
    """What these services may, as the engine and their processes say, not as the file does."""
    for name in names:
        for host in [one["HostConfig"] for one in project.containers(name)]:
            without = host["CapDrop"] == ["ALL"] and "no-new-privileges:true" in host["SecurityOpt"]
            good = host["ReadonlyRootfs"] and without and not host["Privileged"]
            kept = " ".join(host["CapAdd"] or ["none"])
            project.note(f"{name}: read-only, no new privileges, capabilities: {kept}", bool(good))
        # Postgres's image starts as root and becomes its user; so does who looks.
        user = ["--user", "999:999"] if name == "postgres" else []
        number = "999 999" if name in ("postgres", "redis") else "50000 50000"
        for _ in range(3):  # Postgres's health check is root's, for a moment
            done = project.compose("exec", "-T", *user, name, "sh", "-c", LOOK)
            good = set(done.stdout.decode().split()) == {"Uid", *number.split(), "CapEff", "0" * 16}
            if good:
                break
        project.note(f"{name}: every process an ordinary user's, with no capability", good, done)
        done = project.compose("exec", "-T", "--user", "0:0", name, "touch", "/written")
        project.note(
            f"{name}: not even root writes to its root file system", b"Read-only" in done.stderr, done
        )


def secrets_are_kept(project: Project) -> None:
    values = secrets(project)
    shown = project.docker("inspect", *[one["Id"] for one in project.containers()]).stdout.decode()
    shown += project.docker("history", "--no-trunc", project.image).stdout.decode()
    shown += project.compose("logs").stdout.decode()
    found = [name for name, value in values.items() if value in shown]
    good = len(values) == 8 and not found
    project.note(f"none of {len(values)} secrets in inspect, history or logs {found or ''}", good)


def secrets(project: Project) -> dict[str, str]:
    """Every secret's value; and a note of who reads which."""
    values: dict[str, str] = {}
    wrong = []
    for name in (*READERS, "airflow_password", "news_reader_password"):
        for service in ("postgres", "scheduler", "api-server"):
            user = ["--user", "999:999"] if service == "postgres" else []
            done = project.compose("exec", "-T", *user, service, "cat", f"/run/newsdesk/{name}")
            if done.returncode == 0:
                values[name] = done.stdout.decode()
            if name in READERS and (done.returncode == 0) != (service in READERS[name]):
                wrong.append(f"{service}: {name}")
    project.note(f"each secret is read by those meant and nobody else {wrong or ''}", not wrong)
    return values


def looked_after(project: Project) -> None:
    """docs/operations.md, typed as it stands there."""
    services = ("api-server", "scheduler", "dag-processor", "triggerer")
    count = "select count(*) from fetches"
    before = project.sql(count)
    dump = project.compose("exec", "-T", "postgres", "newsdesk-archive", "save")
    rows = [int(one) for one in (before, project.sql(count))]
    stopped = project.compose("stop", *services)
    codes = {one["State"]["ExitCode"] for name in services for one in project.containers(name)}
    project.note(f"services end by themselves when stopped {codes}", codes == {0}, stopped)
    project.sql("delete from fetches")
    junk = project.compose("exec", "-T", "postgres", "newsdesk-archive", "restore", given=b"no archive")
    left = project.sql("select count(*) from reports")
    project.note("what is no archive changes nothing", junk.returncode != 0 and left == "2", junk)
    done = project.compose("exec", "-T", "postgres", "newsdesk-archive", "restore", given=dump.stdout)
    held = int(project.sql(count))
    same = 0 < rows[0] <= held <= rows[1]  # the hourly run may read meanwhile
    project.note(
        f"saved ({len(dump.stdout)} bytes) and restored ({held} attempts)",
        done.returncode == 0 and same,
        done,
    )
    for words, said in (
        (("migrate-news", "0006"), b"schema 0006"),
        (("migrate-news",), b"the news database has schema"),
        (("prune",), b"'fetches': 0"),
    ):
        done = project.compose("run", "--rm", "migrate", *words)
        project.note(
            f"run --rm migrate {' '.join(words)}", done.returncode == 0 and said in done.stdout, done
        )
    good, _, done = project.up()
    project.note("and up again", good, done)


def reads_secrets_env(project: Project, empty: bytes) -> None:
    """A connection in secrets.env reaches the tasks: the model is asked, and is not there."""
    (project.folder / "secrets.env").write_text(f"AIRFLOW_CONN_ANTHROPIC_DEFAULT='{json.dumps(MODEL)}'\n")
    project.override(sample=True)
    good, _, done = project.up()
    project.note("up again with secrets.env and the sample's feeds", good, done)
    inside = project.compose(
        "exec", "-T", "scheduler", "printenv", "AIRFLOW_CONN_ANTHROPIC_DEFAULT"
    ).stdout.decode()
    project.note(
        "the connection in the container is the one in the file", json.loads(inside or "{}") == MODEL
    )
    emptied(project, empty)
    state, seconds, _ = project.run(SAMPLE_DAY)
    asked = project.sql("select count(*) from model_calls")
    project.note(
        f"tasks asked the model that it names ({asked} calls, {seconds:.0f} s)",
        state == "success" and asked not in ("", "0"),
    )
    (project.folder / "secrets.env").unlink()


def emptied(project: Project, empty: bytes) -> None:
    """The archive as it was before any edition, and no report of the sample's."""
    done = project.compose("exec", "-T", "postgres", "newsdesk-archive", "restore", given=empty)
    for path in project.reports.glob(f"{SAMPLE_DAY}_report.*"):
        path.unlink()
    if done.returncode != 0:
        project.note("the archive is emptied", False, done)


def killed(project: Project, empty: bytes) -> None:
    """The sample edition undisturbed and with kills, on both executors: the same bytes."""
    good, _, done = project.up()
    project.note("up again without a model", good, done)
    emptied(project, empty)
    state, seconds, _ = project.run(SAMPLE_DAY)
    first = project.report(SAMPLE_DAY)
    digest = hashlib.sha256(first).hexdigest()[:16]
    project.note(
        f"a sample edition is filed ({seconds:.0f} s, {len(first)} bytes, {digest})",
        state == "success" and "（示例）" in first.decode(),
    )

    def same(what: str, meanwhile: Callable[[], None] | None = None) -> None:
        emptied(project, empty)
        state, seconds, _ = project.run(SAMPLE_DAY, meanwhile)
        good = state == "success" and project.report(SAMPLE_DAY) == first
        project.note(f"{what}: the same bytes ({state}, {seconds:.0f} s)", good)

    def kill(service: str) -> Callable[[], None]:
        def now() -> None:
            project.compose("kill", service)
            time.sleep(2)
            project.compose("up", "--detach", service)

        return now

    same("the scheduler killed as `rank` ran", kill("scheduler"))
    same("Postgres killed as `rank` ran", kill("postgres"))
    # What --profile celery does, for all commands from now on.
    project.environment |= {"NEWSDESK_EXECUTOR": "CeleryExecutor", "COMPOSE_PROFILES": "celery"}
    good, seconds, done = project.up()
    project.note(
        f"the profile celery: two workers, Redis, all healthy ({seconds:.0f} s)",
        good and len(project.containers("worker")) == 2,
        done,
    )
    confined(project, "worker", "redis")
    same("on Celery")
    same("a worker killed as it ran `rank`", lambda: kill_worker(project))
    left = [one["State"]["Running"] for one in project.containers("worker")]
    project.note(f"one worker was killed, and one was left {left}", sorted(left) == [False, True])
    ran = project.compose("logs", "worker").stdout.decode().count("] succeeded in ")
    project.note(f"the workers ran the tasks ({ran})", ran >= 6)


def kill_worker(project: Project) -> None:
    """SIGKILL to the worker container that has the task; it stays away."""
    for one in project.containers("worker"):
        processes = project.docker("top", one["Id"]).stdout.decode()
        if "airflow worker -- " in processes:
            project.docker("kill", one["Id"])
            return


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8090, help="the UI's port on 127.0.0.1")
    parser.add_argument(
        "--keep", action="store_true", help="leave the project up, and its copy of the checkout"
    )
    options = parser.parse_args()
    asked = ["docker", "compose", "version"]
    if not shutil.which("docker") or subprocess.run(asked, check=False).returncode != 0:
        print("skipped: it takes a Docker engine with Compose")
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="nd-docker-"))
    copy_of_checkout(folder)
    project = Project(folder, options.port)
    began = time.monotonic()
    try:
        if comes_up(project):
            empty = project.compose("exec", "-T", "postgres", "newsdesk-archive", "save").stdout
            an_edition(project)
            confined(project, *LASTING)
            secrets_are_kept(project)
            looked_after(project)
            reads_secrets_env(project, empty)
            killed(project, empty)
    finally:
        if options.keep:
            print(f"kept: project {project.name} in {folder}")
        else:
            project.down()
    good = bool(project.seen) and all(project.seen.values())
    result = {"bench": "compose_docker", "seen": sum(project.seen.values()), "of": len(project.seen)}
    print(json.dumps({**result, "seconds": round(time.monotonic() - began)}))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
