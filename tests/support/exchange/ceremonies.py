"""The people around an exchange's keys: who asks, who has the root, who installs; each by their own command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bluezone.device.core.feed import Examine, Feed, Fetch, Withdraw, follow
from bluezone.device.saved import BEFORE_THE_FIRST
from bluezone.protocol.signature import KeyList, VerifyingKey, read_key_list
from tests.support.commands import Finished, bluezone


@dataclass
class Ceremony:
    """One exchange's folder, the machine with the root key, and what travelled between them."""

    folder: Path
    signed: list[Path] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def root(self) -> VerifyingKey:
        return VerifyingKey(bytes.fromhex((self.folder / "root.key.pub").read_text().strip()))

    @property
    def keys(self) -> KeyList:
        """The list in force."""
        return read_key_list((self.data / "keys" / "key-list").read_bytes(), self.root)

    def draw(self, kind: str, name: str) -> Path:
        """A person's key; its public half lies beside it."""
        path = self.folder / name
        assert bluezone("exchange", "keys", "draw", "--kind", kind, "--out", path).status == 0
        return path

    def begin(self, *options: object) -> None:
        """A root, and a first list under it."""
        self.draw("root", "root.key")
        self.rotate("--root", self.folder / "root.key.pub", *options)

    def rotate(self, *options: object, install: tuple[object, ...] = ()) -> Finished:
        """All three steps, which must succeed; what installing said."""
        asked = self.request(*options)
        assert asked.status == 0, asked.err
        signing = self.sign(asked.json["fingerprint"])
        assert signing.status == 0, signing.err
        installed = self.install(*install)
        assert installed.status == 0, installed.err
        return installed

    def request(self, *options: object) -> Finished:
        return bluezone("exchange", "keys", "request", "--data", self.data, "--out", self.folder / "request", *options)

    def sign(self, fingerprint: str) -> Finished:
        """On the machine with the root key, which keeps the list it signed last."""
        out = self.folder / f"list-{len(self.signed) + 1}"
        previous = ("--previous", self.signed[-1]) if self.signed else ()
        root, request = self.folder / "root.key", self.folder / "request"
        command = ("exchange", "keys", "sign", request, "--root-key", root, "--fingerprint", fingerprint)
        signing = bluezone(*command, *previous, "--out", out)
        if signing.status == 0:
            self.signed.append(out)
        return signing

    def install(self, *options: object) -> Finished:
        return bluezone("exchange", "keys", "install", self.signed[-1], "--data", self.data, *options)


_LATE_MS = 1 << 42
"""A clock that is behind no exchange's, whatever drill that is in."""


@dataclass
class Follower:
    """A phone's view of what is published, over HTTP. Whatever it must refuse is raised."""

    url: str
    root: VerifyingKey
    feed: Feed = BEFORE_THE_FIRST

    def update(self) -> list[Examine | Withdraw]:
        with httpx.Client(base_url=self.url, trust_env=False, timeout=30, verify=False) as client:  # it speaks no TLS
            return list(self._steps(client))

    def _steps(self, client: httpx.Client) -> Iterator[Examine | Withdraw]:
        conversation, reply = follow(self.feed, self.root, _LATE_MS), b""
        try:
            step: Any = next(conversation)
            while True:
                if isinstance(step, Fetch):
                    answer = client.get(step.path)
                    assert answer.status_code == 200, step.path
                    assert len(answer.content) <= step.limit
                    reply = answer.content
                else:
                    yield step
                step = conversation.send(reply)
        except StopIteration as end:
            self.feed = end.value
