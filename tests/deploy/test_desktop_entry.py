"""The unit and the entry for a Linux desktop: both are well-formed, and the entry opens what the unit lays out."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from bluezone.cli.__main__ import _parser
from tests.support.sources import PROJECT

UNIT = PROJECT / "deploy" / "desktop" / "bluezone-device.service"
ENTRY = PROJECT / "deploy" / "desktop" / "bluezone.desktop"
GUIDE = PROJECT / "docs" / "guides" / "devices.md"
RUNTIME, HOME, CONFIGURATION, STATE = "%t", "%h", "%E", "%S"


def read(file: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # both kinds of file have capitals
    parser.read(file, encoding="utf-8")
    return parser


def words_of_the_unit() -> list[str]:
    return shlex.split(read(UNIT)["Service"]["ExecStart"])


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze on this machine")
    program = tmp_path / ".local" / "bin" / "bluezone"
    program.parent.mkdir(parents=True)
    program.symlink_to("/bin/true")
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    command = ["systemd-analyze", "verify", "--user", "--man=no", UNIT]

    verified = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    assert (0, "") == (verified.returncode, verified.stderr)


def test_a_desktop_takes_the_entry() -> None:
    if shutil.which("desktop-file-validate") is None:
        pytest.skip("there is no desktop-file-validate on this machine")

    validated = subprocess.run(["desktop-file-validate", ENTRY], capture_output=True, text=True, check=False)

    assert (0, "") == (validated.returncode, validated.stdout)


def test_the_units_command_is_one_that_there_is() -> None:
    program, *words = words_of_the_unit()
    asked = [re.sub(r"\$\{\w+\}", "/place", word) for word in words]

    arguments = _parser(asked[0]).parse_args(asked)
    assert f"{HOME}/.local/bin/bluezone" == program
    assert arguments.run
    assert "bluez" == arguments.radio


def test_the_phone_and_its_door_lie_where_only_their_owner_reads() -> None:
    service = read(UNIT)["Service"]
    words = words_of_the_unit()

    assert ("bluezone", "0700") == (service["StateDirectory"], service["StateDirectoryMode"])
    assert ("bluezone", "0700") == (service["RuntimeDirectory"], service["RuntimeDirectoryMode"])
    assert f"{STATE}/bluezone" == words[words.index("--data") + 1]
    assert ("0077", "0") == (service["UMask"], service["LimitCORE"])


def test_the_entry_opens_the_door_that_the_unit_lays(tmp_path: Path) -> None:
    """As a desktop does: the entry's words, unquoted by its rules, with a browser that says what it is given."""
    opener = tmp_path / "xdg-open"
    opener.write_text('#!/bin/sh\nprintf %s "$1"\n')
    opener.chmod(0o755)
    (line,) = (one for one in ENTRY.read_text("utf-8").splitlines() if one.startswith("Exec="))
    words = [word.replace("\\$", "$") for word in shlex.split(line.removeprefix("Exec=").replace("\\\\", "\\"))]
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "XDG_RUNTIME_DIR": "/run/user/1000"}

    said = subprocess.run(words, capture_output=True, text=True, check=True, env=environment).stdout

    unit = words_of_the_unit()
    assert unit[unit.index("--door") + 1].replace(RUNTIME, "/run/user/1000") == said


def test_the_guide_says_where_the_units_settings_stand() -> None:
    settings = read(UNIT)["Service"]["EnvironmentFile"].replace(CONFIGURATION, "~/.config")

    assert settings in GUIDE.read_text("utf-8")
    assert {"BLUEZONE_EXCHANGE", "BLUEZONE_ROOT_KEY"} == set(re.findall(r"\$\{(\w+)\}", UNIT.read_text("utf-8")))
