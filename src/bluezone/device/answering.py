"""What a phone of ours answers to the known answers: nearness and warnings by its own judgement, all else as the
protocol's own code does (`conformance/phone/answering.py`, which knows no phone)."""

from __future__ import annotations

from typing import Any

from bluezone.conformance.phone import answering
from bluezone.conformance.phone.answering import Answer, Given, Kinds
from bluezone.device.core.anchor import BootClock, agrees
from bluezone.device.core.proximity import CloseSpell, Observation, close_minutes
from bluezone.device.core.warnings import (
    KeptEncounter,
    Warning,  # noqa: A004 - the product's own word
    listening_by,
    warnings_from,
)
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import Configuration, PathogenProfile, RadioDuty, RiskParameters
from bluezone.protocol.disclosure import Level
from bluezone.protocol.keys import SEED_BYTES, DaySeed
from bluezone.protocol.sighting import BootId

_DIGITS = 3
_BOOT = BootId(b"one boot")
"""Whichever it is."""


def answer(what: str, given: Given) -> Answer:
    """Answers one question, as `conformance.phone.answering.answer` does."""
    return answering.answer(what, given, _ANSWERS)


def _nearness(given: Given) -> Answer:
    """The times near of what was heard of one seed on one day (docs/protocol/11-nearness.md)."""
    duty = RadioDuty(**given["duty"])
    heard = [
        Observation(at_ms, rssi_dbm, said[0] if said else None, 1_000 * period_s)
        for at_ms, rssi_dbm, period_s, *said in given["heard"]
    ]
    profile = read_radio_profiles()[DEFAULT_PROFILE]
    spells = close_minutes(heard, listening_by(duty), profile, given["close_distance_cm"] / 100)
    return {"spells": [[one.start_ms, one.end_ms, *_figures(one)] for one in spells]}


def _figures(spell: CloseSpell) -> list[float]:
    return [round(figure, _DIGITS) for figure in (spell.expected_close_minutes, spell.variance)]


def _warning(given: Given) -> Answer:
    """What the owner is told of the times near (docs/protocol/9-warning.md)."""
    weights = {name: given[name] for name in ("close_minutes", "standard_weight", "high_weight")}
    configuration = Configuration(
        sequence=0, issued_s=0, profile=PathogenProfile(**weights), risk=RiskParameters(caution=given["caution"])
    )
    encounters = [_encounter(number, one) for number, one in enumerate(given["encounters"])]
    return {"warnings": [_told(warning) for warning in warnings_from(encounters, configuration)]}


def _encounter(number: int, one: dict[str, Any]) -> KeptEncounter:
    spells = tuple(CloseSpell(*figures) for figures in one["spells"])
    seed = DaySeed(number.to_bytes(SEED_BYTES))
    return KeptEncounter(seed, Day(0), Level(one["level"]), Infectivity(one["infectivity"]), 0, spells)


def _clock(given: Given) -> Answer:
    """Which sightings of a boot no signed time contradicts (docs/protocol/8-matching.md, "Time")."""
    clock = BootClock(_BOOT, floor_ms=1_000 * given["floor_s"])
    for monotonic_ms, wall_ms, time_s, is_own in given["told"]:
        time_ms = 1_000 * time_s
        if is_own and agrees(time_ms, wall_ms):
            clock = clock.refuted(time_ms, monotonic_ms)
        clock = clock.told(time_ms, wall_ms, monotonic_ms)
    return {"counts": [wall_ms >= clock.earliest_wall_ms(monotonic_ms) for monotonic_ms, wall_ms in given["heard"]]}


def _told(warning: Warning) -> dict[str, int]:
    return {
        "level": warning.level.value,
        "day": (warning.date - Day(0).date).days,
        "minutes": warning.minutes,
        "least": warning.least,
        "most": warning.most,
        "encounters": warning.encounters,
    }


_ANSWERS: Kinds = {"nearness": _nearness, "warning": _warning, "clock": _clock}
WHATS = answering.WHATS | frozenset(_ANSWERS)
"""Every kind of question that is answered here."""
