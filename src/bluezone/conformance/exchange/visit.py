"""One visit to an exchange: what was fetched is fetched once, and what cannot be read keeps only those rules from being
tried that need it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bluezone.conformance.exchange.door import Door, Reply
from bluezone.conformance.exchange.errors import NothingToTryError, NotMetError, NotTriedError
from bluezone.conformance.exchange.former import FormerCall
from bluezone.conformance.exchange.loose import (
    LooseBatch,
    LooseConfiguration,
    LooseFile,
    LooseHead,
    LooseIndex,
    LooseListed,
    LooseRevocation,
    read_batch_loosely,
    read_index_loosely,
    read_loosely,
    split,
)
from bluezone.protocol import proof_of_work
from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import is_short, normalise_code
from bluezone.protocol.disclosure import COMMITMENT_KEY_BYTES, RetiredSeed, commitment_to
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import MAX_HEAD_BYTES, MAX_INDEX_BYTES
from bluezone.protocol.keys import SEED_BYTES, DaySeed
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES
from bluezone.protocol.messages import (
    ANSWER_BYTES,
    CALL_PATH,
    TIME_NONCE_BYTES,
    Answer,
    CertificateAnswer,
    RedeemRequest,
    Request,
    TimeAnswer,
    TimeRequest,
    pack_request,
    unpack_answer,
    verify_time,
)
from bluezone.protocol.signature import MAX_KEY_LIST_BYTES, KeyList, Kind, VerifyingKey, read_key_list

MOST_BYTES = 256 << 20
"""Of everything that one visit fetches and holds."""
MOST_LEAVES = 1 << 20
MOST_REFUSAL_BYTES = 64 << 10
INDEX, NEWEST_KEYS, ROOT, TILE = "/v1/index", "/v1/newest-keys", "/v1/root", "/v1/log/tile"
_ROOT_BYTES = 32
_T = TypeVar("_T")
_DAYS, _LAST_SLOT = 3, 95
_MOST_OF = {INDEX: MAX_INDEX_BYTES, NEWEST_KEYS: MAX_KEY_LIST_BYTES, ROOT: _ROOT_BYTES}


@dataclass
class Visit:
    """What a visitor sees. A code that the authority issued opens the rules of disclosures; it is used up."""

    door: Door
    entropy: Callable[[int], bytes]
    given_root: VerifyingKey | None = None
    code: str = ""
    held_ms: tuple[int, int] = (0, 0)
    """From what range the delay of each answer is drawn, as the exchange's operator says; zeros: nobody said."""
    former: tuple[FormerCall, ...] = ()
    """What a phone of a former release sent."""
    _replies: dict[str, Reply] = field(default_factory=dict)

    def anew(self) -> Visit:
        """Another look at what is published now."""
        return Visit(self.door, self.entropy, self.given_root)

    def reply(self, path: str, most: int = MOST_REFUSAL_BYTES) -> Reply:
        """Fetches a path, once."""
        if path not in self._replies:
            held = sum(len(reply.body) for reply in self._replies.values())
            if held + most > MOST_BYTES:
                raise NotTriedError(f"a visit holds no more than {MOST_BYTES} bytes")
            self._replies[path] = self.door.ask("GET", path, most=most)
        return self._replies[path]

    def fetched(self, path: str, most: int) -> bytes:
        """The bytes of a published file. Raises NotTriedError if it is not there; another rule says so."""
        reply = self.reply(path, most)
        if reply.status != 200:
            raise NotTriedError(f"{path} was answered by {reply.status}")
        return reply.body

    def first(self, path: str) -> bytes:
        """One of the three files that have a fixed address."""
        return self.fetched(path, _MOST_OF[path])

    @functools.cached_property
    def root(self) -> VerifyingKey:
        if self.given_root is not None:
            return self.given_root
        value = self.first(ROOT)
        if len(value) != _ROOT_BYTES:
            raise NotTriedError(f"{ROOT} has {len(value)} bytes")
        return VerifyingKey(value)

    @functools.cached_property
    def keys(self) -> KeyList:
        try:
            return read_key_list(self.first(NEWEST_KEYS), self.root)
        except PeerError as error:
            raise NotTriedError(f"the key list cannot be read: {error}") from error

    @functools.cached_property
    def index_file(self) -> LooseFile:
        return self._split(self.first(INDEX), "the index")

    @functools.cached_property
    def index(self) -> LooseIndex:
        try:
            return read_index_loosely(self.index_file.body)
        except PeerError as error:
            raise NotTriedError(str(error)) from error

    @functools.cached_property
    def head_file(self) -> LooseFile:
        if len(self.index.head) > MAX_HEAD_BYTES:
            raise NotTriedError(f"the head has {len(self.index.head)} bytes")
        return self._split(self.index.head, "the head")

    @functools.cached_property
    def head(self) -> LooseHead:
        return self._read(self.head_file.body, LooseHead, "head")

    @functools.cached_property
    def leaves(self) -> list[bytes]:
        """All leaf hashes up to the head, whatever their root."""
        if not 0 <= self.head.size <= MOST_LEAVES:
            raise NotTriedError(f"the log has {self.head.size} leaves, and a visit fetches {MOST_LEAVES}")
        joined = b"".join(self.tile(number) for number in range(-(-self.head.size // TILE_LEAVES)))
        return [joined[at : at + HASH_BYTES] for at in range(0, self.head.size * HASH_BYTES, HASH_BYTES)]

    def tile(self, number: int) -> bytes:
        return self.fetched(f"{TILE}/{number}", TILE_LEAVES * HASH_BYTES)

    def listed(self, *kinds: Kind) -> list[LooseListed]:
        """The index's lines of these kinds, in sequence. Raises NothingToTryError if there are none."""
        found = [line for line in self.index.files if line.kind in kinds]
        if not found:
            raise NothingToTryError(f"the index lists no {' and no '.join(kinds)}")
        return sorted(found, key=lambda line: (line.kind, line.sequence))

    def file(self, line: LooseListed) -> LooseFile:
        return self._split(self.fetched(line.path, line.most_bytes), line.name, line.identity)

    @functools.cached_property
    def batches(self) -> list[LooseBatch]:
        """Every listed batch and roll-up that can be read at all."""
        return [self.batch(line) for line in self.listed(Kind.BATCH, Kind.ROLLUP)]

    def batch(self, line: LooseListed) -> LooseBatch:
        try:
            return read_batch_loosely(line, self.file(line).body)
        except PeerError as error:
            raise NotTriedError(str(error)) from error

    def newest(self, kind: Kind) -> LooseListed | None:
        """The index's newest line of this kind."""
        found = [line for line in self.index.files if line.kind == kind]
        return max(found, key=lambda line: line.sequence, default=None)

    def configuration(self, line: LooseListed) -> LooseConfiguration:
        return self._read(self.file(line).body, LooseConfiguration, line.name)

    def revocation(self, line: LooseListed) -> LooseRevocation:
        return self._read(self.file(line).body, LooseRevocation, line.name)

    def call(self, request: Request) -> Answer:
        """Makes one call. Raises NotMetError if no answer of the agreed shape comes."""
        return self.posted(pack_request(request))

    def posted(self, body: bytes) -> Answer:
        """Posts any body. Raises NotMetError if no answer of the agreed shape comes."""
        reply = self.post(body)
        try:
            return unpack_answer(reply.body)
        except PeerError as error:
            raise NotMetError(f"a call was answered by what is no answer: {error}") from error

    def post(self, body: bytes) -> Reply:
        return self.door.ask("POST", CALL_PATH, most=ANSWER_BYTES, body=body)

    def opening(self) -> TimeAnswer:
        """Asks the time, with which every sequence begins. Raises NotTriedError if it is not told."""
        answer = self.call(TimeRequest(self.entropy(TIME_NONCE_BYTES)))
        if not isinstance(answer, TimeAnswer):
            raise NotTriedError("the exchange did not tell the time")
        return answer

    @functools.cached_property
    def told_s(self) -> int:
        """The exchange's own time, for a nonce of ours: the one clock of a visit. A drill's is not this machine's."""
        nonce = self.entropy(TIME_NONCE_BYTES)
        answer = self.call(TimeRequest(nonce))
        if not isinstance(answer, TimeAnswer):
            raise NotTriedError("the exchange did not tell the time")
        try:
            return verify_time(answer, nonce, self.keys)
        except PeerError as error:
            raise NotTriedError(f"the time that was told proves nothing: {error}") from error

    @functools.cached_property
    def seeds(self) -> tuple[RetiredSeed, ...]:
        """Seeds of three past days that nobody heard."""
        yesterday = Day.containing(self.told_s * 1_000).plus(-1)
        drawn = (DaySeed(self.entropy(SEED_BYTES)) for _ in range(_DAYS))
        return tuple(RetiredSeed(yesterday.plus(-age), 0, _LAST_SLOT, seed) for age, seed in enumerate(drawn))

    @functools.cached_property
    def commitment_key(self) -> bytes:
        return self.entropy(COMMITMENT_KEY_BYTES)

    def redeem(self, commitment: bytes) -> Answer:
        """Redeems the code that was given. Raises NothingToTryError if none was."""
        if not self.code:
            raise NothingToTryError("a code that the authority issued was not given")
        code, opening = normalise_code(self.code), self.opening()
        bits = opening.work_bits if is_short(code) else opening.long_work_bits
        work = proof_of_work.solve(opening.challenge, commitment, bits)
        return self.call(RedeemRequest(code, commitment, opening.challenge, work))

    @functools.cached_property
    def redeemed(self) -> Answer:
        """What the code gave for the seeds, once."""
        return self.redeem(commitment_to(self.seeds, self.commitment_key))

    @property
    def certificate(self) -> bytes:
        """The certificate that the code gave. Raises NotTriedError if it gave none."""
        if not isinstance(self.redeemed, CertificateAnswer):
            raise NotTriedError("the code that was given opens nothing")
        return self.redeemed.certificate

    def _split(self, data: bytes, name: str, identity: bytes | None = None) -> LooseFile:
        try:
            return split(data, identity, self._keys_if_readable)
        except PeerError as error:
            raise NotTriedError(f"{name}: {error}") from error

    @property
    def _keys_if_readable(self) -> KeyList | None:
        """None where another rule says that the key list cannot be read."""
        try:
            return self.keys
        except NotTriedError:
            return None

    @staticmethod
    def _read(body: memoryview, kind: type[_T], name: str) -> _T:
        try:
            return read_loosely(body, kind, name)
        except PeerError as error:
            raise NotTriedError(str(error)) from error
