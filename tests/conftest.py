"""How all tests run: properties are judged by their truth, never by how fast a busy machine finds it."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from _pytest.main import pytest_runtestloop as run_one_after_the_other
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from bluezone.doors.frames import with_room
from bluezone.joining.folders import working_folder
from tests.support.amounts import FULL, PROPERTY_EXAMPLES
from tests.support.certificates_once import read_certificates_once
from tests.support.exchange.buckets import environment, running_bucket_server
from tests.support.forking import end_forking
from tests.support.lanes import is_inside, keep_what_was_read, means_of, watched
from tests.support.made_once import RUN_FOLDER
from tests.support.sharing import Sharing, shares
from tests.support.turns import TURN, drawn_turn
from tests.support.waiting import TESTS, WAITING, is_everything, leaving_the_process, waiting

settings.register_profile(
    "bluezone", max_examples=PROPERTY_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("bluezone")
read_certificates_once()
if not FULL:  # for a few examples it would read the constants of all our sources, in each new clone and worker
    providers._get_local_constants = lambda: providers._local_constants

os.environ.setdefault("OMP_NUM_THREADS", "1")
"""Before anybody loads them: the workers share the cores already, and threads of numerical libraries that wait for each
other there burn more than they work."""

LONGEST_FIRST = (
    "scenario/test_portal_in_a_browser.py",
    "contract/test_portal_on_postgresql.py",
    "scenario/test_citizen_looks.py",
    "scenario/test_field_page.py",
    "portal/frame/test_walk.py",
    "scenario/test_interview.py",
    "contract/test_portal_previous_release.py",
    "scenario/test_citizen_in_a_browser.py",
    "contract/test_upgrade.py",
    "portal/frame/test_nasty.py",
    "scenario/test_premises_story.py",
    "scenario/test_exchange_killed.py",
    "portal/test_two_persons.py",
    "scenario/test_door_page.py",
    "scenario/test_door_mistaken.py",
    "contract/test_works_apart.py",
    "exchange/test_conformance.py",
    "scenario/test_erased.py",
    "scenario/test_portal_story.py",
    "contract/test_radio.py",
    "cli/exchange/test_keys.py",
    "clients/test_planted_faults.py",
)
"""Files that take half a minute or more, those that wait between those that compute. A file goes to one worker, so
that what it sets up is set up once; begun last, one of these would leave the other workers idle at the end."""

MOSTLY_WAITING = frozenset(
    {
        "cli/exchange/test_keys.py",
        "cli/exchange/test_revocation.py",
        "clients/test_planted_faults.py",
        "contract/test_radio.py",
        "contract/test_upgrade.py",
        "contract/test_works_apart.py",
        "drills/test_budget.py",
        "exchange/test_telling_apart.py",
        "portal/papers/test_slow_certificates.py",
        "scenario/test_crowded_doors.py",
        "scenario/test_emergencies.py",
        "scenario/test_erased.py",
        "scenario/test_exchange_killed.py",
        "scenario/test_exchange_processes.py",
        "scenario/test_portal_story.py",
        "scenario/test_trial_restore.py",
    }
)
"""Files that wait for lines, clocks and services for most of their time: one at a time, beside others that compute."""


NOBODY_ASKS = {
    "pytest_django.plugin": (
        "_django_clear_site_cache",
        "_django_isolate_apps",
        "_django_set_urlconf",
        "_live_server_helper",
        "_template_string_if_invalid_marker",
        "live_server",
    ),
    "pytest_randomly": ("faker_seed",),
}
"""Fixtures that plugins set up around each test for marks and servers that no test has (tests/architecture/
test_lanes.py): a third of what an empty test costs."""


ROOM_BYTES = 8 << 30
"""In memory, for what tests write: more than twice what a whole run has left there at once."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--workers", type=int, default=1, help="processes that share the tests, a file to each")
    parser.addoption(
        "--in-memory", action="store_true", help="what tests write is gone with them, and in memory if it may"
    )


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """A test is some sixty calls below, and pages a hundred more: all their frames have room in one piece. A drill that
    runs tests in its own way (drills/mutants/warm.py) is asked first."""
    if session.testsfailed or not shares(session.config):
        return with_room(run_one_after_the_other, session)
    with_room(Sharing(session, waits={TESTS / file for file in MOSTLY_WAITING}.__contains__).run)
    return True


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Asked for the fast lane alone, nobody need load a file that cannot be in it."""
    is_test = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if is_test and config.option.markexpr == "inside" and means_of(collection_path) else None


def pytest_itemcollected(item: pytest.Item) -> None:
    if is_inside(item):
        item.add_marker("inside")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    return (yield from _kept_to_this_process(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    return (yield from _kept_to_this_process(item))


def _kept_to_this_process(item: pytest.Item) -> Generator[None, object, object]:
    with watched() as heard:
        outcome = yield
    if heard and item.get_closest_marker("inside"):
        pytest.fail(f"in the fast lane (tests/support/lanes.py), and reaches for {heard}", pytrace=False)
    return outcome


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long files first, then those with slow tests, then all others; within them the order stays as drawn."""
    _leave_out(config, items)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    rank = {TESTS / name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank) + (item.path not in slow)))


def _leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What `scripts/drill breadth` asks alone, and of a run of everything what another turn asks."""
    left = {item for item in items if not FULL and item.get_closest_marker("breadth")}
    later = _later(items, left) if is_everything(config) else set()
    config.stash[WAITING] = len(later)
    left |= later
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]


def _later(items: list[pytest.Item], left: set[pytest.Item]) -> set[pytest.Item]:
    for item, of in leaving_the_process(items):
        item.add_marker(pytest.mark.in_turn(of=of))
    return waiting(item for item in items if item not in left)


@pytest.hookimpl(tryfirst=True)
def pytest_report_to_serializable(report: object) -> dict[str, object] | None:
    """A step that passed tells the process that counts no more than that: three of a test's four reports to it were
    half of marks and folders that nobody reads there."""
    if not (isinstance(report, pytest.TestReport) and report.passed):
        return None
    if report.sections or report.user_properties or hasattr(report, "wasxfail"):
        return None
    told = ("nodeid", "location", "outcome", "longrepr", "when", "duration", "start", "stop")
    return {"$report_type": "TestReport", "keywords": {}} | {name: getattr(report, name) for name in told}


def pytest_sessionstart() -> None:
    """Ten thousand tests live until the end: nobody need look through them for garbage while they are loaded."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Nor need anybody now or afterwards; and what a test leaves behind is looked for every 50,000 objects, not every
    700: a tenth of all work was that."""
    keep_what_was_read()
    _share_what_phones_show()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


def _share_what_phones_show() -> None:
    """Where any test that was loaded shows a phone's page."""
    if "bluezone.citizen.pages" in sys.modules:
        from tests.support.citizen.compiled_pages import share_compiled_pages

        share_compiled_pages(Path(os.environ[RUN_FOLDER], "pages"))


def pytest_configure(config: pytest.Config) -> None:
    """The run's folder is made by the process that the workers inherit their environment from."""
    _leave_out_what_nobody_asks()
    if config.getoption("--in-memory") and not os.environ.get("TMPDIR"):  # first: what is taken away last
        config.add_cleanup(_write_into_memory(config).close)
    config.option.randomly_reset_seed = False  # no test draws from what all share (architecture/test_lanes.py)
    os.environ.setdefault(TURN, str(drawn_turn()))
    config.add_cleanup(end_forking)
    if RUN_FOLDER not in os.environ:
        folder = tempfile.mkdtemp(prefix="bluezone-run-")
        os.environ[RUN_FOLDER] = folder
        config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
        config.add_cleanup(partial(os.environ.pop, RUN_FOLDER))


def _write_into_memory(config: pytest.Config) -> contextlib.ExitStack:
    """Has this process and all below it write into a folder that is gone with the run, in memory where there is room;
    what takes it away. Tests' own folders lie right below, without pytest's names between: a socket in them has at most
    107 characters."""
    taken_back = contextlib.ExitStack()
    folder = taken_back.enter_context(working_folder(ROOM_BYTES))
    folder.chmod(0o1777)  # as /tmp is: servers of tests run as somebody else
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None
    config.option.basetemp = config.option.basetemp or str(folder / "t")
    taken_back.callback(setattr, tempfile, "tempdir", None)
    taken_back.callback(os.environ.pop, "TMPDIR", None)
    return taken_back


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Whoever looks for what failed asks the same part of each long table (tests/support/turns.py), and whoever reads
    that all passed knows how many tests were not asked."""
    if later := terminalreporter.config.stash.get(WAITING, 0):
        terminalreporter.write_line(f"{later} tests waited for another turn than {TURN}={os.environ[TURN]}")
    if any(terminalreporter.getreports(outcome) for outcome in ("failed", "error")):
        terminalreporter.write_line(f"with {TURN}={os.environ[TURN]} the same is asked again")


def _leave_out_what_nobody_asks() -> None:
    """Before pytest looks through the plugins for fixtures, which it does when the session starts."""
    for plugin, names in NOBODY_ASKS.items():
        module = sys.modules.get(plugin)
        for name in names:
            if hasattr(module, name):  # a session within this process finds it done
                delattr(module, name)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Whoever asks the portal's database first, in whatever room: it begins with the tables and units that are made
    once in a run, since a worker sets it up once for all that come after. pytest-django would have them migrated once
    more, which finds nothing to do."""
    from tests.support.portal.prepared import prepared_database

    with contextlib.ExitStack() as prepared:
        with django_db_blocker.unblock():  # and not for as long as it is there: who asks no database gets none
            prepared.enter_context(prepared_database())
        yield


@pytest.fixture
def mounts() -> Iterator[Path]:
    """Where a disk may be mounted: outside of the folders that a later run takes away. What a killed run had left
    mounted there made that one fail."""
    folder = Path(tempfile.mkdtemp(prefix="bluezone-mounts-", dir="/var/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def bucket_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real S3 server, started for whoever asks first."""
    with running_bucket_server(tmp_path_factory.mktemp("s3")) as address:
        yield address


@pytest.fixture
def bucket_environment(bucket_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator sets so that an exchange may write there; processes that a test starts inherit it."""
    for name, value in environment(bucket_server).items():
        monkeypatch.setenv(name, value)
