"""`bluezone inspect batch`: what a published file says, and whether its signature holds."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bluezone.protocol.batch import Batch, Group
    from bluezone.protocol.signature import KeyList


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Print the header of a published batch or roll-up as JSON, or say in one line why it is not valid."
    parser = commands.add_parser("batch", help=sentence, description=sentence)
    parser.add_argument("file", type=Path, metavar="FILE", help="the file as it was fetched, signature block included")
    parser.add_argument(
        "--keys", type=Path, metavar="FILE", help="the key list; unless told, the newest one in the folder keys beside"
    )
    parser.add_argument(
        "--root", metavar="HEX|FILE", help="the root's public key; unless told, the file root beside the folder keys"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.reading import read_bounded
    from bluezone.protocol.batch import MAX_BATCH_BYTES, read_batch
    from bluezone.protocol.signature import identity_of

    data = read_bounded(arguments.file, MAX_BATCH_BYTES)
    batch, body = _parse(data)
    keys = _find_keys(arguments)
    if keys is not None:
        read_batch(data, batch.kind, keys)
    described = {
        **_describe(batch),
        "identity": identity_of(body).hex(),
        "bytes": len(data),
        "signature": "not checked" if keys is None else "valid",
    }
    print(json.dumps(described))
    return 0


def _parse(data: bytes) -> tuple[Batch, memoryview]:
    """Parses the batch and its body, whichever of the possible signature blocks makes sense. Everything but the
    signature is checked; a phone, other than we here, does not even look at the header before the signature holds."""
    from bluezone.protocol.batch import parse_batch
    from bluezone.protocol.errors import MalformedError
    from bluezone.protocol.signature import split_unverified

    reason = MalformedError("the file carries no signature block")
    for body in split_unverified(data):
        try:
            return parse_batch(body), body
        except MalformedError as error:
            reason = error
    raise reason


def _find_keys(arguments: argparse.Namespace) -> KeyList | None:
    """Finds the key list that was named, or that lies beside the file together with a root; None for none."""
    from bluezone.cli.inspect.reading import newest_numbered, read_keys
    from bluezone.joining.reading import read_root
    from bluezone.joining.refusal import RefusedError

    mirror = arguments.file.absolute().parent.parent
    keys = arguments.keys or newest_numbered(mirror / "keys")
    root = arguments.root
    if root is None and (mirror / "root").is_file():
        root = str(mirror / "root")
    if keys is not None and root is not None:
        return read_keys(keys, read_root(root))
    if arguments.keys:
        raise RefusedError("a key list proves nothing without --root")
    if arguments.root is not None:
        raise RefusedError("a root proves nothing without --keys")
    return None


def _describe(batch: Batch) -> dict[str, Any]:
    return {
        "kind": batch.kind.value,
        "sequence": batch.sequence,
        "window_start": _iso(batch.window_start_s),
        "window_start_s": batch.window_start_s,
        "window_end": _iso(batch.window_end_s),
        "window_end_s": batch.window_end_s,
        "config_sequence": batch.config_sequence,
        "previous": batch.previous.hex(),
        "groups": [_describe_group(group) for group in batch.groups],
        "entries": batch.entries,
    }


def _describe_group(group: Group) -> dict[str, Any]:
    key = group.key
    return {
        "day": str(key.day),
        "level": key.level.name,
        "class": key.infectivity.value,
        "format": key.format.name.lower(),
        "count": group.count,
    }


def _iso(time_s: int) -> str | None:
    """Writes a moment in UTC; None for one beyond the calendar's last year."""
    try:
        return dt.datetime.fromtimestamp(time_s, tz=dt.UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return None
