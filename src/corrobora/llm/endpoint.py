"""A question to an OpenAI-compatible endpoint: the only place that calls a language model.

The address is the user's explicit setting, so it may be on this machine or in the own network.
Nothing that the endpoint answers leads anywhere else: redirects are not followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from corrobora.errors import ModelBudget, ModelError

SECONDS = 120.0
"""How long one call may take when the user says nothing else."""
LONGEST_CALL = 86_400.0
"""The most seconds that a call may be given: a day."""
ATTEMPTS = 4
"""Calls for one question, the first included."""
FIRST_WAIT = 1.0
"""Seconds before the second call; doubled before each later one."""
LONGEST_WAIT = 30.0
"""Seconds that an endpoint may ask to wait (Retry-After) before the next call."""
ANSWER_BYTES = 4 << 20
"""Longest body of an answer: a hundred times what was asked for."""

_PATH = "/chat/completions"
_PASSING = frozenset((408, 429, 500, 502, 503, 504, 529))
"""Statuses after which the same call may succeed."""
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_KEY = re.compile(r"[\x21-\x7e]+")
_CHUNK = 1 << 16
_SHOWN = 200


@dataclass(frozen=True)
class Reply:
    """What a model answered, as far as an endpoint tells."""

    content: str | None
    refusal: str | None = None
    ended: str | None = None
    model: str | None = None


class _Passing(Exception):
    """A call failed in a way that another one may not."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.wait = wait


@dataclass
class Endpoint:
    """An address that answers questions in the form of OpenAI's chat completions.

    Args:
        url: The base address, such as ``http://127.0.0.1:8080/v1``.
        key: Sent as a bearer token; never shown and never kept.
        seconds: How long one call may take.
        most_calls: How many calls may be made, repeated ones included; None for any number.
        sleep: Waits between calls.

    Raises:
        ModelError: The address, the key or the time cannot be one.
    """

    url: str
    key: str = field(default="", repr=False)
    seconds: float = SECONDS
    most_calls: int | None = None
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    calls: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._secure, self.host, self._port, self._path = _parts(self.url)
        if self.key and not _KEY.fullmatch(self.key):
            raise ModelError(
                "The key of the language model holds spaces or characters that no key has.",
                hint="Set CORROBORA_LLM_KEY to the key alone.",
            )
        if not 0 < self.seconds <= LONGEST_CALL:
            raise ModelError(
                f"No call of a language model can take {self.seconds:g} seconds.",
                hint=f"Give --llm-timeout more than nothing and at most {LONGEST_CALL:g}.",
            )

    def ask(self, request: str) -> Reply:
        """Send the body of a request (JSON, ASCII only) and read the answer.

        Raises:
            ModelBudget: No call is left.
            ModelError: The endpoint does not answer, or not as one of its kind.
        """
        wait, why = FIRST_WAIT, ""
        for attempt in range(ATTEMPTS):
            self._count()
            try:
                return self._reply(self._call(request.encode("ascii")))
            except _Passing as fault:
                why = fault.why
                if attempt + 1 < ATTEMPTS:
                    self.sleep(min(max(wait, fault.wait or 0.0), LONGEST_WAIT))
                wait *= 2
        raise ModelError(
            f"The language model at {self.host} did not answer in {ATTEMPTS} calls ({why}).",
            hint="Check that it runs and is not overloaded; --llm-timeout gives it more time. "
            "Answers so far are recorded: run the same command again to go on.",
            host=self.host,
        )

    def _count(self) -> None:
        if self.most_calls is not None and self.calls >= self.most_calls:
            raise ModelBudget(
                f"The language model was called {self.calls} times, as often as allowed.",
                hint="Raise --llm-max-calls, or run the same command again: answers so far are "
                "recorded and cost no call.",
                calls=self.calls,
            )
        self.calls += 1

    # --- one call --------------------------------------------------------------------------------

    def _call(self, body: bytes) -> bytes:
        deadline = time.monotonic() + self.seconds
        connection = self._connection()
        try:
            return self._posted(connection, body, deadline)
        except TimeoutError as error:
            raise _Passing(f"no answer within {self.seconds:g} seconds") from error
        except ssl.SSLCertVerificationError as error:
            raise self._odd("has no valid certificate") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _Passing(f"the connection failed: {type(error).__name__}") from error
        finally:
            connection.close()

    def _posted(
        self, connection: http.client.HTTPConnection, body: bytes, deadline: float
    ) -> bytes:
        connection.connect()
        sock = connection.sock
        if not self._secure:
            self._require_near(sock.getpeername()[0])
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity",
                   "Connection": "close"}  # fmt: skip
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        sock.settimeout(_left(deadline))
        connection.request("POST", self._path, body, headers)
        sock.settimeout(_left(deadline))
        with connection.getresponse() as answer:
            said = self._body(answer, sock, deadline)
            self._require_success(answer, said)
        return said

    def _body(
        self, answer: http.client.HTTPResponse, sock: socket.socket, deadline: float
    ) -> bytes:
        out = bytearray()
        while not answer.isclosed():
            sock.settimeout(_left(deadline))
            piece = answer.read1(_CHUNK)
            if not piece:
                break
            out += piece
            if len(out) > ANSWER_BYTES:
                raise self._odd(f"answers with more than {ANSWER_BYTES >> 20} MB")
        if answer.length:
            raise _Passing("the connection broke off")
        return bytes(out)

    def _connection(self) -> http.client.HTTPConnection:
        if self._secure:
            return http.client.HTTPSConnection(
                self.host, self._port, timeout=self.seconds, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(self.host, self._port, timeout=self.seconds)

    def _require_near(self, address: str) -> None:
        """Refuse to send reports and key in the open through the public network."""
        if ipaddress.ip_address(address.partition("%")[0]).is_global:
            raise ModelError(
                f"{self.host} is on the public network and its address is not encrypted.",
                hint="Give an https address.",
                host=self.host,
            )

    def _require_success(self, answer: http.client.HTTPResponse, body: bytes) -> None:
        status = answer.status
        if status == http.client.OK:
            return
        if status in _PASSING:
            raise _Passing(f"status {status}", _seconds(answer.getheader("Retry-After")))
        if 300 <= status < 400:
            raise self._odd("redirects to another address, which is not followed")
        said = self._said(body)
        hints = {
            401: "Set CORROBORA_LLM_KEY to a key that this endpoint accepts.",
            403: "Set CORROBORA_LLM_KEY to a key that this endpoint accepts.",
            404: "Check --llm-url (it usually ends in /v1) and the name given with --llm-model.",
        }
        raise ModelError(
            f"The language model at {self.host} refuses the call with status {status}"
            f"{': ' + said if said else ''}.",
            hint=hints.get(status, "Check --llm-url and --llm-model against its documentation."),
            host=self.host,
            status=status,
        )

    def _said(self, body: bytes) -> str:
        """What an endpoint says of an error, on one line, without the key."""
        try:
            error = json.loads(body)["error"]
            said = error["message"] if isinstance(error, dict) else error
        except (ValueError, RecursionError, KeyError, TypeError, IndexError):
            return ""
        return " ".join(self._without_key(str(said)).split())[:_SHOWN].rstrip(".")

    # --- the answer ------------------------------------------------------------------------------

    def _reply(self, body: bytes) -> Reply:
        try:
            whole: Any = json.loads(body.decode("utf-8", "replace"))
            choice = whole["choices"][0]
            message = choice["message"]
            content, refusal = message.get("content"), message.get("refusal")
            ended, model = choice.get("finish_reason"), whole.get("model")
        except (ValueError, RecursionError, KeyError, TypeError, IndexError, AttributeError) as e:
            raise self._odd("does not answer in the form of chat completions") from e
        return Reply(
            content=self._text(content),
            refusal=self._text(refusal),
            ended=self._text(ended),
            model=self._text(model),
        )

    def _text(self, value: object) -> str | None:
        return self._without_key(value) if isinstance(value, str) else None

    def _without_key(self, text: str) -> str:
        return text.replace(self.key, "[key]") if self.key else text

    def _odd(self, what: str) -> ModelError:
        return ModelError(
            f"The language model at {self.host} {what}.",
            hint="Check --llm-url: it names the final address of an OpenAI-compatible endpoint and "
            "usually ends in /v1.",
            host=self.host,
        )


def _parts(url: str) -> tuple[bool, str, int | None, str]:
    """Whether encrypted, host, port and path of the calls."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise _no_address() from error
    odd = _FORBIDDEN.search(url) or parts.username or parts.password or parts.query
    if odd or parts.fragment or not url.isascii() or not host:
        raise _no_address()
    if parts.scheme not in ("http", "https"):
        raise _no_address()
    path = parts.path.rstrip("/")
    return parts.scheme == "https", host, port, path if path.endswith(_PATH) else path + _PATH


def _no_address() -> ModelError:
    # The address is not repeated: somebody may have put a password into it.
    return ModelError(
        "The address of the language model is none that can be called.",
        hint="Give --llm-url a plain http or https address without user, password or query, such "
        "as http://127.0.0.1:8080/v1.",
    )


def _seconds(header: str | None) -> float | None:
    return float(header) if header and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", header) else None


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
