"""`bluezone …`, and programs of the tests, each in a process of its own whose libraries are loaded already: a start
takes seven tenths of a second of work, and more than half of that goes into libraries that are the same for each.

One process of a run, or of each worker where few files run, loads them, and forks for whoever asks. What hangs on a
program's words or environment (Django's settings, the portal's tables, keys, a store) is loaded by the fork alone, as
in any start. Tests about starts themselves, and whatever sets Python's own environment, begin with `sys.executable`
(tests/cli/test_main.py).

Run as a program: the argument is the socket on which the calls come.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from bluezone.doors import with_room
from tests.support.certificates_once import read_certificates_once
from tests.support.made_once import RUN_FOLDER, made_once
from tests.support.sources import PROJECT

WHOLE_PASSWORDS = "BLUEZONE_TEST_WHOLE_PASSWORDS"
"""Set for a portal at which signing in is to take as long as at the product's."""
_LOADED = (
    "alembic.command",
    "axes",
    "babel.messages.pofile",
    "bluezone.cli.exchange",
    "bluezone.cli.portal",
    "bluezone.conformance.inspection",
    "bluezone.joining.device.living",
    "bluezone.joining.exchange.serving",
    "bluezone.lists.planning.building",
    "bluezone.lists.reading.opening",
    "bluezone.portal.followup.answers",
    "bluezone.portal.frame.figures",
    "bluezone.portal.frame.listing",
    "bluezone.portal.identity.permissions",
    "bluezone.portal.isolation.course",
    "bluezone.portal.lists.preview",
    "bluezone.portal.lists.reading",
    "bluezone.portal.operations.preparing",
    "bluezone.portal.places.acts",
    "bluezone.portal.posts.wire",
    "bluezone.portal.tracing.likeness",
    "bluezone.portal.world",
    "bluezone.webui.assets",
    "bluezone.webui.charts",
    "csp.middleware",
    "django.contrib.auth.management",
    "django.contrib.sessions.backends.base",
    "django.core.mail.backends.smtp",
    "django.core.management.commands.migrate",
    "django.db.backends.sqlite3.base",
    "django.test",
    "docx",
    "fido2.server",
    "httpx",
    "litestar._kwargs",
    "nacl.public",
    "pyhanko.sign.general",
    "rapidfuzz",
    "rules.permissions",
    "structlog",
    "whitenoise.middleware",
    "xlsxwriter",
)
"""What asks for no settings of Django's when it is loaded, and starts no thread; but granian, since a command that has
loaded it is ended in another way (`run` in bluezone/cli/__main__.py)."""

_LOADED_WHOLE = ("documents", "rollout", "trace")
"""Rooms that know no settings, of which a portal's start loads nearly everything."""

_CALL = 1 << 17
"""The longest call: words and an environment."""
_ITS_LINE = 3
"""The descriptor of the line by which a portal that is served begins its works."""
_INTERRUPTED = signal.getsignal(signal.SIGINT)
"""What an interrupt does to whoever starts."""


class Forked:
    """A command that was begun, with what tests ask of a `subprocess.Popen`."""

    def __init__(self, pid: int, told: Any, ends: Mapping[str, int], words: list[str]) -> None:
        self.pid = pid
        self.args = words
        self.returncode: int | None = None
        self._told = told
        self._turn = threading.Lock()  # a portal ends a work from one thread and waits for it in another
        self._waiting = 0
        self.stdin = os.fdopen(ends["stdin"], "w", encoding="utf-8") if "stdin" in ends else None
        self.stdout = os.fdopen(ends["stdout"], encoding="utf-8") if "stdout" in ends else None
        self.stderr = os.fdopen(ends["stderr"], encoding="utf-8") if "stderr" in ends else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        self.wait()

    def poll(self) -> int | None:
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        if self._ended(timeout) is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        assert self.returncode is not None
        return self.returncode

    def _ended(self, timeout: float | None) -> int | None:
        with self._turn:
            if self.returncode is not None:
                return self.returncode
            self._waiting += 1
        is_told = False
        try:
            is_told = bool(select.select([self._told], [], [], timeout)[0])
        finally:
            with self._turn:
                self._waiting -= 1
                if is_told and self.returncode is None:
                    self.returncode = int(self._told.readline())
                if self.returncode is not None and not self._waiting:  # who still waits would look at somebody else's
                    self._told.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended since, as with `subprocess.Popen`
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it still says, to its end."""
        if self.stdin is not None:
            self.stdin.close()
        said: dict[Any, str] = {stream: "" for stream in (self.stdout, self.stderr) if stream is not None}
        readers = [threading.Thread(target=self._read, args=(stream, said), daemon=True) for stream in said]
        for reader in readers:
            reader.start()
        self.wait(timeout)
        for reader in readers:
            reader.join()
        return _of(self.stdout, said), _of(self.stderr, said)

    @staticmethod
    def _read(stream: Any, said: dict[Any, str]) -> None:
        said[stream] = stream.read()
        stream.close()


def _of(stream: object, said: Mapping[Any, str]) -> str:
    return "" if stream is None else said[stream]


def fork(
    *words: str | Path,
    program: str = "bluezone.cli",
    environment: Mapping[str, str],
    stdin: int | None = None,
    stdout: int | None = None,
    stderr: int | None = None,
    new_session: bool = False,
) -> Forked:
    """Begins `bluezone …`, or another program of ours; the streams as for `subprocess.Popen`, as text."""
    ends: dict[str, int] = {}
    with contextlib.ExitStack() as theirs:
        streams = [
            _stream(name, what, ends, theirs)
            for name, what in (("stdin", stdin), ("stdout", stdout), ("stderr", stderr))
        ]
        ours, told = os.pipe()
        theirs.callback(os.close, told)
        call = {
            "program": program,
            "words": [str(word) for word in words],
            "environment": dict(environment),
            "folder": str(Path.cwd()),
            "new_session": new_session,
            "asks": [str(word) for word in words[:2]] == ["portal", "serve"],
        }
        _forker().ask(json.dumps(call).encode(), [*streams, told])
    answers = os.fdopen(ours, encoding="utf-8")
    return Forked(int(answers.readline()), answers, ends, [str(word) for word in words])


def forked(
    *words: str | Path, program: str = "bluezone.cli", environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """The same to its end: its status, and what it said as text."""
    process = fork(
        *words,
        program=program,
        environment=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        said, complained = process.communicate(timeout)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    assert process.returncode is not None
    return subprocess.CompletedProcess(process.args, process.returncode, said, complained)


def _stream(name: str, what: int | None, ends: dict[str, int], theirs: contextlib.ExitStack) -> int:
    """The descriptor that the command is given; ours of a pipe stands in `ends`."""
    if what == subprocess.PIPE:
        reading, writing = os.pipe()
        given, ends[name] = (reading, writing) if name == "stdin" else (writing, reading)
    elif what == subprocess.DEVNULL:
        given = os.open(os.devnull, os.O_RDWR)
    else:
        given = os.dup(what if what is not None else ("stdin", "stdout", "stderr").index(name))
    theirs.callback(os.close, given)
    return given


class _Forker:
    """The process that has the libraries loaded."""

    def __init__(self, line: socket.socket, process: subprocess.Popen[bytes] | None = None) -> None:
        self._line = line
        self._process = process
        self._turn = threading.Lock()

    @classmethod
    def begun(cls) -> Self:
        ours, theirs = _line()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.forking", str(theirs.fileno())],
                env={**os.environ, "DJANGO_SETTINGS_MODULE": ""},
                cwd=PROJECT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        return cls(ours, process)

    def ask(self, call: bytes, streams: list[int]) -> None:
        with self._turn:
            socket.send_fds(self._line, [call], streams)

    def end(self) -> None:
        """What it and its forks cost is known once it was waited for, by whoever began it; the last of those who share
        it ends it."""
        self._line.close()
        if self._process is not None:
            self._process.wait(60)


def _line() -> tuple[socket.socket, socket.socket]:
    """On which calls come: the end of whoever asks, and the other."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * _CALL)
    return ours, theirs


_FORKERS: list[_Forker] = []


def _forker() -> _Forker:
    if not _FORKERS:
        _FORKERS.append(_Forker.begun())
    return _FORKERS[0]


def begin_forking() -> None:
    """For workers that are to share the process that has the libraries loaded: before they are there."""
    _forker()


def end_forking() -> None:
    """Lets the process go that has the libraries loaded, once no test follows."""
    while _FORKERS:
        _FORKERS.pop().end()


def main(number: int) -> str:
    """Forks until nobody can ask any more, whoever interrupts a terminal: what it forked ends with it. What forks
    returns from here with the program that it is to be."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.modules["rich"] = None  # type: ignore[assignment] # as whoever starts lightly
    for name in (*_LOADED, *_modules_of(_LOADED_WHOLE)):
        importlib.import_module(name)
    read_certificates_once()
    if run := os.environ.get(RUN_FOLDER):
        _share_compiled_templates(Path(run, "templates"))
        _share_collected_files(Path(run))
    assert "granian" not in sys.modules
    assert 1 == threading.active_count(), "a fork has none of the threads"
    gc.freeze()
    lines = {number: socket.socket(fileno=number)}
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    running: dict[int, int] = {}
    while number in lines:
        ready, _, _ = select.select([*lines, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            _tell_who_ended(running)
        for asked in set(ready) & set(lines):
            if (program := _heard(lines, asked, running)) is not None:
                return program
    for pid in running:  # whoever began it has gone, or forgot it
        os.kill(pid, signal.SIGKILL)
    _tell_who_ended(running, 0)  # what they cost counts as the tests' own
    os._exit(0)


def _modules_of(rooms: Iterable[str]) -> Iterator[str]:
    for room in rooms:
        whole = importlib.import_module(f"bluezone.{room}")
        yield from (one.name for one in pkgutil.walk_packages(whole.__path__, f"{whole.__name__}."))


def _heard(lines: dict[int, socket.socket], asked: int, running: dict[int, int]) -> str | None:
    """Forks for whoever asks on a line, or lets a line go on which nobody can. In the fork the program that it is to
    be, else None."""
    call, descriptors, _, _ = socket.recv_fds(lines[asked], _CALL, 4)
    if not call:
        lines.pop(asked).close()
        return None
    told = descriptors.pop()
    begun = json.loads(call)
    ours, theirs = _line() if begun["asks"] else (None, None)
    if not (pid := os.fork()):
        return _become(begun, descriptors, ours)
    if ours is not None and theirs is not None:
        ours.close()
        lines[theirs.fileno()] = theirs
    running[pid] = told
    with contextlib.suppress(BrokenPipeError):  # whoever asked was killed; others ask on
        os.write(told, f"{pid}\n".encode())
    for one in descriptors:
        os.close(one)
    return None


def _share_compiled_templates(folder: Path) -> None:
    """Each portal that is served would compile its pages for itself; they are those of the portal's own tests."""
    from jinja2 import FileSystemBytecodeCache

    from bluezone.portal.frame import environment as pages

    folder.mkdir(exist_ok=True)
    make, compiled = pages.environment, FileSystemBytecodeCache(str(folder))
    pages.environment = lambda **options: make(**{"bytecode_cache": compiled} | options)


def _share_collected_files(run: Path) -> None:
    """Styles and scripts are those of every portal of a run: the first that is served collects and presses them, the
    others copy what it has. In a drill each does as the product does. That a start takes nothing that stands there for
    whole is asked by tests/portal/operations/test_preparing.py."""
    from bluezone.portal.operations import preparing

    collect = preparing.prepare_files

    def prepared() -> None:
        if os.environ.get("BLUEZONE_AMOUNTS") == "full":
            collect()
        else:
            _take_collected_files(run, collect)

    preparing.prepare_files = prepared


def _take_collected_files(run: Path, collect: Callable[[], None]) -> None:
    from django.conf import settings

    own = Path(settings.STATIC_ROOT)

    def make(folder: Path) -> None:
        collect()
        shutil.copytree(own, folder / own.name)

    made = made_once("collected-files", make, run=run)
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(made / own.name, own)


def _tell_who_ended(running: dict[int, int], how: int = os.WNOHANG) -> None:
    for pid in list(running):
        ended, status = os.waitpid(pid, how)
        if ended:
            with contextlib.suppress(BrokenPipeError), os.fdopen(running.pop(pid), "w", encoding="ascii") as told:
                told.write(f"{os.waitstatus_to_exitcode(status)}\n")


def _become(call: dict[str, Any], streams: list[int], line: socket.socket | None) -> str:
    """Has the fork be as a process that somebody has just started; one that begins others does so by the line."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, _INTERRUPTED)
    if call["new_session"]:
        os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    if line is not None:
        os.dup2(line.detach(), _ITS_LINE, inheritable=False)
    os.closerange(_ITS_LINE + (line is not None), 1024)
    os.environ.clear()
    os.environ.update(call["environment"])
    _take_passwords_lightly()
    os.chdir(call["folder"])
    sys.argv = [call["program"], *call["words"]]
    if line is not None:
        _begin_works_by_forking()
    return str(call["program"])


def _take_passwords_lightly() -> None:
    """By argon2 as the product takes them, but with the least room and time: a quarter of a second at each sign-in, and
    whenever somebody says again who they are, was most of what many a story asked of a portal. In a drill, and where
    sign-ins are counted, as the product does."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    if os.environ.get("BLUEZONE_AMOUNTS") != "full" and WHOLE_PASSWORDS not in os.environ:
        Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


def _begin_works_by_forking() -> None:
    """In a portal that is served: its works apart are begun as it was. Each of the many portals of a run would load all
    libraries anew for each of its works, which was a tenth of what the suite cost."""
    from bluezone.joining.portal import one_work, works_apart
    from tests.support import forking  # as whoever asks, not as the program that this process was

    forking._FORKERS.append(_Forker(socket.socket(fileno=_ITS_LINE)))

    def begun(work: str, holder: str) -> Forked:
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
        return forking.fork(
            work, holder, program=one_work.__name__, environment=os.environ, new_session=True, **streams
        )

    works_apart._begun = begun  # type: ignore[assignment]


if __name__ == "__main__":
    begun = main(int(sys.argv[1]))
    with_room(runpy.run_module, begun, None, "__main__", True)
