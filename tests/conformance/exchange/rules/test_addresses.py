"""Answers that an exchange could give for its files, and what is said of each; our own is asked over HTTP by
tests/exchange/test_conformance.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from bluezone.conformance.exchange.door import Reply
from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.rules.addresses import (
    files_are_octets_with_strong_tags,
    files_tell_caches_how_long,
    what_is_not_there_is_not_found_and_not_kept,
)
from bluezone.conformance.exchange.visit import INDEX, NEWEST_KEYS, TILE

TOLD = {"content-type": "application/octet-stream", "etag": '"a"', "cache-control": "no-cache"}
ABSENT = Reply(404, {"cache-control": "no-store"}, b"", 0.0)


@dataclass
class Played:
    """A visit and its door: files of one leaf's length, told with these headers."""

    headers: Mapping[str, str] = field(default_factory=lambda: TOLD)
    of_a_range: Reply | None = None
    elsewhere: Reply = ABSENT
    asked: list[str] = field(default_factory=list)

    @property
    def door(self) -> Played:
        return self

    def listed(self, *_kinds: object) -> list[object]:
        return []

    def reply(self, path: str, most: int = 64) -> Reply:
        return self.ask("GET", path, most=most)

    def ask(self, _method: str, path: str, *, most: int, headers: Mapping[str, str] | None = None) -> Reply:
        self.asked.append(path)
        if path not in (INDEX, NEWEST_KEYS, f"{TILE}/0"):
            return self.elsewhere
        body = bytes(32)
        if len(body) > most:
            raise NotMetError(f"{path} sent more than {most} bytes")
        if headers == {"range": "bytes=0-0"} and self.of_a_range is not None:
            return self.of_a_range
        return Reply(200, self.headers, body, 0.0)


def test_the_index_the_newest_keys_and_a_tile_that_is_not_full_are_looked_at() -> None:
    assert "3 addresses" == files_are_octets_with_strong_tags(Played())
    assert "3 addresses" == files_tell_caches_how_long(Played())


@pytest.mark.parametrize("tag", ["", '""', 'W/"a"', '"a', "a", '"'])
def test_a_tag_that_is_weak_or_empty_or_without_its_quotes_is_none(tag: str) -> None:
    with pytest.raises(NotMetError, match="not a strong one"):
        files_are_octets_with_strong_tags(Played({**TOLD, "etag": tag}))


def test_a_file_that_calls_itself_text_is_named() -> None:
    with pytest.raises(NotMetError, match="calls itself 'text/plain'"):
        files_are_octets_with_strong_tags(Played({**TOLD, "content-type": "text/plain"}))


@pytest.mark.parametrize(
    "reply", [Reply(206, TOLD, b"a", 0.0), Reply(200, {**TOLD, "content-range": "bytes 0-0/32"}, b"a", 0.0)]
)
def test_whoever_answers_a_range_by_a_part_is_named(reply: Reply) -> None:
    with pytest.raises(NotMetError, match="not by the whole file"):
        files_are_octets_with_strong_tags(Played(of_a_range=reply))


@pytest.mark.parametrize("reply", [Reply(200, {"cache-control": "no-store"}, b"", 0.0), Reply(404, {}, b"", 0.0)])
def test_what_is_not_there_is_neither_found_nor_kept(reply: Reply) -> None:
    assert "7 addresses" == what_is_not_there_is_not_found_and_not_kept(Played())
    with pytest.raises(NotMetError):
        what_is_not_there_is_not_found_and_not_kept(Played(elsewhere=reply))


def test_what_is_not_there_has_the_largest_number_that_a_file_may_have() -> None:
    what_is_not_there_is_not_found_and_not_kept(played := Played())

    *numbered, head = played.asked
    assert "/v1/head" == head
    assert {str(2**63 - 1)} == {path.rpartition("/")[2] for path in numbered}
