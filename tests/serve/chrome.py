"""A real Chromium, driven through its debugging pipe: keys, clicks, files, pictures."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from serve.test_in_browser import BROWSER

PATIENCE = 60.0
"""Seconds that anything may take on a busy machine."""


class Chrome:
    """One page of a running Chromium."""

    def __init__(self, to: int, back: int) -> None:
        self._to = to
        self._back = back
        self._read = b""
        self._number = 0
        self._events: list[Any] = []
        self._session = ""
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        attached = self._send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._send(f"{domain}.enable")

    def _send(self, method: str, **params: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]
            self._events.append(answer)

    def _receive(self) -> Any:
        while b"\0" not in self._read:
            ready, _, _ = select.select([self._back], [], [], PATIENCE)
            assert ready, "Chromium does not answer"
            self._read += os.read(self._back, 1 << 20)
        message, _, self._read = self._read.partition(b"\0")
        return json.loads(message)

    def faults(self) -> list[str]:
        """What the page's console says went wrong since the last call."""
        self.run("1")
        told = []
        for event in self._events:
            params = event.get("params", {})
            if event.get("method") == "Log.entryAdded" and params["entry"]["level"] == "error":
                told.append(str(params["entry"]["text"]))
            if event.get("method") == "Runtime.exceptionThrown":
                told.append(json.dumps(params["exceptionDetails"])[:500])
        self._events.clear()
        return told

    def run(self, expression: str) -> Any:
        """The value of an expression in the page."""
        found = self._send(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true; the page may change meanwhile."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(AssertionError):
                if self.run(f"Boolean({expression})"):
                    return
            time.sleep(0.05)
        shown = self.run("document.body.innerText")
        raise AssertionError(f"never true: {expression}\n{shown[:2000]}")

    def before_each(self, script: str) -> None:
        """Run a script in every page before anything of its own, past its policy."""
        self._send("Page.addScriptToEvaluateOnNewDocument", source=script)

    def go(self, address: str) -> None:
        """Open a page and wait until it is there."""
        self._send("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def press(self, key: str, *, code: int = 0, modifiers: int = 0) -> None:
        """One key: Tab, Enter, Space, ArrowDown ..."""
        known = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "Escape": 27}
        number = code or known[key]
        text = {"Enter": "\r", " ": " "}.get(key, key if len(key) == 1 else "")
        name = "Space" if key == " " else key
        for kind in ("keyDown", "keyUp"):
            self._send(
                "Input.dispatchKeyEvent", type=kind, key=key, code=name, modifiers=modifiers,
                windowsVirtualKeyCode=number,
                **({"text": text, "unmodifiedText": text} if kind == "keyDown" else {}),
            )  # fmt: skip

    def tab_to(self, expression: str) -> None:
        """Press Tab until the element in focus is the one that the expression gives."""
        for _ in range(200):
            if self.run(f"document.activeElement === ({expression})"):
                return
            self.press("Tab")
        raise AssertionError(f"not reached by keyboard: {expression}")

    def type(self, text: str) -> None:
        """Write into the element in focus."""
        self._send("Input.insertText", text=text)

    def choose_files(self, selector: str, files: Sequence[Path]) -> None:
        """Give files to a field, as the browser's own window does."""
        root = self._send("DOM.getDocument")["root"]["nodeId"]
        node = self._send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self._send("DOM.setFileInputFiles", files=[str(f) for f in files], nodeId=node)

    def drop_files(self, selector: str, files: Sequence[Path]) -> None:
        """Drag files from the desktop over an element and let go of them there."""
        box = self.run(
            f"(r => [r.x + r.width / 2, r.y + r.height / 2])"
            f"(document.querySelector({selector!r}).getBoundingClientRect())"
        )
        data = {"items": [], "files": [str(f) for f in files], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self._send("Input.dispatchDragEvent", type=kind, x=box[0], y=box[1], data=data)

    def size(self, width: int, height: int) -> None:
        """How large the window is."""
        self._send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=False,
        )  # fmt: skip

    def scripts(self, *, on: bool) -> None:
        """Whether pages may run scripts."""
        self._send("Emulation.setScriptExecutionDisabled", value=not on)

    def picture(self, path: Path) -> None:
        """What the page looks like, as PNG."""
        shot = self._send("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def chrome(folder: Path, *, width: int = 1280, height: int = 900) -> Iterator[Chrome]:
    """A Chromium of one's own, its profile in a folder."""
    assert BROWSER is not None
    there, to = os.pipe()
    back, here = os.pipe()
    # Chromium reads its third file and writes its fourth; the pipes must lie elsewhere before.
    given = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 50) for one in (there, here)]
    arguments = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}",
        "--remote-debugging-pipe", "--no-first-run", "--hide-scrollbars",
        f"--window-size={width},{height}", "about:blank",
    ]  # fmt: skip
    quiet = os.open(os.devnull, os.O_WRONLY)
    process = os.posix_spawn(
        BROWSER,
        arguments,
        dict(os.environ),
        file_actions=[
            (os.POSIX_SPAWN_DUP2, given[0], 3),
            (os.POSIX_SPAWN_DUP2, given[1], 4),
            (os.POSIX_SPAWN_DUP2, quiet, 2),
        ],
        setpgroup=0,
    )
    for one in (there, here, quiet, *given):
        os.close(one)
    try:
        found = Chrome(to, back)
        found.size(width, height)
        yield found
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(to)
        os.close(back)
