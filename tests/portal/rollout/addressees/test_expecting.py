"""From the letter's addressees to the list of reports that must come in."""

from __future__ import annotations

from dataclasses import replace

from bluezone.portal.rollout.addressees.expecting import expect, select
from bluezone.portal.rollout.addressees.organisations import Organisation, Organisations, shipped_organisations
from bluezone.portal.rollout.directive.letter import Selector
from bluezone.portal.rollout.directive.loading import shipped_directive
from bluezone.vietnam.words import Words

SON_DUONG = shipped_directive()
DISTRICT = shipped_organisations()
ANYBODY = Words("ai", "who")


def ids(found: tuple[Organisation, ...]) -> list[str]:
    return [organisation.id for organisation in found]


def test_commune_committees_are_the_31_communes() -> None:
    assert 31 == len(select(SON_DUONG.selector("communes"), DISTRICT))


def test_all_agencies_are_everybody_but_the_committee_that_asks() -> None:
    assert len(DISTRICT) - 1 == len(select(SON_DUONG.selector("all"), DISTRICT))


def test_a_selector_may_keep_to_some_units_and_leave_somebody_out() -> None:
    kinds = frozenset({"commune-committee"})

    here = Selector("here", ANYBODY, kinds, units=frozenset({"02536", "02539"}))
    without = replace(here, leaving_out=frozenset({"ubnd-trung-yen"}))

    assert ["ubnd-son-duong", "ubnd-trung-yen"] == ids(select(here, DISTRICT))
    assert ["ubnd-son-duong"] == ids(select(without, DISTRICT))


def test_a_selector_may_name_organisations_one_by_one() -> None:
    assert ["media-centre"] == ids(
        select(Selector("one", ANYBODY, organisations=frozenset({"media-centre"})), DISTRICT)
    )


def test_every_addressee_is_expected_to_report_and_the_committee_is_not() -> None:
    expectation = expect(SON_DUONG, DISTRICT)

    expected = {report.organisation.id for report in expectation.reports}
    assert {organisation.id for organisation in DISTRICT} - {"district-committee"} == expected
    assert () == expectation.unaddressed


def test_a_commune_answers_clause_1_both_paragraphs_of_2_and_the_closing_one() -> None:
    report = expect(SON_DUONG, DISTRICT).of("ubnd-trung-yen")

    assert report is not None
    assert ["1", "1", "2.1", "2.1", "2.1", "2.2", "closing"] == [a.place for a in report.assignments]
    assert "households-refused" in report.indicators
    assert "pupils" not in report.indicators
    assert SON_DUONG.reporting.due == report.due


def test_a_clause_that_finds_nobody_is_said() -> None:
    without_youth = Organisations(o for o in DISTRICT if o.kind != "youth-union")

    unaddressed = expect(SON_DUONG, without_youth).unaddressed

    assert ["members-install", "help-people"] == [instruction.id for instruction in unaddressed]


def test_an_organisation_that_no_clause_means_is_not_expected_to_report() -> None:
    assert expect(SON_DUONG, DISTRICT).of("district-committee") is None


def test_schools_that_are_listed_answer_for_themselves_and_else_their_department_does() -> None:
    school = Organisation("truong-a", "Trường A", "school", "02539", "education-office")
    with_one = expect(SON_DUONG, Organisations([*DISTRICT, school]))
    without = expect(SON_DUONG, DISTRICT)

    assert "teachers" in with_one.of("truong-a").indicators
    assert "teachers" not in with_one.of("education-office").indicators
    assert "teachers" in without.of("education-office").indicators
    assert () == without.unaddressed


def test_where_neither_is_listed_the_task_is_said_to_find_nobody() -> None:
    nobody = Organisations(o for o in DISTRICT if o.kind != "education-office")

    assert ["reach-schools", "schools-install"] == [one.id for one in expect(SON_DUONG, nobody).unaddressed]
