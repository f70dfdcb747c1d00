"""Which certificates sign an organisation's papers: those that one person brought and another confirmed."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models.signals import post_init
from django.urls import reverse

from bluezone.documents.signing import open_pkcs12, sign_pdf
from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import close_organisation, create_organisation
from bluezone.portal.papers import noted as noted_room
from bluezone.portal.papers import services
from bluezone.portal.papers.models import Capacity, NotedCertificate, State
from bluezone.portal.papers.noted import (
    certificate_as_read,
    certificates_of,
    certificates_to_confirm,
    own_certificate,
    standing,
)
from bluezone.portal.papers.standing import as_read, current_file
from bluezone.portal.staff.services import end_role
from tests.portal.papers.conftest import DAY, ROOTS
from tests.support.documents.certificates import (
    PASSPHRASE,
    body,
    certificate,
    person,
    pkcs12_file,
    plain_signer,
    private_key,
)
from tests.support.portal.offices import SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.paper_offices import a_scan, noted
from tests.support.portal.waiting import waits_for

DISTRICT, LEADER = "Ủy ban nhân dân huyện Sơn Dương", "Hoàng Văn Thử"


def of_the_same_name(name: str, organisation: str = "UBND tỉnh Xa"):
    """Under the same root, which vouches for thousands of bodies, to whom nothing forbids the same name."""
    return open_pkcs12(pkcs12_file(name, organisation), PASSPHRASE)


def brought(papers, credential=None, capacity=Capacity.ORGANISATION, **changes):
    facts = {"organisation": papers.committee, "by": papers.clerk, "now": papers.now, **changes}
    return services.bring_certificate(certificate=(credential or plain_signer()).facts, capacity=capacity, **facts)


def confirmed(papers, row, **changes):
    facts = {"read": certificate_as_read(row), "by": papers.leader, "now": papers.now, **changes}
    return services.confirm_certificate(certificate=row, **facts)


def ended(papers, row, **changes):
    facts = {"read": certificate_as_read(row), "by": papers.clerk, "now": papers.now, **changes}
    services.end_certificate(certificate=row, **facts)


def the_noted(papers, capacity):
    return NotedCertificate.objects.get(organisation=papers.committee, capacity=capacity)


# What signs


def test_a_paper_takes_no_other_offices_certificate_for_its_seal(papers):
    """Right person, trusted root, and still not this organisation's: of another name, and of the very same."""
    paper = papers.signed()

    for other in (plain_signer(), of_the_same_name(DISTRICT)):
        with pytest.raises(RefusedError, match="not noted as this organisation's own"):
            papers.sealed(paper, credential=other)

    paper.refresh_from_db()
    assert (State.SIGNED, 1) == (paper.state, paper.files.count())


def test_a_paper_takes_no_signature_of_a_stranger_who_is_called_like_its_signatory(papers):
    paper = papers.submitted()

    with pytest.raises(RefusedError, match="not noted as a signer's"):
        papers.signed(paper, credential=of_the_same_name(LEADER))

    paper.refresh_from_db()
    assert (State.SUBMITTED, None) == (paper.state, paper.number)


def test_a_co_signer_is_somebody_whom_the_office_has_noted(papers):
    paper = papers.signed()

    with pytest.raises(RefusedError, match="not noted as a signer's"):
        papers.signed(paper, credential=plain_signer())

    papers.note(plain_signer(), Capacity.PERSON)
    assert 2 == papers.signed(paper, credential=plain_signer()).signatures.count()


@pytest.mark.parametrize("field", ["NguoiKy", "CoQuan"])
def test_what_was_signed_elsewhere_is_taken_under_noted_certificates_only(papers, field):
    paper = papers.reserved()
    once = sign_pdf(current_file(paper), person(), field="NguoiKy", now=papers.now)
    back = {
        "NguoiKy": sign_pdf(current_file(paper), of_the_same_name(LEADER), field="NguoiKy", now=papers.now),
        "CoQuan": sign_pdf(once, of_the_same_name(DISTRICT), field="CoQuan", now=papers.now),
    }

    with pytest.raises(RefusedError, match="not noted"):
        services.take_returned(
            paper=paper, read=as_read(paper), returned=back[field], roots=ROOTS, by=papers.clerk, now=papers.now
        )

    paper.refresh_from_db()
    assert (State.SUBMITTED, 0, 1) == (paper.state, paper.signatures.count(), paper.files.count())


def test_no_other_offices_certificate_vouches_for_a_scan(papers):
    paper = papers.confirmed(papers.scanned())

    with pytest.raises(RefusedError, match="not noted as this organisation's own"):
        papers.sealed(paper, credential=of_the_same_name(DISTRICT))

    assert State.SEALED == papers.sealed(paper).state


def test_a_school_does_not_seal_with_the_certificate_of_the_office_beside_it(papers):
    """They share a unit, and so their clerks."""
    school = create_organisation(
        actor=None, name="Trường THCS Một", kind=Kind.SCHOOL, unit=papers.committee.unit, now=DAY
    )
    row = services.bring_certificate(
        organisation=school, certificate=body().facts, capacity=Capacity.ORGANISATION, by=papers.clerk, now=DAY
    )

    with pytest.raises(RefusedError, match="noted for another organisation"):
        confirmed(papers, row)

    with pytest.raises(IntegrityError), transaction.atomic():
        NotedCertificate.objects.filter(pk=row.pk).update(confirmed_at=DAY, confirmed_by=papers.leader)


def test_a_certificate_that_is_noted_for_the_school_seals_nothing_of_the_office_beside_it(papers):
    school = create_organisation(
        actor=None, name="Trường THCS Một", kind=Kind.SCHOOL, unit=papers.committee.unit, now=DAY
    )
    noted(school, plain_signer().facts, Capacity.ORGANISATION, (papers.clerk, papers.leader), DAY)

    with pytest.raises(RefusedError, match="not noted as this organisation's own"):
        papers.sealed(credential=plain_signer())


def test_what_is_noted_in_one_capacity_signs_in_no_other(papers):
    papers.note(plain_signer(), Capacity.PERSON)
    paper = papers.signed()

    with pytest.raises(RefusedError, match="not noted as this organisation's own"):
        papers.sealed(paper, credential=plain_signer())
    with pytest.raises(RefusedError, match="not noted as a signer's"):
        papers.signed(paper, credential=body())


def test_a_persons_certificate_is_no_organisations_and_may_stand_for_several(papers):
    school = create_organisation(
        actor=None, name="Trường THCS Một", kind=Kind.SCHOOL, unit=papers.committee.unit, now=DAY
    )
    people = (papers.clerk, papers.leader)

    noted(school, person().facts, Capacity.PERSON, people, DAY)

    with pytest.raises(RefusedError, match="as a person's"):
        noted(
            create_organisation(
                actor=None, name="Trạm Y tế", kind=Kind.HEALTH, unit=papers.committee.unit, now=DAY
            ),
            person().facts, Capacity.ORGANISATION, people, DAY,
        )  # fmt: skip


@pytest.mark.parametrize("noted_as", [Capacity.PERSON, Capacity.ORGANISATION])
def test_whoever_brings_the_key_along_ends_what_others_noted_without(papers, noted_as):
    """A commune far away, whose two clerks have found another office's certificate in one of its papers."""
    roles = (Role.REGISTRY_CLERK, Role.LEADER)
    people = tuple(papers.office.staff(f"Ma Văn {role.value}", role, TAN_TRAO) for role in roles)
    far = create_organisation(actor=None, name="UBND xã Xa", kind=Kind.COMMITTEE, unit=the_unit(TAN_TRAO), now=DAY)
    theirs = noted(far, plain_signer().facts, noted_as, people, DAY)
    with pytest.raises(RefusedError, match="with its key"):
        confirmed(papers, brought(papers))

    own = confirmed(papers, brought(papers, with_key=True))

    theirs.refresh_from_db()
    assert (papers.leader, None) == (theirs.ended_by, own.ended_at)
    ends = Entry.objects.filter(act="papers.end_certificate").order_by("pk")
    assert [str(papers.committee.pk), str(far.pk)] == [entry.subjects.get().key for entry in ends]
    with pytest.raises(RefusedError, match="noted for another organisation"):
        noted(far, plain_signer().facts, noted_as, people, DAY, with_key=True)


def test_what_has_ended_signs_no_more_and_what_was_signed_stays(papers):
    first = papers.issued()
    ended(papers, the_noted(papers, Capacity.ORGANISATION))

    with pytest.raises(RefusedError, match="not noted as this organisation's own"):
        papers.sealed()

    page = papers.office.client().get(reverse("check_paper", args=[first.check_key])).content.decode()
    assert "two persons noted" in page
    assert "signs for it no longer, since 11/08/2020" in page


@pytest.mark.in_turn(of=3)
def test_while_its_certificates_sign_nothing_is_said_of_an_end(papers):
    first = papers.issued()

    page = papers.office.client().get(reverse("check_paper", args=[first.check_key])).content.decode()

    assert "signs for it no longer" not in page


@pytest.mark.in_turn(of=3)
def test_a_paper_from_before_claims_no_noted_certificate(papers):
    paper = papers.issued()
    paper.signatures.filter(capacity=Capacity.ORGANISATION).update(certificate=None)

    page = papers.office.client().get(reverse("check_paper", args=[paper.check_key])).content.decode()

    assert "two persons noted" not in page
    assert "This paper was issued" in page


# Who notes it


def test_it_signs_once_another_person_has_confirmed_it(papers):
    paper, row = papers.signed(), brought(papers)
    with pytest.raises(RefusedError, match="not noted"):
        papers.sealed(paper, credential=plain_signer())

    confirmed(papers, row)

    sealed = papers.sealed(paper, credential=plain_signer())
    assert row == sealed.signatures.get(capacity=Capacity.ORGANISATION).certificate


def test_nobody_confirms_what_they_brought_themselves(papers):
    row = brought(papers)

    with pytest.raises(RefusedError, match="another person"):
        confirmed(papers, row, by=papers.clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        NotedCertificate.objects.filter(pk=row.pk).update(confirmed_at=DAY, confirmed_by=papers.clerk)


def test_what_was_brought_waits_for_a_day(papers):
    row = brought(papers)
    tomorrow = papers.now + dt.timedelta(days=1)

    assert not certificates_to_confirm(papers.leader, tomorrow).exists()
    with pytest.raises(RefusedError, match="bring it anew"):
        confirmed(papers, row, now=tomorrow)

    again = brought(papers, now=tomorrow)
    assert confirmed(papers, again, now=tomorrow).confirmed_at == tomorrow
    assert NotedCertificate.objects.get(pk=row.pk).ended_at == tomorrow


def test_of_all_certificates_the_one_that_is_confirmed_is_held_and_nobody_waits_for_another(papers):
    row, held = brought(papers), set[int]()

    def note_held(instance, **_words):
        held.add(instance.pk)

    post_init.connect(note_held, sender=NotedCertificate)
    try:
        confirmed(papers, row)
    finally:
        post_init.disconnect(note_held, sender=NotedCertificate)

    assert {row.pk} == held
    assert 3 == NotedCertificate.objects.count()


def test_what_somebody_brought_who_may_not_any_more_is_not_confirmed(papers):
    row, administrator = brought(papers), papers.office.staff("Đỗ Quang Trị", Role.ADMINISTRATOR)
    end_role(actor=administrator, grant=papers.clerk.grants.get(), now=papers.now)

    with pytest.raises(RefusedError, match="bring it anew"):
        confirmed(papers, row)


def test_what_somebody_brought_who_got_the_role_anew_is_not_confirmed(papers):
    row = brought(papers)
    papers.clerk.grants.update(given_at=papers.now)

    with pytest.raises(RefusedError, match="bring it anew"):
        confirmed(papers, row)


def test_the_one_that_was_read_is_confirmed(papers):
    """Brought anew in another capacity between look and button."""
    row = brought(papers)
    read = certificate_as_read(row)
    other = brought(papers, capacity=Capacity.PERSON)

    with pytest.raises(RefusedError, match="no certificate that waits"):
        confirmed(papers, row, read=read)
    with pytest.raises(ChangedError):
        confirmed(papers, other, read=read)
    with pytest.raises(ChangedError):
        ended(papers, other, read="")


def test_it_is_confirmed_and_ended_once(papers):
    row = confirmed(papers, brought(papers))

    with pytest.raises(RefusedError, match="no certificate that waits"):
        confirmed(papers, row)
    with pytest.raises(RefusedError, match="already"):
        brought(papers)
    ended(papers, row)
    with pytest.raises(RefusedError, match="already"):
        ended(papers, row)


@pytest.mark.parametrize(("days", "said"), [(200, "not valid any more"), (0, "closed organisation")])
def test_nothing_is_brought_that_could_not_sign(papers, days, said):
    now = papers.now + dt.timedelta(days=days)
    if not days:
        close_organisation(actor=papers.leader, organisation=papers.committee, successor=None, now=now)

    with pytest.raises(RefusedError, match=said):
        brought(papers, now=now)


def test_each_step_is_a_line_of_the_audit_that_names_the_certificate(papers):
    row = confirmed(papers, brought(papers))
    ended(papers, row)

    acts = ["papers.bring", "papers.vouch", "papers.end_certificate"]
    lines = list(Entry.objects.filter(detail__certificate=row.fingerprint).order_by("number"))
    assert acts == [line.act for line in lines]
    assert [papers.clerk, papers.leader, papers.clerk] == [line.actor for line in lines]


# The page


def the_page(papers, who, **query):
    client = papers.office.client(getattr(papers, who))
    return client.get(reverse("certificates", args=[papers.committee.pk]), query).content.decode()


@pytest.mark.in_turn(of=3)
@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_a_clerk_brings_a_certificate_and_the_leader_confirms_it_on_the_page(papers, encoding):
    file = certificate("Phòng Văn thư", "UBND huyện Sơn Dương").public_bytes(encoding)
    address = reverse("certificate_new", args=[papers.committee.pk])
    sent = {"capacity": "organisation", "certificate": SimpleUploadedFile("a.cer", file)}

    papers.office.client(papers.clerk).post(address, sent)

    row = NotedCertificate.objects.latest("pk")
    assert "I have compared it" not in the_page(papers, "clerk")
    newcomer = papers.office.client(hired(papers, Role.LEADER, 6))
    assert "one for a week" in newcomer.get(reverse("certificates", args=[papers.committee.pk])).content.decode()
    waits = waits_for(papers.leader, papers.now)["papers.vouch"]
    assert (1, reverse("certificates", args=[papers.committee.pk])) == (waits.count, waits.address)
    in_fours = " ".join(row.fingerprint[at : at + 4] for at in range(0, 64, 4))
    assert in_fours in the_page(papers, "leader")
    papers.office.client(papers.leader).post(
        reverse("certificate_confirm", args=[papers.committee.pk, row.pk]), {"read": certificate_as_read(row)}
    )
    row.refresh_from_db()
    assert papers.leader == row.confirmed_by
    assert "papers.vouch" not in waits_for(papers.leader, papers.now)


@pytest.mark.in_turn(of=3)
def test_of_two_organisations_that_wait_the_first_page_counts_and_opens_the_one_that_waits_longest(papers):
    school = create_organisation(
        actor=None, name="Trường Hai", kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=papers.now
    )
    brought, month = {}, dt.timedelta(days=30)
    papers.clerk.grants.update(given_at=papers.now - month)
    for minutes, one in ((2, papers.committee), (1, school)):
        moment = papers.now - dt.timedelta(minutes=minutes)
        facts = plain_signer().facts
        brought[one] = services.bring_certificate(
            organisation=one, certificate=facts, capacity=Capacity.PERSON, by=papers.clerk, now=moment
        )

    for one, row in brought.items():
        waits = waits_for(papers.leader, papers.now)["papers.vouch"]
        page = papers.office.client(papers.leader).get(waits.address).content.decode()
        assert (reverse("certificates", args=[one.pk]), 1) == (waits.address, waits.count)
        assert waits.count == page.count("I have compared it")
        services.confirm_certificate(certificate=row, read=certificate_as_read(row), by=papers.leader, now=papers.now)
    assert "papers.vouch" not in waits_for(papers.leader, papers.now)


@pytest.mark.in_turn(of=3)
def test_the_file_with_which_one_signs_is_brought_just_so(papers):
    file = SimpleUploadedFile("me.p12", pkcs12_file("Phòng Văn thư", "UBND huyện Sơn Dương"))

    papers.office.client(papers.clerk).post(
        reverse("certificate_new", args=[papers.committee.pk]),
        {"capacity": "person", "certificate": file, "passphrase": PASSPHRASE},
    )

    row = NotedCertificate.objects.latest("pk")
    assert ("Phòng Văn thư", "person", None) == (row.name, row.capacity, row.confirmed_at)


def test_of_the_file_with_which_one_signs_neither_key_nor_passphrase_is_kept(papers):
    """Not in any table, as text or as bytes."""
    name, data = "Phòng Văn thư", pkcs12_file("Phòng Văn thư", "UBND huyện Sơn Dương")
    answer = papers.office.client(papers.clerk).post(
        reverse("certificate_new", args=[papers.committee.pk]),
        {"capacity": "person", "certificate": SimpleUploadedFile("me.p12", data), "passphrase": PASSPHRASE},
    )

    assert ("passphrase",) == answer.wsgi_request.sensitive_post_parameters
    kept = [repr(row) for model in apps.get_models() for row in model._default_manager.values()]

    assert any(name in row for row in kept)
    key = private_key(name).private_numbers().d.to_bytes(256, "big")
    secrets = (PASSPHRASE, *(repr(bytes(part))[2:-1] for part in (data[:64], key[:32])))
    assert [] == [row for row in kept if any(secret in row for secret in secrets)]


@pytest.mark.in_turn(of=3)
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "choose a file|fill this in"),
        ({"certificate": SimpleUploadedFile("a.cer", b"hello")}, "his is no certificate"),
        ({"certificate": SimpleUploadedFile("a.cer", bytes(70_000))}, "smaller than 64 kB"),
        ({"certificate": SimpleUploadedFile("a.p12", b"hello"), "passphrase": "x"}, "does not open"),
        ({"capacity": "king"}, "Whose it is"),
    ],
)
def test_what_is_no_certificate_is_refused_in_words(papers, changes, said):
    before = NotedCertificate.objects.count()
    client = papers.office.client(papers.clerk)

    answer = client.post(
        reverse("certificate_new", args=[papers.committee.pk]), {"capacity": "organisation", **changes}
    )

    assert answer.status_code in {400, 409}
    assert before == NotedCertificate.objects.count()
    assert any(one in answer.content.decode() for one in said.split("|"))


def test_nobody_elsewhere_sees_or_notes_them(papers, office):
    row = brought(papers)
    stranger = office.client(office.staff("Vũ Xa", Role.LEADER, TAN_TRAO))

    for name, args in (("certificate_confirm", [row.pk]), ("certificate_end", [row.pk]), ("certificate_new", [])):
        address = reverse(name, args=[papers.committee.pk, *args])
        assert 404 == stranger.post(address, {"read": certificate_as_read(row)}).status_code
    assert 404 == stranger.get(reverse("certificates", args=[papers.committee.pk])).status_code


def test_a_certificate_is_confirmed_at_its_own_organisations_page(papers):
    row = brought(papers)
    elsewhere = create_organisation(actor=None, name="UBND xã B", kind=Kind.COMMITTEE, unit=the_unit(TAN_TRAO), now=DAY)
    other = create_organisation(actor=None, name="Trạm Y tế", kind=Kind.HEALTH, unit=papers.committee.unit, now=DAY)
    client = papers.office.client(papers.leader)

    for one in (elsewhere, other):
        answer = client.post(reverse("certificate_confirm", args=[one.pk, row.pk]), {"read": certificate_as_read(row)})
        assert 404 == answer.status_code


@pytest.mark.in_turn(of=3)
def test_whoever_is_to_sign_is_told_where_certificates_are_noted(papers):
    paper = papers.submitted()
    address, way = reverse("paper_sign", args=[paper.pk]), reverse("certificates", args=[papers.committee.pk])
    leader = papers.office.client(papers.leader)
    assert way not in leader.get(address).content.decode()

    ended(papers, the_noted(papers, Capacity.PERSON))

    assert way in leader.get(address).content.decode()


@pytest.mark.in_turn(of=3)
def test_a_scan_needs_no_certificate(papers):
    for capacity in Capacity:
        ended(papers, the_noted(papers, capacity))
    paper = papers.reserved()

    out = papers.issued(papers.confirmed(papers.scanned(paper, a_scan(paper))))

    assert State.ISSUED == out.state


# Who does not exist, what is over


def hired(papers, role, days: int):
    """Somebody whom an administrator has added that long ago."""
    person = papers.office.staff(f"Lý Văn {role.value} {days}", role)
    person.grants.update(given_at=papers.now - dt.timedelta(days=days))
    return person


def test_whoever_was_hired_this_week_brings_and_confirms_no_certificate(papers):
    """An administrator can hire two people who do not exist, or one beside themselves; for a week that is of no use."""
    clerk, leader = hired(papers, Role.REGISTRY_CLERK, 6), hired(papers, Role.LEADER, 6)
    with pytest.raises(RefusedError, match="for a week"):
        brought(papers, by=clerk)
    row = brought(papers)

    with pytest.raises(RefusedError, match="for a week"):
        confirmed(papers, row, by=leader)

    assert [] == list(certificates_to_confirm(leader, papers.now))
    assert [row] == list(certificates_to_confirm(papers.leader, papers.now))
    assert papers.leader == confirmed(papers, row).confirmed_by


def test_what_can_sign_no_more_is_not_confirmed(papers):
    expired, closed = brought(papers), brought(papers, credential=of_the_same_name("UBND huyện Khác"))
    NotedCertificate.objects.filter(pk=expired.pk).update(valid_until=papers.now.date() - dt.timedelta(days=1))
    expired.refresh_from_db()

    with pytest.raises(RefusedError, match="not valid any more"):
        confirmed(papers, expired)
    Organisation.objects.filter(pk=papers.committee.pk).update(closed_on=papers.now.date())
    with pytest.raises(RefusedError, match="was closed"):
        confirmed(papers, closed)


def test_what_was_brought_again_is_put_aside_in_the_audit_too(papers):
    first = brought(papers)

    second = brought(papers, by=papers.leader)

    first.refresh_from_db()
    assert papers.leader == first.ended_by
    assert second.ended_at is None
    assert 1 == Entry.objects.filter(act="papers.end_certificate").count()


def test_what_waited_when_it_was_read_is_not_ended_once_it_signs(papers):
    row = brought(papers)
    read = certificate_as_read(row)
    confirmed(papers, row)

    with pytest.raises(ChangedError):
        ended(papers, row, read=read)

    assert own_certificate(papers.signed(), row.fingerprint, Capacity.ORGANISATION) == row


def test_every_certificate_that_signs_is_shown(papers, monkeypatch):
    monkeypatch.setattr(noted_room, "MOST_SHOWN", 1)
    row = brought(papers)
    confirmed(papers, row)

    assert {row, *standing(papers.committee)} <= set(certificates_of(papers.committee, papers.now))
    assert 3 == standing(papers.committee).count()


def test_what_has_ended_elsewhere_stands_in_nobodys_way(papers, office):
    school = create_organisation(
        actor=None, name="Trường THCS Một", kind=Kind.SCHOOL, unit=papers.committee.unit, now=DAY
    )
    theirs = noted(school, plain_signer().facts, Capacity.ORGANISATION, (papers.clerk, papers.leader), DAY)
    address = reverse("certificate_end", args=[school.pk, theirs.pk])

    answer = office.client(papers.clerk).post(address, {"read": certificate_as_read(theirs)})

    assert reverse("certificates", args=[school.pk]) == answer.headers["location"]
    theirs.refresh_from_db()
    assert papers.clerk == theirs.ended_by
    assert confirmed(papers, brought(papers)).confirmed_at == papers.now
