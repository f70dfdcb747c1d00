"""An index that an exchange could serve, its age and what it takes back, and what is said of each."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.rules.listing import a_revocation_names_a_published_file, the_index_is_signed_anew
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
