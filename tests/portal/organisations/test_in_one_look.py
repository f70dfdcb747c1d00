"""One page says what a business is: its places, its newest lists, what it reports; each part for whom it is open."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.services.levels import answer_correction, propose_correction
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.models import Kind
from bluezone.portal.organisations.models import Kind as OfficeKind
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.posts.services.keeping import Door, make_post
from bluezone.portal.premises.models import Kind as Place
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.selectors import codes_hanging_at
from bluezone.portal.premises.services import Facts
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit
from tests.support.portal.premises import Doors, doors_of
from tests.support.portal.rolling import SENT, TRUNG_YEN, Rollout, a_rollout
from tests.support.portal.stored_lists import a_stored_list

DAY = dt.timedelta(days=1)
HALL = "Nhà nghỉ Sao Mai"


@pytest.fixture
def doors(office) -> Doors:
    return doors_of(office)


@pytest.fixture
def inn(office) -> Organisation:
    return create_organisation(actor=None, name=HALL, kind=OfficeKind.COMPANY, unit=the_unit(TAN_TRAO), now=NOW)


def page_of(office: Office, person: Staff, organisation: Organisation) -> str:
    answer = office.client(person).get(reverse("organisation", args=[organisation.pk]))
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_its_places_stand_there_with_their_codes_and_posts_and_lead_back(office, doors, inn):
    open_one = doors.approved(Facts(HALL, Place.HOTEL, "Thôn Một", organisation=inn))
    doors.registered(Facts("Quán ăn Sao Mai", Place.FOOD, "Thôn Một", organisation=inn))
    doors.registered(Facts("Nhà nghỉ khác", Place.HOTEL, "Thôn Hai"))
    make_post(actor=doors.officer, premises=open_one, door=Door("Cổng chính"), now=NOW)

    page = page_of(office, doors.officer, inn)
    back = office.client(doors.officer).get(reverse("premises", args=[open_one.pk])).content.decode()

    assert "approved · code good until 24/02/2027 · 1 door post" in page
    assert "waits for approval · 0 door posts" in page
    assert "Nhà nghỉ khác" not in page
    assert reverse("organisation", args=[inn.pk]) in back


def test_of_codes_that_were_renewed_the_one_that_hangs_is_told(office, doors, inn):
    place = doors.approved(Facts(HALL, Place.HOTEL, "Thôn Một", organisation=inn), at=NOW - 40 * DAY)
    doors.renew(place)
    replaced, hanging = place.codes.order_by("pk")

    assert hanging == codes_hanging_at([place])[place.pk]
    assert replaced.valid_until != hanging.valid_until
    assert f"code good until {hanging.valid_until:%d/%m/%Y}" in page_of(office, doors.officer, inn)


def test_a_place_is_registered_from_there_with_name_and_unit_filled_in(office, doors, inn):
    address = f"{reverse('premises_new')}?organisation={inn.pk}"
    client = office.client(doors.clerk)

    page = client.get(reverse("organisation", args=[inn.pk])).content.decode()
    form = client.get(address).content.decode()

    assert address in page
    assert f'value="{HALL}"' in form
    assert 'value="Xã Tân Trào"' in form
    made = client.post(
        address, {"name": HALL, "kind": "hotel", "address": "Thôn Một", "phone": "", "place": "Tân Trào"}
    )
    assert (302, inn.pk) == (made.status_code, Premises.objects.get().organisation_id)


def test_its_newest_lists_are_for_whoever_sees_lists_of_its_unit(office, inn):
    officer = office.staff("Trần Văn Sổ", Role.HEALTH_OFFICER, TAN_TRAO)
    neighbour = office.staff("Ma Văn Bên", Role.HEALTH_OFFICER, SON_DUONG)
    interviewer = office.staff("Vi Thị Hỏi", Role.INTERVIEWER, TAN_TRAO)
    a_stored_list(inn, officer, NOW - 9 * DAY, rows=1_400)
    a_stored_list(inn, officer, NOW - DAY, rows=1_500, installed=1_200, installed_told=1_450)
    a_stored_list(inn, officer, NOW - DAY, Kind.BUSINESS, rows=12, staff=40, staff_told=12)

    page = page_of(office, officer, inn)

    assert "Staff Stored 23/11/2026 Rows 1,500 Have the app 1,200 of 1,450" in page
    assert "Businesses and lodgings Stored 23/11/2026 Rows 12 Staff 40" in page
    assert "1,400" not in page
    assert ["Its newest lists" in page_of(office, one, inn) for one in (officer, neighbour, interviewer)] == [
        True,
        False,
        False,
    ]


@pytest.fixture
def rollout(office) -> Rollout:
    made = a_rollout(office)
    office.clock[0] = SENT
    return made


def joined(rollout: Rollout) -> Organisation:
    participant = rollout.participant(TRUNG_YEN)
    assert participant.unit is not None
    made = create_organisation(
        actor=None, name=participant.name, kind=OfficeKind.COMMITTEE, unit=the_unit(TAN_TRAO), now=NOW
    )
    Participant.objects.filter(pk=participant.pk).update(organisation=made)
    return made


def test_what_it_reports_stands_there_with_state_and_figures_for_itself_and_those_above(office, rollout):
    committee = joined(rollout)
    before = page_of(office, rollout.person(TRUNG_YEN), committee)
    rollout.approved(TRUNG_YEN, broadcasts=41)
    stranger = rollout.person("ubnd-tan-trao")

    own, above = (page_of(office, one, committee) for one in (rollout.person(TRUNG_YEN), rollout.consolidator()))

    assert "Being written" in before
    assert "to Phòng Văn hóa và Thông tin" in before
    for page in (own, above):
        assert "Approved" in page
        assert re.search(r"TT1 Loudspeaker broadcasts 41 ", page), page
    assert "What it reports" not in page_of(office, stranger, committee)


def test_a_figure_that_was_corrected_stands_there_as_corrected_once_the_reporter_said_yes(office, rollout):
    committee = joined(rollout)
    rollout.approved(TRUNG_YEN, broadcasts=41)
    above, participant = rollout.consolidator(), rollout.participant(TRUNG_YEN)
    proposed = propose_correction(
        actor=above,
        participant=participant,
        indicator="broadcasts",
        becomes=39,
        note="đếm lại",
        acting_for=rollout.participant("culture-office"),
        now=SENT,
    )

    before = page_of(office, above, committee)
    answer_correction(actor=rollout.person(TRUNG_YEN), row=proposed, agrees=True, now=SENT)

    assert "TT1 Loudspeaker broadcasts 41 " in before
    assert "TT1 Loudspeaker broadcasts 39 " in page_of(office, above, committee)
