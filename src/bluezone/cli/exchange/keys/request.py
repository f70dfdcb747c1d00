"""`bluezone exchange keys request`: the next key list, unsigned, for the machine that has the root key."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.exchange.keys.public_keys import (
    difference,
    key_id_argument,
    list_in_words,
    public_key_argument,
)
from bluezone.cli.whole_numbers import whole_number
from bluezone.joining.chance import entropy
from bluezone.joining.exchange.noted_clock import noted_clock
from bluezone.joining.folders import require_own
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.exchange.rotation import Changes
    from bluezone.protocol.signature import VerifyingKey

_HERE = ("batch", "rollup", "index", "head", "config", "certificate", "time", "venue")
_AHEAD_S, _HOUR_S = 3 * 86_400, 3_600


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Draw new keys and write the list that the root is asked to sign; changes nothing that is in force."
    parser = commands.add_parser("request", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the exchange's data directory")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the request, to be carried to the root"
    )
    parser.add_argument("--root", metavar="HEX|FILE", help="for a new exchange: the root's public key")
    parser.add_argument(
        "--kind", action="append", choices=_HERE, metavar="KIND", help="replace only these keys (repeat); default: all"
    )
    parser.add_argument("--keep-keys", action="store_true", help="replace none of the exchange's own keys")
    parser.add_argument(
        "--from", dest="begin", type=_moment, metavar="TIME", help="when they begin; default: in 3 days"
    )
    parser.add_argument("--stolen", action="store_true", help="the replaced and ended keys count for nothing any more")
    parser.add_argument(
        "--add",
        action="append",
        type=public_key_argument,
        default=[],
        metavar="FILE.pub",
        help="a person's, a witness's, or a portal's for places",
    )
    parser.add_argument(
        "--end", action="append", type=key_id_argument, default=[], metavar="ID", help="a key's end: now"
    )
    parser.add_argument("--report-key", type=Path, metavar="FILE", help="the portal's public key, 32 bytes")
    parser.add_argument("--required-witnesses", type=whole_number(0, 16), metavar="N", help="co-signatures of a head")
    parser.add_argument("--config-signatures", type=whole_number(1, 2), metavar="N", help="persons for a configuration")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.durable_files import replace_file
    from bluezone.exchange.keyring import KEY_LIST_FILE, load_keyring
    from bluezone.exchange.rotation import begin_keys, request_list
    from bluezone.exchange.settings import ExchangeSettings
    from bluezone.protocol.proposal import propose, write_proposal
    from bluezone.protocol.signature import Kind

    require_own(arguments.data)
    directory = ExchangeSettings(data=arguments.data).key_directory
    now_s = noted_clock(arguments.data)() // 1000
    is_new = not (directory / KEY_LIST_FILE).exists()
    if is_new:
        begin_keys(directory, _given_root(arguments), entropy)
    before = None if is_new else load_keyring(directory).key_list
    changes = _changes(arguments, now_s)
    keys = request_list(directory, changes, entropy, now_s)
    proposal = propose(Kind.KEYS, keys)
    replace_file(arguments.out, write_proposal(proposal))
    said = {**list_in_words(keys), "fingerprint": proposal.fingerprint, **difference(before, keys)}
    print(json.dumps(said))
    return 0


def _changes(arguments: argparse.Namespace, now_s: int) -> Changes:
    from bluezone.exchange.rotation import Changes
    from bluezone.protocol.signature import Kind, ListedKey

    if arguments.keep_keys and (arguments.kind or (arguments.stolen and not arguments.end)):
        raise RefusedError("--keep-keys replaces nothing: leave --kind and --stolen away, or --end what was stolen")
    kinds = () if arguments.keep_keys else tuple(map(Kind, arguments.kind or _HERE))
    added = tuple(ListedKey(Kind(kind), public, 0, 1 << 40) for kind, public in arguments.add)
    signatures = arguments.config_signatures
    return Changes(
        kinds=kinds,
        from_s=arguments.begin if arguments.begin is not None else -(-(now_s + _AHEAD_S) // _HOUR_S) * _HOUR_S,
        stolen=arguments.stolen,
        added=added,
        ended=tuple(arguments.end),
        required_signatures={} if signatures is None else {Kind.CONFIG: signatures},
        required_witnesses=arguments.required_witnesses,
        report_key=arguments.report_key.read_bytes() if arguments.report_key else None,
    )


def _given_root(arguments: argparse.Namespace) -> VerifyingKey:
    from bluezone.joining.reading import read_root

    if arguments.root is None:
        raise RefusedError("a new exchange needs --root, the public key under which its lists will be signed")
    return read_root(arguments.root, of_rehearsals=True)


def _moment(text: str) -> int:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-11-30T07:00+07:00") from error
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("say the time zone, as in 2026-11-30T07:00+07:00")
    return int(moment.timestamp())
