"""What the doctor says of what stands beside a service: the proxy's certificate, and the ways out of the house."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
from pathlib import Path

import pytest

from bluezone.exchange.leaps import Doubt
from bluezone.joining.clock_notes import FolderNotes
from bluezone.joining.doctor import looking
from bluezone.joining.doctor.certificates import certificate_goes_on, require_places
from bluezone.joining.doctor.check import State, well
from bluezone.joining.doctor.exchange_key import exchange_key_is_there
from bluezone.joining.doctor.outlets import outlets_answer
from bluezone.joining.portal.served_with import ServedWith, note_served_with
from bluezone.joining.refusal import RefusedError
from bluezone.portal.training import mark_as_training
from tests.support.ports import free_port
from tests.support.tls import Authority

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def certified(folder, name: str, days: float):
    Authority.drawn(NOW).certify(folder, "proxy", name, NOW - 90 * DAY, NOW + days * DAY)
    return folder / "proxy.pem"


@pytest.mark.parametrize(
    ("days", "state", "said"),
    [
        (22.5, State.OK, "22 days"),
        (21.5, State.WARN, "21 days"),
        (8.5, State.WARN, "8 days"),
        (7.5, State.BAD, "7 days"),
        (-0.1, State.BAD, "is over"),
    ],
)
def test_a_certificate_is_told_three_weeks_ahead_and_is_bad_in_its_last(tmp_path, days, state, said):
    check = certificate_goes_on(str(certified(tmp_path, "portal.example.vn", days)), NOW)

    assert ("tls", state) == (check.name, check.state)
    assert said in check.said.en


@pytest.mark.parametrize(
    ("name", "state", "said"), [("localhost", State.OK, "60 days"), ("portal.example.vn", State.BAD, "another name")]
)
def test_it_is_read_from_the_address_whoever_signed_it_and_has_to_be_for_its_name(tmp_path, name, state, said):
    proxy = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    proxy.load_cert_chain(certified(tmp_path, name, 60.5), tmp_path / "proxy.key")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            line, _ = listening.accept()
            with contextlib.suppress(OSError), proxy.wrap_socket(line, server_side=True) as shown:
                shown.recv(1)  # whoever looks at a certificate says nothing, and hangs up

        answering = threading.Thread(target=answer)
        answering.start()
        check = certificate_goes_on(f"https://localhost:{listening.getsockname()[1]}", NOW)
        answering.join(20)

    assert state == check.state
    assert said in check.said.en


@pytest.mark.parametrize("where", ["https://127.0.0.1:{port}/", "{folder}/none.pem", "{folder}/not.pem"])
def test_one_that_cannot_be_read_is_doubtful_for_it_may_only_be_the_way_there(tmp_path, where):
    (tmp_path / "not.pem").write_text("no certificate")

    check = certificate_goes_on(where.format(port=free_port(), folder=tmp_path), NOW)

    assert (State.WARN, True) == (check.state, "No certificate was found" in check.said.en)


def test_an_address_without_tls_is_refused():
    require_places(["https://portal.example.vn", "/etc/bluezone/tls/portal.pem"])

    with pytest.raises(RefusedError, match="no https address"):
        require_places(["http://portal.example.vn"])


def test_without_a_word_the_portals_own_address_is_looked_at_and_none_of_plain_http(tmp_path, monkeypatch):
    monkeypatch.setattr(looking, "certificate_goes_on", lambda where, _now: well("tls", where, where))
    assert () == looking.look_at_certificates(tmp_path, ())

    note_served_with(tmp_path, ServedWith("http://localhost:8791"))
    assert () == looking.look_at_certificates(tmp_path, ())
    note_served_with(tmp_path, ServedWith("https://portal.example.vn"))

    assert ["https://portal.example.vn"] == [one.said.en for one in looking.look_at_certificates(tmp_path, ())]
    assert ["a.pem"] == [one.said.en for one in looking.look_at_certificates(tmp_path, ["a.pem"])]


OUTLETS = """[mail]
host = "127.0.0.1"
port = {mail}
sender = "cdc@example.vn"
[gateway]
url = "http://127.0.0.1:{gateway}/send"
[queue]
file = "{queue}"
"""


@pytest.mark.parametrize(
    ("silent", "queue", "state", "said"),
    [
        (False, "messages.jsonl", State.OK, "mail, gateway, queue"),
        (True, "messages.jsonl", State.BAD, "gateway"),
        (False, "none/messages.jsonl", State.BAD, "queue"),
    ],
)
def test_ways_out_answer_or_are_named(tmp_path, silent, queue, state, said):
    with socket.create_server(("127.0.0.1", 0)) as relay:
        port = relay.getsockname()[1]
        (tmp_path / "outlets.toml").write_text(
            OUTLETS.format(mail=port, gateway=free_port() if silent else port, queue=queue)
        )
        check = outlets_answer(str(tmp_path / "outlets.toml"))

    assert ("outlets", state) == (check.name, check.state)
    assert check.said.en.endswith(f"{said}.")


def test_a_portal_without_any_is_well_and_a_file_that_nobody_can_read_is_not(tmp_path):
    (tmp_path / "outlets.toml").write_text("[mail]")

    assert [State.OK, State.BAD] == [outlets_answer(file).state for file in (None, str(tmp_path / "outlets.toml"))]


def none(key: Path) -> None:
    key.unlink()


def emptied(key: Path) -> None:
    key.write_text("\n")


def opened_to_others(key: Path) -> None:
    key.chmod(0o640)


def a_folder(key: Path) -> None:
    key.unlink()
    key.mkdir()


def no_text(key: Path) -> None:
    key.write_bytes(b"\xff")


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (none, "is not there"),
        (emptied, "is empty"),
        (opened_to_others, "may be read by others"),
        (a_folder, "is not there"),
        (no_text, "cannot be read"),
    ],
)
def test_a_key_by_which_the_exchange_gives_no_code_is_named_with_what_to_do(tmp_path, alter, said):
    key = tmp_path / "internal.key"
    key.write_text("0a" * 32)
    key.chmod(0o400)
    (healthy,) = exchange_key_is_there("http://127.0.0.1:8701", str(key))
    key.chmod(0o600)
    alter(key)

    (check,) = exchange_key_is_there("http://127.0.0.1:8701", str(key))

    assert (State.OK, State.BAD) == (healthy.state, check.state)
    assert check.said.en.endswith(f"the exchange's key {key} {said}.")
    assert f"install -o bluezone-portal -m 0400 /var/lib/bluezone-exchange/internal.key {key}" in check.do.en


@pytest.mark.parametrize(("exchange", "key"), [(None, "internal.key"), ("http://127.0.0.1:8701", None)])
def test_an_exchange_that_was_named_without_its_key_is_asked_for_no_code_either(exchange, key):
    (check,) = exchange_key_is_there(exchange, key)

    assert State.BAD == check.state
    assert f"started without {'--exchange' if key else '--exchange-key'}." in check.said.en


def test_the_key_is_the_one_that_the_portal_was_last_served_with(tmp_path, monkeypatch):
    monkeypatch.setattr(looking, "outlets_answer", lambda _file: well("outlets", "vi", "en"))
    note_served_with(tmp_path, ServedWith("http://localhost:8791"))
    before = [check.name for check in looking.look_beside_portal(tmp_path, None)]
    note_served_with(tmp_path, ServedWith("http://localhost:8791", exchange="http://e", exchange_key="/none.key"))

    assert ["outlets"] == before
    assert ["outlets", "exchange-key"] == [check.name for check in looking.look_beside_portal(tmp_path, None)]


def test_a_folder_that_this_account_may_not_read_is_told_as_an_object_too(tmp_path, monkeypatch):
    monkeypatch.setattr(looking.os, "access", lambda *_: False)

    assert ["folder", "disk", "flush", "clock"] == [check.name for check in looking.look_into(tmp_path, None)]


@pytest.mark.parametrize(("kept", "look"), [("keys/key-list", "look_at_exchange"), ("secret.key", "look_at_portal")])
def test_a_file_that_root_made_is_named_beside_all_else_that_was_found(tmp_path, monkeypatch, kept, look):
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "root.db")

    (tmp_path / kept).parent.mkdir(exist_ok=True)
    (tmp_path / kept).write_bytes(b"")
    monkeypatch.setattr(looking, look, refused)

    *others, told = looking.look_into(tmp_path, None)

    assert {"folder", "disk", "flush", "clock"} <= {one.name for one in others}
    assert (State.BAD, "Not to be read: root.db: Permission denied.") == (told.state, told.said.en)


@pytest.mark.parametrize(("database", "is_told"), [(None, False), ("postgresql://elsewhere/portal", True)])
def test_a_store_elsewhere_is_no_trainings_whatever_lies_in_the_folder(tmp_path, monkeypatch, database, is_told):
    mark_as_training(tmp_path)
    monkeypatch.setattr(looking, "look_at_portal", lambda *_: ())
    monkeypatch.setattr(looking, "look_beside_portal", lambda *_: ())
    FolderNotes(tmp_path, "portal").note(Doubt(1_795_539_600, 1_692_316_800))

    found = looking.look_into(tmp_path, database)

    assert is_told is any((State.BAD, "portal-leapt") == (check.state, check.name) for check in found)
