"""What our own code answers: one function a kind of question, from the given to the answer, as JSON has them."""

from __future__ import annotations

import base64
import enum
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from bluezone import kernel
from bluezone.conformance.phone.asking import NOT_TRIED
from bluezone.protocol import proof_of_work
from bluezone.protocol.advertisement import Advertisement, ReadablePeer, parse_advertisement
from bluezone.protocol.batch import read_batch
from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import is_short, read_code_message
from bluezone.protocol.config import PathogenProfile, read_configuration
from bluezone.protocol.disclosure import RetiredSeed, commitment_to, read_certificate
from bluezone.protocol.door_codes import Verdict, What, read_door_code, visit_alert, visit_note
from bluezone.protocol.errors import PeerError, VerificationError
from bluezone.protocol.hidden_power import open_power
from bluezone.protocol.index import read_index
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.log import leaf_hash, root_of, verify_consistency, verify_inclusion
from bluezone.protocol.messages import TimeAnswer, UploadRequest, unpack_answer, unpack_request, verify_time
from bluezone.protocol.place_codes import lock_of, place_in, read_places, read_printed, read_typed
from bluezone.protocol.report import link_of, open_sealed
from bluezone.protocol.revocation import read_revocation
from bluezone.protocol.signature import KeyList, Kind, VerifyingKey, read_key_list
from bluezone.protocol.venue import Venue, alert_entry, read_venue

Given = dict[str, Any]
Answer = dict[str, Any]
Kinds = Mapping[str, Callable[[Given], Answer]]
"""One function a kind of question."""


def answer(what: str, given: Given, of_phone: Kinds = MappingProxyType({})) -> Answer:
    """Answers one question. What is refused is answered as not taken; a kind that is not known here is not tried.

    `of_phone` answers what only a phone can judge. Raises ValueError for what is no question of its kind.
    """
    answers = _ANSWERS.get(what) or of_phone.get(what)
    if answers is None:
        return NOT_TRIED
    try:
        return answers(given)
    except PeerError:
        return {"taken": False}
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"this is no question of the kind {what}: {error}") from error


def _day(given: Given) -> Answer:
    seed, day = DaySeed(_bytes(given["seed"])), Day(given["day"])
    return {"key": seed.key_for(day).hex(), "ids": [one.value.hex() for one in seed.ids_for(day)]}


def _advertisement(given: Given) -> Answer:
    heard = parse_advertisement(_bytes(given["frame"]))
    if isinstance(heard, Advertisement):
        return {"heard": "id", "id": heard.rolling_id.value.hex(), "tx_power_dbm": heard.tx_power_dbm}
    return {"heard": "peer" if isinstance(heard, ReadablePeer) else "nothing"}


def _power(given: Given) -> Answer:
    """Opens the power that a frame of ours says, heard on the Day of this seed."""
    heard = parse_advertisement(_bytes(given["frame"]))
    if not isinstance(heard, Advertisement):
        return {"taken": False}
    if heard.hidden_power is None:
        return {"tx_power_dbm": heard.tx_power_dbm}
    key = DaySeed(_bytes(given["seed"])).key_for(Day(given["day"]))
    return {"tx_power_dbm": open_power(heard.hidden_power, key, heard.rolling_id)}


def _key_list(given: Given) -> Answer:
    keys = read_key_list(_bytes(given["file"]), VerifyingKey(_bytes(given["root"])))
    return {"taken": True, "sequence": keys.sequence, "issued_s": keys.issued_s, "keys": len(keys.keys)}


def _index(given: Given) -> Answer:
    verified = read_index(_bytes(given["file"]), _keys(given))
    verified.require_head_of_now()
    index, head = verified.index, verified.head
    files = [[one.kind.value, one.sequence, one.identity.hex(), one.size, one.window_end_s] for one in index.files]
    head_said = {"log_size": head.size, "log_root": head.root.hex(), "witnesses": verified.witnessed_by}
    return {"taken": True, "issued_s": index.issued_s, "valid_until_s": index.valid_until_s, "files": files} | head_said


def _configuration(given: Given) -> Answer:
    read = read_configuration(_bytes(given["file"]), _keys(given))
    profile = {"close_minutes": read.profile.close_minutes, "tracing_days": read.profile.tracing_days}
    rest = {"retention_days": read.retention_days, "cover_per_day": read.cover_per_day, "shutdown_s": read.shutdown_s}
    return {"taken": True, "sequence": read.sequence, "issued_s": read.issued_s} | profile | rest


def _batch(given: Given) -> Answer:
    batch, opened = read_batch(_bytes(given["file"]), Kind(given["kind"]), _keys(given))
    groups = [
        [one.key.day.number, one.key.level.value, one.key.infectivity.value, one.key.format.value, one.count]
        for one in batch.groups
    ]
    numbers = {"sequence": batch.sequence, "window_end_s": batch.window_end_s, "previous": batch.previous.hex()}
    return {"taken": True, "identity": opened.identity.hex(), "groups": groups} | numbers


def _revocation(given: Given) -> Answer:
    read = read_revocation(_bytes(given["file"]), _keys(given))
    named = {"kind": read.kind.value, "revoked": read.revoked, "identity": read.identity.hex()}
    return {"taken": True, "sequence": read.sequence} | named


def _certificate(given: Given) -> Answer:
    read = read_certificate(_bytes(given["file"]), _keys(given))
    days = {"onset_day": read.onset_day, "first_day": read.first_day, "last_day": read.last_day}
    said = {"commitment": read.commitment.hex(), "level": read.level.value, "expires_s": read.expires_s}
    return {"taken": True} | said | days


def _long_file(given: Given) -> Answer:
    """A file of another kind of question, too long to be written down: with so many zeros in it."""
    file = given["begins"] + "00" * given["zeros"] + given["ends"]
    return {"taken": _ANSWERS[given["of"]]({**given, "file": file})["taken"]}


def _leaf(given: Given) -> Answer:
    return {"leaf": leaf_hash(Kind(given["kind"]), given["sequence"], _bytes(given["identity"])).hex()}


def _log_root(given: Given) -> Answer:
    return {"root": root_of([_bytes(leaf) for leaf in given["leaves"]]).hex()}


def _inclusion(given: Given) -> Answer:
    proof = [_bytes(node) for node in given["proof"]]
    return _holds(
        lambda: verify_inclusion(_bytes(given["leaf"]), given["index"], given["size"], proof, _bytes(given["root"]))
    )


def _consistency(given: Given) -> Answer:
    proof = [_bytes(node) for node in given["proof"]]
    old, new = (given["old_size"], _bytes(given["old_root"])), (given["size"], _bytes(given["root"]))
    return _holds(lambda: verify_consistency(*old, *new, proof))


def _commitment(given: Given) -> Answer:
    seeds = [RetiredSeed(Day(day), first, last, DaySeed(_bytes(seed))) for day, first, last, seed in given["seeds"]]
    return {"commitment": commitment_to(seeds, _bytes(given["key"])).hex()}


def _code(given: Given) -> Answer:
    code = read_code_message(given["typed"]).code
    return {"taken": True, "code": code, "form": "short" if is_short(code) else "long"}


def _onset(given: Given) -> Answer:
    onset = read_code_message(given["typed"]).onset
    return {"taken": True, "onset": None if onset is None else str(onset)}


def _door_code(given: Given) -> Answer:
    return dict(read_door_code(given["text"], given["now_ms"]).as_answer())


def _work(given: Given) -> Answer:
    challenge, commitment, nonce = (_bytes(given[name]) for name in ("challenge", "commitment", "nonce"))
    return _holds(lambda: proof_of_work.verify(challenge, commitment, nonce, given["bits"]))


def _request(given: Given) -> Answer:
    request = unpack_request(_padded(given))
    if isinstance(request, UploadRequest):
        request.retired_seeds()  # raises for ranges that are none
    return {"taken": True, **_message(request)}


def _call_answer(given: Given) -> Answer:
    return {"taken": True, **_message(unpack_answer(_padded(given)))}


def _time(given: Given) -> Answer:
    read = unpack_answer(_padded(given))
    if not isinstance(read, TimeAnswer):
        return {"taken": False}
    told = {"time_s": verify_time(read, _bytes(given["nonce"]), _keys(given)), "challenge": read.challenge.hex()}
    return {"taken": True, "work_bits": read.work_bits, "long_work_bits": read.long_work_bits} | told


def _sealed(given: Given) -> Answer:
    return {"taken": True, **_message(open_sealed(_bytes(given["sealed"]), _bytes(given["private_key"])))}


def _link(given: Given) -> Answer:
    return {"link": link_of(DaySeed(_bytes(given["seed"]))).hex()}


def _match(given: Given) -> Answer:
    ids = b"".join(_bytes(rolling_id) for rolling_id, _ in given["heard"])
    index = kernel.SightingIndex(ids, [time_ms for _, time_ms in given["heard"]], given["tolerance_slots"])
    found = {sighting for _, sighting in index.match_seeds(given["day"], _bytes(given["seed"]))}
    return {"matched": [number in found for number in range(len(given["heard"]))]}


def _class(given: Given) -> Answer:
    infectivity = PathogenProfile().infectivity_on(Day(given["day"]), Day(given["onset_day"]))
    return {"class": None if infectivity is None else infectivity.value}


def _place_code(given: Given) -> Answer:
    return {"taken": True, "code": read_typed(given["typed"])}


def _short_poster(given: Given) -> Answer:
    commune, code = read_printed(given["text"])
    return {"taken": True, "commune": commune, "code": code}


def _places(given: Given) -> Answer:
    read = read_places(_bytes(given["file"]), _keys(given))
    numbers = {"epoch": read.epoch, "issued_s": read.issued_s, "entries": len(read.entries)}
    return {"taken": True, "commune": read.unit} | numbers


def _place(given: Given) -> Answer:
    """What somebody finds who types these signs; a poster that is found is read like a scanned one."""
    keys = _keys(given)
    places = read_places(_bytes(given["file"]), keys)
    found = place_in(places, lock_of(places.unit, read_typed(given["typed"])), keys, given["now_s"])
    return {"taken": True, "found": False} if found is None else {"taken": True, "found": True} | _named(found)


def _poster(given: Given) -> Answer:
    return {"taken": True} | _named(read_venue(given["text"], _keys(given), given["now_s"]))


def _named(place: Venue) -> Answer:
    return {"venue_id": place.venue_id.hex(), "name": place.name, "kind": place.place_kind.value}


def _alert(given: Given) -> Answer:
    day, half_hour = Day(given["day"]), given["half_hour"]
    return {"entry": alert_entry(_bytes(given["venue_id"]), _bytes(given["salt"]), day, half_hour).hex()}


def _token_alert(given: Given) -> Answer:
    """What a door notes of a token, and what is published of it for a day; of another text nothing is."""
    read = read_door_code(given["text"], now_ms=0)
    if (read.what, read.verdict) != (What.VISIT, Verdict.OK):
        return {"taken": False}
    note = visit_note(base64.urlsafe_b64decode(dict(read.says)["token"]))
    return {"taken": True, "note": note.hex(), "entry": visit_alert(note, Day(given["day"])).hex()}


def _keys(given: Given) -> KeyList:
    return read_key_list(_bytes(given["key_list"]), VerifyingKey(_bytes(given["root"])))


def _padded(given: Given) -> bytes:
    return _bytes(given["begins"]).ljust(given["bytes"], b"\0")


def _message(read: msgspec.Struct) -> Answer:
    """A message with its type, and its fields as JSON has them: bytes in hex."""
    return {"type": read.__struct_config__.tag, **_said(read)}


def _said(value: Any) -> Any:
    match value:
        case bytes():
            return value.hex()
        case enum.Enum():
            return value.value
        case tuple():
            return [_said(one) for one in value]
        case msgspec.Struct():
            fields = {name: _said(one) for name, one in msgspec.structs.asdict(value).items()}
            return list(fields.values()) if value.__struct_config__.array_like else fields
    return value


def _holds(verify: Callable[[], None]) -> Answer:
    try:
        verify()
    except VerificationError:
        return {"holds": False}
    return {"holds": True}


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text)


_ANSWERS: Kinds = {
    "day": _day,
    "advertisement": _advertisement,
    "power": _power,
    "match": _match,
    "key list": _key_list,
    "index": _index,
    "configuration": _configuration,
    "batch": _batch,
    "revocation": _revocation,
    "long file": _long_file,
    "leaf": _leaf,
    "log root": _log_root,
    "inclusion": _inclusion,
    "consistency": _consistency,
    "request": _request,
    "answer": _call_answer,
    "time": _time,
    "work": _work,
    "code": _code,
    "onset": _onset,
    "commitment": _commitment,
    "certificate": _certificate,
    "class": _class,
    "sealed": _sealed,
    "link": _link,
    "place code": _place_code,
    "short poster": _short_poster,
    "places": _places,
    "place": _place,
    "poster": _poster,
    "alert": _alert,
    "token alert": _token_alert,
    "door code": _door_code,
}
WHATS = frozenset(_ANSWERS)
"""Every kind of question that is answered here."""
