"""Who may be told what of whom, where several roles and places meet in one person."""

from __future__ import annotations

from bluezone.portal.directives.policy import is_over, name_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.history import paths_on
from bluezone.portal.places.models import Unit
from bluezone.portal.staff.services import give_role
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit


def reread(person: Staff) -> Staff:
    return Staff.objects.get(pk=person.pk)


def test_who_works_elsewhere_too_is_known_by_name_in_each_of_their_units(office: Office):
    reader = office.staff("Chủ Trì", Role.CONSOLIDATOR, SON_DUONG)
    both, stranger = (office.staff(name, Role.REPORTER, TAN_TRAO) for name in ("Hà Hai Nơi", "Lan Xã Bên"))
    give_role(actor=None, staff=both, role=Role.REPORTER, unit=the_unit(SON_DUONG), now=NOW)

    assert ["Hà Hai Nơi", stranger.username] == [name_of(reread(reader), reread(one)) for one in (both, stranger)]


def test_ground_is_under_what_it_lies_in_and_under_all_that_it_has_become(office: Office):
    near, far, day = the_unit(TAN_TRAO), the_unit(SON_DUONG), NOW.date()
    old = Unit.objects.filter(code="02539", valid_to__isnull=False).latest("valid_to")
    (became,) = {path for path in paths_on(old.path, day) if path != old.path}

    assert [True, False] == [is_over([one.path], near.path, None, day) for one in (near, far)]
    assert [True, False] == [is_over([one], old.path, None, day) for one in (became, far.path)]
