"""What a process learns at each tick of what others published: all of it, from either store, in one question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bluezone.exchange.publishing.following import Seen, look
from bluezone.exchange.store import Store, at_once
from bluezone.exchange.store.entries import Window, add_window
from bluezone.exchange.store.leading import claim, keep_cosignature, keep_head, keep_index_time, renew
from bluezone.exchange.store.log import Leaf, add_leaf, set_mark
from bluezone.protocol.index import Published
from bluezone.protocol.signature import Kind
from tests.support.exchange.databases import emptied_store, store_address

HOLDER = b"holder.."
LEAVES = [
    Leaf(number, Published(kind, 7 + number, bytes([number]) * 32, 1_000, 3_600 * number))
    for number, kind in enumerate([Kind.KEYS, Kind.CONFIG, Kind.BATCH])
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request, tmp_path_factory) -> Iterator[str]:
    with store_address(request.param, tmp_path_factory.mktemp("store")) as found:
        yield found


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with emptied_store(address) as opened:
        yield opened


def publish_something(store: Store) -> None:
    with store.turn() as connection:
        claim(connection, HOLDER, "một máy", from_idle=False, by_force=True)
        for leaf in reversed(LEAVES):
            add_leaf(connection, leaf)
        add_window(connection, Window(1, 0, 3_600, 1, 14))
        keep_head(connection, issued_s=11, size=12)
        keep_index_time(connection, 13)
        keep_cosignature(connection, b"w" * 8, b"s" * 64)
        set_mark(connection, "resting", 1)
        set_mark(connection, "beat", 0)
        renew(connection, 1, HOLDER, is_busy=True)


def test_of_an_empty_store_there_is_nothing_to_learn(store: Store) -> None:
    assert Seen(None, [], 0, [], {}) == look(store, 0)


@pytest.mark.parametrize("known", range(4))
def test_whoever_looks_learns_who_publishes_what_is_new_and_all_that_is_marked(store: Store, known: int) -> None:
    publish_something(store)

    seen = look(store, known)

    assert (LEAVES[known:], 3_600, [(b"w" * 8, b"s" * 64)]) == (seen.leaves, seen.closed_until_s, seen.cosignatures)
    assert {"resting": 1, "beat": 0} == seen.marks
    assert seen.leader is not None
    assert (1, HOLDER, "một máy", True) == (seen.leader.term, seen.leader.holder, seen.leader.name, seen.leader.is_busy)
    assert (11, 12, 13) == (seen.leader.head_issued_s, seen.leader.head_size, seen.leader.index_issued_s)
    assert seen.leader.since_ms <= seen.leader.now_ms < seen.leader.until_ms


def test_a_look_is_one_question_and_one_answer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process looks each second: five questions one after the other were half of what a tick took."""
    if not store.is_shared:
        pytest.skip("a file is not asked from afar")
    publish_something(store)
    asked, results = list[str](), at_once._results
    monkeypatch.setattr(at_once, "_results", lambda line: (asked.append("at once"), results(line))[1])
    sa.event.listen(store.engine, "before_cursor_execute", lambda *_: asked.append("by itself"))

    look(store, 0)

    assert ["at once"] == asked
