"""The advertisement: 23 bytes, or 29 with what is said of the transmit power (docs/protocol/1-air.md).

Packing is exact to the byte. Parsing goes by AD type, never by position, and accepts what any phone, old or new,
sends. A frame that is not ours is None; a frame that claims to be ours and is not well-formed raises MalformedError.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from bluezone.protocol.errors import InvalidValueError, MalformedError
from bluezone.protocol.gatt import SERVICE_UUID16, SERVICE_UUID128
from bluezone.protocol.hidden_power import MAX_DBM, MIN_DBM, require_power
from bluezone.protocol.identifiers import ID_BYTES, RollingId

COMPANY_ID = 0x22B5
LEGACY_BYTES = 31
MAX_HEARD_BYTES = 2 * LEGACY_BYTES  # an advertisement merged with its scan response

_IN_CLEAR, _HIDDEN = 1, 2  # versions of the power element
_FLAGS_GENERAL_LE_ONLY = 0x06
_AD_FLAGS = 0x01
_AD_UUID16 = (0x02, 0x03)
_AD_UUID128 = (0x06, 0x07)
_AD_SERVICE_DATA16 = 0x16
_AD_MANUFACTURER = 0xFF
_APPLE_COMPANY_ID = 0x004C
_APPLE_OVERFLOW_TYPE = 0x01
_OVERFLOW_MASK_BYTES = 16
_OVERFLOW_BIT = 0x08  # the bit that our 128-bit service sets in the first mask byte
_SERVICE_UUID128_AIR = uuid.UUID(SERVICE_UUID128).bytes[::-1]


@dataclass(frozen=True, slots=True)
class Advertisement:
    """What a phone of ours says about itself during one slot."""

    rolling_id: RollingId
    tx_power_dbm: int | None = None
    """In clear, -127..20. No phone of today says it so; some of former releases did."""
    hidden_power: int | None = None
    """As `hide_power` masks it for this id, 0..255. With neither, the element is left out, as the original did."""

    def __post_init__(self) -> None:
        if self.tx_power_dbm is not None:
            require_power(self.tx_power_dbm)
        if self.hidden_power is not None and not 0 <= self.hidden_power <= 0xFF:
            raise InvalidValueError(f"a hidden power is one byte, not {self.hidden_power}")
        if self.tx_power_dbm is not None and self.hidden_power is not None:
            raise InvalidValueError("an advertisement says its power in clear or hidden, not both")

    @property
    def power_element(self) -> bytes:
        """What the service data of 0x4E56 hold: version and power; nothing where none is said."""
        if self.hidden_power is not None:
            return bytes([_HIDDEN, self.hidden_power])
        if self.tx_power_dbm is not None:
            return bytes([_IN_CLEAR, self.tx_power_dbm % 256])
        return b""

    def pack(self) -> bytes:
        """The advertising data: flags, service 0x4E56, manufacturer data, then the optional service data."""
        service = SERVICE_UUID16.to_bytes(2, "little")
        frame = _element(_AD_FLAGS, bytes([_FLAGS_GENERAL_LE_ONLY]))
        frame += _element(_AD_UUID16[1], service)
        frame += _element(_AD_MANUFACTURER, COMPANY_ID.to_bytes(2, "little") + self.rolling_id.value)
        if self.power_element:
            frame += _element(_AD_SERVICE_DATA16, service + self.power_element)
        return frame


@dataclass(frozen=True, slots=True)
class ReadablePeer:
    """An iPhone-style peer: its id must be read over GATT."""


def parse_advertisement(data: bytes) -> Advertisement | ReadablePeer | None:
    """What a heard frame says, or None if it is not Bluezone's.

    `data` is the advertising data as the controller reports it, with or without the scan response appended.
    Raises MalformedError when the frame overruns itself, or names our service and carries no proper id.
    """
    if len(data) > MAX_HEARD_BYTES:
        raise MalformedError(f"an advertisement of {len(data)} bytes exceeds {MAX_HEARD_BYTES}")
    elements = _elements(data)
    if _names_our_service16(elements):
        return _with_power(_rolling_id(elements), elements)
    if _is_readable_peer(elements):
        return ReadablePeer()
    return None


def _element(ad_type: int, payload: bytes) -> bytes:
    return bytes([1 + len(payload), ad_type]) + payload


def _elements(data: bytes) -> list[tuple[int, bytes]]:
    """(AD type, payload) in order; zero padding ends the list (Bluetooth Core 5.4, Vol 3, Part C, 11)."""
    found = []
    position = 0
    while position < len(data) and data[position] != 0:
        end = position + 1 + data[position]
        if end > len(data):
            raise MalformedError("an advertisement's element runs over its end")
        found.append((data[position + 1], data[position + 2 : end]))
        position = end
    return found


def _names_our_service16(elements: list[tuple[int, bytes]]) -> bool:
    wanted = SERVICE_UUID16.to_bytes(2, "little")
    return any(
        wanted in (payload[at : at + 2] for at in range(0, len(payload) - 1, 2))
        for ad_type, payload in elements
        if ad_type in _AD_UUID16
    )


def _rolling_id(elements: list[tuple[int, bytes]]) -> RollingId:
    company = COMPANY_ID.to_bytes(2, "little")
    for ad_type, payload in elements:
        if ad_type == _AD_MANUFACTURER and payload[:2] == company:
            if len(payload) != 2 + ID_BYTES:
                raise MalformedError(f"an advertised id has {ID_BYTES} bytes, not {len(payload) - 2}")
            return RollingId(bytes(payload[2:]))
    raise MalformedError("the advertisement names our service and carries no id")


def _with_power(rolling_id: RollingId, elements: list[tuple[int, bytes]]) -> Advertisement:
    """The id, and the first power that can be read: one in clear, where there is any, since readers of before know no
    other. One of another version, length or range does not cost the id."""
    prefix = SERVICE_UUID16.to_bytes(2, "little")
    said = [
        (payload[2], payload[3])
        for ad_type, payload in elements
        if ad_type == _AD_SERVICE_DATA16 and payload[:2] == prefix and len(payload) == len(prefix) + 2
    ]
    in_clear = (power - 256 if power > 127 else power for version, power in said if version == _IN_CLEAR)
    for power_dbm in in_clear:
        if MIN_DBM <= power_dbm <= MAX_DBM:
            return Advertisement(rolling_id, power_dbm)
    return Advertisement(rolling_id, hidden_power=next((power for version, power in said if version == _HIDDEN), None))


def _is_readable_peer(elements: list[tuple[int, bytes]]) -> bool:
    return any(
        _lists_our_service128(ad_type, payload) or _sets_our_overflow_bit(ad_type, payload)
        for ad_type, payload in elements
    )


def _lists_our_service128(ad_type: int, payload: bytes) -> bool:
    listed = (payload[at : at + 16] for at in range(0, len(payload) - 15, 16))
    return ad_type in _AD_UUID128 and _SERVICE_UUID128_AIR in listed


def _sets_our_overflow_bit(ad_type: int, payload: bytes) -> bool:
    """A backgrounded iPhone hides its services in Apple's overflow area; only our one bit is looked at, so that an
    iPhone with other background apps stays visible (the original compared the whole mask and lost them)."""
    company = _APPLE_COMPANY_ID.to_bytes(2, "little")
    return (
        ad_type == _AD_MANUFACTURER
        and payload[:3] == company + bytes([_APPLE_OVERFLOW_TYPE])
        and len(payload) == 3 + _OVERFLOW_MASK_BYTES
        and bool(payload[3] & _OVERFLOW_BIT)
    )
