"""Somebody who asked for their own file: noted, put together, approved, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.dossiers.models import Dossier, Proof
from bluezone.portal.dossiers.services import approve_dossier, digest_of_dossier, draft_dossier, note_ask
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.isolation.models import Stay
from bluezone.portal.isolation.papers import Signing
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.tracing.models import Involvement
from tests.support.portal.offices import NOW
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Named, Things

NAMES = {
    "somebody who may ask for their own file": Named("Sùng Thị Chưa", "tracing.see"),
    "somebody who asks for another's file": Named("Lù Thị Chứng", "dossiers.see"),
}
LINES = {
    "dossier": "dossiers.see",
    "dossier_ask": "dossiers.see",
    "dossier_print": "dossiers.print",
    "dossiers": "dossiers.list",
}

_ASKS = NAMES["somebody who asks for another's file"].value


def things(known: Things) -> dict[str, object]:
    made = known.of("isolation")
    officer, writer = (Staff.objects.get(full_name=name) for name in ("Lê Cách Ly", "Trịnh Thị Soạn"))
    body = Organisation.objects.get(pk=made["body"])
    head = Signing(body, "UBND", "Sơn Dương", ("TM. Ủy ban nhân dân", "Chủ tịch"), "Hoàng Văn Thử", "YT")
    whose = [Stay.objects.get(pk=made[name]).involvement for name in ("stay", "waits")]
    asked, approved = (_asked(officer, one) for one in whose)
    for grant in (*officer.grants.all(), *writer.grants.all()):
        grant.given_at -= SETTLED
        grant.save(update_fields=["given_at"])
    for one in (asked, approved):
        said = {"dossier": one, "read": digest_of_dossier(one), "now": NOW}
        draft_dossier(actor=writer, signing=head, **said)
        one.refresh_from_db()
    approve_dossier(actor=officer, dossier=approved, read=digest_of_dossier(approved), now=NOW)
    return {
        "number": asked.pk,
        "dossier_print.number": approved.pk,
        "dossier_hand.number": approved.pk,
        "person": Involvement.objects.get(pk=made["free"]).person.pseudonym,
        "body": body.pk,
    }


def forms(known: Things) -> dict[str, Fields]:
    made = known.of("dossiers")
    read = {"read": digest_of_dossier(Dossier.objects.get(pk=made["number"]))}
    approved = {"read": digest_of_dossier(Dossier.objects.get(pk=made["dossier_hand.number"]))}
    return {
        "dossier_ask": {"proof": "card"},
        "dossier_draft": {**_head(made["body"]), **read},
        "dossier_approve": read,
        "dossier_aside": {"reason": "đã đổi ý", **read},
        "dossier_hand": approved,
    }


def foreign(known: Things, there: Elsewhere) -> dict[str, Fields]:
    return {"dossier_draft": {**_head(there.organisation.pk), **forms(known)["dossier_approve"]}}


def _head(organisation: object) -> Fields:
    head = {"office": "TM. Ủy ban nhân dân", "post": "Chủ tịch", "signer": "Hoàng Văn Thử", "abbreviation": "UBND"}
    return {**head, "place": "Sơn Dương", "drafting_unit": "YT", "organisation": organisation}


def _asked(officer: Staff, one: Involvement) -> Dossier:
    proof = {"proof": Proof.REPRESENTED, "words": f"{_ASKS}, giấy ủy quyền"}
    return note_ask(actor=officer, person=one.person, path=one.path, now=NOW, **proof)
