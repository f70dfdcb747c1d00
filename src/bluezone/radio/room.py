"""The virtual radio between processes in real time: a folder is a room, a socket in it is a phone.

Each radio binds a Unix datagram socket in the folder and sends its frames to all the others; the receiver works out
from the two positions how strong a frame arrives, if at all. The folder belongs to one user, and so does what
happens in it. Positions are metres on a plane; there are no walls.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import math
import socket
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bluezone.protocol.errors import MalformedError
from bluezone.protocol.gatt import READ_TIMEOUT_MS
from bluezone.radio.air import MAX_RSSI_DBM, Air
from bluezone.radio.base import Address, Clock, Duty, FrameListener, HeardFrame, Hearing, OnAir
from bluezone.radio.datagrams import MAX_DATAGRAM_BYTES, Advert, Answer, Read, parse_datagram
from bluezone.radio.door import SOCKET_SUFFIX, Place, enter
from bluezone.radio.errors import ReadFailedError

SEND_INTERVAL_MS = 250
"""How often a frame is sent while the duty is on."""

_MAX_REMEMBERED = 1_024  # addresses heard lately: more than are ever in one room within a slot
_BURST = 64  # datagrams taken in one go, so that a flood cannot starve the loop


class RoomRadio:
    """One phone in a room."""

    def __init__(
        self,
        endpoint: socket.socket,
        path: Path,
        place: Place,
        *,
        air: Air,
        clock: Clock,
        send_interval_ms: int,
        read_timeout_ms: int,
    ) -> None:
        """Use `open_room_radio`."""
        self._endpoint = endpoint
        self._path = path
        self._place = place
        self._air = air
        self._clock = clock
        self._send_interval_ms = send_interval_ms
        self._read_timeout_ms = read_timeout_ms
        self._on_air: OnAir | None = None
        self._hearing: Hearing | None = None
        self._identity: Callable[[], bytes] | None = None
        self._sending: asyncio.Task[None] | None = None
        self._heard_at: OrderedDict[Address, Path] = OrderedDict()
        self._tokens = itertools.count(1)
        self._reading = asyncio.Lock()
        self._question: tuple[int, Path, asyncio.Future[bytes | None]] | None = None
        self._closed = False
        asyncio.get_running_loop().add_reader(endpoint.fileno(), self._take_in)

    @property
    def address_with_id(self) -> bool:
        return True

    async def advertise(self, frame: bytes, address: Address, duty: Duty) -> None:
        on_air = OnAir(bytes(frame), address, duty)
        await self.stop_advertising()
        if not self._closed:
            self._on_air = on_air
            self._sending = asyncio.get_running_loop().create_task(self._keep_sending(on_air))

    async def stop_advertising(self) -> None:
        self._on_air = None
        sending, self._sending = self._sending, None
        if sending is not None:
            sending.cancel()
            await asyncio.wait([sending])

    async def listen(self, listener: FrameListener, duty: Duty) -> None:
        if not self._closed:
            self._hearing = Hearing(listener, duty)

    async def stop_listening(self) -> None:
        self._hearing = None

    async def serve_identity(self, current: Callable[[], bytes]) -> None:
        self._identity = current

    async def read_identity(self, address: Address) -> bytes:
        async with self._reading:
            peer = self._heard_at.get(address)
            token = next(self._tokens)
            if self._closed or peer is None or not self._send(Read(token, address).pack(), peer):
                raise ReadFailedError("the peer is gone")
            identity = await self._answer_to(token, peer)
        if identity is None:
            raise ReadFailedError("the peer serves no identity at this address any more")
        return identity

    async def close(self) -> None:
        await self.stop_advertising()
        if self._closed:
            return
        self._closed = True
        self._hearing = self._identity = None
        if self._question is not None:
            self._settle(self._question[2], None)
        asyncio.get_running_loop().remove_reader(self._endpoint.fileno())
        self._endpoint.close()
        self._path.unlink(missing_ok=True)

    async def _keep_sending(self, on_air: OnAir) -> None:
        place = self._place
        datagram = Advert(place.x_cm, place.y_cm, place.tx_db, on_air.address, on_air.frame).pack()
        while True:
            now_ms = self._clock()
            wait_ms = on_air.duty.next_on(now_ms) - now_ms
            if not wait_ms:
                for peer in self._path.parent.glob(f"*{SOCKET_SUFFIX}"):
                    if peer != self._path:
                        self._send(datagram, peer)
                wait_ms = self._send_interval_ms
            await asyncio.sleep(wait_ms / 1_000)

    def _send(self, datagram: bytes, peer: Path) -> bool:
        """Whether it was taken. The socket of a dead process is swept away; a full one loses the frame, as air does."""
        try:
            self._endpoint.sendto(datagram, str(peer))
        except ConnectionRefusedError:
            peer.unlink(missing_ok=True)
            return False
        except OSError:
            return False
        return True

    async def _answer_to(self, token: int, peer: Path) -> bytes | None:
        answer: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._question = (token, peer, answer)
        try:
            async with asyncio.timeout(self._read_timeout_ms / 1_000):
                return await answer
        except TimeoutError:
            raise ReadFailedError(f"the peer was silent for {self._read_timeout_ms} ms") from None
        finally:
            self._question = None

    def _take_in(self) -> None:
        for _ in range(_BURST):
            try:
                data, sender = self._endpoint.recvfrom(MAX_DATAGRAM_BYTES + 1)
            except OSError:  # nothing more for now
                return
            if not sender:
                continue  # an unbound socket is no phone
            # What is not a datagram of ours is not for us.
            with contextlib.suppress(MalformedError):
                self._dispatch(parse_datagram(data), Path(sender))
            if self._closed:
                return

    def _dispatch(self, said: Advert | Read | Answer, sender: Path) -> None:
        match said:
            case Advert():
                self._hear(said, sender)
            case Read():
                self._send(Answer(said.token, self._identity_at(said.address)).pack(), sender)
            case Answer():
                if self._question is not None and self._question[:2] == (said.token, sender):
                    self._settle(self._question[2], said.identity)

    def _hear(self, advert: Advert, sender: Path) -> None:
        now_ms = self._clock()
        if self._hearing is None or not self._hearing.duty.is_on(now_ms):
            return
        way = self._air.path(_number(sender), _number(self._path))
        way = replace(way, at_1_m_dbm=way.at_1_m_dbm + advert.tx_db)
        distance_m = math.hypot(advert.x_cm - self._place.x_cm, advert.y_cm - self._place.y_cm) / 100
        for _, rssi_dbm in self._air.heard(way, distance_m, (now_ms,)):
            self._remember(advert.address, sender)
            self._hearing.listener(HeardFrame(advert.frame, advert.address, min(rssi_dbm, MAX_RSSI_DBM), now_ms))

    def _remember(self, address: Address, sender: Path) -> None:
        self._heard_at[address] = sender
        self._heard_at.move_to_end(address)
        if len(self._heard_at) > _MAX_REMEMBERED:
            self._heard_at.popitem(last=False)

    def _identity_at(self, address: Address) -> bytes | None:
        if self._identity is None or self._on_air is None or self._on_air.address != address:
            return None
        return bytes(self._identity())

    @staticmethod
    def _settle(answer: asyncio.Future[bytes | None], identity: bytes | None) -> None:
        if not answer.done():
            answer.set_result(identity)


async def open_room_radio(
    folder: Path,
    place: Place,
    *,
    air: Air,
    clock: Clock,
    name: str | None = None,
    send_interval_ms: int = SEND_INTERVAL_MS,
    read_timeout_ms: int = READ_TIMEOUT_MS,
) -> RoomRadio:
    """Enter the room. A name gives the phone the same antenna every time; without one it is a new phone each time."""
    endpoint, path = enter(folder, name)
    return RoomRadio(
        endpoint, path, place, air=air, clock=clock, send_interval_ms=send_interval_ms, read_timeout_ms=read_timeout_ms
    )


def _number(path: Path) -> int:
    """A phone's number on the air, from its name."""
    return int.from_bytes(hashlib.sha256(path.name.encode()).digest()[:8], "big")
