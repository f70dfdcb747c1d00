"""What is refused on a page of directives is told on that page, with what was typed, and nothing was changed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bluezone.portal.directives.models import (
    CorrectionRecord,
    ExtensionRecord,
    Membership,
    PublishedRate,
    ReportRecord,
    RolloutPaper,
)
from bluezone.portal.directives.services.drafting import PaperRequest, draft_rollout_paper, write_anew
from bluezone.portal.papers.standing import content_of
from tests.support.portal.offices import Office
from tests.support.portal.rolling import (
    CLOSED,
    SENT,
    TAN_TRAO_COMMITTEE,
    TRUNG_YEN,
    Rollout,
    a_head,
    a_rollout,
    entry_for,
)

KEY = "son-duong-2020"
NASTY = {
    "control signs only": "\x01\x02",
    "marks only": "\u200f\u202e",
    "as much as a form may send": "x" * 900_000,
    "a null": "a\0b",
    "year nought": "0000-01-01T00:00",
    "year one": "0001-01-01T00:00",
    "year 9999": "9999-12-31T23:59",
    "negative": "-1",
    "endless": "9" * 400,
    "a template": "{{ 7 * 7 }}{% raw %}",
}


IN_EVERY_RUN = {"control signs only", "as much as a form may send", "a null", "year nought", "endless"}
"""Each is refused at another place; the others, where one of these is."""
NASTY_TEXTS = [
    pytest.param(text, id=name, marks=[] if name in IN_EVERY_RUN else [pytest.mark.breadth])
    for name, text in NASTY.items()
]


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    made = a_rollout(Office())
    made.office.clock[0] = SENT
    return made


@pytest.fixture
def office(rollout) -> Office:
    return rollout.office


def at(name: str, *more: object) -> str:
    return reverse(name, args=(KEY, *more))


def typed(rollout: Rollout, unit: str = TRUNG_YEN) -> dict[str, str]:
    entry = entry_for(rollout.directed.expected(unit))
    return {f"figure.{name}": text for name, text in entry.figures.items()} | {"as_of": entry.as_of}


def test_what_a_colleague_sent_in_between_is_shown_and_is_not_sent_twice(rollout):
    client, whole = rollout.office.client(rollout.person(TRUNG_YEN)), typed(rollout)
    assert 200 == client.get(at("my_report", TRUNG_YEN)).status_code
    rollout.send(TRUNG_YEN, broadcasts=40)

    sent = client.post(at("my_report", TRUNG_YEN), whole | {"step": "send"})
    typing = client.post(at("my_draft", TRUNG_YEN), whole)

    assert (409, 409) == (sent.status_code, typing.status_code)
    assert "The report was sent" in sent.content.decode()
    assert "The report was sent" in typing.content.decode()
    report = ReportRecord.objects.get()
    assert (1, 40) == (report.transitions.count(), report.figures.get(indicator="broadcasts").value)


@pytest.mark.parametrize("name", ["directive_sign", "directive_new"])
def test_a_file_that_was_not_chosen_is_asked_for(rollout, name):
    client = rollout.office.client(rollout.consolidator())
    address = at(name) if name == "directive_sign" else reverse(name)

    answer = client.post(address)

    assert 409 == answer.status_code
    assert "No file was chosen." in answer.content.decode()


def test_too_many_files_at_once_are_sent_back_unread(rollout):
    client = rollout.office.client(rollout.person(TRUNG_YEN))
    files = [SimpleUploadedFile(f"{number}.xlsx", b"x") for number in range(6)]

    answer = client.post(at("my_upload", TRUNG_YEN), {"files": files})

    assert 409 == answer.status_code
    assert "These are too many files at once." in answer.content.decode()


def test_a_seat_for_nobody_is_refused_and_what_was_typed_stays(rollout):
    client = rollout.office.client(rollout.consolidator())

    unknown = client.post(at("directive_seats"), {"participant": TRUNG_YEN, "username": "khong-ai"})
    empty = client.post(at("directive_seats"), {"participant": TRUNG_YEN, "username": "\x01"})

    assert (409, 400) == (unknown.status_code, empty.status_code)
    assert "no colleague of this name" in unknown.content.decode()
    assert not Membership.objects.filter(participant__key=TRUNG_YEN).exists()


@pytest.mark.parametrize("text", NASTY_TEXTS)
def test_no_nonsense_in_a_field_is_kept_or_breaks_a_page(rollout, text):
    rollout.approved(TRUNG_YEN)
    client = rollout.office.client(rollout.consolidator())
    posts = {
        at("report_decide", TRUNG_YEN): ("step", "note"),
        at("report_extend", TAN_TRAO_COMMITTEE): ("to", "note"),
        at("report_correct", TRUNG_YEN): ("indicator", "becomes", "note"),
        at("report_lead", TRUNG_YEN): ("instruction", "lead"),
        at("directive_report_join", TRUNG_YEN): ("typed", "organisation"),
        at("level_approve", "culture-office"): ("step", "note"),
        at("rate_published"): ("rate", "text", "where"),
        at("directive_papers"): ("what", "signer", "office", "issuing", "abbreviation", "place", "new_due"),
        at("directive_seats"): ("participant", "username"),
    }

    answers = {
        address: client.post(address, dict.fromkeys(fields, text[:1_000]) | {fields[-1]: text})
        for address, fields in posts.items()
    }

    assert {} == {one: got.status_code for one, got in answers.items() if got.status_code not in {400, 409}}
    kept = (CorrectionRecord, ExtensionRecord, PublishedRate, RolloutPaper)
    assert [0] * len(kept) == [model.objects.count() for model in kept]


def test_of_a_draft_with_a_null_nothing_is_kept(rollout):
    client = rollout.office.client(rollout.person(TRUNG_YEN))

    answer = client.post(at("my_draft", TRUNG_YEN), {"figure.staff": "1", "as_of": NASTY["a null"]})

    assert 400 == answer.status_code
    assert not ReportRecord.objects.exists()


@pytest.mark.parametrize("text", [one for one in NASTY_TEXTS if one.id != "a null"])
def test_a_draft_keeps_plain_lines_of_known_fields_and_nothing_else(rollout, text):
    client = rollout.office.client(rollout.person(TRUNG_YEN))
    short = text[:1_000]
    sent = {"figure.staff": text, "figure.no": short, "nothing.broadcast": short, "nothing.no": short, "as_of": short}

    answer = client.post(at("my_draft", TRUNG_YEN), sent | {f"answer.{text[:50]}": short})

    draft = ReportRecord.objects.get().draft
    assert 200 == answer.status_code
    assert {"staff"} >= draft["figures"].keys()
    assert {"broadcast"} >= draft["nothing"].keys()
    texts = [*draft["figures"].values(), *draft["nothing"].values(), draft["as_of"], *draft["answers"].values()]
    assert all(len(one) <= 500 and "\0" not in one and "\x01" not in one for one in texts)


def test_a_letter_to_the_late_that_is_written_anew_goes_to_whoever_is_late_then(rollout):
    rollout.office.clock[0] = CLOSED
    made = draft_rollout_paper(
        actor=rollout.consolidator(),
        record=rollout.record,
        acting_for=rollout.participant("culture-office"),
        asked=PaperRequest(RolloutPaper.What.CHASING, a_head(), new_due=CLOSED.replace(day=28)),
        now=CLOSED,
        entropy=rollout.office.chance.randbytes,
        address_of=lambda key: f"https://portal.example.vn/verify/{key}",
    )
    committee = "Ủy ban nhân dân xã Trung Yên"
    assert committee in content_of(made.paper).addressees
    rollout.send(TRUNG_YEN, CLOSED)

    anew = write_anew(
        actor=rollout.consolidator(), row=made, without="", now=CLOSED, address_of=lambda key: f"https://x/{key}"
    )

    assert committee not in content_of(anew.paper).addressees
