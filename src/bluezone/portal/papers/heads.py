"""Whose paper it is: the register's organisation, and nobody whom a writer names. How its name may stand in the head.

A register shortens (`UBND`) and the head spells out, in lines as they should break; a department's own head leaves out
the level that the register adds (`… huyện`), or adds the unit's name. Anything else is another body: so are names that
differ in their marks alone, for Tân Thành and Tân Thạnh lie in one province.
"""

from __future__ import annotations

from bluezone.documents.paper import Issuer
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.names import normalised_name, spelt

_SPELT_OUT = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "hdnd": "hội đồng nhân dân",
    "mttq": "mặt trận tổ quốc",
}
_LEVELS = ("thị trấn", "thị xã", "thành phố", "xã", "phường", "huyện", "quận", "tỉnh")
_OF_COMMITTEES = frozenset({"UBND", "HĐND"})
_COMMITTEE = "Ủy ban nhân dân"


def is_named(issuer: Issuer, organisation: Organisation) -> bool:
    """Whether the head names this organisation of the register. Marks are held against it where the register has any:
    some lists came without.
    """
    read = fold_words if organisation.name.isascii() else spelt
    said, known, unit = (
        read(_words(text)) for text in (" ".join(issuer.name), organisation.name, organisation.unit.name)
    )
    shorter = {known.removesuffix(f" {ending}") for ending in (unit, *map(read, _LEVELS))}
    return said in {known, *shorter, *(f"{one} {unit}" for one in shorter)}


def may_be_abbreviated(abbreviation: str, organisation: Organisation) -> bool:
    """Whether numbers of this organisation may stand before this abbreviation: a committee's is a committee's alone."""
    return abbreviation.upper() not in _OF_COMMITTEES or organisation.kind == Kind.COMMITTEE


def head_lines(organisation: Organisation) -> tuple[str, ...]:
    """How the register's name stands in a head: a committee's in two lines, as the decree has it."""
    name = organisation.name
    for short in ("UBND", _COMMITTEE):
        if name.startswith(f"{short} "):
            return (_COMMITTEE, name.removeprefix(f"{short} "))
    return (name,)


def _words(text: str) -> str:
    """Spells short forms out, with everything but letters and digits as a blank."""
    letters = "".join(sign if sign.isalnum() else " " for sign in normalised_name(text).lower())
    return " ".join(_SPELT_OUT.get(word, word) for word in letters.split())
