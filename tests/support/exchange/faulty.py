"""A real exchange behind a door that alters what passes: single answers, or files signed anew with its own keys."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import msgspec

from bluezone.conformance.exchange.loose import LooseHead, LooseIndex, LooseListed, split
from bluezone.exchange.keyring import Keyring
from bluezone.protocol.log import TILE_LEAVES, leaf_hash, root_of
from bluezone.protocol.messages import CALL_PATH, Answer, pack_answer, unpack_answer
from bluezone.protocol.signature import Kind, ListedKey, SigningKey, identity_of, sign_file, write_key_list
from tests.support.protocol.signing import ROOT

_ASKED = ("if-none-match", "content-type", "range")
_PASSED_ON = ("content-type", "cache-control", "etag")
KEPT = "public, max-age=31536000, immutable"

Alter = Callable[[bytes, Answer], Answer]


@dataclass
class Faulty:
    """What a door says otherwise than the exchange behind it."""

    files: dict[str, bytes] = field(default_factory=dict)
    """By path."""
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    """Which path is answered in place of another."""
    methods: dict[str, int] = field(default_factory=dict)
    """By the status that they get."""
    parts: bool = False
    """Whether whoever asks for a range is sent a part."""
    held_s: Callable[[], float] = lambda: 0.0
    """For how long an answer to a call is held back."""
    deaf_to: str = "nothing"
    """What stands in an If-None-Match that is not heard."""
    answer: Alter = lambda _request, answer: answer
    """What becomes of the answer to a call."""


@contextlib.contextmanager
def faulty_door(url: str) -> Iterator[tuple[str, Faulty]]:
    """A door on loopback before the exchange at this address, and what it alters, which may change at any time."""
    chosen = Faulty()
    exchange = httpx.Client(base_url=url, trust_env=False, timeout=30)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            asked = {name: self.headers[name] for name in _ASKED if name in self.headers}
            if chosen.deaf_to in asked.get("if-none-match", ""):
                del asked["if-none-match"]
            path = chosen.paths.get(self.path, self.path)
            reply = exchange.request(self.command, path, content=body or None, headers=asked)
            content = self.altered(body, reply)
            if self.command == "POST":
                time.sleep(chosen.held_s())
            status = 200 if self.is_altered else reply.status_code
            if chosen.parts and "range" in self.headers:
                status, content = 206, content[:1]
            status = chosen.methods.get(self.command, status)
            self.send_response(chosen.statuses.get(self.path, status))
            told = {name: reply.headers[name] for name in _PASSED_ON if name in reply.headers}
            speaks = "POST" if path == CALL_PATH else "GET"
            otherwise = chosen.headers.get(path, {}) if self.command == speaks else {}
            for name, value in {**told, **otherwise}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else content)

        def altered(self, body: bytes, reply: httpx.Response) -> bytes:
            if self.command == "POST" and reply.status_code == 200:
                return pack_answer(chosen.answer(body, unpack_answer(reply.content)))
            return chosen.files[self.path] if self.is_altered else reply.content

        @property
        def is_altered(self) -> bool:
            return self.command == "GET" and self.path in chosen.files

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = answer  # noqa: N815 - the names are the library's

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name is the library's
            pass

    server = _Server(("127.0.0.1", 0), Door)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", chosen
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
        exchange.close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # who reads no further goes away
            super().handle_error(request, client_address)


@dataclass
class Republished:
    """What an exchange published, to be published otherwise: under the same keys, with a log and an index that fit."""

    index: LooseIndex
    leaves: list[bytes]
    files: dict[str, bytes]
    keyring: Keyring

    @classmethod
    def of(cls, url: str, keyring: Keyring) -> Republished:
        """Reads everything that the exchange lists."""
        with httpx.Client(base_url=url, trust_env=False, timeout=60) as http:
            body = split(http.get("/v1/index").content, keys=keyring.key_list).body
            index = msgspec.msgpack.decode(body, type=LooseIndex)
            files = {line.path: http.get(line.path).content for line in index.files}
            tile = http.get("/v1/log/tile/0").content
        size = msgspec.msgpack.decode(split(index.head, keys=keyring.key_list).body, type=LooseHead).size
        assert size <= TILE_LEAVES
        return cls(index, [tile[at : at + 32] for at in range(0, 32 * size, 32)], files, keyring)

    def newest(self, kind: Kind) -> LooseListed:
        return max((line for line in self.index.files if line.kind == kind), key=lambda line: line.sequence)

    def body(self, line: LooseListed) -> bytes:
        return bytes(split(self.files[line.path], line.identity).body)

    def key(self, kind: Kind) -> SigningKey:
        return self.keyring.signer(kind, self.index.issued_s)

    def with_keys(self, change: Callable[[ListedKey], ListedKey]) -> Republished:
        """With a key list that dates its keys otherwise, in the place of the one before."""
        line, keys = self.newest(Kind.KEYS), self.keyring.key_list
        file = write_key_list(msgspec.structs.replace(keys, keys=tuple(map(change, keys.keys))), ROOT)
        renewed = self.with_body(line, bytes(split(file).body), (ROOT,))
        return replace(renewed, files={**renewed.files, "/v1/newest-keys": file})

    def with_body(self, line: LooseListed, body: bytes, keys: tuple[SigningKey, ...] = ()) -> Republished:
        """With another body under this number: signed, listed and logged like the one before."""
        kind = Kind(line.kind)
        file = sign_file(body, keys or (self.key(kind),))
        listed = LooseListed(line.kind, line.sequence, identity_of(body), len(file), line.window_end_s)
        leaf = leaf_hash(kind, line.sequence, listed.identity)
        return self.with_leaf(line, leaf)._listing(line, listed, file)

    def with_leaf(self, line: LooseListed, leaf: bytes) -> Republished:
        """With another leaf in the place of this file's."""
        at = self.leaves.index(leaf_hash(Kind(line.kind), line.sequence, line.identity))
        return replace(self, leaves=[*self.leaves[:at], leaf, *self.leaves[at + 1 :]])

    def without(self, line: LooseListed) -> Republished:
        """With one file less in the index."""
        return self.with_index(files=tuple(one for one in self.index.files if one != line))

    def with_index(self, **changes: Any) -> Republished:
        return replace(self, index=msgspec.structs.replace(self.index, **changes))

    def as_served(self, *, head_s: int | None = None) -> dict[str, bytes]:
        """Every file by its path, with the log and the index signed anew."""
        signed_s = self.index.issued_s if head_s is None else head_s
        head = msgspec.msgpack.encode((len(self.leaves), root_of(self.leaves), signed_s))
        signed_head = sign_file(head, [self.key(Kind.HEAD)])
        index = msgspec.structs.replace(self.index, head=signed_head)
        signed_index = sign_file(msgspec.msgpack.encode(index), [self.key(Kind.INDEX)])
        return {**self.files, "/v1/log/tile/0": b"".join(self.leaves), "/v1/index": signed_index}

    def with_later_rows(self, *rows: list[Any]) -> dict[str, bytes]:
        """Every file by its path, with rows in the index of kinds that only a later version knows."""
        served = self.as_served()
        index = msgspec.msgpack.decode(split(served["/v1/index"], keys=self.keyring.key_list).body)
        index["files"] += rows
        return {**served, "/v1/index": sign_file(msgspec.msgpack.encode(index), [self.key(Kind.INDEX)])}

    def _listing(self, line: LooseListed, listed: LooseListed, file: bytes) -> Republished:
        files = tuple(listed if one == line else one for one in self.index.files)
        return replace(self.with_index(files=files), files={**self.files, line.path: file})
