"""The more doors are at work, the longer each rests between two parcels: together they ask no more than is answered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import caches

from bluezone.portal.posts.models import Device, DeviceCode
from bluezone.portal.posts.pace import CALLS_A_SECOND, LONGEST_REST_MS, rest_ms
from bluezone.portal.posts.selectors import told_to
from tests.support.portal.doorposts import row
from tests.support.portal.offices import NOW

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_counted():
    caches["posts"].delete("rest")
    yield
    caches["posts"].delete("rest")


def at_work(gate, count: int, **more) -> None:
    """So many devices beside the door's own."""
    about = {"post": gate.post, "expires_at": NOW + 24 * HOUR}
    codes = DeviceCode.objects.bulk_create(
        DeviceCode(digest=f"{at}", made_by=gate.officer, made_at=NOW, **about) for at in range(count)
    )
    about |= {"label": "Máy", "enrolled_at": NOW - 2 * HOUR, "last_sync_at": NOW} | more
    Device.objects.bulk_create(Device(code=code, digest=code.digest, **about) for code in codes)


def test_a_single_door_rests_for_no_moment_that_anybody_notices(gate):
    gate.send(row(1))

    assert 1_000 // CALLS_A_SECOND == rest_ms(NOW) < 50


def test_a_hundred_doors_rest_a_hundred_times_as_long(gate):
    at_work(gate, 100)

    assert 100_000 // CALLS_A_SECOND == rest_ms(NOW)


def test_none_rests_for_longer_than_a_minute(gate):
    at_work(gate, CALLS_A_SECOND * LONGEST_REST_MS // 1_000 + CALLS_A_SECOND)

    assert LONGEST_REST_MS == rest_ms(NOW)


def test_who_was_not_heard_of_for_an_hour_or_never_or_is_out_of_force_counts_as_nobody(gate):
    gate.another_device()
    at_work(gate, 60, last_sync_at=NOW - HOUR)
    Device.objects.filter(digest__in=["1", "2"]).update(last_sync_at=NOW, revoked_at=NOW)

    assert 0 == rest_ms(NOW)


def test_doors_are_counted_once_a_minute_and_told_with_each_answer(gate, django_assert_num_queries):
    at_work(gate, 60)
    first = told_to(gate.post, NOW)["rest_ms"]

    with django_assert_num_queries(0):
        again = rest_ms(NOW)

    assert 60_000 // CALLS_A_SECOND == first == again
