"""What the doctor says of the standby from which lists are read."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from bluezone.joining.doctor import standby
from bluezone.joining.doctor.check import State
from bluezone.portal.frame.standby import REPLAYED, WRITTEN


class Server:
    """One that answers as it was told."""

    def __init__(self, far: int, *come: tuple[int | None, int]) -> None:
        self._far, self._come, self._asked = far, list(come), ""

    def execute(self, question: str) -> Server:
        self._asked = question
        return self

    def fetchone(self) -> tuple[int | None, int]:
        if self._asked == WRITTEN:
            return self._far, 7
        assert self._asked == REPLAYED
        return self._come.pop(0) if len(self._come) > 1 else self._come[0]

    def close(self) -> None:
        pass


@pytest.fixture
def opened(monkeypatch) -> Iterator[dict[str, Server]]:
    servers: dict[str, Server] = {"database": Server(100)}
    monkeypatch.setattr(standby, "try_for", lambda _seconds, attempt: any(attempt() for _ in range(3)))
    monkeypatch.setattr(standby, "_opened", servers.__getitem__)
    return servers


@pytest.mark.parametrize(
    ("come", "state", "said"),
    [
        ([(100, 7)], State.OK, "keeps up"),
        ([(90, 7), (95, 7), (100, 7)], State.OK, "keeps up"),
        ([(90, 7)], State.WARN, "5 seconds late"),
        ([(None, 7)], State.WARN, "no standby"),
        ([(100, 8)], State.WARN, "another database's"),
    ],
)
def test_each_way_of_following_is_told(opened, come, state, said):
    opened["standby"] = Server(0, *come)

    check = standby.standby_follows("database", "standby")

    assert ("lists", state) == (check.name, check.state)
    assert said in check.said.en


def test_one_that_does_not_answer_is_told_without_its_address(monkeypatch):
    def is_away(_address: str) -> Server:
        raise psycopg.OperationalError("connection to 10.1.2.3 failed: password of portal")

    monkeypatch.setattr(standby, "_opened", is_away)
    check = standby.standby_follows("database", "standby")

    assert State.WARN == check.state
    assert "The standby does not answer (OperationalError)." == check.said.en
