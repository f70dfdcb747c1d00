"""Entries and photos of whoever holds a link: each exactly once, bounded, and nobody written down."""

from __future__ import annotations

import io
import struct
import zlib

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bluezone.portal.audit.models import Entry
from bluezone.portal.directives.models import EvidenceRecord
from bluezone.portal.directives.services.evidence import withdraw_evidence
from bluezone.portal.errors import RefusedError
from bluezone.portal.field.models import FieldPhoto, TakenEntry
from bluezone.portal.field.pictures import MOST_PHOTO_BYTES
from bluezone.portal.field.services import taking
from bluezone.portal.field.services.links import revoke_link
from bluezone.portal.field.services.overtaking import kinds_of, take_over
from bluezone.portal.field.services.taking import Taken, take_entries, take_photo
from bluezone.rollout.errors import TallyError, Untallied
from bluezone.rollout.tally.counting import Tally
from tests.support.amounts import examples
from tests.support.portal.fielding import COUNTS, NOON, entries, identity
from tests.support.portal.pictures import a_photo


def send(field, body: bytes) -> Taken:
    return take_entries(token=field.token, body=body, now=NOON)


def send_photo(field, content: bytes, number: int = 1, name: str | None = None) -> Taken:
    return take_photo(token=field.token, identity=name or identity(number), content=content, now=NOON)


def refused_photo(field, content: bytes, name: str | None = None) -> Untallied:
    with pytest.raises(TallyError) as caught:
        send_photo(field, content, name=name)
    return caught.value.reason


def test_every_tap_is_added_and_the_sums_say_how_many(field):
    taken = send(field, entries("helped", "installed", "installed", "no_smartphone", "refused"))

    assert Taken(5, 0) == taken
    assert Tally(helped=3, installed=2, no_smartphone=1, refused=1) == field.day.tally
    assert (5, 5) == (field.day.people, field.day.entries)


def test_what_is_sent_again_counts_no_second_time(field):
    first = entries("helped", "refused")
    send(field, first)

    assert Taken(0, 2) == send(field, first)
    assert Taken(1, 2) == send(field, entries("helped", "refused", "refused"))
    assert Tally(helped=1, refused=2) == field.day.tally


@settings(max_examples=examples(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    taps=st.lists(st.sampled_from(sorted(COUNTS)), min_size=1, max_size=20),
    cuts=st.lists(st.tuples(st.integers(0, 19), st.integers(1, 20)), max_size=8),
)
def test_however_a_bad_line_cuts_and_repeats_the_parcels_the_sums_are_those_of_the_taps(field, taps, cuts):
    """Parcels overlap, come again and in any order; at the end everything was sent once at least."""
    TakenEntry.objects.all().delete()
    type(field.day).objects.update(helped=0, installed=0, no_smartphone=0, refused=0, entries=0)

    for start, length in cuts:
        part = taps[start : start + length]
        if part:
            send(field, entries(*part, first=start + 1))
    send(field, entries(*taps))

    expected = Tally()
    for tap in taps:
        expected = expected.plus(Tally(*COUNTS[tap]))
    assert expected == field.day.tally
    assert len(taps) == field.day.entries == TakenEntry.objects.count()


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
def test_any_body_is_taken_whole_or_refused_whole(field, body):
    before = field.day.tally
    try:
        taken = send(field, body)
    except TallyError:
        assert before == field.day.tally
        return

    assert taken.added == taken.known == 0 or taken.added + taken.known > 0


@pytest.mark.parametrize(
    "line",
    [
        {"id": identity(1), "helped": 1, "name": "Nguyễn Thị Sáu"},
        {"id": identity(1), "refused": 1, "address": "thôn Khuôn Thê"},
        {"id": identity(1), "helped": -1},
        {"id": identity(1), "helped": 10**9},
        {"id": identity(1), "installed": 1},
        {"id": "00", "helped": 1},
        {"id": identity(1)},
    ],
    ids=str,
)
def test_a_line_with_a_name_or_an_impossible_count_takes_the_whole_parcel_with_it(field, line):
    body = msgspec.json.encode([{"id": identity(9), "helped": 1}, line])

    with pytest.raises(TallyError) as caught:
        send(field, body)

    assert Untallied.MALFORMED is caught.value.reason
    assert Tally() == field.day.tally


def test_a_team_cannot_fill_the_store(field, monkeypatch):
    monkeypatch.setattr(taking, "MOST_ENTRIES_A_DAY", 3)
    monkeypatch.setattr(taking, "MOST_PHOTOS_A_DAY", 1)
    send(field, entries("helped", "helped"))
    send_photo(field, a_photo(1))

    with pytest.raises(TallyError) as entries_refused:
        send(field, entries("helped", "helped", first=10))
    assert Untallied.FULL is entries_refused.value.reason
    assert Untallied.FULL is refused_photo(field, a_photo(2), name=identity(2))
    assert Taken(0, 1) == send_photo(field, a_photo(1))  # what is there is acknowledged all the same
    assert 2 == field.day.helped


def test_counting_leaves_no_line_about_anybody(field):
    """What a stranger does by a link is no act of staff, and when it came in is nobody's business."""
    before = Entry.objects.count()

    send(field, entries("refused"))
    send_photo(field, a_photo())

    assert before == Entry.objects.count()


def test_a_photo_is_kept_as_pixels_only(field):
    sent = a_photo(exif=True)
    assert b"Nha ba Sau" in sent

    send_photo(field, sent)

    kept = bytes(FieldPhoto.objects.get().file.content)
    with Image.open(io.BytesIO(kept)) as picture:
        assert ("JPEG", (320, 240), {}) == (picture.format, picture.size, dict(picture.getexif()))
    assert b"Nha ba Sau" not in kept
    assert len(kept) <= 200_000


def test_the_same_photo_is_kept_once_however_often_it_is_sent(field):
    assert Taken(1, 0) == send_photo(field, a_photo())
    assert Taken(0, 1) == send_photo(field, a_photo())
    assert 1 == FieldPhoto.objects.count()


def test_a_large_picture_is_written_small(field):
    noise = Image.effect_noise((1500, 1500), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=5)
    assert len(out.getvalue()) <= MOST_PHOTO_BYTES

    send_photo(field, out.getvalue())

    assert FieldPhoto.objects.get().file.size <= 200_000


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 50,000 by 50,000."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


HOSTILE = {
    "nothing": b"",
    "text": b"<script>alert(1)</script>",
    "a bomb": bomb(),
    "too many pixels": a_photo(size=(2100, 2000), kind="PNG"),
    "half a photo": a_photo()[:700],
    "a gif": a_photo(kind="GIF"),
    "an svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a pdf": b"%PDF-1.7\n",
    "too big": bytes(MOST_PHOTO_BYTES + 1),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_photo_is_refused_plainly_and_nothing_is_kept(field, content):
    assert Untallied.MALFORMED is refused_photo(field, content)
    assert 0 == FieldPhoto.objects.count()


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 600), byte=st.integers(0, 255), cut=st.integers(0, 700))
def test_a_photo_bent_on_the_way_is_kept_as_a_jpeg_or_refused(field, at, byte, cut):
    sent = bytearray(a_photo(3))
    sent[at % len(sent)] = byte
    FieldPhoto.objects.all().delete()

    try:
        send_photo(field, bytes(sent[: len(sent) - cut]))
    except TallyError:
        assert 0 == FieldPhoto.objects.count()
        return

    assert bytes(FieldPhoto.objects.get().file.content).startswith(b"\xff\xd8")


@pytest.mark.parametrize("name", ["", "0", "zz" * 16, "../../etc/passwd", "00" * 17])
def test_a_photo_without_an_id_is_refused(field, name):
    assert Untallied.MALFORMED is refused_photo(field, a_photo(), name=name or " ")


def closed(field):
    revoke_link(actor=field.reporter, link=field.link, now=NOON)
    return field.day


def test_a_day_becomes_evidence_of_its_office_once_with_the_teams_code(field):
    send(field, entries("helped", "installed", "refused"))
    day = closed(field)

    made = take_over(actor=field.reporter, team_day=day, kind="household-visit", now=NOON, households=2)

    assert ("household-visit", 2, "D07", field.day.day) == (made.kind, made.count, made.team, made.day)
    assert made == field.day.evidence
    with pytest.raises(RefusedError, match="already"):
        take_over(actor=field.reporter, team_day=field.day, kind="household-visit", now=NOON, households=2)


def test_a_kind_that_needs_a_photo_takes_the_days_first_one(field):
    send(field, entries("installed"))
    without = [kind.id for kind in kinds_of(field.day)]
    send_photo(field, a_photo())

    made = take_over(actor=field.reporter, team_day=closed(field), kind="install-session", now=NOON)

    assert "install-session" not in without
    assert made.file is not None
    assert bytes(made.file.content).startswith(b"\xff\xd8")


def test_a_day_that_may_still_grow_or_counted_nobody_is_not_taken_over(field):
    with pytest.raises(RefusedError, match="counted nobody"):
        take_over(actor=field.reporter, team_day=field.day, kind="household-visit", now=NOON, households=2)
    send(field, entries("helped"))
    with pytest.raises(RefusedError, match="still work"):
        take_over(actor=field.reporter, team_day=field.day, kind="household-visit", now=NOON, households=2)
    with pytest.raises(RefusedError, match="cannot show"):
        take_over(actor=field.reporter, team_day=closed(field), kind="poster", now=NOON)
    assert 0 == EvidenceRecord.objects.count()


@pytest.mark.parametrize("households", [None, 0, 4])
def test_people_do_not_become_as_many_households(field, households):
    send(field, entries("helped", "installed", "refused"))

    with pytest.raises(RefusedError, match="how many households"):
        take_over(actor=field.reporter, team_day=closed(field), kind="household-visit", now=NOON, households=households)

    assert 0 == EvidenceRecord.objects.count()


def test_a_day_whose_evidence_was_withdrawn_is_taken_over_again(field):
    """Three households were typed, and it were two."""
    send(field, entries("helped", "installed", "refused"))
    first = take_over(actor=field.reporter, team_day=closed(field), kind="household-visit", now=NOON, households=3)
    withdraw_evidence(actor=field.reporter, row=first, now=NOON)

    made = take_over(actor=field.reporter, team_day=field.day, kind="household-visit", now=NOON, households=2)

    assert (2, made) == (made.count, field.day.evidence)
    with pytest.raises(RefusedError, match="already"):
        take_over(actor=field.reporter, team_day=field.day, kind="household-visit", now=NOON, households=2)
