"""A person asks for everything that is held about them: put together by one, approved by another, handed over."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from django.urls import reverse

from bluezone.documents.paper import Table
from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Merge, Person
from bluezone.portal.dossiers import services
from bluezone.portal.dossiers.gathering import gathered
from bluezone.portal.dossiers.models import Dossier, Proof
from bluezone.portal.dossiers.services import content_of, digest_of_dossier
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.followup.answers import Answer, Outcome, Symptom
from bluezone.portal.identity.models import Grant
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.retention.rules import Terms, words_of_own_files
from bluezone.vietnam.folding import without_marks
from tests.support.portal.isolation import IsolationOffice
from tests.support.portal.offices import NOW, TAN_TRAO, Office

DAY = dt.timedelta(days=1)
WHO = 2
"""Of the people whom the case met, the one who lives where it does."""


@pytest.fixture(scope="module")
def kept_office(kept) -> IsolationOffice:
    """Somebody who met a case, is in a centre by a paper, coughs, and is asked who else met them."""
    office = IsolationOffice(Office())
    office.order(WHO)
    Person.objects.filter(pk=office.node(0).person.pk).update(phone="0977111222")
    case = office.node(0).person
    numbers = f"gọi {case.phone} hay 0977.111-222"
    words = f"ho từ khi gặp {case.full_name.upper()}, {numbers}, tức {without_marks(case.full_name)}"
    office.ask(WHO, Answer(Outcome.SYMPTOMS, symptoms=(Symptom.COUGH,), words=words))
    Grant.objects.update(given_at=NOW - 30 * DAY)
    return office


@pytest.fixture
def office(kept_office, db) -> IsolationOffice:
    return copy.deepcopy(kept_office)


def asked(office: IsolationOffice, **more: object) -> Dossier:
    node = office.node(WHO)
    said = {"actor": office.officer, "person": node.person, "path": node.path, "proof": Proof.CARD, "words": ""}
    return services.note_ask(**{**said, "now": NOW, **more})


def read(dossier: Dossier) -> str:
    return digest_of_dossier(Dossier.objects.get(pk=dossier.pk))


def put_together(office: IsolationOffice, **more: object) -> Dossier:
    dossier = asked(office)
    said = {"actor": office.writer, "dossier": dossier, "signing": office.signing, "read": read(dossier), "now": NOW}
    services.draft_dossier(**{**said, **more})
    dossier.refresh_from_db()
    return dossier


def approve(office: IsolationOffice, dossier: Dossier, **more: object) -> None:
    said = {"actor": office.officer, "dossier": dossier, "read": read(dossier), "now": NOW}
    services.approve_dossier(**{**said, **more})


@pytest.mark.parametrize("since", [{"given_at": NOW}, {"ended_at": NOW}], ids=["anew", "ended"])
def test_what_somebody_put_together_whose_role_is_over_or_new_is_put_together_anew(office, since):
    dossier = put_together(office)
    office.writer.grants.update(**since)

    with pytest.raises(RefusedError, match="for a week"):
        approve(office, dossier)


def test_the_file_tells_what_every_room_holds_and_names_nobody_else(office):
    dossier, person, case = put_together(office), office.node(WHO).person, office.node(0).person

    content = content_of(dossier)
    tables = [one for one in content.appendices[0].blocks if isinstance(one, Table)]
    cells = " | ".join(cell for one in tables for row in one.rows for cell in row)
    for told in (person.full_name, person.pseudonym, "Trường Quân sự", "Ho", "F1", f"ho từ khi gặp {case.pseudonym}"):
        assert told in cells
    everything = str(content)
    assert without_marks(case.full_name).casefold() not in everything.casefold()
    others = Person.objects.exclude(pk=person.pk)
    assert [] == [one.full_name for one in others if one.full_name.casefold() in everything.casefold()]
    assert [] == [
        one.phone for one in others if one.phone and one.phone in everything.replace(".", "").replace("-", "")
    ]
    assert case.pseudonym in everything
    assert "chứng kiến" in everything
    assert office.officer.full_name in cells


def test_who_read_the_record_stands_there_by_the_day(office):
    client = office.office.client(office.officer)
    for _ in range(2):
        client.get(reverse("isolated_person", args=[office.node(WHO).person.pseudonym]))

    lines = next(one.rows for one in gathered(office.node(WHO).person, NOW).tables if "Ai đã xem" in one.title)

    looked = [
        row for row in lines if row[1:] == (office.officer.full_name, "xem việc cách ly của một người", "xem", "2")
    ]
    assert 1 == len(looked), lines


def test_whoever_was_merged_into_the_person_is_told_with_them(office):
    merged = office.node(3).person
    Person.objects.filter(pk=merged.pk).update(merged_into=office.node(WHO).person)

    (person, *_) = gathered(office.node(WHO).person, NOW).tables

    assert {merged.pseudonym, office.node(WHO).person.pseudonym} == {row[0] for row in person.rows}


def test_another_one_approves_within_a_day_what_they_read(office):
    dossier = put_together(office)

    for who, said, more in (
        (office.writer, "does not approve", {}),
        (office.office.staff("Vừa Đến", Role.HEALTH_OFFICER), "for a week", {}),
        (office.officer, "more than a day", {"now": NOW + DAY}),
    ):
        with pytest.raises(RefusedError, match=said):
            approve(office, dossier, actor=who, **more)
    with pytest.raises(ChangedError):
        approve(office, dossier, read="")
    with pytest.raises(RefusedError, match="approved"):
        services.printed(dossier, NOW)
    with pytest.raises(RefusedError, match="approved"):
        services.hand_over(actor=office.officer, dossier=dossier, read=read(dossier), now=NOW)
    assert not Dossier.objects.filter(approved_at__isnull=False).exists()


def test_what_was_put_together_of_two_who_were_told_apart_since_goes_to_nobody(office):
    dossier = put_together(office)
    said = {"merged": office.node(3).person, "asked_by": office.officer, "asked_at": NOW, "undone_at": NOW + DAY / 2}
    said |= {"agreed_by": office.writer, "at": NOW - DAY}
    merge = Merge.objects.create(kept=dossier.person, **said)

    with pytest.raises(RefusedError, match="told apart"):
        approve(office, dossier)
    Merge.objects.update(undone_at=NOW - DAY / 2)  # before it was put together
    approve(office, dossier)
    dossier.refresh_from_db()
    assert services.printed(dossier, NOW).startswith(b"%PDF")
    Merge.objects.filter(pk=merge.pk).update(undone_at=NOW + DAY)
    with pytest.raises(RefusedError, match="told apart"):
        services.printed(dossier, NOW + DAY)
    with pytest.raises(RefusedError, match="told apart"):
        services.hand_over(actor=office.officer, dossier=dossier, read=read(dossier), now=NOW + DAY)


def test_one_ask_of_a_person_at_a_time_and_whoever_asks_for_another_is_named(office):
    with pytest.raises(RefusedError, match="who asks for this person"):
        asked(office, proof=Proof.REPRESENTED)
    asked(office)
    with pytest.raises(RefusedError, match="already"):
        asked(office)


def test_what_was_said_is_forgotten_and_that_it_was_handed_over_stays(office):
    dossier = put_together(office)
    Dossier.objects.update(proof=Proof.REPRESENTED, proof_words="bà Zyxwv, giấy ủy quyền")
    over = NOW + dt.timedelta(days=Terms().dossiers)

    assert 0 == words_of_own_files(Terms(), over)
    assert 1 == words_of_own_files(Terms(), over + DAY)
    assert 0 == words_of_own_files(Terms(), over + DAY)
    dossier.refresh_from_db()
    assert ("", "", over + DAY) == (dossier.content, dossier.proof_words, dossier.ended_at)


def test_from_the_persons_page_to_the_paper_in_their_hand(office):
    officer, writer = office.office.client(office.officer), office.office.client(office.writer)
    person, signing = office.node(WHO).person, office.signing
    ask = reverse("dossier_ask", args=[person.pseudonym])
    assert ask in officer.get(reverse("traced_person", args=[person.pseudonym])).content.decode()

    there = officer.post(ask, {"proof": "card"}).url
    number = Dossier.objects.get().pk
    typed = {
        "organisation": signing.organisation.pk,
        "office": signing.office[0],
        "post": signing.office[1],
        "signer": signing.signer,
        "abbreviation": "UBND",
        "place": "Sơn Dương",
        "drafting_unit": "YT",
        "read": read(Dossier.objects.get()),
    }
    assert there in writer.get("/").content.decode()
    writer.post(reverse("dossier_draft", args=[number]), typed)
    assert "does not approve" in _told(writer, "dossier_approve", number)
    assert there in officer.get("/").content.decode()
    page = officer.get(there).content.decode()
    assert office.node(0).person.full_name not in page
    _told(officer, "dossier_approve", number)
    paper = officer.get(reverse("dossier_print", args=[number]))
    _told(officer, "dossier_hand", number)

    assert paper.content.startswith(b"%PDF")
    handed = Dossier.objects.get()
    assert ("", NOW) == (handed.content, handed.handed_at)
    acts = ["ask", "draft", "approve", "print", "hand"]
    noted = Entry.objects.filter(act__startswith="dossiers.").exclude(act="dossiers.see").order_by("number")
    assert [f"dossiers.{act}" for act in acts] == [one.act for one in noted]
    assert {str(person.pk)} == {one.key for line in noted for one in line.subjects.all()}


def _told(client, view: str, number: int) -> str:
    answer = client.post(reverse(view, args=[number]), {"read": read(Dossier.objects.get())})
    return answer.content.decode()


def test_nobody_of_elsewhere_sees_that_somebody_asked(office):
    dossier = asked(office)
    neighbour = office.office.client(office.office.staff("Lò Văn Xa", Role.HEALTH_OFFICER, TAN_TRAO))

    page = neighbour.get(reverse("dossiers")).content.decode()

    assert dossier.person.full_name not in page
    assert 404 == neighbour.get(reverse("dossier", args=[dossier.pk])).status_code
