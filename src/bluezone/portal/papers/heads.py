"""Whose paper it is: the register's organisation, and nobody whom a writer names. How its name may stand in the head.

A register shortens (`UBND`) and the head spells out, in lines as they should break; a department's own head leaves out
the level that the register adds (`… huyện`), or adds the unit's name. Anything else is another body.
"""

from __future__ import annotations

from bluezone.documents.paper import Issuer
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.vietnam.folding import fold_words

_SPELT_OUT = {"ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "mttq": "mat tran to quoc"}
_LEVELS = ("thi tran", "thi xa", "thanh pho", "xa", "phuong", "huyen", "quan", "tinh")
_OF_COMMITTEES = frozenset({"UBND", "HĐND"})
_COMMITTEE = "Ủy ban nhân dân"


def is_named(issuer: Issuer, organisation: Organisation) -> bool:
    """Whether the head names this organisation of the register."""
    said, known, unit = (_words(text) for text in (" ".join(issuer.name), organisation.name, organisation.unit.name))
    shorter = {known.removesuffix(f" {ending}") for ending in (unit, *_LEVELS)}
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
    return " ".join(_SPELT_OUT.get(word, word) for word in fold_words(text).split())
