"""Which rooms may read a clock, draw chance or print: what ARCHITECTURE.md says is what the linter was told."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Mapping

import pytest

from tests.support.sources import PACKAGE, PROJECT, modules, modules_naming, name_of, syntax_of
from tests.support.whole_names import whole_names

CLOCK_AND_CHANCE, PRINTING = "TID251", "T201"
OF_THE_FRAMEWORK = {
    "django.db.models.functions.Now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "django.utils.timezone.now",
}
"""Sessions and sign-ins are noted by Django's clock, so whoever judges them asks the same one."""
CLOCKS = {
    "django.utils.http.http_date",
    "django.utils.timesince",
    "email.utils.formatdate",
    "email.utils.localtime",
}
"""Beside those of `datetime`, which the linter finds under every name, and of the module `time`, of which others know
what passes, and not what hour it is."""
STOPWATCHES = {
    "os.times",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.process_time",
    "time.process_time_ns",
    "time.thread_time",
    "time.thread_time_ns",
}
NO_CLOCK = {"time.sleep"}
CHANCE = {
    "django.utils.crypto.get_random_string",
    "nacl.utils.random",
    "os.getrandom",
    "os.urandom",
    "random",
    "secrets",
    "uuid.uuid1",
    "uuid.uuid4",
}
FROM_A_SEED = {"random.Random"}
"""It draws what its seed says. Whatever else `random` has draws from the system once it is loaded."""
OF_A_DATABASE = (
    "'now'",
    "auto_now",
    "clock_timestamp",
    "current_timestamp",
    "func.now",
    "now() at time zone",
    "now()::",
    "select now()",
    "statement_timestamp",
    "transaction_timestamp",
    "unixepoch",
)
"""How SQL, and what writes it, asks a database what time it is."""
OF_A_LOOP = re.compile(r"loop(\(\))?\.time\b")


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
    """By their whole names: what a module uses of what it imports."""
    return {name for _node, name in whole_names(ast.parse(text))} | _brought_by_name(ast.parse(text))


def _brought_by_name(tree: ast.Module) -> set[str]:
    """Whoever imports a clock by its name may hand it to anybody."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {f"{node.module}.{name.name}" for node in nodes for name in node.names}


@functools.cache
def reached_by_each() -> Mapping[str, set[str]]:
    """By module, of those in whose text such a module is named; asked for each kind of clock."""
    return {name_of(path): reached(path.read_text(encoding="utf-8")) for path in modules_naming(*WORDS)}


WORDS = (
    "Now",
    "email.utils",
    "from random",
    "from time",
    "get_random_string",
    "getrandom",
    "http_date",
    "import random",
    "import time",
    "nacl.utils",
    "os import",
    "os.times",
    "secrets",
    "timesince",
    "urandom",
    "utils import",
    "utils.timezone",
    "uuid",
)
"""One of them stands in every module that knows such a clock or such chance."""


def reaching(names: set[str], *, but: set[str] = frozenset()) -> set[str]:
    """Modules that use one of the names, or something of it."""
    found = reached_by_each().items()
    return {name for name, all_reached in found if any(is_among(one, names - but, but) for one in all_reached)}


def is_among(reached_name: str, names: set[str], but: set[str] = frozenset()) -> bool:
    return _is_of(reached_name, names) and not _is_of(reached_name, but)


def _is_of(reached_name: str, names: set[str]) -> bool:
    return any(f"{reached_name}.".startswith(f"{name}.") for name in names)


def outside_of(*rooms: str, found: set[str]) -> set[str]:
    return {name for name in found if name.partition("/")[0] not in rooms}


def test_only_joining_asks_what_time_it_is_by_whatever_name() -> None:
    """The whole module `time` is refused but for stopwatches and waiting: it is also not handed on whole."""
    asking = reaching({*CLOCKS, "time"}, but={*STOPWATCHES, *NO_CLOCK})

    assert set() == outside_of("joining", found=asking)
    assert {"joining/clocks.py"} <= asking


def test_only_sessions_and_sign_ins_go_by_the_frameworks_clock() -> None:
    judged = {"portal/operations/retention/rules.py", "portal/staff/middleware.py"}

    assert judged == reaching(OF_THE_FRAMEWORK)


def test_only_commands_and_measurements_have_a_stopwatch() -> None:
    elsewhere = outside_of("cli", "joining", "lab", found=reaching(STOPWATCHES))

    assert {"portal/papers/examiner.py"} == elsewhere  # a program of its own, which stops itself


def test_no_moment_is_asked_what_time_it_is() -> None:
    """`moment.now()` is the clock of its class; whoever is asked here was handed a clock, and stands in `HANDED`."""
    trees = {name_of(path): syntax_of(path) for path in modules_naming(".now(", ".today(", ".utcnow(")}
    asking = {f"{name}: {whom}" for name, tree in trees.items() for whom in asked_for_the_time(tree)}

    assert set() == outside_of("cli", "joining", "lab", found=asking)


def asked_for_the_time(tree: ast.Module) -> set[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    asked = [one.func for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr in OF_MOMENTS]
    return {ast.unparse(one.value) for one in asked} - HANDED


OF_MOMENTS = {"now", "today", "utcnow"}
HANDED = {
    "asked.world",  # the gate
    "device",
    "phone.device",
    "self",
    "self._house",
    "self.device",
    "shaper",
    "timezone",  # the framework's, of which the test above knows who asks it
    "world",
    "world_of(request)",
}


@pytest.mark.parametrize("planted", ["moment.now(moment.tzinfo)", "type(day).today()", "case.opened_at.utcnow()"])
def test_a_moment_that_is_asked_is_seen(planted: str) -> None:
    assert asked_for_the_time(ast.parse(planted))


def test_what_waits_in_an_event_loop_alone_asks_the_loop() -> None:
    asking = {name_of(path) for path in modules_naming(".time") if OF_A_LOOP.search(path.read_text(encoding="utf-8"))}

    assert {"doors/door.py", "exchange/listeners/shaping.py", "radio/bumble.py"} == asking


def test_only_the_turn_of_who_publishes_goes_by_the_databases_clock() -> None:
    asking = {name_of(path) for path in modules() if asks_a_database(path.read_text(encoding="utf-8"))}

    assert {"exchange/store/leading.py"} == asking


def asks_a_database(text: str) -> bool:
    return any(map(text.lower().__contains__, OF_A_DATABASE))


def test_chance_comes_from_joining_by_whatever_name() -> None:
    assert set() == outside_of("joining", found=reaching(CHANCE, but=FROM_A_SEED))
    assert set() == outside_of("joining", found={*_unseeded()})


def _unseeded() -> set[str]:
    """`random.Random()` takes its seed from the system."""
    return {name_of(path) for path in modules_naming("Random(") if "Random()" in path.read_text(encoding="utf-8")}


def test_the_drawing_names_every_exception() -> None:
    told = next(line for line in (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines() if HERE in line)

    assert {
        "staff/middleware.py",
        "operations/retention/rules.py",
        "store/leading.py",
        "doors/door.py",
        "listeners/shaping.py",
        "radio/bumble.py",
        "papers/examiner.py",
        HERE,
    } == set(re.findall(r"`([\w/]+\.py)`", told))


HERE = "tests/architecture/test_clock_and_chance.py"


@pytest.mark.parametrize(
    "planted",
    [
        "import time\ntime.gmtime()",
        "import time\ntime.strftime('%Y')",
        "import time as t\nt.clock_gettime(0)",
        "from time import gmtime",
        "import time\nkept = time",
        "from email.utils import formatdate",
    ],
)
def test_a_clock_of_python_is_seen_under_every_name(planted: str) -> None:
    assert any(is_among(one, {*CLOCKS, "time"}, {*STOPWATCHES, *NO_CLOCK}) for one in reached(planted))


@pytest.mark.parametrize(
    "planted",
    [
        "import os\nos.getrandom(8)",
        "from os import getrandom as drawn",
        "import random\nrandom.random()",
        "import secrets\nsecrets.choice",
    ],
)
def test_chance_of_the_system_is_seen_under_every_name(planted: str) -> None:
    assert any(is_among(one, CHANCE, FROM_A_SEED) for one in reached(planted))


@pytest.mark.parametrize("fine", ["import time\ntime.sleep(1)", "import random\nrandom.Random(7).choice([1])"])
def test_waiting_and_a_seed_are_let_through(fine: str) -> None:
    assert not any(is_among(one, {*CLOCKS, "time"}, {*STOPWATCHES, *NO_CLOCK}) for one in reached(fine))
    assert not any(is_among(one, CHANCE, FROM_A_SEED) for one in reached(fine))


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
    assert any(is_among(one, OF_THE_FRAMEWORK) for one in reached(planted))


@pytest.mark.parametrize("planted", ["SELECT now()", "julianday('now')", "func.now()", "DEFAULT CURRENT_TIMESTAMP"])
def test_a_databases_clock_is_seen(planted: str) -> None:
    assert asks_a_database(planted)
