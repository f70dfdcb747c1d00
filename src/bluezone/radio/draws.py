"""Repeatable chance: a draw is a function of what it is for, never of how many draws came before.

So the same seed gives the same air whatever order things are asked in, and two arms of an experiment share their
luck. Statistical quality is what a simulation needs; nothing here is fit for secrets.
"""

from __future__ import annotations

from statistics import NormalDist

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
"""The step of splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014)."""

_NORMAL_STEPS = 4_096
NORMAL = tuple(NormalDist().inv_cdf((step + 0.5) / _NORMAL_STEPS) for step in range(_NORMAL_STEPS))
"""The standard normal distribution in equal steps of probability: one look-up instead of a logarithm and a root."""
NORMAL_SHIFT = 64 - 12
"""A 64-bit draw shifted right by this much is an index into `NORMAL`."""


def mixed(state: int) -> int:
    """64 well-mixed bits from any integer (the finaliser of splitmix64)."""
    state &= MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & MASK
    return state ^ (state >> 31)


def key(*parts: int) -> int:
    """64 bits for one purpose: the parts in this order, each of any size up to 64 bits."""
    state = 0
    for part in parts:
        state = mixed(state + GOLDEN + mixed(part + GOLDEN))
    return state


def normal(draw: int) -> float:
    """A standard normal value from 64 bits."""
    return NORMAL[draw >> NORMAL_SHIFT]
