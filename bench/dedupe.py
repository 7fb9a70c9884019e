"""What dedupe costs: 1,000 new articles against archives of ten thousand to a million.

    .venv/bin/python bench/dedupe.py [--sizes 10000 100000 1000000] [--lsh-most 1000000]

Articles are generated, 1,000 a day, the newest 16 days the same in every archive; all but the newest day's have
their story and their vector. Each measurement is a process of its own: seconds, and the peak of its memory;
the stage's is the best of --times runs from the same state (a busy machine makes one run slow, none fast).
Beside the stage itself (ladder, same window rule as in production), over the whole archive: brute-force cosine
with all vectors in memory, and MinHash LSH (datasketch) over character trigrams of the titles. Needs
bench/requirements.lock. Prints a table and one JSON line: the rows, texts embedded a second, and how much more the
stage needs over 1,000,000 than over 100,000 articles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT)]

import numpy as np  # noqa: E402
from sqlalchemy import text  # noqa: E402

from bench.story_newsroom import EDITION, INCLUDE, desk_of, make_database, server  # noqa: E402
from newsdesk import stages  # noqa: E402
from newsdesk.entities import Article, Language  # noqa: E402
from newsdesk.regions.names import Names  # noqa: E402
from newsdesk.settings import Settings  # noqa: E402
from newsdesk.store import archive, editions  # noqa: E402
from newsdesk.store.embeddings import keep_vectors  # noqa: E402
from newsdesk.store.engine import connect  # noqa: E402
from newsdesk.stories.clues import clues_of  # noqa: E402
from newsdesk.stories.embedding import ENCODER, Remembered, encoder_version  # noqa: E402
from newsdesk.stories.names import NameTable  # noqa: E402
from newsdesk.stories.space import Space  # noqa: E402
from newsdesk.window import window_of  # noqa: E402

DAY = date(2026, 3, 2)
NEW, SOURCES, WINDOW_DAYS = 1_000, 40, 15

_HAN = (
    "云星海山原川鹿松青北启图桥河程帆谷麦禾岚科技智能机器人芯片数据发布完成推出交付开源测试仓库搬运系统语音模型推理质检平台"
    "手术助地服务翻译耳巡无涉及台设备车辆电池材料新药研究院大学医疗教育金融制造工厂物流港口农业气象卫星遥感通信网络安全支付"
    "城市交通能源风光储氢核聚变量子计算存储内存显示屏幕相头镜眼镜手表家居厨房空调门锁游戏影视音乐出版广告营销招聘法律税务政"
)
_TITLES = """
create function pg_temp.han(n bigint, salt text, long int) returns text language sql immutable as $$
  select string_agg(substr(:han, 1 + ('x' || substr(md5(n || salt || g), 1, 6))::bit(24)::int % length(:han), 1), '' order by g)
  from generate_series(1, long) g
$$;
create function pg_temp.word(n bigint, salt text, long int) returns text language sql immutable as $$
  select string_agg(
    substr('bcdfgklmnprstvz', 1 + ('x' || substr(md5(n || salt || g), 1, 6))::bit(24)::int % 15, 1)
    || substr('aeiou', 1 + ('x' || substr(md5(n || salt || g), 7, 6))::bit(24)::int % 5, 1), '' order by g)
  from generate_series(1, long) g
$$;
create function pg_temp.title(n bigint) returns text language sql immutable as $$
  select case when n % 2 = 0 then
    pg_temp.han(n % 3000, 'a', 3) || (array['发布','完成','推出','交付','开源','测试'])[1 + n % 6] || pg_temp.han(n, 'b', 6)
    || '，' || pg_temp.han(n, 'c', 4) || '增长' || n % 97 || '%'
  else
    initcap(pg_temp.word(n % 3000, 'a', 3)) || ' ' || (array['ships','tests','opens','sells','buys','plans'])[1 + n % 6] || ' '
    || pg_temp.word(n, 'b', 3) || ' ' || pg_temp.word(n, 'c', 4) || ' for ' || pg_temp.word(n % 500, 'd', 3) || ' makers'
  end
$$
"""
# n counts backwards from the newest article; of the new ones three in ten tell an older one again.
_FILL = """
insert into sources select 'gen-' || g, 'gen-' || g, 'https://gen-' || g || '.example/feed', 'gen-' || g, 'en', 2, 'US'
  from generate_series(0, :sources - 1) g;
insert into articles
  select 'a' || substr(md5(n::text), 1, 16), 'gen-' || n % :sources, n::text, false from generate_series(1, :size) n;
insert into article_revisions (article_id, seen_at, url, canonical_url, guid, title, text, author, language,
    published_at, date_trusted, content_hash, mark)
  select 'a' || substr(md5(n::text), 1, 16), at, url, url, '',
    case when told > :window + :new then 'item ' || md5(told::text) else pg_temp.title(told) end, repeat(md5(n::text) || ' ', 12), '',
    case when told % 2 = 0 then 'zh' else 'en' end, at, true, md5(n::text), ''
  from (select n, case when n <= 300 then n + 3001 else n end as told,
      (:end)::timestamptz - (n - 0.5) * interval '86.4 seconds' as at, 'https://gen-' || n % :sources || '.example/' || n as url
    from generate_series(:size, 1, -1) n) made;
insert into stories select 's' || substr(md5(n::text), 1, 16), '2026-03-01' from generate_series(:new + 1, :size) n;
insert into story_articles (article_id, story_id, joined_for, rung, score, why)
  select 'a' || substr(md5(n::text), 1, 16), 's' || substr(md5(n::text), 1, 16), '2026-03-01', 'founding', 1, ''
  from generate_series(:size, :new + 1, -1) n;
insert into embeddings select :encoder, sha256(n::text::bytea), decode(repeat(md5(n::text), 128), 'hex')
  from generate_series(:window + 1, :size) n;
"""


def main() -> None:
    """Builds each archive, measures each method in its own process, prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument(
        "--lsh-most", type=int, default=1_000_000, help="the largest archive that LSH is run over"
    )
    parser.add_argument("--times", type=int, default=3, help="runs of the stage, of which the best counts")
    parser.add_argument("--worker", nargs=3, metavar=("METHOD", "URL", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        method, url, folder = options.worker
        print(json.dumps(_METHODS[method](url, Path(folder))))
        return
    with server() as url, tempfile.TemporaryDirectory() as folder:
        rows = []
        # The largest first: it has the whole window, whose vectors are computed once for all.
        for size in sorted(options.sizes, reverse=True):
            rows += _measure(url, Path(folder), size, options)
        rate = float(np.load(Path(folder) / "window.npz")["rate"])
    _print(sorted(rows, key=lambda row: row["articles"]), round(rate))


def _measure(url: str, folder: Path, size: int, options: argparse.Namespace) -> list[dict[str, Any]]:
    began = time.monotonic()
    news = make_database(url, f"archive_{size}")
    _build(news, folder, size)
    print(f"archive of {size:,} made in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    rows = []
    for method in _METHODS:
        if method == "minhash lsh" and size > options.lsh_most:
            rows.append({"articles": size, "method": method, "not_run": f"--lsh-most {options.lsh_most}"})
            continue
        times = options.times if method == "dedupe" else 1
        runs = [_run(method, news, folder) for _ in range(times)]
        rows.append({"articles": size, "method": method, **min(runs, key=lambda run: run["seconds"])})
        print(rows[-1], [run["seconds"] for run in runs], file=sys.stderr, flush=True)
    return rows


def _run(method: str, news: str, folder: Path) -> dict[str, Any]:
    if method == "dedupe":
        _forget(news, folder)
    command = [sys.executable, __file__, "--worker", method, news, str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _forget(news: str, folder: Path) -> None:
    """The archive as it was before the stage: nothing of the newest day is joined or has a vector."""
    table = NameTable(Names.load(INCLUDE / "names").aliases)
    new = [clues_of(_article(place, title), table) for place, title in enumerate(_titles(news, NEW))]
    known = set(map(str, np.load(folder / "window.npz")["texts"]))
    fresh = sorted({told for one in new for told in (one.title, one.bare)} - known)
    hashes = [hashlib.sha256(told.encode()).digest() for told in fresh]
    engine = connect(news)
    with engine.begin() as conn:
        gone = conn.execute(
            text("delete from story_articles where joined_for = :day returning story_id"), {"day": DAY}
        )
        stories = sorted(set(gone.scalars()))
        conn.execute(text("delete from story_changes"))  # nobody edits here: all are the stage's own merges
        conn.execute(
            text("delete from stories where founded_for = :day and id = any(:stories)"),
            {"day": DAY, "stories": stories},
        )
        conn.execute(text("delete from embeddings where text_hash = any(:hashes)"), {"hashes": hashes})
        editions.change_edition(conn, EDITION.slug, DAY, joins_seq=None, changes_seq=None)
    engine.dispose()


def _build(url: str, folder: Path, size: int) -> None:
    window = window_of(DAY, EDITION.cutoff, EDITION.zone)
    engine = connect(url)
    known = {
        "size": size,
        "sources": SOURCES,
        "new": NEW,
        "window": WINDOW_DAYS * NEW,
        "end": window.end,
        "encoder": encoder_version(),
    }
    with engine.begin() as conn:
        for statement in _TITLES.split(";\n"):
            conn.execute(text(statement.replace(":han", f"'{_HAN}'")))
        for statement in filter(str.strip, _FILL.split(";\n")):
            named = {key: value for key, value in known.items() if f":{key}" in statement}
            conn.execute(text(statement), named)
        _keep_window(conn, folder)
        editions.open_edition(conn, EDITION.slug, window, EDITION.timezone, "replay")
        seq = archive.newest_revision(conn)
        values = {"intake_seq": seq, "intake_at": datetime.now(UTC), "intake_closed": True}
        editions.change_edition(conn, EDITION.slug, DAY, **values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze"))
    engine.dispose()
    (folder / "feeds.toml").write_text(
        "\n".join(
            f'[[source]]\nslug = "gen-{n}"\nname = "gen-{n}"\nurl = "https://gen-{n}.example/feed"\n'
            'language = "en"\nhome = "US"\ntier = 2'
            for n in range(SOURCES)
        ),
        encoding="utf-8",
    )


def _keep_window(conn: Any, folder: Path) -> None:
    """Vectors of the known titles of the window, computed once for all archives."""
    file = folder / "window.npz"
    if not file.exists():
        known = f"select title from article_revisions order by id desc limit {WINDOW_DAYS * NEW} offset {NEW}"
        titles = [title for (title,) in conn.execute(text(known))]
        table = NameTable(Names.load(INCLUDE / "names").aliases)
        remembered = Remembered(ENCODER, {})
        began = time.monotonic()
        Space([clues_of(_article(place, title), table) for place, title in enumerate(titles)], remembered)
        rate = len(remembered.fresh) / (time.monotonic() - began)
        print(
            f"embeddings: {len(remembered.fresh):,} texts, {rate:,.0f} a second", file=sys.stderr, flush=True
        )
        texts = sorted(remembered.fresh)
        np.savez(
            file, texts=np.array(texts), vectors=np.stack([remembered.fresh[one] for one in texts]), rate=rate
        )
    kept = np.load(file)
    keep_vectors(conn, encoder_version(), dict(zip(map(str, kept["texts"]), kept["vectors"], strict=True)))


def _article(place: int, title: str) -> Article:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return Article(str(place), 1, "gen-0", "", "", "", title, "", Language.EN, at, at, False)


def _stage(url: str, folder: Path) -> dict[str, Any]:
    settings = Settings(
        database_url=url,
        include=INCLUDE,
        feeds_file=folder / "feeds.toml",
        edition_file=INCLUDE / "editions" / "ai-zh.toml",
        reports=folder,
        rehearsal="replay",
    )
    desk = desk_of(settings, DAY, "bench")
    began = time.monotonic()
    counts = stages.dedupe(desk)
    seconds = time.monotonic() - began
    with desk.engine.connect() as conn:
        joined = conn.execute(
            text("select count(*) from story_articles where joined_for = :day and rung <> 'founding'"),
            {"day": DAY},
        )
        return {**_cost(seconds), "joined": joined.scalar_one(), "candidates": counts["articles"]}


def _brute_force(url: str, folder: Path) -> dict[str, Any]:
    """Every new title against every vector there is; reading them is part of it."""
    began = time.monotonic()
    new = _titles(url, NEW)
    engine = connect(url)
    with engine.connect().execution_options(stream_results=True, yield_per=5_000) as conn:
        total = conn.execute(text("select count(*) from embeddings")).scalar_one()
        vectors = np.zeros((total, 512), dtype=np.float32)
        for place, (row,) in enumerate(conn.execute(text("select vector from embeddings"))):
            vectors[place] = np.frombuffer(row, dtype="<f4")
    np.nan_to_num(vectors, copy=False, posinf=0, neginf=0)
    own = ENCODER.embed(new)
    near = 0
    for start in range(0, total, 20_000):
        near += int(((own @ vectors[start : start + 20_000].T) >= 0.8).any(axis=1).sum())
    return {**_cost(time.monotonic() - began), "near_blocks": near}


def _lsh(url: str, folder: Path) -> dict[str, Any]:
    """An index over every title, then a question for each new one; nothing of it is kept between runs."""
    from datasketch import MinHash, MinHashLSH

    began = time.monotonic()
    titles = _titles(url, None)
    index = MinHashLSH(threshold=0.5, num_perm=64)
    prints = MinHash.generator(
        ([title[i : i + 3].encode() for i in range(len(title) - 2)] for title in titles), num_perm=64
    )
    asked = []
    for place, one in enumerate(prints):
        if place < NEW:
            asked.append(one)
        else:
            index.insert(place, one)
    joined = sum(bool(index.query(one)) for one in asked)
    return {**_cost(time.monotonic() - began), "joined": joined}


def _titles(url: str, most: int | None) -> Sequence[str]:
    engine = connect(url)
    limit = f" limit {most}" if most else ""
    with engine.connect() as conn:
        return list(
            conn.execute(text(f"select title from article_revisions order by id desc{limit}")).scalars()
        )


def _cost(seconds: float) -> dict[str, float]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": round(seconds, 2), "peak_mb": round(peak)}


def _print(rows: list[dict[str, Any]], rate: int) -> None:
    for row in rows:
        rest = row.get("not_run") or f"{row['seconds']:9.2f} s {row['peak_mb']:7} MB"
        print(f"{row['articles']:>10,}  {row['method']:<14} {rest}")
    ours = {row["articles"]: row for row in rows if row["method"] == "dedupe"}
    found = {
        f"{what}_1m_to_100k": round(ours[1_000_000][what] / ours[100_000][what], 3)
        for what in ("seconds", "peak_mb")
        if {100_000, 1_000_000} <= ours.keys()
    }
    print(json.dumps({"rows": rows, "embeddings_per_second": rate, **found}))


_METHODS = {"dedupe": _stage, "brute force": _brute_force, "minhash lsh": _lsh}

if __name__ == "__main__":
    logging.disable(logging.INFO)
    main()
