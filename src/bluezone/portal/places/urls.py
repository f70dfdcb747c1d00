"""Addresses of places."""

from django.urls import path

from bluezone.portal.places import views

urlpatterns = [
    path("places", views.places, name="places"),
    path("places/crosswalk", views.crosswalk, name="crosswalk"),
    path("places/<str:key>", views.place, name="place"),
]
