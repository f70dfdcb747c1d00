"""A power that was said hidden is judged as one that was said in clear, once the seed is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core import said_power
from bluezone.device.core.matching import Encounter
from bluezone.device.core.said_power import powers_said
from bluezone.device.core.warnings import judge
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import MINUTE_MS
from bluezone.protocol.config import Configuration
from bluezone.protocol.disclosure import Level
from bluezone.protocol.hidden_power import hide_power, open_power
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import Sighting
from tests.support.device.phones import START_MS, TODAY, sighting

SEED, CONFIGURATION = DaySeed(b"a published seed"), Configuration(sequence=1, issued_s=0)
KEY, IDS = SEED.key_for(TODAY), SEED.ids_for(TODAY)
PROFILE = read_radio_profiles()[DEFAULT_PROFILE]
Heard = tuple[int, int, int | None]

times_heard = st.lists(
    st.tuples(st.integers(0, 4 * 60), st.integers(-100, -60), st.none() | st.integers(-127, 20)), max_size=40
)


def met(heard: Sequence[Sighting]) -> Encounter:
    return Encounter(SEED, TODAY, Level.F0, Infectivity.STANDARD, 1, tuple(heard))


def in_clear(heard: Sequence[Heard]) -> list[Sighting]:
    """(minute, dBm, power) as sightings of the published one, in order of time."""
    return [
        replace(sighting(0, minute * MINUTE_MS, rssi_dbm=dbm, tx_power_dbm=power), rolling_id=id_at(minute))
        for minute, dbm, power in sorted(heard, key=lambda one: one[0])
    ]


def id_at(minute: int) -> RollingId:
    return IDS[(START_MS - TODAY.start_ms + minute * MINUTE_MS) // (15 * MINUTE_MS)]


def hidden(heard: Sequence[Sighting]) -> list[Sighting]:
    """The same, as phones of today say it: also whoever does not know its power says so."""
    return [
        replace(one, tx_power_dbm=None, hidden_power=hide_power(one.tx_power_dbm, KEY, one.rolling_id)) for one in heard
    ]


@given(times_heard)
def test_whatever_is_heard_the_judgement_is_that_of_a_power_said_in_clear(heard: list[Heard]) -> None:
    clear = in_clear(heard)

    assert judge(met(clear), CONFIGURATION, PROFILE) == judge(met(hidden(clear)), CONFIGURATION, PROFILE)


def test_clear_hidden_and_unsaid_powers_stand_beside_each_other() -> None:
    (said, kept_silent, of_before) = in_clear([(0, -70, -29), (1, -70, None), (2, -70, -20)])
    unknown = replace(kept_silent, hidden_power=hide_power(None, KEY, kept_silent.rolling_id))

    assert [-29, None, None, -20] == list(powers_said(met([*hidden([said]), kept_silent, unknown, of_before])))


def test_a_byte_that_was_heard_beside_another_id_is_another_power_or_none() -> None:
    first, *rest = hidden(in_clear([(minute, -70, -29) for minute in range(0, 240, 15)]))
    moved = [replace(one, hidden_power=first.hidden_power) for one in rest]

    assert list(powers_said(met(moved))).count(-29) <= 1


def test_each_id_that_matched_is_opened_once_and_nothing_else_is_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []

    def counted(byte: int, *about: object) -> int | None:
        opened.append(byte)
        return open_power(byte, *about)  # type: ignore[arg-type]

    monkeypatch.setattr(said_power, "open_power", counted)
    heard = hidden(in_clear([(minute, -70, -29) for minute in range(60)] * 3))

    list(powers_said(met(heard)))
    list(powers_said(met(in_clear([(0, -70, -29)]))))

    assert len(opened) == len({one.rolling_id for one in heard}) == 4
