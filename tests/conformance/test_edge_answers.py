"""The questions at the edges: whoever leaves out a rule of the pages gives another answer somewhere."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from bluezone.conformance.outcome import Outcome
from bluezone.conformance.phone.asking import compare, read_known_answers
from bluezone.device.answering import answer
from bluezone.device.core import exposure
from bluezone.protocol import config, disclosure, index, place_codes, report, revocation, signature, venue
from bluezone.protocol.batch import Batch
from bluezone.protocol.config import PathogenProfile, RadioDuty
from bluezone.protocol.index import VerifiedIndex
from bluezone.protocol.messages import UploadRequest
from bluezone.protocol.signature import Kind, ListedKey, Opened
from tests.support.sources import PROTOCOL_PAGES

pytestmark = pytest.mark.in_turn(of=3)

QUESTIONS = read_known_answers((PROTOCOL_PAGES / "edge-answers.json").read_bytes()).questions
BY_NAME = {question.name: question for question in QUESTIONS}
MUCH = 1 << 62


def _nothing(*_asked: object) -> None:
    """What a rule does that nobody asks."""


NOBODY_ASKS: dict[str, tuple[type | ModuleType, str, Any]] = {
    "whether a file's keys were valid": (Opened, "require_valid_at", _nothing),
    "whether a witness's or time's key was": (ListedKey, "require_valid_at", _nothing),
    "how old the head is": (VerifiedIndex, "require_head_of_now", _nothing),
    "a batch's bounds": (Batch, "__post_init__", _nothing),
    "how a commune's places are filled up": (place_codes, "PADDING", 1),
    "a seed's slots": (UploadRequest, "retired_seeds", _nothing),
    "what hardly warns": (PathogenProfile, "hardly_warns", False),
    "what warns widely": (PathogenProfile, "warns_widely", False),
    "what hardly meets": (RadioDuty, "hardly_meets", False),
    "how long a key list is": (signature, "MAX_KEY_LIST_BYTES", MUCH),
    "how long an index is": (index, "MAX_INDEX_BYTES", MUCH),
    "how long a configuration is": (config, "MAX_CONFIG_BYTES", MUCH),
    "how long a certificate is": (disclosure, "MAX_CERTIFICATE_BYTES", MUCH),
    "how long a revocation is": (revocation, "MAX_REVOCATION_BYTES", MUCH),
    "how long a poster's text is": (venue, "MAX_TEXT", MUCH),
    "how many witnesses there are": (index, "MAX_WITNESSES", MUCH),
    "for how long an index is good": (index, "LIFETIME_S", MUCH),
    "how long a sealed message is": (report, "SEALED_BYTES", report.SEALED_BYTES - 1),
    "to the nearest what minutes are told": (exposure, "_ROUNDING_MINUTES", 1),
}


def not_met() -> list[str]:
    asked = compare(QUESTIONS, [answer(question.what, question.given) for question in QUESTIONS])
    return [one.question.name for one in asked if one.outcome is not Outcome.MET]


def test_whoever_asks_all_of_it_gives_every_answer() -> None:
    assert [] == not_met()


@pytest.mark.parametrize("nobody_asks", NOBODY_ASKS)
def test_whoever_does_not_ask_something_gives_another_answer(monkeypatch, nobody_asks: str) -> None:
    monkeypatch.setattr(*NOBODY_ASKS[nobody_asks])

    assert [] != not_met()


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.KEYS, Kind.CERTIFICATE}))
def test_each_kind_of_key_is_asked_at_both_ends_of_its_time(kind: Kind) -> None:
    """A key list has a root without dates, and a certificate is taken whenever its key was valid."""
    asked = {name: one for name, one in BY_NAME.items() if f"by a {kind.value} key" in name}

    assert {
        "of that second alone": True,
        "that ended in that second": False,
        "that begins a second later": False,
    } == {name.split(" key ")[1]: one.answer["taken"] for name, one in asked.items()}
