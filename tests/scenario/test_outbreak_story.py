"""An outbreak from its first case to its last report, on the pages of everybody who works on it: a case is opened,
confirmed and interviewed without a network; whom it met is traced in three communes, set apart by papers that are
signed, asked each day, and one of them falls ill; those whom he met move nearer, are set apart in turn, tested and
released; and of all of it the day's state, the signed report and the audit tell, a colleague of elsewhere reads
pseudonyms, and another province and a reporter nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from django.utils.translation import override
from playwright.sync_api import expect, sync_playwright

from bluezone.documents.paper import Table
from bluezone.portal.audit.models import Entry
from bluezone.portal.audit.selectors import verify_chain
from bluezone.portal.audit.words import action_in_words
from bluezone.portal.cases.models import Classification, Person
from bluezone.portal.followup.models import Visit, Watch
from bluezone.portal.isolation.models import Stay
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.standing import content_of
from bluezone.portal.sampling.models import Sample
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.world import VIET_NAM
from tests.support.amounts import OUTBREAK_ROUNDS
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.browsing import LONG_MS, Desk, open_portal
from tests.support.portal.examined import examine_here
from tests.support.portal.offices import NOW, Office
from tests.support.scenario.outbreak_desks import (
    Desks,
    asks_everybody,
    enters_contacts,
    enters_negative,
    found_offices,
    goes_its_way,
    hands_over,
    has_symptoms,
    opens_person,
    proposes_quarantine,
    releases,
    takes_over,
    takes_samples,
    writes_one_paper,
)

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(900),
    pytest.mark.slow,
    pytest.mark.breadth,
    pytest.mark.django_db,
]
FORTNIGHT = 14
ROUNDS = sorted([0, 3, 6, *(day for day in range(FORTNIGHT) if day not in {0, 3, 6})][:OUTBREAK_ROUNDS])
"""Days in whose evening everybody is asked; the second is the one on which somebody falls ill."""
ILL = "Nguyễn Thị Bình"
AN, BAO, CUONG, DAN = "Lý Văn An", "Ma Thị Bảo", "Nông Văn Cường", "Tráng A Dán"
EM, GAM, HOA, ICH = "Sùng Thị Em", "Hầu Văn Gấm", "Lò Thị Hoa", "Giàng A Ích"
NAMES = (ILL, AN, BAO, CUONG, DAN, EM, GAM, HOA, ICH)
MET = (
    (AN, "0912 111 001", "1980", "Sơn Dương"),
    (BAO, "0912 111 002", "1985", "Sơn Dương"),
    (CUONG, "0912 111 003", "1990", "Tân Trào"),
    (DAN, "0912 111 004", "1995", "Bình Ca"),
)
DID = {
    "cases.open", "cases.confirm", "interview.note", "tracing.offer", "tracing.receive", "isolation.propose",
    "isolation.draw_up", "isolation.deliver", "followup.record", "followup.link", "sampling.take", "sampling.send",
    "sampling.receive", "sampling.result", "contact_codes.ask", "contact_codes.give", "situation.report",
    "papers.draft", "papers.submit", "papers.issue",
}  # fmt: skip
"""Acts of the story, of each of which the audit has a line."""


def a_case_is_opened_and_a_second_person_confirms_it(desks: Desks) -> None:
    officer, second = desks.lan, desks.viet
    officer.opens("/cases/new")
    said = {"Full name": ILL, "Telephone": "0912 345 678", "Year of birth": "1985", "First symptoms": "2026-11-21"}
    officer.fills({**said, "Commune": "Sơn Dương"})
    officer.page.get_by_role("radio", name="Sơn Dương").first.check()
    officer.presses("Open the case")
    officer.reads("A second person confirms")
    second.opens(officer.page.url)
    second.presses("I have checked it: confirm")
    second.reads("Confirmed by Trịnh Văn Viết")


def an_interview_without_a_network_arrives_once_there_is_one(desks: Desks) -> None:
    asks = desks.tham
    asks.opens("/cases")
    asks.follows(ILL)
    asks.follows("Interview", exact=True)
    page, line = asks.page, asks.page.locator("[data-line]")
    expect(line).to_be_visible(timeout=LONG_MS)
    with asks.offline():
        for answer in ("Yes", "By telephone", "The person themselves"):
            page.get_by_role("radio", name=answer).locator("visible=true").first.check()
        notes(asks, "Note and ask on")
        asks.fills({"First symptoms on": "2026-11-21", "Sample taken on": "2026-11-23"})
        page.get_by_role("radio", name="PCR", exact=True).check()
        notes(asks, "Note and ask on")
        page.get_by_role("navigation", name="Steps").get_by_role("link", name="With whom").click()
        asks.unfolds("Paste from a spreadsheet")
        lines = ["\t".join((*one, "23/11/2026", "23/11/2026", "Chợ Sơn Dương")) for one in MET]
        asks.fills({"Copied from a spreadsheet": "\n".join(lines)})
        page.get_by_role("button", name="Into the lines below").click()
        expect(line).to_contain_text("No network: kept on this device", timeout=LONG_MS)
        notes(asks, "Note these contacts")
        expect(page.locator("[data-waiting]")).to_have_text("3", timeout=LONG_MS)
        assert {ILL} == set(levels(desks))
    expect(line).to_contain_text("Everything that was noted has arrived", timeout=LONG_MS)
    asks.reads("4 contacts")


def notes(asks: Desk, what: str) -> None:
    asks.page.get_by_role("button", name=what).locator("visible=true").click()


def three_communes_have_their_people(desks: Desks) -> None:
    takes_over(desks.mai, CUONG)
    day = "24/11/2026"
    enters_contacts(desks.lan, AN, (HOA, "0912 111 007", "1991", "Tân Trào", day, day, "Xưởng"))
    enters_contacts(desks.lan, BAO, (ICH, "0912 111 008", "1992", "Sơn Dương", day, day, "Ở nhà"))
    takes_over(desks.mai, HOA)

    assert {ILL: 0, AN: 1, BAO: 1, CUONG: 1, DAN: 1, HOA: 2, ICH: 2} == levels(desks)


def three_are_set_apart_by_one_paper(desks: Desks) -> None:
    for desk, name in ((desks.lan, AN), (desks.lan, BAO), (desks.mai, CUONG)):
        proposes_quarantine(desk, name)
    writes_one_paper(desks, is_first=True)
    for desk, name in ((desks.lan, AN), (desks.lan, BAO), (desks.mai, CUONG)):
        hands_over(desk, name)


def one_is_given_a_code_to_answer_by(desks: Desks) -> None:
    officer = desks.lan
    opens_person(officer, BAO)
    officer.follows("All answers")
    officer.presses("Draw a code for them")
    desks.own_code = officer.page.locator("p.mono").inner_text()


def the_third_commune_takes_its_own_over(desks: Desks) -> None:
    takes_over(desks.dung, DAN)


def he_names_two_and_falls_ill(desks: Desks) -> None:
    there = ("27/11/2026", "27/11/2026", "Lán nương")
    with_em = (EM, "0912 111 005", "1996", "Bình Ca", *there)
    enters_contacts(desks.dung, DAN, with_em, (GAM, "0912 111 006", "1997", "Tân Trào", *there))
    takes_over(desks.mai, GAM)
    has_symptoms(desks.dung, DAN)


def he_is_positive_and_whom_he_met_moves_nearer(desks: Desks) -> None:
    officer, second = desks.dung, desks.viet
    officer.opens("/followup")
    officer.follows(DAN)
    officer.follows("Order it: this person then stands among the samples to take")
    officer.fills({"Why": "sốt, ho"})
    officer.presses("Order a sample")
    (barcode,) = takes_samples(officer, DAN)
    officer.opens("/sampling/samples")
    officer.follows(barcode)
    officer.fills({"Result": "Positive", "Ct value": "21,5"})
    officer.presses("Keep this result")
    assert {DAN: 1, EM: 2, GAM: 2}.items() <= levels(desks).items()
    second.opens(f"/cases/{officer.page.get_by_role('link', name=re.compile('^CA-')).inner_text()}")
    second.presses("I have checked it: confirm")
    assert {DAN: 0, EM: 1, GAM: 1, HOA: 2}.items() <= levels(desks).items()


def two_more_are_set_apart(desks: Desks) -> None:
    for desk, name in ((desks.dung, EM), (desks.mai, GAM)):
        proposes_quarantine(desk, name)
    writes_one_paper(desks)
    for desk, name in ((desks.dung, EM), (desks.mai, GAM)):
        hands_over(desk, name)


def one_of_them_agrees_to_warn_others(desks: Desks) -> None:
    officer, second = desks.dung, desks.viet
    opens_person(officer, EM)
    officer.follows("Code to warn others")
    officer.page.get_by_label("I have told the person all of this").check()
    officer.presses("They agree: ask a colleague for the code")
    officer.reads("A colleague gives the code out")
    second.opens(officer.page.url)
    second.presses("Give out the code")
    second.reads("7K2M 9QRT 4XYZ 3ABC")


def the_first_are_tested_on_their_last_day(desks: Desks) -> None:
    desks.awaited = {"lan": takes_samples(desks.lan, AN, BAO), "mai": takes_samples(desks.mai, CUONG)}


def the_others_are_tested_on_theirs(desks: Desks) -> None:
    desks.awaited = {"dung": takes_samples(desks.dung, EM), "mai": takes_samples(desks.mai, GAM)}


def who_is_negative_is_released(desks: Desks) -> None:
    for name, barcodes in desks.awaited.items():
        desk = getattr(desks, name)
        enters_negative(desk, barcodes)
        releases(desk)
    writes_one_paper(desks)


def a_days_round(desks: Desks) -> None:
    """Who has a code answers alone and is asked by nobody; all others are asked by three officers."""
    if (desks.portal.office.clock[0] - NOW).days < 10:
        answers_alone(desks)
    asked = {name for desk in (desks.lan, desks.mai, desks.dung) for name in asks_everybody(desk)}
    assert BAO not in asked


def answers_alone(desks: Desks) -> None:
    with desks.nobody() as own:
        own.opens("/followup/own")
        own.fills({"Your code": desks.own_code})
        own.presses("Continue")
        own.presses("I am well")
        own.reads("Thank you. Your answer is here.")
        assert BAO not in own.page.content()


def the_chain_leads_from_one_case_to_the_other(desks: Desks) -> None:
    looks = desks.dich
    opens_person(looks, DAN)
    looks.follows("Who infected whom")
    for name in (ILL, DAN, EM, GAM):
        looks.reads(name)


def the_days_state_says_what_the_rows_say(desks: Desks) -> None:
    reads = desks.viet
    reads.opens("/situation")
    reads.reads("By commune")
    lines = reads.page.get_by_role("main").locator("dl div").all_inner_texts()
    said = {term: int(figure) for term, figure in (line.split("\n") for line in lines)}
    assert counted(desks).items() <= said.items()


def counted(desks: Desks) -> dict[str, int]:
    """The state of the day as the rows have it, each counted for itself."""
    today = desks.portal.office.clock[0].date()
    with desks.portal.rows():
        known = list(Involvement.objects.values_list("level", flat=True))
        held = Classification.objects.filter(value="confirmed").values_list("at", flat=True)
        return {
            "Confirmed cases": known.count(0),
            "Confirmed today": len([at for at in held if at.astimezone(VIET_NAM).date() == today]),
            "F1": known.count(1),
            "F2": known.count(2),
            "Followed": Watch.objects.filter(first_day__lte=today, last_day__gte=today).count(),
            "Apart at home": Stay.objects.filter(state="apart").count(),
            "Apart in centres": 0,
        }


def the_report_is_written_and_signed(desks: Desks) -> None:
    the_days_state_says_what_the_rows_say(desks)
    writer = desks.viet
    writer.unfolds("Write the quick report of today")
    writer.fills({"To": "Sở Y tế tỉnh Tuyên Quang"})
    writer.presses("Write it as a draft")
    goes_its_way(desks)
    with desks.portal.rows():
        (appendix,) = content_of(OutgoingPaper.objects.latest("pk")).appendices
    (table,) = [block for block in appendix.blocks if isinstance(block, Table)]
    assert ("Cộng", "2", "0", "5", "2", "0") == table.total[:6]


def a_colleague_of_elsewhere_reads_pseudonyms(desks: Desks) -> None:
    elsewhere = desks.xa
    elsewhere.opens("/tracing")
    elsewhere.reads("Nobody here")
    elsewhere.follows("Whole province")
    with desks.portal.rows():
        pseudonyms = dict(Person.objects.values_list("full_name", "pseudonym"))
    for name in NAMES:
        elsewhere.reads(pseudonyms[name])
    pages = [elsewhere.page.content()]
    elsewhere.follows(pseudonyms[DAN])
    pages.append(elsewhere.page.content())
    elsewhere.opens("/cases")
    pages.append(elsewhere.page.content())
    assert [] == [name for name in NAMES if any(name in page for page in pages)]
    assert [] == [phone for _, phone, *_ in MET if any(phone in page for page in pages)]
    assert [404, 404] == [elsewhere.opens(f"/{room}/people/{pseudonyms[EM]}") for room in ("isolation", "sampling")]


def another_province_reads_nothing(desks: Desks) -> None:
    stranger = desks.la
    with desks.portal.rows():
        pseudonym = Person.objects.get(full_name=DAN).pseudonym
    stranger.opens("/tracing")
    stranger.follows("Whole province")
    stranger.reads("Nobody here")
    assert 404 == stranger.opens(f"/tracing/people/{pseudonym}")


def a_reporter_is_refused(desks: Desks) -> None:
    rooms = ("cases", "tracing", "followup", "sampling", "isolation", "situation", "contact-codes", "audit")
    assert {403} == {desks.thao.opens(f"/{room}") for room in rooms}


def the_audit_tells_all_of_it(desks: Desks) -> None:
    with desks.portal.rows(), override("en"):
        person = Person.objects.get(full_name=DAN)
        lines = Entry.objects.filter(subjects__kind="person", subjects__key=str(person.pk))
        about = {action_in_words(act) for act in lines.values_list("act", flat=True)}
        missing = DID - set(Entry.objects.values_list("act", flat=True))
        assert set() == missing
        assert Entry.objects.count() == verify_chain().length
    reads = desks.viet
    reads.opens(f"/audit?about=person:{person.pk}")
    read = [reads.page.get_by_role("main").inner_text()]
    while reads.page.get_by_role("link", name="Older lines").count():
        reads.follows("Older lines")
        read.append(reads.page.get_by_role("main").inner_text())
    assert [] == [words for words in about if not any(words in page for page in read)]


MORNINGS: dict[int, tuple[Callable[[Desks], None], ...]] = {
    0: (
        a_case_is_opened_and_a_second_person_confirms_it,
        an_interview_without_a_network_arrives_once_there_is_one,
        three_communes_have_their_people,
        three_are_set_apart_by_one_paper,
        one_is_given_a_code_to_answer_by,
    ),
    2: (the_third_commune_takes_its_own_over,),
    3: (he_names_two_and_falls_ill,),
    4: (
        he_is_positive_and_whom_he_met_moves_nearer,
        two_more_are_set_apart,
        one_of_them_agrees_to_warn_others,
        the_days_state_says_what_the_rows_say,
    ),
    6: (the_first_are_tested_on_their_last_day,),
    7: (who_is_negative_is_released,),
    10: (the_others_are_tested_on_theirs,),
    11: (who_is_negative_is_released,),
}
AT_THE_END = (
    the_chain_leads_from_one_case_to_the_other,
    the_report_is_written_and_signed,
    a_colleague_of_elsewhere_reads_pseudonyms,
    another_province_reads_nothing,
    a_reporter_is_refused,
    the_audit_tells_all_of_it,
)


def the_story() -> Iterator[tuple[int, int, Callable[[Desks], None]]]:
    """Says on which day and after how many hours what happens."""
    for day in range(FORTNIGHT):
        yield from ((day, 0, act) for act in MORNINGS.get(day, ()))
        if day in ROUNDS:
            yield day, 6, a_days_round
    yield from ((FORTNIGHT, 0, act) for act in AT_THE_END)


def levels(desks: Desks) -> dict[str, int | None]:
    with desks.portal.rows():
        return dict(Involvement.objects.values_list("person__full_name", "level"))


@pytest.fixture
def desks(db, monkeypatch, tmp_path) -> Iterator[Desks]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # rows are looked at within Playwright's loop
    examine_here(monkeypatch)
    found_offices()
    with open_portal(Office()) as portal, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        yield Desks(browser, portal, tmp_path)
        browser.close()


def test_an_outbreak_from_its_first_case_to_its_last_report(desks):

    for day, hours, act in the_story():
        desks.it_is(day, hours)
        act(desks)

    assert [] == desks.portal.broken
    with desks.portal.rows():
        assert {ILL: 0, AN: 1, BAO: 1, CUONG: 1, DAN: 0, EM: 1, GAM: 1, HOA: 2, ICH: 2} == levels(desks)
        stays = Stay.objects.values_list("involvement__person__full_name", "state")
        assert dict.fromkeys((AN, BAO, CUONG, EM, GAM), "ended") == dict(stays)
        assert ["negative"] * 5 + ["positive"] == sorted(Sample.objects.values_list("value", flat=True))
        assert ["issued"] * 5 == list(OutgoingPaper.objects.values_list("state", flat=True))
        assert days_asked(AN, CUONG, BAO) == [{day for day in ROUNDS if day < 10}] * 3
        assert days_asked(EM, GAM) == [{day for day in ROUNDS if 4 <= day}] * 2
        assert {"own"} == set(
            Visit.objects.filter(watch__involvement__person__full_name=BAO).values_list("channel", flat=True)
        )


def days_asked(*names: str) -> list[set[int]]:
    """Days of the story on which each of them was asked or answered."""
    found = defaultdict[str, set[int]](set)
    for name, at in Visit.objects.values_list("watch__involvement__person__full_name", "at"):
        found[name].add((at.astimezone(VIET_NAM).date() - NOW.date()).days)
    return [found[name] for name in names]
