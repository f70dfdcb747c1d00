"""`bluezone inspect venue`: what a scanned text is; one line for each reason why it is none, or counts no more."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bluezone.protocol.place_codes import printed_text, typed_code
from bluezone.protocol.signature import KeyList, Kind, SigningKey, write_key_list
from bluezone.protocol.venue import Venue, VenueKind, write_venue
from tests.support.commands import bluezone, refused
from tests.support.protocol.signing import listed

KEY, OTHER, ROOT = (
    SigningKey(Kind.VENUE, b"v" * 32),
    SigningKey(Kind.VENUE, b"w" * 32),
    SigningKey(Kind.KEYS, b"r" * 32),
)
AUGUST, NOVEMBER = (int(dt.datetime(2020, month, 1, tzinfo=dt.UTC).timestamp()) for month in (8, 11))
IN_AUGUST, IN_DECEMBER = "2020-08-11T08:00:00+07:00", "2020-12-01T08:00:00+07:00"
SHORT = typed_code(bytes(range(6)))
MARKET = Venue(bytes(16), "Chợ Sơn Dương", VenueKind.MARKET, "02536", AUGUST, NOVEMBER, bytes(16))


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A key list with the venue key on it, the root's public key beside it."""
    (tmp_path / "root.pub").write_bytes(ROOT.verifying_key.value)
    (tmp_path / "key-list").write_bytes(write_key_list(KeyList(1, 1, (listed(KEY),)), ROOT))
    return tmp_path / "key-list"


def test_a_code_says_its_place_and_its_time(keys: Path) -> None:
    told = bluezone("inspect", "venue", write_venue(MARKET, KEY), "--keys", keys, "--at", IN_AUGUST).json

    assert ("Chợ Sơn Dương", "market", "02536", "valid") == (
        told["name"],
        told["kind"],
        told["unit"],
        told["signature"],
    )
    assert "2020-08-01T00:00:00+00:00" == told["from"]
    assert "2020-11-01T00:00:00+00:00" == told["to"]
    assert told["epoch"] is None  # only a file of places has one


def test_without_a_key_list_nothing_is_claimed_of_the_signature() -> None:
    told = bluezone("inspect", "venue", write_venue(MARKET, OTHER), "--at", IN_AUGUST).json

    assert ("not checked", None) == (told["signature"], told["epoch"])


def forged(text: str) -> str:
    """Another letter within the name, as somebody would who wants a poster for his own door."""
    return text[:60] + ("A" if text[60] != "A" else "B") + text[61:]


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        (forged(write_venue(MARKET, KEY)), IN_AUGUST, "signature"),
        (write_venue(MARKET, OTHER), IN_AUGUST, "key"),
        (write_venue(MARKET, KEY), IN_DECEMBER, "not valid today"),
        (write_venue(MARKET, KEY)[:40], IN_AUGUST, "cut off"),
        ("https://example.vn/checkin", IN_AUGUST, "a web address"),
        ("NZCOVIDTRACER:eyJ0eXAi", IN_AUGUST, "NZ COVID Tracer"),
        ("00020101021138", IN_AUGUST, "payments"),
        ("BZT1:abc", IN_AUGUST, "another code of Bluezone"),
        ("Chợ Sơn Dương", IN_AUGUST, "another text"),
    ],
)
def test_each_reason_why_a_code_does_not_count_is_one_line(keys: Path, text: str, at: str, said: str) -> None:
    told = bluezone("inspect", "venue", text, "--keys", keys, "--at", at)

    assert said in refused(told)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the short code of a place of commune 02536; --places"),
        ("vi", "mã ngắn của một địa điểm ở xã, phường 02536"),
    ],
)
def test_a_good_short_code_is_told_where_it_is_looked_up(keys: Path, language: str, said: str) -> None:
    text = printed_text("02536", SHORT)

    for more in ((), ("--keys", keys)):
        told = refused(bluezone("inspect", "venue", text, *more, "--language", language))

        assert said in told
        assert "misread" not in told


@pytest.mark.parametrize("text", ["BZV2:02536", f"BZV2:02536:{SHORT[:-1]}{'0' if SHORT[-1] != '0' else '1'}"])
def test_a_short_code_that_was_misread_is_told_that(text: str) -> None:
    assert "misread" in refused(bluezone("inspect", "venue", text))


def test_a_key_list_without_a_root_proves_nothing(keys: Path) -> None:
    (keys.parent / "root.pub").unlink()

    told = bluezone("inspect", "venue", write_venue(MARKET, KEY), "--keys", keys)

    assert "--root" in refused(told)


def test_a_code_that_is_over_by_its_own_days_is_refused_without_keys_too() -> None:
    told = refused(bluezone("inspect", "venue", write_venue(MARKET, KEY), "--at", IN_DECEMBER))

    assert "expired" in told
    assert "by its own days; its signature was not checked" in told


def test_a_key_list_that_is_none_is_no_word_about_the_code(keys: Path) -> None:
    keys.write_bytes(b"nothing")

    told = refused(bluezone("inspect", "venue", write_venue(MARKET, KEY), "--keys", keys, "--at", IN_AUGUST))

    assert f"{keys} is no key list of this root" in told
    assert "forged" not in told


def test_a_key_list_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    told = bluezone("inspect", "venue", write_venue(MARKET, KEY), "--keys", tmp_path / "key-lst")

    assert f"there is no key list {tmp_path / 'key-lst'}" in refused(told)


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        (forged(write_venue(MARKET, KEY)), IN_AUGUST, "không do cơ quan y tế cấp hoặc đã bị thu hồi"),
        (write_venue(MARKET, KEY), IN_DECEMBER, "đã hết hạn hoặc chưa có hiệu lực"),
        (write_venue(MARKET, KEY)[:40], IN_AUGUST, "bị cắt cụt hoặc đọc sai"),
        ("00020101021138", IN_AUGUST, "đây không phải mã địa điểm: mã thanh toán (VietQR)"),
        ("BZM1:26628905:on", IN_AUGUST, "mã khác của Bluezone"),
    ],
)
def test_each_reason_is_told_in_vietnamese_too(keys: Path, text: str, at: str, said: str) -> None:
    told = bluezone("inspect", "venue", text, "--keys", keys, "--at", at, "--language", "vi")

    assert said in refused(told)
