"""The canary's flight: a phone's own code, on seeds that were never on air.

Nothing marks what it sends: code, calls and seeds are those of any confirmed person, so no reader of a batch can pick
them out, and nobody can be warned, because nobody can have heard them. It counts as one upload in the day's total.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from bluezone.cli.exchange.canary.findings import Findings
from bluezone.cli.exchange.internal_client import InternalClient
from bluezone.device.calling import rest_ms
from bluezone.device.core import disclosing
from bluezone.device.core.anchor import BootClock
from bluezone.device.core.feed import INDEX_PATH, KEYS_PATH, Examine, Feed, Fetch, File, follow
from bluezone.device.core.matching import find_encounters, index_log
from bluezone.device.exchange_client import HttpExchange
from bluezone.device.saved import BEFORE_THE_FIRST
from bluezone.joining.refusal import RefusedError
from bluezone.protocol import proof_of_work
from bluezone.protocol.batch import Batch
from bluezone.protocol.calendar import SLOT_MS, Day
from bluezone.protocol.codes import normalise_code
from bluezone.protocol.disclosure import RetiredSeed
from bluezone.protocol.index import MAX_INDEX_BYTES, Published, VerifiedIndex, read_index
from bluezone.protocol.keys import SEED_BYTES, DaySeed
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES, inclusion_proof, leaf_hash, verify_inclusion
from bluezone.protocol.messages import RedeemRequest, TimeRequest, pack_request, unpack_answer
from bluezone.protocol.sighting import BootId, Sighting
from bluezone.protocol.signature import MAX_KEY_LIST_BYTES, KeyList, Kind, VerifyingKey, read_key_list

_STALE_S = 3_600
_DAYS = 3
_LAST_SLOT = 95
_MET_IN_SLOT = 40
_RSSI_DBM = -60


class Canary:
    """One run. Each step raises StepFailedError with its name."""

    def __init__(
        self,
        exchange: HttpExchange,
        desk: InternalClient,
        root: VerifyingKey,
        findings: Findings,
        entropy: Callable[[int], bytes],
        *,
        rests: bool = True,
    ) -> None:
        self._exchange = exchange
        self._desk = desk
        self._root = root
        self._findings = findings
        self._entropy = entropy
        self._rests = rests
        self._answered_s = 0.0

    async def fly(self, *, patience_s: float, look_every_s: float) -> None:
        """Flies from the first look to the match."""
        step = self._findings.step
        with step("published"):
            keys, verified = await self._read_index()
            feed = await self._caught_up(verified)
        with step("code"):
            newest = _newest_free_day(verified.index.issued_s)
            code = self._issue(newest)
        seeds = self._draw_seeds(newest)
        await self._disclose(disclosing.new_draft(code, seeds, self._entropy), keys)
        with step("batch"):
            feed, batch = await self._wait(feed, seeds, patience_s, look_every_s)
        with step("log"):
            await self._require_in_log(batch.sequence)
        with step("match"):
            self._require_match(batch, seeds, feed)

    async def _read_index(self) -> tuple[KeyList, VerifiedIndex]:
        keys = read_key_list(bytes(await self._exchange.fetch(KEYS_PATH, MAX_KEY_LIST_BYTES)), self._root)
        verified = read_index(bytes(await self._exchange.fetch(INDEX_PATH, MAX_INDEX_BYTES)), keys)
        return keys, verified

    async def _caught_up(self, verified: VerifiedIndex) -> Feed:
        """Follows as a phone that has seen every batch so far, without fetching two weeks of them; and fresh news."""
        age_s = int(self._desk.get("published")["now_s"]) - verified.index.issued_s
        if age_s > _STALE_S:
            raise RefusedError(f"the published index is {age_s // 60} minutes old")
        newest = verified.index.newest(Kind.BATCH)
        if newest is None:
            return BEFORE_THE_FIRST
        return Feed(BEFORE_THE_FIRST.configuration, next_batch=newest.sequence + 1, last_identity=newest.identity)

    def _issue(self, onset: Day) -> str:
        order = {"level": "F0", "onset": onset.date.isoformat(), "form": "long"}
        return normalise_code(str(self._desk.post("codes", order)[0]["code"]))

    def _draw_seeds(self, newest: Day) -> tuple[RetiredSeed, ...]:
        """Draws seeds of whole days whose embargo is over, so that the next window brings them all."""
        return tuple(
            RetiredSeed(newest.plus(-age), 0, _LAST_SLOT, DaySeed(self._entropy(SEED_BYTES))) for age in range(_DAYS)
        )

    async def _disclose(self, draft: disclosing.Draft, keys: KeyList) -> None:
        """Discloses by the phone's own conversation; the last step is what came of it."""
        conversation = disclosing.disclose(draft, keys, self._entropy)
        name, reply = "time", None
        try:
            asked = next(conversation)
            while True:
                name = _name_of(asked, name)
                with self._findings.step(name):
                    reply = await self._take(asked)
                    asked = conversation.send(reply)
        except StopIteration as end:
            ended: disclosing.Draft = end.value
        with self._findings.step(name):
            if ended.stage is not disclosing.Stage.DONE:
                raise RefusedError(f"the exchange refused: {ended.refusal}")

    async def _take(self, asked: disclosing.Step) -> disclosing.Reply:
        match asked:
            case disclosing.Send(request):
                answer = await self._exchange.call(pack_request(request))
                self._answered_s = time.monotonic()
                return unpack_answer(answer)
            case disclosing.Work(challenge, commitment, bits):
                return await asyncio.to_thread(proof_of_work.solve, challenge, commitment, bits)
            case disclosing.Rest() if self._rests:
                rested_s = time.monotonic() - self._answered_s
                await asyncio.sleep(max(0.0, rest_ms(self._entropy) / 1_000 - rested_s))
        return None

    async def _wait(
        self, feed: Feed, seeds: tuple[RetiredSeed, ...], patience_s: float, look_every_s: float
    ) -> tuple[Feed, Batch]:
        """Waits for the batch in which every one of the seeds has come out."""
        until = time.monotonic() + patience_s
        while True:
            feed, batches = await self._followed(feed)
            for batch in batches:
                if _holds_all(batch, seeds):
                    return feed, batch
            if time.monotonic() >= until:
                raise RefusedError(f"what was uploaded did not come out within {patience_s / 60:.0f} minutes")
            await asyncio.sleep(look_every_s)

    async def _followed(self, feed: Feed) -> tuple[Feed, list[Batch]]:
        """Follows as a phone would: what it believes now, and the batches that are new to it."""
        now_s = int(self._desk.get("published")["now_s"])  # a drill's clock is not this machine's
        conversation, batches = follow(feed, self._root, now_s * 1_000), []
        reply: File = b""
        try:
            wanted: Any = next(conversation)
            while True:
                match wanted:
                    case Fetch(path, limit):
                        reply = await self._exchange.fetch(path, limit)
                    case Examine(batch):
                        batches.append(batch)
                wanted = conversation.send(reply)
        except StopIteration as end:
            followed: Feed = end.value
            return followed, batches

    async def _require_in_log(self, sequence: int) -> None:
        """Requires a proof that the batch is in the log, beside what following checked."""
        _, verified = await self._read_index()
        published = next((file for file in verified.index.of_kind(Kind.BATCH) if file.sequence == sequence), None)
        if published is None:
            raise RefusedError(f"batch {sequence} was published and is not listed any more")
        hashes, leaf = await self._leaves(verified.head.size), _leaf_of(published)
        if leaf not in hashes:
            raise RefusedError(f"batch {sequence} is not in the public log")
        number = hashes.index(leaf)
        verify_inclusion(leaf, number, verified.head.size, inclusion_proof(hashes, number), verified.head.root)

    async def _leaves(self, size: int) -> list[bytes]:
        joined = b""
        for tile in range(-(-size // TILE_LEAVES)):
            joined += await self._exchange.fetch(f"/v1/log/tile/{tile}", TILE_LEAVES * HASH_BYTES)
        return [joined[at : at + HASH_BYTES] for at in range(0, size * HASH_BYTES, HASH_BYTES)]

    def _require_match(self, batch: Batch, seeds: tuple[RetiredSeed, ...], feed: Feed) -> None:
        """Requires exactly the match that a phone would have found that had been near."""
        boot = BootId(self._entropy(8))
        heard = [_sighting_of(retired, boot) for retired in seeds]
        log = index_log(heard, {boot: BootClock(boot)}, feed.configuration.risk.tolerance_slots)
        found = {encounter.seed for encounter in find_encounters(batch, log)}
        if found != {retired.seed for retired in seeds}:
            raise RefusedError(f"a phone would have found {len(found)} of {len(seeds)} seeds")


def _newest_free_day(now_s: int) -> Day:
    """The newest day whose embargo is over."""
    day = Day.containing(now_s * 1000).plus(-1)
    return day if day.embargo_end_ms <= now_s * 1000 else day.plus(-1)


def _name_of(asked: disclosing.Step, before: str) -> str:
    """The step of the chain to which this belongs; what follows a call belongs to it."""
    if not isinstance(asked, disclosing.Send):
        return before
    if isinstance(asked.request, TimeRequest):
        return "time"
    return "redeem" if isinstance(asked.request, RedeemRequest) else "upload"


def _holds_all(batch: Batch, seeds: tuple[RetiredSeed, ...]) -> bool:
    columns = {(group.key.day, entry) for group in batch.groups for entry in _entries(bytes(group.column))}
    return all((retired.day, retired.seed.value) in columns for retired in seeds)


def _entries(column: bytes) -> list[bytes]:
    return [column[at : at + SEED_BYTES] for at in range(0, len(column), SEED_BYTES)]


def _leaf_of(published: Published) -> bytes:
    return leaf_hash(published.kind, published.sequence, published.identity)


def _sighting_of(retired: RetiredSeed, boot: BootId) -> Sighting:
    heard_ms = retired.day.start_ms + _MET_IN_SLOT * SLOT_MS
    rolling_id = retired.seed.ids_for(retired.day)[_MET_IN_SLOT]
    return Sighting(rolling_id, boot, _MET_IN_SLOT * SLOT_MS, heard_ms, _RSSI_DBM)
