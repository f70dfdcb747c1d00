"""`bluezone exchange configuration propose`: the next configuration, for persons to look at and sign."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from bluezone.cli.exchange.internal_client import InternalClient, add_internal_arguments
from bluezone.cli.exchange.two_persons import write_new_proposal
from bluezone.joining.refusal import RefusedError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Propose a whole configuration from a JSON file; its sequence and time come from the exchange."
    parser = commands.add_parser("propose", help=sentence, description=sentence)
    parser.add_argument("document", type=Path, metavar="FILE.json", help="what is left out has its default")
    add_internal_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the proposal")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import msgspec

    from bluezone.joining.reading import read_bounded
    from bluezone.protocol.config import MAX_CONFIG_BYTES, Configuration
    from bluezone.protocol.proposal import propose
    from bluezone.protocol.signature import Kind

    wanted = _object(read_bounded(arguments.document, MAX_CONFIG_BYTES), arguments.document)
    with InternalClient(arguments.internal, arguments.internal_key) as exchange:
        published = exchange.get("published")
    newest = max((file["sequence"] for file in published["files"] if file["kind"] == "config"), default=0)
    try:
        whole = {**wanted, "sequence": newest + 1, "issued_s": published["now_s"]}
        configuration = msgspec.convert(whole, Configuration, str_keys=True)
    except msgspec.ValidationError as error:
        raise RefusedError(f"{arguments.document} is no configuration: {error}") from error
    _require_known(wanted, msgspec.to_builtins(configuration), "")
    proposal = propose(Kind.CONFIG, configuration)
    write_new_proposal(arguments.out, proposal)
    grave = {
        "erases": configuration.erases,
        "silences": configuration.silences,
        "alarms": configuration.profile.warns_widely,
        "moves_levels": configuration.moves_levels,
    }
    print(json.dumps({"sequence": configuration.sequence, **grave, "fingerprint": proposal.fingerprint}))
    return 0


def _object(data: bytes, path: Path) -> dict[str, Any]:
    try:
        wanted = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"{path} is no JSON") from error
    if not isinstance(wanted, dict):
        raise RefusedError(f"{path} holds no JSON object")
    return wanted


def _require_known(wanted: dict[str, Any], understood: dict[str, Any], place: str) -> None:
    """Requires known fields: phones ignore others, so a person who mistypes one must hear of it."""
    for name, value in wanted.items():
        if name not in understood:
            raise RefusedError(f"a configuration has no field {place}{name}")
        if isinstance(value, dict) and isinstance(understood[name], dict):
            _require_known(value, understood[name], f"{place}{name}.")
