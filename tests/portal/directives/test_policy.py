"""Who may be told what of whom, where several roles and places meet in one person."""

from __future__ import annotations

from bluezone.portal.directives.policy import drafts_papers, is_over, keeps_letter, name_of, stands_on
from bluezone.portal.directives.services.registering import give_membership
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.history import paths_on
from bluezone.portal.places.models import Unit
from bluezone.portal.staff.services import give_role
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit
from tests.support.portal.rolling import LOADED, TRUNG_YEN, Rollout


def reread(person: Staff) -> Staff:
    return Staff.objects.get(pk=person.pk)


def trung_yen() -> tuple[Unit, str]:
    """A commune that is none any more, and the path of what it became."""
    old = Unit.objects.filter(code="02539", valid_to__isnull=False).latest("valid_to")
    (became,) = {path for path in paths_on(old.path, NOW.date()) if path != old.path}
    return old, became


def test_who_works_elsewhere_too_is_known_by_name_in_each_of_their_units(office: Office):
    reader = office.staff("Chủ Trì", Role.CONSOLIDATOR, SON_DUONG)
    both, stranger = (office.staff(name, Role.REPORTER, TAN_TRAO) for name in ("Hà Hai Nơi", "Lan Xã Bên"))
    give_role(actor=None, staff=both, role=Role.REPORTER, unit=the_unit(SON_DUONG), now=NOW)

    assert ["Hà Hai Nơi", stranger.username] == [name_of(reread(reader), reread(one)) for one in (both, stranger)]


def test_ground_is_under_what_it_lies_in_and_under_all_that_it_has_become(office: Office):
    near, far, day = the_unit(TAN_TRAO), the_unit(SON_DUONG), NOW.date()
    old, became = trung_yen()

    assert [True, False] == [is_over([one.path], near.path, None, day) for one in (near, far)]
    assert [True, False] == [is_over([one], old.path, None, day) for one in (became, far.path)]


def test_what_lies_where_a_commune_was_or_in_what_it_became_stands_on_its_ground(office: Office):
    old, became = trung_yen()

    grounds = [stands_on(path, old.path, NOW.date()) for path in (old.path, became, the_unit(SON_DUONG).path)]

    assert [True, True, False] == grounds
    assert not stands_on(old.path, "", NOW.date())


def test_with_a_role_elsewhere_a_letter_is_kept_by_who_works_where_reports_come_together_or_registered_it(
    rollout: Rollout,
):
    seated, reporting, stranger, registrar = (
        rollout.office.staff(name, Role.CONSOLIDATOR, TAN_TRAO)
        for name in ("Hà Có Ghế", "An Ghế Xã", "Lan Xã Bên", "Bình Đăng Ký")
    )
    rollout.record.loaded_by = registrar
    for person, key in ((seated, "culture-office"), (reporting, TRUNG_YEN)):
        give_membership(actor=None, participant=rollout.participant(key), staff=person, now=LOADED)

    kept = [keeps_letter(reread(one), rollout.record) for one in (seated, reporting, stranger, registrar)]

    assert [True, False, False, True] == kept


def test_papers_are_written_by_whoever_collects_where_reports_come_together_or_go_and_nowhere_else(rollout: Rollout):
    collecting, elsewhere, leading, reporting = (
        rollout.person(key, role)
        for key, role in (
            ("culture-office", Role.CONSOLIDATOR),
            ("education-office", Role.CONSOLIDATOR),
            ("culture-office", Role.LEADER),
            ("culture-office", Role.REPORTER),
        )
    )
    through, below = rollout.participant("culture-office"), rollout.participant("education-office")

    written = [drafts_papers(reread(one), through) for one in (collecting, elsewhere, leading, reporting)]

    assert [True, False, False, False] == written
    assert not drafts_papers(reread(elsewhere), below)
