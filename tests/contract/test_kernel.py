"""What every kernel promises: the same answers, bit for bit, whatever it runs on.

The suite runs over pure Python and over every way to hash that the C has on this processor, each forced in turn; in
the drill, over those of an emulated ARM processor too. tests/kernel/test_choosing.py names the ways that this machine
cannot try.
"""

from __future__ import annotations

import json
import mmap
import threading
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone import kernel
from bluezone.kernel import Implementation
from bluezone.kernel.choosing import Choice
from tests.support.amounts import FULL, KEYS_BY_THE_BOOK, examples
from tests.support.kernel import apart
from tests.support.kernel.kernels import (
    DAY_MS,
    SLOT_MS,
    SLOTS,
    day_key_by_the_book,
    ids_by_the_book,
    matches_by_the_book,
    native_paths,
    numbered_bytes,
)

pytestmark = [pytest.mark.slow, pytest.mark.in_turn(of=3)]
VECTORS = Path(__file__).parents[1] / "vectors"
DAY = 20_780
DAY_START = DAY * DAY_MS


WAYS = ["pure", *native_paths()]
EMULATED = {f"{path}, emulated": path for path in ("armv8 x2", "portable")}
EVERYWHERE = [*WAYS, *(pytest.param(way, marks=pytest.mark.breadth) for way in EMULATED)]

ONE_OF_EACH_LANGUAGE = [pytest.param(way, marks=[pytest.mark.breadth] if 1 < at else []) for at, way in enumerate(WAYS)]
"""For what takes seconds and is above all ways to hash: Python and one of the C in every run, all in the drill."""


@pytest.fixture(params=EVERYWHERE, scope="module")
def one(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Implementation]:
    """One implementation; of the C, every way to hash that this processor can go, forced."""
    if request.param == "pure":
        yield kernel.implementation("pure")
    elif request.param in EMULATED:
        yield from emulated(EMULATED[request.param], tmp_path_factory)
    else:
        yield kernel.implementation("native", request.param)


def emulated(path: str, folders: pytest.TempPathFactory) -> Iterator[Implementation]:
    if apart.lacking():
        pytest.skip(apart.lacking())
    program = apart.Compiler(apart.FOR_ARM, folders.mktemp("emulated")).build("kernel")
    with apart.WITH_SHA.core(program, path) as core:
        yield Implementation(Choice("native", core, path, "on an emulated processor"))


@pytest.fixture(scope="module")
def recorded() -> dict:
    return json.loads((VECTORS / "bluezone_ids.json").read_text("utf-8"))


# ── Ids and keys ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.every_run
def test_ids_are_those_that_the_original_application_made(one: Implementation, recorded: dict):
    days = [day for base in recorded["base_ids"] for day in base["days"] + base["other_ids_per_day"]]
    keys = [
        bytes.fromhex(day.get("daily_key") or base["base_id"]) for base in recorded["base_ids"] for day in base["days"]
    ]

    made = [one.rolling_ids(key, 96) for key in keys]

    expected = [tuple(bytes.fromhex(i) for i in d["ids"]) for b in recorded["base_ids"] for d in b["days"]]
    assert len(days) >= len(made) > 20
    assert expected == made


@pytest.mark.every_run
def test_another_number_of_slots_a_day_makes_another_length_of_chain(one: Implementation, recorded: dict):
    others = [(base["days"][0], other) for base in recorded["base_ids"] for other in base["other_ids_per_day"]]

    for day, other in others:
        made = one.rolling_ids(bytes.fromhex(day["daily_key"]), other["ids_per_day"])

        assert tuple(bytes.fromhex(i) for i in other["ids"]) == made

    assert len(others) > 1


@pytest.mark.every_run
def test_a_phones_own_log_of_2020_shows_the_ids_that_its_base_id_yields(one: Implementation):
    capture = json.loads((VECTORS / "field_capture_2020-08-08.json").read_text("utf-8"))
    ids = one.rolling_ids(bytes.fromhex(capture["base_id"]), SLOTS)
    start_ms = capture["base_day_start_s"] * 1000

    shown = [ids[(row["time_ms"] - start_ms) // SLOT_MS] for row in capture["rows"]]

    assert [bytes.fromhex(row["own_id"]) for row in capture["rows"]] == shown


@pytest.mark.every_run
def test_contact_checks_of_whole_days_are_answered_as_the_original_did(one: Implementation, recorded: dict):
    """Strict mode: tolerance 0. Checks of other spans belong to the import of original lists, above the kernel."""
    checks = [
        check
        for base in recorded["base_ids"]
        for check in base["check_contact"]
        if (check["max"], check["time_start"] % 86_400, check["time_end"] - check["time_start"]) == (SLOTS, 0, 86_399)
        if len(check["daily_key"]) == 2 * 32
    ]

    for check in checks:
        ids = b"".join(bytes.fromhex(row["id"]) for row in check["rows"])
        index = one.SightingIndex(ids, [row["time_ms"] for row in check["rows"]], 0)
        found = index.match_keys(check["time_start"] // 86_400, bytes.fromhex(check["daily_key"]))

        assert check["contact"] == bool(found), check["name"]

    assert len(checks) > 10


@pytest.fixture(scope="module")
def many() -> list[tuple[bytes, tuple[bytes, ...]]]:
    return [(key, tuple(ids_by_the_book(key))) for key in numbered_bytes(KEYS_BY_THE_BOOK, 32, label="ids")]


def test_many_keys_give_the_same_ids_as_the_book(one: Implementation, many: list):
    made = [(key, one.rolling_ids(key, SLOTS)) for key, _ in many]

    assert many == made


def test_many_keys_are_found_by_their_last_id(one: Implementation, many: list):
    """The look-up hashes keys side by side, unlike rolling_ids; a wrong step anywhere breaks a chain's end."""
    ids = b"".join(ids[-1] for _, ids in many)
    index = one.SightingIndex(ids, array("q", [DAY_START + DAY_MS - 1]) * KEYS_BY_THE_BOOK, 0)

    found = index.match_keys(DAY, b"".join(key for key, _ in many))

    assert [(number, number) for number in range(KEYS_BY_THE_BOOK)] == found


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 15, 16, 17, 255, 256, 257, 1000])
def test_day_keys_are_derived_as_by_another_library(one: Implementation, count: int):
    seeds = numbered_bytes(count, 16, label="seeds")

    keys = one.day_keys(b"".join(seeds), DAY)

    assert b"".join(day_key_by_the_book(seed, DAY) for seed in seeds) == keys


@pytest.mark.parametrize("day", [0, 1, 255, 256, 65_535])
def test_a_seed_gives_another_key_on_another_day(one: Implementation, day: int):
    assert day_key_by_the_book(bytes(16), day) == one.day_keys(bytes(16), day)


# ── Matching ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 2, 3, 16, 255, 256, 257, 513])
def test_every_key_of_a_block_is_found_wherever_it_lies(one: Implementation, count: int):
    keys = numbered_bytes(count, 32, label="block")
    ids = [ids_by_the_book(key)[number % SLOTS] for number, key in enumerate(keys)]
    times = [DAY_START + number % SLOTS * SLOT_MS + 1 for number in range(count)]

    found = one.SightingIndex(b"".join(ids), times, 0).match_keys(DAY, b"".join(keys))

    assert [(number, number) for number in range(count)] == found


@pytest.mark.every_run
@pytest.mark.parametrize("tolerance", [0, 1, 2])
@pytest.mark.parametrize("slot", [0, 1, 47, 94, 95])
def test_both_borders_match_and_one_millisecond_beyond_does_not(one: Implementation, tolerance: int, slot: int):
    key = bytes(range(32))
    start = DAY_START + slot * SLOT_MS
    first, last = start - tolerance * SLOT_MS, start + SLOT_MS + tolerance * SLOT_MS
    times = [first - 1, first, first + 1, start, start + 450_000, last - 1, last, last + 1]
    index = one.SightingIndex(ids_by_the_book(key)[slot] * len(times), times, tolerance)

    found = index.match_keys(DAY, key)

    assert [(0, sighting) for sighting in range(1, 7)] == found


def test_an_id_of_another_slot_does_not_match_however_near(one: Implementation):
    key = bytes(range(32))
    index = one.SightingIndex(ids_by_the_book(key)[10], [DAY_START + 14 * SLOT_MS], 2)

    assert [] == index.match_keys(DAY, key)


def test_a_day_reaches_over_both_midnights_by_its_tolerance(one: Implementation):
    key = bytes(range(32))
    ids = ids_by_the_book(key)
    evening, morning = DAY_START - 2 * SLOT_MS, DAY_START + DAY_MS + 2 * SLOT_MS
    index = one.SightingIndex(ids[0] + ids[95], [evening, morning], 2)

    assert [(0, 0), (0, 1)] == index.match_keys(DAY, key)
    assert [] == index.match_keys(DAY - 1, key)
    assert [] == index.match_keys(DAY + 1, key)
    assert (DAY - 1, DAY, DAY + 1) == index.days


Sightings = list[tuple[bytes, int]]


@st.composite
def evenings(draw: st.DrawFn) -> tuple[Sightings, list[bytes], int]:
    """A log around the borders of a day, partly of the day's keys and partly of strangers."""
    keys = draw(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=5))
    known = st.builds(lambda key, slot: ids_by_the_book(key)[slot], st.sampled_from(keys), st.integers(0, SLOTS - 1))
    near = st.builds(
        lambda slot, offset: DAY_START + slot * SLOT_MS + offset,
        st.integers(-4, SLOTS + 4),
        st.sampled_from([0, 1, -1, 450_000]) | st.integers(-SLOT_MS, SLOT_MS),
    )
    sightings: Sightings = draw(st.lists(st.tuples(known | st.binary(min_size=12, max_size=12), near), max_size=12))
    for key in draw(st.lists(st.sampled_from(keys), max_size=8)):  # heard in about its own time
        slot = draw(st.integers(0, SLOTS - 1))
        offset = draw(st.integers(-3, 3)) * SLOT_MS + draw(st.sampled_from([0, 1, -1, 450_000]))
        sightings.append((ids_by_the_book(key)[slot], DAY_START + slot * SLOT_MS + offset))
    return sightings, keys, draw(st.integers(0, 2))


@pytest.mark.every_run
@settings(deadline=None, max_examples=examples(30))
@given(evening=evenings())
def test_matches_equal_a_dictionary_of_all_ids(one: Implementation, evening: tuple[Sightings, list[bytes], int]):
    sightings, keys, tolerance = evening
    index = one.SightingIndex(b"".join(i for i, _ in sightings), [t for _, t in sightings], tolerance)

    found = index.match_keys(DAY, b"".join(keys))

    assert matches_by_the_book(sightings, tolerance, DAY, keys) == found


def test_a_crowded_log_matches_like_the_dictionary(one: Implementation):
    """Enough of everything that filters have neighbours: 20,000 sightings, repeated ones too, of 3 days."""
    seeds = numbered_bytes(300, 16, label="crowd")
    keys = [day_key_by_the_book(seed, DAY) for seed in seeds]
    noise = numbered_bytes(20_000, 12, label="noise")
    sightings = [(i, DAY_START - DAY_MS + n * 12_960) for n, i in enumerate(noise)]
    for number, key in enumerate(keys):
        slot = number * 7 % SLOTS
        at = DAY_START + slot * SLOT_MS + (number % 7 - 3) * SLOT_MS + number % 3 - 1
        sightings[number * 60 : number * 60 + 2] = [(ids_by_the_book(key)[slot], at)] * 2
    for tolerance in (0, 1, 2):
        index = one.SightingIndex(b"".join(i for i, _ in sightings), array("q", [t for _, t in sightings]), tolerance)

        found = index.match_seeds(DAY, b"".join(seeds))

        expected = matches_by_the_book(sightings, tolerance, DAY, keys)
        assert expected == found
        assert 100 < len(expected) < 600


def test_ids_that_differ_in_one_byte_only_are_told_apart(one: Implementation):
    key = bytes(range(32))
    mine = ids_by_the_book(key)[5]
    almost = [bytes(b ^ (1 << n % 8) if n == at else b for n, b in enumerate(mine)) for at in range(12)]
    index = one.SightingIndex(b"".join([*almost, mine]), [DAY_START + 5 * SLOT_MS + 1] * 13, 1)

    assert [(0, 12)] == index.match_keys(DAY, key)


def test_the_same_key_twice_matches_twice(one: Implementation):
    key = bytes(range(32))
    index = one.SightingIndex(ids_by_the_book(key)[5] * 2, [DAY_START + 5 * SLOT_MS] * 2, 0)

    assert [(0, 0), (0, 1), (2, 0), (2, 1)] == index.match_keys(DAY, key + bytes(32) + key)


def test_threads_change_nothing(one: Implementation):
    seeds = numbered_bytes(2_100, 16, label="threads")
    chosen = range(0, 2_100, 50)
    ids = [ids_by_the_book(day_key_by_the_book(seeds[n], DAY))[n % SLOTS] for n in chosen]
    times = [DAY_START + n % SLOTS * SLOT_MS for n in chosen]
    index = one.SightingIndex(b"".join(ids), times, 1)

    alone = index.match_seeds(DAY, b"".join(seeds))
    together = index.match_seeds(DAY, b"".join(seeds), threads=3)

    assert [(n, place) for place, n in enumerate(chosen)] == alone == together


def test_the_functions_of_the_room_are_the_methods_of_the_index(one: Implementation):
    seed = bytes(range(16))
    key = one.day_keys(seed, DAY)
    index = one.SightingIndex(one.rolling_ids(key, 1)[0], [DAY_START], 1)

    assert [(0, 0)] == one.match_keys(index, DAY, key) == kernel.match_keys(index, DAY, key)
    assert [(0, 0)] == one.match_seeds(index, DAY, seed) == kernel.match_seeds(index, DAY, seed)


# ── What nobody heard, and what cannot be ─────────────────────────────────────────────────────────────────────────


def test_an_empty_log_and_an_empty_batch_match_nothing(one: Implementation):
    index = one.SightingIndex(b"", [], 1)

    assert () == index.days
    assert [] == index.match_keys(DAY, bytes(64))
    assert [] == one.SightingIndex(bytes(12), [DAY_START], 1).match_keys(DAY, b"")


@pytest.mark.parametrize("time_ms", [-(2**63), -1_800_001, 65_536 * DAY_MS + 3 * SLOT_MS, 2**63 - 1])
def test_a_time_outside_all_days_hides_no_other_sighting(one: Implementation, time_ms: int):
    key = bytes(range(32))
    mine = ids_by_the_book(key)[5]

    index = one.SightingIndex(mine * 2, [time_ms, DAY_START + 5 * SLOT_MS], 1)

    assert (DAY,) == index.days
    assert [(0, 1)] == index.match_keys(DAY, key)


@pytest.mark.parametrize(("day", "slot", "time_ms"), [(0, 0, -1), (65_535, 95, 65_536 * DAY_MS + 1)])
def test_the_first_and_the_last_day_tolerate_times_beyond_them(one: Implementation, day: int, slot: int, time_ms: int):
    key = bytes(range(32))
    index = one.SightingIndex(ids_by_the_book(key)[slot], [time_ms], 1)

    assert (day,) == index.days
    assert [(0, 0)] == index.match_keys(day, key)


def test_a_flood_of_ids_made_to_collide_is_still_answered_exactly(one: Implementation):
    """A radio may shout any ids. Here thousands share the eight bytes that the C looks at first."""
    key = bytes(range(32))
    mine = ids_by_the_book(key)[5]
    flood = [number.to_bytes(4, "big") + mine[4:] for number in range(5_000)]
    index = one.SightingIndex(b"".join([*flood, mine]), [DAY_START + 5 * SLOT_MS + 1] * 5_001, 1)

    assert [(0, 5_000)] == index.match_keys(DAY, key)


@pytest.mark.every_run
def test_more_matches_than_anybody_can_want_are_refused(one: Implementation):
    """2,100 copies of a key times 2,000 copies of its id."""
    key = bytes(range(32))
    index = one.SightingIndex(ids_by_the_book(key)[0] * 2_000, [DAY_START] * 2_000, 0)

    with pytest.raises(ValueError, match="more than 4194304 matches"):
        index.match_keys(DAY, key * 2_100)


@pytest.mark.parametrize("one", ONE_OF_EACH_LANGUAGE, indirect=True)
def test_the_bound_of_matches_holds_for_all_threads_together(one: Implementation):
    """Neither half alone has too many."""
    key = bytes(range(32))
    index = one.SightingIndex(ids_by_the_book(key)[0] * 2_000, [DAY_START] * 2_000, 0)

    with pytest.raises(ValueError, match="more than 4194304 matches"):
        index.match_keys(DAY, key * 2_100, threads=2)


def test_rows_are_ascending_or_not(one: Implementation):
    rows = sorted(numbered_bytes(1_000, 16, label="rows"))
    swapped = [*rows[:500], rows[501], rows[500], *rows[502:]]
    twice = [*rows[:500], rows[499], *rows[500:]]

    assert one.ascending(b"".join(rows), 16)
    assert one.ascending(b"", 16)
    assert one.ascending(rows[7], 16)
    assert not one.ascending(b"".join(swapped), 16)
    assert not one.ascending(b"".join(twice), 16)
    assert one.ascending(b"\x7f\xff\x80\x00", 2)  # bytes have no sign


@given(rows=st.lists(st.binary(min_size=3, max_size=3), max_size=6))
def test_ascending_means_what_sorting_means(one: Implementation, rows: list[bytes]):
    assert (rows == sorted(set(rows))) == one.ascending(memoryview(b"".join(rows)), 3)


def test_times_that_change_while_the_log_is_made_ready_hurt_nobody(one: Implementation):
    """What comes out is one of the many logs that there were; under the sanitizers, nothing was touched beside it.
    Python, which touches nothing beside it, is as slow with a tenth of them as C with all."""
    count = 20_000 if one.name == "pure" and not FULL else 200_000
    times = array("q", [DAY_START]) * count
    far = array("q", [60_000 * DAY_MS]) * count
    near = array("q", [DAY_START]) * count
    over = threading.Event()

    def disturb() -> None:
        while not over.is_set():
            times[:] = far
            times[:] = near

    with ThreadPoolExecutor(1) as others:
        others.submit(disturb)
        try:
            for _ in range(5):
                index = one.SightingIndex(bytes(12 * count), memoryview(times), 1)
                assert set(index.days) <= {DAY - 1, DAY, 59_999, 60_000}
        finally:
            over.set()


class _Lies(list[int]):
    def __len__(self) -> int:
        return 1


Call = Callable[[Implementation], object]
REFUSED: dict[str, Call] = {
    "a key too short": lambda one: one.rolling_ids(bytes(31), 96),
    "no key": lambda one: one.rolling_ids(b"", 96),
    "two keys for one": lambda one: one.rolling_ids(bytes(64), 96),
    "no slots": lambda one: one.rolling_ids(bytes(32), 0),
    "too many slots": lambda one: one.rolling_ids(bytes(32), 1441),
    "a seed too long": lambda one: one.day_keys(bytes(17), DAY),
    "a day before all days": lambda one: one.day_keys(bytes(16), -1),
    "a day after all days": lambda one: one.day_keys(bytes(16), 65_536),
    "a day that is no number": lambda one: one.day_keys(bytes(16), "1"),  # type: ignore[arg-type]  # refused
    "half an id": lambda one: one.SightingIndex(bytes(13), [0], 1),
    "fewer times than ids": lambda one: one.SightingIndex(bytes(24), [0], 1),
    "more times than ids": lambda one: one.SightingIndex(bytes(12), [0, 0], 1),
    "a time beyond 64 bits": lambda one: one.SightingIndex(bytes(12), [2**63], 1),
    "a time that is a fraction": lambda one: one.SightingIndex(bytes(12), [0.5], 1),  # type: ignore[list-item]  # refused
    "times of 32 bits": lambda one: one.SightingIndex(bytes(12), array("i", [0]), 1),
    "times as bytes": lambda one: one.SightingIndex(bytes(12), b"\0", 1),
    "times that come one by one": lambda one: one.SightingIndex(bytes(12), iter([0]), 1),  # type: ignore[arg-type]  # refused
    "a single time": lambda one: one.SightingIndex(bytes(12), 5, 1),  # type: ignore[arg-type]  # refused
    "no times at all": lambda one: one.SightingIndex(bytes(12), None, 1),  # type: ignore[arg-type]  # refused
    "times that say another number": lambda one: one.SightingIndex(bytes(12), _Lies([0, 0]), 1),
    "half a row": lambda one: one.ascending(bytes(17), 16),
    "rows without a width": lambda one: one.ascending(bytes(16), 0),
    "ids as text": lambda one: one.SightingIndex("twelve bytes", [0], 1),  # type: ignore[arg-type]  # refused
    "ids with gaps": lambda one: one.SightingIndex(memoryview(bytes(24))[::2], [0], 1),
    "a negative tolerance": lambda one: one.SightingIndex(bytes(12), [0], -1),
    "a tolerance of hours": lambda one: one.SightingIndex(bytes(12), [0], 3),
    "a log beyond all bounds": lambda one: one.SightingIndex(_Huge.zeros(12 * (2**24 + 1)), [], 1),
    "keys of odd length": lambda one: one.SightingIndex(b"", [], 1).match_keys(DAY, bytes(33)),
    "seeds of odd length": lambda one: one.SightingIndex(b"", [], 1).match_seeds(DAY, bytes(15)),
    "seeds with gaps": lambda one: one.SightingIndex(b"", [], 1).match_seeds(DAY, memoryview(bytes(64))[::2]),
    "a batch beyond all bounds": lambda one: one.SightingIndex(b"", [], 1).match_seeds(DAY, _Huge.zeros(2**28 + 16)),
    "a match on no day": lambda one: one.SightingIndex(b"", [], 1).match_keys(65_536, b""),
    "no threads": lambda one: one.SightingIndex(b"", [], 1).match_seeds(DAY, b"", threads=0),
    "threads without end": lambda one: one.SightingIndex(b"", [], 1).match_seeds(DAY, b"", threads=65),
}


class _Huge:
    @staticmethod
    def zeros(size: int) -> memoryview:
        """Much address space and no memory: pages that nobody writes."""
        return memoryview(mmap.mmap(-1, size))


@pytest.mark.every_run
@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused_in_one_clear_line(one: Implementation, call: Call):
    with pytest.raises(ValueError, match=r"^[^\n]{10,120}$"):
        call(one)


def test_columns_are_read_in_place_wherever_they_lie_in_memory(one: Implementation, tmp_path: Path):
    """A published file is mapped; its columns begin at any byte, and so do a store's."""
    seed = bytes(range(16))
    rolling_id = ids_by_the_book(day_key_by_the_book(seed, DAY))[3]
    path = tmp_path / "batch"
    path.write_bytes(b"odd" + bytes(16) + seed + b"signature")
    times = memoryview(b"odd" + (DAY_START + 3 * SLOT_MS).to_bytes(8, "little"))[3:].cast("q")
    index = one.SightingIndex(memoryview(b"odd" + rolling_id)[3:], times, 1)

    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as whole,
        whole[3:35] as column,
    ):
        found = index.match_seeds(DAY, column)

    assert [(1, 0)] == found


def test_every_kind_of_buffer_is_welcome(one: Implementation):
    key = bytes(range(32))
    mine = ids_by_the_book(key)[0]
    for ids in (mine, bytearray(mine), memoryview(mine), array("B", mine), memoryview(mine).cast("B", (3, 4))):
        for times in ([DAY_START], (DAY_START,), array("q", [DAY_START]), memoryview(array("q", [DAY_START]))):
            assert [(0, 0)] == one.SightingIndex(ids, times, 0).match_keys(DAY, bytearray(key))
