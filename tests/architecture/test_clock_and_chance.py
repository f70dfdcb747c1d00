"""Which rooms may read a clock, draw chance or print: what ARCHITECTURE.md says is what the linter was told."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Mapping

import pytest

from tests.support.sources import PACKAGE, PROJECT, modules, name_of

CLOCK_AND_CHANCE, PRINTING = "TID251", "T201"
OF_THE_FRAMEWORK = {"django.utils.timezone.now", "django.utils.timezone.localtime", "django.utils.timezone.localdate"}
"""Sessions and sign-ins are noted by Django's clock, so whoever judges them asks the same one."""
STOPWATCHES = {"time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.perf_counter_ns", "time.process_time"}
CHANCE = {"random.SystemRandom", "secrets", "uuid.uuid1", "uuid.uuid4", "django.utils.crypto.get_random_string"}
"""Beside what the linter refuses by name."""


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


def reached(text: str) -> set[str]:
    """By their whole names: what a module imports, and what it asks of the modules that it imports."""
    tree, known, found = ast.parse(text), {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known |= {(name.asname or name.name.partition(".")[0]): name.asname and name.name for name in node.names}
        if isinstance(node, ast.ImportFrom):
            known |= {(name.asname or name.name): f"{node.module}.{name.name}" for name in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            first, *more = ast.unparse(node).split(".")
            if first in known:
                found.add(".".join([known[first] or first, *more]))
    return found | {name for name in known.values() if name}


@functools.cache
def reached_by_each() -> Mapping[str, set[str]]:
    """By module, of those in which all parts of such a name stand; asked three times."""
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in modules()}
    names = [name.split(".") for name in OF_THE_FRAMEWORK | STOPWATCHES | CHANCE]
    telling = {module: text for module, text in texts.items() if any(all(map(text.__contains__, one)) for one in names)}
    return {module: reached(text) for module, text in telling.items()}


def reaching(names: set[str]) -> set[str]:
    found = reached_by_each().items()
    return {module for module, all_reached in found if any(_is_among(one, names) for one in all_reached)}


def _is_among(reached_name: str, names: set[str]) -> bool:
    return any(f"{reached_name}.".startswith(f"{name}.") for name in names)


def test_only_sessions_and_sign_ins_go_by_the_frameworks_clock() -> None:
    judged = {"portal/operations/retention/rules.py", "portal/staff/middleware.py"}

    assert judged == reaching(OF_THE_FRAMEWORK)


def test_only_commands_and_measurements_have_a_stopwatch() -> None:
    elsewhere = {name for name in reaching(STOPWATCHES) if name.partition("/")[0] not in {"cli", "joining", "lab"}}

    assert {"portal/papers/examiner.py"} == elsewhere  # a program of its own, which stops itself


def test_chance_comes_from_joining_by_whatever_name() -> None:
    assert {"joining"} >= {name.partition("/")[0] for name in reaching(CHANCE)}


@pytest.mark.parametrize(
    "planted",
    [
        "from django.utils import timezone\ntimezone.now()",
        "from django.utils import timezone as zone\nlater = zone.now",
        "from django.utils.timezone import now as moment",
        "import django.utils.timezone\ndjango.utils.timezone.now()",
        "import django.utils.timezone as zone\nzone.now()",
    ],
)
def test_the_frameworks_clock_is_seen_under_every_name(planted: str) -> None:
    assert any(_is_among(one, OF_THE_FRAMEWORK) for one in reached(planted))
