"""The room's own functions are those of the one implementation that this process chose."""

from __future__ import annotations

import threading

import pytest

from bluezone import kernel
from tests.support.kernel.kernels import DAY_MS, day_key_by_the_book, ids_by_the_book, native_paths, numbered_bytes

DAY = 20_780


def test_the_room_exports_exactly_what_it_lists():
    public = {name for name in vars(kernel) if not name.startswith("_")}
    submodules = {"checks", "choosing", "matching"}

    assert set(kernel.__all__) == public - submodules
    assert sorted(kernel.__all__) == kernel.__all__


def test_the_room_says_which_implementation_runs_and_why():
    assert kernel.IMPLEMENTATION in {"native", "pure"}
    assert kernel.describe().startswith(f"{kernel.IMPLEMENTATION} (")
    assert "asked for by name" in kernel.implementation("pure").describe()


def test_a_seed_is_found_through_the_rooms_own_functions():
    seed = bytes(range(16))
    key = kernel.day_keys(seed, DAY)
    rolling_id = kernel.rolling_ids(key, 96)[0]
    index = kernel.SightingIndex(rolling_id, [DAY * DAY_MS], 1)

    assert day_key_by_the_book(seed, DAY) == key
    assert ids_by_the_book(key)[0] == rolling_id
    assert [(0, 0)] == kernel.match_keys(index, DAY, key) == kernel.match_seeds(index, DAY, seed, threads=2)


def test_an_index_says_what_it_holds():
    index = kernel.SightingIndex(bytes(36), [DAY * DAY_MS + 1, 0, (DAY + 9) * DAY_MS + 1], 2)

    assert (3, 2) == (index.sightings, index.tolerance_slots)
    assert (0, DAY - 1, DAY, DAY + 8, DAY + 9) == index.days


@pytest.mark.slow
def test_a_refusal_in_one_thread_is_the_refusal_of_the_call():
    key = bytes(range(32))
    index = kernel.SightingIndex(ids_by_the_book(key)[0] * 4_000, [DAY * DAY_MS] * 4_000, 0)

    with pytest.raises(ValueError, match="more than 4194304 matches"):
        kernel.match_keys(index, DAY, key * 2_400, threads=2)


@pytest.mark.slow
@pytest.mark.skipif(not native_paths(), reason="the C extension was not built on this machine")
def test_other_threads_run_while_the_c_kernel_searches():
    """A counter in another thread moves on during one single call, so the interpreter's lock was released."""
    index = kernel.implementation("native", "portable").SightingIndex(bytes(12), [(DAY + 1) * DAY_MS - 1], 0)
    keys = b"".join(numbered_bytes(100, 32, label="lock")) * 200
    begun, done, counted = threading.Event(), threading.Event(), []

    def count() -> None:
        begun.set()
        while not done.wait(0.001):
            counted.append(None)

    counter = threading.Thread(target=count)
    counter.start()
    begun.wait()
    before = len(counted)
    index.match_keys(DAY, keys)
    after = len(counted)
    done.set()
    counter.join()

    assert after > before + 3
