"""What is typed into the search of a list: the beginnings of words without marks, numbers, and who did it."""

from __future__ import annotations

import copy
import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import TextField, Value
from django.db.models.functions import Concat

from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.selectors import ANNOUNCEMENTS, page_of_announcements
from bluezone.portal.announcements.services.approving import revise_announcement
from bluezone.portal.cases.models import Person
from bluezone.portal.frame import searching
from bluezone.portal.frame.searching import MOST_WORDS, FoundByParts, saying
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages.addresses import read_address
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.selectors import MESSAGES, page_of_messages
from bluezone.portal.messages.services import queue_messages
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.selectors import find_organisations
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.selectors import PAPERS, page_of_papers
from bluezone.portal.papers.services import revise
from bluezone.portal.places.models import Unit
from bluezone.portal.places.services import searchable
from bluezone.portal.reports.models import Report
from bluezone.portal.reports.selectors import REPORTS, page_of_reports
from bluezone.portal.staff.selectors import STAFF, page_of_colleagues
from tests.portal.reports.test_inbox import contact, post
from tests.support.documents.papers import letter
from tests.support.portal.announcements import IN_VIETNAMESE
from tests.support.portal.announcing import an_announcing_office
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit
from tests.support.portal.paper_offices import DAY, PaperOffice

__all__ = ["post"]


@pytest.fixture(scope="module")
def made(kept) -> PaperOffice:
    """A signed paper with number 5, and another that waits."""
    desk = PaperOffice.at(Office(), DAY)
    desk.signed()
    OutgoingPaper.objects.update(number=5)
    desk.drafted(letter(subject="tổ chức phun khử khuẩn trường học"))
    return desk


@pytest.fixture
def papers(made, db) -> PaperOffice:
    """To be changed as a test likes; the rows go back by themselves."""
    return copy.deepcopy(made)


def found_papers(papers, text):
    page = page_of_papers(papers.leader, PAPERS.part_of({"q": text}))
    return {paper.subject.split()[0] for paper in page.rows}


@pytest.mark.each_example
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("khu khuan", {"tổ"}),
        ("KHỬ trư", {"tổ"}),
        ("uẩn", set()),
        ("05", {"triển"}),
        ("5/UBND-VHTT", {"triển"}),
        ("6/UBND-VHTT", set()),
        ("sơn dương", {"tổ", "triển"}),
        ("le van thu bluezone", {"triển"}),
        ("khuẩn bluezone", set()),
        ("9" * 30, set()),
        ("%", set()),
        ("_ -", set()),
    ],
)
def test_a_paper_is_found_by_subject_number_organisation_and_who_wrote_it(papers, text, found):
    assert found == found_papers(papers, text)


@pytest.mark.each_example
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Phòng VH-TT huyện", "VH-TT"),
        ("Phòng VH-TT huyện", "phòng vh tt"),
        ("Trung tâm GDNN–GDTX", "GDNN-GDTX"),
        ("Trạm Y tế/2", "Trạm Y tế/2"),
        ("Trường Một (cơ sở 2)", "trường một cơ sở 2"),
    ],
)
def test_an_organisation_and_its_papers_are_found_by_a_name_with_signs_in_it(papers, name, typed):
    one = create_organisation(actor=None, name=name, kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=papers.now)
    drafted = OutgoingPaper.objects.get(number=None)
    OutgoingPaper.objects.filter(pk=drafted.pk).update(organisation=one)

    assert [one] == list(find_organisations(typed))
    assert {"tổ"} == found_papers(papers, typed)


def test_other_words_of_a_draft_are_those_by_which_it_is_found(papers):
    draft = OutgoingPaper.objects.get(number=None)

    revise(paper=draft, content=letter(subject="kết quả phun thuốc"), by=papers.clerk, now=papers.now)

    assert ({"kết"}, set()) == (found_papers(papers, "ket qua"), found_papers(papers, "khử khuẩn"))


def test_one_page_of_a_search_costs_one_query(papers, django_assert_num_queries):
    part = PAPERS.part_of({"q": "son duong le 05"})
    assert papers.leader.current_grants

    with django_assert_num_queries(1):
        page_of_papers(papers.leader, part)


def test_nobody_finds_papers_beyond_their_units(papers):
    stranger = papers.office.staff("Hà Đi Qua", Role.LEADER, TAN_TRAO)

    assert () == page_of_papers(stranger, PAPERS.part_of({"q": "khử khuẩn"})).rows


def test_an_announcement_is_found_by_its_headline_code_unit_and_author_as_it_stands_now(office):
    desk = an_announcing_office(office)
    row = desk.drafted()

    def found(text):
        return [one.pk for one in page_of_announcements(desk.writer, ANNOUNCEMENTS.part_of({"q": text})).rows]

    for text in ("cai bluezone", "protect family", row.fingerprint[:5], "son duong", "le soan"):
        assert [row.pk] == found(text)
    assert [] == found("phong toa")
    revise_announcement(actor=desk.writer, row=row, facts=IN_VIETNAMESE, now=NOW)
    assert ([], [row.pk]) == (found("protect family"), found("cài bluezone"))


@pytest.mark.each_example
@pytest.mark.parametrize(
    ("name", "typed", "is_found"),
    [
        ("Xã Ea H'Leo", "Ea H'Leo", True),
        ("Xã Ea H'Leo", "xa h leo", True),
        ("Xã Ea H'Leo", "eo", False),
        ("Phường Phan Rang - Tháp Chàm", "Rang-Thap", True),
        ("Thôn 3/2 (mới)", "thôn 3/2 mới", True),
    ],
)
def test_an_announcement_is_found_by_its_units_name_with_signs_in_it(office, name, typed, is_found):
    desk = an_announcing_office(office)
    unit = desk.drafted().unit
    Unit.objects.filter(pk=unit.pk).update(name=name, search_text=searchable((name,)))

    assert is_found == bool(page_of_announcements(desk.writer, ANNOUNCEMENTS.part_of({"q": typed})).rows)


def test_a_message_is_found_by_who_sent_it_and_by_the_three_digits_that_its_list_shows(office):
    lan, hoa = (office.staff(name, Role.HEALTH_OFFICER) for name in ("Nguyễn Thị Lan", "Vũ Thị Hòa"))
    for actor, number in ((lan, "0912345678"), (hoa, "0912345999")):
        queue_messages(
            actor=actor,
            addresses=[read_address(number)],
            body="Đeo khẩu trang.",
            subject="",
            outlet=Outlet.QUEUE,
            path=the_unit(SON_DUONG).path,
            now=NOW,
        )

    def found(text):
        return [one.ending for one in page_of_messages(lan, MESSAGES.part_of({"q": text})).rows]

    assert (["678"], ["999"], ["999"]) == (found("lan"), found("hoà"), found("999"))
    assert ([], [], []) == (found("0912345999"), found("99"), found("lan 999"))


def test_a_report_is_found_by_who_works_on_it(office, post):
    lan, hoa = (office.staff(name, Role.HEALTH_OFFICER) for name in ("Nguyễn Thị Lan", "Vũ Thị Hòa"))
    for number in (1, 2):
        post.sends(contact(number))
    post.fetches()
    taken = Report.objects.earliest("pk")
    Report.objects.filter(pk=taken.pk).update(taken_by=hoa, taken_at=NOW, state=Report.State.OPENED)

    def found(text):
        return [one.pk for one in page_of_reports(lan, REPORTS.part_of({"q": text})).rows]

    assert ([taken.pk], [], 2) == (found("hoa vu"), found("lan"), len(found("")))


def test_a_colleague_is_found_by_either_name(office):
    boss = office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR)
    hoa = office.staff("Vũ Thị Hòa", Role.REPORTER)

    Staff.objects.filter(pk=hoa.pk).update(username="hoa.k7q9x")
    for text in ("hoà vũ", "vu thi", "hoa.k7q9x", "k7q", "vũ k7"):
        assert [hoa] == list(page_of_colleagues(boss, STAFF.part_of({"q": text}), NOW).rows)


def test_no_other_list_tells_by_which_name_somebody_signs_in(papers, post):
    """A sign-in name could be guessed by its beginnings: each person here signs in as one whose full name says else."""
    office, desk = papers.office, an_announcing_office(papers.office)
    announcement = desk.drafted()
    queue_messages(
        actor=desk.writer,
        addresses=[read_address("0912345678")],
        body="Đeo khẩu trang.",
        subject="",
        outlet=Outlet.QUEUE,
        path=the_unit(SON_DUONG).path,
        now=NOW,
    )
    post.sends(contact(1))
    post.fetches()
    Report.objects.update(taken_by=desk.writer, taken_at=NOW, state=Report.State.OPENED)
    OutgoingPaper.objects.update(drafted_by=desk.writer)
    officer = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)

    def found(text):
        return (
            len(page_of_papers(papers.leader, PAPERS.part_of({"q": text})).rows),
            len(page_of_announcements(desk.writer, ANNOUNCEMENTS.part_of({"q": text})).rows),
            len(page_of_messages(officer, MESSAGES.part_of({"q": text})).rows),
            len(page_of_reports(officer, REPORTS.part_of({"q": text})).rows),
        )

    assert announcement.drafted_by == desk.writer
    assert (2, 1, 1, 1) == found(desk.writer.full_name)
    assert (0, 0, 0, 0) == found(desk.writer.username)


@pytest.mark.each_example
@pytest.mark.parametrize(("text", "fits"), [("", True), (" ", True), ("–", False), ("a", True), ("d", False)])
def test_nothing_typed_fits_everything_and_signs_without_a_word_nothing(office, text, fits):
    office.staff("Lý Thị An")
    row = Staff.objects.annotate(said=Concat(Value(" an |"), Value(""), output_field=TextField()))

    assert fits == row.filter(saying(text, "said")).exists()


def test_a_word_is_asked_once_and_no_more_words_than_the_search_shows(papers, django_assert_num_queries):
    part = PAPERS.part_of({"q": "x-y/x Y ý 1 2 3 4 5 6 7 8 9 z w v u"})
    assert papers.leader.current_grants

    with django_assert_num_queries(1) as asked:
        page_of_papers(papers.leader, part)

    assert "x-y/x Y ý 1 2 3 4 5 6 7 8 9 z w" == part.text
    asked_for = "INSTR(" if connection.vendor == "sqlite" else "LIKE '% "
    assert 13 * 3 == asked.captured_queries[-1]["sql"].count(asked_for)
    assert saying("x y", "said") == saying("x y X y", "said")
    words = [str(number) for number in range(MOST_WORDS + 1)]
    assert saying(" ".join(words[:-1]), "said") == saying(" ".join(words), "said")


@pytest.mark.each_example
@pytest.mark.parametrize(
    ("step", "model", "before"),
    [
        ("identity.migrations.0005_every_colleague_can_be_found", Staff, ""),
        (
            "organisations.migrations.0002_names_with_signs_in_them_can_be_found",
            Organisation,
            " ubnd huyen (son-duong) | xa son duong |",
        ),
        ("papers.migrations.0007_every_paper_can_be_found", OutgoingPaper, ""),
        ("announcements.migrations.0005_every_announcement_can_be_found", Announcement, ""),
    ],
)
def test_rows_of_earlier_releases_are_found_by_the_same_words(papers, step, model, before):
    an_announcing_office(papers.office).drafted()
    words = list(model.objects.order_by("pk").values_list("search_text", flat=True))
    model.objects.update(search_text=before)

    importlib.import_module(f"bluezone.portal.{step}").fill(apps, None)

    assert words == list(model.objects.order_by("pk").values_list("search_text", flat=True))
    assert all(words)


def index_of_persons() -> str:
    """By which words the store was told to keep the index in which persons are looked for, made anew."""
    index = next(one for one in Person._meta.indexes if isinstance(one, FoundByParts))
    with connection.schema_editor() as editor:
        editor.remove_index(Person, index)
        editor.add_index(Person, index)
    return str(index.create_sql(Person, editor))


def test_columns_that_are_searched_are_kept_by_parts_on_postgresql_and_as_they_are_on_sqlite(office):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite changes no table within a transaction; its own words stand in the next test")
    assert "USING gin" in index_of_persons()


def test_where_nobody_may_bring_the_extension_the_columns_are_kept_as_they_are(office, monkeypatch):
    """As on a server on whose disk it does not lie."""
    monkeypatch.setattr(searching, "_BY_PARTS", "of_no_extension")
    monkeypatch.setattr(searching, "_EXTENSION", "CREATE EXTENSION of_nobody")
    index = next(one for one in Person._meta.indexes if isinstance(one, FoundByParts))

    said = str(index.create_sql(Person, connection.schema_editor()))

    assert '("search_text", "phone")' in said
    assert "gin" not in said
    assert Person.objects.count() >= 0  # and the transaction goes on
