"""The specification says the numbers that the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bluezone.device.core.anchor import ALLOWANCE_MS
from bluezone.device.moving import COUNTS_FOR_DAYS
from bluezone.device.rhythm import until_next_update_ms
from bluezone.exchange.publishing.index import LISTED_DAYS
from bluezone.exchange.settings import ALIKE_PREFIXES, ExchangeSettings
from bluezone.protocol import (
    advertisement,
    batch,
    codes,
    config,
    disclosure,
    door_codes,
    gatt,
    handover,
    index,
    messages,
    original,
    place_codes,
    proof_of_work,
    report,
    revocation,
    signature,
    venue,
)
from bluezone.protocol.calendar import MINUTE_MS
from bluezone.protocol.keys import SEED_LIFETIME_DAYS
from tests.support.sources import PACKAGE, PROTOCOL_PAGES

DEFAULTS = ExchangeSettings(Path("nowhere"))
CEILING = proof_of_work.CEILING_BITS
BLOCK = signature.KEY_ID_BYTES + signature.SIGNATURE_BYTES
FASTEST, SLOWEST = until_next_update_ms(bytes), until_next_update_ms(lambda size: b"\xff" * size) + 1
KIB = 1 << 10
MIB = 1 << 20

(_SIGNS_OF_A_PATH,) = re.findall(r"\(/\[([^]]*)\]", config.ADDRESS)

SAID = [
    ("1-air.md", f"0x{gatt.SERVICE_UUID16:04X}"),
    ("1-air.md", f"0x{advertisement.COMPANY_ID:04X}"),
    ("1-air.md", gatt.SERVICE_UUID128),
    ("1-air.md", gatt.IDENTITY_UUID128),
    ("1-air.md", f"at most {advertisement.MAX_HEARD_BYTES} bytes"),
    ("1-air.md", f"given up after {gatt.READ_TIMEOUT_MS // 1000} s"),
    ("2-keys.md", f"kept for {SEED_LIFETIME_DAYS} days"),
    ("2-keys.md", f"{original.MAX_ENTRIES:,} entries"),
    ("2-keys.md", f"At most {original.MAX_LIST_BYTES // MIB} MiB"),
    ("2-keys.md", f"≤ {original.MAX_SPAN_S // 86_400} days"),
    ("2-keys.md", f"1 ≤ max ≤ {original.MAX_SLOTS_PER_DAY:,}"),
    ("3-batches.md", f"At most {signature.MAX_KEY_LIST_BYTES // KIB} KiB"),
    ("3-batches.md", f"≤ {signature.MAX_KEYS} × array"),
    ("3-batches.md", f"| whole file | ≤ {batch.MAX_BATCH_BYTES // MIB} MiB |"),
    ("3-batches.md", f"≤ {batch.MAX_HEADER_BYTES // KIB} KiB, ≤ {batch.MAX_GROUPS} groups"),
    ("3-batches.md", f"a multiple of {batch.PADDING}, at least {batch.PADDING}"),
    ("3-batches.md", f"window_end − {batch.OLDEST_DAYS} days"),
    ("3-batches.md", f"at most {revocation.MAX_REVOCATION_BYTES} bytes"),
    ("3-batches.md", f"at most {index.MAX_INDEX_BYTES // KIB} KiB"),
    ("3-batches.md", f"issued_s + {index.LIFETIME_S // 3_600} h"),
    ("3-batches.md", f"≤ {index.MAX_LISTED:,} × array"),
    ("3-batches.md", f"≤ {index.MAX_WITNESSES} × array"),
    ("3-batches.md", f"at least every {index.REISSUE_S // 60} min"),
    ("3-batches.md", " ".join(kind.value for kind in signature.Kind)),
    ("5-calls.md", f"POST {messages.CALL_PATH}"),
    ("5-calls.md", f"exactly {messages.REQUEST_BYTES:,} bytes"),
    ("5-calls.md", f"exactly {messages.ANSWER_BYTES:,} bytes"),
    ("5-calls.md", f"1..{messages.MAX_SEALED_BYTES:,} bytes"),
    ("5-calls.md", f"seeds: 1..{disclosure.MAX_DISCLOSED} ×"),
    ("5-calls.md", f"lives {proof_of_work.CHALLENGE_LIFETIME_S} s"),
    ("5-calls.md", f"below {proof_of_work.FLOOR_BITS} bits"),
    ("5-calls.md", f"above {proof_of_work.CEILING_BITS} a phone gives up"),
    ("5-calls.md", f"| {codes.SHORT_LIFETIME_S // 60} min |"),
    ("5-calls.md", f"| {codes.LONG_LIFETIME_S // 3_600} h |"),
    ("5-calls.md", f"at most {codes.MAX_TYPED} characters"),
    ("6-upload.md", f"At most {disclosure.MAX_DISCLOSED}, at most {disclosure.MAX_DISCLOSED_PER_DAY} a Day"),
    ("6-upload.md", f"at most {disclosure.MAX_CERTIFICATE_BYTES} bytes"),
    ("6-upload.md", f"{disclosure.CERTIFICATE_LIFETIME_S // 3_600} h after issue, cut to the whole hour"),
    ("5-calls.md", f"evenly from {DEFAULTS.answer_delay_ms[0]} to {DEFAULTS.answer_delay_ms[1]} ms"),
    ("5-calls.md", f"the exchange's base, {DEFAULTS.work_bits} bits unless set"),
    ("5-calls.md", f"wrong codes of the caller's network / {DEFAULTS.failures_per_prefix}⌋"),
    ("5-calls.md", f"wrong codes everywhere / {DEFAULTS.failures_everywhere:,}⌋"),
    (
        "5-calls.md",
        f"no more than {ALIKE_PREFIXES * DEFAULTS.failures_per_prefix} to the latter; never above {CEILING}",
    ),
    ("5-calls.md", f"{DEFAULTS.guesses_per_prefix:,} in a network, {DEFAULTS.guesses_everywhere:,} in all"),
    ("10-venues.md", f"Where {DEFAULTS.alerts_of_a_day:,} wait or came out within 24 hours"),
    ("3-batches.md", f"listed for {LISTED_DAYS} days"),
    ("3-batches.md", f"{BLOCK + 1} bytes from the end for one, {2 * BLOCK + 1} for two"),
    ("3-batches.md", f"{FASTEST // MINUTE_MS} to {SLOWEST // MINUTE_MS} min after the last update"),
    ("3-batches.md", f"embargo ends more than {ALLOWANCE_MS // 1000} s after the wall clock waits"),
    ("7-configuration.md", f"nothing but `{_SIGNS_OF_A_PATH}`"),
    ("7-configuration.md", f"at most {config.MAX_CONFIG_BYTES // KIB} KiB"),
    ("7-configuration.md", f"| cover_per_day | {config.COVER_FLOOR_PER_DAY}..10 |"),
    ("7-configuration.md", f"caution 0..{config.MAX_CAUTION:g} ({config.RiskParameters().caution})"),
    ("9-warning.md", f"zeros up to {report.PLAIN_BYTES:,} bytes"),
    ("9-warning.md", f"{report.SEALED_BYTES:,} bytes"),
    ("9-warning.md", f"rows: 1..{report.MAX_ROWS} ×"),
    ("9-warning.md", f"links? ≤ {report.MAX_LINKS} × 32"),
    ("12-door-codes.md", f"at most {door_codes.MAX_TEXT} characters"),
    ("12-door-codes.md", f"from {door_codes.CLOCKS_MS // 1000} s before the minute until"),
    ("12-door-codes.md", f"lives for {(door_codes.MINUTE_MS + door_codes.CLOCKS_MS) // 1000} s at most"),
    ("12-door-codes.md", f"base64url without padding of {door_codes.TOKEN_BYTES} bytes"),
    ("12-door-codes.md", f"first {door_codes.NUMBER_BYTES} bytes of the declaration's"),
    (
        "10-venues.md",
        f"N = 2^{place_codes.SCRYPT_N.bit_length() - 1}, r = {place_codes.SCRYPT_R}, p = {place_codes.SCRYPT_P}",
    ),
    ("10-venues.md", f"at most {place_codes.MAX_PLACES_BYTES // MIB} MiB"),
    ("10-venues.md", f"a multiple of {place_codes.PADDING}, at least 32 and at most {place_codes.MAX_ENTRIES:,}"),
    ("10-venues.md", f"drawn at random ({place_codes.SECRET_BITS} bits)"),
    ("10-venues.md", f"takes at most {place_codes.MAX_TYPED} characters"),
    ("10-venues.md", f"at most {venue.MAX_TEXT} characters"),
    ("10-venues.md", f"1..{venue.MAX_NAME_BYTES} UTF-8 bytes"),
    ("10-venues.md", ", ".join(kind.value for kind in venue.VenueKind)),
    ("13-handover.md", f"{handover.KEY_SIGNS - 1} signs of Crockford's base 32, drawn at random (135 bits)"),
    ("13-handover.md", f"takes at most {handover.MAX_TYPED} characters"),
    ("13-handover.md", "2^18, 2^20, 2^22, 2^24 or 2^26 bytes"),
    ("13-handover.md", f"≤ {handover.MAX_SEEDS:,} |"),
    ("13-handover.md", f"≤ {handover.MAX_BOOTS:,}; none proven"),
    ("13-handover.md", f"≤ {handover.MAX_SIGHTINGS:,} |"),
    ("13-handover.md", f"≤ {handover.MAX_ENCOUNTERS:,}; ≤ {handover.MAX_SPELLS:,} spells each"),
    ("13-handover.md", f"≤ {handover.MAX_WARNINGS}; ≤ {handover.MAX_SEQUENCES:,} batches each"),
    ("13-handover.md", f"≤ {handover.MAX_VISITS:,} |"),
    ("13-handover.md", f"≤ {handover.MAX_FORGOTTEN:,} |"),
    ("13-handover.md", f"≤ {handover.MAX_SHOWN} |"),
    ("13-handover.md", f"≤ {handover.MAX_MESSAGES} |"),
    ("13-handover.md", f"≤ {handover.MAX_CHOICES:,} |"),
    ("13-handover.md", f"more than {handover.AHEAD_MS // 3_600_000} h ahead of its clock"),
    ("13-handover.md", f"a Day more than {COUNTS_FOR_DAYS} before"),
]


@pytest.mark.parametrize(("page", "words"), SAID, ids=[f"{page}: {words}" for page, words in SAID])
def test_the_specification_says_the_codes_number(page: str, words: str) -> None:
    text = " ".join((PROTOCOL_PAGES / page).read_text(encoding="utf-8").split())

    assert words in text


@pytest.mark.parametrize("refusal", messages.Refusal)
def test_every_refusal_is_specified(refusal: messages.Refusal) -> None:
    text = (PROTOCOL_PAGES / "5-calls.md").read_text(encoding="utf-8")

    assert f"{refusal.value} {refusal.name.lower()}" in text


def test_every_version_that_is_written_anywhere_is_in_the_registry_and_no_other() -> None:
    written = re.compile(r'b?"(bluezone/[a-z-]+/[0-9]+|BZ[A-Z][0-9]+:?)')
    sources = [*(PACKAGE / "protocol").glob("*.py"), PACKAGE / "kernel" / "_pure.py"]
    found = {mark for path in sources for mark in written.findall(path.read_text(encoding="utf-8"))}

    registry = (PROTOCOL_PAGES / "versions.md").read_text(encoding="utf-8")
    assert found == set(re.findall(r"`(bluezone/[a-z-]+/[0-9]+|BZ[A-Z][0-9]+:?)`", registry))
    assert len(found) >= 7
    assert signature.signed_message(signature.Kind.BATCH, b"").startswith(b"bluezone/batch/1\0")
    assert "`bluezone/…/1`, the kind between" in registry
