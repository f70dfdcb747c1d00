"""The phone's own judgement on recordings (`bluezone proximity judge`): who is told, how surely, of how many minutes.

Everything that decides is the phone's: what it keeps of what it heard, `close_minutes`, and the rule with its caution.
The laboratory thins the recording and writes down what came out. What a phone is told of others' models is nothing,
or where that is asked for, the power that a phone of the sender's model would say.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bluezone.device.core.exposure import ExposureRule, Level, Meeting, exposures_above, minutes_within
from bluezone.device.core.own_power import plain_model
from bluezone.device.core.proximity import CloseSpell, Listening, Observation, close_minutes
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.lab.proximity.chance import SHIPPED, Known
from bluezone.lab.proximity.duties import DUTIES, heard
from bluezone.lab.proximity.powers import Powers
from bluezone.lab.proximity.samples import Sample, contacts_of
from bluezone.protocol.calendar import MINUTE_MS

_STRETCH_MS = 300_000
_NOBODY_SAYS: Powers = {}


@dataclass(frozen=True, slots=True)
class Judged:
    """One contact, as one phone judged it that began to listen at one phase."""

    contact_id: str
    phase: int
    told: bool
    probability: float
    """Of as many minutes near as the rule asks for, by what the phone knows and a curve through recorded contacts; 0
    where nothing was heard."""
    minutes_low: int
    minutes: float
    minutes_high: int
    """What the owner would be told: no less and no more."""
    variance: float
    """Of the minutes, in minutes squared."""
    scans: int
    strongest: tuple[int, ...]
    """dBm of the strongest packet in each five minutes in which there was one, for the rules that stand beside."""
    known: Known | None
    """What the probability rests on; None where nothing was heard."""


def judged_by_phone(
    samples: Sequence[Sample],
    duty: str,
    phases: int,
    seed: int,
    powers: Powers = _NOBODY_SAYS,
    *,
    pressed: bool = False,
) -> Iterator[Judged]:
    """Judges each contact once for each phase, in the order of the recording. The same seed gives the same lines.
    Senders of a model that `powers` knows say their power. `pressed` as in `heard`."""
    for places in contacts_of(samples):
        windows = [samples[place] for place in places]
        contact_id, says_dbm = windows[0].contact_id, powers.get(plain_model(windows[0].sender_model))
        for phase in range(phases):
            chance = random.Random(f"{seed} {contact_id} {phase}")  # noqa: S311 - a repeatable replay, no secret
            yield _judged(contact_id, phase, heard(windows, duty, chance, says_dbm=says_dbm, pressed=pressed), duty)


def _judged(contact_id: str, phase: int, observations: Sequence[Observation], duty: str) -> Judged:
    listening, _ = DUTIES[duty]
    spells = close_minutes(observations, listening, read_radio_profiles()[DEFAULT_PROFILE])
    rule = ExposureRule()
    minutes = sum(spell.expected_close_minutes for spell in spells)
    variance = sum(spell.variance for spell in spells)
    least, most = minutes_within(minutes, variance)
    opened = all(one.tx_power_dbm is not None for one in observations)
    known = _known(minutes + rule.caution * math.sqrt(variance), spells, listening, opened=opened)
    return Judged(
        contact_id,
        phase,
        told=bool(exposures_above([Meeting(Level.F1, 1.0, spells)], rule)),
        probability=SHIPPED.chance(known) if known else 0.0,
        minutes_low=least,
        minutes=minutes,
        minutes_high=most,
        variance=variance,
        scans=len(spells),
        strongest=_strongest(observations),
        known=known,
    )


def _known(
    cautious_minutes: float, spells: Sequence[CloseSpell], listening: Listening, *, opened: bool
) -> Known | None:
    if not spells:
        return None
    stand_ms = sum(spell.end_ms - spell.start_ms for spell in spells)
    listened = len(spells) * listening.scan_ms / stand_ms
    return Known(cautious_minutes, _once_ms(spells) / MINUTE_MS, listened, opened)


def _once_ms(spells: Sequence[CloseSpell]) -> int:
    """The time of all spells, which come in order of time, without what two of them share."""
    total, until = 0, spells[0].start_ms
    for spell in spells:
        total += max(0, spell.end_ms - max(until, spell.start_ms))
        until = max(until, spell.end_ms)
    return total


def _strongest(observations: Sequence[Observation]) -> tuple[int, ...]:
    found: dict[int, int] = {}
    for observation in observations:
        stretch = observation.time_ms // _STRETCH_MS
        found[stretch] = max(observation.rssi_dbm, found.get(stretch, observation.rssi_dbm))
    return tuple(found.values())
