"""`bluezone venue places` locks a commune's codes; `bluezone inspect venue --places` opens one by what was typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bluezone.protocol.place_codes import spaced, typed_code
from bluezone.protocol.signature import KeyList, Kind, SigningKey, write_key_list
from tests.support.commands import Finished, bluezone, refused
from tests.support.protocol.signing import listed

pytestmark = pytest.mark.in_turn(of=3)

KEY, ROOT = SigningKey(Kind.VENUE, b"v" * 32), SigningKey(Kind.KEYS, b"r" * 32)
NOBODYS = typed_code(bytes(6))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The folder with the file of two places, and what was printed about them."""
    folder = tmp_path_factory.mktemp("places")
    (folder / "venue.key").write_bytes(KEY.value)
    (folder / "root.pub").write_bytes(ROOT.verifying_key.value)
    (folder / "key-list").write_bytes(write_key_list(KeyList(1, 1, (listed(KEY),)), ROOT))
    command = ("venue", "code", "--key", folder / "venue.key", "--unit", "02536", "--name")
    lines = [bluezone(*command, name).lines[0] for name in ("Chợ Sơn Dương", "Đình Tân Trào")]
    (folder / "codes").write_text("\n".join(lines))
    made = ("--key", folder / "venue.key", "--unit", "02536", "--epoch", "5", "--out", folder / "places")
    return folder, bluezone("venue", "places", folder / "codes", *made).json


def looked_up(folder: Path, text: str, *, language: str = "en") -> Finished:
    files = ("--places", folder / "places", "--keys", folder / "key-list", "--language", language)
    return bluezone("inspect", "venue", text, *files)


def test_each_place_is_found_by_its_short_poster_and_by_what_is_typed(written: tuple[Path, Any]) -> None:
    folder, said = written
    market, temple = said["codes"]

    by_scan, by_hand = looked_up(folder, market["qr_text"]).json, looked_up(folder, spaced(temple["typed"])).json

    assert ("Chợ Sơn Dương", 5, "valid") == (by_scan["name"], by_scan["epoch"], by_scan["signature"])
    assert "Đình Tân Trào" == by_hand["name"]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        (NOBODYS, "en", "no place of this commune has this code"),
        (f"BZV2:02537:{NOBODYS}", "vi", "xã, phường này không có địa điểm mang mã đó"),
        (f"{NOBODYS[:-1]}Z", "en", "mistyped"),
        ("BZV2:02536", "en", "misread"),
    ],
)
def test_what_is_no_place_of_it_is_one_line(written: tuple[Path, Any], text: str, language: str, said: str) -> None:
    assert said in refused(looked_up(written[0], text, language=language))


def test_places_without_a_key_list_prove_nothing(written: tuple[Path, Any]) -> None:
    assert "--keys" in refused(bluezone("inspect", "venue", NOBODYS, "--places", written[0] / "places"))


def test_a_line_that_is_no_code_of_a_place_is_refused(written: tuple[Path, Any], tmp_path: Path) -> None:
    (tmp_path / "codes").write_text("Chợ")
    made = ("--key", written[0] / "venue.key", "--unit", "02536", "--out", tmp_path / "places")

    assert "signed code" in refused(bluezone("venue", "places", tmp_path / "codes", *made))
    assert not (tmp_path / "places").exists()
