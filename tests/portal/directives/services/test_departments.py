"""Schools and markets report through their departments: asked one by one, decided on and added up there, then above."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.portal.directives.models import Participant, ReportRecord
from bluezone.portal.directives.selectors.progress import progress
from bluezone.portal.directives.selectors.reading import level_as_read, report_as_read
from bluezone.portal.directives.selectors.sums import parts_of
from bluezone.portal.directives.selectors.totals import totals_of
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.levels import approve
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.rollout.errors import ApprovalError
from bluezone.rollout.reports.report import Step
from tests.support.portal.rolling import (
    CLOSED,
    MARKETS,
    SCHOOLS,
    SENT,
    TRUNG_YEN,
    WITH_SCHOOLS,
    Rollout,
    a_rollout,
)

EDUCATION, CULTURE = "education-office", "culture-office"


@pytest.fixture
def rollout(office) -> Rollout:
    made = a_rollout(office, listed=WITH_SCHOOLS)
    office.clock[0] = SENT
    return made


def at(name: str, *more: object) -> str:
    return reverse(name, args=("son-duong-2020", *more))


def department(rollout: Rollout):
    """Whoever collects at the Education office, and sits nowhere else."""
    return rollout.person(EDUCATION, Role.CONSOLIDATOR)


def sent_by_schools(rollout: Rollout) -> list[ReportRecord]:
    return [rollout.send(key, teachers=40 + number, teachers_installed=30) for number, key in enumerate(SCHOOLS)]


def decided(rollout: Rollout, rows: list[ReportRecord], post: str = EDUCATION) -> None:
    for row in rows:
        decide(
            actor=department(rollout),
            row=row,
            read=report_as_read(row),
            step=Step.APPROVE,
            acting_for=rollout.participant(post),
            now=SENT,
        )


def test_each_school_and_market_is_asked_for_its_own_and_the_department_for_the_rest(rollout):
    asked = {key: rollout.directed.expected(key).indicators for key in (SCHOOLS[0], MARKETS[0], EDUCATION)}

    assert "teachers-installed" in asked[SCHOOLS[0]]
    assert ("market-people", "market-people-installed") == asked[MARKETS[0]]
    assert {"schools", "schools-reached"} < set(asked[EDUCATION])
    assert "teachers" not in asked[EDUCATION]
    assert {EDUCATION} == {rollout.participant(key).reports_to.key for key in SCHOOLS}


def test_where_the_list_names_no_school_the_department_answers_for_all(office):
    plain = a_rollout(office)

    assert {"schools", "teachers", "pupils-installed"} < set(plain.directed.expected(EDUCATION).indicators)
    assert "market-people" in plain.directed.expected("economy-office").indicators
    assert () == plain.directed.expectation.unaddressed


def test_the_department_decides_on_its_schools_and_the_office_above_does_not_pass_it_by(rollout):
    rows = sent_by_schools(rollout)
    with pytest.raises(RefusedError, match="goes to another office"):
        decide(
            actor=rollout.consolidator(),
            row=rows[0],
            read=report_as_read(rows[0]),
            step=Step.APPROVE,
            acting_for=rollout.participant(CULTURE),
            now=SENT,
        )
    above, own = (rollout.office.client(one) for one in (rollout.consolidator(), department(rollout)))

    assert f'value="{SCHOOLS[0]}:' not in above.get(at("report_list")).content.decode()
    assert 409 == above.post(at("reports_decide"), {"step": "approve", "unit": rollout.ticked(*SCHOOLS)}).status_code
    assert {"submitted"} == set(ReportRecord.objects.values_list("state", flat=True))
    assert f'value="{SCHOOLS[0]}:' in own.get(at("report_list")).content.decode()
    assert 302 == own.post(at("reports_decide"), {"step": "approve", "unit": rollout.ticked(*SCHOOLS)}).status_code
    assert {"approved"} == set(ReportRecord.objects.values_list("state", flat=True))


def test_a_departments_sum_opens_to_its_schools_and_stands_in_the_districts(rollout):
    decided(rollout, sent_by_schools(rollout))

    directive = rollout.directed.directive
    above = parts_of(directive, rollout.participant(CULTURE), "teachers")
    below = parts_of(directive, rollout.participant(EDUCATION), "teachers")

    assert [(EDUCATION, 123, True)] == [(one.participant.key, one.value, one.is_sum) for one in above]
    assert list(zip(SCHOOLS, (40, 41, 42), strict=True)) == [(one.participant.key, one.value) for one in below]
    assert 123 == totals_of(rollout.participant("district-committee")).reported["teachers"]


def test_what_a_department_counts_itself_is_a_part_of_its_sum(rollout):
    rollout.approved(EDUCATION, schools=90)

    parts = parts_of(rollout.directed.directive, rollout.participant(EDUCATION), "schools")

    assert [(EDUCATION, 90, False)] == [(one.participant.key, one.value, one.is_sum) for one in parts]


def test_the_district_approves_only_after_the_department(rollout):
    decided(rollout, sent_by_schools(rollout))

    def approved(key: str, person) -> None:
        approve(
            actor=person,
            level=rollout.participant(key),
            read=level_as_read(rollout.participant(key)),
            note="các đơn vị còn lại chưa báo cáo",
            now=CLOSED,
        )

    with pytest.raises(ApprovalError, match="Phòng Giáo dục và Đào tạo"):
        approved(CULTURE, rollout.consolidator())
    approved(EDUCATION, department(rollout))
    approved("economy-office", rollout.person("economy-office", Role.CONSOLIDATOR))
    approved(CULTURE, rollout.consolidator())

    assert {"locked"} == set(ReportRecord.objects.values_list("state", flat=True))


def test_the_department_says_who_works_for_its_schools_and_for_nobody_else(rollout):
    client = rollout.office.client(department(rollout))
    teacher = rollout.office.staff("Nông Thị Giáo", Role.REPORTER)
    page = client.get(at("directive_seats")).content.decode()

    def seated(key: str) -> int:
        return client.post(at("directive_seats"), {"participant": key, "username": teacher.username}).status_code

    assert SCHOOLS[0] in page
    assert TRUNG_YEN not in page
    assert (302, 409) == (seated(SCHOOLS[0]), seated(TRUNG_YEN))
    assert (
        404
        == rollout.office.client(rollout.person(TRUNG_YEN, Role.CONSOLIDATOR)).get(at("directive_seats")).status_code
    )


def test_a_department_sees_its_own_part_of_everything_and_drafts_no_paper_of_the_district(rollout):
    rollout.approved(TRUNG_YEN)
    decided(rollout, sent_by_schools(rollout))
    rollout.office.clock[0] = CLOSED
    client = rollout.office.client(department(rollout))

    seen = {name: client.get(at(name)).content.decode() for name in ("report_list", "sums", "directive_papers")}

    assert [] == [name for name, page in seen.items() if "xã Trung Yên" in page or "xã Tân Trào" in page]
    assert "Draft a paper" not in seen["directive_papers"]
    head = {"what": "report", "addressee": "UBND huyện"}
    client.post(at("directive_papers"), head)
    assert 0 == rollout.record.papers.count()


def test_nobody_counts_offices_that_were_never_asked(rollout):
    decided(rollout, sent_by_schools(rollout)[:2])

    found = progress(rollout.directed.directive, rollout.participant(CULTURE), SENT, "teachers-coverage")

    assert found.coverage is not None
    assert (2, 1) == (found.coverage.offices, found.coverage.without)


def test_where_the_department_answers_instead_it_is_the_one_that_is_awaited(office):
    plain = a_rollout(office)

    found = progress(plain.directed.directive, plain.participant(CULTURE), SENT, "teachers-coverage")

    assert found.coverage is not None
    assert (0, 1) == (found.coverage.offices, found.coverage.without)
    assert Participant.objects.filter(is_expected=True).count() == 38


def test_an_office_whose_kind_no_clause_means_is_named_to_whoever_registered(office):
    """A slip in one word of the list, and a school would never be asked."""
    slipped = WITH_SCHOOLS.replace(b"Trung Y\xc3\xaan,school", b"Trung Y\xc3\xaan,scool")
    made = a_rollout(office, listed=slipped)
    page = office.client(made.consolidator()).get(at("directive")).content.decode()
    reporters = office.client(made.person(TRUNG_YEN)).get(at("directive")).content.decode()

    assert "1 office on the list is asked for nothing" in page
    assert "Trường THCS Trung Yên (scool)" in page
    assert "asked for nothing" not in reporters
