"""The administrator's pages about staff: list, hire, one person with roles and what was lost."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.lists.exporting.columns import ExportColumn
from bluezone.portal.frame.exports import Export, exported, in_chunks
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff import invitations, services
from bluezone.portal.staff.forms import HireForm, LostForm, RoleForm
from bluezone.portal.staff.selectors import (
    STAFF,
    colleague,
    colleagues_of,
    former_shown,
    grant_of,
    is_without_second_factor,
    page_of_colleagues,
    roles_in_words,
    widest_path,
)
from bluezone.vietnam.words import Words

_COLUMNS = (
    ExportColumn(Words("Họ và tên", "Full name"), 28),
    ExportColumn(Words("Tên đăng nhập", "Sign-in name"), 24),
    ExportColumn(Words("Vai trò", "Roles"), 60),
)


@require_GET
@permission_required("staff.list")
def staff_list(request: StaffRequest) -> HttpResponse:
    """Lists who works within my units, and whom another administrator asked me to help."""
    part = STAFF.part_of(request.GET)
    found, former = page_of_colleagues(request.staff, part, request.now), former_shown(request.staff, part)
    asked = invitations.waiting_for_a_second(request.staff, request.now)
    asking = [key for one in asked for key in (one.staff_id, one.asked_by_id) if key is not None]
    about = [("staff", key) for key in (*(one.pk for one in (*found.rows, *former.rows)), *asking)]
    may_rule = is_allowed(request.staff, "cases.rule")
    context = {"found": found, "former": former, "asked": asked, "may_rule": may_rule}
    return shown(request, "staff/list.html", context, about=about)


@require_GET
@permission_required("staff.export")
def staff_export(request: StaffRequest) -> HttpResponseBase:
    """Gives out the list as a file."""
    return exported(
        request,
        Export(
            name="staff",
            act="staff.export",
            path=request.staff.home,
            columns=_COLUMNS,
            chunks=in_chunks(colleagues_of(request.staff)),
            row=lambda one: (one.full_name, one.username, roles_in_words(one)),
            subjects=lambda one: [("staff", one.pk)],
        ),
    )


def show_hiring(request: StaffRequest) -> HttpResponse:
    """Shows the form for a new colleague, with what was typed so far."""
    form = _hire_form(request)
    return page(request, "staff/new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("staff.manage", answer=show_hiring)
def staff_new(request: StaffRequest) -> HttpResponse:
    """Hires a colleague; the first password is shown once."""
    form = _hire_form(request)
    if not form.is_valid():
        return show_hiring(request)
    given = form.cleaned_data
    hired, password = services.hire(
        actor=request.staff,
        username=given["username"],
        full_name=given["full_name"],
        role=Role(given["role"]),
        unit=given["unit"],
        now=request.now,
        entropy=request.world.entropy,
    )
    return page(request, "staff/hired.html", {"hired": hired, "password": password})


def show_colleague(request: StaffRequest, username: str) -> HttpResponse:
    """Shows one colleague: roles, a form for one more, what was lost."""
    person = found_colleague(request, username)
    form = _role_form(request)
    context = {
        "person": person,
        "form": form,
        "is_bare": is_without_second_factor(request.staff, person),
        "is_within_reach": invitations.within_reach(request.staff, person),
        "losing": LostForm(person=person),
        "invitation": invitations.open_for(person, request.now),
    }
    return shown(
        request,
        "staff/staff.html",
        context,
        about=[("staff", person.pk)],
        path=widest_path(person) or request.staff.home,
        action="staff.see",
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@permission_required("staff.manage", answer=show_colleague)
def staff_page(request: StaffRequest, username: str) -> HttpResponse:
    """Gives one more role."""
    form = _role_form(request)
    if not form.is_valid():
        return show_colleague(request, username)
    services.give_role(
        actor=request.staff,
        staff=found_colleague(request, username),
        role=Role(form.cleaned_data["role"]),
        unit=form.cleaned_data["unit"],
        now=request.now,
    )
    return redirect("staff", username)


@require_POST
@permission_required("staff.manage", answer=show_colleague)
def role_end(request: StaffRequest, username: str, grant: int) -> HttpResponse:
    """Ends one role."""
    ending = get_or_404(grant_of(found_colleague(request, username), grant))
    services.end_role(actor=request.staff, grant=ending, now=request.now)
    return redirect("staff", username)


def found_colleague(request: StaffRequest, username: str) -> Staff:
    """Finds somebody within one's units. Raises Http404 for everybody else."""
    return get_or_404(colleague(request.staff, username))


def _hire_form(request: StaffRequest) -> HireForm:
    return HireForm(request.POST or None, manager=request.staff, today=request.now.date())


def _role_form(request: StaffRequest) -> RoleForm:
    """The form of a role, bound where one is being given, and not where another form of the page was sent."""
    given = request.POST if "role" in request.POST else None
    return RoleForm(given, manager=request.staff, today=request.now.date())
