"""Public keys as people hand them to each other, and key lists in words.

A person's, witness's or portal's public key is one line, `revocation:` and 64 hex digits; a root's is the 64 digits
alone, since that is what phones are given to pin.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bluezone.protocol.signature import KeyList, ListedKey, VerifyingKey

PERSONS = ("revocation", "config", "witness")
"""Kinds whose keys persons and witnesses keep; the exchange holds none of them."""
_ELSEWHERE = (*PERSONS, "venue")
"""Kinds whose public keys come from elsewhere: a portal holds one for places (`bluezone portal venue-key`)."""
_LINE = re.compile(rf"({'|'.join(_ELSEWHERE)}):([0-9a-f]{{64}})\s?")
_LONGEST_LINE = 80
_ID = re.compile(r"[0-9a-f]{16}")


def public_key_argument(text: str) -> tuple[str, bytes]:
    """Reads (kind, key) from a file that `keys draw` wrote."""
    try:
        with Path(text).open("rb") as file:
            line = file.read(_LONGEST_LINE + 1).decode("ascii", "replace")
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error.strerror}") from error
    match = _LINE.fullmatch(line)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text} holds no public key such as revocation:…64 hex digits")
    return match[1], bytes.fromhex(match[2])


def key_id_argument(text: str) -> bytes:
    """Reads the 16 hex digits under which a list names a key."""
    if not _ID.fullmatch(text):
        raise argparse.ArgumentTypeError("a key is named by 16 hex digits (exchange keys show)")
    return bytes.fromhex(text)


def public_line(kind: str, key: VerifyingKey) -> str:
    """Writes the line that `draw` puts beside a private key."""
    return key.value.hex() if kind == "root" else f"{kind}:{key.value.hex()}"


def key_in_words(listed: ListedKey) -> dict[str, str]:
    """Words one row of a list."""
    from bluezone.protocol.signature import VerifyingKey

    return {
        "kind": listed.kind.value,
        "id": VerifyingKey(listed.public).key_id.hex(),
        "from": _moment(listed.valid_from_s),
        "until": _moment(listed.valid_until_s),
    }


def list_in_words(keys: KeyList) -> dict[str, Any]:
    """Words a list without its rows."""
    return {
        "sequence": keys.sequence,
        "issued": _moment(keys.issued_s),
        "required_signatures": {kind.value: count for kind, count in sorted(keys.required_signatures.items())},
        "required_witnesses": keys.required_witnesses,
        "report_key": keys.report_key.hex(),
    }


def difference(before: KeyList | None, after: KeyList) -> dict[str, list[dict[str, str]]]:
    """Words what the later list adds, changes and no longer names."""
    old = {} if before is None else {one.public: one for one in before.keys}
    new = {one.public: one for one in after.keys}
    return {
        "added": [key_in_words(one) for public, one in new.items() if public not in old],
        "changed": [key_in_words(one) for public, one in new.items() if old.get(public, one) != one],
        "dropped": [key_in_words(one) for public, one in old.items() if public not in new],
    }


def _moment(at_s: int) -> str:
    """Writes a moment in ISO 8601 in UTC; beyond what calendars write, as a number of seconds."""
    try:
        return dt.datetime.fromtimestamp(at_s, dt.UTC).isoformat()
    except (ValueError, OverflowError):
        return str(at_s)
