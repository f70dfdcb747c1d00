"""What waits is not counted again while nothing was written, and never told wrongly for longer than a moment."""

from __future__ import annotations

import datetime as dt
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bluezone.portal.audit.services import record_read
from bluezone.portal.cases.models import Case, Person
from bluezone.portal.frame import figures, waiting
from bluezone.portal.frame.figures import GOOD, figures_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.counts import counts_of
from tests.support.portal.offices import NOW

pytestmark = pytest.mark.rail


@pytest.fixture
def counts(monkeypatch) -> list[Staff]:
    """For whom something was counted."""
    asked, count = [], waiting.waiting_for
    monkeypatch.setattr(waiting, "waiting_for", lambda staff, now: asked.append(staff) or count(staff, now))
    return asked


@pytest.fixture
def lan(office) -> Staff:
    return office.staff("Nguyễn Lan", Role.HEALTH_OFFICER)


@pytest.fixture
def client(office, lan) -> Client:
    return office.client(lan)


def look(client: Client, name: str = "case_list") -> str:
    return client.get(reverse(name)).content.decode()


def test_whoever_looks_around_has_it_counted_once(client, counts):
    for name in ("case_list", "menu", "case_list", "places"):
        look(client, name)

    assert 1 == len(counts)


def test_the_first_page_counts_anew_always(client, counts):
    look(client, "today")
    look(client, "case_list")
    look(client, "today")

    assert 2 == len(counts)


def test_what_a_colleague_writes_shows_at_the_next_page(office, client):
    mai = office.staff("Trần Mai", Role.INTERVIEWER)
    before = look(client)

    office.case(mai, full_name="Vũ Một")
    after = look(client)

    assert ["", "1"] == [figure_of(before), figure_of(after)]


def figure_of(page: str) -> str:
    """What the rail says of cases."""
    entry = page.partition('class="rail')[2].partition(f'href="{reverse("case_list")}"')[2].partition("</a>")[0]
    return entry.partition("rail__count")[2].partition(">")[2].partition("<")[0].strip()


def test_what_another_process_wrote_shows_when_their_time_is_over(office, client, counts):
    look(client)
    office.clock[0] += GOOD - dt.timedelta(seconds=1)
    look(client)
    assert 1 == len(counts)

    office.clock[0] += dt.timedelta(seconds=1)
    look(client)

    assert 2 == len(counts)


def test_a_clock_that_is_put_back_keeps_nothing(office, client, counts):
    look(client)
    office.clock[0] -= dt.timedelta(hours=1)
    look(client)

    assert 2 == len(counts)


def test_each_language_and_each_person_has_their_own(office, client, counts):
    mai = office.client(office.staff("Trần Mai", Role.HEALTH_OFFICER))
    for one in (client, mai, client, mai):
        look(one)
    assert ["Nguyễn Lan", "Trần Mai"] == [person.full_name for person in counts]

    client.cookies["language"] = "vi"
    look(client)

    assert 3 == len(counts)


def test_whoever_has_another_role_than_a_moment_ago_has_it_counted_anew(office, lan, client, counts):
    """A role that another process ended opens no figures: nothing was written here."""
    office.case(office.staff("Trần Mai", Role.INTERVIEWER), full_name="Vũ Một")
    assert "1" == figure_of(look(client))

    with patch.object(figures._FIGURES, "note_a_write"):
        lan.grants.update(role=Role.INTERVIEWER)

    assert "" == figure_of(look(client))


def test_that_somebody_looked_at_a_person_ends_nothing(office, lan, client, counts):
    case = office.case(lan, full_name="Vũ Một")
    look(client)

    page = client.get(reverse("case", args=[case.number])).content.decode()

    assert "Vũ Một" in page
    assert 1 == len(counts)


def test_what_was_counted_before_a_write_was_committed_is_not_kept_beyond_it(lan, django_capture_on_commit_callbacks):
    """Whoever counts beside an open transaction does not see what it writes."""
    connection.run_on_commit.clear()  # the test's own transaction wrote before, and never commits
    counted: list[str] = []
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        Staff.objects.filter(pk=lan.pk).update(full_name="Nguyễn Thị Lan")
        figures_of("somebody", NOW, lambda: counted.append("beside"))

    figures_of("somebody", NOW, lambda: counted.append("after"))

    assert ["beside", "after"] == counted


@pytest.mark.django_db
def test_what_reads_and_what_changes_no_row_ends_nothing():
    counted: list[str] = []
    figures_of("somebody", NOW, lambda: counted.append("first"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        list(Case.objects.all())
        Case.objects.filter(number="none").update(state=Case.State.CLOSED)

    figures_of("somebody", NOW, lambda: counted.append("again"))

    assert ["first"] == counted


@pytest.mark.django_db
def test_who_looks_and_what_is_counted_in_one_statement_ends_nothing():
    """Each page writes a line about whom it shows: it would have the next one counted anew."""
    counted: list[str] = []
    figures_of("somebody", NOW, lambda: counted.append("first"))
    record_read(actor=None, act="cases.list", now=NOW, subjects=[("case", 1)])
    counts_of(Case.objects.all())

    figures_of("somebody", NOW, lambda: counted.append("again"))

    assert ["first"] == counted


@pytest.mark.django_db
def test_a_row_that_comes_to_be_ends_what_was_counted():
    """SQLite says of a row that it hands back that it wrote none."""
    counted: list[str] = []
    figures_of("somebody", NOW, lambda: counted.append("first"))
    unit = Unit.objects.order_by("pk")[0]
    Person.objects.create(full_name="Vũ Một", phone="", unit=unit, path=unit.path, pseudonym="B2-3456")

    figures_of("somebody", NOW, lambda: counted.append("again"))

    assert ["first", "again"] == counted
