"""Every fuzz target survives random bytes, and genuine bytes spoilt in a few places."""

from __future__ import annotations

import functools
import importlib
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.amounts import RANDOM_INPUTS, SPOILT_INPUTS

TARGETS = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith(("test_", "_")))


@pytest.fixture(params=TARGETS, scope="module")
def target(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"tests.fuzz.{request.param}")


@functools.cache
def samples_of(target: ModuleType) -> list[bytes]:
    """Made once: a paper takes longer to be written than to be spoilt and read."""
    return list(target.samples())


@st.composite
def spoilt(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """Genuine bytes with a few stretches overwritten, cut out or put in."""
    data = bytearray(draw(st.sampled_from(samples)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 6))
        data[start : start + length] = draw(st.binary(max_size=6))
    return bytes(data)


def test_there_are_targets() -> None:
    assert len(TARGETS) >= 12


def test_genuine_input_is_survived(target: ModuleType) -> None:
    for sample in samples_of(target):
        target.fuzz(sample)


@pytest.mark.in_turn(of=3)
@settings(max_examples=RANDOM_INPUTS)
@given(data=st.binary(max_size=600))
def test_random_input_is_survived(target: ModuleType, data: bytes) -> None:
    target.fuzz(data)


@settings(max_examples=SPOILT_INPUTS)
@given(data=st.data())
def test_spoilt_input_is_survived(target: ModuleType, data: st.DataObject) -> None:
    target.fuzz(data.draw(spoilt(samples_of(target))))
