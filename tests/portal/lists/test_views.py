"""A register, as its page shows it."""

from __future__ import annotations

from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from tests.portal.lists.test_bringing_in import AN, BINH, a_list
from tests.support.portal.lists_desk import a_desk
from tests.support.portal.offices import NOW, SON_DUONG, the_unit


def test_a_register_shows_what_one_organisation_sent_and_nothing_of_another(office):
    desk = a_desk(office)
    other = create_organisation(
        actor=None, name="Trường THCS Hồng Thái", kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=NOW
    )
    desk.store(desk.bring(a_list(AN)))
    desk.store(desk.bring(a_list(BINH), sender=other))

    pages = [desk.client.get(f"/lists/rosters/staff?from={one.pk}").content.decode() for one in (desk.school, other)]

    assert [(True, False), (False, True)] == [(AN[0] in page, BINH[0] in page) for page in pages]
