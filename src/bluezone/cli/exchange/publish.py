"""`bluezone exchange publish`: close every window whose hour is over, on an exchange that is not being served."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from bluezone.cli.exchange.clock import add_clock_is_right_option
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import hardware_clock, steady_clock, system_clock
from bluezone.joining.exchange.noted_clock import noted_clock


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Publish every window that is due, while the service does not run, and print what came out."
    parser = commands.add_parser("publish", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the exchange's data directory")
    parser.add_argument("--store", metavar="URL", help="default: the one that was given to serve")
    add_clock_is_right_option(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange import Exchange, ExchangeSettings
    from bluezone.exchange.publishing.files import noted_bucket
    from bluezone.joining.clock_notes import FolderNotes
    from bluezone.joining.exchange.noted_store import chosen_store

    async def publish() -> list[dict[str, object]]:
        settings = ExchangeSettings(
            data=arguments.data,
            store_url=chosen_store(arguments.data, arguments.store),
            bucket=noted_bucket(arguments.data),
        )
        clock = noted_clock(arguments.data)
        async with Exchange(
            settings,
            clock=clock,
            entropy=entropy,
            steady=steady_clock if clock is system_clock else None,
            second=hardware_clock,
            clock_is_right=arguments.clock_is_right or clock is not system_clock,
            clock_notes=FolderNotes(arguments.data, "exchange"),
            ticking=False,
        ) as exchange:
            with exchange.doubts.noting(exchange.leaps, clock):
                published = await exchange.publisher.publish_due()
        return [
            {"kind": file.kind.value, "sequence": file.sequence, "size": file.size, "window_end_s": file.window_end_s}
            for file in published
        ]

    print(json.dumps({"published": asyncio.run(publish())}))
    return 0
