"""Addresses of counting from door to door: the office's pages, and the page of a team's link.

The team's page stays where it is, because its address is printed, and because /field/ is all that its service worker
may look after. The office's pages are about people at work and stand outside of that, under /teams: on the phone or
computer of somebody who has opened a team's link, no worker of a public page comes between them and the portal.
"""

from django.urls import path

from bluezone.portal.field.views import public, teams

urlpatterns = [
    path("teams", teams.teams, name="field_teams"),
    path("teams/<number:key>", teams.team_day, name="field_team_day"),
    path("teams/<number:key>/evidence", teams.team_day_take_over, name="field_take_over"),
    path("teams/links/<number:key>", teams.link, name="field_link"),
    path("teams/links/<number:key>/revoke", teams.link_revoke, name="field_link_revoke"),
    path("teams/photos/<number:key>", teams.team_photo, name="field_team_photo"),
    path("field/", public.field_page, name="field_page"),
    path("field/en", public.field_page_en, name="field_page_en"),
    path("field/worker.js", public.field_worker, name="field_worker"),
    path("field/entries", public.field_entries, name="field_entries"),
    path("field/photos/<str:identity>", public.field_photo, name="field_photo"),
]
