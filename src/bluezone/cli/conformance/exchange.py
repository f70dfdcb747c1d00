"""`bluezone conformance exchange`: each rule that an exchange can be held to from outside: met, not met, not tried."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bluezone.cli.whole_numbers import number_range

if TYPE_CHECKING:
    from bluezone.conformance.exchange.former import FormerCall
    from bluezone.conformance.exchange.rule import Judged


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Fetch and call what a stranger can, and say of each rule of docs/protocol whether it is met."
    parser = commands.add_parser("exchange", help=sentence, description=sentence)
    parser.add_argument("url", metavar="URL", help="where phones reach the exchange")
    parser.add_argument("--root", metavar="HEX|FILE", help="the root's public key; unless told, the exchange's own")
    parser.add_argument("--code", default="", metavar="CODE", help="one that the authority issued; it is used up")
    parser.add_argument(
        "--held-ms",
        type=number_range,
        default=(100, 300),
        metavar="LOW-HIGH",
        help="for how long its operator says that answers are held back (100-300); 0-0: do not ask",
    )
    parser.add_argument(
        "--former", type=Path, metavar="FILE", help="calls.json of a former release: what a phone of then sent"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object with every rule in it")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.conformance.exchange.door import HttpDoor
    from bluezone.conformance.exchange.judging import conforms, judge
    from bluezone.conformance.exchange.visit import Visit
    from bluezone.joining.chance import entropy
    from bluezone.joining.clocks import steady_clock
    from bluezone.joining.device.root_key import require_safe
    from bluezone.joining.reading import read_root
    from bluezone.protocol.codes import normalise_code

    require_safe(arguments.url)
    root = None if arguments.root is None else read_root(arguments.root)
    code = normalise_code(arguments.code) if arguments.code else ""
    former = () if arguments.former is None else _read_former(arguments.former)
    door = HttpDoor(arguments.url, steady_clock)
    try:
        visit = Visit(door, entropy, root, code, arguments.held_ms, former)
        _require_there(visit)
        judged = judge(visit)
    finally:
        door.close()
    print(json.dumps(as_json(judged)) if arguments.json else as_text(judged))
    return 0 if conforms(judged) else 1


def _read_former(file: Path) -> tuple[FormerCall, ...]:
    """Raises RefusedError."""
    from bluezone.conformance.exchange.former import MAX_FILE_BYTES, read_former
    from bluezone.joining.reading import read_bounded
    from bluezone.joining.refusal import RefusedError

    try:
        return read_former(read_bounded(file, MAX_FILE_BYTES))
    except ValueError as error:
        raise RefusedError(f"{file} {error}") from error


def _require_there(visit: Any) -> None:
    """Requires any answer at all: an exchange that is not there breaks no rule. Raises RefusedError."""
    from bluezone.conformance.exchange.errors import NotMetError
    from bluezone.conformance.exchange.visit import INDEX
    from bluezone.joining.refusal import RefusedError

    try:
        visit.reply(INDEX)
    except NotMetError as error:
        raise RefusedError(f"the exchange cannot be judged: {error}") from error


def as_json(judged: tuple[Judged, ...]) -> dict[str, Any]:
    """Every rule with its page, its sentence and what is said of it, after the sums."""
    from bluezone.conformance.exchange.judging import conforms

    rules = [
        {
            "rule": one.rule.name,
            "page": one.rule.page,
            "demand": one.rule.demand,
            "outcome": one.outcome.value,
            "seen": one.seen,
        }
        for one in judged
    ]
    return {**_sums(judged), "conforms": conforms(judged), "rules": rules}


def as_text(judged: tuple[Judged, ...]) -> str:
    """A line for each rule, what is broken first."""
    order = ("not met", "not tried", "met")
    lines = [
        f"{one.outcome.value:<10} {one.rule.name:<20} {one.seen}"
        for one in sorted(judged, key=lambda one: order.index(one.outcome.value))
    ]
    sums = ", ".join(f"{count} {outcome}" for outcome, count in _sums(judged).items())
    return "\n".join([*lines, *_counted_against(judged), sums])


def _counted_against(judged: tuple[Judged, ...]) -> list[str]:
    """A line with what was not tried and is no excuse, if there is any."""
    from bluezone.conformance.outcome import Outcome

    names = [one.rule.name for one in judged if one.outcome is Outcome.NOT_TRIED and not one.is_excused]
    return [f"not tried because of what is served: {', '.join(names)}"] if names else []


def _sums(judged: tuple[Judged, ...]) -> dict[str, int]:
    from bluezone.conformance.outcome import Outcome

    return {outcome.value: sum(one.outcome is outcome for one in judged) for outcome in Outcome}
