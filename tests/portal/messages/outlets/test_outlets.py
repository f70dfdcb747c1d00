"""Ways out of the house, each before a carrier of its kind on loopback: handed over, refused, away, hostile."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.errors import ConfigurationError
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.outlets.base import Letter, OutletError, Taken
from bluezone.portal.messages.outlets.gateway import LARGEST_ANSWER, GatewayOutlet, GatewaySettings, _filled
from bluezone.portal.messages.outlets.mail import MailOutlet, MailSettings
from bluezone.portal.messages.outlets.opening import opened
from bluezone.portal.messages.outlets.queue_file import QueueOutlet, QueueSettings
from tests.support.portal.carriers import Gateway, a_gateway, a_mail_server, spoken

LETTER = Letter("bz-1", "0912345678", 'Bluezone: mã "1234"\n{secret} của bạn', "Thông báo")
TO_A_MAILBOX = Letter("bz-2", "lan@example.vn", "Xin chào\n.\nHết", "Thông báo của xã")


def mail(port, **changes):
    return MailOutlet(MailSettings("127.0.0.1", "cdc@example.vn", port=port, security="none", **changes), "")


def gateway(carrier, **changes):
    facts = {
        "url": f"{carrier.url}/send?ref={{key}}",
        "headers": {"Authorization": "Bearer {secret}"},
        "body": '{"to": {phone}, "text": {text}}',
        "key_in_answer": "id",
    }
    return GatewayOutlet(GatewaySettings(**{**facts, **changes}), "s3cret")


def test_mail_arrives_whole_with_its_subject():
    with a_mail_server() as server:
        assert Taken() == mail(server.port).send(TO_A_MAILBOX)

    assert ["RCPT TO:<LAN@EXAMPLE.VN>"] == [line.upper() for line in server.recipients]
    (letter,) = server.letters
    assert "From: cdc@example.vn" in letter
    assert "Subject: =?utf-8?" in letter


@pytest.mark.parametrize(
    ("refusal", "again"),
    [
        ({"refuse_recipients_with": "550 nobody"}, False),
        ({"refuse_recipients_with": "451 later"}, True),
        ({"refuse_greeting_with": "554 no"}, False),
    ],
)
def test_a_mail_server_that_refuses_is_believed(refusal, again):
    with a_mail_server() as server:
        for name, value in refusal.items():
            setattr(server, name, value)
        with pytest.raises(OutletError) as caught:
            mail(server.port).send(TO_A_MAILBOX)

    assert again is caught.value.may_be_tried_again
    assert "lan" not in str(caught.value)


@pytest.mark.parametrize("address", ["a\nb@example.vn", '"a\r\nBcc: x@evil.example"@example.vn'])
def test_an_address_that_would_write_headers_is_refused_and_ends_no_run(address):
    """Whatever let it in: one such message must not stop all that wait behind it."""
    with a_mail_server() as server, pytest.raises(OutletError) as caught:
        mail(server.port).send(Letter("bz-3", address, "Xin chào", "Thông báo"))

    assert not caught.value.may_be_tried_again
    assert [] == server.letters


def test_a_mail_server_that_is_away_is_tried_again():
    with a_mail_server() as server:
        port = server.port
    with pytest.raises(OutletError) as caught:
        mail(port).send(TO_A_MAILBOX)

    assert caught.value.may_be_tried_again


def test_a_gateway_is_told_in_its_own_words_and_its_key_is_kept():
    with a_gateway() as carrier:
        taken = gateway(carrier).send(LETTER)

    assert Taken("carrier-7") == taken
    method, path, headers, _ = carrier.heard[0]
    assert ("POST", "/send?ref=bz-1") == (method, path)
    assert "Bearer s3cret" == headers["Authorization"]
    assert {"to": "0912345678", "text": LETTER.body} == spoken(carrier.heard[0])


def test_a_gateway_may_want_a_form_or_an_address():
    with a_gateway() as carrier:
        gateway(carrier, body="", form={"to": "{phone}", "m": "{text}"}).send(LETTER)
        gateway(carrier, method="GET", body="", url=carrier.url + "/s?to={phone}&m={text}").send(LETTER)

    assert "to=0912345678&m=Bluezone%3A" in carrier.heard[0][3]
    assert carrier.heard[1][1].startswith("/s?to=0912345678&m=Bluezone%3A%20m%C3%A3%20%221234%22%0A%7Bsecret%7D")


@pytest.mark.parametrize(
    ("status", "again"), [(400, False), (401, False), (429, True), (500, True), (503, True), (302, False)]
)
def test_a_gateway_that_refuses_is_tried_again_only_where_that_helps(status, again):
    with a_gateway() as carrier:
        carrier.status = status
        with pytest.raises(OutletError) as caught:
            gateway(carrier).send(LETTER)

    assert again is caught.value.may_be_tried_again
    assert 1 == len(carrier.heard)
    assert "0912345678" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "unsure"), [(400, False), (408, True), (425, False), (429, False), (500, True), (502, True), (504, True)]
)
def test_a_gateway_that_failed_halfway_or_waited_too_long_may_have_taken_it(status, unsure):
    """A proxy answers 504 of a message that the carrier behind it has sent."""
    with a_gateway() as carrier:
        carrier.status = status
        with pytest.raises(OutletError) as caught:
            gateway(carrier).send(LETTER)

    assert unsure is caught.value.may_have_left


@pytest.mark.parametrize("answer", [b"", b"ok", b"[]", b'{"id": {}}', b"\xff", b'{"x": 1}', b"{" * 5_000])
def test_an_answer_without_a_key_is_still_an_acceptance(answer):
    with a_gateway() as carrier:
        carrier.answer = answer
        assert Taken("") == gateway(carrier).send(LETTER)


def test_an_endless_answer_is_not_read_to_its_end():
    with a_gateway() as carrier:
        carrier.answer = b" " * (LARGEST_ANSWER * 20)
        assert Taken("") == gateway(carrier).send(LETTER)


def test_a_gateway_that_is_away_is_tried_again():
    with a_gateway() as carrier:
        away = gateway(carrier)
    with pytest.raises(OutletError) as caught:
        away.send(LETTER)

    assert caught.value.may_be_tried_again


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_filled_in_is_never_filled_in_again(text, secret):
    assert f"a{text}b{{x" == _filled("a{text}b{x", {"text": text, "secret": secret})


def test_a_queue_file_has_one_line_a_message_and_is_its_owners(tmp_path):
    outlet = QueueOutlet(QueueSettings("out.jsonl"), tmp_path)
    outlet.send(LETTER)
    outlet.send(Letter("bz-2", "0987000111", "hai"))

    first, second = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert {"key": "bz-1", "to": "0912345678", "text": LETTER.body} == json.loads(first)
    assert "hai" == json.loads(second)["text"]
    assert 0o600 == (tmp_path / "out.jsonl").stat().st_mode & 0o777


def test_a_queue_file_may_be_csv_and_a_line_stays_a_line(tmp_path):
    QueueOutlet(QueueSettings("out.csv", format="csv"), tmp_path).send(LETTER)

    (row,) = csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines())
    assert ["bz-1", "0912345678", 'Bluezone: mã "1234" {secret} của bạn'] == row


def test_half_a_line_is_taken_back(tmp_path, monkeypatch):
    outlet, write = QueueOutlet(QueueSettings("out.jsonl"), tmp_path), os.write
    outlet.send(LETTER)
    whole = (tmp_path / "out.jsonl").read_bytes()
    monkeypatch.setattr("os.write", lambda descriptor, line: write(descriptor, line[:10]))

    with pytest.raises(OutletError, match="cannot be written"):
        outlet.send(LETTER)

    assert whole == (tmp_path / "out.jsonl").read_bytes()


def test_a_whole_line_that_may_not_be_on_the_disk_may_have_left(tmp_path, monkeypatch):
    """It stands in the file, and the carrier may take it up."""

    def fail(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OutletError, match="may not be on the disk") as caught:
        QueueOutlet(QueueSettings("out.jsonl"), tmp_path).send(LETTER)

    assert (True, True) == (caught.value.may_be_tried_again, caught.value.may_have_left)
    assert 1 == len((tmp_path / "out.jsonl").read_text().splitlines())


def test_a_queue_that_cannot_be_written_is_tried_again(tmp_path):
    with pytest.raises(OutletError) as caught:
        QueueOutlet(QueueSettings("no/such/folder.jsonl"), tmp_path).send(LETTER)

    assert (True, False) == (caught.value.may_be_tried_again, caught.value.may_have_left)


def test_an_operators_file_opens_what_it_names(tmp_path):
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o600)
    (tmp_path / "outlets.toml").write_text(
        '[mail]\nhost = "localhost"\nsender = "a@b.vn"\n'
        '[gateway]\nurl = "https://sms.example.vn"\nsecret_file = "secret"\n'
        '[queue]\nfile = "q"\n'
    )

    assert {Outlet.MAIL, Outlet.GATEWAY, Outlet.QUEUE} == set(opened(tmp_path / "outlets.toml"))


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "[fax]\n",
        "[mail]\nhost = 3\n",
        '[gateway]\nurl = "http://sms.example.vn"\n',
        '[gateway]\nurl = "ftp://sms.example.vn"\n',
        '[gateway]\nurl = "https://a.vn"\nbody = "x"\nform = { a = "b" }\n',
        '[gateway]\nurl = "https://a.vn"\nmethod = "DELETE"\n',
        '[mail]\nhost = "mail.example.vn"\nsender = "cdc@example.vn"\nsecurity = "none"\n',
        '[queue]\nfile = "q"\nformat = "xml"\n',
    ],
)
def test_an_operators_file_that_is_wrong_is_refused_in_one_line(tmp_path, text):
    (tmp_path / "outlets.toml").write_text(text)

    with pytest.raises(ConfigurationError, match=r"outlets\.toml cannot be read") as caught:
        opened(tmp_path / "outlets.toml")

    assert "\n" not in str(caught.value)


def test_a_secret_that_others_may_read_is_refused(tmp_path):
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o644)
    (tmp_path / "outlets.toml").write_text('[gateway]\nurl = "https://a.vn"\nsecret_file = "secret"\n')

    with pytest.raises(ConfigurationError, match="open to others"):
        opened(tmp_path / "outlets.toml")


def test_a_letter_tells_nothing_of_itself():
    assert "0912345678" not in repr(LETTER)
    assert "1234" not in repr(LETTER)


@contextlib.contextmanager
def a_port_that_hangs_up() -> Iterator[int]:
    """Takes what it is told and ends the line without a word."""

    def listen(door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = door.accept()
                line.recv(64)
                line.close()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=listen, args=(door,), daemon=True).start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)


def test_who_was_told_and_did_not_answer_may_have_taken_it_and_who_was_never_reached_has_not():
    """A reminder is not sent again where it may have left (docs/decisions/0044)."""
    with a_port_that_hangs_up() as port, pytest.raises(OutletError) as told:
        gateway(Gateway(port=port)).send(LETTER)
    with pytest.raises(OutletError) as away:
        gateway(Gateway(port=port)).send(LETTER)
    with pytest.raises(OutletError) as nobody:
        mail(port).send(TO_A_MAILBOX)

    assert (True, False, False) == tuple(one.value.may_have_left for one in (told, away, nobody))
    assert told.value.may_be_tried_again
