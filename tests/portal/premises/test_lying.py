"""A place lies in a hamlet of its commune: chosen, shown, searched, narrowed down to, taken out and printed; and goes
along where the hamlet becomes another one."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.hamlets.services import close_hamlet, create_hamlet, rename_hamlet
from bluezone.portal.premises import lying
from bluezone.portal.premises.changing import Proposed
from bluezone.portal.premises.lying import follow_hamlets
from bluezone.portal.premises.models import Kind, Premises, ToldPlace
from bluezone.portal.premises.owners import Told, digest_of_told, issue_link, register_told, tell_place
from bluezone.portal.premises.selectors import codes_hanging_in, premises_for
from bluezone.portal.premises.services import Facts
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.premises import doors_of

TOMORROW = NOW + dt.timedelta(days=1)


@pytest.fixture
def doors(office):
    return doors_of(office)


@pytest.fixture
def bong(doors):
    return create_hamlet(actor=None, commune=the_unit(TAN_TRAO), name="Thôn Bòng", now=NOW)


@pytest.fixture
def tan_lap(doors):
    return create_hamlet(actor=None, commune=the_unit(TAN_TRAO), name="Thôn Tân Lập", now=NOW)


def registering(doors, **typed: str):
    fields = {"name": "Quán phở", "kind": "food", "address": "Số 5", "phone": "", "place": "Tân Trào", **typed}
    return doors.office.client(doors.clerk).post(reverse("premises_new"), fields)


@pytest.mark.parametrize("typed", ["Thôn Bòng", "thon bong", "Bòng"])
def test_a_hamlet_is_typed_with_or_without_marks_and_its_kind(doors, bong, tan_lap, typed):
    registering(doors, hamlet=typed)

    place = Premises.objects.get()
    assert (bong, "Số 5, Thôn Bòng, Xã Tân Trào") == (place.hamlet, place.whereabouts)


def test_a_hamlet_of_no_such_name_is_refused_and_those_that_there_are_are_named(doors, bong, tan_lap):
    answer = registering(doors, hamlet="Thôn Xa")

    assert (400, 0) == (answer.status_code, Premises.objects.count())
    assert "Please choose a hamlet of this commune: Thôn Bòng, Thôn Tân Lập." in html.unescape(answer.content.decode())


def test_where_no_hamlet_is_written_down_the_field_stays_empty(doors):
    refused = registering(doors, hamlet="Thôn Bòng").content.decode()

    assert "No hamlet of this commune is written down yet." in refused
    assert 302 == registering(doors).status_code
    assert Premises.objects.get().hamlet is None


def test_a_clerk_of_one_commune_is_offered_its_hamlets(doors, bong, tan_lap):
    page = doors.office.client(doors.clerk).get(reverse("premises_new")).content.decode()

    assert '<datalist id="hamlets">' in page
    assert page.index('value="Thôn Bòng"') < page.index('value="Thôn Tân Lập"')


def test_no_place_lies_in_a_hamlet_of_another_commune_or_one_that_is_no_more(doors, bong, tan_lap):
    elsewhere = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Xa", now=NOW)
    close_hamlet(actor=None, hamlet=bong, into=None, resolution="", now=TOMORROW)
    bong.refresh_from_db()

    for hamlet in (elsewhere, bong, the_unit(TAN_TRAO)):
        with pytest.raises(RefusedError, match="no such hamlet"):
            doors.registered(Facts("Quán", Kind.FOOD, hamlet=hamlet))

    assert 0 == Premises.objects.count()


def test_an_address_that_ends_with_the_hamlet_says_it_once(doors, bong):
    place = doors.registered(Facts("Quán", Kind.FOOD, "Số 5, thôn Bòng", hamlet=bong))

    assert "Số 5, thôn Bòng, Xã Tân Trào" == place.whereabouts


def test_the_list_is_searched_and_narrowed_down_by_hamlet_and_goes_out_as_a_file(doors, bong, tan_lap):
    here = doors.registered(Facts("Quán Sen", Kind.FOOD, "Số 5", "0207 3 830 123", hamlet=bong))
    doors.registered(Facts("Quán Lá", Kind.FOOD, hamlet=tan_lap))
    client = doors.office.client(doors.clerk)

    assert [here] == list(premises_for(doors.clerk, "bòng", state="", now=NOW))
    page = client.get(reverse("premises_list"), {"hamlet": str(bong.pk)}).content.decode()
    file = client.get(reverse("premises_export"), {"hamlet": str(bong.pk), "as": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig")), delimiter=";"))
    rows = rows if len(rows[0]) > 1 else [row[0].split(",") for row in rows]

    assert "Quán Sen" in page
    assert "Quán Lá" not in page
    assert "In Thôn Bòng, Xã Tân Trào alone." in page
    assert 2 == len(rows)
    assert {"Quán Sen", "Thôn Bòng", "Xã Tân Trào"} <= set(rows[1])
    assert "premises.export" in set(Entry.objects.values_list("act", flat=True))


def test_posters_of_a_commune_come_hamlet_by_hamlet(doors, bong, tan_lap):
    far = doors.approved(Facts("Am", Kind.SHOP))
    last = doors.approved(Facts("Bến", Kind.SHOP, hamlet=tan_lap))
    second, first = (doors.approved(Facts(name, Kind.SHOP, hamlet=bong)) for name in ("Quán", "Chợ"))

    hanging = [one.premises for one in codes_hanging_in(the_unit(TAN_TRAO), NOW)]

    assert [first, second, last, far] == hanging


def test_a_hamlet_is_said_anew_and_agreed_to_like_anything_else_of_a_place(doors, bong, tan_lap):
    place = doors.approved(Facts("Quán", Kind.FOOD, "Số 5", hamlet=bong))
    form = {"name": "Quán", "kind": "food", "address": "Số 5", "phone": "", "hamlet": "Tân Lập"}
    client, way = doors.office.client(doors.clerk), reverse("premises", args=[place.pk])
    page = client.get(way).content.decode()
    read = page[page.index(reverse("premises_change", args=[place.pk])) :].partition('name="read" value="')[2][:64]

    client.post(reverse("premises_change", args=[place.pk]), form | {"read": read})

    place.refresh_from_db()
    assert (bong, tan_lap) == (place.hamlet, Proposed.of(place, NOW.date()).hamlet)
    assert "so far: Thôn Bòng" in client.get(way).content.decode()
    doors.agree(place)
    assert tan_lap == place.hamlet
    assert [place] == list(premises_for(doors.clerk, "tân lập", state="", now=NOW))


def test_what_was_said_before_hamlets_were_leaves_the_one_that_stands_there(doors, bong):
    place = doors.approved(Facts("Quán", Kind.FOOD, hamlet=bong))
    doors.called(place, Facts("Quán Mới", Kind.FOOD, hamlet=bong))
    place.new_facts.pop("hamlet_id")
    place.save()

    doors.agree(place)

    assert ("Quán Mới", bong) == (place.name, place.hamlet)


def test_an_owner_names_the_hamlet_and_the_place_lies_there_once_it_is_registered(doors, bong):
    office = doors.office
    _, code = issue_link(actor=doors.clerk, unit=the_unit(TAN_TRAO), entropy=office.chance.randbytes, now=NOW)
    told = {"name": "Quán Sen", "kind": "food", "address": "Số 5", "responsible": "Ma Thị Sen", "phone": "02073830123"}

    office.client(None).post(reverse("premises_owner", args=[code]), told | {"hamlet": "bòng"})

    row = ToldPlace.objects.get()
    assert bong == row.hamlet
    page = office.client(doors.clerk).get(reverse("premises_owners")).content.decode()
    assert "Thôn Bòng" in page
    read = page[page.index(reverse("told_register", args=[row.pk])) :].partition('name="read" value="')[2][:64]
    office.client(doors.clerk).post(reverse("told_register", args=[row.pk]), {"read": read})
    assert bong == Premises.objects.get().hamlet


def test_a_place_goes_along_where_its_hamlet_is_called_otherwise_or_goes_into_another(doors, bong, tan_lap):
    place = doors.approved(Facts("Quán", Kind.FOOD, hamlet=bong))
    other = doors.approved(Facts("Chợ", Kind.MARKET, hamlet=tan_lap))
    renamed = rename_hamlet(actor=None, hamlet=bong, name="Thôn Cả", resolution="12/NQ", now=TOMORROW)
    close_hamlet(actor=None, hamlet=tan_lap, into=renamed, resolution="12/NQ", now=TOMORROW)

    assert 2 == follow_hamlets(now=TOMORROW)

    for one in (place, other):
        one.refresh_from_db()
        assert renamed == one.hamlet
    assert {place, other} == set(premises_for(doors.clerk, "thôn cả", state="", now=TOMORROW))
    assert 0 == follow_hamlets(now=TOMORROW)
    assert 2 == Entry.objects.filter(act="premises.follow", actor=None).count()


def test_what_lies_in_a_hamlet_that_nothing_took_in_stays_as_it_was_said(doors, bong):
    place = doors.approved(Facts("Quán", Kind.FOOD, hamlet=bong))
    close_hamlet(actor=None, hamlet=bong, into=None, resolution="", now=TOMORROW)

    assert 0 == follow_hamlets(now=TOMORROW)

    place.refresh_from_db()
    assert bong == place.hamlet


def test_what_lies_in_hamlets_that_nothing_took_in_holds_up_no_other_place(doors, bong, tan_lap, monkeypatch):
    doors.approved(Facts("Quán", Kind.FOOD, hamlet=bong))
    other = doors.approved(Facts("Chợ", Kind.MARKET, hamlet=tan_lap))
    close_hamlet(actor=None, hamlet=bong, into=None, resolution="", now=TOMORROW)
    renamed = rename_hamlet(actor=None, hamlet=tan_lap, name="Thôn Cả", resolution="12/NQ", now=TOMORROW)
    monkeypatch.setattr(lying, "_MOST_AT_ONCE", 1)

    assert 1 == follow_hamlets(now=TOMORROW)

    other.refresh_from_db()
    assert renamed == other.hamlet


def test_a_hamlet_that_is_renamed_on_its_first_day_has_its_places_found_by_its_name(doors, bong):
    place = doors.approved(Facts("Quán", Kind.FOOD, hamlet=bong))
    rename_hamlet(actor=None, hamlet=bong, name="Thôn Mận", resolution="", now=NOW)

    assert (1, 0) == (follow_hamlets(now=NOW), follow_hamlets(now=TOMORROW))

    assert [place] == list(premises_for(doors.clerk, "mận", state="", now=NOW))
    assert [] == list(premises_for(doors.clerk, "bòng", state="", now=NOW))


def test_what_waits_at_a_place_is_agreed_to_where_its_hamlet_is_called_otherwise_meanwhile(doors, bong, tan_lap):
    place = doors.approved(Facts("Quán", Kind.FOOD, hamlet=bong))
    doors.called(place, Facts("Quán Mới", Kind.FOOD, hamlet=tan_lap))
    renamed = rename_hamlet(actor=None, hamlet=tan_lap, name="Thôn Cả", resolution="12/NQ", now=TOMORROW)

    doors.office.clock[0] = TOMORROW
    page = doors.office.client(doors.officer).get(reverse("premises", args=[place.pk])).content.decode()
    doors.agree(place, at=TOMORROW)

    assert "Thôn Cả" in page
    assert (renamed, "Quán Mới") == (place.hamlet, place.name)


def test_what_an_owner_told_is_registered_where_its_hamlet_is_called_otherwise_meanwhile(doors, bong):
    entropy = doors.office.chance.randbytes
    _, code = issue_link(actor=doors.clerk, unit=the_unit(TAN_TRAO), entropy=entropy, now=NOW)
    facts = Facts("Quán Sen", Kind.FOOD, "Số 5", "0207 3 830 123", hamlet=bong)
    told = tell_place(code=code, told=Told(facts, "Ma Thị Sen"), entropy=entropy, now=NOW)
    renamed = rename_hamlet(actor=None, hamlet=bong, name="Thôn Cả", resolution="12/NQ", now=TOMORROW)

    made = register_told(actor=doors.clerk, told=told, read=digest_of_told(told), now=TOMORROW)

    assert renamed == made.hamlet
