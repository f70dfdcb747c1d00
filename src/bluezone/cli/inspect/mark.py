"""`bluezone inspect mark`: whether a running mark is of this minute, as the page at a door judges it."""

from __future__ import annotations

import argparse
import datetime as dt
import json

from bluezone.cli.moments import moment
from bluezone.vietnam.words import Words

_REFUSALS = {
    "stale": Words(
        vi="stale: mã của phút đã qua, có thể là ảnh chụp hoặc bản ghi; hãy xem lại trên máy đang mở Bluezone",
        en="stale: its minute is over, so it may be a picture or a recording; look at the running phone",
    ),
    "forged": Words(
        vi="forged: không phải mã hoạt động mà máy nào đang hiện lúc này",
        en="forged: no phone shows such a running mark at this moment",
    ),
}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say whether a running mark is live, or say in one line that it is stale or forged."
    parser = commands.add_parser("mark", help=sentence, description=sentence)
    parser.add_argument("text", metavar="TEXT", help="as it was scanned")
    parser.add_argument("--at", type=moment, metavar="ISO-TIME", help="the moment; default: now")
    parser.add_argument("--language", choices=("vi", "en"), default="en", help="of the line of a refusal (en)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.clocks import system_clock
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.door_codes import Verdict, What, read_door_code

    now_ms = system_clock() if arguments.at is None else int(arguments.at.timestamp() * 1000)
    read = read_door_code(arguments.text, now_ms)
    if read.what is not What.MARK or read.verdict is not Verdict.LIVE:
        reason = "stale" if read.verdict is Verdict.STALE else "forged"
        raise RefusedError(_REFUSALS[reason].said(arguments.language))
    minute = dt.datetime.fromtimestamp(int(dict(read.says)["minute"]) * 60, dt.UTC)
    print(json.dumps({"verdict": read.verdict.value, "state": dict(read.says)["state"], "minute": minute.isoformat()}))
    return 0
