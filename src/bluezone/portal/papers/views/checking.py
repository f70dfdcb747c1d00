"""What anybody may check without signing in: the signatures on a PDF, an issued paper by its address, a paper's form.

Files are looked into by a process of their own (`examination`) and are kept nowhere; pictures of their pages wait some
minutes in memory under a drawn name. Of an issued paper only what stands in its head is told, never its subject.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.documents.paper import Kind
from bluezone.documents.signing.verification import Changes, Coverage, Signature
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.gate import openly
from bluezone.portal.papers.examination import MAX_FILE_BYTES, inspect_file, verify_file
from bluezone.portal.papers.examiner import Answer
from bluezone.portal.papers.forms import FileForm, bytes_of
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.selectors import gone_out, paper_of_file
from bluezone.portal.papers.services.keeping import content_of
from bluezone.portal.papers.trust import trusted_roots
from bluezone.portal.papers.views.reading import PNG, sent
from bluezone.portal.papers.views.verdicts import told_verdict
from bluezone.portal.papers.words import in_words, said, sentence
from bluezone.portal.world import world_of

PICTURES = "pictures"
KEPT_S = 600


@dataclass(frozen=True, slots=True)
class Registered:
    """An issued paper, as far as a stranger may know of it."""

    paper: OutgoingPaper
    issuer: str
    kind: str
    signers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldSignature:
    """One signature in words."""

    signature: Signature
    covers_all: bool
    was_added_to: bool
    problem: str


@require_http_methods(["GET", "POST"])
@openly("whoever holds a signed paper may check it")
def check_file(request: HttpRequest) -> HttpResponse:
    """The signatures on a PDF of anybody's: who, when, over how much of it, and whether they hold."""
    return _check(request, None)


@require_http_methods(["GET", "POST"])
@openly("whoever holds a paper with this address may check it")
def check_paper(request: HttpRequest, check_key: str) -> HttpResponse:
    """A paper by its address: whether it was issued and still counts, and whether a file is that very one."""
    found = gone_out(check_key)
    if found is None:
        raise Http404
    return _check(request, found)


@require_http_methods(["GET", "POST"])
@openly("the form of official papers is public law")
def check_form(request: HttpRequest) -> HttpResponse:
    """The form of a PDF or DOCX, box by box, with pictures of its first pages."""
    form, refusal, answer, pictures = FileForm(), "", None, []
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                file = bytes_of(form.cleaned_data["file"], MAX_FILE_BYTES)
                answer = inspect_file(file, now=world_of(request).now())
                pictures = [_kept(request, picture) for picture in answer.pictures]
            except RefusedError as error:
                refusal = said(error)
    verdict = told_verdict(answer.verdict) if answer is not None and answer.verdict is not None else None
    facts = {"form": form, "refusal": refusal, "verdict": verdict, "pictures": pictures}
    return render(request, "papers/check_form.html", facts, status=400 if refusal or form.errors else 200)


@require_GET
@openly("its name was drawn for whoever sent the file, and is forgotten in minutes")
def checked_page(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """A picture of a page that was just checked."""
    picture = caches[PICTURES].get(name)
    if picture is None:
        raise Http404
    return sent(picture, PNG, "page.png")


def _check(request: HttpRequest, expected: OutgoingPaper | None) -> HttpResponse:
    form, refusal, answer, same = FileForm(), "", None, None
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                file = bytes_of(form.cleaned_data["file"], MAX_FILE_BYTES)
                answer = verify_file(file, trusted_roots(), now=world_of(request).now())
                same = paper_of_file(file)
            except RefusedError as error:
                refusal = said(error)
    facts = {
        "form": form,
        "refusal": refusal,
        "expected": _registered(expected) if expected is not None else None,
        "answer": answer,
        "signatures": _told(answer) if answer is not None else (),
        "has_unsigned_end": answer is not None and _has_unsigned_end(answer),
        "same": _registered(same) if same is not None else None,
        "is_the_expected": expected is not None and same is not None and same.pk == expected.pk,
    }
    return render(request, "papers/check.html", facts, status=400 if refusal or form.errors else 200)


def _told(answer: Answer) -> tuple[ToldSignature, ...]:
    return tuple(
        ToldSignature(
            signature=one,
            covers_all=one.coverage is not Coverage.PART,
            was_added_to=one.changes is Changes.OTHER,
            problem=sentence(in_words(one.problem)) if one.problem else "",
        )
        for one in answer.signatures
    )


def _has_unsigned_end(answer: Answer) -> bool:
    """Something stands behind the last signature, and nobody has signed it."""
    return bool(answer.signatures) and all(one.coverage is not Coverage.WHOLE for one in answer.signatures)


def _registered(paper: OutgoingPaper) -> Registered:
    content = content_of(paper)
    signers = tuple(paper.signatures.order_by("pk").values_list("signer", flat=True))
    return Registered(paper, " ".join(content.issuer.name), Kind(paper.kind).title or "Công văn", signers)


def _kept(request: HttpRequest, picture: bytes) -> str:
    name = world_of(request).entropy(16).hex()
    caches[PICTURES].set(name, picture, KEPT_S)
    return name
