"""The administrator's pages about staff: list, hire, one person with roles and what was lost."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.accounts import invitations, services
from bluezone.portal.accounts.access import may
from bluezone.portal.accounts.forms import HireForm, LostForm, RoleForm
from bluezone.portal.accounts.models import Staff
from bluezone.portal.accounts.roles import Role
from bluezone.portal.accounts.selectors import colleague, colleagues_of, former_colleagues_of
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.audit.services import record_read
from bluezone.portal.errors import RefusedError
from bluezone.portal.lists.exporting.columns import ExportColumn
from bluezone.portal.web.exports import Export, exported, in_chunks
from bluezone.portal.web.words import told
from bluezone.portal.world import world_of
from bluezone.vietnam.words import Words

_COLUMNS = (
    ExportColumn(Words("Họ và tên", "Full name"), 28),
    ExportColumn(Words("Tên đăng nhập", "Sign-in name"), 24),
    ExportColumn(Words("Vai trò", "Roles"), 60),
)


@require_GET
@may("accounts.list")
def staff_list(request: HttpRequest) -> HttpResponse:
    """Who works within my units, and whom another administrator asked me to help."""
    staff, now = signed_in(request), world_of(request).now()
    facts = {
        "colleagues": colleagues_of(staff),
        "former": former_colleagues_of(staff),
        "asked": invitations.waiting_for_a_second(staff),
    }
    record_read(actor=staff, act="accounts.list", now=now, subjects=[], path=staff.home)
    return render(request, "accounts/list.html", facts)


@require_GET
@may("accounts.export")
def staff_export(request: HttpRequest) -> HttpResponseBase:
    """The list as a file."""
    return exported(
        request,
        Export(
            name="staff",
            act="accounts.export",
            path=signed_in(request).home,
            columns=_COLUMNS,
            chunks=in_chunks(colleagues_of(signed_in(request))),
            row=lambda one: (one.full_name, one.username, _roles(one)),
            subjects=lambda one: [("staff", one.pk)],
        ),
    )


@require_http_methods(["GET", "POST"])
@may("accounts.manage")
def staff_new(request: HttpRequest) -> HttpResponse:
    """Hires a colleague; the first password is shown once."""
    world, staff = world_of(request), signed_in(request)
    form, refusal = HireForm(request.POST or None, manager=staff, today=world.today()), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            hired, password = services.hire(
                actor=staff,
                username=given["username"],
                full_name=given["full_name"],
                role=Role(given["role"]),
                unit=given["unit"],
                now=world.now(),
                entropy=world.entropy,
            )
            return render(request, "accounts/hired.html", {"hired": hired, "password": password})
        except RefusedError as error:
            refusal = told(error)
    status = 400 if form.errors or refusal else 200
    return render(request, "accounts/new.html", {"form": form, "refusal": refusal}, status=status)


@require_http_methods(["GET", "POST"])
@may("accounts.manage")
def staff_page(request: HttpRequest, username: str) -> HttpResponse:
    """One colleague's roles; POST gives one more."""
    world, staff, person = world_of(request), signed_in(request), found_colleague(request, username)
    form, refusal = RoleForm(request.POST or None, manager=staff, today=world.today()), ""
    if request.method == "POST" and form.is_valid():
        role, unit = Role(form.cleaned_data["role"]), form.cleaned_data["unit"]
        try:
            services.give_role(actor=staff, staff=person, role=role, unit=unit, now=world.now())
            return redirect("staff", username)
        except RefusedError as error:
            refusal = told(error)
    if request.method == "GET":
        record_read(
            actor=staff, act="accounts.see", now=world.now(), subjects=[("staff", person.pk)], path=_path(person, staff)
        )
    return show_colleague(request, person, form=form, refusal=refusal, status=400 if form.errors or refusal else 200)


@require_POST
@may("accounts.manage")
def role_end(request: HttpRequest, username: str, grant: int) -> HttpResponse:
    """Ends one role."""
    person = found_colleague(request, username)
    ending = next((one for one in person.grants.all() if one.pk == grant), None)
    if ending is None:
        raise Http404
    try:
        services.end_role(actor=signed_in(request), grant=ending, now=world_of(request).now())
    except RefusedError as error:
        return show_colleague(request, person, refusal=told(error), status=409)
    return redirect("staff", username)


def show_colleague(
    request: HttpRequest, person: Staff, *, form: RoleForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page of one colleague, with a refusal where there is one."""
    world, staff = world_of(request), signed_in(request)
    facts = {
        "person": person,
        "form": form or RoleForm(manager=staff, today=world.today()),
        "refusal": refusal,
        "is_within_reach": invitations.within_reach(staff, person),
        "losing": LostForm(person=person),
        "invitation": invitations.open_for(person, world.now()),
    }
    return render(request, "accounts/staff.html", facts, status=status)


def found_colleague(request: HttpRequest, username: str) -> Staff:
    """Somebody within one's units; whoever is not is told of to nobody."""
    person = colleague(signed_in(request), username)
    if person is None:
        raise Http404
    return person


def _path(person: Staff, reader: Staff) -> str:
    """The widest of the roles within reach; of whoever has none any more, the reader's own."""
    return min((grant.path for grant in person.grants.all()), key=len, default="") or reader.home


def _roles(person: Staff) -> str:
    grants = person.grants.all()
    return "; ".join(", ".join([grant.get_role_display(), grant.unit.name if grant.unit else "–"]) for grant in grants)
