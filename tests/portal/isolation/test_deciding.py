"""Somebody proposes, the office decides by a paper, and a bed is given to one person only."""

from __future__ import annotations

import random

import pytest
from django.db.models import Count
from msgspec.structs import replace

from bluezone.documents.paper import Article, Table
from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Person
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.followup.models import Watch
from bluezone.portal.isolation import services
from bluezone.portal.isolation.centres import add_centre, close_centre, counting_beds, digest_of_centre, taken_beds
from bluezone.portal.isolation.course import OPEN, WAITING, Standing, State, course_of
from bluezone.portal.isolation.models import Centre, Decision, Delivery, Kind, Stay
from bluezone.portal.isolation.papers import follow_paper
from bluezone.portal.isolation.selectors import undelivered_in
from bluezone.portal.papers.files import verdict_of
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.objections import differences_of, fingerprint_of
from bluezone.portal.papers.services import discard, revise, submit
from bluezone.portal.papers.standing import as_read, content_of
from tests.support.portal.followup import COUGHS
from tests.support.portal.isolation import ONE_DAY, IsolationOffice
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit
from tests.support.portal.paper_offices import DAY, PaperOffice, note_both

pytestmark = pytest.mark.usefixtures("kept_office")
LATER = NOW + 20 * ONE_DAY


@pytest.fixture(scope="module")
def kept_office(kept) -> IsolationOffice:
    return IsolationOffice(Office())


@pytest.fixture
def office(kept_office, db) -> IsolationOffice:
    return kept_office


def states(office: IsolationOffice, *people: int) -> list[str]:
    return [office.stay(at).state for at in people]


@pytest.mark.in_turn(of=3)
def test_what_is_written_has_the_form_that_the_law_asks_of_a_decision(office):
    """Order, extension and release, each for two; a form that is wrong would stand beside every draft."""
    for at in (1, 2):
        office.propose(at)
    papers = [office.draw_up(office.waiting(1), office.waiting(2))]
    office.issue(papers[0])
    papers.append(office.draw_up(*(office.extend(at) for at in (1, 2))))
    office.issue(papers[1])
    papers.append(office.draw_up(*office.release(1, 2, now=LATER), now=LATER))

    verdicts = [verdict_of(paper, NOW) for paper in papers]

    assert [[], [], []] == [[found.rule for found in verdict.findings] for verdict in verdicts]
    assert all("bases.end" in verdict.judged for verdict in verdicts)


def test_nobody_is_in_quarantine_before_the_paper_is_issued(office):
    for at in (1, 2):
        office.propose(at)
    paper = office.draw_up(office.waiting(1), office.waiting(2))
    assert [State.PROPOSED] * 2 == states(office, 1, 2)

    office.issue(paper)

    assert [State.APART] * 2 == states(office, 1, 2)
    assert {"isolation.propose", "isolation.draw_up", "isolation.issue"} <= set(
        Entry.objects.values_list("act", flat=True)
    )


@pytest.mark.in_turn(of=3)
def test_a_paper_goes_the_whole_way_signed_by_a_person_and_the_organisation(office):
    for at in (1, 2):
        office.propose(at)
    paper = office.draw_up(office.waiting(1), office.waiting(2))
    house = PaperOffice(office.office, office.signing.organisation, office.leader, office.clerk)
    office.office.clock[0] = DAY  # of the tests' certificates
    try:
        note_both(paper, office.clerk, office.leader, DAY)
        submitted = submit(paper=paper, read=as_read(paper), by=office.writer, now=DAY)
        signed = house.signed(submitted)
        assert [State.PROPOSED] * 2 == states(office, 1, 2)
        issued = house.issued(house.sealed(signed))
    finally:
        office.office.clock[0] = NOW

    assert [State.APART] * 2 == states(office, 1, 2)
    assert [issued.code] == list(dict.fromkeys(one.paper.code for one in Decision.objects.all() if one.paper))


@pytest.mark.in_turn(of=3)
def test_several_stand_in_the_papers_list_and_one_in_its_text(office):
    for at in (1, 2):
        office.propose(at)
    office.propose(3, home=True)

    many = content_of(office.draw_up(office.waiting(1), office.waiting(2)))
    one = content_of(office.draw_up(office.waiting(3)))

    table = many.appendices[0].blocks[0]
    assert isinstance(table, Table)
    assert [("Người Thứ B", "Trường Quân sự"), ("Người Thứ C", "Trường Quân sự")] == sorted(
        (row[1], row[4]) for row in table.rows
    )
    assert () == one.appendices
    assert isinstance(one.blocks[0], Article)
    assert "Người Thứ D" in one.blocks[0].text
    assert ("QĐ-UBND", True) == (one.symbol, any("3638" in basis for basis in one.bases))


@pytest.mark.in_turn(of=3)
def test_an_extension_cites_the_decision_that_it_extends_and_moves_the_last_day(office):
    code = office.order(1).code
    before = office.stay(1).last_day

    paper = office.issue(office.draw_up(office.extend(1)))

    assert before + 7 * ONE_DAY == office.stay(1).last_day
    assert f"theo Quyết định số {code} ngày 24/11/2026" in content_of(paper).blocks[1].text


def test_a_recalled_paper_takes_back_what_it_decided_and_nothing_else(office):
    order = office.order(1, 2)
    extension = office.issue(office.draw_up(office.extend(1)))
    release = office.issue(office.draw_up(*office.release(1, now=LATER + 7 * ONE_DAY)))
    assert [State.ENDED, State.APART] == states(office, 1, 2)

    office.recall(release)
    assert [State.APART] * 2 == states(office, 1, 2)
    office.recall(extension)
    assert office.stay(2).last_day == office.stay(1).last_day
    office.recall(order)

    assert [State.VOID] * 2 == states(office, 1, 2)


def test_a_recalled_release_finds_no_bed_once_that_was_given_away(office):
    office.order(1, 2)
    release = office.issue(office.draw_up(*office.release(1, now=LATER)))
    office.propose(3)

    with pytest.raises(RefusedError, match="bed"):
        office.recall(release)

    assert [State.ENDED, State.APART, State.PROPOSED] == states(office, 1, 2, 3)
    release.refresh_from_db()
    assert "issued" == OutgoingPaper.objects.get(pk=release.pk).state


def test_a_full_place_takes_nobody_unless_somebody_says_that_they_know(office):
    office.propose(1)
    office.propose(2)

    with pytest.raises(RefusedError, match="no bed is free"):
        office.propose(3)
    beyond = office.propose(3, is_beyond=True)

    assert (office.officer, None) == (beyond.beyond_by, office.stay(1).beyond_by)
    assert 3 == counting_beds(Centre.objects.all()).get().taken


def test_what_is_put_aside_frees_the_bed_and_its_paper_is_not_sent_out_any_more(office):
    office.propose(1)
    office.propose(2)
    paper = office.draw_up(office.waiting(1), office.waiting(2))

    office.put_aside(office.waiting(1))

    assert (State.VOID, 1) == (office.stay(1).state, taken_beds(office.centre))
    (told,) = differences_of(paper)
    assert (2, 0) == (told.written, told.now)
    with pytest.raises(RefusedError):
        submit(paper=paper, read=as_read(paper), by=office.writer, now=NOW)


def test_whoever_else_a_paper_names_of_which_one_was_put_aside_is_written_into_another(office):
    office.propose(1)
    office.propose(2)
    dead = office.draw_up(office.waiting(1), office.waiting(2))
    office.put_aside(office.waiting(1))

    office.issue(office.draw_up(office.waiting(2)))

    assert [State.VOID, State.APART] == states(office, 1, 2)
    assert [office.node(2).person_id] == [
        int(key) for key in Entry.objects.filter(act="isolation.free").values_list("subjects__key", flat=True)
    ]
    with pytest.raises(RefusedError):
        office.issue(dead)


def test_whom_a_draft_names_that_is_thrown_away_is_written_into_another(office):
    office.propose(1)
    office.propose(2)
    paper = office.draw_up(office.waiting(1), office.waiting(2))

    discard(paper=paper, read=as_read(paper), by=office.writer, now=NOW)

    assert [Standing.PROPOSED, Standing.PROPOSED] == [office.waiting(at).standing for at in (1, 2)]
    assert [None, None] == [office.waiting(at).paper for at in (1, 2)]
    assert ["isolation.free", "isolation.free"] == [one.act for one in Entry.objects.filter(act="isolation.free")]
    office.issue(office.draw_up(office.waiting(1), office.waiting(2)))
    assert [State.APART, State.APART] == states(office, 1, 2)


def test_whom_a_draft_names_and_who_was_put_aside_before_stays_aside_when_it_is_thrown_away(office):
    office.propose(1)
    paper = office.draw_up(office.waiting(1))
    stay = office.stay(1)
    office.put_aside(office.waiting(1))

    discard(paper=paper, read=as_read(paper), by=office.writer, now=NOW)

    assert ["put_aside"] == list(stay.decisions.values_list("standing", flat=True))


def test_whoever_else_the_paper_of_an_extension_names_is_free_once_an_order_is_recalled(office):
    order, _ = office.order(1), office.order(2)
    dead = office.draw_up(office.extend(1), office.extend(2))

    office.recall(order)

    assert ["put_aside", "proposed"] == [office.waiting(at).standing for at in (1, 2)]
    assert 1 == Entry.objects.filter(act="isolation.free").count()
    office.issue(office.draw_up(office.waiting(2)))
    assert [State.VOID, State.APART] == states(office, 1, 2)
    with pytest.raises(RefusedError):
        office.issue(dead)


def test_whoever_took_note_that_one_has_no_reason_took_no_note_of_another(office):
    office.propose(1)
    office.propose(2)
    paper = office.draw_up(office.waiting(1), office.waiting(2))
    marks = []
    for at in (1, 2):
        asked = Watch.objects.get(involvement=office.node(at))
        days = {"first_day": asked.first_day, "apart_until": asked.apart_until, "last_day": asked.last_day}
        Watch.objects.filter(pk=asked.pk).update(**dict.fromkeys(days), due_at=None)
        marks.append(fingerprint_of(differences_of(paper)))
        Watch.objects.filter(pk=asked.pk).update(**days)

    assert 2 == len(set(marks))


def test_whoever_signs_is_told_that_the_reason_of_an_extension_has_gone_meanwhile(office):
    office.order(1)
    paper = office.draw_up(office.extend(1))
    assert () == differences_of(paper)

    office.confirm(1)

    assert [(1, 0)] == [(told.written, told.now) for told in differences_of(paper)]


def test_whoever_signs_is_told_that_somebody_to_be_released_fell_ill_meanwhile(office):
    office.order(1, 2)
    paper = office.draw_up(*office.release(1, 2, now=LATER))
    assert () == differences_of(paper)

    office.ask(1, COUGHS)

    assert [(2, 1)] == [(told.written, told.now) for told in differences_of(paper)]


def test_whoever_signs_is_told_that_a_draft_was_rewritten_about_somebody_else_or_another_day(office):
    office.propose(1)
    paper = office.draw_up(office.waiting(1))
    assert () == differences_of(paper)
    content = content_of(paper)
    about, days = (block.text for block in content.blocks[:2] if isinstance(block, Article))

    for before, after in ((about, about.replace("Người Thứ B", "Người Khác")), (days, days.replace("/12/", "/11/"))):
        blocks = tuple(
            Article(text=after) if isinstance(one, Article) and one.text == before else one for one in content.blocks
        )
        revise(paper=paper, content=replace(content, blocks=blocks), by=office.writer, now=NOW)
        paper.refresh_from_db()
        assert [(1, 0)] == [(told.written, told.now) for told in differences_of(paper)]


@pytest.mark.in_turn(of=3)
@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("Người Thứ Bích", 0),
        ("Người Thứ B Nam", 0),
        ("Lý Người Thứ B", 0),
        ("Ông Người Thứ B", 1),
        ("Bà Người Thứ B", 1),
        ("Bà Lý Người Thứ B", 0),
    ],
)
def test_whoever_signs_is_told_that_a_name_was_made_longer_and_not_that_a_title_stands_before_it(office, name, named):
    office.propose(1)
    paper = office.draw_up(office.waiting(1))
    content = content_of(paper)
    about = content.blocks[0].text.replace("Người Thứ B", name)

    revise(
        paper=paper,
        content=replace(content, blocks=(Article(text=about), *content.blocks[1:])),
        by=office.writer,
        now=NOW,
    )
    paper.refresh_from_db()

    assert [(1, 0)] * (1 - named) == [(told.written, told.now) for told in differences_of(paper)]


def test_one_line_of_the_list_tells_of_one_of_two_who_are_called_alike(office):
    Person.objects.filter(pk=office.node(2).person_id).update(full_name="Người Thứ B")
    office.propose(1)
    office.propose(2)
    paper = office.draw_up(office.waiting(1), office.waiting(2))
    assert () == differences_of(paper)
    content = content_of(paper)
    (appendix,) = content.appendices
    table, *rest = appendix.blocks
    rows = (table.rows[0], tuple("Người Khác" if cell == "Người Thứ B" else cell for cell in table.rows[1]))

    appendices = (replace(appendix, blocks=(replace(table, rows=rows), *rest)),)
    revise(paper=paper, content=replace(content, appendices=appendices), by=office.writer, now=NOW)
    paper.refresh_from_db()

    assert [(2, 1)] == [(told.written, told.now) for told in differences_of(paper)]


def test_whoever_signs_is_told_that_a_reason_has_gone_meanwhile(office):
    office.propose(1)
    office.propose(2)
    paper = office.draw_up(office.waiting(1), office.waiting(2))
    assert () == differences_of(paper)

    office.confirm(1)

    assert (2, 1) == (differences_of(paper)[0].written, differences_of(paper)[0].now)


def test_a_paper_is_never_issued_about_somebody_of_whom_it_was_put_aside(office):
    office.propose(1)
    office.propose(2)
    paper = office.draw_up(office.waiting(1), office.waiting(2))
    office.put_aside(office.waiting(1))
    (told,) = differences_of(paper)
    assert told.written is not None

    paper.state, paper.issued_by = "issued", office.clerk
    with pytest.raises(RefusedError, match="gone on"):
        follow_paper(paper, office.clerk, NOW)


def test_only_whom_the_rules_ask_is_put_into_quarantine_and_only_once(office):
    with pytest.raises(RefusedError, match="no rule"):
        office.propose(0)
    office.propose(1)

    with pytest.raises(RefusedError, match="already"):
        office.propose(1)


def test_people_are_released_in_bulk_once_all_their_days_are_over(office):
    office.order(1, 2)
    with pytest.raises(RefusedError, match="not over"):
        office.release(1, 2)

    office.issue(office.draw_up(*office.release(1, 2, now=LATER)))

    assert [State.ENDED] * 2 == states(office, 1, 2)
    assert (0, LATER.date()) == (taken_beds(office.centre), office.stay(1).ended_on)


def test_nobody_with_symptoms_is_released_in_bulk(office):
    office.order(1, 2)
    office.ask(1, COUGHS)

    with pytest.raises(RefusedError, match="symptoms"):
        office.release(1, 2, now=LATER)

    assert not Decision.objects.filter(what="release").exists()


@pytest.mark.in_turn(of=3)
def test_an_early_release_says_why(office):
    office.order(1)

    office.issue(office.draw_up(office.release_early(1)))

    assert (State.ENDED, NOW.date()) == (office.stay(1).state, office.stay(1).ended_on)
    assert "không còn tiếp xúc" == office.waiting(1).ground


def test_nobody_with_symptoms_is_released_early_before_somebody_says_what_was_done(office):
    office.order(1)
    office.ask(1, COUGHS)

    with pytest.raises(RefusedError, match="this person has symptoms"):
        office.release_early(1)

    assert not Decision.objects.filter(what="release").exists()


def test_a_decision_is_delivered_once_and_a_refusal_has_a_witness(office):
    office.propose(1)
    with pytest.raises(RefusedError, match="issued"):
        office.deliver(office.waiting(1))
    office.issue(office.draw_up(office.waiting(1)))

    office.deliver(office.waiting(1), Delivery.Outcome.ABSENT)
    with pytest.raises(RefusedError, match="who saw"):
        office.deliver(office.waiting(1), Delivery.Outcome.REFUSED)
    office.deliver(office.waiting(1), Delivery.Outcome.REFUSED, "trưởng thôn Ma Văn Chứng")

    with pytest.raises(RefusedError, match="delivered already"):
        office.deliver(office.waiting(1))
    assert ["absent", "refused"] == list(Delivery.objects.order_by("pk").values_list("outcome", flat=True))


def test_what_the_recalled_order_took_along_is_not_delivered_any_more(office):
    order = office.order(1)
    office.issue(office.draw_up(office.extend(1)))
    assert 2 == undelivered_in(Stay.objects.all()).count()

    office.recall(order)

    assert 0 == undelivered_in(Stay.objects.all()).count()
    with pytest.raises(RefusedError, match="issued"):
        office.deliver(office.waiting(1))


@pytest.mark.in_turn(of=3)
def test_a_reason_is_kept_without_the_signs_that_nobody_sees(office):
    office.propose(1)
    stay, order = office.stay(1), office.waiting(1)
    read, typed = services.digest_of_stay(stay), "nhầm\0 \u202engười"

    services.put_aside(actor=office.officer, decision=order, reason=typed, read=read, now=NOW)

    assert "nhầm người" == office.waiting(1).reason


def test_what_changed_since_it_was_read_is_not_decided(office):
    stay = office.propose(1)
    read = services.digest_of_stay(stay)
    office.draw_up(office.waiting(1))

    with pytest.raises(ChangedError):
        services.put_aside(actor=office.officer, decision=office.waiting(1), reason="nhầm", read=read, now=NOW)


def test_a_place_keeps_the_beds_in_which_people_are_and_is_closed_when_it_is_empty(office):
    office.propose(1)
    office.propose(2)
    with pytest.raises(RefusedError, match="more people"):
        office.set_beds(1)
    with pytest.raises(RefusedError, match="already"):
        add_centre(
            actor=office.officer, unit=the_unit(SON_DUONG), name=" Trường  Quân sự", kind=Kind.CENTRE, beds=1, now=NOW
        )

    for at in (1, 2):
        office.put_aside(office.waiting(at))
    centre = Centre.objects.get()
    close_centre(actor=office.officer, centre=centre, read=digest_of_centre(centre), now=NOW)

    with pytest.raises(RefusedError, match="nobody any more"):
        office.propose(1)


def test_decisions_of_several_kinds_do_not_go_into_one_paper(office):
    office.order(1)
    office.propose(2)

    with pytest.raises(RefusedError, match="one kind"):
        office.draw_up(office.extend(1), office.waiting(2))


def test_after_any_acts_every_stay_is_what_its_decisions_amount_to_and_no_bed_is_given_twice(office):
    chance, papers, done = random.Random(35), list[OutgoingPaper](), set[str]()
    for _ in range(120):
        done.add(office.isolate_by_chance(chance, papers))
        assert_sound(office)

    assert {"propose", "draw", "issue", "aside"} <= done


def assert_sound(office: IsolationOffice) -> None:
    for stay in Stay.objects.all():
        course = course_of([one.told for one in stay.decisions.order_by("pk")])
        assert (stay.state, stay.last_day, stay.ended_on) == (course.state, course.last_day, course.ended_on)
        assert stay.state in OPEN or not stay.decisions.filter(standing__in=WAITING).exists()
    several = Stay.objects.filter(state__in=OPEN).values("involvement").annotate(many=Count("pk")).filter(many__gt=1)
    assert not several.exists()
    within = office.centre.stays.filter(state__in=OPEN, beyond_by=None).count()
    assert within <= Centre.objects.get(pk=office.centre.pk).beds
    issued = Decision.objects.filter(standing=Standing.IN_FORCE)
    assert {"issued"} >= set(issued.values_list("paper__state", flat=True))
