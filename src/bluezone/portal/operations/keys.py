"""Keys without which what lies in the store is read no more: where one is missing, none is drawn in its place in
silence. Whoever lost it brings it back from a backup, or says by name that it is lost for good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from pathlib import Path

from bluezone.portal.cases.identity_numbers import PERSONS_FILE, fits
from bluezone.portal.cases.models import Correction, Person
from bluezone.portal.errors import ConfigurationError
from bluezone.portal.identity.models import Staff
from bluezone.portal.operations.preparing import GIVEN_UP_FILE, SECRET_FILE
from bluezone.portal.premises.codes import VENUE_FILE
from bluezone.portal.premises.models import PlaceCode
from bluezone.portal.secrets_on_disk import make_secret, write_whole


def require_keys(data: Path, *, drawn: Collection[str], anew: Collection[str], entropy: Callable[[int], bytes]) -> None:
    """Draws the keys of cards' numbers and of places where nothing is kept by them yet. Raises ConfigurationError for
    one that is missing beside a store which needs it, unless it is to be drawn anew; what was `drawn` just now was
    missing. Raises ConfigurationError, too, for one that is to be drawn anew and stands there."""
    for name in anew:
        if name not in drawn and (data / name).exists():
            raise ConfigurationError(f"the key file {name} is not lost: move it away first, if another is to be drawn")
    if SECRET_FILE in drawn and SECRET_FILE not in anew and Staff.objects.exists():
        (data / SECRET_FILE).unlink()
        raise ConfigurationError(_missing(SECRET_FILE, "second factors are encrypted with it"))
    persons = data / PERSONS_FILE
    if not persons.exists() and PERSONS_FILE not in anew and _sealed_numbers():
        raise ConfigurationError(_missing(PERSONS_FILE, "numbers of identity cards are encrypted with it"))
    if not (data / VENUE_FILE).exists() and VENUE_FILE not in anew and PlaceCode.objects.exists():
        raise ConfigurationError(_missing(VENUE_FILE, "phones know this portal's codes of places by it"))
    make_secret(persons, _noted(data, entropy) if PERSONS_FILE in anew else entropy)
    make_secret(data / VENUE_FILE, entropy)


def is_former_key_given_up(data: Path) -> bool:
    """Whether the key of cards' numbers that lies here was drawn because somebody said that the former is lost for
    good: what is kept under that one is then no sign of a wrong key."""
    note, key = data / GIVEN_UP_FILE, data / PERSONS_FILE
    return note.exists() and key.exists() and note.read_text("ascii") == _digest_of(key.read_bytes())


def opens_kept_numbers() -> bool:
    """Whether the key that lies here opens the numbers of cards that are kept: the first and the last of them."""
    return all(fits(sealed) for sealed in _sealed_numbers())


def _sealed_numbers() -> list[bytes]:
    found: list[bytes] = []
    for table in (Person, Correction):
        kept = table.objects.exclude(identity_sealed=b"").values_list("identity_sealed", flat=True)
        found += [bytes(one) for rows in (kept.order_by("pk"), kept.order_by("-pk")) for one in rows[:1]]
    return found


def _noted(data: Path, entropy: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Notes what is drawn before it is a key: killed between the two, there is no key yet, and another is drawn."""

    def drawn(length: int) -> bytes:
        secret = entropy(length)
        write_whole(data / GIVEN_UP_FILE, _digest_of(secret.hex().encode()))
        return secret

    return drawn


def _digest_of(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()


def _missing(name: str, why: str) -> str:
    return (
        f"the key file {name} is missing, and {why}: bring it back from a backup; if it is lost for good, "
        f"`bluezone portal migrate --new-key {name}` draws another"
    )
