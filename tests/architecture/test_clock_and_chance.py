"""Which rooms may read a clock, draw chance or print: what ARCHITECTURE.md says is what the linter was told."""

from __future__ import annotations

import re
import tomllib

from tests.support.sources import PACKAGE, PROJECT, modules, name_of

CLOCK_AND_CHANCE, PRINTING = "TID251", "T201"


def rooms_with_leave(rule: str) -> set[str]:
    ruff = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    sources = f"{PACKAGE.relative_to(PROJECT).as_posix()}/"
    leaves = ruff["lint"]["per-file-ignores"].items()
    return {pattern.removeprefix(sources) for pattern, rules in leaves if rule in rules and sources in pattern}


def modules_that_take_leave(rule: str) -> list[str]:
    leave = re.compile(rf"noqa:.*\b{rule}\b")
    return [name_of(path) for path in modules() if leave.search(path.read_text(encoding="utf-8"))]


def test_only_joining_reads_a_clock_and_draws_chance() -> None:
    assert {"joining/**"} == rooms_with_leave(CLOCK_AND_CHANCE)
    assert [] == modules_that_take_leave(CLOCK_AND_CHANCE)


def test_only_commands_and_measurements_print() -> None:
    assert {"cli/**", "lab/**"} == rooms_with_leave(PRINTING)
    assert [] == modules_that_take_leave(PRINTING)
