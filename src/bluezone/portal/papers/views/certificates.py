"""Which certificates sign an organisation's papers: brought by one person, confirmed by another, ended."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from bluezone.documents.signing import CertificateFacts
from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers import services
from bluezone.portal.papers.forms import BroughtCertificateForm
from bluezone.portal.papers.models import Capacity, NotedCertificate
from bluezone.portal.papers.noted import certificate_as_read, certificate_of, certificates_of, keys_to_confirm
from bluezone.portal.papers.selectors import organisation_with_key
from bluezone.portal.papers.tokens import organisations_credential, token_of


def show_certificates(
    request: StaffRequest, key: int, _certificate: int = 0, *, form: BroughtCertificateForm | None = None
) -> HttpResponse:
    """Shows an organisation's certificates: those that wait for a second person, those that sign, those of before."""
    organisation = _organisation(request, key)
    context = {
        "organisation": organisation,
        "certificates": [(row, certificate_as_read(row)) for row in certificates_of(organisation, request.now)],
        "to_confirm": keys_to_confirm(request.staff, request.now),
        "today": request.now.date(),
        "form": form or BroughtCertificateForm(),
        "has_token": token_of(organisation, request.staff) is not None,
    }
    return shown(
        request,
        "papers/certificates.html",
        context,
        about=[("organisation", organisation.pk)],
        path=organisation.path,
        action="papers.certificates",
        status=400 if form is not None else 200,
    )


@require_GET
@permission_required("papers.certificates")
def certificates(request: StaffRequest, key: int) -> HttpResponse:
    """Answers the address of an organisation's certificates with their page."""
    return show_certificates(request, key)


@sensitive_post_parameters("passphrase")
@require_POST
@permission_required("papers.certificates", answer=show_certificates)
def certificate_new(request: StaffRequest, key: int) -> HttpResponse:
    """Takes a certificate that is to sign papers, once another person has confirmed it."""
    organisation = _organisation(request, key)
    if request.POST.get("with") == "token":
        facts = _of_the_token(request, organisation)
        return _brought(request, organisation, facts, Capacity.ORGANISATION, with_key=True)
    form = BroughtCertificateForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_certificates(request, key, form=form)
    facts, capacity = form.facts(request.now), Capacity(form.cleaned_data["capacity"])
    return _brought(request, organisation, facts, capacity, with_key=form.has_key)


@require_POST
@permission_required("papers.vouch", answer=show_certificates)
def certificate_confirm(request: StaffRequest, key: int, certificate: int) -> HttpResponse:
    """Confirms that a certificate is whose it says."""
    row = _certificate(request, key, certificate)
    services.confirm_certificate(certificate=row, read=read_in(request), by=request.staff, now=request.now)
    return redirect("certificates", key)


@require_POST
@permission_required("papers.certificates", answer=show_certificates)
def certificate_end(request: StaffRequest, key: int, certificate: int) -> HttpResponse:
    """Ends that a certificate signs, or puts aside one that waits."""
    row = _certificate(request, key, certificate)
    services.end_certificate(certificate=row, read=read_in(request), by=request.staff, now=request.now)
    return redirect("certificates", key)


def _brought(
    request: StaffRequest, organisation: Organisation, facts: CertificateFacts, capacity: Capacity, *, with_key: bool
) -> HttpResponse:
    services.bring_certificate(
        organisation=organisation,
        certificate=facts,
        capacity=capacity,
        by=request.staff,
        now=request.now,
        with_key=with_key,
    )
    return redirect("certificates", organisation.pk)


def _of_the_token(request: StaffRequest, organisation: Organisation) -> CertificateFacts:
    with organisations_credential(organisation, request.staff, None) as credential:
        return credential.facts


def _organisation(request: StaffRequest, key: int) -> Organisation:
    return visible_or_404(request, organisation_with_key(key))


def _certificate(request: StaffRequest, key: int, certificate: int) -> NotedCertificate:
    return get_or_404(certificate_of(_organisation(request, key), certificate))
