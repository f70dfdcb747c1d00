"""A list whose form has to be sent once more: held some minutes in memory for whoever sent it, never on a disk."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import caches
from django.core.files.base import ContentFile

from bluezone.portal.identity.models import Staff

CACHE = "lists"
MOST_BYTES = 4 << 20
"""A list of 40,000 people; whoever sends more chooses the file again."""
_HELD_S = 900
_NAME_BYTES = 16


class HeldFile(ContentFile):  # type: ignore[type-arg] # generic in its stubs only
    """A file that was sent before, under its own name, and the name under which it is held."""

    def __init__(self, data: bytes, name: str, held_as: str) -> None:
        super().__init__(data, name=name)
        self.held_as = held_as


def hold_file(data: bytes, name: str, staff: Staff, entropy: Callable[[int], bytes]) -> HeldFile | None:
    """Holds a file for this person; None for one that is too big to be held, or empty."""
    if not 0 < len(data) <= MOST_BYTES:
        return None
    held_as = entropy(_NAME_BYTES).hex()
    caches[CACHE].set(_key(staff, held_as), (data, name), _HELD_S)
    return HeldFile(data, name, held_as)


def held_file(held_as: str, staff: Staff) -> HeldFile | None:
    """The file that is held under this name for this person; None once it is forgotten, or for what is no name."""
    if len(held_as) != 2 * _NAME_BYTES or not held_as.isascii() or not held_as.isalnum():
        return None
    found: tuple[bytes, str] | None = caches[CACHE].get(_key(staff, held_as))
    return HeldFile(*found, held_as) if found is not None else None


def let_go(file: object, staff: Staff) -> None:
    """Forgets a held file that has been taken in."""
    if isinstance(file, HeldFile):
        caches[CACHE].delete(_key(staff, file.held_as))


def _key(staff: Staff, held_as: str) -> str:
    return f"{staff.pk}-{held_as}"
