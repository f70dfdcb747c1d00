"""The pages of organisations: list, one with its trees and contacts, a new one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.lists.exporting.columns import ExportColumn
from bluezone.portal.directives.selectors.of_offices import reports_of_organisation
from bluezone.portal.frame.exports import Export, exported, in_chunks
from bluezone.portal.frame.finding import get_or_404, require
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.listing import listed
from bluezone.portal.frame.paging import number_in
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.lists.selectors import newest_lists_of
from bluezone.portal.organisations import services
from bluezone.portal.organisations.forms import OrganisationForm, PlaceForm, SuccessorForm
from bluezone.portal.organisations.models import Kind, Organisation, Tree
from bluezone.portal.organisations.picking import organisations_to_pick
from bluezone.portal.organisations.selectors import (
    ORGANISATIONS,
    below,
    branches,
    contact_of,
    contacts_of,
    find_organisations,
    organisation_with,
    places_of,
)
from bluezone.portal.posts.selectors import open_posts_of
from bluezone.portal.premises.selectors import codes_hanging_at, premises_of
from bluezone.vietnam.words import Words

_COLUMNS = (
    ExportColumn(Words("Tên", "Name"), 40),
    ExportColumn(Words("Loại", "Kind")),
    ExportColumn(Words("Đơn vị", "Unit"), 28),
    ExportColumn(Words("Từ ngày", "Since"), 12),
)


@require_GET
@permission_required("organisations.list")
def organisations(request: StaffRequest) -> HttpResponse:
    """Lists organisations by name and kind; no person is in the list."""
    part = ORGANISATIONS.part_of(request.GET)
    context = {
        "found": listed(find_organisations(part.text, kind=part["kind"]), part),
        "may_manage": is_allowed(request.staff, "organisations.manage"),
    }
    return page(request, "organisations/list.html", context)


@require_GET
@permission_required("organisations.export")
def organisations_export(request: StaffRequest) -> HttpResponseBase:
    """Gives out the list as a file, under the filter of the screen; no person is in it."""
    part = ORGANISATIONS.part_of(request.GET)
    return exported(
        request,
        Export(
            name="organisations",
            act="organisations.export",
            path=request.staff.home,
            columns=_COLUMNS,
            chunks=in_chunks(part.sorted(find_organisations(part.text, kind=part["kind"]))),
            row=lambda one: (one.name, str(one.get_kind_display()), one.unit.name, one.opened_on),
        ),
    )


@require_GET
@permission_required("organisations.list")
def organisation_tree(request: StaffRequest) -> HttpResponse:
    """Shows who stands under whom, from the tops down or from one organisation."""
    tree, root = request.GET.get("tree", ""), number_in(request, "under")
    chosen = Tree(tree) if tree in Tree.values else Tree.ADMINISTRATION
    top = _found(root) if root is not None else None
    context = {"tree": chosen, "trees": Tree.choices, "top": top, "branches": branches(chosen, top)}
    return page(request, "organisations/tree.html", context)


@require_GET
@permission_required("organisations.list")
def organisation_choices(request: StaffRequest) -> HttpResponse:
    """Gives out organisations that fit what is being typed, as choices of a form."""
    action = request.GET.get("act") or None
    if action is not None and action not in BY_ACT:
        raise Http404
    found = organisations_to_pick(request.staff, request.GET.get("typed", "")[:120], act=action)
    return page(request, "organisations/choices.html", {"found": found})


def show_founding(request: StaffRequest) -> HttpResponse:
    """Shows the form for a new organisation, with what was typed so far."""
    form = _founding_form(request)
    return page(request, "organisations/new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("organisations.manage", answer=show_founding)
def organisation_new(request: StaffRequest) -> HttpResponse:
    """Adds an organisation."""
    form = _founding_form(request)
    if not form.is_valid():
        return show_founding(request)
    given = form.cleaned_data
    made = services.create_organisation(
        actor=request.staff, name=given["name"], kind=Kind(given["kind"]), unit=given["unit"], now=request.now
    )
    return redirect("organisation", made.pk)


def show_organisation(
    request: StaffRequest,
    key: int,
    _contact: int = 0,
    *,
    placing: PlaceForm | None = None,
    closing: SuccessorForm | None = None,
) -> HttpResponse:
    """Shows one organisation: its places in the trees, what stands under it, whom to call."""
    found, staff = _found(key), request.staff
    sees = is_allowed(staff, "organisations.contacts", found)
    contacts = contacts_of(found) if sees else []
    context = {
        "organisation": found,
        "places": places_of(found),
        "below": below(found),
        "contacts": contacts,
        "sees_contacts": sees,
        "may_manage": is_allowed(staff, "organisations.manage", found) and found.closed_on is None,
        "placing": placing or PlaceForm(staff=staff, without=found, auto_id="id_placing_%s"),
        "closing": closing or SuccessorForm(staff=staff, without=found, auto_id="id_closing_%s"),
        "may_poster": is_allowed(staff, "papers.poster", found) and found.closed_on is None,
        "may_register": is_allowed(staff, "papers.register", found),
        "may_certificates": is_allowed(staff, "papers.certificates", found),
        **_kept_by(request, found),
        "lists": newest_lists_of(staff, found),
        "reports": reports_of_organisation(staff, found),
        "may_premises": is_allowed(staff, "premises.register", found) and found.closed_on is None,
    }
    status = 400 if placing or closing else 200
    if not contacts:
        return page(request, "organisations/organisation.html", context, status=status)
    return shown(
        request,
        "organisations/organisation.html",
        context,
        about=[("organisation", found.pk)],
        path=found.path,
        action="organisations.contacts",
        status=status,
    )


@require_GET
@permission_required("organisations.list")
def organisation(request: StaffRequest, key: int) -> HttpResponse:
    """Answers the address of one organisation with its page."""
    return show_organisation(request, key)


@require_POST
@permission_required("organisations.manage", answer=show_organisation)
def organisation_place(request: StaffRequest, key: int) -> HttpResponse:
    """Puts an organisation under another."""
    found = _managed(request, key)
    form = PlaceForm(request.POST, staff=request.staff, without=found)
    if not form.is_valid():
        return show_organisation(request, key, placing=form)
    parent, tree = form.cleaned_data["organisation"], Tree(form.cleaned_data["tree"])
    services.place_under(actor=request.staff, child=found, parent=parent, tree=tree, now=request.now)
    return redirect("organisation", key)


@require_POST
@permission_required("organisations.manage", answer=show_organisation)
def organisation_close(request: StaffRequest, key: int) -> HttpResponse:
    """Closes an organisation; whoever takes over may be named."""
    found = _managed(request, key)
    form = SuccessorForm(request.POST, staff=request.staff, without=found)
    if not form.is_valid():
        return show_organisation(request, key, closing=form)
    successor = form.cleaned_data["organisation"]
    services.close_organisation(actor=request.staff, organisation=found, successor=successor, now=request.now)
    return redirect("organisation", key)


@require_POST
@permission_required("organisations.manage", answer=show_organisation)
def contact_new(request: StaffRequest, key: int) -> HttpResponse:
    """Adds somebody to call."""
    found, said = _managed(request, key), request.POST
    services.add_contact(
        actor=request.staff,
        organisation=found,
        full_name=said.get("full_name", "")[:200],
        position=said.get("position", "")[:200],
        phone=said.get("phone", "")[:40],
        now=request.now,
    )
    return redirect("organisation", key)


@require_POST
@permission_required("organisations.manage", answer=show_organisation)
def contact_end(request: StaffRequest, key: int, contact: int) -> HttpResponse:
    """Notes that somebody is no longer the one to call."""
    ending = get_or_404(contact_of(_managed(request, key), contact))
    services.end_contact(actor=request.staff, contact=ending, now=request.now)
    return redirect("organisation", key)


def _kept_by(request: StaffRequest, found: Organisation) -> dict[str, Any]:
    """Gathers the places that the organisation keeps, with what hangs at their doors and who stands there."""
    premises = premises_of(request.staff, found)
    return {
        "premises": premises,
        "codes": codes_hanging_at(premises),
        "posts": open_posts_of(request.staff, premises),
        "now": request.now,
    }


def _founding_form(request: StaffRequest) -> OrganisationForm:
    return OrganisationForm(request.POST or None, staff=request.staff, today=request.now.date())


def _found(key: int) -> Organisation:
    return get_or_404(organisation_with(key))


def _managed(request: StaffRequest, key: int) -> Organisation:
    found = _found(key)
    require(request, found)
    return found
