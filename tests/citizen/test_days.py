"""Days as pictures: what stands where, and that the words beside it say the same."""

from __future__ import annotations

import asyncio
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.citizen.days import DOTS, Sign, calendar, dots
from bluezone.device.core.exposure import Level
from bluezone.device.core.warnings import Warning  # noqa: A004 - the product's own word
from bluezone.device.saved import save_visits, visits_in
from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.venue import Venue, VenueKind
from tests.support.citizen.owners import AUGUST_11, TUESDAY, an_owner, is_up_to_date, is_warned, ms, words_of

TODAY = TUESDAY.date()
near = st.dates(TODAY - dt.timedelta(days=30), TODAY + dt.timedelta(days=1))
told = st.builds(
    Warning,
    st.sampled_from(Level),
    near,
    st.integers(1, 40).map(lambda fives: 5 * fives),
    st.just(1),
    st.just((1,)),
    st.just(0),
    st.just(215),
)


def test_there_are_fourteen_dots_and_the_last_is_today() -> None:
    yesterday = TODAY - dt.timedelta(days=1)

    drawn = dots(TODAY, {TODAY, AUGUST_11}, {yesterday, AUGUST_11})

    assert DOTS == len(drawn)
    assert (dt.date(2020, 8, 5), TODAY) == (drawn[0].date, drawn[-1].date)
    assert {TODAY: Sign.HEARD, yesterday: Sign.WARNED, AUGUST_11: Sign.WARNED} == {
        dot.date: dot.sign for dot in drawn if dot.sign is not Sign.NOBODY
    }
    assert sorted(dot.x for dot in drawn) == [dot.x for dot in drawn]


@given(st.lists(told, max_size=8), st.sets(near, max_size=3), st.integers(1, 21))
def test_the_calendar_has_whole_weeks_and_every_day_that_was_told(warnings, places, kept) -> None:
    made = calendar(TODAY, kept, warnings, places)

    assert 0 == len(made.cells) % 7
    assert {0} == {cell.date.weekday() for cell in made.cells[::7]}
    assert {warning.date for warning in warnings} == {cell.date for cell in made.cells if cell.level is not None}
    assert places == {cell.date for cell in made.cells if cell.at_place}
    assert [TODAY] == [cell.date for cell in made.cells if cell.is_today]
    assert kept == sum(cell.is_kept for cell in made.cells)
    assert len(made.cells) == len({(cell.x, cell.y) for cell in made.cells})
    assert all(cell.x < made.width and cell.y < made.height for cell in made.cells)


def test_of_two_warnings_about_a_day_the_nearer_person_is_drawn() -> None:
    both = [Warning(Level.F2, AUGUST_11, 130, 1, (1,), 100, 145), Warning(Level.F1, AUGUST_11, 20, 1, (1,), 10, 35)]

    (cell,) = calendar(TODAY, 21, both, set()).warned

    assert (Level.F1, 10, 35) == (cell.level, cell.least, cell.most)


@pytest.mark.parametrize("minutes", [5, 15, 30, 60, 120])
def test_a_marked_day_has_a_sign_a_level_and_minutes_and_not_only_a_colour(tmp_path, minutes: int) -> None:
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device)
            is_warned(owner.device, minutes=minutes)
            return (await owner.gets("/warnings")).text

    drawing, *_ = re.findall(r'(?s)<svg\s+class="calendar".*?</svg>', asyncio.run(play()))

    assert 1 == drawing.count("calendar__sign")
    figures = f"0–{2 * minutes}"
    assert re.search(rf">F1</text>\s*<text[^>]*>\s*{figures}\s*</text>", drawing)


def test_a_warning_about_a_place_is_on_the_calendar_too(tmp_path) -> None:
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device)
            visited = a_visit(owner.device.store)
            save_visits(owner.device.store, visited)
            return words_of((await owner.gets("/warnings")).text)

    text = asyncio.run(play())

    assert "Your days at a glance" in text
    assert "These days as a list Monday, 17 August warning about a place" in text


def a_visit(store):
    """Yesterday at a school about which the authority warns."""
    venue = Venue(bytes(16), "Trường THPT Sơn Dương", VenueKind.SCHOOL, "02536", 0, 1 << 35, bytes(16))
    book = visits_in(store).arrived(venue, ms(TUESDAY) - 28 * HOUR_MS).left(1, ms(TUESDAY) - 26 * HOUR_MS)
    return book.with_alert({1}, 9).all_told(ms(TUESDAY))


def test_without_a_warning_there_is_no_calendar(tmp_path) -> None:
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device)
            return (await owner.gets("/warnings")).text

    assert 'class="calendar"' not in asyncio.run(play())
