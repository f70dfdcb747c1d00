"""Every command explains itself in a sentence, and fails in one line."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from bluezone.cli.__main__ import _COMMAND_GROUPS, _parser, main
from tests.support.commands import bluezone, refused


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from parsers(inner)


PARSERS = [pytest.param(parser, id=parser.prog) for parser in parsers(_parser())]


@pytest.mark.parametrize("parser", PARSERS)
def test_the_help_of_every_command_is_a_complete_sentence(parser: argparse.ArgumentParser) -> None:
    sentence = (parser.description or "").strip()

    assert sentence[:1].isupper()
    assert sentence.endswith(".")
    assert len(sentence.split()) >= 4


@pytest.mark.parametrize("parser", PARSERS)
def test_every_option_is_explained(parser: argparse.ArgumentParser) -> None:
    silent = [
        action.dest
        for action in parser._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]

    assert [] == silent


@pytest.mark.in_turn(of=3)
@pytest.mark.parametrize("parser", PARSERS)
def test_help_can_be_printed_and_names_the_sentence(parser: argparse.ArgumentParser) -> None:
    finished = bluezone(*parser.prog.split()[1:], "--help")

    assert 0 == finished.status
    assert " ".join((parser.description or "").split()) in " ".join(finished.out.split())


def test_which_version_this_is_stands_in_one_line() -> None:
    finished = bluezone("--version")

    assert (0, f"bluezone {metadata.version('bluezone')}\n", "") == (finished.status, finished.out, finished.err)


def test_the_installed_script_says_its_version() -> None:
    script = Path(sys.executable).with_name("bluezone")

    ended = subprocess.run([script, "--version"], capture_output=True, text=True, check=False, timeout=60)

    assert (0, f"bluezone {metadata.version('bluezone')}\n", "") == (ended.returncode, ended.stdout, ended.stderr)


def test_no_room_but_commands_the_ground_and_the_light_modules_of_joining_is_loaded_for_help() -> None:
    """Rooms are imported when a command runs, so that --help is instant."""
    script = "import sys; from bluezone.cli.__main__ import _parser; _parser(); print(*sys.modules)"

    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)

    loaded = finished.stdout.split()
    assert {"cli", "joining", "vietnam"} == {name.split(".")[1] for name in loaded if name.startswith("bluezone.")}
    assert set() == {"cryptography", "django", "httpx", "litestar", "numpy", "sqlalchemy"} & set(loaded)


@pytest.mark.parametrize("module", _COMMAND_GROUPS)
def test_a_group_is_called_as_its_module_and_is_all_that_the_module_brings(module: str) -> None:
    name = module.rpartition(".")[2].replace("_", "-")
    (groups,) = (one for one in _parser(name)._actions if isinstance(one, argparse._SubParsersAction))

    assert [name] == list(groups.choices)


def test_whoever_asks_for_one_group_loads_no_other() -> None:
    script = "import sys; from bluezone.cli.__main__ import _parser; _parser('venue'); print(*sys.modules)"

    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)

    groups = {module for module in finished.stdout.split() if module in _COMMAND_GROUPS}
    assert {"bluezone.cli.venue"} == groups


@pytest.mark.in_turn(of=3)
@pytest.mark.parametrize("parser", PARSERS)
def test_an_unknown_option_is_wrong_use_in_one_line(parser: argparse.ArgumentParser) -> None:
    line = refused(bluezone(*parser.prog.split()[1:], "--no-such-option"), status=2)

    assert "--help" in line


@pytest.mark.parametrize("arguments", [[], ["inspect"], ["no-such-command"], ["inspect", "no-such-thing"]])
def test_a_command_that_is_none_is_wrong_use_in_one_line(arguments: list[str]) -> None:
    refused(bluezone(*arguments), status=2)


def test_an_error_that_nobody_foresaw_is_not_dressed_up_as_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: argparse.Namespace) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("bluezone.cli.inspect.ids._run", broken)

    with pytest.raises(ZeroDivisionError):
        main(["inspect", "ids", "--daily-key", "00" * 32])


UNFORESEEN = """
import sys
from bluezone.cli import __main__
def broken(): raise ZeroDivisionError("two\\nlines")
__main__.main = broken
__main__.run()
"""


@pytest.mark.in_turn(of=3)
@pytest.mark.parametrize(("wish", "lines"), [({}, 1), ({"BLUEZONE_TRACEBACK": "1"}, 8)])
def test_what_nobody_foresaw_is_still_one_line_unless_somebody_wants_to_know_where(
    wish: dict[str, str], lines: int
) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "BLUEZONE_TRACEBACK"}

    finished = subprocess.run(
        [sys.executable, "-c", UNFORESEEN], env=kept | wish, capture_output=True, text=True, check=False, timeout=60
    )

    assert (1, "") == (finished.returncode, finished.stdout)
    assert "ZeroDivisionError: two" in finished.stderr
    assert lines <= finished.stderr.count("\n") < 2 * lines
    assert ("Traceback" in finished.stderr) == bool(wish)


ENDING = """
import atexit, os, sys
from bluezone.cli import __main__
class Held:
    def __del__(self): os.write(1, b"the interpreter was taken down\\n")
held = Held()
def main():
    atexit.register(print, "told of the end")
    print("said")
    return 3
__main__.main = main
__main__.run()
"""


def test_a_command_that_has_ended_tells_all_who_want_to_know_and_takes_no_interpreter_down() -> None:
    """That took a quarter of a short command's work."""
    finished = subprocess.run([sys.executable, "-c", ENDING], capture_output=True, text=True, check=False, timeout=60)

    assert (3, "said\ntold of the end\n", "") == (finished.returncode, finished.stdout, finished.stderr)


STARTING = """
import gc, sys
from bluezone.cli import __main__
def main():
    import structlog
    print(gc.get_threshold()[0], [name for name in sys.modules if name.startswith("rich.")])
__main__.main = main
__main__.run()
"""


def test_a_start_is_not_looked_through_for_garbage_all_the_time_and_loads_nothing_that_draws_on_terminals() -> None:
    """Together that was a seventh of each start."""
    command = [sys.executable, "-c", STARTING, "portal"]

    finished = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)

    assert "20000 []\n" == finished.stdout


@pytest.mark.in_turn(of=3)
def test_the_demo_draws() -> None:
    script = STARTING.replace("structlog", "bluezone.cli.demo.view").replace("[name", "not [name")

    finished = subprocess.run(
        [sys.executable, "-c", script, "demo"], capture_output=True, text=True, check=True, timeout=60
    )

    assert "20000 False\n" == finished.stdout


def test_an_argument_of_several_lines_is_complained_of_in_one() -> None:
    line = refused(bluezone("inspect", "ids", "--daily-key", "00" * 32, "too\nmuch"), status=2)

    assert "too much" in line


def test_a_kernel_that_there_is_not_is_refused_in_one_line() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "bluezone.cli.__main__", "inspect", "kernel"],
        env=os.environ | {"BLUEZONE_KERNEL": "fast"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (1, "bluezone: BLUEZONE_KERNEL is auto, native or pure, not 'fast'\n") == (
        finished.returncode,
        finished.stderr,
    )


@pytest.mark.parametrize("port", ["-1", "65536", "eighty", "9" * 5_000])
@pytest.mark.parametrize(
    "command",
    [
        ("demo",),
        ("exchange", "serve", "--data", "unused"),
        ("device", "run", "--data", "unused", "--radio", "virtual:unused", "--exchange", "http://127.0.0.1:1"),
    ],
)
def test_what_is_no_port_is_wrong_use(command: tuple[str, ...], port: str) -> None:
    line = refused(bluezone(*command, "--port", port), status=2)

    assert "0 to 65535" in line


def test_a_demo_does_not_share_its_port_with_whoever_listens_there() -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
        line = refused(bluezone("demo", "--port", other.getsockname()[1]))

    assert "cannot be used: Address already in use" in line


def test_the_installed_command_refuses_a_missing_file_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bluezone.cli.__main__", "inspect", "batch", str(tmp_path / "none")]

    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert 1 == finished.returncode
    assert "" == finished.stdout
    assert finished.stderr.startswith("bluezone: ")
    assert 1 == finished.stderr.count("\n")


def test_a_reader_that_goes_away_is_no_error() -> None:
    many = [sys.executable, "-m", "bluezone.cli.__main__", "inspect", "daily-keys", "--base-id", "00" * 32]

    producer = subprocess.Popen([*many, "--days", "36600"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert producer.stdout is not None
    assert producer.stderr is not None
    producer.stdout.readline()
    producer.stdout.close()
    complaint = producer.stderr.read()
    producer.stderr.close()

    assert 0 == producer.wait(timeout=60)
    assert b"" == complaint


@pytest.mark.parametrize(
    ("command", "option", "values"),
    [
        (("inspect", "ids", "--daily-key", "00" * 32), "--slots-per-day", ("0", "-1", "1441", "many", "9" * 5_000)),
        (("simulate", "sweep", "nowhere.csv"), "--seeds", ("0", "-3", "1001", "two", "1.5")),
        (("simulate", "sweep", "nowhere.csv"), "--first-cases", ("busiest:x", "busiest:0", "busiest:", "", ",", "one")),
        (("simulate", "replay", "nowhere.csv", "--first-case", "1"), "--confirm-day", ("-1", "soon")),
        (("bench", "publish"), "--seeds", ("-1", "1.5", "all")),
        (("exchange", "serve", "--data", "unused", "--port", "0"), "--work-bits", ("11", "25", "hard")),
    ],
)
def test_a_value_out_of_its_range_is_wrong_use(command: tuple[str, ...], option: str, values: tuple[str, ...]) -> None:
    for value in values:
        assert option in refused(bluezone(*command, f"{option}={value}"), status=2)
