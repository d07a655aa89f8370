"""What the reading process and the parsing process say to each other: typed messages, framed.

MessagePack with a length before each message; the side that reads checks type and length, since
the side that parses may be in the hands of a hostile file.
"""

from __future__ import annotations

import socket

import msgspec
from msgspec import Struct

from corrobora.model import Draft, Refusal
from corrobora.readers.items import Given, Part
from corrobora.readers.limits import MB, Limits

HEAD = 4
LONGEST = 256 * MB
"""Longest message; the longest honest one is an input or a part with its name."""


class Ready(Struct, frozen=True, tag="ready"):
    """The parent of all parsers has its libraries loaded. ``confined``: what it is kept from."""

    confined: tuple[str, ...]


class Start(Struct, frozen=True, tag="start"):
    """Begin a job; its socket, and its file where it is read as a stream, come with it."""

    job: int
    with_file: bool


class Stop(Struct, frozen=True, tag="stop"):
    """Kill a job that is still running."""

    job: int


class Ended(Struct, frozen=True, tag="ended"):
    """A job's process ended: by which signal (0: none), after how much of what."""

    job: int
    signal: int
    exit_status: int
    cpu_seconds: float
    memory_bytes: int


class Task(Struct, frozen=True, tag="task"):
    """What a job has to read."""

    media_type: str
    given: Given
    limits: Limits
    cpu_seconds: int


class Taken(Struct, frozen=True, tag="taken"):
    """A text."""

    draft: Draft


class Inner(Struct, frozen=True, tag="inner"):
    """A document inside the document."""

    part: Part


class Refused(Struct, frozen=True, tag="refused"):
    """What was not taken."""

    refusal: Refusal


class Failed(Struct, frozen=True, tag="failed"):
    """The parser raised something that it does not raise on purpose."""

    error: str
    memory: bool


class Done(Struct, frozen=True, tag="done"):
    """All has been said."""


ToParser = Start | Stop
FromParser = Ready | Ended
FromJob = Taken | Inner | Refused | Failed | Done

_encoder = msgspec.msgpack.Encoder()


class Closed(Exception):
    """The other side went away, or spoke nonsense."""


def send(sock: socket.socket, message: Struct) -> None:
    """Send one message; raises ``OSError`` when the other side is gone."""
    body = _encoder.encode(message)
    sock.sendall(len(body).to_bytes(HEAD, "big"))
    sock.sendall(body)


def receive(sock: socket.socket) -> bytes:
    """The bytes of one message.

    Raises:
        Closed: The stream ended, or announced a message that is too long.
        TimeoutError: Nothing came within the socket's timeout.
    """
    size = int.from_bytes(_exactly(sock, HEAD), "big")
    if size > LONGEST:
        raise Closed("message too long")
    return _exactly(sock, size)


def _exactly(sock: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        try:
            piece = sock.recv(min(size - len(data), MB))
        except ConnectionError as error:
            raise Closed("connection lost") from error
        if not piece:
            raise Closed("end of stream")
        data += piece
    return bytes(data)
