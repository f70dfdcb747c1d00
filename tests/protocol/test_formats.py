"""Our own formats are frozen: every byte that was ever published stays readable, and stays the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from bluezone.protocol.advertisement import Advertisement, parse_advertisement
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import read_configuration
from bluezone.protocol.disclosure import read_certificate
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.index import read_index
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.log import verify_consistency, verify_inclusion
from bluezone.protocol.messages import unpack_answer, unpack_request
from bluezone.protocol.signature import Kind, read_key_list
from scripts import freeze_formats
from tests.support.protocol.signing import ROOT, signing_key
from tests.support.protocol.vectors import formats

FROZEN = formats()


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_a_format_still_has_the_bytes_it_was_frozen_with(name: str) -> None:
    assert FROZEN[name] == freeze_formats.formats()[name]


def test_no_format_was_added_without_freezing_it() -> None:
    assert set(FROZEN) == set(freeze_formats.formats())


def test_frozen_files_are_still_read() -> None:
    """From the frozen bytes alone: the key list under the root, and everything else under the key list."""
    files = {name: bytes.fromhex(text) for name, text in FROZEN["files"].items()}

    keys = read_key_list(files["keys"], ROOT.verifying_key)

    assert 1 == read_index(files["index"], keys).witnessed_by
    assert "Cúm" == read_configuration(files["config"], keys).profile.name
    assert FROZEN["commitment"] == read_certificate(files["certificate"], keys).commitment.hex()


@pytest.mark.parametrize(("group", "unpack"), [("requests", unpack_request), ("answers", unpack_answer)])
def test_frozen_calls_are_still_understood(group: str, unpack: Callable[[bytes], Any]) -> None:
    for name, frozen in FROZEN[group].items():
        data = bytes.fromhex(frozen["begins"]).ljust(frozen["bytes"], b"\0")

        assert frozen["sha256"] == hashlib.sha256(data).hexdigest()
        assert name in unpack(data).__struct_config__.tag


def test_frozen_seeds_make_the_frozen_ids() -> None:
    for frozen in FROZEN["seeds"]:
        ids = DaySeed(bytes.fromhex(frozen["seed"])).ids_for(Day(frozen["day"]))

        assert frozen["ids"] == [rolling_id.hex for rolling_id in ids]


def test_frozen_advertisements_are_still_heard() -> None:
    rolling_id = RollingId.from_hex(FROZEN["seeds"][1]["ids"][0])
    for frozen in FROZEN["advertisements"]:
        heard = parse_advertisement(bytes.fromhex(frozen["frame"]))

        assert Advertisement(rolling_id, frozen["tx_power_dbm"]) == heard


def test_frozen_proofs_still_prove() -> None:
    log = FROZEN["log"]
    leaves, roots = ([bytes.fromhex(text) for text in log[name]] for name in ("leaves", "roots"))

    verify_inclusion(leaves[4], 4, 7, [bytes.fromhex(node) for node in log["inclusion_of_4_in_7"]], roots[7])
    verify_consistency(3, roots[3], 7, roots[7], [bytes.fromhex(node) for node in log["consistency_of_3_with_7"]])


def test_the_test_keys_are_the_frozen_ones() -> None:
    assert FROZEN["keys"] == {kind.value: signing_key(kind).verifying_key.value.hex() for kind in Kind}
