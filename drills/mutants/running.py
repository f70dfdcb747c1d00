"""One test after another inside a child that is thrown away, until the first fails; each under a time limit of its own.

The limit is the system's alarm, and its signal is left to end the process: a loop without end inside C is ended too.
What is limited is the work, for a busy machine must not pass for a fault; only who waits without working is ended by
the clock.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NoReturn

MEMORY_BYTES = 8 << 30
"""A fault may ask for memory without end."""
SLACK_S = 5.0
TIMES = 3.0
"""A test may work three times as long as it is known to take, and five seconds."""
WAITING = 10.0


def limit_s(known_s: float) -> float:
    """How long a test may take that is known to take so long."""
    return SLACK_S + TIMES * known_s


def file_of(test: str) -> str:
    """The file of a test, by the test's name."""
    return test.partition("::")[0]


def is_mirror(tests: str, source: str) -> bool:
    """Whether a file of tests has the name of the source."""
    return Path(tests).stem == f"test_{Path(source).stem}"


def cheapest_first(
    tests: Iterable[str], seconds: Mapping[str, float], opening: Mapping[str, float], source: str = ""
) -> list[str]:
    """File by file, so that what a file's tests share is made once: the source's own file of tests first, then the
    cheapest, in each the fastest test."""
    wanted = list(tests)
    cost = {file_of(test): opening.get(file_of(test), 0.0) for test in wanted}
    for test in wanted:
        cost[file_of(test)] += seconds.get(test, 0.0)
    others = {name: not is_mirror(name, source) for name in cost}
    return sorted(
        wanted, key=lambda test: (others[file_of(test)], cost[file_of(test)], file_of(test), seconds.get(test, 0.0))
    )


def become_a_child(scratch: Path) -> None:
    """Right after the fork: a process group of its own, silence, little memory, and its own place for files."""
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    tempfile.tempdir = str(scratch)
    os.environ["TMPDIR"] = str(scratch)


def end_group(leader: int) -> None:
    """Whatever the child has started ends with it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def guarded(act: Callable[[Path], None], scratch: Path) -> NoReturn:
    """A child never comes back into its parent's work, whatever happens to it."""
    try:
        act(scratch)
    except BaseException:  # noqa: BLE001
        say(scratch, "broken", traceback.format_exc()[-3000:].replace("\n", " | "))
        os._exit(70)
    os._exit(0)


def alarm_in(seconds: float) -> None:
    """The process ends after so much work, or after ten times as long, unless it is asked for again."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, WAITING * seconds)


def worked_s() -> float:
    """How long this process and those that it started have worked."""
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


def say(scratch: Path, word: str, rest: str) -> None:
    """A line to the parent, which reads it when the child has ended."""
    with (scratch / "said").open("a", encoding="utf-8", errors="replace") as out:
        out.write(f"{word} {rest}\n")


def verdict_of(status: int, scratch: Path) -> tuple[str, str]:
    """What became of a fault: the child's last words, and the test that it was at."""
    words = scratch / "said"
    said = words.read_text(encoding="utf-8") if words.exists() else ""
    lines = [line.split(" ", 1) for line in said.splitlines() if " " in line]
    at = next((rest for word, rest in reversed(lines) if word == "at"), "")
    if os.WIFSIGNALED(status):
        late = os.WTERMSIG(status) in {signal.SIGALRM, signal.SIGPROF}
        return ("killed", f"{'time' if late else 'a crash'} in {at}")
    last, rest = lines[-1] if lines else ("broken", "no word")
    return (last, rest) if last in {"killed", "survived", "cold", "broken"} else ("broken", said[-2000:])
