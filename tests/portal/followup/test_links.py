"""The person's own link: one person, a slot at a time, as long as their days last; it shows nobody anything."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.followup.answers import Answer, Channel, Outcome, Symptom
from bluezone.portal.followup.forms import OwnAnswerForm
from bluezone.portal.followup.links import digest_of_link, end_link, give_link, take_own_answer, watch_behind
from bluezone.portal.followup.models import Link, Task, Visit
from bluezone.portal.followup.selectors import round_of
from tests.support.portal.followup import FollowupOffice
from tests.support.portal.offices import NOW, Office

pytestmark = pytest.mark.usefixtures("kept_office")
ONE_DAY = dt.timedelta(days=1)
OWN_WELL = Answer(Outcome.WELL, Channel.OWN)
OWN_COUGH = Answer(Outcome.SYMPTOMS, Channel.OWN, (Symptom.COUGH,))
OWN = "followup_own"
A_MINUTE = 30
"""So often an address is told that a code opens nothing (SECURITY.md)."""


@pytest.fixture(scope="module")
def kept_office(kept) -> FollowupOffice:
    return FollowupOffice(Office())


@pytest.fixture
def office(kept_office, db) -> FollowupOffice:
    return kept_office


def code_for(office: FollowupOffice, at: int = 1) -> str:
    watch = office.watch(at)
    entropy = office.office.chance.randbytes
    return give_link(actor=office.officer, watch=watch, read=digest_of_link(watch), now=NOW, entropy=entropy)


def due(office: FollowupOffice, now: dt.datetime = NOW) -> set[str]:
    return {one.person.name[-1] for one in round_of(office.everywhere, None, now).due}


def test_whoever_says_that_they_are_well_needs_not_be_asked_today(office):
    take_own_answer(code=code_for(office), answer=OWN_WELL, now=NOW)

    assert ("B" in due(office), "B" in due(office, NOW + ONE_DAY)) == (False, True)
    assert (Channel.OWN, None) == Visit.objects.values_list("channel", "by").get()


def test_whoever_says_that_they_are_ill_is_asked_all_the_same_and_a_task_stands_at_once(office):
    take_own_answer(code=code_for(office), answer=OWN_COUGH, now=NOW)

    assert "B" in due(office)
    assert 1 == Task.objects.filter(done_at=None).count()


@pytest.mark.parametrize(
    "said",
    [
        {"outcome": "well", "temperature": "38,2"},
        {"outcome": "well", "symptoms": "cough"},
        {"outcome": "symptoms"},
        {"outcome": "symptoms", "temperature": "50"},
        {"outcome": "symptoms", "temperature": "nóng"},
        {"outcome": "refused"},
    ],
)
def test_whoever_answers_for_themselves_is_spoken_to_and_not_of(office, said):
    client = office.office.client(language="vi")

    refused = client.post(reverse(OWN), {"code": code_for(office), **said}).content.decode()

    sentence = re.search(r'role="alert".*?<p>(.*?)</p>', refused, re.DOTALL)[1]
    assert "người này" not in sentence
    assert ("ông/bà" in sentence.lower()) == (said["outcome"] == "well")
    assert not Visit.objects.exists()


def test_one_slot_takes_one_answer_and_the_next_day_another(office):
    code = code_for(office)
    take_own_answer(code=code, answer=OWN_COUGH, now=NOW)

    with pytest.raises(RefusedError, match="here already"):
        take_own_answer(code=code, answer=OWN_WELL, now=NOW + dt.timedelta(hours=3))

    take_own_answer(code=code, answer=OWN_WELL, now=NOW + ONE_DAY)
    assert 2 == Visit.objects.count()


def test_a_code_is_kept_as_a_hash_of_160_bits_and_read_however_it_is_typed(office):
    code = code_for(office)

    kept = Link.objects.get().digest
    assert 32 == len(code.replace(" ", "")) == 160 // 5
    assert code.replace(" ", "").lower() not in kept
    for typed in (code, code.lower(), code.replace(" ", "-"), f" {code} "):
        assert office.watch(1) == watch_behind(typed, NOW)


@pytest.mark.parametrize("days", [-2, 9, 40])
def test_it_opens_nothing_outside_the_persons_days(office, days):
    code = code_for(office)

    assert watch_behind(code, NOW + days * ONE_DAY) is None
    with pytest.raises(RefusedError, match="opens nothing"):
        take_own_answer(code=code, answer=OWN_WELL, now=NOW + days * ONE_DAY)


def test_it_ends_with_the_reason_to_follow_somebody_with_a_new_one_and_by_an_officers_word(office):
    first = code_for(office)
    second = code_for(office)
    assert (None, office.watch(1)) == (watch_behind(first, NOW), watch_behind(second, NOW))

    watch = office.watch(1)
    end_link(actor=office.officer, watch=watch, read=digest_of_link(watch), now=NOW)

    assert watch_behind(second, NOW) is None
    third = code_for(office)
    office.close(0)
    assert watch_behind(third, NOW) is None


def test_a_code_is_made_and_ended_by_what_was_read(office):
    watch = office.watch(1)
    read = digest_of_link(watch)
    code_for(office)

    with pytest.raises(ChangedError):
        give_link(actor=office.officer, watch=watch, read=read, now=NOW, entropy=office.office.chance.randbytes)
    with pytest.raises(ChangedError):
        end_link(actor=office.officer, watch=watch, read=read, now=NOW)
    watch = office.watch(2)
    with pytest.raises(RefusedError, match="has no link"):
        end_link(actor=office.officer, watch=watch, read=digest_of_link(watch), now=NOW)


def test_the_page_says_nothing_about_anybody_and_sends_no_code_in_an_address(office):
    code, client = code_for(office), office.office.client()
    person = office.node(1).person

    opened = client.post(reverse(OWN), {"code": code})
    taken = client.post(reverse(OWN), {"code": code, "outcome": "well"})
    again = client.post(reverse(OWN), {"code": code})

    assert [200, 200, 200] == [answer.status_code for answer in (opened, taken, again)]
    for answer in (opened, taken, again):
        text = answer.content.decode()
        told = (
            person.full_name,
            person.pseudonym,
            person.phone,
            office.cases[0].number,
            ">F1<",
            "Sơn Dương",
            "Tân Trào",
        )
        assert [] == [word for word in told if word and word in text]
        assert f"{reverse(OWN)}?" not in text
    assert "Thank you" in taken.content.decode()
    assert "here already" in again.content.decode()
    assert "portal" not in client.cookies


def test_a_code_that_opens_nothing_is_told_alike_whatever_the_reason_and_many_are_told_to_wait(office):
    ended = code_for(office)
    code = code_for(office)
    client = office.office.client()

    told = {client.post(reverse(OWN), {"code": typed}).content.split(b"csrf")[0] for typed in (ended, "A" * 32, "?")}
    answers = [client.post(reverse(OWN), {"code": "B" * 32}).status_code for _ in range(A_MINUTE - 2)]

    assert 1 == len(told)
    assert [409] * (A_MINUTE - 3) + [429] == answers
    assert 200 == client.post(reverse(OWN), {"code": code}).status_code


def test_what_is_sent_a_hundred_times_is_kept_once(office):
    code, client = code_for(office), office.office.client()

    sent = {"code": code, "outcome": "symptoms", "symptoms": ["cough"] * 100 + ["fever"]}
    client.post(reverse(OWN), sent)

    assert ["cough", "fever"] == Visit.objects.get().symptoms


NAMES = st.sampled_from(["outcome", "channel", "symptoms", "temperature", "words"])


@given(st.dictionaries(NAMES, st.text(max_size=90) | st.sampled_from(["well", "symptoms", "cough", "38,2"])))
def test_whatever_a_stranger_sends_is_an_answer_of_their_own_or_is_refused(sent):
    try:
        answer = OwnAnswerForm(sent).answer()
    except RefusedError:
        return
    assert (Channel.OWN, "") == (answer.channel, answer.words)
    assert answer.outcome in {Outcome.WELL, Outcome.SYMPTOMS}


def test_the_code_is_shown_once_with_its_picture_and_not_again(office):
    client, watch = office.office.client(office.officer), office.watch(2)

    sent = {"read": digest_of_link(watch)}
    made = client.post(reverse("followup_link", args=[watch.pk]), sent)
    again = client.post(reverse("followup_link", args=[watch.pk]), sent)

    assert (200, 409) == (made.status_code, again.status_code)
    assert "<svg" in made.content.decode()
    assert office.node(2).person.full_name not in made.content.decode().split('class="card')[1]
    assert 1 == Link.objects.count()
