"""Addresses of organisations."""

from django.urls import path

from bluezone.portal.organisations import views

urlpatterns = [
    path("organisations", views.organisations, name="organisations"),
    path("organisations/export", views.organisations_export, name="organisations_export"),
    path("organisations/tree", views.organisation_tree, name="organisation_tree"),
    path("organisations/choices", views.organisation_choices, name="organisation_choices"),
    path("organisations/new", views.organisation_new, name="organisation_new"),
    path("organisations/<number:key>", views.organisation, name="organisation"),
    path("organisations/<number:key>/place", views.organisation_place, name="organisation_place"),
    path("organisations/<number:key>/close", views.organisation_close, name="organisation_close"),
    path("organisations/<number:key>/contacts", views.contact_new, name="contact_new"),
    path("organisations/<number:key>/contacts/<number:contact>/end", views.contact_end, name="contact_end"),
]
