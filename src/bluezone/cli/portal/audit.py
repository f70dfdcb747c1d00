"""`bluezone portal verify-audit`: whether the audit is as it was written."""

from __future__ import annotations

import argparse

from bluezone.cli.portal.place import add_place_options, opened_again


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Walk the whole audit and print its length and last hash, or the first line that does not fit."
    parser = commands.add_parser("verify-audit", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--expect", metavar="N:HASH", help="an earlier answer: it must still be on the way")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    opened_again(arguments)

    from bluezone.portal.audit.selectors import require_on_the_way, verify_chain

    chain = verify_chain()
    if arguments.expect:
        require_on_the_way(arguments.expect)
    print(f"{chain.length}:{chain.head}")
    return 0
