"""A small published world in memory: real keys, real signatures, a real log, and an exchange that answers calls.

Tests change its files to see what a phone does about it. Nothing here checks what a phone must check.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from bluezone.device.errors import UnreachableError
from bluezone.protocol import proof_of_work
from bluezone.protocol.batch import Batch, Format, Group, GroupKey, Infectivity, grid, make_group, write_batch
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import Configuration, write_configuration
from bluezone.protocol.disclosure import (
    Certificate,
    Level,
    commitment_to,
    read_certificate,
    write_certificate,
)
from bluezone.protocol.door_codes import visit_alert, visit_note
from bluezone.protocol.index import Cosignature, Head, Index, Published, write_head, write_index
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES, leaf_hash, root_of
from bluezone.protocol.messages import (
    AcceptedAnswer,
    Answer,
    CertificateAnswer,
    CoverRequest,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    Request,
    TimeAnswer,
    TimeRequest,
    UploadRequest,
    pack_answer,
    sign_time,
    unpack_request,
)
from bluezone.protocol.revocation import Revocation, write_revocation
from bluezone.protocol.signature import (
    KeyList,
    Kind,
    ListedKey,
    SigningKey,
    VerifyingKey,
    identity_of,
    sign_file,
    write_key_list,
)
from bluezone.protocol.venue import Venue, alert_entry

HOUR_S = 3_600
WINDOW_START, WINDOW_END = 2, 3
"""Positions in a batch's header."""
_BLOCK_BYTES = 1 + 8 + 64
_FOR_EVER_S = 1 << 40
_EMPTY_DAYS = 2
"""Days in a batch's grid: two are enough for tests, and quick."""


def world_key(kind: Kind, number: int = 0) -> SigningKey:
    """A key of this kind; `number` tells several apart."""
    return SigningKey(kind, hashlib.sha256(f"published world, {kind}, {number}".encode()).digest())


@dataclass(frozen=True, slots=True)
class Staged:
    """A seed, or a place's alert, that waits for its embargo to end."""

    day: Day
    seed: DaySeed
    level: Level = Level.F0
    infectivity: Infectivity = Infectivity.STANDARD
    format: Format = Format.SEED16

    @property
    def key(self) -> GroupKey:
        return GroupKey(self.day, self.level, self.infectivity, self.format)

    @classmethod
    def alert(cls, venue: Venue, day: Day, half_hour: int) -> Staged:
        """What the portal would have published about a place."""
        entry = alert_entry(venue.venue_id, venue.salt, day, half_hour)
        return cls(day, DaySeed(entry), format=Format.VENUE16)

    @classmethod
    def code(cls, token: bytes, day: Day) -> Staged:
        """What the portal would have published about whoever showed this code at a door."""
        return cls(day, DaySeed(visit_alert(visit_note(token), day)), format=Format.VENUE16)


class World:
    """Everything that is published, and the keys to publish more."""

    def __init__(self, now_s: int, **key_list: Any) -> None:
        self.now_s = now_s
        self.root = world_key(Kind.KEYS)
        self.numbers: dict[Kind, int] = {}
        self.files: dict[str, bytes] = {}
        self.listed: list[Published] = []
        self.leaves: list[bytes] = []
        self.staged: list[Staged] = []
        self.witnesses: list[SigningKey] = []
        self.batches = 0
        self.revocations = 0
        self.previous = bytes(HASH_BYTES)
        self.window_end_s = now_s - now_s % HOUR_S
        self.configuration = Configuration(sequence=0, issued_s=0)
        self.keys = KeyList(0, 0, ())
        self.publish_keys(**key_list)
        self.publish_configuration()

    @property
    def pinned(self) -> VerifyingKey:
        return self.root.verifying_key

    def key(self, kind: Kind) -> SigningKey:
        """The key in use."""
        return world_key(kind, self.numbers.get(kind, 0))

    # publishing

    def publish_keys(self, *rotated: Kind, **changes: Any) -> None:
        """A new key list, with fresh keys for the rotated kinds."""
        for kind in rotated:
            self.numbers[kind] = self.numbers.get(kind, 0) + 1
        listed = [ListedKey(kind, self.key(kind).verifying_key.value, 0, _FOR_EVER_S) for kind in Kind]
        second = [world_key(kind, 50) for kind in (Kind.REVOCATION, Kind.CONFIG)]
        listed += [ListedKey(key.kind, key.verifying_key.value, 0, _FOR_EVER_S) for key in second]
        listed += [ListedKey(Kind.WITNESS, key.verifying_key.value, 0, _FOR_EVER_S) for key in self.witnesses]
        fields: dict[str, Any] = {
            "sequence": self.keys.sequence + 1,
            "issued_s": self.now_s,
            "keys": tuple(listed),
            "required_signatures": {Kind.REVOCATION: 2},
        }
        self.keys = KeyList(**{**fields, **changes})
        file = write_key_list(self.keys, self.root)
        self.files["/v1/newest-keys"] = file
        self.listed = [entry for entry in self.listed if entry.kind is not Kind.KEYS]
        self.publish_file(Kind.KEYS, self.keys.sequence, file)

    def publish_configuration(self, **changes: Any) -> None:
        """The next configuration."""
        sequence = self.configuration.sequence + 1
        self.configuration = _changed(self.configuration, sequence=sequence, issued_s=self.now_s, **changes)
        second = [world_key(Kind.CONFIG, 50)] if self.configuration.is_grave else []
        file = write_configuration(self.configuration, self.key(Kind.CONFIG), *second)
        self.listed = [entry for entry in self.listed if entry.kind is not Kind.CONFIG]
        self.publish_file(Kind.CONFIG, sequence, file, signatures=1 + len(second))

    def revoke(
        self,
        batch: int,
        *,
        signers: tuple[int, int] = (0, 50),
        kind: Kind = Kind.BATCH,
        identity: bytes | None = None,
    ) -> None:
        """Two persons take a batch back."""
        self.revocations += 1
        identities = {file.sequence: file.identity for file in self.listed if file.kind is Kind.BATCH}
        revocation = Revocation(self.revocations, kind, batch, identity or identities[batch], self.now_s)
        file = write_revocation(revocation, [world_key(Kind.REVOCATION, number) for number in signers])
        self.publish_file(Kind.REVOCATION, self.revocations, file, signatures=2)

    def publish_batch(self, *more: Staged, lies: dict[int, Any] | None = None, **changes: Any) -> Batch:
        """Closes the next window: what was staged and is free to go, these, and dummies.

        `lies` says what the file's header claims instead, by position.
        """
        self.window_end_s += HOUR_S
        self.now_s = max(self.now_s, self.window_end_s)
        ready = [staged for staged in self.staged if staged.day.embargo_end_ms <= self.window_end_s * 1000]
        self.staged = [staged for staged in self.staged if staged not in ready]
        self.batches += 1
        fields: dict[str, Any] = {
            "kind": Kind.BATCH,
            "sequence": self.batches,
            "window_start_s": self.window_end_s - HOUR_S,
            "window_end_s": self.window_end_s,
            "config_sequence": self.configuration.sequence,
            "previous": self.previous,
            "groups": tuple(self._groups([*ready, *more])),
        }
        batch = Batch(**{**fields, **changes})
        body = write_batch(batch)
        if lies:
            body = _relabelled(body, lies)
        self.previous = identity_of(body)
        file = sign_file(body, [self.key(Kind.BATCH)])
        self.publish_file(Kind.BATCH, batch.sequence, file, (lies or {}).get(WINDOW_END, batch.window_end_s))
        return batch

    def publish_empty_batches(self, count: int) -> None:
        for _ in range(count):
            self.publish_batch()

    def publish_file(
        self, kind: Kind, sequence: int, file: bytes, window_end_s: int = 0, *, signatures: int = 1
    ) -> Published:
        """File, leaf, listing, index: in this order."""
        identity = identity_of(file[: -(1 + 72 * signatures)])
        listed = Published(kind, sequence, identity, len(file), window_end_s)
        self.files[listed.path] = file
        self.leaves.append(leaf_hash(kind, sequence, listed.identity))
        self.listed.append(listed)
        self.sign_index()
        return listed

    def sign_index(self, **changes: Any) -> None:
        """Tiles, head and index as they should be; any field of the index may be given instead."""
        for tile in range(-(-len(self.leaves) // TILE_LEAVES)):
            self.files[f"/v1/log/tile/{tile}"] = b"".join(self.leaves[tile * TILE_LEAVES : (tile + 1) * TILE_LEAVES])
        head = changes.pop("head", None) or self.head_file()
        fields: dict[str, Any] = {
            "issued_s": self.now_s,
            "valid_until_s": self.now_s + 48 * HOUR_S,
            "head": head,
            "files": tuple(self.newest_files()),
            "witnesses": tuple(_cosigned(witness, head) for witness in self.witnesses),
        }
        self.files["/v1/index"] = write_index(Index(**{**fields, **changes}), self.key(Kind.INDEX))

    def newest_files(self) -> list[Published]:
        """As many batches as an index may list, and everything else."""
        batches = [file for file in self.listed if file.kind is Kind.BATCH]
        return [file for file in self.listed if file.kind is not Kind.BATCH] + batches[-900:]

    def head_file(self, **changes: Any) -> bytes:
        fields: dict[str, Any] = {"size": len(self.leaves), "root": root_of(self.leaves), "issued_s": self.now_s}
        return write_head(Head(**{**fields, **changes}), self.key(Kind.HEAD))

    def forget_batches_before(self, sequence: int) -> None:
        """They have aged out of the index."""
        self.listed = [file for file in self.listed if file.kind is not Kind.BATCH or file.sequence >= sequence]
        self.sign_index()

    def fetch(self, path: str, limit: int) -> bytes:
        """As a phone's HTTP client would have it. Raises UnreachableError."""
        if path not in self.files:
            raise UnreachableError("the exchange answered 404")
        if len(self.files[path]) > limit:
            raise UnreachableError("the exchange sent more than agreed")
        return self.files[path]

    def _groups(self, staged: Iterable[Staged]) -> list[Group]:
        entries: dict[GroupKey, set[bytes]] = {key: set() for key in grid(self.window_end_s, _EMPTY_DAYS)}
        for one in staged:
            entries.setdefault(one.key, set()).add(one.seed.value)
        return [make_group(key, _padded(key, self.batches, entries[key])) for key in sorted(entries)]


class OpenExchange:
    """The world's exchange, honest to the letter, with everything that it was sent.

    `fail_at` says at which calls, counted from 0, the line breaks: before the call arrives, or after, with the answer.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.codes: dict[str, tuple[Level, Day]] = {}
        self.redeemed: dict[str, tuple[bytes, bytes]] = {}
        self.requests: list[Request] = []
        self.fetched: list[str] = []
        self.lost_before: set[int] = set()
        self.lost_after: set[int] = set()
        self.instead: dict[int, Answer | bytes] = {}
        """Answers to give at these calls, whatever was asked."""
        self.uploads: list[UploadRequest] = []
        self.work_bits = 4
        self.is_reachable = True

    async def fetch(self, path: str, limit: int) -> bytes:
        self.fetched.append(path)
        if not self.is_reachable:
            raise UnreachableError("the exchange cannot be reached")
        return self.world.fetch(path, limit)

    async def call(self, body: bytes) -> bytes:
        await asyncio.sleep(0)  # others have their turn, as on any line
        return self.answer(body)

    async def close(self) -> None:
        """Nothing to let go of."""

    def answer(self, body: bytes) -> bytes:
        """One call, as it comes over the line."""
        number = len(self.requests)
        request = unpack_request(body)
        self.requests.append(request)
        if number in self.lost_before or not self.is_reachable:
            raise UnreachableError("the exchange cannot be reached")
        answer = self.instead.get(number) or self._decide(request)
        if number in self.lost_after:
            raise UnreachableError("the exchange cannot be reached")
        return answer if isinstance(answer, bytes) else pack_answer(answer)

    def _decide(self, request: Request) -> Answer:
        if isinstance(request, TimeRequest):
            return self._time(request)
        if isinstance(request, RedeemRequest):
            return self._redeem(request)
        if isinstance(request, UploadRequest):
            return self._upload(request)
        if isinstance(request, CoverRequest) and request.step == 1:
            return CertificateAnswer(bytes(200))
        return AcceptedAnswer()

    def _time(self, request: TimeRequest) -> TimeAnswer:
        now_s = self.world.now_s
        key_id, signature = sign_time(request.nonce, now_s, self.world.key(Kind.TIME))
        challenge = hashlib.sha256(request.nonce).digest()[:16]
        return TimeAnswer(now_s, key_id, signature, challenge, self.work_bits, self.work_bits)

    def _redeem(self, request: RedeemRequest) -> Answer:
        proof_of_work.verify(request.challenge, request.commitment, request.work, self.work_bits)
        if request.code in self.redeemed:
            commitment, certificate = self.redeemed[request.code]
            same = commitment == request.commitment
            return CertificateAnswer(certificate) if same else RefusedAnswer(Refusal.CODE)
        if request.code not in self.codes:
            return RefusedAnswer(Refusal.CODE)
        level, onset = self.codes.pop(request.code)
        certificate = self.certificate(request.commitment, level, onset)
        self.redeemed[request.code] = (request.commitment, certificate)
        return CertificateAnswer(certificate)

    def certificate(self, commitment: bytes, level: Level = Level.F0, onset: Day | None = None) -> bytes:
        day = (onset or Day.containing(self.world.now_s * 1000)).number
        expires_s = self.world.now_s + 24 * HOUR_S
        return write_certificate(
            Certificate(commitment, level, day, day - 14, day + 10, expires_s), self.world.key(Kind.CERTIFICATE)
        )

    def _upload(self, request: UploadRequest) -> Answer:
        certificate = read_certificate(request.certificate, self.world.keys)
        seeds = request.retired_seeds()
        if commitment_to(seeds, request.commitment_key) != certificate.commitment:
            return RefusedAnswer(Refusal.CERTIFICATE)
        if request not in self.uploads:
            self.uploads.append(request)
            self.world.staged += [Staged(seed.day, seed.seed, certificate.level) for seed in seeds]
        return AcceptedAnswer()


def _changed(configuration: Configuration, **changes: Any) -> Configuration:
    fields = {name: getattr(configuration, name) for name in configuration.__struct_fields__}
    return Configuration(**{**fields, **changes})


def _relabelled(body: bytes, lies: dict[int, Any]) -> bytes:
    """The file with other numbers in its header: what an honest writer refuses to write."""
    end = 8 + int.from_bytes(body[4:8], "big")
    header = msgspec.msgpack.decode(body[8:end])
    for position, claimed in lies.items():
        header[position] = claimed
    packed = msgspec.msgpack.encode(header)
    return body[:4] + len(packed).to_bytes(4, "big") + packed + body[end:]


def _padded(key: GroupKey, salt: int, entries: set[bytes]) -> list[bytes]:
    dummies = (hashlib.sha256(f"{key} {salt} {number}".encode()).digest()[:16] for number in range(1 << 20))
    padded = sorted(entries)
    while not padded or len(padded) % 16:
        padded.append(next(dummies))
    return padded


def _cosigned(witness: SigningKey, head: bytes) -> Cosignature:
    return Cosignature(witness.verifying_key.key_id, SigningKey(Kind.WITNESS, witness.value).sign(head[:-_BLOCK_BYTES]))


def with_venue_entry(batch: Batch, day: Day, entry: bytes) -> Batch:
    """The batch with this entry among the day's venue alerts."""
    groups = list(batch.groups)
    where = next(n for n, group in enumerate(groups) if (group.key.day, group.key.format) == (day, Format.VENUE16))
    groups[where] = make_group(groups[where].key, _padded(groups[where].key, batch.sequence, {entry}))
    return replace(batch, groups=tuple(groups))
