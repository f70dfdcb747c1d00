"""An index that an exchange could serve, its age and what it takes back, and what is said of each."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.rules.listing import (
    a_revocation_names_a_published_file,
    batches_follow_each_other,
    every_listed_file_is_the_one_that_is_served,
    head_is_of_the_index,
    no_batch_needs_what_is_not_listed,
    revocations_follow_each_other,
    the_index_is_good_for_two_days_at_most,
    the_index_is_signed_anew,
    the_newest_configuration_is_one_that_phones_take,
)
from bluezone.protocol.index import REISSUE_S
from bluezone.protocol.log import leaf_hash
from bluezone.protocol.signature import Kind

IDENTITY = bytes(32)


def told_after(age_s: int) -> SimpleNamespace:
    return SimpleNamespace(told_s=1_000_000 + age_s, index=SimpleNamespace(issued_s=1_000_000))


@pytest.mark.parametrize("age_s", [-120, 0, REISSUE_S, REISSUE_S + 120])
def test_an_index_is_signed_every_quarter_of_an_hour_by_clocks_that_differ_by_two_minutes(age_s: int) -> None:
    assert f"{age_s} s old" == the_index_is_signed_anew(told_after(age_s))


@pytest.mark.parametrize("age_s", [-121, REISSUE_S + 121])
def test_an_older_index_or_one_of_the_future_is_named(age_s: int) -> None:
    with pytest.raises(NotMetError, match=f"{age_s} s older"):
        the_index_is_signed_anew(told_after(age_s))


def test_a_revocation_names_what_the_log_holds() -> None:
    revoked = SimpleNamespace(kind=Kind.BATCH, revoked=7, identity=IDENTITY)
    line = SimpleNamespace(name="revocation 1")
    visit = SimpleNamespace(listed=lambda _kind: [line], revocation=lambda _line: revoked, leaves=[])

    with pytest.raises(NotMetError, match="revocation 1 takes back a batch 7 that the log does not hold"):
        a_revocation_names_a_published_file(visit)
    visit.leaves = [leaf_hash(Kind.BATCH, 7, IDENTITY)]
    assert "1 revocations" == a_revocation_names_a_published_file(visit)


@pytest.mark.parametrize("good_s", [1, 48 * 3_600])
def test_an_index_is_good_for_two_days_at_most(good_s: int) -> None:
    index = SimpleNamespace(issued_s=1_000_000, valid_until_s=1_000_000 + good_s)

    assert f"{good_s} s" == the_index_is_good_for_two_days_at_most(SimpleNamespace(index=index))


@pytest.mark.parametrize("good_s", [-1, 0, 48 * 3_600 + 1])
def test_an_index_that_is_good_for_longer_or_never_is_named(good_s: int) -> None:
    index = SimpleNamespace(issued_s=1_000_000, valid_until_s=1_000_000 + good_s)

    with pytest.raises(NotMetError, match=f"the index is good for {good_s} s"):
        the_index_is_good_for_two_days_at_most(SimpleNamespace(index=index))


def test_a_head_is_an_hour_older_than_its_index_at_most_and_not_later() -> None:
    def visit(behind_s: int) -> SimpleNamespace:
        return SimpleNamespace(
            index=SimpleNamespace(issued_s=1_000_000), head=SimpleNamespace(issued_s=1_000_000 - behind_s)
        )

    assert ["0 s", "3600 s"] == [head_is_of_the_index(visit(behind_s)) for behind_s in (0, 3_600)]
    for behind_s in (-1, 3_601):
        with pytest.raises(NotMetError, match=f"the head is {behind_s} s older than its index"):
            head_is_of_the_index(visit(behind_s))


def chained(sequence: int, *, names: int = 0, listed: int | None = None, kind: Kind = Kind.BATCH) -> SimpleNamespace:
    """A batch that names another one before it, listed under its own number or another."""
    header = SimpleNamespace(kind=kind.value, sequence=sequence, previous=bytes([names] * 32), config_sequence=sequence)
    number = sequence if listed is None else listed
    line = SimpleNamespace(kind=kind, name=f"{kind.value} {number}", identity=bytes([number] * 32))
    return SimpleNamespace(header=header, listed=line)


FIRST, SECOND, THIRD = chained(1), chained(2, names=1), chained(3, names=2)
OF_A_DAY = chained(1, kind=Kind.ROLLUP)


@pytest.mark.parametrize(
    "batches",
    [
        [],
        [FIRST],
        [FIRST, SECOND, THIRD],
        [SECOND, THIRD],
        [FIRST, OF_A_DAY, SECOND, chained(2, names=1, kind=Kind.ROLLUP)],
    ],
    ids=["none", "the first", "from the first on", "from a later one on", "roll-ups among them"],
)
def test_batches_follow_each_other_each_naming_the_one_before_it(batches: list[SimpleNamespace]) -> None:
    assert f"{len(batches)} batches and roll-ups" == batches_follow_each_other(SimpleNamespace(batches=batches))


@pytest.mark.parametrize(
    ("batches", "said"),
    [
        ([chained(1, names=9)], "the first batch names one before it"),
        ([chained(1, names=9), SECOND], "the first batch names one before it"),
        ([chained(1, names=9, kind=Kind.ROLLUP)], "the first rollup names one before it"),
        ([FIRST, chained(1, names=9, kind=Kind.ROLLUP)], "the first rollup names one before it"),
        ([FIRST, THIRD], "after batch 1 comes batch 3"),
        ([SECOND, FIRST], "after batch 2 comes batch 1"),
        ([FIRST, chained(2)], "batch 2 does not name batch 1 as the one before it"),
        ([FIRST, SECOND, chained(3, names=1)], "batch 3 does not name batch 2 as the one before it"),
        ([chained(2, listed=1)], "batch 1 calls itself batch 2"),
        ([FIRST, chained(2, names=1, listed=3)], "batch 3 calls itself batch 2"),
    ],
)
def test_a_batch_that_follows_no_other_is_named(batches: list[SimpleNamespace], said: str) -> None:
    with pytest.raises(NotMetError, match=said):
        batches_follow_each_other(SimpleNamespace(batches=batches))


def test_a_batch_needs_the_newest_listed_configuration_or_an_older_one() -> None:
    def visit(listed: int | None) -> SimpleNamespace:
        newest = None if listed is None else SimpleNamespace(sequence=listed)
        return SimpleNamespace(batches=[FIRST, SECOND], newest=lambda _kind: newest)

    assert ["configuration 2", "configuration 3"] == [no_batch_needs_what_is_not_listed(visit(many)) for many in (2, 3)]
    for listed, named in (
        (1, "batch 2 needs configuration 2, and the index lists 1"),
        (None, "batch 1 needs configuration 1"),
    ):
        with pytest.raises(NotMetError, match=named):
            no_batch_needs_what_is_not_listed(visit(listed))


def test_an_index_without_a_configuration_is_named() -> None:
    with pytest.raises(NotMetError, match="the index lists no configuration"):
        the_newest_configuration_is_one_that_phones_take(SimpleNamespace(newest=lambda _kind: None))


def revoking(*numbers: tuple[int, int]) -> SimpleNamespace:
    """Revocations by the number under which each is listed and by the one that it says."""
    lines = [SimpleNamespace(name=f"revocation {listed}", sequence=listed, says=says) for listed, says in numbers]
    return SimpleNamespace(listed=lambda _kind: lines, revocation=lambda line: SimpleNamespace(sequence=line.says))


@pytest.mark.parametrize("numbers", [[(1, 1)], [(4, 4), (5, 5), (6, 6)]])
def test_revocations_follow_each_other(numbers: list[tuple[int, int]]) -> None:
    assert f"{len(numbers)} revocations" == revocations_follow_each_other(revoking(*numbers))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([(1, 2)], "revocation 1 calls itself revocation 2"),
        ([(1, 1), (3, 3)], "after revocation 1 comes revocation 3"),
        ([(1, 1), (1, 1)], "after revocation 1 comes revocation 1"),
    ],
)
def test_a_revocation_that_follows_no_other_is_named(numbers: list[tuple[int, int]], said: str) -> None:
    with pytest.raises(NotMetError, match=said):
        revocations_follow_each_other(revoking(*numbers))


@pytest.mark.parametrize(
    ("kind", "number", "identity", "said"),
    [
        (Kind.CONFIG, 7, IDENTITY, "takes back a config"),
        (Kind.BATCH, -1, IDENTITY, "takes back number -1"),
        (Kind.BATCH, 1 << 63, IDENTITY, f"takes back number {1 << 63}"),
        (Kind.BATCH, 0, IDENTITY, "a batch 0 that the log does not hold"),
        (Kind.ROLLUP, (1 << 63) - 1, IDENTITY, f"a rollup {(1 << 63) - 1} that the log does not hold"),
        (Kind.BATCH, 7, bytes(31), "names batch 7 by 31 bytes"),
        (Kind.BATCH, 7, bytes(33), "names batch 7 by 33 bytes"),
    ],
)
def test_a_revocation_takes_back_a_batch_or_a_rollup_by_number_and_identity(kind, number, identity, said: str) -> None:
    revoked = SimpleNamespace(kind=kind, revoked=number, identity=identity)
    visit = SimpleNamespace(
        listed=lambda _kind: [SimpleNamespace(name="revocation 1")], revocation=lambda _line: revoked, leaves=[]
    )

    with pytest.raises(NotMetError, match=said):
        a_revocation_names_a_published_file(visit)


def served(status: int = 200, size: int = 5, identity: bytes = IDENTITY) -> SimpleNamespace:
    """A file that is listed with five bytes and this identity, as it is served."""
    line = SimpleNamespace(name="batch 1", path="/v1/batch/1", size=5, most_bytes=6, identity=IDENTITY)
    return SimpleNamespace(
        listed=lambda *_kinds: [line],
        reply=lambda _path, _most: SimpleNamespace(status=status, body=bytes(size)),
        file=lambda _line: SimpleNamespace(identity=identity),
    )


def test_every_listed_file_is_served_whole() -> None:
    assert "1 files" == every_listed_file_is_the_one_that_is_served(served())


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (served(status=404), "batch 1 is listed, and /v1/batch/1 was answered by 404"),
        (served(status=206), "was answered by 206"),
        (served(size=4), "batch 1 is listed with 5 bytes and has 4"),
        (served(size=6), "batch 1 is listed with 5 bytes and has 6"),
        (served(identity=bytes(31) + b"\1"), "batch 1 is not the file that the index lists"),
    ],
)
def test_a_listed_file_that_is_another_is_named(file: SimpleNamespace, said: str) -> None:
    with pytest.raises(NotMetError, match=said):
        every_listed_file_is_the_one_that_is_served(file)
