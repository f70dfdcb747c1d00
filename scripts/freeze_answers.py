"""The known answers of docs/protocol as one file: `python -m scripts.freeze_answers` writes it.

Inputs are fixed and made up, and the faults among them are planted; the keys are those of
tests/support/protocol/signing.py. Whoever changes an answer sees it in this file's diff. A question is added; one that
was published is not changed without the version of the form (src/bluezone/conformance/phone/asking.py).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import msgspec

from bluezone.conformance.phone.asking import VERSION
from bluezone.device.answering import answer
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.batch import Group, GroupKey, Infectivity, write_batch
from bluezone.protocol.calendar import SLOT_MS
from bluezone.protocol.codes import long_code, short_code
from bluezone.protocol.config import Configuration, PathogenProfile
from bluezone.protocol.disclosure import Level
from bluezone.protocol.door_codes import visit_text
from bluezone.protocol.hidden_power import hide_power
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import ANSWER_BYTES, REQUEST_BYTES, Refusal, RefusedAnswer, pack_answer
from bluezone.protocol.place_codes import lock_of, typed_code, write_places
from bluezone.protocol.report import (
    ContactReport,
    Declaration,
    LinkConsent,
    Minutes,
    Row,
    Sealable,
    Symptom,
    Withdrawal,
    link_of,
    report_public_key,
    seal,
)
from bluezone.protocol.revocation import Revocation
from bluezone.protocol.signature import MAX_KEY_LIST_BYTES, Kind, SigningKey, identity_of, sign_file, write_key_list
from bluezone.protocol.venue import Venue, VenueKind, write_venue
from scripts import freeze_formats as frozen
from scripts.freeze_fields import RELEASES
from scripts.judgement_questions import judgement_questions
from tests.support.protocol.batches import DAY, batch, batch_file
from tests.support.protocol.indexes import cosign, head_file, index_file
from tests.support.protocol.signing import ROOT, key_list, listed, signing_key
from tests.support.sources import PROTOCOL_PAGES

FILE = PROTOCOL_PAGES / "known-answers.json"
BYTES_16, BYTES_32, NOW_S = frozen.BYTES_16, frozen.BYTES_32, frozen.NOW_S
_Asked = tuple[str, str, str, dict[str, Any]]
_THEN: dict[str, tuple[str, str, dict[str, str]]] = {
    "keys/1": ("3-batches.md", "key list", {}),
    "index": ("3-batches.md", "index", {}),
    "config/1": ("7-configuration.md", "configuration", {}),
    "batch/1": ("3-batches.md", "batch", {"kind": "batch"}),
    "revocation/1": ("3-batches.md", "revocation", {}),
}
"""What is asked of a release's files: its place, its page, and the kind of question."""
_SECOND = {kind: signing_key(kind, 1) for kind in (Kind.CONFIG, Kind.REVOCATION)}
_KEYS = write_key_list(
    key_list(
        *(listed(key) for key in _SECOND.values()),
        required_signatures={Kind.REVOCATION: 2},
        required_witnesses=1,
        report_key=report_public_key(BYTES_32),
    ),
    ROOT,
)
UNDER = {"key_list": _KEYS.hex(), "root": ROOT.verifying_key.value.hex()}
"""What every signed file is verified under."""


def known_answers() -> dict[str, Any]:
    """Every question with the answer that our own code gives."""
    questions = [
        {"name": name, "page": page, "what": what, "given": given, "answer": answer(what, given)}
        for name, page, what, given in _asked()
    ]
    return {"version": VERSION, "questions": questions}


def _asked() -> Iterator[_Asked]:
    for part in (
        _air,
        _keys_and_files,
        _batches,
        _later,
        _of_former_releases,
        _log,
        _calls,
        _upload,
        _reports,
        _venues,
        judgement_questions,
    ):
        yield from part()


def _air() -> Iterator[_Asked]:
    seed = frozen.SEED.value.hex()
    for day in (0, DAY.number, 0xFFFF):
        yield f"ids of day {day}", "2-keys.md", "day", {"seed": seed, "day": day}
    for one in frozen.formats()["advertisements"]:
        yield f"a frame with the power {one['tx_power_dbm']}", "1-air.md", "advertisement", {"frame": one["frame"]}
    frame = str(frozen.formats()["advertisements"][0]["frame"])
    others = {
        "a frame of somebody else": "020106",
        "an element that runs over the end": frame[:-2],
        "our service and no id": "0201060303564e",
        "an id that is too short": "0201060303564e0effb522" + "00" * 11,
        "a power of another version": frame + "0516564e02f4",
        "the elements in another order": frame[14:] + frame[:14],
        "zeros behind the last element": frame + "0000",
        "an iPhone in the background": "14ff4c0001" + "08" + "00" * 15,
    }
    for name, other in others.items():
        yield name, "1-air.md", "advertisement", {"frame": other}
    yield from _powers(frozen.SEED, frame)
    yield from _matching()


def _powers(seed: DaySeed, frame: str) -> Iterator[_Asked]:
    """What the key of a Day opens of frames that were heard on it."""
    ids, key = seed.ids_for(DAY), seed.key_for(DAY)
    asked = {
        f"a hidden power of {dbm} dBm in slot {slot}": Advertisement(
            ids[slot], hidden_power=hide_power(dbm, key, ids[slot])
        )
        for dbm, slot in ((-127, 0), (-29, 0), (-29, 1), (-25, 95), (0, 12), (20, 48), (None, 0), (None, 95))
    }
    asked |= {f"a hidden byte of {byte}": Advertisement(ids[7], hidden_power=byte) for byte in range(0, 256, 15)}
    asked["a power in clear"] = Advertisement(ids[0], -12)
    asked["no power"] = Advertisement(ids[0])
    frames = {name: one.pack().hex() for name, one in asked.items()}
    frames["a hidden power before one in clear"] = frame + "0516564e02000516564e01f4"
    frames["a power in clear that is none, before a hidden one"] = frame + "0516564e01150516564e0200"
    frames["no power in a frame of somebody else"] = "020106"
    frames["a hidden power of two bytes"] = frame + "0616564e020000"
    frames["a power of a later version"] = frame + "0516564e03f4"
    for name, one in frames.items():
        yield name, "1-air.md", "power", {"seed": seed.value.hex(), "day": DAY.number, "frame": one}


def _matching() -> Iterator[_Asked]:
    rolling_id, start_ms = frozen.SEED.ids_for(DAY)[40].value.hex(), DAY.start_ms + 40 * SLOT_MS
    for tolerance in (0, 1, 2):
        early, late = start_ms - tolerance * SLOT_MS, start_ms + (1 + tolerance) * SLOT_MS
        heard = [[rolling_id, moment] for moment in (early - 1, early, start_ms, late, late + 1)]
        given = {"seed": frozen.SEED.value.hex(), "day": DAY.number, "heard": heard, "tolerance_slots": tolerance}
        yield f"heard at both borders of a slot, {tolerance} slots of tolerance", "8-matching.md", "match", given


def _keys_and_files() -> Iterator[_Asked]:
    yield "a key list", "3-batches.md", "key list", {"file": _KEYS.hex(), "root": UNDER["root"]}
    strange = signing_key(Kind.INDEX).verifying_key.value.hex()
    yield "a key list under another root", "3-batches.md", "key list", {"file": _KEYS.hex(), "root": strange}
    witness = cosign(signing_key(Kind.WITNESS), head_file())
    yield from _files(
        "index",
        {
            "an index": index_file(witnesses=(witness,)),
            "an index that no witness has seen": index_file(),
            "an index signed for another kind": _signed_as(
                Kind.HEAD, index_file(witnesses=(witness,))[:-73], Kind.INDEX
            ),
        },
    )
    yield from _files(
        "configuration",
        {
            "a configuration": _configuration(1),
            "a configuration with two signatures": _configuration(2),
            "an end of service that one person signed": _configuration(1, shutdown_s=NOW_S + 86_400),
            "an end of service that two persons signed": _configuration(2, shutdown_s=NOW_S + 86_400),
            "a configuration with a value out of its bounds": _configuration(1, retention_days=22),
        },
        page="7-configuration.md",
    )
    revocation = msgspec.msgpack.encode(Revocation(1, Kind.BATCH, 7, BYTES_32, NOW_S))
    both = [signing_key(Kind.REVOCATION), _SECOND[Kind.REVOCATION]]
    yield from _files(
        "revocation",
        {
            "a revocation by two persons": sign_file(revocation, both),
            "a revocation by one person": sign_file(revocation, both[:1]),
            "a revocation by one person twice": sign_file(revocation, [both[0], both[0]]),
        },
    )
    yield from _long_key_lists()
    yield from _files(
        "certificate",
        {
            "a certificate": frozen.files()["certificate"],
            "a certificate by the key of another kind": _signed_as(
                Kind.CERTIFICATE, frozen.files()["certificate"][:-73], Kind.TIME
            ),
        },
        page="6-upload.md",
    )


def _long_key_lists() -> Iterator[_Asked]:
    """One of as many bytes as are taken, and one of a byte more: much of each are the zeros of a field of later."""
    fields = msgspec.msgpack.decode(_KEYS[:-73])
    spare = (
        MAX_KEY_LIST_BYTES - len(sign_file(msgspec.msgpack.encode({**fields, "later": bytes(1_000)}), [ROOT])) + 1_000
    )
    for zeros in (spare, spare + 1):
        file = sign_file(msgspec.msgpack.encode({**fields, "later": bytes(zeros)}), [ROOT])
        begins, ends = file.split(bytes(zeros))
        rest = {"begins": begins.hex(), "zeros": zeros, "ends": ends.hex(), "root": UNDER["root"]}
        yield f"a key list of {len(file)} bytes", "3-batches.md", "long file", {"of": "key list", **rest}


def _batches() -> Iterator[_Asked]:
    groups = batch().groups
    tomorrow = GroupKey(DAY.plus(1), Level.F0, Infectivity.STANDARD)
    fifteen = Group(groups[0].key, groups[0].column[: 15 * 16])
    column = bytes(groups[0].column)
    swapped = Group(groups[0].key, memoryview(column[16:32] + column[:16] + column[32:]))
    yield from _files(
        "batch",
        {
            "a batch": batch_file(),
            "a batch with a day whose embargo has not ended": _broken((*groups, Group(tomorrow, groups[0].column))),
            "a batch with a group of fifteen": _broken((fifteen, *groups[1:])),
            "a batch with two entries in the wrong order": _broken((swapped, *groups[1:])),
            "a batch with a byte more": sign_file(batch_file()[:-73] + b"\0", [signing_key(Kind.BATCH)]),
            "a batch with a changed byte": batch_file()[:300] + b"\xff" + batch_file()[301:],
            "a batch signed for another kind": _signed_as(Kind.ROLLUP, batch_file()[:-73], Kind.BATCH),
        },
        kind="batch",
    )
    for days in range(-4, 13):
        given = {"onset_day": DAY.number, "day": DAY.number + days}
        yield f"{days} days after the onset, in the default profile", "7-configuration.md", "class", given


def _later() -> Iterator[_Asked]:
    """Files of a version to come: what is added is ignored (1-air.md, "Conventions"), and nothing else changes."""
    row, key = ["later", 1, BYTES_32, 1, 0], ["later", BYTES_32, 0, 1]
    witness = cosign(signing_key(Kind.WITNESS), head_file())
    keys = _with_more(_KEYS[:-73], {"keys": key}, ROOT)
    yield "a key list of a later version", "3-batches.md", "key list", {"file": keys.hex(), "root": UNDER["root"]}
    index = _with_more(index_file(witnesses=(witness,))[:-73], {"files": row}, signing_key(Kind.INDEX))
    yield from _files("index", {"an index of a later version": index})
    configuration = _with_more(_configuration(1)[:-73], {}, signing_key(Kind.CONFIG))
    yield from _files("configuration", {"a configuration of a later version": configuration}, page="7-configuration.md")
    header = msgspec.msgpack.decode(write_batch(batch(groups=()))[8:])
    header[6] = [[*_row(group), 9] for group in batch().groups]
    packed = msgspec.msgpack.encode([*header, "later"])
    columns = b"".join(bytes(group.column) for group in batch().groups)
    body = b"BZB1" + len(packed).to_bytes(4, "big") + packed + columns
    later = sign_file(body, [signing_key(Kind.BATCH)])
    yield from _files("batch", {"a batch of a later version": later}, kind="batch")


def _of_former_releases() -> Iterator[_Asked]:
    """What each release published, and what its phones sent and were answered: readers of today take all of it."""
    for folder in sorted(RELEASES.iterdir()):
        files = {name: (folder / "v1" / name).read_bytes() for name in ("root", *_THEN)}
        under = {"key_list": files["keys/1"].hex(), "root": files["root"].hex()}
        for name, (page, what, more) in _THEN.items():
            rest = {"root": under["root"]} if what == "key list" else {**more, **under}
            yield f"{what} of {folder.name}: {name}", page, what, {"file": files[name].hex(), **rest}
        calls = json.loads((folder / "calls.json").read_text(encoding="utf-8"))["calls"]
        for number, call in enumerate(calls, 1):
            for what, size in (("request", REQUEST_BYTES), ("answer", ANSWER_BYTES)):
                yield f"{what} {number} of {folder.name}", "5-calls.md", what, {"begins": call[what], "bytes": size}


def _with_more(body: bytes, rows: dict[str, list[Any]], key: SigningKey) -> bytes:
    """A map with a field that nobody knows yet, and in its lists a row of a kind that nobody knows yet."""
    fields = msgspec.msgpack.decode(body)
    more = {name: [*fields[name], row] for name, row in rows.items()}
    return sign_file(msgspec.msgpack.encode({**fields, **more, "later": {"what": 1}}), [key])


def _row(group: Group) -> list[int]:
    key = group.key
    return [key.day.number, key.level.value, key.infectivity.value, key.format.value, group.count]


def _log() -> Iterator[_Asked]:
    log = frozen.formats()["log"]
    leaves, roots = log["leaves"], log["roots"]
    for kind in ("batch", "keys", "revocation"):
        given = {"kind": kind, "sequence": 7, "identity": BYTES_32.hex()}
        yield f"the leaf of {kind} 7", "4-log.md", "leaf", given
    for size in range(8):
        yield f"the root of {size} leaves", "4-log.md", "log root", {"leaves": leaves[:size]}
    inclusion = {"index": 4, "size": 7, "root": roots[7], "proof": log["inclusion_of_4_in_7"]}
    yield "leaf 4 of 7", "4-log.md", "inclusion", {"leaf": leaves[4], **inclusion}
    yield "another leaf in its place", "4-log.md", "inclusion", {"leaf": leaves[5], **inclusion}
    step = {"old_size": 3, "size": 7, "root": roots[7], "proof": log["consistency_of_3_with_7"]}
    yield "7 leaves extend 3", "4-log.md", "consistency", {"old_root": roots[3], **step}
    yield "7 leaves do not extend another log", "4-log.md", "consistency", {"old_root": roots[2], **step}


def _calls() -> Iterator[_Asked]:
    page = "5-calls.md"
    for name, data in frozen.requests().items():
        yield f"request: {name}", page, "request", _body(data)
    for name, data in frozen.answers().items():
        yield f"answer: {name}", page, "answer", _body(data)
    for reason in Refusal:
        yield f"refused for {reason.name.lower()}", page, "answer", _body(pack_answer(RefusedAnswer(reason)))
    accepted = frozen.answers()["accepted"]
    broken = {
        "padding that is not zero": accepted[:-1] + b"\1",
        "an answer one byte short": accepted[:-1],
        "a length beyond the answer": b"\xff\xff" + accepted[2:],
        "an answer of no known type": b"\0\x0c\x81\xa4type\xa5other".ljust(len(accepted), b"\0"),
    }
    for name, data in broken.items():
        yield name, page, "answer", _body(data)
    time = {**_body(frozen.answers()["time"]), **UNDER}
    yield "a time for our nonce", page, "time", {**time, "nonce": BYTES_16.hex()}
    yield "a time for another nonce", page, "time", {**time, "nonce": BYTES_16[::-1].hex()}
    for nonce, bits in zip(frozen.formats()["proof_of_work"], (0, 8, 12), strict=True):
        work = {"challenge": BYTES_16.hex(), "commitment": BYTES_32.hex(), "nonce": nonce}
        yield f"work of {bits} bits", page, "work", {**work, "bits": bits}
        yield f"the work of {bits} bits where {bits + 8} are asked", page, "work", {**work, "bits": bits + 8}
    short, long = short_code(BYTES_16), long_code(bytes(range(10)))
    typed = (short, f"{short[:4]} {short[4:8]}-{short[8:]}", short[:-1] + str((int(short[-1]) + 1) % 10), long.lower())
    for text in (*typed, long.replace("0", "o").replace("1", "l"), "", "1" * 65, "không có mã"):
        yield f"typed: {text[:20]!r}", page, "code", {"typed": text}
    yield from _onsets(short)


def _onsets(code: str) -> Iterator[_Asked]:
    behind = {"nothing": "", "a day": " / 2020-08-09", "a day of no calendar": " / 2020-02-30", "no day": " / hôm qua"}
    for name, onset in behind.items():
        yield f"a code with {name} behind it", "5-calls.md", "onset", {"typed": code + onset}


def _upload() -> Iterator[_Asked]:
    seeds = [[one.day.number, one.first_slot, one.last_slot, one.seed.value.hex()] for one in frozen.RETIRED]
    for name, given in {"seeds": seeds, "the same seeds in another order": seeds[::-1]}.items():
        yield f"a commitment to {name}", "6-upload.md", "commitment", {"key": BYTES_32.hex(), "seeds": given}


def _reports() -> Iterator[_Asked]:
    page = "9-warning.md"
    links = (link_of(frozen.SEED),)
    messages: dict[str, Sealable] = {
        "contact report": ContactReport(BYTES_16, "08", (Row(DAY.number, 1, Minutes.FROM_15, 2),), links=links),
        "link consent": LinkConsent(BYTES_16, links),
        "declaration": Declaration(
            BYTES_16, "02536", DAY.number, False, "Nông Thị Thử", 1990, "0900 000 000", "", (Symptom.COUGH,), False, ""
        ),
        "withdrawal": Withdrawal(BYTES_16),
    }
    sealed = {name: seal(one, report_public_key(BYTES_32), BYTES_32[::-1]) for name, one in messages.items()}
    sealed["hundred bytes that nobody sealed"] = bytes(100)
    sealed["changed contact report"] = sealed["contact report"][:-1] + b"\0"
    for name, data in sealed.items():
        yield f"sealed: {name}", page, "sealed", {"sealed": data.hex(), "private_key": BYTES_32.hex()}
    yield "the link of a seed", page, "link", {"seed": frozen.SEED.value.hex()}


def _venues() -> Iterator[_Asked]:
    page, text = "10-venues.md", str(frozen.formats()["venue"]["text"])
    for name, now_s in {"in its time": NOW_S, "before its time": NOW_S - 1, "after it": NOW_S + 7_776_000}.items():
        yield f"a poster {name}", page, "poster", {"text": text, "now_s": now_s, **UNDER}
    named: tuple[tuple[str, VenueKind, Any], ...] = (
        ("a factory", VenueKind.OFFICE, "factory"),
        ("an event", VenueKind.PUBLIC, "event"),
        ("a word of another kind", VenueKind.MARKET, "factory"),
        ("a word of a later version", VenueKind.OFFICE, "laboratory"),
        ("a number in the place of the word", VenueKind.OFFICE, 7),
    )
    for name, kind, closer in named:
        place = Venue(BYTES_16, "Xưởng chè", kind, "02536", NOW_S, NOW_S + 7_776_000, BYTES_16[::-1], closer)
        said = write_venue(place, signing_key(Kind.VENUE))
        yield f"a poster of {name}", page, "poster", {"text": said, "now_s": NOW_S, **UNDER}
    changed = text[:-3] + ("AAA" if text[-3:] != "AAA" else "BBB")
    yield "a poster that was changed", page, "poster", {"text": changed, "now_s": NOW_S, **UNDER}
    yield from _place_codes()
    yield from _places(text)
    for half_hour in (0, 17, 47):
        given = {"venue_id": BYTES_16.hex(), "salt": BYTES_16[::-1].hex(), "day": DAY.number, "half_hour": half_hour}
        yield f"an alert for half hour {half_hour}", page, "alert", given
    yield from _tokens()


def _tokens() -> Iterator[_Asked]:
    text = visit_text(BYTES_16[:12])
    shown = {
        "": text,
        " with blanks around it": f" {text}\n",
        " of thirteen bytes": f"{text}AA",
        " of others": f"x{text}",
    }
    for name, token in shown.items():
        given = {"text": token, "day": DAY.number}
        yield f"what is published of a token{name}", "12-door-codes.md", "token alert", given


def _place_codes() -> Iterator[_Asked]:
    code = typed_code(bytes(range(6)))
    swapped, small = code[:6] + code[7] + code[6] + code[8:], f"{code[:5]} {code[5:7]}-{code[7:]}".lower()
    typed = {"as it is": code, "as people type it": small, "with O for 0": code.replace("0", "o"), "cut off": code[:-1]}
    wrong = {"with another sign at its end": code[:-1] + ("A" if code[-1] != "A" else "B"), "with two changed": swapped}
    for name, text in {**typed, **wrong, "with a U": "U" + code[1:]}.items():
        yield f"a place's code {name}", "10-venues.md", "place code", {"typed": text}
    shown = {
        "": f"BZV2:02536:{code}",
        " with blanks around it": f" BZV2:02536:{code}\n",
        " of four digits": f"BZV2:0253:{code}",
        " in small letters": f"BZV2:02536:{code.lower()}",
        " with a sign that was misread": f"BZV2:02536:{wrong['with another sign at its end']}",
        " with something behind it": f"BZV2:02536:{code}0",
    }
    for name, text in shown.items():
        yield f"a short poster{name}", "10-venues.md", "short poster", {"text": text}


def _places(text: str) -> Iterator[_Asked]:
    page, commune, typed = "10-venues.md", "02536", typed_code(bytes(range(6)))
    chance = random.Random(1).randbytes
    locks = {lock_of(commune, typed): text}
    file = write_places(commune, 7, locks, signing_key(Kind.VENUE), issued_s=NOW_S, entropy=chance)
    good = msgspec.msgpack.decode(file[:-73])
    entries = good[3]
    changed = {
        "": good,
        " of a later version": [*good[:3], [*entries[:1], [*entries[1], 9], *entries[2:]], "later"],
        " that are not filled up": [*good[:3], entries[:-1]],
        " in another order": [*good[:3], [entries[1], entries[0], *entries[2:]]],
        " with one twice": [*good[:3], [entries[0], *entries[:-1]]],
        " whose number is no u32": [commune, 1 << 32, *good[2:]],
    }
    for name, body in changed.items():
        signed = sign_file(msgspec.msgpack.encode(body), [signing_key(Kind.VENUE)])
        yield f"places{name}", page, "places", {"file": signed.hex(), **UNDER}
    strange = _signed_as(Kind.VENUE, file[:-73], Kind.BATCH)
    yield "places by a key of another kind", page, "places", {"file": strange.hex(), **UNDER}
    yield from _looked_up(file, typed)


def _looked_up(file: bytes, typed: str) -> Iterator[_Asked]:
    page, other = "10-venues.md", typed_code(bytes(6))
    commune, epoch, issued_s, entries = msgspec.msgpack.decode(file[:-73])
    spoilt = [[locator, sealed[:-1] + bytes([sealed[-1] ^ 1])] for locator, sealed in entries]
    bodies = {"spoilt": [commune, epoch, issued_s, spoilt], "under another number": [commune, 8, issued_s, entries]}
    files = {name: sign_file(msgspec.msgpack.encode(body), [signing_key(Kind.VENUE)]) for name, body in bodies.items()}
    small = f"{typed[:5]} {typed[5:]}".lower().replace("0", "o")
    asked = {
        "a place by its typed code": (file, small, NOW_S),
        "a place that is not there": (file, other, NOW_S),
        "a place whose poster is over": (file, typed, NOW_S + 7_776_000),
        "a place by a code that was mistyped": (file, typed[:-1] + ("A" if typed[-1] != "A" else "B"), NOW_S),
        "a place whose entry was spoilt": (files["spoilt"], typed, NOW_S),
        "a place under another number than its own": (files["under another number"], typed, NOW_S),
    }
    for name, (held, signs, now_s) in asked.items():
        yield name, page, "place", {"file": held.hex(), "typed": signs, "now_s": now_s, **UNDER}


def _files(what: str, files: dict[str, bytes], *, page: str = "3-batches.md", **given: Any) -> Iterator[_Asked]:
    for name, data in files.items():
        yield name, page, what, {"file": data.hex(), **given, **UNDER}


def _configuration(signatures: int, **changes: Any) -> bytes:
    body = msgspec.to_builtins(Configuration(sequence=4, issued_s=NOW_S, profile=PathogenProfile(name="Cúm")))
    keys = [signing_key(Kind.CONFIG), _SECOND[Kind.CONFIG]][:signatures]
    return sign_file(msgspec.msgpack.encode({**body, **changes}), keys)


def _broken(groups: tuple[Group, ...]) -> bytes:
    """A batch that we would refuse to write: its header and columns, put together by hand."""
    good, whole = write_batch(batch(groups=())), batch()
    header = msgspec.msgpack.decode(good[8:])
    header[6] = [_row(group) for group in groups]
    packed = msgspec.msgpack.encode(header)
    columns = b"".join(bytes(group.column) for group in groups)
    assert header[1] == whole.sequence
    return sign_file(b"BZB1" + len(packed).to_bytes(4, "big") + packed + columns, [signing_key(Kind.BATCH)])


def _signed_as(kind: Kind, body: bytes, key_of: Kind) -> bytes:
    """A file with a genuine signature for another kind, or by another kind's key."""
    assert identity_of(body)
    return sign_file(body, [SigningKey(kind, signing_key(key_of).value)])


def _body(data: bytes) -> dict[str, Any]:
    return {"begins": data.rstrip(b"\0").hex(), "bytes": len(data)}


if __name__ == "__main__":
    FILE.write_text(json.dumps(known_answers(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
