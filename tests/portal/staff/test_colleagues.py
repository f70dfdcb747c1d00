"""The page of a colleague: read, and shown again with what was wrong."""

from __future__ import annotations

from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.invitations import ask_for_both
from bluezone.portal.staff.services import end_role
from tests.support.portal.offices import NOW, SON_DUONG, TUYEN_QUANG, settled


def test_the_page_of_a_colleague_is_there_and_shown_again_where_a_role_is_refused(office):
    client = office.client(office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR))
    page = reverse("staff", args=[office.staff("Lê Mới", Role.REPORTER).username])

    assert [200, 400] == [answer.status_code for answer in (client.get(page), client.post(page, {"role": "none"}))]


def test_nobody_is_added_in_ones_own_unit_in_place_of_the_one_that_was_typed(office):
    local = office.client(office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG))
    typed = {"full_name": "Bùi Thị Mới", "username": "bui.moi", "role": "health_officer", "place": "Tỉnh Tuyên Quang"}

    answer = local.post(reverse("staff_new"), typed)

    assert 400 == answer.status_code
    assert "No unit of yours is called so." in answer.content.decode()
    assert 'value="Tỉnh Tuyên Quang"' in answer.content.decode()
    assert not Staff.objects.filter(username="bui.moi").exists()


def test_the_list_leaves_a_line_about_everybody_whom_it_names(office):
    """Who works here, who did, and who asked from above to help whom."""
    reader = office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR)
    asker = settled(office.staff("Hà Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG))
    works, left = office.staff("Lê Còn", Role.REPORTER), office.staff("Bùi Đã Nghỉ", Role.REPORTER)
    end_role(actor=reader, grant=left.grants.get(), now=NOW)
    ask_for_both(actor=asker, staff=works, now=NOW)

    page = office.client(reader).get(reverse("staff_list")).content.decode()

    line = Entry.objects.latest("number")
    everybody = (reader, asker, works, left)
    assert all(one.full_name in page for one in everybody)
    assert ("staff.list", {("staff", str(one.pk)) for one in everybody}) == (line.act, subjects_of(line))


def test_a_search_leaves_a_line_about_whom_it_found_alone(office):
    reader, found = office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR), office.staff("Lê Còn", Role.REPORTER)

    office.client(reader).get(reverse("staff_list") + "?q=con")

    assert {("staff", str(found.pk))} == subjects_of(Entry.objects.latest("number"))


def subjects_of(line: Entry) -> set[tuple[str, str]]:
    return set(line.subjects.values_list("kind", "key"))
