"""The fault campaign: kills, a full disk, a date started several times at once; then every edition is looked at.

    .venv/bin/python bench/faults stages  [--count 200] [--seed 1]   the stages in processes of their own
    .venv/bin/python bench/faults airflow [--count 30]  [--seed 1]   ./newsdesk run --sample, through Airflow
    .venv/bin/python bench/faults table FILE...                      one table of several parts

A long campaign may be done in parts: each trial is drawn from the seed and its own number, so that
`--first 0 --count 50` and `--first 50 --count 50` are the same trials as `--count 100`; --record FILE
keeps what was found. Afterwards every edition has to be byte-identical to an undisturbed one, no message sent twice, no row left
over. Prints a table by kind of fault and one JSON line; exit 1 where anything is wrong. `airflow` uses the
checkout's sample installation and empties its news database; ./newsdesk down stops it.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT), str(Path(__file__).resolve().parent)]

from checks import Verdict  # noqa: E402


def table(verdicts: list[Verdict]) -> None:
    """One line for each kind of fault, then what went wrong, then the JSON line."""
    kinds: dict[str, list[Verdict]] = defaultdict(list)
    for one in verdicts:
        kinds[one.kind].append(one)
    print(
        f"\n{'fault':<22}{'trials':>8}{'struck':>8}{'identical':>11}{'sent twice':>12}{'not sent':>10}{'orphans':>9}"
    )
    for kind, found in sorted(kinds.items()):
        print(
            f"{kind:<22}{len(found):>8}{sum(one.struck for one in found):>8}"
            f"{sum(one.identical for one in found):>11}{sum(one.twice for one in found):>12}"
            f"{sum(one.unsent for one in found):>10}{sum(bool(one.orphans) for one in found):>9}"
        )
    wrong = [one for one in verdicts if not one.fine]
    for one in wrong:
        print(f"WRONG {one}")
    print(
        json.dumps(
            {
                "bench": "faults",
                "trials": len(verdicts),
                "struck": sum(one.struck for one in verdicts),
                "identical": sum(one.identical for one in verdicts),
                "sent_twice": sum(one.twice for one in verdicts),
                "with_orphans": sum(bool(one.orphans) for one in verdicts),
                "wrong": len(wrong),
            }
        )
    )


def main() -> int:
    """Runs one campaign."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("level", choices=["stages", "airflow", "table"])
    parser.add_argument("files", nargs="*", type=Path, help="of table: what --record kept")
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--first", type=int, default=0, help="number of the first trial; airflow: 0, 5, 10, …"
    )
    parser.add_argument("--record", type=Path, help="a file that gets a JSON line for each trial")
    parser.add_argument(
        "--quiet",
        type=Path,
        help="a folder that keeps the undisturbed editions for the next part of the same commit",
    )
    options = parser.parse_args()
    if options.level == "table":
        return _shown([Verdict(**json.loads(line)) for file in options.files for line in file.open()])
    if options.level == "stages":
        import at_stages as level
    else:
        import through_airflow as level  # type: ignore[no-redef]
    # Also when started in the background, and when ended by a signal: what was done is shown.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    verdicts: list[Verdict] = []
    try:
        count = options.count or level.COUNT
        for verdict in level.campaign(options.first, count, options.seed, options.quiet):
            verdicts.append(verdict)
            print(f"{len(verdicts)}/{count} {verdict}", flush=True)
            if options.record:
                with options.record.open("a") as record:
                    record.write(json.dumps(asdict(verdict), ensure_ascii=False) + "\n")
    except KeyboardInterrupt:
        print("stopped; what was done so far:")
    return _shown(verdicts)


def _shown(verdicts: list[Verdict]) -> int:
    table(verdicts)
    return 0 if verdicts and all(one.fine for one in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
