"""The addresses of what the portal does by itself, and of what it keeps for how long."""

from django.urls import path

from bluezone.portal.operations import views

urlpatterns = [
    path("works", views.works, name="works"),
    path("kept", views.kept, name="kept"),
    path("kept/next", views.kept_count, name="kept_count"),
]
