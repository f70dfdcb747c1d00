"""Somebody who is named in one commune and lives in another: offered, taken over or sent back, and nobody's name seen
before."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Person
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.apartness import digest_of_involvement
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure, Involvement, Transfer
from bluezone.portal.tracing.selectors import seen_by
from bluezone.portal.tracing.transferring import (
    digest_of_transfer,
    keep_person,
    offer_person,
    return_person,
    take_person,
)
from bluezone.portal.tracing.transfers_seen import RISES_AFTER, offered_to, returned_to
from bluezone.portal.tracing.waiting import waiting
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, Office, the_unit
from tests.support.portal.posting import a_strange_commune
from tests.support.portal.tracing import TracingOffice, ago

pytestmark = pytest.mark.usefixtures("kept_tracing")
LATER = NOW + RISES_AFTER
NAME = "Nông Văn Bảo"


class Between(TracingOffice):
    """A case of Sơn Dương named somebody who lives in Tân Trào; officers of both communes and of the province."""

    def __init__(self) -> None:
        super().__init__(Office(), people=1)
        self.confirm(0)
        self.there = self.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
        self.above = self.office.staff("Lương Thị Trên", Role.HEALTH_OFFICER, TUYEN_QUANG)
        self.name(NAME)

    def name(self, full_name: str, unit: str = TAN_TRAO) -> Exposure:
        met = Contact(full_name, the_unit(unit), Meeting(first_day=ago(1), last_day=ago(1)))
        entropy = self.office.chance.randbytes
        (made,) = record_contacts(actor=self.officer, source=self.node(0), contacts=[met], now=NOW, entropy=entropy)
        return made


@pytest.fixture(scope="module")
def kept_tracing(kept) -> Between:
    return Between()


@pytest.fixture
def tracing(kept_tracing, db) -> Between:
    return kept_tracing


def the_offer() -> Transfer:
    found = Transfer.objects.filter(involvement__person__full_name=NAME).order_by("-pk")
    return found.select_related("involvement__outbreak", "involvement__person")[0]


def take(tracing: Between, read: str | None = None) -> None:
    read = read or digest_of_transfer(the_offer())
    take_person(actor=tracing.there, transfer=the_offer(), read=read, now=NOW)


def send_back(tracing: Between, reason: str = "không có ai tên này") -> None:
    read = digest_of_transfer(the_offer())
    return_person(actor=tracing.there, transfer=the_offer(), reason=reason, read=read, now=NOW)


def offer(tracing: Between, unit: str) -> Transfer:
    held = the_offer().involvement
    return offer_person(
        actor=tracing.officer, involvement=held, unit=the_unit(unit), read=digest_of_involvement(held), now=NOW
    )


def waits(person, now: dt.datetime = NOW) -> set[str]:
    return {one.what for one in waiting(person, now)}


def test_until_somebody_takes_them_they_stay_where_they_were_named(tracing):
    held = the_offer().involvement

    assert (SON_DUONG, SON_DUONG) == (held.unit.key, held.person.unit.key)
    assert SON_DUONG in held.arriving.get().target_path
    assert NAME == seen_by(tracing.officer, held).name
    assert held.person.pseudonym == seen_by(tracing.there, held).name


def test_whoever_takes_them_has_the_person_and_both_ends_of_what_leads_to_them(tracing):
    take(tracing)

    held = Involvement.objects.get(pk=the_offer().involvement_id)
    assert [TAN_TRAO] * 2 == [held.unit.key, held.person.unit.key]
    assert (held.path, held.path) == (held.person.path, held.arriving.get().target_path)
    assert (held.person.pseudonym, NAME) == (seen_by(tracing.officer, held).name, seen_by(tracing.there, held).name)
    assert 1 == held.level
    lines = Entry.objects.filter(act__in=("tracing.offer", "tracing.receive")).order_by("number")
    assert ["tracing.offer", "tracing.receive"] == [line.act for line in lines]


def test_why_an_offer_came_back_is_read_by_whoever_sees_the_name_alone(tracing):
    send_back(tracing, reason="theo con gái Nông Thị Hoa về Yên Bái")
    address = reverse("traced_person", args=[the_offer().involvement.person.pseudonym])

    here, there = (tracing.office.client(who).get(address).content.decode() for who in (tracing.officer, tracing.there))

    assert ["Nông Thị Hoa" in page for page in (here, there)] == [True, False]
    assert "Offered to" in there


def test_what_came_back_says_why_and_waits_until_somebody_settles_it(tracing):
    with pytest.raises(RefusedError):
        send_back(tracing, reason=" ")
    send_back(tracing)

    assert [the_offer()] == list(returned_to(tracing.officer))
    assert ("tracing.returned" in waits(tracing.officer), "tracing.returned" in waits(tracing.there)) == (True, False)
    keep_person(actor=tracing.officer, transfer=the_offer(), read=digest_of_transfer(the_offer()), now=NOW)
    assert "tracing.returned" not in waits(tracing.officer)
    assert SON_DUONG == the_offer().involvement.unit.key


def test_an_answer_is_given_once_and_to_what_was_read(tracing):
    read = digest_of_transfer(the_offer())
    send_back(tracing)

    with pytest.raises(RefusedError, match="answered already"):
        take(tracing, read)
    again = offer(tracing, TAN_TRAO)
    with pytest.raises(ChangedError):
        take_person(actor=tracing.there, transfer=again, read=read, now=NOW)

    assert ["kept", "offered"] == list(Transfer.objects.order_by("pk").values_list("state", flat=True))
    with pytest.raises(RefusedError, match="offered to another"):
        offer(tracing, TAN_TRAO)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.order_by("pk").update(state="offered", answered_at=None)


@pytest.mark.parametrize(("unit", "sentence"), [(SON_DUONG, "already"), (TUYEN_QUANG, "lives in a commune")])
def test_somebody_is_offered_to_another_commune_and_to_nothing_else(tracing, unit, sentence):
    keep_person(actor=tracing.officer, transfer=the_offer(), read=digest_of_transfer(the_offer()), now=NOW)

    with pytest.raises(RefusedError, match=sentence):
        offer(tracing, unit)


def test_whoever_works_in_both_moves_them_at_once(tracing):
    keep_person(actor=tracing.officer, transfer=the_offer(), read=digest_of_transfer(the_offer()), now=NOW)
    held = the_offer().involvement

    read, unit = digest_of_involvement(held), the_unit(TAN_TRAO)
    offer_person(actor=tracing.above, involvement=held, unit=unit, read=read, now=NOW)

    assert TAN_TRAO == Involvement.objects.get(pk=held.pk).unit.key
    assert {"kept", "taken"} == set(Transfer.objects.values_list("state", flat=True))


def test_a_case_is_handed_over_as_a_case(tracing):
    case = tracing.office.case(tracing.officer, full_name="Người Có Ca")
    held = Involvement.objects.get(person=case.person)

    with pytest.raises(RefusedError, match="open case"):
        offer_person(
            actor=tracing.officer,
            involvement=held,
            unit=the_unit(TAN_TRAO),
            read=digest_of_involvement(held),
            now=NOW,
        )


def test_an_offer_waits_for_the_commune_and_after_a_day_for_whoever_stands_above_it(tracing):
    fresh, later = ({one: waits(one, now) for one in (tracing.there, tracing.above)} for now in (NOW, LATER))

    assert ("tracing.receive" in fresh[tracing.there], "tracing.receive" in fresh[tracing.above]) == (True, False)
    assert ("tracing.receive" in later[tracing.there], "tracing.receive" in later[tracing.above]) == (True, True)
    assert "tracing.receive" not in waits(tracing.officer, LATER)


def test_the_commune_answers_on_its_page_and_reads_no_name_before(tracing):
    there, address = tracing.office.client(tracing.there), reverse("transfers")
    page = there.get(address).content.decode()
    assert ("Xã Sơn Dương → Xã Tân Trào" in " ".join(page.split()), NAME in page) == (True, False)

    taken = there.post(
        reverse("transfer_take", args=[the_offer().pk]), {"read": page.split('name="read" value="')[1].split('"')[0]}
    )

    assert NAME in there.get(taken.headers["location"]).content.decode()
    assert "Nobody is between two communes" in there.get(address).content.decode()
    assert [] == list(offered_to(tracing.there))


def test_another_province_is_asked_and_is_led_to_no_page_that_is_shut_to_it(tracing):
    stranger = tracing.office.staff("Ngô Thị Lạ", Role.HEALTH_OFFICER, a_strange_commune().key)
    keep_person(actor=tracing.officer, transfer=the_offer(), read=digest_of_transfer(the_offer()), now=NOW)
    offer(tracing, a_strange_commune().key)
    pseudonym = the_offer().involvement.person.pseudonym
    there, address = tracing.office.client(stranger), reverse("traced_person", args=[pseudonym])

    page = there.get(reverse("transfers")).content.decode()
    assert (pseudonym in page, address in page) == (True, False)
    there.post(reverse("transfer_take", args=[the_offer().pk]), {"read": digest_of_transfer(the_offer())})

    assert NAME in there.get(address).content.decode()


def test_somebody_is_offered_on_a_page_of_their_own(tracing):
    held = Involvement.objects.get(pk=tracing.name("Lý Văn Ở", SON_DUONG).target_id)
    here, address = tracing.office.client(tracing.officer), reverse("person_offer", args=[held.person.pseudonym])
    assert not held.transfers.exists()

    wrong = here.post(address, {"place": "nơi không có", "read": digest_of_involvement(held)})
    sent = here.post(address, {"place": "tân trào", "read": digest_of_involvement(held)})

    assert (400, 302) == (wrong.status_code, sent.status_code)
    page = " ".join(here.get(sent.headers["location"]).content.decode().split())
    assert "Offered to Xã Tân Trào by Lê Truy Vết" in page
    assert TAN_TRAO == Person.objects.get(pk=held.person_id).involvements.get().transfers.get().unit.key
