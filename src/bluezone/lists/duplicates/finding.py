"""Candidates: pairs that look alike, in a list and against whom the register knows.

Nothing is merged here and no import waits for it. What a person told apart once is not shown again, in no later list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bluezone.lists.duplicates.entries import Entry, keys_of, pair_of
from bluezone.lists.duplicates.scoring import LEAST_SCORE, Reason, reasons_for, score_of
from bluezone.lists.ports import Decisions, KnownPeople, Verdict

MAX_BLOCK = 60
"""More entries under one key (an office's switchboard for a phone) say nothing about anybody."""
_ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entries that may be the same, and why."""

    one: Entry
    other: Entry
    score: float
    """0..1"""
    reasons: tuple[Reason, ...]
    pair: str
    """What a decision about them is remembered by."""


@dataclass(frozen=True, slots=True)
class Found:
    """All candidates, the likeliest first."""

    candidates: tuple[Candidate, ...]
    crowded_keys: tuple[str, ...]
    """Keys that too many share to be compared."""


def find_duplicates(
    entries: Sequence[Entry], known: KnownPeople | None = None, decisions: Decisions | None = None
) -> Found:
    """Finds pairs of new entries, and of a new and a known one, that look alike and were not told apart before."""
    known_entries = list(_known(entries, known)) if known is not None else []
    everybody = [*entries, *known_entries]
    pairs, crowded = _pairs(everybody, len(entries))
    candidates = [
        Candidate(everybody[a], everybody[b], score_of(reasons), reasons, pair_of(everybody[a], everybody[b]))
        for a, b in pairs
        if score_of(reasons := reasons_for(everybody[a], everybody[b])) >= LEAST_SCORE
    ]
    if decisions is not None:
        said = decisions.of({candidate.pair for candidate in candidates})
        candidates = [c for c in candidates if said.get(c.pair) is not Verdict.DIFFERENT]
    return Found(tuple(sorted(candidates, key=lambda c: (-c.score, c.one.id, c.other.id))), crowded)


def _known(entries: Sequence[Entry], known: KnownPeople) -> Iterator[Entry]:
    """Finds those who share a key with any of the new, each once."""
    keys = sorted({key for entry in entries for key in keys_of(entry)})
    seen: set[str] = set()
    for start in range(0, len(keys), _ASKED_AT_ONCE):
        for entry in known.with_keys(keys[start : start + _ASKED_AT_ONCE]):
            if entry.id not in seen:
                seen.add(entry.id)
                yield entry


def _pairs(entries: Sequence[Entry], new: int) -> tuple[Iterable[tuple[int, int]], tuple[str, ...]]:
    """Index pairs under a common key, each once, with at least one of the first `new` entries."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        for key in keys_of(entry):
            blocks[key].append(index)
    pairs: dict[tuple[int, int], None] = {}
    crowded = []
    for key, members in blocks.items():
        if len(members) > MAX_BLOCK:
            crowded.append(key)
            continue
        for position, one in enumerate(members):
            if one < new:
                pairs.update(dict.fromkeys((one, other) for other in members[position + 1 :]))
    return pairs, tuple(crowded)
