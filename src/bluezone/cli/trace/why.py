"""`bluezone trace why`: the meetings that give somebody their level, or why there is none."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import TYPE_CHECKING

from bluezone.cli.trace.arguments import add_lists, add_rules, chosen_rules, read_lists

if TYPE_CHECKING:
    from bluezone.joining.outbreak_lists import TracedLists
    from bluezone.lists.outbreak.contact_list import Contact

_Meeting = dict[str, object]


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say why somebody is at their level: each meeting on the way from a case, or why there is no way."
    parser = commands.add_parser("why", help=sentence, description=sentence)
    add_lists(parser)
    parser.add_argument("who", metavar="ID", help="of either list")
    add_rules(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.trace.load_view import level_name
    from bluezone.joining.outbreak_lists import number_of, trace_lists
    from bluezone.trace.explaining import why_no_level

    _, rules = chosen_rules(arguments)
    cases, contacts = read_lists(arguments)
    traced = trace_lists(cases, contacts, rules)
    person = number_of(traced, arguments.who)
    why = why_no_level(traced.tracing, person)
    steps = [step.exposure for step in traced.tracing.path(person)]
    if why is not None:
        steps = list(traced.tracing.exposures_to(person))
    meetings = [_meeting(traced, contacts.contacts[one], one) for one in steps]
    level = level_name(traced.tracing.levels[person])
    if arguments.json:
        found = {"id": arguments.who, "level": level, "why_none": why and why.value, "meetings": meetings}
        print(json.dumps(found, ensure_ascii=False))
    else:
        heading = f"{arguments.who} is {level}" if why is None else f"{arguments.who} has no level: {why.value}"
        print("\n".join([heading, *map(_line, meetings)]))
    return 0


def _meeting(traced: TracedLists, contact: Contact, exposure: int) -> _Meeting:
    """One row of the contacts, with the days on which its source could infect."""
    from bluezone.cli.trace.load_view import level_name

    tracing = traced.tracing
    source = tracing.sources[exposure]
    return {
        "from": contact.source,
        "from_level": level_name(tracing.levels[source]),
        "to": contact.target,
        "line": contact.line,
        "first_day": contact.first_day and contact.first_day.isoformat(),
        "last_day": contact.last_day and contact.last_day.isoformat(),
        "could_infect_from": _day(tracing.infected_from(source)),
        "could_infect_until": _day(tracing.infectious_until[source]),
    }


def _day(ordinal: int) -> str | None:
    """A day of the calendar; None for one that is not known."""
    is_known = 1 <= ordinal <= dt.date.max.toordinal()
    return dt.date.fromordinal(ordinal).isoformat() if is_known else None


def _line(meeting: _Meeting) -> str:
    met = f"  {meeting['from']} ({meeting['from_level']}) met {meeting['to']}, line {meeting['line']}"
    days = _stretch(meeting["first_day"], meeting["last_day"], "on a day that is not known")
    could = _stretch(meeting["could_infect_from"], meeting["could_infect_until"], "at any time")
    if meeting["from_level"] == "none":
        could = "never, as far as is known"
    return f"{met}, {days}; could infect {could}"


def _stretch(first: object, last: object, otherwise: str) -> str:
    if first == last:
        return otherwise if first is None else f"on {first}"
    return " ".join([*([f"from {first}"] if first else []), *([f"until {last}"] if last else [])])
