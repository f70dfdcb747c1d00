"""A business is one thing: a row of a register leads to its place, and whoever registers one twice is asked first."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.errors import RefusedError
from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.at_places import businesses_at, lead_to_place
from bluezone.portal.lists.models import Entry
from bluezone.portal.organisations.models import Kind as OfficeKind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.premises.models import Kind, Premises
from bluezone.portal.premises.owners import Told, issue_link, tell_place
from bluezone.portal.premises.probable import probably_there
from bluezone.portal.premises.services import Facts, digest_of_premises, name_keeper
from tests.support.lists.spreadsheets import xlsx
from tests.support.portal.lists_desk import Desk, a_desk
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.premises import Doors, doors_of

ROWS = [
    ["STT", "Tên cơ sở", "Chủ cơ sở", "Ngành nghề", "Điện thoại", "Địa chỉ", "Xã", "Số nhân viên"],
    [1, "Quán phở Hương Rừng", "Lê Văn An", "Ăn uống", "0912345678", "Thôn Tân Lập", "Tân Trào", 3],
    [2, "Nhà nghỉ Hoa Mai", "Hà Thị Bình", "Lưu trú", "0387654321", "Thôn Bòng", "Tân Trào", 5],
]
TYPED = {"name": "Quán phở Hương Rừng", "kind": "food", "address": "Thôn Tân Lập", "phone": "", "place": "Tân Trào"}


@pytest.fixture
def doors(office) -> Doors:
    return doors_of(office)


@pytest.fixture
def desk(office, doors) -> Desk:
    """Of an officer of Tân Trào, who has the commune's businesses in a register."""
    made = a_desk(office)
    made.officer, made.client = doors.officer, office.client(doors.officer)
    made.school = create_organisation(
        actor=None, name="UBND xã Tân Trào", kind=OfficeKind.COMMITTEE, unit=the_unit(TAN_TRAO), now=NOW
    )
    made.store(made.bring((xlsx(ROWS), "so.xlsx"), "business"))
    return made


def row_of(name: str) -> Entry:
    return Entry.objects.get(name=name)


def form_of(entry: Entry) -> str:
    return f"{reverse('premises_new')}?entry={entry.pk}"


def text(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def register_page(client: Client) -> str:
    return client.get(reverse("roster", args=["business"])).content.decode()


def test_a_row_lets_its_place_be_registered_with_what_it_says_and_leads_there_afterwards(desk):
    entry = row_of("Quán phở Hương Rừng")
    assert form_of(entry) in register_page(desk.client)

    form = desk.client.get(form_of(entry)).content.decode()
    made = desk.client.post(form_of(entry), TYPED)

    for value in ("Quán phở Hương Rừng", "Thôn Tân Lập", "0912345678", "Xã Tân Trào"):
        assert f'value="{value}"' in form
    entry.refresh_from_db()
    assert reverse("premises", args=[entry.premises_id]) == made.url
    page = register_page(desk.client)
    assert f'href="{made.url}"' in page
    assert form_of(entry) not in page
    assert "waits for approval" in page
    assert "row 2 of the list of UBND xã Tân Trào" in text(desk.client.get(made.url))
    assert {"lists.place", "premises.register"} <= set(Line.objects.values_list("act", flat=True))


def test_a_row_of_a_list_without_a_column_of_communes_lies_in_the_commune_whose_list_it_is(desk):
    entry = row_of("Quán phở Hương Rừng")
    Entry.objects.filter(pk=entry.pk).update(commune="")

    assert 'value="Xã Tân Trào"' in desk.client.get(form_of(entry)).content.decode()


def test_the_hamlet_of_a_row_stands_in_its_form_where_the_commune_has_it(desk):
    entry = row_of("Quán phở Hương Rừng")
    entry.facts = entry.facts | {"hamlet": "Bòng", "address": "Số 5"}
    entry.save(update_fields=["facts"])
    before = desk.client.get(form_of(entry)).content.decode()

    create_hamlet(actor=None, commune=the_unit(TAN_TRAO), name="Thôn Bòng", now=NOW)
    after = desk.client.get(form_of(entry)).content.decode()

    filled = re.compile(r'name="hamlet"[^>]*value="Thôn Bòng"')
    assert (None, True) == (filled.search(before), 'value="Số 5"' in before)
    assert filled.search(after)
    assert 'value="Số 5"' in after


def test_whoever_opens_the_form_of_a_row_is_written_down_with_it(desk):
    entry = row_of("Quán phở Hương Rừng")
    before = Line.objects.count()

    desk.client.get(form_of(entry))

    line = Line.objects.order_by("number").last()
    assert (before + 1, "lists.see") == (Line.objects.count(), line.act)


def test_a_row_that_has_its_place_leads_there_and_gets_no_second_one(desk, doors):
    entry, place = row_of("Quán phở Hương Rừng"), doors.registered()
    lead_to_place(actor=doors.officer, entry=entry, premises=place, now=NOW)

    answer = desk.client.post(form_of(entry), TYPED)

    assert reverse("premises", args=[place.pk]) == answer.url
    assert 1 == Premises.objects.count()
    with pytest.raises(RefusedError, match="its place already"):
        lead_to_place(actor=doors.officer, entry=entry, premises=place, now=NOW)
    assert [entry] == list(businesses_at(doors.officer, place))


def test_a_row_leads_to_no_place_that_is_closed(desk, doors):
    place = doors.registered()
    Premises.objects.filter(pk=place.pk).update(state=Premises.State.CLOSED)

    with pytest.raises(RefusedError, match="closed"):
        lead_to_place(actor=doors.officer, entry=row_of("Nhà nghỉ Hoa Mai"), premises=place, now=NOW)


def test_a_row_whose_place_was_put_aside_or_closed_lets_another_one_be_registered(desk, doors):
    entry, place = row_of("Quán phở Hương Rừng"), doors.registered()
    lead_to_place(actor=doors.officer, entry=entry, premises=place, now=NOW)
    Premises.objects.filter(pk=place.pk).update(state=Premises.State.CLOSED)

    page, made = register_page(desk.client), desk.client.post(form_of(entry), TYPED)

    assert form_of(entry) in page
    entry.refresh_from_db()
    assert (302, reverse("premises", args=[entry.premises_id])) == (made.status_code, made["location"])
    assert place.pk != entry.premises_id
    assert form_of(entry) not in register_page(desk.client)


def test_a_row_that_stands_for_another_one_leads_to_the_place_of_that_one(desk, doors):
    older, newer, place = row_of("Quán phở Hương Rừng"), row_of("Nhà nghỉ Hoa Mai"), doors.registered()
    lead_to_place(actor=doors.officer, entry=newer, premises=place, now=NOW)
    Entry.objects.filter(pk=newer.pk).update(same_as=older)

    page, answer = register_page(desk.client), desk.client.get(form_of(older))

    assert form_of(older) not in page
    assert f'href="{reverse("premises", args=[place.pk])}"' in page
    assert reverse("premises", args=[place.pk]) == answer.url
    with pytest.raises(RefusedError, match="its place already"):
        lead_to_place(actor=doors.officer, entry=older, premises=place, now=NOW)


def test_a_row_of_others_and_a_row_of_people_are_no_beginning_of_a_place(office, desk):
    entry = row_of("Quán phở Hương Rừng")
    neighbour = office.client(office.staff("Ma Văn Bên", Role.HEALTH_OFFICER, SON_DUONG))
    clerk = office.client(office.staff("Lò Thị Văn Thư", Role.REGISTRY_CLERK, TAN_TRAO))

    assert [404, 404] == [one.get(form_of(entry)).status_code for one in (neighbour, clerk)]
    Entry.objects.filter(pk=entry.pk).update(kind="staff")
    assert 404 == desk.client.get(form_of(entry)).status_code


def test_a_place_that_is_probably_there_is_asked_about_and_nothing_is_joined_in_silence(desk, doors):
    entry, there = row_of("Nhà nghỉ Hoa Mai"), doors.approved()
    typed = TYPED | {"name": "NHA NGHI HOA MAI", "address": "Thôn Bòng"}

    asked = desk.client.post(form_of(entry), typed)

    assert 400 == asked.status_code
    assert "Is it one of these?" in text(asked)
    assert reverse("premises", args=[there.pk]) in asked.content.decode()
    assert 1 == Premises.objects.count()
    entry.refresh_from_db()
    assert entry.premises_id is None

    said = desk.client.post(form_of(entry), typed | {"others": str(there.pk)})

    entry.refresh_from_db()
    assert (302, 2) == (said.status_code, Premises.objects.count())
    assert there.pk != entry.premises_id


def test_it_is_this_one_joins_the_row_to_the_place_that_is_there(desk, doors):
    entry, there = row_of("Nhà nghỉ Hoa Mai"), doors.approved()

    answer = desk.client.post(form_of(entry), TYPED | {"name": "Nhà nghỉ Hoa Mai", "same": str(there.pk)})

    entry.refresh_from_db()
    assert (reverse("premises", args=[there.pk]), there.pk) == (answer.url, entry.premises_id)
    assert 1 == Premises.objects.count()


def test_it_is_this_one_says_which_organisation_keeps_a_place_of_which_nobody_said_so(office, desk, doors):
    inn = create_organisation(
        actor=None, name="Nhà nghỉ Hoa Mai", kind=OfficeKind.COMPANY, unit=the_unit(TAN_TRAO), now=NOW
    )
    there, address = doors.approved(), f"{reverse('premises_new')}?organisation={inn.pk}"
    asked = desk.client.post(address, TYPED | {"name": inn.name})
    assert f'name="same" value="{there.pk}"' in asked.content.decode()

    desk.client.post(address, TYPED | {"name": inn.name, "same": str(there.pk)})

    there.refresh_from_db()
    assert inn == there.organisation
    assert "premises.keep" == Line.objects.filter(act="premises.keep").get().act
    with pytest.raises(RefusedError, match="keeps this place"):
        name_keeper(actor=doors.officer, premises=there, organisation=inn, now=NOW)
    again = desk.client.post(address, TYPED | {"name": inn.name})
    assert 'name="same"' not in again.content.decode()


def test_a_row_and_a_keeper_that_were_joined_wrongly_are_parted_again(desk, doors):
    entry, there = row_of("Nhà nghỉ Hoa Mai"), doors.approved()
    lead_to_place(actor=doors.officer, entry=entry, premises=there, now=NOW)
    name_keeper(actor=doors.officer, premises=there, organisation=desk.school, now=NOW)
    page = desk.client.get(reverse("premises", args=[there.pk])).content.decode()
    assert ("This row is another place" in page, "It does not keep this place" in page) == (True, True)
    part, read = reverse("premises_part", args=[there.pk]), as_read_in(page)

    row = desk.client.post(part, {"row": entry.pk})
    late, keeper = desk.client.post(part, {"read": "0" * 64}), desk.client.post(part, {"read": read})

    assert [302, 409, 302] == [one.status_code for one in (row, late, keeper)]
    entry.refresh_from_db()
    there.refresh_from_db()
    assert (None, None) == (entry.premises_id, there.organisation_id)
    assert {"lists.unplace", "premises.part"} <= set(Line.objects.values_list("act", flat=True))
    for act in ("premises.keep", "premises.part"):  # the place itself no longer says who it was
        line = Line.objects.get(act=act)
        assert ("organisation", str(desk.school.pk)) in line.subjects.values_list("kind", "key")
    assert form_of(entry) in register_page(desk.client)
    for wrong, said in (
        ({"row": entry.pk}, "does not lead"),
        ({"read": digest_of_premises(there)}, "obody is said to keep"),
    ):
        assert said in text(desk.client.post(part, wrong))


def test_a_reporter_parts_nothing_and_names_no_keeper_of_what_was_approved_without(office, desk, doors):
    reporter, there = office.staff("Lê Báo Cáo", Role.REPORTER, TAN_TRAO), doors.approved()

    with pytest.raises(RefusedError, match="whoever may approve"):
        name_keeper(actor=reporter, premises=there, organisation=desk.school, now=NOW)

    name_keeper(actor=doors.officer, premises=there, organisation=desk.school, now=NOW)
    assert 403 == office.client(reporter).post(reverse("premises_part", args=[there.pk])).status_code
    waiting = doors.registered(Facts("Chợ Tân Trào", Kind.MARKET))
    name_keeper(actor=reporter, premises=waiting, organisation=desk.school, now=NOW)


def test_a_reporter_is_offered_to_name_the_keeper_of_what_waits_alone(office, desk, doors):
    reporter, there = office.staff("Lê Báo Cáo", Role.REPORTER, TAN_TRAO), doors.approved()
    waiting = doors.registered(Facts("Nhà nghỉ Hoa Mai", Kind.HOTEL, "Thôn Bòng"))
    address = f"{reverse('premises_new')}?organisation={desk.school.pk}"

    def offered(client: Client) -> set[int]:
        page = client.post(address, TYPED | {"name": "Nhà nghỉ Hoa Mai"}).content.decode()
        return {int(key) for key in re.findall(r'name="same" value="(\d+)"', page)}

    assert {there.pk, waiting.pk} == offered(desk.client)
    assert {waiting.pk} == offered(office.client(reporter))


def as_read_in(page: str) -> str:
    """What the page says was read, for the keeper."""
    return next(iter(re.findall(r'name="read" value="(\w+)"', page)))


def test_a_place_of_another_commune_is_not_this_one(office, desk, doors):
    elsewhere = doors.registered(unit=SON_DUONG)

    answer = desk.client.post(form_of(row_of("Nhà nghỉ Hoa Mai")), TYPED | {"same": str(elsewhere.pk)})

    assert 404 == answer.status_code
    assert row_of("Nhà nghỉ Hoa Mai").premises_id is None


def test_called_the_same_but_for_marks_or_alike_under_one_number_is_probably_the_same(doors):
    there, unit = doors.registered(), the_unit(TAN_TRAO)
    doors.registered(Facts("Chợ Tân Trào", Kind.MARKET))

    assert [there] == probably_there(unit, "nha nghi  HOA MAI")
    assert [there] == probably_there(unit, "Nhà nghỉ Hoa Mai 2", "+84 207 3830123")
    assert [] == probably_there(unit, "Nhà nghỉ Hoa Mai 2")
    assert [] == probably_there(unit, "Quán phở Hương Rừng", "0207 3 830 123")
    assert [] == probably_there(the_unit(SON_DUONG), "Nhà nghỉ Hoa Mai")
    Premises.objects.update(state=Premises.State.CLOSED)
    assert [] == probably_there(unit, "Nhà nghỉ Hoa Mai")


def test_what_an_owner_tells_is_held_against_the_places_that_are_there(office, doors):
    there, unit = doors.registered(), the_unit(TAN_TRAO)
    _, code = issue_link(actor=doors.clerk, unit=unit, entropy=office.chance.randbytes, now=NOW)
    told = Told(Facts("Nhà nghỉ hoa mai", Kind.HOTEL, "Thôn Bòng", "0912345678"), "Hà Thị Bình")
    client = office.client(doors.clerk)
    tell_place(code=code, told=told, entropy=office.chance.randbytes, now=NOW)

    page = client.get(reverse("premises_owners"))

    assert reverse("premises", args=[there.pk]) in page.content.decode()
    assert "It is another one: register it" in text(page)
