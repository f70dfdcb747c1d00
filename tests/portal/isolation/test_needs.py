"""What people in quarantine need: noted on their page, carried by a list, brought by somebody or not."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.dossiers.gathering import gathered
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.frame.waiting import waiting_for
from bluezone.portal.households.services import make_household
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.isolation.forgetting import forget_words
from bluezone.portal.isolation.models import Need
from bluezone.portal.isolation.needed import SUPPLIES, Carried, needs_in, needs_of, page_of_needs, to_carry
from bluezone.portal.isolation.needs import MOST_OPEN, ask_for, digest_of_need, digest_of_needs, settle_need
from bluezone.portal.tracing.involving import settle
from tests.support.portal.isolation import IsolationOffice
from tests.support.portal.offices import NOW, TAN_TRAO, Office, the_unit

pytestmark = pytest.mark.usefixtures("kept_quarantine")
FOOD, OTHER = Need.What.FOOD, Need.What.OTHER
BROUGHT, REFUSED, OVER = Need.Outcome.BROUGHT, Need.Outcome.REFUSED, Need.Outcome.OVER
RICE = "gạo, sữa cho cháu"


@pytest.fixture(scope="module")
def kept_quarantine(kept) -> IsolationOffice:
    """The second contact is to stay at home."""
    office = IsolationOffice(Office())
    office.propose(2, home=True)
    return office


@pytest.fixture
def quarantine(kept_quarantine, db) -> IsolationOffice:
    return kept_quarantine


def asks(quarantine: IsolationOffice, words: str = RICE, what: Need.What = FOOD) -> Need:
    stay = quarantine.stay(2)
    said = {"what": what, "words": words, "read": digest_of_needs(stay.pk)}
    return ask_for(actor=quarantine.officer, stay=stay, now=NOW, **said)


def carries(staff: Staff) -> list[Carried]:
    return to_carry(staff, page_of_needs(staff, SUPPLIES.part_of({})).rows)


def settles(quarantine: IsolationOffice, need: Need, outcome: Need.Outcome, by: str = "tổ dân phố") -> None:
    read = digest_of_need(Need.objects.get(pk=need.pk))
    settle_need(actor=quarantine.officer, need=need, outcome=outcome, carried_by=by, read=read, now=NOW)


def test_what_is_noted_on_the_person_s_page_stands_on_the_list_until_it_was_brought(quarantine):
    client, person = quarantine.office.client(quarantine.officer), quarantine.node(2).person
    page = reverse("isolated_person", args=[person.pseudonym])
    asked = {"what": "food", "words": f" {RICE} ", "read": digest_of_needs(quarantine.stay(2).pk)}
    once, twice = (client.post(reverse("need_ask", args=[quarantine.stay(2).pk]), asked).status_code for _ in "ab")
    listed = client.get(reverse("isolation_needs")).content.decode()
    (read,) = re.findall(r'name="read"\s+value="([^"]*)"', listed)
    need = Need.objects.get()
    assert (302, 409) == (once, twice)

    answer = client.post(
        reverse("need_settle", args=[need.pk]), {"outcome": "brought", "carried_by": "anh Tú", "read": read}
    )

    assert (RICE in listed, person.full_name in listed, 302) == (True, True, answer.status_code)
    assert RICE not in client.get(reverse("isolation_needs")).content.decode()
    assert "anh Tú" in client.get(page).content.decode()
    acts = ["isolation.ask_need", "isolation.settle_need"]
    assert acts == list(Entry.objects.filter(act__in=acts).order_by("number").values_list("act", flat=True))


def test_the_list_names_the_address_at_home_and_leaves_a_line_in_the_audit(quarantine):
    make_household(actor=quarantine.officer, involvement=quarantine.node(2), address="Nhà số 9", now=NOW)
    asks(quarantine)

    page = quarantine.office.client(quarantine.officer).get(reverse("isolation_needs")).content.decode()

    assert "Nhà số 9" in page
    line = Entry.objects.filter(act="isolation.needs").latest("number")
    assert [("person", str(quarantine.node(2).person_id))] == list(line.subjects.values_list("kind", "key"))


def test_whoever_works_where_the_person_is_now_reads_no_address_of_elsewhere(quarantine):
    make_household(actor=quarantine.officer, involvement=quarantine.node(2), address="Nhà số 9", now=NOW)
    asks(quarantine)
    settle(quarantine.node(2), the_unit(TAN_TRAO))
    neighbour = quarantine.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)

    ((need,),) = (place.needs for place in carries(neighbour))

    assert (RICE, "") == (need.words, need.where)


def test_whoever_works_elsewhere_sees_nothing_of_it_and_settles_nothing(quarantine):
    need = asks(quarantine)
    neighbour = quarantine.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    client = quarantine.office.client(neighbour)

    said = {"outcome": "over", "read": digest_of_need(need)}

    assert [] == carries(neighbour)
    assert client.post(reverse("need_settle", args=[need.pk]), said).status_code in {403, 404}
    assert client.post(reverse("need_ask", args=[quarantine.stay(2).pk]), {"what": "food"}).status_code in {403, 404}
    assert (1, "") == (Need.objects.count(), Need.objects.get().outcome)


@pytest.mark.parametrize("outcome", [BROUGHT, REFUSED])
def test_what_was_carried_there_somebody_carried(quarantine, outcome):
    need = asks(quarantine)

    with pytest.raises(RefusedError, match="who carried it"):
        settles(quarantine, need, outcome, by=" ")
    settles(quarantine, need, outcome)

    assert (outcome, "tổ dân phố") == (Need.objects.get().outcome, Need.objects.get().carried_by)


def test_what_was_refused_stands_open_where_it_was_typed(quarantine):
    need, _ = asks(quarantine), asks(quarantine, "tã", Need.What.CHILD)
    said = {"outcome": "brought", "carried_by": "A", "read": digest_of_need(need)}

    answer = quarantine.office.client(quarantine.officer).post(reverse("need_settle", args=[need.pk]), said)

    page = answer.content.decode()
    assert (409, 1, 1) == (answer.status_code, page.count('no-print" open'), page.count('value="A"'))


def test_whoever_hears_the_list_is_told_of_whom_and_of_what_each_button_is(quarantine):
    asks(quarantine), asks(quarantine, "tã", Need.What.CHILD)

    page = quarantine.office.client(quarantine.officer).get(reverse("isolation_needs")).content.decode()

    brought = re.findall(r'value="brought">(.*?)</button>', page, re.DOTALL)
    names = [" ".join(re.sub("<[^>]*>", "", one).split()) for one in brought]
    person = quarantine.node(2).person.full_name
    assert [f"Brought Food, drinking water, {person}", f"Brought For a small child, {person}"] == names


def test_what_is_not_needed_any_more_nobody_carried(quarantine):
    settles(quarantine, asks(quarantine), OVER, by="")

    assert 0 == needs_in(quarantine.officer).count()


def test_a_colleague_s_word_is_not_written_over(quarantine):
    need = asks(quarantine)
    read = digest_of_need(need)
    settles(quarantine, need, REFUSED)

    with pytest.raises(ChangedError):
        settle_need(actor=quarantine.officer, need=need, outcome=BROUGHT, carried_by="tôi mang", read=read, now=NOW)
    with pytest.raises(RefusedError, match="settled already"):
        settles(quarantine, need, BROUGHT)

    assert REFUSED == Need.objects.get().outcome


def test_of_other_things_one_says_what_they_are(quarantine):
    with pytest.raises(RefusedError, match="what is needed"):
        asks(quarantine, "", OTHER)
    asks(quarantine, "", FOOD)
    asks(quarantine, "sạc điện thoại", OTHER)

    assert 2 == Need.objects.count()


def test_not_more_than_twenty_things_wait_for_one_person(quarantine):
    for _ in range(MOST_OPEN):
        asks(quarantine)

    with pytest.raises(RefusedError, match="so much waits"):
        asks(quarantine)


def test_whoever_is_not_in_quarantine_any_more_gets_nothing_and_asks_for_nothing(quarantine):
    asks(quarantine)
    quarantine.put_aside(quarantine.waiting(2))

    with pytest.raises(RefusedError, match="not in quarantine"):
        asks(quarantine)

    assert ([], 0) == (carries(quarantine.officer), needs_in(quarantine.officer).count())
    assert 1 == len(needs_of(quarantine.officer, quarantine.node(2)))


def test_what_was_noted_for_a_proposal_that_was_put_aside_waits_again_once_another_is_made(quarantine):
    need, client = asks(quarantine), quarantine.office.client(quarantine.officer)
    page = reverse("isolated_person", args=[quarantine.node(2).person.pseudonym])
    quarantine.put_aside(quarantine.waiting(2))
    assert "To be brought" not in client.get(page).content.decode()

    quarantine.propose(2, home=True)

    (told,) = re.findall(r'href="([^"]*)#need-\d+"', client.get(page).content.decode())
    assert f'id="need-{need.pk}"' in client.get(told).content.decode()
    (line,) = [one for one in waiting_for(quarantine.officer, NOW) if one.what == "isolation.needs"]
    assert 1 == line.count


def test_of_more_than_a_page_everything_is_listed_and_settled_where_it_stands(quarantine):
    first, client = asks(quarantine), quarantine.office.client(quarantine.officer)
    said = {"stay": first.stay, "what": FOOD, "asked_by": quarantine.officer, "asked_at": NOW}
    Need.objects.bulk_create([Need(**said, words=f"gạo {number}") for number in range(SUPPLIES.size + 10)])
    last, start = Need.objects.latest("pk"), client.get(reverse("isolation_needs")).content.decode()
    assert f'id="need-{last.pk}"' not in start
    assert "This page has 200 of them." in start

    (further,) = re.findall(r'href="(\?page=\d+)"', start)
    rest = client.get(reverse("isolation_needs") + further).content.decode()
    form = rest.split(f'id="need-{last.pk}"')[1]
    action, read = re.findall(r'action="([^"]*)"', form)[0], re.findall(r'name="read"\s+value="([^"]*)"', form)[0]
    answer = client.post(action, {"outcome": "brought", "carried_by": "anh Tú", "read": read})

    assert 11 == rest.count('id="need-')
    assert reverse("isolation_needs") + further == answer["Location"]
    assert BROUGHT == Need.objects.get(pk=last.pk).outcome


def test_a_person_s_page_leads_to_what_this_person_needs_however_long_the_list_is(quarantine):
    quarantine.propose(1, home=True)
    stay = quarantine.stay(1)
    said = {"actor": quarantine.officer, "stay": stay, "what": FOOD, "words": "mì", "now": NOW}
    elsewhere, need = ask_for(read=digest_of_needs(stay.pk), **said), asks(quarantine)
    client = quarantine.office.client(quarantine.officer)

    page = client.get(reverse("isolated_person", args=[quarantine.node(2).person.pseudonym])).content.decode()
    (way,) = re.findall(r'href="([^"]*)#need-\d+"', page)
    listed = client.get(way).content.decode()

    assert (True, False) == tuple(f'id="need-{one.pk}"' in listed for one in (need, elsewhere))
    assert f'href="{reverse("isolation_needs")}"' in listed


def test_today_says_how_many_things_are_to_be_brought(quarantine):
    asks(quarantine)
    asks(quarantine, "tã", Need.What.CHILD)

    (line,) = [one for one in waiting_for(quarantine.officer, NOW) if one.what == "isolation.needs"]

    assert (2, reverse("isolation_needs")) == (line.count, line.address)


def test_a_person_s_own_file_tells_what_they_needed_and_not_who_carried_it(quarantine):
    settles(quarantine, asks(quarantine), BROUGHT, by="Ma Văn Mang")

    said = str(gathered(quarantine.node(2).person, NOW))

    assert RICE in said
    assert "Ma Văn Mang" not in said


def test_words_go_with_those_of_quarantines_and_what_it_was_stays(quarantine):
    settles(quarantine, asks(quarantine), BROUGHT, by="Ma Văn Mang")

    forget_words(NOW + dt.timedelta(seconds=1))

    kept = Need.objects.get()
    assert (FOOD, BROUGHT) == (kept.what, kept.outcome)
    assert RICE not in kept.words
    assert "Ma Văn Mang" not in kept.carried_by
