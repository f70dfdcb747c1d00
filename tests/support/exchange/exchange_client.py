"""A phone's side of the exchange, as the tests need it: the sequence time → redeem → upload, and its variations."""

from __future__ import annotations

import random
from dataclasses import dataclass

import httpx

from bluezone.protocol import messages
from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import is_short, normalise_code
from bluezone.protocol.disclosure import RetiredSeed, commitment_to
from bluezone.protocol.index import VerifiedIndex, read_index
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import (
    AcceptedAnswer,
    Answer,
    CertificateAnswer,
    RedeemRequest,
    Request,
    TimeAnswer,
    TimeRequest,
    UploadRequest,
    disclosed,
    pack_request,
    unpack_answer,
)
from bluezone.protocol.proof_of_work import solve
from bluezone.protocol.signature import KeyList, VerifyingKey, read_key_list


def seeds_of_days(chance: random.Random, days: range) -> tuple[RetiredSeed, ...]:
    """One whole-day seed for each of these day numbers."""
    return tuple(RetiredSeed(Day(number), 0, 95, DaySeed(chance.randbytes(16))) for number in days)


@dataclass
class PhoneClient:
    """Talks to an exchange as a phone does; every step can be taken alone."""

    http: httpx.AsyncClient
    chance: random.Random

    async def call(self, request: Request) -> Answer:
        response = await self.http.post(messages.CALL_PATH, content=pack_request(request))
        assert response.status_code == 200
        return unpack_answer(response.content)

    async def time(self) -> TimeAnswer:
        answer = await self.call(TimeRequest(self.chance.randbytes(16)))
        assert isinstance(answer, TimeAnswer)
        return answer

    async def redeem(self, code: str, commitment: bytes) -> Answer:
        time = await self.time()
        bits = time.work_bits if is_short(normalise_code(code)) else time.long_work_bits
        work = solve(time.challenge, commitment, bits)
        return await self.call(RedeemRequest(code, commitment, time.challenge, work))

    async def certificate(self, code: str, seeds: tuple[RetiredSeed, ...], key: bytes) -> bytes:
        answer = await self.redeem(code, commitment_to(seeds, key))
        assert isinstance(answer, CertificateAnswer), answer
        return answer.certificate

    async def upload(self, certificate: bytes, seeds: tuple[RetiredSeed, ...], key: bytes) -> Answer:
        return await self.call(UploadRequest(certificate, key, tuple(disclosed(retired) for retired in seeds)))

    async def disclose(self, code: str, seeds: tuple[RetiredSeed, ...]) -> None:
        """The whole sequence, which must succeed."""
        answer = await self.try_to_disclose(code, seeds)
        assert isinstance(answer, AcceptedAnswer), answer

    async def try_to_disclose(self, code: str, seeds: tuple[RetiredSeed, ...]) -> Answer:
        """The whole sequence as far as it goes; the answer to its last call."""
        key = self.chance.randbytes(32)
        answer = await self.redeem(code, commitment_to(seeds, key))
        if isinstance(answer, CertificateAnswer):
            answer = await self.upload(answer.certificate, seeds, key)
        return answer

    async def file(self, path: str) -> bytes:
        response = await self.http.get(path)
        assert response.status_code == 200, path
        return response.content

    async def keys(self) -> KeyList:
        """The key list, with the root pinned at first use."""
        return read_key_list(await self.file("/v1/keys/1"), VerifyingKey(await self.file("/v1/root")))

    async def index(self) -> VerifiedIndex:
        return read_index(await self.file("/v1/index"), await self.keys())
