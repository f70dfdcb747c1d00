"""The private report key under two locks: one for every day, one for the day after a fire. Pure.

From day to day it is wrapped under a key that lies in a file beside the database and in no backup. For the rest, each
pair of three named officers has an envelope: a sealed box within a sealed box, so that nobody opens it alone and the
administrator who makes the key never sees a phrase. Sealed boxes are libsodium's; chance is an argument.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from nacl.exceptions import CryptoError
from nacl.public import Box, PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from bluezone.portal.errors import RefusedError
from bluezone.protocol.crockford import SIGNS, is_written, meant, written

PHRASE_BYTES = 20
"""160 bits, drawn by the machine: no stretching could add to them."""
_GROUP = 4
Entropy = Callable[[int], bytes]


def make_phrase(entropy: Entropy) -> str:
    """Draws an officer's recovery phrase: eight groups of four, to be written down on paper."""
    number = int.from_bytes(entropy(PHRASE_BYTES), "big")
    signs = written(number, PHRASE_BYTES * 8 // 5)
    return " ".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def public_of_phrase(phrase: str) -> bytes:
    """Derives what is kept of a phrase. Raises RefusedError for what is none."""
    return bytes(_private_of(phrase).public_key)


def wrap(private_key: bytes, wrapping_key: bytes, entropy: Entropy) -> bytes:
    """Encrypts the private key under the wrapping key."""
    return bytes(SecretBox(wrapping_key).encrypt(private_key, entropy(SecretBox.NONCE_SIZE)))


def unwrap(wrapped: bytes, wrapping_key: bytes) -> bytes | None:
    """Decrypts the private key; None under another wrapping key: on another machine, officers must recover it."""
    try:
        return SecretBox(wrapping_key).decrypt(wrapped)
    except CryptoError:
        return None


def seal_to_pair(private_key: bytes, first: bytes, second: bytes, entropy: Entropy) -> bytes:
    """Seals an envelope that only both together open."""
    return _seal(_seal(private_key, second, entropy), first, entropy)


def open_pair(sealed: bytes, first_phrase: str, second_phrase: str) -> bytes:
    """Opens an envelope: the private key. Raises RefusedError unless the phrases are those of its pair, in order."""
    try:
        inner = SealedBox(_private_of(first_phrase)).decrypt(sealed)
        return SealedBox(_private_of(second_phrase)).decrypt(inner)
    except CryptoError as error:
        raise RefusedError("these two phrases do not open the report key") from error


def _private_of(phrase: str) -> PrivateKey:
    text = meant(phrase)
    if not is_written(text, PHRASE_BYTES * 8 // 5):
        raise RefusedError("a recovery phrase has eight groups of four letters and digits")
    number = 0
    for sign in text:
        number = number << 5 | SIGNS.index(sign)
    secret = number.to_bytes(PHRASE_BYTES, "big")
    return PrivateKey(hashlib.sha256(b"bluezone/portal/recovery/1" + secret).digest())


def _seal(plain: bytes, recipient: bytes, entropy: Entropy) -> bytes:
    """Seals as libsodium's sealed box does, with the ephemeral key from our entropy."""
    ephemeral = PrivateKey(entropy(PrivateKey.SIZE))
    public = bytes(ephemeral.public_key)
    nonce = hashlib.blake2b(public + recipient, digest_size=Box.NONCE_SIZE).digest()
    return public + bytes(Box(ephemeral, PublicKey(recipient)).encrypt(plain, nonce).ciphertext)
