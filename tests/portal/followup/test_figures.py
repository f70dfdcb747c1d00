"""How follow-up goes, as a supervisor sees it: by commune, by whoever asked, and whose days are over."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.followup.answers import Answer, Channel, Outcome
from bluezone.portal.followup.figures import FIGURES, _communes, figures_of
from bluezone.portal.followup.links import digest_of_link, give_link, take_own_answer
from bluezone.portal.followup.models import Watch
from bluezone.portal.followup.selectors import _groups_of, due_in
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.roles import Role
from tests.support.portal.followup import COUGHS, NOT_REACHED, WELL, FollowupOffice
from tests.support.portal.offices import NOW, TAN_TRAO, TUYEN_QUANG, Office

pytestmark = pytest.mark.usefixtures("kept_office")
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def kept_office(kept) -> FollowupOffice:
    return FollowupOffice(Office())


@pytest.fixture
def office(kept_office, db) -> FollowupOffice:
    return kept_office


def by_commune(office: FollowupOffice, now: dt.datetime = NOW) -> dict[str, tuple[int, ...]]:
    rows = figures_of(office.everywhere, now).communes
    return {one.unit.name: (one.followed, one.due, one.missed, one.ill, one.over) for one in rows}


def test_each_commune_has_its_figures(office):
    office.ask(1, COUGHS)
    office.ask(3, NOT_REACHED)

    here, there = by_commune(office)["Xã Sơn Dương"], by_commune(office)["Xã Tân Trào"]

    assert ((1, 1, 1, 0, 0), (2, 1, 0, 1, 0)) == (here, there)


def test_the_day_after_somebodys_last_they_are_followed_no_more_and_stand_among_those_whose_days_ended(office):
    last = office.watch(1).last_day
    after = dt.datetime.combine(last + ONE_DAY, NOW.timetz())

    figures = figures_of(office.everywhere, after)

    assert {"B", "C"} <= {one.person.name[-1] for one in figures.over}
    assert (0, 0, 0, 0, 1) == by_commune(office, after)["Xã Sơn Dương"]
    assert [] == figures_of(office.everywhere, after + 8 * ONE_DAY).over


def test_who_asked_is_counted_and_what_people_answered_by_themselves_beside_it(office):
    office.ask(1, COUGHS)
    office.ask(1, COUGHS)
    office.ask(3, WELL, NOW)
    watch = office.watch(2)
    entropy = office.office.chance.randbytes
    code = give_link(actor=office.second, watch=watch, read=digest_of_link(watch), now=NOW, entropy=entropy)
    take_own_answer(code=code, answer=Answer(Outcome.WELL, Channel.OWN), now=NOW)

    figures = figures_of(office.everywhere, NOW)

    assert [("Lê Truy Vết", 3)] == [(one.name, one.times) for one in figures.asked]
    assert 1 == figures.own


def test_a_look_leaves_a_line_about_who_asked_where_nobodys_days_are_over(office):
    office.ask(1, COUGHS)
    reader = office.office.staff("Phạm Minh Đức", Role.EPIDEMIOLOGIST, TUYEN_QUANG)

    page = office.office.client(reader).get(reverse("followup_figures")).content.decode()

    line, asker = Entry.objects.latest("number"), Staff.objects.get(full_name="Lê Truy Vết")
    assert "Lê Truy Vết" in page
    assert ("followup.figures", reader) == (line.act, line.actor)
    assert {("staff", str(asker.pk))} == set(line.subjects.values_list("kind", "key"))


@pytest.mark.every_run
def test_a_look_leaves_a_line_about_each_whose_days_are_over(office, monkeypatch):
    after = dt.datetime.combine(office.watch(1).last_day + ONE_DAY, NOW.timetz())
    monkeypatch.setattr(office.office, "clock", [after])

    office.office.client(office.everywhere).get(reverse("followup_figures"))

    over = {("person", str(one.person.person)) for one in figures_of(office.everywhere, after).over}
    line = Entry.objects.filter(act="followup.figures").latest("number")
    assert len(over) > 1
    assert over == set(line.subjects.filter(kind="person").values_list("kind", "key"))


@pytest.mark.every_run
def test_a_reader_has_the_figures_of_their_own_units_alone(office):
    mai = office.office.staff("Hoàng Thị Mai", Role.INTERVIEWER, TAN_TRAO)

    assert ["Xã Tân Trào"] == [one.unit.name for one in figures_of(mai, NOW).communes]
    page = office.office.client(mai).get(reverse("followup_figures")).content.decode()
    assert ("Tân Trào" in page, "Sơn Dương" in page) == (True, False)


def test_whoever_does_not_walk_the_round_is_not_led_to_it(office):
    lead = office.office.client(office.everywhere)
    away = office.office.client(office.office.staff("Phạm Minh Đức", Role.EPIDEMIOLOGIST, TUYEN_QUANG))
    person, way = reverse("followup_person", args=[office.watch(1).pk]), f'href="{reverse("followup_round")}"'

    for address in (person, reverse("followup_figures")):
        assert 200 == away.get(address).status_code
        in_main = [client.get(address).content.decode().split('class="trail"')[-1] for client in (lead, away)]
        assert [True, False] == [way in part for part in in_main]


def test_people_of_a_province_are_counted_by_what_an_index_holds(office):
    """PostgreSQL opens each row otherwise: keys stand in no index beside places and days."""
    held = {field for index in Watch._meta.indexes for field in index.fields if index.name == "watches_of_a_round"}

    with CaptureQueriesContext(connection) as asked:
        _communes(paths_for(office.everywhere, FIGURES), NOW)
        _groups_of(due_in(office.second, NOW), NOW)

    counts = [one["sql"] for one in asked if 'FROM "followup_watch"' in one["sql"]]
    named = {column for sql in counts for column in re.findall(r'"followup_watch"\."(\w+)"', sql)}
    assert (3, set()) == (len(counts), named - held)
