"""`bluezone inspect venue`: what a scanned text is, and whether the place's code holds."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.moments import moment
from bluezone.vietnam.words import Language, Words

if TYPE_CHECKING:
    from bluezone.protocol.signature import KeyList
    from bluezone.protocol.venue import Venue

_FOREIGN = {
    "nz-covid-tracer": Words(vi="áp phích của NZ COVID Tracer", en="a poster of NZ COVID Tracer"),
    "vietqr": Words(vi="mã thanh toán (VietQR)", en="a code for payments (VietQR)"),
    "web": Words(vi="địa chỉ trang web", en="a web address"),
    "text": Words(vi="văn bản khác", en="another text"),
}
_OUR_OTHERS = Words(vi="mã khác của Bluezone", en="another code of Bluezone")
_NO_CODE = Words(vi="đây không phải mã địa điểm", en="this is no code of a place")
_NO_PLACE = Words(vi="xã, phường này không có địa điểm mang mã đó", en="no place of this commune has this code")
_SHORT = Words(
    vi="đây là mã ngắn của một địa điểm ở xã, phường {unit}; cần --places và --keys để biết là địa điểm nào",
    en="this is the short code of a place of commune {unit}; --places and --keys tell which",
)
_REFUSALS = {
    "ExpiredError": Words(vi="mã địa điểm này đã hết hạn hoặc chưa có hiệu lực", en="expired"),
    "VerificationError": Words(vi="mã này không do cơ quan y tế cấp hoặc đã bị thu hồi", en="forged or revoked"),
    "MalformedError": Words(vi="mã bị cắt cụt hoặc đọc sai", en="misread"),
}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Print what a place's code says, or say in one line why it is none, or counts no more."
    parser = commands.add_parser("venue", help=sentence, description=sentence)
    parser.add_argument("text", metavar="TEXT", help="as it was scanned")
    parser.add_argument(
        "--keys", type=Path, metavar="FILE", help="the key list; without one the signature is not checked"
    )
    parser.add_argument(
        "--places", type=Path, metavar="FILE", help="the commune's places, for a short or a typed code; needs --keys"
    )
    parser.add_argument("--root", metavar="HEX|FILE", help="the root's public key; unless told, a root beside the list")
    parser.add_argument("--at", type=moment, metavar="ISO-TIME", help="the moment; default: now")
    parser.add_argument("--language", choices=("vi", "en"), default="en", help="of the line of a refusal (en)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.errors import PeerError
    from bluezone.protocol.venue import venue_on_poster

    if arguments.places is None:
        _require_ours(arguments.text, arguments.language)
    checked = arguments.keys is not None
    try:
        if arguments.places is not None:
            print(json.dumps(_looked_up(arguments), ensure_ascii=False))
            return 0
        _require_long(arguments.text, arguments.language)
        venue = _verified(arguments) if checked else _in_force(venue_on_poster(arguments.text), arguments)
    except PeerError as error:
        said = _REFUSALS[type(error).__name__].said(arguments.language)
        raise RefusedError(f"{said}: {error}" if arguments.language == "en" else said) from error
    told = {**_described(venue), "epoch": None, "signature": "valid" if checked else "not checked"}
    print(json.dumps(told, ensure_ascii=False))
    return 0


def _looked_up(arguments: argparse.Namespace) -> dict[str, str | int]:
    """Finds a short or typed code in its commune's places. Raises RefusedError where it is none of them."""
    from bluezone.joining.reading import read_bounded
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol import place_codes

    if arguments.keys is None:
        raise RefusedError("places prove nothing without --keys")
    keys, at_s = _keys_and_moment(arguments)
    places = place_codes.read_places(read_bounded(arguments.places, place_codes.MAX_PLACES_BYTES), keys)
    unit, typed = places.unit, arguments.text
    if typed.strip().startswith(place_codes.PRINTED_PREFIX):
        unit, typed = place_codes.read_printed(typed)
    lock = place_codes.lock_of(unit, place_codes.read_typed(typed))
    venue = place_codes.place_in(places, lock, keys, at_s) if unit == places.unit else None
    if venue is None:
        raise RefusedError(_NO_PLACE.said(arguments.language))
    return {**_described(venue), "epoch": places.epoch, "signature": "valid"}


def _require_ours(text: str, language: Language) -> None:
    """Requires the code of a place, well or badly made. Raises RefusedError, which says what it is instead."""
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.door_codes import What, read_door_code

    read = read_door_code(text, 0)
    if read.what is not What.VENUE:
        kind = _FOREIGN[dict(read.says)["kind"]] if read.what is What.FOREIGN else _OUR_OTHERS
        raise RefusedError(f"{_NO_CODE.said(language)}: {kind.said(language)}")


def _require_long(text: str, language: Language) -> None:
    """Requires a code that says its place by itself. Raises RefusedError for a short one that is well made, and
    MalformedError for one that was misread."""
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol import place_codes

    if text.strip().startswith(place_codes.PRINTED_PREFIX):
        unit, _ = place_codes.read_printed(text)
        raise RefusedError(_SHORT.said(language).format(unit=unit))


def _verified(arguments: argparse.Namespace) -> Venue:
    """Reads the code as a phone does at that moment. Raises MalformedError, VerificationError or ExpiredError."""
    from bluezone.protocol.venue import read_venue

    return read_venue(arguments.text, *_keys_and_moment(arguments))


def _in_force(venue: Venue, arguments: argparse.Namespace) -> Venue:
    """Requires that a code whose signature nobody checks holds by its own days. Raises ExpiredError."""
    from bluezone.protocol.errors import ExpiredError

    if not venue.is_in_force_at(_moment_s(arguments)):
        raise ExpiredError("the code is not valid today, by its own days; its signature was not checked")
    return venue


def _keys_and_moment(arguments: argparse.Namespace) -> tuple[KeyList, int]:
    """Reads the key list under its root. Raises RefusedError where it is none: nothing is said of the code by that."""
    from bluezone.cli.inspect.reading import read_keys
    from bluezone.joining.reading import read_root
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.errors import PeerError

    root = read_root(arguments.root or _root_beside(arguments.keys))
    try:
        return read_keys(arguments.keys, root), _moment_s(arguments)
    except PeerError as error:
        raise RefusedError(f"{arguments.keys} is no key list of this root: {error}") from error


def _moment_s(arguments: argparse.Namespace) -> int:
    from bluezone.joining.clocks import system_clock

    return system_clock() // 1000 if arguments.at is None else int(arguments.at.timestamp())


def _root_beside(keys: Path) -> str:
    """Finds the root's public key where an exchange, or a mirror of what it publishes, keeps it."""
    from bluezone.joining.refusal import RefusedError

    if not keys.is_file():
        raise RefusedError(f"there is no key list {keys}")
    found = (keys.parent / "root.pub", keys.parent / "root", keys.absolute().parent.parent / "root")
    path = next((path for path in found if path.is_file()), None)
    if path is None:
        raise RefusedError("a key list proves nothing without --root")
    return str(path)


def _described(venue: Venue) -> dict[str, str]:
    return {
        "name": venue.name,
        "kind": venue.place_kind.value,
        "unit": venue.unit,
        "from": _iso(venue.valid_from_s),
        "to": _iso(venue.valid_until_s),
        "venue_id": venue.venue_id.hex(),
    }


def _iso(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
