"""An outbreak's state on one day: counted by commune in one's own units, and written as the report that was read."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from django.urls import reverse

from bluezone.documents.paper import Kind, Table
from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers.files import verdict_of
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.standing import content_of
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.situation.counts import Counts
from bluezone.portal.situation.daily import Situation, situation_of
from bluezone.portal.situation.services import Asked, write_report
from tests.support.portal.followup import COUGHS
from tests.support.portal.isolation import IsolationOffice
from tests.support.portal.offices import NOW, TAN_TRAO, Office

DAY = dt.timedelta(days=1)
TO = "Sở Y tế tỉnh Tuyên Quang"


@pytest.fixture(scope="module")
def kept_office(kept) -> IsolationOffice:
    """A case that two people met; one of them is in a centre, the other at home."""
    office = IsolationOffice(Office())
    office.order(1)
    office.order(2, home=True)
    return office


@pytest.fixture
def office(kept_office, db) -> IsolationOffice:
    return copy.deepcopy(kept_office)


def state(office: IsolationOffice, now: dt.datetime = NOW) -> Situation:
    return situation_of(office.writer, office.node(0).outbreak, now)


def written(office: IsolationOffice, read: str, **more) -> OutgoingPaper:
    return write_report(
        actor=more.get("actor", office.writer),
        outbreak=office.node(0).outbreak,
        asked=Asked(office.signing, TO),
        read=read,
        now=more.get("now", NOW),
        entropy=office.office.chance.randbytes,
    )


def test_each_person_is_counted_where_they_are_and_all_together(office):
    found = state(office)

    home, other = (office.node(at).unit.name for at in (0, 1))
    assert [home, other] == [one.name for one in found.communes]
    with_the_case, without = (one.counts for one in found.communes)
    assert Counts(1, 1, 1, 0, with_the_case.followed, with_the_case.missed, 0, at_home=1) == with_the_case
    assert Counts(0, 0, 1, 1, without.followed, without.missed, 0, in_centres=1) == without
    assert with_the_case + without == found.whole
    assert 3 == found.whole.followed


def test_symptoms_and_answers_that_are_due_are_counted_and_yesterdays_case_is_not_todays(office):
    before = state(office).whole
    office.ask(1, COUGHS)

    today, tomorrow = state(office).whole, state(office, NOW + DAY).whole

    assert (1, before.missed - 1, 1) == (today.ill, today.missed, today.confirmed_today)
    assert (1, 0) == (tomorrow.confirmed, tomorrow.confirmed_today)
    assert tomorrow.missed > today.missed


def test_nobody_of_elsewhere_is_counted(office):
    neighbour = office.office.staff("Lò Văn Xa", Role.SUPERVISOR, TAN_TRAO)

    seen = situation_of(neighbour, office.node(0).outbreak, NOW)

    assert [office.node(1).unit.name] == [one.name for one in seen.communes]


def test_a_hamlet_counts_with_its_commune_and_sums_are_those_of_the_lines():
    one, other = Counts(1, 1, 2, 3, 4, 1, 0, 1, 2), Counts(2, 0, 5, 1, 1, 1, 1, 0, 0)

    assert Counts(3, 1, 7, 4, 5, 2, 1, 1, 2) == one + other


def test_the_report_says_what_was_read_in_the_form_that_the_decree_asks(office):
    paper = written(office, state(office).digest)

    content = content_of(paper)
    (table,) = [block for block in content.blocks if isinstance(block, Table)]
    assert (Kind.REPORT, (TO,)) == (content.kind, content.addressees)
    assert "1 ca xác định, trong đó 1 ca được xác định trong ngày." in str(content.blocks)
    assert "1 người đang cách ly tại nhà, 1 người đang cách ly tập trung." in str(content.blocks)
    assert ("Cộng", "1", "1", "2", "1", "3") == table.total[:6]
    assert [office.node(0).unit.name, office.node(1).unit.name] == [row[0] for row in table.rows]
    assert () == verdict_of(paper, NOW).findings
    line = Entry.objects.get(act="situation.report")
    assert (office.writer.pk, str(paper.pk)) == (line.actor_id, line.subjects.get().key)


def test_no_report_is_written_of_figures_that_are_others_by_now(office):
    read = state(office).digest
    office.ask(1, COUGHS)

    with pytest.raises(ChangedError):
        written(office, read)

    assert not Entry.objects.filter(act="situation.report").exists()


def test_whoever_writes_no_papers_of_an_office_writes_no_report_for_it(office):
    with pytest.raises(RefusedError, match="own unit"):
        written(office, state(office).digest, actor=office.officer)


def test_from_the_page_to_the_draft(office):
    client = office.office.client(office.writer)
    there = client.get(client.get(reverse("situation")).url)
    page = there.content.decode()
    signing = office.signing
    typed = {
        "organisation": signing.organisation.pk,
        "addressee": TO,
        "office": signing.office[0],
        "post": signing.office[1],
        "signer": signing.signer,
        "abbreviation": signing.abbreviation,
        "place": signing.place,
        "drafting_unit": signing.drafting_unit,
        "read": state(office).digest,
    }
    way = reverse("situation_report", args=[office.node(0).outbreak.pk])

    led_to = client.post(way, typed)
    refused = client.post(way, {**typed, "addressee": " "})

    assert way in page
    assert reverse("paper", args=[OutgoingPaper.objects.latest("pk").pk]) == led_to.url
    assert 409 == refused.status_code
    assert "fill in whose paper" in refused.content.decode()


def test_an_officer_sees_the_figures_and_no_form(office):
    page = office.office.client(office.officer).get(reverse("situation"), follow=True).content.decode()

    assert "Apart in centres" in page
    assert "Write the quick report" not in page


def test_where_nobody_fell_ill_or_met_a_case_the_page_says_so(office):
    unit = Unit.objects.filter(level=Level.COMMUNE, valid_to=None).exclude(code__in=["02536", "02545"]).first()
    assert unit is not None
    elsewhere = office.office.staff("Lê Ở Xa", Role.SUPERVISOR, unit.key)

    page = office.office.client(elsewhere).get(reverse("situation"), follow=True).content.decode()

    assert "Nothing to tell yet" in page
