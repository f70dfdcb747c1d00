"""Addresses of tracing: people, whom they met, exposures, and evidence that hangs on none yet."""

from django.urls import path

from bluezone.portal.tracing.views import exposures, inbox, people

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
    path("tracing/inbox", inbox.evidence_inbox, name="evidence_inbox"),
    path("tracing/inbox/note", inbox.evidence_note, name="evidence_note"),
    path("tracing/inbox/<number:meeting>", inbox.evidence_meeting, name="evidence_meeting"),
    path("tracing/inbox/<number:meeting>/make", inbox.evidence_make, name="evidence_make"),
    path("tracing/inbox/<number:meeting>/attach", inbox.evidence_attach, name="evidence_attach"),
    path("tracing/inbox/<number:meeting>/close", inbox.evidence_close, name="evidence_close"),
]
