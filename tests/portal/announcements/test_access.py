"""Every view of announcements × every role × inside and outside the unit, from the permission table."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.portal.announcements.services.broadcasting import plan_broadcast
from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.roles import Role
from bluezone.portal.urls import urlpatterns
from tests.portal.frame.test_walk import act_of
from tests.support.portal.announcing import an_announcing_office
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit

POST_ONLY = {"announcement_approve", "announcement_withdraw", "announcement_audio_new", "announcement_directive"}
POST_ONLY |= {"broadcast_new", "broadcast_read", "broadcast_left_out"}


@pytest.fixture
def rows(office):
    desk = an_announcing_office(office)
    row = desk.approved()
    slot = plan_broadcast(
        actor=desk.writer, announcement=row, unit=the_unit(SON_DUONG), day=NOW.date(), slot=NOW.time(), now=NOW
    )
    return {"announcement": row.pk, "broadcast": slot.pk}


def views():
    """Withdrawing comes last: it closes what the others open."""
    ours = [p for p in urlpatterns if str(p.name).startswith(("announcement", "broadcast"))]
    return sorted(ours, key=lambda pattern: pattern.name == "announcement_withdraw")


def address(pattern, rows) -> str:
    is_slot = str(pattern.name) in {"broadcast_read", "broadcast_left_out"}
    known = {"key": rows["broadcast" if is_slot else "announcement"], "language": "vi"}
    return reverse(str(pattern.name), kwargs={name: known[name] for name in pattern.pattern.converters})


def answer_of(client, pattern, rows):
    return getattr(client, "post" if pattern.name in POST_ONLY else "get")(address(pattern, rows))


def test_every_view_names_its_act():
    assert 17 == len(views())
    assert [] == [str(p.name) for p in views() if act_of(p) is None]


@pytest.mark.every_page
@pytest.mark.parametrize("pattern", views(), ids=lambda pattern: pattern.name)
def test_nobody_gets_in_without_signing_in(office, rows, pattern):
    answer = answer_of(office.client(), pattern, rows)

    assert 302 == answer.status_code
    assert answer.headers["location"].startswith("/account/login")


@pytest.mark.every_page
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("unit", [SON_DUONG, TAN_TRAO], ids=["inside", "outside"])
def test_a_view_opens_for_whom_the_table_says_within_their_units(office, rows, role, unit):
    client, wrong = office.client(office.staff("Lý Người Đi", role, unit)), []
    for pattern in views():
        status = answer_of(client, pattern, rows).status_code
        if role not in BY_ACT[act_of(pattern)].roles:
            expected = {403}
        elif "key" in pattern.pattern.converters and unit != SON_DUONG:
            expected = {404}
        elif pattern.name == "announcement_audio":
            expected = {200, 404}
        else:
            expected = {200, 302, 409}
        if status not in expected:
            wrong.append(f"{pattern.name}: {status} instead of {expected}")

    assert [] == wrong
