"""`bluezone inspect match`: an original exposure list against an original trace log."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Check a trace log against an exposure list and print every match as JSON."
    parser = commands.add_parser("match", help=sentence, description=sentence)
    parser.add_argument("--exposures", type=Path, required=True, metavar="LIST.json", help='{"data":[…]} as published')
    parser.add_argument(
        "--sightings", type=Path, required=True, metavar="LOG.tsv", help="own id, heard id, RSSI, time in ms"
    )
    parser.add_argument("--tolerance-slots", type=int, choices=(0, 1, 2), default=1, help="0 is the original's rule")
    parser.add_argument("--kernel", choices=("native", "pure"), default=None, help="which implementation to use")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone import kernel
    from bluezone.joining.reading import read_bounded
    from bluezone.protocol.errors import MalformedError
    from bluezone.protocol.original import (
        MAX_LIST_BYTES,
        MAX_LOG_CHARACTERS,
        find_contacts,
        read_exposure_list,
        read_trace_log,
    )

    chosen = kernel.CHOSEN if arguments.kernel is None else kernel.implementation(arguments.kernel)
    exposures = read_exposure_list(read_bounded(arguments.exposures, MAX_LIST_BYTES))
    try:
        log = read_bounded(arguments.sightings, MAX_LOG_CHARACTERS).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedError("the log is not text") from error
    contacts = find_contacts(
        exposures.entries, read_trace_log(log), arguments.tolerance_slots, ids_of_day=chosen.rolling_ids
    )
    matches = [
        {
            "daily_key": contact.daily_key.hex().upper(),
            "heard_id": contact.heard_id.hex,
            "time_ms": contact.time_ms,
        }
        for contact in contacts
    ]
    print(json.dumps({"matches": matches, "skipped_entries": exposures.skipped, "kernel": chosen.name}))
    return 0
