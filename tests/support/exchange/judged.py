"""A visit to an exchange that serves made-up bytes under good keys: for what the judge must live through."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from bluezone.conformance.exchange.door import Reply
from bluezone.conformance.exchange.judging import judge
from bluezone.conformance.exchange.rule import Judged
from bluezone.conformance.exchange.rules import RULES
from bluezone.conformance.exchange.visit import INDEX, NEWEST_KEYS, Visit
from bluezone.protocol.signature import write_key_list
from tests.support.protocol.signing import ROOT, key_list

_KEYS = write_key_list(key_list(), ROOT)


@dataclass
class MadeUpDoor:
    """Serves these files by their paths, and one body for everything else."""

    files: Mapping[str, bytes]
    anything: bytes = b""

    def ask(
        self, method: str, path: str, *, most: int, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        assert (method == "GET") == (body is None) or headers is None
        assert most >= 0
        return Reply(200, {}, self.files.get(path, self.anything), 0.0)


def judged(index: bytes, anything: bytes) -> tuple[Judged, ...]:
    """What is said of an exchange with this index, whose every other file and answer is this."""
    door = MadeUpDoor({NEWEST_KEYS: _KEYS, INDEX: index}, anything)
    return judge(Visit(door, random.Random(1).randbytes, ROOT.verifying_key), RULES)
