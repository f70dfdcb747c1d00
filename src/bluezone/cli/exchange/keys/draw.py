"""`bluezone exchange keys draw`: a key of one person, witness or root, on that person's own machine."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bluezone.cli.exchange.keys.public_keys import PERSONS, public_line
from bluezone.joining.chance import entropy
from bluezone.joining.refusal import RefusedError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Draw a private key, write it where told and its public half beside it, and print the public half."
    parser = commands.add_parser("draw", help=sentence, description=sentence)
    parser.add_argument("--kind", choices=("root", *PERSONS), required=True, help="what the key is for")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="new; its owner alone may read it")
    parser.add_argument(
        "--rehearsal", action="store_true", help="with --kind root: the key of rehearsals, which everybody has"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.durable_files import replace_file, write_secret
    from bluezone.joining.rehearsal import ROOT
    from bluezone.protocol.signature import KEY_BYTES, Kind, SigningKey

    if arguments.rehearsal and arguments.kind != "root":
        raise RefusedError("a rehearsal has a root key of its own; all others are drawn as ever")
    value = ROOT.value if arguments.rehearsal else entropy(KEY_BYTES)
    write_secret(arguments.out, value)
    kind = Kind.KEYS if arguments.kind == "root" else Kind(arguments.kind)
    public = SigningKey(kind, value).verifying_key
    line = public_line(arguments.kind, public)
    written = arguments.out.with_name(arguments.out.name + ".pub")
    replace_file(written, line.encode() + b"\n")
    said = {"kind": arguments.kind, "id": public.key_id.hex(), "public": line, "public_file": str(written)}
    print(json.dumps({**said, "rehearsal": True} if arguments.rehearsal else said))
    return 0
