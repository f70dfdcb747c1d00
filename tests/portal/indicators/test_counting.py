"""What a portal counts for the nation: each indicator from the rows of its room, by day and commune, and by nobody."""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from bluezone.indicators.catalogue import INDICATORS
from bluezone.indicators.errors import ReleaseError
from bluezone.indicators.reading import collected
from bluezone.indicators.withholding import THRESHOLD
from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Case, GivenCode
from bluezone.portal.directives.models import Participant, ReportRecord
from bluezone.portal.directives.services.registering import register_directive
from bluezone.portal.field.models import TeamDay
from bluezone.portal.followup.answers import Channel, Outcome
from bluezone.portal.followup.models import Visit
from bluezone.portal.indicators.counting import Span, counted_in
from bluezone.portal.indicators.releasing import SETTLED_AFTER, Released, release_province
from bluezone.portal.isolation.models import Stay
from bluezone.portal.leaving import TrainingError
from bluezone.portal.places.models import Level, Succession, Unit
from bluezone.portal.posts.models import HourCount
from bluezone.portal.public_site.facts import FEWEST_TOLD
from bluezone.portal.sampling.rules import Value
from bluezone.portal.tracing.models import Exposure, Involvement
from tests.support.portal.doorposts import a_gate
from tests.support.portal.fielding import COMMUNE, LIST, SHIPPED_TEXT, participant
from tests.support.portal.offices import NOW, Office
from tests.support.portal.sampling import SamplingOffice

TODAY, ONE_DAY, AN_HOUR = NOW.date(), dt.timedelta(days=1), dt.timedelta(hours=1)
ENTERED = NOW - 2 * ONE_DAY
"""When the meetings of these tests were entered (`FollowupOffice`)."""
CASES = "cases.confirmed"
LATER = NOW + 10 * ONE_DAY


@pytest.fixture(scope="module")
def kept_office(kept) -> SamplingOffice:
    """A confirmed case, two F1s and an F2."""
    return SamplingOffice(Office())


@pytest.fixture
def office(kept_office, db) -> SamplingOffice:
    return copy.deepcopy(kept_office)


def counts(*days: dt.date, now: dt.datetime = LATER) -> dict[str, int]:
    """By indicator, of these days; today's without any."""
    first, last = (days[0], days[-1]) if days else (TODAY, TODAY)
    found: dict[str, int] = {}
    for (day, path, name), number in counted_in(Span(first, last), now).items():
        assert first <= day <= last
        assert path.startswith("08-")
        if number:
            found[name] = found.get(name, 0) + number
    return found


def test_a_case_counts_on_the_day_on_which_it_was_held_first(office):
    assert 1 == counts()["cases.confirmed"]
    assert "cases.confirmed" not in counts(TODAY - ONE_DAY)
    Case.objects.update(state=Case.State.CLOSED, reason=Case.Reason.DOUBLE, closed_at=NOW)
    assert "cases.confirmed" not in counts()


def test_contacts_count_on_the_day_of_their_entry_by_how_soon_they_were_reached(office):
    on = ENTERED.date()
    assert (2, 1) == (counts(on)["contacts.f1.not_yet"], counts(on)["contacts.f2.not_yet"])

    for at, outcome, after in (
        (1, Outcome.NOT_REACHED, AN_HOUR),
        (1, Outcome.REFUSED, ONE_DAY),
        (2, Outcome.WELL, -AN_HOUR),
        (2, Outcome.NOT_REACHED, AN_HOUR),
        (2, Outcome.WELL, ONE_DAY + AN_HOUR),
        (2, Outcome.WELL, 3 * ONE_DAY),
        (3, Outcome.SYMPTOMS, 2 * ONE_DAY + AN_HOUR),
    ):
        said = {"watch": office.watch(at), "channel": Channel.CALL, "closes": True, "by": office.officer}
        Visit.objects.create(outcome=outcome, at=ENTERED + after, **said)

    found = {name: number for name, number in counts(on).items() if name.startswith("contacts.")}
    assert {"contacts.f1.within_24h": 1, "contacts.f1.within_48h": 1, "contacts.f2.later": 1} == found
    assert [] == [name for name in counts(on + ONE_DAY) if name.startswith("contacts.")]


def test_a_contact_is_entered_with_the_first_meeting_that_still_counts(office):
    earlier = Exposure.objects.get(target=office.node(2))
    earlier.pk, earlier.number, earlier.entered_at = None, "EX-2026-09999", ENTERED - ONE_DAY
    earlier.save()
    assert 1 == counts(ENTERED.date() - ONE_DAY)["contacts.f1.not_yet"]

    Exposure.objects.filter(pk=earlier.pk).update(is_alive=False, withdrawn_at=NOW, reason="nhầm")

    assert 2 == counts(ENTERED.date())["contacts.f1.not_yet"]


def test_stays_count_once_a_decision_is_in_force(office):
    began = TODAY - ONE_DAY
    office.propose(2, home=True)
    assert [] == [name for name in counts(began) if name.startswith("isolation.")]
    office.issue(office.draw_up(office.waiting(2)))
    office.order(1)
    assert (1, 1) == (counts(began)["isolation.home.begun"], counts(began)["isolation.centre.begun"])

    for at in (1, 2):
        office.issue(office.draw_up(office.release_early(at)))

    ended = Stay.objects.first().ended_on
    assert (1, 1) == (counts(ended)["isolation.home.ended"], counts(ended)["isolation.centre.ended"])


def test_samples_count_by_their_newest_result(office):
    samples = [office.sampled(1, 0), office.sampled(2, 1)]
    assert 2 == counts()["samples.open"]
    office.find(Value.NEGATIVE, samples[0])
    office.find(Value.INVALID, samples[1])
    office.correct(samples[0], Value.POSITIVE)

    found = {name: number for name, number in counts().items() if name.startswith("samples.")}
    assert {"samples.positive": 1, "samples.invalid": 1} == found


def test_doors_rounds_and_codes_count_by_their_parts(office):
    gate = a_gate(office.office)
    for hour in (NOW, NOW + AN_HOUR):
        HourCount.objects.create(
            post=gate.post, hour=hour, rows=9, visitors=7, staff=1, live=3, shown=2, none=1, not_running=0
        )
    HourCount.objects.create(post=gate.post, hour=NOW + ONE_DAY, rows=0)
    case, issued = Case.objects.first(), {"state_date": TODAY, "issued_by": office.officer, "expires_at": NOW}
    for at, state in enumerate((GivenCode.State.REDEEMED, GivenCode.State.EXPIRED, GivenCode.State.ISSUED)):
        GivenCode.objects.create(case=case, handle=str(at), state=state, issued_at=NOW, **issued)
    registered()
    day = {"helped": 9, "installed": 5, "no_smartphone": 2, "refused": 1}
    at = participant(COMMUNE)
    TeamDay.objects.create(directive=at.directive, participant=at, path=at.path, team="D07", day=TODAY, **day)

    found = counts()

    doors = {name.removeprefix("doors."): number for name, number in found.items() if name.startswith("doors.")}
    assert {"premises": 1, "visitors.live": 6, "visitors.shown": 4, "visitors.none": 2, "visitors.unseen": 2} == doors
    assert (1, 2) == (found["codes.used"], found["codes.unused"])
    rounds = {name: number for name, number in found.items() if name.startswith("field.")}
    assert {"field.installed": 5, "field.helped": 4, "field.no_smartphone": 2, "field.refused": 1} == rounds
    assert "doors.premises" not in counts(TODAY + ONE_DAY)


def test_reports_count_on_the_day_on_which_they_were_due(db):
    registered()
    due = Participant.objects.filter(is_expected=True).order_by("place")
    moment = due[0].due
    assert {moment} == {one.due for one in due}
    for at, sent in enumerate((moment - AN_HOUR, moment)):
        ReportRecord.objects.create(participant=due[at], state="submitted", submitted_at=sent)
    last_day = (moment - dt.timedelta(microseconds=1)).astimezone(NOW.tzinfo).date()

    found = {name: number for (_, _, name), number in counted_in(Span(last_day, last_day), LATER).items()}
    by_name = dict.fromkeys(("reports.on_time", "reports.late", "reports.missing"), 0)
    for (_, _, name), number in counted_in(Span(last_day, last_day), LATER).items():
        by_name[name] += number

    assert {"reports.on_time": 1, "reports.late": 1, "reports.missing": len(due) - 2} == by_name
    assert "reports.missing" not in {name for (_, _, name) in counted_in(Span(last_day, last_day), moment - AN_HOUR)}
    assert set(found) == set(by_name)


def test_a_release_names_units_by_code_and_nobody_and_is_in_the_audit(office, tmp_path):
    done = release(tmp_path / "08.parquet", ENTERED.date(), TODAY)

    with collected(tmp_path) as nation:
        cells = nation.answer("SELECT unit, indicator, value, low, high FROM indicators WHERE unit IS NOT NULL")
        covered = nation.answer("SELECT count(*) FROM indicators WHERE unit IS NULL")
    assert [
        ("02536", "contacts.f1.not_yet", None, 1, 4),
        ("02545", "contacts.f1.not_yet", None, 1, 4),
        ("02545", "contacts.f2.not_yet", None, 1, 4),
        ("02536", "cases.confirmed", None, 1, 4),
    ] == [one for one in cells if one[1].startswith(("contacts", "cases"))]
    assert [(3 * len(INDICATORS),)] == covered
    assert done.withheld == len(cells)
    line = Entry.objects.order_by("-pk").first()
    assert ("indicators.release", "08-202507/", None) == (line.act, line.path, line.actor_id)
    assert {"first": str(ENTERED.date()), "last": str(TODAY), "threshold": 5, "rows": done.rows} == line.detail
    written = (tmp_path / "08.parquet").read_bytes()
    names = Involvement.objects.values_list("person__full_name", "person__phone", "person__pseudonym")
    assert [] == [word for person in names for word in person if word.encode() in written]


def release(file, first: dt.date, last: dt.date, province: str = "08") -> Released:
    return release_province(province, Span(first, last), file, now=LATER)


def test_of_invented_people_no_file_is_written_and_none_is_noted(office, settings, tmp_path):
    settings.TRAINING = True

    with pytest.raises(TrainingError):
        release(tmp_path / "08.parquet", ENTERED.date(), TODAY)

    assert [] == list(tmp_path.iterdir())
    assert not Entry.objects.filter(act="indicators.release").exists()


def test_what_was_written_at_a_former_commune_counts_at_todays_in_todays_province(office, tmp_path):
    """Hà Giang (02) became part of Tuyên Quang (08), and its communes parts of larger ones."""
    former = Unit.objects.filter(path__startswith="02-000000/", level=Level.COMMUNE).exclude(valid_to=None)[0]
    Case.objects.update(unit=former, path=former.path, province="02-000000/")

    done = release(tmp_path / "08.parquet", TODAY, TODAY)

    with collected(tmp_path) as nation:
        found = nation.answer(f"SELECT unit FROM indicators WHERE indicator = '{CASES}' AND unit IS NOT NULL")
    assert (1, 0) == (len(found), done.elsewhere)
    assert Unit.objects.filter(code=found[0][0], path__startswith="08-202507/", valid_to=None).exists()


def test_a_commune_that_went_to_another_province_than_its_own_counts_there(office, tmp_path):
    there = {"level": Level.COMMUNE, "name": "Xã Bên Kia", "path": "24-202507/99999-202507/", "sort_key": "b"}
    bac_ninh = a_province("24")
    unit = Unit.objects.create(key="99999-202507", code="99999", parent=bac_ninh, **there)
    former = Unit.objects.filter(path__startswith="02-000000/", level=Level.COMMUNE).exclude(valid_to=None)[0]
    Succession.objects.filter(old=former, is_default=True).update(new=unit)
    Case.objects.update(unit=former, path=former.path, province="02-000000/")

    done = release(tmp_path / "24.parquet", TODAY, TODAY, province="24")

    assert (1, 0) == (done.withheld, done.elsewhere)


def test_what_lies_in_another_province_is_in_no_file_and_said(office, tmp_path):
    a_province("24")

    done = release(tmp_path / "24.parquet", TODAY, TODAY, province="24")

    assert (len(INDICATORS), 0, 1) == (done.rows, done.withheld, done.elsewhere)


@pytest.mark.parametrize(
    ("first", "last", "province", "why"),
    [
        (TODAY, LATER.date() - SETTLED_AFTER + ONE_DAY, "08", "may still change: until 2026-12-01 days are settled"),
        (TODAY, TODAY - ONE_DAY, "08", "the last day is before the first one"),
        (TODAY - 400 * ONE_DAY, TODAY, "08", "a file tells of 400 days at most"),
        (TODAY, TODAY, "99", "there is no province 99 today"),
    ],
)
def test_what_cannot_be_told_is_one_sentence_and_no_file(db, tmp_path, *, first, last, province, why):
    lines = Entry.objects.count()

    with pytest.raises(ReleaseError, match=why):
        release(tmp_path / "x.parquet", first, last, province)

    assert [] == list(tmp_path.iterdir())
    assert lines == Entry.objects.count()


def test_the_public_site_and_a_release_withhold_alike():
    assert FEWEST_TOLD == THRESHOLD


def registered() -> None:
    said = {"source": SHIPPED_TEXT.encode(), "name": "son-duong-2020.toml", "organisations": LIST}
    register_directive(actor=None, organisations_name="organisations.csv", now=NOW, **said)


def a_province(code: str) -> Unit:
    named = {"name": "Tỉnh Bên Kia", "path": f"{code}-202507/", "sort_key": "b"}
    return Unit.objects.create(key=f"{code}-202507", code=code, level=Level.PROVINCE, **named)
