"""A clerk registers a place on the page, a colleague approves it there, and its poster comes out."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pytest
import zxingcpp
from django.urls import reverse

from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind as OrganisationKind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.premises.models import PlaceCode, Premises
from bluezone.portal.premises.services import close_premises, digest_of_premises
from bluezone.protocol.place_codes import spaced
from bluezone.protocol.venue import read_venue
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.premises import doors_of, keys_of_the_portal

TYPED = {"name": "Nhà nghỉ Hoa Mai", "kind": "hotel", "address": "Thôn Tân Lập", "phone": "", "place": "Tân Trào"}


@pytest.fixture
def doors(office):
    return doors_of(office)


def test_from_registering_to_a_poster_that_a_phone_reads(office, doors):
    clerk, officer = office.client(doors.clerk), office.client(doors.officer)

    made = clerk.post(reverse("premises_new"), TYPED)
    premises = Premises.objects.get()
    assert reverse("premises", args=[premises.pk]) == made.url
    assert "You registered it, so a colleague approves it." in clerk.get(made.url).content.decode()
    asked = officer.get(made.url).content.decode()
    assert "Is there such a place?" in asked
    approved = officer.post(reverse("premises_approve", args=[premises.pk]), {"read": digest_of_premises(premises)})
    assert made.url == approved.url

    poster = clerk.get(reverse("premises_poster", args=[premises.pk]), {"size": "A4"})
    assert "application/pdf" == poster["content-type"]
    page = pdfium.PdfDocument(poster.content)[0]
    (read,) = zxingcpp.read_barcodes(page.render(scale=100 / 72).to_pil().convert("L"))
    assert "Nhà nghỉ Hoa Mai" == read_venue(read.text, keys_of_the_portal(), int(NOW.timestamp())).name


def test_the_page_says_what_is_typed_and_that_a_code_of_before_has_nothing_to_type(office, doors):
    code, client = doors.approve(doors.registered()), office.client(doors.clerk)
    page = reverse("premises", args=[code.premises_id])

    assert spaced(code.typed) in client.get(page).content.decode()
    PlaceCode.objects.update(typed="")
    assert "Nothing can be typed instead of it" in client.get(page).content.decode()


def test_without_an_exchange_the_page_says_who_can_help(office, doors):
    premises = doors.registered()
    office.published = None

    answer = office.client(doors.officer).post(
        reverse("premises_approve", args=[premises.pk]), {"read": digest_of_premises(premises)}
    )

    said = answer.content.decode()
    assert ("nothing is lost, please ask whoever runs it" in said, "--published" in said) == (True, False)


def test_a_poster_of_no_code_and_of_no_size_is_one_sentence(office, doors):
    premises = doors.registered()
    client = office.client(doors.clerk)
    assert "sign another one first" in client.get(reverse("premises_poster", args=[premises.pk])).content.decode()

    doors.approve(premises)
    refused = client.get(reverse("premises_poster", args=[premises.pk]), {"size": "A0"})
    assert "A4, A3 or table" in refused.content.decode()


def test_a_closed_place_is_opened_again_on_its_page(office, doors):
    premises = doors.approved()
    client = office.client(doors.clerk)
    there, again = (reverse(name, args=[premises.pk]) for name in ("premises", "premises_reopen"))
    assert again not in client.get(there).content.decode()
    close_premises(actor=doors.officer, premises=premises, read=digest_of_premises(premises), now=NOW)
    page = client.get(there).content.decode()
    premises.refresh_from_db()

    led_to = client.post(again, {"read": digest_of_premises(premises)})

    assert again in page
    assert "device there that heard of the closing is enrolled anew" in page
    assert there == led_to.url
    assert "You registered it, so a colleague approves it." in client.get(there).content.decode()


def test_a_commune_of_others_is_not_chosen(office, doors):
    answer = office.client(doors.clerk).post(reverse("premises_new"), {**TYPED, "place": "Hoàn Kiếm"})

    assert (400, 0) == (answer.status_code, Premises.objects.count())
    assert "No commune of yours is called so." in answer.content.decode()


def test_a_school_becomes_a_place_from_its_own_page(office, doors):
    school = create_organisation(
        actor=None, name="Trường Tân Trào", kind=OrganisationKind.SCHOOL, unit=the_unit(TAN_TRAO), now=NOW
    )
    client = office.client(doors.clerk)
    way = reverse("premises_new") + f"?organisation={school.pk}"
    assert way in client.get(reverse("organisation", args=[school.pk])).content.decode()
    assert "Kept by Trường Tân Trào" in client.get(way).content.decode()

    made = client.post(way, {**TYPED, "name": "Trường Tân Trào", "kind": "school"})

    assert school == Premises.objects.get().organisation
    assert made.url in client.get(reverse("organisation", args=[school.pk])).content.decode()


def test_an_organisation_of_others_is_not_said_to_keep_a_place_of_ours(office, doors):
    there = create_organisation(
        actor=None, name="Trường Sơn Dương", kind=OrganisationKind.SCHOOL, unit=the_unit(SON_DUONG), now=NOW
    )
    way, client = reverse("premises_new") + f"?organisation={there.pk}", office.client(doors.clerk)

    assert [404, 404] == [client.get(way).status_code, client.post(way, TYPED).status_code]
    assert 0 == Premises.objects.count()


def test_an_interviewer_has_nothing_to_do_here(office):
    client = office.client(office.staff("Lê Hỏi Chuyện", Role.INTERVIEWER))

    assert 403 == client.get(reverse("premises_list")).status_code


def test_the_ways_to_cut_the_list_are_written_alike_in_both_languages(office):
    officer = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER)

    chips = {
        language: re.findall(
            r'class="chip"[^>]*>([^<]+)<',
            office.client(officer, language=language).get(reverse("premises_list")).content.decode(),
        )
        for language in ("vi", "en")
    }

    assert ["Mở", "Chờ duyệt", "Đã duyệt", "Đóng", "Đăng ký hai lần"] == chips["vi"]
    assert ["Open", "Waits for approval", "Approved", "Closed", "Entered twice"] == chips["en"]
