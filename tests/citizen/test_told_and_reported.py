"""One source of days and bands: what the warnings tell, what the report's pages show, and what the authority opens."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bluezone.citizen.rows import rows_of
from bluezone.device.core.exposure import Level
from bluezone.device.core.proximity import CloseSpell
from bluezone.device.core.warnings import KeptEncounter, seeds_told_of, warnings_from
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS, Day
from bluezone.protocol.config import Configuration
from bluezone.protocol.disclosure import Level as Case
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import ReportRequest
from bluezone.protocol.report import MAX_ROWS, ContactReport, Minutes, link_of
from tests.support.amounts import WARNED_HISTORIES
from tests.support.citizen.owners import TUESDAY, Desk, Owner, an_owner, is_up_to_date, may_report, ms
from tests.support.citizen.telling import opened

CONFIGURATION = Configuration(sequence=1, issued_s=0)
BANDS = {
    "under 15 minutes": Minutes.UNDER_15,
    "15 to 30 minutes": Minutes.FROM_15,
    "30 to 60 minutes": Minutes.FROM_30,
    "1 to 2 hours": Minutes.FROM_60,
    "more than 2 hours": Minutes.FROM_120,
}
_LETTER = re.compile(r"(?s)<article.*?</article>")
_RANGE = re.compile(r"(?:up to|([0-9]+) to) ([0-9]+) minutes")
_FROM = {Minutes.UNDER_15: 0, Minutes.FROM_15: 15, Minutes.FROM_30: 30, Minutes.FROM_60: 60, Minutes.FROM_120: 120}
Line = tuple[dt.date, int, Minutes]
"""A day, a level and a band, as a page or a message has them."""
Told = dict[tuple[dt.date, int], tuple[int, int]]
"""A day and a level, as a letter has them, with the fewest and the most minutes."""


@dataclass(frozen=True)
class Met:
    """Somebody whose keys were published later, and how long they were near."""

    hours_ago: int
    scans: int
    """Of five minutes each."""
    near: float
    """Expected minutes of each scan."""
    doubt: float = 0.0
    level: Case = Case.F0

    def kept(self, number: int) -> KeptEncounter:
        start_ms = ms(TUESDAY) - self.hours_ago * HOUR_MS
        times = (start_ms + at * 5 * MINUTE_MS for at in range(self.scans))
        spells = tuple(CloseSpell(time, time + 5 * MINUTE_MS, self.near, self.doubt) for time in times)
        seed = DaySeed(number.to_bytes(16, "big"))
        return KeptEncounter(seed, Day.containing(start_ms), self.level, Infectivity.STANDARD, 1 + number, spells)


histories = st.lists(
    st.builds(
        Met,
        hours_ago=st.integers(1, 20 * 24),
        scans=st.integers(1, 40),
        near=st.floats(0.25, 5),
        doubt=st.floats(0, 6),
        level=st.sampled_from(Case),
    ),
    min_size=1,
    max_size=8,
)
ROUNDED_UP = [Met(30, 4, 3.6, doubt=1.0)]
"""14.4 minutes, in doubt, are told as about 15."""
PASSED_BY = [Met(30, 6, 5.0), Met(100, 1, 5.0)]
"""The second was near for too short a time on a day of its own."""
OVER_MIDNIGHT = [Met(15, 12, 5.0)]
"""From 23:05 on."""
ONE_DAY_TWICE = [Met(8, 12, 5.0), Met(10, 12, 5.0, level=Case.F1)]


@pytest.mark.slow
@settings(max_examples=WARNED_HISTORIES, deadline=None)
@given(histories)
@example(ROUNDED_UP)
@example(PASSED_BY)
@example(OVER_MIDNIGHT)
@example(ONE_DAY_TWICE)
def test_every_warnings_days_and_bands_are_the_reports(history: list[Met]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        letters, spans, form, preview, arrived = asyncio.run(told_and_reported(Path(folder), history))

    assert letters == form == preview == arrived
    assert spans.keys() == {(day, level) for day, level, _ in form}
    assert [] == [line for line in form if not _lies_within(line[2], spans[line[:2]])]


def test_the_report_says_that_the_warning_calls_its_band_the_likeliest(tmp_path: Path) -> None:
    async def play() -> tuple[str, str]:
        async with an_owner(tmp_path) as owner:
            _live_through(owner, ROUNDED_UP)
            return (await owner.gets("/warnings")).text, (await owner.gets("/warnings/report")).text

    warning, report = asyncio.run(play())

    assert (True, True) == ("most likely 15 to 30 minutes" in warning, "15 to 30 minutes" in report)
    assert "Here stands what the warning calls most likely." in report


def test_a_history_of_which_something_is_told_is_among_the_examples() -> None:
    """Else the pages above would agree about nothing."""
    told = [warnings_from([met.kept(at) for at, met in enumerate(one)], CONFIGURATION) for one in _EXAMPLES]

    assert [[15], [30], [60], [60, 60]] == [[warning.minutes for warning in warnings] for warnings in told]


_EXAMPLES = (ROUNDED_UP, PASSED_BY, OVER_MIDNIGHT, ONE_DAY_TWICE)


def test_a_report_is_linked_with_those_who_are_told_of_and_not_with_who_passed_by() -> None:
    kept = [met.kept(at) for at, met in enumerate(PASSED_BY)]

    assert frozenset({kept[0].seed}) == seeds_told_of(kept, CONFIGURATION)


def test_the_links_that_leave_are_those_of_the_days_that_are_told(tmp_path: Path) -> None:
    async def play():
        async with an_owner(tmp_path, exchange=(desk := Desk())) as owner:
            _live_through(owner, PASSED_BY)
            await owner.looks_and_sends("/warnings/report", {"link": "yes"})
            await owner.waits()
            return opened(desk)

    assert (link_of(PASSED_BY[0].kept(0).seed),) == asyncio.run(play()).links


def test_every_day_that_can_be_told_fits_a_report() -> None:
    """Near somebody of each level all the time, from the oldest moment that the longest retention keeps until now."""
    today = Day.containing(ms(TUESDAY))
    oldest_ms, hours = today.plus(-21).start_ms, 22 * 24
    near = [
        CloseSpell(at, at + 20 * MINUTE_MS, 20.0, 0.0) for at in (oldest_ms + hour * HOUR_MS for hour in range(hours))
    ]
    kept = [
        KeptEncounter(DaySeed(bytes([level]) * 16), today, level, Infectivity.STANDARD, 1, tuple(near))
        for level in Case
    ]

    told = warnings_from(kept, CONFIGURATION)

    assert 40 < len(told) <= MAX_ROWS
    assert len(told) == len(ContactReport(bytes(16), "", rows_of(told)).rows)
    every = {dt.date(2020, 7, 28) + dt.timedelta(days=day) for day in range(23)}
    assert MAX_ROWS == len(every) * len(Level)


def test_a_band_beside_a_range_would_be_seen() -> None:
    held = {band: _lies_within(band, (16, 45)) for band in Minutes}

    assert [Minutes.FROM_15, Minutes.FROM_30] == [band for band, is_held in held.items() if is_held]


async def told_and_reported(
    folder: Path, history: list[Met]
) -> tuple[set[Line], Told, set[Line], set[Line], set[Line]]:
    """What the letters tell with the fewest and the most minutes, what the report's two pages show, and what
    arrives."""
    async with an_owner(folder, exchange=(desk := Desk())) as owner:
        _live_through(owner, history)
        letters = (await owner.gets("/warnings")).text
        form = (await owner.gets("/warnings/report")).text
        look = await owner.sends("/warnings/report")
        await owner.looks_and_sends("/warnings/report")
        await owner.waits()
        arrived = opened(desk).rows if desk.taken(ReportRequest) else ()
    return (
        {line for letter in _LETTER.findall(letters) for line in _likeliest(letter)},
        {key: told for letter in _LETTER.findall(letters) for key, told in _told(letter).items()},
        _lines(form),
        _lines(look.text),
        {(Day(row.day).date, row.level, row.minutes) for row in arrived},
    )


def _live_through(owner: Owner, history: list[Met]) -> None:
    """What was fetched has matched, and was judged as an update judges it."""
    device = owner.device
    may_report(device)
    is_up_to_date(device)
    device.store.judged.save_encounters(met.kept(number) for number, met in enumerate(history))
    told = warnings_from(device.store.judged.encounters(), device.feed.configuration)
    device.store.judged.save_warnings(told, device.now().wall_ms)


def _likeliest(letter: str) -> set[Line]:
    """Every day of a letter with the band that it calls most likely, and the letter's level."""
    named = ((day, words.partition("most likely")[2]) for day, words in _days(letter))
    return {(day, _level_of(letter), _band_of(words)) for day, words in named if words}


def _told(letter: str) -> Told:
    """Every day of a letter, each with the range of minutes behind it, and the letter's level."""
    ranges = ((day, _RANGE.search(words)) for day, words in _days(letter))
    return {(day, _level_of(letter)): (int(found[1] or 0), int(found[2])) for day, found in ranges if found}


def _lies_within(band: Minutes, told: tuple[int, int]) -> bool:
    """Whether some of the minutes that a band stands for are among those of a letter's range."""
    least, most = told
    ends = [start for start in _FROM.values() if start > _FROM[band]]
    return _FROM[band] <= most and (not ends or least < min(ends))


def _lines(html: str) -> set[Line]:
    """Every day on a page, with the band and the level that follow it."""
    return {(day, _level_of(words), _band_of(words)) for day, words in _days(html)}


def _days(html: str) -> list[tuple[dt.date, str]]:
    found = re.findall(r'(?s)<time datetime="([0-9-]+)">(.*?)(?=<time|</dl>|</ul>)', html)
    return [(dt.date.fromisoformat(day), words) for day, words in found]


def _level_of(html: str) -> int:
    return int(re.search(r"\bF([12])\b", html)[1])


def _band_of(html: str) -> Minutes:
    (band,) = (band for words, band in BANDS.items() if words in html)
    return band
