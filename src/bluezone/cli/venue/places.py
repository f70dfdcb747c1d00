"""`bluezone venue places`: a commune's places in one signed file, each locked under the code that is typed for it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bluezone.cli.whole_numbers import whole_number
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import system_clock
from bluezone.joining.refusal import RefusedError

_MOST_BYTES = 1 << 20


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Draw a typed code for each place's signed code, and write the file in which they are looked up."
    parser = commands.add_parser("places", help=sentence, description=sentence)
    parser.add_argument("codes", type=Path, metavar="CODES", help="signed codes (BZV1:…), one a line")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="the venue key: 32 bytes, venue.key")
    parser.add_argument("--unit", required=True, metavar="CODE", help="the commune's code of 5 digits")
    parser.add_argument(
        "--epoch", type=whole_number(0, (1 << 32) - 1), default=0, metavar="N", help="what the locks change with (0)"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the signed file is written")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.reading import read_bounded
    from bluezone.protocol.errors import InvalidValueError
    from bluezone.protocol.place_codes import lock_of, printed_text, typed_code, write_places
    from bluezone.protocol.signature import Kind, SigningKey

    texts = read_bounded(arguments.codes, _MOST_BYTES).decode("utf-8", "replace").split()
    drawn = {typed_code(entropy(6)): text for text in texts}
    try:
        printed = [{"typed": typed, "qr_text": printed_text(arguments.unit, typed)} for typed in drawn]
        locks = {lock_of(arguments.unit, typed): text for typed, text in drawn.items()}
        key = SigningKey(Kind.VENUE, read_bounded(arguments.key, 64))
        file = write_places(
            arguments.unit, arguments.epoch, locks, key, issued_s=system_clock() // 1000, entropy=entropy
        )
    except InvalidValueError as error:
        raise RefusedError(str(error)) from error
    arguments.out.write_bytes(file)
    print(json.dumps({"places": len(locks), "bytes": len(file), "codes": printed}))
    return 0
