"""`bluezone exchange serve`: the service."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bluezone.cli.exchange.clock import add_clock_is_right_option, add_clock_option
from bluezone.cli.exchange.public_files import add_public_files_option
from bluezone.cli.ports import port_argument
from bluezone.cli.telling import to_stderr
from bluezone.cli.whole_numbers import number_range, whole_number


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Serve phones on one port and the authority's portal on another, and publish every hour."
    parser = commands.add_parser("serve", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="keys, store and published files")
    parser.add_argument(
        "--port", type=port_argument, required=True, metavar="N", help="the public port; 0 picks a free one"
    )
    parser.add_argument(
        "--internal-port", type=port_argument, metavar="N", help="default: the port after the public one"
    )
    parser.add_argument("--host", default="127.0.0.1", help="where the public port listens (default: loopback)")
    parser.add_argument("--internal-host", default="127.0.0.1", metavar="HOST", help="where the internal one does")
    parser.add_argument(
        "--store",
        metavar="URL",
        help="an SQLAlchemy address; default: the one last served here, at first SQLite in the data directory",
    )
    add_public_files_option(
        parser,
        "where phones' files go, with its keys in the environment (AWS_...); default: as last, at first a folder",
    )
    parser.add_argument(
        "--answer-delay-ms",
        type=number_range,
        default=(100, 300),
        metavar="LOW-HIGH",
        help="hold every answer this long",
    )
    parser.add_argument(
        "--work-bits", type=whole_number(12, 24), default=12, metavar="N", help="base difficulty of a redeem, 12..24"
    )
    parser.add_argument("--end-with-stdin", action="store_true", help="stop when whoever started this closes its stdin")
    parser.add_argument("--behind-proxy", action="store_true", help="callers' networks come from X-Forwarded-For")
    parser.add_argument("--verbose", action="store_true", help="log every publication as a line of JSON on stderr")
    add_clock_option(parser)
    add_clock_is_right_option(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.publishing.files import chosen_bucket
    from bluezone.exchange.settings import ExchangeSettings
    from bluezone.joining.exchange.noted_clock import choose_clock
    from bluezone.joining.exchange.noted_store import chosen_store
    from bluezone.joining.exchange.serving import Listening, serve_until_stopped
    from bluezone.joining.rehearsal import require_real_exchange

    settings = ExchangeSettings(
        data=arguments.data,
        store_url=chosen_store(arguments.data, arguments.store),
        bucket=chosen_bucket(arguments.data, arguments.public_files),
        answer_delay_ms=arguments.answer_delay_ms,
        work_bits=arguments.work_bits,
        behind_proxy=arguments.behind_proxy,
    )
    require_real_exchange(settings.key_directory)
    log_to_stderr(verbose=arguments.verbose)
    listening = Listening(arguments.host, arguments.port, arguments.internal_host, arguments.internal_port)
    clock = choose_clock(arguments.data, arguments.clock)
    serve_until_stopped(
        settings,
        listening,
        clock,
        to_stderr,
        end_with_stdin=arguments.end_with_stdin,
        clock_is_right=arguments.clock_is_right,
    )
    return 0


def log_to_stderr(*, verbose: bool) -> None:
    """Logs lines of JSON to stderr. What is logged is chosen where it happens: no address, id, key or code."""
    import logging

    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if verbose else logging.WARNING),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is when something is said
    )
