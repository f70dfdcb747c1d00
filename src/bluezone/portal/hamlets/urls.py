"""Addresses of what a commune does to its hamlets. They are shown on the page of their place."""

from django.urls import path

from bluezone.portal.hamlets import views

urlpatterns = [
    path("hamlets/<str:key>/add", views.hamlet_new, name="hamlet_new"),
    path("hamlets/<str:key>/rename", views.hamlet_rename, name="hamlet_rename"),
    path("hamlets/<str:key>/close", views.hamlet_close, name="hamlet_close"),
]
