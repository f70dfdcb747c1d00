"""The numbers of a radio profile: what they say, and which are refused."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from bluezone.device.core.proximity import OffsetTable, ProfileError, RadioProfile
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles, read_receiver_offsets
from tests.support.sources import PROTOCOL_PAGES

_NUMBER = re.compile(r"^\| ([a-z()]+(?: [a-z()]+)*) \| (\u2212?[0-9.]+)(?: [A-Za-z]+)? \|$", re.MULTILINE)
_ON_THE_PAGE = (
    "rssi_at_1m_dbm",
    "exponent",
    "pair_sd_db",
    "scan_sd_db",
    "packet_sd_db",
    "prior_median_m",
    "prior_log_sd",
    "memory_minutes",
    "said_pair_sd_db",
    "reference_tx_power_dbm",
    "most_said_db",
)
NUMBERS = {
    "name": "test",
    "rssi_at_1m_dbm": -75.0,
    "exponent": 1.1,
    "pair_sd_db": 5.0,
    "scan_sd_db": 4.0,
    "packet_sd_db": 4.0,
    "prior_median_m": 2.0,
    "prior_log_sd": 0.8,
    "memory_minutes": 20.0,
}


def test_the_shipped_profile_can_be_read() -> None:
    assert DEFAULT_PROFILE == read_radio_profiles()[DEFAULT_PROFILE].name


def test_page_11_gives_the_shipped_numbers() -> None:
    """docs/protocol/11-nearness.md, "Numbers"; versions.md names their version."""
    text = files("bluezone.device.data").joinpath("radio_profiles.json").read_text(encoding="utf-8")
    (numbers,) = json.loads(text)["profiles"]
    page, versions = ((PROTOCOL_PAGES / name).read_text() for name in ("11-nearness.md", "versions.md"))

    said = {name: float(value.replace("\u2212", "-")) for name, value in _NUMBER.findall(page)}

    assert [numbers[name] for name in _ON_THE_PAGE] == list(said.values())
    assert f"version {numbers['version']}." in page
    assert f"(page 11) | `version {numbers['version']}` |" in versions


def test_a_model_of_known_offset_counts_before_its_maker_and_its_maker_before_all() -> None:
    offsets = OffsetTable(models={"sm-g973f": 3.0}, makers={"samsung": 1.0}, overall=-0.5)

    assert [3.0, 1.0, -0.5] == [offsets.of("Samsung", "SM-G973F"), offsets.of("Samsung", "?"), offsets.of("?", "?")]


def test_shipped_offsets_know_the_common_makers() -> None:
    offsets = read_receiver_offsets()

    assert offsets.of("samsung", "any") < 0 < offsets.of("oppo", "any")


def test_a_louder_receiver_and_a_stronger_sender_are_taken_off() -> None:
    profile = RadioProfile(**NUMBERS, reference_tx_power_dbm=-20.0)

    assert -78.0 == profile.corrected_level_dbm(-70.0, tx_power_dbm=-15, receiver_offset_db=3.0)
    assert -73.0 == profile.corrected_level_dbm(-70.0, tx_power_dbm=None, receiver_offset_db=3.0)


@pytest.mark.parametrize(
    ("name", "number"),
    [("exponent", 0.0), ("pair_sd_db", -1.0), ("memory_minutes", float("nan")), ("rssi_at_1m_dbm", 90.0)],
)
def test_numbers_that_make_no_sense_are_refused(name: str, number: float) -> None:
    with pytest.raises(ProfileError):
        RadioProfile(**{**NUMBERS, name: number})


def test_an_incomplete_profile_is_refused_by_name() -> None:
    with pytest.raises(ProfileError, match="test is incomplete"):
        RadioProfile.from_mapping({"name": "test"})


def test_what_a_newer_file_says_more_is_ignored() -> None:
    assert RadioProfile(**NUMBERS) == RadioProfile.from_mapping({**NUMBERS, "weather": "rain"})
