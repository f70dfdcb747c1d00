"""The pages of organisations: list, one with its trees and contacts, a new one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.accounts.access import may, require
from bluezone.portal.accounts.permissions import BY_ACT
from bluezone.portal.accounts.policy import is_allowed
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.audit.services import record_read
from bluezone.portal.errors import RefusedError
from bluezone.portal.lists.exporting.columns import ExportColumn
from bluezone.portal.organisations import services
from bluezone.portal.organisations.forms import OrganisationForm, PlaceForm, SuccessorForm
from bluezone.portal.organisations.models import Kind, Organisation, Tree
from bluezone.portal.organisations.picking import organisations_to_pick
from bluezone.portal.organisations.selectors import PAGE, below, branches, find_organisations, places_of
from bluezone.portal.web.exports import Export, exported, in_chunks
from bluezone.portal.web.paging import number_in
from bluezone.portal.web.words import told
from bluezone.portal.world import world_of
from bluezone.vietnam.words import Words

_COLUMNS = (
    ExportColumn(Words("Tên", "Name"), 40),
    ExportColumn(Words("Loại", "Kind")),
    ExportColumn(Words("Đơn vị", "Unit"), 28),
    ExportColumn(Words("Từ ngày", "Since"), 12),
)


@require_GET
@may("organisations.list")
def organisations(request: HttpRequest) -> HttpResponse:
    """By name and kind; no person is in it."""
    text, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    page = Paginator(find_organisations(text, kind=kind), PAGE).get_page(request.GET.get("page"))
    may_manage = is_allowed(signed_in(request), "organisations.manage")
    facts = {"page": page, "text": text, "kind": kind, "kinds": Kind.choices, "may_manage": may_manage}
    return render(request, "organisations/list.html", facts)


@require_GET
@may("organisations.export")
def organisations_export(request: HttpRequest) -> HttpResponseBase:
    """The list as a file, under the filter of the screen; no person is in it."""
    rows = find_organisations(request.GET.get("q", ""), kind=request.GET.get("kind", ""))
    return exported(
        request,
        Export(
            name="organisations",
            act="organisations.export",
            path=signed_in(request).home,
            columns=_COLUMNS,
            chunks=in_chunks(rows),
            row=lambda one: (one.name, str(one.get_kind_display()), one.unit.name, one.opened_on),
        ),
    )


@require_GET
@may("organisations.list")
def organisation_tree(request: HttpRequest) -> HttpResponse:
    """Who stands under whom, from the tops down or from one organisation."""
    tree, root = request.GET.get("tree", ""), number_in(request, "under")
    chosen = Tree(tree) if tree in Tree.values else Tree.ADMINISTRATION
    top = None if root is None else _found(root)
    facts = {"tree": chosen, "trees": Tree.choices, "top": top, "branches": branches(chosen, top)}
    return render(request, "organisations/tree.html", facts)


@require_GET
@may("organisations.list")
def organisation_choices(request: HttpRequest) -> HttpResponse:
    """Organisations that fit what is being typed, as choices of a form."""
    act = request.GET.get("act") or None
    if act is not None and act not in BY_ACT:
        raise Http404
    found = organisations_to_pick(signed_in(request), request.GET.get("typed", "")[:120], act=act)
    return render(request, "organisations/choices.html", {"found": found})


@require_http_methods(["GET", "POST"])
@may("organisations.manage")
def organisation_new(request: HttpRequest) -> HttpResponse:
    """A new organisation."""
    world, staff = world_of(request), signed_in(request)
    form, refusal = OrganisationForm(request.POST or None, staff=staff, today=world.today()), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.found_organisation(
                actor=staff, name=given["name"], kind=Kind(given["kind"]), unit=given["unit"], now=world.now()
            )
            return redirect("organisation", made.pk)
        except RefusedError as error:
            refusal = told(error)
    status = 400 if form.errors or refusal else 200
    return render(request, "organisations/new.html", {"form": form, "refusal": refusal}, status=status)


@require_GET
@may("organisations.list")
def organisation(request: HttpRequest, key: int) -> HttpResponse:
    """One organisation: its places in the trees, what stands under it, whom to call."""
    return _show(request, _found(key))


@require_POST
@may("organisations.manage")
def organisation_place(request: HttpRequest, key: int) -> HttpResponse:
    """Puts it under another."""
    found, world = _managed(request, key), world_of(request)
    form = PlaceForm(request.POST, staff=signed_in(request), without=found)
    if not form.is_valid():
        return _show(request, found, placing=form, status=400)
    parent, tree = form.cleaned_data["organisation"], Tree(form.cleaned_data["tree"])
    try:
        services.place_under(actor=signed_in(request), child=found, parent=parent, tree=tree, now=world.now())
    except RefusedError as error:
        return _show(request, found, refusal=told(error), status=409)
    return redirect("organisation", key)


@require_POST
@may("organisations.manage")
def organisation_close(request: HttpRequest, key: int) -> HttpResponse:
    """It closes; whoever takes over may be named."""
    found, world = _managed(request, key), world_of(request)
    form = SuccessorForm(request.POST, staff=signed_in(request), without=found)
    if not form.is_valid():
        return _show(request, found, closing=form, status=400)
    successor = form.cleaned_data["organisation"]
    try:
        services.close_organisation(actor=signed_in(request), organisation=found, successor=successor, now=world.now())
    except RefusedError as error:
        return _show(request, found, refusal=told(error), status=409)
    return redirect("organisation", key)


@require_POST
@may("organisations.manage")
def contact_new(request: HttpRequest, key: int) -> HttpResponse:
    """Somebody to call."""
    found, said = _managed(request, key), request.POST
    try:
        services.add_contact(
            actor=signed_in(request),
            organisation=found,
            full_name=said.get("full_name", "")[:200],
            position=said.get("position", "")[:200],
            phone=said.get("phone", "")[:40],
            now=world_of(request).now(),
        )
    except RefusedError as error:
        return _show(request, found, refusal=told(error), status=409)
    return redirect("organisation", key)


@require_POST
@may("organisations.manage")
def contact_end(request: HttpRequest, key: int, contact: int) -> HttpResponse:
    """No longer the one to call."""
    found = _managed(request, key)
    ending = found.contacts.filter(pk=contact, ended_on=None).first()
    if ending is None:
        raise Http404
    services.end_contact(actor=signed_in(request), contact=ending, now=world_of(request).now())
    return redirect("organisation", key)


def _show(
    request: HttpRequest,
    found: Organisation,
    *,
    refusal: str = "",
    placing: PlaceForm | None = None,
    closing: SuccessorForm | None = None,
    status: int = 200,
) -> HttpResponse:
    staff, sees = signed_in(request), is_allowed(signed_in(request), "organisations.contacts", found)
    with transaction.atomic():
        contacts = list(found.contacts.filter(ended_on=None).order_by("pk")) if sees else []
        if contacts:
            subjects = [("organisation", found.pk)]
            now = world_of(request).now()
            record_read(actor=staff, act="organisations.contacts", now=now, subjects=subjects, path=found.path)
    facts = {
        "organisation": found,
        "places": places_of(found),
        "below": below(found),
        "contacts": contacts,
        "sees_contacts": sees,
        "may_manage": is_allowed(staff, "organisations.manage", found) and found.closed_on is None,
        "placing": placing or PlaceForm(staff=staff, without=found, auto_id="id_placing_%s"),
        "closing": closing or SuccessorForm(staff=staff, without=found, auto_id="id_closing_%s"),
        "refusal": refusal,
        "may_poster": is_allowed(staff, "papers.poster", found) and found.closed_on is None,
        "may_register": is_allowed(staff, "papers.register", found),
    }
    return render(request, "organisations/organisation.html", facts, status=status)


def _found(key: int) -> Organisation:
    found = Organisation.objects.filter(pk=key).select_related("unit", "successor").first()
    if found is None:
        raise Http404
    return found


def _managed(request: HttpRequest, key: int) -> Organisation:
    found = _found(key)
    require(request, "organisations.manage", found)
    return found
