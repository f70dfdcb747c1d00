"""`bluezone venue code` prints a code that a phone keeps, or one line of refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.joining.clocks import system_clock
from bluezone.protocol.signature import KeyList, Kind, SigningKey
from bluezone.protocol.venue import CloserKind, Venue, VenueKind, read_venue
from tests.support.commands import bluezone, refused
from tests.support.protocol.signing import listed

KEY = SigningKey(Kind.VENUE, b"v" * 32)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "venue.key"
    path.write_bytes(KEY.value)
    return path


def read(text: str) -> Venue:
    return read_venue(text, KeyList(1, 1, (listed(KEY),)), system_clock() // 1000)


def test_the_code_names_the_place(key_file: Path) -> None:
    place = ("--name", "Chợ Sơn Dương", "--kind", "market", "--unit", "02536")

    venue = read(bluezone("venue", "code", "--key", key_file, *place).lines[0])

    assert ("Chợ Sơn Dương", VenueKind.MARKET, "02536") == (venue.name, venue.kind, venue.unit)
    assert 90 * 86_400 == venue.valid_until_s - venue.valid_from_s


@pytest.mark.parametrize("kind", CloserKind)
def test_a_closer_kind_stands_behind_the_one_that_every_phone_knows(key_file: Path, kind: CloserKind) -> None:
    place = ("--name", "Xưởng chè", "--kind", kind.value, "--unit", "02536")

    text = bluezone("venue", "code", "--key", key_file, *place).lines[0]

    assert (kind.known_as, kind) == (read(text).kind, read(text).place_kind)
    assert kind.value == bluezone("inspect", "venue", text).json["kind"]


def test_two_codes_of_one_place_have_ids_and_salts_of_their_own(key_file: Path) -> None:
    command = ("venue", "code", "--key", key_file, "--name", "A", "--unit", "08", "--json")

    one, other = (read(bluezone(*command).json["text"]) for _ in range(2))

    assert one.venue_id != other.venue_id
    assert one.salt != other.salt


def test_a_picture_is_written_beside_the_text(key_file: Path, tmp_path: Path) -> None:
    bluezone("venue", "code", "--key", key_file, "--name", "A", "--unit", "08", "--svg", tmp_path / "poster.svg")

    assert (tmp_path / "poster.svg").read_text().rstrip().endswith("</svg>")


IMPOSSIBLE = (("A" * 61, "08", "90"), ("A", "8", "90"), ("A", "08", "0"))


@pytest.mark.parametrize(("name", "unit", "days"), IMPOSSIBLE)
def test_a_place_that_cannot_be_is_refused_in_one_line(key_file: Path, name: str, unit: str, days: str) -> None:
    command = ("venue", "code", "--key", key_file, "--name", name, "--unit", unit, "--days", days)

    refused(bluezone(*command), status=2 if days == "0" else 1)
