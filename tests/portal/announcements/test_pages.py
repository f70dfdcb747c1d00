"""The pages of announcements as staff use them, and what each refuses."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil

import pypdfium2
import pytest

from bluezone.portal.announcements.in_app import article_of
from bluezone.portal.announcements.models import Announcement, Broadcast
from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.roles import Role
from bluezone.protocol.config import Configuration
from bluezone.rollout.announcing.facts import Told
from bluezone.rollout.announcing.outlets import loudspeaker, text_messages
from tests.support.portal.announcements import FACTS, IN_VIETNAMESE, approved
from tests.support.portal.announcing import PlayedPublished, an_announcing_office, typed
from tests.support.portal.offices import SON_DUONG, TUYEN_QUANG, the_unit


@pytest.fixture
def desk(office):
    return an_announcing_office(office)


@pytest.fixture
def writer(office, desk):
    return office.client(desk.writer)


@pytest.fixture
def approver(office, desk):
    return office.client(desk.approver)


def page(client, path: str) -> str:
    answer = client.get(path)
    assert 200 == answer.status_code, path
    return answer.content.decode()


def test_words_go_from_one_person_to_another_and_then_to_every_outlet(writer, approver):
    made = writer.post("/announcements/new", typed(unit=str(the_unit(SON_DUONG).pk)))
    path = made.headers["location"]
    assert "Approve these words" not in page(writer, path)
    form = page(approver, path)
    code = re.search(r'name="fingerprint" value="([0-9a-f]{64})"', form)
    assert code

    assert 302 == approver.post(f"{path}/approve", {"fingerprint": code[1]}).status_code

    shown = page(writer, path)
    for language in ("vi", "en"):
        assert all(line in shown.replace("&#39;", "'") for line in loudspeaker(approved(), language).lines)
    messages = text_messages(approved(), "vi")
    assert messages.plain.text in shown
    assert f"{messages.marked.segments} messages" in shown
    assert "1 message" in shown


def test_ones_own_words_and_words_that_changed_are_not_approved(office, desk, writer, approver):
    row = desk.drafted()

    stale = approver.post(f"/announcements/{row.pk}/approve", {"fingerprint": "00000000"})
    own = writer.post(f"/announcements/{row.pk}/approve", {"fingerprint": row.digest})

    assert (409, 403) == (stale.status_code, own.status_code)
    assert "has changed since you read it" in stale.content.decode()
    office_above = office.staff("Người Tổng Hợp", Role.CONSOLIDATOR)
    made = office.client(office_above).post("/announcements/new", typed(unit=str(the_unit(SON_DUONG).pk)))
    answer = office.client(office_above).post(
        f"{made.headers['location']}/approve", {"fingerprint": Announcement.objects.latest("pk").digest}
    )
    assert 409 == answer.status_code


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"headline_vi": "x" * 61}, "field__error"),
        ({"facts_en": "only one"}, "as many lines as in Vietnamese"),
        ({"facts_vi": "\r\n".join("abcdefghi"), "facts_en": "\r\n".join("abcdefghi")}, "1 to 8 facts"),
        ({"action_en": ""}, "or leave all of the English out"),
        ({"action_vi": ""}, "Please fill this in"),
        ({"contact_vi": "Gọi [số điện thoại]"}, "Please fill in: [số điện thoại]"),
        ({"unit": "0"}, "field__error"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_words_that_may_not_be_said_come_back_with_a_reason(writer, change, said):
    answer = writer.post("/announcements/new", typed(unit=str(the_unit(SON_DUONG).pk)) | change)

    assert 400 == answer.status_code
    assert said in answer.content.decode()
    assert 0 == Announcement.objects.count()


def test_a_commune_that_writes_no_english_is_asked_for_none(desk, writer, approver):
    made = writer.post("/announcements/new", typed(IN_VIETNAMESE, unit=str(the_unit(SON_DUONG).pk)))
    row = Announcement.objects.get()

    approver.post(f"/announcements/{row.pk}/approve", {"fingerprint": row.digest})

    shown = page(writer, made.headers["location"])
    assert all(line in shown for line in loudspeaker(approved(IN_VIETNAMESE), "vi").lines)
    assert "Dear all" not in shown
    assert 404 == writer.get(f"/announcements/{row.pk}/poster-en.pdf").status_code
    assert {"vi"} == set(article_of(approved(IN_VIETNAMESE)).title)
    assert IN_VIETNAMESE.headline.vi in page(writer, "/announcements")


def test_what_is_only_looked_at_shows_every_outlet_and_is_kept_nowhere(writer):
    form = typed(IN_VIETNAMESE, unit=str(the_unit(SON_DUONG).pk), look="1")
    lines = Entry.objects.count()

    answer = writer.post("/announcements/new", form)

    shown, messages = answer.content.decode(), text_messages(approved(), "vi")
    assert 200 == answer.status_code
    assert all(line in shown for line in loudspeaker(approved(IN_VIETNAMESE), "vi").lines)
    assert f"{messages.marked.segments} messages" in shown
    assert f"{messages.plain.places} signs" in shown
    poster = re.search(r'src="(/verify/form/[0-9a-f]{32}\.png)"', shown)
    assert poster
    assert b"\x89PNG" == writer.get(poster[1]).content[:4]
    assert (0, lines) == (Announcement.objects.count(), Entry.objects.count())


def test_a_look_at_other_words_leaves_the_draft_as_it_is(desk, writer):
    row = desk.drafted()

    shown = writer.post(f"/announcements/{row.pk}/words", typed(headline_vi="Tin mới", look="1")).content.decode()

    row.refresh_from_db()
    assert "<p>Tin mới.</p>" in shown
    assert FACTS.digest == row.digest


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"action_vi": ""}, "<p>….</p>"),
        ({"facts_vi": ""}, "<p>….</p>"),
        ({"headline_en": "Only this"}, "<p>Only this.</p>"),
        ({"headline_vi": "x" * 61}, "Something is too long to be said"),
        ({"headline_vi": "W" * 60}, "too long for a poster"),
        ({"facts_vi": "\r\n".join("abcdefghi")}, "Something is too long to be said"),
        ({"facts_vi": "x" * 9_000}, "Something is too long to be said"),
    ],
    ids=str,
)
def test_words_may_be_looked_at_before_they_are_whole(writer, change, said):
    answer = writer.post("/announcements/new", {**typed(IN_VIETNAMESE), "look": "1", **change})

    assert 200 == answer.status_code
    assert said.replace("….", "…") in answer.content.decode()


def test_it_begins_from_a_template_that_names_ones_own_commune(writer):
    unit = the_unit(SON_DUONG)

    shown = page(writer, "/announcements/new?template=case")

    assert f"{unit.name} có ca bệnh" in shown
    assert "[số điện thoại]" in shown
    assert "ghi nhận" not in page(writer, "/announcements/new?template=unknown")


def test_a_draft_is_changed_by_a_form_that_has_its_words(desk, writer):
    row = desk.drafted()
    assert FACTS.facts[1].vi in page(writer, f"/announcements/{row.pk}/words")

    assert 302 == writer.post(f"/announcements/{row.pk}/words", typed(headline_vi="Tin mới")).status_code

    row.refresh_from_db()
    assert "Tin mới" == row.facts["headline"][0]


def test_script_and_poster_are_pdfs_of_the_approved_words(desk, writer):
    row = desk.approved()

    for name, said in (("script", "Kính thưa toàn thể nhân dân."), ("poster", "Cài Bluezone")):
        answer = writer.get(f"/announcements/{row.pk}/{name}-vi.pdf")
        text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
        assert said in " ".join(text.split())
        assert "application/pdf" == answer.headers["content-type"]


def test_what_is_too_long_for_a_poster_says_so(desk, writer):
    row = desk.approved(dataclasses.replace(FACTS, headline=Told("W" * 60, "W" * 60)))

    answer = writer.get(f"/announcements/{row.pk}/poster-vi.pdf")

    assert 409 == answer.status_code
    assert "too long for a poster" in answer.content.decode()


@pytest.mark.parametrize("path", ["script-vi.pdf", "poster-vi.pdf", "audio-vi.wav"])
def test_a_draft_has_no_outlet(desk, writer, path):
    assert 404 == writer.get(f"/announcements/{desk.drafted().pk}/{path}").status_code


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_audio_is_made_and_fetched(desk, writer):
    row = desk.approved()

    assert 404 == writer.get(f"/announcements/{row.pk}/audio-vi.wav").status_code
    assert 302 == writer.post(f"/announcements/{row.pk}/speak/vi").status_code
    heard = writer.get(f"/announcements/{row.pk}/audio-vi.wav")

    assert ("audio/wav", b"RIFF") == (heard.headers["content-type"], heard.content[:4])
    shown = writer.get(f"/announcements/{row.pk}")
    assert "<audio controls" in shown.content.decode()
    assert "media-src 'self'" in shown.headers["content-security-policy"]


@pytest.mark.parametrize("language", ["fr", "vi.wav", "xx"])
def test_there_are_two_languages(desk, writer, language):
    row = desk.approved()

    assert 404 == writer.post(f"/announcements/{row.pk}/speak/{language}").status_code
    assert 404 == writer.get(f"/announcements/{row.pk}/script-{language}.pdf").status_code


def test_a_broadcast_is_planned_noted_and_printed(office, desk, writer):
    row, unit = desk.approved(), str(the_unit(SON_DUONG).pk)
    planned = writer.post(f"/announcements/{row.pk}/broadcasts", {"unit": unit, "day": "2026-11-24", "slot": "08:30"})
    number = Broadcast.objects.get().pk
    assert f'<label class="small" for="minutes-{number}">Minutes</label>' in page(writer, planned.headers["location"])

    early = writer.post(f"/broadcasts/{number}/read", {"minutes": "0"})
    noted = writer.post(f"/broadcasts/{number}/read", {"minutes": "2"})

    assert (302, 409, 302) == (planned.status_code, early.status_code, noted.status_code)
    log = page(writer, noted.headers["location"])
    assert all(said in log for said in ("24/11/2026", "08:30", row.fingerprint, "2 minutes", "Lê Soạn Tin"))
    assert re.search(r"read 1 time\s+· 2 minutes", log)
    assert "read 0 times" in page(writer, "/broadcasts?month=2026-10")
    assert "read 1 time\n" in page(writer, "/broadcasts?month=rubbish")


def test_minutes_are_asked_for_once_a_broadcasts_hour_has_come_and_it_can_be_left_out_before(desk, writer):
    row, unit = desk.approved(), str(the_unit(SON_DUONG).pk)
    for day, slot in (("2026-11-24", "09:30"), ("2026-11-24", "09:31"), ("2026-11-25", "05:00")):
        writer.post(f"/announcements/{row.pk}/broadcasts", {"unit": unit, "day": day, "slot": slot})
    come, later, tomorrow = Broadcast.objects.order_by("day", "slot")

    log = page(writer, "/broadcasts?month=2026-11")

    asked = [f'id="minutes-{one.pk}"' in log for one in (come, later, tomorrow)]
    assert [True, False, False] == asked
    assert [True] * 3 == [f'action="/broadcasts/{one.pk}/left-out"' in log for one in (come, later, tomorrow)]


@pytest.mark.parametrize(
    ("form", "status"),
    [({"slot": "25:00"}, 409), ({"day": "2030-01-01"}, 409), ({"unit": "0"}, 409), ({}, 302)],
    ids=str,
)
def test_a_slot_that_cannot_be_is_refused(desk, writer, form, status):
    row = desk.approved()
    whole = {"unit": str(the_unit(SON_DUONG).pk), "day": "2026-11-25", "slot": "17:00", **form}

    assert status == writer.post(f"/announcements/{row.pk}/broadcasts", whole).status_code
    assert (status == 302) == Broadcast.objects.exists()


def test_a_slot_is_left_out_once(desk, writer):
    row, unit = desk.approved(), str(the_unit(SON_DUONG).pk)
    writer.post(f"/announcements/{row.pk}/broadcasts", {"unit": unit, "day": "2026-11-24", "slot": "08:30"})
    path = f"/broadcasts/{Broadcast.objects.get().pk}/left-out"

    assert [302, 409] == [writer.post(path).status_code for _ in range(2)]


def test_a_withdrawn_announcement_says_so(desk, approver):
    row = desk.approved()

    assert 302 == approver.post(f"/announcements/{row.pk}/withdraw").status_code
    assert "Withdrawn" in page(approver, f"/announcements/{row.pk}")
    assert 409 == approver.post(f"/announcements/{row.pk}/withdraw").status_code


def test_the_app_is_told_by_a_draft_that_others_sign(office, desk):
    row = desk.approved()
    office.published = PlayedPublished(Configuration(sequence=4, issued_s=1_600_000_000, hotline="1900 9095"))
    client = office.client(desk.approver)

    shown = page(client, "/announcements/app")
    draft = client.get("/announcements/app/configuration.json")
    document = json.loads(draft.content)

    assert "Configuration 4 is in force" in shown
    assert row.fingerprint in shown
    assert ("1900 9095", [f"tb-{row.fingerprint.lower()}"]) == (
        document["hotline"],
        [article["id"] for article in document["news"]],
    )


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (None, "does not know where the exchange publishes"),
        (PlayedPublished(is_away=True), "cannot be read or does not hold"),
        (PlayedPublished(), "no configuration yet"),
    ],
    ids=["unknown", "away", "empty"],
)
def test_without_what_is_in_force_there_is_no_draft(office, desk, published, said):
    office.published = published
    client = office.client(desk.approver)

    assert said in page(client, "/announcements/app")
    assert 409 == client.get("/announcements/app/configuration.json").status_code


def test_a_commune_reads_what_the_province_approved_and_cannot_change_it(office, desk, writer, approver):
    row = desk.approved(unit=TUYEN_QUANG)

    assert "Plan a broadcast" in page(writer, f"/announcements/{row.pk}")
    assert 404 == writer.get(f"/announcements/{row.pk}/words").status_code
    assert 404 == approver.post(f"/announcements/{row.pk}/withdraw").status_code


def test_before_anything_is_typed_nothing_is_said_in_dots(writer):
    empty = writer.get("/announcements/new").content.decode()

    assert "How it will look stands here once something is typed" in empty
    assert "Dear all" not in empty
    assert "Kính thưa" not in empty
