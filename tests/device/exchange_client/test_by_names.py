"""An exchange whose name somebody else looks up: the line goes to an address, and everything else by the name."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bluezone.device.errors import UnreachableError
from bluezone.device.exchange_client import HttpExchange
from bluezone.device.exchange_client.by_names import ByNames

NAME = "exchange.example"
HERE, NOBODY = IPv4Address("127.0.0.1"), IPv4Address("127.0.0.2")


class Book:
    """Who knows names, and was asked for them."""

    def __init__(self, *addresses: IPv4Address | IPv6Address) -> None:
        self._addresses = addresses
        self.asked: list[str] = []

    async def __call__(self, host: str) -> Sequence[IPv4Address | IPv6Address]:
        self.asked.append(host)
        return self._addresses


class Listener:
    """Answers each request with two bytes, and remembers what it was asked."""

    def __init__(self) -> None:
        self.heads: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi")
        await writer.drain()
        writer.close()


def fetched(book: Book, *, host: str = NAME) -> tuple[bytes, Listener]:
    """What an exchange under this name hands out, and what it was asked."""

    async def whole() -> tuple[bytes, Listener]:
        listener = Listener()
        serving = await asyncio.start_server(listener.serve, str(HERE), 0)
        port = serving.sockets[0].getsockname()[1]
        exchange = HttpExchange(f"http://{host}:{port}", resolve=book)
        try:
            return bytes(await exchange.fetch("/v1/index", 10)), listener
        finally:
            await exchange.close()
            serving.close()

    return asyncio.run(whole())


def test_a_name_is_looked_up_and_stays_the_name_of_whom_is_asked() -> None:
    book = Book(HERE)

    said, listener = fetched(book)

    assert b"hi" == said
    assert [NAME] == book.asked
    assert f"host: {NAME}:" in listener.heads[0].lower()


def test_the_next_address_is_tried_where_nobody_answers_at_the_first() -> None:
    assert b"hi" == fetched(Book(NOBODY, HERE))[0]


@pytest.mark.parametrize("addresses", [(), (NOBODY,)])
def test_a_host_that_nobody_knows_or_that_is_not_there_is_out_of_reach(addresses: tuple[IPv4Address, ...]) -> None:
    with pytest.raises(UnreachableError, match="cannot be reached"):
        fetched(Book(*addresses))


def test_an_address_is_looked_up_by_nobody() -> None:
    book = Book()

    assert b"hi" == fetched(book, host=str(HERE))[0]
    assert [] == book.asked


def test_who_looks_up_names_nothing_of_the_machine_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Android, where the C library finds no name server."""
    real = socket.getaddrinfo

    def fails(host: str, *rest: object, **more: object) -> object:
        if host == NAME:
            raise socket.gaierror("nobody answers")
        return real(host, *rest, **more)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(socket, "getaddrinfo", fails)

    assert b"hi" == fetched(Book(HERE))[0]


@pytest.mark.parametrize(("certified", "believed"), [(NAME, True), ("other.example", False), ("127.0.0.1", False)])
def test_the_certificate_is_held_against_the_name_and_not_the_address(
    tmp_path: Path, certified: str, believed: bool
) -> None:
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(a_certificate(tmp_path, certified))
    ours = ssl.create_default_context(cafile=tmp_path / "certificate.pem")

    async def whole() -> bytes:
        listener = Listener()
        serving = await asyncio.start_server(listener.serve, str(HERE), 0, ssl=theirs)
        port = serving.sockets[0].getsockname()[1]
        line = ByNames(Book(HERE), httpx.AsyncHTTPTransport(verify=ours, trust_env=False))
        async with serving, httpx.AsyncClient(transport=line, trust_env=False) as client:
            return (await client.get(f"https://{NAME}:{port}/")).content

    if believed:
        assert b"hi" == asyncio.run(whole())
    else:
        with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
            asyncio.run(whole())


def a_certificate(folder: Path, name: str) -> Path:
    """A certificate that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    since = dt.datetime(2020, 8, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(since)
        .not_valid_after(since + dt.timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    path = folder / "certificate.pem"
    path.write_bytes(pem)
    return path
