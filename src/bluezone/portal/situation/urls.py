"""Addresses of the day's state."""

from django.urls import path

from bluezone.portal.situation import views

urlpatterns = [
    path("situation", views.situation, name="situation"),
    path("situation/<number:outbreak>", views.situation_day, name="situation_day"),
    path("situation/<number:outbreak>/report", views.situation_report, name="situation_report"),
]
