"""`bluezone demo`: the whole chain on a real office's contacts, alive in the terminal and in the browser."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.ports import port_argument

if TYPE_CHECKING:
    from bluezone.joining.demo.story import Pages


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Show the whole chain at work: 92 phones, one confirmed case, and who is warned."
    parser = commands.add_parser("demo", help=sentence, description=sentence)
    parser.add_argument("--trace", type=Path, metavar="FILE", help="other contacts than the bundled office's")
    parser.add_argument("--first-case", type=int, metavar="ID", help="who is confirmed; the busiest unless told")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="same seed, same story")
    parser.add_argument(
        "--port", type=port_argument, default=8790, metavar="N", help="where the phones' pages are; 0 picks one"
    )
    parser.add_argument(
        "--portal-port",
        type=port_argument,
        default=8791,
        metavar="N",
        help="where the portal is; 0 picks one",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep everything here, and go on here when killed")
    parser.add_argument("--headless", action="store_true", help="no pages; end when the story ends")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout, all else on stderr")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import asyncio

    from bluezone.cli.demo.view import open_view
    from bluezone.joining.demo.story import Telling, chosen_scenario, tell_story

    scenario = chosen_scenario(arguments.trace, arguments.first_case, arguments.seed)
    telling = Telling(scenario, arguments.data, _pages(arguments))
    title = f"Bluezone: {len(scenario.trace.people)} phones, {scenario.trace.days} days of a real office"
    asyncio.run(tell_story(telling, open_view(title, json_wanted=arguments.json)))
    return 0


def _pages(arguments: argparse.Namespace) -> Pages | None:
    """Refuses taken ports before anything begins."""
    from bluezone.joining.demo.story import Pages
    from bluezone.joining.ports import chosen_port

    if arguments.headless:
        return None
    return Pages(phones=chosen_port(arguments.port), portal=chosen_port(arguments.portal_port, "--portal-port"))
