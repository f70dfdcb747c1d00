"""The command `bluezone`: which rooms have commands, and how every command ends.

This is the only place where a command's failure becomes an exit status: 0 done, 1 refused, 2 wrong use, 78 refused to
a service whose data are another version's; one line on stderr, never a traceback. The commands themselves import their
rooms late, so that `--help` is instant.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from bluezone.joining.refusal import OtherVersionError, RefusedError, is_on_purpose

_COMMAND_GROUPS = (
    "bluezone.cli.demo",
    "bluezone.cli.simulate",
    "bluezone.cli.exchange",
    "bluezone.cli.portal",
    "bluezone.cli.doctor",
    "bluezone.cli.clock_is_right",
    "bluezone.cli.upgrade",
    "bluezone.cli.rollback",
    "bluezone.cli.device",
    "bluezone.cli.venue",
    "bluezone.cli.documents",
    "bluezone.cli.proximity",
    "bluezone.cli.trace",
    "bluezone.cli.inspect",
    "bluezone.cli.conformance",
    "bluezone.cli.bench",
    "bluezone.cli.plan",
)
"""Modules with `register(commands)`, in the order of the help text."""

NO_OTHER_TRY = 78
"""EX_CONFIG of sysexits.h. The units name it (deploy/systemd): systemd starts what ended so for nobody but a person."""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {' '.join(message.split())} (see {self.prog} --help)\n")


class _Version(argparse.Action):
    """Prints which version this is, and ends."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print which version this is, and end")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from bluezone.joining.upgrading.versions import this_version

        print(f"bluezone {this_version()}")
        parser.exit()


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    try:
        given = sys.argv[1:] if arguments is None else arguments
        chosen = _parser(*given[:1]).parse_args(given)
        status = chosen.run(chosen)
        sys.stdout.flush()
    except OtherVersionError as refusal:
        return _refuse(str(refusal), NO_OTHER_TRY)
    except RefusedError as refusal:
        return _refuse(str(refusal))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away: nothing left to say
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not _is_ours(error):
            raise
        return _refuse(_in_one_line(error))
    return int(status or 0)


def run() -> NoReturn:
    """Runs as the installed script. What nobody foresaw is our own fault, and still one line; whoever mends it sets
    BLUEZONE_TRACEBACK."""
    _start_lightly(sys.argv[1:])
    ended: list[int] = []
    atexit.register(_leave, ended)  # the first who is registered is the last who is called
    try:
        status = main()
    except Exception as error:
        if os.environ.get("BLUEZONE_TRACEBACK"):
            raise
        status = _refuse(
            f"a fault of Bluezone itself, {type(error).__name__}: {error} (BLUEZONE_TRACEBACK=1 says where)"
        )
    ended.append(status)
    if "granian" in sys.modules:
        _leave(ended)
    sys.exit(status)


def _start_lightly(given: list[str]) -> None:
    """Spares every start, and every page that a service answers, a seventh of its work. What is loaded stays until the
    end: it need not be looked through for garbage with each 700 new objects. And the log's library loads another that
    draws on terminals, where it is installed; nobody but the demo draws.
    """
    gc.set_threshold(20_000, 20, 100)
    if given[:1] != ["demo"]:
        sys.modules["rich"] = None  # type: ignore[assignment] # Python's own way to say that there is none


def _leave(ended: list[int]) -> None:
    """Ends the process of a command that has ended without taking the interpreter down: for a short one that is a
    quarter of its work, and a web server's threads, which outlive it, panic on stderr meanwhile (one stop in
    twenty-four). All that a command held is let go of by now.
    """
    for status in ended:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _parser(group: str = "") -> argparse.ArgumentParser:
    """Makes the parser of one group's commands; of all for whoever asks for help, or for none that there is."""
    parser = _Parser(
        prog="bluezone",
        description="Bluezone notices who was close to whom over Bluetooth and warns them, and tells nobody else.",
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(metavar="command", required=True)
    named = f".{group.replace('-', '_')}"
    for module in [one for one in _COMMAND_GROUPS if one.endswith(named)] or _COMMAND_GROUPS:
        importlib.import_module(module).register(commands)
    return parser


def _is_ours(error: Exception) -> bool:
    """Whether a room raised the error on purpose, or the file system: both say what is wrong in one line."""
    return isinstance(error, OSError) or is_on_purpose(error)


def _in_one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _refuse(reason: str, status: int = 1) -> int:
    print("bluezone: " + " ".join(reason.split()), file=sys.stderr)
    return status


if __name__ == "__main__":
    run()
