"""One suite over the exchange's desk: the one that tests play, and the real one over HTTP."""

from __future__ import annotations

import datetime as dt
import random

import httpx
import pytest

from bluezone.portal.errors import ExchangeError
from bluezone.portal.exchange_desk import HttpExchangeDesk
from bluezone.protocol.place_codes import write_places
from bluezone.protocol.signature import Kind, SigningKey
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import served
from tests.support.portal.offices import PlayedExchange

NOON = dt.datetime.fromtimestamp(NOON_MS / 1000, dt.UTC)


@pytest.fixture(scope="module")
def exchange(tmp_path_factory):
    with served(tmp_path_factory.mktemp("exchange"), NOON_MS) as running:
        yield running


@pytest.fixture(params=["played", "http"])
def desk(request):
    if request.param == "played":
        return PlayedExchange(now=NOON)
    running = request.getfixturevalue("exchange")
    return HttpExchangeDesk(running.internal, running.folder / "data" / "internal.key")


def order(**changes):
    return {"level": "F0", "onset": NOON.date(), "first_exposure": None, "long": False, **changes}


def places_of(exchange, epoch, *, age_s=0):
    """A commune's places under the key that this exchange has listed."""
    key = SigningKey(Kind.VENUE, (exchange.folder / "data" / "keys" / "venue.key").read_bytes())
    issued_s, entropy = NOON_MS // 1000 - age_s, random.Random(epoch).randbytes
    return write_places("02536", epoch, {}, key, issued_s=issued_s, entropy=entropy)


@pytest.mark.parametrize(("long", "signs", "hours"), [(False, 12, 1), (True, 16, 24)])
def test_a_code_is_issued_and_then_known_by_its_handle(desk, long, signs, hours):
    issued = desk.issue_code(**order(long=long))

    assert signs == len(issued.spaced.replace(" ", ""))
    assert dt.timedelta(hours=hours) >= issued.expires_at - NOON >= dt.timedelta(0)
    status = desk.code_status(issued.handle)
    assert status is not None
    assert "issued" == status.state


def test_an_unknown_handle_is_none(desk):
    assert desk.code_status("f" * 32) is None


def test_an_onset_in_the_future_is_refused(desk):
    with pytest.raises(ExchangeError, match="future"):
        desk.issue_code(**order(onset=NOON.date() + dt.timedelta(days=3)))


def test_a_contacts_code_is_of_the_days_since_they_were_exposed(desk):
    today, tomorrow = NOON.date(), NOON.date() + dt.timedelta(days=1)
    days = {"onset": today - dt.timedelta(days=2), "first_exposure": today - dt.timedelta(days=3)}

    issued = desk.issue_code(**order(level="F1", long=True, **days))

    assert "issued" == desk.code_status(issued.handle).state
    with pytest.raises(ExchangeError, match="future"):
        desk.issue_code(**order(level="F1", onset=today, first_exposure=tomorrow))
    with pytest.raises(ExchangeError, match="belongs to an F1"):
        desk.issue_code(**order(**days))


def test_no_report_waits_at_first_and_acknowledging_nothing_is_allowed(desk):
    assert [] == list(desk.waiting_reports())

    desk.acknowledge([])
    desk.acknowledge(["0" * 32])


def test_alerts_about_places_are_staged_once_however_often_they_are_handed_over(desk):
    entries = [bytes([number]) * 16 for number in range(3)]

    assert 2 == desk.alert_venues(NOON.date(), entries[:2])
    assert 1 == desk.alert_venues(NOON.date(), entries)
    assert 0 == desk.alert_venues(NOON.date(), entries)
    assert 3 == desk.alert_venues(NOON.date() - dt.timedelta(days=1), entries)


@pytest.mark.parametrize(("days", "count"), [(1, 1), (0, 0)])
def test_alerts_about_a_day_to_come_or_about_nothing_are_refused(desk, days, count):
    with pytest.raises(ExchangeError):
        desk.alert_venues(NOON.date() + dt.timedelta(days=days), [b"an entry of 16 B"] * count)


def test_places_are_published_and_may_be_handed_over_again(desk, exchange):
    file = places_of(exchange, 3)

    assert [("02536", 3)] * 2 == [desk.publish_places(file), desk.publish_places(file)]


def test_places_that_are_older_than_those_that_are_published_are_refused(desk, exchange):
    desk.publish_places(places_of(exchange, 4))

    with pytest.raises(ExchangeError, match="newer"):
        desk.publish_places(places_of(exchange, 5, age_s=1))


def test_what_is_no_file_of_places_is_refused(desk):
    with pytest.raises(ExchangeError):
        desk.publish_places(b"places of nobody" * 20)


def test_a_wrong_key_opens_nothing(exchange, tmp_path):
    key = tmp_path / "internal.key"
    key.write_text("wrong")
    key.chmod(0o600)

    with pytest.raises(ExchangeError):
        HttpExchangeDesk(exchange.internal, key).waiting_reports()


def test_nobody_at_home_is_one_error(exchange):
    desk = HttpExchangeDesk("http://127.0.0.1:9", exchange.folder / "data" / "internal.key")

    with pytest.raises(ExchangeError, match="does not answer"):
        desk.issue_code(**order())


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'[{"id": "x", "sealed": ""}]', b"[" * 100_000, b"\xff\xfe", b'[{"id": 1}]']
)
def test_a_strange_answer_is_one_error(exchange, monkeypatch, body):
    def strange(self, method, path, **_):
        return httpx.Response(200, content=body, request=httpx.Request(method, path))

    monkeypatch.setattr(httpx.Client, "request", strange)
    desk = HttpExchangeDesk("http://127.0.0.1:9", exchange.folder / "data" / "internal.key")

    with pytest.raises(ExchangeError):
        desk.issue_code(**order())
    with pytest.raises(ExchangeError):
        desk.code_status("0" * 32)
    with pytest.raises(ExchangeError):
        desk.alert_venues(NOON.date(), [bytes(16)])
    with pytest.raises(ExchangeError):
        desk.publish_places(bytes(200))
