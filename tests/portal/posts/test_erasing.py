"""After 21 days rows go, with a certificate; counts stay, and no name that was typed is found anywhere."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.operations.retention.rules import Terms, places_of_patients
from bluezone.portal.posts.apps import PostsApp
from bluezone.portal.posts.errors import Untaken
from bluezone.portal.posts.models import DoorRow, Erasure, HourCount, ReleasedRow, RowRelease
from bluezone.portal.posts.numbers_gone import gone_among
from bluezone.portal.posts.selectors import receipts_at
from bluezone.portal.posts.services import erasing
from bluezone.portal.posts.services.enrolling import DEVICE_LASTS
from bluezone.portal.posts.services.erasing import digest_of_numbers, erase_rows
from bluezone.portal.posts.services.keeping import locked_post
from bluezone.portal.posts.services.taking import KEPT_FOR, hour_of
from bluezone.portal.posts.wire import number_said
from bluezone.portal.posts.works import erase
from bluezone.portal.tracing.models import Evidence
from tests.support.portal.doorposts import a_case_at, a_gate_at, number_of, row, sealed
from tests.support.portal.offices import NOW
from tests.support.portal.premises import INN

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def test_rows_go_when_their_days_are_over_with_a_certificate_and_counts_stay(gate):
    gate.send(row(1, at=NOW - 2 * DAY, app="live"), row(2, at=NOW - 2 * DAY + HOUR), row(3))
    later = NOW - 2 * DAY + KEPT_FOR + 3 * HOUR

    assert 2 == erase_rows(now=later)

    made = Erasure.objects.get()
    assert (2, hour_of(NOW - 2 * DAY), hour_of(NOW - 2 * DAY + HOUR)) == (made.rows, made.first_hour, made.last_hour)
    assert digest_of_numbers([number_of(2), number_of(1)]) == made.digest
    assert [number_of(3)] == [bytes(one.number) for one in DoorRow.objects.all()]
    assert 3 == sum(one.visitors for one in HourCount.objects.all())
    assert 2 == Entry.objects.get(act="posts.erase").detail["rows"]
    assert 0 == erase_rows(now=later)
    assert 1 == Erasure.objects.count()


def test_an_hour_goes_once_all_of_it_is_over(gate):
    gate.send(row(1, at=NOW))

    assert 0 == erase_rows(now=NOW + KEPT_FOR + dt.timedelta(minutes=29))
    assert 1 == erase_rows(now=NOW + KEPT_FOR + dt.timedelta(minutes=30))


def test_a_row_is_gone_two_hours_after_its_days_at_the_latest(gate):
    """SECURITY.md says so: its whole hour has to be over, and the portal's clock comes by once an hour."""
    (work,) = [one for one in PostsApp.works if one.name == "posts.erase"]
    gate.send(row(1, at=NOW.replace(minute=0)))

    assert 0 == erase_rows(now=NOW.replace(minute=0) + KEPT_FOR + HOUR - dt.timedelta(seconds=1))
    assert 1 == erase_rows(now=NOW.replace(minute=0) + KEPT_FOR + HOUR)
    assert HOUR >= work.every


def test_what_was_erased_does_not_come_back_by_a_device_that_still_has_it(gate):
    gate.send(row(1))
    later = NOW + KEPT_FOR + HOUR
    erase_rows(now=later)

    taken = gate.send(row(1), now=later)

    assert () == taken.kept
    assert 0 == DoorRow.objects.count()


@pytest.mark.parametrize("wrong", [dt.timedelta(), -5 * DAY, 3 * HOUR, -400 * DAY], ids=str)
def test_a_recorded_parcel_that_comes_again_after_its_rows_went_stands_and_counts_once(gate, wrong):
    """Byte for byte, with the clock of then: by its clock alone it could be a device whose clock fell back."""
    said = {"at": NOW + wrong - DAY, "sealed": sealed(name="Lò Thị Cũ")}
    gate.send(row(1, **said), clock=NOW + wrong)
    again = NOW - DAY + KEPT_FOR + 2 * HOUR
    assert 1 == erase_rows(now=again)

    taken = gate.send(row(1, **said), row(2, at=NOW + wrong), now=again, clock=NOW + wrong)

    assert (number_said(number_of(1)), Untaken.OVER) in taken.refused
    assert [number_of(2)] == [bytes(one.number) for one in DoorRow.objects.all()]
    assert 2 == sum(one.visitors for one in HourCount.objects.all())


def test_another_device_of_the_post_brings_it_back_no_more_and_one_of_another_post_has_its_own(gate):
    gate.send(row(1))
    again = NOW + KEPT_FOR + HOUR
    erase_rows(now=again)

    taken = gate.send(row(1), now=again, clock=NOW, token=gate.another_device())
    elsewhere = a_gate_at(gate.doors, gate.doors.approved(dataclasses.replace(INN, name="Nhà nghỉ Khác")))
    other = elsewhere.send(row(1), now=again, clock=NOW)

    assert ((), 1) == (taken.kept, len(other.kept))


def test_what_knows_erased_rows_again_is_kept_for_as_long_as_a_device_of_then(gate):
    gate.send(row(1))
    gone = NOW + KEPT_FOR + HOUR
    erase_rows(now=gone)
    assert {number_of(1)} == gone_among(gate.post, [number_of(1), number_of(2)])
    assert number_of(1)[:4] not in bytes(Erasure.objects.get().marks)

    erase_rows(now=gone + DEVICE_LASTS)
    assert {number_of(1)} == gone_among(gate.post, [number_of(1)])
    erase_rows(now=gone + DEVICE_LASTS + HOUR)

    assert set() == gone_among(gate.post, [number_of(1)])
    assert digest_of_numbers([number_of(1)]) == Erasure.objects.get().digest


def test_of_two_that_erase_in_one_moment_the_second_finds_nothing_and_goes_on(gate, monkeypatch):
    """The portal's clock, and an operator's command: the post is held by whoever came first."""
    gate.send(row(1))
    other = a_gate_at(gate.doors, gate.doors.approved(dataclasses.replace(INN, name="Nhà nghỉ Khác")))
    other.send(row(2))
    gone, erased = NOW + KEPT_FOR + HOUR, []

    def held_after_another(key):
        if not erased:
            erased.append(None)
            with monkeypatch.context() as first:
                first.setattr(erasing, "locked_post", locked_post)
                erased[0] = erasing._erased(gate.post.pk, hour_of(gone - KEPT_FOR), gone)
        return locked_post(key)

    monkeypatch.setattr(erasing, "locked_post", held_after_another)

    assert (1, [1]) == (erase_rows(now=gone), erased)
    assert 2 == Erasure.objects.count()
    assert 0 == DoorRow.objects.count()


def test_evidence_of_an_opened_row_is_forgotten_with_it(gate):
    gate.send(row(1, sealed=sealed(name="Lò Thị Cùng", phone="0912 345 002")))
    seen = a_case_at(gate)
    seen.agree(seen.ask())

    erase_rows(now=NOW + KEPT_FOR + HOUR)

    piece = Evidence.objects.get()
    assert ({}, "", "") == (piece.says, piece.name_mark, piece.phone_mark)
    assert 0 == ReleasedRow.objects.count()


def test_for_whose_place_rows_were_opened_is_forgotten_with_the_patients_places(gate):
    """Else the place's receipt said for ever where the case was, and in which hours."""
    gate.send(row(1, sealed=sealed(name="Lò Thị Cùng")))
    seen = a_case_at(gate)
    seen.agree(seen.ask())

    assert 0 == places_of_patients(Terms(), NOW + 730 * DAY)
    assert 2 == places_of_patients(Terms(), NOW + 731 * DAY)  # the place, and the ask

    receipt = RowRelease.objects.get()
    assert (None, 1, NOW) == (receipt.landmark, receipt.opened, receipt.agreed_at)
    assert [receipt] == [one.release for one in receipts_at(gate.doors.officer, gate.premises)]
    assert 0 == places_of_patients(Terms(), NOW + 732 * DAY)


def test_the_portals_clock_erases_and_the_posts_page_shows_the_certificate(gate):
    gate.send(row(1))
    gate.office.clock[0] = NOW + KEPT_FOR + HOUR

    assert 1 == erase(gate.office.world)

    page = gate.office.client(gate.officer).get(reverse("post", args=[gate.post.pk])).content.decode()
    assert Erasure.objects.get().digest[:16] in page
