"""Plays of a phone that follows what is published: an honest world, and everything that an enemy can make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from bluezone.device.core.feed import Examine, Feed, Fetch, HeldBack, Withdraw, follow
from bluezone.device.errors import UnreachableError
from bluezone.device.saved import BEFORE_THE_FIRST
from bluezone.protocol.batch import write_batch
from bluezone.protocol.config import RiskParameters, write_configuration
from bluezone.protocol.errors import (
    AheadError,
    EmbargoError,
    ExpiredError,
    GapError,
    MalformedError,
    PeerError,
    VerificationError,
)
from bluezone.protocol.index import Published
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES, leaf_hash, root_of
from bluezone.protocol.signature import KeyList, Kind, ListedKey, SigningKey, sign_file, write_key_list
from tests.support.device.phones import START_MS, TODAY
from tests.support.device.published import HOUR_S, WINDOW_END, WINDOW_START, Staged, World, world_key

START_S = START_MS // 1000
YESTERDAY = TODAY.plus(-1)
SEED = DaySeed(bytes(range(16)))


def a_world(batches: int = 3, **key_list: Any) -> World:
    world = World(START_S, **key_list)
    world.publish_empty_batches(batches)
    return world


def followed(feed: Feed, world: World, fetched: list[str] | None = None) -> tuple[Feed, list[Examine]]:
    """The new feed, and what was to be examined. Raises what the conversation raises."""
    ended, steps = conversed(feed, world, fetched)
    return ended, [step for step in steps if isinstance(step, Examine)]


def conversed(
    feed: Feed, world: World, fetched: list[str] | None = None, *, wall_ms: int | None = None
) -> tuple[Feed, list[Examine | HeldBack | Withdraw]]:
    """By a clock that is right, unless another is given."""
    wall_ms = world.now_s * 1000 if wall_ms is None else wall_ms
    conversation, examined, reply = follow(feed, world.pinned, wall_ms), [], b""
    step = next(conversation)
    while True:
        if isinstance(step, Fetch):
            if fetched is not None:
                fetched.append(step.path)
            reply = world.fetch(step.path, step.limit)
        else:
            examined.append(step)
        try:
            step = conversation.send(reply)
        except StopIteration as end:
            return end.value, examined


def up_to_date(world: World) -> Feed:
    return followed(BEFORE_THE_FIRST, world)[0]


def sequences(examined: list[Examine]) -> list[int]:
    return [step.batch.sequence for step in examined]


def test_a_new_phone_fetches_keys_log_configuration_and_every_batch() -> None:
    world, fetched = a_world(3), []

    feed, examined = followed(BEFORE_THE_FIRST, world, fetched)

    batches = ["/v1/batch/1", "/v1/batch/2", "/v1/batch/3"]
    assert ["/v1/index", "/v1/newest-keys", "/v1/log/tile/0", "/v1/config/1", *batches] == fetched
    assert [1, 2, 3] == sequences(examined)
    assert (5, root_of(world.leaves)) == (feed.log_size, feed.root)
    assert (world.keys, world.configuration) == (feed.keys, feed.configuration)
    assert (world.now_s, world.now_s + 48 * HOUR_S) == (feed.issued_s, feed.valid_until_s)


def test_a_phone_that_is_up_to_date_fetches_the_index_alone() -> None:
    world, fetched = a_world(), []
    feed = up_to_date(world)

    again, examined = followed(feed, world, fetched)

    assert ["/v1/index"] == fetched
    assert ([], feed) == (examined, again)


def test_the_next_hour_costs_an_index_a_tile_and_a_batch() -> None:
    world, fetched = a_world(), []
    feed = up_to_date(world)
    world.publish_batch(Staged(YESTERDAY, SEED))

    _, examined = followed(feed, world, fetched)

    assert ["/v1/index", "/v1/log/tile/0", "/v1/batch/4"] == fetched
    assert [4] == sequences(examined)
    assert any(SEED.value in bytes(group.column) for group in examined[0].batch.groups)


@pytest.mark.slow
def test_a_log_of_many_tiles_is_followed_over_their_edges() -> None:
    world = a_world(0)
    for hours in (TILE_LEAVES - 4, 1, 3, TILE_LEAVES):
        world.publish_empty_batches(hours)

    feed = up_to_date(world)
    world.publish_empty_batches(1)
    feed, examined = followed(feed, world)

    assert (len(world.leaves), [2 * TILE_LEAVES + 1]) == (feed.log_size, sequences(examined))


def test_a_world_without_batches_is_followed() -> None:
    feed, examined = followed(BEFORE_THE_FIRST, a_world(0))

    assert ([], 0) == (examined, feed.next_batch)


def test_a_new_configuration_is_in_force_before_the_batches_of_its_hour() -> None:
    world = a_world()
    feed = up_to_date(world)
    world.publish_configuration(hotline="19009095")
    world.publish_batch()

    feed, (step,) = followed(feed, world)

    assert "19009095" == feed.configuration.hotline == step.configuration.hotline


@pytest.mark.parametrize("rotated", [[Kind.INDEX, Kind.HEAD], [Kind.BATCH], [Kind.TIME, Kind.CERTIFICATE], list(Kind)])
def test_a_rotation_of_keys_is_followed(rotated: list[Kind]) -> None:
    """Also when the old index key stays: the new list names the keys of calls and certificates."""
    world = a_world()
    feed = up_to_date(world)
    world.publish_keys(*(kind for kind in rotated if kind is not Kind.KEYS))
    world.publish_batch()

    feed, examined = followed(feed, world)

    assert world.keys == feed.keys
    assert [4] == sequences(examined)


def test_a_list_that_is_published_between_two_requests_of_a_new_phone_is_followed() -> None:
    """The phone has the index of before and the list of after: it looks at the index once more."""
    world, fetched = a_world(1), []

    def rotated_meanwhile(path: str, limit: int) -> bytes:
        if path == "/v1/newest-keys" and world.keys.sequence == 1:
            index = world.files["/v1/index"]
            world.publish_keys()
            assert index != world.files["/v1/index"]
        return World.fetch(world, path, limit)

    world.fetch = rotated_meanwhile  # type: ignore[method-assign]  # time passes in this world

    feed, examined = followed(BEFORE_THE_FIRST, world, fetched)

    assert (world.keys, [1]) == (feed.keys, sequences(examined))
    assert 2 == fetched.count("/v1/index")


def test_a_key_that_has_expired_is_replaced_by_the_list_that_follows() -> None:
    world = a_world()
    short = tuple(ListedKey(k.kind, k.public, 0, world.now_s + HOUR_S) for k in world.keys.keys)
    world.publish_keys(keys=short)
    feed = up_to_date(world)
    world.now_s += 2 * HOUR_S
    world.publish_keys()

    feed, _ = followed(feed, world)

    assert world.keys == feed.keys


@pytest.mark.slow
def test_a_phone_that_was_away_for_three_weeks_resumes_at_the_oldest_batch() -> None:
    world = a_world()
    feed = up_to_date(world)
    world.publish_empty_batches(21 * 24)
    world.forget_batches_before(world.batches - 14 * 24 + 1)

    feed, examined = followed(feed, world)

    assert list(range(world.batches - 14 * 24 + 1, world.batches + 1)) == sequences(examined)
    assert world.batches + 1 == feed.next_batch


def test_a_changed_tolerance_has_every_listed_batch_examined_anew() -> None:
    world = a_world()
    feed = up_to_date(world)
    world.publish_configuration(risk=RiskParameters(tolerance_slots=2))

    feed, examined = followed(feed, world)

    assert [(1, True), (2, True), (3, True)] == [(step.batch.sequence, step.anew) for step in examined]
    assert 2 == feed.matched_tolerance
    assert [] == followed(feed, world)[1]


def test_a_file_that_was_logged_long_before_it_is_listed_is_found_in_the_whole_log() -> None:
    """An exchange that died between logging and listing must not lose its phones for ever."""
    world = a_world()
    listed = list(world.listed)
    world.publish_batch()
    complete, world.listed = world.listed, listed
    world.sign_index()
    feed = up_to_date(world)
    world.listed = complete
    world.sign_index()

    _, examined = followed(feed, world)

    assert [4] == sequences(examined)


def test_a_revoked_batch_is_withdrawn_once_before_what_is_new() -> None:
    world = a_world()
    feed = up_to_date(world)
    world.revoke(2)
    world.publish_batch()

    feed, steps = conversed(feed, world)

    assert [Withdraw(2), 4] == [step if isinstance(step, Withdraw) else step.batch.sequence for step in steps]
    assert (2, (2,)) == (feed.next_revocation, feed.revoked)
    assert [] == conversed(feed, world)[1]


def test_a_phone_that_comes_late_never_examines_a_revoked_batch() -> None:
    world = a_world()
    world.revoke(2)

    assert [1, 3] == sequences(followed(BEFORE_THE_FIRST, world)[1])


def test_a_revoked_batch_is_not_examined_anew_either() -> None:
    world = a_world()
    world.revoke(2)
    feed = up_to_date(world)
    world.publish_configuration(risk=RiskParameters(tolerance_slots=2))

    assert [1, 3] == sequences(followed(feed, world)[1])


def test_a_revoked_batch_stays_revoked_when_an_index_leaves_it_out_and_the_next_lists_it_again() -> None:
    world = a_world()
    world.revoke(2)
    feed, honest = up_to_date(world), list(world.listed)
    world.forget_batches_before(3)
    feed = followed(feed, world)[0]
    world.listed = honest
    world.sign_index()

    assert [1, 3] == sequences(followed(feed.to_be_matched_anew(), world)[1])


@pytest.mark.parametrize(("hours", "remembered"), [(22 * 24, (2,)), (22 * 24 + 1, ())])
def test_a_revoked_batch_is_forgotten_once_nothing_is_kept_that_it_could_match(
    hours: int, remembered: tuple[int, ...]
) -> None:
    world = a_world()
    world.revoke(2)
    feed = replace(up_to_date(world), next_batch=2 + hours)
    world.forget_batches_before(4)

    assert remembered == followed(feed, world)[0].revoked


def test_an_index_that_lists_another_file_for_the_revoked_batch_cannot_have_the_word_take_back_nothing() -> None:
    """Phones that have examined a batch do not fetch it again, and so would not see that the listing is false."""
    world = a_world()
    feed = up_to_date(world)
    world.revoke(2)
    honest = list(world.listed)
    world.listed = [
        msgspec.structs.replace(file, identity=bytes([7]) * HASH_BYTES)
        if (file.kind, file.sequence) == (Kind.BATCH, 2)
        else file
        for file in honest
    ]
    world.sign_index()

    with pytest.raises(VerificationError, match="batch 2 is not in the public log"):
        conversed(feed, world)

    world.listed = honest
    world.sign_index()
    assert [Withdraw(2)] == conversed(feed, world)[1]


def test_a_revocation_of_another_file_under_the_same_number_takes_back_nothing() -> None:
    world = a_world()
    feed = up_to_date(world)
    world.revoke(2, identity=bytes([7]) * HASH_BYTES)

    feed, steps = conversed(feed, world)

    assert ([], 2, ()) == (steps, feed.next_revocation, feed.revoked)


def test_a_revoked_roll_up_is_read_and_concerns_no_batch() -> None:
    world = a_world()
    feed = up_to_date(world)
    world.revoke(1, kind=Kind.ROLLUP)

    feed, steps = conversed(feed, world)

    assert ([], 2, ()) == (steps, feed.next_revocation, feed.revoked)


@pytest.mark.parametrize(("hidden", "says"), [(2, "revocation 2 is missing"), (3, "the public log holds more")])
def test_a_revocation_that_is_passed_over_stops_a_phone_that_has_read_the_one_before(hidden: int, says: str) -> None:
    """Whoever has the index's key alone cannot suppress the word of two persons."""
    world = a_world()
    world.revoke(1)
    feed = up_to_date(world)
    world.revoke(2)
    world.revoke(3)
    honest = honest_copy(world)
    kept_back(world, hidden)

    with pytest.raises(GapError, match=says):
        followed(feed, world)

    assert [Withdraw(2), Withdraw(3)] == conversed(feed, honest)[1]


def test_a_revocation_that_was_read_and_is_listed_no_more_while_older_ones_are_stops_a_phone() -> None:
    world = a_world()
    world.revoke(1)
    world.revoke(2)
    feed = up_to_date(world)
    kept_back(world, 2)

    with pytest.raises(GapError, match="revocation 2 was published and is not listed any more"):
        followed(feed, world)


def test_files_that_were_replaced_between_two_visits_are_not_missed() -> None:
    world = a_world()
    feed = up_to_date(world)
    for _ in range(2):
        world.publish_configuration()
        world.publish_keys(Kind.INDEX)
        world.revoke(1)
        world.publish_batch()

    feed, examined = followed(feed, world)

    assert ([4, 5], 3) == (sequences(examined), feed.next_revocation)


def publish_balloon(world: World) -> tuple[str, int, bytes, int, int]:
    """A file of a kind that only a later version knows: in the log, and not yet listed."""
    balloon = ("balloon", 1, bytes(range(HASH_BYTES)), 100, 0)
    world.leaves.append(leaf_hash(*balloon[:3]))
    world.sign_index()
    return balloon


def list_too(world: World, *rows: tuple[object, ...]) -> None:
    fields = msgspec.msgpack.decode(world.files["/v1/index"][:-73])
    body = msgspec.msgpack.encode({**fields, "files": [*fields["files"], *rows]})
    world.files["/v1/index"] = sign_file(body, [world.key(Kind.INDEX)])


def test_a_listed_file_of_a_later_version_stops_no_phone() -> None:
    world = a_world()
    feed = up_to_date(world)
    balloon = publish_balloon(world)
    world.publish_batch()
    list_too(world, balloon)

    feed, examined = followed(feed, world)

    assert ([4], len(world.leaves)) == (sequences(examined), feed.log_size)


def test_a_file_of_a_later_version_that_is_logged_and_not_listed_is_one_that_is_kept_back() -> None:
    world = a_world()
    feed = up_to_date(world)
    publish_balloon(world)

    with pytest.raises(GapError, match="the public log holds more"):
        followed(feed, world)


def test_a_row_of_a_later_version_hides_no_revocation() -> None:
    """It may name the revocation's number and identity; its leaf begins with its own kind."""
    world = a_world()
    feed = up_to_date(world)
    world.revoke(1)
    (hidden,) = [file for file in world.listed if file.kind is Kind.REVOCATION]
    kept_back(world, 1)
    list_too(
        world, ("revocatio", *hidden_row(hidden)), ("revocations", *hidden_row(hidden)), ("balloon",), ("balloon", "?")
    )

    with pytest.raises(GapError, match="the public log holds more"):
        followed(feed, world)


def hidden_row(file: Published) -> tuple[int, bytes, int, int]:
    return file.sequence, file.identity, file.size, file.window_end_s


@pytest.mark.parametrize("replaced", [World.publish_configuration, World.publish_keys])
def test_a_file_that_was_replaced_and_is_listed_all_the_same_leaves_no_room_to_hide_a_revocation(
    replaced: Callable[[World], None],
) -> None:
    world = a_world()
    feed = up_to_date(world)
    replaced(world)
    before = list(world.listed)
    replaced(world)
    world.listed += [file for file in before if file not in world.listed]
    world.revoke(1)
    kept_back(world, 1)

    with pytest.raises(GapError, match="the public log holds more"):
        followed(feed, world)


def test_a_phone_that_looks_through_everything_anew_is_shown_every_batch_that_it_has_followed() -> None:
    """Else whoever lies about the time by the key of the index could have what was passed over stay so."""
    world = a_world()
    feed = up_to_date(world).to_be_matched_anew()
    honest = list(world.listed)
    world.forget_batches_before(3)

    with pytest.raises(GapError, match="batch 2 is missing"):
        followed(feed, world)

    world.listed = honest
    world.sign_index()
    assert [1, 2, 3] == sequences(followed(feed, world)[1])


def test_a_phone_that_looks_through_everything_anew_does_without_what_has_aged_out_of_the_index() -> None:
    world = a_world()
    feed = up_to_date(world)
    world.publish_empty_batches(2)
    feed = followed(feed, world)[0]
    world.now_s += 13 * 24 * HOUR_S
    world.forget_batches_before(2)
    feed = replace(feed, issued_s=world.now_s - HOUR_S)

    assert [2, 3, 4, 5] == sequences(followed(feed.to_be_matched_anew(), world)[1])


def test_a_phone_that_was_away_looks_anew_through_what_was_listed_when_it_came_back() -> None:
    world = a_world()
    feed = up_to_date(world)
    world.now_s += 14 * 24 * HOUR_S
    world.window_end_s = world.now_s
    world.publish_empty_batches(1)
    world.forget_batches_before(4)
    feed = followed(feed, world)[0]

    assert [4] == sequences(followed(feed.to_be_matched_anew(), world)[1])


def test_a_phone_that_was_away_for_three_weeks_takes_up_the_revocations_that_are_still_listed() -> None:
    world = a_world()
    world.revoke(1)
    feed = up_to_date(world)
    world.revoke(2)
    world.now_s += 21 * 24 * HOUR_S
    world.revoke(3)
    world.publish_empty_batches(1)
    kept_back(world, 1)
    kept_back(world, 2)
    world.forget_batches_before(4)

    assert 4 == followed(feed, world)[0].next_revocation


def test_an_early_batch_is_held_back_until_its_embargo_has_ended_by_our_own_clock_too() -> None:
    world = a_world(0)
    while world.window_end_s * 1000 < TODAY.embargo_end_ms:
        world.publish_batch()
    newest = world.batches
    early_ms = TODAY.embargo_end_ms - HOUR_S * 1000

    feed, steps = conversed(BEFORE_THE_FIRST, world, wall_ms=early_ms)

    assert HeldBack(newest) == steps[-1]
    assert newest == feed.next_batch
    assert [newest] == sequences(followed(feed, world)[1])


def test_what_is_held_back_while_everything_is_matched_anew_is_matched_anew_afterwards() -> None:
    world = a_world(0)
    while world.window_end_s * 1000 < TODAY.embargo_end_ms + HOUR_S * 1000:
        world.publish_batch()
    newest = world.batches
    early_ms = TODAY.embargo_end_ms - HOUR_S * 500
    feed, steps = conversed(up_to_date(world).to_be_matched_anew(), world, wall_ms=early_ms)
    assert HeldBack(newest - 1) == steps[-1]

    feed, examined = followed(feed, world)

    assert {True} == {step.anew for step in examined}
    assert list(range(1, newest + 1)) == sequences(examined)
    assert ([], 1) == (followed(feed, world)[1], feed.matched_tolerance)


def test_a_floor_of_the_future_falls_when_the_clock_is_set_right() -> None:
    world = a_world()
    feed = replace(up_to_date(world), issued_s=world.now_s + 365 * 24 * HOUR_S)
    world.publish_batch()

    assert [4] == sequences(followed(feed, world)[1])


def test_witnesses_are_counted() -> None:
    world = a_world(0)
    world.witnesses = [world_key(Kind.WITNESS, 7), world_key(Kind.WITNESS, 8)]
    world.publish_keys(required_witnesses=2)

    assert 2 == up_to_date(world).witnessed_by


Enemy = Callable[[World], None]


def without_witness(world: World) -> None:
    world.witnesses = [world_key(Kind.WITNESS, 7)]
    world.publish_keys(required_witnesses=1)
    world.sign_index(witnesses=())


def forged_index(world: World) -> None:
    world.numbers[Kind.INDEX] = 99
    world.sign_index()


def truncated_index(world: World) -> None:
    world.files["/v1/index"] = world.files["/v1/index"][:-1]


def oversized_index(world: World) -> None:
    world.files["/v1/index"] = bytes((256 << 10) + 1)


def replayed_index(world: World) -> None:
    world.now_s -= 2 * HOUR_S
    world.sign_index()


def index_of_another_kind(world: World) -> None:
    world.files["/v1/index"] = world.head_file()


def unknown_head(world: World) -> None:
    world.numbers[Kind.HEAD] = 99
    world.sign_index()


def head_of_the_future(world: World) -> None:
    world.sign_index(head=world.head_file(issued_s=world.now_s + 1))


def shrunk_log(world: World) -> None:
    world.leaves = world.leaves[:2]
    world.sign_index()


def rewritten_log(world: World) -> None:
    world.leaves[1] = bytes(HASH_BYTES)
    world.sign_index()


def split_view(world: World) -> None:
    """The same size as others see, and other leaves."""
    world.leaves[-1] = bytes(HASH_BYTES)
    world.sign_index()


def wrong_root(world: World) -> None:
    world.sign_index(head=world.head_file(root=bytes(HASH_BYTES)))


def endless_log(world: World) -> None:
    world.sign_index(head=world.head_file(size=1 << 60))


def head_without_leaves(world: World) -> None:
    world.sign_index(head=world.head_file(size=len(world.leaves) + 1))


def cut_tile(world: World) -> None:
    world.files["/v1/log/tile/0"] = world.files["/v1/log/tile/0"][:-1]


def short_tile(world: World) -> None:
    world.files["/v1/log/tile/0"] = world.files["/v1/log/tile/0"][:-HASH_BYTES]


def oversized_tile(world: World) -> None:
    world.files["/v1/log/tile/0"] = bytes((TILE_LEAVES + 1) * HASH_BYTES)


def forged_tile(world: World) -> None:
    world.files["/v1/log/tile/0"] = bytes(len(world.files["/v1/log/tile/0"]))


def unlisted_batch(world: World) -> None:
    """There is a file at its place, but not the one that the index names."""
    world.files["/v1/batch/4"] = world.files["/v1/batch/3"]


def batch_not_in_log(world: World) -> None:
    del world.leaves[-1]
    world.sign_index()


def forged_batch(world: World) -> None:
    world.files["/v1/batch/4"] = sign_file(world.files["/v1/batch/4"][:-73], [world_key(Kind.BATCH, 99)])


def truncated_batch(world: World) -> None:
    world.files["/v1/batch/4"] = world.files["/v1/batch/4"][:-16]


def oversized_batch(world: World) -> None:
    world.files["/v1/batch/4"] += bytes(16)


def batch_of_wrong_kind(world: World) -> None:
    body = world.files["/v1/batch/4"][:-73]
    world.files["/v1/batch/4"] = sign_file(body, [SigningKey(Kind.CONFIG, world.key(Kind.BATCH).value)])


def gap(world: World) -> None:
    world.publish_batch()
    world.listed = [file for file in world.listed if (file.kind, file.sequence) != (Kind.BATCH, 4)]
    world.sign_index()


def withdrawn_batches(world: World) -> None:
    world.listed = [file for file in world.listed if (file.kind, file.sequence) != (Kind.BATCH, 4)]
    world.listed = [file for file in world.listed if (file.kind, file.sequence) != (Kind.BATCH, 3)]
    world.sign_index()


def reordered_batches(world: World) -> None:
    """Two files under each other's number, in log and index."""
    world.publish_batch(previous=world.previous, sequence=6)
    world.publish_batch(sequence=5)


def batch_that_does_not_follow(world: World) -> None:
    world.publish_batch(previous=bytes([7]) * HASH_BYTES)


def batch_that_needs_a_newer_configuration(world: World) -> None:
    world.publish_batch(config_sequence=world.configuration.sequence + 1)


def early_batch(world: World) -> None:
    end_s = world.window_end_s + HOUR_S
    world.window_end_s += 48 * HOUR_S
    now_s = world.now_s + HOUR_S
    world.publish_batch(Staged(TODAY, SEED), lies={WINDOW_START: end_s - HOUR_S, WINDOW_END: end_s})
    world.now_s = now_s
    world.sign_index()


def batch_of_the_future(world: World) -> None:
    """A window that claims to end later, so that the embargo seems to be over."""
    world.window_end_s += 48 * HOUR_S
    now_s = world.now_s
    world.publish_batch(Staged(TODAY, SEED))
    world.now_s = now_s
    world.sign_index()


def listing_that_lies_about_the_window(world: World) -> None:
    world.listed[-1] = replace_listed(world, window_end_s=world.window_end_s - HOUR_S)
    world.sign_index()


def listing_that_claims_too_little(world: World) -> None:
    world.listed[-1] = replace_listed(world, size=world.listed[-1].size - 1)
    world.sign_index()


def listing_that_claims_too_much(world: World) -> None:
    world.listed[-1] = replace_listed(world, size=world.listed[-1].size + 1)
    world.sign_index()


def replace_listed(world: World, **changes: int) -> Any:
    last = world.listed[-1]
    fields = {"kind": last.kind, "sequence": last.sequence, "identity": last.identity, "size": last.size}
    return type(last)(**{**fields, "window_end_s": last.window_end_s, **changes})


def backwards_configuration(world: World) -> None:
    world.configuration = type(world.configuration)(sequence=-1 + 1, issued_s=0)
    world.listed = [file for file in world.listed if file.kind is not Kind.CONFIG]
    world.publish_file(Kind.CONFIG, 0, write_configuration(world.configuration, world.key(Kind.CONFIG)))


def unlisted_configuration(world: World) -> None:
    world.publish_configuration(hotline="113")
    world.publish_configuration(hotline="114")
    world.files["/v1/config/3"] = world.files["/v1/config/2"]


def forged_configuration(world: World) -> None:
    world.publish_configuration(hotline="113")
    body = world.files["/v1/config/2"][:-73]
    world.files["/v1/config/2"] = sign_file(body, [world_key(Kind.CONFIG, 99)])


def configuration_not_in_log(world: World) -> None:
    world.publish_configuration(hotline="113")
    del world.leaves[-1]
    world.sign_index()


def absurd_configuration(world: World) -> None:
    body = b"\x83" + b"\xa8sequence\x02" + b"\xa8issued_s\x00" + b"\xaeretention_days\x63"
    world.listed = [file for file in world.listed if file.kind is not Kind.CONFIG]
    world.publish_file(Kind.CONFIG, 2, sign_file(body, [world.key(Kind.CONFIG)]))


def backwards_keys(world: World) -> None:
    world.publish_keys(Kind.INDEX, sequence=0)


def other_keys_under_the_same_number(world: World) -> None:
    world.publish_keys(Kind.INDEX, sequence=world.keys.sequence)


def keys_of_another_root(world: World) -> None:
    world.root = world_key(Kind.KEYS, 99)
    world.publish_keys(Kind.INDEX)
    world.root = world_key(Kind.KEYS)


def keys_not_in_log(world: World) -> None:
    world.publish_keys(Kind.INDEX)
    del world.leaves[-1]
    world.sign_index()


def keys_other_than_listed(world: World) -> None:
    world.publish_keys()
    other = KeyList(world.keys.sequence, 5, world.keys.keys)
    world.files[f"/v1/keys/{world.keys.sequence}"] = write_key_list(other, world.root)


def keys_that_withdraw_the_index_key(world: World) -> None:
    """The index holds under the list we have, but the newest list, which it names, does not know its key any more."""
    old = world.numbers.copy()
    world.publish_keys(Kind.INDEX)
    world.numbers = old
    world.sign_index()


def revocation_by_one_person(world: World) -> None:
    world.revoke(1)
    body = world.files["/v1/revocation/1"][: -(1 + 2 * 72)]
    world.files["/v1/revocation/1"] = sign_file(body, [world_key(Kind.REVOCATION)])


def revocation_signed_twice_by_one_person(world: World) -> None:
    world.revoke(1, signers=(50, 50))


def revocation_not_in_log(world: World) -> None:
    world.revoke(1)
    del world.leaves[-1]
    world.sign_index()


def revocation_other_than_listed(world: World) -> None:
    world.revoke(1)
    world.revoke(2)
    world.files["/v1/revocation/1"] = world.files["/v1/revocation/2"]


def kept_back(world: World, number: int) -> None:
    """The index does not name a revocation that two persons signed and the log holds."""
    world.listed = [file for file in world.listed if (file.kind, file.sequence) != (Kind.REVOCATION, number)]
    world.sign_index()


def first_revocation_kept_back(world: World) -> None:
    world.revoke(2)
    world.revoke(3)
    kept_back(world, 1)


def only_revocation_kept_back(world: World) -> None:
    world.revoke(2)
    kept_back(world, 1)


def index_of_the_future(world: World) -> None:
    issued_s = world.now_s + 3 * HOUR_S
    world.sign_index(issued_s=issued_s, valid_until_s=issued_s + 1, head=world.head_file(issued_s=issued_s))


def log_that_stands_still(world: World) -> None:
    """An old head under a new index: whatever was logged since is kept back with it."""
    world.sign_index(head=world.head_file(issued_s=world.now_s - HOUR_S - 1))


def missing_file(world: World) -> None:
    del world.files["/v1/batch/4"]


REFUSED: list[tuple[Enemy, type[Exception], str]] = [
    (without_witness, VerificationError, "0 witnesses, and 1 are required"),
    (forged_index, VerificationError, "names no such key for index"),
    (truncated_index, VerificationError, "signature"),
    (oversized_index, UnreachableError, "more than agreed"),
    (replayed_index, GapError, "older than one seen before"),
    (index_of_another_kind, VerificationError, "names no such key for index"),
    (unknown_head, VerificationError, "names no such key for head"),
    (head_of_the_future, VerificationError, "older than the log head"),
    (shrunk_log, VerificationError, "shrunk"),
    (rewritten_log, VerificationError, "does not lead to its signed head"),
    (split_view, VerificationError, "does not lead to its signed head|not in the public log"),
    (wrong_root, VerificationError, "does not lead to its signed head"),
    (endless_log, MalformedError, "beyond reason"),
    (head_without_leaves, MalformedError, "tile 0 of the public log has the wrong size"),
    (cut_tile, MalformedError, "cut off"),
    (short_tile, MalformedError, "wrong size"),
    (oversized_tile, UnreachableError, "more than agreed"),
    (forged_tile, VerificationError, "does not lead to its signed head"),
    (unlisted_batch, VerificationError, "batch 4 is not the file that the index names"),
    (batch_not_in_log, VerificationError, "batch 4 is not in the public log"),
    (forged_batch, VerificationError, "names no such key for batch"),
    (truncated_batch, VerificationError, "does not carry the 1 signature"),
    (oversized_batch, UnreachableError, "more than agreed"),
    (batch_of_wrong_kind, VerificationError, "signature does not hold"),
    (gap, GapError, "batch 4 is missing"),
    (withdrawn_batches, GapError, "not listed any more"),
    (reordered_batches, GapError, "batch 5 is missing|does not follow"),
    (batch_that_does_not_follow, GapError, "batch 5 does not follow"),
    (batch_that_needs_a_newer_configuration, GapError, "needs a newer configuration"),
    (early_batch, EmbargoError, "before its embargo ended"),
    (batch_of_the_future, EmbargoError, "claims a window that has not ended"),
    (listing_that_lies_about_the_window, EmbargoError, "claims a window"),
    (listing_that_claims_too_little, UnreachableError, "more than agreed"),
    (listing_that_claims_too_much, VerificationError, "not the file that the index names"),
    (backwards_configuration, GapError, "the configuration went backwards"),
    (unlisted_configuration, VerificationError, "config 3 is not the file"),
    (forged_configuration, VerificationError, "names no such key for config"),
    (configuration_not_in_log, VerificationError, "config 2 is not in the public log"),
    (absurd_configuration, MalformedError, "the configuration is malformed"),
    (backwards_keys, GapError, "the key list went backwards"),
    (other_keys_under_the_same_number, VerificationError, "is not the one seen before"),
    (keys_of_another_root, VerificationError, "not signed by the pinned root"),
    (keys_not_in_log, VerificationError, "keys 2 is not in the public log"),
    (keys_other_than_listed, VerificationError, "keys 2 is not the file"),
    (keys_that_withdraw_the_index_key, VerificationError, "names no such key for index"),
    (revocation_by_one_person, VerificationError, "does not carry the 2 signature"),
    (revocation_signed_twice_by_one_person, VerificationError, "2 signatures by different keys"),
    (revocation_not_in_log, VerificationError, "revocation 1 is not in the public log"),
    (revocation_other_than_listed, VerificationError, "revocation 1 is not the file"),
    (first_revocation_kept_back, GapError, "the public log holds more than the index lists"),
    (only_revocation_kept_back, GapError, "the public log holds more than the index lists"),
    (index_of_the_future, AheadError, "far ahead of this phone's clock"),
    (log_that_stands_still, GapError, "the public log stands still"),
    (missing_file, UnreachableError, "404"),
]


@pytest.mark.parametrize(("enemy", "error", "says"), REFUSED, ids=[enemy.__name__ for enemy, _, _ in REFUSED])
def test_what_an_enemy_publishes_is_refused_in_words_and_the_next_honest_update_works(
    enemy: Enemy, error: type[Exception], says: str
) -> None:
    """The old feed stays, whatever was examined on the way: examining again does no harm."""
    world = a_world(3)
    feed = up_to_date(world)
    world.publish_batch()
    honest = honest_copy(world)
    enemy(world)

    with pytest.raises(error, match=says):
        followed(feed, world)

    assert [4] == sequences(followed(feed, honest)[1])


def honest_copy(world: World) -> World:
    """The same world, on a server that nobody has tampered with."""
    copy = World(world.now_s)
    copy.__dict__.update({name: _copied(value) for name, value in world.__dict__.items()})
    return copy


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, (dict, list)) else value


def test_a_new_phone_refuses_a_key_list_that_nobody_else_can_see() -> None:
    world = a_world(1)
    keys_not_in_log(world)

    with pytest.raises(VerificationError, match="keys 2 is not in the public log"):
        up_to_date(world)


def test_the_whole_log_must_extend_what_was_seen_too() -> None:
    """A rewritten past is caught also when the phone reads the log from its beginning."""
    world = a_world()
    feed = up_to_date(world)
    world.publish_configuration(risk=RiskParameters(tolerance_slots=2))
    tile = world.files["/v1/log/tile/0"]
    seen: list[str] = []

    def swap(path: str, limit: int) -> bytes:
        seen.append(path)
        again = path.startswith("/v1/log/tile") and seen.count(path) > 1
        return bytes(HASH_BYTES) + tile[HASH_BYTES:] if again else World.fetch(world, path, limit)

    world.fetch = swap  # type: ignore[method-assign]  # this world answers the same question differently

    with pytest.raises(VerificationError, match="rewritten"):
        followed(feed, world)


def test_an_index_whose_key_has_expired_is_refused() -> None:
    world = a_world()
    feed = up_to_date(world)
    expired = tuple(ListedKey(k.kind, k.public, 0, world.now_s - HOUR_S) for k in world.keys.keys)
    world.publish_keys(keys=expired)

    with pytest.raises(ExpiredError):
        followed(feed, world)


def test_every_bit_of_a_small_world_counts() -> None:
    """One flipped bit anywhere in what a new phone fetches: refused, or not looked at."""
    world = a_world(1)
    honest, _ = followed(BEFORE_THE_FIRST, world)

    for path, file in list(world.files.items()):
        for at in range(0, len(file), max(1, len(file) // 40)):
            world.files[path] = file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]
            try:
                feed, _ = followed(BEFORE_THE_FIRST, world)
            except PeerError:
                continue
            assert honest == feed, f"{path} byte {at}"
        world.files[path] = file


def test_a_batch_is_examined_with_the_columns_that_were_published() -> None:
    world = a_world(0)
    batch = world.publish_batch(Staged(YESTERDAY, SEED))

    _, (step,) = followed(BEFORE_THE_FIRST, world)

    assert write_batch(batch) == write_batch(step.batch)
    assert replace(batch, groups=()) == replace(step.batch, groups=())
