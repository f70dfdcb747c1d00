"""A line list and its contacts as numbers for `trace`, and its answers under the ids of the lists."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bluezone.joining.refusal import RefusedError
from bluezone.lists.outbreak.contact_list import Contact, ContactList
from bluezone.lists.outbreak.line_list import LineList
from bluezone.trace.chains import Chains, chains_of
from bluezone.trace.edits import Cleared, Confirmed, Withdrawn
from bluezone.trace.levels import Tracing
from bluezone.trace.outbreak import EVER, NEVER, OPEN, Outbreak, days
from bluezone.trace.reproduction import Reproduction, reproduction_of, sources_of_cases
from bluezone.trace.supposing import Supposition
from bluezone.trace.windows import Rules, infectious_from


@dataclass(frozen=True, slots=True)
class TracedLists:
    """Two lists, traced. Numbers of persons are places in `ids`: the line list first, then contacts as they come."""

    ids: tuple[str, ...]
    listed: int
    """How many of them the line list has."""
    columns: dict[str, str]
    """What was taken from which column of either list."""
    without_onset: int
    """Confirmed persons whose window has no beginning."""
    undated: int
    """Exposures of which no day is known."""
    linked: int
    """Cases whom another case exposed, by exposures that count."""
    tracing: Tracing
    chains: Chains


def trace_lists(cases: LineList, contacts: ContactList, rules: Rules | None) -> TracedLists:
    """Works out the levels and chains of two lists. Without rules there are no windows, and every exposure counts
    whatever its day."""
    numbers = {person.id: number for number, person in enumerate(cases.people)}
    for contact in contacts.contacts:
        for who in (contact.source, contact.target):
            numbers.setdefault(who, len(numbers))
    outbreak = _outbreak(cases, contacts.contacts, numbers, rules)
    return TracedLists(
        ids=tuple(numbers),
        listed=len(cases.people),
        columns=cases.columns | contacts.columns,
        without_onset=sum(person.is_confirmed and person.onset is None for person in cases.people),
        undated=sum(contact.first_day is None and contact.last_day is None for contact in contacts.contacts),
        linked=len(sources_of_cases(outbreak)),
        tracing=Tracing(outbreak),
        chains=chains_of(outbreak),
    )


def _outbreak(cases: LineList, contacts: tuple[Contact, ...], numbers: dict[str, int], rules: Rules | None) -> Outbreak:
    met = len(numbers) - len(cases.people)
    return Outbreak(
        confirmed=bytes(person.is_confirmed for person in cases.people) + bytes(met),
        infectious_from=days(infectious_from(person.onset, rules) for person in cases.people) + days([EVER]) * met,
        infectious_until=_ordinals((person.set_apart if rules else None for person in cases.people), OPEN)
        + days([OPEN]) * met,
        sources=days(numbers[contact.source] for contact in contacts),
        targets=days(numbers[contact.target] for contact in contacts),
        first_days=_ordinals((contact.first_day if rules else None for contact in contacts), EVER),
        last_days=_ordinals((contact.last_day if rules else None for contact in contacts), OPEN),
        withdrawn=bytes(len(contacts)),
    )


def _ordinals(known: Iterable[dt.date | None], otherwise: int) -> array[int]:
    return days(otherwise if day is None else day.toordinal() for day in known)


def reproduction_of_lists(cases: LineList, contacts: ContactList, days_each: int) -> Reproduction:
    """Counts how many each case of two lists infected, by the days of their onset."""
    traced = trace_lists(cases, contacts, None)
    onsets = _ordinals((person.onset for person in cases.people), EVER)
    onsets += days([EVER]) * (len(traced.ids) - traced.listed)
    return reproduction_of(traced.tracing.as_outbreak(), onsets, days_each)


def suppositions(
    traced: TracedLists, positive: Sequence[str], negative: Sequence[str], withdrawn: Sequence[tuple[str, str]]
) -> list[Supposition]:
    """The edits that make these persons positive or no case, and take every exposure of these pairs back. Somebody of
    whom no onset is known can infect from when they can have been infected. Raises RefusedError for whoever is in
    neither list."""
    found: list[Supposition] = []
    for who in positive:
        person = number_of(traced, who)
        since = traced.tracing.infected_from(person)
        found.append(Confirmed(person, EVER if since == NEVER else since))
    found += [Cleared(number_of(traced, who)) for who in negative]
    for source, target in withdrawn:
        one, other = number_of(traced, source), number_of(traced, target)
        between = [at for at in traced.tracing.exposures_to(other) if traced.tracing.sources[at] == one]
        if not between:
            raise RefusedError(f"the contacts have no exposure from {source} to {target}")
        found += map(Withdrawn, between)
    return found


def number_of(traced: TracedLists, who: str) -> int:
    """The number of somebody by their id. Raises RefusedError for whoever is in neither list."""
    if who not in traced.ids:
        raise RefusedError(f"{who} is in neither list")
    return traced.ids.index(who)
