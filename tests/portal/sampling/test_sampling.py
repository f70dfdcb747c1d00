"""From a label to what a result means: samples are wanted by the rules, taken, and answered by people."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.audit.models import Entry
from bluezone.portal.audit.selectors import entries_about
from bluezone.portal.cases.models import Case, Classification
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.followup.models import Task
from bluezone.portal.followup.planning import plan_in_force
from bluezone.portal.operations.retention.rules import Terms, marks_of_samples
from bluezone.portal.sampling import services, works
from bluezone.portal.sampling.barcodes import barcode_of
from bluezone.portal.sampling.merged_persons import join_persons, part_persons
from bluezone.portal.sampling.models import Due, Order, Result, Sample
from bluezone.portal.sampling.rules import Kind, Value
from tests.support.portal.followup import COUGHS
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit
from tests.support.portal.sampling import TODAY, SamplingOffice
from tests.support.portal.tracing import ago

pytestmark = pytest.mark.usefixtures("kept_office")


@pytest.fixture(scope="module")
def kept_office(kept) -> SamplingOffice:
    return SamplingOffice(Office())


@pytest.fixture
def office(kept_office, db) -> SamplingOffice:
    return kept_office


def test_the_rules_want_a_sample_on_their_day_and_none_of_whom_they_ask_nothing(office):
    plan = [one.tests for one in (office_plan(office, 1), office_plan(office, 2))]

    assert [plan[0][0], plan[1][0]] == [office.due(1).wanted_on, office.due(2).wanted_on]
    assert not Due.objects.filter(involvement=office.node(0)).exists()


def test_a_sample_closes_its_day_and_one_that_was_spoilt_opens_it_again(office):
    day = office.due(1).wanted_on
    then = NOW + (day - TODAY)
    sample = office.sampled(1, on=day, now=then)
    assert day != office.due(1).wanted_on

    office.find(Value.INVALID, sample, on=day, now=then)

    assert (True, day) == (office.due(1).is_ordered, office.due(1).wanted_on)


def test_what_the_rules_want_goes_with_the_meeting_and_comes_back_with_it(office):
    before = office.due(1).wanted_on
    office.close(0)
    assert office.due(1).wanted_on is None

    office.reopen(0)
    office_confirms(office, 0)

    assert before == office.due(1).wanted_on
    assert 0 == works.mended(office.outbreak)


def test_everything_that_was_kept_wrongly_is_mended(office):
    Due.objects.update(wanted_on=None, wanted_until=None, is_single=True)

    assert 2 == works.mended(office.outbreak)
    assert 0 == works.mended(office.outbreak)


def test_a_label_that_was_not_printed_or_is_on_a_tube_is_refused(office):
    office.sampled(1)
    with pytest.raises(RefusedError, match="another tube"):
        office.sampled(2)
    with pytest.raises(RefusedError, match="never printed"):
        office.take((barcode_of(len(office.labels) + 1), [2]))

    more = services.print_labels(actor=office.officer, unit=the_unit(SON_DUONG), sheets=2, now=NOW)

    assert (96, 0) == (len(more), len(set(more) & set(office.labels)))


@pytest.mark.parametrize(
    ("kind", "people", "match"),
    [
        (Kind.PCR, [1, 2], "only a pool"),
        (Kind.POOL, [1], "2 to 10"),
        (Kind.POOL, [1, 1], "each person once"),
        (Kind.POOL, [0, 1], "one commune"),
    ],
)
def test_a_tube_has_the_people_of_its_kind(office, kind, people, match):
    with pytest.raises(RefusedError, match=match):
        office.take((office.labels[0], people), kind=kind)
    assert not Sample.objects.exists()


def test_of_two_who_sample_one_person_the_second_is_told(office):
    read = services.digests_of_people([office.node(1)])
    office.sampled(1)
    tube = services.Tube(office.labels[1], (office.node(1),))

    with pytest.raises(ChangedError):
        services.take_samples(actor=office.everywhere, kind=Kind.PCR, tubes=[tube], taken_on=TODAY, read=read, now=NOW)


def test_whoever_takes_a_sample_of_somebody_with_symptoms_has_said_what_was_done(office):
    office.ask(1, COUGHS)

    office.sampled(1)

    task = Task.objects.get()
    assert (Task.Outcome.SAMPLE, office.officer) == (task.outcome, task.done_by)


def test_a_positive_result_opens_a_case_and_a_second_person_makes_it_one_with_all_levels_behind(office):
    assert [0, 1, 1, 2] == office.levels()
    Case.objects.filter(pk=office.cases[1].pk).update(**CLOSED, closed_at=NOW)
    sample = office.sampled(1)

    office.find(Value.POSITIVE, sample)

    case = office.member(sample, 1).case
    assert (Case.State.OPENED, TODAY, office.officer) == (case.state, case.onset, case.opened_by)
    assert [0, 1, 1, 2] == office.levels()
    with pytest.raises(RefusedError, match="opened"):
        confirm_case(actor=office.officer, case=case, read=digest_of_case(case), now=NOW)
    confirm_case(actor=office.second, case=case, read=digest_of_case(case), now=NOW)
    assert [0, 0, 1, 1] == office.levels()
    assert Classification.Basis.COMPARED == case.classifications.latest("pk").basis
    assert office.due(1).wanted_on is None


def test_a_positive_result_of_somebody_with_an_open_case_stands_behind_that_case(office):
    sample = office.sampled(1)

    office.find(Value.POSITIVE, sample)

    assert (office.cases[1].pk, 4) == (office.member(sample, 1).case_id, Case.objects.count())


def test_a_positive_pool_makes_nobody_a_case_and_has_each_tested_singly(office):
    before = Case.objects.count()
    pool = make_pool(office)

    office.find(Value.POSITIVE, pool)

    assert before == Case.objects.count()
    assert [True, True] == [office.due(at).is_single for at in (0, 2)]
    with pytest.raises(RefusedError, match="singly"):
        office.take((office.labels[1], [0, 2]), kind=Kind.POOL)
    office.sampled(2, 1)
    assert [True, False] == [office.due(at).is_single for at in (0, 2)]


def test_what_a_pool_asked_for_goes_with_its_correction(office):
    pool = make_pool(office)
    office.find(Value.POSITIVE, pool)

    office.correct(pool, Value.NEGATIVE)

    assert not Order.objects.filter(ended_at=None).exists()
    assert ["positive", "negative"] == [one.value for one in Result.objects.order_by("pk")]


def test_a_result_that_is_entered_twice_is_one_and_another_one_is_refused(office):
    sample = office.sampled(1)
    assert [sample] == office.find(Value.NEGATIVE, sample)

    assert [] == office.find(Value.NEGATIVE, sample)
    with pytest.raises(ChangedError):
        office.find(Value.POSITIVE, sample)
    assert 1 == Result.objects.count()


def test_a_result_on_which_a_case_stands_is_corrected_once_the_case_is_closed_as_none(office):
    sample = office.sampled(1)
    office.find(Value.POSITIVE, sample)
    with pytest.raises(RefusedError, match="close it first"):
        office.correct(sample, Value.NEGATIVE)

    office.close(1)
    office.correct(sample, Value.NEGATIVE)

    sample.refresh_from_db()
    assert Value.NEGATIVE == sample.value


@pytest.mark.parametrize("days", [1, -1])
def test_a_sample_is_tested_after_it_was_taken_and_not_in_the_future(office, days):
    sample = office.sampled(1)

    with pytest.raises(RefusedError, match="after it was taken"):
        office.find(Value.NEGATIVE, sample, on=ago(days))


def test_whoever_was_told_is_told_once(office):
    sample = office.sampled(1)
    office.find(Value.POSITIVE, sample)
    member, held = office.member(sample, 1), Sample.objects.get()
    read = services.digest_of_sample(held)
    services.tell_positive(actor=office.officer, member=member, read=read, now=NOW)

    with pytest.raises(ChangedError):
        services.tell_positive(actor=office.second, member=member, read=read, now=NOW)


def test_a_tube_is_sent_once_and_arrives_after_that(office):
    sample = office.sampled(1)
    with pytest.raises(RefusedError, match="not sent"):
        services.receive_samples(actor=office.officer, samples=[sample.pk], read=steps(sample), now=NOW)
    sent = {"actor": office.officer, "samples": [sample.pk], "laboratory": "CDC Tuyên Quang", "now": NOW}
    services.send_samples(**sent, read=steps(sample))

    with pytest.raises(RefusedError, match="already"):
        services.send_samples(**sent, read=steps(sample))
    services.receive_samples(actor=office.officer, samples=[sample.pk], read=steps(sample), now=NOW)
    sample.refresh_from_db()
    assert ("CDC Tuyên Quang", NOW) == (sample.laboratory, sample.received_at)
    whose = entries_about(Entry.objects.all(), "person", str(office.node(1).person.pk))
    assert {"sampling.send", "sampling.receive"} <= set(whose.values_list("act", flat=True))


def test_an_order_is_done_by_a_sample_or_put_aside_and_not_the_one_of_a_pool(office):
    node = office.node(3)
    said = {"actor": office.officer, "involvement": node, "now": NOW}
    services.order_sample(**said, reason="đi khám vì ho", read=services.digest_of_person(node))
    assert office.due(3).is_ordered

    services.put_order_aside(**said, read=services.digest_of_person(node))

    assert (False, None) == (office.due(3).is_ordered, office.due(3).wanted_on)
    pool = make_pool(office)
    office.find(Value.POSITIVE, pool)
    said["involvement"] = office.node(2)
    with pytest.raises(RefusedError, match="own"):
        services.put_order_aside(**said, read=services.digest_of_person(office.node(2)))


def test_a_release_asks_for_the_negative_test_that_the_rules_want_at_the_end(office):
    office.order(1, 2)
    over = NOW + dt.timedelta(days=20)
    last = office_plan(office, 1).tests[-1]
    sample = office.sampled(1, on=last, now=NOW + (last - TODAY))
    office.find(Value.NEGATIVE, sample, on=over.date(), now=over)

    with pytest.raises(RefusedError, match="negative test"):
        office.release(1, 2, now=over, is_untested_known=False)
    (one,) = office.release(1, now=over, is_untested_known=False)
    (other,) = office.release(2, now=over)

    assert (None, office.officer) == (one.untested_by, type(other).objects.get(pk=other.pk).untested_by)


def test_marks_are_erased_when_their_time_is_over_and_results_are_not(office):
    sample = office.sampled(1)
    office.find(Value.INVALID, sample)
    office.correct(sample, Value.NEGATIVE)
    assert 0 == marks_of_samples(Terms(), NOW + dt.timedelta(days=89))

    assert 1 == marks_of_samples(Terms(), NOW + dt.timedelta(days=91))

    sample.refresh_from_db()
    assert ("", Value.NEGATIVE) == (sample.barcode, sample.value)
    assert not Result.objects.filter(reason="đọc nhầm").exists()
    assert 0 == marks_of_samples(Terms(), NOW + dt.timedelta(days=91))


def test_samples_and_orders_go_with_whoever_is_kept_and_come_back_when_they_were_two(office):
    sample, one, other = office.sampled(1), office.node(1), office.node(2)
    said = {"actor": office.officer, "reason": "đi khám vì ho", "now": NOW}
    services.order_sample(**said, involvement=one, read=services.digest_of_person(one))

    moved = join_persons(kept=other.person, merged=one.person, now=NOW)
    assert (other, True) == (sample.members.get().involvement, office.due(2).is_ordered)
    part_persons(merged=one.person, moved=moved)

    assert one == sample.members.get().involvement
    assert (True, False) == (office.due(1).is_ordered, office.due(2).is_ordered)
    assert 0 == works.mended(office.outbreak)


def test_of_two_records_that_are_one_and_had_an_order_each_one_is_asked_for(office):
    one, other = office.node(1), office.node(2)
    for node in (one, other):
        said = {"actor": office.officer, "reason": "đi khám vì ho", "now": NOW}
        services.order_sample(**said, involvement=node, read=services.digest_of_person(node))

    one.person.merged_into = other.person
    one.person.save()
    moved = join_persons(kept=other.person, merged=one.person, now=NOW)
    assert (False, True) == (office.due(1).is_ordered, office.due(2).is_ordered)
    one.person.merged_into = None
    one.person.save()
    part_persons(merged=one.person, moved=moved)

    assert (True, True) == (office.due(1).is_ordered, office.due(2).is_ordered)
    assert 0 == works.mended(office.outbreak)


def test_each_act_stands_in_the_audit_with_whom_it_was_about(office):
    sample = office.sampled(1)
    office.find(Value.NEGATIVE, sample)

    acts = list(Entry.objects.filter(act__startswith="sampling.").order_by("pk").values_list("act", flat=True))

    assert ["sampling.labels", "sampling.take", "sampling.result"] == acts


CLOSED = {"state": Case.State.CLOSED, "reason": Case.Reason.OVER}


def office_plan(office: SamplingOffice, at: int):
    return plan_in_force(office.watch(at))


def office_confirms(office: SamplingOffice, at: int) -> None:
    if office.level(at) != 0:
        office.confirm(at)


def make_pool(office: SamplingOffice) -> Sample:
    """Of the case and the second contact, who live in one commune."""
    return office.take((office.labels[0], [0, 2]), kind=Kind.POOL)[0]


def steps(sample: Sample) -> dict[int, str]:
    return {sample.pk: services.digest_of_steps(Sample.objects.get(pk=sample.pk))}
