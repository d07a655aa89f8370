"""What a parser's process is kept from, and what happens when it breaks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corrobora.model import Draft, Refusal
from corrobora.readers import Item, Limits, Sandbox, read_inputs
from corrobora.readers.items import Given
from readers.report_files import SENTENCES, page

INSIDE = """
import json, resource, socket, sys
sys.path[:] = json.loads(sys.argv[1])
from corrobora.readers import confine
said = {}
said["network"] = confine.no_network()
said["files"] = confine.files_read_only([sys.prefix, sys.base_prefix, "/usr", "/lib"])
confine.bound(768 << 20, 20)
def tried(name, do):
    try:
        do()
    except (OSError, MemoryError) as error:
        said[name] = type(error).__name__
    else:
        said[name] = "done"
tried("connect", lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2])), 2))
tried("write", lambda: open(sys.argv[3] + "/new", "w"))
tried("read", lambda: open(sys.argv[3] + "/secret").read())
tried("remove", lambda: __import__("os").unlink(sys.argv[3] + "/secret"))
tried("memory", lambda: bytearray(1 << 30))
print(json.dumps(said))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems confine less, and say so")
def test_a_confined_process_reaches_nothing(tmp_path: Path) -> None:
    import json
    import socket

    (tmp_path / "secret").write_text("x")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        command = [sys.executable, "-c", INSIDE, json.dumps(sys.path), port, str(tmp_path)]
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    said = json.loads(done.stdout)
    assert said["memory"] == "MemoryError"
    if said["network"]:
        assert said["connect"] != "done"
    if said["files"]:
        assert [said[name] for name in ("write", "read", "remove")] == ["PermissionError"] * 3
        assert (tmp_path / "secret").exists()


def test_says_what_it_confines(sandbox: Sandbox) -> None:
    list(sandbox.read("text/html", Given(name="a.html", raw=page())))
    assert {"memory", "time"} <= set(sandbox.confined)


def test_starts_anew_when_its_process_was_killed(tmp_path: Path) -> None:
    given = Given(name="a.html", raw=page())
    with Sandbox() as sandbox:
        assert isinstance(next(sandbox.read("text/html", given)), Draft)
        assert sandbox._process is not None
        os.kill(sandbox._process.pid, signal.SIGKILL)
        sandbox._process.wait()
        outs = [next(sandbox.read("text/html", given)) for _ in range(2)]
        assert isinstance(outs[-1], Draft)


def test_processor_time_is_bounded() -> None:
    slow = (
        b"<html><body>"
        + b"<table><tr><td><div><p>words of a text</p></div></td></tr></table>" * 60_000
    )
    with Sandbox(Limits(cpu_seconds=1)) as sandbox:
        start = time.monotonic()
        (refusal,) = sandbox.read("text/html", Given(name="slow.html", raw=slow))
        assert isinstance(refusal, Refusal)
        assert refusal.code == "input.limit"
        assert "processor time" in refusal.reason
        assert time.monotonic() - start < 60
        assert isinstance(next(sandbox.read("text/html", Given(name="a", raw=page()))), Draft)


def test_an_abandoned_reading_leaves_nothing_behind(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(page())
    for _ in range(3):
        reading = read_inputs([path, path], sandbox=sandbox)
        assert isinstance(next(reading), Item)
        reading.close()  # type: ignore[attr-defined]
    (item,) = read_inputs([path], sandbox=sandbox)
    assert isinstance(item, Item)
    assert SENTENCES[0] in item.draft.text
    assert not sandbox._ended


def test_text_alone_starts_no_process_and_loads_no_parser(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words.")
    (tmp_path / "b.jsonl").write_text('{"text": "More words."}')
    code = (
        "import sys; from corrobora.readers import read_inputs, Sandbox\n"
        "s = Sandbox(); print(len(list(read_inputs([sys.argv[1]], sandbox=s))), s._process,\n"
        "sorted({'trafilatura', 'lxml', 'docx', 'pypdfium2', 'feedparser'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True,
                          check=True, text=True)  # fmt: skip
    assert done.stdout.strip() == "2 None []"
