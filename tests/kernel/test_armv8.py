"""The path of the C for 64-bit ARM: bit for bit the pure answers, taken where the system tells of SHA instructions and
nowhere else.

It runs on an emulated processor where an emulator and a compiler for ARM are here, and everywhere on this machine's
own with the four instructions imitated in plain C, which tells whether its lines are right, not what ARM does. The
whole contract runs over it in the drill (tests/contract/test_kernel.py).
"""

from __future__ import annotations

import contextlib
import functools
import json
import shutil
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from bluezone import kernel
from bluezone.kernel import Implementation
from bluezone.kernel.choosing import Choice
from tests.support.amounts import KEYS_ON_ARM
from tests.support.kernel import apart
from tests.support.kernel.apart import THIS_ONE, WITH_SHA, WITHOUT_SHA, Compiler, Processor
from tests.support.kernel.kernels import DAY_MS, SLOT_MS, SLOTS, native_paths, numbered_bytes

VECTORS = Path(__file__).parents[1] / "vectors"
pytestmark = [pytest.mark.timeout(1800), pytest.mark.in_turn(of=4, family="kills and processors")]
DAY = 20_780
ARM_AND_ALL = ["armv8 x2", "portable"]
FAULTS = {
    "a half from after its rounds": ("vsha256h2q_u32(s->efgh, abcd, wk)", "vsha256h2q_u32(s->efgh, s->abcd, wk)"),
    "another length": (", 256}", ", 255}"),
    "words in another order": ("(s->w[2], s->w[0], s->w[1])", "(s->w[2], s->w[1], s->w[0])"),
    "a schedule that is not expanded": ("    BOTH_EXPAND(13);\n", "\n"),
    "a state that is not added": ("vst1q_u32(state + 4, vaddq_u32(s->efgh, efgh))", "vst1q_u32(state + 4, s->efgh)"),
    "another key's number": ("(uint16_t)(k + 1)", "(uint16_t)k"),
}
IN_EVERY_RUN = "another key's number"
PLANTED = [
    pytest.param(fault, id=name, marks=[] if name == IN_EVERY_RUN else pytest.mark.breadth)
    for name, fault in FAULTS.items()
]
FEW = 40
"""Keys by which a planted fault is seen, and what is enough where instructions are imitated."""


@pytest.fixture(scope="module")
def for_arm(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    if apart.lacking():
        pytest.skip(apart.lacking())
    return Compiler(apart.FOR_ARM, tmp_path_factory.mktemp("arm"))


@pytest.fixture(scope="module")
def program(for_arm: Compiler) -> Path:
    """The kernel for ARM."""
    return for_arm.build("kernel")


@pytest.fixture(scope="module")
def imitating(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    if shutil.which("gcc") is None:
        pytest.skip("there is no gcc on this machine")
    return Compiler(apart.IMITATED, tmp_path_factory.mktemp("imitated"))


@pytest.fixture(scope="module")
def imitated(imitating: Compiler) -> Path:
    """The same lines for this machine."""
    return imitating.build("kernel")


@pytest.fixture(params=["armv8 x2", "portable"], scope="module")
def one(request: pytest.FixtureRequest, program: Path) -> Iterator[Implementation]:
    """The kernel as ARM runs it, on a processor with SHA instructions and on one without."""
    with on(WITH_SHA if request.param == "armv8 x2" else WITHOUT_SHA, program) as implementation:
        assert request.param == implementation.choice.path
        yield implementation


@contextlib.contextmanager
def on(processor: Processor, program: Path) -> Iterator[Implementation]:
    """The program's best way on a processor."""
    path = processor.paths(program)[0]
    with processor.core(program, path) as core:
        yield Implementation(Choice("native", core, path, "a program apart"))


@pytest.mark.parametrize("model", ["max", "cortex-a53"])
def test_a_processor_with_sha_instructions_goes_by_them(program: Path, model: str):
    assert ARM_AND_ALL == Processor((apart.EMULATOR, "-cpu", model)).paths(program)


def test_one_whose_system_tells_of_none_goes_the_portable_path_and_no_other(program: Path):
    assert ["portable"] == WITHOUT_SHA.paths(program)
    with WITHOUT_SHA.running(program, "armv8 x2") as refused:
        assert 3 == refused.wait(60)


def test_recorded_ids_are_those_that_the_original_application_made(one: Implementation):
    recorded = json.loads((VECTORS / "bluezone_ids.json").read_text("utf-8"))
    days = [(base["base_id"], day) for base in recorded["base_ids"] for day in base["days"]]

    made = [one.rolling_ids(bytes.fromhex(day.get("daily_key") or base_id), SLOTS) for base_id, day in days]

    assert [tuple(bytes.fromhex(i) for i in day["ids"]) for _, day in days] == made
    assert len(made) > 20


def test_keys_ids_and_matches_are_bit_for_bit_those_of_python(one: Implementation):
    assert right(KEYS_ON_ARM) == answers(one, KEYS_ON_ARM)


@pytest.mark.breadth
def test_an_arm_that_reads_bytes_the_other_way_round_gives_the_same(tmp_path: Path):
    if (zig := apart.zig()) is None or shutil.which(apart.BIG_ENDIAN.emulator[0]) is None:
        pytest.skip("no big-endian ARM is emulated here: apt install qemu-user, and scripts/android --out once")
    program = Compiler((str(zig), "cc", "-target", "aarch64_be-linux-musl", "-static", "-O2"), tmp_path).build("kernel")

    assert ARM_AND_ALL == apart.BIG_ENDIAN.paths(program)
    for path in ARM_AND_ALL:
        with apart.BIG_ENDIAN.core(program, path) as core:
            one = Implementation(Choice("native", core, path, "big-endian"))
            assert right(KEYS_ON_ARM) == answers(one, KEYS_ON_ARM)


@pytest.mark.skipif(not native_paths(), reason="the C extension was not built on this machine")
def test_this_machines_own_c_gives_the_same():
    """So that what ARM is compared with is what every other path gave."""
    assert right(KEYS_ON_ARM) == answers(kernel.implementation("native"), KEYS_ON_ARM)


def test_its_lines_are_right_where_the_instructions_are_imitated(imitated: Path):
    with THIS_ONE.core(imitated, "armv8 x2") as core:
        assert right(FEW) == answers(Implementation(Choice("native", core, "armv8 x2", "imitated")), FEW)


@functools.cache
def right(count: int) -> tuple[object, ...]:
    return answers(kernel.implementation("pure"), count)


def answers(one: Implementation, count: int) -> tuple[object, ...]:
    """Day keys of so many seeds, the ids of their whole days, and where a log that heard each of them finds it."""
    seeds = b"".join(numbered_bytes(count, 16, label="arm"))
    keys = one.day_keys(seeds, DAY)
    ids = [one.rolling_ids(keys[32 * n : 32 * n + 32], SLOTS) for n in range(count)]
    heard = b"".join(of_day[n * 7 % SLOTS] for n, of_day in enumerate(ids))
    times = array("q", [DAY * DAY_MS + (n * 7 % SLOTS + n % 7 - 3) * SLOT_MS + n % 3 - 1 for n in range(count)])
    return keys, ids, [one.SightingIndex(heard, times, tolerance).match_seeds(DAY, seeds) for tolerance in (0, 2)]


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_planted_in_these_lines_is_seen(fault: tuple[str, str], imitating: Compiler):
    spoilt = imitating.build("spoilt", fault)

    with THIS_ONE.core(spoilt, "armv8 x2") as core:
        assert right(FEW) != answers(Implementation(Choice("native", core, "armv8 x2", "imitated")), FEW)


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_is_seen_on_arm_and_does_nothing_where_the_portable_path_is_gone(
    fault: tuple[str, str], for_arm: Compiler
):
    spoilt = for_arm.build("spoilt", fault)

    with on(WITH_SHA, spoilt) as one:
        assert right(FEW) != answers(one, FEW)
    with on(WITHOUT_SHA, spoilt) as one:
        assert right(FEW) == answers(one, FEW)
