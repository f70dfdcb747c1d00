"""Small parameter files that a phone carries, and how they are read. Nothing here decides anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from bluezone.device.core.proximity import OffsetTable, ProfileError, RadioProfile

__all__ = ["DEFAULT_PROFILE", "read_radio_profiles", "read_receiver_offsets", "read_sending_powers"]

DEFAULT_PROFILE = "bluezone"


@cache
def read_radio_profiles() -> dict[str, RadioProfile]:
    """Every radio profile this phone knows, by name. The one of our own advertisements is `DEFAULT_PROFILE`."""
    text = files(__package__).joinpath("radio_profiles.json").read_text(encoding="utf-8")
    profiles = [RadioProfile.from_mapping(numbers) for numbers in json.loads(text)["profiles"]]
    named = {profile.name: profile for profile in profiles}
    if len(named) != len(profiles) or DEFAULT_PROFILE not in named:
        raise ProfileError("radio_profiles.json names a profile twice, or lacks the default one")
    return named


@cache
def read_receiver_offsets() -> OffsetTable:
    """How much the phones of each maker read too loud, for `close_minutes(receiver_offset_db=...)`.

    Models have no figure of their own here: a maker's mean, else the overall mean. The file names its source.
    """
    text = files(__package__).joinpath("receiver_offsets.json").read_text(encoding="utf-8")
    found = json.loads(text)
    return OffsetTable(makers=found["makers"], overall=found["overall"])


@cache
def read_sending_powers() -> Mapping[str, int]:
    """How strongly models send, in dBm by the model's plain name: those that were measured, and no other.

    `bluezone proximity powers` fits them; the file names its source.
    """
    text = files(__package__).joinpath("sending_powers.json").read_text(encoding="utf-8")
    found: dict[str, int] = json.loads(text)["powers"]
    return MappingProxyType(found)
