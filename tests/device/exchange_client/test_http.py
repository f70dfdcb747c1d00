"""The exchange over HTTP, from a server that says whatever it likes."""

from __future__ import annotations

import asyncio
import gzip
import mmap
from collections.abc import Awaitable, Callable

import pytest

from bluezone.device.errors import UnreachableError
from bluezone.device.exchange_client import HttpExchange
from bluezone.device.exchange_client.http import HELD_BYTES
from bluezone.protocol.messages import ANSWER_BYTES, REQUEST_BYTES

CALL = bytes(REQUEST_BYTES)
Play = Callable[[HttpExchange], Awaitable[None]]


class Server:
    """Answers every connection with the same bytes, and remembers what it was asked."""

    def __init__(self, answer: bytes, *, pause_s: float = 0, holds: bool = False) -> None:
        self.answer = answer
        self.pause_s = pause_s
        self.holds = holds
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.heads.append(await reader.readuntil(b"\r\n\r\n"))
            if self.heads[-1].startswith(b"POST"):
                self.bodies.append(await reader.readexactly(REQUEST_BYTES))
            for byte in self.answer if self.pause_s else ():
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(self.pause_s)
            if not self.pause_s:
                writer.write(self.answer)
                await writer.drain()
            if self.holds:
                await reader.read()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def answered(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def played(server: Server, play: Play, *, patience_s: float = 20.0) -> None:
    async def run() -> None:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        exchange = HttpExchange(f"http://127.0.0.1:{port}", patience_s=patience_s)
        async with listening:
            try:
                await play(exchange)
            finally:
                await exchange.close()

    asyncio.run(run())


def refuses(server: Server, says: str, *, patience_s: float = 20.0) -> None:
    async def play(exchange: HttpExchange) -> None:
        with pytest.raises(UnreachableError, match=says):
            await exchange.fetch("/v1/index", 100)
        with pytest.raises(UnreachableError):
            await exchange.call(CALL)

    played(server, play, patience_s=patience_s)


def test_a_file_is_fetched_up_to_its_limit() -> None:
    async def play(exchange: HttpExchange) -> None:
        assert b"x" * 100 == await exchange.fetch("/v1/index", 100)

    played(Server(answered(b"x" * 100)), play)


def test_a_large_file_is_mapped_and_not_held() -> None:
    large = bytes(range(256)) * (HELD_BYTES // 256) + b"!"

    async def mapped(exchange: HttpExchange) -> None:
        file = await exchange.fetch("/v1/batch/1", HELD_BYTES + 1)

        assert isinstance(file, memoryview)
        assert isinstance(file.obj, mmap.mmap)
        assert file.readonly
        assert large == file

    async def held(exchange: HttpExchange) -> None:
        assert large[:-1] == await exchange.fetch("/v1/batch/1", HELD_BYTES + 1)

    played(Server(answered(large)), mapped)
    played(Server(answered(large[:-1])), held)


def test_a_call_is_exactly_the_agreed_bytes_both_ways() -> None:
    server = Server(answered(b"a" * ANSWER_BYTES))

    async def play(exchange: HttpExchange) -> None:
        assert b"a" * ANSWER_BYTES == await exchange.call(CALL)

    played(server, play)
    assert [CALL] == server.bodies
    assert server.heads[0].startswith(b"POST /v1/call ")


def test_nothing_in_the_headers_tells_phones_apart() -> None:
    """The same for every phone and every call, cookies or not: no cookie is ever given back."""
    server = Server(answered(b"x", "set-cookie: phone=17; path=/", 'etag: "17"', 'alt-svc: h3=":1"'))

    async def play(exchange: HttpExchange) -> None:
        for _ in range(3):
            await exchange.fetch("/v1/index", 100)

    played(server, play)
    played(server, play)
    heads = {head.partition(b"host:")[0] + head.partition(b"\r\n")[2] for head in _without_host(server.heads)}
    assert 1 == len(heads)
    assert b"cookie" not in b"".join(server.heads).lower()
    assert b"if-none-match" not in b"".join(server.heads).lower()


def _without_host(heads: list[bytes]) -> list[bytes]:
    lines = [[line for line in head.split(b"\r\n") if not line.lower().startswith(b"host:")] for head in heads]
    return [b"\r\n".join(kept) for kept in lines]


def test_more_than_the_limit_is_cut_off() -> None:
    refuses(Server(answered(b"x" * 5_000)), "more than agreed")


def test_an_answer_of_another_size_is_refused() -> None:
    async def play(exchange: HttpExchange) -> None:
        with pytest.raises(UnreachableError, match="wrong size"):
            await exchange.call(CALL)

    played(Server(answered(b"x" * (ANSWER_BYTES - 1))), play)


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "204 Nothing", "301 Moved", "307 Elsewhere"])
def test_any_status_but_200_is_refused_and_nobody_is_followed(status: str) -> None:
    server = Server(answered(b"", "location: http://127.0.0.1:1/elsewhere", status=status))

    refuses(server, f"answered {status[:3]}")

    assert 2 == len(server.heads)


def test_something_packed_is_refused_before_it_unfolds() -> None:
    bomb = gzip.compress(bytes(50_000_000))

    refuses(Server(answered(bomb, "content-encoding: gzip")), "packed")


@pytest.mark.parametrize(
    "nonsense", [b"", b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort", b"\0" * 99]
)
def test_a_server_that_speaks_no_http_is_unreachable(nonsense: bytes) -> None:
    refuses(Server(nonsense), "cannot be reached")


def test_a_server_that_says_nothing_is_given_up() -> None:
    refuses(Server(b"", holds=True), "cannot be reached", patience_s=0.2)


def test_a_server_that_sends_a_byte_now_and_then_is_given_up() -> None:
    """Each byte comes well within the limit of silence; together they would take for ever."""
    refuses(Server(answered(b"x" * 100), pause_s=0.05), "cannot be reached", patience_s=0.4)


def test_nobody_there_is_unreachable() -> None:
    async def run() -> None:
        exchange = HttpExchange("http://127.0.0.1:1")
        with pytest.raises(UnreachableError, match="cannot be reached"):
            await exchange.fetch("/v1/index", 100)
        await exchange.close()

    asyncio.run(run())


def test_the_envelope_that_the_ledger_does_not_count_is_this_and_nothing_else() -> None:
    """Every byte before the body: the same on every phone, but for the path and the exchange's own name."""

    async def ask(exchange: HttpExchange) -> None:
        await exchange.fetch("/v1/index", 100)

    async def tell(exchange: HttpExchange) -> None:
        await exchange.call(CALL)

    asked, told = Server(answered(b"x")), Server(answered(bytes(ANSWER_BYTES)))
    played(asked, ask)
    played(told, tell)

    always = ["accept-encoding: identity", "accept: */*", "connection: keep-alive", "user-agent: bluezone"]
    assert ("GET /v1/index HTTP/1.1", always) == _envelope(asked.heads[0])
    with_body = [f"content-length: {REQUEST_BYTES}", "content-type: application/octet-stream"]
    assert ("POST /v1/call HTTP/1.1", sorted([*always, *with_body])) == _envelope(told.heads[0])
    assert [CALL] == told.bodies


def _envelope(head: bytes) -> tuple[str, list[str]]:
    """The first line, and the others without the exchange's name."""
    first, *lines = head.decode().strip().split("\r\n")
    named = [line.partition(":") for line in lines]
    return first, sorted(f"{name.lower()}:{value}" for name, _, value in named if name.lower() != "host")
