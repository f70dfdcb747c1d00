"""A small exchange in another language does one thing wrong; a phone refuses it, or `bluezone conformance` names it."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bluezone.device.core.feed import Examine, Withdraw
from bluezone.protocol.errors import ProtocolError
from bluezone.protocol.signature import VerifyingKey
from scripts.lint_clients import CLIENT, node
from tests.support.commands import bluezone
from tests.support.exchange.ceremonies import Follower
from tests.support.other_phone import OtherPhone, OtherPhones, other_phones
from tests.support.sources import PROTOCOL_PAGES

pytestmark = pytest.mark.in_turn(of=3)

FORMER = PROTOCOL_PAGES / "releases" / "2026-11-24" / "calls.json"
NOON_MS = (20_500 * 24 + 12) * 3_600_000
FAULTS = {
    "signature kind": ("a signature that is not for batch", "signature-kind"),
    "leaf name": ("a key list that the log does not name", "log-leaf"),
    "embargo": ("a day whose embargo has not ended", "embargo"),
    "old day": ("a day that is too old", "batch-age"),
    "padding": ("a group that is not padded to a multiple of 16", "batch-padding"),
    "gap": ("a gap before batch 3", "batch-gap"),
    "previous": ("batch 3 does not name the one before it", "batch-gap"),
    "two signatures": ("not 2 signatures", "signature-count"),
    "index for too long": ("an index that is good for too long", "index-lifetime"),
    "unlisted configuration": ("batch 1 needs a newer configuration", "configuration"),
    "no witness": ("a head that too few witnesses have seen", "index"),
    "revocation": (None, "revocation"),
    "certificate hour": (None, "certificate-hour"),
    "refusal number": (None, "refusal-code"),
    "cover step": (None, "cover-steps"),
    "cheap work": (None, "work-floor"),
    "challenge spent for nothing": (None, "challenge-once"),
    "dummies of before": (None, "batch-drawn-anew"),
    "roll-up": (None, "rollup-union"),
    "unlisted roll-up": (None, "rollup-day"),
    "listed briefly": (None, "batch-listed"),
}
"""What the phone says when it refuses, or nothing where it cannot know; and the rule that is named."""
AFTER_AN_UPDATE = {"hidden leaf", "listed no more"}
"""What a phone refuses that took an update from another exchange before."""


@dataclass(frozen=True)
class Opened:
    """A small exchange, and phones that ask it at its noon."""

    makers: subprocess.Popen[str]
    phones: OtherPhones
    url: str
    root: str
    code: str
    internal: str
    internal_key: str

    def phone(self) -> OtherPhone:
        return self.phones.new(self.url, self.root)

    def judged(self, held_ms: str = "0-0") -> dict[str, str]:
        """Each rule and what became of it."""
        asked = ("--root", self.root, "--code", self.code, "--held-ms", held_ms, "--former", FORMER)
        said = bluezone("conformance", "exchange", self.url, "--json", *asked)
        return {rule["rule"]: rule["outcome"] for rule in said.json["rules"]}

    def calls(self) -> list[list[int]]:
        return list(told(self.makers, {"calls": self.url}))


class Small:
    """Opens exchanges, each in its own port of one process."""

    def __init__(self, makers: subprocess.Popen[str], phones: OtherPhones) -> None:
        self.makers, self.phones = makers, phones

    def set_clock(self, now_ms: int) -> None:
        (self.phones.folder / "clock").write_bytes(now_ms.to_bytes(8, "little"))

    def exchange(self, fault: str = "nothing") -> Opened:
        said = told(self.makers, {"fault": fault})
        self.set_clock(NOON_MS)
        return Opened(self.makers, self.phones, **said)


def told(process: subprocess.Popen[str], order: dict[str, str]) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    command = [node(), str(CLIENT / "exchange.js")]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as makers,
        other_phones(tmp_path_factory.mktemp("phones")) as phones,
    ):
        yield Small(makers, phones)


@pytest.mark.every_run
def test_an_exchange_in_another_language_meets_every_rule(small: Small) -> None:
    """By noon it has published no roll-up yet, and two hours after a day's end it has; one alone holds answers back."""
    noon, night = (small.exchange(name).judged() for name in ("nothing", "nothing at two in the night"))
    held = small.exchange("nothing, and held back").judged("100-300")

    of_days = {"rollup-union", "rollup-day"}
    assert {*of_days, "answer-delay"} == without("met", noon)
    assert {"answer-delay"} == without("met", night)
    assert of_days == without("met", held)
    untried = [noon[rule] for rule in (*of_days, "answer-delay")] + [held[rule] for rule in of_days]
    assert {"not tried"} == {*untried, night["answer-delay"]}
    assert len(night) >= 49


def without(outcome: str, judged: dict[str, str]) -> set[str]:
    """The rules of which something else was said."""
    return {rule for rule, what in judged.items() if what != outcome}


def test_answers_that_are_not_held_back_are_named(small: Small) -> None:
    assert "not met" == small.exchange().judged("100-300")["answer-delay"]


@pytest.mark.every_run
def test_our_phone_reads_an_exchange_in_another_language(small: Small) -> None:
    exchange = small.exchange()
    ours = Follower(exchange.url, VerifyingKey(bytes.fromhex(exchange.root)))

    steps = [(type(step).__name__, number_of(step)) for step in ours.update()]

    assert [("Withdraw", 1), ("Examine", 2), ("Examine", 3)] == steps


def number_of(step: Examine | Withdraw) -> int:
    return step.batch.sequence if isinstance(step, Examine) else step.sequence


def test_our_canary_goes_through_an_exchange_in_another_language(small: Small, tmp_path: Path) -> None:
    exchange = small.exchange()
    key = tmp_path / "internal.key"
    key.write_text(exchange.internal_key)
    key.chmod(0o600)
    desk = ("--internal", exchange.internal, "--internal-key", key)

    told = bluezone("exchange", "canary", "--url", exchange.url, "--root", exchange.root, *desk, "--without-pauses")

    assert told.json["ok"], told.err


def test_the_client_reads_it_too(small: Small) -> None:
    said = small.exchange().phone().does("update")

    assert (3, 1, 1, 1) == (said["batches"], said["witnesses"], said["keyList"], said["configuration"])
    assert 1 == said["revoked"]


def test_a_revocation_of_another_file_than_the_published_one_takes_nothing_back(small: Small) -> None:
    exchange = small.exchange("revocation")
    ours = Follower(exchange.url, VerifyingKey(bytes.fromhex(exchange.root)))

    said, steps = exchange.phone().does("update"), ours.update()

    assert (3, 0) == (said["batches"], said["revoked"])
    assert ["Examine"] * 3 == [type(step).__name__ for step in steps]


def test_a_batch_whose_embargo_has_not_ended_by_the_phones_clock_waits_and_is_read_later(small: Small) -> None:
    phone = small.exchange("nothing at two in the night").phone()
    two_ms = NOON_MS - 10 * 3_600_000
    told = []

    for clock_ms in (two_ms - 121_000, two_ms - 120_000):
        small.set_clock(clock_ms)
        told.append(phone.does("update"))

    assert [(2, True), (3, False)] == [(said["batches"], said["waits"]) for said in told]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_its_rule(small: Small, fault: str) -> None:
    _, rule = FAULTS[fault]

    assert "not met" == small.exchange(fault).judged()[rule]


@pytest.mark.parametrize("fault", [fault for fault, (why, _) in FAULTS.items() if why])
def test_a_fault_that_a_phone_can_see_is_refused_as_a_whole(small: Small, fault: str) -> None:
    why, _ = FAULTS[fault]

    assert why == small.exchange(fault).phone().refuses("update")


def test_the_page_names_each_fault_for_which_a_phone_refuses_an_update() -> None:
    page = (PROTOCOL_PAGES / "conformance.md").read_text(encoding="utf-8")
    part = page[page.index("## A phone's update") :].split("\n## ")[0]

    refused = {fault for fault, (why, _) in FAULTS.items() if why} | AFTER_AN_UPDATE
    assert refused == set(re.findall(r"^\| `(.*?)` \|", part, re.MULTILINE))
    assert dt.datetime.fromtimestamp(NOON_MS / 1_000, dt.UTC).strftime("noon of %Y-%m-%d") in part


@pytest.mark.parametrize("fault", [fault for fault, (why, _) in FAULTS.items() if why])
def test_our_phone_refuses_what_the_client_refuses(small: Small, fault: str) -> None:
    exchange = small.exchange(fault)
    ours = Follower(exchange.url, VerifyingKey(bytes.fromhex(exchange.root)))

    with pytest.raises(ProtocolError):
        ours.update()


def test_a_batch_that_needs_a_configuration_which_is_kept_back_is_refused(small: Small) -> None:
    assert "batch 1 needs a newer configuration" == small.exchange("unlisted configuration").phone().refuses("update")


def moved(phone: OtherPhone, exchange: Opened) -> None:
    """From now on the phone is answered by somebody else."""
    held = json.loads(phone.store.read_text())
    phone.store.write_text(json.dumps({**held, "url": exchange.url}))


def test_a_leaf_that_nothing_listed_stands_for_is_refused_by_a_phone_that_was_there_before(small: Small) -> None:
    phone = small.exchange().phone()
    phone.does("update")
    moved(phone, small.exchange("hidden leaf"))

    assert "a log that holds what is not listed" == phone.refuses("update")


def test_another_history_is_refused_by_a_phone_that_knows_the_first(small: Small) -> None:
    phone = small.exchange().phone()
    phone.does("update")
    moved(phone, small.exchange("leaf name"))

    assert "a log that is not the one in the head" == phone.refuses("update")


def test_a_batch_that_was_read_and_is_listed_no_more_before_older_ones_is_missed(small: Small) -> None:
    phone = small.exchange().phone()
    phone.does("update")
    moved(phone, small.exchange("listed no more"))

    assert "what came after batch 2 is listed no more" == phone.refuses("update")


@pytest.mark.every_run
def test_nobody_on_the_line_can_tell_cover_from_a_disclosure_or_a_refused_one(small: Small) -> None:
    exchange = small.exchange()
    phone = exchange.phone()
    phone.does("update")
    phone.does("seeds", 3)
    lines = []

    for command in (("cover",), ("disclose", exchange.code), ("disclose", "000000000000")):
        before = len(exchange.calls())
        phone.does(*command)
        lines.append(exchange.calls()[before:])

    assert [[[4096, 1024]] * 3] * 3 == lines


NOTHING_OPEN = "no disclosure to go on with"


@pytest.mark.parametrize(("fault", "said", "then"), [("busy", "busy", "busy"), ("nothing", "code", NOTHING_OPEN)])
def test_a_disclosure_that_was_refused_is_over_unless_nothing_has_happened(small: Small, fault, said, then) -> None:
    phone = small.exchange(fault).phone()
    phone.does("update")
    phone.does("seeds", 3)

    assert NOTHING_OPEN == phone.refuses("disclose")
    assert said == phone.does("disclose", "000000000000")["refusedFor"]
    again = small.phones.tell([str(phone.store), "disclose"], None)
    assert then == (again["refused"] if "refused" in again else again["said"]["refusedFor"])


def test_a_disclosure_that_was_cut_off_is_finished_with_the_certificate_in_hand(small: Small) -> None:
    exchange = small.exchange("cut line")
    phone = exchange.phone()
    phone.does("update")
    phone.does("seeds", 3)

    cut = small.phones.tell([str(phone.store), "disclose", exchange.code], None)
    finished = phone.does("disclose")

    assert {"refused": "nobody answers"} == cut
    assert finished["accepted"]
    assert [[4096, 1024], [4096, 1024], [4096, 0], *[[4096, 1024]] * 3] == exchange.calls()
