"""Outbreaks of a few persons, drawn or written down, and what becomes of them."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from bluezone.trace.edits import Cleared, Confirmed, Edit, Exposed, Joined, Restored, SetApart, Withdrawn
from bluezone.trace.levels import Tracing
from bluezone.trace.outbreak import EVER, OPEN, Outbreak, days

MOST_PERSONS, MOST_EXPOSURES = 9, 16
FIRST_OF_AUGUST = dt.date(2020, 8, 1).toordinal()
DAYS = st.integers(0, 8).map(FIRST_OF_AUGUST.__add__)
BEGINS = st.one_of(st.just(EVER), DAYS)
ENDS = st.one_of(st.just(OPEN), DAYS)


def august(day: int) -> int:
    return FIRST_OF_AUGUST + day - 1


def outbreak(cases: dict[int, int], persons: int, *exposures: tuple[int, int, int, int]) -> Outbreak:
    """`cases` tells from which day of August a case is infectious; an exposure is (source, target, first, last)."""
    known = [tuple(exposure) for exposure in exposures]
    return Outbreak(
        confirmed=bytes(person in cases for person in range(persons)),
        infectious_from=days(august(cases[person]) if person in cases else EVER for person in range(persons)),
        infectious_until=days([OPEN]) * persons,
        sources=days(one[0] for one in known),
        targets=days(one[1] for one in known),
        first_days=days(august(one[2]) for one in known),
        last_days=days(august(one[3]) for one in known),
        withdrawn=bytes(len(known)),
    )


@st.composite
def outbreaks(draw: st.DrawFn) -> Outbreak:
    persons = draw(st.integers(1, MOST_PERSONS))
    person = st.integers(0, persons - 1)
    pairs = st.tuples(person, person).filter(lambda pair: pair[0] != pair[1])
    ends = draw(st.lists(pairs, max_size=MOST_EXPOSURES if persons > 1 else 0))
    lasting = [sorted((draw(BEGINS), draw(ENDS))) for _ in ends]
    return Outbreak(
        confirmed=bytes(draw(st.integers(0, 3)) == 0 for _ in range(persons)),
        infectious_from=days(draw(BEGINS) for _ in range(persons)),
        infectious_until=days(draw(ENDS) for _ in range(persons)),
        sources=days(source for source, _ in ends),
        targets=days(target for _, target in ends),
        first_days=days(first for first, _ in lasting),
        last_days=days(last for _, last in lasting),
        withdrawn=bytes(draw(st.integers(0, 4)) == 0 for _ in ends),
    )


@st.composite
def edits(draw: st.DrawFn, tracing: Tracing) -> Edit:
    """An edit that fits the outbreak as it stands."""
    kinds = ["confirm", "clear", "apart", "join"]
    kinds += ["expose"] * 2 if tracing.persons > 1 else []
    kinds += ["withdraw", "restore"] if tracing.sources else []
    kind, person = draw(st.sampled_from(kinds)), draw(st.integers(0, tracing.persons - 1))
    if kind == "confirm":
        return Confirmed(person, draw(BEGINS))
    if kind == "clear":
        return Cleared(person)
    if kind == "apart":
        return SetApart(person, draw(ENDS))
    if kind == "join":
        return Joined()
    if kind == "expose":
        other = draw(st.integers(0, tracing.persons - 1).filter(lambda one: one != person))
        first, last = sorted((draw(BEGINS), draw(ENDS)))
        return Exposed(person, other, first, last)
    exposure = draw(st.integers(0, len(tracing.sources) - 1))
    return Withdrawn(exposure) if kind == "withdraw" else Restored(exposure)


def everything(tracing: Tracing) -> list[object]:
    """All that can be read of somebody, by person."""
    return [
        (tracing.levels[person], tracing.path(person), tracing.infected_from(person), tracing.exposures_to(person))
        for person in range(tracing.persons)
    ]
