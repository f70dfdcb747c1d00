"""The application for Android in a Java of its own, on one imitated phone, with the real engine as its child.

What is imitated is Android (android/imitated) and the musl loader by which a package starts Python: in its place stands
a program that hands the three streams on, and our Python of this machine begins on them, forked from one that has its
libraries loaded (tests/support/forking.py). So application and engine hold the two ends of one pipe, and nobody stands
between them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bluezone.device.store import Store, open_store
from tests.support.android.killed_engine import APPLICATION, LOG, PLAN
from tests.support.forking import Forked, fork
from tests.support.radio.android import compiled

PATIENCE_S = 120.0
HURRY = 50
"""How many times faster the application's waits pass: ten seconds until it starts an engine again are two tenths."""
_NONCE_BYTES = 12
_CALL = 1 << 16
_LOADER = '''#!{python} -ISE
"""In the place of the musl loader: hands its streams on, and ends as what was begun on them ends."""
import json, os, signal, socket, sys
line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
line.connect({path!r})
signal.signal(signal.SIGTERM, lambda *_: line.send(b"stop"))
socket.send_fds(line, [json.dumps([sys.argv, dict(os.environ)]).encode()], [0, 1, 2])
nowhere = os.open(os.devnull, os.O_RDWR)
for one in range(3):
    os.dup2(nowhere, one)
os._exit(int(line.recv(16) or 1) & 255)
'''


class Application:
    """One phone with the application installed; the application is killed and brought back, the phone stays."""

    def __init__(self, folder: Path, exchange: str, port: int) -> None:
        self.folder, self._exchange, self._port = folder, exchange, port
        self.files = folder / "files"
        self.engines: list[Forked] = []
        """All that were ever begun, the youngest last."""
        self.strange: list[str] = []
        """What an engine was started with, or found, that it should not."""
        self.java: subprocess.Popen[str] | None = None
        self.says = ""
        """What the application has said last: where the pages are, `-` while there are none, or `over`."""
        for name in ("system", "assets", "native"):
            (folder / name).mkdir(parents=True)
        self.install(b"first")
        path = str(folder / "loader")
        loader = folder / "native" / "libmusl.so"
        loader.write_text(_LOADER.format(python=sys.executable, path=path))
        loader.chmod(0o755)
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._door.bind(path)
        self._door.listen(8)
        threading.Thread(target=self._serve, daemon=True).start()

    def install(self, version: bytes) -> None:
        """A package of this version: what the engine's archive holds names it in each file."""
        archive = self.folder / "assets" / "engine.zip"
        with zipfile.ZipFile(archive, "w") as packed:
            for number in range(20):
                packed.writestr(f"lib/python3/part{number}.py", version)
        (self.folder / "assets" / "engine.sha256").write_text(hashlib.sha256(version).hexdigest())
        self._version = version

    def begin(self, *, permitted: bool = True) -> None:
        """As the system does it: at the owner's tap, after a start of the phone, or because it was killed."""
        java = ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"]
        self.let_go()
        application = [f"-Dimitated.hurry={HURRY}", "-cp", compiled(), "vn.bluezone.phone.Alone", self.folder]
        self.java = subprocess.Popen(
            [*java, *application, "permitted" if permitted else "forbidden"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        (self.folder / APPLICATION).write_text(str(self.java.pid))
        self.says = ""
        threading.Thread(target=self._listen, args=(self.java,), daemon=True).start()

    def plan(self, **wanted: object) -> None:
        """The next engine kills at a line of the pipe (killed_engine.py)."""
        (self.folder / PLAN).write_text(json.dumps(wanted))

    def act(self, word: str) -> None:
        """The owner switches Bluetooth `off` or `on`."""
        assert self.java is not None
        assert self.java.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.java.stdin.write(f"{word}\n")

    def kill(self) -> None:
        """What the system does without a word: SIGKILL."""
        if self.java is not None:
            self.java.kill()
            self.let_go()

    def let_go(self) -> None:
        """Waits for the end of a killed application."""
        if self.java is not None:
            self.java.wait(PATIENCE_S)
            with contextlib.suppress(OSError):
                assert self.java.stdin is not None
                self.java.stdin.close()
        self.java = None

    @property
    def is_alive(self) -> bool:
        return self.java is not None and self.java.poll() is None

    def living(self) -> list[Forked]:
        """The engines that have not ended."""
        return [one for one in self.engines if one.poll() is None]

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        """The engine's store, opened with the key that the phone's key store unseals; also beside the engine."""
        kept = dict(line.split() for line in (self.folder / "system" / "keys").read_text().splitlines())
        sealed = (self.files / "phone" / "store.key.sealed").read_bytes()
        key = AESGCM(bytes.fromhex(kept["store"])).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        with contextlib.closing(open_store(self.files / "phone" / "phone.store", key)) as store:
            yield store

    def rung(self) -> list[str]:
        """The names of the notices that the screen rang for, in order."""
        log = self.folder / "system" / "screen"
        lines = log.read_text().splitlines() if log.exists() else []
        return [line.split()[1] for line in lines if line.startswith("rings ")]

    def said_by_engines(self) -> list[str]:
        """What all engines have said for people so far."""
        log = self.folder / LOG
        return log.read_text().splitlines() if log.exists() else []

    def close(self) -> None:
        self.kill()
        self._door.close()
        for engine in self.living():
            engine.kill()
            engine.wait(PATIENCE_S)

    def _listen(self, java: subprocess.Popen[str]) -> None:
        assert java.stdout is not None
        with java.stdout as lines:
            for line in lines:
                if java is self.java:
                    self.says = line.strip()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._lend, args=(line,), daemon=True).start()

    def _lend(self, line: socket.socket) -> None:
        """Begins an engine on the streams of whoever calls, and tells them its end."""
        with line:
            call, streams, _, _ = socket.recv_fds(line, _CALL, 3)
            if not call:
                return
            words, around = json.loads(call)
            engine = fork(
                *self._words(words),
                program="tests.support.android.killed_engine",
                environment={**os.environ, **self._around(around), "BLUEZONE_KILLS": str(self.folder)},
                stdin=streams[0],
                stdout=streams[1],
                stderr=streams[2],
            )
            for one in streams:
                os.close(one)
            self.engines.append(engine)
            while engine.poll() is None:
                ready, _, _ = select.select([line, engine._told], [], [], 1)
                if line in ready:
                    if not line.recv(16):
                        break  # the loader was killed along
                    engine.terminate()
            line.send(str(engine.wait(PATIENCE_S)).encode())

    def _words(self, words: list[str]) -> list[str]:
        """The engine's command; what the imitated system has no texts for is put in, and its pages go to our port."""
        loader, native = str(self.folder / "native" / "libmusl.so"), str(self.folder / "native")
        begin = [loader, "--library-path", native, f"{native}/libpython_exe.so", "-m", "bluezone.cli"]
        if words[: len(begin)] != begin:
            self.strange.append(f"a command that begins with {words[:6]}")
        given = dict(zip(words[8::2], words[9::2], strict=True))
        given.pop("--root-key")
        given |= {"--exchange": self._exchange, "--port": str(self._port)}
        return [*words[6:8], *(word for pair in given.items() for word in pair)]

    def _around(self, around: dict[str, str]) -> dict[str, str]:
        """What of the engine's surroundings its application has set; Python's own folder is looked through instead."""
        python = Path(around["PYTHONHOME"])
        parts = {path.read_bytes() for path in python.rglob("part*.py")}
        if parts != {self._version} or len(list(python.rglob("part*.py"))) != 20:
            self.strange.append(f"an engine laid out as {parts}")
        return {name: around[name] for name in ("PYTHONDONTWRITEBYTECODE", "HOME", "TMPDIR")}


def until(done: object, within_s: float = PATIENCE_S) -> bool:
    """Waits until something is so; whether it came to be."""
    assert callable(done)
    end = time.monotonic() + within_s
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
