"""The address of what the portal does by itself."""

from django.urls import path

from bluezone.portal.operations import views

urlpatterns = [
    path("works", views.works, name="works"),
]
