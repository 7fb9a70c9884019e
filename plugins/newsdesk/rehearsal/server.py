"""The sample's feeds on loopback: python -m newsdesk.rehearsal.server --content DIR --port N

/SLUG.xml (or /SLUG.json) is that source's feed as of the request's Accept-Datetime; /health says ok.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from newsdesk.errors import ConfigError
from newsdesk.rehearsal.content import FaultKind, SampleSource, fault_at, feed_as_of, last_moment
from newsdesk.rehearsal.formats import block_page, render
from newsdesk.rehearsal.loopback import Answer, Answerer, http_date, run_server, said
from newsdesk.rehearsal.sample import DEFAULT_PORT, address_of, load_content, write_feeds_file


def sample_answers(sources: Iterable[SampleSource]) -> Answerer:
    """What to answer for the sample's sources; a request without a moment gets the last one."""
    held = tuple(sources)
    by_path = {"/" + address_of(source, 0).rsplit("/", 1)[1]: source for source in held}
    last = last_moment(held)

    def answer(path: str, moment: datetime | None) -> Answer:
        source = by_path.get(path)
        if source is None:
            return said(HTTPStatus.NOT_FOUND, f"No sample feed has the address {path}.")
        return _answer(source, moment or last)

    return answer


def _answer(source: SampleSource, moment: datetime) -> Answer:
    fault = fault_at(source, moment)
    if fault is FaultKind.CUT:
        return Answer(HTTPStatus.OK, cut=True)
    if fault is FaultKind.UNAVAILABLE:
        unavailable = said(HTTPStatus.SERVICE_UNAVAILABLE, "Down for maintenance, as the sample wants it.")
        unavailable.headers["Retry-After"] = "3600"
        return unavailable
    if fault is FaultKind.BLOCK_PAGE:
        page = block_page(f"{source.slug}-{moment:%Y%m%d%H%M}")
        return Answer(HTTPStatus.OK, page.body, page.content_type)
    state = feed_as_of(source, moment)
    if state is None:
        return said(HTTPStatus.NOT_FOUND, f"{source.slug} had not begun by {http_date(moment)}.")
    document = render(state)
    return Answer(HTTPStatus.OK, document.body, document.content_type, memento=state.changed)


def main(argv: Sequence[str] | None = None) -> int:
    """Serves until its time is up or SIGTERM. Exit: 0 served · 1 the port is busy · 2 no such content."""
    parser = argparse.ArgumentParser(prog="newsdesk.rehearsal.server", description=__doc__)
    parser.add_argument("--content", type=Path, required=True, help="the folder of the sample feeds")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 picks a free one and prints it")
    parser.add_argument("--max-hours", type=float, default=24.0, help="stops by itself after so long")
    parser.add_argument("--write-feeds", type=Path, help="write the feeds file for this port there, and stop")
    options = parser.parse_args(argv)
    try:
        sources = load_content(options.content)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if options.write_feeds:
        write_feeds_file(options.content, options.port, options.write_feeds)
        return 0
    return run_server(
        f"serving {len(sources)} sample feeds", sample_answers(sources), options.port, options.max_hours
    )


if __name__ == "__main__":
    sys.exit(main())
