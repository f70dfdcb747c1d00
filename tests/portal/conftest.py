"""The portal's tests share one set of units: two old provinces and what became of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from bluezone.portal.frame import figures, shell
from tests.support.amounts import FULL
from tests.support.portal.asking import (
    ASKED_ITS_WORDS,
    ASKED_WHOLE,
    asks_for_a_page,
    every_third_of_a_file,
    is_asked_on_another,
    meets_the_database,
    one_example_each,
    waiting_for_their_turn,
)
from tests.support.portal.examined import examine_here
from tests.support.portal.locking import locks_as_on_postgresql
from tests.support.portal.offices import Office
from tests.support.waiting import is_everything

ON_ANOTHER_DATABASE = bool(os.environ.get("BLUEZONE_TEST_PORTAL_DATABASE"))
"""Asked by tests/contract/test_portal_on_postgresql.py."""

QUERIES_OF_PAGES = {
    "test_export.py",
    "test_exports.py",
    "test_finding.py",
    "test_nasty.py",
}
"""Files whose tests ask for pages that search, sort, hand out files or take whatever comes: what they put to the
database, nobody else does."""
IN_MEMORY = {
    "test_acts.py",
    "test_audio.py",
    "test_drafting.py",
    "test_evidence.py",
    "test_field_words.py",
    "test_foreign_forms.py",
    "test_handing.py",
    "test_hostile_photos.py",
    "test_left_out.py",
    "test_letters.py",
    "test_listing.py",
    "test_mending.py",
    "test_outbreak.py",
    "test_outlines.py",
    "test_paper_and_page.py",
    "test_posters.py",
    "test_preview.py",
    "test_progress_chart.py",
    "test_publication.py",
    "test_told.py",
    "test_two_persons.py",
    "test_workbooks.py",
}
"""Files whose tests say how a file or a table is read, a paper drawn, a sentence said: their time goes there and not
into rows. So do all of the room `papers` but its registry."""
EACH_PAGE_ONCE = "test_every_view_opens_for_one_whom_the_table_says"
IN_OTHER_WORDS = {
    "test_who_looks_and_what_is_counted_in_one_statement_ends_nothing",
    "test_a_line_comes_in_as_few_turns_as_the_store_allows",
    "test_in_every_place_of_a_row_a_number_is_itself_or_refused",
    "test_postgresql_reads_the_numbers_of_an_outbreak_from_an_index_and_no_row",
    "test_postgresql_counts_without_help_until_the_transaction_ends",
    "test_each_beat_is_a_write_of_its_own",
    "test_postgresql_plans_it_once_for_all_of_them",
    "test_both_lines_see_one_moment_whatever_is_written_meanwhile",
}
"""Tests of what is said to PostgreSQL in other words than to SQLite; with those of which each example is a question of
its own, all that is asked there in every run."""
FOR_ALL_PAGES = {
    "test_no_form_breaks_a_view_and_nothing_is_kept_of_what_was_refused",
    "test_no_address_breaks_a_view",
}
"""Tests that stand for all pages: the first opens a twelfth of them, in turn, for what their forms hold."""
ASKED_WHOLLY = IN_OTHER_WORDS if ASKED_ITS_WORDS else IN_OTHER_WORDS | FOR_ALL_PAGES
MANY_ROWS = {"test_carrying_over_many.py"}
"""Files whose tests are about how many rows there are; what puts the same to the database with few is asked."""
COSTLY_TO_MAKE = {"papers", "pictures", "thumbnails"}
"""Caches of what is drawn, under the digests of what was drawn: they know nobody."""


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Nobody need load, for another database, a file of which it is asked nothing."""
    is_test = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    if not (ON_ANOTHER_DATABASE and is_test) or ASKED_WHOLE or collection_path.name in QUERIES_OF_PAGES:
        return None
    return True if _is_paperwork(collection_path) or not is_asked_on_another(collection_path, ASKED_WHOLLY) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another database only what meets the database has anything new to say (tests/contract): each page, of every
    twelfth file every third of the other tests, and of a table of examples one, at another commit others. The rest is
    asked there in a drill."""
    here = Path(__file__).parent
    files = {path for path in {item.path for item in items} if here in path.parents}
    ours = [item for item in items if item.path in files]
    idle = set(ours) - set(_asked_on_another(ours) if ON_ANOTHER_DATABASE else _asked_on_sqlite(ours))
    config.hook.pytest_deselected(items=list(idle))
    items[:] = [item for item in items if item not in idle]
    if is_everything(config):
        for item, of in waiting_for_their_turn(one for one in ours if one not in idle):
            item.add_marker(pytest.mark.in_turn(of=of))


def _asked_on_sqlite(items: list[pytest.Item]) -> list[pytest.Item]:
    """There each page is asked by everybody for whom it opens, and in a drill once more on its own."""
    return [item for item in items if FULL or item.name != EACH_PAGE_ONCE]


def _asked_on_another(items: list[pytest.Item]) -> list[pytest.Item]:
    meeting = [item for item in items if _meets_the_database(item)]
    if ASKED_WHOLE:
        return meeting
    brief = [item for item in meeting if not _is_asked_in_a_drill(item)]
    if ASKED_ITS_WORDS:
        return [item for item in brief if item.name in IN_OTHER_WORDS or item.get_closest_marker("each_example")]
    whole = [item for item in brief if item.name in ASKED_WHOLLY]
    return whole + one_example_each(every_third_of_a_file([item for item in brief if item not in set(whole)]))


def _meets_the_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("every_page") is None and meets_the_database(item)


def _is_asked_in_a_drill(item: pytest.Item) -> bool:
    name = item.path.name
    if name == "test_walk.py" or name in MANY_ROWS:
        return True
    return _is_paperwork(item.path) or (asks_for_a_page(item) and name not in QUERIES_OF_PAGES)


def _is_paperwork(path: Path) -> bool:
    is_test = path.name.startswith("test_") and path.suffix == ".py"
    of_papers = path.parent.name == "papers" and path.name not in {"test_migrations.py", "test_incoming.py"}
    return is_test and (path.name in IN_MEMORY or of_papers)


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker) -> Iterator[None]:
    """For what all tests of a file begin with: rows that are made once, and are gone after its last test. Each test
    works within a transaction of its own and sees them as they were made."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session", autouse=True)
def _locks_as_on_postgresql() -> Iterator[None]:
    with locks_as_on_postgresql():
        yield


@pytest.fixture(autouse=True)
def _nobody_has_knocked() -> None:
    """What a test before counted of knocks and wrong passwords at this address is no test's business."""
    for name in set(settings.CACHES) - COSTLY_TO_MAKE:
        caches[name].clear()


@pytest.fixture(autouse=True)
def _figures_are_counted_anew() -> None:
    """A test's rows are taken back without a statement that would tell of it."""
    figures._FIGURES.note_a_write()


@pytest.fixture(autouse=True)
def _rail_is_counted_where_it_is_asked(request, monkeypatch) -> None:
    """Counting what waits behind each entry of the rail was more than half of a page after any act, and most tests ask
    what stands in the page's middle. Tests of the rail, the walk and the nasty forms carry the mark `rail`."""
    if request.node.get_closest_marker("rail") is None:
        monkeypatch.setattr(shell, "waiting_in", lambda _request: ())


@pytest.fixture(autouse=True)
def _examined_here(request, monkeypatch) -> None:
    if request.node.get_closest_marker("own_process") is None:
        examine_here(monkeypatch)


@pytest.fixture
def office(db) -> Office:
    return Office()
