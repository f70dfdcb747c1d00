"""Owners tell of their places by a link: nothing is registered by that alone, and what is put aside is forgotten."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.premises.models import Kind, OwnerLink, Premises, ToldPlace
from bluezone.portal.premises.owners import (
    ASIDE_KEPT,
    LINK_LASTS,
    Told,
    digest_of_link,
    digest_of_told,
    end_link,
    forget_put_aside,
    issue_link,
    put_told_aside,
    register_told,
    spaced_receipt,
    tell_place,
)
from bluezone.portal.premises.services import Facts, close_premises, digest_of_premises
from bluezone.portal.premises.waiting import waiting
from bluezone.portal.staff.services import give_role, make_staff
from bluezone.portal.world import ENVIRON_KEY
from tests.support.portal.offices import NOW, PASSWORD, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit
from tests.support.portal.premises import doors_of

DAY = dt.timedelta(days=1)
SHOP = Told(Facts("Tạp hóa Bà Sáu", Kind.SHOP, "Thôn Tân Lập", "0207 3 830 777"), "Ma Thị Sáu")
TYPED = {
    "name": "Tạp hóa Bà Sáu",
    "kind": "shop",
    "address": "Thôn Tân Lập",
    "responsible": "Ma Thị Sáu",
    "phone": "0207 3 830 777",
}


@pytest.fixture
def doors(office):
    return doors_of(office)


@pytest.fixture
def code(office, doors) -> str:
    return issue_link(actor=doors.clerk, unit=the_unit(TAN_TRAO), entropy=office.chance.randbytes, now=NOW)[1]


@pytest.fixture
def owner(office) -> Client:
    """Somebody without an account, with the cookie of a form and nothing else."""
    return Client(enforce_csrf_checks=True, **{ENVIRON_KEY: office.world, "HTTP_HOST": "localhost"})


def tells(office, code: str, told: Told = SHOP, *, now: dt.datetime = NOW) -> ToldPlace:
    return tell_place(code=code, told=told, entropy=office.chance.randbytes, now=now)


def sends(owner: Client, way: str, **typed: str):
    """Opens the form, and sends it as a browser does."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', owner.get(way).content.decode())
    return owner.post(way, {**TYPED, **typed, "csrfmiddlewaretoken": token[1] if token else ""})


def test_from_a_printed_letter_to_a_poster_that_two_of_the_commune_stand_for(office, doors, owner):
    """A clerk prints the letter, an owner fills the form in, the clerk registers, and only a colleague approves."""
    clerk, officer = office.client(doors.clerk), office.client(doors.officer)
    letter = clerk.post(reverse("owner_link"), {"place": "Tân Trào"}).content.decode()
    way = re.search(r"/premises/owner/[0-9A-Z]{20}", letter)[0]
    assert letter.index('class="qr-box') < letter.index('class="qr__text') < letter.index("open the address below it")

    receipt = sends(owner, way).content.decode()

    told = ToldPlace.objects.get()
    assert 0 == Premises.objects.count()
    assert spaced_receipt(told.receipt) in receipt
    waits = clerk.get(reverse("premises_owners")).content.decode()
    assert [True] * 3 == [word in waits for word in ("Tạp hóa Bà Sáu", "Ma Thị Sáu", spaced_receipt(told.receipt))]
    made = clerk.post(reverse("told_register", args=[told.pk]), {"read": digest_of_told(told)})
    premises = Premises.objects.get()
    assert (reverse("premises", args=[premises.pk]), doors.clerk) == (made.url, premises.registered_by)
    with pytest.raises(RefusedError, match="another person"):
        doors.approve(premises, by=doors.clerk)
    assert "Ma Thị Sáu" in officer.get(made.url).content.decode()
    doors.approve(premises)
    seen = Entry.objects.get(act="premises.owners")
    assert {("told_place", str(told.pk)), ("staff", str(doors.clerk.pk))} == set(
        seen.subjects.values_list("kind", "key")
    )


def test_a_look_leaves_a_line_about_who_made_a_link_where_nothing_waits(office, doors, code):
    page = office.client(doors.clerk).get(reverse("premises_owners")).content.decode()

    line, maker = Entry.objects.get(act="premises.owners"), OwnerLink.objects.get().made_by
    assert maker.full_name in page
    assert {("staff", str(maker.pk))} == set(line.subjects.values_list("kind", "key"))


def test_whoever_works_in_one_commune_does_not_type_its_name(office, doors):
    own = office.client(doors.clerk).get(reverse("premises_owners")).content.decode()
    of_many = office.staff("Trần Khắp Nơi", Role.HEALTH_OFFICER, TUYEN_QUANG)
    everywhere = office.client(of_many).get(reverse("premises_owners")).content.decode()

    typed = [re.search(r'<input[^>]*name="place"[^>]*>', page, re.DOTALL)[0] for page in (own, everywhere)]

    assert [True, False] == ['value="Xã Tân Trào"' in one for one in typed]


def test_the_form_needs_its_own_token_says_what_is_missing_and_keeps_nothing(office, code, owner):
    way = reverse("premises_owner", args=[code])

    bare = owner.post(way, TYPED)
    empty = sends(owner, way, address="")
    strange = sends(owner, way, phone="chín số")

    assert [403, 400, 409] == [bare.status_code, empty.status_code, strange.status_code]
    assert "Tạp hóa Bà Sáu" in strange.content.decode()
    assert 0 == ToldPlace.objects.count()


def test_what_is_told_again_is_one_receipt(office, code):
    first = tells(office, code)
    again = tells(office, code, Told(Facts("TẠP HÓA bà sáu", Kind.SHOP, "thôn tân lập", "02073830777"), "ma thị sáu"))
    other = tells(office, code, Told(Facts("Quán Hai", Kind.FOOD, "Thôn Tân Lập", "0912 345 001"), "Ma Văn Hai"))

    assert first.receipt == again.receipt != other.receipt
    assert 2 == ToldPlace.objects.count()


def test_a_corrected_telephone_is_kept_and_a_neighbour_who_knows_the_sign_is_not_given_the_receipt(office, code):
    first = tells(office, code)

    corrected = tells(office, code, Told(replace(SHOP.facts, phone="0207 3 830 778"), SHOP.responsible))
    neighbour = tells(office, code, Told(SHOP.facts, "Ma Văn Bảy"))

    assert 3 == len({one.receipt for one in (first, corrected, neighbour)})
    assert 3 == len({(one.phone, one.responsible) for one in ToldPlace.objects.all()})


def test_a_link_opens_nothing_once_its_days_are_over_or_somebody_ended_it(office, doors, code, owner):
    link = OwnerLink.objects.get()
    with pytest.raises(RefusedError, match="opens nothing"):
        tells(office, code, now=NOW + LINK_LASTS)
    end_link(actor=doors.officer, link=link, read=digest_of_link(link), now=NOW)

    answers = [owner.get(reverse("premises_owner", args=[text])) for text in (code, "0" * 20, "x" * 300)]

    assert [404] * 3 == [one.status_code for one in answers]
    assert 1 == len({re.sub(r'value="[^"]+"', "", one.content.decode()).partition("<main")[2] for one in answers})
    with pytest.raises(RefusedError, match="opens nothing"):
        tells(office, code)
    link.refresh_from_db()
    with pytest.raises(RefusedError, match="ended already"):
        end_link(actor=doors.officer, link=link, read=digest_of_link(link), now=NOW)


def test_a_link_of_a_commune_that_has_become_another_one_opens_nothing(office, code, owner):
    unit = the_unit(TAN_TRAO)
    unit.valid_to = NOW.date()
    unit.save()

    assert 404 == owner.get(reverse("premises_owner", args=[code])).status_code
    with pytest.raises(RefusedError, match="opens nothing"):
        tells(office, code)


def test_whoever_guesses_or_floods_is_told_to_come_later(office, code, owner):
    guesses = [owner.get(reverse("premises_owner", args=[f"{at:020d}"])).status_code for at in range(32)]
    way = reverse("premises_owner", args=[code])
    floods = [sends(owner, way, name=f"Quán {at}").status_code for at in range(32)]

    assert [404] * 30 + [429] * 2 == guesses
    assert [200] * 30 + [429] * 2 == floods
    assert 30 == ToldPlace.objects.count()


def test_a_link_takes_two_hundred_places_a_day(office, code):
    known = tells(office, code)
    ToldPlace.objects.bulk_create(
        [
            ToldPlace(
                **{
                    **{
                        one.name: getattr(known, one.name)
                        for one in ToldPlace._meta.concrete_fields
                        if one.name != "id"
                    },
                    "name": f"Quán {at}",
                    "receipt": f"{at:08d}",
                }
            )
            for at in range(199)
        ]
    )
    other = Told(Facts("Quán Cuối", Kind.FOOD, "Thôn Tân Lập", "0912 345 001"), "Ma Văn Hai")

    with pytest.raises(RefusedError, match="too many"):
        tells(office, code, other)
    assert "Quán Cuối" == tells(office, code, other, now=NOW + DAY).name


def test_what_was_put_aside_goes_after_thirty_days_and_what_became_a_place_stays(office, doors, code):
    aside = tells(office, code)
    taken = tells(office, code, Told(Facts("Quán Hai", Kind.FOOD, "Thôn Tân Lập", "0912 345 001"), "Ma Văn Hai"))
    put_told_aside(actor=doors.clerk, told=aside, read=digest_of_told(aside), now=NOW)
    register_told(actor=doors.clerk, told=taken, read=digest_of_told(taken), now=NOW)

    for row in ToldPlace.objects.all():
        with pytest.raises(RefusedError, match="settled this already"):
            register_told(actor=doors.officer, told=row, read=digest_of_told(row), now=NOW)
    assert 0 == forget_put_aside(now=NOW + ASIDE_KEPT)
    assert 1 == forget_put_aside(now=NOW + ASIDE_KEPT + DAY)
    assert ["Quán Hai"] == [one.name for one in ToldPlace.objects.all()]


def test_who_answers_for_a_place_that_was_put_aside_or_closed_is_forgotten_after_thirty_days(office, doors, code):
    told = tells(office, code)
    made = register_told(actor=doors.clerk, told=told, read=digest_of_told(told), now=NOW)
    assert 0 == forget_put_aside(now=NOW + 3 * LINK_LASTS)

    close_premises(actor=doors.officer, premises=made, read=digest_of_premises(made), now=NOW)

    assert 0 == forget_put_aside(now=NOW + ASIDE_KEPT)
    assert 1 == forget_put_aside(now=NOW + ASIDE_KEPT + DAY)
    assert "Ma Thị Sáu" not in office.client(doors.officer).get(reverse("premises", args=[made.pk])).content.decode()


@pytest.mark.parametrize("has_factor", [True, False])
def test_who_answers_for_a_place_is_named_behind_a_second_factor_alone(office, doors, code, has_factor):
    """A reporter needs none, and sees nobody's name then; the place is registered all the same."""
    reporter = make_staff(username="baocao", full_name="Lê Thị Báo Cáo", password=PASSWORD, must_change=False)
    give_role(actor=None, staff=reporter, role=Role.REPORTER, unit=the_unit(TAN_TRAO), now=NOW)
    if has_factor:
        TOTP.activate(reporter, generate_totp_secret())
    client, told = office.client(reporter), tells(office, code)

    waits = client.get(reverse("premises_owners")).content.decode()
    made = client.post(reverse("told_register", args=[told.pk]), {"read": digest_of_told(told)})
    page = client.get(made.headers["location"]).content.decode()

    assert [has_factor] * 2 == ["Ma Thị Sáu" in text for text in (waits, page)]
    assert [True] * 2 == ["Tạp hóa Bà Sáu" in text for text in (waits, page)]


def test_what_nobody_settles_waits_on_today_and_goes_after_twice_the_days_of_a_link(office, doors, code):
    tells(office, code)
    elsewhere = office.staff("Ngô Thị Xa", Role.REGISTRY_CLERK, SON_DUONG)

    said = [one.count for one in waiting(doors.clerk, NOW) if one.what == "premises.owners"]

    assert [1] == said
    assert [] == [one for one in waiting(elsewhere, NOW) if one.what == "premises.owners"]
    assert 1 == forget_put_aside(now=NOW + 2 * LINK_LASTS + DAY)


def test_a_commune_has_twenty_links_at_most(office, doors, code):
    entropy = office.chance.randbytes
    for _ in range(19):
        issue_link(actor=doors.clerk, unit=the_unit(TAN_TRAO), entropy=entropy, now=NOW)

    with pytest.raises(RefusedError, match="20 links"):
        issue_link(actor=doors.clerk, unit=the_unit(TAN_TRAO), entropy=entropy, now=NOW)
    assert not OwnerLink.objects.filter(digest__contains=code).exists()
