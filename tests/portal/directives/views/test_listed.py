"""What an office's own list counts stands beside what it types: counts alone, taken over by one press, asked about."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.directives.models import Answer, DirectiveRecord, Participant, ReportRecord
from bluezone.portal.directives.selectors.listed import ground_of
from bluezone.portal.directives.services.joining import join_organisation
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.models import Kind
from bluezone.portal.organisations.models import Kind as OfficeKind
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.posts.models import Post
from bluezone.portal.premises.models import Kind as Place
from bluezone.portal.premises.models import Premises
from tests.support.portal.offices import NOW, SON_DUONG, TUYEN_QUANG
from tests.support.portal.rolling import (
    LOADED,
    SENT,
    TAN_TRAO_COMMITTEE,
    TRUNG_YEN,
    Rollout,
    a_rollout,
    entry_for,
)
from tests.support.portal.stored_lists import a_stored_list

KEY = "son-duong-2020"
DAY = dt.timedelta(days=1)
STAFF_LIST = {"installed": 12, "installed_told": 15, "smartphone": 14, "smartphone_told": 15}


@pytest.fixture
def rollout(office) -> Rollout:
    made = a_rollout(office)
    office.clock[0] = SENT
    return made


def office_of(rollout: Rollout, key: str = TRUNG_YEN, *, joined: bool = True) -> Organisation:
    """The participant in the portal's list of organisations."""
    participant = rollout.participant(key)
    assert participant.unit is not None
    made = create_organisation(
        actor=None, name=participant.name[:120], kind=OfficeKind.COMMITTEE, unit=participant.unit, now=LOADED
    )
    if joined:
        Participant.objects.filter(pk=participant.pk).update(organisation=made)
    return made


def fields(rollout: Rollout, unit: str = TRUNG_YEN, **changes: int) -> dict[str, str]:
    entry = entry_for(rollout.directed.expected(unit), **changes)
    return {f"figure.{name}": text for name, text in entry.figures.items()} | {"as_of": entry.as_of}


def at(name: str, *more: object) -> str:
    return reverse(name, args=(KEY, *more))


def text(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def with_a_list(rollout: Rollout, key: str = TRUNG_YEN, *, joined: bool = True) -> Organisation:
    made = office_of(rollout, key, joined=joined)
    a_stored_list(made, rollout.consolidator(), SENT - 2 * DAY, **STAFF_LIST)
    return made


def test_the_form_says_what_the_list_counts_and_one_press_takes_it_over_with_all_that_was_typed(rollout):
    with_a_list(rollout)
    client = rollout.office.client(rollout.person(TRUNG_YEN))
    lines = Line.objects.count()

    page = text(client.get(at("my_report", TRUNG_YEN)))
    typed = {"figure.staff": "16", "figure.posters": "7", "take": "staff-installed"}
    answer = client.post(at("my_report", TRUNG_YEN), typed)

    assert "List of 22/8/2020: 12 of 15 people" in page
    assert (302, f"{at('my_report', TRUNG_YEN)}#f-staff-installed") == (answer.status_code, answer["location"])
    kept = ReportRecord.objects.get(participant=rollout.participant(TRUNG_YEN)).draft["figures"]
    assert {"staff": "16", "posters": "7", "staff-installed": "12"} == kept
    assert lines == Line.objects.count()


def test_enter_in_a_field_sends_and_takes_nothing_over(rollout):
    """Without scripts too: a browser presses the first button of the form."""
    with_a_list(rollout)

    page = rollout.office.client(rollout.person(TRUNG_YEN)).get(at("my_report", TRUNG_YEN)).content.decode()

    buttons = re.findall(r"<button[^>]*>", page.split('name="revision"', 1)[0].rsplit("<form", 1)[1])
    assert [True] == ['name="step" value="send"' in one for one in buttons]
    assert 'name="take"' in page


def test_nothing_is_taken_over_where_no_list_gives_it(rollout):
    with_a_list(rollout)
    client = rollout.office.client(rollout.person(TRUNG_YEN))

    answer = client.post(at("my_report", TRUNG_YEN), {"figure.staff": "16", "take": "posters"})

    assert 409 == answer.status_code
    assert "No list gives this figure" in text(answer)
    assert 'value="16"' in answer.content.decode()
    assert 0 == ReportRecord.objects.filter(participant=rollout.participant(TRUNG_YEN)).count()


def test_a_figure_that_differs_from_the_list_is_asked_about_and_sent_with_an_answer(rollout):
    with_a_list(rollout)
    client = rollout.office.client(rollout.person(TRUNG_YEN))
    typed = fields(rollout, staff=15, staff_with_smartphone=14, staff_installed=13) | {"step": "send"}

    asked = client.post(at("my_report", TRUNG_YEN), typed)
    sent = client.post(at("my_report", TRUNG_YEN), typed | {"answer.list.staff-installed": "một người vừa cài"})

    assert 400 == asked.status_code
    assert "CB3: 13 reported. List of 22/8/2020: 12 of 15 people. Which is right?" in text(asked)
    assert 302 == sent.status_code
    assert [("list differs", "một người vừa cài")] == list(Answer.objects.values_list("rule", "answer"))


def test_a_list_of_before_the_letter_is_shown_and_asks_nothing(rollout):
    a_stored_list(office_of(rollout), rollout.consolidator(), LOADED - 60 * DAY, **STAFF_LIST)
    client = rollout.office.client(rollout.person(TRUNG_YEN))

    page = text(client.get(at("my_report", TRUNG_YEN)))
    answer = client.post(at("my_report", TRUNG_YEN), fields(rollout) | {"step": "send"})

    assert "List of 13/6/2020: 12 of 15 people" in page
    assert 302 == answer.status_code


def test_nobody_sees_what_the_list_of_another_office_counts(rollout):
    with_a_list(rollout, TAN_TRAO_COMMITTEE)
    with_a_list(rollout, "ubnd-minh-thanh", joined=False)

    for key in (TRUNG_YEN, "ubnd-minh-thanh"):
        page = rollout.office.client(rollout.person(key)).get(at("my_report", key)).content.decode()
        assert 'name="take"' not in page
    neighbour = rollout.office.client(rollout.person(TRUNG_YEN))
    assert 404 == neighbour.get(at("my_report", TAN_TRAO_COMMITTEE)).status_code


def test_a_commune_is_answered_by_a_list_of_its_ground_and_an_office_of_the_district_is_not(rollout):
    committee = office_of(rollout, joined=False)
    counts = {"members": 900, "members_told": 300}
    a_stored_list(committee, rollout.consolidator(), SENT, Kind.HOUSEHOLD, rows=300, **counts)
    a_stored_list(committee, rollout.consolidator(), SENT, Kind.BUSINESS, rows=30)

    commune = text(rollout.office.client(rollout.person(TRUNG_YEN)).get(at("my_report", TRUNG_YEN)))
    district = text(rollout.office.client(rollout.person("economy-office")).get(at("my_report", "economy-office")))

    assert f"List of {committee.name}, 24/8/2020: 900 people" in commune
    assert "List of" not in district
    answered = {key: bool(ground_of(rollout.participant(key), SENT)) for key in (TRUNG_YEN, "district-committee")}
    assert {TRUNG_YEN: True, "district-committee": False} == answered


def test_whoever_decides_sees_list_and_doors_beside_what_was_typed(rollout):
    with_a_list(rollout)
    rollout.send_answering(TRUNG_YEN, "theo bảng chấm công")
    participant = rollout.participant(TRUNG_YEN)
    by = rollout.consolidator()
    hall = Premises.objects.create(
        name="Trụ sở xã", kind=Place.OFFICE, unit=participant.unit, path=participant.path, sort_key="", search_text="",
        state=Premises.State.APPROVED, registered_by=by, registered_at=LOADED, approved_at=LOADED,
    )  # fmt: skip
    post = Post.objects.create(premises=hall, path=hall.path, name="Cổng chính", made_by=by, made_at=LOADED)
    post.hours.create(hour=SENT - 2 * DAY, visitors=20, live=5, none=2)

    page = text(rollout.office.client(by).get(at("report_page", TRUNG_YEN)))

    assert "List of 22/8/2020: 12 of 15 people" in page
    assert "measured at doors" in page
    assert re.search(r"of 7 of 20 visitors the app's state is known 25.00 % \(5/20\)", page), page


def test_the_office_that_collects_says_which_organisation_reports_and_its_lists_answer_then(rollout):
    committee = with_a_list(rollout, joined=False)
    above, reporter = (rollout.office.client(one) for one in (rollout.consolidator(), rollout.person(TRUNG_YEN)))
    said = {"typed": committee.name, "organisation": committee.pk}
    assert 'name="take"' not in reporter.get(at("my_report", TRUNG_YEN)).content.decode()

    own = reporter.post(at("directive_report_join", TRUNG_YEN), said)
    answer = above.post(at("directive_report_join", TRUNG_YEN), said)

    assert (403, 302) == (own.status_code, answer.status_code)
    assert committee == rollout.participant(TRUNG_YEN).organisation
    assert 'name="take"' in reporter.get(at("my_report", TRUNG_YEN)).content.decode()
    assert reverse("organisation", args=[committee.pk]) in above.get(at("report_page", TRUNG_YEN)).content.decode()
    line = Line.objects.order_by("number").filter(act="directives.join").get()
    assert rollout.record.key == line.detail["directive"]


def test_no_organisation_of_other_ground_no_closed_one_and_none_twice_is_a_participant(rollout):
    here, there = office_of(rollout, joined=False), office_of(rollout, TAN_TRAO_COMMITTEE)
    facts = {"actor": rollout.consolidator(), "participant": rollout.participant(TRUNG_YEN), "now": SENT}

    with pytest.raises(RefusedError, match="other ground"):
        join_organisation(organisation=there, **facts)
    Organisation.objects.filter(pk=here.pk).update(closed_on=SENT.date())
    with pytest.raises(RefusedError, match="closed"):
        join_organisation(organisation=Organisation.objects.get(pk=here.pk), **facts)
    Organisation.objects.filter(pk=here.pk).update(closed_on=None)
    join_organisation(organisation=here, **facts)
    with pytest.raises(RefusedError, match="already"):
        join_organisation(organisation=here, **facts)


def test_whoever_joins_an_organisation_holds_it_before_asking_who_else_is_it(rollout):
    """Two who collect, at two participants, would else each find that nobody is it yet."""
    here = office_of(rollout, joined=False)

    with CaptureQueriesContext(connection) as asked:
        join_organisation(
            actor=rollout.consolidator(), participant=rollout.participant(TRUNG_YEN), organisation=here, now=SENT
        )

    told = [query["sql"] for query in asked]
    held = next(at for at, sql in enumerate(told) if 'FROM "organisations_organisation" WHERE' in sql)
    looked = next(at for at, sql in enumerate(told) if f'"organisation_id" = {here.pk}' in sql)
    assert held < looked
    assert connection.vendor == "sqlite" or "FOR UPDATE" in told[held]


def test_a_directive_that_somebody_of_elsewhere_registered_opens_no_lists_and_no_doors(rollout):
    """Anybody who collects may register one, about anybody, and has the seat where its reports go."""
    with_a_list(rollout)
    committee = office_of(rollout, "ubnd-minh-thanh", joined=False)
    counts = {"members": 900, "members_told": 300}
    a_stored_list(committee, rollout.consolidator(), SENT, Kind.HOUSEHOLD, rows=300, **counts)
    stranger, province = (
        rollout.office.staff(name, Role.CONSOLIDATOR, unit)
        for name, unit in (("Kẻ Lạ", SON_DUONG), ("Vương Thị Tỉnh", TUYEN_QUANG))
    )

    def seen_under(registrar: Staff) -> list[bool]:
        DirectiveRecord.objects.update(loaded_by=registrar)
        keys = (TRUNG_YEN, "ubnd-minh-thanh")
        pages = [text(rollout.office.client(rollout.person(key)).get(at("my_report", key))) for key in keys]
        return ["List of" in page for page in pages]

    def has_ground_today() -> bool:
        return bool(ground_of(rollout.participant(TRUNG_YEN), NOW))

    assert ([False, False], False) == (seen_under(stranger), has_ground_today())
    assert ([True, True], True) == (seen_under(rollout.consolidator()), has_ground_today())
    assert ([False, False], True) == (seen_under(province), has_ground_today())  # of what the communes became in 2025


def test_an_organisation_of_elsewhere_that_is_called_the_same_does_not_answer(rollout):
    elsewhere = with_a_list(rollout, TAN_TRAO_COMMITTEE, joined=False)
    Participant.objects.filter(key=TRUNG_YEN).update(organisation=elsewhere)

    page = rollout.office.client(rollout.person(TRUNG_YEN)).get(at("my_report", TRUNG_YEN)).content.decode()

    assert 'name="take"' not in page


def test_nobody_says_that_an_organisation_beyond_their_units_reports(rollout):
    """Its lists would answer, and its contacts would stand among those to call."""
    here = office_of(rollout, joined=False)
    stranger = rollout.office.staff("Kẻ Lạ", Role.CONSOLIDATOR, SON_DUONG)

    with pytest.raises(RefusedError, match="not of your units"):
        join_organisation(actor=stranger, participant=rollout.participant(TRUNG_YEN), organisation=here, now=SENT)


def test_a_name_that_no_organisation_has_is_asked_again(rollout):
    rollout.send_answering(TRUNG_YEN, "đúng")

    answer = rollout.office.client(rollout.consolidator()).post(
        at("directive_report_join", TRUNG_YEN), {"typed": "Không có"}
    )

    assert 400 == answer.status_code
    assert "No organisation within your reach is called so" in text(answer)
