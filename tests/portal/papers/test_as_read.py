"""What is decided about a paper is what was read: each form carries the SHA-256 of it and decides nothing without."""

from __future__ import annotations

import hashlib
import inspect
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bluezone.portal.errors import ChangedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers import services
from bluezone.portal.papers.forms import typed_from
from bluezone.portal.papers.models import Capacity, OutgoingPaper, State
from bluezone.portal.papers.standing import as_read, content_of, current_file
from tests.portal.papers.test_pages import certificate, roots
from tests.support.documents.certificates import PASSPHRASE, plain_signer
from tests.support.documents.papers import letter

__all__ = ["roots"]
DECIDES_ON_NOTHING = {"bring_certificate", "draft_paper", "revise", "enter_arrival"}
"""They write words, and decide on none."""
STEPS = [
    ("paper_submit", "drafted", "clerk", {}),
    ("paper_discard", "drafted", "clerk", {}),
    ("paper_return", "submitted", "leader", {"reason": "sửa lỗi chính tả"}),
    ("paper_reserve", "submitted", "clerk", {}),
    ("paper_release", "reserved", "clerk", {}),
    ("paper_scan", "reserved", "clerk", {}),
    ("paper_returned", "reserved", "clerk", {}),
    ("paper_confirm", "scanned", "leader", {}),
    ("paper_aside", "scanned", "leader", {"reason": "sai trang hai"}),
    ("paper_issue", "sealed", "clerk", {}),
    ("paper_recall", "issued", "clerk", {"reason": "ban hành nhầm"}),
]
"""Each form of the paper's page, the state in which it stands there, and who sends it."""


def read_in(page: str, address: str = "") -> str:
    """What the form says was read that goes to this address, or the page's own."""
    forms = re.findall(r"(?s)<form\b.*?</form>", page)
    form = next(one for one in forms if (f'action="{address}"' in one if address else 'name="read"' in one))
    found = re.search(r'name="read" value="([0-9a-f]{64})"', form)
    assert found is not None
    return found[1]


def rewritten(papers, paper, **typed):
    """A second leader alone sends the paper back, writes other words, and submits it again."""
    other = papers.office.client(papers.office.staff("Lãnh Đạo Hai", Role.LEADER))
    kept = typed_from(content_of(OutgoingPaper.objects.get(pk=paper.pk)))
    for view, fields in (
        ("paper_return", {"reason": "sửa lỗi chính tả"}),
        ("paper_edit", {**kept, **typed}),
        ("paper_submit", {}),
    ):
        read = as_read(OutgoingPaper.objects.get(pk=paper.pk))
        assert 302 == other.post(reverse(view, args=[paper.pk]), {"read": read, **fields}).status_code


def test_a_leader_does_not_sign_other_words_than_they_read(papers, office, roots):
    paper, chair = papers.submitted(), office.client(papers.leader)
    read = read_in(chair.get(reverse("paper_sign", args=[paper.pk])).content.decode())
    assert hashlib.sha256(paper.content.encode()).hexdigest() == read
    rewritten(papers, paper, text="Chi 9.000.000.000 đồng cho công ty của tôi.", subject="chi tiền")

    facts = {"read": read, "certificate": certificate(), "passphrase": PASSPHRASE}
    answer = chair.post(reverse("paper_sign", args=[paper.pk]), facts)

    assert 409 == answer.status_code
    assert "This paper has changed since you read it" in answer.content.decode()
    assert 'name="passphrase"' not in answer.content.decode()
    held = OutgoingPaper.objects.get(pk=paper.pk)
    assert (State.SUBMITTED, None, 0) == (held.state, held.number, held.signatures.count())


def test_whoever_reads_the_paper_before_its_form_signs_what_the_paper_said(papers, office, roots):
    """Between the paper's page and the form's, the words change: the link between them says what was read."""
    paper, chair = papers.submitted(), office.client(papers.leader)
    page = chair.get(reverse("paper", args=[paper.pk])).content.decode()
    sign, pdf = (reverse(name, args=[paper.pk]) for name in ("paper_sign", "paper_pdf"))
    link, file = (re.search(rf'href="({one}\?read=[0-9a-f]+)"', page) for one in (sign, pdf))
    assert link is not None
    assert file is not None
    rewritten(papers, paper, subject="chi tiền")

    form = chair.get(link[1]).content.decode()

    assert "This paper has changed since you read it" in form
    assert 'name="passphrase"' not in form
    assert 409 == chair.get(file[1]).status_code


def test_the_seal_is_put_on_the_file_that_was_read(papers, office, roots):
    paper, clerk = papers.signed(), office.client(papers.clerk)
    read = read_in(clerk.get(reverse("paper_seal", args=[paper.pk])).content.decode())
    assert hashlib.sha256(current_file(paper)).hexdigest() == read
    papers.note(plain_signer(), Capacity.PERSON)
    papers.signed(paper, credential=plain_signer())  # somebody co-signs meanwhile

    seal = {"certificate": certificate("Ủy ban nhân dân huyện Sơn Dương"), "passphrase": PASSPHRASE}
    answer = clerk.post(reverse("paper_seal", args=[paper.pk]), {"read": read, **seal})

    assert 409 == answer.status_code
    assert State.SIGNED == OutgoingPaper.objects.get(pk=paper.pk).state


@pytest.mark.parametrize(("view", "before", "who", "fields"), STEPS, ids=[step[0] for step in STEPS])
def test_a_form_names_what_its_page_shows_and_decides_nothing_without(papers, view, before, who, fields):
    paper = getattr(papers, before)()
    client, address = papers.office.client(getattr(papers, who)), reverse(view, args=[paper.pk])

    assert as_read(paper) == read_in(client.get(reverse("paper", args=[paper.pk])).content.decode(), address)
    for read in ("", "0" * 64):
        sent = {"file": SimpleUploadedFile("a.pdf", current_file(paper))} if "reserved" == before else {}
        assert 409 == client.post(address, {"read": read, **fields, **sent}).status_code

    held = OutgoingPaper.objects.get(pk=paper.pk)
    assert (paper.state, paper.number, None) == (held.state, held.number, held.scan_confirmed_by)


def test_no_verb_decides_about_a_paper_without_being_told_what_was_read():
    verbs = {name: inspect.signature(getattr(services, name)) for name in services.__all__ if name[0].islower()}

    assert DECIDES_ON_NOTHING == {name for name, verb in verbs.items() if "read" not in verb.parameters}


def test_words_that_changed_back_are_the_words_that_were_read(papers):
    paper = papers.drafted()
    read = as_read(paper)
    changed = services.revise(paper=paper, content=letter(subject="chi tiền"), by=papers.clerk, now=papers.now)
    with pytest.raises(ChangedError):
        services.submit(paper=changed, read=read, by=papers.clerk, now=papers.now)

    services.revise(paper=paper, content=letter(), by=papers.clerk, now=papers.now)

    assert State.SUBMITTED == services.submit(paper=paper, read=read, by=papers.clerk, now=papers.now).state
