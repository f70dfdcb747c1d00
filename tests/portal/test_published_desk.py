"""What the exchange publishes, read over HTTP: believed under the pinned root key alone, and within bounds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bluezone.portal.errors import ExchangeError
from bluezone.portal.published_desk import HttpPublishedDesk
from bluezone.protocol.config import MAX_CONFIG_BYTES, Configuration, write_configuration
from bluezone.protocol.signature import Kind
from tests.support.exchange.mirrors import NOW_S, Mirror, mirror
from tests.support.protocol.signing import ROOT, signing_key


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def exchange(tmp_path) -> Mirror:
    made = mirror(tmp_path / "v1")
    made.write("newest-keys", (made.folder / "keys" / "1").read_bytes())
    return made


@pytest.fixture
def address(tmp_path, exchange) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_newest_signed_configuration_is_the_one_in_force(address, exchange):
    newer = Configuration(sequence=2, issued_s=NOW_S, hotline="1900 9095")
    exchange.publish(Kind.CONFIG, 2, write_configuration(newer, signing_key(Kind.CONFIG)))
    exchange.sign()

    assert newer == HttpPublishedDesk(address, ROOT.verifying_key).configuration()


def test_another_root_key_believes_nothing(address):
    other = signing_key(Kind.CONFIG).verifying_key

    with pytest.raises(ExchangeError, match="does not hold"):
        HttpPublishedDesk(address, other).configuration()


def bent(exchange: Mirror) -> None:
    path = exchange.folder / "config" / "1"
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    path.write_bytes(data)


def endless(exchange: Mirror) -> None:
    exchange.write("config/1", bytes(MAX_CONFIG_BYTES + 1))


def missing(exchange: Mirror) -> None:
    (exchange.folder / "index").unlink()


@pytest.mark.parametrize("wrong", [bent, endless, missing], ids=lambda wrong: wrong.__name__)
def test_what_does_not_hold_is_not_believed(address, exchange, wrong):
    wrong(exchange)

    with pytest.raises(ExchangeError):
        HttpPublishedDesk(address, ROOT.verifying_key).configuration()


def test_an_exchange_that_is_away_is_said_to_be():
    with pytest.raises(ExchangeError, match="cannot be read"):
        HttpPublishedDesk("http://127.0.0.1:9", ROOT.verifying_key).configuration()
