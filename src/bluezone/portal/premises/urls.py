"""Addresses of premises."""

from django.urls import path

from bluezone.portal.premises.views import owners, premises, telephones

urlpatterns = [
    path("premises", premises.premises_list, name="premises_list"),
    path("premises/export", premises.premises_export, name="premises_export"),
    path("premises/telephones", telephones.premises_telephones, name="premises_telephones"),
    path("premises/telephones/say", telephones.premises_telephone, name="premises_telephone"),
    path("premises/new", premises.premises_new, name="premises_new"),
    path("premises/owners", owners.premises_owners, name="premises_owners"),
    path("premises/owners/link", owners.owner_link, name="owner_link"),
    path("premises/owners/links/<number:key>/end", owners.owner_link_end, name="owner_link_end"),
    path("premises/owners/<number:key>/register", owners.told_register, name="told_register"),
    path("premises/owners/<number:key>/aside", owners.told_aside, name="told_aside"),
    path("premises/owner/<str:code>", owners.premises_owner, name="premises_owner"),
    path("premises/<number:key>", premises.premises, name="premises"),
    path("premises/<number:key>/poster.pdf", premises.premises_poster, name="premises_poster"),
    path("premises/<number:key>/approve", premises.premises_approve, name="premises_approve"),
    path("premises/<number:key>/renew", premises.premises_renew, name="premises_renew"),
    path("premises/<number:key>/part", premises.premises_part, name="premises_part"),
    path("premises/<number:key>/reopen", premises.premises_reopen, name="premises_reopen"),
    path("premises/<number:key>/join", premises.premises_join, name="premises_join"),
    path("premises/<number:key>/apart", premises.premises_apart, name="premises_apart"),
    path("premises/<number:key>/change", premises.premises_change, name="premises_change"),
    path("premises/<number:key>/agree", premises.premises_agree, name="premises_agree"),
    path("premises/<number:key>/leave", premises.premises_leave, name="premises_leave"),
    path("premises/<number:key>/close", premises.premises_close, name="premises_close"),
]
