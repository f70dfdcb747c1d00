"""Addresses of the guides."""

from django.urls import path

from bluezone.portal.guides import views

urlpatterns = [
    path("guides", views.guides, name="guides"),
    path("guides/<slug:key>", views.guide, name="guide"),
]
