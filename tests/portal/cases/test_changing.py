"""What becomes of a case after it was opened: corrected, closed with a reason, opened again, and found."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.alerts import Presence, alert_place
from bluezone.portal.cases.changing import close_case, correct_case, reopen_case
from bluezone.portal.cases.classifying import Value, held_of
from bluezone.portal.cases.models import Case, Correction
from bluezone.portal.cases.rules import agree_to_rule, asked_rules, set_desk_rule
from bluezone.portal.cases.selectors import CASES, digest_of_case, page_of_cases
from bluezone.portal.cases.services import confirm_case, give_code, open_case_of
from bluezone.portal.cases.waiting import OPENED_BY_ME, TO_CONFIRM, cases_that_wait
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.frame.sealed_words import sealed_words
from bluezone.portal.identity.models import Grant
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.two.promises.desk import PLACE

pytestmark = pytest.mark.in_turn(of=3)
FACTS = {"full_name": "Nguyễn Thị Bình", "phone": "0912345678", "onset": dt.date(2026, 11, 21)}
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.fixture
def hung(office):
    return office.staff("Trần Văn Hùng", Role.SUPERVISOR)


@pytest.fixture
def case(office, lan, hung):
    """Opened by Lan, confirmed by Hùng."""
    return office.case(lan, confirmed_by=hung)


def corrected(actor, case, *, read=None, now=NOW, **changes) -> Correction:
    read = digest_of_case(case) if read is None else read
    done = correct_case(actor=actor, case=case, read=read, now=now, **{**FACTS, **changes})
    case.refresh_from_db()
    case.person.refresh_from_db()
    return done


def closed(actor, case, reason=Case.Reason.OVER) -> None:
    close_case(actor=actor, case=case, reason=reason, read=digest_of_case(case), now=NOW)
    case.refresh_from_db()


def confirmed(actor, case) -> None:
    confirm_case(actor=actor, case=case, read=digest_of_case(case), now=NOW)
    case.refresh_from_db()


@pytest.mark.every_run
def test_a_mistyped_number_is_corrected_and_what_stood_there_stays(office, lan, case):
    client = office.client(lan)
    said = {"full_name": "Nguyễn Thị Bình", "phone": "0912 345 679", "onset": "2026-11-20"}

    before = client.get(reverse("case_correct", args=[case.number])).content.decode()
    answer = client.post(reverse("case_correct", args=[case.number]), {**said, "read": digest_of_case(case)})
    page = client.get(answer.headers["location"]).content.decode()

    assert 'value="0912345678"' in before
    for words in ("0912 345 679", "1 correction", "0912 345 678", "21/11/2026", "20/11/2026"):
        assert words in page
    line = Entry.objects.get(act="cases.correct")
    assert {"changed": ["onset", "phone"]} == line.detail
    assert {("case", case.number), ("person", str(case.person_id))} == set(line.subjects.values_list("kind", "key"))


@pytest.mark.every_run
def test_what_was_corrected_waits_for_a_second_person_anew(office, lan, hung, case):
    corrected(hung, case, phone="0987654321")

    assert (Case.State.OPENED, None) == (case.state, case.confirmed_by)
    with pytest.raises(RefusedError, match="a second person has to confirm"):
        give_code(actor=hung, case=case, exchange=office.exchange, now=NOW)
    with pytest.raises(RefusedError, match="whoever corrected a case cannot confirm it"):
        confirmed(hung, case)

    confirmed(office.staff("Vi Thị Ba", Role.SUPERVISOR), case)

    assert give_code(actor=hung, case=case, exchange=office.exchange, now=NOW)


@pytest.mark.every_run
def test_of_two_colleagues_each_confirms_what_the_other_wrote(office, lan, hung, case):
    """Where only two work, whoever opened the case confirms what the other corrected, and the other way round."""
    corrected(hung, case, phone="0987654321")
    confirmed(lan, case)
    assert (Case.State.CONFIRMED, lan) == (case.state, case.confirmed_by)

    corrected(lan, case, phone="0987654322")
    with pytest.raises(RefusedError, match="whoever corrected a case cannot confirm it"):
        confirmed(lan, case)
    confirmed(hung, case)

    assert give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)


@pytest.mark.every_run
@pytest.mark.parametrize("stands", [Case.State.OPENED, Case.State.CONFIRMED, Case.State.CLOSED])
def test_what_is_corrected_of_a_person_waits_in_each_of_their_cases(office, lan, hung, case, stands):
    """Hùng writes another name into a case of his own: it stands in Lan's, too."""
    if stands != Case.State.CONFIRMED:
        case = office.case(lan)
    if stands == Case.State.CLOSED:
        closed(lan, case)
    own = open_case_of(actor=hung, person=case.person, onset=case.onset, unit=case.unit, now=NOW)

    corrected(hung, own, full_name="Hoàng Văn Khác")

    case.refresh_from_db()
    if stands == Case.State.CLOSED:
        reopen_case(actor=lan, case=case, read=digest_of_case(case), now=NOW)
        case.refresh_from_db()
    with pytest.raises(RefusedError, match="a second person has to confirm"):
        give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)
    with pytest.raises(RefusedError, match="whoever corrected a case cannot confirm it"):
        confirmed(hung, case)
    assert ["Nguyễn Thị Bình"] == list(case.corrections.values_list("full_name", flat=True))
    assert {"changed": ["full_name"]} == Entry.objects.filter(act="cases.correct").latest("number").detail
    confirmed(office.staff("Vi Thị Ba", Role.SUPERVISOR), case)


@pytest.mark.every_run
def test_another_onset_is_of_that_case_alone(hung, case):
    own = open_case_of(actor=hung, person=case.person, onset=case.onset, unit=case.unit, now=NOW)

    corrected(hung, own, onset=dt.date(2026, 11, 20))

    case.refresh_from_db()
    assert (Case.State.CONFIRMED, None) == (case.state, case.corrected_by)


@pytest.mark.every_run
def test_what_is_no_case_becomes_none_for_somebody_of_another_name(hung, lan, case):
    closed(lan, case, Case.Reason.NO_CASE)
    own = open_case_of(actor=hung, person=case.person, onset=case.onset, unit=case.unit, now=NOW)

    corrected(hung, own, full_name="Hoàng Văn Khác")

    assert (Value.NOT_A_CASE, Value.SUSPECTED) == (held_of(case), held_of(own))


@pytest.mark.every_run
def test_whoever_opened_a_case_confirms_it_neither_as_it_is_nor_as_they_corrected_it(lan, office):
    case = office.case(lan)
    with pytest.raises(RefusedError, match="whoever opened a case cannot confirm it"):
        confirmed(lan, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(confirmed_by=lan)

    corrected(lan, case, phone="0987654321")

    with pytest.raises(RefusedError, match="whoever corrected a case cannot confirm it"):
        confirmed(lan, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(confirmed_by=lan)


@pytest.mark.every_run
def test_opened_again_it_is_still_said_by_whoever_corrected_it(lan, hung, case):
    corrected(hung, case, phone="0987654321")
    closed(hung, case)
    reopen_case(actor=lan, case=case, read=digest_of_case(case), now=NOW)

    with pytest.raises(RefusedError, match="whoever corrected a case cannot confirm it"):
        confirmed(hung, case)


@pytest.mark.every_run
def test_the_page_says_that_a_correction_says_all_of_it(office, hung, case):
    page = office.client(hung).get(reverse("case_correct", args=[case.number])).content.decode()

    assert "With a correction you say all of this, not only what you changed" in " ".join(page.split())


@pytest.mark.every_run
def test_nor_does_the_database_let_them(hung, case):
    corrected(hung, case, phone="0987654321")

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(confirmed_by=hung)


def test_whoever_corrected_a_case_is_not_told_that_it_waits_for_them(lan, hung, case):
    corrected(hung, case, phone="0987654321")

    assert [1, 0] == [cases_that_wait(who, TO_CONFIRM, NOW).count() for who in (lan, hung)]
    assert [0, 1] == [cases_that_wait(who, OPENED_BY_ME, NOW).count() for who in (lan, hung)]


@pytest.mark.every_run
def test_nobody_confirms_what_they_have_not_read(office, lan):
    """The page was open while the opener wrote another person into the case."""
    case, hung = office.case(lan), office.staff("Trần Văn Hùng", Role.SUPERVISOR)
    read = digest_of_case(case)
    corrected(lan, case, full_name="Người Khác Hẳn")

    with pytest.raises(ChangedError):
        confirm_case(actor=hung, case=case, read=read, now=NOW)

    case.refresh_from_db()
    assert Case.State.OPENED == case.state


@pytest.mark.every_run
def test_of_two_who_correct_at_once_the_second_reads_first(lan, hung, case):
    read = digest_of_case(case)
    corrected(lan, case, phone="0987654321")

    with pytest.raises(ChangedError):
        corrected(hung, case, read=read, phone="0911111111")

    assert "0987654321" == case.person.phone


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "nothing was changed"),
        ({"full_name": "A"}, "2 to 80 characters"),
        ({"phone": "123"}, "10 digits"),
        ({"onset": NOW.date() + A_DAY}, "in the future"),
        ({"onset": NOW.date() - 61 * A_DAY}, "too long ago"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(lan, case, change, said):
    with pytest.raises(RefusedError) as refused:
        corrected(lan, case, **change)

    assert said in (refused.value.words.en if refused.value.words else str(refused.value))
    assert (0, Case.State.CONFIRMED) == (Correction.objects.count(), Case.objects.get().state)


def test_an_old_case_is_corrected_within_what_could_be_typed_when_it_was_opened(lan, case):
    corrected(lan, case, onset=NOW.date() - 60 * A_DAY, now=NOW + 30 * A_DAY)

    assert NOW.date() - 60 * A_DAY == case.onset


@pytest.mark.every_run
def test_a_closed_case_says_why_and_nothing_goes_out_for_it(office, lan, case):
    answer = office.client(lan).post(
        reverse("case_close", args=[case.number]), {"reason": "no_case", "read": digest_of_case(case)}
    )
    page = office.client(lan).get(answer.headers["location"]).content.decode()

    case.refresh_from_db()
    assert (Case.State.CLOSED, lan, NOW) == (case.state, case.closed_by, case.closed_at)
    assert "Not a case: the test was wrong" in page
    assert "Give out a code" not in page
    presence = Presence(PLACE, NOW - dt.timedelta(hours=2), NOW - dt.timedelta(hours=1))
    for act in (
        lambda: give_code(actor=lan, case=case, exchange=office.exchange, now=NOW),
        lambda: alert_place(actor=lan, case=case, presence=presence, exchange=office.exchange, now=NOW),
        lambda: corrected(lan, case, phone="0987654321"),
        lambda: closed(lan, case),
    ):
        with pytest.raises(RefusedError, match="this case is closed"):
            act()


@pytest.mark.every_run
def test_nor_where_one_person_is_enough(office, lan, hung):
    """Without a second person's look in the way, a closed case has to stop a code by itself."""
    other = office.staff("Vi Thị Ba", Role.SUPERVISOR)
    Grant.objects.update(given_at=NOW - 8 * A_DAY)
    set_desk_rule(actor=hung, unit=the_unit(SON_DUONG), needs_second_person=False, valid_from=NOW.date(), now=NOW)
    agree_to_rule(actor=other, asked=asked_rules(other, NOW)[0], now=NOW)
    case = office.case(lan)
    assert give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)

    closed(lan, case)

    with pytest.raises(RefusedError, match="this case is closed"):
        give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)


@pytest.mark.every_run
def test_a_case_is_not_closed_without_a_reason(office, lan, case):
    answer = office.client(lan).post(reverse("case_close", args=[case.number]), {"read": digest_of_case(case)})

    assert 409 == answer.status_code
    assert "Please say why the case is closed." in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=Case.State.CLOSED, closed_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(reason=Case.Reason.OVER)


@pytest.mark.every_run
def test_a_case_that_is_opened_again_waits_for_a_second_person(office, lan, hung, case):
    with pytest.raises(RefusedError, match="not closed"):
        reopen_case(actor=lan, case=case, read=digest_of_case(case), now=NOW)
    closed(lan, case, Case.Reason.DOUBLE)

    office.client(lan).post(reverse("case_reopen", args=[case.number]), {"read": digest_of_case(case)})

    case.refresh_from_db()
    assert (Case.State.OPENED, None, "") == (case.state, case.confirmed_by, case.reason)
    confirmed(hung, case)
    assert [1, 1] == [Entry.objects.filter(act=act).count() for act in ("cases.close", "cases.reopen")]


def test_closed_cases_have_a_list_of_their_own(office, lan, case):
    office.case(lan, full_name="Vũ Thị Mở")
    closed(lan, case)

    listed = page_of_cases(lan, CASES.part_of({"state": Case.State.CLOSED}))

    assert ["Nguyễn Thị Bình"] == [one.name for one in listed.rows]


@pytest.mark.every_run
@pytest.mark.parametrize("act", ["case_correct", "case_close", "case_reopen"])
def test_a_neighbour_changes_nothing(office, case, act):
    neighbour = office.client(office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO))
    said = {**FACTS, "phone": "0987654321", "reason": "over", "read": digest_of_case(case)}

    assert 404 == neighbour.post(reverse(act, args=[case.number]), said).status_code
    assert Case.State.CONFIRMED == Case.objects.get().state


@pytest.mark.each_example
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anh", ["Đỗ Thị Ánh"]),
        ("ĐỖ THI", ["Đỗ Thị Ánh"]),
        ("do  thi anh", ["Đỗ Thị Ánh"]),
        ("hi", []),
        ("0987", ["Đỗ Thị Ánh"]),
        ("0987 654-321", ["Đỗ Thị Ánh"]),
        ("+84 987 654 321", ["Đỗ Thị Ánh"]),
        ("54321", ["Đỗ Thị Ánh"]),
        ("CA-2026-00002", ["Đỗ Thị Ánh"]),
        ("ca-2026-2", ["Đỗ Thị Ánh"]),
        ("2", ["Đỗ Thị Ánh"]),
        ("thi", ["Đỗ Thị Ánh", "Nguyễn Thị Bình"]),
        ("%", []),
        ("_nh", []),
        ("'; drop", []),
        ("   ", ["Đỗ Thị Ánh", "Nguyễn Thị Bình"]),
        ("9" * 5_000, []),
    ],
)
def test_a_case_is_found_by_name_without_marks_by_telephone_and_by_number(office, lan, text, found):
    office.case(lan)
    office.case(lan, full_name="Đỗ Thị Ánh", phone="0987 654 321")

    assert found == [one.name for one in page_of_cases(lan, CASES.part_of({"q": text})).rows]


def test_a_corrected_name_is_found_by_what_it_is_now(lan, case):
    corrected(lan, case, full_name="Đỗ Thị Ánh")

    assert [1, 0] == [len(page_of_cases(lan, CASES.part_of({"q": text})).rows) for text in ("do thi", "nguyen")]


@pytest.mark.every_run
def test_beyond_ones_units_no_name_and_no_number_is_found(office, case):
    """Else a search would tell whose pseudonym it is."""
    mai = office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)

    def found(text: str) -> int:
        return len(page_of_cases(mai, CASES.part_of({"q": text, "reach": "province"})).rows)

    assert [0, 0] == [found("nguyễn thị bình"), found("0912345678")]
    assert [1, 1] == [found(case.number), found(case.person.pseudonym)]


@pytest.mark.every_run
def test_what_is_looked_for_stays_on_the_page_and_goes_with_its_file(office, lan, case):
    office.case(lan, full_name="Đỗ Thị Ánh")
    client = office.client(lan)

    page = client.get(reverse("case_list") + "?q=do+thi").content.decode()
    taken = b"".join(client.get(reverse("case_export") + "?as=csv&q=do+thi").streaming_content).decode()

    assert 'value="do thi"' in page
    assert f"q={quote(sealed_words('do thi'))}" in page
    assert "q=do" not in page
    for told in (page, taken):
        assert "Đỗ Thị Ánh" in told
        assert "Nguyễn Thị Bình" not in told
