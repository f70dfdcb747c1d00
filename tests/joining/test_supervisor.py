"""What a service tells whoever starts it anew: to the socket that was named, and nobody where none was."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.joining.refusal import RefusedError
from bluezone.joining.supervisor import LONGEST_S, SHORTEST_S, Supervisor
from tests.support.supervising import hears, listening

US, OTHERS = 77, 78
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=130)


@pytest.mark.parametrize("kind", ["path", "abstract"])
def test_each_message_is_one_datagram_to_the_socket_that_was_named(tmp_path: Path, kind: str) -> None:
    address = str(tmp_path / "notify") if kind == "path" else f"@bluezone-{secrets.token_hex(8)}"
    with listening(address) as socket_:
        supervisor = Supervisor.named_in({"NOTIFY_SOCKET": address}, US)

        supervisor.is_told_ready()
        supervisor.is_told_alive()
        supervisor.is_told("the store refuses writes\nREADY=1")
        supervisor.is_told_stopping()

        told = [hears(socket_) for _ in range(4)]
    assert ["READY=1", "WATCHDOG=1", "STATUS=the store refuses writes READY=1", "STOPPING=1"] == told


@contextlib.contextmanager
def no_socket_is_made(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def made(*_words: object) -> None:
        raise AssertionError("somebody is told")

    monkeypatch.setattr(socket, "socket", made)
    yield
    monkeypatch.undo()


def test_where_nobody_listens_nothing_is_said_and_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    supervisor = Supervisor.named_in({"WATCHDOG_USEC": "60000000"}, US)

    with no_socket_is_made(monkeypatch):
        supervisor.is_told_ready()

    assert Supervisor("", None) == supervisor


def test_a_supervisor_that_went_away_harms_nobody(tmp_path: Path) -> None:
    supervisor = Supervisor.named_in({"NOTIFY_SOCKET": str(tmp_path / "gone")}, US)

    supervisor.is_told_ready()

    assert [] == list(tmp_path.iterdir())


def test_what_is_meant_for_this_process_is_not_handed_on() -> None:
    environment = {"NOTIFY_SOCKET": "@one", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(US), "HOME": "/"}

    supervisor = Supervisor.named_in(environment, US)

    assert (60.0, {"HOME": "/"}) == (supervisor.period_s, environment)


def test_a_period_that_was_meant_for_another_process_is_not_ours() -> None:
    environment = {"NOTIFY_SOCKET": "@one", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(OTHERS)}

    assert Supervisor.named_in(environment, US).period_s is None


@pytest.mark.parametrize(
    "address", ["@", "/", "relative", "vsock:2:1234", "/" + 107 * "a", "@" + 107 * "a", "/" + 54 * "ă"]
)
def test_a_name_that_no_socket_has_is_refused(address: str) -> None:
    with pytest.raises(RefusedError, match="names no socket"):
        Supervisor.named_in({"NOTIFY_SOCKET": address}, US)


@pytest.mark.parametrize("period", ["0", "-1", "999999", "86400000001", "1e9", "٣٠٠٠٠٠٠", "60 s", 20 * "9"])
def test_a_period_that_nobody_can_keep_is_refused(period: str) -> None:
    with pytest.raises(RefusedError, match="no period between 1 and 86400 seconds"):
        Supervisor.named_in({"NOTIFY_SOCKET": "@one", "WATCHDOG_USEC": period}, US)


@given(address=TEXTS, period=TEXTS | st.integers(0, 10**12).map(str), watched=TEXTS | st.just(str(US)))
def test_whatever_the_environment_says_is_understood_or_refused(address: str, period: str, watched: str) -> None:
    environment = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": period, "WATCHDOG_PID": watched}
    try:
        supervisor = Supervisor.named_in(environment, US)
    except RefusedError:
        supervisor = Supervisor()

    assert {} == environment
    assert len(os.fsencode(supervisor.address)) < 108
    assert supervisor.period_s is None or SHORTEST_S <= supervisor.period_s <= LONGEST_S
