"""The exposure inbox: one line a meeting, an exposure of several pieces, each by itself; two officers at once."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.cases.models import Person
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.frame.evidence import Offered, offer_evidence
from bluezone.portal.frame.waiting import waiting_for
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.deciding import (
    TOLD_BY,
    Exposed,
    Note,
    attach_evidence,
    close_evidence,
    make_exposure,
    note_what_was_told,
)
from bluezone.portal.tracing.forms.inbox import HOW_KNOWN
from bluezone.portal.tracing.inbox import (
    INBOX,
    days_told,
    digest_of_meeting,
    exposures_like,
    page_of_meetings,
    pieces_beside,
)
from bluezone.portal.tracing.involving import outbreak_at
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Certainty, Evidence, Exposure, Outbreak
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit

pytestmark = pytest.mark.usefixtures("kept_desk")
TODAY = NOW.date()
YESTERDAY = TODAY - dt.timedelta(days=1)
NAME, PHONE = "Trần Thị Gặp", "0987654321"


class Desk:
    """An officer and a colleague of Sơn Dương, a stranger of Tân Trào, and a case."""

    def __init__(self) -> None:
        self.office = Office()
        self.officer = self.office.staff("Lê Truy Vết", Role.HEALTH_OFFICER)
        self.colleague = self.office.staff("Phạm Cùng Phòng", Role.SUPERVISOR)
        self.stranger = self.office.staff("Ma Xã Bên", Role.HEALTH_OFFICER, TAN_TRAO)
        self.case = self.office.case(self.officer)
        self.unit = the_unit(SON_DUONG)

    def offer(self, origin: str, key: str, *, days=(YESTERDAY, YESTERDAY), name="", phone="", path=None, **says):
        facts = {"name": name, "phone": phone, "says": says}
        piece = Offered(origin, key, self.unit.path if path is None else path, *days, **facts)
        offer_evidence([piece], actor=self.officer, now=NOW)
        return Evidence.objects.latest("pk")

    def four(self) -> list[Evidence]:
        """One meeting, told by a phone, a declaration, a list and an interview."""
        fortnight = (YESTERDAY - dt.timedelta(days=13), NOW.date())
        said = {"name": NAME, "phone": PHONE, "case": self.case.number}
        self.offer("app", "1", phone=PHONE, band=2)
        self.offer("declaration", "2", days=fortnight, name=NAME, phone=PHONE, ill=True)
        self.offer("list", "3", **{**said, "place": "chợ trung tâm"})
        self.told()
        return list(Evidence.objects.filter(exposure=None).order_by("pk"))

    def told(self, **changes) -> Evidence:
        facts = {"full_name": NAME, "unit": self.unit, "phone": PHONE, "case": self.case, "first_day": YESTERDAY}
        note = Note(**{**facts, "last_day": YESTERDAY, **changes})
        return note_what_was_told(actor=self.officer, note=note, now=NOW)

    def read(self, piece: Evidence) -> str:
        pieces = list(pieces_beside(self.officer, piece))
        return digest_of_meeting(pieces, exposures_like(self.officer, pieces))

    def make(self, *chosen: Evidence, read: str = "", **changes) -> Exposure:
        facts = {"exposed": Exposed(NAME, PHONE, self.unit, 1980), "meeting": Meeting(first_day=YESTERDAY)}
        return make_exposure(
            actor=changes.pop("actor", self.officer),
            piece=chosen[0],
            chosen=[one.pk for one in chosen],
            source=self.case,
            read=read or self.read(chosen[0]),
            now=NOW,
            entropy=self.office.chance.randbytes,
            **{**facts, **changes},
        )


@pytest.fixture(scope="module")
def kept_desk(kept) -> Desk:
    return Desk()


@pytest.fixture
def desk(kept_desk, db) -> Desk:
    return kept_desk


def lines(desk: Desk, staff=None, **asked: str):
    return page_of_meetings(staff or desk.officer, INBOX.part_of(asked)).rows


@pytest.mark.every_run
def test_four_pieces_about_one_meeting_are_one_line(desk):
    pieces = desk.four()

    (line,) = lines(desk)

    assert [one.pk for one in pieces] == [piece.number for piece in line.pieces]
    assert (NAME, "23/11") == (line.name, line.days)
    assert {"app", "declaration", "list", "interview"} == {piece.origin for piece in line.pieces}
    assert line.why_together
    assert line.why_urgent


def test_what_is_sealed_is_named_after_nobody_and_found_by_the_whole_number(desk):
    desk.offer("app", "1", phone=PHONE, band=2)

    found, other = lines(desk, q="0987 654 321"), lines(desk, q="0987 654 322")

    assert ("", "") == (found[0].name, found[0].pieces[0].phone)
    assert () == tuple(other)


def test_whoever_is_ill_or_told_by_several_stands_above_whoever_is_told_by_one(desk):
    desk.offer("list", "8", name="Vũ Một Mình")
    desk.offer("declaration", "9", name="Vũ Thị Ốm", ill=True)
    desk.four()

    names = [[piece.origin for piece in line.pieces] for line in lines(desk)]

    assert [4, 1, 1] == [len(origins) for origins in names]
    assert [["declaration"], ["list"]] == names[1:]


def test_a_line_is_of_ones_own_units_alone(desk):
    desk.offer("list", "1", name=NAME)

    assert () == tuple(lines(desk, desk.stranger))


def test_one_exposure_of_four_pieces_and_each_stays_a_piece_of_its_own(desk):
    pieces = desk.four()

    exposure = desk.make(*pieces)

    assert set(pieces) == set(exposure.evidence.all())
    assert (True, desk.case.person, NAME) == (
        exposure.is_alive,
        exposure.source.person,
        exposure.target.person.full_name,
    )
    assert () == tuple(lines(desk))


def test_an_exposure_to_a_case_belongs_to_the_outbreak_of_the_case_also_once_another_has_begun(desk):
    piece = desk.told()
    begun = {"name": "Cúm A", "pathogen": "H5N1", "place": "08", "begins": TODAY}
    Outbreak.objects.create(unit=desk.unit, path=desk.unit.path, **begun)

    exposure = desk.make(piece)

    assert outbreak_at(desk.case.path, desk.case.onset) == exposure.outbreak
    assert 1 == desk.case.person.involvements.count()


def test_what_is_left_unticked_waits_on(desk):
    app, *others = desk.four()

    desk.make(*others)

    assert [[app.pk]] == [[piece.number for piece in line.pieces] for line in lines(desk)]


def test_nobody_new_is_entered_where_somebody_known_is_chosen(desk):
    piece = desk.told()
    known = desk.office.case(desk.officer, full_name=NAME, phone=PHONE).person
    before = Person.objects.count()

    exposure = desk.make(piece, exposed=known)

    assert known == exposure.target.person
    assert before == Person.objects.count()


def test_of_two_officers_at_once_the_second_is_told_and_nothing_is_lost(desk):
    pieces = desk.four()
    read = desk.read(pieces[0])
    desk.make(*pieces, read=read)

    with pytest.raises(ChangedError):
        desk.make(*pieces, read=read, actor=desk.colleague)
    facts = {"outcome": Evidence.Outcome.DOUBLE, "reason": "", "read": read, "now": NOW}
    with pytest.raises(ChangedError):
        close_evidence(actor=desk.colleague, piece=pieces[0], chosen=[pieces[0].pk], **facts)

    assert 1 == Exposure.objects.count()
    assert 4 == Exposure.objects.get().evidence.count()


def test_a_piece_that_comes_meanwhile_is_read_first(desk):
    piece = desk.told()
    read = desk.read(piece)
    desk.offer("app", "1", phone=PHONE)

    with pytest.raises(ChangedError):
        desk.make(piece, read=read)


def test_no_exposure_is_made_of_nothing(desk):
    piece = desk.told()

    with pytest.raises(RefusedError, match="choose"):
        make_exposure(
            actor=desk.officer,
            piece=piece,
            chosen=[],
            source=desk.case,
            exposed=Exposed(NAME, PHONE, desk.unit),
            meeting=Meeting(),
            read=desk.read(piece),
            now=NOW,
            entropy=desk.office.chance.randbytes,
        )

    assert 0 == Exposure.objects.count()


def test_a_later_piece_finds_the_exposure_and_is_added_to_it(desk):
    exposure = desk.make(desk.told())
    piece = desk.offer("app", "1", phone=PHONE)
    alike = exposures_like(desk.officer, [piece])

    attach_evidence(
        actor=desk.officer, piece=piece, chosen=[piece.pk], exposure=exposure, read=desk.read(piece), now=NOW
    )

    piece.refresh_from_db()
    assert [exposure] == alike
    assert exposure == piece.exposure


def test_deciding_on_five_reports_costs_what_one_costs(desk):
    exposure = desk.make(desk.told())
    costs = []
    for reports in (["1"], ["2", "3", "4", "5", "6"]):
        pieces = [desk.offer("app", key, phone=PHONE) for key in reports]
        chosen, read = [piece.pk for piece in pieces], desk.read(pieces[0])
        with CaptureQueriesContext(connection) as asked:
            attach_evidence(actor=desk.officer, piece=pieces[0], chosen=chosen, exposure=exposure, read=read, now=NOW)
        costs.append(len(asked))
    made = [desk.offer("app", key, phone="0911222333") for key in "789"]
    with CaptureQueriesContext(connection) as asked:
        desk.make(*made, read=desk.read(made[0]))

    assert costs[0] == costs[1] <= 30
    assert len(asked) <= 60
    assert {"origins": ["app"], "pieces": 5} == Line.objects.filter(act="tracing.evidence").latest("pk").detail
    assert 7 == exposure.evidence.count()


def test_another_week_or_another_person_is_not_offered_as_the_same(desk):
    desk.make(desk.told())
    long_ago = YESTERDAY - dt.timedelta(days=20)

    later = desk.offer("app", "1", phone=PHONE, days=(long_ago, long_ago))
    other = desk.offer("app", "2", phone="0911222333")

    assert [[], []] == [exposures_like(desk.officer, [piece]) for piece in (later, other)]


def test_closing_says_what_came_of_it_and_by_whom(desk):
    piece = desk.told()

    close_evidence(
        actor=desk.officer,
        piece=piece,
        chosen=[piece.pk],
        outcome=Evidence.Outcome.TOO_SHORT,
        reason=" đi ngang qua ",
        read=desk.read(piece),
        now=NOW,
    )

    piece.refresh_from_db()
    assert ("too_short", "đi ngang qua", desk.officer, NOW) == (
        piece.outcome,
        piece.reason,
        piece.closed_by,
        piece.closed_at,
    )
    assert () == tuple(lines(desk))
    assert {"outcome": "too_short"} == Line.objects.get(act="tracing.close").detail


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ((), (None, None)),
        ((("list", 3, 5), ("app", 4, 8)), (4, 5)),
        ((("list", 3, 3), ("app", 5, 5)), (3, 5)),
        ((("declaration", 1, 14), ("app", 4, 4)), (4, 4)),
        ((("declaration", 1, 14),), (1, 14)),
        ((("list", None, 5),), (5, 5)),
    ],
)
def test_the_days_of_a_meeting_are_those_on_which_all_agree(told, days):
    def on(day):
        return day and dt.date(2026, 11, day)

    pieces = [Evidence(origin=origin, day_from=on(first), day_to=on(last)) for origin, first, last in told]

    assert tuple(map(on, days)) == days_told(pieces)


def test_today_leads_to_what_waits(desk):
    desk.four()
    desk.offer("list", "9", name="Vũ Thị Khác")

    (found,) = [one for one in waiting_for(desk.officer, NOW) if one.what == "tracing.inbox"]

    assert (2, reverse("evidence_inbox")) == (found.count, found.address)
    assert [] == [one for one in waiting_for(desk.stranger, NOW) if one.what == "tracing.inbox"]


@pytest.mark.every_run
def test_an_officer_makes_one_exposure_of_four_pieces_by_the_page_as_it_stands(desk):
    """Nothing has to be typed: the pages fill in what the pieces say in clear."""
    client = desk.office.client(desk.officer)
    first, *_others = desk.four()
    page = client.get(reverse("evidence_meeting", args=[first.pk])).content.decode()
    sent = {name: value for name, value in filled_in(page).items() if name not in {"exposure", "closed_as", "reason"}}

    answer = client.post(reverse("evidence_make", args=[first.pk]), {**sent, "act": "make"})

    exposure = Exposure.objects.get()
    assert reverse("exposure", args=[exposure.number]) == answer.headers["location"]
    assert 4 == exposure.evidence.count()
    assert (YESTERDAY, YESTERDAY, "chợ trung tâm") == (exposure.first_day, exposure.last_day, exposure.place)
    line = Line.objects.filter(act="tracing.inbox").order_by("pk")[0]
    assert {str(first.pk)} < {subject.key for subject in line.subjects.all()}


def test_how_sure_a_meeting_is_is_asked_in_the_words_in_which_it_is_told(desk):
    client, (first, *_others) = desk.office.client(desk.officer), desk.four()

    page = client.get(reverse("evidence_meeting", args=[first.pk])).content.decode()

    asked = page.split('name="certainty"')[1].split("</select>")[0]
    with override("en"):
        told = [str(word) for word in Certainty.labels]
    assert told == re.findall(r"<option[^>]*>([^<]+)</option>", asked)


def test_what_is_missing_is_said_at_its_field_and_changes_nothing(desk):
    client, piece = desk.office.client(desk.officer), desk.offer("app", "1", phone=PHONE)
    said = {"piece": piece.pk, "read": desk.read(piece), "act": "make", "who": "new", "kind": "work", "certainty": 2}

    answer = client.post(reverse("evidence_make", args=[piece.pk]), {**said, "case": "CA-2026-99999"})

    page = answer.content.decode()
    assert 400 == answer.status_code
    assert "There is no case of this number within your reach." in page
    assert "id_full_name-error" in page
    assert 0 == Exposure.objects.count()


def test_a_settled_piece_says_where_it_hangs(desk):
    client, piece = desk.office.client(desk.officer), desk.told()
    exposure = desk.make(piece)

    page = client.get(reverse("evidence_meeting", args=[piece.pk])).content.decode()

    assert exposure.number in page
    assert "does not wait any more" in page


def test_an_interviewer_notes_what_was_told_and_sees_no_inbox(desk):
    client = desk.office.client(desk.office.staff("Cô Phỏng Vấn", Role.INTERVIEWER))
    said = {"full_name": NAME, "phone": "", "place": desk.unit.name, "unit": desk.unit.pk, "case": desk.case.number}

    answer = client.post(reverse("evidence_note"), {**said, "first_day": f"{YESTERDAY}"})

    piece = Evidence.objects.get()
    assert 302 == answer.status_code, re.findall(
        r"field__error.*?<span>(.*?)</span>", answer.content.decode(), re.DOTALL
    )
    assert ({"name": NAME, "case": desk.case.number}, "interview") == (piece.says, piece.origin)
    assert 403 == client.get(reverse("evidence_inbox")).status_code


def test_a_note_that_is_sent_again_tells_nothing_more(desk):
    first, again = desk.told(), desk.told()
    other = desk.told(place="chợ trung tâm")
    note_taken_back = Evidence.objects.filter(pk=other.pk)
    note_taken_back.update(withdrawn_at=NOW, reason="nhầm")
    anew = desk.told(place="chợ trung tâm")

    assert first == again
    assert 3 == len({first.pk, other.pk, anew.pk}) == Evidence.objects.filter(origin="interview").count()


@pytest.mark.parametrize("how", [how for how, _words in HOW_KNOWN])
def test_a_note_says_how_one_knows(desk, how):
    """A warning about a place is told to a phone's owner alone: whoever scanned its code calls, and it is noted."""
    client = desk.office.client(desk.officer)
    said = {"full_name": NAME, "phone": PHONE, "place": desk.unit.name, "unit": desk.unit.pk, "case": "", "origin": how}

    client.post(reverse("evidence_note"), {**said, "first_day": f"{YESTERDAY}"})

    assert how == Evidence.objects.get().origin
    assert 1 == len(lines(desk, origin=how))
    assert how in TOLD_BY


def test_nobody_notes_what_comes_from_a_file_or_a_machine(desk):
    client = desk.office.client(desk.officer)
    said = {"full_name": NAME, "phone": "", "place": desk.unit.name, "unit": desk.unit.pk, "case": "", "origin": "app"}

    answer = client.post(reverse("evidence_note"), {**said, "first_day": f"{YESTERDAY}"})

    assert 400 == answer.status_code
    assert 0 == Evidence.objects.count()
    with pytest.raises(RefusedError, match="nobody tells an officer of a meeting in this way"):
        Note(NAME, desk.unit, origin=Evidence.Origin.APP)


def test_a_note_stands_in_a_commune_of_ones_own_whatever_was_sent(desk):
    """The page offers no other; whoever sends the number of another one has not noted anything there."""
    client = desk.office.client(desk.stranger)
    said = {"full_name": NAME, "phone": "", "place": desk.unit.name, "unit": desk.unit.pk, "case": ""}

    client.post(reverse("evidence_note"), {**said, "first_day": f"{YESTERDAY}"})

    own = the_unit(TAN_TRAO).path
    assert all(piece.path.startswith(own) for piece in Evidence.objects.all())
    assert not Evidence.objects.filter(path=desk.unit.path).exists()


def filled_in(page: str) -> dict[str, list[str] | str]:
    """What a browser would send of the form as it stands."""
    form = page[page.index("wide-and-side") :]
    sent: dict[str, list[str] | str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_ticked = said.get("type") not in {"checkbox", "radio"} or re.search(r"\schecked[\s>]", tag)
        if is_ticked and "name" in said:
            sent.setdefault(said["name"], []).append(said.get("value", ""))
    for name, inside in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        sent[name] = re.findall(r'value="([^"]*)"\s+selected', inside) or re.findall(r'value="([^"]*)"', inside)[:1]
    return sent
