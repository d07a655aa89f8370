"""A server on a real port, in a thread."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import uvicorn

from serve.node import Node


class Certificate(Protocol):
    """Where a certificate and its key lie."""

    @property
    def cert(self) -> Path: ...
    @property
    def key(self) -> Path: ...


@contextmanager
def listening(
    node: Node, *, port: int | None = None, tls: Certificate | None = None
) -> Iterator[str]:
    """Serve a case on a port of this machine, a free one if none is given; its discovery."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", port or 0))
        port = sock.getsockname()[1]
        config = uvicorn.Config(
            node.app, log_level="critical", access_log=False, lifespan="on", backlog=256,
            ssl_certfile=tls.cert if tls else None, ssl_keyfile=tls.key if tls else None,
        )  # fmt: skip
        server = uvicorn.Server(config)
        sock.listen(256)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{port}/taxii2/"
        finally:
            server.should_exit = True
            thread.join(30)
