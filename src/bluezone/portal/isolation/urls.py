"""Addresses of quarantine: the list, one person, deciding about many, places with beds."""

from django.urls import path

from bluezone.portal.isolation.views import bulk, centres, needs, people

urlpatterns = [
    path("isolation", people.isolation_list, name="isolation_list"),
    path("isolation/bulk", bulk.isolation_bulk, name="isolation_bulk"),
    path("isolation/releases", bulk.isolation_releases, name="isolation_releases"),
    path("isolation/papers", bulk.isolation_papers, name="isolation_papers"),
    path("isolation/needs", needs.isolation_needs, name="isolation_needs"),
    path("isolation/needs/<number:need>/settle", needs.need_settle, name="need_settle"),
    path("isolation/stays/<number:stay>/needs", needs.need_ask, name="need_ask"),
    path("isolation/centres", centres.isolation_centres, name="isolation_centres"),
    path("isolation/centres/new", centres.centre_new, name="centre_new"),
    path("isolation/centres/<number:centre>/beds", centres.centre_beds, name="centre_beds"),
    path("isolation/centres/<number:centre>/close", centres.centre_close, name="centre_close"),
    path("isolation/stays/<number:stay>/extend", people.isolation_extend, name="isolation_extend"),
    path("isolation/stays/<number:stay>/end", people.isolation_end, name="isolation_end"),
    path("isolation/decisions/<number:decision>/aside", people.isolation_aside, name="isolation_aside"),
    path("isolation/decisions/<number:decision>/deliver", people.isolation_deliver, name="isolation_deliver"),
    path("isolation/people/<str:person>", people.isolated_person, name="isolated_person"),
    path("isolation/people/<str:person>/propose", people.isolation_propose, name="isolation_propose"),
]
