"""One visit to a peer over bumble: connect, find the service, read the identity, say goodbye.

docs/protocol/1-air.md, "iPhone-style peers". Whatever goes wrong is a ReadFailedError; whose turn it is and what the
bytes mean is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import contextlib

from bumble import hci
from bumble.core import UUID, BaseBumbleError
from bumble.device import Connection, Device, Peer

from bluezone.protocol.gatt import IDENTITY_UUID128, SERVICE_UUID128
from bluezone.radio.errors import ReadFailedError

_GOODBYE_SECONDS = 1.0
_SERVICE, _IDENTITY = UUID(SERVICE_UUID128), UUID(IDENTITY_UUID128)


async def connected(device: Device, peer: hci.Address, limit_s: float) -> Connection:
    """A connection to the peer, made by us."""
    try:
        connection = await device.connect(peer, own_address_type=hci.OwnAddressType.RANDOM, timeout=limit_s)
    except Exception as error:
        raise ReadFailedError("the peer is gone") from error
    if connection.role == hci.Role.CENTRAL and connection.peer_address == peer:
        return connection
    # bumble hands over the first connection of any kind: here a peer came to us in the meantime.
    with contextlib.suppress(BaseBumbleError):
        await device.send_sync_command(hci.HCI_LE_Create_Connection_Cancel_Command())
    raise ReadFailedError("another peer got in between")


async def identity_of(connection: Connection, deadline_s: float) -> bytes:
    """What the peer calls itself, by this time of the loop; the connection is over afterwards."""
    try:
        async with asyncio.timeout_at(deadline_s):
            return await _read(Peer(connection))
    except ReadFailedError:
        raise
    except (Exception, asyncio.CancelledError) as error:  # bumble unpacks what the peer sent, and fails as Python does
        if isinstance(error, asyncio.CancelledError) and _is_being_cancelled():
            raise
        raise ReadFailedError("the peer did not say its identity") from error
    finally:
        await said_goodbye(connection)


async def said_goodbye(connection: Connection) -> None:
    """End a connection, whether or not the other side still hears."""
    with contextlib.suppress(BaseBumbleError, TimeoutError):
        async with asyncio.timeout(_GOODBYE_SECONDS):
            await connection.disconnect()


async def _read(peer: Peer) -> bytes:
    for service in await peer.discover_service(_SERVICE):
        for characteristic in await service.discover_characteristics([_IDENTITY]):
            return bytes(await characteristic.read_value())
    raise ReadFailedError("the peer has no such service")


def _is_being_cancelled() -> bool:
    """Whether our own task is to stop, as opposed to bumble cancelling its request because the peer hung up."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
