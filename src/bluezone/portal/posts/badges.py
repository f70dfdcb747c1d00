"""Badges of those who work at a place: scanned at any of its doors, counted as staff, and nobody's name. Where a place
was entered twice, those of each entry are good at the doors of both.

A badge is a number and what proves that this portal drew it for this place; a device proves it without a network, by a
key that it is told. Whoever copies a badge is counted as staff, so a badge opens nothing and proves nothing of anybody.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.utils.crypto import salted_hmac

from bluezone.portal.posts.tokens import Entropy
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.whole import entries_of
from bluezone.protocol.crockford import written

BADGE_SIGNS, BADGE_ENTROPY = 8, 5
_PROOF_SIGNS = 22
_SAYS = "bluezone/door-badge/1 "


def badge_key(premises: Premises) -> str:
    """Derives the key by which the devices of a place know the badges of this entry of it."""
    return _key_of(premises.pk)


def badge_keys(premises: Premises) -> list[str]:
    """Derives the keys of all badges that are good at a place: those of each of its entries."""
    return [_key_of(one) for one in entries_of(premises)]


def draw_badges(premises: Premises, count: int, entropy: Entropy) -> list[tuple[str, str]]:
    """Draws badges of a place: of each the number, and the text of its code."""
    numbers = [written(int.from_bytes(entropy(BADGE_ENTROPY), "big"), BADGE_SIGNS) for _ in range(count)]
    return [(number, f"BZN1:{number}:{_proof(badge_key(premises), number)}") for number in numbers]


def _key_of(entry: int) -> str:
    return salted_hmac("bluezone.portal.posts.badge", str(entry), algorithm="sha256").hexdigest()


def _proof(key: str, number: str) -> str:
    digest = hmac.new(bytes.fromhex(key), f"{_SAYS}{number}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_PROOF_SIGNS]
