"""`bluezone conformance exchange`: our own exchange meets every rule, and whoever breaks one is told which."""

from __future__ import annotations

import base64
import itertools
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from bluezone.cli.__main__ import main
from bluezone.conformance.exchange.door import HttpDoor
from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.former import read_former
from bluezone.conformance.exchange.judging import conforms, judge
from bluezone.conformance.exchange.loose import (
    LooseCertificate,
    LooseGroup,
    LooseHeader,
    read_batch_loosely,
    split,
    split_certificate,
)
from bluezone.conformance.exchange.rule import Judged
from bluezone.conformance.exchange.rules import RULES, addresses, batches, calls, certificates, listing, log, signing
from bluezone.conformance.exchange.visit import Visit
from bluezone.conformance.outcome import Outcome
from bluezone.exchange.keyring import create_keyring, load_keyring
from bluezone.exchange.settings import ExchangeSettings
from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.errors import PeerError
from bluezone.protocol.log import leaf_hash
from bluezone.protocol.messages import (
    CALL_PATH,
    AcceptedAnswer,
    Answer,
    CertificateAnswer,
    CoverRequest,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    ReportRequest,
    TimeAnswer,
    UploadRequest,
    unpack_request,
)
from bluezone.protocol.revocation import Revocation, write_revocation
from bluezone.protocol.signature import (
    Kind,
    ListedKey,
    identity_of,
    sign_file,
    signed_message,
    split_unverified,
    write_key_list,
)
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.faulty import KEPT, Faulty, Republished, faulty_door
from tests.support.exchange.served import Served, served, set_clock
from tests.support.protocol.signing import ROOT, listed, signing_key
from tests.support.sources import PROTOCOL_PAGES

pytestmark = pytest.mark.in_turn(of=6)

FORMER = PROTOCOL_PAGES / "releases" / "2026-11-24" / "calls.json"
OF_FILES = (*signing.RULES, *listing.RULES, *batches.RULES, *addresses.RULES, *log.RULES)
OF_CALLS = (*calls.RULES, *certificates.RULES)
SENT_ALWAYS = {"not-modified"}
"""A door that alters the newest key list sends it to whoever has it, too."""
REVOKERS = tuple(signing_key(Kind.REVOCATION, number) for number in (0, 1))


@dataclass
class Scenery:
    """A served exchange with a past, and the door before it that can be made to lie."""

    exchange: Served
    url: str
    faulty: Faulty
    published: Republished

    def lie(self, **faults: object) -> None:
        for name, value in {**vars(Faulty()), **faults}.items():
            setattr(self.faulty, name, value)

    def code(self) -> str:
        order = {"level": "F0", "onset": "2026-11-23", "form": "long"}
        (issued,) = internal(self.exchange, "codes", order).json()
        return str(issued["code"])


@pytest.fixture(scope="module")
def scenery(tmp_path_factory) -> Iterator[Scenery]:
    folder = tmp_path_factory.mktemp("exchange")
    revokers = tuple(listed(key) for key in REVOKERS)
    create_keyring(folder / "data" / "keys", ROOT, random.Random(1).randbytes, 1, extra=revokers)
    with served(folder, NOON_MS) as exchange, faulty_door(exchange.public) as (url, faulty):
        live_through_a_day(exchange)
        published = Republished.of(exchange.public, load_keyring(folder / "data" / "keys"))
        yield Scenery(exchange, url, faulty, published)


def live_through_a_day(exchange: Served) -> None:
    """Hourly batches, the roll-up of a day, and one batch that two persons take back."""
    now_ms = NOON_MS + 24 * HOUR_MS
    set_clock(exchange.folder, now_ms)
    internal(exchange, "publish", {})
    with httpx.Client(base_url=exchange.public, trust_env=False, timeout=60) as http:
        bad = http.get("/v1/batch/2").content
    identity = identity_of(bad[:-73])  # one signature
    revocation = Revocation(1, Kind.BATCH, 2, identity, now_ms // 1_000)
    file = write_revocation(revocation, REVOKERS)
    internal(exchange, "revocations", {"file": base64.b64encode(file).decode()})


def internal(exchange: Served, what: str, said: dict[str, object]) -> httpx.Response:
    url = f"{exchange.internal}/internal/v1/{what}"
    answer = httpx.post(url, json=said or None, headers=exchange.bearer, trust_env=False, timeout=60)
    assert answer.is_success, answer.text
    return answer


def judged(url: str, rules=RULES, code: str = "", held_ms: tuple[int, int] = (0, 0), former=()) -> tuple[Judged, ...]:
    door = HttpDoor(url, time.monotonic)
    try:
        return judge(Visit(door, random.Random(2).randbytes, code=code, held_ms=held_ms, former=former), rules)
    finally:
        door.close()


def broken(found: tuple[Judged, ...]) -> dict[str, str]:
    return {one.rule.name: one.seen for one in found if one.outcome is Outcome.NOT_MET}


@pytest.mark.every_run
def test_our_own_exchange_meets_every_rule(scenery: Scenery, capsys) -> None:
    """But for the delay of its answers, which a drill takes away and the next test asks for."""
    asked = ("--code", scenery.code(), "--held-ms", "0-0", "--former", str(FORMER))
    status = main(["conformance", "exchange", scenery.exchange.public, *asked, "--json"])

    told = json.loads(capsys.readouterr().out)
    assert {"answer-delay": "nobody said for how long answers are held back"} == {
        one["rule"]: one["seen"] for one in told["rules"] if one["outcome"] != "met"
    }
    assert [] == [one for one in told["rules"] if not re.match(r"\w", one["seen"] or "")]  # each says what it saw
    assert (0, len(RULES) - 1, 0, 1) == (status, told["met"], told["not met"], told["not tried"])


def test_our_own_exchange_holds_its_answers_back_unless_told_otherwise(tmp_path: Path, capsys) -> None:
    with served(tmp_path, NOON_MS, "--answer-delay-ms", "100-300") as exchange:
        main(["conformance", "exchange", exchange.public, "--json"])

    outcomes = {one["rule"]: one["outcome"] for one in json.loads(capsys.readouterr().out)["rules"]}
    assert "met" == outcomes["answer-delay"]
    assert (100, 300) == ExchangeSettings(tmp_path).answer_delay_ms


@pytest.mark.parametrize(  # the range is wide, and the first delay short, for a machine that is busy
    ("held_s", "seen"),
    [
        (itertools.cycle([0.02, 0.4]).__next__, r"a call was answered after \d\d ms, and none is before 100"),
        (lambda: 0.4, r"16 calls were each answered after \d+ to \d+ ms: no delay was drawn"),
    ],
    ids=["too soon", "always alike"],
)
def test_an_answer_that_is_not_held_back_is_named(scenery: Scenery, held_s: Callable[[], float], seen: str) -> None:
    scenery.lie(held_s=held_s)
    rule = next(rule for rule in calls.RULES if rule.name == "answer-delay")

    (found,) = judged(scenery.url, [rule], held_ms=(100, 2_000))

    assert Outcome.NOT_MET is found.outcome
    assert re.match(seen, found.seen), found.seen


def test_without_a_code_the_rules_of_a_disclosure_are_not_tried(scenery: Scenery, capsys) -> None:
    root = ROOT.verifying_key.value.hex()
    status = main(["conformance", "exchange", scenery.exchange.public, "--root", root, "--held-ms", "0-0"])

    *lines, sums = capsys.readouterr().out.splitlines()
    untried = [line.split()[2] for line in lines if line.startswith("not tried")]
    assert ["answer-delay", "former-calls", *(rule.name for rule in certificates.RULES)] == untried
    assert (0, f"{len(RULES) - len(untried)} met, 0 not met, {len(untried)} not tried") == (status, sums)


@pytest.mark.parametrize(
    "row",
    [["later", 7], ["later", 7, bytes(range(32)), "in words"], ["later", 7, b"\2" * 96]],
    ids=["shorter", "of another form", "like a count of signatures"],
)
def test_rows_of_kinds_that_only_a_later_version_knows_keep_no_rule_from_being_met(scenery: Scenery, row) -> None:
    """In the last one, the byte in which a second signature's count would stand is 2: a count is never believed."""
    scenery.lie(files=scenery.published.with_later_rows(row))

    found = judged(scenery.url, OF_FILES)

    assert {} == {one.rule.name: one.seen for one in found if one.outcome is not Outcome.MET}


def test_what_is_cut_where_no_listed_key_signed_is_cut_by_its_count() -> None:
    one, two = (sign_file(b"body", [signing_key(Kind.INDEX, n) for n in range(count)]) for count in (1, 2))

    assert (b"body", b"body") == (bytes(split(one).body), bytes(split(two).body))


def test_a_certificate_is_cut_where_it_can_be_read() -> None:
    """Its last number ends 72 bytes before a byte that looks like a count of two."""
    key = signing_key(Kind.CERTIFICATE)
    body = msgspec.msgpack.encode((b"\2" * 96, 0, 1, 2, 3, 4))
    assert 2 == len(split_unverified(sign_file(body, [key])))

    file, read = split_certificate(sign_file(body, [key]))

    assert (body, 4) == (bytes(file.body), read.expires_s)


def signed_as_another_kind(published: Republished) -> dict[str, bytes]:
    line, key = published.newest(Kind.BATCH), published.key(Kind.BATCH)
    signature = type(key)(Kind.ROLLUP, key.value).sign(published.body(line))
    block = b"\1" + key.verifying_key.key_id + signature
    key.verifying_key.verify(signature, signed_message(Kind.ROLLUP, line.identity))
    return {line.path: published.body(line) + block}


def a_leaf_without_its_kind(published: Republished) -> dict[str, bytes]:
    line = published.newest(Kind.BATCH)
    return published.with_leaf(line, identity_of(line.sequence.to_bytes(8, "big") + line.identity)).as_served()


def with_groups(
    published: Republished, change: Callable[[list[LooseGroup], bytes], bytes], kind: Kind = Kind.BATCH
) -> dict[str, bytes]:
    """The newest batch, or roll-up, with other groups and columns."""
    line = published.newest(kind)
    batch = read_batch_loosely(line, memoryview(published.body(line)))
    groups = list(batch.header.groups)
    columns = change(groups, bytes(batch.columns))
    header = msgspec.msgpack.encode(msgspec.structs.replace(batch.header, groups=tuple(groups)))
    assert msgspec.msgpack.decode(header, type=LooseHeader)
    return published.with_body(line, b"BZB1" + len(header).to_bytes(4, "big") + header + columns).as_served()


def a_day_before_its_embargo(published: Republished) -> dict[str, bytes]:
    def change(groups: list[LooseGroup], columns: bytes) -> bytes:
        groups.append(LooseGroup(groups[-1].day + 1, 0, 1, 1, 16))
        return columns + b"".join(number.to_bytes(16, "big") for number in range(16))

    return with_groups(published, change)


def a_group_of_fifteen(published: Republished) -> dict[str, bytes]:
    def change(groups: list[LooseGroup], columns: bytes) -> bytes:
        groups[0] = msgspec.structs.replace(groups[0], count=15)
        return columns[16:]

    return with_groups(published, change)


def a_group_that_is_missing(published: Republished) -> dict[str, bytes]:
    def change(groups: list[LooseGroup], columns: bytes) -> bytes:
        return columns[16 * groups.pop(0).count :]

    return with_groups(published, change)


def entries_in_another_order(published: Republished) -> dict[str, bytes]:
    return with_groups(published, lambda _groups, columns: columns[16:32] + columns[:16] + columns[32:])


def dummies_of_the_hour_before(published: Republished) -> dict[str, bytes]:
    last = published.newest(Kind.BATCH).sequence
    (line,) = [one for one in published.index.files if (one.kind, one.sequence) == ("batch", last - 1)]
    before = bytes(read_batch_loosely(line, memoryview(published.body(line))).columns)
    return with_groups(published, lambda _groups, _columns: before)


def entries_of_a_batch_that_was_taken_back(published: Republished) -> dict[str, bytes]:
    """Batch 2 is of the day before, so its groups of a place stand one Day, four groups, further down."""
    (line,) = [one for one in published.index.files if (one.kind, one.sequence) == ("batch", 2)]
    before = bytes(read_batch_loosely(line, memoryview(published.body(line))).columns)
    a_day = 4 * 16 * 16
    return with_groups(published, lambda _groups, columns: before[a_day:] + columns[-a_day:])


def one_column_for_two_groups(published: Republished) -> dict[str, bytes]:
    return with_groups(published, lambda _groups, columns: columns[:256] + columns[:256] + columns[512:])


def a_rollup_that_lacks_what_a_batch_holds(published: Republished) -> dict[str, bytes]:
    def change(groups: list[LooseGroup], columns: bytes) -> bytes:
        groups[0] = msgspec.structs.replace(groups[0], count=groups[0].count - 16)
        return columns[256:]

    return with_groups(published, change, Kind.ROLLUP)


def a_rollup_of_what_was_taken_back_before(published: Republished) -> dict[str, bytes]:
    """The revocation's leaf changes its place with that of the roll-up, which still holds the batch."""
    revocation, rollup = (published.newest(kind) for kind in (Kind.REVOCATION, Kind.ROLLUP))
    one, other = (leaf_hash(Kind(line.kind), line.sequence, line.identity) for line in (revocation, rollup))
    leaves = list(published.leaves)
    here, there = leaves.index(one), leaves.index(other)
    leaves[here], leaves[there] = leaves[there], leaves[here]
    return replace(published, leaves=leaves).as_served()


def a_batch_that_is_not_listed(published: Republished) -> dict[str, bytes]:
    last = published.newest(Kind.BATCH).sequence
    (line,) = [one for one in published.index.files if (one.kind, one.sequence) == ("batch", last - 1)]
    return published.without(line).as_served()


def batches_that_are_listed_for_a_day_alone(published: Republished) -> dict[str, bytes]:
    (line,) = [one for one in published.index.files if (one.kind, one.sequence) == ("batch", 1)]
    return published.without(line).as_served()


def a_day_without_its_rollup(published: Republished) -> dict[str, bytes]:
    return published.without(published.newest(Kind.ROLLUP)).as_served()


def a_revocation_of_a_file_that_never_was(published: Republished) -> dict[str, bytes]:
    line = published.newest(Kind.REVOCATION)
    body = msgspec.msgpack.encode(Revocation(1, Kind.BATCH, 2, bytes(32), published.index.issued_s))
    return published.with_body(line, body, REVOKERS).as_served()


def two_signatures_by_one_person(published: Republished) -> dict[str, bytes]:
    line = published.newest(Kind.REVOCATION)
    return {line.path: sign_file(published.body(line), [REVOKERS[0], REVOKERS[0]])}


def one_signature_where_two_are_asked(published: Republished) -> dict[str, bytes]:
    line = published.newest(Kind.REVOCATION)
    return published.with_body(line, published.body(line), REVOKERS[:1]).as_served()


def an_index_of_an_hour_ago(published: Republished) -> dict[str, bytes]:
    then_s = published.index.issued_s - 3_600
    return published.with_index(issued_s=then_s, valid_until_s=then_s + 3_600).as_served()


def an_index_for_three_days(published: Republished) -> dict[str, bytes]:
    return published.with_index(valid_until_s=published.index.issued_s + 72 * 3_600).as_served()


def a_configuration_that_is_not_listed(published: Republished) -> dict[str, bytes]:
    return published.without(published.newest(Kind.CONFIG)).as_served()


def with_configuration(published: Republished, **changes: Any) -> dict[str, bytes]:
    """The configuration with other values, under one signature."""
    line = published.newest(Kind.CONFIG)
    said = {**msgspec.msgpack.decode(published.body(line)), **changes}
    return published.with_body(line, msgspec.msgpack.encode(said)).as_served()


def a_grave_configuration_under_one_signature(published: Republished) -> dict[str, bytes]:
    return with_configuration(published, profile={"close_minutes": 40})


def a_configuration_out_of_its_bounds(published: Republished) -> dict[str, bytes]:
    return with_configuration(published, retention_days=22)


def a_configuration_of_another_number(published: Republished) -> dict[str, bytes]:
    return with_configuration(published, sequence=2)


def with_header(published: Republished, change: Callable[[LooseHeader], LooseHeader]) -> dict[str, bytes]:
    """The newest batch with another header before the same columns."""
    line = published.newest(Kind.BATCH)
    batch = read_batch_loosely(line, memoryview(published.body(line)))
    header = msgspec.msgpack.encode(change(batch.header))
    body = b"BZB1" + len(header).to_bytes(4, "big") + header + bytes(batch.columns)
    return published.with_body(line, body).as_served()


def a_batch_that_needs_a_configuration_to_come(published: Republished) -> dict[str, bytes]:
    return with_header(published, lambda header: msgspec.structs.replace(header, config_sequence=9))


def a_window_that_overlaps_the_one_before(published: Republished) -> dict[str, bytes]:
    return with_header(
        published, lambda header: msgspec.structs.replace(header, window_start_s=header.window_start_s - 60)
    )


def a_window_that_leaves_a_hole(published: Republished) -> dict[str, bytes]:
    return with_header(
        published, lambda header: msgspec.structs.replace(header, window_start_s=header.window_start_s + 60)
    )


def a_key_list_that_only_one_phone_is_shown(published: Republished) -> dict[str, bytes]:
    keys = published.keyring.key_list
    return {"/v1/newest-keys": write_key_list(msgspec.structs.replace(keys, sequence=keys.sequence + 1), ROOT)}


FILES = {
    signed_as_another_kind: {"signature-kind"},
    a_leaf_without_its_kind: {"log-leaf"},
    a_day_before_its_embargo: {"embargo"},
    a_group_of_fifteen: {"batch-padding"},
    a_group_that_is_missing: {"batch-grid"},
    entries_in_another_order: {"batch-order"},
    dummies_of_the_hour_before: {"batch-drawn-anew"},
    one_column_for_two_groups: {"batch-drawn-anew"},
    a_rollup_that_lacks_what_a_batch_holds: {"rollup-union"},
    a_rollup_of_what_was_taken_back_before: {"rollup-union"},
    a_batch_that_is_not_listed: {"batch-gap"},
    batches_that_are_listed_for_a_day_alone: {"batch-listed"},
    a_day_without_its_rollup: {"rollup-day"},
    a_revocation_of_a_file_that_never_was: {"revocation"},
    two_signatures_by_one_person: {"signature-count"},
    one_signature_where_two_are_asked: {"signature-count"},
    an_index_of_an_hour_ago: {"batch-window", "index-fresh"},
    an_index_for_three_days: {"index", "index-lifetime"},
    a_configuration_that_is_not_listed: {"configuration", "batch-config"},
    a_grave_configuration_under_one_signature: {"configuration"},
    a_configuration_out_of_its_bounds: {"configuration"},
    a_configuration_of_another_number: {"configuration"},
    a_batch_that_needs_a_configuration_to_come: {"batch-config"},
    a_window_that_overlaps_the_one_before: {"batch-windows-meet"},
    a_window_that_leaves_a_hole: {"batch-windows-meet"},
    a_key_list_that_only_one_phone_is_shown: {"newest-keys", *SENT_ALWAYS},
}


@pytest.mark.parametrize("fault", FILES, ids=lambda fault: fault.__name__)
def test_a_fault_in_what_is_published_is_named(scenery: Scenery, fault) -> None:
    scenery.lie(files=fault(scenery.published))

    found = judged(scenery.url, OF_FILES)

    assert FILES[fault] == set(broken(found)), broken(found)
    assert not conforms(found)


def test_what_a_batch_held_that_was_taken_back_may_come_out_again(scenery: Scenery) -> None:
    scenery.lie(files=entries_of_a_batch_that_was_taken_back(scenery.published))

    assert {} == broken(judged(scenery.url, batches.RULES))


def ended(kind: Kind) -> Callable[[ListedKey], ListedKey]:
    """The keys of one kind as they would be dated if they had ended in 1970."""
    return lambda key: ListedKey(kind, key.public, 0, 1) if key.kind is kind else key


@pytest.mark.parametrize(
    ("kind", "also"),
    [
        (Kind.BATCH, set()),
        (Kind.ROLLUP, set()),
        (Kind.REVOCATION, set()),
        (Kind.CONFIG, set()),
        (Kind.INDEX, {"index"}),
        (Kind.HEAD, {"index"}),
    ],
)
def test_a_key_that_was_not_valid_at_the_time_of_what_it_signed_is_named(scenery: Scenery, kind, also) -> None:
    scenery.lie(files=scenery.published.with_keys(ended(kind)).as_served())

    found = judged(scenery.url, OF_FILES)

    assert {"signature-time", *also, *SENT_ALWAYS} == set(broken(found)), broken(found)
    assert "valid from 0 to 1" in broken(found)["signature-time"]


def test_a_key_list_that_comes_out_between_two_requests_is_looked_at_again(scenery: Scenery) -> None:
    """The index was asked before it, and names the list at the second look."""
    keys = scenery.published.keyring.key_list
    newer = write_key_list(msgspec.structs.replace(keys, issued_s=keys.issued_s + 1), ROOT)
    line = scenery.published.newest(Kind.KEYS)
    renewed = scenery.published.with_body(line, bytes(split(newer).body), (ROOT,)).as_served()
    scenery.lie(files={"/v1/newest-keys": newer})
    door = HttpDoor(scenery.url, time.monotonic)
    try:
        visit = Visit(door, random.Random(2).randbytes)
        assert visit.leaves
        scenery.lie(files={**renewed, "/v1/newest-keys": newer})
        (found,) = judge(visit, [rule for rule in signing.RULES if rule.name == "newest-keys"])
    finally:
        door.close()

    assert (Outcome.MET, "key list 1") == (found.outcome, found.seen)


def test_what_cannot_be_tried_because_of_what_is_served_is_no_conformance(scenery: Scenery, capsys) -> None:
    """A configuration that is not there hides whether the grid is whole."""
    rule = next(rule for rule in batches.RULES if rule.name == "batch-grid")
    scenery.lie(statuses={"/v1/config/1": 404})

    (hidden,) = judged(scenery.url, [rule])
    status = main(["conformance", "exchange", scenery.url, "--held-ms", "0-0", "--json"])
    told = json.loads(capsys.readouterr().out)
    main(["conformance", "exchange", scenery.url, "--held-ms", "0-0"])

    assert (Outcome.NOT_TRIED, False) == (hidden.outcome, hidden.is_excused)
    assert not conforms([Judged(rule, Outcome.MET, ""), hidden])
    assert (1, False) == (status, told["conforms"])
    assert ", configuration, batch-grid\n" in capsys.readouterr().out


def malformed_calls_refused_as_codes(request: bytes, answer: Answer) -> Answer:
    try:
        unpack_request(request)
    except PeerError:
        return RefusedAnswer(Refusal.CODE)
    return answer


def unknown_codes_refused_as_content(_request: bytes, answer: Answer) -> Answer:
    return RefusedAnswer(Refusal.CONTENT) if answer == RefusedAnswer(Refusal.CODE) else answer


def covers_second_step_answered_as_its_first(request: bytes, answer: Answer) -> Answer:
    is_cover = answer == AcceptedAnswer() and isinstance(unpack_request(request), CoverRequest)
    return CertificateAnswer(bytes(200)) if is_cover else answer


def challenges_spent_for_nothing() -> Callable[[bytes, Answer], Answer]:
    spent: set[bytes] = set()

    def answered(request: bytes, answer: Answer) -> Answer:
        sent = unpack_request(request)
        if not isinstance(sent, RedeemRequest):
            return answer
        was_spent = sent.challenge in spent
        spent.add(sent.challenge)
        return RefusedAnswer(Refusal.WORK) if was_spent else answer

    return answered


def test_a_challenge_that_is_spent_by_work_that_did_not_hold_is_named(scenery: Scenery) -> None:
    scenery.lie(answer=challenges_spent_for_nothing())
    rule = next(rule for rule in calls.RULES if rule.name == "challenge-once")

    (found,) = judged(scenery.url, [rule])

    assert "a challenge no longer serves after work for it that did not hold" == found.seen
    assert Outcome.NOT_MET is found.outcome


def certificates_to_the_second(published: Republished) -> Callable[[bytes, Answer], Answer]:
    """A certificate that keeps the moment of the redemption."""

    def answered(_request: bytes, answer: Answer) -> Answer:
        if not isinstance(answer, CertificateAnswer) or isinstance(unpack_request(_request), CoverRequest):
            return answer
        certificate = msgspec.msgpack.decode(split(answer.certificate).body, type=LooseCertificate)
        later = msgspec.structs.replace(certificate, expires_s=certificate.expires_s - 61)
        return CertificateAnswer(sign_file(msgspec.msgpack.encode(later), [published.key(Kind.CERTIFICATE)]))

    return answered


CALLS = {
    malformed_calls_refused_as_codes: {"refusal-malformed"},
    unknown_codes_refused_as_content: {"refusal-code", "redeem-bound"},
    covers_second_step_answered_as_its_first: {"cover-steps"},
}


@pytest.mark.parametrize("fault", CALLS, ids=lambda fault: fault.__name__)
def test_a_fault_in_what_calls_are_answered_is_named(scenery: Scenery, fault) -> None:
    scenery.lie(answer=fault)

    found = judged(scenery.url, OF_CALLS, scenery.code())

    assert CALLS[fault] == set(broken(found)), broken(found)


def uploads_of_then_refused_as_content(request: bytes, answer: Answer) -> Answer:
    is_upload = isinstance(unpack_request(request), UploadRequest)
    return RefusedAnswer(Refusal.CONTENT) if is_upload else answer


def reports_of_then_accepted(request: bytes, answer: Answer) -> Answer:
    return AcceptedAnswer() if isinstance(unpack_request(request), ReportRequest) else answer


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (uploads_of_then_refused_as_content, "call 3 was answered by refused 3, and not by refused 2"),
        (reports_of_then_accepted, "call 7 was answered by accepted, and not by refused 3"),
    ],
)
def test_an_exchange_that_lets_a_phone_of_a_former_release_down_is_named(scenery: Scenery, fault, seen: str) -> None:
    scenery.lie(answer=fault)
    rule = next(rule for rule in calls.RULES if rule.name == "former-calls")

    (found,) = judged(scenery.url, [rule], former=read_former(FORMER.read_bytes()))

    assert (Outcome.NOT_MET, seen) == (found.outcome, found.seen)


@pytest.mark.parametrize("text", ["", "[]", '{"calls": []}', '{"calls": [{"request": "0"}]}', "[" * 100_000])
def test_what_holds_no_calls_of_a_former_release_is_refused(
    tmp_path: Path, scenery: Scenery, text: str, capsys
) -> None:
    file = tmp_path / "calls.json"
    file.write_text(text)

    status = main(["conformance", "exchange", "http://127.0.0.1:1", "--former", str(file)])

    assert 1 == status
    assert "calls.json holds no calls of a former release: " in capsys.readouterr().err


def test_a_certificate_that_keeps_the_moment_of_its_redemption_is_named(scenery: Scenery) -> None:
    scenery.lie(answer=certificates_to_the_second(scenery.published))

    found = judged(scenery.url, certificates.RULES, scenery.code())

    assert {"certificate-hour": "the certificate ends 3539 s past the hour"} == broken(found)


def test_a_fault_in_an_address_is_named(scenery: Scenery) -> None:
    newest = scenery.published.newest(Kind.BATCH).path
    number = newest.rpartition("/")[2]
    scenery.lie(paths={f"/v1/batch/0{number}": newest}, headers={"/v1/index": {"cache-control": KEPT}})

    found = judged(scenery.url, addresses.RULES)

    assert {"caching", "one-spelling"} == set(broken(found)), broken(found)


@pytest.mark.parametrize("spelt", ["/v1/index/", "/v1//index", "/v1/%69ndex", "/v1//config/1", "/v1/config/%31"])
def test_a_second_spelling_of_an_address_is_named(scenery: Scenery, spelt: str) -> None:
    scenery.lie(paths={spelt: "/v1/root"})

    found = judged(scenery.url, addresses.RULES)

    assert {"one-spelling"} == set(broken(found)), broken(found)
    assert spelt in broken(found)["one-spelling"]


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("OPTIONS", 200), ("PUT", 200), ("DELETE", 200)])
def test_a_method_that_is_answered_is_named(scenery: Scenery, method: str, status: int) -> None:
    scenery.lie(methods={method: status})

    found = judged(scenery.url, addresses.RULES)

    assert {"methods"} == set(broken(found)), broken(found)


@pytest.mark.parametrize("told", ["*", '"another", "'])
def test_a_file_that_is_sent_again_to_who_has_it_and_says_so_otherwise_is_named(scenery: Scenery, told: str) -> None:
    scenery.lie(deaf_to=told)

    found = judged(scenery.url, addresses.RULES)

    assert {"not-modified"} == set(broken(found)), broken(found)
    assert told in broken(found)["not-modified"]


def test_a_part_for_who_asks_for_one_is_named(scenery: Scenery) -> None:
    scenery.lie(parts=True)

    found = judged(scenery.url, addresses.RULES)

    assert {"octets": "/v1/index was answered by 206 where a range was asked, and not by the whole file"} == broken(
        found
    )


Fault = Callable[[Republished], dict[str, Any]]


def _batch(published: Republished, body: Callable[[bytes], bytes]) -> dict[str, Any]:
    line = published.newest(Kind.BATCH)
    return {"files": published.with_body(line, body(published.body(line))).as_served()}


def _groups(published: Republished, change: Callable[[list[LooseGroup], bytes], bytes]) -> dict[str, Any]:
    return {"files": with_groups(published, change)}


def _two_groups_changed_places(groups: list[LooseGroup], columns: bytes) -> bytes:
    groups[0], groups[1] = groups[1], groups[0]
    return columns


def _a_day_of_last_month(groups: list[LooseGroup], columns: bytes) -> bytes:
    groups.insert(0, msgspec.structs.replace(groups[0], day=groups[0].day - 31))
    return columns[: 16 * groups[0].count] + columns


def _renumbered_revocation(published: Republished) -> dict[str, Any]:
    line = published.newest(Kind.REVOCATION)
    body = msgspec.msgpack.encode([9, *msgspec.msgpack.decode(published.body(line))[1:]])
    return {"files": published.with_body(line, body, REVOKERS).as_served()}


def _tile(published: Republished, change: Callable[[bytes], bytes]) -> dict[str, Any]:
    return {"files": {"/v1/log/tile/0": change(b"".join(published.leaves))}}


def _shorter_file(published: Republished) -> dict[str, Any]:
    path = published.newest(Kind.BATCH).path
    return {"files": {path: published.files[path][:-1]}}


def _instead(kind: type[Answer], change: Callable[[Any], Answer], asked: type = object) -> dict[str, Any]:
    """Another answer wherever one of this kind would be given to a request of that kind."""

    def answered(request: bytes, answer: Answer) -> Answer:
        try:
            is_asked = isinstance(unpack_request(request), asked)
        except PeerError:
            is_asked = False
        return change(answer) if is_asked and isinstance(answer, kind) else answer

    return {"answer": answered}


def _refused(before: Refusal, after: Refusal) -> dict[str, Any]:
    return _instead(RefusedAnswer, lambda answer: RefusedAnswer(after) if answer.reason is before else answer)


def _resigned(published: Republished, asked: type, **changes: Any) -> dict[str, Any]:
    """Certificates that say something else, under the exchange's own key."""

    def change(answer: CertificateAnswer) -> Answer:
        certificate = msgspec.msgpack.decode(split(answer.certificate).body, type=LooseCertificate)
        body = msgspec.msgpack.encode(msgspec.structs.replace(certificate, **changes))
        return CertificateAnswer(sign_file(body, [published.key(Kind.CERTIFICATE)]))

    return _instead(CertificateAnswer, change, asked)


def _never_the_same(published: Republished) -> dict[str, Any]:
    count = itertools.count()
    return _instead(
        CertificateAnswer,
        lambda answer: CertificateAnswer(answer.certificate + bytes([next(count)])),
        RedeemRequest,
    )


OTHERS: dict[str, Fault] = {
    "key-list": lambda _: {"files": {"/v1/newest-keys": bytes(200)}},
    "head-age": lambda published: {"files": published.as_served(head_s=published.index.issued_s - 3_601)},
    "listed-file": _shorter_file,
    "revocation-gap": _renumbered_revocation,
    "batch-form": lambda published: _batch(published, lambda body: b"BZB2" + body[4:]),
    "batch-columns": lambda published: _batch(published, lambda body: body + bytes(16)),
    "batch-groups": lambda published: _groups(published, _two_groups_changed_places),
    "batch-age": lambda published: _groups(published, _a_day_of_last_month),
    "octets": lambda _: {"headers": {"/v1/index": {"etag": 'W/"weak"'}}},
    "not-modified": lambda _: {"files": {"/v1/newest-keys": bytes(200)}},
    "not-found": lambda _: {"headers": {"/v1/head": {"cache-control": KEPT}}},
    "methods": lambda _: {"paths": {CALL_PATH: "/v1/index"}},
    "no-desk": lambda _: {"paths": {"/metrics": "/v1/index"}},
    "no-mark": lambda _: {"headers": {"/v1/index": {"set-cookie": "phone=7"}}},
    "log-tiles": lambda published: _tile(published, lambda tile: tile[:-32]),
    "log-root": lambda published: _tile(published, lambda tile: bytes(32) + tile[32:]),
    "log-once": lambda published: _tile(published, lambda tile: tile[32:64] + tile[32:]),
    "call-shape": lambda _: {"headers": {CALL_PATH: {"cache-control": KEPT}}},
    "time": lambda _: _instead(TimeAnswer, lambda told: msgspec.structs.replace(told, time_s=told.time_s + 1)),
    "work-floor": lambda _: _instead(TimeAnswer, lambda told: msgspec.structs.replace(told, long_work_bits=11)),
    "refusal-work": lambda _: _refused(Refusal.WORK, Refusal.CODE),
    "challenge-once": lambda _: _refused(Refusal.WORK, Refusal.CODE),
    "refusal-certificate": lambda _: _refused(Refusal.CERTIFICATE, Refusal.CONTENT),
    "refusal-report": lambda _: _instead(RefusedAnswer, lambda _: AcceptedAnswer(), ReportRequest),
    "cover-certificate": lambda published: _resigned(published, CoverRequest),
    "cover-work": lambda _: _refused(Refusal.WORK, Refusal.BUSY),
    "certificate-key": lambda published: {"files": published.with_keys(ended(Kind.CERTIFICATE)).as_served()},
    "redeem": lambda published: _resigned(published, RedeemRequest, commitment=bytes(32)),
    "redeem-again": _never_the_same,
    "upload-bound": lambda _: _refused(Refusal.CERTIFICATE, Refusal.CONTENT),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_rule_can_be_broken(scenery: Scenery, name: str) -> None:
    (rule,) = [rule for rule in RULES if rule.name == name]
    scenery.lie(**OTHERS[name](scenery.published))

    found = judged(scenery.url, [rule], scenery.code() if rule in certificates.RULES else "")

    assert {name} == set(broken(found)), found


@pytest.mark.every_run
def test_no_rule_is_left_that_nobody_has_broken() -> None:
    others = {"answer-delay", "former-calls", "certificate-hour", "caching", "one-spelling", "signature-time"}
    named = set().union(*FILES.values(), *CALLS.values()) | others

    assert {rule.name for rule in RULES} == named | set(OTHERS)
    assert SENT_ALWAYS == named & set(OTHERS)


def test_what_sends_more_than_any_answer_may_have_is_read_no_further(scenery: Scenery) -> None:
    scenery.lie(files={"/v1/index": bytes(1 << 20)})

    found = judged(scenery.url, listing.RULES)

    assert {"index": "/v1/index sent more than 262144 bytes"} == {
        name: seen for name, seen in broken(found).items() if name == "index"
    }


def test_where_the_key_list_cannot_be_read_nothing_is_said_about_what_it_signs(scenery: Scenery) -> None:
    scenery.lie(files={"/v1/newest-keys": bytes(200)})

    (time_is_signed,) = judged(scenery.url, [rule for rule in calls.RULES if rule.name == "time"])

    assert Outcome.NOT_TRIED is time_is_signed.outcome
    assert "the key list cannot be read" in time_is_signed.seen


def test_a_file_a_byte_longer_than_it_is_listed_is_the_matter_of_one_rule(scenery: Scenery) -> None:
    path = scenery.published.newest(Kind.BATCH).path
    scenery.lie(files={path: scenery.published.files[path] + bytes(1)})

    assert "no-mark" not in broken(judged(scenery.url, addresses.RULES))
    assert "listed-file" in broken(judged(scenery.url, listing.RULES))


def test_who_is_sent_elsewhere_does_not_go_there(scenery: Scenery) -> None:
    scenery.lie(statuses={"/v1/index": 302}, headers={"/v1/index": {"location": "/v1/newest-keys"}})

    assert "/v1/index was answered by 302" == judged(scenery.url, listing.RULES)[0].seen


def test_an_exchange_that_takes_too_long_is_not_waited_for(scenery: Scenery) -> None:
    scenery.lie()
    hands = iter(range(0, 10_000, 100))
    door = HttpDoor(scenery.url, lambda: float(next(hands)))
    try:
        with pytest.raises(NotMetError, match=r"/v1/index took more than 60 s"):
            door.ask("GET", "/v1/index", most=1 << 20)
    finally:
        door.close()


def test_where_nobody_answers_there_is_one_line_and_no_verdict(capsys) -> None:
    status = main(["conformance", "exchange", "http://127.0.0.1:1"])

    told = capsys.readouterr()
    assert (1, "") == (status, told.out)
    assert "the exchange cannot be judged: GET /v1/index got no answer: ConnectError" in told.err


def test_the_document_lists_every_rule_in_the_order_in_which_it_is_tried() -> None:
    page = (PROTOCOL_PAGES / "conformance.md").read_text(encoding="utf-8")
    part = page[page.index("## An exchange, from outside") :].split("\n## ")[0]

    assert [(rule.name, rule.demand) for rule in RULES] == re.findall(
        r"^\| `([a-z-]+)` \| (.*?) \|", part, re.MULTILINE
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_names_a_heading_that_is_there(rule) -> None:
    page, _, heading = rule.page.partition(", ")

    lines = (PROTOCOL_PAGES / page).read_text(encoding="utf-8").splitlines()
    assert not heading or f"## {heading}" in lines
