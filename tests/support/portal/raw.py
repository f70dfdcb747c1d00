"""Bodies that programs of ours send to the portal beside its forms, and what breaks whoever reads them carelessly.

An app with views that take such says so in tests/portal/<app>/things.py:

    def raw(known: Things) -> dict[str, Raw]
        By the names of its views: what is sent there and taken.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bluezone.portal.urls import APPS
from tests.support.portal.things import Things, module_of

JSON = "application/json"
BODIES: Mapping[str, bytes] = {
    "nothing": b"",
    "no json": b"{",
    "no utf-8": b'{"v": "\xff\xfe"}',
    "another coding": '{"v": 1}'.encode("utf-16"),
    "null": b"null",
    "a number": b"1e309",
    "forty digits": b"1" + b"0" * 40,
    "a text": b'"a"',
    "a list": b"[]",
    "a list of everything": b'[null, true, -1, 1.5, "a", [], {}]',
    "an object of nothing": b"{}",
    "a key twice": b'{"v": 1, "v": 2}',
    "deep brackets": b"[" * 100_000,
    "deep objects": b'{"a":' * 20_000,
    "a lone surrogate": rb'{"v": "\ud800"}',
    "a million characters": b'"' + b"a" * 1_000_000 + b'"',
    "no number": b"NaN",
}
VALUES: Mapping[str, Any] = {
    "null": None,
    "yes": True,
    "below nought": -1,
    "more than a database counts": 2**63,
    "forty digits": 10**40,
    "a fraction": 1.5,
    "an empty text": "",
    "a text": "a",
    "a lone surrogate": "\ud800",
    "marks of direction": "\u202e\u2066",
    "sql": "'; DROP TABLE cases_case; --",
    "a hundred thousand characters": "a" * 100_000,
    "the last day": "9999-12-31",
    "a list": [],
    "an object": {"a": []},
}


@dataclass(frozen=True)
class Raw:
    """What a program sends to a view, so that it is taken."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = JSON
    at: dt.datetime | None = None
    """When; at the tests' noon where nothing is said."""

    def attempts(self) -> Iterator[tuple[str, bytes]]:
        """Every nasty body; then this one, spoilt in each of its places."""
        yield from BODIES.items()
        if self.kind == JSON:
            for where, spoilt in _spoilt(json.loads(self.body)):
                yield where, json.dumps(spoilt).encode()
            return
        half = len(self.body) // 2
        yield "half of it", self.body[:half]
        yield "all of it twice", self.body * 2
        yield "nought in its middle", self.body[:half] + bytes(64) + self.body[half + 64 :]


def all_raw(known: Things) -> dict[str, Raw]:
    found = (getattr(module_of(app), "raw", lambda _known: {})(known) for app in APPS)
    return {view: one for of_app in found for view, one in of_app.items()}


def _spoilt(whole: Any) -> Iterator[tuple[str, Any]]:
    """The document with each of its values replaced by each nasty one."""
    for path in _paths(whole):
        for called, value in VALUES.items():
            yield f"{called} at {path}", _with(whole, path, value)


def _paths(part: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inner:
        yield (*above, key)
        yield from _paths(value, (*above, key))


def _with(whole: Any, path: tuple[str | int, ...], value: Any) -> Any:
    changed = copy.deepcopy(whole)
    at = changed
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return changed
