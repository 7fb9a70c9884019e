"""Reports in object storage, against a local S3 server: written whole; a kill while writing leaves the old one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from newsdesk.report.files import ensure, folder_of

NAME = "2026-03-05_report.txt"


@pytest.fixture(scope="module")
def store() -> Iterator[int]:
    """The port of a local S3 server with one bucket."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="k",
        aws_secret_access_key="s",
        region_name="us-east-1",
    ).create_bucket(Bucket="news")
    yield port
    server.stop()


def reach(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    import s3fs

    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "k",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture
def at(store: int, monkeypatch: pytest.MonkeyPatch) -> None:
    reach(store, monkeypatch)


def test_a_report_is_written_whole_and_once(at: None) -> None:
    folder = folder_of("s3://news/reports")
    assert ensure(folder, NAME, "第一版\n")
    assert not ensure(folder, NAME, "第一版\n")
    assert (folder / NAME).read_bytes() == "第一版\n".encode()
    assert ensure(folder, NAME, "第二版\n")
    assert (folder / NAME).read_bytes() == "第二版\n".encode()


def test_a_name_that_is_a_path_is_refused_there_too(at: None) -> None:
    with pytest.raises(ValueError, match="path"):
        ensure(folder_of("s3://news/reports"), "../x.txt", "x")


def test_a_bucket_that_is_not_there_is_an_error_that_is_tried_again(at: None) -> None:
    with pytest.raises(OSError):
        ensure(folder_of("s3://no-such-bucket/reports"), NAME, "x")


class Halting:
    """A line to the store that lets the beginning of one PUT through and then stands still."""

    def __init__(self, target: int, after: int) -> None:
        self._target, self._after = target, after
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.halted = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            threading.Thread(target=self._pump, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near, False), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, counts: bool) -> None:
        passed = 0
        try:
            while data := source.recv(4096):
                passed += len(data)
                if counts and passed > self._after:
                    self.halted.set()
                    while source.recv(4096):  # takes it, hands nothing on, until the writer is gone
                        pass
                    break
                sink.sendall(data)
        except OSError:
            pass
        finally:
            sink.close()

    def close(self) -> None:
        self._listening.close()


def _write(port: int, body: str) -> None:
    os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{port}"
    ensure(folder_of("s3://news/killed"), NAME, body)


def test_a_kill_while_writing_leaves_the_old_report(at: None, store: int) -> None:
    folder = folder_of("s3://news/killed")
    ensure(folder, NAME, "旧的一版\n" * 100)
    line = Halting(store, after=100_000)
    child = multiprocessing.get_context("spawn").Process(
        target=_write, args=(line.port, "新的一版\n" * 50_000)
    )
    child.start()
    assert line.halted.wait(120)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    line.close()
    time.sleep(1)
    folder.fs.invalidate_cache()
    assert (folder / NAME).read_bytes() == ("旧的一版\n" * 100).encode()
    assert ensure(folder, NAME, "新的一版\n" * 50_000)
    assert (folder / NAME).read_bytes() == ("新的一版\n" * 50_000).encode()
