"""Serving on the command line: where it may listen, how it starts and ends; signed heads."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from cli.program import done, run, write_story
from corrobora.errors import CorroboraError
from corrobora.serve.run import address_of, require_private
from corrobora.sharing.signing import verify_head


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_needs_no_encryption(host: str) -> None:
    require_private(host, encrypted=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example", "10.0.0.1", ""])
def test_other_addresses_need_encryption(host: str) -> None:
    require_private(host, encrypted=True)
    with pytest.raises(CorroboraError, match="encrypted"):
        require_private(host, encrypted=False)


def test_addresses_are_told_as_partners_need_them() -> None:
    assert address_of("127.0.0.1", 8470, encrypted=False) == "http://127.0.0.1:8470/taxii2/"
    assert address_of("::1", 443, encrypted=True) == "https://[::1]:443/taxii2/"


def test_an_open_address_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    result = run("taxii", "--host", "0.0.0.0", "--case", tmp_path / "none.db")
    assert result.exit_code == 1
    assert "--behind-tls" in result.stderr


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    cert = tmp_path / "cert.pem"
    cert.write_text("x")
    result = run("taxii", "--cert", cert, "--case", tmp_path / "none.db")
    assert result.exit_code == 1
    assert "--key" in result.stderr


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    case = tmp_path / "case.db"
    done("collect", write_story(tmp_path / "story"), "--case", case)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("taxii", "--port", taken.getsockname()[1], "--case", case)
    assert result.exit_code == 1
    assert "--port" in result.stderr


def test_it_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    case = tmp_path / "case.db"
    done("collect", write_story(tmp_path / "story"), "--case", case)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "corrobora", "taxii", "--port", str(port), "--case", str(case)],
        stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    try:
        assert _status(f"http://127.0.0.1:{port}/taxii2/") == 401
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert f"http://127.0.0.1:{port}/taxii2/" in said
    assert "Traceback" not in said


def _status(url: str) -> int:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_the_head_of_the_journal_is_signed(tmp_path: Path) -> None:
    case = tmp_path / "case.db"
    done("collect", write_story(tmp_path / "story"), "--case", case)
    line = done("journal", "--sign", "--case", case).stdout.strip()
    head, signature, key = line.split(" ")
    number, _, hash_ = head.partition(":")
    assert verify_head(key, signature, "journal", int(number), hash_)
    assert done("journal", "--sign", "--case", case).stdout.strip() == line
    assert "whole" in done("journal", "--head", head, "--case", case).stderr
