"""A server on a real port, in a thread."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from serve.node import Node


@contextmanager
def listening(node: Node, *, port: int | None = None) -> Iterator[str]:
    """Serve a case on a port of this machine, a free one if none is given; its discovery."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", port or 0))
        port = sock.getsockname()[1]
        config = uvicorn.Config(
            node.app, log_level="error", access_log=False, lifespan="on", backlog=256
        )
        server = uvicorn.Server(config)
        sock.listen(256)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{port}/taxii2/"
        finally:
            server.should_exit = True
            thread.join(30)
