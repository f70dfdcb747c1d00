"""The letter as it was signed: whatever an office has is kept, and what can be said about its signatures is told."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.documents.paper import Issue
from bluezone.documents.signing import issue_paper
from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.directives.models import DirectiveRecord
from bluezone.portal.directives.selectors.letters import LetterCheck, letter_check_of
from bluezone.portal.directives.services.letters import check_letter_again, keep_signed_pdf
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.world import VIET_NAM
from tests.support.documents.certificates import body, person, root_der
from tests.support.documents.papers import letter
from tests.support.portal.rolling import LOADED, Rollout, a_pdf, a_photo, a_rollout
from tests.support.rollout.directives import SHIPPED_TEXT

SIGNED_AT = dt.datetime(2020, 8, 11, 17, 46, tzinfo=VIET_NAM)
SIGNER, BODY = "Hoàng Văn Thử", "Ủy ban nhân dân huyện Sơn Dương"


@pytest.fixture(scope="module")
def signed() -> bytes:
    """By a person, then by the committee."""
    issue = Issue(number=1, date=SIGNED_AT.date())
    return issue_paper(letter(), issue, person=person(), body=body(), now=SIGNED_AT)


@pytest.fixture
def believed(settings, tmp_path):
    """The operator believes the root of the test's certificates."""
    (tmp_path / "root.der").write_bytes(root_der())
    settings.PAPER_ROOTS = tmp_path


def kept(rollout: Rollout, content: bytes, name: str = "cong-van.pdf") -> LetterCheck:
    keep_signed_pdf(actor=rollout.consolidator(), record=rollout.record, content=content, name=name, now=LOADED)
    found = letter_check_of(DirectiveRecord.objects.get(pk=rollout.record.pk))
    assert found is not None
    return found


def page(rollout: Rollout) -> str:
    client = rollout.office.client(rollout.consolidator())
    return " ".join(client.get(f"/directives/{rollout.record.key}").content.decode().split())


def test_who_signed_when_and_under_which_root_stands_with_the_record(rollout, signed, believed):
    found = kept(rollout, signed)

    assert [(SIGNER, True, "Root CA thử"), (BODY, True, "Root CA thử")] == [
        (one.signer, one.holds, one.root) for one in found.signatures
    ]
    assert [("revision", "signatures"), ("whole", "nothing")] == [(one.covers, one.added) for one in found.signatures]
    assert [SIGNED_AT] * 2 == [one.signed_at for one in found.signatures]
    assert not found.has_unsigned_end
    shown = page(rollout)
    assert shown.index(SIGNER) < shown.index("issued under Root CA thử")
    assert 2 == shown.count("holds</span>")


def test_a_certificate_that_nobody_here_knows_is_told_so_and_refuses_nothing(rollout, signed):
    found = kept(rollout, signed)

    assert [(True, False, "")] * 2 == [(one.is_genuine, one.holds, one.root) for one in found.signatures]
    assert "unchanged; certificate not known here" in page(rollout)


def test_once_its_root_is_known_the_same_file_is_looked_at_again(rollout, signed, settings, tmp_path):
    kept(rollout, signed)
    (tmp_path / "root.der").write_bytes(root_der())
    settings.PAPER_ROOTS = tmp_path
    client = rollout.office.client(rollout.consolidator())

    answer = client.post(f"/directives/{rollout.record.key}/letter/check")

    assert 302 == answer.status_code
    found = letter_check_of(DirectiveRecord.objects.get(pk=rollout.record.pk))
    assert found is not None
    assert [True, True] == [one.holds for one in found.signatures]
    brought, again = (line.detail for line in Line.objects.filter(act="directives.load").order_by("number")[1:])
    assert {"checked": brought["signed"], "signatures": 2} == again


@pytest.mark.parametrize("content", [a_pdf(), a_photo()], ids=["a scan as PDF", "a photo"])
def test_a_scan_is_kept_and_told_to_be_one(rollout, content):
    found = kept(rollout, content)

    assert ((), "") == (found.signatures, found.unreadable)
    assert "no digital signature" in page(rollout)
    sent = rollout.office.client(rollout.consolidator()).get(f"/directives/{rollout.record.key}/letter.pdf")
    assert sent.headers["content-type"] in {"application/pdf", "image/jpeg"}
    assert content[:4] == sent.content[:4]


def test_what_was_added_behind_the_last_signature_is_seen(rollout, signed, believed):
    found = kept(rollout, signed + b"\n%% a line that nobody signed\n")

    assert found.has_unsigned_end
    assert "The signatures do not cover the whole file" in page(rollout)


def test_a_file_changed_under_its_signatures_is_kept_and_told_so(rollout, signed, believed):
    at = signed.index(b"/Type")
    found = kept(rollout, signed[:at] + signed[at:].replace(b"/ModDate", b"/MadDate", 1))

    assert not any(one.holds for one in found.signatures)
    assert "does not hold" in page(rollout)


def test_a_file_whose_signatures_cannot_be_read_is_kept_with_the_reason(rollout):
    found = kept(rollout, a_pdf() + b"\n% /ByteRange [0 1 2 3]\n")

    assert () == found.signatures
    assert DirectiveRecord.objects.get(pk=rollout.record.pk).signed_pdf is not None


def test_a_letter_from_before_says_that_nobody_has_looked(rollout):
    kept(rollout, a_pdf())
    DirectiveRecord.objects.update(letter_check={})

    assert "Nobody has looked at the signatures" in page(rollout)


def test_only_whoever_registers_looks_again_and_only_at_what_is_there(rollout):
    with pytest.raises(RefusedError, match="not here yet"):
        check_letter_again(actor=rollout.consolidator(), record=rollout.record, now=LOADED)
    reporter = rollout.office.client(rollout.person("ubnd-trung-yen", Role.REPORTER))
    assert 403 == reporter.post(f"/directives/{rollout.record.key}/letter/check").status_code


def test_of_two_who_bring_a_letter_at_once_the_first_ones_is_kept(rollout):
    """The second's page, and what its request read, are from before."""
    stale = DirectiveRecord.objects.get(pk=rollout.record.pk)
    kept(rollout, a_pdf(), "first.pdf")

    with pytest.raises(RefusedError, match="kept already"):
        keep_signed_pdf(actor=rollout.consolidator(), record=stale, content=a_pdf(2), name="second.pdf", now=LOADED)

    assert "first.pdf" == DirectiveRecord.objects.get().signed_pdf.name


def test_a_letter_is_kept_with_its_own_directive_alone(rollout):
    other = a_rollout(rollout.office, SHIPPED_TEXT.replace('id = "son-duong-2020"', 'id = "son-duong-2020-2"', 1))

    kept(rollout, a_pdf(), "first.pdf")

    letters = dict(DirectiveRecord.objects.values_list("key", "signed_pdf__name"))
    assert {rollout.record.key: "first.pdf", other.record.key: None} == letters
