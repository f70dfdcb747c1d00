"""Reports of the directive's district, made in one line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bluezone.rollout.addressees.expecting import Expectation, expect
from bluezone.rollout.addressees.organisations import Organisation, Organisations, shipped_organisations
from bluezone.rollout.directive.loading import shipped_directive
from bluezone.rollout.reports.figures import Figure, Source
from bluezone.rollout.reports.report import Report, State, Step, Transition

SON_DUONG = shipped_directive()
DISTRICT = shipped_organisations()
ZONE = dt.timezone(dt.timedelta(hours=7))
DUE = SON_DUONG.reporting.due
SENT = dt.datetime(2020, 8, 24, 9, tzinfo=ZONE)
COMMUNES = tuple(o.id for o in DISTRICT if o.kind == "commune-committee")


def figures(values: Mapping[str, int], at: dt.datetime = SENT) -> tuple[Figure, ...]:
    return tuple(
        Figure(name, value, SON_DUONG.indicator(name).unit, at, Source.SELF_REPORTED) for name, value in values.items()
    )


def report(
    organisation: str, values: Mapping[str, int], state: State = State.APPROVED, at: dt.datetime = SENT
) -> Report:
    history = () if state is State.DRAFT else (Transition(Step.SUBMIT, organisation, at),)
    return Report(SON_DUONG.id, organisation, figures(values, at), state=state, history=history)


def split(total: int, parts: int) -> list[int]:
    """A total as so many uneven parts."""
    shares = [total * (i + 1) // (parts * (parts + 1) // 2) for i in range(parts - 1)]
    return [*shares, total - sum(shares)]


def three_levels() -> Organisations:
    """top ← office ← (a, b), and top ← c."""
    return Organisations(
        [
            Organisation("top", "Top", "committee", "1"),
            Organisation("office", "Office", "culture-office", "1", "top"),
            Organisation("a", "A", "commune-committee", "1", "office"),
            Organisation("b", "B", "commune-committee", "2", "office"),
            Organisation("c", "C", "agency", "1", "top"),
        ]
    )


def expected_of(organisations: Organisations) -> Expectation:
    return expect(SON_DUONG, organisations)
