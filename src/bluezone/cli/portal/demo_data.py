"""`bluezone portal demo-data`: an office to show; and the authenticator's code for whoever has no app at hand."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bluezone.cli.portal.world import add_place_options, opened, world_from
from bluezone.cli.refusal import RefusedError

LOGINS_FILE = "demo-logins.txt"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Put an invented office into an empty portal and print its logins."
    parser = commands.add_parser("demo-data", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--code", metavar="NAME", help="only print the code that this person's app would show now")
    parser.add_argument("--without-rollout", action="store_true", help="leave the directive of August 2020 out")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.code:
        print(code_now(arguments.data, arguments.code))
        return 0
    world = world_from(opened(arguments))

    from bluezone.portal.demo.filling import fill, table_of
    from bluezone.portal.reports.wrapping import wrapping_key

    logins = fill(world, wrapping_key=wrapping_key(), with_rollout=not arguments.without_rollout)
    table = table_of(logins)
    descriptor = os.open(arguments.data / LOGINS_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(table)
    print(table, end="")
    return 0


def code_now(data: Path, name: str) -> str:
    """The six digits of this half minute (RFC 6238), from the secret that demo-data wrote down."""
    import base64
    import hmac
    import time

    for line in (data / LOGINS_FILE).read_text(encoding="utf-8").splitlines()[1:]:
        username, _role, _password, secret, *_ = line.split()
        if username == name:
            counter = int(time.time()) // 30
            digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
            at = digest[-1] & 15
            return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"
    raise RefusedError(f"nobody in the demo is called {name}")
