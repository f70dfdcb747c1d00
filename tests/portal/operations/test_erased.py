"""When what is over was last erased, and since when nobody has it erased: what the doctor goes by."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.operations.clock import run_due
from bluezone.portal.operations.erased import LATE, LONG, ErasingView, erasing_of
from bluezone.portal.operations.health import health_of
from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.operations.works import erase
from tests.support.portal.offices import NOW

MINUTE = dt.timedelta(minutes=1)


def test_a_portal_whose_operator_has_nothing_erased_is_told_after_two_nights_and_is_ill_after_a_month(office, settings):
    settings.RETENTION_TERMS = None
    before = erasing_of(NOW)
    for night in range(3):  # the first look counts, however many follow
        office.clock[0] = NOW + night * MINUTE
        erase(office.world)

    told = [erasing_of(NOW + waited) for waited in (LATE, LATE + MINUTE, LONG, LONG + MINUTE)]

    assert not before.is_known
    assert [(False, False), (True, False), (True, False), (True, True)] == [(one.is_late, one.is_long) for one in told]
    assert [None] * 4 == [one.at for one in told]


def test_an_erasing_is_noted_by_whichever_way_it_was_done_also_where_nothing_was_over(office, settings):
    settings.RETENTION_TERMS = "default"
    erase(office.world)
    assert ErasingView(is_known=True, at=office.world.now()) == erasing_of(office.world.now())

    erase_what_is_over(terms=Terms(), now=NOW + 40 * LATE)

    assert (NOW + 40 * LATE, False) == (erasing_of(NOW + 41 * LATE).at, erasing_of(NOW + 41 * LATE).is_late)
    assert erasing_of(NOW + 41 * LATE + MINUTE).is_late


def test_to_count_is_no_erasing(office):
    erase_what_is_over(terms=Terms(), now=NOW, only_count=True)

    assert not erasing_of(NOW).is_known


def test_the_note_is_no_work_and_neither_late_nor_a_sign_that_the_service_ran(office):
    erase_what_is_over(terms=Terms(), now=NOW)

    found = health_of(NOW + 400 * LATE)

    assert (False, (), ()) == (found.has_worked, found.late, found.failing)
    assert [] == run_due(office.world, "a", [])


def test_of_a_training_nothing_is_asked(office, settings):
    erase_what_is_over(terms=Terms(), now=NOW)
    settings.TRAINING = True

    assert not erasing_of(NOW + LONG + MINUTE).is_known
