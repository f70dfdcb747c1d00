"""The configuration: bounded in every value, believed whole or not at all, and unable to lower a floor."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import (
    COVER_FLOOR_PER_DAY,
    MAX_CONFIG_BYTES,
    Article,
    Configuration,
    Link,
    PathogenProfile,
    RadioDuty,
    RiskParameters,
    SaidPower,
    read_configuration,
    write_configuration,
)
from bluezone.protocol.errors import ExpiredError, MalformedError, PeerError, VerificationError
from bluezone.protocol.signature import Kind, SigningKey, sign_file
from tests.support.protocol.signing import key_list, listed, signing_key
from tests.support.protocol.tampering import assert_all_refused

SIGNER, SECOND = signing_key(Kind.CONFIG), signing_key(Kind.CONFIG, 1)
KEYS = key_list(listed(SECOND))
ONSET = Day(18_500)
FULL = Configuration(
    sequence=4,
    issued_s=1_600_000_000,
    profile=PathogenProfile(name="Cúm A/H5N1", close_minutes=10),
    duty=RadioDuty(scan_on_s=30),
    risk=RiskParameters(tolerance_slots=2, caution=0.84),
    power=SaidPower(is_said=False, models={"sma515f": -27, "cph1715": -25}),
    retention_days=14,
    cover_per_day=1.5,
    hotline="1900 9095",
    advice={"vi": "Ở nhà và gọi.", "en": "Stay at home and call."},
    share_url="https://bluezone.example.vn/get",
    newest_version="1.12.0",
    links=(Link({"vi": "Bộ Y tế"}, "https://moh.example.vn/covid-19?tab=1"),),
    news=(Article("first-case", 1_599_999_000, {"vi": "Ca đầu tiên"}, {"vi": "Đã khỏi."}),),
    shutdown_s=1_700_000_000,
)


def signed(**fields: Any) -> bytes:
    """Any msgpack map, properly signed by the configuration key."""
    return sign_file(msgspec.msgpack.encode({"sequence": 1, "issued_s": 0, **fields}), [SIGNER])


def test_a_configuration_is_read_as_it_was_written() -> None:
    assert FULL == read_configuration(write_configuration(FULL, SIGNER, SECOND), KEYS)


def test_the_defaults_speak_as_the_original_and_warn_by_the_rule_of_august_2020() -> None:
    configuration = read_configuration(signed(), KEYS)

    assert Configuration(sequence=1, issued_s=0) == configuration
    assert (200, 15) == (configuration.profile.close_distance_cm, configuration.profile.close_minutes)
    assert (20, 300) == (configuration.duty.scan_on_s, configuration.duty.scan_period_s)
    assert (15, 30) == (configuration.duty.advertise_on_s, configuration.duty.advertise_period_s)
    assert SaidPower(is_said=True, models={}) == configuration.power


def test_every_change_to_a_configuration_is_refused() -> None:
    assert_all_refused(lambda data: read_configuration(data, KEYS), write_configuration(FULL, SIGNER, SECOND), step=7)


def test_a_configuration_signed_with_another_kinds_key_is_refused() -> None:
    forged = sign_file(msgspec.msgpack.encode(FULL), [signing_key(Kind.BATCH)])

    with pytest.raises(VerificationError):
        read_configuration(forged, KEYS)


def test_a_configuration_signed_with_a_key_of_another_time_is_refused() -> None:
    keys = key_list(listed(SIGNER, valid_until_s=FULL.issued_s), listed(SECOND), without=Kind.CONFIG)

    with pytest.raises(ExpiredError):
        read_configuration(write_configuration(FULL, SIGNER, SECOND), keys)


GRAVE = [{"shutdown_s": 1_700_000_000}, {"shutdown_s": 0}, {"retention_days": 13}, {"retention_days": 1}]


@pytest.mark.parametrize("change", GRAVE)
@pytest.mark.parametrize("signers", [[SIGNER], [SIGNER, SIGNER], [SIGNER, signing_key(Kind.CONFIG, 7)]])
def test_nobody_alone_has_phones_erase_what_they_need(change: dict[str, int], signers: list[SigningKey]) -> None:
    """Whatever the key list asks for: one signature here."""
    wanted = msgspec.structs.replace(FULL, **{"shutdown_s": None, **change})

    with pytest.raises(VerificationError, match="takes two" if len(signers) == 1 else "does not carry|hold|names no"):
        read_configuration(write_configuration(wanted, *signers), KEYS)


SILENCING = [
    {"profile": PathogenProfile(close_minutes=31)},
    {"profile": PathogenProfile(close_minutes=1_440)},
    {"profile": PathogenProfile(close_distance_cm=99)},
    {"profile": PathogenProfile(standard_weight=0.4)},
    {"profile": PathogenProfile(high_weight=0.1)},
    {"profile": PathogenProfile(tracing_days=6)},
    {"profile": PathogenProfile(infectious_days_before_onset=0, infectious_days_after_onset=0)},
    {"profile": PathogenProfile(infectious_days_before_onset=2, infectious_days_after_onset=3)},
    {"profile": PathogenProfile(close_minutes=30, standard_weight=0.9)},
    {"profile": PathogenProfile(close_minutes=16, high_weight=0.5)},
    {"duty": RadioDuty(scan_on_s=14, scan_period_s=300)},
    {"duty": RadioDuty(advertise_on_s=5, advertise_period_s=51)},
]


@pytest.mark.parametrize("change", SILENCING)
def test_nobody_alone_keeps_phones_from_warning(change: dict[str, Any]) -> None:
    """A rule that nothing reaches takes back every warning there is; to take one batch back is the word of two."""
    wanted = Configuration(sequence=1, issued_s=0, **change)

    with pytest.raises(VerificationError, match="takes two signatures"):
        read_configuration(write_configuration(wanted, SIGNER), KEYS)

    assert wanted == read_configuration(write_configuration(wanted, SIGNER, SECOND), KEYS)
    assert (False, True) == (wanted.erases, wanted.silences)


ALARMING = [
    PathogenProfile(close_minutes=1),
    PathogenProfile(close_minutes=9),
    PathogenProfile(close_minutes=5, close_distance_cm=400),
    PathogenProfile(close_distance_cm=401),
    PathogenProfile(high_weight=1.6),
    PathogenProfile(close_minutes=19, standard_weight=2.0),
]


@pytest.mark.parametrize("profile", ALARMING)
def test_nobody_alone_has_phones_warn_of_whom_their_owners_passed(profile: PathogenProfile) -> None:
    wanted = Configuration(sequence=1, issued_s=0, profile=profile)

    with pytest.raises(VerificationError, match="takes two signatures"):
        read_configuration(write_configuration(wanted, SIGNER), KEYS)

    assert wanted == read_configuration(write_configuration(wanted, SIGNER, SECOND), KEYS)
    assert (False, False) == (wanted.erases, wanted.silences)


@pytest.mark.parametrize(
    "profile",
    [PathogenProfile(close_minutes=10, close_distance_cm=400), PathogenProfile(close_minutes=15, high_weight=1.5)],
)
def test_a_more_careful_rule_within_reason_takes_one(profile: PathogenProfile) -> None:
    wanted = Configuration(sequence=1, issued_s=0, profile=profile)

    assert wanted == read_configuration(write_configuration(wanted, SIGNER), KEYS)


def test_a_stricter_rule_within_reason_takes_one() -> None:
    days = {"tracing_days": 7, "infectious_days_before_onset": 2, "infectious_days_after_onset": 4}
    duty = RadioDuty(scan_on_s=15, scan_period_s=300, advertise_on_s=5, advertise_period_s=50)
    for minutes in ({"close_minutes": 30, "high_weight": 3.0}, {"close_minutes": 15, "standard_weight": 0.5}):
        profile = PathogenProfile(close_distance_cm=100, **days, **minutes)
        wanted = Configuration(sequence=1, issued_s=0, profile=profile, duty=duty)

        assert wanted == read_configuration(write_configuration(wanted, SIGNER), KEYS)


def test_nobody_alone_moves_how_near_phones_are_judged_by_what_their_models_say() -> None:
    """That phones say nothing of their power is no harm: then they are judged as those that know none."""
    silent = Configuration(sequence=1, issued_s=0, power=SaidPower(is_said=False))
    wanted = Configuration(sequence=1, issued_s=0, power=SaidPower(models={"sma515f": 10}))

    with pytest.raises(VerificationError, match="takes two signatures"):
        read_configuration(write_configuration(wanted, SIGNER), KEYS)

    assert wanted == read_configuration(write_configuration(wanted, SIGNER, SECOND), KEYS)
    assert silent == read_configuration(write_configuration(silent, SIGNER), KEYS)


@pytest.mark.parametrize("change", GRAVE)
def test_two_people_may(change: dict[str, int]) -> None:
    wanted = msgspec.structs.replace(FULL, **{"shutdown_s": None, **change})

    assert wanted == read_configuration(write_configuration(wanted, SECOND, SIGNER), KEYS)


def test_two_may_sign_where_one_is_enough_and_one_may_not_where_the_list_asks_for_two() -> None:
    harmless = msgspec.structs.replace(FULL, shutdown_s=None, power=SaidPower())
    strict = key_list(listed(SECOND), required_signatures={Kind.CONFIG: 2})

    assert harmless == read_configuration(write_configuration(harmless, SIGNER), KEYS)
    for keys in (KEYS, strict):
        assert harmless == read_configuration(write_configuration(harmless, SIGNER, SECOND), keys)
    with pytest.raises(VerificationError):
        read_configuration(write_configuration(harmless, SIGNER), strict)


def test_unknown_fields_are_ignored_so_that_old_phones_live_with_new_documents() -> None:
    later = signed(colour="blue", profile={"smell": 3}, duty={"sleep_s": 9})

    assert Configuration(sequence=1, issued_s=0) == read_configuration(later, KEYS)


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": -1},
        {"sequence": None},
        {"issued_s": 1 << 41},
        {"profile": {"name": ""}},
        {"profile": {"name": "x" * 61}},
        {"profile": {"close_distance_cm": 49}},
        {"profile": {"close_distance_cm": 1_001}},
        {"profile": {"close_minutes": 0}},
        {"profile": {"close_minutes": 1_441}},
        {"profile": {"infectious_days_before_onset": 15}},
        {"profile": {"infectious_days_after_onset": 21}},
        {"profile": {"high_days_before_onset": -1}},
        {"profile": {"standard_weight": 0.09}},
        {"profile": {"high_weight": 5.1}},
        {"profile": {"high_weight": math.nan}},
        {"profile": {"tracing_days": 0}},
        {"profile": {"tracing_days": 16}},
        {"duty": {"scan_on_s": 3}},
        {"duty": {"scan_on_s": 61, "scan_period_s": 60}},
        {"duty": {"advertise_on_s": 31, "advertise_period_s": 30}},
        {"duty": {"advertise_period_s": 901}},
        {"risk": {"tolerance_slots": 3}},
        {"risk": {"caution": -0.1}},
        {"risk": {"caution": 2.1}},
        {"risk": {"caution": math.nan}},
        {"power": {"is_said": 1}},
        {"power": {"is_said": None}},
        {"power": {"models": {"sma515f": -61}}},
        {"power": {"models": {"sma515f": 11}}},
        {"power": {"models": {"sma515f": -27.5}}},
        {"power": {"models": {"SM-A515F": -27}}},
        {"power": {"models": {"": -27}}},
        {"power": {"models": {"x" * 33: -27}}},
        {"power": {"models": {"x\n": -27}}},
        {"power": {"models": {f"x{number}": -27 for number in range(2_001)}}},
        {"retention_days": 0},
        {"retention_days": 22},
        {"cover_per_day": COVER_FLOOR_PER_DAY - 0.001},
        {"cover_per_day": math.nan},
        {"cover_per_day": math.inf},
        {"hotline": "call me"},
        {"hotline": "113\n"},
        {"hotline": "1" * 21},
        {"advice": {"vie": "x"}},
        {"advice": {"vi\n": "x"}},
        {"advice": {"vi": "x" * 2_001}},
        {"advice": {"vi": 7}},
        {"share_url": "http://bluezone.example.vn"},
        {"share_url": "https://bluezone.example.vn\n"},
        {"share_url": "javascript:alert(1)"},
        {"share_url": "https://bluezone.example.vn/" + "x" * 300},
        {"newest_version": "1.0.0.0.0"},
        {"newest_version": "1.10000"},
        {"newest_version": "1.0a"},
        {"newest_version": "1."},
        {"newest_version": "1.0\n"},
        {"newest_version": 1},
        {"links": [{"title": {}, "url": "http://moh.example.vn"}]},
        {"links": [{"title": {}, "url": "https://moh.example.vn:8443/"}]},
        {"links": [{"title": {}, "url": "https://moh.example.vn@evil.example/"}]},
        {"links": [{"title": {}, "url": "https://moh.example.vn/\n"}]},
        {"links": [{"title": {}, "url": "https://moh.example.vn\n"}]},
        {"links": [{"title": {}, "url": "javascript:alert(1)"}]},
        {"links": [{"title": {}, "url": 'https://moh.example.vn/"onclick="x'}]},
        {"links": [{"title": {}, "url": "https://a.vn"}] * 21},
        {"news": [{"id": "No Blanks", "issued_s": 0, "title": {}, "text": {}}]},
        {"news": [{"id": "a\n", "issued_s": 0, "title": {}, "text": {}}]},
        {"news": [{"id": "a", "issued_s": -1, "title": {}, "text": {}}]},
        {"news": [{"id": "a", "issued_s": 0, "title": {"vi": "x" * 201}, "text": {}}]},
        {"news": [{"id": "a", "issued_s": 0, "title": {}, "text": {"vi": "x" * 8_001}}]},
        {"news": [{"id": "a", "issued_s": 0, "title": {}, "text": {}}] * 51},
        {"shutdown_s": -1},
        {"shutdown_s": "now"},
    ],
    ids=lambda change: str(change)[:70],
)
def test_one_value_out_of_its_bounds_refuses_the_whole_document(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedError, match="configuration"):
        read_configuration(signed(**change), KEYS)


def test_no_field_can_lower_a_floor_or_cause_an_upload() -> None:
    """Whoever adds a field has to come here and say which of the compiled-in floors it leaves alone."""
    fields = {field.name for field in msgspec.structs.fields(Configuration)}

    assert {
        "sequence",
        "issued_s",
        "profile",
        "duty",
        "risk",
        "power",  # a phone says less, or a figure that others believe within 6 dB; a table takes two signatures
        "retention_days",
        "cover_per_day",  # bounded below by COVER_FLOOR_PER_DAY
        "hotline",
        "unit_hotlines",  # shown to call, by the owner's own commune; nothing of it leaves
        "advice",
        "share_url",  # shown only if its host is on the application's own list
        "newest_version",  # told to the owner; nothing is fetched or sent because of it
        "links",
        "news",
        "shutdown_s",
    } == fields


def test_an_oversized_configuration_is_refused_before_anything_is_verified() -> None:
    with pytest.raises(MalformedError, match="exceeds"):
        read_configuration(bytes(MAX_CONFIG_BYTES + 1), KEYS)


@given(st.binary(max_size=300))
def test_any_signed_bytes_are_a_configuration_or_a_refusal(body: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_configuration(sign_file(body, [SIGNER]), KEYS)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 64) - 1) | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from([field.name for field in msgspec.structs.fields(Configuration)])


@given(st.dictionaries(names, values, max_size=5))
def test_any_values_are_a_configuration_or_malformed(fields: dict[str, Any]) -> None:
    with contextlib.suppress(PeerError):
        read_configuration(signed(**fields), KEYS)


# The pathogen profile


@pytest.mark.parametrize(
    ("age", "infectivity"),
    [
        (-3, None),
        (-2, Infectivity.HIGH),
        (0, Infectivity.HIGH),
        (3, Infectivity.HIGH),
        (4, Infectivity.STANDARD),
        (10, Infectivity.STANDARD),
        (11, None),
    ],
)
def test_a_day_is_published_under_its_distance_from_the_onset(age: int, infectivity: Infectivity | None) -> None:
    assert infectivity == PathogenProfile().infectivity_on(ONSET.plus(age), ONSET)


def test_minutes_weigh_by_class() -> None:
    profile = PathogenProfile(standard_weight=0.5, high_weight=2.0)

    assert 0.5 == profile.weight_of(Infectivity.STANDARD)
    assert 2.0 == profile.weight_of(Infectivity.HIGH)
