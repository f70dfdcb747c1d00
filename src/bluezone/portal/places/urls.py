"""Addresses of places and the hamlets that communes keep."""

from django.urls import path

from bluezone.portal.places import views

urlpatterns = [
    path("places", views.places, name="places"),
    path("places/crosswalk", views.crosswalk, name="crosswalk"),
    path("places/<str:key>", views.place, name="place"),
    path("places/<str:key>/rename", views.hamlet_rename, name="hamlet_rename"),
    path("places/<str:key>/close", views.hamlet_close, name="hamlet_close"),
    path("places/<str:key>/hamlets", views.hamlet_new, name="hamlet_new"),
]
