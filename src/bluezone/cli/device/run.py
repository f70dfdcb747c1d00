"""`bluezone device run`: a phone that lives in a folder until it is told to stop."""

from __future__ import annotations

import argparse
from pathlib import Path

from bluezone.cli.ports import port_argument
from bluezone.cli.telling import to_stderr
from bluezone.cli.whole_numbers import whole_number


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Run one phone in the foreground until SIGINT or SIGTERM; whatever was saved survives a kill."
    parser = commands.add_parser("run", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the phone's folder, made if missing")
    parser.add_argument(
        "--radio", required=True, metavar="SPEC", help="bluez, bumble:CONTROLLER, virtual:DIR or replay:FILE"
    )
    parser.add_argument("--exchange", required=True, metavar="URL", help="https, or http on this machine")
    parser.add_argument(
        "--port",
        type=port_argument,
        metavar="N",
        help="of the owner's pages, on loopback; on air when the first run there is over, or at once without pages",
    )
    parser.add_argument(
        "--door",
        type=Path,
        metavar="FILE",
        help="a page that leads to the owner's pages is laid here, and their address is not told on the terminal",
    )
    parser.add_argument(
        "--root-key",
        metavar="HEX|FILE",
        help="the authority's root key; without it, the one pinned before, or that of an exchange on this machine",
    )
    parser.add_argument(
        "--power",
        type=whole_number(-127, 20),
        metavar="DBM",
        help="how strongly this model sends: its figure in the calibration tables, said hidden under the day's key",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import asyncio
    from functools import partial

    from bluezone.joining.device.living import Options, live
    from bluezone.joining.device.root_key import read_root_key
    from bluezone.joining.ports import chosen_port

    options = Options(
        data=arguments.data,
        radio=arguments.radio,
        exchange=arguments.exchange,
        root=None if arguments.root_key is None else read_root_key(arguments.root_key),
        power_dbm=arguments.power,
    )
    pages = None
    if arguments.port is not None:
        from bluezone.joining.device.pages import serve_one_phone

        pages = partial(serve_one_phone, port=chosen_port(arguments.port), tell=to_stderr, door=arguments.door)
    asyncio.run(live(options, to_stderr, pages))
    return 0
