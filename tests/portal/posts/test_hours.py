"""When a door is open, by the day of the week: typed, kept, told, and asked before somebody is called silent."""

from __future__ import annotations

import datetime as dt
import importlib
import re

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.posts.hours import Span, hours_said, spans_of, week_of
from bluezone.portal.posts.models import OpenDay, Post
from bluezone.portal.posts.selectors import silent_posts, told_to
from bluezone.portal.posts.services.keeping import (
    Door,
    close_post,
    digest_of_hours,
    digest_of_post,
    make_post,
    set_hours,
    week_at,
)
from bluezone.portal.world import VIET_NAM
from tests.support.portal.offices import NOW

SEVEN, FIVE, NOON = dt.time(7), dt.time(17), dt.time(11, 30)
WORKDAYS = Span(SEVEN, FIVE, (0, 1, 2, 3, 4))
SATURDAY = Span(SEVEN, NOON, (5,))
OFFICE = (WORKDAYS, SATURDAY)
MONDAY = dt.datetime(2026, 11, 30, tzinfo=VIET_NAM)


def keep(gate, *hours: Span, at: dt.datetime = NOW) -> None:
    set_hours(actor=gate.officer, post=gate.post, hours=hours, read=digest_of_hours(gate.post), now=at)


def silent(at: dt.datetime) -> list[Post]:
    return list(silent_posts(Post.objects.all(), at))


@pytest.mark.parametrize(
    ("hours", "vi", "en"),
    [
        ((), [], []),
        ((Span(SEVEN, FIVE),), ["hằng ngày 07:00–17:00"], ["every day 07:00–17:00"]),
        (
            OFFICE,
            ["thứ Hai đến thứ Sáu 07:00–17:00", "thứ Bảy 07:00–11:30", "Chủ nhật đóng cửa"],
            ["Monday to Friday 07:00–17:00", "Saturday 07:00–11:30", "closed: Sunday"],
        ),
        (
            (Span(SEVEN, FIVE), Span(SEVEN, NOON, (2, 3, 6))),
            ["thứ Hai, thứ Ba, thứ Sáu, thứ Bảy 07:00–17:00", "thứ Tư, thứ Năm, Chủ nhật 07:00–11:30"],
            ["Monday, Tuesday, Friday, Saturday 07:00–17:00", "Wednesday, Thursday, Sunday 07:00–11:30"],
        ),
    ],
    ids=str,
)
def test_a_week_is_said_in_spans_and_with_the_days_on_which_the_door_is_shut(hours, vi, en):
    week = week_of(hours)

    assert (vi, en) == (hours_said(week, "vi"), hours_said(week, "en"))
    assert week == week_of(spans_of(week))


@pytest.mark.parametrize("days", [(), (7,), (-1, 2)])
def test_hours_are_those_of_days_that_a_week_has(days):
    with pytest.raises(RefusedError, match="some days of the week"):
        Span(SEVEN, FIVE, days)


@pytest.mark.parametrize(
    ("day", "clock", "waits"),
    [
        (0, (9, 30), True),
        (4, (16, 59), True),
        (5, (9, 30), True),
        (5, (14, 0), False),  # closed at noon
        (6, (9, 30), False),  # closed all day
        (7, (8, 59), False),  # the next Monday, open for less than two hours
        (7, (9, 30), True),
    ],
)
def test_a_door_is_not_silent_on_a_day_on_which_it_is_shut(gate, day, clock, waits):
    keep(gate, *OFFICE)

    found = silent(MONDAY + dt.timedelta(days=day, hours=clock[0], minutes=clock[1]))

    assert ([gate.post] if waits else []) == found


@pytest.mark.parametrize(
    ("day", "hour", "waits"),
    [(4, 23, True), (5, 1, True), (5, 4, True), (5, 23, False), (6, 1, False), (7, 23, False), (8, 23, False)],
)
def test_a_night_belongs_to_the_day_on_which_it_began(gate, day, hour, waits):
    """Fridays from eight in the evening until five in the morning."""
    keep(gate, Span(dt.time(20), dt.time(5), (4,)))

    assert ([gate.post] if waits else []) == silent(MONDAY + dt.timedelta(days=day, hours=hour))


def test_whoever_keeps_a_door_says_other_hours_and_its_devices_learn_them(gate):
    before = told_to(gate.post, NOW)["post"]["hours"]
    keep(gate, *OFFICE)

    assert {"vi": "hằng ngày 07:00–17:00", "en": "every day 07:00–17:00"} == before
    assert week_of(OFFICE) == week_at(gate.post)
    assert "thứ Hai đến thứ Sáu 07:00–17:00; thứ Bảy 07:00–11:30; Chủ nhật đóng cửa" == hours_of(gate, "vi")
    assert Entry.objects.filter(act="posts.hours", subjects__kind="post").count() == 1
    keep(gate)
    assert told_to(gate.post, NOW)["post"]["hours"] is None


def test_hours_are_said_of_an_open_door_by_whoever_has_read_what_stands(gate):
    read = digest_of_hours(gate.post)
    keep(gate, WORKDAYS)

    with pytest.raises(ChangedError):
        set_hours(actor=gate.officer, post=gate.post, hours=OFFICE, read=read, now=NOW)
    close_post(actor=gate.officer, post=gate.post, read=digest_of_post(gate.post), now=NOW)
    with pytest.raises(RefusedError, match="closed"):
        keep(gate, *OFFICE)
    assert week_of([WORKDAYS]) == week_at(gate.post)


def test_hours_are_typed_on_the_page_of_the_door_and_stand_there(gate):
    client, page = gate.office.client(gate.officer), reverse("post", args=[gate.post.pk])
    typed = {"opens": "07:00", "closes": "17:00", "days": ["0", "1", "2", "3", "4"]}
    typed |= {"other_opens": "07:00", "other_closes": "11:30", "other_days": ["5"]}

    saved = client.post(f"{page}/hours", {**typed, "read": digest_of_hours(gate.post)})

    assert page == saved.url
    shown = re.sub(r"\s+", " ", client.get(page).content.decode().replace("\u2060", ""))
    assert "Monday to Friday 07:00–17:00<br> Saturday 07:00–11:30<br> Closed: Sunday" in shown
    assert 6 == shown.count(" checked ")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"opens": "07:00"}, "closes at another"),
        ({"opens": "07:00", "closes": "07:00", "days": ["0"]}, "closes at another"),
        ({"opens": "07:00", "closes": "17:00"}, "some days of the week"),
        ({"other_opens": "07:00", "other_closes": "11:30", "other_days": ["5"]}, "are said first"),
        ({"days": ["0", "1", "2", "3", "4"]}, "ticked without hours"),
        ({"opens": "07:00", "closes": "17:00", "days": ["0"], "other_days": ["6"]}, "ticked without hours"),
        ({"opens": "07:00", "closes": "17:00", "days": ["7"]}, ""),
        ({"opens": "25:00", "closes": "17:00", "days": ["1"]}, ""),
    ],
    ids=str,
)
def test_hours_that_cannot_be_are_refused_and_nothing_changes(gate, typed, why):
    way = reverse("post_hours", args=[gate.post.pk])

    answer = gate.office.client(gate.officer).post(way, {**typed, "read": digest_of_hours(gate.post)})

    assert (409 if why else 400) == answer.status_code
    assert why in answer.content.decode()
    assert week_of([Span(SEVEN, FIVE)]) == week_at(gate.post)


def test_doors_from_before_are_open_every_day_as_they_were(gate):
    """What opens by night does so on each of seven evenings; a door that had no hours has none."""
    loader = MigrationExecutor(connection).loader
    before = loader.project_state([("posts", "0009_hours_of_a_door_by_weekday")]).apps
    former = before.get_model("posts", "Post")
    name = "bluezone.portal.posts.migrations.0010_doors_from_before_open_every_day"
    OpenDay.objects.all().delete()

    always = make_post(actor=gate.officer, premises=gate.premises, door=Door("Cổng sau"), now=NOW)
    former.objects.exclude(pk=always.pk).update(opens=dt.time(20), closes=dt.time(5))
    importlib.import_module(name).lay_out(before, None)

    assert week_of([Span(dt.time(20), dt.time(5))]) == week_at(gate.post)
    assert {} == week_at(always)


def hours_of(gate, language: str) -> str:
    return told_to(gate.post, NOW)["post"]["hours"][language]
