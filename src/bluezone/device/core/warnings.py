"""From encounters to what the owner is told (docs/protocol/9-warning.md).

Encounters become meetings by the proximity model, meetings become an exposure by the pathogen's rule, and an exposure
that reaches it becomes a warning: level, local day, about how long. Never the hour, never who.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from bluezone.device.core.battery import BatteryChoices
from bluezone.device.core.exposure import (
    Exposure,
    ExposureRule,
    Meeting,
    explain,
    exposures_above,
)
from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.device.core.matching import Encounter
from bluezone.device.core.proximity import CloseSpell, Listening, Observation, RadioProfile, close_minutes
from bluezone.device.core.said_power import powers_said
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import Configuration, RadioDuty
from bluezone.protocol.disclosure import Level
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.report import Minutes

VIET_NAM = dt.timezone(dt.timedelta(hours=7), "ICT")
_TOLD_AS = {Level.F0: WarningLevel.F1, Level.F1: WarningLevel.F2}
_DAY = dt.timedelta(days=1)
_OLDER_ON_S = 40
"""What a phone heard before it noted how it listened, it heard in times of listening that were longer."""


@dataclass(frozen=True, slots=True)
class KeptEncounter:
    """What is kept of an encounter once its sightings were judged: enough to warn, to explain and to withdraw."""

    seed: DaySeed
    day: Day
    level: Level
    infectivity: Infectivity
    batch_sequence: int
    spells: tuple[CloseSpell, ...]


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the product's own word; the built-in category is not used in this package
    """What the owner is told."""

    level: WarningLevel
    date: dt.date
    """Local day of the encounter."""
    minutes: int
    """Near, to the nearest five."""
    encounters: int
    batch_sequences: tuple[int, ...]
    """Published files that it rests on; revoked ones take it back."""
    least: int
    most: int
    """How long near, as the owner reads it: no less and no more, as far as a phone can know."""

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.minutes <= self.most:
            raise ValueError("the minutes told lie between the least and the most")

    @property
    def band(self) -> Minutes:
        """How long near, as a report says it: the likeliest minutes in one word."""
        return Minutes.of(self.minutes)


def judge(
    encounter: Encounter,
    configuration: Configuration,
    profile: RadioProfile,
    battery: BatteryChoices = BatteryChoices(),  # noqa: B008 - frozen
) -> KeptEncounter:
    """How long the two were near, from what was heard; each time of listening by how often this phone then listened."""
    distance_m = configuration.profile.close_distance_cm / 100
    duty = configuration.duty
    by_an_older = msgspec.structs.replace(duty, scan_on_s=max(_OLDER_ON_S, duty.scan_on_s))
    listened_longer = by_an_older != duty
    now: list[Observation] = []
    before: list[Observation] = []
    for sighting, power_dbm in zip(encounter.sightings, powers_said(encounter), strict=True):
        period_s, held = sighting.stands_for_s, now
        if period_s is None:
            period_s = battery.at(sighting.wall_ms).applied_to(by_an_older).scan_period_s
            held = before if listened_longer else now
        held.append(Observation(sighting.wall_ms, sighting.rssi_dbm, power_dbm, period_s * 1000))
    spells = [
        spell
        for held, observations in ((duty, now), (by_an_older, before))
        for spell in close_minutes(observations, listening_by(held), profile, distance_m)
    ]
    return published_again(encounter, tuple(sorted(spells, key=lambda spell: spell.start_ms)))


def listening_by(duty: RadioDuty) -> Listening:
    """What the judgement needs of a duty."""
    return Listening(
        on_ms=duty.scan_on_s * 1000,
        period_ms=duty.scan_period_s * 1000,
        speaking_on_ms=duty.advertise_on_s * 1000,
        speaking_period_ms=duty.advertise_period_s * 1000,
    )


def published_again(encounter: Encounter, spells: tuple[CloseSpell, ...]) -> KeptEncounter:
    """Keeps a seed of another batch, perhaps at another level, with the judgement there is: nothing is judged twice."""
    return KeptEncounter(
        encounter.seed,
        encounter.day,
        encounter.level,
        encounter.infectivity,
        encounter.batch_sequence,
        spells,
    )


def raised(known: KeptEncounter, level: Level, infectivity: Infectivity) -> KeptEncounter:
    """Raises an encounter to the higher of both levels and classes; a later, lower publication changes nothing."""
    better = min((known.level, -known.infectivity), (level, -infectivity))
    return KeptEncounter(known.seed, known.day, better[0], Infectivity(-better[1]), known.batch_sequence, known.spells)


def warnings_from(
    encounters: Sequence[KeptEncounter], configuration: Configuration, zone: dt.tzinfo = VIET_NAM
) -> list[Warning]:
    """One warning for each level and local day, F1 first, the newest day first. Empty when nobody was near for long
    enough."""
    return [
        warning
        for level in _TOLD_AS
        for warning in _warnings([e for e in encounters if e.level is level], level, configuration, zone)
    ]


def seeds_told_of(encounters: Sequence[KeptEncounter], configuration: Configuration) -> frozenset[DaySeed]:
    """The seeds of those near whom the owner was in the times that are told, and of nobody who only passed by."""
    return frozenset(
        encounter.seed
        for level in _TOLD_AS
        for exposure in _exposures([e for e in encounters if e.level is level], level, configuration)
        for encounter in encounters
        if encounter.level is level and _is_part_of(exposure, encounter)
    )


def is_replaced(before: Warning, standing: Iterable[Warning]) -> bool:
    """Whether one that stands now tells the owner of the same time near, or of a nearer person: what counts as one
    meeting over midnight may be told under either day."""
    return any(now.level <= before.level and abs(now.date - before.date) <= _DAY for now in standing)


def _warnings(
    encounters: Sequence[KeptEncounter], level: Level, configuration: Configuration, zone: dt.tzinfo
) -> list[Warning]:
    by_day: dict[dt.date, Warning] = {}
    for exposure in _exposures(encounters, level, configuration):
        warning = _warning(exposure, encounters, zone)
        by_day.setdefault(warning.date, warning)  # the worst of a day comes first
    return sorted(by_day.values(), key=lambda warning: warning.date, reverse=True)


def _exposures(encounters: Iterable[KeptEncounter], level: Level, configuration: Configuration) -> list[Exposure]:
    told_as = _TOLD_AS[level]
    rule = ExposureRule(close_minutes=configuration.profile.close_minutes, caution=configuration.risk.caution)
    return exposures_above(_meetings(encounters, told_as, configuration), rule, told_as)


def _warning(exposure: Exposure, encounters: Sequence[KeptEncounter], zone: dt.tzinfo) -> Warning:
    told = explain(exposure, zone)
    resting_on = {encounter.batch_sequence for encounter in encounters if _is_part_of(exposure, encounter)}
    return Warning(
        told.level, told.date, told.minutes, told.encounters, tuple(sorted(resting_on)), told.least, told.most
    )


def _is_part_of(exposure: Exposure, encounter: KeptEncounter) -> bool:
    return any(exposure.start_ms <= spell.start_ms <= exposure.end_ms for spell in encounter.spells)


def _meetings(encounters: Iterable[KeptEncounter], level: WarningLevel, configuration: Configuration) -> list[Meeting]:
    return [
        Meeting(level, configuration.profile.weight_of(encounter.infectivity), encounter.spells)
        for encounter in encounters
        if encounter.spells
    ]
