"""Which kernel runs: chosen once, said aloud, and never a fallback where none was wanted."""

from __future__ import annotations

import hashlib
import types
from pathlib import Path

import pytest

from bluezone.kernel import choosing
from bluezone.kernel.choosing import NativeUnavailableError
from tests.support.kernel.kernels import ALL_NATIVE_PATHS, native_paths

here = pytest.mark.skipif(not native_paths(), reason="the C extension was not built on this machine")


def test_pure_is_chosen_where_it_is_asked_for():
    choice = choosing.choose({"BLUEZONE_KERNEL": "pure"})

    assert ("pure", "interpreter") == (choice.name, choice.path)


@here
def test_left_alone_the_best_path_of_the_processor_is_chosen():
    choice = choosing.choose({})

    assert ("native", native_paths()[0]) == (choice.name, choice.path)


@pytest.mark.skipif(not {"sha-ni x2", "avx-512 x16"} <= set(native_paths()), reason="this processor has no choice")
def test_intel_and_newer_amd_take_sixteen_lanes_first_and_others_the_sha_instructions():
    maker, family = (processor()[field] for field in ("vendor_id", "cpu family"))
    lanes_first = maker == "GenuineIntel" or (maker == "AuthenticAMD" and int(family) >= 26)

    assert ("avx-512 x16" if lanes_first else "sha-ni x2") == native_paths()[0]


def processor() -> dict[str, str]:
    """What the system says of the first processor."""
    lines = Path("/proc/cpuinfo").read_text().split("\n\n", 1)[0].splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


@here
@pytest.mark.parametrize("path", ALL_NATIVE_PATHS)
def test_a_forced_path_is_taken_or_refused_and_never_replaced(path: str):
    for environment in ({"BLUEZONE_KERNEL_PATH": path}, {"BLUEZONE_KERNEL_PATH": path, "BLUEZONE_KERNEL": "native"}):
        if path in native_paths():
            assert path == choosing.choose(environment).path
        else:
            with pytest.raises(NativeUnavailableError, match="this processor cannot go the path"):
                choosing.choose(environment)


@here
def test_a_path_that_no_processor_has_is_refused():
    with pytest.raises(NativeUnavailableError, match=r"cannot go the path 'abacus', only .*portable"):
        choosing.choose({"BLUEZONE_KERNEL_PATH": "abacus"})


@here
def test_every_processor_can_go_the_portable_path():
    assert "portable" == native_paths()[-1]


def test_an_empty_wish_is_no_wish():
    assert choosing.choose({"BLUEZONE_KERNEL": ""}).name == choosing.choose({}).name


def test_pure_goes_no_path():
    with pytest.raises(ValueError, match="goes no path"):
        choosing.choose({"BLUEZONE_KERNEL": "pure", "BLUEZONE_KERNEL_PATH": "portable"})


def test_no_source_of_the_c_changes_without_another_number():
    """Or a binary of older sources would pass for a fresh one. Whoever changes native/ raises SOURCE_NUMBER, there and
    in choosing.py, and writes the new pair here."""
    sources = sorted((Path(__file__).parents[2] / "native").glob("*.[ch]"))
    together = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()

    assert (6, "06accef55481638817159d2baac0b9934c11b286121178776516e5c2eb4e534c") == (choosing.SOURCE_NUMBER, together)


def test_another_word_than_auto_native_or_pure_is_refused():
    with pytest.raises(ValueError, match="auto, native or pure, not 'fast'"):
        choosing.choose({"BLUEZONE_KERNEL": "fast"})


@pytest.mark.parametrize("number", [0, choosing.SOURCE_NUMBER + 1, None])
def test_a_binary_of_other_sources_is_as_good_as_absent(number: int | None):
    binary = types.SimpleNamespace(SOURCE_NUMBER=number)

    with pytest.raises(
        NativeUnavailableError, match=f"stale: built from source {number}, not {choosing.SOURCE_NUMBER}"
    ):
        choosing.fresh(binary)


def test_a_missing_kernel_is_an_import_error_for_whoever_does_not_know_us():
    assert issubclass(NativeUnavailableError, ImportError)
