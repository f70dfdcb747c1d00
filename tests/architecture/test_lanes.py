"""The fast lane holds what needs nothing but its own process, and can tell when something else has got into it."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

from bluezone.citizen import pages
from tests.conftest import NOBODY_ASKS
from tests.support import lanes
from tests.support.amounts import AMOUNTS, FULL
from tests.support.lanes import FIXTURES, MEANS, fixtures_of, means_of, watched
from tests.support.made_once import RUN_FOLDER, made_once
from tests.support.sources import PROJECT

LONGEST_OF_A_SOCKET = 107  # unix(7): sun_path has 108 bytes, and its end is one
TESTS = PROJECT / "tests"
PURE_ROOMS = (
    "conformance",
    "device/core",
    "documents",
    "kernel",
    "lists",
    "rollout",
    "protocol",
    "trace",
    "vietnam",
    "webui",
)
PLANTED = """
import asyncio
import os

import pytest

from bluezone.protocol.calendar import Day


def test_that_counts():
    assert 2 == Day(1).number + 1


@pytest.mark.parametrize("kept", [2])
def test_with_an_example_that_is_called_as_a_fixture(kept):
    assert Day(kept).number == kept


def test_that_listens():
    async def listen():
        loop = asyncio.get_running_loop()
        (await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)).close()

    asyncio.run(listen())


def test_that_starts_a_process():
    assert 0 == os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)[1]


@pytest.mark.slow
def test_that_takes_long():
    assert 0 == os.system("true")


def test_that_asks_a_database(db):
    assert 0 == os.system("true")
"""


def planted(folder: Path, text: str, name: str = "test_planted.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_reaches_out_has_no_place_in_the_fast_lane(tmp_path: Path) -> None:
    """A file that could start a process is not even loaded. Of another's tests the slow one and the one that asks a
    database are not chosen, and the others are watched."""
    planted(tmp_path, PLANTED)
    planted(tmp_path, "import subprocess\n\nraise AssertionError('loaded')", "test_another.py")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_PORTAL_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-m", "inside", "-p", "tests.conftest"]

    finished = subprocess.run(
        [*command, "-p", "no:cacheprovider", "-c", PROJECT / "pyproject.toml", tmp_path],
        env=kept,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert "2 failed, 2 passed, 2 deselected" in finished.stdout
    assert "socket.bind" in finished.stdout
    assert "os.posix_spawn" in finished.stdout


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("import subprocess", {"subprocess"}),
        ("from http import server", {"http.server"}),
        ("from bluezone.portal.papers import examination", {"subprocess"}),
        ("def test():\n    import socket", {"socket"}),
        ("from playwright.sync_api import Page", {"playwright"}),
        ("from bluezone.cli.exchange import serve", {"bluezone.cli"}),
        ("import asyncio\n\nasync def listen():\n    await asyncio.start_server(print)", {"asyncio.start_server"}),
        ("from tests.support.sources import PROJECT", set()),
        ("from bluezone.protocol import batch, keys\nimport socketserver", set()),
    ],
)
def test_what_a_file_could_reach_out_with_is_read_from_its_imports(tmp_path: Path, text: str, means: set[str]) -> None:
    assert means == means_of(planted(tmp_path, text))


def test_what_a_file_imports_is_kept_for_the_next_run_and_read_anew_once_the_file_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "_READ_BEFORE", tmp_path / "cache" / "imports.json")
    path = planted(tmp_path, "import subprocess")
    asked_anew(path)
    lanes.keep_what_was_read()
    monkeypatch.setattr(lanes, "_named", lambda _text: pytest.fail("read though it is as it was"))
    assert {"subprocess"} == asked_anew(path)
    monkeypatch.setattr(lanes, "_named", lambda text: {text})

    planted(tmp_path, "socket")

    assert {"socket"} == asked_anew(path)


def asked_anew(path: Path) -> frozenset[str]:
    """As another run would."""
    lanes._known.cache_clear()
    means_of.cache_clear()
    lanes._imports.cache_clear()
    return means_of(path)


@pytest.mark.parametrize(
    "text", ["from tests.support.exchange import served", "from tests.support.scenario.towns import a_town"]
)
def test_what_the_tests_own_builders_reach_out_with_counts(tmp_path: Path, text: str) -> None:
    assert "subprocess" in means_of(planted(tmp_path, text))


def test_the_rooms_of_ours_that_count_are_there() -> None:
    ours = [name for name in MEANS if name.startswith("bluezone.")]

    assert [] == [name for name in ours if importlib.util.find_spec(name) is None]


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_most_of_every_pure_room_is_in_the_fast_lane(room: str) -> None:
    files = sorted((TESTS / room).rglob("test_*.py"))
    within = [path for path in files if not means_of(path)]

    assert len(within) > len(files) / 2


def test_the_page_about_the_tests_names_files_that_are_there() -> None:
    """But for those in its table's column of what was."""
    page = (PROJECT / "docs" / "tests.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| ")]
    told = [cells[-2] for cells in rows] + [line for line in page.splitlines() if not line.startswith("|")]
    named = re.findall(r"`((?:tests/)?[a-z_]+/[a-z_/]+\.py)`", " ".join(told))

    assert len(named) > 5
    assert [] == [name for name in named if not (PROJECT / name).exists() and not (TESTS / name).exists()]


def test_the_page_says_how_many_examples_a_property_has() -> None:
    page = (PROJECT / "docs" / "tests.md").read_text(encoding="utf-8")
    drawn = next(one for one in AMOUNTS if one.what.startswith("examples a property"))

    assert settings.get_profile("bluezone").max_examples == drawn.chosen()
    assert f"Hypothesis draws {drawn.few} examples in either, and {drawn.full:,} in a drill." in page


def test_nothing_is_heard_once_nobody_watches() -> None:
    with watched() as heard:
        subprocess.run([sys.executable, "-c", ""], check=True)
    before = len(heard)

    subprocess.run([sys.executable, "-c", ""], check=True)

    assert before == len(heard) > 0


def test_around_no_test_stands_what_nobody_asks(request: pytest.FixtureRequest) -> None:
    """Of all tests that this run has loaded: none asks for it by a mark, and none pays for it."""
    left_out = {name for names in NOBODY_ASKS.values() for name in names}
    wishes = ("urls", "django_isolate_apps", "ignore_template_errors")

    assert [] == [item.nodeid for item in request.session.items for name in wishes if item.get_closest_marker(name)]
    assert [] == [item.nodeid for item in request.session.items if left_out & set(getattr(item, "fixturenames", ()))]


def test_no_test_draws_from_the_generator_that_all_share() -> None:
    """It is not sown anew before each test. Ports are drawn by each process otherwise: two shall not try the same."""
    drawing = re.compile(
        r"(?<![\w.])(random|np\.random|numpy\.random)\.(?!Random\b|default_rng\b)\w+"
        r"|from (random|numpy\.random) import (?!Random$|default_rng$)|import random as|from numpy import random",
        re.MULTILINE,
    )
    loading = re.compile(r"^\s*(import|from)\b.*\b(random|numpy)\b", re.MULTILINE)
    files = {path.relative_to(TESTS).as_posix(): path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py")}

    found = [name for name, text in files.items() if loading.search(text) and drawing.search(text)]

    assert {"support/ports.py", "architecture/test_ports.py"} == {*found} - {"architecture/test_lanes.py"}


def test_a_socket_has_room_in_a_folder_of_whatever_test(tmp_path: Path) -> None:
    """Of the longest name that pytest gives one, and of a phone's room in it; whatever number a process has, of which
    Linux gives seven digits at most."""
    longest = tmp_path.parent / ("t" * 30 + "0") / "passing" / "4194304-12.sock"

    assert len(os.fsencode(longest)) <= LONGEST_OF_A_SOCKET


def test_what_is_made_once_of_sources_is_made_for_each_place_of_theirs(tmp_path: Path) -> None:
    """A run within the run, in which somebody follows the guide, has sources of its own."""
    ours, theirs = Path("ours"), Path("theirs")
    making = {of: lambda folder, of=of: (folder / "said").write_text(str(of)) for of in (ours, theirs)}

    said = [(made_once("told", making[of], run=tmp_path, of=of) / "said").read_text() for of in (ours, theirs, ours)]

    assert ["ours", "theirs", "ours"] == said


def test_constants_of_our_sources_are_read_in_a_drill_alone() -> None:
    assert FULL is bool(providers._get_local_constants().integers)


def test_certificates_are_read_once_a_process_and_anew_for_whoever_names_others(monkeypatch, tmp_path) -> None:
    ours = ssl.create_default_context()
    first, again, nobodys, own = (believed_by(verify=one) for one in (True, True, False, ours))
    monkeypatch.setenv("SSL_CERT_FILE", shutil.copy(certifi.where(), tmp_path))

    of_environment = believed_by(verify=True)

    assert first is again
    assert own is ours
    assert 4 == len({first, nobodys, own, of_environment})


def believed_by(**named: Any) -> ssl.SSLContext:
    """What a client of these certificates holds whoever answers against."""
    return httpx.HTTPTransport(**named)._pool._ssl_context


def test_pages_of_phones_are_compiled_where_other_workers_find_them() -> None:
    pages.prepare("vi")

    assert pages._environment("vi").bytecode_cache is not None
    assert any(Path(os.environ[RUN_FOLDER], "pages").iterdir())


@pytest.mark.django_db
def test_whoever_asks_the_portals_database_first_finds_the_units_of_all_tests() -> None:
    """A worker sets it up once: set up by a test outside of tests/portal, it was empty for all that came after."""
    from tests.support.portal.offices import SON_DUONG, the_unit

    assert "Sơn Dương" in the_unit(SON_DUONG).name


def test_no_chosen_test_uses_what_leaves_the_process(request: pytest.FixtureRequest) -> None:
    """Of all tests that this run has loaded."""
    chosen_tests = [item for item in request.session.items if item.get_closest_marker("inside")]

    assert [] == [item.nodeid for item in chosen_tests if FIXTURES & fixtures_of(item)]
    assert [] == [item.nodeid for item in chosen_tests if means_of(item.path)]
