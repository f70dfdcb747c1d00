"""An outbreak's state on one day: counted by commune in one's own units, and written as the report that was read."""

from __future__ import annotations

import copy
import datetime as dt
import unicodedata

import pytest
from django.urls import reverse

from bluezone.documents.paper import Kind, Table
from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.changing import close_case, reopen_case
from bluezone.portal.cases.models import Case, Classification, Person
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers import services as papers
from bluezone.portal.papers.files import verdict_of
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.objections import differences_of, fingerprint_of, require_no_objection
from bluezone.portal.papers.standing import as_read, content_of
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.situation.counts import Counts
from bluezone.portal.situation.daily import Situation, situation_of
from bluezone.portal.situation.services import Asked, write_report
from bluezone.portal.tracing.involving import involve
from bluezone.portal.tracing.models import Involvement, Outbreak
from tests.support.portal.followup import COUGHS
from tests.support.portal.isolation import IsolationOffice
from tests.support.portal.offices import NOW, TAN_TRAO, Office

DAY = dt.timedelta(days=1)
TO = "Sở Y tế tỉnh Tuyên Quang"


@pytest.fixture(scope="module")
def kept_office(kept) -> IsolationOffice:
    """A case that two people met; one of them is in a centre, the other at home."""
    office = IsolationOffice(Office())
    office.order(1)
    office.order(2, home=True)
    return office


@pytest.fixture
def office(kept_office, db) -> IsolationOffice:
    return copy.deepcopy(kept_office)


def state(office: IsolationOffice, now: dt.datetime = NOW) -> Situation:
    return situation_of(office.writer, office.node(0).outbreak, now)


def confirmed(office: IsolationOffice, now: dt.datetime = NOW) -> tuple[int, int]:
    whole = state(office, now).whole
    return whole.confirmed, whole.confirmed_today


def written(office: IsolationOffice, read: str, **more) -> OutgoingPaper:
    return write_report(
        actor=more.get("actor", office.writer),
        outbreak=office.node(0).outbreak,
        asked=Asked(office.signing, TO),
        read=read,
        now=more.get("now", NOW),
        entropy=office.office.chance.randbytes,
    )


def test_each_person_is_counted_where_they_are_and_all_together(office):
    found = state(office)

    home, other = (office.node(at).unit.name for at in (0, 1))
    assert [home, other] == [one.name for one in found.communes]
    with_the_case, without = (one.counts for one in found.communes)
    assert Counts(1, 1, 1, 0, with_the_case.followed, with_the_case.missed, 0, at_home=1) == with_the_case
    assert Counts(0, 0, 1, 1, without.followed, without.missed, 0, in_centres=1) == without
    assert with_the_case + without == found.whole
    assert 3 == found.whole.followed


def test_symptoms_and_answers_that_are_due_are_counted_and_yesterdays_case_is_not_todays(office):
    before = state(office).whole
    office.ask(1, COUGHS)

    today, tomorrow = state(office).whole, state(office, NOW + DAY).whole

    assert (1, before.missed - 1, 1) == (today.ill, today.missed, today.confirmed_today)
    assert (1, 0) == (tomorrow.confirmed, tomorrow.confirmed_today)
    assert tomorrow.missed > today.missed


def test_a_case_that_is_over_or_was_opened_again_is_still_one_and_one_that_was_none_is_not(office):
    case = office.node(0).person.cases.get()
    said = {"actor": office.officer, "now": NOW + DAY}
    close_case(**said, case=case, reason=Case.Reason.OVER, read=digest_of_case(case))

    assert (1, 0) == confirmed(office, NOW + DAY)
    case.refresh_from_db()
    reopen_case(**said, case=case, read=digest_of_case(case))
    assert (1, 0) == confirmed(office, NOW + DAY)

    case.refresh_from_db()
    close_case(**said, case=case, reason=Case.Reason.NO_CASE, read=digest_of_case(case))
    assert (0, 0) == confirmed(office, NOW + DAY)


def test_a_case_that_a_list_brought_is_counted_whose_second_look_waits(office):
    Classification.objects.update(basis=Classification.Basis.LISTED, agreed_by=None)
    Case.objects.update(state=Case.State.OPENED, confirmed_by=None, confirmed_at=None)

    assert (1, 1) == confirmed(office)


def test_a_case_of_one_outbreak_is_none_of_another_in_which_the_person_met_somebody(office):
    another = Outbreak.objects.create(name="Sởi", pathogen="Measles", path="", place="VN", begins=NOW.date())
    involve(another, office.node(0).person)
    Involvement.objects.filter(outbreak=another).update(level=1)

    (one,) = situation_of(office.writer, another, NOW).communes

    assert Counts(contacts=1) == one.counts


def test_whoever_was_merged_into_another_is_counted_once(office):
    before, merged = state(office).whole.contacts, office.node(1).person
    Person.objects.filter(pk=merged.pk).update(merged_into=office.node(2).person)

    assert before - 1 == state(office).whole.contacts


def test_the_days_state_is_asked_in_a_few_questions_however_much_is_counted(office, django_assert_num_queries):
    writer, outbreak = office.writer, office.node(0).outbreak

    with django_assert_num_queries(7):
        situation_of(writer, outbreak, NOW)


def test_the_report_names_an_outbreak_whose_name_was_typed_in_loose_accents(office):
    Outbreak.objects.update(name=unicodedata.normalize("NFD", "Sởi Tân Trào"))

    assert "Sởi Tân Trào" in content_of(written(office, state(office).digest)).subject


def test_nobody_of_elsewhere_is_counted(office):
    neighbour = office.office.staff("Lò Văn Xa", Role.SUPERVISOR, TAN_TRAO)

    seen = situation_of(neighbour, office.node(0).outbreak, NOW)

    assert [office.node(1).unit.name] == [one.name for one in seen.communes]


def test_a_hamlet_counts_with_its_commune_and_sums_are_those_of_the_lines():
    one, other = Counts(1, 1, 2, 3, 4, 1, 0, 1, 2), Counts(2, 0, 5, 1, 1, 1, 1, 0, 0)

    assert Counts(3, 1, 7, 4, 5, 2, 1, 1, 2) == one + other


def test_the_report_says_what_was_read_in_the_form_that_the_decree_asks(office):
    paper = written(office, state(office).digest)

    content = content_of(paper)
    (appendix,) = content.appendices
    (table,) = [block for block in appendix.blocks if isinstance(block, Table)]
    assert appendix.landscape
    assert "Chi tiết tại phụ lục kèm theo." in str(content.blocks)
    assert (Kind.REPORT, (TO,)) == (content.kind, content.addressees)
    assert "1 ca xác định, trong đó 1 ca được xác định trong ngày." in str(content.blocks)
    assert "1 người đang cách ly tại nhà, 1 người đang cách ly tập trung." in str(content.blocks)
    assert ("Cộng", "1", "1", "2", "1", "3") == table.total[:6]
    assert [office.node(0).unit.name, office.node(1).unit.name] == [row[0] for row in table.rows]
    assert () == verdict_of(paper, NOW).findings
    line = Entry.objects.get(act="situation.report")
    assert (office.writer.pk, str(paper.pk)) == (line.actor_id, line.subjects.get().key)


def test_no_report_is_written_of_figures_that_are_others_by_now(office):
    read = state(office).digest
    office.ask(1, COUGHS)

    with pytest.raises(ChangedError):
        written(office, read)

    assert not Entry.objects.filter(act="situation.report").exists()


def test_a_report_whose_figures_are_others_by_now_goes_no_step_further_until_a_leader_took_note(office):
    """A draft is written anew; of one that waits for its signature a leader may say why it goes out all the same."""
    draft, waiting = (written(office, state(office).digest) for _ in range(2))
    papers.submit(paper=waiting, read=as_read(waiting), by=office.writer, now=NOW)
    office.ask(1, COUGHS)

    for one in (draft, waiting):
        with pytest.raises(RefusedError, match="figures have changed"):
            require_no_objection(one)
    with pytest.raises(RefusedError, match="figures have changed"):
        papers.submit(paper=draft, read=as_read(draft), by=office.writer, now=NOW + 3 * DAY)

    differences = differences_of(waiting)
    assert {
        "Communes of the appendix whose figures are still as they stand there": (2, 1),
        "People whose answer is missing since the day before": (2, 1),
        "People with symptoms of which nothing was done": (0, 1),
    } == {one.words.en: (one.written, one.now) for one in differences}
    waiting.refresh_from_db()
    said = {"read": as_read(waiting), "reason": "đúng lúc viết", "by": office.leader, "now": NOW + 3 * DAY}
    papers.note_differences(paper=waiting, fingerprint=fingerprint_of(differences), **said)
    require_no_objection(waiting)


def test_a_report_tells_of_its_day_and_what_moves_between_communes_is_noticed(office):
    """Days later nothing differs by that alone; one who moves to another commune changes no sum."""
    paper = written(office, state(office).digest)
    moved = office.node(1)
    assert state(office).whole != state(office, NOW + 3 * DAY).whole
    assert () == differences_of(paper)

    Involvement.objects.filter(pk=moved.pk).update(unit=office.node(0).unit, path=office.node(0).path)

    marks = [(one.words.en[:8], one.written, one.now) for one in differences_of(paper)]
    assert [("Communes", 2, 0)] == marks


def test_whoever_writes_no_papers_of_an_office_writes_no_report_for_it(office):
    with pytest.raises(RefusedError, match="own unit"):
        written(office, state(office).digest, actor=office.officer)


def test_from_the_page_to_the_draft(office):
    client = office.office.client(office.writer)
    there = client.get(client.get(reverse("situation")).url)
    page = there.content.decode()
    signing = office.signing
    typed = {
        "organisation": signing.organisation.pk,
        "addressee": TO,
        "office": signing.office[0],
        "post": signing.office[1],
        "signer": signing.signer,
        "abbreviation": signing.abbreviation,
        "place": signing.place,
        "drafting_unit": signing.drafting_unit,
        "read": state(office).digest,
    }
    way = reverse("situation_report", args=[office.node(0).outbreak.pk])

    led_to = client.post(way, typed)
    refused = client.post(way, {**typed, "addressee": " "})

    assert way in page
    assert reverse("paper", args=[OutgoingPaper.objects.latest("pk").pk]) == led_to.url
    assert 409 == refused.status_code
    assert "fill in whose paper" in refused.content.decode()


def test_an_officer_sees_the_figures_and_no_form(office):
    page = office.office.client(office.officer).get(reverse("situation"), follow=True).content.decode()

    assert "Apart in centres" in page
    assert "Write the quick report" not in page


def test_where_nobody_fell_ill_or_met_a_case_the_page_says_so(office):
    unit = Unit.objects.filter(level=Level.COMMUNE, valid_to=None).exclude(code__in=["02536", "02545"]).first()
    assert unit is not None
    elsewhere = office.office.staff("Lê Ở Xa", Role.SUPERVISOR, unit.key)

    page = office.office.client(elsewhere).get(reverse("situation"), follow=True).content.decode()

    assert "Nothing to tell yet" in page
