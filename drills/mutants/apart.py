"""What would start threads in the warm process is done in a child and comes back as bytes.

Some test modules set a paper while they are imported. Typst works in threads that it starts once and keeps; a child
that is forked later has none of them, and would wait for their work without end.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typst


@contextlib.contextmanager
def papers_set_apart() -> Iterator[None]:
    """For as long as the block lasts, each paper is set by a child of its own."""
    genuine: Any = typst.Compiler

    class Apart:
        """Answers as a compiler does."""

        def __init__(self, *words: Any, **named: Any) -> None:
            self._begun: Callable[[], Any] = lambda: genuine(*words, **named)

        def compile(self, *words: Any, **named: Any) -> Any:
            """Sets the paper."""
            return in_a_child(lambda: self._begun().compile(*words, **named))

        def query(self, *words: Any, **named: Any) -> Any:
            """Finds marks in the paper."""
            return in_a_child(lambda: self._begun().query(*words, **named))

    typst.Compiler = Apart  # type: ignore[misc,assignment]
    try:
        yield
    finally:
        typst.Compiler = genuine  # type: ignore[misc]


def in_a_child(work: Callable[[], Any]) -> Any:
    """What the work gives back, done by a child that is gone afterwards. What it raises is raised here."""
    reading, writing = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        writing.send(_outcome(work))
        os._exit(0)
    writing.close()
    held, outcome = reading.recv()
    os.waitpid(child, 0)
    if not held:
        raise outcome
    return outcome


def other_threads() -> int:
    """How many threads there are beside this one, those of foreign packages too."""
    return len(list(Path("/proc/self/task").iterdir())) - 1


def _outcome(work: Callable[[], Any]) -> tuple[bool, Any]:
    try:
        return True, work()
    except Exception as error:  # noqa: BLE001 - whatever it is belongs to whoever asked
        return False, error
