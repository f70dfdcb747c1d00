"""Addresses of people's own files."""

from django.urls import path

from bluezone.portal.dossiers import views

urlpatterns = [
    path("dossiers", views.dossiers, name="dossiers"),
    path("dossiers/of/<str:person>", views.dossier_ask, name="dossier_ask"),
    path("dossiers/<number:number>", views.dossier, name="dossier"),
    path("dossiers/<number:number>/draft", views.dossier_draft, name="dossier_draft"),
    path("dossiers/<number:number>/approve", views.dossier_approve, name="dossier_approve"),
    path("dossiers/<number:number>/paper", views.dossier_print, name="dossier_print"),
    path("dossiers/<number:number>/hand", views.dossier_hand, name="dossier_hand"),
    path("dossiers/<number:number>/aside", views.dossier_aside, name="dossier_aside"),
]
