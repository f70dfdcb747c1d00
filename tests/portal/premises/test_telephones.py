"""The telephone of a commune stands on the posters of all of its places, once somebody of the commune has said it."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Act, Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.held import About
from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.identity.roles import Role
from bluezone.portal.premises.held import held_about
from bluezone.portal.premises.models import CommunePhone, Kind
from bluezone.portal.premises.posters import posters_of
from bluezone.portal.premises.selectors import code_in_force
from bluezone.portal.premises.services import Facts
from bluezone.portal.premises.telephones import say_telephone, telephones_for
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit
from tests.support.portal.premises import INN, doors_of

OFFICE = "0207 3 835 115"


@pytest.fixture
def doors(office):
    return doors_of(office)


def words_on(premises, size="A4") -> str:
    page = pdfium.PdfDocument(posters_of([code_in_force(premises)], size, now=NOW))[0]
    return " ".join(page.get_textpage().get_text_range().split())


@pytest.mark.parametrize("size", ["A4", "A3", "table"])
def test_every_poster_of_the_commune_says_whom_to_ask_beside_the_place_s_own_number(doors, size):
    inn = doors.approved(INN)
    assert "Hỏi về dịch bệnh" not in words_on(inn)

    say_telephone(actor=doors.officer, unit=the_unit(TAN_TRAO), phone=OFFICE, now=NOW)

    words = words_on(inn, size)
    assert "Hỏi về dịch bệnh: Xã Tân Trào, 02073835115" in words
    assert "Hỏi: 02073830123" in words


@pytest.mark.parametrize("size", ["A4", "A3", "table"])
def test_the_longest_of_everything_still_fits_and_names_the_commune(doors, size):
    hamlet = create_hamlet(actor=None, commune=the_unit(TAN_TRAO), name="Tổ dân phố " + "Ư" * 49, now=NOW)
    say_telephone(actor=doors.officer, unit=the_unit(TAN_TRAO), phone=OFFICE, now=NOW)
    place = doors.approved(Facts("W" * 60, Kind.EVENT, "Ngõ " + "W" * 76, "0207 3 830 123", hamlet=hamlet))

    words = words_on(place, size)

    assert "Xã Tân Trào" in words
    assert "Tổ dân phố" not in words
    assert "02073835115" in words


def test_a_poster_of_another_commune_does_not_say_it(doors):
    there = doors.approved(Facts("Chợ", Kind.MARKET), unit=SON_DUONG)
    say_telephone(actor=doors.officer, unit=the_unit(TAN_TRAO), phone=OFFICE, now=NOW)

    assert "dịch bệnh" not in words_on(there)


def test_an_officer_says_it_on_its_page_and_another_number_later(doors):
    client, way = doors.office.client(doors.officer), reverse("premises_telephone")
    form = {"place": "Tân Trào", "phone": OFFICE}

    client.post(way, form)
    client.post(way, form | {"phone": "0207 3 835 116"})

    said = CommunePhone.objects.get()
    assert ("02073835116", doors.officer) == (said.phone, said.said_by)
    page = client.get(reverse("premises_telephones")).content.decode()
    assert ("02073835116" in page, "02073835115" in page) == (True, False)
    lines = Entry.objects.filter(act="premises.telephone", actor=doors.officer)
    assert 2 == lines.filter(kind=Act.WRITE).count()
    assert lines.filter(kind=Act.READ).exists()


@pytest.mark.parametrize("phone", ["115", "không có", "0999"])
def test_what_is_no_number_is_refused(doors, phone):
    with pytest.raises(RefusedError):
        say_telephone(actor=doors.officer, unit=the_unit(TAN_TRAO), phone=phone, now=NOW)

    assert 0 == CommunePhone.objects.count()


def test_only_a_commune_has_one(doors):
    with pytest.raises(RefusedError, match="commune of today"):
        say_telephone(actor=doors.officer, unit=the_unit(TUYEN_QUANG), phone=OFFICE, now=NOW)


@pytest.mark.every_run
def test_nobody_says_that_of_a_commune_of_others_or_sees_it(doors):
    say_telephone(actor=doors.officer, unit=the_unit(TAN_TRAO), phone=OFFICE, now=NOW)
    stranger = doors.office.staff("Lù Thị Xa", Role.HEALTH_OFFICER, unit=SON_DUONG)

    answer = doors.office.client(stranger).post(reverse("premises_telephone"), {"place": "Tân Trào", "phone": OFFICE})

    assert (400, 1) == (answer.status_code, CommunePhone.objects.count())
    assert not telephones_for(stranger).exists()
    assert 403 == doors.office.client(doors.clerk).get(reverse("premises_telephones")).status_code


def test_whoever_has_that_number_is_told_where_it_stands(doors):
    say_telephone(actor=doors.officer, unit=the_unit(TAN_TRAO), phone=OFFICE, now=NOW)

    told = [
        row
        for one in held_about(About(persons=frozenset(), phones=frozenset({"02073835115"})), NOW)
        for row in one.rows
    ]

    assert ["Xã Tân Trào"] == [row[0] for row in told]
