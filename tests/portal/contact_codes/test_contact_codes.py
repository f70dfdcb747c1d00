"""A contact agrees to warn others: one notes it, another looks at why they are a contact and gives the code out."""

from __future__ import annotations

import copy
import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import GivenCode, Person
from bluezone.portal.contact_codes import services
from bluezone.portal.contact_codes.exposed import (
    PUBLISHED_DAYS,
    Exposed,
    digest_of_contact,
    exposed,
    meetings_with_cases,
)
from bluezone.portal.contact_codes.held import held_about
from bluezone.portal.contact_codes.models import Consent, ContactCode
from bluezone.portal.contact_codes.selectors import asks_to_answer, open_asks
from bluezone.portal.contact_codes.works import ask_about_codes
from bluezone.portal.errors import ChangedError, ExchangeError, RefusedError
from bluezone.portal.frame.held import About
from bluezone.portal.identity.models import Grant
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.retention.rules import Terms, codes_of_contacts
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement
from bluezone.portal.world import CodeStatus
from tests.support.portal.followup import FollowupOffice
from tests.support.portal.offices import NOW, TAN_TRAO, Office
from tests.support.portal.tracing import ago

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
CASE, WHO, FAR = 0, 2, 3
"""A confirmed case, a neighbour who met them two days ago, and somebody whom only a contact met."""
SPACED = "7K2M 9QRT 4XYZ 3ABC"


@pytest.fixture(scope="module")
def kept_office(kept) -> FollowupOffice:
    office = FollowupOffice(Office())
    Grant.objects.update(given_at=NOW - 30 * DAY)
    return office


@pytest.fixture
def office(kept_office, db) -> FollowupOffice:
    return copy.deepcopy(kept_office)


def read(office: FollowupOffice, at: int = WHO) -> str:
    node = office.node(at)
    return digest_of_contact(node, services.open_ask_of(node.person))


def agrees(office: FollowupOffice, at: int = WHO, **more: object) -> ContactCode:
    said = {"actor": office.officer, "involvement": office.node(at), "consent": Consent.CALL, "now": NOW}
    return services.note_consent(**{"read": read(office, at), **said, **more})


def give(office: FollowupOffice, at: int = WHO, **more: object):
    said = {"actor": office.second, "involvement": office.node(at), "exchange": office.office.exchange, "now": NOW}
    return services.give_contact_code(**{"read": read(office, at), **said, **more})


@pytest.fixture
def ordered(office, monkeypatch) -> list[dict[str, object]]:
    """What the exchange was asked for."""
    orders: list[dict[str, object]] = []
    issue = office.office.exchange.issue_code
    monkeypatch.setattr(office.office.exchange, "issue_code", lambda **order: orders.append(order) or issue(**order))
    return orders


def test_one_notes_the_consent_another_gives_the_code_of_the_days_of_a_contact(office, ordered):
    agrees(office)
    issued = give(office)

    assert [{"level": "F1", "onset": ago(2), "first_exposure": ago(2), "long": True}] == ordered
    kept = ContactCode.objects.get()
    assert (issued.handle, office.officer, office.second) == (kept.handle, kept.asked_by, kept.given_by)
    assert issued.spaced.replace(" ", "") not in str(ContactCode.objects.values_list())
    noted = Entry.objects.filter(act__startswith="contact_codes.").order_by("number")
    assert ["contact_codes.ask", "contact_codes.give"] == [one.act for one in noted]
    assert {str(kept.person_id)} == {one.key for line in noted for one in line.subjects.all()}


def test_of_several_meetings_with_cases_the_last_day_counts(office):
    office.meet(CASE, WHO, ago(1), ago(1))

    assert Exposed(ago(2), ago(1)) == exposed(office.node(WHO))


@pytest.mark.parametrize("at", [CASE, FAR], ids=["a case", "F2"])
def test_whoever_is_no_f1_gets_none(office, at):
    with pytest.raises(RefusedError, match="no F1"):
        agrees(office, at)


def test_whoever_was_met_on_no_known_day_gets_none(office):
    """Such a meeting makes an F1 all the same, of every day on which the case can have infected."""
    for one in Exposure.objects.filter(target=office.node(WHO)):
        office.withdraw(one)
    office.meet(CASE, WHO)

    assert 1 == office.level(WHO)
    with pytest.raises(RefusedError, match="no F1"):
        agrees(office)


def test_a_meeting_before_the_case_could_infect_is_no_reason_to_warn(office):
    office.meet(CASE, WHO, ago(30), ago(30))

    assert Exposed(ago(2), ago(2)) == exposed(office.node(WHO))
    assert 1 == meetings_with_cases(office.node(WHO)).count()


def test_whoever_met_a_case_so_long_ago_that_no_day_is_published_is_not_asked(office):
    later = NOW + dt.timedelta(days=PUBLISHED_DAYS - 2)

    with pytest.raises(RefusedError, match="so long ago"):
        agrees(office, now=later)
    agrees(office, now=later - DAY)


def test_nobody_does_both(office, ordered):
    agrees(office)

    with pytest.raises(RefusedError, match="does not give out"):
        give(office, actor=office.officer)
    assert [] == ordered
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactCode.objects.update(
            given_by=office.officer, given_at=NOW, handle="0" * 32, expires_at=NOW + DAY, ended_at=NOW
        )


def test_somebody_new_neither_notes_nor_gives(office):
    new = office.office.staff("Vừa Đến", Role.HEALTH_OFFICER)

    with pytest.raises(RefusedError, match="for a week"):
        agrees(office, actor=new)
    agrees(office)
    with pytest.raises(RefusedError, match="for a week"):
        give(office, actor=new)


@pytest.mark.parametrize("since", [{"given_at": NOW}, {"ended_at": NOW}], ids=["anew", "ended"])
def test_a_consent_ends_with_the_role_of_whoever_noted_it(office, since):
    agrees(office)
    office.officer.grants.update(**since)

    with pytest.raises(RefusedError, match="for a week"):
        give(office)


def test_a_consent_is_good_for_a_day_and_then_noted_anew(office):
    agrees(office)

    with pytest.raises(RefusedError, match="already"):
        agrees(office, now=NOW + DAY - MINUTE)
    with pytest.raises(RefusedError, match="ask them anew"):
        give(office, now=NOW + DAY)
    agrees(office, now=NOW + DAY)
    give(office, now=NOW + DAY + MINUTE)
    assert 2 == ContactCode.objects.count()


def test_what_was_read_is_what_the_code_is_given_for(office):
    agrees(office)
    before = read(office)
    office.meet(CASE, WHO, ago(1), ago(1))

    with pytest.raises(ChangedError):
        give(office, read=before)


def test_nobody_gives_a_code_for_other_meetings_than_the_person_agreed_to(office, ordered):
    """Else whoever gives it could enter an earlier one, or another in the place of one that was withdrawn, alone."""
    agrees(office)
    office.meet(CASE, WHO, ago(3), ago(3))
    with pytest.raises(RefusedError, match="ask them anew"):
        give(office)
    for one in Exposure.objects.filter(target=office.node(WHO)):
        office.withdraw(one)
    office.meet(CASE, WHO, ago(2), ago(2))
    with pytest.raises(RefusedError, match="ask them anew"):
        give(office)

    assert [] == ordered
    agrees(office)
    give(office)
    assert [ago(2)] == [one["first_exposure"] for one in ordered]


def test_what_speaks_for_a_meeting_is_part_of_what_was_read(office):
    office.add_piece(Exposure.objects.get(target=office.node(WHO)))
    agrees(office)
    before = read(office)
    office.withdraw_piece(Evidence.objects.filter(exposure__target=office.node(WHO)).last())

    with pytest.raises(ChangedError):
        give(office, read=before)


def test_whoever_is_no_contact_any_more_gets_none(office):
    agrees(office)
    Involvement.objects.filter(pk=office.node(WHO).pk).update(level=None, possible_from=None)

    with pytest.raises(RefusedError, match="no F1"):
        give(office)


def test_whoever_went_elsewhere_is_asked_there(office):
    agrees(office)
    ContactCode.objects.update(path=office.node(FAR).path + "9/")

    with pytest.raises(RefusedError, match="elsewhere"):
        give(office)
    assert [] == list(open_asks(office.second, NOW))
    agrees(office)
    give(office)


def test_three_codes_a_day_at_most(office, ordered):
    for _ in range(3):
        agrees(office)
        give(office)
    agrees(office)

    with pytest.raises(RefusedError, match="three codes"):
        give(office)
    assert 3 == len(ordered)
    other = office.node(1).person
    ContactCode.objects.filter(given_at__isnull=False).update(person=other)
    Person.objects.filter(pk=other.pk).update(merged_into=office.node(WHO).person)
    with pytest.raises(RefusedError, match="three codes"):
        give(office)


def test_an_exchange_that_does_not_answer_leaves_the_consent_as_it_was(office):
    agrees(office)
    office.office.exchange.is_away = True

    with pytest.raises(ExchangeError):
        give(office)
    with pytest.raises(RefusedError, match="not connected"):
        give(office, exchange=None)
    assert None is ContactCode.objects.get().ended_at


def test_who_waits_is_a_contact_still_and_was_asked_by_somebody_who_still_may(office):
    agrees(office)
    assert [WHO] == [at for at in range(4) if asks_to_answer(office.second, NOW).filter(person=office.node(at).person)]

    for change in (
        lambda: office.officer.grants.update(given_at=NOW),
        lambda: Involvement.objects.filter(pk=office.node(WHO).pk).update(level=0),
        lambda: Person.objects.filter(pk=office.node(WHO).person_id).update(merged_into=office.node(CASE).person),
    ):
        with transaction.atomic():
            change()
            assert not asks_to_answer(office.second, NOW).exists()
            transaction.set_rollback(True)


def test_a_consent_that_is_put_aside_says_why_and_gives_no_code(office):
    agrees(office)
    said = {"actor": office.officer, "involvement": office.node(WHO), "now": NOW}
    with pytest.raises(RefusedError, match="say why"):
        services.put_aside(**said, reason=" ", read=read(office))

    services.put_aside(**said, reason="đổi ý", read=read(office))

    assert "đổi ý" == ContactCode.objects.get().reason
    with pytest.raises(RefusedError, match="settled"):
        give(office)


def test_two_who_give_it_at_once_give_one(office, monkeypatch):
    """The second asks the exchange before the first is done, and finds it settled when it comes to write."""
    agrees(office)
    before, issue = read(office), office.office.exchange.issue_code

    def meanwhile(**order):
        monkeypatch.setattr(office.office.exchange, "issue_code", issue)
        give(office, read=before)
        return issue(**order)

    monkeypatch.setattr(office.office.exchange, "issue_code", meanwhile)

    with pytest.raises(ChangedError):
        give(office, actor=office.everywhere, read=before)
    assert [office.second] == [one.given_by for one in ContactCode.objects.all()]


def test_what_became_of_a_code_is_asked_until_the_exchange_forgets_it(office):
    agrees(office)
    issued, exchange = give(office), office.office.exchange
    world = office.office.world

    exchange.codes[issued.handle] = CodeStatus("redeemed", NOW.date())
    assert 1 == ask_about_codes(world)
    assert GivenCode.State.REDEEMED == ContactCode.objects.get().state
    assert 0 == ask_about_codes(world)


def test_all_of_it_is_forgotten_a_month_later_and_the_audit_keeps_that_it_was(office):
    agrees(office)
    give(office)
    over = NOW + dt.timedelta(days=Terms().codes)

    assert 0 == codes_of_contacts(Terms(), over)
    assert 1 == codes_of_contacts(Terms(), over + MINUTE)
    assert not ContactCode.objects.exists()
    assert Entry.objects.filter(act="contact_codes.give").exists()


def test_the_persons_own_file_tells_it(office):
    agrees(office)
    give(office)

    (table,) = held_about(About(frozenset({office.node(WHO).person_id})), NOW)

    ((_, consent, days, _, state),) = table.rows
    assert ("Gọi điện", "Chưa dùng") == (consent, state)
    assert f"{ago(2):%d/%m/%Y}" in days


def test_from_the_persons_page_to_the_code_in_their_hand(office):
    officer, second = office.office.client(office.officer), office.office.client(office.second)
    person = office.node(WHO).person
    there = reverse("contact_code", args=[person.pseudonym])
    assert there in officer.get(reverse("traced_person", args=[person.pseudonym])).content.decode()
    assert there not in officer.get(reverse("traced_person", args=[office.node(FAR).person.pseudonym])).content.decode()
    ask, give_it = (reverse(name, args=[person.pseudonym]) for name in ("contact_code_ask", "contact_code_give"))

    untold = officer.post(ask, {"consent": "call", "read": read(office)})
    assert "Please tick this" in untold.content.decode()
    assert not ContactCode.objects.exists()
    assert there == officer.post(ask, {"consent": "call", "told": "yes", "read": read(office)}).url
    shown = officer.get(there).content.decode()
    assert give_it not in shown
    assert re.search(r'href="/tracing"[^>]*aria-current="page"', shown), "where it belongs in the rail"
    assert there in second.get("/").content.decode()
    assert person.full_name in second.get(reverse("contact_codes")).content.decode()
    shown = second.post(give_it, {"read": read(office)}).content.decode()

    assert SPACED in shown
    slip = second.post(reverse("contact_code_slip", args=[person.pseudonym]), {"code": SPACED, "until": "10:30"})
    assert slip.content.startswith(b"%PDF")
    again = second.get(there).content.decode()
    assert SPACED not in again
    assert "given out by Trần Xem Lại" in again
    assert there not in second.get("/").content.decode()


def test_whoever_gives_the_code_reads_every_day_of_a_meeting(office):
    """Phones are warned from its first one on."""
    office.meet(CASE, WHO, ago(3), ago(1))
    there = reverse("contact_code", args=[office.node(WHO).person.pseudonym])

    shown = office.office.client(office.second).get(there).content.decode()

    listed = shown[shown.index("Which cases this person met") :].partition("</section>")[0]
    assert f"{ago(3):%d/%m/%Y}" in listed or f"{ago(3).day}/{ago(3).month}" in listed


def test_nobody_of_elsewhere_sees_that_somebody_agreed(office):
    agrees(office)
    neighbour = office.office.client(office.office.staff("Lò Văn Xa", Role.HEALTH_OFFICER, TAN_TRAO))
    person = office.node(WHO).person

    assert person.full_name not in neighbour.get(reverse("contact_codes")).content.decode()
    assert 404 == neighbour.get(reverse("contact_code", args=[person.pseudonym])).status_code


def test_a_withdrawn_meeting_and_two_who_were_told_apart_change_what_was_read(office):
    agrees(office)
    before = read(office)
    Exposure.objects.filter(target=office.node(WHO)).update(is_alive=False)
    with pytest.raises(ChangedError):
        give(office, read=before)


def test_codes_of_a_merged_record_are_shown_with_the_one_that_stands_for_it(office):
    agrees(office)
    give(office)
    kept = office.node(CASE).person
    Person.objects.filter(pk=office.node(WHO).person_id).update(merged_into=kept)

    page = office.office.client(office.officer).get(reverse("contact_code", args=[kept.pseudonym])).content.decode()

    assert "given out by Trần Xem Lại" in page
