"""The stand-in as others use it: through Airflow's connection, and as a script."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import anthropic
import pytest

from tests.fakes.messages_server import MessagesServer
from tests.fakes.model_desk import NOW, ROOT, VOCABULARY, assignment, candidate, candidates, ranker


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with MessagesServer() as one:
        yield one


HOOKED = """
from airflow.providers.anthropic.hooks.anthropic import AnthropicHook
from tests.fakes.model_desk import NOW, MemoryLedger, candidates, ranker

hook = AnthropicHook(conn_id="anthropic_default")
ledger = MemoryLedger()
one = ranker(None, ledger, client=hook.get_conn(), model=hook.default_model)
print(len(one.judge(candidates(2), NOW)), len(ledger.rows))
"""


@pytest.mark.airflow
def test_a_client_as_airflows_connection_makes_it_works(server: MessagesServer, tmp_path: Path) -> None:
    server.key = "sk-from-connection"
    server.faults = {"1": "529:1"}
    extra = {"model": "claude-haiku-5-5", "anthropic_client_kwargs": {"max_retries": 1, "timeout": 7}}
    connection = {"conn_type": "anthropic", "host": server.url, "password": server.key, "extra": extra}
    # A process of its own: Airflow fixes its home at the first import.
    run = subprocess.run(
        [sys.executable, "-c", HOOKED],
        env={
            **os.environ,
            "AIRFLOW_HOME": str(tmp_path),
            "AIRFLOW_CONN_ANTHROPIC_DEFAULT": json.dumps(connection),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "plugins"), str(ROOT)]),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.stdout.split()[-2:] == ["2", "2"], run.stderr
    assert len(server.calls) == 2  # the connection's own retry was not used besides ours
    assert {body["model"] for body in server.calls} == {"claude-haiku-5-5"}


def test_the_stand_in_runs_as_a_script() -> None:
    script = ROOT / "tests" / "fakes" / "messages_server.py"
    command = [sys.executable, str(script), "--port", "0", "--faults", "1=529"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=dict(os.environ), cwd="/"
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            client = anthropic.Anthropic(api_key="any", base_url=url)
            with MessagesServer() as unused:
                assert len(ranker(unused, client=client).judge(candidates(3), NOW)) == 3
            with urllib.request.urlopen(f"{url}/_calls") as answer:
                assert len(json.load(answer)["calls"]) == 2
        finally:
            process.kill()


ENGLISH = (
    "Northwind raises $500M for its coding model",
    "Northwind said on Monday that it raised $500 million at a valuation of $4.3 billion. "
    "The round was led by Harbor Capital. Its model writes 18% of the code at Contoso.",
)


def test_the_stand_in_writes_of_english_articles_with_their_own_words(server: MessagesServer) -> None:
    (draft,) = ranker(server).write([assignment(candidate(1, *ENGLISH))])
    assert f"“{ENGLISH[0]}”" in draft.summary
    assert "Harbor" in draft.summary or "Northwind" in draft.summary
    assert 60 <= len(draft.summary) <= 160
    assert set(draft.tags) <= set(VOCABULARY)
