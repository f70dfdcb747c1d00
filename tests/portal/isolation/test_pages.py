"""What an officer, whoever writes papers and a colleague of elsewhere see of quarantines."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.services import digest_of_watch
from bluezone.portal.frame.waiting import Whose, waiting_for
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.isolation import services
from bluezone.portal.isolation.centres import digest_of_centre
from bluezone.portal.isolation.course import State
from bluezone.portal.isolation.models import Centre, Decision, Stay
from bluezone.portal.isolation.selectors import ENDED, GONE, STAYS, WRITTEN, centres_near, page_of_stays
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.services import send_back, submit
from bluezone.portal.papers.standing import as_read
from bluezone.portal.tracing.models import Exposure
from bluezone.portal.tracing.services import digest_of_exposure, withdraw_exposure
from tests.support.portal.followup import COUGHS
from tests.support.portal.isolation import ONE_DAY, IsolationOffice
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, Office
from tests.support.portal.waiting import counts_for

pytestmark = pytest.mark.usefixtures("kept_office")
LATER = NOW + 20 * ONE_DAY
DAYS = {"first_day": "2026-11-23", "last_day": "2026-12-06"}


@pytest.fixture(scope="module")
def kept_office(kept) -> IsolationOffice:
    return IsolationOffice(Office())


@pytest.fixture
def office(kept_office, db) -> IsolationOffice:
    return kept_office


def waits(staff: Staff, now=NOW) -> dict[str, int]:
    return {one.what: one.count for one in waiting_for(staff, now) if one.what.startswith("isolation.")}


def _folds(page: str) -> list[str]:
    """Folds of the page, as they are opened."""
    return re.findall(r"<details[^>]*>", page.split("<main")[1])


def names(staff: Staff, now=NOW, **said: str) -> list[str]:
    return [one.person.name for one in page_of_stays(staff, STAYS.part_of(said), now).rows]


def test_a_proposal_begins_from_what_the_rules_ask_and_goes_on_until_it_is_delivered(office):
    person = office.node(2).person.pseudonym
    officer, page = office.office.client(office.everywhere), reverse("isolated_person", args=[person])
    begun = officer.get(page).content.decode()
    assert ('value="2026-11-23"' in begun, 'value="F1, ' in begun) == (True, True)

    fields = {
        "where": str(office.centre.pk),
        "first_day": "2026-11-23",
        "last_day": "2026-12-06",
        "ground": "F1, tiếp xúc",
    }
    read = services.digest_of_person(office.node(2))
    assert 302 == officer.post(reverse("isolation_propose", args=[person]), {**fields, "read": read}).status_code

    assert {"isolation.write": 1} == waits(office.writer)
    assert {"isolation.proposed": 1} == waits(office.officer)
    assert 2 == officer.get(page).content.decode().count("Put the proposal aside"), "the fold, and the button in it"
    office.issue(office.draw_up(office.waiting(2)))
    assert {"isolation.undelivered": 1} == waits(office.officer)
    order = office.waiting(2)
    told = {"outcome": "refused", "way": "person", "words": "", "read": services.digest_of_stay(office.stay(2))}
    deliver = reverse("isolation_deliver", args=[order.pk])
    assert "ho saw that it was refused" in officer.post(deliver, told).content.decode()
    assert 302 == officer.post(deliver, {**told, "words": "trưởng thôn Ma Văn Chứng"}).status_code
    assert {} == waits(office.officer)
    assert "Ma Văn Chứng" in officer.get(page).content.decode()


@pytest.mark.parametrize("missing", ["where", "first_day", "last_day", "ground"])
def test_a_proposal_without_one_of_its_fields_is_refused_where_it_is_missing(office, missing):
    person = office.node(2).person.pseudonym
    read = {"read": services.digest_of_person(office.node(2))}
    fields = {"where": "home", "ground": "F1, tiếp xúc", **DAYS, **read}
    del fields[missing]

    answer = office.office.client(office.everywhere).post(reverse("isolation_propose", args=[person]), fields)

    assert 400 == answer.status_code
    assert f'id="id_{missing}-error"' in answer.content.decode()
    assert not Stay.objects.exists()


def test_an_officer_is_told_who_writes_the_paper_and_finds_whoever_waits_for_one(office):
    office.propose(2)
    client = office.office.client(office.officer)

    page = client.get(reverse("isolation_bulk")).content.decode()
    (line,) = [one for one in waiting_for(office.officer, NOW) if one.what == "isolation.proposed"]

    assert "A supervisor writes the papers" in page
    assert f'href="{line.address}"' in page
    assert office.node(2).person.full_name in client.get(line.address).content.decode()
    assert (Whose.OTHERS, False) == (line.whose, line.is_late(LATER))


def test_a_paper_that_is_still_a_draft_waits_for_whoever_can_submit_it_and_the_officer_sees_that_it_hangs(office):
    office.propose(1)
    office.propose(2)
    first = office.draw_up(office.waiting(1))
    both = {"isolation.write": 1, "isolation.submit": 1}
    assert (both, {"isolation.proposed": 1, "isolation.written": 1}) == (waits(office.writer), waits(office.everywhere))

    second = office.draw_up(office.waiting(2))
    (line,) = [one for one in waiting_for(office.writer, NOW) if one.what == "isolation.submit"]
    assert (Whose.MINE, 2, reverse("paper", args=[first.pk])) == (line.whose, line.count, line.address)
    assert 200 == office.office.client(office.writer).get(line.address).status_code
    assert {"Người Thứ B", "Người Thứ C"} == set(names(office.everywhere, state=WRITTEN))

    for paper in (first, second):
        submit(paper=paper, read=as_read(paper), by=office.writer, now=NOW)
    assert ({}, {"isolation.written": 2}) == (waits(office.writer), waits(office.everywhere))
    office.issue(first)
    assert {"isolation.written": 1, "isolation.undelivered": 1} == waits(office.everywhere)


def test_a_draft_about_quarantines_waits_once_and_not_among_papers_too(office):
    office.propose(1)

    office.draw_up(office.waiting(1))

    counts = counts_for(office.writer, NOW)
    assert (1, False) == (counts["isolation.submit"], "papers.my_drafts" in counts)


def test_a_draft_that_was_sent_back_waits_once_for_whoever_wrote_it_and_for_colleagues_too(office):
    office.propose(1)
    paper = office.draw_up(office.waiting(1))
    submitted = submit(paper=paper, read=as_read(paper), by=office.writer, now=NOW)
    beside = office.office.staff("Đỗ Thị Thay", Role.SUPERVISOR, TUYEN_QUANG)
    elsewhere = office.office.staff("Vũ Thị Xa", Role.SUPERVISOR, TAN_TRAO)

    send_back(paper=submitted, read=as_read(submitted), reason="Sai ngày", by=office.leader, now=NOW)

    assert ({}, {"isolation.submit": 1}, {}) == (waits(office.writer), waits(beside), waits(elsewhere))
    assert 1 == counts_for(office.writer, NOW)["papers.sent_back"]


def test_who_signs_is_asked_openly_until_a_paper_has_said_it(office):
    """A browser says nothing about what is missing within a closed fold, and the button does nothing."""
    office.propose(1)
    client, address = office.office.client(office.writer), reverse("isolation_bulk")
    address += f"?organisation={office.signing.organisation.pk}"
    before = client.get(address).content.decode()

    office.draw_up(office.waiting(1))
    office.propose(2)
    after = client.get(address).content.decode()

    assert ['<details class="fold" open>'] == _folds(before)
    assert ['<details class="fold" >'] == _folds(after)


def test_many_are_released_by_ticking_them_and_written_into_one_paper(office):
    office.order(1, 2)
    office.office.clock[0] = LATER
    try:
        assert {"isolation.due": 2, "isolation.undelivered": 2} == waits(office.everywhere, LATER)
        officer, writer = office.office.client(office.everywhere), office.office.client(office.writer)
        ticked = {"stay": _ticks(office, 1, 2), "ground": "hết hạn, không có triệu chứng"}
        assert 409 == officer.post(reverse("isolation_releases"), ticked).status_code  # nobody was tested at the end
        ticked["is_untested"] = "1"
        assert 302 == officer.post(reverse("isolation_releases"), ticked).status_code
        head = {"office": "TM. Ủy ban nhân dân", "post": "Chủ tịch", "signer": "Hoàng Văn Thử", "place": "Sơn Dương"}
        head |= {"abbreviation": "UBND", "drafting_unit": "YT", "organisation": str(office.signing.organisation.pk)}

        answer = writer.post(reverse("isolation_papers"), {"stay": _ticks(office, 1, 2), **head})

        paper = OutgoingPaper.objects.latest("pk")
        assert reverse("paper", args=[paper.pk]) == answer["Location"]
        assert 2 == Decision.objects.filter(paper=paper, what="release").count()
    finally:
        office.office.clock[0] = NOW


def test_a_paper_is_about_all_who_were_ticked_or_none_is_written(office):
    office.propose(1)
    office.propose(2)
    ticks = _ticks(office, 1, 2)
    office.put_aside(office.waiting(2))
    head = {"office": "TM. Ủy ban nhân dân", "post": "Chủ tịch", "signer": "Hoàng Văn Thử", "place": "Sơn Dương"}
    head |= {"abbreviation": "UBND", "drafting_unit": "YT", "organisation": str(office.signing.organisation.pk)}

    answer = office.office.client(office.writer).post(reverse("isolation_papers"), {"stay": ticks, **head})

    assert 409 == answer.status_code
    assert not OutgoingPaper.objects.exists()
    assert ["proposed", "put_aside"] == [office.waiting(at).standing for at in (1, 2)]


def _ticks(office: IsolationOffice, *people: int) -> list[str]:
    stays = [office.stay(at) for at in people]
    return [f"{key}:{digest}" for key, digest in services.digests_of(stays).items()]


def test_nobody_with_symptoms_can_be_ticked(office):
    office.order(1, 2)
    office.ask(1, COUGHS)
    office.office.clock[0] = LATER
    try:
        page = office.office.client(office.everywhere).get(reverse("isolation_bulk")).content.decode()
    finally:
        office.office.clock[0] = NOW

    assert (1, True) == (page.count('name="stay"'), "Người Thứ B" in page)


def test_the_list_finds_who_has_no_reason_any_more_and_who_was_released(office):
    office.order(1, 2)
    office.issue(office.draw_up(office.release_early(2)))

    office.confirm(1)

    assert {"isolation.gone": 1, "isolation.undelivered": 3} == waits(office.everywhere)
    assert (["Người Thứ B"], ["Người Thứ C"]) == (
        names(office.everywhere, state=GONE),
        names(office.everywhere, state=ENDED),
    )
    assert ["Người Thứ B"] == names(office.everywhere, q="thu b")


def test_a_full_place_says_so_and_is_taken_only_knowingly(office):
    office.propose(1)
    office.propose(3)
    person = office.node(2).person.pseudonym
    fields = {
        "where": str(office.centre.pk),
        "first_day": "2026-11-23",
        "last_day": "2026-12-06",
        "ground": "F1, tiếp xúc",
    }
    fields["read"] = services.digest_of_person(office.node(2))
    officer, address = office.office.client(office.everywhere), reverse("isolation_propose", args=[person])

    refused = officer.post(address, fields).content.decode()
    assert "o bed is free there" in refused
    assert "0 of 2 beds free" in refused
    assert 302 == officer.post(address, {**fields, "is_beyond": "on"}).status_code

    assert "1 too many" in officer.get(reverse("isolation_centres")).content.decode()
    assert office.everywhere == Stay.objects.get(involvement=office.node(2)).beyond_by


def test_a_province_with_many_places_offers_all_of_them_by_one_question(office, django_assert_num_queries):
    made, node = office.centre, office.node(1)
    said = {"unit": made.unit, "path": made.path, "kind": made.kind, "beds": 9, "entered_by": office.officer}
    Centre.objects.bulk_create(Centre(name=f"Trường học {at}", entered_at=NOW, **said) for at in range(70))

    with django_assert_num_queries(1):
        offered = centres_near(node)

    assert 71 == len(offered)
    assert [digest_of_centre(one.centre) for one in offered[:2]] == [one.as_read for one in offered[:2]]


def test_a_place_is_entered_changed_and_closed_on_its_page(office):
    officer, page = office.office.client(office.everywhere), reverse("isolation_centres")
    said = {"name": "Nhà văn hóa", "kind": "centre", "beds": "30", "place": "Sơn Dương"}
    assert 302 == officer.post(reverse("centre_new"), said).status_code
    made = Centre.objects.latest("pk")

    assert "30 free" in officer.get(page).content.decode()
    wrong = officer.post(reverse("centre_beds", args=[made.pk]), {"beds": "x", "read": "x"}).content.decode()
    assert " place has 1 to 20000 beds" in wrong
    assert 30 == Centre.objects.get(pk=made.pk).beds


def test_a_colleague_of_another_commune_sees_nobody_and_a_reporter_is_refused(office):
    office.order(2)
    mai = office.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    reporter = office.office.client(office.office.staff("Lê Phương Thảo", Role.REPORTER, SON_DUONG))

    assert ([], ["Người Thứ C"]) == (names(mai), names(office.officer))
    person = reverse("isolated_person", args=[office.node(2).person.pseudonym])
    assert 404 == office.office.client(mai).get(person).status_code
    assert [403, 403] == [reporter.get(one).status_code for one in (reverse("isolation_list"), person)]
    assert State.APART == office.stay(2).state


def test_symptoms_of_somebody_whom_no_rule_asks_any_more_are_said_what_was_done_about(office):
    """As with whoever fell ill, and is a case by now: else no release would ever pass."""
    office.order(1)
    office.ask(1, COUGHS)
    (met,) = Exposure.objects.filter(target=office.node(1))
    read = digest_of_exposure(met)
    withdraw_exposure(actor=office.officer, exposure=met, reason="gặp người khác", read=read, now=NOW)
    watch, officer = office.watch(1), office.office.client(office.everywhere)
    task = watch.tasks.get(done_at=None)
    assert watch.first_day is None
    with pytest.raises(RefusedError, match="symptoms"):
        office.release_early(1)

    page = officer.get(reverse("isolated_person", args=[office.node(1).person.pseudonym])).content.decode()
    there = reverse("followup_person", args=[watch.pk])
    form = officer.get(there).content.decode()
    sent = {"outcome": "sample", "read": digest_of_watch(watch)}
    officer.post(reverse("followup_settle", args=[task.pk]), sent)

    assert f'href="{there}"' in page
    assert reverse("followup_settle", args=[task.pk]) in form
    assert "release" == office.release_early(1).what
