"""A real HTTP server in the place of a language model; what it answers is set by each test."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from corrobora.llm import Endpoint


@dataclass
class Said:
    """One answer: status, headers and body, and the ways in which it goes wrong."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drop: bool = False
    """Close the connection after half of the body, or before a word of it when it is empty."""
    drip: float = 0.0
    """Seconds between two bytes of the body."""


def completion(content: object, **more: Any) -> Said:
    """A chat completion with this content, as endpoints send it."""
    message = {"role": "assistant", "content": content, **more.pop("message", {})}
    choice = {"index": 0, "message": message, "finish_reason": "stop", **more}
    return Said(json.dumps({"model": "tiny-0", "choices": [choice]}).encode())


def proposed(*claims: dict[str, Any]) -> Said:
    """A completion that proposes these claims."""
    return completion(json.dumps({"claims": claims}))


@dataclass
class Asked:
    """One call as it reached the server."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def sentences(self) -> dict[str, str]:
        data = json.loads(self.body["messages"][1]["content"])
        found: dict[str, str] = data["sentences"]
        return found


@dataclass
class ModelServer:
    """The address of a server, what it was asked, and what it will say."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    says: Callable[[Asked], Said] = lambda _: proposed()
    waits: list[float] = field(default_factory=list)

    def in_turn(self, *said: Said) -> None:
        """Say these one after the other, the last one for ever."""
        left = list(said)
        self.says = lambda _: left.pop(0) if len(left) > 1 else left[0]

    def endpoint(self, **more: Any) -> Endpoint:
        """An endpoint there that does not really wait between calls."""
        return Endpoint(f"{self.url}/v1", **{"seconds": 5.0, "sleep": self.waits.append, **more})


@contextmanager
def model_server() -> Iterator[ModelServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked = Asked(self.path, dict(self.headers.items()), body)
            served.asked.append(asked)
            said = served.says(asked)
            time.sleep(said.wait)
            if said.drop and not said.body:
                return
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            half = len(said.body) // 2 if said.drop else len(said.body)
            if not said.drip:
                self.wfile.write(said.body[:half])
                return
            for byte in said.body:
                self.wfile.write(bytes((byte,)))
                time.sleep(said.drip)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A caller that hangs up is part of the tests."""

    with Server(("127.0.0.1", 0), Handler) as server:
        served = ModelServer(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield served
        server.shutdown()
        thread.join()
