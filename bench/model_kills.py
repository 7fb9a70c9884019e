"""kill -9 between any two calls: no committed answer is bought again, and the report is the same.

    .venv/bin/python bench/model_kills.py [--calls 1,2,3]

An undisturbed run of the sample's last date counts its calls. Then, for each call, a process of its
own works the stages and is killed (SIGKILL) when the stand-in has that request and has not answered
it; another works the date to its end. Counted by the stand-in, not by the house: how often each
request came. The request in flight at the kill may come twice, no other may; the text filed is that
of the undisturbed run; the ledger counts the killed call at its most. Ends with one line of JSON;
exit 1 where anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import desk_benches as benches
from desk_benches import DAY, Bench

from tests.fakes.messages_server import MessagesServer
from tests.integration.newsroom import newsroom

_CHILD = """
import sys
sys.path[:0] = sys.argv[1].split(":")
import desk_benches as benches, anthropic
from pathlib import Path
from tests.integration.newsroom import newsroom
room = newsroom(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
benches.work(room, anthropic.Anthropic(api_key="k", base_url=sys.argv[5]), "killed")
"""


def worked(made: Bench, url: str, folder: Path, server: MessagesServer, kill_at: int) -> None:
    """Works the date in a process of its own, killed at its Nth request (0: never)."""
    paths = f"{benches.ROOT / 'bench'}:{benches.ROOT}:{benches.ROOT / 'plugins'}"
    command = [sys.executable, "-c", _CHILD, paths, url, str(folder), str(made.feeds), server.url]
    reached = threading.Event()
    server.faults = {str(len(server.calls) + kill_at): "hang:60"} if kill_at else {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wanted = len(server.calls) + kill_at
        while process.poll() is None and kill_at:
            if len(server.calls) >= wanted:
                os.kill(process.pid, signal.SIGKILL)
                reached.set()
                break
            reached.wait(0.02)
        process.wait()
    server.faults = {}


def requests(server: MessagesServer) -> Counter[str]:
    """How often each request came, by its words."""
    return Counter(
        hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest() for body in server.calls
    )


def one(made: Bench, kill_at: int) -> tuple[bytes, Counter[str], str]:
    """A date killed at one call and worked to its end: its text, its requests, what the ledger says."""
    room = made.room()
    folder = room.settings.reports.parent
    with MessagesServer() as server:
        if kill_at:
            worked(made, room.settings.database_url, folder, server, kill_at)
        worked(made, room.settings.database_url, folder, server, 0)
        seen = requests(server)
    again = newsroom(room.settings.database_url, folder, made.feeds)
    (flight,) = benches.rows(
        again, "select count(*) n, coalesce(min(max_cost_usd), 0) usd from model_calls where status = 'sent'"
    )
    return room.files()[f"{DAY}_report.txt"], seen, f"{flight.n} in flight at {flight.usd} USD"


def main() -> int:
    """Prints a line for each kill."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", default="", help="which calls to kill at; all by default")
    options = parser.parse_args()
    with benches.bench() as made:
        whole, asked, _ = one(made, 0)
        calls = sum(asked.values())
        print(f"undisturbed: {calls} calls")
        wrong = 0
        kills = [int(each) for each in options.calls.split(",") if each] or list(range(1, calls + 1))
        for kill_at in kills:
            text, seen, ledger = one(made, kill_at)
            twice = [name for name, count in seen.items() if count > 1]
            bad = text != whole or len(twice) != 1 or sum(seen.values()) != calls + 1
            wrong += bad
            print(
                f"killed at call {kill_at}: {sum(seen.values())} requests, {len(twice)} came twice, "
                f"{ledger}, text {'as undisturbed' if text == whole else 'DIFFERS'}{' WRONG' if bad else ''}",
                flush=True,
            )
    print(json.dumps({"calls": calls, "kills": len(kills), "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
