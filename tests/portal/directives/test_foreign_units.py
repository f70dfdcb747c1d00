"""Whoever registers a directive gets no say in units that are not theirs."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bluezone.portal.directives.models import DirectiveRecord, Membership
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers.models import OutgoingPaper
from tests.portal.directives.services.test_left_out import HEAD
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.posting import a_strange_commune
from tests.support.portal.rolling import LIST, a_photo, a_rollout
from tests.support.rollout.directives import SHIPPED_TEXT

MINE = "mine-2026"
TOKEN = re.compile(r'csrfmiddlewaretoken" value="[^"]+"')
COVER = {**HEAD, "what": "cover"}


@pytest.fixture
def stranger(office):
    office.clock[0] = NOW
    return office.client(office.staff("Kẻ Lạ", Role.CONSOLIDATOR, TAN_TRAO))


def registered(client, listed=LIST):
    """A directive whose office of collection lies in Sơn Dương."""
    source = SHIPPED_TEXT.replace("2020-08-", "2026-11-").replace('unit = "076"', 'unit = "02536"')
    files = {
        "directive": SimpleUploadedFile("d.toml", source.replace("son-duong-2020", MINE).encode()),
        "organisations": SimpleUploadedFile("o.csv", listed.replace(b",076,", b",02536,")),
    }
    assert 302 == client.post(reverse("directive_new"), files).status_code
    return DirectiveRecord.objects.get(key=MINE)


def test_a_directive_opens_no_organisation_of_others_to_its_registrar(stranger):
    create_organisation(
        actor=None,
        name="Phòng Văn hóa và Thông tin huyện",
        kind=Kind.DEPARTMENT,
        unit=the_unit(SON_DUONG),
        now=NOW,
    )
    registered(stranger)

    answer = stranger.post(reverse("directive_papers", args=[MINE]), COVER)

    assert 409 == answer.status_code
    assert "staff of its own unit" in answer.content.decode()
    assert not OutgoingPaper.objects.exists()


def test_nor_does_it_enter_an_organisation_there(stranger):
    registered(stranger, LIST.replace("Phòng Văn hóa và Thông tin huyện".encode(), "Cơ quan bịa đặt".encode()))

    assert 409 == stranger.post(reverse("directive_papers", args=[MINE]), COVER).status_code

    assert not Organisation.objects.exists()


def test_whoever_works_there_writes_for_it(office):
    office.clock[0] = NOW
    own = office.client(office.staff("Người Nhà", Role.CONSOLIDATOR, SON_DUONG))
    registered(own)

    assert 302 == own.post(reverse("directive_papers", args=[MINE]), COVER).status_code

    assert "Phòng Văn hóa và Thông tin huyện" == OutgoingPaper.objects.get().organisation.name


@pytest.mark.parametrize("role", [Role.REGISTRY_CLERK, Role.CONSOLIDATOR])
def test_a_letter_is_kept_by_the_office_whose_directive_it_is_and_by_no_stranger(office, role):
    rollout = a_rollout(office)
    stranger = office.client(office.staff("Kẻ Lạ", role, TAN_TRAO))
    owner, address = office.client(rollout.consolidator()), reverse("directive_sign", args=[rollout.record.key])

    def letter():
        return {"signed": SimpleUploadedFile("x.jpg", a_photo(), "image/jpeg")}

    assert 403 == stranger.post(address, letter()).status_code
    assert (
        "Keep the signed letter" not in stranger.get(reverse("directive", args=[rollout.record.key])).content.decode()
    )
    rollout.record.refresh_from_db()
    assert rollout.record.signed_pdf is None
    assert 302 == owner.post(address, letter()).status_code


def test_a_colleague_of_a_commune_below_is_seated_by_sign_in_name_alone(office):
    """The commune of today came of one of the district, so its staff are seated; their names are its own."""
    rollout = a_rollout(office)
    office.staff("Trần Bí Mật", Role.REPORTER, TAN_TRAO)
    client, address = office.client(rollout.consolidator()), reverse("directive_seats", args=[rollout.record.key])

    assert 302 == client.post(address, {"participant": "ubnd-tan-trao", "username": "trnbmt"}).status_code

    report = reverse("report_page", args=[rollout.record.key, "ubnd-tan-trao"])
    for page in (client.get(address).content.decode(), client.get(report).content.decode()):
        assert "trnbmt" in page
        assert "Trần Bí Mật" not in page


def test_a_colleague_of_a_foreign_unit_is_not_seated_and_their_name_not_learnt(office):
    rollout = a_rollout(office)
    office.staff("Trần Bí Mật", Role.HEALTH_OFFICER, a_strange_commune().key)
    client, address = office.client(rollout.consolidator()), reverse("directive_seats", args=[rollout.record.key])

    answers = [
        client.post(address, {"participant": "ubnd-tan-trao", "username": username}, follow=True)
        for username in ("trnbmt", "nobody")
    ]

    assert [409, 409] == [answer.status_code for answer in answers]
    assert 1 == len({TOKEN.sub("", answer.content.decode()).replace("trnbmt", "nobody") for answer in answers})
    assert "Trần Bí Mật" not in client.get(address).content.decode()
    assert not Membership.objects.filter(participant__key="ubnd-tan-trao").exists()
