"""Addresses of what belongs to no room in particular: /search and /language say what they do, on whichever page."""

from django.urls import path

from bluezone.portal.frame import views

urlpatterns = [
    path("search", views.search, name="search"),
    path("language", views.choose_language, name="language"),
]
