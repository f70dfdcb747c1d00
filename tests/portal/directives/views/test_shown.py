"""Whoever is shown a person's name on a page of directives leaves a line in the audit; others leave none."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Act, Entry
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.levels import answer_correction
from bluezone.portal.identity.roles import Role
from bluezone.rollout.reports.report import Step
from tests.support.portal.offices import Office
from tests.support.portal.rolling import HOUSEHOLDER, SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_rollout, things_of

KEY = "son-duong-2020"


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    made = a_rollout(Office())
    made.office.clock[0] = SENT
    things_of(made)
    return made


def at(name: str, *more: object) -> str:
    return reverse(name, args=(KEY, *more))


def lines_of(client, address: str) -> list[tuple[str, set[tuple[str, str]]]]:
    """What opening this page adds to the audit: each action, and whom it is about."""
    before = Entry.objects.count()
    assert 200 == client.get(address).status_code
    added = Entry.objects.filter(number__gt=before, kind=Act.READ).order_by("number")
    return [(one.act, set(one.subjects.values_list("kind", "key"))) for one in added]


@pytest.mark.parametrize(
    ("name", "action"),
    [("directive", "directives.letter"), ("directive_pdf", "directives.letter"), ("sums", "directives.sums")],
)
def test_signers_of_the_letter_and_approvers_of_a_level_are_shown_with_a_line(rollout, name, action):
    client = rollout.office.client(rollout.consolidator())

    assert [(action, {("directive", KEY)})] == lines_of(client, at(name))


@pytest.mark.parametrize("name", ["directive", "directive_pdf"])
def test_a_line_is_about_as_much_of_a_long_name_as_every_other_line_of_the_directive(rollout, name):
    rollout.record.key = f"{KEY}-{'x' * 60}"[:64]
    rollout.record.save(update_fields=["key"])
    client = rollout.office.client(rollout.consolidator())

    ((_, about),) = lines_of(client, reverse(name, args=(rollout.record.key,)))

    assert {("directive", rollout.record.key[:40])} == about


def test_who_works_where_is_shown_with_a_line_about_each_of_them(rollout):
    client = rollout.office.client(rollout.consolidator())
    colleagues = {("staff", str(person.pk)) for person in rollout.people.values()}

    assert [("directives.members", {("directive", KEY), *colleagues})] == lines_of(client, at("directive_seats"))


def test_who_did_what_with_a_report_is_shown_to_its_own_office_with_a_line(rollout):
    participant = rollout.participant(TRUNG_YEN)
    reporter, page = rollout.person(TRUNG_YEN), rollout.office.client(rollout.person(TRUNG_YEN))

    lines = lines_of(page, at("my_report", TRUNG_YEN))

    assert [("directives.see", {("participant", str(participant.pk))})] == lines
    assert reporter.full_name in page.get(at("my_report", TRUNG_YEN)).content.decode()


def test_who_may_sign_is_named_where_papers_are_drafted_with_a_line(rollout):
    leader = rollout.person("culture-office", Role.LEADER)
    page = rollout.office.client(rollout.consolidator())

    assert [("directives.papers", {("directive", "son-duong-2020")})] == lines_of(page, at("directive_papers"))
    assert f'<option value="{leader.full_name}">' in page.get(at("directive_papers")).content.decode()


@pytest.mark.parametrize("where", ["report", "my_evidence", "figure"])
def test_at_whose_house_something_hangs_is_shown_with_a_line_about_the_office_that_says_so(rollout, where):
    own, of = rollout.office.client(rollout.person(TRUNG_YEN)), rollout.participant(TRUNG_YEN)
    above = rollout.office.client(rollout.consolidator())
    client, address = {
        "report": (above, at("report_page", TRUNG_YEN)),
        "my_evidence": (own, at("my_evidence", TRUNG_YEN)),
        "figure": (above, f"{at('figure', 'posters')}?of={TRUNG_YEN}"),
    }[where]

    assert [("directives.see", {("participant", str(of.pk))})] == lines_of(client, address)
    assert HOUSEHOLDER in client.get(address).content.decode()


def test_a_figure_that_several_make_up_is_shown_with_a_line_about_those_alone_who_say_where_something_hangs(rollout):
    rollout.approved(TAN_TRAO_COMMITTEE)
    above = rollout.office.client(rollout.consolidator())
    address = f"{at('figure', 'posters')}?of={rollout.participant(TRUNG_YEN).reports_to.key}"

    about = ("participant", str(rollout.participant(TRUNG_YEN).pk))
    assert [("directives.see", {about})] == lines_of(above, address)
    assert rollout.participant(TAN_TRAO_COMMITTEE).name in above.get(address).content.decode()


def test_why_a_figure_was_corrected_is_shown_with_a_line_about_the_office_whose_figure_it_is(rollout):
    """Whoever says why may name who counted; what is proposed alone is shown without its reason."""
    correction = rollout.corrected(TRUNG_YEN, 98, SENT)
    above, address = rollout.office.client(rollout.consolidator()), f"{at('figure', 'broadcasts')}?of={TRUNG_YEN}"

    assert [] == lines_of(above, address)
    assert correction.note not in above.get(address).content.decode()

    answer_correction(actor=rollout.person(TRUNG_YEN), row=correction, agrees=True, now=SENT)

    about = ("participant", str(rollout.participant(TRUNG_YEN).pk))
    assert [("directives.see", {about})] == lines_of(above, address)
    assert correction.note in above.get(address).content.decode()


def test_why_a_report_came_back_is_shown_to_its_own_office_with_a_line(rollout):
    row, why = rollout.send(TAN_TRAO_COMMITTEE), f"bà {HOUSEHOLDER} đếm hai lần"
    above, sender = rollout.participant("culture-office"), rollout.consolidator()
    own, address = rollout.office.client(rollout.person(TAN_TRAO_COMMITTEE)), at("my_report", TAN_TRAO_COMMITTEE)
    decide(actor=sender, row=row, read=report_as_read(row), step=Step.RETURN, acting_for=above, now=SENT, note=why)

    about = ("participant", str(rollout.participant(TAN_TRAO_COMMITTEE).pk))
    assert [("directives.see", {about})] == lines_of(own, address)
    assert why in own.get(address).content.decode()


@pytest.mark.parametrize("where", ["my_evidence", "figure", "my_report"])
def test_where_nobody_has_said_anything_yet_no_line_is_left(rollout, where):
    own, above = rollout.office.client(rollout.person("ubnd-hop-hoa")), rollout.office.client(rollout.consolidator())
    client, address = {
        "my_evidence": (own, at("my_evidence", "ubnd-hop-hoa")),
        "figure": (above, f"{at('figure', 'posters')}?of=ubnd-hop-hoa"),
        "my_report": (own, at("my_report", "ubnd-hop-hoa")),
    }[where]

    assert [] == lines_of(client, address)


@pytest.mark.parametrize("name", ["directive_progress", "report_list", "forms_upload"])
def test_where_nobody_is_named_no_line_is_left(rollout, name):
    client = rollout.office.client(rollout.consolidator())
    names = [person.full_name for person in rollout.people.values() if person != rollout.consolidator()]

    assert [] == lines_of(client, at(name))
    page = client.get(at(name)).content.decode()
    assert [] == [one for one in names if one in page]
