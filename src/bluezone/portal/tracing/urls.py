"""Addresses of tracing: people, whom they met, where cases have been, exposures, and evidence that hangs on none."""

from django.urls import path

from bluezone.portal.tracing.views import export, exposures, figures, inbox, landmarks, people, transfers

urlpatterns = [
    path("tracing", people.people, name="people"),
    path("tracing/people/<str:person>", people.traced_person, name="traced_person"),
    path("tracing/people/<str:person>/apart", people.person_set_apart, name="person_set_apart"),
    path("tracing/people/<str:person>/contacts", people.person_contacts, name="person_contacts"),
    path("tracing/people/<str:person>/offer", transfers.person_offer, name="person_offer"),
    path("tracing/people/<str:person>/chain", figures.chain, name="chain"),
    path("tracing/outbreaks", figures.outbreak_list, name="outbreaks"),
    path("tracing/outbreaks/begin", figures.outbreak_begin, name="outbreak_begin"),
    path("tracing/outbreaks/<number:outbreak>", figures.outbreak, name="outbreak"),
    path("tracing/outbreaks/<number:outbreak>/end", figures.outbreak_end, name="outbreak_end"),
    path("tracing/regimes", figures.regimes, name="regimes"),
    path("tracing/transfers", transfers.transfers, name="transfers"),
    path("tracing/transfers/<number:transfer>/take", transfers.transfer_take, name="transfer_take"),
    path("tracing/transfers/<number:transfer>/return", transfers.transfer_return, name="transfer_return"),
    path("tracing/transfers/<number:transfer>/keep", transfers.transfer_keep, name="transfer_keep"),
    path("tracing/places", landmarks.landmarks, name="landmarks"),
    path("tracing/places/of/<str:number>", landmarks.case_places, name="case_places"),
    path("tracing/places/<number:landmark>", landmarks.landmark, name="landmark"),
    path("tracing/places/<number:landmark>/notice", landmarks.landmark_notice, name="landmark_notice"),
    path("tracing/places/<number:landmark>/named", landmarks.landmark_named, name="landmark_named"),
    path("tracing/places/<number:landmark>/known", landmarks.landmark_known, name="landmark_known"),
    path("tracing/places/<number:landmark>/expose", landmarks.landmark_expose, name="landmark_expose"),
    path("tracing/exposures/<str:number>", exposures.exposure, name="exposure"),
    path("tracing/exposures/<str:number>/evidence", exposures.exposure_evidence, name="exposure_evidence"),
    path("tracing/exposures/<str:number>/withdraw", exposures.exposure_withdraw, name="exposure_withdraw"),
    path(
        "tracing/exposures/<str:number>/evidence/<number:piece>/withdraw",
        exposures.piece_withdraw,
        name="piece_withdraw",
    ),
    path("tracing/export", export.outbreak_export, name="outbreak_export"),
    path("tracing/export/ask", export.release_ask, name="release_ask"),
    path("tracing/export/asks/<number:release>/agree", export.release_agree, name="release_agree"),
    path("tracing/export/asks/<number:release>/leave", export.release_leave, name="release_leave"),
    path("tracing/export/<str:what>", export.outbreak_file, name="outbreak_file"),
    path("tracing/inbox", inbox.evidence_inbox, name="evidence_inbox"),
    path("tracing/inbox/note", inbox.evidence_note, name="evidence_note"),
    path("tracing/inbox/<number:meeting>", inbox.evidence_meeting, name="evidence_meeting"),
    path("tracing/inbox/<number:meeting>/make", inbox.evidence_make, name="evidence_make"),
    path("tracing/inbox/<number:meeting>/attach", inbox.evidence_attach, name="evidence_attach"),
    path("tracing/inbox/<number:meeting>/close", inbox.evidence_close, name="evidence_close"),
]
