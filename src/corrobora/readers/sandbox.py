"""Reports are hostile until read: each is parsed in a child process that can do little else.

A warm process has the parsers loaded and forks a child for each input (about 3 ms). The child has
bounded memory and processor time, no network, and may write no file. When it crashes, hangs or
asks for too much, the input is refused with the reason and the run goes on. Messages are typed
MessagePack; nothing that a child says is executed.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import suppress
from types import TracebackType
from typing import IO, Self

import msgspec

from corrobora.errors import UnreadableInput
from corrobora.model import Refusal
from corrobora.readers import wire
from corrobora.readers.items import Given, Output
from corrobora.readers.limits import Limits, megabytes

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from corrobora.readers.worker import main; main(int(sys.argv[2]))"
)
_START_SECONDS = 60.0
_END_SECONDS = 10.0
_reports = msgspec.msgpack.Decoder(wire.Ready | wire.Ended)
_sayings = msgspec.msgpack.Decoder(wire.Taken | wire.Inner | wire.Refused | wire.Failed | wire.Done)


class Sandbox:
    """Parsers in child processes; started at first use, replaced when it breaks.

    Use it as a context manager, from one thread at a time. Reading may be nested: a part may be
    read while the archive that it came from waits.

    Attributes:
        limits: The bounds it keeps.
        confined: What the parsers are kept from on this system, once started: of ``memory``,
            ``time``, ``network``, ``files``.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.confined: tuple[str, ...] = ()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ended: dict[int, wire.Ended] = {}
        self._jobs = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the warm process and its children. The sandbox can be used again."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            try:
                self._process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = self._control = None
        self._ended.clear()

    def read(
        self, media_type: str, given: Given, stream: IO[bytes] | None = None
    ) -> Iterator[Output]:
        """Read one input; every failure becomes a refusal, none is raised.

        Args:
            media_type: Which reader to use.
            given: The input; its bytes are not looked at when there is a stream.
            stream: An open file, for the formats that are read as streams.
        """
        try:
            job, sock = self._begin(stream)
        except (OSError, wire.Closed, UnreadableInput) as error:
            self.close()
            yield Refusal(
                name=given.name,
                reason=f"The parser process could not be started ({error}).",
                remedy="Try again; text and JSON Lines are read without it.",
            )
            return
        finished = False
        try:
            outcome = yield from self._converse(sock, job, media_type, given, stream)
            finished = True
        finally:
            sock.close()
            if not finished:
                self._stop(job)
                self._wait(job)
        if outcome is not None:
            yield outcome

    def _start(self) -> socket.socket:
        if self._control is not None:
            return self._control
        if not hasattr(os, "fork"):
            raise UnreadableInput("this system cannot fork processes")
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-s", "-P", "-c", _START, json.dumps(sys.path),
                 str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # No secret of ours goes along, and sets are ordered the same in every run.
                env={"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
            )  # fmt: skip
        self._control = ours
        ours.settimeout(_START_SECONDS)
        ready = _reports.decode(wire.receive(ours))
        if isinstance(ready, wire.Ready):
            self.confined = ready.confined
        return ours

    def _begin(self, stream: IO[bytes] | None) -> tuple[int, socket.socket]:
        """Have a child forked; its number and our end of its socket."""
        ours, theirs = socket.socketpair()
        self._jobs += 1
        fds = [theirs.fileno()] if stream is None else [theirs.fileno(), stream.fileno()]
        order = msgspec.msgpack.encode(wire.Start(self._jobs, stream is not None))
        order = bytes([len(order)]) + order
        with theirs:
            try:
                try:
                    socket.send_fds(self._start(), [order], fds)
                except (OSError, wire.Closed):
                    # The warm process died since the last job (an administrator, the kernel's
                    # memory killer): a new one takes its place.
                    self.close()
                    socket.send_fds(self._start(), [order], fds)
            except (OSError, wire.Closed, UnreadableInput):
                ours.close()
                raise
        ours.settimeout(self.limits.wall_seconds)
        return self._jobs, ours

    def _converse(
        self,
        sock: socket.socket,
        job: int,
        media_type: str,
        given: Given,
        stream: IO[bytes] | None,
    ) -> Generator[Output, None, Refusal | None]:
        """Give the task, pass on what comes, and say how it ended (None: well)."""
        seconds = self._cpu_seconds(stream)
        failed: wire.Failed | None = None
        said = 0
        try:
            wire.send(sock, wire.Task(media_type, given, self.limits, seconds))
            while said < self.limits.outputs:
                said += 1
                message = _sayings.decode(wire.receive(sock))
                match message:
                    case wire.Done():
                        break
                    case wire.Failed():
                        failed = message
                    case wire.Taken():
                        yield message.draft
                    case wire.Inner():
                        yield message.part
                    case wire.Refused():
                        yield message.refusal
        except TimeoutError:
            self._stop(job)
            self._wait(job)
            waited = f"The parser said nothing for {self.limits.wall_seconds:.0f} seconds."
            return _refusal(given.name, "input.limit", waited)
        except (OSError, wire.Closed, msgspec.DecodeError):
            return self._died(given.name, job, seconds)
        ended = self._wait(job)
        if said >= self.limits.outputs:
            many = f"It holds more than {self.limits.outputs:,} parts."
            return _refusal(given.name, "input.limit", many)
        if failed is not None:
            return self._failure(given.name, failed, ended)
        return None

    def _cpu_seconds(self, stream: IO[bytes] | None) -> int:
        if stream is None:
            return self.limits.cpu_seconds
        size = os.fstat(stream.fileno()).st_size
        return self.limits.cpu_seconds * (1 + size // self.limits.input_bytes)

    def _failure(self, name: str, failed: wire.Failed, ended: wire.Ended | None) -> Refusal:
        """A parser's exception: a limit when memory ran out, whatever the exception was called."""
        if failed.memory or self._near_memory_limit(ended):
            return self._memory(name)
        return _refusal(
            name, "input.unreadable", f"The file is damaged or unusual ({failed.error})."
        )

    def _died(self, name: str, job: int, cpu_seconds: int) -> Refusal:
        """A parser that ended without a word: which limit it hit, as far as can be known."""
        self._stop(job)
        ended = self._wait(job)
        if ended is None:
            self.close()
            return _refusal(name, "input.limit", "The parser process was ended from outside.")
        if ended.signal == signal.SIGXCPU or ended.cpu_seconds >= cpu_seconds:
            late = f"Reading it took more than {cpu_seconds} seconds of processor time."
            return _refusal(name, "input.limit", late)
        if self._near_memory_limit(ended):
            return self._memory(name)
        how = f"signal {ended.signal}" if ended.signal else f"status {ended.exit_status}"
        return _refusal(name, "input.limit", f"The parser crashed on it ({how}).")

    def _near_memory_limit(self, ended: wire.Ended | None) -> bool:
        # Buffers grow by doubling, so the request that was refused came at half the limit.
        return ended is not None and ended.memory_bytes * 2 >= self.limits.memory_bytes

    def _memory(self, name: str) -> Refusal:
        bytes_ = megabytes(self.limits.memory_bytes)
        return _refusal(name, "input.limit", f"Reading it took more than {bytes_} of memory.")

    def _stop(self, job: int) -> None:
        """Have a job killed, if it still runs."""
        if self._control is None:
            return
        order = msgspec.msgpack.encode(wire.Stop(job))
        with suppress(OSError):
            self._control.sendall(bytes([len(order)]) + order)

    def _wait(self, job: int) -> wire.Ended | None:
        """How a job ended; None when the warm process does not know any more."""
        while job not in self._ended:
            if self._control is None:
                return None
            self._control.settimeout(_END_SECONDS)
            try:
                report = _reports.decode(wire.receive(self._control))
            except (OSError, wire.Closed, msgspec.DecodeError):
                return None
            if isinstance(report, wire.Ended):
                self._ended[report.job] = report
        return self._ended.pop(job)


def _refusal(name: str, code: str, reason: str) -> Refusal:
    remedies = {
        "input.limit": "Check where the file comes from; if you trust it, save its text as .txt.",
        "input.unreadable": "Open it in its program and save it anew, or save its text as .txt.",
    }
    return Refusal(name=name, reason=reason, remedy=remedies[code], code=code)
