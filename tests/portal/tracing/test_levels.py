"""Levels follow every act within it, and are then what a new beginning would come to."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from bluezone.portal.cases.models import Case
from bluezone.portal.cases.moving import offer_case
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.services import give_role
from bluezone.portal.tracing import levels
from bluezone.portal.tracing.explaining import way_to
from bluezone.portal.tracing.involving import default_outbreak, involve, named_outbreak, outbreak_at
from bluezone.portal.tracing.levels import Change, check, counted, mend, recompute
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.meetings_seen import met_before
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Outbreak
from bluezone.portal.tracing.services import record_exposure
from bluezone.portal.tracing.supposing import cascade_if_positive, cascade_if_withdrawn
from bluezone.portal.tracing.works import check_levels
from bluezone.trace.explaining import WhyNone
from tests.support.amounts import TRACED_ACTS
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit
from tests.support.portal.tracing import TOLD, TracingOffice, ago

pytestmark = pytest.mark.usefixtures("kept_tracing")


@pytest.fixture(scope="module")
def kept_tracing(kept) -> TracingOffice:
    return TracingOffice(Office(), people=6)


@pytest.fixture
def tracing(kept_tracing, db) -> TracingOffice:
    return kept_tracing


def test_whoever_met_a_case_has_a_level_as_soon_as_a_second_person_confirms_it(tracing):
    tracing.meet(0, 1, ago(2), ago(2))
    tracing.meet(1, 2, ago(1), ago(1))
    assert [None] * 6 == tracing.levels()

    tracing.confirm(0)

    assert [0, 1, 2, None, None, None] == tracing.levels()
    assert {"F0": 1, "F1": 1, "F2": 1, "F3": 0, "F4": 0, "none": 3} == counted(tracing.outbreak)


def test_a_case_that_is_none_lets_everybody_behind_it_go(tracing):
    tracing.meet(0, 1)
    tracing.confirm(0)

    tracing.close(0)

    assert [None, None] == tracing.levels()[:2]
    node = tracing.node(1)
    assert (None, None, "") == (node.through_id, node.possible_from, node.regime)


def test_a_case_that_was_opened_twice_counts_once(tracing):
    tracing.meet(0, 1)
    tracing.confirm(0)

    tracing.close(0, Case.Reason.DOUBLE)

    assert [None, None] == tracing.levels()[:2]


def test_what_is_kept_says_through_which_meeting_from_which_day_and_by_which_rules(tracing):
    exposure = tracing.meet(0, 1, ago(2), ago(2))
    tracing.confirm(0)

    case, contact = tracing.node(0), tracing.node(1)

    assert (0, None, ago(5), "2022-02") == (case.level, case.through, case.possible_from, case.regime)
    assert (1, exposure, ago(2), "2022-02") == (
        contact.level,
        contact.through,
        contact.possible_from,
        contact.regime,
    )


def test_a_meeting_before_the_window_leads_nowhere_until_the_onset_is_corrected(tracing):
    tracing.confirm(0)
    tracing.meet(0, 1, ago(9), ago(9))
    assert tracing.level(1) is None

    tracing.correct(0, ago(8))

    assert 1 == tracing.level(1)


def test_whoever_was_set_apart_met_nobody_afterwards(tracing):
    tracing.confirm(0)
    tracing.meet(0, 1, ago(1), ago(1))

    tracing.apart(0, ago(2))

    assert tracing.level(1) is None
    with pytest.raises(RefusedError, match="future"):
        tracing.apart(0, ago(-1))


def test_withdrawn_evidence_and_exposures_take_their_levels_along(tracing):
    tracing.confirm(0)
    first, second = tracing.meet(0, 1), tracing.meet(0, 2)

    tracing.withdraw_piece(first.evidence.get())
    tracing.withdraw(second)

    assert [0, None, None] == tracing.levels()[:3]
    tracing.add_piece(first)
    assert 1 == tracing.level(1)


def test_the_way_is_told_from_the_case_on_and_by_the_longer_meeting_where_that_came_earlier(tracing):
    """The shorter way reaches the second person too late to lead on; the longer one came early enough."""
    tracing.confirm(0)
    tracing.meet(0, 1, ago(1), ago(1))
    early = [tracing.meet(0, 2, ago(5), ago(5)), tracing.meet(2, 1, ago(4), ago(4)), tracing.meet(1, 3, ago(3), ago(3))]

    way = way_to(tracing.node(3))

    assert 3 == tracing.level(3)
    assert early == [step.exposure for step in way.steps]
    assert [ago(5), ago(4), ago(3)] == [step.possible_from for step in way.steps]
    assert way.why_none is None


def test_whoever_has_no_level_is_told_why(tracing):
    tracing.confirm(0)
    tracing.meet(0, 1, ago(9), ago(9))
    tracing.meet(2, 3)

    reasons = [way_to(tracing.node(at)).why_none for at in range(4)]

    assert [None, WhyNone.OUT_OF_WINDOW, WhyNone.NOT_NAMED, WhyNone.NO_CASE_BEHIND] == reasons


def test_what_if_says_whose_level_would_change_and_changes_nothing(tracing):
    tracing.confirm(0)
    exposure = tracing.meet(0, 1, ago(2), ago(2))
    tracing.meet(1, 2, ago(1), ago(1))
    ends = [tracing.node(at).pk for at in range(3)]

    positive = cascade_if_positive(tracing.node(1), ago(1))
    withdrawn = cascade_if_withdrawn(exposure)

    assert [Change(ends[1], 1, 0), Change(ends[2], 2, 1)] == positive
    assert [Change(ends[1], 1, None), Change(ends[2], 2, None)] == withdrawn
    assert positive == cascade_if_positive(tracing.node(1))
    tracing.withdraw(exposure)
    assert [] == cascade_if_withdrawn(exposure)


def test_a_case_that_moves_stands_at_both_ends_where_it_is_now(tracing):
    exposure, other = tracing.meet(0, 1), tracing.meet(1, 0)
    give_role(actor=None, staff=tracing.officer, role=Role.HEALTH_OFFICER, unit=the_unit(TAN_TRAO), now=NOW)
    case, there = tracing.cases[0], the_unit(TAN_TRAO)

    offer_case(actor=tracing.officer, case=case, unit=there, read=digest_of_case(case), now=NOW)

    assert there.path == tracing.node(0).path
    exposure.refresh_from_db()
    other.refresh_from_db()
    assert (there.path, there.path) == (exposure.source_path, other.target_path)


def test_after_any_acts_everything_is_as_if_computed_anew(tracing):
    chance = random.Random(16)
    seen = set[int | None]()
    for number in range(TRACED_ACTS):
        done = tracing.act_by_chance(chance)

        differences = check(tracing.outbreak)
        assert 0 == differences.count, f"after act {number} ({done}): {differences}"
        seen |= set(tracing.levels())
    assert {0, 1, 2, None} <= seen


def test_whatever_was_bent_is_found_and_mended(tracing):
    tracing.confirm(0)
    tracing.meet(0, 1)
    tracing.meet(0, 2)
    Involvement.objects.filter(pk=tracing.node(1).pk).update(level=3)
    Exposure.objects.filter(target=tracing.node(2)).update(is_alive=False)
    Involvement.objects.filter(pk=tracing.node(5).pk).delete()
    found = check(tracing.outbreak)

    mended = recompute(tracing.outbreak)

    assert (2, 1, 1) == (found.involvements, found.exposures, found.missing)
    assert {(3, 1)} == {(change.before, change.after) for change in mended if change.involvement == tracing.node(1).pk}
    assert [0, 1, 1] == tracing.levels()[:3]
    assert 0 == check(tracing.outbreak).count


def test_an_exposure_without_evidence_that_holds_is_found_to_count_wrongly(tracing):
    tracing.confirm(0)
    exposure = tracing.meet(0, 1)
    Evidence.objects.filter(exposure=exposure).update(withdrawn_at=NOW, reason="nhầm")

    assert 1 == check_levels(tracing.office.world)
    assert tracing.level(1) is None
    assert 0 == check_levels(tracing.office.world)


def test_a_second_outbreak_has_its_own_cases_and_levels(tracing):
    unit = the_unit(SON_DUONG)
    here = Outbreak.objects.create(
        name="Sốt xuất huyết", pathogen="DENV", unit=unit, path=unit.path, place="08", begins=ago(1)
    )
    dengue = tracing.office.case(tracing.officer, confirmed_by=tracing.second, onset=ago(0))

    assert here == outbreak_at(dengue.path, ago(0)) == named_outbreak("Sốt xuất huyết")
    assert (1, 0) == (counted(here)["F0"], counted(default_outbreak())["F0"])
    assert (0, 0) == (check(here).count, check(default_outbreak()).count)
    with pytest.raises(RefusedError, match="no outbreak"):
        named_outbreak("Cúm")


def test_a_contact_of_an_ended_outbreak_who_falls_ill_later_is_a_case_of_the_open_one_and_stays_a_contact(tracing):
    """What an officer ended stays as they ended it; nobody whom the new case met is lost, and both are on one page."""
    unit, office = the_unit(SON_DUONG), tracing.office
    ended = Outbreak.objects.create(
        name="Cúm A", pathogen="H5N1", unit=unit, path=unit.path, place="08", begins=ago(30), ended=ago(4)
    )
    source = office.case(tracing.officer, confirmed_by=tracing.second, unit=unit, onset=ago(10))
    ill = Case.objects.get(pk=tracing.cases[0].pk)
    met = Meeting(kind=Exposure.Kind.WORK, first_day=ago(9), last_day=ago(9))
    said = {"actor": tracing.officer, "meeting": met, "evidence": [TOLD], "now": NOW}
    infecting = record_exposure(source=involve(ended, source.person), target=involve(ended, ill.person), **said)
    tracing.meet(0, 1)

    tracing.confirm(0)

    assert tracing.outbreak == outbreak_at(ill.path, ill.onset) != ended == outbreak_at(source.path, source.onset)
    assert [1, 0] == [one.level for one in (involve(ended, ill.person), tracing.node(0))]
    assert 1 == tracing.level(1)
    reader = Staff.objects.get(pk=tracing.officer.pk)  # what one may is kept with whom it was asked of
    assert [infecting.number] == [one.number for one in met_before(reader, tracing.node(0))]
    assert (0, 0) == (check(ended).count, check(tracing.outbreak).count)


def test_of_two_outbreaks_of_one_name_neither_is_taken_in_silence(tracing):
    here, there = (
        Outbreak.objects.create(
            name="Cúm A", pathogen="H5N1", unit=the_unit(key), path=the_unit(key).path, place="08", begins=ago(1)
        )
        for key in (SON_DUONG, TAN_TRAO)
    )

    with pytest.raises(RefusedError, match="several outbreaks are called so; name one by its number"):
        named_outbreak("Cúm A")

    assert [here, there] == [named_outbreak(str(one.pk)) for one in (here, there)]


def test_everybody_is_checked_without_a_lock_and_without_a_write_where_nothing_differs(
    tracing, django_assert_max_num_queries
):
    tracing.meet(0, 1)
    tracing.confirm(0)

    with django_assert_max_num_queries(40) as asked:
        assert 0 == mend(tracing.outbreak)

    said = [query["sql"] for query in asked.captured_queries]
    setting = {"SAVEPOINT", "SET", "RELEASE"} if connection.vendor == "postgresql" else set()  # how it reads, no more
    assert {"SELECT"} | setting == {sql.split()[0] for sql in said}
    assert not [sql for sql in said if "FOR UPDATE" in sql]


def test_what_differs_is_mended_part_by_part_and_what_is_left_by_the_next_run(tracing, monkeypatch):
    """Whoever is killed in the middle has done what they did."""
    wrong = _outbreak_in_which_all_is_wrong(tracing)
    monkeypatch.setattr(levels, "_AT_ONCE", 1)
    mended = levels._mended_levels
    calls = iter([mended, mended, _killed])

    def one_part(*part: object) -> int:
        return next(calls)(*part)

    monkeypatch.setattr(levels, "_mended_levels", one_part)

    with pytest.raises(KeyboardInterrupt):
        mend(tracing.outbreak)
    left = check(tracing.outbreak).count
    monkeypatch.setattr(levels, "_mended_levels", mended)

    assert wrong - 2 == left > 0
    assert left == mend(tracing.outbreak)
    assert (0, [0, 1, 2, 3]) == (check(tracing.outbreak).count, tracing.levels()[:4])


def test_a_case_without_a_place_and_an_exposure_that_counts_wrongly_are_mended(tracing):
    exposure = tracing.meet(0, 1)
    tracing.confirm(0)
    tracing.confirm(2)
    Exposure.objects.filter(pk=exposure.pk).update(is_alive=False)
    Involvement.objects.filter(person=tracing.cases[2].person).delete()

    assert 2 == mend(tracing.outbreak)  # the level behind the exposure followed within the same part
    assert (0, [0, 1, 0]) == (check(tracing.outbreak).count, tracing.levels()[:3])


def _outbreak_in_which_all_is_wrong(tracing: TracingOffice) -> int:
    for at in range(3):
        tracing.meet(at, at + 1)
    tracing.confirm(0)
    return Involvement.objects.filter(outbreak=tracing.outbreak, level__lte=3).update(level=None)


def _killed(*_: object) -> int:
    raise KeyboardInterrupt
