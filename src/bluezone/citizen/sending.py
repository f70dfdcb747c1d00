"""Sealed messages on their way: sealed and kept first, then sent, then the sealed text forgotten.

The only callers are screens that have shown the owner exactly what leaves, at the tap that says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from bluezone.citizen.keeping import Outgoing, What, outbox, save_outbox
from bluezone.citizen.phone import Phone
from bluezone.device.errors import ConsentError
from bluezone.protocol.report import EPHEMERAL_BYTES, REPORT_ID_BYTES, Sealable, seal


def can_send(phone: Phone) -> bool:
    """Whether the published key list names a key to seal to. Without one there is nobody to read it."""
    keys = phone.device.feed.keys
    return keys is not None and bool(keys.report_key)


def digest_of(message: Sealable) -> str:
    """Digest of a whole message. The page that shows one carries it back with the tap, so that what is sent is what was
    shown, and not what the phone has come to know since."""
    return hashlib.sha256(msgspec.msgpack.encode(message)).hexdigest()


def new_report_id(phone: Phone) -> bytes:
    return phone.device.around.entropy(REPORT_ID_BYTES)


def number_in(form: Mapping[str, Any]) -> bytes | None:
    """Reads the number that the page drew for its message, so that a second tap on it sends nothing anew."""
    try:
        number = bytes.fromhex(str(form.get("number", "")))
    except ValueError:
        return None
    return number if len(number) == REPORT_ID_BYTES else None


def keep(phone: Phone, what: What, message: Sealable, label: str = "") -> Outgoing:
    """Keeps a message sealed and on disk; nothing has left yet. Raises ConsentError when nobody could read it."""
    keys = phone.device.feed.keys
    if keys is None or not keys.report_key:
        raise ConsentError("the health authority takes no messages yet")
    sealed = seal(message, keys.report_key, phone.device.around.entropy(EPHEMERAL_BYTES))
    outgoing = Outgoing(message.report_id, what, phone.now_ms(), label, sealed)
    save_outbox(phone, outbox(phone).with_(outgoing))
    return outgoing


def set_off(phone: Phone, outgoing: Outgoing) -> str:
    """Sends a message that is kept, and returns the page that shows what becomes of it. Behind another that has just
    been sent it would stand out, so it waits for cover's turn. Raises ConsentError while something else is under way.
    """
    if phone.device.has_just_spoken:
        leave_to_cover(phone, outgoing)
        return "/sent"
    send_now(phone, outgoing)
    return "/sending"


def send_now(phone: Phone, outgoing: Outgoing) -> None:
    """Raises ConsentError while something else is under way."""
    phone.errand.start(outgoing.what, phone.device.send_kept(outgoing), about=outgoing.key)


def leave_to_cover(phone: Phone, outgoing: Outgoing) -> None:
    """Has a message go in the place of the next cover: then nobody who watches the line can tell that it went."""
    save_outbox(phone, outbox(phone).changed(msgspec.structs.replace(outgoing, later=True)))
