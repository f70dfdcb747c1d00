"""Lists are read from a standby that has kept up and has what their reader wrote, and from the database itself in
every other case."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from unittest.mock import MagicMock

import pytest
from django.contrib.sessions.models import Session
from django.db import DataError, OperationalError, transaction
from django.db.utils import ConnectionHandler
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Case
from bluezone.portal.configuration import Configuration
from bluezone.portal.frame import counting, figures, listing, standby
from bluezone.portal.frame.own_writes import WROTE
from bluezone.portal.frame.standby import LATE, LEFT_ALONE, LISTS, LOOKED_AT_EVERY, Reads, Standby, beside, reading
from bluezone.portal.identity.roles import Role
from bluezone.portal.settings.database import databases_of
from tests.support.portal.offices import NOW
from tests.support.portal.standbys import Pair, database_with_a_standby
from tests.support.sources import PROJECT

SECOND = dt.timedelta(seconds=1)
OURS, ANOTHER = 7, 8
"""Databases, as they call themselves."""


class Servers:
    """A database and its standby that do as they are told."""

    def __init__(self) -> None:
        self.far, self.come, self.of, self.is_away, self.looks = 100, 100, OURS, False, 0

    def written(self) -> tuple[int, int]:
        self.looks += 1
        return self.far, OURS

    def replayed(self) -> tuple[int | None, int]:
        if self.is_away:
            raise OperationalError("no route to host")
        return self.come, self.of


@pytest.fixture
def servers() -> Servers:
    return Servers()


@pytest.fixture
def known(servers) -> Standby:
    return Standby(servers.written, servers.replayed)


@pytest.fixture
def there(known, monkeypatch) -> list[tuple[str, str]]:
    """Where lists and figures were read, by somebody with a standby that holds everything."""
    places = list[tuple[str, str]]()
    monkeypatch.setattr(standby, "_STANDBY", known)
    monkeypatch.setattr(standby, "is_named", lambda: True)
    monkeypatch.setattr(standby, "written", lambda: 100)

    def reader(room):
        def read(what):
            places.append((room, beside(standby.place_of_reads)))
            return what()

        return read

    monkeypatch.setattr(listing, "beside", reader("lists"))
    monkeypatch.setattr(counting, "beside", reader("figures"))
    return places


def test_one_that_has_come_as_far_is_read_and_asked_once_a_second(known, servers):
    assert [True] * 3 == [known.holds(0, NOW) for _ in range(3)]
    assert 1 == servers.looks
    assert known.holds(0, NOW + LOOKED_AT_EVERY)
    assert 2 == servers.looks


def test_one_that_lacks_what_its_reader_wrote_is_not_read_by_them_and_by_others_is(known, servers):
    servers.far = 101

    assert not known.holds(101, NOW + SECOND)
    servers.come = 101
    assert known.holds(101, NOW + SECOND)  # it is asked again at once, however young the last look
    servers.far = 200
    assert (True, False) == (known.holds(101, NOW + SECOND), known.holds(200, NOW + SECOND))


def test_one_that_is_late_is_not_read_until_it_has_caught_up(known, servers):
    assert known.holds(0, NOW)
    held = [known.holds(0, NOW + n * SECOND) for n in range(1, 9) if not setattr(servers, "far", 100 + n)]

    assert [True] * 4 + [False] * 4 == held
    servers.come = servers.far
    assert known.holds(0, NOW + 9 * SECOND)


def test_a_database_in_which_nothing_is_written_has_a_standby_that_is_never_late(known):
    assert all(known.holds(0, NOW + n * LATE) for n in range(5))


def test_how_late_it_is_nobody_knows_after_a_night_without_a_look_so_it_is_not_read_at_once(known, servers):
    assert known.holds(0, NOW)
    servers.far = 500
    morning = NOW + dt.timedelta(hours=9)

    assert not known.holds(0, morning)
    servers.come = 500
    assert known.holds(0, morning + SECOND)


def test_one_that_is_away_is_left_alone_for_a_while_and_then_asked_again(known, servers):
    servers.is_away = True
    assert not known.holds(0, NOW)
    servers.is_away = False

    assert [False, False, True] == [known.holds(0, NOW + after) for after in (SECOND, LEFT_ALONE - SECOND, LEFT_ALONE)]


def test_whoever_watches_looks_again_until_it_has_come_where_the_database_was(known, servers):
    assert known.keeps_up(NOW)
    servers.far, morning, rested = 500, NOW + dt.timedelta(hours=9), list[float]()

    def rest(seconds: float) -> None:
        rested.append(seconds)
        servers.come = 500 if len(rested) == 3 else servers.come

    assert known.keeps_up(morning, rest)
    assert 3 == len(rested)


def test_of_one_that_is_late_or_away_whoever_watches_is_told_so(known, servers):
    servers.far, rested = 500, list[float]()
    assert not known.keeps_up(NOW, rested.append)
    assert LATE.total_seconds() == sum(rested)

    servers.is_away = True
    assert not known.keeps_up(NOW + LATE, rested.append)
    assert LATE.total_seconds() == sum(rested)  # of one that is away nobody waits for more


def test_one_that_broke_for_somebody_while_another_looks_fails_nobody(known, servers):
    class Come(int):
        def __ge__(self, other: int) -> bool:
            known.leave_alone(NOW)
            return int(self) >= other

    servers.come = Come(100)

    known.holds(0, NOW)
    assert not known.holds(0, NOW)


def test_figures_lack_what_a_colleague_wrote_for_as_long_as_the_guide_says():
    guide = (PROJECT / "docs" / "operating" / "portals.md").read_text("utf-8")

    most = (figures.GOOD + LATE).seconds
    assert f"in the figures of what waits within {most}:" in guide
    assert f"counted on a standby, {most} seconds" in guide


@pytest.mark.parametrize("said", ["", "?options=-c%20jit%3Don", "?options=-c%20default_transaction_read_only%3Doff"])
def test_nothing_is_written_at_a_standby_whatever_its_address_says(said):
    named = Configuration(database="postgresql://db/portal", lists_from=f"postgresql://other/portal{said}")
    found = databases_of(named)

    assert found[LISTS]["OPTIONS"]["options"].endswith(" -c default_transaction_read_only=on")
    assert "read_only" not in found["default"]["OPTIONS"]["options"]


@pytest.mark.parametrize(("come", "of"), [(None, OURS), (100, ANOTHER)], ids=["no standby", "another database's"])
def test_what_is_no_standby_of_this_database_is_not_read(known, servers, come, of):
    servers.come, servers.of = come, of

    assert not known.holds(0, NOW)


@pytest.mark.django_db
def test_what_breaks_off_there_is_read_from_the_database_itself_and_nobody_tries_again_soon(known, monkeypatch):
    monkeypatch.setattr(standby, "_STANDBY", known)
    monkeypatch.setattr(standby, "connections", {"default": Outside(), LISTS: (line := MagicMock())})

    assert [LISTS, "default", "default"] == asked_of(OperationalError("canceling statement due to conflict"))
    line.close.assert_called_once_with()


def test_a_question_that_it_does_not_understand_is_put_to_the_database_and_others_read_on(known, monkeypatch):
    monkeypatch.setattr(standby, "_STANDBY", known)
    monkeypatch.setattr(standby, "connections", {"default": Outside(), LISTS: None})

    assert [LISTS, "default"] * 2 == asked_of(DataError("out of range"))


def asked_of(refusal: Exception) -> list[str]:
    """Where two questions were asked, of which the standby takes none."""
    asked = []

    def read() -> str:
        asked.append(standby.place_of_reads())
        if asked[-1] == LISTS:
            raise refusal
        return "found"

    with reading(0, NOW):
        assert ["found", "found"] == [beside(read), beside(read)]
    return asked


def test_whoever_wrote_while_looking_reads_the_rest_from_the_database(known, monkeypatch):
    monkeypatch.setattr(standby, "_STANDBY", known)
    monkeypatch.setattr(standby, "connections", {"default": Outside()})

    with reading(0, NOW):
        before = beside(standby.place_of_reads)
        standby.note_own_write()
        assert (LISTS, "default") == (before, beside(standby.place_of_reads))
    with reading(0, NOW):
        assert LISTS == beside(standby.place_of_reads)


class Outside:
    """A line on which no transaction was begun."""

    in_atomic_block = False


def test_rows_of_lists_are_read_there_and_looks_and_all_writes_are_not(known, monkeypatch):
    monkeypatch.setattr(standby, "_STANDBY", known)
    monkeypatch.setattr(standby, "connections", {"default": Outside()})
    router = Reads()

    def places() -> list[str]:
        return [router.db_for_read(Case), router.db_for_read(Entry), router.db_for_write(Case)]

    with reading(0, NOW):
        assert [LISTS, "default", "default"] == beside(places)
        assert ["default"] * 3 == places()
        assert router.allow_relation(Case(), Case())
    assert ["default"] * 3 == beside(places)
    assert (True, False) == (router.allow_migrate("default", "cases"), router.allow_migrate(LISTS, "cases"))


@pytest.mark.django_db
def test_within_a_transaction_nothing_is_read_there(known, monkeypatch):
    monkeypatch.setattr(standby, "_STANDBY", known)

    with reading(0, NOW), transaction.atomic():
        assert "default" == beside(standby.place_of_reads)


@pytest.mark.rail
def test_a_page_reads_its_list_and_its_figures_beside_and_a_form_nothing(office, there, monkeypatch):
    monkeypatch.setattr(standby, "connections", {"default": Outside()})
    client = office.client(office.staff("Nguyễn Lan", Role.HEALTH_OFFICER))

    client.get(reverse("case_list"))
    assert {("lists", LISTS), ("figures", LISTS)} == set(there)

    there.clear()
    figures._FIGURES.note_a_write()
    client.post(reverse("case_new"), {"name": ""})
    assert {("figures", "default")} == set(there)


def test_figures_are_counted_over_the_line_to_the_standby(known, monkeypatch):
    monkeypatch.setattr(standby, "_STANDBY", known)
    monkeypatch.setattr(standby, "connections", {"default": Outside()})
    monkeypatch.setattr(counting, "connections", {LISTS: (line := MagicMock()), "default": None})
    line.cursor().__enter__().fetchone.return_value = ()

    with reading(0, NOW):
        beside(lambda: counting._Question("SELECT", (), (), ()).answered({}))

    line.cursor().__enter__().execute.assert_called_once_with("SELECT", [])


def test_whoever_sent_a_form_carries_how_far_the_database_had_written_and_whoever_looked_does_not(office, there):
    client = office.client(office.staff("Nguyễn Lan", Role.HEALTH_OFFICER))

    client.get(reverse("case_list"))
    assert WROTE not in client.session
    client.post(reverse("case_new"), {"name": ""})
    assert 100 == client.session[WROTE]


def test_of_nobody_who_is_signed_in_no_session_is_begun(office, there):
    office.client().post("/account/login", {"login": "nobody", "password": "nothing"})

    assert not Session.objects.exists()


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with database_with_a_standby() as both:
        yield both


@pytest.mark.django_db
def test_on_two_real_servers_own_writes_are_seen_and_one_that_stands_still_or_is_gone_is_not_read(pair, monkeypatch):
    """One story, since a standby takes a second to make."""
    lines = ConnectionHandler(databases_of(Configuration(database=pair.database, lists_from=pair.standby)))
    monkeypatch.setattr(standby, "connections", lines)
    monkeypatch.setattr(
        standby, "_STANDBY", Standby(lambda: standby._told("default", standby.WRITTEN), standby._replayed)
    )

    def say(words: str):
        with lines[standby.place_of_reads()].cursor() as cursor:
            cursor.execute(words)
            return cursor.fetchone() if cursor.description else None

    def counted(wrote: int, after: int) -> tuple[str, int]:
        with reading(wrote, NOW + after * SECOND):
            return beside(lambda: (standby.place_of_reads(), say("SELECT count(*) FROM things")[0]))

    say("CREATE TABLE things (number int)")
    first = standby.written()
    until = time.monotonic() + 20
    while counted(first, 0) != (LISTS, 0) and time.monotonic() < until:
        time.sleep(0.01)
    assert (LISTS, 0) == counted(first, 0)

    pair.hold()
    say("INSERT INTO things VALUES (1)")
    mine = standby.written()
    assert (("default", 1), (LISTS, 0)) == (counted(mine, 1), counted(first, 2))
    assert ("default", 1) == counted(first, 2 + LATE.seconds)

    pair.let_go()
    while counted(mine, 8)[0] != LISTS and time.monotonic() < until:
        time.sleep(0.01)
    assert (LISTS, 1) == counted(mine, 8)

    pair.end_standby()
    assert ("default", 1) == counted(mine, 8)
    lines.close_all()
