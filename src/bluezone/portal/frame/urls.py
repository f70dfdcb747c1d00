"""Addresses of what belongs to no room in particular."""

from django.urls import path

from bluezone.portal.frame import views

urlpatterns = [
    path("language", views.choose_language, name="language"),
]
