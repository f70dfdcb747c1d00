"""The questions about clocks, nearness and warnings among the known answers: what was heard, made up to the packet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from tests.support.protocol.batches import DAY

Asked = tuple[str, str, str, dict[str, Any]]
_MORNING_MS = DAY.start_ms + 2 * HOUR_MS
_USUAL = {"scan_on_s": 20, "scan_period_s": 300, "advertise_on_s": 15, "advertise_period_s": 30}
_ORIGINAL = {**_USUAL, "scan_on_s": 40}
_LONG = {**_USUAL, "scan_on_s": 100}
_ALWAYS = {**_USUAL, "scan_on_s": 300}
_Row = list[int]


def judgement_questions() -> Iterator[Asked]:
    """What is asked of pages 8, 11 and 9."""
    yield from _clocks()
    for name, duty, heard in _heard():
        yield name, "11-nearness.md", "nearness", {"duty": duty, "close_distance_cm": 200, "heard": heard}
    table = _company(9, -79)
    yield "near by another distance", *_by_distance(100, table)
    yield "near where anything is near", *_by_distance(1_000, table)
    for name, heard in _said(table).items():
        yield name, *_by_distance(200, heard)
    for name, changes in _warnings().items():
        yield name, "9-warning.md", "warning", _warning(**changes)


def _clocks() -> Iterator[Asked]:
    """Signed times of a boot, as [monotonic ms, wall clock's ms, time in s, whether to a nonce of the phone's own], and
    sightings at both edges of what they let count."""
    true_s, boot_ms = _MORNING_MS // 1_000, 3_600_000
    good = [boot_ms, _MORNING_MS, true_s, False]
    late_s = true_s + 7_200
    claim, slow = ([boot_ms, _MORNING_MS, late_s + more, False] for more in (1, -600))
    own, own_apart = [boot_ms, _MORNING_MS, true_s, True], [boot_ms, _MORNING_MS - 7_200_001, true_s, True]
    told = {
        "no signed time": (0, []),
        "a signed time": (0, [good]),
        "two signed times, the later one of more weight": (
            0,
            [good, [2 * boot_ms, _MORNING_MS + boot_ms, true_s + 3_700, False]],
        ),
        "two signed times, the earlier one of more weight": (
            0,
            [good, [2 * boot_ms, _MORNING_MS + boot_ms, true_s, False]],
        ),
        "a signed time of an earlier boot": (true_s, []),
        "a signed time that is far ahead": (0, [claim]),
        "one that is far ahead, and an own one that refutes it": (0, [claim, own]),
        "one that is ahead, and an own one that refutes it": (0, [slow, own]),
        "one that is far ahead, and an own one that the wall clock does not bear out": (0, [claim, own_apart]),
        "an earlier boot's that an own one refutes": (true_s + 121, [own]),
        "an earlier boot's that an own one bears out": (true_s + 120, [own]),
    }
    for name, (floor_s, times) in told.items():
        edges = {0, _MORNING_MS - 120_000, _MORNING_MS - 20_000, _MORNING_MS, 1_000 * (late_s - 600), 1_000 * late_s}
        rows = [[boot_ms, wall_ms + more] for wall_ms in sorted(edges) for more in (-1, 0) if wall_ms + more >= 0]
        others = [[0, _MORNING_MS - boot_ms - 120_000], [0, _MORNING_MS - boot_ms - 120_001]]
        given = {"floor_s": floor_s, "told": times, "heard": [*rows, *others]}
        yield f"what counts after {name}", "8-matching.md", "clock", given


def _by_distance(close_cm: int, heard: Sequence[_Row]) -> tuple[str, str, dict[str, Any]]:
    return "11-nearness.md", "nearness", {"duty": _USUAL, "close_distance_cm": close_cm, "heard": heard}


def _heard() -> Iterator[tuple[str, dict[str, int], list[_Row]]]:
    talk = _company(14, -74)
    yield "nothing was heard", _USUAL, []
    yield "heard once in passing", _USUAL, [[_MORNING_MS, -71, 300]]
    yield "heard in three scans, five minutes apart", _USUAL, _scans(3, 300, (-70, -77))
    yield "a quarter of an hour in company", _USUAL, talk
    yield "the same in another order", _USUAL, talk[::2] + talk[1::2][::-1]
    yield "a level between two halves of a dB", _USUAL, _scans(2, 300, (-70, -70, -70, -71, -90, -90, -90, -90))
    yield "half an hour behind a door", _USUAL, _company(30, -88)
    yield "an hour, and twenty minutes of it louder", _USUAL, _company(40, -84) + _company(20, -74, 40)
    yield "nobody for five hours between", _USUAL, _company(6, -77) + _company(6, -77, 300)
    yield "times of listening as the original has them", _ORIGINAL, _scans(4, 300, (-73, -80, -76))
    yield "times of listening of more than a minute", _LONG, _scans(30, 10, (-78,))
    yield "listening all the time", _ALWAYS, _scans(60, 10, (-72,))
    yield "an hour and a half at the border", _USUAL, _company(90, -77)


def _said(heard: Sequence[_Row]) -> dict[str, list[_Row]]:
    """The same, where the other says its power in all that is heard of it or in some."""
    return {
        "of the usual power, which is said": [[*row, -25] for row in heard],
        "a phone that sends weakly and says so": [[*row, -29] for row in heard],
        "a power that nobody believes": [[*row, 20] for row in heard],
        "a power said in the later half alone": [
            [*row, -29][: 3 + (at >= len(heard) // 2)] for at, row in enumerate(heard)
        ],
        "two powers in one stretch": [[*row, -22 - 9 * (at > 0)] for at, row in enumerate(heard)],
        "no power in the first sighting": [[*row, -29][: 3 + (at > 0)] for at, row in enumerate(heard)],
    }


def _scans(number: int, every_s: int, levels: Sequence[int]) -> list[_Row]:
    """A scan at every so many seconds, with a sighting each five seconds."""
    return [
        [_MORNING_MS + 1_000 * every_s * scan + 5_000 * place, level, max(every_s, 300)]
        for scan in range(number)
        for place, level in enumerate(levels)
    ]


def _company(minutes: int, level: int, after_minutes: int = 0) -> list[_Row]:
    """A scan a minute of somebody who turns now and then; the first ends a long pause."""
    return [
        [
            _MORNING_MS + (after_minutes + minute) * MINUTE_MS + 5_000 * place,
            level - 4 * (minute % 7 == 3) - 3 * place,
            180 if minute == 0 else 60,
        ]
        for minute in range(minutes)
        for place in range(1 + minute % 3)
    ]


def _warnings() -> dict[str, dict[str, Any]]:
    hour, near = HOUR_MS // MINUTE_MS, _spells((0, 5, 4), (5, 5, 4), (10, 4, 3))
    spread = _spells((0, 6, 2), (5 * hour, 6, 2), (23 * hour, 6, 2))
    late = _spells((14 * hour + 50, 5, 1), (14 * hour + 55, 5, 1), (15 * hour + 1, 5, 1), (15 * hour + 6, 5, 1))
    return {
        "nobody was near": {"met": []},
        "as many minutes as the rule names, with their doubt": {"met": [(0, 1, near)]},
        "the same where doubt does not count": {"met": [(0, 1, near)], "caution": 0},
        "three times within a day": {"met": [(0, 1, spread)], "caution": 0},
        "three times in more than a day": {"met": [(0, 1, spread[:2] + _spells((24 * hour, 6, 2)))], "caution": 0},
        "two persons of whom each was near too shortly": {"met": [(0, 1, near[:2]), (0, 2, near[2:])]},
        "an F0 and an F1, who make no sum": {"met": [(0, 1, near[:2]), (1, 1, near[2:])]},
        "an F1 alone": {"met": [(1, 1, near)]},
        "minutes that weigh half": {"met": [(0, 1, near)], "standard_weight": 0.5},
        "minutes that weigh twice": {"met": [(0, 2, near[:2])], "high_weight": 2},
        "two days, each told": {"met": [(0, 1, near + _spells((40 * hour, 9, 5), (40 * hour + 9, 9, 5)))]},
        "over the local midnight": {"met": [(0, 1, late)]},
        "a long day with much doubt": {"met": [(0, 1, _spells(*((5 * at, 4, 16) for at in range(40))))]},
    }


def _spells(*figures: tuple[int, float, float]) -> list[list[float]]:
    """Times near of five minutes: minutes after the morning, minutes near, variance."""
    begins = [_MORNING_MS + after * MINUTE_MS for after, _, _ in figures]
    return [
        [start, start + 5 * MINUTE_MS, near, doubt] for start, (_, near, doubt) in zip(begins, figures, strict=True)
    ]


def _warning(met: list[tuple[int, int, list[list[float]]]], **changes: float) -> dict[str, Any]:
    encounters = [{"level": level, "infectivity": of, "spells": spells} for level, of, spells in met]
    usual = {"close_minutes": 15, "caution": 1.6, "standard_weight": 1, "high_weight": 1}
    return {**usual, **changes, "encounters": encounters}
