"""Firefox as Debian has it, driven by the protocol that it speaks itself (Marionette), so that no driver is needed.

One connection on loopback: a length, a colon, JSON. Clicks and keys are the browser's own, so whatever cannot be seen
or pressed by a person cannot be pressed here.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FIREFOX = shutil.which("firefox-esr")
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_PATIENCE_S = 60.0
_SETTINGS = {
    "marionette.port": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "media.navigator.permission.disabled": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


class FirefoxError(Exception):
    """Firefox did not do it."""


@dataclass
class Firefox:
    """A running browser with one window."""

    line: socket.socket
    _number: int = field(default=0)

    def does(self, command: str, **said: Any) -> Any:
        """Has it do something, and returns what it answers. Raises FirefoxError."""
        self._number += 1
        sent = json.dumps([0, self._number, command, said]).encode()
        self.line.sendall(f"{len(sent)}:".encode() + sent)
        _, _, error, answer = self.answer()
        if error is not None:
            raise FirefoxError(f"{command}: {error['message']}")
        return answer["value"] if isinstance(answer, dict) and set(answer) == {"value"} else answer

    def answer(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._some(1)
        return json.loads(self._some(int(length[:-1])))

    def opens(self, address: str) -> None:
        self.does("WebDriver:Navigate", url=address)

    def says(self, script: str, *given: Any) -> Any:
        """What a function body of the page returns."""
        return self.does("WebDriver:ExecuteScript", script=script, args=list(given))

    def waits(self, script: str, *given: Any) -> Any:
        """Asks until what the page says is true, and returns it."""
        ends = time.monotonic() + _PATIENCE_S
        while time.monotonic() < ends:
            with contextlib.suppress(FirefoxError):  # a page that is being loaded has nothing to say
                if found := self.says(script, *given):
                    return found
            time.sleep(0.2)
        raise FirefoxError(f"in vain: {script}")

    def sees(self, selector: str) -> None:
        self.waits(
            "const one = document.querySelector(arguments[0]); return one && one.offsetParent !== null", selector
        )

    def clicks(self, selector: str) -> None:
        self.sees(selector)
        self.does("WebDriver:ElementClick", id=self._found(selector))

    def types(self, selector: str, text: str) -> None:
        self.sees(selector)
        self.does("WebDriver:ElementClear", id=self._found(selector))
        self.does("WebDriver:ElementSendKeys", id=self._found(selector), text=text)

    def has_network(self, *, has: bool) -> None:
        """Takes the network away, or gives it back, as the menu's “Work offline” does."""
        self.does("Marionette:SetContext", value="chrome")
        self.says("Services.io.offline = !arguments[0]", has)
        self.does("Marionette:SetContext", value="content")

    def _found(self, selector: str) -> str:
        return str(self.does("WebDriver:FindElement", using="css selector", value=selector)[_ELEMENT])

    def _some(self, length: int) -> bytes:
        found = b""
        while len(found) < length:
            more = self.line.recv(length - len(found))
            if not more:
                raise FirefoxError("it is gone")
            found += more
        return found


@contextlib.contextmanager
def a_firefox(folder: Path) -> Iterator[Firefox]:
    """Starts one whose profile lies in this folder, which stays."""
    profile = folder / "profile"
    profile.mkdir(parents=True, exist_ok=True)
    prefs = "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in _SETTINGS.items())
    (profile / "user.js").write_text(prefs)
    command = [str(FIREFOX), "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", str(profile)]
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "MOZ_HEADLESS": "1"}
    browser = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with _line_to(profile) as line:
            firefox = Firefox(line)
            firefox.answer()
            firefox.does("WebDriver:NewSession")
            yield firefox
    finally:
        browser.terminate()
        browser.wait(timeout=60)


def _line_to(profile: Path) -> socket.socket:
    """Connects to the port that it chose, once it says which."""
    ends = time.monotonic() + 2 * _PATIENCE_S
    while time.monotonic() < ends:
        with contextlib.suppress(OSError, ValueError):
            port = int((profile / "MarionetteActivePort").read_text())
            return socket.create_connection(("127.0.0.1", port), timeout=2 * _PATIENCE_S)
        time.sleep(0.2)
    raise FirefoxError("it did not start")


def kept_by_pages(folder: Path) -> list[bytes]:
    """What pages keep in IndexedDB, as they gave it: Firefox lays it into SQLite packed, where no word is found."""
    found = []
    for path in sorted(folder.rglob("idb/*.sqlite")):
        with contextlib.closing(sqlite3.connect(path)) as store:
            rows = store.execute("SELECT data FROM object_data").fetchall()
        found += [unpacked(bytes(data)) for (data,) in rows if isinstance(data, bytes)]
    return found


def unpacked(packed: bytes) -> bytes:
    """Unpacks Snappy's raw form: after its length come stretches of their own, and copies of what was before."""
    at, out = next(at for at, byte in enumerate(packed) if byte < 0x80) + 1, bytearray()
    while at < len(packed):
        kind, upper = packed[at] & 3, packed[at] >> 2
        at += 1
        if kind == 0:
            more = max(upper - 59, 0)
            length = (int.from_bytes(packed[at : at + more], "little") if more else upper) + 1
            at += more
            out += packed[at : at + length]
            at += length
            continue
        wide = (0, 1, 2, 4)[kind]
        back = int.from_bytes(packed[at : at + wide], "little") + ((upper >> 3) << 8 if kind == 1 else 0)
        at += wide
        for _ in range((upper & 7) + 4 if kind == 1 else upper + 1):
            out.append(out[-back])
    return bytes(out)
