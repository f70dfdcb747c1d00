"""Whoever collects sees who is late, whom to call there, reminds one or several, and writes to just these."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.directives.models import Participant, RolloutPaper, SentReminder
from bluezone.portal.directives.selectors.chasing import callees_of, late_context, late_offices
from bluezone.portal.directives.services.chasing import chase
from bluezone.portal.directives.services.levels import extend
from bluezone.portal.directives.services.reminding import MessageQueue
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages.models import Message, Outlet
from bluezone.portal.organisations.models import Contact, Kind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers.standing import content_of
from tests.support.portal.offices import Office
from tests.support.portal.rolling import LOADED, SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_rollout

LATER = dt.datetime(2020, 8, 28, 9, 0, tzinfo=SENT.tzinfo)
"""Three days after the last day, which was 25/8."""
KEY = "son-duong-2020"
LATE, CHOSEN = reverse("late_reports", args=[KEY]), reverse("late_chosen", args=[KEY])
PAPERS = reverse("directive_papers", args=[KEY])


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    """Somebody works at Tân Trào, a contact is known at Trung Yên; nobody has reported but the town."""
    made = a_rollout(Office())
    made.send("ubnd-son-duong")
    seated = made.person(TAN_TRAO_COMMITTEE)
    seated.full_name, seated.phone = "Ma Văn Trào", "0912000333"
    seated.save()
    commune = made.participant(TRUNG_YEN)
    organisation = create_organisation(
        actor=None, name=commune.name, kind=Kind.COMMITTEE, unit=commune.unit, now=LOADED
    )
    Participant.objects.filter(pk=commune.pk).update(organisation=organisation)
    Contact.objects.create(
        organisation=organisation, full_name="Lê Thị Yên", position="Công chức VHXH", phone="0207 385 1234"
    )
    made.office.clock[0] = LATER
    return made


def top(rollout: Rollout) -> Participant:
    return rollout.participant("culture-office")


def read(rollout: Rollout, *keys: str) -> dict[str, str]:
    return {one.row.key: one.digest for one in late_offices(top(rollout), LATER) if one.row.key in keys}


def reminded(rollout: Rollout, *keys: str, outlet: bool = True) -> list[SentReminder]:
    queue = (MessageQueue(Outlet.QUEUE, LATER, rollout.consolidator()),) if outlet else ()
    return chase(actor=rollout.consolidator(), top=top(rollout), read=read(rollout, *keys), now=LATER, outlets=queue)


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_says_since_when_and_whom_to_call(rollout):
    client = rollout.office.client(rollout.consolidator())

    page = client.get(LATE)

    shown = text(page)
    assert re.search(r"Ủy ban nhân dân xã Tân Trào\s+3 days overdue .*?Ma Văn Trào\s+0912000333", shown)
    assert re.search(r"xã Trung Yên\s+3 days overdue .*?Lê Thị Yên, Công chức VHXH\s+0207 385 1234", shown)
    assert 'href="tel:02073851234"' in page.content.decode()
    assert "thị trấn Sơn Dương" not in shown
    named = Entry.objects.get(act="directives.late").subjects.values_list("key", flat=True)
    assert str(rollout.participant(TRUNG_YEN).pk) in set(named)


def test_nobody_is_to_be_called_at_an_organisation_of_other_ground(rollout):
    """Earlier releases joined by name, also what is called the same elsewhere."""
    organisation = rollout.participant(TRUNG_YEN).organisation
    Participant.objects.filter(key=TAN_TRAO_COMMITTEE).update(organisation=organisation)

    callees = {one.row.key: [callee.name for callee in one.callees] for one in late_offices(top(rollout), LATER)}

    assert ["Lê Thị Yên"] == callees[TRUNG_YEN]
    assert ["Ma Văn Trào"] == callees[TAN_TRAO_COMMITTEE]
    assert [] == [one for one in callees_of(rollout.participant(TAN_TRAO_COMMITTEE), LATER) if one.position]


def test_the_longest_overdue_stand_first_and_more_time_counts(rollout):
    given = {"acting_for": top(rollout), "now": LOADED, "note": "lũ quét"}
    extend(
        actor=rollout.consolidator(),
        participant=rollout.participant(TAN_TRAO_COMMITTEE),
        to=LATER - dt.timedelta(hours=1),
        **given,
    )

    found = late_offices(top(rollout), LATER)

    assert (TAN_TRAO_COMMITTEE, 0) == (found[-1].row.key, found[-1].days)
    assert {3} == {one.days for one in found[:-1]}
    assert "overdue since today" in text(rollout.office.client(rollout.consolidator()).get(LATE))


def test_one_button_reminds_one_office_and_tells_its_telephones(rollout):
    (made,) = reminded(rollout, TAN_TRAO_COMMITTEE)

    assert (None, 1, rollout.consolidator()) == (made.days, made.told, made.by)
    assert made.text.startswith("Ủy ban nhân dân xã Tân Trào: đã quá hạn 3 ngày")
    message = Message.objects.get()
    assert ("0912000333", made.text) == (message.address, message.body)
    line = Entry.objects.get(act="directives.remind")
    assert [str(made.participant_id)] == list(line.subjects.values_list("key", flat=True))


def test_several_at_once_and_who_has_no_telephone_is_noted_all_the_same(rollout):
    made = reminded(rollout, TAN_TRAO_COMMITTEE, TRUNG_YEN, "ubnd-minh-thanh")

    told = {one.participant.key: one.told for one in made}
    assert {TAN_TRAO_COMMITTEE: 1, TRUNG_YEN: 1, "ubnd-minh-thanh": 0} == told
    shown = text(rollout.office.client(rollout.consolidator()).get(LATE))
    assert 2 == shown.count("reminded, message to 1 telephone")
    assert 1 == shown.count("reminded, no message: to be said or written")
    assert rollout.consolidator().full_name in shown


def test_where_one_has_reported_meanwhile_nobody_is_reminded(rollout):
    seen = read(rollout, TAN_TRAO_COMMITTEE, TRUNG_YEN)
    rollout.send(TRUNG_YEN, LATER)

    with pytest.raises(ChangedError):
        chase(actor=rollout.consolidator(), top=top(rollout), read=seen, now=LATER)

    assert 0 == SentReminder.objects.count()


def test_the_same_page_sent_twice_reminds_once(rollout):
    client = rollout.office.client(rollout.consolidator())
    box = re.search(rf'name="one"\s+value="({TRUNG_YEN}:[0-9a-f]{{64}})"', client.get(LATE).content.decode())
    assert box is not None

    answers = [client.post(CHOSEN, {"one": box[1]}).status_code for _ in range(2)]

    assert [302, 409] == answers
    assert 1 == SentReminder.objects.count()


def test_before_all_are_reminded_the_other_parts_of_the_directive_are_a_step_away(rollout):
    page = rollout.office.client(rollout.consolidator()).get(reverse("late_all", args=[KEY])).content.decode()

    assert f'href="{reverse("sums", args=[KEY])}"' in page


def test_the_next_page_begins_behind_this_one_and_the_last_has_none(rollout, monkeypatch):
    monkeypatch.setattr("bluezone.portal.directives.selectors.chasing.PAGE", 18)

    pages = [
        late_context(rollout.consolidator(), top(rollout), LATER, start=start, ticks_all=False)
        for start in (0, 18, 36, 19)
    ]

    assert [(18, 18), (18, 36), (1, None), (18, None)] == [(len(one["offices"]), one["next"]) for one in pages]


def test_nobody_chosen_is_told_so(rollout):
    answer = rollout.office.client(rollout.consolidator()).post(CHOSEN, {})

    assert 409 == answer.status_code
    assert "choose 1 to 500 offices" in answer.content.decode().lower()


def test_without_an_outlet_the_page_says_that_nothing_is_sent(rollout):
    client = rollout.office.client(rollout.consolidator())

    assert "sends no short messages" in text(client.get(LATE))


def test_all_are_ticked_without_a_script(rollout):
    client = rollout.office.client(rollout.consolidator())

    assert 0 == client.get(LATE).content.decode().count("checked")
    assert 37 == client.get(f"{LATE}?all=1").content.decode().count("checked")


def test_the_letter_goes_to_the_chosen_and_stands_beside_them_afterwards(rollout):
    client = rollout.office.client(rollout.consolidator())
    pairs = [f"{key}:{digest}" for key, digest in read(rollout, TAN_TRAO_COMMITTEE, TRUNG_YEN).items()]

    way = client.post(CHOSEN, {"unit": pairs, "letter": "chosen"}).headers["location"]
    form = client.get(way).content.decode()

    assert {TAN_TRAO_COMMITTEE, TRUNG_YEN} == set(re.findall(r'value="(ubnd-[a-z-]+)"\s+checked', form))
    assert re.search(r'<option value="chasing" selected', form)
    sent = {
        "what": "chasing", "unit": [TAN_TRAO_COMMITTEE, TRUNG_YEN], "signer": "Hoàng Văn Thử", "office": "TRƯỞNG PHÒNG",
        "abbreviation": "PVHTT", "drafting_unit": "VHTT", "place": "Sơn Dương", "new_due": "2020-08-30T17:00",
    }  # fmt: skip
    assert 302 == client.post(PAPERS, sent).status_code
    told = str(content_of(RolloutPaper.objects.get().paper))
    assert "xã Tân Trào" in told
    assert "xã Trung Yên" in told
    assert "xã Minh Thanh" not in told
    assert 2 == text(client.get(LATE)).count("letter to the late Draft")


def test_a_letter_to_one_who_is_not_late_is_not_written(rollout):
    client = rollout.office.client(rollout.consolidator())
    rollout.send(TRUNG_YEN, LATER)
    sent = {
        "what": "chasing", "unit": [TRUNG_YEN], "signer": "Hoàng Văn Thử", "office": "TRƯỞNG PHÒNG",
        "abbreviation": "PVHTT", "drafting_unit": "VHTT", "place": "Sơn Dương", "new_due": "2020-08-30T17:00",
    }  # fmt: skip

    assert 400 == client.post(PAPERS, sent).status_code
    assert 0 == RolloutPaper.objects.count()


def test_who_only_watches_sees_it_and_reminds_nobody(rollout):
    leader = rollout.person("culture-office", Role.LEADER)
    client = rollout.office.client(leader)

    page = client.get(LATE).content.decode()

    assert "Lê Thị Yên" in page
    assert 'name="one"' not in page
    assert 403 == client.post(CHOSEN, {"one": f"{TRUNG_YEN}:{'0' * 64}"}).status_code


def test_an_office_that_is_not_below_is_not_reminded(rollout):
    """The digest of somebody else's line opens nothing: only what lies below the reader's desk is looked at."""
    school = rollout.participant("education-office")

    with pytest.raises(ChangedError):
        chase(actor=rollout.consolidator(), top=school, read=read(rollout, TRUNG_YEN), now=LATER)
    with pytest.raises(RefusedError, match="1 to 500"):
        chase(actor=rollout.consolidator(), top=top(rollout), read={}, now=LATER)
