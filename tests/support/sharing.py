"""Tests shared among workers (`--workers 4`): processes that are forked once every test is loaded.

Loading all tests takes longer than most files of them, and costs the same in whichever process it happens: here it
happens once. A worker is given one file at a time, so that what a file sets up is set up once, and tells of each test
what a process without workers would have told of it itself. A worker that ends in the middle of a test has failed it,
and another one takes what is left of its file.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import gc
import itertools
import os
import signal
import sys
import threading
import time
import traceback
import warnings
import weakref
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, NoReturn

import pytest
from _pytest._io import TerminalWriter
from _pytest.threadexception import collect_thread_exception
from _pytest.tmpdir import TempPathFactory
from _pytest.unraisableexception import collect_unraisable

from tests.support.forking import begin_forking, end_forking

Told = dict[str, Any]


def _threads() -> int:
    """Of whatever language, where the system tells."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


_THREADS_BEFORE = _threads()
"""Those of libraries that see to it themselves that a fork has them (numpy, which pytest-randomly has loaded)."""
_MANY = 100
"""Files, among which are some that start commands: what those are forked from is loaded once for all workers."""
_LOOK_S = 5
"""How often it is seen whether a worker still lives whose line somebody else holds open."""
_END_S = 60
"""How long a worker that is told to end may take down what its tests began, until it is killed."""
_TAKE_DOWN_S = 300
"""How long a worker that has run all its tests may: a test's own limit is over, and one that hangs would never end."""


def shares(config: pytest.Config) -> bool:
    """Whether this process is one that has workers: neither one of them, nor one that works alone."""
    return bool(config.option.workers > 1 and not config.option.collectonly and not config.option.usepdb)


class Sharing:
    """The process that has loaded all tests: it hands out files, and passes on what it is told."""

    def __init__(self, session: pytest.Session, waits: Callable[[Path], bool] = lambda _file: False) -> None:
        """`waits` knows files that leave their core to others for most of their time."""
        self._session = session
        self._waits = waits
        at = range(len(session.items))
        self._files = [list(file) for _, file in itertools.groupby(at, key=lambda place: session.items[place].path)]
        self._workers: dict[Connection, _Worker] = {}
        self._names = itertools.count()
        self._untold = set(at)

    def run(self) -> None:
        self._session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined] # the workers' lie in it
        if (reporter := self._session.config.pluginmanager.get_plugin("terminalreporter")) is not None:
            reporter.showfspath = False  # of files that run at once each test would begin a line
        if len(self._files) > _MANY:
            begin_forking()
        self._files.reverse()
        try:
            for _ in range(min(self._session.config.option.workers, len(self._files))):
                self._begin(self._next())
            while self._workers:
                for line in self._with_news():
                    self._hear(self._workers[line])
            assert not self._untold, f"nobody told what came of {len(self._untold)} tests"
        finally:
            self._end_all()

    def _next(self) -> list[int]:
        """The first file that is left; while somebody has one that waits, the first that computes, and else the first
        that waits: of workers that all wait at once nobody would use a core."""
        wanted = not any(worker.left and self._is_patient(worker.left) for worker in self._workers.values())
        for place in reversed(range(len(self._files))):
            if self._is_patient(self._files[place]) is wanted:
                return self._files.pop(place)
        return self._files.pop()

    def _is_patient(self, file: list[int]) -> bool:
        return self._waits(self._session.items[file[0]].path)

    def _begin(self, file: list[int]) -> None:
        started = _threads() - _THREADS_BEFORE
        assert started <= 0, f"{started} threads run since the tests were loaded, and a worker would have none of them"
        ours, theirs = Pipe()
        number = next(self._names)
        sys.stdout.flush()
        if not (pid := os.fork()):
            for line in (ours, *self._workers):
                line.close()
            _work(self._session, theirs, number)
        theirs.close()
        self._workers[ours] = _Worker(ours, pid, number)
        self._give(self._workers[ours], file)

    def _give(self, worker: _Worker, file: list[int]) -> None:
        worker.left = list(file)
        with contextlib.suppress(OSError):  # it has ended: it will be heard of
            worker.line.send(file)

    def _with_news(self) -> list[Connection]:
        ready = [line for line in wait(list(self._workers), _LOOK_S) if isinstance(line, Connection)]
        return ready or [line for line, worker in self._workers.items() if worker.has_ended()]

    def _hear(self, worker: _Worker) -> None:
        try:
            told = worker.line.recv() if worker.line.poll() else None
        except (EOFError, OSError):
            told = None
        if told is None:
            self._bury(worker)
        elif told["at"] is None:
            worker.is_over = not worker.left
            self._pass_on(told)
        else:
            worker.left.remove(told["at"])
            self._pass_on(told)
            if not worker.left:
                self._give(worker, self._next() if self._files else [])

    def _pass_on(self, told: Told) -> None:
        hook = self._session.config.hook
        self._untold.discard(told["at"])
        for warned in told["warned"]:
            hook.pytest_warning_recorded.call_historic(kwargs=warned)
        if not told["reports"]:
            return
        hook.pytest_runtest_logstart(nodeid=told["nodeid"], location=told["location"])
        for data in told["reports"]:
            report = hook.pytest_report_from_serializable(config=self._session.config, data=data)
            hook.pytest_runtest_logreport(report=report)
        hook.pytest_runtest_logfinish(nodeid=told["nodeid"], location=told["location"])
        if self._session.shouldfail:
            raise self._session.Failed(self._session.shouldfail)
        if self._session.shouldstop:
            raise self._session.Interrupted(self._session.shouldstop)

    def _bury(self, worker: _Worker) -> None:
        """Tells of one that has ended otherwise than it should, and lets another go on with its file if it was in the
        middle of one."""
        del self._workers[worker.line]
        status = worker.end()
        if worker.is_over and status == 0:
            return
        if not worker.left:
            self._pass_on(_failed(self._session, None, f"worker {worker.number} ended with {status}", worker.number))
            return
        broken, left = worker.left[0], worker.left[1:] or (self._next() if self._files else None)
        self._pass_on(_failed(self._session, broken, f"the worker ended with {status}", worker.number))
        if left:
            self._begin(left)

    def _end_all(self) -> None:
        """Whoever still works is left to nobody: what it began ends with it, and it itself in any case."""
        workers = self._workers.values()
        try:
            for worker in workers:
                worker.line.close()
                worker.send(signal.SIGINT)
            patient_until = time.monotonic() + _END_S
            while not all(worker.has_ended() for worker in workers) and time.monotonic() < patient_until:
                time.sleep(0.02)
        finally:
            for worker in workers:
                worker.send(signal.SIGKILL)
                worker.end()


class _Worker:
    """One of them, as the process that hands out files sees it."""

    def __init__(self, line: Connection, pid: int, number: int) -> None:
        self.line = line
        self.pid = pid
        self.number = number
        self.left: list[int] = []
        self.is_over = False
        self._status: int | None = None

    def has_ended(self) -> bool:
        return self._waited(os.WNOHANG) is not None

    def send(self, number: signal.Signals) -> None:
        if not self.has_ended():
            os.kill(self.pid, number)

    def end(self) -> int:
        self.line.close()
        status = self._waited(0)
        assert status is not None
        return status

    def _waited(self, how: int) -> int | None:
        if self._status is None:
            pid, status = os.waitpid(self.pid, how)
            self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status


def _failed(session: pytest.Session, at: int | None, why: str, number: int) -> Told:
    """Of a test that ended its worker; or of no test, but of a worker."""
    item = None if at is None else session.items[at]
    nodeid = f"worker {number}" if item is None else item.nodeid
    location = (nodeid, None, nodeid) if item is None else item.location
    report = pytest.TestReport(nodeid, location, {}, "failed", why, "call" if item else "teardown")
    data = session.config.hook.pytest_report_to_serializable(config=session.config, report=report)
    return {"at": at, "nodeid": nodeid, "location": location, "reports": [data], "warned": []}


def _work(session: pytest.Session, line: Connection, number: int) -> NoReturn:
    """What a worker does from its first moment to its last."""
    status = 1
    signal.signal(signal.SIGINT, _interrupt_once)
    try:
        telling = _become_a_worker(session, number)
        came_to = _run_files(session, line, telling)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        faulthandler.dump_traceback_later(_TAKE_DOWN_S, exit=True)
        ended = _ended(session, number, telling)
        with contextlib.suppress(OSError):
            line.send(ended)
        try:
            end_forking()
        finally:
            atexit._run_exitfuncs()
        status = came_to
    except BaseException:  # noqa: BLE001 - whatever it is, nobody above may go on with what is another process's
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _interrupt_once(*_signalled: object) -> NoReturn:
    """Raises KeyboardInterrupt, the first time alone: a terminal interrupts workers, and whoever hands out files does
    so once more, which would leave running what a worker is about to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _become_a_worker(session: pytest.Session, number: int) -> _Telling:
    """What the process that was forked shares with the others is made its own: files that are written to, and what is
    to be done at its end."""
    from tests.support.portal.settings import in_a_folder_of_its_own

    config = session.config
    atexit._clear()
    weakref.finalize._registry.clear()  # type: ignore[attr-defined] # whoever made it takes it away
    weakref.finalize._registered_with_atexit = False  # type: ignore[attr-defined]
    capturing = config.pluginmanager.get_plugin("capturemanager")
    capturing.stop_global_capturing()
    capturing.start_global_capturing()
    capturing.suspend_global_capture()
    writer = config.get_terminal_writer()
    config.pluginmanager.unregister(name="terminalreporter")
    config.pluginmanager.register(_Writing(writer), name="terminalreporter")
    folder = config._tmp_path_factory.getbasetemp() / f"w{number}"  # type: ignore[attr-defined]
    config.option.basetemp = folder
    config._tmp_path_factory = TempPathFactory.from_config(config, _ispytest=True)  # type: ignore[attr-defined]
    in_a_folder_of_its_own()
    telling = _Telling()
    config.pluginmanager.register(telling)
    telling.told(config)  # of what was said before it was there it is told, too
    return telling


def _run_files(session: pytest.Session, line: Connection, telling: _Telling) -> int:
    """Runs files as long as it is given any. Nought, or why it was left early: whoever hands out files sees which tests
    that leaves, and what stood for all of them is taken down in any case."""
    try:
        while file := line.recv():
            for told in _of_a_file(session, file, telling):
                line.send(told)
    except (EOFError, ConnectionError):  # whoever hands out files has gone
        return 0
    except KeyboardInterrupt:
        return 128 + signal.SIGINT  # as shells count
    except BaseException:  # noqa: BLE001 - as below
        traceback.print_exc()
        return 1
    return 0


def _of_a_file(session: pytest.Session, file: list[int], telling: _Telling) -> Iterator[Told]:
    """Runs its tests. Behind its last one comes another file: whatever holds for more than a file is kept."""
    for at, following in itertools.zip_longest(file, file[1:]):
        item = session.items[at]
        nextitem = session if following is None else session.items[following]
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
        yield {"at": at, "nodeid": item.nodeid, "location": item.location, **telling.told(session.config)}


def _ended(session: pytest.Session, number: int, telling: _Telling) -> Told:
    """Takes down what stood for all its tests; that this went wrong is a failure of the run, also where Python itself
    would only have grumbled."""
    try:
        session._setupstate.teardown_exact(None)
        gc.collect()
        collect_thread_exception(session.config)
        collect_unraisable(session.config)
    except BaseException:  # noqa: BLE001 - whatever a fixture raises, `pytest.fail` among it
        return _failed(session, None, traceback.format_exc(), number)
    return {"at": None, "nodeid": "", "location": ("", None, ""), **telling.told(session.config)}


class _Writing:
    """In the place of what writes on a terminal: it writes nothing of a run, but a limit of time that is over is told
    by its writer (pytest-timeout)."""

    def __init__(self, writer: TerminalWriter) -> None:
        self._tw = writer


class _Telling:
    """A plugin of a worker: what it would say of a test, for another process to say."""

    def __init__(self) -> None:
        self._reports: list[pytest.TestReport] = []
        self._warned: list[dict[str, Any]] = []

    def told(self, config: pytest.Config) -> Told:
        reports, self._reports = self._reports, []
        warned, self._warned = self._warned, []
        serialized = [config.hook.pytest_report_to_serializable(config=config, report=one) for one in reports]
        return {"reports": serialized, "warned": warned}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reports.append(report)

    def pytest_warning_recorded(
        self,
        warning_message: warnings.WarningMessage,
        when: str,
        nodeid: str,
        location: tuple[str, int, str] | None,
    ) -> None:
        """By its words: of which class a warning is, another process need not know."""
        told = warnings.WarningMessage(
            f"{warning_message.category.__name__}: {warning_message.message}",
            UserWarning,
            warning_message.filename,
            warning_message.lineno,
        )
        self._warned.append({"warning_message": told, "when": when, "nodeid": nodeid, "location": location})
