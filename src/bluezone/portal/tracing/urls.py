"""Addresses of tracing: people, whom they met, and exposures."""

from django.urls import path

from bluezone.portal.tracing.views import exposures, people

urlpatterns = [
    path("tracing", people.people, name="people"),
    path("tracing/people/<str:person>", people.traced_person, name="traced_person"),
    path("tracing/people/<str:person>/apart", people.person_set_apart, name="person_set_apart"),
    path("tracing/people/<str:person>/contacts", people.person_contacts, name="person_contacts"),
    path("tracing/exposures/<str:number>", exposures.exposure, name="exposure"),
    path("tracing/exposures/<str:number>/evidence", exposures.exposure_evidence, name="exposure_evidence"),
    path("tracing/exposures/<str:number>/withdraw", exposures.exposure_withdraw, name="exposure_withdraw"),
    path(
        "tracing/exposures/<str:number>/evidence/<number:piece>/withdraw",
        exposures.piece_withdraw,
        name="piece_withdraw",
    ),
]
