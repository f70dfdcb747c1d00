"""The more doors are at work, the longer each rests between two parcels: together they ask no more than is answered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import caches

from bluezone.portal.posts.models import Device, DeviceCode, Post
from bluezone.portal.posts.pace import CALLS_A_SECOND, LONGEST_REST_MS, rest_ms
from bluezone.portal.posts.selectors import told_to
from tests.support.portal.offices import NOW

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_counted():
    caches["posts"].delete("rest")
    yield
    caches["posts"].delete("rest")


def in_force(gate, count: int, **more) -> None:
    """So many devices beside the door's own."""
    about = {"post": gate.post, "expires_at": NOW + 24 * HOUR}
    codes = DeviceCode.objects.bulk_create(
        DeviceCode(digest=f"{at}", made_by=gate.officer, made_at=NOW, **about) for at in range(count)
    )
    about |= {"label": "Máy", "enrolled_at": NOW - 2 * HOUR} | more
    Device.objects.bulk_create(Device(code=code, digest=code.digest, **about) for code in codes)


def test_a_single_door_rests_for_no_moment_that_anybody_notices(gate):
    assert 1_000 // CALLS_A_SECOND == rest_ms(NOW) < 50


def test_a_thousand_doors_rest_a_thousand_times_as_long_though_none_was_heard_of_since_the_network_went(gate):
    in_force(gate, 999, last_sync_at=NOW - 48 * HOUR)

    assert 1_000_000 // CALLS_A_SECOND == rest_ms(NOW)


def test_none_rests_for_longer_than_five_minutes(gate):
    in_force(gate, CALLS_A_SECOND * LONGEST_REST_MS // 1_000 + CALLS_A_SECOND)

    assert LONGEST_REST_MS == rest_ms(NOW)


def test_a_device_out_of_force_counts_as_nobody(gate):
    in_force(gate, 50, expires_at=NOW)
    in_force_too = Device.objects.filter(expires_at__gt=NOW)
    in_force_too.update(revoked_at=NOW)

    assert 0 == rest_ms(NOW)


def test_a_device_of_a_post_that_is_closed_counts_as_nobody(gate):
    in_force(gate, 50)
    Post.objects.update(closed_at=NOW)

    assert 0 == rest_ms(NOW)


def test_doors_are_counted_once_a_minute_and_told_with_each_answer(gate, django_assert_num_queries):
    in_force(gate, 49)
    first = told_to(gate.post, NOW)["rest_ms"]

    with django_assert_num_queries(0):
        again = rest_ms(NOW)

    assert 50_000 // CALLS_A_SECOND == first == again
