"""`bluezone exchange places`: what a portal's operator hands over, every phone can ask for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bluezone.protocol.place_codes import write_places
from bluezone.protocol.signature import Kind, SigningKey
from tests.support.commands import Finished, bluezone, refused
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import Served, served


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("exchange"), NOON_MS) as running:
        yield running


def handed_over(exchange: Served, folder: Path, key: bytes) -> Finished:
    """The command's answer, and the file of a commune without places in the folder."""
    signer = SigningKey(Kind.VENUE, key)
    file = write_places("02536", 4, {}, signer, issued_s=NOON_MS // 1000, entropy=random.Random(1).randbytes)
    (folder / "places").write_bytes(file)
    internal = ("--internal", exchange.internal, "--internal-key", exchange.folder / "data" / "internal.key")
    return bluezone("exchange", "places", folder / "places", *internal)


def test_signed_places_are_published_as_they_are(exchange: Served, tmp_path: Path) -> None:
    key = exchange.folder / "data" / "keys" / "venue.key"

    said = handed_over(exchange, tmp_path, key.read_bytes()).json

    assert {"unit": "02536", "epoch": 4, "entries": 32} == said
    published = httpx.get(f"{exchange.public}/v1/places/02536", timeout=60)
    assert (tmp_path / "places").read_bytes() == published.content


def test_places_of_a_key_that_no_list_names_are_refused_in_one_line(exchange: Served, tmp_path: Path) -> None:
    assert "the exchange refuses: " in refused(handed_over(exchange, tmp_path, b"x" * 32))
