"""What if: whose level would change, before anything is done. Doing it is the same edits, applied."""

from __future__ import annotations

from collections.abc import Iterable

from bluezone.trace.edits import Cleared, Confirmed, Edit, Restored, SetApart, Withdrawn
from bluezone.trace.errors import EditError
from bluezone.trace.levels import Moved, Tracing

Supposition = Confirmed | Cleared | SetApart | Withdrawn | Restored
"""What can be supposed of persons and exposures that are there."""


def suppose(tracing: Tracing, suppositions: Iterable[Supposition]) -> tuple[Moved, ...]:
    """Says whose level the edits would change, all together. The outbreak is afterwards as it was; so it is when one of
    them does not fit, which raises EditError."""
    undoing, moved = list[Edit](), list[Moved]()
    try:
        for supposition in suppositions:
            back = _back_from(tracing, supposition)
            moved += tracing.apply(supposition)
            undoing.append(back)
    finally:
        for edit in reversed(undoing):
            tracing.apply(edit)
    return together(moved)


def together(moved: Iterable[Moved]) -> tuple[Moved, ...]:
    """What several edits in a row changed in the end, by person."""
    before, after = dict[int, int](), dict[int, int]()
    for move in moved:
        before.setdefault(move.person, move.before)
        after[move.person] = move.after
    return tuple(Moved(one, before[one], after[one]) for one in sorted(before) if before[one] != after[one])


def _back_from(tracing: Tracing, supposition: Supposition) -> Edit:
    """The edit that undoes this one. Raises EditError for whoever is not there."""
    match supposition:
        case Confirmed(person) | Cleared(person):
            _require(person, tracing.persons)
            was = tracing.infectious_from[person]
            return Confirmed(person, was) if tracing.confirmed[person] else Cleared(person)
        case SetApart(person):
            _require(person, tracing.persons)
            return SetApart(person, tracing.infectious_until[person])
        case Withdrawn(exposure) | Restored(exposure):
            _require(exposure, len(tracing.sources))
            return Withdrawn(exposure) if tracing.withdrawn[exposure] else Restored(exposure)


def _require(number: int, count: int) -> None:
    if not 0 <= number < count:
        raise EditError("what is supposed is of somebody or something that is not there")
