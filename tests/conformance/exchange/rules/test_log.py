"""Leaves that an exchange could publish under a signed root."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.rules.log import (
    every_listed_file_is_a_leaf,
    leaves_make_the_root,
    no_leaf_stands_twice,
    tiles_hold_every_leaf,
)
from bluezone.protocol.log import leaf_hash, root_of
from bluezone.protocol.signature import Kind


def test_leaves_that_make_another_root_are_named() -> None:
    leaves = [bytes([number]) * 32 for number in range(3)]
    visit = SimpleNamespace(leaves=leaves, head=SimpleNamespace(size=3, root=root_of(leaves)))

    assert "3 leaves" == leaves_make_the_root(visit)
    visit.head.root = root_of(leaves[:2])
    with pytest.raises(NotMetError, match="do not make the signed root"):
        leaves_make_the_root(visit)


def test_tiles_that_hold_less_than_the_head_names_make_no_root() -> None:
    visit = SimpleNamespace(leaves=[bytes(32), bytes(31)], head=SimpleNamespace(size=2, root=bytes(32)))

    with pytest.raises(NotMetError, match="the tiles hold fewer leaves than the head"):
        leaves_make_the_root(visit)


def tiled(size: int, *leaves: float) -> SimpleNamespace:
    """A head of so many leaves, and tiles that hold so many each."""
    return SimpleNamespace(head=SimpleNamespace(size=size), tile=lambda number: bytes(int(32 * leaves[number])))


@pytest.mark.parametrize(
    "visit", [tiled(0), tiled(1, 1), tiled(1, 2), tiled(256, 256), tiled(257, 256, 1), tiled(512, 256, 256)]
)
def test_the_tiles_hold_every_leaf_of_the_head_and_may_hold_more(visit: SimpleNamespace) -> None:
    assert f"{visit.head.size} leaves" == tiles_hold_every_leaf(visit)


@pytest.mark.parametrize(
    ("visit", "said"),
    [
        (tiled(2, 1), "tile/0 has 32 bytes, and 64 belong to the head"),
        (tiled(257, 256, 0), "tile/1 has 0 bytes, and 32 belong to the head"),
        (tiled(257, 255, 1), "tile/0 has 8160 bytes, and 8192 belong to the head"),
        (tiled(1, 1.5), "tile/0 has 48 bytes, and 32 belong to the head"),
    ],
)
def test_a_tile_that_is_too_short_or_ends_within_a_leaf_is_named(visit: SimpleNamespace, said: str) -> None:
    with pytest.raises(NotMetError, match=said):
        tiles_hold_every_leaf(visit)


def listing(kind: str = "batch", sequence: int = 7, identity: bytes = bytes(32)) -> SimpleNamespace:
    """An index of one file, over a log of batches 0, 7 and the last number there is."""
    line = SimpleNamespace(kind=kind, sequence=sequence, identity=identity, name=f"{kind} {sequence}")
    held = [leaf_hash(Kind.BATCH, number, bytes(32)) for number in (0, 7, (1 << 63) - 1)]
    return SimpleNamespace(leaves=held, listed=lambda *_kinds: [line])


@pytest.mark.parametrize("sequence", [0, 7, (1 << 63) - 1])
def test_every_listed_file_is_a_leaf(sequence: int) -> None:
    assert "1 files" == every_listed_file_is_a_leaf(listing(sequence=sequence))


@pytest.mark.parametrize(
    ("visit", "said"),
    [
        (listing(sequence=8), "batch 8 is listed, and is no leaf"),
        (listing(kind="rollup"), "rollup 7 is listed, and is no leaf"),
        (listing(identity=b"\1" * 32), "batch 7 is listed, and is no leaf"),
        (listing(kind="later"), "later 7 is listed in a form that has no leaf"),
        (listing(sequence=-1), "batch -1 is listed in a form that has no leaf"),
        (listing(sequence=1 << 63), "is listed in a form that has no leaf"),
        (listing(identity=bytes(31)), "batch 7 is listed in a form that has no leaf"),
    ],
)
def test_a_file_that_is_listed_and_is_no_leaf_is_named(visit: SimpleNamespace, said: str) -> None:
    with pytest.raises(NotMetError, match=said):
        every_listed_file_is_a_leaf(visit)


def test_a_leaf_that_stands_twice_is_counted() -> None:
    one, other = bytes(32), b"\1" * 32

    assert "2 leaves" == no_leaf_stands_twice(SimpleNamespace(leaves=[one, other]))
    with pytest.raises(NotMetError, match="1 leaves stand in the log again"):
        no_leaf_stands_twice(SimpleNamespace(leaves=[one, other, one]))
