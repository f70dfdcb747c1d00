"""All that is looked at: a fault in one look leaves the others what they found."""

from __future__ import annotations

import pytest

from bluezone.device.errors import StoreError
from bluezone.joining.doctor import looking
from bluezone.joining.doctor.check import State, well
from bluezone.joining.refusal import RefusedError

GOES_ON = well("certificate", "Chứng chỉ còn hạn.", "The certificate goes on.")


@pytest.fixture
def exchange(tmp_path, monkeypatch):
    """A folder in which an exchange is said to live, whose clock and certificate are well."""
    monkeypatch.setattr(looking, "is_exchange", lambda _data: True)
    monkeypatch.setattr(looking, "is_portal", lambda _data: False)
    monkeypatch.setattr(looking, "clock_is_believed", lambda _data, _service: well("exchange-leapt", "Đúng.", "Right."))
    monkeypatch.setattr(looking, "look_at_certificates", lambda _data, _named: (GOES_ON,))
    return tmp_path


def failing(error: Exception):
    def look(*_arguments: object) -> tuple[()]:
        raise error

    return look


def test_what_nobody_foresaw_is_a_line_of_its_own_and_every_other_look_says_what_it_found(exchange, monkeypatch):
    monkeypatch.delenv("BLUEZONE_TRACEBACK", raising=False)
    monkeypatch.setattr(looking, "look_at_exchange", failing(KeyError("window")))

    *before, ours, last = looking.look_into(exchange, None)

    assert {"disk", "exchange-leapt"} <= {check.name for check in before}
    assert ("exchange", State.BAD) == (ours.name, ours.state)
    assert "A fault of Bluezone itself, KeyError: 'window'" == ours.said.said("en")
    assert GOES_ON is last


def test_a_fault_in_looking_at_the_machine_hides_nothing_of_what_lives_there(exchange, monkeypatch):
    monkeypatch.delenv("BLUEZONE_TRACEBACK", raising=False)
    monkeypatch.setattr(looking, "read_machine", failing(ValueError("no clock")))
    monkeypatch.setattr(looking, "look_at_exchange", lambda _data, _database: (well("store", "Mở được.", "It opens."),))

    assert ["machine", "exchange-leapt", "store", "certificate"] == [
        check.name for check in looking.look_into(exchange, None)
    ]


def test_whoever_mends_it_is_told_where(exchange, monkeypatch):
    monkeypatch.setenv("BLUEZONE_TRACEBACK", "1")
    monkeypatch.setattr(looking, "look_at_exchange", failing(KeyError("window")))

    with pytest.raises(KeyError, match="window"):
        looking.look_into(exchange, None)


@pytest.mark.parametrize("on_purpose", [RefusedError("no such database"), StoreError("the store cannot be used")])
def test_what_a_room_refuses_on_purpose_is_no_fault_and_refused_as_a_whole(exchange, monkeypatch, on_purpose):
    monkeypatch.setattr(looking, "look_at_exchange", failing(on_purpose))

    with pytest.raises(type(on_purpose), match=str(on_purpose)):
        looking.look_into(exchange, "postgresql://nowhere")


def test_what_stands_beside_a_portal_hides_nothing_of_the_portal(exchange, monkeypatch):
    monkeypatch.delenv("BLUEZONE_TRACEBACK", raising=False)
    monkeypatch.setattr(looking, "is_exchange", lambda _data: False)
    monkeypatch.setattr(looking, "is_portal", lambda _data: True)
    monkeypatch.setattr(looking, "look_at_portal", lambda _data, _database: (well("store", "Mở được.", "It opens."),))
    monkeypatch.setattr(looking, "look_beside_portal", failing(KeyError("outlets")))

    names = [check.name for check in looking.look_into(exchange, None)]

    assert ["store", "beside-portal", "certificate"] == names[-3:]


def test_a_file_that_may_not_be_read_is_named_with_what_gives_it_back(exchange, monkeypatch):
    monkeypatch.setattr(looking, "look_at_exchange", failing(PermissionError(13, "Permission denied", "exchange.key")))

    [told] = [check for check in looking.look_into(exchange, None) if check.name == "exchange"]

    assert "Not to be read: exchange.key: Permission denied." == told.said.said("en")
    assert "chown -R" in told.do.said("vi")
