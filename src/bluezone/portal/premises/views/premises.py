"""The pages of premises: list, one with its poster, a new one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.forms import model_to_dict
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.lists.exporting.columns import ExportColumn
from bluezone.portal.as_read import read_in
from bluezone.portal.frame.exports import Export, exported, in_chunks
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.listing import Part, listed
from bluezone.portal.frame.paging import number_in
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.second_factor import has_shown_it
from bluezone.portal.lists.at_places import (
    business_with,
    businesses_at,
    lead_to_place,
    leave_place,
    places_of,
    register_business,
)
from bluezone.portal.organisations.selectors import organisation_with
from bluezone.portal.places.models import Unit
from bluezone.portal.posts.selectors import posts_at, receipts_at
from bluezone.portal.premises import changing, joining, services
from bluezone.portal.premises.changing import Proposed
from bluezone.portal.premises.forms import Begun, ChangedForm, PremisesForm
from bluezone.portal.premises.models import DEEPEST, PlaceCode, Premises
from bluezone.portal.premises.owners import told_of
from bluezone.portal.premises.posters import SIZES, posters_of
from bluezone.portal.premises.probable import probably_there
from bluezone.portal.premises.selectors import (
    PREMISES,
    code_in_force,
    doubles_of,
    hamlet_with,
    parts_of,
    premises_for,
    premises_with,
)
from bluezone.protocol.place_codes import spaced
from bluezone.vietnam.numbers import whole_number
from bluezone.vietnam.words import Words

_COLUMNS = (
    ExportColumn(Words("Tên", "Name"), 40),
    ExportColumn(Words("Loại", "Kind")),
    ExportColumn(Words("Địa chỉ", "Address"), 32),
    ExportColumn(Words("Thôn", "Hamlet"), 20),
    ExportColumn(Words("Xã", "Commune"), 24),
    ExportColumn(Words("Điện thoại", "Telephone"), 16),
    ExportColumn(Words("Tình trạng", "State"), 16),
)


@require_GET
@permission_required("premises.list")
def premises_list(request: StaffRequest) -> HttpResponse:
    """Lists the premises of one's units; no person is in the list."""
    part = PREMISES.part_of(request.GET)
    context = {
        "found": listed(_listed(request, part), part),
        "hamlet": _hamlet_in(part),
        "may_say_telephone": is_allowed(request.staff, "premises.telephone"),
        "may_register": is_allowed(request.staff, "premises.register"),
        "may_ask_owners": is_allowed(request.staff, "premises.owners"),
    }
    return page(request, "premises/list.html", context)


@require_GET
@permission_required("premises.export")
def premises_export(request: StaffRequest) -> HttpResponseBase:
    """Gives out the list as a file, under the filter of the screen; no person is in it."""
    part = PREMISES.part_of(request.GET)
    return exported(
        request,
        Export(
            name="premises",
            act="premises.export",
            path=request.staff.home,
            columns=_COLUMNS,
            chunks=in_chunks(part.sorted(_listed(request, part))),
            row=lambda one: (
                one.full_name,
                str(one.get_kind_display()),
                one.address,
                one.hamlet.name if one.hamlet is not None else "",
                one.unit.name,
                one.phone,
                str(one.get_state_display()),
            ),
        ),
    )


def show_registering(request: StaffRequest) -> HttpResponse:
    """Shows the form for a new place, with what was typed so far."""
    begun = _begun(request)
    form = _form(request, begun)
    may_approve = is_allowed(request.staff, "premises.approve")
    context, status = {"form": form, "begun": begun, "may_approve": may_approve}, 400 if form.errors else 200
    if begun.entry is None:
        return page(request, "premises/new.html", context, status=status)
    about, path = [("entry", begun.entry.pk)], begun.entry.path
    return shown(request, "premises/new.html", context, about=about, path=path, action="lists.see", status=status)


@require_http_methods(["GET", "POST"])
@permission_required("premises.register", answer=show_registering)
def premises_new(request: StaffRequest) -> HttpResponse:
    """Registers a place; or takes one that is there for that of the organisation, or of the row."""
    begun, same = _begun(request), whole_number(request.POST.get("same", ""))
    if begun.entry is not None and (there := places_of([begun.entry]).get(begun.entry.pk)) is not None:
        return redirect("premises", there.pk)
    if same is not None:
        return _taken_for(request, begun, _found(request, same))
    form = _form(request, begun)
    if not form.is_valid():
        return show_registering(request)
    about = {"actor": request.staff, "facts": form.facts(), "unit": form.cleaned_data["unit"], "now": request.now}
    entry = begun.entry
    made = services.register_premises(**about) if entry is None else register_business(entry=entry, **about)
    return redirect("premises", made.pk)


def show_premises(request: StaffRequest, key: int) -> HttpResponse:
    """Shows one place: what is known of it, what hangs there, what may be done now."""
    found = visible_or_404(request, premises_with(key), "premises.list")
    waits = found.state == Premises.State.REGISTERED
    may_approve = is_allowed(request.staff, "premises.approve", found)
    proposed, may_change = Proposed.of(found, request.now.date()), found.is_open and found.same_as is None
    may_join = found.is_open and found.same_as is None and is_allowed(request.staff, "premises.join", found)
    code, form = code_in_force(found), _changed(request, found)
    context = {
        "premises": found,
        "code": code,
        "is_read": code is not None and code.is_read_at(request.now),
        "typed": spaced(code.typed) if code is not None and code.typed else "",
        "sizes": list(SIZES),
        "digest": services.digest_of_premises(found),
        "waits": waits,
        "is_own": waits and found.registered_by_id == request.staff.pk,
        "may_approve": may_approve,
        "parts": parts_of(found),
        "doubles": doubles_of(found),
        "may_join": may_join,
        "alike": _alike(found) if may_join else [],
        "may_take_apart": found.same_as is not None and is_allowed(request.staff, "premises.join", found),
        "may_have_parts": len(found.above) < DEEPEST - 1 and found.same_as is None and not found.closed_at,
        "may_register": is_allowed(request.staff, "premises.register", found),
        "opens_with": len(services.opened_with(found)) if waits else 0,
        "closed_with": len(services.closed_with(found)) if found.closed_at else 0,
        "proposed": proposed,
        "is_own_change": found.changed_by_id == request.staff.pk,
        "may_change": may_change and is_allowed(request.staff, "premises.register", found),
        "may_leave": may_change and is_allowed(request.staff, "premises.leave", found),
        "form": form,
        "may_close": is_allowed(request.staff, "premises.close", found),
        "may_reopen": is_allowed(request.staff, "premises.register", found),
        "posts": posts_at(request.staff, found),
        "receipts": receipts_at(request.staff, found),
        "told": told_of(found),
        "sees_who": has_shown_it(request, request.staff),
        "businesses": businesses_at(request.staff, found),
        "may_keep_posts": found.state != Premises.State.CLOSED and is_allowed(request.staff, "posts.keep", found),
    }
    return shown(
        request,
        "premises/premises.html",
        context,
        about=[("premises", found.pk)],
        path=found.path,
        action="premises.list",
        status=400 if form.errors else 200,
    )


@require_GET
@permission_required("premises.list")
def premises(request: StaffRequest, key: int) -> HttpResponse:
    """Answers the address of one place with its page."""
    return show_premises(request, key)


@require_POST
@permission_required("premises.approve", answer=show_premises)
def premises_approve(request: StaffRequest, key: int) -> HttpResponse:
    """Approves a place, and signs its first code."""
    services.approve_premises(
        actor=request.staff,
        premises=_found(request, key),
        read=read_in(request),
        published=request.world.published,
        entropy=request.world.entropy,
        now=request.now,
    )
    return redirect("premises", key)


@require_POST
@permission_required("premises.approve", answer=show_premises)
def premises_renew(request: StaffRequest, key: int) -> HttpResponse:
    """Signs another code for a place."""
    services.renew_code(
        actor=request.staff,
        premises=_found(request, key),
        read=read_in(request),
        published=request.world.published,
        entropy=request.world.entropy,
        now=request.now,
    )
    return redirect("premises", key)


@require_POST
@permission_required("premises.register", answer=show_premises)
def premises_change(request: StaffRequest, key: int) -> HttpResponse:
    """Says anew what a place is called, is, and where."""
    found = _found(request, key)
    form = ChangedForm(request.POST, commune=found.unit)
    if not form.is_valid():
        return show_premises(request, key)
    changing.propose_change(
        actor=request.staff, premises=found, facts=form.facts(), read=read_in(request), now=request.now
    )
    return redirect("premises", key)


@require_POST
@permission_required("premises.approve", answer=show_premises)
def premises_agree(request: StaffRequest, key: int) -> HttpResponse:
    """Lets a place be what a colleague said of it."""
    changing.agree_to_change(
        actor=request.staff,
        premises=_found(request, key),
        read=read_in(request),
        published=request.world.published,
        entropy=request.world.entropy,
        now=request.now,
    )
    return redirect("premises", key)


@require_POST
@permission_required("premises.leave", answer=show_premises)
def premises_leave(request: StaffRequest, key: int) -> HttpResponse:
    """Leaves a place as it is."""
    changing.leave_change(actor=request.staff, premises=_found(request, key), read=read_in(request), now=request.now)
    return redirect("premises", key)


@require_POST
@permission_required("premises.close", answer=show_premises)
def premises_close(request: StaffRequest, key: int) -> HttpResponse:
    """Closes a place."""
    services.close_premises(actor=request.staff, premises=_found(request, key), read=read_in(request), now=request.now)
    return redirect("premises", key)


@require_POST
@permission_required("premises.join", answer=show_premises)
def premises_join(request: StaffRequest, key: int) -> HttpResponse:
    """Says that a place is the same as another one, by its key or by its name."""
    found, kept = _found(request, key), whole_number(request.POST.get("kept", ""))
    other = joining.other_entry(found, request.POST.get("name", "")) if kept is None else _found(request, kept)
    read = read_in(request)
    joining.join_premises(actor=request.staff, premises=found, kept=other, read=read, now=request.now)
    return redirect("premises", other.pk)


@require_POST
@permission_required("premises.join", answer=show_premises)
def premises_apart(request: StaffRequest, key: int) -> HttpResponse:
    """Says that two entries are two places after all."""
    joining.take_apart(actor=request.staff, premises=_found(request, key), read=read_in(request), now=request.now)
    return redirect("premises", key)


@require_POST
@permission_required("premises.register", answer=show_premises)
def premises_reopen(request: StaffRequest, key: int) -> HttpResponse:
    """Registers a closed place once more."""
    services.reopen_premises(actor=request.staff, premises=_found(request, key), read=read_in(request), now=request.now)
    return redirect("premises", key)


@require_POST
@permission_required("premises.approve", answer=show_premises)
def premises_part(request: StaffRequest, key: int) -> HttpResponse:
    """Takes back that a row of a register, or an organisation, is joined with a place."""
    found, number = _found(request, key), whole_number(request.POST.get("row", ""))
    if number is None:
        services.part_from_keeper(actor=request.staff, premises=found, read=read_in(request), now=request.now)
    else:
        entry = get_or_404(business_with(request.staff, number))
        leave_place(actor=request.staff, entry=entry, premises=found, now=request.now)
    return redirect("premises", key)


@require_GET
@permission_required("premises.list", answer=show_premises)
def premises_poster(request: StaffRequest, key: int) -> HttpResponse:
    """Sends the poster of one place, in the size asked for."""
    code = code_in_force(_found(request, key))
    return _poster(request, [code] if code is not None else [], f"poster-{key}.pdf")


def _listed(request: StaffRequest, part: Part) -> QuerySet[Premises]:
    return premises_for(request.staff, part.text, state=part["state"], now=request.now, hamlet=_hamlet_in(part))


def _hamlet_in(part: Part) -> Unit | None:
    return hamlet_with(whole_number(part.kept.get("hamlet", "")))


def _poster(request: StaffRequest, codes: Sequence[PlaceCode], name: str) -> HttpResponse:
    response = HttpResponse(
        posters_of(codes, request.GET.get("size", "A4"), now=request.now), content_type="application/pdf"
    )
    response["content-disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return response


def _form(request: StaffRequest, begun: Begun) -> PremisesForm:
    return PremisesForm(request.POST or None, staff=request.staff, today=request.now.date(), begun=begun)


def _changed(request: StaffRequest, found: Premises) -> ChangedForm:
    """The form for what is said anew, with what was typed and not taken, else what stands."""
    if request.path == reverse("premises_change", args=[found.pk]):
        return ChangedForm(request.POST, commune=found.unit)
    begun = model_to_dict(found, ("name", "kind", "address", "phone"))
    begun["hamlet"] = found.hamlet.name if found.hamlet is not None else ""
    return ChangedForm(initial=begun, commune=found.unit)


def _alike(premises: Premises) -> list[Premises]:
    """Approved places that this one may be, of a part other parts of its place."""
    there = probably_there(premises.unit, premises.name, within=premises.within)
    return [one for one in there if one.pk != premises.pk and one.is_open]


def _begun(request: StaffRequest) -> Begun:
    """Finds from where the place is registered. Raises Http404 for what is not open to this person."""
    key, row, whole = (number_in(request, name) for name in ("organisation", "entry", "within"))
    if row is not None:
        return Begun(entry=get_or_404(business_with(request.staff, row)))
    if key is not None:
        return Begun(visible_or_404(request, organisation_with(key), "premises.register"))
    if whole is not None:
        return Begun(within=visible_or_404(request, premises_with(whole), "premises.register"))
    return Begun()


def _taken_for(request: StaffRequest, begun: Begun, premises: Premises) -> HttpResponse:
    """Takes a place that is there for the one meant."""
    if begun.entry is not None:
        lead_to_place(actor=request.staff, entry=begun.entry, premises=premises, now=request.now)
    elif begun.organisation is not None:
        keeper = begun.organisation
        services.name_keeper(actor=request.staff, premises=premises, organisation=keeper, now=request.now)
    return redirect("premises", premises.pk)


def _found(request: StaffRequest, key: int) -> Premises:
    return visible_or_404(request, premises_with(key))
