"""What today's program reads in a portal that an earlier release left behind, as JSON on standard output.

`python -m tests.support.portal.readings DATA TOLD [DATABASE]`, in a process of its own, as each portal needs one. Asks
the reads that pages ask wherever there is one, and says of each table what its rows mean.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import sys
import wave
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Reading = Any
NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
"""Half an hour after the day of work."""


def accounts_invitation(told: Mapping[str, str]) -> Reading:
    """Whom a code lets in, and what waits for a second administrator."""
    from bluezone.portal.staff.invitations import open_for, with_code

    by_code, asked = with_code(told["invitation"], NOW), open_for(_person("huyen"), NOW)
    assert by_code is not None
    assert asked is not None
    return [
        [by_code.staff.username, by_code.renews, str(by_code.given_by)],
        [asked.staff.username, asked.renews, str(asked.asked_by), asked.code_hash],
        open_for(_person("khanh"), NOW),
    ]


def axes_accessattempt(_told: Mapping[str, str]) -> Reading:
    """Guesses that still count."""
    from axes.models import AccessAttempt

    return list(AccessAttempt.objects.values_list("username", "failures_since_start"))


def mfa_authenticator(_told: Mapping[str, str]) -> Reading:
    """The passkey beside the app, and what it is known by."""
    from allauth.mfa.models import Authenticator

    hung = _person("hung")
    passkey = Authenticator.objects.get(user=hung, type=Authenticator.Type.WEBAUTHN).wrap()
    kinds = sorted(Authenticator.objects.filter(user=hung).values_list("type", flat=True))
    known_by = passkey.authenticator_data.credential_data.credential_id
    return [kinds, passkey.name, known_by == hashlib.sha256(b"hung").digest()]


def messages_message(_told: Mapping[str, str]) -> Reading:
    """How far each has come; nothing of one that waits no more."""
    from bluezone.portal.messages.selectors import MESSAGES, page_of_messages

    page = page_of_messages(_person("lan"), MESSAGES.part_of({}))
    return [[one.ending, one.purpose, one.state, one.carrier_key, one.problem, one.body] for one in page.rows]


def messages_optout(_told: Mapping[str, str]) -> Reading:
    """Whether somebody is left alone, under the portal's own key."""
    from bluezone.portal.messages.addresses import read_address
    from bluezone.portal.messages.models import OptOut

    numbers = ("0912 345 703", "0912 345 704")
    return [OptOut.objects.filter(address_hash=read_address(number).hash).exists() for number in numbers]


def cases_venuealert(_told: Mapping[str, str]) -> Reading:
    """Of which place people were told."""
    from bluezone.portal.cases.selectors import alerts_of

    return [
        [one.place, one.kind, one.begins.isoformat(), one.ends.isoformat(), str(one.sent_by)]
        for one in alerts_of(_case())
    ]


def inbox_joinedconsent(_told: Mapping[str, str]) -> Reading:
    """Which consent belongs to the case."""
    joined = _case().consents.get()
    return [bytes(joined.consent.owner_number).decode(), str(joined.joined_by), joined.joined_at.isoformat()]


def inbox_linkedreport(_told: Mapping[str, str]) -> Reading:
    """What a person near the case wrote, opened with today's keys."""
    from bluezone.portal.reports.linking import reports_of_case
    from bluezone.portal.reports.selectors import private_key
    from bluezone.portal.reports.wrapping import wrapping_key
    from bluezone.protocol.report import ContactReport, open_sealed

    found = []
    for report in reports_of_case(_person("lan"), _case(), NOW.date()):
        private = private_key(report.key, wrapping_key())
        assert private is not None
        message = open_sealed(bytes(report.sealed), private)
        assert isinstance(message, ContactReport)
        found.append([report.state, message.note])
    return found


def inbox_takenback(_told: Mapping[str, str]) -> Reading:
    """What its owner took back, and whether it is gone."""
    from bluezone.portal.reports.models import Report, TakenBack

    taken = TakenBack.objects.get()
    number = bytes(taken.owner_number)
    return [number.decode(), taken.arrived_on.isoformat(), Report.objects.filter(owner_number=number).exists()]


def announcements_audio(_told: Mapping[str, str]) -> Reading:
    """A script that was read aloud, as a player opens it."""
    from bluezone.portal.announcements.models import Announcement
    from bluezone.portal.announcements.selectors import audio_of

    audio = audio_of(Announcement.objects.get(state=Announcement.State.APPROVED), "vi")
    assert audio is not None
    with wave.open(io.BytesIO(bytes(audio.content))) as sound:
        return [audio.seconds, sound.getframerate(), sound.getnframes()]


def registers_decision(_told: Mapping[str, str]) -> Reading:
    """What was said of two entries, and what follows from it."""
    from bluezone.portal.lists.models import Decision
    from bluezone.portal.lists.selectors import judged_candidates

    decision = Decision.objects.get()
    return [
        [
            one.entry.name,
            one.other.name,
            one.verdict,
            one.pair == decision.pair,
            one.entry.same_as == one.other,
            str(decision.decided_by),
        ]
        for one in judged_candidates(_person("hung"))
    ]


def papers_paperfile(_told: Mapping[str, str]) -> Reading:
    """The files of each paper in their order; each is what its digest says."""
    from bluezone.portal.papers.models import OutgoingPaper

    found = {}
    for paper in OutgoingPaper.objects.filter(files__isnull=False).distinct():
        files = list(paper.files.order_by("pk"))
        assert all(file.digest == hashlib.sha256(bytes(file.content)).hexdigest() for file in files)
        found[paper.code] = [paper.state, *(file.stage for file in files)]
    return found


def papers_papersignature(told: Mapping[str, str]) -> Reading:
    """Who signed, in the list and in the file; and whether that still holds."""
    from bluezone.documents.signing import verify_pdf
    from bluezone.portal.papers.models import OutgoingPaper
    from bluezone.portal.papers.selectors import signatures_of

    found = {}
    for paper in OutgoingPaper.objects.filter(signatures__isnull=False).distinct():
        pdf = bytes(paper.files.order_by("-pk")[0].content)
        assert paper.issued_at is not None
        proofs = verify_pdf(pdf, [base64.b64decode(told["root"])], now=paper.issued_at)
        listed = [[one.capacity, one.way, one.signer, str(one.by)] for one in signatures_of(paper)]
        found[paper.code] = [*listed, [proof.holds for proof in proofs]]
    return found


def papers_noteddifference(_told: Mapping[str, str]) -> Reading:
    """Which figures were others when it was signed, and why that was no matter."""
    from bluezone.portal.papers.models import NotedDifference

    noted = NotedDifference.objects.get()
    told = [[code, now - written] for code, written, now in noted.differences]
    return [noted.paper.state, told, noted.note, str(noted.by)]


def rollout_desk_approvalrecord(_told: Mapping[str, str]) -> Reading:
    """Which level stands approved, without whom, and what was taken back before."""
    from bluezone.portal.directives.models import ApprovalRecord
    from bluezone.portal.directives.selectors.cores import context_of, levels_of, reports_of
    from bluezone.portal.directives.selectors.levels import levels_shown

    context = context_of(_directive())
    standing = levels_of(context, reports_of(context)).approvals
    before = ApprovalRecord.objects.exclude(taken_back_at=None)
    return [
        {key: [*one.without, one.note] for key, one in standing.items()},
        [[one.level.key, str(one.taken_back_by), one.taken_back_note] for one in before],
        [[one.participant.key, one.approval is not None] for one in levels_shown(_person("nga"), _directive())],
    ]


def rollout_desk_extensionrecord(_told: Mapping[str, str]) -> Reading:
    """Who was given more time, by whom, until when."""
    from bluezone.portal.directives.selectors.cores import extensions_of

    return [[one.organisation, one.to.isoformat(), one.note, one.by] for one in extensions_of(_directive())]


def rollout_desk_rolloutpaper(_told: Mapping[str, str]) -> Reading:
    """What came of the directive, and the sums that stand in it."""
    rows = _directive().papers.select_related("paper", "acting_for").order_by("pk")
    return [
        [one.what, one.acting_for.key, one.paper.code, one.figures.get("posters"), one.asked["head"]["signer"]]
        for one in rows
    ]


def rollout_desk_sentreminder(_told: Mapping[str, str]) -> Reading:
    """Who was reminded, how long before, in which words."""
    rows = _directive().reminders.select_related("participant")
    return [[one.participant.key, one.days, one.text] for one in rows]


READINGS: tuple[Callable[[Mapping[str, str]], Reading], ...] = (
    accounts_invitation,
    announcements_audio,
    axes_accessattempt,
    cases_venuealert,
    inbox_joinedconsent,
    inbox_linkedreport,
    inbox_takenback,
    messages_message,
    messages_optout,
    mfa_authenticator,
    papers_noteddifference,
    papers_paperfile,
    papers_papersignature,
    registers_decision,
    rollout_desk_approvalrecord,
    rollout_desk_extensionrecord,
    rollout_desk_rolloutpaper,
    rollout_desk_sentreminder,
)


def _person(name: str) -> Any:
    from bluezone.portal.identity.models import Staff

    return Staff.objects.get(username=name)


def _case() -> Any:
    from bluezone.portal.cases.selectors import case_with_number

    case = case_with_number("CA-2026-00001")
    assert case is not None
    return case


def _directive() -> Any:
    from bluezone.portal.directives.models import DirectiveRecord

    return DirectiveRecord.objects.get()


def main(data: Path, told: Path, database: str | None) -> None:
    """Prints what each table says."""
    from bluezone.joining.portal.opening import Place, open_portal

    open_portal(Place(data, database))
    known = json.loads(told.read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps({reading.__name__: reading(known) for reading in READINGS}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
