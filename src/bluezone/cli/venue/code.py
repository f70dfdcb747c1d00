"""`bluezone venue code`: one signed code of a place, as text and as a picture to print."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bluezone.cli.whole_numbers import whole_number
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import system_clock
from bluezone.joining.refusal import RefusedError

_KINDS = ("shop", "market", "food", "office", "school", "health", "hotel", "worship", "transport", "public")
_CLOSER = ("factory", "event")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Issue one code of a place, signed with a venue key, and print its text."
    parser = commands.add_parser("code", help=sentence, description=sentence)
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="the venue key: 32 bytes, venue.key")
    parser.add_argument("--name", required=True, help="as people call the place, at most 60 bytes")
    parser.add_argument(
        "--kind", choices=_KINDS + _CLOSER, default="public", help="decides how long a visit usually is"
    )
    parser.add_argument("--unit", required=True, metavar="CODE", help="administrative code of 2, 3 or 5 digits")
    parser.add_argument(
        "--days", type=whole_number(1, 3_660), default=90, metavar="N", help="for how long the poster is valid (90)"
    )
    parser.add_argument("--svg", type=Path, metavar="FILE", help="write the code as a picture, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import segno

    from bluezone.protocol.signature import Kind, SigningKey
    from bluezone.protocol.venue import SALT_BYTES, VENUE_ID_BYTES, Venue, place_kind, write_venue

    key = SigningKey(Kind.VENUE, arguments.key.read_bytes())
    from_s = system_clock() // 1000
    try:
        venue = Venue.of(
            entropy(VENUE_ID_BYTES),
            arguments.name,
            place_kind(arguments.kind),
            arguments.unit,
            valid_s=(from_s, from_s + arguments.days * 86_400),
            salt=entropy(SALT_BYTES),
        )
        text = write_venue(venue, key)
    except ValueError as error:
        raise RefusedError(str(error)) from error
    if arguments.svg is not None:
        segno.make_qr(text, error="m").save(str(arguments.svg), kind="svg", scale=8)
    if arguments.json:
        print(json.dumps({"text": text, "venue_id": venue.venue_id.hex(), "valid_until_s": venue.valid_until_s}))
    else:
        print(text)
    return 0
