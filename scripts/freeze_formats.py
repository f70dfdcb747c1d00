"""Our own formats as known answers: `python -m scripts.freeze_formats` prints tests/vectors/formats.json.

Whoever changes a byte of a format sees it in this file's diff, and raises the format's version. Inputs are fixed and
made up; all keys are those of tests/support/protocol/signing.py.
"""

from __future__ import annotations

import functools
import hashlib
import json
from typing import Any

from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.batch import write_batch
from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import code_message, long_code, short_code
from bluezone.protocol.config import Configuration, PathogenProfile, write_configuration
from bluezone.protocol.disclosure import Certificate, Level, RetiredSeed, commitment_to, write_certificate
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.log import consistency_proof, inclusion_proof, leaf_hash, root_of
from bluezone.protocol.messages import (
    AcceptedAnswer,
    CertificateAnswer,
    CoverRequest,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    ReportRequest,
    TimeAnswer,
    TimeRequest,
    UploadRequest,
    disclosed,
    pack_answer,
    pack_request,
    sign_time,
)
from bluezone.protocol.original import write_exposure_list
from bluezone.protocol.proof_of_work import solve
from bluezone.protocol.report import ContactReport, Minutes, Row, link_of, report_public_key, seal
from bluezone.protocol.signature import Kind, identity_of, sign_file, signed_message, write_key_list
from bluezone.protocol.venue import Venue, VenueKind, alert_entry, write_venue
from tests.support.protocol.batches import DAY, batch, batch_file
from tests.support.protocol.indexes import cosign, head_file, index_file
from tests.support.protocol.signing import ROOT, key_list, signing_key

SEED = DaySeed(bytes(range(16)))
BYTES_16, BYTES_32 = bytes(range(16)), bytes(range(32))
RETIRED = (
    RetiredSeed(DAY, 40, 95, DaySeed(bytes(range(16, 32)))),
    RetiredSeed(DAY, 0, 39, SEED),
    RetiredSeed(DAY.plus(-1), 0, 95, DaySeed(bytes(range(32, 48)))),
)
NOW_S = 1_600_000_000


@functools.cache
def formats() -> dict[str, Any]:
    """Every format, from its inputs to its bytes in hex."""
    return {
        "description": "Frozen bytes of our own formats, in hex; made by scripts/freeze_formats.py",
        "seeds": [_seed(SEED, day) for day in (Day(0), DAY, Day(0xFFFF))],
        "advertisements": _advertisements(),
        "commitment": commitment_to(RETIRED, BYTES_32).hex(),
        "signed_message": signed_message(Kind.BATCH, BYTES_32).hex(),
        "keys": {kind.value: signing_key(kind).verifying_key.value.hex() for kind in Kind},
        "files": {name: data.hex() for name, data in files().items()},
        "large_files": {name: _digest(data) for name, data in {"batch": batch_file(), "rollup": _rollup()}.items()},
        "batch_head": write_batch(batch())[:256].hex(),
        "requests": {name: _packed(data) for name, data in requests().items()},
        "answers": {name: _packed(data) for name, data in answers().items()},
        "codes": {
            "short": short_code(BYTES_16),
            "long": long_code(bytes(range(10))),
            "with_onset": code_message(long_code(bytes(range(10))), DAY.date),
        },
        "proof_of_work": [solve(BYTES_16, BYTES_32, bits).hex() for bits in (0, 8, 12)],
        "log": _log(),
        "report": _report(),
        "venue": _venue(),
        "exposure_list": write_exposure_list([(DAY, SEED)]).decode(),
    }


def files() -> dict[str, bytes]:
    """The small signed files, whole."""
    certificate = Certificate(commitment_to(RETIRED, BYTES_32), Level.F0, 18_480, 18_478, 18_482, NOW_S)
    configuration = Configuration(
        sequence=4, issued_s=NOW_S, profile=PathogenProfile(name="Cúm"), advice={"vi": "Ở nhà và gọi."}
    )
    witnesses = (cosign(signing_key(Kind.WITNESS), head_file()),)
    return {
        "keys": write_key_list(key_list(required_signatures={Kind.REVOCATION: 2}, report_key=BYTES_32), ROOT),
        "certificate": write_certificate(certificate, signing_key(Kind.CERTIFICATE)),
        "config": write_configuration(configuration, signing_key(Kind.CONFIG)),
        "head": head_file(),
        "index": index_file(witnesses=witnesses),
    }


def requests() -> dict[str, bytes]:
    certificate = files()["certificate"]
    work = solve(BYTES_16, BYTES_32, 12)
    return {
        "time": pack_request(TimeRequest(BYTES_16)),
        "redeem": pack_request(RedeemRequest(short_code(BYTES_16), BYTES_32, BYTES_16, work)),
        "upload": pack_request(UploadRequest(certificate, BYTES_32, tuple(map(disclosed, RETIRED)))),
        "report": pack_request(ReportRequest(b"sealed to the report key")),
        "cover": pack_request(CoverRequest(1, short_code(BYTES_16), BYTES_32, BYTES_16, work)),
    }


def answers() -> dict[str, bytes]:
    key_id, signature = sign_time(BYTES_16, NOW_S, signing_key(Kind.TIME))
    return {
        "time": pack_answer(TimeAnswer(NOW_S, key_id, signature, BYTES_16, 14, 12)),
        "certificate": pack_answer(CertificateAnswer(files()["certificate"])),
        "accepted": pack_answer(AcceptedAnswer()),
        "refused": pack_answer(RefusedAnswer(Refusal.CODE)),
    }


def _seed(seed: DaySeed, day: Day) -> dict[str, Any]:
    ids = [rolling_id.hex for rolling_id in seed.ids_for(day)]
    return {"seed": seed.value.hex(), "day": day.number, "key": seed.key_for(day).hex(), "ids": ids}


def _advertisements() -> list[dict[str, Any]]:
    rolling_id = SEED.ids_for(DAY)[0]
    powers = (None, -127, -12, 0, 20)
    return [{"tx_power_dbm": power, "frame": Advertisement(rolling_id, power).pack().hex()} for power in powers]


def _rollup() -> bytes:
    return sign_file(write_batch(batch(kind=Kind.ROLLUP)), [signing_key(Kind.ROLLUP)])


def _digest(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "identity": identity_of(data[:-73]).hex()}


def _packed(data: bytes) -> dict[str, Any]:
    """Without the zeros behind the message, which only say how many there are."""
    return {"bytes": len(data), "begins": data.rstrip(b"\0").hex(), "sha256": hashlib.sha256(data).hexdigest()}


def _report() -> dict[str, Any]:
    message = ContactReport(BYTES_16, "08", (Row(18_482, 1, Minutes.FROM_15, 2),), links=(link_of(SEED),))
    sealed = seal(message, report_public_key(BYTES_32), BYTES_32[::-1])
    return {
        "private_key": BYTES_32.hex(),
        "link": link_of(SEED).hex(),
        "bytes": len(sealed),
        "begins": sealed[:64].hex(),
        "sha256": hashlib.sha256(sealed).hexdigest(),
    }


def _venue() -> dict[str, Any]:
    venue = Venue(BYTES_16, "Chợ Kháng Nhật", VenueKind.MARKET, "02536", NOW_S, NOW_S + 7_776_000, BYTES_16[::-1])
    entry = alert_entry(venue.venue_id, venue.salt, DAY, 17)
    return {"text": write_venue(venue, signing_key(Kind.VENUE)), "alert_day_18482_half_hour_17": entry.hex()}


def _log() -> dict[str, Any]:
    leaves = [leaf_hash(Kind.BATCH, number, hashlib.sha256(bytes([number])).digest()) for number in range(7)]
    return {
        "leaves": [leaf.hex() for leaf in leaves],
        "roots": [root_of(leaves[:size]).hex() for size in range(8)],
        "inclusion_of_4_in_7": [node.hex() for node in inclusion_proof(leaves, 4)],
        "consistency_of_3_with_7": [node.hex() for node in consistency_proof(leaves, 3)],
    }


if __name__ == "__main__":
    print(json.dumps(formats(), indent=1, ensure_ascii=False))  # the output is the file
