"""A place's typed code, and the file of a commune's places in which it is looked up (page 10, "Typed code").

What is printed never changes; what it leads to does. The file holds each place's signed code (venue.py), locked under
its typed code: whoever has not seen the poster can neither read an entry nor tell which place it is, and a guess costs
what scrypt costs. Whoever looks a code up has the whole file, so nobody learns which place was meant.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from typing import Annotated

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from bluezone.protocol.crockford import check_sign, is_written, meant, written
from bluezone.protocol.errors import InvalidValueError, MalformedError
from bluezone.protocol.signature import KeyList, Kind, SigningKey, decode_body, open_file, sign_file
from bluezone.protocol.venue import PREFIX, Venue, read_venue

PRINTED_PREFIX = "BZV2:"
TYPED_SIGNS = 10
TYPED_ENTROPY = 6
SECRET_BITS = (TYPED_SIGNS - 1) * 5
MAX_TYPED = 64
SCRYPT_N, SCRYPT_R, SCRYPT_P = 1 << 15, 8, 3
"""32 MiB, OWASP's Password Storage Cheat Sheet of 2026: an old phone has the memory, and derives once a visit."""
MAX_PLACES_BYTES = 1 << 20
MAX_ENTRIES = 2_560
PADDING = 32
LOCATOR_BYTES = 16
_MAX_MEMORY = 64 << 20
_PLAIN_BYTES = 288
_NONCE_BYTES = 24
_SEALED_BYTES = _NONCE_BYTES + _PLAIN_BYTES + 16
_MAX_EPOCH = (1 << 32) - 1
_MAX_S = 1 << 40
_PRINTED = re.compile(r"BZV2:(?P<unit>[0-9]{5}):(?P<typed>[0-9A-HJKMNP-TV-Z]{10})")


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One place of the file, locked."""

    locator: Annotated[bytes, msgspec.Meta(min_length=LOCATOR_BYTES, max_length=LOCATOR_BYTES)]
    sealed: Annotated[bytes, msgspec.Meta(min_length=_SEALED_BYTES, max_length=_SEALED_BYTES)]


class Places(msgspec.Struct, frozen=True, array_like=True):
    """The places of a commune in one epoch, as they are published."""

    unit: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{5}\Z")]
    epoch: Annotated[int, msgspec.Meta(ge=0, le=_MAX_EPOCH)]
    issued_s: Annotated[int, msgspec.Meta(ge=0, le=_MAX_S)]
    entries: Annotated[tuple[Entry, ...], msgspec.Meta(max_length=MAX_ENTRIES)]

    def __post_init__(self) -> None:
        locators = [one.locator for one in self.entries]
        if len(locators) % PADDING or not locators:
            raise ValueError(f"the places of a commune are padded to a multiple of {PADDING}")
        if sorted(set(locators)) != locators:
            raise ValueError("the places of a commune stand in the order of their locators, each once")


def typed_code(entropy: bytes) -> str:
    """A typed code from random bytes: nine signs, and one that tells most slips of the hand."""
    if len(entropy) != TYPED_ENTROPY:
        raise InvalidValueError(f"a typed code is made from {TYPED_ENTROPY} random bytes")
    number = int.from_bytes(entropy, "big") & (1 << SECRET_BITS) - 1
    secret = written(number, SECRET_BITS // 5)
    return secret + check_sign(secret)


def read_typed(typed: str) -> str:
    """The typed code a person meant: blanks and dashes dropped, O read as 0, I and L as 1.

    Raises MalformedError in words that can be shown at the field.
    """
    text = typed_signs(typed)
    if text is None:
        raise MalformedError("a place's code has 10 letters and digits")
    if check_sign(text[:-1]) != text[-1]:
        raise MalformedError("a sign of this code was mistyped")
    return text


def typed_signs(typed: str) -> str | None:
    """The ten signs of what was typed, mistyped or not; None where it is no such code."""
    if len(typed) > MAX_TYPED:
        return None
    text = meant(typed)
    return text if is_written(text, TYPED_SIGNS) else None


def spaced(typed: str) -> str:
    """Spaces a typed code as it is printed: 5-5."""
    return f"{typed[:5]} {typed[5:]}"


def printed_text(unit: str, typed: str) -> str:
    """What the poster's code says: short, of signs that a QR code packs densely."""
    text = f"{PRINTED_PREFIX}{unit}:{read_typed(typed)}"
    if not _PRINTED.fullmatch(text):
        raise InvalidValueError("a typed code belongs to a commune, with a code of five digits")
    return text


def read_printed(text: str) -> tuple[str, str]:
    """The commune and the typed code in a scanned text. Raises MalformedError."""
    found = _PRINTED.fullmatch(text.strip())
    if not found:
        raise MalformedError("this is no code of a place, or it was misread")
    return found["unit"], read_typed(found["typed"])


def lock_of(unit: str, typed: str) -> bytes:
    """What a typed code opens, derived slowly: once for each place and each look, whatever the epoch."""
    salt = b"bluezone/place-code/1" + unit.encode()
    return hashlib.scrypt(typed.encode(), salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, maxmem=_MAX_MEMORY, dklen=32)


def write_places(
    unit: str,
    epoch: int,
    texts: Mapping[bytes, str],
    key: SigningKey,
    *,
    issued_s: int,
    entropy: Callable[[int], bytes],
) -> bytes:
    """The signed file: under each place's lock its signed code. What fills it up looks like places."""
    if key.kind is not Kind.VENUE:
        raise InvalidValueError("a commune's places are signed with a venue key")
    real = [_locked(lock, text, unit, epoch, entropy(_NONCE_BYTES)) for lock, text in texts.items()]
    wanted = max(-(-len(real) // PADDING), 1) * PADDING
    filling = [Entry(entropy(LOCATOR_BYTES), entropy(_SEALED_BYTES)) for _ in range(wanted - len(real))]
    entries = tuple(sorted((*real, *filling), key=lambda entry: entry.locator))
    try:
        body = msgspec.msgpack.encode(Places(unit, epoch, issued_s, entries))
        decode_body(body, Places, "places")
    except (ValueError, MalformedError) as error:
        raise InvalidValueError(str(error)) from error
    return sign_file(body, [key])


def read_places(data: bytes, keys: KeyList) -> Places:
    """The places in these bytes, once a venue key that was valid then has signed them. Raises PeerError."""
    if len(data) > MAX_PLACES_BYTES:
        raise MalformedError(f"a commune's places of {len(data)} bytes exceed {MAX_PLACES_BYTES}")
    opened = open_file(Kind.VENUE, data, keys)
    places = decode_body(opened.body, Places, "places")
    opened.require_valid_at(places.issued_s)
    return places


def place_in(places: Places, lock: bytes, keys: KeyList, now_s: int) -> Venue | None:
    """The place that this lock opens, checked like a scanned one; None where this commune has none of it.

    Raises MalformedError, VerificationError or ExpiredError for a place that does not hold.
    """
    locator = _derived(lock, b"bluezone/place-locator/1", places.epoch)[:LOCATOR_BYTES]
    entry = next((one for one in places.entries if one.locator == locator), None)
    return None if entry is None else read_venue(_opened(lock, entry, places), keys, now_s)


def _locked(lock: bytes, text: str, unit: str, epoch: int, nonce: bytes) -> Entry:
    plain = text.removeprefix(PREFIX).encode()
    if not text.startswith(PREFIX) or len(plain) >= _PLAIN_BYTES:
        raise InvalidValueError("a place's signed code is too long to be looked up by a typed one")
    sealed = Aead(_derived(lock, b"bluezone/place-key/1", epoch)).encrypt(
        plain.ljust(_PLAIN_BYTES, b"="), _bound_to(unit, epoch), nonce
    )
    return Entry(_derived(lock, b"bluezone/place-locator/1", epoch)[:LOCATOR_BYTES], bytes(sealed))


def _opened(lock: bytes, entry: Entry, places: Places) -> str:
    key = _derived(lock, b"bluezone/place-key/1", places.epoch)
    try:
        plain = Aead(key).decrypt(entry.sealed, _bound_to(places.unit, places.epoch))
    except CryptoError as error:
        raise MalformedError("the file of places was spoilt") from error
    return PREFIX + plain.rstrip(b"=").decode("ascii", "replace")


def _bound_to(unit: str, epoch: int) -> bytes:
    return unit.encode() + epoch.to_bytes(4, "big")


def _derived(lock: bytes, purpose: bytes, epoch: int) -> bytes:
    return hmac.new(lock, purpose + epoch.to_bytes(4, "big"), hashlib.sha256).digest()
