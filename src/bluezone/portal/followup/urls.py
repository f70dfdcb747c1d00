"""Addresses of follow-up: the round of the day, one person's days and answers, and the page of a person's own code."""

from django.urls import path

from bluezone.portal.followup.views import figures, own, people

urlpatterns = [
    path("followup", people.followup_round, name="followup_round"),
    path("followup/<number:watch>", people.followup_person, name="followup_person"),
    path("followup/<number:watch>/link", people.followup_link, name="followup_link"),
    path("followup/<number:watch>/link/end", people.followup_link_end, name="followup_link_end"),
    path("followup/figures", figures.followup_figures, name="followup_figures"),
    path("followup/own", own.followup_own, name="followup_own"),
    path("followup/<number:watch>/answer", people.followup_answer, name="followup_answer"),
    path("followup/tasks/<number:task>/settle", people.followup_settle, name="followup_settle"),
]
