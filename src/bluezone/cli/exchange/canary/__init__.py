"""`bluezone exchange canary`: the whole chain against a live exchange, as a phone and the authority's desk meet it."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from bluezone.cli.exchange.canary.findings import Findings, StepFailedError
from bluezone.cli.exchange.internal_client import InternalClient, add_internal_arguments
from bluezone.cli.whole_numbers import whole_number
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import steady_clock, system_clock
from bluezone.joining.refusal import RefusedError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = (
        "Issue a code, redeem it, upload seeds that nobody heard, wait for their batch, and match it, as one phone."
    )
    parser = commands.add_parser("canary", help=sentence, description=sentence)
    parser.add_argument("--url", required=True, metavar="URL", help="where phones reach the exchange")
    parser.add_argument("--root", required=True, metavar="HEX|FILE", help="the root's public key")
    add_internal_arguments(parser)
    parser.add_argument(
        "--patience-minutes", type=whole_number(1, 1_440), default=75, metavar="N", help="for the batch (default 75)"
    )
    parser.add_argument(
        "--look-every", type=whole_number(1, 600), default=20, metavar="S", help="seconds between looks (default 20)"
    )
    parser.add_argument(
        "--without-pauses", action="store_true", help="for drills: do not rest between calls as phones do"
    )
    parser.add_argument(
        "--metrics", type=Path, metavar="FILE.prom", help="write the outcome for Prometheus' textfile collector"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.device.root_key import require_safe
    from bluezone.joining.reading import read_root

    require_safe(arguments.url)
    root = read_root(arguments.root)
    findings = Findings(steady_clock)
    try:
        with InternalClient(arguments.internal, arguments.internal_key) as desk:
            asyncio.run(_fly(arguments, root, desk, findings))
    except StepFailedError as failed:
        raise RefusedError(str(failed)) from failed
    finally:
        print(json.dumps(findings.as_json()), flush=True)
        if arguments.metrics is not None:
            findings.write_metrics(arguments.metrics, system_clock() // 1_000)
    return 0


async def _fly(arguments: argparse.Namespace, root: object, desk: InternalClient, findings: Findings) -> None:
    from bluezone.cli.exchange.canary.chain import Canary
    from bluezone.device.exchange_client import HttpExchange
    from bluezone.protocol.signature import VerifyingKey

    assert isinstance(root, VerifyingKey)
    exchange = HttpExchange(arguments.url)
    try:
        canary = Canary(exchange, desk, root, findings, entropy, rests=not arguments.without_pauses)
        await canary.fly(patience_s=60 * arguments.patience_minutes, look_every_s=arguments.look_every)
    finally:
        await exchange.close()
